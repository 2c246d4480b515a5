package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
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
import org.hathi.planner.tree.Var;

/**
 * Turns outer joins into simpler ones where a condition above would throw the null-extended rows away anyway, and right
 * joins into left joins. Source: PostgreSQL manual, "Controlling the Planner with Explicit JOIN Clauses".
 */
final class OuterJoins {
    private final PlannerContext cx;
    private final RelBits bits;

    OuterJoins(PlannerContext cx, RelBits bits) {
        this.cx = cx;
        this.bits = bits;
    }

    FromExpr reduce(FromExpr f) {
        return (FromExpr) reduce(f, 0, List.of());
    }

    /** Columns that a top-level {@code IS NULL} of {@code quals} asks to be null. */
    private List<Expr> forcedNull(@org.jspecify.annotations.Nullable Expr quals, List<Expr> more) {
        List<Expr> out = new ArrayList<>(more);
        for (Expr e : Trees.conjuncts(quals)) {
            if (e instanceof NullTest n
                    && n.nulltesttype() == NullTestType.IS_NULL
                    && !n.argisrow()
                    && n.arg() instanceof Var v
                    && v.varlevelsup() == 0
                    && bits.placeholder(v.varno()) == null) {
                out.add(v);
            }
        }
        return out;
    }

    /** Is one of the columns of {@code forced} in {@code rels} never null where the join condition is true? */
    private boolean neverNull(@org.jspecify.annotations.Nullable Expr quals, List<Expr> forced, long rels) {
        if (forced.isEmpty()) {
            return false;
        }
        for (Expr e : Trees.conjuncts(quals)) {
            if (!(e instanceof OpExpr o)
                    || !cx.catalog().proc(Exprs.function(o, cx.catalog())).strict()) {
                continue;
            }
            for (Expr a : o.args()) {
                Expr x = Exprs.stripRelabel(a);
                if (x instanceof Var v && (bits.of(v.varno()) & rels) != 0 && forced.contains(v)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@code nonNullable}: relations whose null-extended rows a condition further up rejects. */
    private JoinNode reduce(JoinNode j, long nonNullable, List<Expr> forced) {
        switch (j) {
            case RangeTblRef r -> {
                return r;
            }
            case FromExpr f -> {
                long pass = nonNullable | Exprs.nonNullableRels(f.quals(), true, cx.catalog(), bits);
                List<Expr> nulls = forcedNull(f.quals(), forced);
                List<JoinNode> items = new ArrayList<>();
                for (JoinNode n : f.fromlist()) {
                    items.add(reduce(n, pass, nulls));
                }
                return new FromExpr(items, f.quals());
            }
            case JoinExpr n -> {
                return reduceJoin(n, nonNullable, forced);
            }
        }
    }

    private JoinNode reduceJoin(JoinExpr n, long nonNullable, List<Expr> forced) {
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
        if (t == JoinType.LEFT && neverNull(n.quals(), forced, rels(r))) {
            // Rows with a match are thrown away: what remains has none.
            t = JoinType.ANTI;
        }
        long own = Exprs.nonNullableRels(n.quals(), true, cx.catalog(), bits);
        List<Expr> nullsLeft = t == JoinType.INNER || t == JoinType.SEMI
                ? forcedNull(n.quals(), forced)
                : t == JoinType.FULL ? List.of() : forced;
        List<Expr> nullsRight = t == JoinType.INNER || t == JoinType.SEMI
                ? nullsLeft
                : t == JoinType.FULL ? List.of() : forcedNull(n.quals(), List.of());
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
        JoinNode nl = reduce(l, passLeft, nullsLeft);
        JoinNode nr = reduce(r, passRight, nullsRight);
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
