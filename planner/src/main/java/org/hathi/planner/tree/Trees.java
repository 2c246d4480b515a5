package org.hathi.planner.tree;

import java.util.ArrayList;
import java.util.List;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Facts about expressions that take more than one field (exprType, exprTypmod, exprLocation …). */
public final class Trees {
    private Trees() {}

    /** Leftmost location of an expression (exprLocation), −1 if unknown. */
    public static int location(@Nullable Expr e) {
        return switch (e) {
            case null -> -1;
            case OpExpr o -> leftmost(o.location(), o.args());
            case DistinctExpr o -> leftmost(o.location(), o.args());
            case NullIfExpr o -> leftmost(o.location(), o.args());
            case ScalarArrayOpExpr o -> leftmost(o.location(), o.args());
            case FuncExpr o -> leftmost(o.location(), o.args());
            case BoolExpr o -> leftmost(o.location(), o.args());
            case SubLink s -> leftmost(location(s.testexpr()), s.location());
            case FieldSelect f -> location(f.arg());
            case FieldStore f -> location(f.arg());
            case RelabelType r -> leftmost(r.location(), location(r.arg()));
            case CoerceViaIO r -> leftmost(r.location(), location(r.arg()));
            case ArrayCoerceExpr r -> leftmost(r.location(), location(r.arg()));
            case ConvertRowtypeExpr r -> leftmost(r.location(), location(r.arg()));
            case CoerceToDomain r -> leftmost(r.location(), location(r.arg()));
            case CollateExpr c -> location(c.arg());
            case RowCompareExpr r -> locationOf(r.largs());
            case SubscriptingRef s -> location(s.refexpr());
            case NamedArgExpr n -> leftmost(n.location(), location(n.arg()));
            case NullTest n -> leftmost(n.location(), location(n.arg()));
            case BooleanTest n -> leftmost(n.location(), location(n.arg()));
            case XmlExpr x -> leftmost(x.location(), x.args());
            case InferenceElem i -> location(i.expr());
            case PlaceHolderVar p -> location(p.phexpr());
            default -> e.location();
        };
    }

    /** Location of the first expression of a list that has one. */
    public static int locationOf(List<Expr> l) {
        for (Expr e : l) {
            int p = location(e);
            if (p >= 0) {
                return p;
            }
        }
        return -1;
    }

    private static int leftmost(int a, int b) {
        return a < 0 ? b : b < 0 ? a : Math.min(a, b);
    }

    private static int leftmost(int a, List<Expr> args) {
        return leftmost(a, locationOf(args));
    }

    /**
     * The typmod a length-coercion call (explicit or implicit cast with a constant typmod argument) gives, else
     * −1.
     */
    public static int lengthCoercionTypmod(FuncExpr f) {
        if (f.funcformat() != CoercionForm.EXPLICIT_CAST && f.funcformat() != CoercionForm.IMPLICIT_CAST) {
            return -1;
        }
        int n = f.args().size();
        return (n == 2 || n == 3) && f.args().get(1) instanceof Const c && c.consttype() == 23 && !c.isNull()
                ? (int) c.longValue()
                : -1;
    }

    private static TargetEntry first(SubLink s) {
        return s.subselect().targetList.get(0);
    }

    static int subLinkType(SubLink s) {
        return switch (s.subLinkType()) {
            case EXPR -> first(s).expr().type();
            case ARRAY -> s.arrayType();
            case MULTIEXPR -> 2249;
            case EXISTS, ALL, ANY, ROWCOMPARE, CTE -> 16;
        };
    }

    static int subLinkTypmod(SubLink s) {
        return switch (s.subLinkType()) {
            case EXPR, ARRAY -> first(s).expr().typmod();
            case EXISTS, ALL, ANY, ROWCOMPARE, MULTIEXPR, CTE -> -1;
        };
    }

    static int subLinkCollation(SubLink s) {
        return switch (s.subLinkType()) {
            case EXPR, ARRAY -> first(s).expr().collation();
            case EXISTS, ALL, ANY, ROWCOMPARE, MULTIEXPR, CTE -> 0;
        };
    }

    static int subPlanType(SubPlan s) {
        return switch (s.subLinkType()) {
            case EXPR -> s.firstColType();
            case ARRAY -> s.arrayType();
            case MULTIEXPR -> 2249;
            case EXISTS, ALL, ANY, ROWCOMPARE, CTE -> 16;
        };
    }

    static int subPlanTypmod(SubPlan s) {
        return s.subLinkType() == SubLinkType.EXPR || s.subLinkType() == SubLinkType.ARRAY ? s.firstColTypmod() : -1;
    }

    static int subPlanCollation(SubPlan s) {
        return s.subLinkType() == SubLinkType.EXPR || s.subLinkType() == SubLinkType.ARRAY ? s.firstColCollation() : 0;
    }

    static int xmlCollation(XmlExpr x) {
        return x.op() == XmlExprOp.IS_XMLSERIALIZE ? 100 : 0;
    }

    /** The typmod all expressions share if all have the type, else −1. */
    static int commonTypmod(List<Expr> l, int type) {
        int typmod = -1;
        for (int i = 0; i < l.size(); i++) {
            Expr e = l.get(i);
            if (e.type() != type || i > 0 && e.typmod() != typmod) {
                return -1;
            }
            typmod = e.typmod();
            if (typmod < 0) {
                return -1;
            }
        }
        return typmod;
    }

    static int caseTypmod(CaseExpr c) {
        Expr d = c.defresult();
        if (d == null || d.type() != c.casetype()) {
            return -1;
        }
        int typmod = d.typmod();
        for (CaseWhen w : c.args()) {
            if (w.result().type() != c.casetype() || w.result().typmod() != typmod) {
                return -1;
            }
        }
        return typmod;
    }

    static int arrayTypmod(ArrayExpr a) {
        return commonTypmod(a.elements(), a.multidims() ? a.arrayTypeid() : a.elementTypeid());
    }

    /** Does a set-returning function or operator stand in the expression (not in a subquery)? */
    public static boolean returnsSet(Expr e) {
        return new TreeWalker() {
            @Override
            public boolean visit(Expr n) {
                if (n instanceof FuncExpr f && f.funcretset() || n instanceof OpExpr o && o.opretset()) {
                    return true;
                }
                return !(n instanceof Aggref || n instanceof GroupingFunc || n instanceof WindowFunc)
                        && walkChildren(n);
            }
        }.visit(e);
    }

    /** AND of two conditions, either of which may be absent; flattens. */
    public static @Nullable Expr and(@Nullable Expr a, @Nullable Expr b) {
        if (a == null) {
            return b;
        }
        if (b == null) {
            return a;
        }
        List<Expr> l = new ArrayList<>(conjuncts(a));
        l.addAll(conjuncts(b));
        return new BoolExpr(BoolExprType.AND, l, -1);
    }

    /** Conditions, at least one, as one. */
    public static Expr all(List<Expr> conditions) {
        return conditions.size() == 1 ? conditions.get(0) : new BoolExpr(BoolExprType.AND, conditions, -1);
    }

    /** The conjuncts of a condition: none of one that is always true (make_ands_implicit). */
    public static List<Expr> conjuncts(@Nullable Expr e) {
        return e == null
                        || e instanceof Const c
                                && c.consttype() == Oids.BOOL
                                && Long.valueOf(1).equals(c.constvalue())
                ? List.of()
                : e instanceof BoolExpr b && b.boolop() == BoolExprType.AND ? b.args() : List.of(e);
    }
}
