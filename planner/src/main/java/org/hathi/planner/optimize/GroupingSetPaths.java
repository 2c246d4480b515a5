package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.SortGroupClause;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;

/**
 * Grouping sets: which are computed over sorted rows together (a set that is the beginning of another costs nothing
 * more), which by hash tables in the same pass, and what that costs.
 */
final class GroupingSetPaths {
    /** One grouping set: sort-group references, and its estimated groups. */
    private static final class GroupSet {
        private final List<Integer> refs;
        private double groups;

        GroupSet(List<Integer> refs) {
            this.refs = refs;
        }
    }

    /** Sets computed together; the largest first. */
    static final class Chain {
        final List<SortGroupClause> clause;
        final boolean hashed;
        private final List<GroupSet> sets;
        private final boolean hashable;

        private Chain(List<SortGroupClause> clause, List<GroupSet> sets, boolean hashable, boolean hashed) {
            this.clause = clause;
            this.sets = sets;
            this.hashable = hashable;
            this.hashed = hashed;
        }

        private double groups() {
            double n = 0;
            for (GroupSet s : sets) {
                n += s.groups;
            }
            return n;
        }

        /** The references of each set. */
        List<List<Integer>> refs() {
            List<List<Integer>> out = new ArrayList<>();
            for (GroupSet s : sets) {
                out.add(s.refs);
            }
            return out;
        }

        boolean empty() {
            return sets.get(0).refs.isEmpty();
        }
    }

    private final PlannerInfo info;
    private final Query q;
    private final Costs costs;
    private final List<Chain> chains = new ArrayList<>();
    private final List<GroupSet> unsortable = new ArrayList<>();
    private boolean anyHashable;
    private AggCosts aggCosts = AggCosts.NONE;
    private List<TargetEntry> target = List.of();

    GroupingSetPaths(PlannerInfo info, Costs costs) {
        this.info = info;
        this.q = info.query;
        this.costs = costs;
        List<List<Integer>> sortable = new ArrayList<>();
        for (List<Integer> s : GroupingSets.flatten(q.groupingSets, q.groupDistinct)) {
            if (!any(s, true)) {
                sortable.add(s);
                continue;
            }
            if (any(s, false)) {
                throw impossible("GROUP BY");
            }
            unsortable.add(new GroupSet(s));
        }
        List<List<List<Integer>>> parts = sortable.isEmpty() ? List.of() : GroupingChains.of(sortable);
        for (List<List<Integer>> part : parts) {
            List<GroupSet> sets = nested(part, parts.size() == 1 ? q.sortClause : List.of());
            List<Integer> largest = sets.get(0).refs;
            boolean hashable = !largest.isEmpty() && !any(largest, false);
            anyHashable |= hashable;
            chains.add(new Chain(clause(largest), sets, hashable, false));
        }
        anyHashable |= !unsortable.isEmpty();
    }

    /** For GROUP BY, DISTINCT or a set operation whose columns can neither all be sorted nor all be hashed. */
    static SqlError impossible(String clause) {
        return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "could not implement " + clause)
                .detail("Some of the datatypes only support hashing, while others only support sorting.");
    }

    /** Is there a column that cannot be sorted, or (false) one that cannot be hashed? */
    private boolean any(List<Integer> refs, boolean unsortable) {
        for (SortGroupClause c : clause(refs)) {
            if (unsortable ? c.sortop() == 0 : !c.hashable()) {
                return true;
            }
        }
        return false;
    }

    private List<SortGroupClause> clause(List<Integer> refs) {
        List<SortGroupClause> out = new ArrayList<>();
        for (int r : refs) {
            for (SortGroupClause c : q.groupClause) {
                if (c.tleSortGroupRef() == r) {
                    out.add(c);
                    break;
                }
            }
        }
        return out;
    }

    /** The sets, smallest first, so that each begins with the one before it; in the order of ORDER BY if possible. */
    private static List<GroupSet> nested(List<List<Integer>> sets, List<SortGroupClause> order) {
        List<GroupSet> out = new ArrayList<>();
        List<Integer> previous = new ArrayList<>();
        boolean follow = true;
        for (List<Integer> s : sets) {
            List<Integer> more = new ArrayList<>(s);
            more.removeAll(previous);
            while (follow && order.size() > previous.size() && !more.isEmpty()) {
                Integer ref = order.get(previous.size()).tleSortGroupRef();
                follow = more.remove(ref);
                if (follow) {
                    previous.add(ref);
                }
            }
            previous.addAll(more);
            out.add(0, new GroupSet(List.copyOf(previous)));
        }
        return out;
    }

    // ---------------------------------------------------------------- what the caller asks

    /** The columns by which the input should come sorted. */
    List<SortGroupClause> order() {
        return chains.isEmpty() ? List.of() : chains.get(0).clause;
    }

    boolean canSort() {
        return !chains.isEmpty();
    }

    boolean canHash() {
        return anyHashable && !q.groupClause.isEmpty();
    }

    /** To be called before paths are asked for. */
    void estimate(Selectivity selectivity, double rows, AggCosts a, List<TargetEntry> output) {
        aggCosts = a;
        target = output;
        for (Chain c : chains) {
            for (GroupSet s : c.sets) {
                s.groups = selectivity.groups(exprs(s), rows);
            }
        }
        for (GroupSet s : unsortable) {
            s.groups = selectivity.groups(exprs(s), rows);
        }
    }

    private List<Expr> exprs(GroupSet s) {
        List<Expr> out = new ArrayList<>();
        for (SortGroupClause c : clause(s.refs)) {
            out.add(Sorting.target(c, q.targetList).expr());
        }
        return out;
    }

    private static double groupsOf(List<GroupSet> sets) {
        double n = 0;
        for (GroupSet s : sets) {
            n += s.groups;
        }
        return n;
    }

    private double tableSize(UpperPath in, double groups) {
        return Costs.hashEntry(aggCosts.count(), in.width, aggCosts.space()) * groups;
    }

    private Chain alone(GroupSet s) {
        return new Chain(clause(s.refs), List.of(s), true, true);
    }

    /** All sets by hashing, over unsorted input, if there is memory for that. */
    void hashed(UpperPath in, List<PathKey> keys, UpperPath.Pool out, UpperCosts upper) {
        int first = 0;
        Chain sorted = null;
        if (!chains.isEmpty() && PathKey.common(in.keys, keys) == keys.size()) {
            sorted = chains.get(0);
            first = 1;
        }
        double groups = groupsOf(unsortable);
        for (Chain c : chains.subList(first, chains.size())) {
            groups += c.groups();
        }
        if (!chains.isEmpty() && tableSize(in, groups) > costs.hashMem()) {
            return;
        }
        List<GroupSet> sets = new ArrayList<>(unsortable);
        for (Chain c : chains.subList(first, chains.size())) {
            if (!c.hashable) {
                return;
            }
            sets.addAll(c.sets);
        }
        List<Chain> use = new ArrayList<>();
        List<GroupSet> empty = new ArrayList<>();
        for (GroupSet s : sets) {
            if (s.refs.isEmpty()) {
                empty.add(s);
            } else {
                use.add(alone(s));
            }
        }
        if (use.isEmpty()) {
            return;
        }
        Agg.Strategy strategy = Agg.Strategy.HASHED;
        if (sorted != null) {
            use.add(sorted);
            strategy = Agg.Strategy.MIXED;
        } else if (!empty.isEmpty()) {
            use.add(new Chain(List.of(), empty, false, false));
            strategy = Agg.Strategy.MIXED;
        }
        out.add(path(in, strategy, use, keys, upper));
    }

    /** Over input sorted by {@link #order}: some sets hashed in the same pass, and none. */
    void sorted(UpperPath in, List<PathKey> keys, boolean hashing, UpperPath.Pool out, UpperCosts upper) {
        if (chains.isEmpty()) {
            return;
        }
        if (hashing && anyHashable) {
            List<Chain> mixed = mixed(in);
            if (!mixed.isEmpty()) {
                out.add(path(in, Agg.Strategy.MIXED, mixed, keys, upper));
            }
        }
        if (unsortable.isEmpty()) {
            out.add(path(in, Agg.Strategy.SORTED, chains, keys, upper));
        }
    }

    /** What is hashed so that as few sorts as possible remain within the memory allowed; empty: nothing. */
    private List<Chain> mixed(UpperPath in) {
        List<GroupSet> hash = new ArrayList<>(unsortable);
        List<Chain> rest = new ArrayList<>();
        double space = costs.hashMem() - tableSize(in, groupsOf(unsortable));
        if (space > 0 && chains.size() > 1) {
            double scale = Math.max(space / (20.0 * chains.size()), 1);
            int capacity = (int) Math.floor(space / scale);
            List<Chain> items = new ArrayList<>();
            List<Integer> weights = new ArrayList<>();
            for (Chain c : chains.subList(1, chains.size())) {
                if (c.hashable) {
                    items.add(c);
                    weights.add((int) Math.min(Math.floor(tableSize(in, c.groups()) / scale), capacity + 1.0));
                }
            }
            BitSet chosen = GroupingChains.knapsack(capacity, weights);
            if (!chosen.isEmpty()) {
                for (Chain c : chains) {
                    int i = items.indexOf(c);
                    if (i >= 0 && chosen.get(i)) {
                        hash.addAll(c.sets);
                    } else {
                        rest.add(c);
                    }
                }
            }
        }
        if (hash.isEmpty()) {
            return List.of();
        }
        if (rest.isEmpty()) {
            rest.addAll(chains);
        }
        for (GroupSet s : hash) {
            rest.add(0, alone(s));
        }
        return rest;
    }

    private UpperPath path(UpperPath in, Agg.Strategy wanted, List<Chain> use, List<PathKey> keys, UpperCosts upper) {
        Agg.Strategy strategy = wanted;
        if (strategy == Agg.Strategy.SORTED
                && use.size() == 1
                && use.get(0).clause.isEmpty()) {
            strategy = Agg.Strategy.PLAIN;
        }
        if (strategy == Agg.Strategy.MIXED && use.size() == 1) {
            strategy = Agg.Strategy.HASHED;
        }
        UpperSteps.Aggregate g =
                new UpperSteps.Aggregate(in, strategy, q.groupClause, groups(use), q.havingQual, List.copyOf(use));
        g.keys = strategy == Agg.Strategy.SORTED && use.size() == 1 ? keys : List.of();
        boolean first = true;
        boolean firstSort = true;
        g.rows = 0;
        for (Chain c : use) {
            double[] one;
            if (first) {
                one = agg(strategy, c, in.startup, in.total, in);
                g.startup = one[0];
                g.total = one[1];
            } else {
                double startup = 0;
                double total = 0;
                if (!c.hashed && !firstSort) {
                    double[] s = costs.sort(0, in.rows, in.width, -1);
                    startup = s[0];
                    total = s[1];
                }
                one = agg(c.hashed ? Agg.Strategy.HASHED : Agg.Strategy.SORTED, c, startup, total, in);
                g.total += one[1];
            }
            firstSort &= c.hashed;
            first = false;
            g.rows += one[2];
        }
        QualCost t = costs.exprs.targets(target);
        g.startup += t.startup();
        g.total += t.startup() + t.perTuple() * g.rows;
        g.target = target;
        g.width = upper.width(target);
        return g;
    }

    private static double groups(List<Chain> use) {
        double n = 0;
        for (Chain c : use) {
            n += c.groups();
        }
        return n;
    }

    /** Startup and total cost and rows of one chain. */
    private double[] agg(Agg.Strategy strategy, Chain c, double startup, double total, UpperPath in) {
        int n = c.sets.get(0).refs.size();
        double groups = strategy == Agg.Strategy.PLAIN ? 1 : c.groups();
        Boolean sorted =
                switch (strategy) {
                    case PLAIN -> null;
                    case SORTED, MIXED -> Boolean.TRUE;
                    case HASHED -> Boolean.FALSE;
                };
        double[] k = costs.aggregate(sorted, n, groups, startup, total, in.rows, in.width, aggCosts);
        double[] out = {k[0], k[1], groups};
        if (strategy == Agg.Strategy.MIXED && !costs.s.hashAgg) {
            out[0] += CostSettings.DISABLED;
            out[1] += CostSettings.DISABLED;
        }
        if (q.havingQual != null) {
            List<Expr> having = Trees.conjuncts(q.havingQual);
            QualCost h = costs.exprs.of(having);
            out[0] += h.startup();
            out[1] += h.startup() + groups * h.perTuple();
            double s = 1;
            Selectivity selectivity = new Selectivity(info);
            for (Expr e : having) {
                s *= selectivity.of(e);
            }
            out[2] = Costs.clampRows(groups * s);
        }
        return out;
    }
}
