package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RteKind;
import org.jspecify.annotations.Nullable;

/** The methods two relations can be joined by: nested loops, merges, hash joins, over every sensible pair of paths. */
final class JoinPaths {
    private final PlannerInfo info;
    private final Costs costs;
    private final JoinCosts joinCosts;
    private final Selectivity selectivity;
    private final MergeKeys mergeKeys;
    private final InnerUnique innerUnique;

    JoinPaths(PlannerInfo info, Costs costs, Selectivity selectivity, Equivalence equivalence) {
        this.info = info;
        this.costs = costs;
        this.selectivity = selectivity;
        this.joinCosts = new JoinCosts(info, costs, selectivity);
        this.mergeKeys = new MergeKeys(info, equivalence);
        this.innerUnique = new InnerUnique(info);
    }

    // ---------------------------------------------------------------- sizes

    /** Rows of a join of so many rows. */
    double size(Rel left, Rel right, double l, double r, @Nullable SpecialJoin special, List<Clause> clauses) {
        JoinType type = special == null ? JoinType.INNER : special.type();
        List<Clause> on = clauses;
        List<Clause> above = List.of();
        if (type == JoinType.LEFT || type == JoinType.FULL || type == JoinType.ANTI) {
            on = new ArrayList<>();
            above = new ArrayList<>();
            for (Clause c : clauses) {
                (c.pushedDown ? above : on).add(c);
            }
        }
        double js = selectivity.all(on, type, special);
        double ps = above.isEmpty() ? 1 : selectivity.all(above, type, special);
        double n =
                switch (type) {
                    case LEFT -> Math.max(l * r * js, l) * ps;
                    case FULL -> Math.max(Math.max(l * r * js, l), r) * ps;
                    case SEMI -> l * js;
                    case ANTI -> l * (1 - js) * ps;
                    default -> l * r * js;
                };
        return Costs.clampRows(n);
    }

    // ---------------------------------------------------------------- everything about one pair

    /** One pair of relations in one direction. */
    private static final class Pair {
        private final Rel joined;
        private final Rel outer;
        private final Rel inner;
        private final JoinType wanted;
        private final JoinType type;
        private final @Nullable SpecialJoin special;
        private final List<Clause> clauses;
        private boolean unique;
        private JoinCosts.SemiFactors semi = new JoinCosts.SemiFactors(1, 1);
        private List<Clause> merge = List.of();
        private boolean mergeAllowed = true;
        private long sources;

        Pair(Rel joined, Rel outer, Rel inner, JoinType wanted, @Nullable SpecialJoin special, List<Clause> clauses) {
            this.joined = joined;
            this.outer = outer;
            this.inner = inner;
            this.wanted = wanted;
            this.type = wanted == JoinType.UNIQUE_INNER || wanted == JoinType.UNIQUE_OUTER ? JoinType.INNER : wanted;
            this.special = special;
            this.clauses = clauses;
        }

        boolean outerJoin() {
            return type == JoinType.LEFT || type == JoinType.RIGHT || type == JoinType.FULL || type == JoinType.ANTI;
        }
    }

    void add(Rel joined, Rel outer, Rel inner, JoinType type, @Nullable SpecialJoin special, List<Clause> clauses) {
        Pair p = new Pair(joined, outer, inner, type, special, clauses);
        p.unique = switch (type) {
            case SEMI, ANTI -> false;
            case UNIQUE_INNER -> special != null && (special.minLeft() & ~outer.relids) == 0;
            default -> innerUnique.proven(outer.relids, inner, p.outerJoin(), clauses);
        };
        mergeClauses(p);
        if (type == JoinType.SEMI || type == JoinType.ANTI || p.unique) {
            SpecialJoin s = special != null
                    ? special
                    : new SpecialJoin(
                            outer.relids, inner.relids, outer.relids, inner.relids, JoinType.INNER, false, null);
            p.semi = joinCosts.factors(outer, inner, p.type, clauses, s);
        }
        p.sources = sources(joined);
        if (costs.s.mergeJoin || type == JoinType.FULL) {
            sortBoth(p);
        }
        eachOuter(p);
        if (costs.s.hashJoin || type == JoinType.FULL) {
            hashes(p);
        }
    }

    /** Relations that parameters of paths of the join may come from. */
    private long sources(Rel joined) {
        long all = info.allRels();
        long out = 0;
        for (SpecialJoin s : info.specialJoins) {
            if ((joined.relids & s.minRight()) != 0 && (joined.relids & s.minLeft()) == 0) {
                out |= all & ~s.minRight();
            }
            if (s.type() == JoinType.FULL
                    && (joined.relids & s.minLeft()) != 0
                    && (joined.relids & s.minRight()) == 0) {
                out |= all & ~s.minLeft();
            }
        }
        for (Rel b : info.rels) {
            if ((b.relids & joined.relids) != 0) {
                out |= b.lateral;
            }
        }
        return out;
    }

    private static boolean isOneOf(Path p, long rels) {
        return (p.required & rels) != 0;
    }

    // ---------------------------------------------------------------- making the right side of a semi-join unique

    /** The cheapest path of {@code rel} without duplicates in the columns of the semi-join; null when impossible. */
    Path.@Nullable Distinct unique(Rel rel, SpecialJoin s) {
        if (rel.uniqueTried) {
            return rel.unique;
        }
        rel.uniqueTried = true;
        SpecialJoin.Unique u = s.semi();
        Path in = rel.cheapest();
        if (u == null || in == null) {
            return null;
        }
        int n = u.exprs().size();
        if (innerUnique.uniqueOn(rel, u.exprs())) {
            Path.Distinct d = new Path.Distinct(rel, in, List.of(), new int[0], false);
            d.startup = in.startup;
            d.total = in.total;
            d.keys = in.keys;
            rel.unique = d;
            return d;
        }
        double rows = selectivity.groups(u.exprs(), rel.rows);
        double[] sorted = null;
        if (u.sortable()) {
            sorted = costs.sort(in.total, rel.rows, rel.width, -1);
            sorted[1] += costs.s.cpuOperator * rel.rows * n;
        }
        double[] hashed = null;
        if (u.hashable() && (rel.width + 64.0) * rows <= costs.hashMem()) {
            hashed = costs.aggregate(false, n, rows, in.startup, in.total, rel.rows, rel.width, AggCosts.NONE);
        }
        if (sorted == null && hashed == null) {
            return null;
        }
        boolean hash = sorted == null || hashed != null && hashed[1] < sorted[1];
        double[] c = java.util.Objects.requireNonNull(hash ? hashed : sorted);
        Path.Distinct d = new Path.Distinct(rel, in, u.exprs(), u.operators(), hash);
        d.startup = c[0];
        d.total = c[1];
        d.rows = rows;
        rel.unique = d;
        return d;
    }

    private @Nullable Path cheapestOf(Rel r, Pair p, boolean outer) {
        JoinType special = outer ? JoinType.UNIQUE_OUTER : JoinType.UNIQUE_INNER;
        if (p.wanted == special) {
            return unique(r, java.util.Objects.requireNonNull(p.special));
        }
        return r.cheapest();
    }

    // ---------------------------------------------------------------- nested loops and merges over given orders

    private boolean materializes(Path p) {
        return p instanceof Path.Keep
                || p instanceof Path.Scan s
                        && (s.rel.rte().rtekind == RteKind.FUNCTION || s.rel.rte().rtekind == RteKind.CTE);
    }

    private void eachOuter(Pair p) {
        boolean nest = p.type != JoinType.RIGHT && p.type != JoinType.FULL;
        Path cheap = cheapestOf(p.inner, p, false);
        Path kept = null;
        if (nest && cheap != null && p.wanted != JoinType.UNIQUE_INNER && costs.s.material && !materializes(cheap)) {
            kept = keep(cheap);
        }
        for (Path o : List.copyOf(p.outer.paths)) {
            if (isOneOf(o, p.inner.relids)) {
                continue;
            }
            Path outer = o;
            if (p.wanted == JoinType.UNIQUE_OUTER) {
                if (o != p.outer.cheapest()) {
                    continue;
                }
                outer = java.util.Objects.requireNonNull(cheapestOf(p.outer, p, true));
            }
            List<PathKey> keys = p.type == JoinType.RIGHT || p.type == JoinType.FULL
                    ? List.of()
                    : p.joined.usefulKeys(info, outer.keys);
            if (p.wanted == JoinType.UNIQUE_INNER) {
                if (cheap != null) {
                    nest(p, outer, cheap, keys);
                }
            } else if (nest) {
                for (Path i : p.inner.cheapestParameterized()) {
                    nest(p, outer, i, keys);
                    Path m = remember(p, outer, i);
                    if (m != null) {
                        nest(p, outer, m, keys);
                    }
                }
                if (kept != null) {
                    nest(p, outer, kept, keys);
                }
            } else if (p.type == JoinType.FULL && p.merge.isEmpty() && p.mergeAllowed && cheap != null) {
                crossFull(p, outer, cheap);
            }
            if (p.wanted == JoinType.UNIQUE_OUTER || cheap == null || !costs.s.mergeJoin && p.type != JoinType.FULL) {
                continue;
            }
            mergesInOrder(p, outer, cheap, keys);
        }
    }

    /** FULL JOIN with no condition or a constant one: what PostgreSQL calls a merge join without merge conditions. */
    private void crossFull(Pair p, Path outer, Path inner) {
        Path.Nest n = new Path.Nest(p.joined, JoinType.FULL, outer, keep(inner), p.clauses);
        n.rows = p.joined.rows;
        joinCosts.nestLoop(n, p.semi);
        p.joined.add(n);
    }

    private Path.Keep keep(Path in) {
        Path.Keep k = new Path.Keep(in);
        k.rows = in.rows;
        k.required = in.required;
        k.ppi = in.ppi;
        k.keys = in.keys;
        k.startup = in.startup;
        k.total = in.total + costs.materialize(in.rows, in.rel.width);
        return k;
    }

    private void nest(Pair p, Path outer, Path inner, List<PathKey> keys) {
        long required = (outer.required | inner.required) & ~p.joined.relids;
        if ((outer.required & p.inner.relids) != 0) {
            return;
        }
        if (required != 0
                && (required & p.sources) == 0
                && !((inner.required & p.outer.relids) != 0 && (inner.required & ~p.outer.relids) != 0)) {
            return;
        }
        if (required != 0 && Placeholder.dangerous(info, p.outer.relids, inner.required)) {
            return;
        }
        List<Clause> left =
                (inner.required & p.outer.relids) == 0 ? p.clauses : withoutMoved(p.clauses, inner, p.outer.relids);
        Path.Nest n = new Path.Nest(p.joined, p.type, outer, inner, left);
        n.required = required;
        n.keys = keys;
        n.innerUnique = p.unique;
        n.rows = rows(p, outer, inner, required);
        joinCosts.nestLoop(n, p.semi);
        p.joined.add(n);
    }

    private double rows(Pair p, Path outer, Path inner, long required) {
        if (required == 0) {
            return p.joined.rows;
        }
        Rel.ParamInfo known = p.joined.paramInfo(required);
        if (known == null) {
            double l = outer.rows;
            double r = inner.rows;
            List<Clause> left = withoutMoved(p.clauses, inner, p.outer.relids);
            boolean swapped = p.special != null
                    && p.special.type() != JoinType.INNER
                    && (p.special.synRight() & p.outer.relids) != 0
                    && (p.special.synRight() & p.inner.relids) == 0;
            double n = swapped
                    ? size(p.inner, p.outer, r, l, p.special, left)
                    : size(p.outer, p.inner, l, r, p.special, left);
            known = new Rel.ParamInfo(Math.min(n, p.joined.rows), List.of());
            p.joined.paramInfo(required, known);
        }
        return known.rows();
    }

    /** Join conditions that the parameterised inner path does not already enforce. */
    private static List<Clause> withoutMoved(List<Clause> clauses, Path inner, long outer) {
        if (inner.required == 0) {
            return clauses;
        }
        List<Clause> moved = new ArrayList<>();
        collectMoved(inner, moved);
        List<Clause> out = new ArrayList<>();
        for (Clause c : clauses) {
            boolean gone = false;
            for (Clause m : moved) {
                gone |= m == c
                        || m.parent != null && m.parent == c.parent && (m.relids & ~(outer | inner.rel.relids)) == 0;
            }
            if (!gone) {
                out.add(c);
            }
        }
        return out;
    }

    private static void collectMoved(Path p, List<Clause> out) {
        out.addAll(p.ppi);
        if (p instanceof Path.Joined j) {
            collectMoved(j.outer, out);
            collectMoved(j.inner, out);
        }
    }

    /** The inner path with its rows remembered for each value of its parameters; null when that cannot help. */
    private Path.@Nullable Remember remember(Pair p, Path outer, Path inner) {
        if (!costs.s.memoize || p.outer.rows < 2 || (inner.required & p.outer.relids) == 0) {
            return null;
        }
        if (inner instanceof Path.Joined || inner.ppi.isEmpty() && p.inner.lateralVars.isEmpty()) {
            return null;
        }
        if (!p.unique && (p.type == JoinType.SEMI || p.type == JoinType.ANTI)) {
            return null;
        }
        if (p.unique && inner.ppi.size() < p.clauses.size()) {
            return null;
        }
        for (Clause c : p.inner.quals) {
            if (Exprs.isVolatile(c.expr, info.catalog())) {
                return null;
            }
        }
        List<Expr> keys = new ArrayList<>();
        List<Integer> ops = new ArrayList<>();
        // What is not looked for by equality may tell apart values that are equal (1.0 and 1.00).
        boolean binary = !p.inner.lateralVars.isEmpty();
        for (Clause c : inner.ppi) {
            binary |= c.hashOperator == 0;
            // The key must be all that the inner side depends on.
            if (!(c.expr instanceof OpExpr o) || o.args().size() != 2 || !c.joins(p.outer.relids, p.inner.relids)) {
                return null;
            }
            Expr e = o.args().get((c.left & p.inner.relids) != 0 ? 1 : 0);
            if (!addKey(e, keys, ops)) {
                return null;
            }
        }
        for (Expr e : p.inner.lateralVars) {
            if (Exprs.isVolatile(e, info.catalog()) || !addKey(e, keys, ops)) {
                return null;
            }
        }
        int[] operators = new int[ops.size()];
        for (int i = 0; i < operators.length; i++) {
            operators[i] = ops.get(i);
        }
        Path.Remember m = new Path.Remember(inner, keys, operators, p.unique, binary, outer.rows);
        m.required = inner.required;
        m.ppi = inner.ppi;
        m.rows = inner.rows;
        m.startup = inner.startup + costs.s.cpuTuple;
        m.total = inner.total + costs.s.cpuTuple;
        return m;
    }

    private boolean addKey(Expr e, List<Expr> keys, List<Integer> ops) {
        if (keys.contains(e)) {
            return true;
        }
        int op = Sorting.equalityOperator(info.catalog(), e.type());
        if (op == 0 || !info.catalog().operator(op).canHash()) {
            return false;
        }
        keys.add(e);
        ops.add(op);
        return true;
    }

    // ---------------------------------------------------------------- merge joins

    private void mergeClauses(Pair p) {
        List<Clause> out = new ArrayList<>();
        boolean others = false;
        for (Clause c : p.clauses) {
            if (p.outerJoin() && c.pushedDown) {
                continue;
            }
            if (c.mergeFamily == 0 || !c.joins(p.outer.relids, p.inner.relids) || mergeKeys.redundant(c)) {
                others |= !(c.expr instanceof Const);
                continue;
            }
            out.add(c);
        }
        p.merge = out;
        p.mergeAllowed = !(others && (p.type == JoinType.RIGHT || p.type == JoinType.FULL));
    }

    private void sortBoth(Pair p) {
        Path o = cheapestOf(p.outer, p, true);
        Path i = cheapestOf(p.inner, p, false);
        if (o == null || i == null || p.merge.isEmpty() || !p.mergeAllowed) {
            return;
        }
        List<PathKey> all = mergeKeys.outerKeys(p.merge, p.joined, p.outer.relids);
        for (int front = 0; front < all.size(); front++) {
            List<PathKey> outerKeys = new ArrayList<>();
            outerKeys.add(all.get(front));
            for (int k = 0; k < all.size(); k++) {
                if (k != front) {
                    outerKeys.add(all.get(k));
                }
            }
            List<Clause> cur = mergeKeys.clausesFor(outerKeys, p.merge, p.outer.relids);
            List<PathKey> innerKeys = mergeKeys.innerKeys(cur, outerKeys, p.outer.relids);
            List<PathKey> keys = p.type == JoinType.RIGHT || p.type == JoinType.FULL
                    ? List.of()
                    : p.joined.usefulKeys(info, outerKeys);
            merge(p, o, i, keys, cur, outerKeys, innerKeys, outerKeys);
        }
    }

    private void mergesInOrder(Pair p, Path outer, Path cheap, List<PathKey> keys) {
        boolean all = p.type == JoinType.RIGHT || p.type == JoinType.FULL;
        List<Clause> clauses = mergeKeys.clausesFor(outer.keys, p.merge, p.outer.relids);
        if (clauses.isEmpty() || all && (clauses.size() != p.merge.size() || !p.mergeAllowed)) {
            return;
        }
        List<PathKey> innerKeys = mergeKeys.innerKeys(clauses, outer.keys, p.outer.relids);
        merge(p, outer, cheap, keys, clauses, null, innerKeys, outer.keys);
        if (p.wanted == JoinType.UNIQUE_INNER) {
            return;
        }
        Path bestTotal = PathKey.satisfies(cheap.keys, innerKeys) ? cheap : null;
        Path bestStart = bestTotal;
        for (int n = innerKeys.size(); n > 0; n--) {
            List<PathKey> trial = innerKeys.subList(0, n);
            List<Clause> fewer = n < innerKeys.size() ? mergeKeys.trim(clauses, trial, p.outer.relids) : clauses;
            Path t = p.inner.cheapest(trial, false);
            if (t != null && (bestTotal == null || Rel.compareCosts(t, bestTotal, false) < 0)) {
                merge(p, outer, t, keys, fewer, null, null, outer.keys);
                bestTotal = t;
            }
            Path s = p.inner.cheapest(trial, true);
            if (s != null && (bestStart == null || Rel.compareCosts(s, bestStart, true) < 0)) {
                if (s != t) {
                    merge(p, outer, s, keys, fewer, null, null, outer.keys);
                }
                bestStart = s;
            }
            if (all) {
                break;
            }
        }
    }

    private void merge(
            Pair p,
            Path outer,
            Path inner,
            List<PathKey> keys,
            List<Clause> clauses,
            @Nullable List<PathKey> outerSort,
            @Nullable List<PathKey> innerSort,
            List<PathKey> mergeOrder) {
        long required = (outer.required | inner.required) & ~p.joined.relids;
        if (clauses.isEmpty()
                || isOneOf(outer, p.inner.relids)
                || isOneOf(inner, p.outer.relids)
                || required != 0 && (required & p.sources) == 0) {
            return;
        }
        Path.Merge m = new Path.Merge(
                p.joined,
                p.type,
                outer,
                inner,
                p.clauses,
                clauses,
                mergeKeys.orderOf(clauses, mergeOrder, p.outer.relids),
                outerSort == null || PathKey.satisfies(outer.keys, outerSort) ? null : outerSort,
                innerSort == null || PathKey.satisfies(inner.keys, innerSort) ? null : innerSort);
        m.required = required;
        m.keys = keys;
        m.innerUnique = p.unique;
        m.rows = rows(p, outer, inner, required);
        joinCosts.mergeJoin(m);
        p.joined.add(m);
    }

    // ---------------------------------------------------------------- hash joins

    private void hashes(Pair p) {
        List<Clause> hash = new ArrayList<>();
        for (Clause c : p.clauses) {
            if (c.hashOperator != 0 && c.joins(p.outer.relids, p.inner.relids) && !(p.outerJoin() && c.pushedDown)) {
                hash.add(c);
            }
        }
        if (hash.isEmpty()) {
            return;
        }
        Path o = p.outer.cheapest();
        Path i = p.inner.cheapest();
        Path quick = p.outer.quickest();
        if (o == null || i == null) {
            if (i != null) {
                for (Path x : p.outer.cheapestParameterized()) {
                    hash(p, x, i, hash);
                }
            }
            return;
        }
        if (p.wanted == JoinType.UNIQUE_OUTER) {
            hash(p, java.util.Objects.requireNonNull(cheapestOf(p.outer, p, true)), i, hash);
            return;
        }
        if (p.wanted == JoinType.UNIQUE_INNER) {
            Path u = java.util.Objects.requireNonNull(cheapestOf(p.inner, p, false));
            hash(p, o, u, hash);
            if (quick != null && quick != o) {
                hash(p, quick, u, hash);
            }
            return;
        }
        if (quick != null) {
            hash(p, quick, i, hash);
        }
        for (Path x : p.outer.cheapestParameterized()) {
            for (Path y : p.inner.cheapestParameterized()) {
                if (x != quick || y != i) {
                    hash(p, x, y, hash);
                }
            }
        }
    }

    private void hash(Pair p, Path outer, Path inner, List<Clause> clauses) {
        long required = (outer.required | inner.required) & ~p.joined.relids;
        if (isOneOf(outer, p.inner.relids)
                || isOneOf(inner, p.outer.relids)
                || required != 0 && (required & p.sources) == 0) {
            return;
        }
        Path.Hashed h = new Path.Hashed(p.joined, p.type, outer, inner, p.clauses, clauses);
        h.required = required;
        h.innerUnique = p.unique;
        h.rows = rows(p, outer, inner, required);
        joinCosts.hashJoin(h, p.semi);
        p.joined.add(h);
    }
}
