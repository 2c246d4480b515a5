package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.catalog.AmopInfo;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
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
        return refutes(Arms.all(conditions), Arms.of(predicate, cx));
    }

    boolean refuted(Expr c, Expr p) {
        return refutes(Arms.of(c, cx), Arms.of(p, cx));
    }

    /** One walk through the parts of both (predicate_refuted_by_recurse). */
    private boolean refutes(Arms c, Arms p) {
        if (p.kind() == Arms.Kind.ANY) {
            for (Expr part : p.parts()) {
                if (!refutes(c, Arms.of(part, cx))) {
                    return false;
                }
            }
            return true;
        }
        Expr predicate = Objects.requireNonNull(p.whole());
        if (c.kind() == Arms.Kind.ANY) {
            boolean all = true;
            for (Expr arm : c.parts()) {
                Arms of = Arms.of(arm, cx);
                all &= p.kind() == Arms.Kind.ALL ? any(of, p) : refutes(of, p);
            }
            return all || not(c, predicate);
        }
        if (p.kind() == Arms.Kind.ALL && any(c, p) || not(c, predicate)) {
            return true;
        }
        if (c.kind() == Arms.Kind.ALL) {
            for (Expr part : c.parts()) {
                if (refuted(part, predicate)) {
                    return true;
                }
            }
            return false;
        }
        return p.kind() == Arms.Kind.ATOM && atom(Objects.requireNonNull(c.whole()), predicate);
    }

    /** Do the conditions refute one of the parts? */
    private boolean any(Arms c, Arms p) {
        for (Expr part : p.parts()) {
            if (refutes(c, Arms.of(part, cx))) {
                return true;
            }
        }
        return false;
    }

    /** Is the predicate the negation of something the conditions imply? */
    private boolean not(Arms c, Expr p) {
        return p instanceof BoolExpr b
                && b.boolop() == BoolExprType.NOT
                && implication.implied(
                        c.whole() == null ? c.parts() : List.of(c.whole()),
                        b.args().get(0));
    }

    private boolean atom(Expr c, Expr p) {
        if (c instanceof BoolExpr b && b.boolop() == BoolExprType.NOT) {
            return b.args().get(0).equals(p);
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
            return ka.isNull() && implication.strict(a); // a condition that is never true
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
