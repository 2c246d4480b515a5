package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.LevelMutator;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * Replaces references to a join's columns by the columns of its inputs, so that only base relations are referred to.
 */
final class JoinAliases extends LevelMutator {
    private final Query query;

    JoinAliases(Query query) {
        this.query = query;
    }

    /** Flattens everything in the query, in place, and drops the alias lists so that nothing walks them again. */
    static void flatten(Query q) {
        boolean any = false;
        for (RangeTblEntry r : q.rtable) {
            any |= r.rtekind == RteKind.JOIN;
        }
        if (!any) {
            return;
        }
        new JoinAliases(q).queryInPlace(q);
    }

    @Override
    protected Expr atLevel(Expr x, int depth) {
        if (x instanceof Var v
                && v.varlevelsup() == depth
                && v.varno() > 0
                && query.rte(v.varno()).rtekind == RteKind.JOIN) {
            RangeTblEntry join = query.rte(v.varno());
            if (v.varattno() == 0) {
                return wholeRow(v, join, depth);
            }
            Expr alias = join.joinaliasvars.get(v.varattno() - 1);
            if (alias == null) {
                throw org.hathi.base.SqlError.internal("reference to a dropped column of a join");
            }
            return mutate(LevelShift.shift(alias, depth, 0));
        }
        return mutateChildren(x);
    }

    private Expr wholeRow(Var v, RangeTblEntry join, int depth) {
        List<Expr> fields = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < join.joinaliasvars.size(); i++) {
            @Nullable Expr e = join.joinaliasvars.get(i);
            if (e != null) {
                fields.add(mutate(LevelShift.shift(e, depth, 0)));
                names.add(join.eref.colnames().get(i));
            }
        }
        return new RowExpr(fields, v.vartype(), CoercionForm.IMPLICIT_CAST, names, v.location());
    }
}
