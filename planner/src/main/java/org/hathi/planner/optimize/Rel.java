package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.TargetEntry;
import org.jspecify.annotations.Nullable;

/** A base relation or a join of several, with the paths found for it (PostgreSQL's RelOptInfo). */
final class Rel {
    /** Bit set in {@link #neededBy} for columns the query's result or upper steps need. */
    static final long TOP = 1L << 63;

    final long relids;
    /** Range table index of a base relation, 0 for a join. */
    final int rti;

    final @Nullable RangeTblEntry rte;
    /** Conditions on this relation alone. */
    final List<Clause> quals = new ArrayList<>();
    /** Conditions that mention this base relation and others. */
    final List<Clause> joinClauses = new ArrayList<>();

    final List<Path> paths = new ArrayList<>();
    double rows;
    int width;
    /** For tables: pages and rows before any condition. */
    double pages;

    double tuples;
    double allVisible;
    List<PlannerCatalog.IndexCandidate> indexes = List.of();
    /** Relations this one refers to by LATERAL. */
    long lateral;
    /** For a subquery: its plan, sort order of its output columns, and target list. */
    PlannerInfo.@Nullable PlannedQuery subquery;
    /** For each attribute number of a base relation: relations (or TOP) whose joins need the column. */
    final Map<Integer, Long> neededBy = new HashMap<>();
    /** A reference to each column that is needed at all, by attribute number. */
    final Map<Integer, org.hathi.planner.tree.Var> columns = new java.util.TreeMap<>();
    /** For a LATERAL subquery: what it takes from its siblings, and in which parameters. */
    List<PlannerInfo.ParamItem> subqueryParams = List.of();
    /** CTE scans: plan id and parameter. */
    @Nullable
    Plan ctePlan;

    int cteSubplan;
    int cteParam;
    /** Set operation leaves and such: targets the relation returns when not plain columns. */
    @Nullable
    List<TargetEntry> fixedTargets;

    private final Map<Long, Double> parameterizedRows = new HashMap<>();

    Rel(long relids, int rti, @Nullable RangeTblEntry rte) {
        this.relids = relids;
        this.rti = rti;
        this.rte = rte;
    }

    RangeTblEntry rte() {
        return java.util.Objects.requireNonNull(rte);
    }

    @Nullable
    Double parameterizedRows(long required) {
        return parameterizedRows.get(required);
    }

    void parameterizedRows(long required, double r) {
        parameterizedRows.put(required, r);
    }

    /** Keeps {@code p} unless another path is at least as good in cost, order and parameters; drops those it beats. */
    void add(Path p) {
        for (int i = 0; i < paths.size(); i++) {
            Path o = paths.get(i);
            boolean oOrder = PathKey.satisfies(o.keys, p.keys);
            boolean pOrder = PathKey.satisfies(p.keys, o.keys);
            boolean oFree = (o.required & ~p.required) == 0;
            boolean pFree = (p.required & ~o.required) == 0;
            if (oOrder && oFree && o.rows <= p.rows && notWorse(o, p)) {
                return;
            }
            if (pOrder && pFree && p.rows <= o.rows && notWorse(p, o)) {
                paths.remove(i);
                i--;
            }
        }
        paths.add(p);
    }

    private static boolean notWorse(Path a, Path b) {
        return a.total <= b.total * 1.0000000001 && a.startup <= b.startup * 1.01;
    }

    /** The cheapest path that needs no parameters from other relations; null if there is none. */
    @Nullable
    Path cheapest() {
        Path best = null;
        for (Path p : paths) {
            if (p.required == 0 && (best == null || p.total < best.total)) {
                best = p;
            }
        }
        return best;
    }

    /** The cheapest unparameterised path to fetch {@code fraction} of the rows in the given order; null if there is none. */
    @Nullable
    Path cheapest(List<PathKey> order, double fraction) {
        Path best = null;
        for (Path p : paths) {
            if (p.required == 0
                    && PathKey.satisfies(p.keys, order)
                    && (best == null || p.costOf(fraction) < best.costOf(fraction))) {
                best = p;
            }
        }
        return best;
    }
}
