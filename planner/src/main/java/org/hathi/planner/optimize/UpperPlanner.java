package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.LimitOption;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.WindowClause;
import org.hathi.planner.tree.WindowFunc;
import org.jspecify.annotations.Nullable;

/**
 * Steps above the joins: grouping, windows, set-returning functions, DISTINCT, ORDER BY, LIMIT. Each step turns the
 * paths of the one below into its own, so that an order found early can serve a late step.
 */
final class UpperPlanner {
    private final PlannerInfo info;
    private final Costs costs;
    private final UpperCosts upper;
    private final Selectivity selectivity;
    private final Equivalence equivalence;
    private final Query q;
    private final boolean grouped;
    private final UpperTargets targets;

    private List<SortGroupClause> groupOrder = List.of();
    private List<SortGroupClause> sortOrder = List.of();
    private List<SortGroupClause> distinctOrder = List.of();
    private List<PathKey> groupKeys = List.of();
    private List<PathKey> sortKeys = List.of();
    private List<PathKey> distinctKeys = List.of();
    private List<PathKey> windowKeys = List.of();
    private @Nullable GroupingSetPaths sets;

    UpperPlanner(PlannerInfo info, Costs costs, Selectivity selectivity, Equivalence equivalence) {
        this.info = info;
        this.costs = costs;
        this.upper = new UpperCosts(info, costs);
        this.selectivity = selectivity;
        this.equivalence = equivalence;
        this.q = info.query;
        this.targets = new UpperTargets(q);
        this.grouped = q.hasAggs || !q.groupClause.isEmpty() || !q.groupingSets.isEmpty() || q.havingQual != null;
    }

    // ---------------------------------------------------------------- orders

    /** Finds the orders of all steps and which one the joins should aim for. */
    void orders() {
        GroupColumns.reduce(info);
        if (q.groupingSets.isEmpty() && !q.sortClause.isEmpty() && q.groupClause.size() > 1) {
            q.groupClause = groupInSortOrder();
        }
        List<SortGroupClause> groupBy = q.groupClause;
        if (!q.groupingSets.isEmpty()) {
            sets = new GroupingSetPaths(info, costs);
            groupBy = sets.order();
        }
        if (grouped && sortable(groupBy)) {
            groupOrder = new ArrayList<>();
            groupKeys = Sorting.keys(info, equivalence, groupBy, q.targetList, groupOrder);
        }
        List<WindowClause> used = windows();
        if (!used.isEmpty()) {
            List<SortGroupClause> all = UpperTargets.windowClauses(used.get(0));
            if (sortable(all)) {
                windowKeys = Sorting.keys(info, equivalence, all, q.targetList, new ArrayList<>());
            }
        }
        if (!q.distinctClause.isEmpty() && sortable(q.distinctClause)) {
            distinctOrder = new ArrayList<>();
            distinctKeys = Sorting.keys(info, equivalence, q.distinctClause, q.targetList, distinctOrder);
        }
        if (!q.sortClause.isEmpty()) {
            sortOrder = new ArrayList<>();
            sortKeys = Sorting.keys(info, equivalence, q.sortClause, q.targetList, sortOrder);
        }
        if (!groupKeys.isEmpty()) {
            info.queryKeys = groupKeys;
        } else if (grouped && !q.groupClause.isEmpty()) {
            info.queryKeys = List.of();
        } else if (!windowKeys.isEmpty()) {
            info.queryKeys = windowKeys;
        } else if (distinctKeys.size() > sortKeys.size()) {
            info.queryKeys = distinctKeys;
        } else {
            info.queryKeys = sortKeys;
        }
    }

    /** GROUP BY in any order is the same; the order of ORDER BY saves a sort. */
    private List<SortGroupClause> groupInSortOrder() {
        List<SortGroupClause> out = new ArrayList<>();
        for (SortGroupClause s : q.sortClause) {
            SortGroupClause hit = null;
            for (SortGroupClause g : q.groupClause) {
                if (g.tleSortGroupRef() == s.tleSortGroupRef()
                        && g.sortop() == s.sortop()
                        && g.nullsFirst() == s.nullsFirst()) {
                    hit = g;
                }
            }
            if (hit == null) {
                break;
            }
            out.add(hit);
        }
        if (out.isEmpty()) {
            return q.groupClause;
        }
        for (SortGroupClause g : q.groupClause) {
            if (!out.contains(g)) {
                out.add(g);
            }
        }
        return out;
    }

    /** The windows that are used, in the order of their evaluation: one whose order serves the next comes first. */
    private List<WindowClause> windows() {
        List<WindowClause> used = new ArrayList<>();
        for (WindowClause w : q.windowClause) {
            if (!targets.functionsOf(w.winref()).isEmpty()) {
                used.add(w);
            }
        }
        if (used.size() > 1) {
            used.sort((a, b) -> compare(UpperTargets.windowClauses(a), UpperTargets.windowClauses(b)));
        }
        return used;
    }

    private static int compare(List<SortGroupClause> a, List<SortGroupClause> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            SortGroupClause x = a.get(i);
            SortGroupClause y = b.get(i);
            int c = Integer.compareUnsigned(y.tleSortGroupRef(), x.tleSortGroupRef());
            c = c != 0 ? c : Integer.compareUnsigned(y.sortop(), x.sortop());
            c = c != 0 ? c : Boolean.compare(y.nullsFirst(), x.nullsFirst());
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(b.size(), a.size());
    }

    private static boolean sortable(List<SortGroupClause> l) {
        for (SortGroupClause c : l) {
            if (c.sortop() == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean hashable(List<SortGroupClause> l) {
        for (SortGroupClause c : l) {
            if (!c.hashable()) {
                return false;
            }
        }
        return !l.isEmpty();
    }

    private boolean hasOrderedAggregates() {
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x instanceof Aggref a
                                && (!a.aggorder().isEmpty() || !a.aggdistinct().isEmpty() || a.aggkind() != 'n')
                        || walkChildren(x);
            }
        };
        return w.walkTargets(q.targetList) || w.walk(q.havingQual);
    }

    // ---------------------------------------------------------------- the steps in order

    /** Plans everything above the joins; {@code rel} null: one row without a table. */
    Plan plan(@Nullable Rel rel, PlanBuilder builder) {
        boolean srf = targets.setsLeft();
        UpperPath.Pool pool = base(rel, builder, srf);
        if (Exprs.anyReturnsSet(q.targetList) && (grouped || !q.windowClause.isEmpty())) {
            List<TargetEntry> input = grouped ? targets.groupInput() : targets.atoms();
            if (Exprs.anyReturnsSet(input)) {
                pool = setFunctions(pool, input);
            }
        }
        if (grouped) {
            pool = group(pool);
        }
        if (!q.windowClause.isEmpty()) {
            pool = windows(pool, srf);
        }
        if (srf) {
            pool = setFunctions(pool, q.targetList);
        }
        if (!q.distinctClause.isEmpty()) {
            pool = distinct(pool);
        }
        if (!q.sortClause.isEmpty()) {
            pool = order(pool);
        }
        return choose(pool).build();
    }

    private UpperPath.Pool setFunctions(UpperPath.Pool in, List<TargetEntry> target) {
        UpperPath.Pool out = pool(true);
        for (UpperPath p : in.paths) {
            UpperPath s = new UpperSteps.SetFunctions(p, target, costs.s.cpuTuple, setSize());
            s.width = upper.width(target);
            out.add(s);
        }
        return out;
    }

    private UpperPath.Pool pool(boolean considerStartup) {
        return new UpperPath.Pool(considerStartup && info.tupleFraction > 0);
    }

    private UpperPath choose(UpperPath.Pool pool) {
        if (q.limitCount == null && q.limitOffset == null) {
            return pool.cheapest(info.callerFraction);
        }
        UpperPath best = null;
        double bestCost = 0;
        for (UpperPath p : pool.paths) {
            double[] c = limited(p.startup, p.total, p.rows);
            if (best == null || c[1] < bestCost) {
                best = p;
                bestCost = c[1];
            }
        }
        return java.util.Objects.requireNonNull(best);
    }

    private double setSize() {
        double n = 1;
        for (TargetEntry t : q.targetList) {
            n = Math.max(n, SetSizes.of(info, t.expr()));
        }
        return n;
    }

    private UpperPath.Pool base(@Nullable Rel rel, PlanBuilder builder, boolean srf) {
        List<TargetEntry> target =
                grouped ? targets.groupInput() : !q.windowClause.isEmpty() ? targets.atoms() : q.targetList;
        boolean projects = grouped || !q.windowClause.isEmpty() || !srf;
        if (projects && Exprs.anyReturnsSet(target)) {
            target = UpperTargets.withoutSets(target);
        }
        QualCost c = projects ? costs.exprs.targets(target) : QualCost.NONE;
        int width = projects ? upper.width(target) : rel == null ? 0 : rel.width;
        List<Expr> once = info.constantQuals;
        boolean never = false;
        for (Expr e : once) {
            never |= Exprs.isFalseOrNull(e);
        }
        UpperPath.Pool out = pool(true);
        never |= rel != null && rel.dummy;
        if (rel == null || never) {
            UpperSteps.Base b =
                    new UpperSteps.Base(null, builder, never ? List.of(Exprs.bool(false)) : once, never, true);
            QualCost k = costs.exprs.of(once);
            b.target = projects ? target : rel == null ? List.of() : builder.targets(rel);
            b.rows = never ? 0 : 1;
            b.width = never && !grouped ? 0 : width;
            if (!never) {
                b.startup = c.startup() + k.startup() + k.perTuple();
                b.total = b.startup + costs.s.cpuTuple + c.perTuple();
            }
            out.add(b);
            return out;
        }
        for (Path p : rel.paths) {
            if (p.required != 0) {
                continue;
            }
            UpperSteps.Base b = new UpperSteps.Base(p, builder, once, false, projects);
            QualCost o = projects ? rel.targetCost : QualCost.NONE; // the final targets take the place of its own
            b.startup = p.startup + c.startup() - o.startup();
            b.total = p.total + c.startup() - o.startup() + (c.perTuple() - o.perTuple()) * p.rows;
            if (p instanceof Path.Appended && projects && !sameColumns(rel, target)) {
                b.total += costs.s.cpuTuple * p.rows;
            }
            b.rows = p.rows;
            b.width = width;
            b.keys = p.keys;
            b.target = target;
            out.paths.add(b);
        }
        return out;
    }

    /** Are the targets the very columns that are needed of the relation, each once? */
    private static boolean sameColumns(Rel rel, List<TargetEntry> target) {
        List<Expr> seen = new ArrayList<>();
        for (TargetEntry t : target) {
            if (!(t.expr() instanceof org.hathi.planner.tree.Var v) || v.varno() != rel.rti || seen.contains(v)) {
                return false;
            }
            seen.add(v);
        }
        return true;
    }

    private UpperPath sort(UpperPath in, List<SortGroupClause> clauses, List<PathKey> keys, double limit) {
        return new UpperSteps.SortBy(in, clauses, keys, 0, costs.sort(in.total, in.rows, in.width, limit));
    }

    /** The input, which comes sorted by the first {@code presorted} keys, sorted by all. */
    private UpperPath incremental(
            UpperPath in, List<SortGroupClause> clauses, List<PathKey> keys, int presorted, double limit) {
        List<Expr> first = new ArrayList<>();
        for (int i = 0; i < presorted; i++) {
            first.add(Sorting.target(clauses.get(i), q.targetList).expr());
        }
        double groups = selectivity.groups(first, in.rows);
        double[] c = costs.incrementalSort(in.startup, in.total, in.rows, in.width, groups, limit);
        return new UpperSteps.SortBy(in, clauses, keys, presorted, c);
    }

    // ---------------------------------------------------------------- grouping

    private UpperPath.Pool group(UpperPath.Pool in) {
        UpperPath.Pool out = pool(true);
        UpperPath cheapest = in.cheapest();
        List<TargetEntry> target = targets.groupOutput();
        AggCosts a = upper.aggregates(q);
        List<Expr> exprs = new ArrayList<>();
        for (SortGroupClause c : q.groupClause) {
            exprs.add(Sorting.target(c, q.targetList).expr());
        }
        boolean plain = q.groupClause.isEmpty() && q.groupingSets.isEmpty();
        double groups = plain ? 1 : selectivity.groups(exprs, cheapest.rows);
        if (plain) {
            for (UpperPath p : in.paths) {
                if (p == cheapest) {
                    out.add(aggregate(p, Agg.Strategy.PLAIN, 1, a, target));
                }
            }
            return out;
        }
        if (sets != null) {
            return groupingSets(in, sets, a, target);
        }
        if (sortable(q.groupClause)) {
            for (UpperPath p : in.paths) {
                int common = PathKey.common(p.keys, groupKeys);
                boolean sorted = common == groupKeys.size();
                if (sorted || p == cheapest) {
                    out.add(sortedGroup(sorted ? p : sort(p, groupOrder, groupKeys, -1), groups, a, target));
                }
                if (!sorted && common > 0 && costs.s.incrementalSort) {
                    out.add(sortedGroup(incremental(p, groupOrder, groupKeys, common, -1), groups, a, target));
                }
            }
        }
        if (hashable(q.groupClause) && !hasOrderedAggregates()) {
            out.add(aggregate(cheapest, Agg.Strategy.HASHED, groups, a, target));
        }
        if (out.paths.isEmpty()) {
            throw GroupingSetPaths.impossible("GROUP BY");
        }
        return out;
    }

    private UpperPath.Pool groupingSets(
            UpperPath.Pool in, GroupingSetPaths sets, AggCosts a, List<TargetEntry> target) {
        UpperPath.Pool out = pool(true);
        UpperPath cheapest = in.cheapest();
        sets.estimate(selectivity, cheapest.rows, a, target);
        boolean hash = sets.canHash() && !hasOrderedAggregates();
        for (UpperPath p : sets.canSort() ? in.paths : List.<UpperPath>of()) {
            int common = PathKey.common(p.keys, groupKeys);
            boolean sorted = common == groupKeys.size();
            if (sorted || p == cheapest) {
                sets.sorted(sorted ? p : sort(p, groupOrder, groupKeys, -1), groupKeys, hash, out, upper);
            }
            if (!sorted && common > 0 && costs.s.incrementalSort) {
                sets.sorted(incremental(p, groupOrder, groupKeys, common, -1), groupKeys, hash, out, upper);
            }
        }
        if (hash) {
            sets.hashed(cheapest, groupKeys, out, upper);
        }
        if (out.paths.isEmpty()) {
            throw GroupingSetPaths.impossible("GROUP BY");
        }
        return out;
    }

    private UpperPath sortedGroup(UpperPath in, double groups, AggCosts a, List<TargetEntry> target) {
        if (q.hasAggs) {
            return aggregate(in, Agg.Strategy.SORTED, groups, a, target);
        }
        UpperSteps.GroupBy g = new UpperSteps.GroupBy(in, q.groupClause, q.havingQual);
        g.startup = in.startup;
        g.total = in.total + costs.s.cpuOperator * in.rows * q.groupClause.size();
        finishGroup(g, groups, target);
        return g;
    }

    private UpperPath aggregate(
            UpperPath in, Agg.Strategy strategy, double groups, AggCosts a, List<TargetEntry> target) {
        UpperSteps.Aggregate g = new UpperSteps.Aggregate(in, strategy, q.groupClause, groups, q.havingQual, List.of());
        Boolean sorted =
                switch (strategy) {
                    case PLAIN -> null;
                    case SORTED -> Boolean.TRUE;
                    case HASHED, MIXED -> Boolean.FALSE;
                };
        double[] c = costs.aggregate(sorted, q.groupClause.size(), groups, in.startup, in.total, in.rows, in.width, a);
        g.startup = c[0];
        g.total = c[1];
        finishGroup(g, groups, target);
        return g;
    }

    private void finishGroup(UpperPath g, double groups, List<TargetEntry> target) {
        g.rows = groups;
        if (q.havingQual != null) {
            List<Expr> having = org.hathi.planner.tree.Trees.conjuncts(q.havingQual);
            QualCost h = costs.exprs.of(having);
            g.startup += h.startup();
            g.total += h.startup() + groups * h.perTuple();
            double s = 1;
            for (Expr e : having) {
                s *= selectivity.of(e);
            }
            g.rows = Costs.clampRows(groups * s);
        }
        QualCost t = costs.exprs.targets(target);
        g.startup += t.startup();
        g.total += t.startup() + t.perTuple() * g.rows;
        g.target = target;
        g.width = upper.width(target);
    }

    // ---------------------------------------------------------------- windows

    private UpperPath.Pool windows(UpperPath.Pool in, boolean srf) {
        List<WindowClause> used = windows();
        UpperPath.Pool out = pool(true);
        UpperPath cheapest = in.cheapest();
        for (UpperPath p : in.paths) {
            if (p == cheapest || PathKey.common(p.keys, windowKeys) > 0) {
                out.add(windows(p, used, srf));
            }
        }
        return out;
    }

    private UpperPath windows(UpperPath start, List<WindowClause> used, boolean srf) {
        UpperPath p = start;
        List<TargetEntry> soFar = new ArrayList<>(start.target);
        List<Expr> below = new ArrayList<>();
        for (int i = 0; i < used.size(); i++) {
            WindowClause w = used.get(i);
            List<SortGroupClause> order = UpperTargets.windowClauses(w);
            List<SortGroupClause> clauses = new ArrayList<>();
            List<PathKey> keys = Sorting.keys(info, equivalence, order, q.targetList, clauses);
            int common = PathKey.common(p.keys, keys);
            if (common < keys.size()) {
                p = common > 0 && costs.s.incrementalSort
                        ? incremental(p, clauses, keys, common, -1)
                        : sort(p, clauses, keys, -1);
            }
            List<WindowFunc> functions = targets.functionsOf(w.winref());
            for (WindowFunc f : functions) {
                UpperTargets.addColumn(soFar, f);
            }
            boolean top = i == used.size() - 1;
            List<TargetEntry> target = top && !srf ? q.targetList : new ArrayList<>(soFar);
            UpperSteps.Window a = new UpperSteps.Window(p, w, target, top, top ? below : List.of());
            below.addAll(w.runCondition());
            a.total += upper.window(
                    functions, w.partitionClause().size() + w.orderClause().size(), p.rows);
            QualCost t = costs.exprs.targets(target);
            a.startup += t.startup();
            a.total += t.startup() + t.perTuple() * p.rows;
            a.width = upper.width(target);
            p = a;
        }
        return p;
    }

    // ---------------------------------------------------------------- DISTINCT and ORDER BY

    private UpperPath.Pool distinct(UpperPath.Pool in) {
        UpperPath.Pool out = pool(true);
        UpperPath cheapest = in.cheapest();
        List<SortGroupClause> by = q.distinctClause;
        List<Expr> exprs = new ArrayList<>();
        for (SortGroupClause c : by) {
            exprs.add(Sorting.target(c, q.targetList).expr());
        }
        double rows = grouped ? cheapest.rows : selectivity.groups(exprs, cheapest.rows);
        if (sortable(by)) {
            boolean longer = q.hasDistinctOn && distinctKeys.size() < sortKeys.size();
            List<PathKey> need = longer ? sortKeys : distinctKeys;
            for (UpperPath p : in.paths) {
                if (PathKey.satisfies(p.keys, need)) {
                    out.add(unique(p, rows));
                }
            }
            boolean full = distinctKeys.size() < sortKeys.size();
            List<PathKey> keys = full ? sortKeys : distinctKeys;
            if (!PathKey.satisfies(cheapest.keys, keys)) {
                out.add(unique(sort(cheapest, full ? sortOrder : distinctOrder, keys, -1), rows));
            }
        }
        boolean allowHash = out.paths.isEmpty() || !q.hasDistinctOn && costs.s.hashAgg;
        if (allowHash && hashable(by)) {
            UpperSteps.Aggregate g = new UpperSteps.Aggregate(cheapest, Agg.Strategy.HASHED, by, rows, null, List.of());
            double[] c = costs.aggregate(
                    false,
                    by.size(),
                    rows,
                    cheapest.startup,
                    cheapest.total,
                    cheapest.rows,
                    cheapest.width,
                    AggCosts.NONE);
            g.startup = c[0];
            g.total = c[1];
            QualCost t = costs.exprs.targets(cheapest.target);
            g.startup += t.startup();
            g.total += t.startup() + t.perTuple() * rows;
            g.rows = rows;
            g.target = cheapest.target;
            out.add(g);
        }
        if (out.paths.isEmpty()) {
            throw GroupingSetPaths.impossible("DISTINCT");
        }
        return out;
    }

    private UpperPath unique(UpperPath in, double rows) {
        UpperSteps.UniqueBy u = new UpperSteps.UniqueBy(in, q.distinctClause);
        u.total = in.total + costs.s.cpuOperator * in.rows * distinctKeys.size();
        u.rows = rows;
        return u;
    }

    private UpperPath.Pool order(UpperPath.Pool in) {
        UpperPath.Pool out = pool(true);
        UpperPath cheapest = in.cheapest();
        double limit =
                grouped || !q.distinctClause.isEmpty() || !q.windowClause.isEmpty() || Exprs.anyReturnsSet(q.targetList)
                        ? limitRows(q)
                        : limitRows(q);
        if (limit == 0) {
            limit = -1;
        }
        for (UpperPath p : in.paths) {
            int common = PathKey.common(p.keys, sortKeys);
            if (common == sortKeys.size()) {
                out.add(p);
                continue;
            }
            if (p == cheapest) {
                out.add(sort(p, sortOrder, sortKeys, limit));
            }
            if (common > 0 && costs.s.incrementalSort) {
                out.add(incremental(p, sortOrder, sortKeys, common, limit));
            }
        }
        return out;
    }

    // ---------------------------------------------------------------- LIMIT

    /** Rows a LIMIT asks for (OFFSET included), 0 if unknown or none. */
    static double limitRows(Query q) {
        if (q.limitCount instanceof Const c && !c.isNull() && q.limitOption != LimitOption.WITH_TIES) {
            double n = c.longValue();
            if (q.limitOffset instanceof Const o && !o.isNull()) {
                n += Math.max(0, o.longValue());
            } else if (q.limitOffset != null && !isNull(q.limitOffset)) {
                return 0;
            }
            return Math.max(1, n);
        }
        return 0;
    }

    /** Rows that LIMIT lets through of those that are joined; −1: no bound. */
    static double limitTuples(Query q) {
        boolean one = q.groupClause.isEmpty()
                && q.groupingSets.isEmpty()
                && q.distinctClause.isEmpty()
                && !q.hasAggs
                && !q.hasWindowFuncs
                && !q.hasTargetSRFs
                && q.havingQual == null;
        double n = one ? limitRows(q) : 0;
        return n > 0 ? n : -1;
    }

    /** The fraction (below 1) or number of rows that will be fetched, LIMIT considered; 0 for all. */
    static double fraction(Query q, double caller) {
        if (q.limitCount == null && q.limitOffset == null) {
            return caller;
        }
        boolean counted = q.limitCount != null && !isNull(q.limitCount);
        if (counted) {
            double n = estimate(q.limitCount);
            double skip = q.limitOffset == null || isNull(q.limitOffset) ? 0 : estimate(q.limitOffset);
            double f = n < 0 || skip < 0 ? 0.10 : Math.max(1, n) + skip;
            if (caller >= 1) {
                return f >= 1 ? Math.min(caller, f) : f;
            }
            return caller > 0 ? f >= 1 ? f : caller * f : f;
        }
        return caller;
    }

    private static double estimate(@Nullable Expr e) {
        return e instanceof Const c && !c.isNull() ? Math.max(0, c.longValue()) : -1;
    }

    /** {startup, total, rows} behind the query's LIMIT. */
    private double[] limited(double startup, double total, double rows) {
        double s = startup;
        double t = total;
        double r = rows;
        if (q.limitOffset != null && !isNull(q.limitOffset)) {
            double skip = estimate(q.limitOffset);
            skip = skip < 0 ? Costs.clampRows(rows * 0.10) : Math.min(skip, r);
            if (skip > 0) {
                if (rows > 0) {
                    s += (total - startup) * skip / rows;
                }
                r = Math.max(1, r - skip);
            }
        }
        if (q.limitCount != null && !isNull(q.limitCount)) {
            double n = estimate(q.limitCount);
            n = n < 0 ? Costs.clampRows(rows * 0.10) : Math.min(n, r);
            if (rows > 0) {
                t = s + (total - startup) * n / rows;
            }
            r = Math.max(1, n);
        }
        return new double[] {s, t, r};
    }

    Plan limit(Plan input) {
        if (q.limitCount == null && q.limitOffset == null
                || isNull(q.limitCount) && (q.limitOffset == null || isZero(q.limitOffset))) {
            return input;
        }
        Limit l = new Limit();
        l.left = input;
        l.targetList = input.targetList;
        l.count = q.limitCount;
        l.offset = q.limitOffset;
        if (q.limitOption == LimitOption.WITH_TIES) {
            l.withTies = true;
            int n = q.sortClause.size();
            l.tieColumns = new int[n];
            l.tieOperators = new int[n];
            l.tieCollations = new int[n];
            for (int i = 0; i < n; i++) {
                TargetEntry t = Sorting.target(q.sortClause.get(i), input.targetList);
                l.tieColumns[i] = t.resno();
                l.tieOperators[i] = q.sortClause.get(i).eqop();
                l.tieCollations[i] = t.expr().collation();
            }
        }
        l.copyEstimates(input);
        double[] c = limited(input.startupCost, input.totalCost, input.rows);
        l.startupCost = c[0];
        l.totalCost = c[1];
        l.rows = c[2];
        return l;
    }

    private static boolean isNull(@Nullable Expr e) {
        return e == null || e instanceof Const c && c.isNull();
    }

    private static boolean isZero(Expr e) {
        return e instanceof Const c && (c.isNull() || c.longValue() == 0);
    }
}
