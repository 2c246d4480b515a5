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
    /** Average width of each column that is needed at all, by attribute number. */
    final Map<Integer, Integer> attrWidths = new HashMap<>();
    /** What the relation takes from its siblings by LATERAL. */
    final List<org.hathi.planner.tree.Expr> lateralVars = new ArrayList<>();
    /** For tables: pages and rows before any condition. */
    double pages;

    double tuples;
    double allVisible;
    List<PlannerCatalog.IndexCandidate> indexes = List.of();
    /** Relations this one refers to by LATERAL. */
    long lateral;
    /** For a subquery: its plan, sort order of its output columns, and target list. */
    PlannerInfo.@Nullable PlannedQuery subquery;
    /** For a join: what it was first made of; its columns come in this order. */
    @Nullable
    Rel firstLeft;

    @Nullable
    Rel firstRight;

    /** The base relations of the relation, in the order of its columns. */
    java.util.List<Rel> order() {
        java.util.List<Rel> out = new java.util.ArrayList<>();
        order(out);
        return out;
    }

    private void order(java.util.List<Rel> out) {
        if (firstLeft == null || firstRight == null) {
            out.add(this);
            return;
        }
        firstLeft.order(out);
        firstRight.order(out);
    }

    /** For each attribute number of a base relation: relations (or TOP) whose joins need the column. */
    final Map<Integer, Long> neededBy = new HashMap<>();
    /** A reference to each column that is needed at all, by attribute number. */
    final Map<Integer, org.hathi.planner.tree.Var> columns = new java.util.LinkedHashMap<>();
    /** What the placeholders cost that are computed at this relation. */
    QualCost targetCost = QualCost.NONE;
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

    /** The tables of the inheritance tree this relation stands for; they share its bit. Empty: it is one table. */
    List<Rel> children = List.of();
    /** For such a table: how the parent's columns are written in its own terms. */
    @Nullable
    ChildTerms terms;
    /** Nothing can come from it. */
    boolean dummy;

    /** Nothing can come from it, as is found out when it has paths already or would get them now. */
    void makeEmpty() {
        dummy = true;
        rows = 0;
        paths.clear();
        cheapestTotal = null;
        cheapestStartup = null;
        add(new Path.Nothing(this));
    }

    /** An expression over the parent's columns over this table's own; unchanged where there is no parent. */
    org.hathi.planner.tree.Expr local(org.hathi.planner.tree.Expr e) {
        ChildTerms t = terms;
        return t == null ? e : t.mutate(e);
    }

    /** The same for a condition. */
    Clause local(Clause c) {
        ChildTerms t = terms;
        return t == null ? c : t.clause(c);
    }

    /** Paths that are cheap to start are worth keeping. */
    boolean considerStartup;

    boolean considerParamStartup;
    /** The right side of a semi-join made unique: its path, once asked for. */
    Path.@Nullable Distinct unique;

    boolean uniqueTried;

    private final Map<Long, ParamInfo> parameterized = new HashMap<>();
    private @Nullable Path cheapestTotal;
    private @Nullable Path cheapestStartup;

    /**
     * A scan or join with values from outer relations.
     *
     * @param rows that pass {@code clauses} as well
     * @param clauses conditions with the outer relations that are checked
     */
    record ParamInfo(double rows, List<Clause> clauses) {}

    Rel(long relids, int rti, @Nullable RangeTblEntry rte) {
        this.relids = relids;
        this.rti = rti;
        this.rte = rte;
    }

    RangeTblEntry rte() {
        return java.util.Objects.requireNonNull(rte);
    }

    @Nullable
    ParamInfo paramInfo(long required) {
        return parameterized.get(required);
    }

    void paramInfo(long required, ParamInfo i) {
        parameterized.put(required, i);
    }

    // ---------------------------------------------------------------- paths

    private static final double FUZZ = 1.01;

    private enum Cost {
        EQUAL,
        BETTER,
        WORSE,
        DIFFERENT
    }

    private boolean startupMatters(Path p) {
        return p.required == 0 ? considerStartup : considerParamStartup;
    }

    private Cost compare(Path a, Path b, double fuzz) {
        if (a.total > b.total * fuzz) {
            return startupMatters(a) && b.startup > a.startup * fuzz ? Cost.DIFFERENT : Cost.WORSE;
        }
        if (b.total > a.total * fuzz) {
            return startupMatters(b) && a.startup > b.startup * fuzz ? Cost.DIFFERENT : Cost.BETTER;
        }
        if (a.startup > b.startup * fuzz) {
            return Cost.WORSE;
        }
        return b.startup > a.startup * fuzz ? Cost.BETTER : Cost.EQUAL;
    }

    /**
     * Keeps {@code p} unless another path is at least as good in cost (within one percent), order and parameters;
     * drops those it beats. Paths stay sorted by total cost.
     */
    void add(Path p) {
        if (targetCost != QualCost.NONE) {
            p.startup += targetCost.startup();
            p.total += targetCost.startup() + targetCost.perTuple() * p.rows;
        }
        boolean accept = true;
        int at = 0;
        for (int i = 0; i < paths.size(); i++) {
            Path o = paths.get(i);
            Cost c = compare(p, o, FUZZ);
            boolean drop = false;
            if (c != Cost.DIFFERENT) {
                int keys = PathKey.compare(p.required == 0 ? p.keys : List.of(), o.required == 0 ? o.keys : List.of());
                if (keys != PathKey.DIFFERENT) {
                    boolean pFree = (p.required & ~o.required) == 0;
                    boolean oFree = (o.required & ~p.required) == 0;
                    if (c == Cost.EQUAL && keys == PathKey.EQUAL) {
                        if (pFree && oFree) {
                            drop = p.rows < o.rows || p.rows == o.rows && compare(p, o, 1.0000000001) == Cost.BETTER;
                            accept &= drop;
                        } else if (pFree && p.rows <= o.rows) {
                            drop = true;
                        } else if (oFree && p.rows >= o.rows) {
                            accept = false;
                        }
                    } else if (c == Cost.BETTER && keys != PathKey.WORSE || c == Cost.EQUAL && keys == PathKey.BETTER) {
                        drop = pFree && p.rows <= o.rows;
                    } else if (c == Cost.WORSE && keys != PathKey.BETTER || c == Cost.EQUAL && keys == PathKey.WORSE) {
                        accept &= !(oFree && p.rows >= o.rows);
                    }
                }
            }
            if (drop) {
                paths.remove(i--);
            } else if (p.total >= o.total) {
                at = i + 1;
            }
            if (!accept) {
                return;
            }
        }
        paths.add(at, p);
        cheapestTotal = null;
        cheapestStartup = null;
    }

    /** The cheapest path that needs no parameters from other relations; null if there is none. */
    @Nullable
    Path cheapest() {
        if (cheapestTotal == null) {
            for (Path p : paths) {
                if (p.required == 0 && (cheapestTotal == null || better(p, cheapestTotal, false))) {
                    cheapestTotal = p;
                }
            }
        }
        return cheapestTotal;
    }

    /** The unparameterised path that returns its first row soonest. */
    @Nullable
    Path quickest() {
        if (cheapestStartup == null) {
            for (Path p : paths) {
                if (p.required == 0 && (cheapestStartup == null || better(p, cheapestStartup, true))) {
                    cheapestStartup = p;
                }
            }
        }
        return cheapestStartup;
    }

    private static boolean better(Path a, Path b, boolean startup) {
        int c = compareCosts(a, b, startup);
        return c < 0 || c == 0 && PathKey.compare(b.keys, a.keys) == PathKey.WORSE;
    }

    static int compareCosts(Path a, Path b, boolean startup) {
        int t = Double.compare(a.total, b.total);
        int s = Double.compare(a.startup, b.startup);
        return startup ? s != 0 ? s : t : t != 0 ? t : s;
    }

    /** The cheapest unparameterised path, then all that have parameters. */
    List<Path> cheapestParameterized() {
        List<Path> out = new ArrayList<>();
        Path c = cheapest();
        if (c != null) {
            out.add(c);
        }
        for (Path p : paths) {
            if (p.required != 0) {
                out.add(p);
            }
        }
        return out;
    }

    /** The cheapest unparameterised path sorted by {@code order}; null if there is none. */
    @Nullable
    Path cheapest(List<PathKey> order, boolean startup) {
        Path best = null;
        for (Path p : paths) {
            if (p.required == 0
                    && (best == null || compareCosts(best, p, startup) > 0)
                    && PathKey.satisfies(p.keys, order)) {
                best = p;
            }
        }
        return best;
    }

    // ---------------------------------------------------------------- orders

    /** The leading keys that a merge join or the query's own order can use. */
    List<PathKey> usefulKeys(PlannerInfo info, List<PathKey> keys) {
        if (keys.isEmpty()) {
            return keys;
        }
        int n = 0;
        while (n < keys.size() && mergeable(info, keys.get(n))) {
            n++;
        }
        n = Math.max(n, PathKey.common(keys, info.queryKeys));
        return n == keys.size() ? keys : List.copyOf(keys.subList(0, n));
    }

    private boolean mergeable(PlannerInfo info, PathKey k) {
        for (PathKey q : info.queryKeys) {
            if (q.ec() == k.ec()) {
                if (q.descending() != k.descending()) {
                    return false;
                }
                return joined(info, k.ec());
            }
        }
        return !k.descending() && joined(info, k.ec());
    }

    private boolean joined(PlannerInfo info, Ec ec) {
        if (ec.sources > 0 && ec.members.size() > 1 && !ec.hasConst) {
            for (Ec.Member m : ec.members) {
                if ((m.relids() & relids) == 0) {
                    return true;
                }
            }
        }
        for (Rel r : info.rels) {
            if ((r.relids & relids) == 0) {
                continue;
            }
            for (Clause c : r.joinClauses) {
                if (c.mergeFamily != 0 && (c.required & ~relids) != 0 && (c.leftEc == ec || c.rightEc == ec)) {
                    return true;
                }
            }
        }
        return false;
    }
}
