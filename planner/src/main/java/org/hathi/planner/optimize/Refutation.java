package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.AmopInfo;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.Trees;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Proves that a condition, when true, makes another one false. What cannot be proved counts as not refuted. */
final class Refutation {
    private static final int BTREE = 403;
    private static final int LT = 1;
    private static final int LE = 2;
    private static final int EQ = 3;
    private static final int GE = 4;
    private static final int GT = 5;
    /** "Not equal" is no B-tree strategy; it is the negator of equality. */
    private static final int NE = 6;

    private final PlannerContext cx;
    private final Implication implication;
    private final ConstantFolder folder;

    Refutation(PlannerContext cx) {
        this.cx = cx;
        this.implication = new Implication(cx);
        this.folder = new ConstantFolder(cx, false);
    }

    /** Do the conditions, all true, make {@code predicate} false? */
    boolean refuted(List<Expr> conditions, Expr predicate) {
        if (predicate instanceof BoolExpr b && b.boolop() == BoolExprType.AND) {
            for (Expr part : b.args()) {
                if (refuted(conditions, part)) {
                    return true;
                }
            }
            // each arm of an OR may contradict another part
            for (Expr c : conditions) {
                boolean or = c instanceof BoolExpr o && o.boolop() == BoolExprType.OR
                        || c instanceof ScalarArrayOpExpr a && a.useOr();
                if (or && refuted(c, predicate)) {
                    return true;
                }
            }
            return false;
        }
        if (predicate instanceof BoolExpr b && b.boolop() == BoolExprType.OR) {
            for (Expr part : b.args()) {
                if (!refuted(conditions, part)) {
                    return false;
                }
            }
            return true;
        }
        for (Expr c : conditions) {
            if (refuted(c, predicate)) {
                return true;
            }
        }
        return false;
    }

    boolean refuted(Expr c, Expr p) {
        if (c instanceof BoolExpr b && b.boolop() == BoolExprType.AND) {
            return refuted(b.args(), p);
        }
        if (c instanceof BoolExpr b && b.boolop() == BoolExprType.OR) {
            for (Expr arm : b.args()) {
                if (!refuted(Trees.conjuncts(arm), p)) {
                    return false;
                }
            }
            return true;
        }
        if (c instanceof ScalarArrayOpExpr a && a.useOr()) {
            List<Expr> arms = implication.elements(a);
            if (arms == null || arms.isEmpty()) {
                return false;
            }
            for (Expr arm : arms) {
                if (!refuted(arm, p)) {
                    return false;
                }
            }
            return true;
        }
        return atom(c, p);
    }

    private boolean atom(Expr c, Expr p) {
        if (p instanceof BoolExpr b && b.boolop() != BoolExprType.NOT) {
            return refuted(List.of(c), p);
        }
        if (p instanceof BoolExpr b && b.boolop() == BoolExprType.NOT) {
            return implication.implied(List.of(c), b.args().get(0));
        }
        if (c instanceof BoolExpr b && b.boolop() == BoolExprType.NOT) {
            return b.args().get(0).equals(p);
        }
        if (p instanceof ScalarArrayOpExpr a && a.useOr()) {
            List<Expr> arms = implication.elements(a);
            if (arms == null || arms.isEmpty()) {
                return false;
            }
            for (Expr arm : arms) {
                if (!refuted(c, arm)) {
                    return false;
                }
            }
            return true;
        }
        if (p instanceof NullTest n && !n.argisrow() && n.nulltesttype() == NullTestType.IS_NULL) {
            return c instanceof NullTest m
                            && !m.argisrow()
                            && m.nulltesttype() == NullTestType.IS_NOT_NULL
                            && m.arg().equals(n.arg())
                    || implication.strictFor(c, Exprs.stripRelabel(n.arg()));
        }
        if (c instanceof NullTest n && !n.argisrow() && n.nulltesttype() == NullTestType.IS_NULL) {
            return p instanceof NullTest m
                    && !m.argisrow()
                    && m.nulltesttype() == NullTestType.IS_NOT_NULL
                    && m.arg().equals(n.arg());
        }
        return c instanceof OpExpr x && p instanceof OpExpr y && compared(x, y);
    }

    /** {@code x OP k} excludes {@code x OP' k'} by the ordering of their operator family. */
    private boolean compared(OpExpr c, OpExpr p) {
        OpExpr a = implication.withConstRight(c);
        OpExpr b = implication.withConstRight(p);
        if (a == null
                || b == null
                || a.inputcollid() != b.inputcollid()
                || !Exprs.stripRelabel(a.args().get(0))
                        .equals(Exprs.stripRelabel(b.args().get(0)))) {
            return false;
        }
        Const ka = (Const) a.args().get(1);
        Const kb = (Const) b.args().get(1);
        if (ka.isNull() || kb.isNull()) {
            return false;
        }
        for (Strategy x : strategies(a.opno())) {
            for (Strategy y : strategies(b.opno())) {
                int test = x.family == y.family ? test(x.number, y.number) : 0;
                Boolean r = test == 0 ? null : holds(x.family, test, kb, ka, a.inputcollid());
                if (r != null) {
                    return r;
                }
            }
        }
        return false;
    }

    private record Strategy(int family, int number) {}

    private List<Strategy> strategies(int operator) {
        List<Strategy> out = new ArrayList<>();
        for (AmopInfo y : cx.catalog().amopsOf(operator)) {
            if (y.method() == BTREE) {
                out.add(new Strategy(y.family(), y.strategy()));
            }
        }
        int negator = cx.catalog().operator(operator).negator();
        if (out.isEmpty() && negator != 0) {
            for (AmopInfo y : cx.catalog().amopsOf(negator)) {
                if (y.method() == BTREE && y.strategy() == EQ) {
                    out.add(new Strategy(y.family(), NE));
                }
            }
        }
        return out;
    }

    private @Nullable Boolean holds(int family, int test, Const left, Const right, int collation) {
        int strategy = test == NE ? EQ : test;
        int op = cx.catalog().familyOperator(family, left.consttype(), right.consttype(), strategy);
        if (op == 0) {
            return null;
        }
        Expr r = folder.mutate(new OpExpr(
                op,
                cx.catalog().operator(op).function(),
                Oids.BOOL,
                false,
                0,
                collation,
                new ArrayList<>(List.of(left, right)),
                -1));
        return test == NE ? Exprs.isFalseOrNull(r) : Exprs.isTrue(r);
    }

    /** The comparison of the predicate's constant with the condition's that proves it. */
    private static int test(int condition, int predicate) {
        return switch (condition) {
            case LT -> predicate == EQ || predicate == GE || predicate == GT ? GE : 0;
            case LE -> predicate == EQ || predicate == GE ? GT : predicate == GT ? GE : 0;
            case EQ ->
                switch (predicate) {
                    case LT -> LE;
                    case LE -> LT;
                    case EQ -> NE;
                    case GE -> GT;
                    case GT -> GE;
                    case NE -> EQ;
                    default -> 0;
                };
            case GE -> predicate == LT ? LE : predicate == LE || predicate == EQ ? LT : 0;
            case GT -> predicate == LT || predicate == LE || predicate == EQ ? LE : 0;
            case NE -> predicate == EQ ? EQ : 0;
            default -> 0;
        };
    }
}
