package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.JoinExpr;
import org.hathi.planner.tree.JoinNode;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.RangeTblRef;

/**
 * Turns outer joins into simpler ones where a condition above would throw the null-extended rows away anyway, and right joins
 * into left joins. Source: PostgreSQL manual, "Controlling the Planner with Explicit JOIN Clauses".
 */
final class OuterJoins {
    private final PlannerContext cx;
    private final RelBits bits;

    OuterJoins(PlannerContext cx, RelBits bits) {
        this.cx = cx;
        this.bits = bits;
    }

    FromExpr reduce(FromExpr f) {
        return (FromExpr) reduce(f, 0);
    }

    /** {@code nonNullable}: relations whose null-extended rows a condition further up rejects. */
    private JoinNode reduce(JoinNode j, long nonNullable) {
        switch (j) {
            case RangeTblRef r -> {
                return r;
            }
            case FromExpr f -> {
                long pass = nonNullable | Exprs.nonNullableRels(f.quals(), true, cx.catalog(), bits);
                List<JoinNode> items = new ArrayList<>();
                for (JoinNode n : f.fromlist()) {
                    items.add(reduce(n, pass));
                }
                return new FromExpr(items, f.quals());
            }
            case JoinExpr n -> {
                return reduceJoin(n, nonNullable);
            }
        }
    }

    private JoinNode reduceJoin(JoinExpr n, long nonNullable) {
        JoinType t = n.jointype();
        JoinNode l = n.larg();
        JoinNode r = n.rarg();
        boolean leftHit = (nonNullable & rels(l)) != 0;
        boolean rightHit = (nonNullable & rels(r)) != 0;
        switch (t) {
            case LEFT -> t = rightHit ? JoinType.INNER : t;
            case RIGHT -> t = leftHit ? JoinType.INNER : t;
            case FULL ->
                t = leftHit ? rightHit ? JoinType.INNER : JoinType.LEFT : rightHit ? JoinType.RIGHT : JoinType.FULL;
            default -> {}
        }
        if (t == JoinType.RIGHT) {
            JoinNode x = l;
            l = r;
            r = x;
            t = JoinType.LEFT;
        }
        long own = Exprs.nonNullableRels(n.quals(), true, cx.catalog(), bits);
        long passLeft;
        long passRight;
        switch (t) {
            case INNER, SEMI -> {
                passLeft = nonNullable | own;
                passRight = nonNullable | own;
            }
            case LEFT, ANTI -> {
                passLeft = nonNullable;
                passRight = own;
            }
            default -> {
                passLeft = 0;
                passRight = 0;
            }
        }
        JoinNode nl = reduce(l, passLeft);
        JoinNode nr = reduce(r, passRight);
        return n.with(nl, nr, n.quals()).withType(t);
    }

    private long rels(JoinNode j) {
        return switch (j) {
            case RangeTblRef r -> bits.of(r.rtindex());
            case FromExpr f -> {
                long all = 0;
                for (JoinNode n : f.fromlist()) {
                    all |= rels(n);
                }
                yield all;
            }
            case JoinExpr n -> rels(n.larg()) | rels(n.rarg());
        };
    }
}
