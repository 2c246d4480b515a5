package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Group;
import org.hathi.planner.plan.Limit;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Unique;
import org.hathi.planner.plan.WindowAgg;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.GroupingSet;
import org.hathi.planner.tree.GroupingSetKind;
import org.hathi.planner.tree.LimitOption;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowClause;
import org.hathi.planner.tree.WindowFunc;
import org.jspecify.annotations.Nullable;

/** Everything above the joins of a query level: grouping, windows, DISTINCT, ORDER BY and LIMIT. */
final class UpperPlanner {
    private final PlannerInfo info;
    private final Costs costs;
    private final Selectivity selectivity;
    private final Equivalence equivalence;
    private final Query q;
    private final boolean grouped;

    UpperPlanner(PlannerInfo info, Costs costs, Selectivity selectivity, Equivalence equivalence) {
        this.info = info;
        this.costs = costs;
        this.selectivity = selectivity;
        this.equivalence = equivalence;
        this.q = info.query;
        this.grouped = q.hasAggs || !q.groupClause.isEmpty() || !q.groupingSets.isEmpty() || q.havingQual != null;
    }

    /** The order most useful to the first step above the joins; also makes the sort expressions known to index paths. */
    List<PathKey> wantedOrder() {
        List<PathKey> sort =
                sortable(q.sortClause) ? Sorting.keys(info, equivalence, q.sortClause, q.targetList) : List.of();
        List<PathKey> group = List.of();
        if (grouped) {
            group = q.groupingSets.isEmpty() && sortable(q.groupClause)
                    ? Sorting.keys(info, equivalence, q.groupClause, q.targetList)
                    : List.of();
            return group;
        }
        if (!q.windowClause.isEmpty()) {
            return windowOrder(q.windowClause.get(0));
        }
        if (!q.distinctClause.isEmpty() && sortable(q.distinctClause)) {
            List<PathKey> distinct = Sorting.keys(info, equivalence, q.distinctClause, q.targetList);
            return sort.size() > distinct.size() ? sort : distinct;
        }
        return sort;
    }

    private List<PathKey> windowOrder(WindowClause w) {
        List<SortGroupClause> all = windowClauses(w);
        return sortable(all) ? Sorting.keys(info, equivalence, all, q.targetList) : List.of();
    }

    private static List<SortGroupClause> windowClauses(WindowClause w) {
        List<SortGroupClause> all = new ArrayList<>(w.partitionClause());
        for (SortGroupClause o : w.orderClause()) {
            boolean dup = false;
            for (SortGroupClause p : w.partitionClause()) {
                dup |= p.tleSortGroupRef() == o.tleSortGroupRef();
            }
            if (!dup) {
                all.add(o);
            }
        }
        return all;
    }

    private static boolean sortable(List<SortGroupClause> l) {
        for (SortGroupClause c : l) {
            if (c.sortop() == 0) {
                return false;
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- choosing the input

    Plan plan(Rel rel, PlanBuilder builder, List<PathKey> wanted, double limitRows) {
        double fraction = limitRows > 0 && !grouped && q.windowClause.isEmpty()
                ? Math.min(1, limitRows / Math.max(1, rel.rows))
                : 1;
        Path cheapest = java.util.Objects.requireNonNull(rel.cheapest());
        Path sorted = wanted.isEmpty() ? null : rel.cheapest(wanted, fraction);
        Path chosen = cheapest;
        boolean presorted = false;
        if (sorted != null) {
            double sortCost;
            if (grouped && hashable()) {
                sortCost = cheapest.total + cheapest.rows * costs.s.cpuOperator * Math.max(1, q.groupClause.size());
                presorted = sorted.total <= sortCost;
            } else {
                double[] c = costs.sort(cheapest.total, cheapest.rows, rel.width, limitRows);
                sortCost = c[0] + fraction * (c[1] - c[0]);
                presorted = sorted.costOf(fraction) <= sortCost;
            }
            if (presorted) {
                chosen = sorted;
            }
        } else if (fraction < 1 && wanted.isEmpty()) {
            Path quick = rel.cheapest(List.of(), fraction);
            chosen = quick != null ? quick : cheapest;
        }
        Plan p = builder.build(chosen);
        p = gate(p);
        return finish(p, presorted, limitRows);
    }

    /** Puts conditions without columns on top. */
    Plan gate(Plan p) {
        if (info.constantQuals.isEmpty()) {
            return p;
        }
        org.hathi.planner.plan.Result r = Planner.resultOver(p, p.targetList);
        r.constantQual = new ArrayList<>(info.constantQuals);
        return r;
    }

    private boolean hashable() {
        for (SortGroupClause c : q.groupClause) {
            if (!c.hashable()) {
                return false;
            }
        }
        return !q.groupClause.isEmpty() && !hasOrderedAggregates();
    }

    private boolean hasOrderedAggregates() {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x instanceof Aggref a
                                && (!a.aggorder().isEmpty() || !a.aggdistinct().isEmpty())
                        || walkChildren(x);
            }
        }.walkTargets(q.targetList);
    }

    /** Adds the upper steps to a plan of the joins. */
    Plan finish(Plan input, boolean presorted, double limitRows) {
        Plan p = input;
        boolean srf = Exprs.anyReturnsSet(q.targetList);
        boolean inOrder = presorted;
        if (grouped) {
            p = group(p, presorted);
            inOrder = presorted || p instanceof Group || p instanceof Agg a && a.strategy == Agg.Strategy.SORTED;
            inOrder = inOrder && orderMatchesGroup();
        }
        if (!q.windowClause.isEmpty()) {
            p = windows(p, presorted && !grouped);
            inOrder = false;
        } else {
            List<TargetEntry> target = q.targetList;
            p = srf ? projectSet(p, target) : Planner.project(p, target);
        }
        if (!q.windowClause.isEmpty() && srf) {
            p = projectSet(p, q.targetList);
        }
        if (!q.distinctClause.isEmpty()) {
            p = distinct(p, inOrder && !grouped);
            inOrder = inOrder && !grouped || p instanceof Unique;
            if (p instanceof Unique && q.sortClause.size() <= q.distinctClause.size()) {
                inOrder = prefixMatches(q.sortClause, q.distinctClause);
            }
        }
        if (!q.sortClause.isEmpty() && !inOrder) {
            p = Sorting.sort(costs, p, q.sortClause, 0, limitRows);
        }
        return p;
    }

    private boolean orderMatchesGroup() {
        return prefixMatches(q.sortClause, q.groupClause);
    }

    private static boolean prefixMatches(List<SortGroupClause> want, List<SortGroupClause> have) {
        if (want.size() > have.size()) {
            return false;
        }
        for (int i = 0; i < want.size(); i++) {
            SortGroupClause a = want.get(i);
            SortGroupClause b = have.get(i);
            if (a.tleSortGroupRef() != b.tleSortGroupRef()
                    || a.sortop() != b.sortop()
                    || a.nullsFirst() != b.nullsFirst()) {
                return false;
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- grouping

    private Plan group(Plan input, boolean presorted) {
        List<TargetEntry> in = groupInput();
        Plan p = Planner.project(input, in);
        boolean plain = q.groupClause.isEmpty() && q.groupingSets.isEmpty();
        boolean aggs = q.hasAggs || !q.groupingSets.isEmpty();
        boolean hash = !plain && (!q.groupingSets.isEmpty() || !presorted && hashable() && costs.s.hashAgg);
        if (!plain && !hash && !presorted) {
            p = Sorting.sort(costs, p, q.groupClause, 0, -1);
        }
        List<Expr> exprs = new ArrayList<>();
        int n = q.groupClause.size();
        int[] columns = new int[n];
        int[] operators = new int[n];
        int[] collations = new int[n];
        int[] refs = new int[n];
        for (int i = 0; i < n; i++) {
            TargetEntry t = Sorting.target(q.groupClause.get(i), p.targetList);
            columns[i] = t.resno();
            operators[i] = q.groupClause.get(i).eqop();
            collations[i] = t.expr().collation();
            refs[i] = t.ressortgroupref();
            exprs.add(t.expr());
        }
        double groups = plain ? 1 : selectivity.groups(exprs, p.rows);
        List<TargetEntry> out = groupOutput();
        if (!aggs && !hash && !plain) {
            Group g = new Group();
            g.columns = columns;
            g.operators = operators;
            g.collations = collations;
            g.left = p;
            return groupEstimates(g, p, out, groups, n);
        }
        Agg a = new Agg();
        a.strategy = plain ? Agg.Strategy.PLAIN : hash ? Agg.Strategy.HASHED : Agg.Strategy.SORTED;
        a.columns = columns;
        a.operators = operators;
        a.collations = collations;
        a.groupRefs = refs;
        a.groups = groups;
        a.left = p;
        if (!q.groupingSets.isEmpty()) {
            a.groupingSets = groupingSets(refs);
        }
        return groupEstimates(a, p, out, groups, n);
    }

    private Plan groupEstimates(Plan g, Plan in, List<TargetEntry> out, double groups, int keys) {
        g.targetList = out;
        g.qual = Trees.conjuncts(q.havingQual);
        g.rows = Math.max(
                1,
                Math.rint(groups
                        * selectivity.of(
                                q.havingQual == null ? Exprs.bool(true) : q.havingQual,
                                null,
                                org.hathi.planner.tree.JoinType.INNER)));
        g.width = 0;
        for (TargetEntry t : out) {
            int len = info.catalog().types().type(t.expr().type()).len();
            g.width += t.expr() instanceof Var ? 0 : len > 0 ? len : 32;
        }
        g.width += in.width;
        double aggCost = costs.s.cpuOperator * countAggregates();
        double work = in.rows * (aggCost + costs.s.cpuOperator * keys);
        boolean sorted = g instanceof Group || g instanceof Agg a && a.strategy == Agg.Strategy.SORTED;
        if (sorted) {
            g.startupCost = in.startupCost;
            g.totalCost = in.totalCost + work + groups * costs.s.cpuTuple;
        } else {
            g.startupCost = in.totalCost + work;
            g.totalCost = g.startupCost + groups * costs.s.cpuTuple;
        }
        return g;
    }

    private int countAggregates() {
        int[] n = new int[1];
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof Aggref) {
                    n[0]++;
                }
                return walkChildren(x);
            }
        };
        w.walkTargets(q.targetList);
        w.walk(q.havingQual);
        return n[0];
    }

    /** What the grouping step needs from below: the grouping expressions and the columns inside everything else. */
    private List<TargetEntry> groupInput() {
        List<TargetEntry> out = new ArrayList<>();
        Set<Expr> have = new LinkedHashSet<>();
        for (SortGroupClause c : q.groupClause) {
            TargetEntry t = Sorting.target(c, q.targetList);
            out.add(new TargetEntry(t.expr(), out.size() + 1, t.resname(), t.ressortgroupref(), 0, 0, false));
            have.add(t.expr());
        }
        List<Var> vars = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            vars.addAll(outside(t.expr(), have));
        }
        if (q.havingQual != null) {
            vars.addAll(outside(q.havingQual, have));
        }
        for (Var v : vars) {
            addColumn(out, v);
        }
        return out;
    }

    private static void addColumn(List<TargetEntry> out, Expr e) {
        for (TargetEntry t : out) {
            if (t.expr().equals(e)) {
                return;
            }
        }
        out.add(new TargetEntry(e, out.size() + 1, null, false));
    }

    /** Columns in {@code e} outside the expressions of {@code known}. */
    private static List<Var> outside(Expr e, Set<Expr> known) {
        List<Var> out = new ArrayList<>();
        new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (known.contains(x)) {
                    return false;
                }
                if (x instanceof Var v) {
                    out.add(v);
                    return false;
                }
                return walkChildren(x);
            }
        }.walk(e);
        return out;
    }

    /** What the grouping step returns: the final targets, or, below windows, their atoms. */
    private List<TargetEntry> groupOutput() {
        if (q.windowClause.isEmpty() && !Exprs.anyReturnsSet(q.targetList)) {
            return q.targetList;
        }
        return atoms();
    }

    /** Grouping expressions, aggregates, columns and window sort expressions that later steps compute with. */
    private List<TargetEntry> atoms() {
        List<TargetEntry> out = new ArrayList<>();
        Set<Integer> refs = new LinkedHashSet<>();
        for (WindowClause w : q.windowClause) {
            for (SortGroupClause c : windowClauses(w)) {
                refs.add(c.tleSortGroupRef());
            }
        }
        for (SortGroupClause c : q.groupClause) {
            refs.add(c.tleSortGroupRef());
        }
        Set<Expr> have = new LinkedHashSet<>();
        for (TargetEntry t : q.targetList) {
            if (t.ressortgroupref() != 0 && refs.contains(t.ressortgroupref()) && !Exprs.hasWindowFunctions(t.expr())) {
                out.add(new TargetEntry(t.expr(), out.size() + 1, t.resname(), t.ressortgroupref(), 0, 0, false));
                have.add(t.expr());
            }
        }
        TreeWalker w = new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (have.contains(x)) {
                    return false;
                }
                if (x instanceof Var || x instanceof Aggref a && a.agglevelsup() == 0 || x instanceof GroupingFunc) {
                    addColumn(out, x);
                    return false;
                }
                return walkChildren(x);
            }
        };
        w.walkTargets(q.targetList);
        return out;
    }

    private List<int[]> groupingSets(int[] refs) {
        List<List<Integer>> sets = new ArrayList<>();
        sets.add(new ArrayList<>());
        for (GroupingSet g : q.groupingSets) {
            List<List<Integer>> mine = expand(g);
            List<List<Integer>> product = new ArrayList<>();
            for (List<Integer> a : sets) {
                for (List<Integer> b : mine) {
                    List<Integer> u = new ArrayList<>(a);
                    for (int r : b) {
                        if (!u.contains(r)) {
                            u.add(r);
                        }
                    }
                    product.add(u);
                }
            }
            sets = product;
            if (sets.size() > 4096) {
                throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "too many grouping sets present (maximum 4096)");
            }
        }
        List<int[]> out = new ArrayList<>();
        for (List<Integer> s : sets) {
            int[] pos = new int[s.size()];
            for (int i = 0; i < pos.length; i++) {
                for (int k = 0; k < refs.length; k++) {
                    if (refs[k] == s.get(i)) {
                        pos[i] = k;
                    }
                }
            }
            out.add(pos);
        }
        return out;
    }

    private static List<List<Integer>> expand(GroupingSet g) {
        List<List<Integer>> out = new ArrayList<>();
        switch (g.kind()) {
            case EMPTY -> out.add(new ArrayList<>());
            case SIMPLE -> out.add(ints(g.refs()));
            case SETS -> {
                for (GroupingSet c : g.content()) {
                    out.addAll(expand(c));
                }
            }
            case ROLLUP -> {
                for (int n = g.content().size(); n >= 0; n--) {
                    out.add(union(g.content().subList(0, n)));
                }
            }
            case CUBE -> {
                int n = g.content().size();
                if (n > 12) {
                    throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "CUBE is limited to 12 elements");
                }
                for (int mask = (1 << n) - 1; mask >= 0; mask--) {
                    List<GroupingSet> some = new ArrayList<>();
                    for (int i = 0; i < n; i++) {
                        if ((mask & 1 << (n - 1 - i)) != 0) {
                            some.add(g.content().get(i));
                        }
                    }
                    out.add(union(some));
                }
            }
        }
        return out;
    }

    private static List<Integer> union(List<GroupingSet> l) {
        List<Integer> out = new ArrayList<>();
        for (GroupingSet g : l) {
            if (g.kind() != GroupingSetKind.EMPTY) {
                out.addAll(ints(g.refs()));
            }
        }
        return out;
    }

    private static List<Integer> ints(int[] a) {
        List<Integer> out = new ArrayList<>();
        for (int x : a) {
            out.add(x);
        }
        return out;
    }

    // ---------------------------------------------------------------- windows, SRFs, DISTINCT

    private Plan windows(Plan input, boolean presorted) {
        List<TargetEntry> base = grouped ? input.targetList : atoms();
        Plan p = grouped ? input : Planner.project(input, base);
        boolean first = true;
        List<WindowClause> used = new ArrayList<>();
        for (WindowClause w : q.windowClause) {
            if (!functionsOf(w.winref()).isEmpty()) {
                used.add(w);
            }
        }
        List<TargetEntry> soFar = new ArrayList<>(base);
        for (int i = 0; i < used.size(); i++) {
            WindowClause w = used.get(i);
            List<SortGroupClause> order = windowClauses(w);
            if (!order.isEmpty() && !(first && presorted)) {
                p = Sorting.sort(costs, p, order, 0, -1);
            }
            first = false;
            WindowAgg agg = new WindowAgg();
            agg.left = p;
            for (WindowFunc f : functionsOf(w.winref())) {
                addColumn(soFar, f);
            }
            boolean last = i == used.size() - 1 && !Exprs.anyReturnsSet(q.targetList);
            agg.targetList = last ? q.targetList : new ArrayList<>(soFar);
            fill(agg, w, p);
            agg.rows = p.rows;
            agg.width = p.width;
            agg.startupCost = p.startupCost;
            agg.totalCost = p.totalCost + p.rows * costs.s.cpuTuple;
            p = agg;
        }
        if (used.isEmpty()) {
            p = Planner.project(p, q.targetList);
        }
        return p;
    }

    private List<WindowFunc> functionsOf(int winref) {
        List<WindowFunc> out = new ArrayList<>();
        new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                if (x instanceof WindowFunc f && f.winref() == winref && !out.contains(f)) {
                    out.add(f);
                }
                return walkChildren(x);
            }
        }.walkTargets(q.targetList);
        return out;
    }

    private void fill(WindowAgg a, WindowClause w, Plan in) {
        a.windowRef = w.winref();
        a.frameOptions = w.frameOptions();
        a.startOffset = w.startOffset();
        a.endOffset = w.endOffset();
        a.startInRangeFunction = w.startInRangeFunc();
        a.endInRangeFunction = w.endInRangeFunc();
        a.inRangeCollation = w.inRangeColl();
        a.inRangeAscending = w.inRangeAsc();
        a.inRangeNullsFirst = w.inRangeNullsFirst();
        int n = w.partitionClause().size();
        a.partitionColumns = new int[n];
        a.partitionOperators = new int[n];
        a.partitionCollations = new int[n];
        for (int i = 0; i < n; i++) {
            TargetEntry t = Sorting.target(w.partitionClause().get(i), in.targetList);
            a.partitionColumns[i] = t.resno();
            a.partitionOperators[i] = w.partitionClause().get(i).eqop();
            a.partitionCollations[i] = t.expr().collation();
        }
        int m = w.orderClause().size();
        a.orderColumns = new int[m];
        a.orderOperators = new int[m];
        a.orderCollations = new int[m];
        for (int i = 0; i < m; i++) {
            TargetEntry t = Sorting.target(w.orderClause().get(i), in.targetList);
            a.orderColumns[i] = t.resno();
            a.orderOperators[i] = w.orderClause().get(i).eqop();
            a.orderCollations[i] = t.expr().collation();
        }
    }

    private Plan projectSet(Plan input, List<TargetEntry> target) {
        return ProjectSets.over(input, target, costs.s.cpuTuple);
    }

    private Plan distinct(Plan input, boolean presorted) {
        Plan p = input;
        List<SortGroupClause> keys = q.distinctClause;
        boolean hash = !q.hasDistinctOn && !presorted && costs.s.hashAgg;
        List<Expr> exprs = new ArrayList<>();
        for (SortGroupClause c : keys) {
            hash &= c.hashable();
            exprs.add(Sorting.target(c, p.targetList).expr());
        }
        int n = keys.size();
        int[] columns = new int[n];
        int[] operators = new int[n];
        int[] collations = new int[n];
        for (int i = 0; i < n; i++) {
            TargetEntry t = Sorting.target(keys.get(i), p.targetList);
            columns[i] = t.resno();
            operators[i] = keys.get(i).eqop();
            collations[i] = t.expr().collation();
        }
        double groups = selectivity.groups(exprs, p.rows);
        if (hash) {
            Agg a = new Agg();
            a.strategy = Agg.Strategy.HASHED;
            a.columns = columns;
            a.operators = operators;
            a.collations = collations;
            a.groups = groups;
            a.left = p;
            a.targetList = p.targetList;
            a.rows = groups;
            a.width = p.width;
            a.startupCost = p.totalCost + p.rows * costs.s.cpuOperator * n;
            a.totalCost = a.startupCost + groups * costs.s.cpuTuple;
            return a;
        }
        if (!presorted) {
            List<SortGroupClause> order = q.hasDistinctOn && q.sortClause.size() >= keys.size()
                    ? q.sortClause
                    : q.sortClause.size() > keys.size() ? q.sortClause : keys;
            p = Sorting.sort(costs, p, order, 0, -1);
        }
        Unique u = new Unique();
        u.columns = columns;
        u.operators = operators;
        u.collations = collations;
        u.left = p;
        u.targetList = p.targetList;
        u.rows = groups;
        u.width = p.width;
        u.startupCost = p.startupCost;
        u.totalCost = p.totalCost + p.rows * costs.s.cpuOperator * n;
        return u;
    }

    // ---------------------------------------------------------------- LIMIT

    /** Rows a LIMIT asks for (OFFSET included), 0 if unknown or none. */
    static double limitRows(Query q) {
        if (q.limitCount instanceof Const c && !c.isNull()) {
            double n = c.longValue();
            if (q.limitOffset instanceof Const o && !o.isNull()) {
                n += Math.max(0, o.longValue());
            }
            return Math.max(1, n);
        }
        return 0;
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
        double n = limitRows(q);
        if (n > 0 && n < input.rows) {
            double skip = q.limitOffset instanceof Const o && !o.isNull() ? Math.max(0, o.longValue()) : 0;
            double perRow = (input.totalCost - input.startupCost) / Math.max(1, input.rows);
            l.startupCost = input.startupCost + perRow * skip;
            l.totalCost = input.startupCost + perRow * n;
            l.rows = Math.max(1, n - skip);
        }
        return l;
    }

    private static boolean isNull(@Nullable Expr e) {
        return e == null || e instanceof Const c && c.isNull();
    }

    private static boolean isZero(Expr e) {
        return e instanceof Const c && (c.isNull() || c.longValue() == 0);
    }
}
