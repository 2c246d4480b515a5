package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * Finds the order and methods of joins: exhaustively over subsets for up to {@link #EXHAUSTIVE} relations, greedily (cheapest
 * pair next) above.
 */
final class JoinSearch {
    /** Most relations for which all subsets are tried. */
    private static final int EXHAUSTIVE = 10;

    private final PlannerInfo info;
    private final Costs costs;
    private final Selectivity selectivity;
    private final Equivalence equivalence;
    private final QualDistributor quals;
    private final Map<Long, Rel> joins = new HashMap<>();

    JoinSearch(PlannerInfo info, Costs costs, Selectivity selectivity, Equivalence equivalence, QualDistributor quals) {
        this.info = info;
        this.costs = costs;
        this.selectivity = selectivity;
        this.equivalence = equivalence;
        this.quals = quals;
    }

    Rel search() {
        List<Rel> base = info.rels;
        if (base.size() == 1) {
            return base.get(0);
        }
        for (Rel r : base) {
            joins.put(r.relids, r);
        }
        Rel result = base.size() <= EXHAUSTIVE ? exhaustive(base, false) : greedy(base);
        if (result == null && base.size() <= EXHAUSTIVE) {
            // Outer joins over cross products: the only legal orders join relations that no condition connects.
            result = exhaustive(base, true);
        }
        if (result == null || result.cheapest() == null) {
            throw SqlError.internal("failed to build any " + base.size() + "-way joins");
        }
        return result;
    }

    private @Nullable Rel exhaustive(List<Rel> base, boolean unconnected) {
        int n = base.size();
        List<List<Rel>> levels = new ArrayList<>();
        levels.add(base);
        for (int size = 2; size <= n; size++) {
            Map<Long, Rel> made = new LinkedHashMap<>();
            for (int pass = 0; pass < 2 && (pass == 0 || made.isEmpty()); pass++) {
                for (int a = size - 1; a >= (size + 1) / 2; a--) {
                    for (Rel x : levels.get(a - 1)) {
                        for (Rel y : levels.get(size - a - 1)) {
                            if ((x.relids & y.relids) == 0
                                    && (pass == 1 || unconnected || connected(x, y) || size == n && n == 2)) {
                                tryJoin(x, y, made);
                            }
                        }
                    }
                }
            }
            levels.add(new ArrayList<>(made.values()));
        }
        List<Rel> last = levels.get(n - 1);
        return last.isEmpty() ? null : last.get(0);
    }

    private @Nullable Rel greedy(List<Rel> base) {
        List<Rel> clumps = new ArrayList<>(base);
        while (clumps.size() > 1) {
            Rel best = null;
            int bi = 0;
            int bj = 0;
            for (int pass = 0; pass < 2 && best == null; pass++) {
                for (int i = 0; i < clumps.size(); i++) {
                    for (int j = i + 1; j < clumps.size(); j++) {
                        if (pass == 0 && !connected(clumps.get(i), clumps.get(j))) {
                            continue;
                        }
                        Rel r = tryJoin(clumps.get(i), clumps.get(j), new HashMap<>());
                        Path p = r == null ? null : r.cheapest();
                        if (p != null
                                && (best == null
                                        || p.total < java.util.Objects.requireNonNull(best.cheapest()).total)) {
                            best = r;
                            bi = i;
                            bj = j;
                        }
                    }
                }
            }
            if (best == null) {
                return null;
            }
            clumps.remove(bj);
            clumps.set(bi, best);
        }
        return clumps.get(0);
    }

    private boolean connected(Rel a, Rel b) {
        for (Rel r : info.rels) {
            if ((r.relids & a.relids) != 0) {
                for (Clause c : r.joinClauses) {
                    if ((c.required & b.relids) != 0) {
                        return true;
                    }
                }
            }
        }
        for (SpecialJoin s : info.specialJoins) {
            if ((s.minLeft() & ~a.relids) == 0 && (s.minRight() & ~b.relids) == 0
                    || (s.minLeft() & ~b.relids) == 0 && (s.minRight() & ~a.relids) == 0) {
                return true;
            }
        }
        return (lateralOf(a) & b.relids) != 0
                || (lateralOf(b) & a.relids) != 0
                || equivalence.links(a.relids, b.relids);
    }

    private long lateralOf(Rel r) {
        long l = 0;
        for (Rel b : info.rels) {
            if ((b.relids & r.relids) != 0) {
                l |= b.lateral;
            }
        }
        return l & ~r.relids;
    }

    /** What a pair of relations may be joined as. */
    private record Legal(@Nullable SpecialJoin special, boolean reversed) {}

    /** Decides whether {@code a} and {@code b} may be joined now, and by which special join; null if not. */
    private @Nullable Legal legal(long a, long b) {
        long all = a | b;
        SpecialJoin match = null;
        boolean reversed = false;
        boolean mustBeLeft = false;
        for (SpecialJoin s : info.specialJoins) {
            if ((s.minRight() & all) == 0 || (all & ~s.minRight()) == 0) {
                continue;
            }
            if (((s.minLeft() | s.minRight()) & ~a) == 0 || ((s.minLeft() | s.minRight()) & ~b) == 0) {
                continue;
            }
            if (s.type() == JoinType.SEMI
                    && ((s.synRight() & ~a) == 0 && s.synRight() != a
                            || (s.synRight() & ~b) == 0 && s.synRight() != b)) {
                // The right side has been joined to something else already, which must have made it unique: not done
                // here.
                return null;
            }
            if ((s.minLeft() & ~a) == 0 && (s.minRight() & ~b) == 0) {
                if (match != null) {
                    return null;
                }
                match = s;
                reversed = false;
            } else if ((s.minLeft() & ~b) == 0 && (s.minRight() & ~a) == 0) {
                if (match != null) {
                    return null;
                }
                match = s;
                reversed = true;
            } else {
                if ((s.minRight() & a) != 0 && (s.minRight() & b) != 0) {
                    // Both sides reach into the nullable side: an earlier join was found to commute with this one.
                    continue;
                }
                // Only another left join may bring a relation into the nullable side before this join is done.
                if (s.type() != JoinType.LEFT || (s.minLeft() & all) != 0) {
                    return null;
                }
                mustBeLeft = true;
            }
        }
        if (mustBeLeft && (match == null || match.type() != JoinType.LEFT || !match.lhsStrict())) {
            return null;
        }
        return new Legal(match, reversed);
    }

    private @Nullable Rel tryJoin(Rel x, Rel y, Map<Long, Rel> made) {
        Legal l = legal(x.relids, y.relids);
        if (l == null || violatesOtherJoins(x.relids | y.relids)) {
            return null;
        }
        Rel left = l.reversed ? y : x;
        Rel right = l.reversed ? x : y;
        long ids = x.relids | y.relids;
        JoinType type = l.special == null ? JoinType.INNER : l.special.type();
        Rel joined = joins.get(ids);
        List<Clause> clauses = clausesFor(left.relids, right.relids);
        if (joined == null) {
            joined = new Rel(ids, 0, null);
            size(joined, left, right, type, clauses);
            joins.put(ids, joined);
        }
        made.put(ids, joined);
        addPaths(joined, left, right, type, clauses);
        switch (type) {
            case INNER -> addPaths(joined, right, left, JoinType.INNER, clauses);
            case FULL -> addPaths(joined, right, left, JoinType.FULL, clauses);
            case LEFT -> addPaths(joined, right, left, JoinType.RIGHT, clauses);
            default -> {}
        }
        return joined;
    }

    /** A join may not mix part of an outer join's nullable side with relations from outside it. */
    private boolean violatesOtherJoins(long ids) {
        for (SpecialJoin s : info.specialJoins) {
            boolean complete = ((s.minLeft() | s.minRight()) & ~ids) == 0;
            if (complete) {
                continue;
            }
            boolean touchesRight = (s.minRight() & ids) != 0;
            boolean outside = (ids & ~s.synRight()) != 0;
            if (touchesRight && outside && (s.type() != JoinType.LEFT || (ids & ~s.synRight()) != 0)) {
                return true;
            }
            if (s.type() == JoinType.FULL && (s.minLeft() & ids) != 0 && (ids & ~s.synLeft()) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Conditions that can be evaluated once the two sides are joined and not before. */
    private List<Clause> clausesFor(long left, long right) {
        long all = left | right;
        List<Clause> out = new ArrayList<>();
        for (Rel r : info.rels) {
            if ((r.relids & all) == 0) {
                continue;
            }
            for (Clause c : r.joinClauses) {
                if ((c.required & ~all) == 0
                        && (c.required & ~left) != 0
                        && (c.required & ~right) != 0
                        && !out.contains(c)) {
                    out.add(c);
                }
            }
        }
        out.addAll(equivalence.joinClauses(quals, left, right));
        return out;
    }

    private void size(Rel joined, Rel left, Rel right, JoinType type, List<Clause> clauses) {
        selectivity.semiLeft = left.relids;
        List<Clause> on = new ArrayList<>();
        List<Clause> above = new ArrayList<>();
        for (Clause c : clauses) {
            (type == JoinType.INNER || type == JoinType.SEMI || !c.pushedDown ? on : above).add(c);
        }
        double js = selectivity.all(on, type);
        double ps = selectivity.all(above, JoinType.INNER);
        double l = left.rows;
        double r = right.rows;
        double n =
                switch (type) {
                    case INNER -> l * r * js;
                    case LEFT -> Math.max(l * r * js, l) * ps;
                    case FULL -> Math.max(l * r * js, Math.max(l, r)) * ps;
                    case SEMI -> l * js;
                    case ANTI -> l * (1 - js) * ps;
                    default -> l * r * js;
                };
        joined.rows = Math.max(1, Math.rint(n));
        joined.width = type == JoinType.SEMI || type == JoinType.ANTI ? left.width : left.width + right.width;
        joined.tuples = joined.rows;
    }

    // ---------------------------------------------------------------- methods

    private void addPaths(Rel joined, Rel outer, Rel inner, JoinType type, List<Clause> clauses) {
        selectivity.semiLeft = outer.relids;
        List<Clause> hash = hashClauses(outer, inner, type, clauses);
        List<Path> outers = new ArrayList<>();
        for (Path p : outer.paths) {
            if ((p.required & inner.relids) == 0) {
                outers.add(p);
            }
        }
        Path cheapInner = inner.cheapest();
        if (type != JoinType.RIGHT && type != JoinType.FULL || clauses.isEmpty() && type == JoinType.FULL) {
            nestLoops(joined, outers, inner, type == JoinType.FULL ? null : type, clauses);
        }
        if (cheapInner == null) {
            return;
        }
        Path cheapOuter = outer.cheapest();
        if (!hash.isEmpty()) {
            for (Path o : outers) {
                if (o == cheapOuter
                        || o.required == 0 && o.startup < (cheapOuter == null ? 0 : cheapOuter.startup)
                        || o.required != 0) {
                    Path.Hashed h = new Path.Hashed(joined, type, o, cheapInner, clauses, hash);
                    h.required = o.required;
                    h.rows = rows(joined, o, cheapInner);
                    costs.hashJoin(h, h.rows, bucketFraction(hash, inner));
                    joined.add(h);
                }
            }
        }
        merges(joined, outers, inner, type, clauses);
    }

    private double rows(Rel joined, Path o, Path i) {
        if (o.required == 0 && (i.required & ~o.rel.relids) == 0) {
            return joined.rows;
        }
        double f = Math.min(1, o.rows / Math.max(1, o.rel.rows));
        return Math.max(1, joined.rows * f);
    }

    private void nestLoops(Rel joined, List<Path> outers, Rel inner, @Nullable JoinType type, List<Clause> clauses) {
        if (type == null) {
            return;
        }
        double pair = selectivity.all(clauses, JoinType.INNER);
        Path cheapest = inner.cheapest();
        for (Path o : outers) {
            for (Path i : inner.paths) {
                long required = i.required & ~o.rel.relids | o.required;
                if (i.required == 0 && i != cheapest) {
                    continue;
                }
                if ((i.required & o.rel.relids) == 0 && i.required != 0) {
                    continue;
                }
                if ((required & joined.relids) != 0) {
                    continue;
                }
                List<Clause> left = i.required == 0 ? clauses : withoutMoved(clauses, i, o.rel.relids);
                Path.Nest n = new Path.Nest(joined, type, o, i, left, false);
                n.required = required;
                n.keys = o.keys;
                n.rows = rows(joined, o, i);
                costs.nestLoop(n, pair);
                joined.add(n);
                if (i.required == 0
                        && costs.s.material
                        && !(i.rel.rte != null
                                && i.rel.subquery == null
                                && i.rel.rte.rtekind != org.hathi.planner.tree.RteKind.RELATION)) {
                    Path.Nest m = new Path.Nest(joined, type, o, i, clauses, true);
                    m.required = required;
                    m.keys = o.keys;
                    m.rows = n.rows;
                    costs.nestLoop(m, pair);
                    joined.add(m);
                }
            }
        }
    }

    /** Join conditions that the parameterised inner path does not already enforce. */
    private static List<Clause> withoutMoved(List<Clause> clauses, Path inner, long outer) {
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
        switch (p) {
            case Path.Index i -> {
                for (Path.IndexClause c : i.clauses) {
                    if (!c.lossy()) {
                        out.add(c.clause());
                    }
                }
            }
            case Path.Joined j -> {
                collectMoved(j.outer, out);
                collectMoved(j.inner, out);
            }
            default -> {}
        }
    }

    private static List<Clause> hashClauses(Rel outer, Rel inner, JoinType type, List<Clause> clauses) {
        List<Clause> out = new ArrayList<>();
        boolean outerJoin =
                type == JoinType.LEFT || type == JoinType.RIGHT || type == JoinType.FULL || type == JoinType.ANTI;
        for (Clause c : clauses) {
            if (c.hashOperator != 0 && c.joins(outer.relids, inner.relids) && !(outerJoin && c.pushedDown)) {
                out.add(c);
            } else if (type == JoinType.ANTI && c.hashOperator != 0 && c.joins(outer.relids, inner.relids)) {
                out.add(c);
            }
        }
        return out;
    }

    private double bucketFraction(List<Clause> hash, Rel inner) {
        double best = 1;
        for (Clause c : hash) {
            Expr e = Exprs.stripRelabel(c.leftIsIn(inner.relids) ? c.leftExpr() : c.rightExpr());
            double nd = e instanceof Var v ? selectivity.distinct(v) : Selectivity.DEFAULT_DISTINCT;
            nd = Math.min(nd, Math.max(1, inner.rows));
            best = Math.min(best, 1 / Math.max(1, nd));
        }
        return best;
    }

    private void merges(Rel joined, List<Path> outers, Rel inner, JoinType type, List<Clause> clauses) {
        List<Clause> merge = new ArrayList<>();
        boolean outerJoin =
                type == JoinType.LEFT || type == JoinType.RIGHT || type == JoinType.FULL || type == JoinType.ANTI;
        for (Clause c : clauses) {
            if (c.mergeFamily != 0
                    && c.joins(joined.relids & ~inner.relids, inner.relids)
                    && !(outerJoin && c.pushedDown && type != JoinType.ANTI)) {
                equivalence.assignClasses(c);
                merge.add(c);
            }
        }
        if (merge.isEmpty() || type == JoinType.FULL && merge.size() != clauses.size()) {
            return;
        }
        List<PathKey> keys = new ArrayList<>();
        List<Clause> ordered = new ArrayList<>();
        long innerIds = inner.relids;
        for (Clause c : merge) {
            Ec ec = java.util.Objects.requireNonNull(c.leftIsIn(innerIds) ? c.rightEc : c.leftEc);
            boolean dup = false;
            for (PathKey k : keys) {
                dup |= k.ec() == ec;
            }
            if (!dup && !ec.hasConst) {
                keys.add(new PathKey(ec, false, false));
                ordered.add(c);
            }
        }
        if (ordered.isEmpty()) {
            return;
        }
        List<PathKey> innerKeys = new ArrayList<>();
        for (Clause c : ordered) {
            Ec ec = java.util.Objects.requireNonNull(c.leftIsIn(innerIds) ? c.leftEc : c.rightEc);
            innerKeys.add(new PathKey(ec, false, false));
        }
        Path in = inner.cheapest(innerKeys, 1);
        boolean sortInner = in == null;
        Path cheapest = java.util.Objects.requireNonNull(inner.cheapest());
        if (in != null) {
            double[] sorted = costs.sort(cheapest.total, cheapest.rows, inner.width, -1);
            if (sorted[1] < in.total) {
                in = cheapest;
                sortInner = true;
            }
        } else {
            in = cheapest;
        }
        for (Path o : outers) {
            if (o.required != 0) {
                continue;
            }
            boolean sorted = PathKey.satisfies(o.keys, keys);
            if (!sorted && o.total > java.util.Objects.requireNonNull(o.rel.cheapest()).total) {
                continue;
            }
            Path.Merge m = new Path.Merge(
                    joined, type, o, in, clauses, ordered, keys, sorted ? null : keys, sortInner ? innerKeys : null);
            m.keys = type == JoinType.FULL || type == JoinType.RIGHT ? List.of() : sorted ? o.keys : keys;
            costs.mergeJoin(m, joined.rows);
            joined.add(m);
        }
    }
}
