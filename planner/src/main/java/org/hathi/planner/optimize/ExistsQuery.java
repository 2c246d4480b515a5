package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.OperatorInfo;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** What can be made of a subquery whose rows only have to exist. */
final class ExistsQuery {
    private ExistsQuery() {}

    /** Drops what does not matter for the existence of rows; false, and nothing done, when too much does. */
    static boolean simplify(PlannerContext cx, Query sub) {
        Expr limit = sub.limitCount == null ? null : new ConstantFolder(cx, false).mutate(sub.limitCount);
        if (sub.commandType != CmdType.SELECT
                || sub.setOperations != null
                || sub.hasAggs
                || !sub.groupingSets.isEmpty()
                || sub.hasWindowFuncs
                || sub.hasTargetSRFs
                || sub.hasModifyingCTE
                || sub.havingQual != null
                || sub.limitOffset != null
                || !sub.rowMarks.isEmpty()
                || limit != null && !(limit instanceof Const c && (c.isNull() || c.longValue() > 0))) {
            return false;
        }
        sub.limitCount = null;
        sub.targetList = List.of();
        sub.distinctClause = List.of();
        sub.sortClause = List.of();
        sub.groupClause = List.of();
        sub.windowClause = List.of();
        sub.hasDistinctOn = false;
        return true;
    }

    /**
     * A correlated EXISTS as an {@code = ANY} whose subquery is not correlated, so that it can be hashed; null when it
     * cannot be. {@code sub} is simplified and is changed (convert_EXISTS_to_ANY).
     */
    static @Nullable SubLink toAny(PlannerInfo info, SubLink s, Query sub) {
        Expr where = sub.jointree().quals();
        sub.jointree = new FromExpr(sub.jointree().fromlist(), null);
        if (where == null || usesLevel(1).walkQuery(sub) || Exprs.isVolatile(where, info.catalog())) {
            return null;
        }
        Expr simple = OrFactors.extract(new ConstantFolder(info.cx(), false).mutate(where));
        List<Expr> own = new ArrayList<>();
        List<Expr> test = new ArrayList<>();
        List<TargetEntry> columns = new ArrayList<>();
        for (Expr e : Trees.conjuncts(simple)) {
            OpExpr o = e instanceof OpExpr x
                            && hashable(info, x.opno())
                            && x.args().size() == 2
                    ? x
                    : null;
            if (o == null
                    || !usesLevel(1).walk(o.args().get(0))
                            && !usesLevel(1).walk(o.args().get(1))) {
                own.add(e);
                continue;
            }
            boolean left = usesLevel(1).walk(o.args().get(0));
            int op = left ? o.opno() : info.catalog().operator(o.opno()).commutator();
            Expr outer = o.args().get(left ? 0 : 1);
            Expr inner = o.args().get(left ? 1 : 0);
            if (op == 0
                    || !hashable(info, op)
                    || usesLevel(1).walk(inner)
                    || usesLevel(0).walk(outer)
                    || Exprs.hasSubLinks(outer)
                    || Exprs.hasSubPlans(outer)) {
                return null;
            }
            columns.add(new TargetEntry(inner, columns.size() + 1, null, false));
            Param p = new Param(ParamKind.SUBLINK, columns.size(), inner.type(), inner.typmod(), inner.collation(), -1);
            test.add(new OpExpr(
                    op,
                    info.catalog().operator(op).function(),
                    16,
                    false,
                    0,
                    o.inputcollid(),
                    List.of(LevelShift.shift(outer, -1, 1), p),
                    -1));
        }
        if (columns.isEmpty() || usesLevel(1).walk(own)) {
            return null;
        }
        Expr rest = null;
        for (Expr e : own) {
            rest = Trees.and(rest, e);
        }
        sub.jointree = new FromExpr(sub.jointree().fromlist(), rest);
        sub.targetList = columns;
        Expr all = test.size() == 1 ? test.get(0) : new BoolExpr(BoolExprType.AND, test, -1);
        return new SubLink(SubLinkType.ANY, 0, all, List.of(), sub, 0, s.location());
    }

    private static boolean hashable(PlannerInfo info, int operator) {
        OperatorInfo o = info.catalog().operator(operator);
        return o.canHash() && info.catalog().proc(o.function()).strict();
    }

    /** Finds columns and aggregates of the query level {@code up} above. */
    private static TreeWalker usesLevel(int up) {
        return new TreeWalker() {
            private int level = up;

            @Override
            public boolean visit(Expr x) {
                return x instanceof Var v && v.varlevelsup() == level
                        || x instanceof Aggref a && a.agglevelsup() == level
                        || walkChildren(x);
            }

            @Override
            public boolean visitQuery(Query q) {
                level++;
                boolean r = walkQuery(q);
                level--;
                return r;
            }
        };
    }
}
