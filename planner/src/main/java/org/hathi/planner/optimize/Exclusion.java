package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.LevelMutator;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;

/** Finds tables of which a query's conditions leave nothing, since their constraints contradict them. */
final class Exclusion {
    private final PlannerInfo info;

    Exclusion(PlannerInfo info) {
        this.info = info;
    }

    boolean excluded(Rel rel) {
        if (Clause.never(rel.quals, true)) {
            return true;
        }
        String when = info.cx().costs().constraintExclusion;
        if (rel.quals.isEmpty() || !when.equals("on") && !(when.equals("partition") && rel.terms != null)) {
            return false;
        }
        List<Expr> conditions = new ArrayList<>();
        for (Clause c : rel.quals) {
            if (!Exprs.isMutable(c.expr, info.catalog())) {
                conditions.add(c.expr);
            }
        }
        Refutation proof = new Refutation(info.cx());
        for (int i = 0; i < conditions.size(); i++) {
            for (int k = 0; k < conditions.size(); k++) {
                if (i != k && proof.refuted(conditions.get(i), conditions.get(k))) {
                    return true;
                }
            }
        }
        if (rel.rte().rtekind != RteKind.RELATION) {
            return false;
        }
        List<Expr> constraints = constraints(rel);
        return !constraints.isEmpty() && proof.refuted(conditions, new BoolExpr(BoolExprType.AND, constraints, -1));
    }

    private List<Expr> constraints(Rel rel) {
        int oid = rel.rte().relid;
        List<Expr> out = new ArrayList<>();
        LevelMutator shift = Levels.offset(rel.rti - 1);
        ConstantFolder folder = new ConstantFolder(info.cx(), false);
        for (Expr e : info.catalog().checks(oid)) {
            if (!Exprs.isMutable(e, info.catalog())) {
                out.addAll(Trees.conjuncts(folder.mutate(shift.mutate(e))));
            }
        }
        TupleDesc d = info.catalog().rowDescriptor(oid);
        for (int i = 0; i < d.size(); i++) {
            Attribute a = d.get(i);
            if (a.notNull() && !a.dropped()) {
                Var v = new Var(rel.rti, i + 1, a.typeOid(), a.typmod(), a.collation(), 0, rel.rti, i + 1, -1);
                out.add(new NullTest(v, NullTestType.IS_NOT_NULL, false, -1));
            }
        }
        return out;
    }
}
