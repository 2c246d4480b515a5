package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RangeTblRef;
import org.hathi.planner.tree.Trees;
import org.jspecify.annotations.Nullable;

/**
 * Walks the join tree and gives every condition to the relation, join or equivalence class where it is to be
 * evaluated, and notes the joins that restrict the join order.
 *
 * <p>INVARIANTS: QD-1 a condition is evaluated at or above every outer join whose nullable side it mentions, unless it
 * is that join's own ON condition; QD-2 the ON condition of an outer join that mentions only the nullable side goes
 * down to that side.
 */
final class QualDistributor {
    private static final int BTREE_EQUAL = 3;
    private static final int BTREE = 403;

    private final PlannerInfo info;
    private final Equivalence equivalence;
    /**
     * Outer joins that a filter written above them waits for: an outer join further up may not be done before them, or
     * the filter would be applied above that join instead of below it.
     */
    private final java.util.Set<SpecialJoin> delayUpper = new java.util.HashSet<>();

    QualDistributor(PlannerInfo info, Equivalence equivalence) {
        this.info = info;
        this.equivalence = equivalence;
    }

    /** Relations found below a node: all, and those below some inner join. */
    private record Scope(long rels, long inner) {}

    void distribute(FromExpr top) {
        recurse(top, false);
    }

    private Scope recurse(JoinNode j, boolean belowOuter) {
        switch (j) {
            case RangeTblRef r -> {
                long b = info.of(r.rtindex());
                return new Scope(b, 0);
            }
            case FromExpr f -> {
                long rels = 0;
                long inner = 0;
                for (JoinNode n : f.fromlist()) {
                    Scope s = recurse(n, belowOuter);
                    rels |= s.rels;
                    inner |= s.inner;
                }
                for (Expr e : Trees.conjuncts(f.quals())) {
                    place(e, belowOuter, rels, 0, 0, null);
                }
                return new Scope(rels, f.fromlist().size() > 1 ? rels : inner);
            }
            case JoinExpr n -> {
                return join(n, belowOuter);
            }
        }
    }

    private Scope join(JoinExpr n, boolean belowOuter) {
        boolean rightBelow = belowOuter || n.jointype() != JoinType.INNER && n.jointype() != JoinType.SEMI;
        boolean leftBelow = belowOuter || n.jointype() == JoinType.FULL;
        Scope l = recurse(n.larg(), leftBelow);
        Scope r = recurse(n.rarg(), rightBelow);
        long rels = l.rels | r.rels;
        if (n.jointype() == JoinType.INNER) {
            for (Expr e : Trees.conjuncts(n.quals())) {
                place(e, belowOuter, rels, 0, 0, null);
            }
            return new Scope(rels, rels);
        }
        long nonNull = Exprs.nonNullableRels(n.quals(), true, info.catalog(), info);
        SpecialJoin sj = special(n, l, r, nonNull);
        Placeholder.joined(info, sj);
        for (Expr e : Trees.conjuncts(n.quals())) {
            place(e, belowOuter, rels, sj.minLeft() | sj.minRight(), l.rels, sj);
        }
        info.specialJoins.add(sj);
        return new Scope(rels, l.inner | r.inner);
    }

    /** Rows that a join makes up cannot be locked. */
    private void noLocks(JoinExpr n, Scope l, Scope r) {
        for (org.hathi.planner.tree.RowMarkClause m : info.query.rowMarks) {
            long rel = info.of(m.rti());
            if ((rel & r.rels) != 0 || n.jointype() == JoinType.FULL && (rel & l.rels) != 0) {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        m.strength().sql() + " cannot be applied to the nullable side of an outer join");
            }
        }
    }

    private SpecialJoin special(JoinExpr n, Scope l, Scope r, long nonNull) {
        if (!info.query.rowMarks.isEmpty()) {
            noLocks(n, l, r);
        }
        boolean lhsStrict = (nonNull & l.rels) != 0;
        if (n.jointype() == JoinType.FULL) {
            return new SpecialJoin(l.rels, r.rels, l.rels, r.rels, JoinType.FULL, false, null);
        }
        long used = Exprs.relids(n.quals(), info);
        long minLeft = used & l.rels;
        long minRight = (used | l.inner | r.inner) & r.rels;
        for (SpecialJoin o : info.specialJoins) {
            long syn = o.synLeft() | o.synRight();
            if (o.type() == JoinType.FULL) {
                if ((syn & l.rels) != 0) {
                    minLeft |= syn & l.rels;
                }
                if ((syn & r.rels) != 0) {
                    minRight |= syn & r.rels;
                }
                continue;
            }
            // A join below the left side whose nullable side we look at must be done first, unless identity 3 applies.
            if ((l.rels & o.synRight()) != 0
                    && (used & o.synRight()) != 0
                    && (n.jointype() == JoinType.SEMI
                            || n.jointype() == JoinType.ANTI
                            || (nonNull & o.minRight()) == 0)) {
                minLeft |= syn;
            }
            // Joins inside the nullable side stay inside it.
            if ((r.rels & o.synRight()) != 0
                    && ((used & o.synRight()) != 0
                            || (used & o.minLeft()) == 0
                            || n.jointype() != JoinType.LEFT
                            || o.type() != JoinType.LEFT
                            || !o.lhsStrict()
                            || delayUpper.contains(o))) {
                minRight |= syn & r.rels;
            }
        }
        for (Placeholder p : info.placeholders.values()) {
            if ((p.syntactic & ~r.rels) == 0) {
                minRight |= p.evalAt; // what is computed inside the nullable side is computed before the join
            }
        }
        if (minLeft == 0) {
            minLeft = l.rels;
        }
        if (minRight == 0) {
            minRight = r.rels;
        }
        SpecialJoin.Unique semi = n.jointype() == JoinType.SEMI ? SemiUnique.of(info, n.quals(), l.rels, r.rels) : null;
        return new SpecialJoin(minLeft, minRight, l.rels, r.rels, n.jointype(), lhsStrict, semi);
    }

    /**
     * Places one condition.
     *
     * @param scope relations of the place it was written
     * @param outerJoin for an outer join's ON condition the relations the join needs, else 0
     * @param nonNullSide for such a condition the relations of the preserved side
     * @param own the outer join it belongs to, else null
     */
    private void place(
            Expr e, boolean belowOuter, long scope, long outerJoin, long nonNullSide, @Nullable SpecialJoin own) {
        long relids = Exprs.relids(e, info);
        if (relids == 0) {
            placeConstant(e, belowOuter, scope, outerJoin);
            return;
        }
        boolean pushedDown = true;
        boolean delayed = false;
        boolean mayBeEquivalence = !belowOuter;
        long required = relids;
        if (own != null && own.type() != JoinType.SEMI && (relids & nonNullSide) != 0) {
            // Decides matches of the outer join: exactly there.
            pushedDown = false;
            required = relids | outerJoin;
            mayBeEquivalence = false;
        } else if (own != null && own.type() == JoinType.FULL) {
            pushedDown = false;
            required = relids | outerJoin;
            mayBeEquivalence = false;
        } else {
            long extended = delay(relids);
            delayed = extended != relids;
            required = extended;
            if (own != null && own.type() != JoinType.SEMI) {
                mayBeEquivalence = false;
            }
            if (delayed) {
                mayBeEquivalence = false;
            }
        }
        if (own != null && own.type() == JoinType.SEMI) {
            mayBeEquivalence = !belowOuter && !delayed;
        }
        if (pushedDown && delayed && alwaysNull(e)) {
            return;
        }
        Clause c = make(e, relids, required, pushedDown, delayed);
        c.nullableRels = nullable(pushedDown ? required : relids);
        if (!pushedDown && own != null) {
            c.outerRels = own.type() == JoinType.FULL ? scope : nonNullSide;
        }
        info.need(e, required);
        boolean decides = pushedDown && !delayed && c.mergeFamily != 0 && !delayedSides(c);
        if (decides && mayBeEquivalence && equivalence.absorb(c)) {
            return;
        }
        add(decides ? notNull(c) : c);
    }

    /** What equals itself is not null, no more: {@code x = x}. */
    private Clause notNull(Clause c) {
        if (!c.leftExpr().equals(c.rightExpr())
                || !info.catalog().proc(Exprs.function(c.expr, info.catalog())).strict()) {
            return c;
        }
        Clause n = make(
                new NullTest(c.leftExpr(), NullTestType.IS_NOT_NULL, false, -1),
                c.relids,
                c.required,
                c.pushedDown,
                c.outerDelayed);
        n.nullableRels = c.nullableRels;
        n.outerRels = c.outerRels;
        return n;
    }

    /** Does an outer join hold up one side of an equality that it does not hold up as a whole? */
    private boolean delayedSides(Clause c) {
        return !info.specialJoins.isEmpty() && (delay(c.left) != c.left || delay(c.right) != c.right);
    }

    /** The sides that outer joins done before may fill with nulls, as far as {@code relids} touches them. */
    private long nullable(long relids) {
        long out = 0;
        for (SpecialJoin s : info.specialJoins) {
            if (s.type() != JoinType.SEMI && (relids & s.minRight()) != 0) {
                out |= s.minRight();
            }
            if (s.type() == JoinType.FULL && (relids & s.minLeft()) != 0) {
                out |= s.minLeft();
            }
        }
        return out;
    }

    /** Is it {@code column IS NULL} above an anti-join that leaves nothing but nulls there? */
    private boolean alwaysNull(Expr e) {
        if (e instanceof NullTest n
                && n.nulltesttype() == NullTestType.IS_NULL
                && !n.argisrow()
                && n.arg() instanceof org.hathi.planner.tree.Var v
                && info.placeholder(v.varno()) == null) {
            for (SpecialJoin s : info.specialJoins) {
                if (s.type() == JoinType.ANTI && (s.synRight() & info.of(v.varno())) != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A condition on no relation: it gates the whole query unless an outer join above makes rows up where it fails. */
    private void placeConstant(Expr e, boolean belowOuter, long scope, long outerJoin) {
        if (outerJoin == 0 && !belowOuter && !Exprs.isVolatile(e, info.catalog())) {
            info.constantQuals.add(e);
            return;
        }
        long where = outerJoin != 0 ? outerJoin : delay(scope);
        Clause c = make(e, where, where, outerJoin == 0, outerJoin == 0);
        c.gate = outerJoin == 0 && !Exprs.isVolatile(e, info.catalog());
        add(c);
    }

    /** Grows a set of relations by every outer join whose nullable side it touches (QD-1). */
    private long delay(long relids) {
        long out = relids;
        boolean again = true;
        while (again) {
            again = false;
            for (SpecialJoin s : info.specialJoins) {
                if (s.type() == JoinType.SEMI) {
                    continue;
                }
                boolean touches = (out & s.minRight()) != 0 || s.type() == JoinType.FULL && (out & s.minLeft()) != 0;
                long need = s.minLeft() | s.minRight();
                if (touches && s.type() != JoinType.FULL) {
                    delayUpper.add(s);
                }
                if (touches && (need & ~out) != 0) {
                    out |= need;
                    again = true;
                }
            }
        }
        return out;
    }

    /** Builds a clause and finds out what joins it can drive. */
    Clause make(Expr e, long relids, long required, boolean pushedDown, boolean delayed) {
        Clause c = new Clause(e, relids, required, pushedDown, delayed);
        if (e instanceof OpExpr o && o.args().size() == 2 && !o.opretset()) {
            c.left = Exprs.relids(o.args().get(0), info);
            c.right = Exprs.relids(o.args().get(1), info);
            OperatorInfo op = info.catalog().operator(o.opno());
            if ((op.canMerge() || op.canHash()) && !Exprs.isVolatile(e, info.catalog())) {
                if (op.canHash()) {
                    c.hashOperator = o.opno();
                }
                if (op.canMerge()) {
                    c.mergeFamily = mergeFamily(o.opno());
                }
            }
            if ((c.left & c.right) != 0) {
                c.hashOperator = 0;
            }
        }
        return c;
    }

    private int mergeFamily(int operator) {
        for (AmopInfo a : info.catalog().amopsOf(operator)) {
            if (a.method() == BTREE && a.strategy() == BTREE_EQUAL) {
                return a.family();
            }
        }
        return 0;
    }

    /** Hands a clause to its relation, or to all relations it mentions when there are several. */
    void add(Clause c) {
        if (Long.bitCount(c.required) == 1) {
            info.rels.get(Long.numberOfTrailingZeros(c.required)).quals.add(c);
            return;
        }
        for (Rel r : info.rels) {
            if ((r.relids & c.required) != 0) {
                r.joinClauses.add(c);
            }
        }
    }

    /** Splits off what an OR of conditions implies about one relation alone; keeps scans of OR-ed joins selective. */
    void extractOrClauses(Selectivity selectivity) {
        for (Rel r : info.rels) {
            List<Clause> derived = new ArrayList<>();
            for (Clause c : r.joinClauses) {
                if (c.pushedDown
                        && !c.outerDelayed
                        && c.expr instanceof org.hathi.planner.tree.BoolExpr b
                        && b.boolop() == org.hathi.planner.tree.BoolExprType.OR) {
                    Expr x = orRestriction(b, r);
                    if (x != null) {
                        Clause own = make(x, r.relids, r.relids, true, false);
                        double part = selectivity.of(own, JoinType.INNER, null);
                        if (part > 0.9) {
                            // It would filter next to nothing.
                            continue;
                        }
                        derived.add(own);
                        if (part > 0) {
                            // What the scan filters already must not be counted again at the join.
                            c.selectivity = Math.min(1, selectivity.of(c, JoinType.INNER, null) / part);
                        }
                    }
                }
            }
            r.quals.addAll(derived);
        }
    }

    private @Nullable Expr orRestriction(org.hathi.planner.tree.BoolExpr or, Rel r) {
        List<Expr> arms = new ArrayList<>();
        for (Expr arm : or.args()) {
            Expr mine = null;
            for (Expr e : Trees.conjuncts(arm)) {
                if (Exprs.relids(e, info) == r.relids && !Exprs.isVolatile(e, info.catalog())) {
                    mine = Trees.and(mine, e);
                }
            }
            if (mine == null) {
                return null;
            }
            arms.add(mine);
        }
        return new org.hathi.planner.tree.BoolExpr(org.hathi.planner.tree.BoolExprType.OR, arms, -1);
    }
}
