package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Material;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.SubPlanRef;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.AlternativeSubPlan;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.CommonTableExpr;
import org.hathi.planner.tree.CteMaterialize;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.LevelShift;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.RteKind;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/** Plans queries inside queries: subqueries in FROM, WITH queries and sublinks in expressions. */
final class SubqueryPlanner {
    private final Planner planner;

    SubqueryPlanner(Planner planner) {
        this.planner = planner;
    }

    // ---------------------------------------------------------------- FROM

    /** Plans a subquery in FROM that could not be merged into its parent. */
    void planSubquery(PlannerInfo info, Rel rel) {
        Query sub = java.util.Objects.requireNonNull(rel.rte().subquery);
        if (rel.terms != null) {
            sub = sub.deepCopy(); // the query may be planned again (minima and maxima), with its conditions
        }
        PushDown.conditions(info, rel, sub);
        UnreadOutputs.remove(info, rel, sub);
        List<PlannerInfo.ParamItem> saved = new ArrayList<>(info.handedDown);
        info.handedDown.clear();
        PlannerInfo.PlannedQuery p = planner.planQuery(info.global, info, sub, 0);
        for (PlannerInfo.ParamItem i : info.handedDown) {
            rel.lateral |= Exprs.relids(i.expr(), info) & ~rel.relids;
        }
        rel.subqueryParams = List.copyOf(info.handedDown);
        info.handedDown.clear();
        info.handedDown.addAll(saved);
        rel.subquery = p;
        rel.tuples = Math.max(1, p.plan().rows);
    }

    // ---------------------------------------------------------------- WITH

    /** Plans the WITH queries of a level, or marks them for merging into their only reference. */
    void planCtes(PlannerInfo info) {
        Query q = info.query;
        for (CommonTableExpr cte : q.cteList) {
            Query sub = cte.ctequery;
            if (cte.cterefcount == 0 && sub.commandType == CmdType.SELECT) {
                continue;
            }
            if (canInline(info, cte, sub)) {
                inline(q, cte, 0);
                continue;
            }
            PlannerInfo child;
            Plan plan;
            int param = info.global.newParam(2278);
            if (cte.cterecursive) {
                PlannerInfo.PlannedQuery p = planner.planRecursive(info.global, info, cte);
                child = p.info();
                plan = p.plan();
            } else {
                PlannerInfo.PlannedQuery p = planner.planQuery(info.global, info, sub, 0);
                child = p.info();
                plan = p.plan();
            }
            if (!info.handedDown.isEmpty() && info.parent == null) {
                throw SqlError.internal("unexpected outer reference in CTE query");
            }
            int number = info.global.addSubplan(plan, child);
            info.ctes.put(cte.ctename, new PlannerInfo.CtePlan(number, param, plan));
            info.initPlans.add(new SubPlanRef(number, SubPlanRef.Kind.CTE, List.of(param), "CTE " + cte.ctename, 0));
        }
    }

    private boolean canInline(PlannerInfo info, CommonTableExpr cte, Query sub) {
        if (cte.cterecursive
                || sub.commandType != CmdType.SELECT
                || sub.hasForUpdate
                || sub.hasModifyingCTE
                || !sub.rowMarks.isEmpty()) {
            return false;
        }
        if (cte.ctematerialized == CteMaterialize.ALWAYS
                || cte.ctematerialized == CteMaterialize.DEFAULT && cte.cterefcount != 1) {
            return false;
        }
        for (TargetEntry t : sub.targetList) {
            if (Exprs.isVolatile(t.expr(), info.catalog())) {
                return false;
            }
        }
        return true;
    }

    private static void inline(Query q, CommonTableExpr cte, int depth) {
        for (RangeTblEntry r : q.rtable) {
            if (r.rtekind == RteKind.CTE && r.ctelevelsup == depth && cte.ctename.equals(r.ctename)) {
                r.rtekind = RteKind.SUBQUERY;
                // One level down for being a subquery, and as many as the reference is below the WITH clause.
                r.subquery = LevelShift.shift(cte.ctequery, depth, 1);
                if (depth == 0) {
                    r.subquery = cte.ctequery.deepCopy();
                }
            } else if (r.subquery != null) {
                inline(r.subquery, cte, depth + 1);
            }
        }
        for (CommonTableExpr c : q.cteList) {
            if (c != cte) {
                inline(c.ctequery, cte, depth + 1);
            }
        }
        new TreeMutator() {
            @Override
            public Query mutateQuery(Query sub) {
                return sub;
            }

            @Override
            public Expr mutate(Expr e) {
                if (e instanceof SubLink s) {
                    inline(s.subselect(), cte, depth + 1);
                }
                return mutateChildren(e);
            }
        }.queryInPlace(q);
    }

    /** Finds the plan of the WITH query a range table entry refers to. */
    void planCteReference(PlannerInfo info, Rel rel) {
        RangeTblEntry rte = rel.rte();
        PlannerInfo owner = info.ancestor(rte.ctelevelsup);
        if (rte.selfReference) {
            PlannerInfo p = info;
            while (p.workTableParam < 0) {
                PlannerInfo up = p.parent;
                if (up == null) {
                    throw SqlError.internal("recursive reference outside its query");
                }
                p = up;
            }
            Plan nonRecursive = java.util.Objects.requireNonNull(p.nonRecursive);
            rel.cteParam = p.workTableParam;
            rel.tuples = Math.max(1, nonRecursive.rows * 10);
            return;
        }
        PlannerInfo.CtePlan c = owner.ctes.get(String.valueOf(rte.ctename));
        if (c == null) {
            throw SqlError.internal("could not find plan for CTE \"" + rte.ctename + "\"");
        }
        rel.cteSubplan = c.subplan();
        rel.cteParam = c.param();
        rel.ctePlan = c.plan();
        rel.tuples = Math.max(1, c.plan().rows);
    }

    // ---------------------------------------------------------------- expressions

    /**
     * Replaces outer references by parameters, then sublinks by subplans, in an expression of {@code info}'s
     * level.
     */
    @Nullable
    Expr process(PlannerInfo info, @Nullable Expr e, boolean isQual) {
        if (e == null) {
            return null;
        }
        Expr x = outerReferences(info).mutate(e);
        if (!info.query.hasSubLinks) {
            return x;
        }
        return isQual ? qual(info, x) : links(info, false).mutate(x);
    }

    private Expr qual(PlannerInfo info, Expr e) {
        if (e instanceof BoolExpr b && b.boolop() != BoolExprType.NOT) {
            List<Expr> out = new ArrayList<>();
            for (Expr a : b.args()) {
                out.add(qual(info, a));
            }
            return new BoolExpr(b.boolop(), out, b.location());
        }
        return links(info, true).mutate(e);
    }

    private static TreeMutator outerReferences(PlannerInfo info) {
        return new TreeMutator() {
            @Override
            public Expr mutate(Expr x) {
                if (x instanceof Var v && v.varlevelsup() > 0) {
                    return info.outerParam(LevelShift.shift(v, -v.varlevelsup(), 1), v.varlevelsup());
                }
                if (x instanceof Aggref a && a.agglevelsup() > 0) {
                    return info.outerParam(LevelShift.shift(a, -a.agglevelsup(), a.agglevelsup()), a.agglevelsup());
                }
                if (x instanceof GroupingFunc g && g.agglevelsup() > 0) {
                    return info.outerParam(LevelShift.shift(g, -g.agglevelsup(), g.agglevelsup()), g.agglevelsup());
                }
                return mutateChildren(x);
            }
        };
    }

    private TreeMutator links(PlannerInfo info, boolean top) {
        return new TreeMutator() {
            private boolean atTop = top;

            @Override
            public Expr mutate(Expr x) {
                boolean t = atTop;
                atTop = false;
                if (x instanceof SubLink s) {
                    Expr test = s.testexpr() == null ? null : mutate(s.testexpr());
                    return subPlan(info, s, test, t);
                }
                return mutateChildren(x);
            }
        };
    }

    private Expr subPlan(PlannerInfo info, SubLink s, @Nullable Expr test, boolean isTopQual) {
        Query sub = s.subselect().deepCopy();
        double fraction =
                switch (s.subLinkType()) {
                    case EXISTS -> 1;
                    case ALL, ANY -> 0.5;
                    default -> 0;
                };
        boolean simple = s.subLinkType() == SubLinkType.EXISTS && ExistsQuery.simplify(info.cx(), sub);
        List<PlannerInfo.ParamItem> saved = new ArrayList<>(info.handedDown);
        info.handedDown.clear();
        PlannerInfo.PlannedQuery p = planner.planQuery(info.global, info, sub, fraction);
        List<Integer> parParam = new ArrayList<>();
        List<Expr> args = new ArrayList<>();
        for (PlannerInfo.ParamItem i : info.handedDown) {
            parParam.add(i.param());
            args.add(i.expr());
        }
        info.handedDown.clear();
        info.handedDown.addAll(saved);
        Expr one = build(info, s, test, p, parParam, args, isTopQual);
        if (simple && one instanceof SubPlan first) {
            SubPlan hashed = hashedExists(info, s);
            if (hashed != null) {
                info.global.hasAlternatives = true;
                return new AlternativeSubPlan(List.of(first, hashed));
            }
        }
        return one;
    }

    /** A correlated EXISTS whose rows go to a hash table by what they are compared with; null if that cannot be. */
    private @Nullable SubPlan hashedExists(PlannerInfo info, SubLink s) {
        Query sub = s.subselect().deepCopy();
        ExistsQuery.simplify(info.cx(), sub);
        SubLink any = ExistsQuery.toAny(info, s, sub);
        if (any == null) {
            return null;
        }
        List<PlannerInfo.ParamItem> saved = new ArrayList<>(info.handedDown);
        info.handedDown.clear();
        PlannerInfo.PlannedQuery p = planner.planQuery(info.global, info, sub, 0);
        boolean alone = info.handedDown.isEmpty();
        info.handedDown.clear();
        info.handedDown.addAll(saved);
        if (!alone || !fits(info, p.plan())) {
            return null;
        }
        Expr test = outerReferences(info).mutate(java.util.Objects.requireNonNull(any.testexpr()));
        return build(info, any, test, p, List.of(), List.of(), true) instanceof SubPlan h && h.useHashTable()
                ? h
                : null;
    }

    /** Do the rows fit into a hash table? */
    private static boolean fits(PlannerInfo info, Plan plan) {
        return plan.rows * ((plan.width + 7) / 8 * 8 + 24.0)
                <= info.cx().costs().workMem * info.cx().costs().hashMemMultiplier;
    }

    private Expr build(
            PlannerInfo info,
            SubLink s,
            @Nullable Expr test,
            PlannerInfo.PlannedQuery p,
            List<Integer> parParam,
            List<Expr> args,
            boolean isTopQual) {
        Plan plan = p.plan();
        SubLinkType kind = s.subLinkType();
        if (kind == SubLinkType.MULTIEXPR) {
            return multiAssignment(info, s, p, parParam, args);
        }
        boolean initPlan = parParam.isEmpty()
                && (kind == SubLinkType.EXISTS || kind == SubLinkType.EXPR || kind == SubLinkType.ARRAY);
        TargetEntry first = plan.targetList.isEmpty() ? null : plan.targetList.get(0);
        int firstType = first == null ? 2278 : first.expr().type();
        if (initPlan) {
            return initPlan(info, s, p, first, firstType);
        }
        List<Integer> columnParams = new ArrayList<>();
        Expr testOut = test;
        if (kind == SubLinkType.ANY || kind == SubLinkType.ALL || kind == SubLinkType.ROWCOMPARE) {
            List<Param> ps = new ArrayList<>();
            for (TargetEntry t : plan.targetList) {
                if (!t.resjunk()) {
                    int id = info.global.newParam(t.expr().type());
                    columnParams.add(id);
                    ps.add(PlannerInfo.param(id, t.expr()));
                }
            }
            testOut = test == null
                    ? null
                    : new TreeMutator() {
                        @Override
                        public Expr mutate(Expr x) {
                            return x instanceof Param q && q.paramkind() == ParamKind.SUBLINK
                                    ? ps.get(q.paramid() - 1)
                                    : mutateChildren(x);
                        }
                    }.mutate(test);
        }
        if (kind == SubLinkType.ROWCOMPARE && parParam.isEmpty() && testOut != null) {
            return rowInitPlan(info, p, columnParams, testOut);
        }
        boolean hash = kind == SubLinkType.ANY
                && parParam.isEmpty()
                && testOut != null
                && hashable(info, testOut)
                && fits(info, plan);
        if (!hash && parParam.isEmpty() && needsMaterial(plan)) {
            plan = materialized(info, plan);
        }
        int number = info.global.addSubplan(plan, p.info());
        QualCost cost = cost(info, kind, plan, hash, parParam.isEmpty(), testOut);
        return new SubPlan(
                kind,
                testOut,
                ints(columnParams),
                number,
                "SubPlan " + number,
                firstType,
                first == null ? -1 : first.expr().typmod(),
                first == null ? 0 : first.expr().collation(),
                hash,
                isTopQual,
                false,
                new int[0],
                ints(parParam),
                args,
                cost.startup(),
                cost.perTuple(),
                s.arrayType());
    }

    /** A row compared with a subquery's only row, which is computed once: the comparison is left. */
    private static Expr rowInitPlan(
            PlannerInfo info, PlannerInfo.PlannedQuery p, List<Integer> columns, Expr comparison) {
        int number = info.global.addSubplan(p.plan(), p.info());
        StringBuilder returns = new StringBuilder();
        for (int id : columns) {
            returns.append(returns.isEmpty() ? "$" : ",$").append(id);
        }
        String name = "InitPlan " + number + " (returns " + returns + ")";
        info.initPlans.add(new SubPlanRef(number, SubPlanRef.Kind.ROW, columns, name, 0));
        return comparison;
    }

    /** The subquery of SET (a, b) = (SELECT …). */
    private static Expr multiAssignment(
            PlannerInfo info, SubLink s, PlannerInfo.PlannedQuery p, List<Integer> parParam, List<Expr> args) {
        List<Integer> set = new ArrayList<>();
        List<Param> columns = new ArrayList<>();
        StringBuilder returns = new StringBuilder();
        for (TargetEntry t : p.plan().targetList) {
            if (!t.resjunk()) {
                int id = info.global.newParam(t.expr().type());
                returns.append(set.isEmpty() ? "$" : ",$").append(id);
                set.add(id);
                columns.add(PlannerInfo.param(id, t.expr()));
            }
        }
        info.multiAssignments.put(s.subLinkId(), columns);
        int number = info.global.addSubplan(p.plan(), p.info());
        String name = "Plan " + number + " (returns " + returns + ")";
        if (parParam.isEmpty()) {
            info.initPlans.add(new SubPlanRef(number, SubPlanRef.Kind.ROW, set, "Init" + name, 0));
            return new org.hathi.planner.tree.Const(org.hathi.types.Oids.RECORD, -1, 0, -1, false, null, -1);
        }
        QualCost cost = cost(info, SubLinkType.EXPR, p.plan(), false, false, null);
        return new SubPlan(
                SubLinkType.MULTIEXPR,
                null,
                new int[0],
                number,
                "Sub" + name,
                org.hathi.types.Oids.RECORD,
                -1,
                0,
                false,
                false,
                false,
                ints(set),
                ints(parParam),
                args,
                cost.startup(),
                cost.perTuple(),
                0);
    }

    /** What a subplan costs: EXISTS stops at the first row, ANY and ALL after half of them on average. */
    private static QualCost cost(
            PlannerInfo info, SubLinkType kind, Plan plan, boolean hash, boolean uncorrelated, @Nullable Expr test) {
        CostSettings s = info.cx().costs();
        QualCost t = new ExprCosts(info.catalog(), s.cpuOperator).of(test);
        if (hash) {
            return new QualCost(t.startup() + plan.totalCost + s.cpuOperator * plan.rows, t.perTuple());
        }
        double run = plan.totalCost - plan.startupCost;
        double per =
                switch (kind) {
                    case EXISTS -> run / Costs.clampRows(plan.rows);
                    case ANY, ALL -> 0.5 * run + 0.5 * plan.rows * s.cpuOperator;
                    default -> run;
                };
        boolean kept = plan instanceof Material
                || plan instanceof org.hathi.planner.plan.Sort
                || plan instanceof org.hathi.planner.plan.CteScan
                || plan instanceof org.hathi.planner.plan.FunctionScan;
        return uncorrelated && kept
                ? new QualCost(t.startup() + plan.startupCost, t.perTuple() + per)
                : new QualCost(t.startup(), t.perTuple() + per + plan.startupCost);
    }

    private static Material materialized(PlannerInfo info, Plan plan) {
        Material m = new Material();
        m.left = plan;
        m.targetList = plan.targetList;
        m.copyEstimates(plan);
        m.totalCost += new Costs(info).materialize(plan.rows, plan.width);
        return m;
    }

    /** A subquery run once, before the plan: its result is a parameter. */
    private static Param initPlan(
            PlannerInfo info, SubLink s, PlannerInfo.PlannedQuery p, @Nullable TargetEntry first, int firstType) {
        SubLinkType kind = s.subLinkType();
        int number = info.global.addSubplan(p.plan(), p.info());
        int type = kind == SubLinkType.EXISTS ? 16 : kind == SubLinkType.ARRAY ? s.arrayType() : firstType;
        int param = info.global.newParam(type);
        SubPlanRef.Kind k =
                switch (kind) {
                    case EXISTS -> SubPlanRef.Kind.EXISTS;
                    case ARRAY -> SubPlanRef.Kind.ARRAY;
                    default -> SubPlanRef.Kind.SCALAR;
                };
        info.initPlans.add(new SubPlanRef(
                number, k, List.of(param), "InitPlan " + number + " (returns $" + param + ")", s.arrayType()));
        int typmod =
                first == null || kind != SubLinkType.EXPR ? -1 : first.expr().typmod();
        int coll =
                first == null || kind == SubLinkType.EXISTS ? 0 : first.expr().collation();
        return new Param(ParamKind.EXEC, param, type, typmod, coll, s.location());
    }

    private static boolean needsMaterial(Plan p) {
        return !(p instanceof Material
                || p instanceof org.hathi.planner.plan.Sort
                || p instanceof org.hathi.planner.plan.CteScan
                || p instanceof org.hathi.planner.plan.FunctionScan
                || p instanceof Agg a && a.strategy == Agg.Strategy.PLAIN);
    }

    private static boolean hashable(PlannerInfo info, Expr test) {
        if (test instanceof OpExpr o && o.args().size() == 2) {
            return info.catalog().operator(o.opno()).canHash()
                    && !Exprs.hasVars(o.args().get(1))
                    && info.catalog().proc(Exprs.function(o, info.catalog())).strict();
        }
        if (test instanceof BoolExpr b && b.boolop() == BoolExprType.AND) {
            for (Expr e : b.args()) {
                if (!hashable(info, e)) {
                    return false;
                }
            }
            return true;
        }
        return false;
    }

    private static int[] ints(List<Integer> l) {
        int[] out = new int[l.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = l.get(i);
        }
        return out;
    }
}
