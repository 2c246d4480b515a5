package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.planner.tree.JoinType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the order of joins: exhaustively over subsets for up to {@link #EXHAUSTIVE} relations, greedily (cheapest pair
 * next) above; {@link JoinPaths} finds the methods.
 */
final class JoinSearch {
    /** Most relations for which all subsets are tried. */
    private static final int EXHAUSTIVE = 11;

    private final PlannerInfo info;
    private final Costs costs;
    private final Selectivity selectivity;
    private final Equivalence equivalence;
    private final QualDistributor quals;
    private final JoinPaths paths;

    JoinSearch(PlannerInfo info, Costs costs, Selectivity selectivity, Equivalence equivalence, QualDistributor quals) {
        this.info = info;
        this.costs = costs;
        this.selectivity = selectivity;
        this.equivalence = equivalence;
        this.quals = quals;
        this.paths = new JoinPaths(info, costs, selectivity, equivalence);
    }

    Rel search() {
        List<Rel> base = info.rels;
        if (base.size() == 1) {
            return base.get(0);
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
            leftSided(levels, size, unconnected, made);
            bushy(levels, size, unconnected, made);
            if (made.isEmpty()) {
                for (Rel x : levels.get(size - 2)) {
                    joinAll(x, base, 0, made, true);
                }
            }
            levels.add(new ArrayList<>(made.values()));
            info.cx().eval().interrupts.check();
        }
        List<Rel> last = levels.get(n - 1);
        return last.isEmpty() ? null : last.get(0);
    }

    private void leftSided(List<List<Rel>> levels, int size, boolean unconnected, Map<Long, Rel> made) {
        List<Rel> base = levels.get(0);
        List<Rel> below = levels.get(size - 2);
        for (int i = 0; i < below.size(); i++) {
            Rel x = below.get(i);
            // A relation nothing connects with others is joined with all: a cross product.
            boolean all = !hasClauses(x) || unconnected;
            joinAll(x, base, size == 2 ? i + 1 : 0, made, all);
        }
    }

    private void joinAll(Rel x, List<Rel> base, int from, Map<Long, Rel> made, boolean all) {
        for (int k = from; k < base.size(); k++) {
            Rel y = base.get(k);
            if ((x.relids & y.relids) == 0 && (all || connected(x, y))) {
                tryJoin(x, y, made);
            }
        }
    }

    private void bushy(List<List<Rel>> levels, int size, boolean unconnected, Map<Long, Rel> made) {
        for (int k = 2; k <= size - k; k++) {
            List<Rel> small = levels.get(k - 1);
            List<Rel> large = levels.get(size - k - 1);
            for (int i = 0; i < small.size(); i++) {
                Rel x = small.get(i);
                if (!unconnected && !hasClauses(x)) {
                    continue;
                }
                for (int j = k == size - k ? i + 1 : 0; j < large.size(); j++) {
                    Rel y = large.get(j);
                    if ((x.relids & y.relids) == 0 && (unconnected || connected(x, y))) {
                        tryJoin(x, y, made);
                    }
                }
            }
        }
    }

    /** Does any condition or order restriction tie the relation to others? */
    private boolean hasClauses(Rel x) {
        for (Rel y : info.rels) {
            if ((x.relids & y.relids) == 0 && connected(x, y)) {
                return true;
            }
        }
        return false;
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

    /** What a pair of relations may be joined as; {@code unique}: by making the right side of a semi-join unique. */
    private record Legal(@Nullable SpecialJoin special, boolean reversed, boolean unique) {}

    /** Decides whether {@code a} and {@code b} may be joined now, and by which special join; null if not. */
    private @Nullable Legal legal(Rel x, Rel y) {
        long a = x.relids;
        long b = y.relids;
        long all = a | b;
        SpecialJoin match = null;
        boolean reversed = false;
        boolean unique = false;
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
                // The right side has been made unique and joined to something else already.
                continue;
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
            } else if (s.type() == JoinType.SEMI && s.synRight() == b && paths.unique(y, s) != null) {
                if (match != null) {
                    return null;
                }
                match = s;
                reversed = false;
                unique = true;
            } else if (s.type() == JoinType.SEMI && s.synRight() == a && paths.unique(x, s) != null) {
                if (match != null) {
                    return null;
                }
                match = s;
                reversed = true;
                unique = true;
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
        return lateralFits(x, y, match, reversed, unique) ? new Legal(match, reversed, unique) : null;
    }

    private boolean lateralFits(Rel x, Rel y, @Nullable SpecialJoin match, boolean reversed, boolean unique) {
        boolean yNeedsX = (lateralOf(y) & x.relids) != 0;
        boolean xNeedsY = (lateralOf(x) & y.relids) != 0;
        if (yNeedsX && xNeedsY) {
            return false;
        }
        if (!yNeedsX && !xNeedsY || match == null) {
            return true;
        }
        if (unique || match.type() == JoinType.FULL) {
            return false;
        }
        return yNeedsX ? !reversed : reversed;
    }

    private @Nullable Rel tryJoin(Rel x, Rel y, Map<Long, Rel> made) {
        Legal l = legal(x, y);
        if (l == null || violatesOtherJoins(x.relids | y.relids)) {
            return null;
        }
        Rel left = l.reversed ? y : x;
        Rel right = l.reversed ? x : y;
        long ids = x.relids | y.relids;
        SpecialJoin special = l.special;
        JoinType type = special == null ? JoinType.INNER : special.type();
        Rel joined = info.joinRels.get(ids);
        List<Clause> clauses = clausesFor(left.relids, right.relids);
        if (joined == null) {
            joined = new Rel(ids, 0, null);
            joined.firstLeft = left;
            joined.firstRight = right;
            joined.considerStartup = info.tupleFraction > 0;
            joined.rows = paths.size(left, right, left.rows, right.rows, special, clauses);
            joined.width = width(ids);
            joined.tuples = joined.rows;
            for (Placeholder p : info.placeholders.values()) {
                if (p.leaves(ids) && (p.evalAt & ~left.relids) != 0 && (p.evalAt & ~right.relids) != 0) {
                    joined.targetCost = joined.targetCost.plus(costs.exprs.of(p.expr));
                }
            }
            info.joinRels.put(ids, joined);
        }
        made.put(ids, joined);
        if (joined.dummy) {
            return joined;
        }
        if (special != null
                && (type == JoinType.LEFT || type == JoinType.ANTI)
                && (right.relids & ~special.synRight()) == 0
                && Clause.never(clauses, false)) {
            right.makeEmpty();
        }
        if (empty(type, left, right, clauses)) {
            joined.makeEmpty();
            return joined;
        }
        switch (type) {
            case INNER -> {
                paths.add(joined, left, right, JoinType.INNER, special, clauses);
                paths.add(joined, right, left, JoinType.INNER, special, clauses);
            }
            case FULL -> {
                paths.add(joined, left, right, JoinType.FULL, special, clauses);
                paths.add(joined, right, left, JoinType.FULL, special, clauses);
                if (joined.paths.isEmpty()) {
                    throw new SqlError(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "FULL JOIN is only supported with merge-joinable or hash-joinable join conditions");
                }
            }
            case LEFT -> {
                paths.add(joined, left, right, JoinType.LEFT, special, clauses);
                paths.add(joined, right, left, JoinType.RIGHT, special, clauses);
            }
            case SEMI -> semi(joined, left, right, java.util.Objects.requireNonNull(special), clauses);
            default -> paths.add(joined, left, right, type, special, clauses);
        }
        return joined;
    }

    private static boolean empty(JoinType type, Rel left, Rel right, List<Clause> clauses) {
        return Clause.never(clauses, true)
                || switch (type) {
                    case INNER, SEMI -> left.dummy || right.dummy || Clause.never(clauses, false);
                    case FULL -> left.dummy && right.dummy;
                    default -> left.dummy;
                };
    }

    private void semi(Rel joined, Rel left, Rel right, SpecialJoin s, List<Clause> clauses) {
        if ((s.minLeft() & ~left.relids) == 0 && (s.minRight() & ~right.relids) == 0) {
            paths.add(joined, left, right, JoinType.SEMI, s, clauses);
        }
        if (s.synRight() == right.relids && paths.unique(right, s) != null) {
            paths.add(joined, left, right, JoinType.UNIQUE_INNER, s, clauses);
            paths.add(joined, right, left, JoinType.UNIQUE_OUTER, s, clauses);
        }
    }

    private int width(long ids) {
        int w = 0;
        for (Rel b : info.rels) {
            if ((b.relids & ids) != 0) {
                for (Map.Entry<Integer, Long> e : b.neededBy.entrySet()) {
                    if ((e.getValue() & ~ids) != 0) {
                        w += b.attrWidths.getOrDefault(e.getKey(), 0);
                    }
                }
            }
        }
        for (Placeholder p : info.placeholders.values()) {
            w += p.leaves(ids) ? UpperCosts.typeWidth(info.catalog(), p.expr.type(), p.expr.typmod()) : 0;
        }
        return w;
    }

    /** A join may not mix part of an outer join's nullable side with relations from outside it. */
    private boolean violatesOtherJoins(long ids) {
        for (SpecialJoin s : info.specialJoins) {
            boolean complete = ((s.minLeft() | s.minRight()) & ~ids) == 0;
            if (complete || s.type() == JoinType.SEMI) {
                continue;
            }
            boolean touchesRight = (s.minRight() & ids) != 0;
            boolean outside = (ids & ~s.synRight()) != 0;
            if (touchesRight && outside) {
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
}
