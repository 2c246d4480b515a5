package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AggregateInfo;
import org.hathi.catalog.AmopInfo;
import org.hathi.planner.plan.IndexOnlyScan;
import org.hathi.planner.plan.IndexScan;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.MergeAppend;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Result;
import org.hathi.planner.plan.SubPlanRef;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * min() and max() through an index: each becomes a subquery that reads the first row in index order, where that is
 * cheaper than reading everything.
 */
final class MinMax {
    private final Planner planner;
    private final PlannerInfo info;
    private final Costs costs;
    private final Query q;

    MinMax(Planner planner, PlannerInfo info, Costs costs) {
        this.planner = planner;
        this.info = info;
        this.costs = costs;
        this.q = info.query;
    }

    /**
     * A plan of one row that reads minima and maxima from indexes; null when impossible or not cheaper than
     * {@code than}.
     */
    @Nullable
    Plan tryPlan(Plan than) {
        List<Aggref> aggregates = candidates();
        if (aggregates == null) {
            return null;
        }
        PlannerGlobal global = info.global;
        Mark before = new Mark(global);
        List<PlannerInfo.PlannedQuery> plans = new ArrayList<>();
        double cost = 0;
        for (Aggref a : aggregates) {
            PlannerInfo.PlannedQuery p = subquery(a, global);
            if (p == null) {
                before.restore(global);
                return null;
            }
            plans.add(p);
            cost += p.plan().totalCost;
        }
        QualCost t = costs.exprs.targets(q.targetList);
        QualCost h = costs.exprs.of(Trees.conjuncts(q.havingQual));
        double start = t.startup() + h.startup();
        double total = start + t.perTuple() + h.perTuple() + costs.s.cpuTuple;
        if (cost + total >= than.totalCost) {
            before.restore(global);
            return null;
        }
        List<Expr> values = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            values.add(initPlan(aggregates.get(i), plans.get(i)));
        }
        TreeMutator replace = new TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                int at = x instanceof Aggref a ? aggregates.indexOf(a) : -1;
                return at >= 0 ? values.get(at) : mutateChildren(x);
            }
        };
        Result r = new Result();
        r.targetList = replace.targets(q.targetList);
        r.constantQual = replace.list(Trees.conjuncts(q.havingQual));
        r.rows = 1;
        r.width = than.width;
        r.startupCost = start;
        r.totalCost = total;
        return r;
    }

    /** What planning a subquery changes beyond its own level. */
    private static final class Mark {
        private final int tables;
        private final int subplans;
        private final int params;
        private final int levels;

        Mark(PlannerGlobal g) {
            tables = g.result.rangeTable.size();
            subplans = g.result.subplans.size();
            params = g.result.paramCount;
            levels = g.levels.size();
        }

        void restore(PlannerGlobal g) {
            trim(g.result.rangeTable, tables);
            trim(g.result.subplans, subplans);
            trim(g.levels, levels);
            trim(g.subplanInfos, subplans);
            trim(g.result.paramTypes, params);
            g.result.paramCount = params;
        }

        private static void trim(List<?> l, int n) {
            while (l.size() > n) {
                l.remove(l.size() - 1);
            }
        }
    }

    /** The aggregates if all can be read from indexes (perhaps none is left of those that were written), else null. */
    private @Nullable List<Aggref> candidates() {
        List<Aggref> out = new ArrayList<>();
        if (!q.hasAggs
                || !q.groupClause.isEmpty()
                || !q.groupingSets.isEmpty()
                || !q.windowClause.isEmpty()
                || !q.cteList.isEmpty()
                || !q.rowMarks.isEmpty()
                || !q.sortClause.isEmpty()
                || !q.distinctClause.isEmpty()
                || q.hasTargetSRFs
                || info.rels.size() != 1
                || !(q.jointree().fromlist().size() == 1
                        && q.jointree().fromlist().get(0) instanceof RangeTblRef)) {
            return null;
        }
        Rel rel = info.rels.get(0);
        if (rel.rte().rtekind != RteKind.RELATION && rel.children.isEmpty()
                || Exprs.hasSubPlans(q.jointree().quals())) {
            return null;
        }
        boolean[] bad = new boolean[1];
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof Aggref a && a.agglevelsup() == 0) {
                    if (!usable(a, rel)) {
                        bad[0] = true;
                    } else if (!out.contains(a)) {
                        out.add(a);
                    }
                    return false;
                }
                return walkChildren(x);
            }
        };
        w.walkTargets(q.targetList);
        w.walk(q.havingQual);
        return bad[0] ? null : out;
    }

    private boolean usable(Aggref a, Rel rel) {
        if (a.args().size() != 1 || !a.aggorder().isEmpty() || a.aggfilter() != null || a.aggkind() != 'n') {
            return false;
        }
        AggregateInfo g = info.catalog().aggregate(a.aggfnoid());
        Expr arg = a.args().get(0).expr();
        if (g.sortOperator() == 0 || Exprs.isMutable(arg, info.catalog()) || !Exprs.hasVars(arg)) {
            return false;
        }
        for (Rel c : rel.children) {
            if (indexed(c.local(arg), c)) {
                return true;
            }
        }
        return indexed(arg, rel);
    }

    private static boolean indexed(Expr arg, Rel rel) {
        for (PlannerCatalog.IndexCandidate ix : rel.indexes) {
            for (int col = 0; ix.btree() && col < ix.keys(); col++) {
                if (IndexPaths.isKey(ix, col, arg, rel)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@code SELECT arg FROM … WHERE … AND arg IS NOT NULL ORDER BY arg LIMIT 1}, if an index returns it in order. */
    private PlannerInfo.@Nullable PlannedQuery subquery(Aggref a, PlannerGlobal global) {
        int sort = info.catalog().aggregate(a.aggfnoid()).sortOperator();
        boolean descending = false;
        int family = 0;
        for (AmopInfo m : info.catalog().amopsOf(sort)) {
            if (m.method() == 403 && (m.strategy() == 1 || m.strategy() == 5)) {
                descending = m.strategy() == 5;
                family = m.family();
            }
        }
        if (family == 0) {
            return null;
        }
        var op = info.catalog().operator(sort);
        int eq = info.catalog().familyOperator(family, op.left(), op.right(), 3);
        for (int pass = 0; pass < 2; pass++) {
            Mark before = new Mark(global);
            PlannerInfo.PlannedQuery p =
                    planner.planQuery(global, info.parent, query(a, sort, eq, descending == (pass == 0)), 0);
            if (p.plan() instanceof Limit l
                    && (l.left instanceof IndexScan
                            || l.left instanceof IndexOnlyScan
                            || l.left instanceof MergeAppend)) {
                return p;
            }
            before.restore(global);
        }
        return null;
    }

    private Query query(Aggref a, int sort, int eq, boolean nullsFirst) {
        Query s = q.deepCopy();
        Expr arg = a.args().get(0).expr();
        s.targetList = List.of(new TargetEntry(arg, 1, "agg_target", 1, 0, 0, false));
        s.havingQual = null;
        s.hasAggs = false;
        s.limitOffset = null;
        s.limitCount = new Const(Oids.INT8, -1, 0, 8, true, 1L, -1);
        s.sortClause = List.of(new SortGroupClause(1, eq, sort, nullsFirst, false));
        Expr notNull = new NullTest(arg, NullTestType.IS_NOT_NULL, false, -1);
        Expr quals = s.jointree().quals();
        if (!Trees.conjuncts(quals).contains(notNull)) {
            quals = Trees.and(notNull, quals);
        }
        s.jointree = new FromExpr(s.jointree().fromlist(), quals);
        return s;
    }

    private Expr initPlan(Aggref a, PlannerInfo.PlannedQuery p) {
        int number = info.global.addSubplan(p.plan(), p.info());
        int param = info.global.newParam(a.aggtype());
        info.initPlans.add(new SubPlanRef(
                number, SubPlanRef.Kind.SCALAR, List.of(param), "InitPlan " + number + " (returns $" + param + ")", 0));
        return PlannerInfo.param(param, a);
    }
}
