package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.catalog.AmopInfo;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * Proves that conditions imply a predicate (of a partial index). What cannot be proved by the forms known here counts
 * as not implied.
 */
final class Implication {
    private static final int BTREE = 403;
    private static final int LT = 1;
    private static final int LE = 2;
    private static final int EQ = 3;
    private static final int GE = 4;
    private static final int GT = 5;

    private final PlannerContext cx;
    private final ConstantFolder folder;

    Implication(PlannerContext cx) {
        this.cx = cx;
        this.folder = new ConstantFolder(cx, false);
    }

    /** Do the conditions, all true, make {@code predicate} true? */
    boolean implied(List<Expr> conditions, Expr predicate) {
        return implies(Arms.all(conditions), Arms.of(predicate, cx));
    }

    private boolean implies(Expr c, Expr p) {
        return implies(Arms.of(c, cx), Arms.of(p, cx));
    }

    /** One walk through the parts of both (predicate_implied_by_recurse). */
    private boolean implies(Arms c, Arms p) {
        Expr predicate = Objects.requireNonNull(p.whole());
        if (c.whole() != null && c.whole().equals(predicate)) {
            return true;
        }
        if (c.kind() == Arms.Kind.ANY) {
            for (Expr arm : c.parts()) {
                Arms of = Arms.of(arm, cx);
                if (!(p.kind() == Arms.Kind.ANY ? any(of, p) : implies(of, p))) {
                    return false;
                }
            }
            return true;
        }
        if (p.kind() == Arms.Kind.ALL) {
            for (Expr part : p.parts()) {
                if (!implies(c, Arms.of(part, cx))) {
                    return false;
                }
            }
            return true;
        }
        if (p.kind() == Arms.Kind.ANY && any(c, p)) {
            return true;
        }
        if (c.kind() == Arms.Kind.ALL) {
            for (Expr part : c.parts()) {
                if (implies(part, predicate)) {
                    return true;
                }
            }
            return false;
        }
        return p.kind() == Arms.Kind.ATOM && atom(Objects.requireNonNull(c.whole()), predicate);
    }

    private boolean any(Arms c, Arms p) {
        for (Expr arm : p.parts()) {
            if (implies(c, Arms.of(arm, cx))) {
                return true;
            }
        }
        return false;
    }

    private boolean atom(Expr c, Expr p) {
        if (p instanceof NullTest n && n.nulltesttype() == NullTestType.IS_NOT_NULL && !n.argisrow()) {
            return strictFor(c, Exprs.stripRelabel(n.arg()));
        }
        return c instanceof OpExpr x && p instanceof OpExpr y && compared(x, y);
    }

    /** Is {@code c} not true when {@code e} is null? */
    boolean strictFor(Expr c, Expr e) {
        if (c instanceof ScalarArrayOpExpr a) { // of ALL an empty array is true
            return a.useOr()
                    && cx.catalog().proc(Exprs.function(a, cx.catalog())).strict()
                    && inArgs(a.args().subList(0, 1), e);
        }
        return c instanceof OpExpr o && strict(o) && inArgs(o.args(), e);
    }

    /** Is the operator's result null when an operand is? */
    boolean strict(OpExpr o) {
        return cx.catalog().proc(Exprs.function(o, cx.catalog())).strict();
    }

    private boolean inArgs(List<Expr> args, Expr e) {
        for (Expr a : args) {
            Expr x = Exprs.stripRelabel(a);
            if (x.equals(e) || strictFor(x, e)) {
                return true;
            }
        }
        return false;
    }

    /** {@code x OP k} implies {@code x OP' k'} by the ordering of their operator family. */
    private boolean compared(OpExpr c, OpExpr p) {
        OpExpr a = withConstRight(c);
        OpExpr b = withConstRight(p);
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
            return ka.isNull() && strict(a); // a condition that is never true
        }
        for (AmopInfo x : cx.catalog().amopsOf(a.opno())) {
            for (AmopInfo y : strategies(b.opno())) {
                if (x.method() == BTREE && x.family() == y.family()) {
                    int test = test(x.strategy(), y.strategy());
                    int op = test == 0
                            ? 0
                            : cx.catalog().familyOperator(x.family(), kb.consttype(), ka.consttype(), test);
                    if (op != 0) {
                        Expr r = folder.mutate(new OpExpr(
                                op,
                                cx.catalog().operator(op).function(),
                                Oids.BOOL,
                                false,
                                0,
                                a.inputcollid(),
                                new ArrayList<>(List.of(kb, ka)),
                                -1));
                        return Exprs.isTrue(r);
                    }
                }
            }
        }
        return false;
    }

    private List<AmopInfo> strategies(int operator) {
        List<AmopInfo> out = new ArrayList<>();
        for (AmopInfo y : cx.catalog().amopsOf(operator)) {
            if (y.method() == BTREE) {
                out.add(y);
            }
        }
        return out;
    }

    /** The comparison of the predicate's constant with the condition's that proves it. */
    private static int test(int condition, int predicate) {
        return switch (condition) {
            case LT -> predicate == LT || predicate == LE ? GE : 0;
            case LE -> predicate == LT ? GT : predicate == LE ? GE : 0;
            case EQ ->
                switch (predicate) {
                    case LT -> GT;
                    case LE -> GE;
                    case EQ -> EQ;
                    case GE -> LE;
                    case GT -> LT;
                    default -> 0;
                };
            case GE -> predicate == GE ? LE : predicate == GT ? LT : 0;
            case GT -> predicate == GE || predicate == GT ? LE : 0;
            default -> 0;
        };
    }

    @Nullable
    OpExpr withConstRight(OpExpr o) {
        if (o.args().size() != 2) {
            return null;
        }
        if (o.args().get(1) instanceof Const) {
            return o;
        }
        int commuted = cx.catalog().operator(o.opno()).commutator();
        if (!(o.args().get(0) instanceof Const) || commuted == 0) {
            return null;
        }
        return new OpExpr(
                commuted,
                cx.catalog().operator(commuted).function(),
                o.opresulttype(),
                false,
                o.opcollid(),
                o.inputcollid(),
                List.of(o.args().get(1), o.args().get(0)),
                o.location());
    }
}
