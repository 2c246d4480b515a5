package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.ArrayCoerceExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.BoolTestType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CaseTestExpr;
import org.hathi.planner.tree.CaseWhen;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.NamedArgExpr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.TreeMutator;
import org.hathi.planner.tree.TreeWalker;
import org.hathi.types.CallInfo;
import org.hathi.types.Functions;
import org.hathi.types.Kernel;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Simplifies expressions: calls immutable functions of constants, drops what AND, OR, CASE and COALESCE cannot reach,
 * and puts in the values of parameters that are known. An error while evaluating a constant is the statement's error,
 * as in PostgreSQL.
 */
final class ConstantFolder extends TreeMutator {
    private static final int LANGUAGE_INTERNAL = 12;
    /** The operators boolean = boolean and boolean <> boolean. */
    private static final int BOOL_EQ = 91;

    private static final int BOOL_NE = 85;
    private static final int LANGUAGE_SQL = 14;

    private final PlannerContext cx;
    /** True when estimating: stable functions may be called as well. */
    private final boolean estimate;

    private @Nullable Const caseValue;
    private @Nullable Inliner inliner;

    ConstantFolder(PlannerContext cx, boolean estimate) {
        this.cx = cx;
        this.estimate = estimate;
    }

    @Override
    public Expr mutate(Expr e) {
        return switch (e) {
            case Param p -> param(p);
            case BoolExpr b -> bool(b);
            case FuncExpr f -> {
                FuncExpr full = complete(f);
                yield call(mutateChildren(full), full.funcid(), full.args());
            }
            case OpExpr o -> {
                Expr x = call(mutateChildren(o), o.opfuncid(), o.args());
                yield x instanceof OpExpr y && (y.opno() == BOOL_EQ || y.opno() == BOOL_NE) ? booleanEquality(y) : x;
            }
            case RelabelType r -> relabel(r);
            case CoerceToDomain d -> domain(d);
            case CollateExpr c -> {
                Expr x = mutateChildren(c);
                yield x instanceof CollateExpr y && y.arg() instanceof Const k
                        ? relabeled(k, k.type(), k.typmod(), c.collOid(), CoercionForm.IMPLICIT_CAST, c.location())
                        : x;
            }
            case org.hathi.planner.tree.ArrayExpr a -> array((org.hathi.planner.tree.ArrayExpr) mutateChildren(a));
            case CoerceViaIO c -> viaIo((CoerceViaIO) mutateChildren(c));
            case CaseExpr c -> caseExpr(c);
            case CaseTestExpr t -> caseValue != null ? caseValue : t;
            case CoalesceExpr c -> coalesce(c);
            case NullTest n -> nullTest((NullTest) mutateChildren(n));
            case BooleanTest t -> booleanTest((BooleanTest) mutateChildren(t));
            case NullIfExpr n -> nullIf((NullIfExpr) mutateChildren(n));
            case DistinctExpr d -> distinct((DistinctExpr) mutateChildren(d));
            case ScalarArrayOpExpr s -> immutable(mutateChildren(s));
            case MinMaxExpr m -> computed(mutateChildren(m));
            case RowExpr r -> computed(mutateChildren(r));
            case SubscriptingRef r when r.refassgnexpr() == null -> computed(mutateChildren(r));
            case ArrayCoerceExpr a -> arrayCoercion((ArrayCoerceExpr) mutateChildren(a));
            case FieldSelect f -> field((FieldSelect) mutateChildren(f));
            default -> mutateChildren(e);
        };
    }

    /** An expression of constants alone, whose own work is immutable, as the constant it is. */
    private Expr computed(Expr e) {
        return allConstant(e) ? evaluated(e) : e;
    }

    /** The same for what calls a function: that must be immutable, or stable while estimating. */
    private Expr immutable(Expr e) {
        return allConstant(e) && safe(Exprs.function(e, cx.catalog())) ? evaluated(e) : e;
    }

    private boolean safe(int function) {
        ProcInfo p = cx.catalog().proc(function);
        return p.language() == LANGUAGE_INTERNAL && (p.isImmutable() || estimate && p.volatility() == 's');
    }

    private static boolean allConstant(Expr e) {
        return !new TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                return x == e ? walkChildren(x) : !(x instanceof Const);
            }
        }.walk(e);
    }

    private Expr evaluated(Expr e) {
        ConstantEvaluator v = cx.evaluator();
        return v == null ? e : constant(e, v.value(e));
    }

    private Expr nullIf(NullIfExpr n) {
        for (Expr a : n.args()) {
            if (a instanceof Const c && c.isNull()) {
                return n.args().get(0); // nothing equals it
            }
        }
        return immutable(n);
    }

    private Expr distinct(DistinctExpr d) {
        int nulls = 0;
        for (Expr a : d.args()) {
            if (!(a instanceof Const c)) {
                return d;
            }
            nulls += c.isNull() ? 1 : 0;
        }
        return nulls > 0 ? Exprs.bool(nulls == 1) : immutable(d);
    }

    private Expr arrayCoercion(ArrayCoerceExpr a) {
        return a.arg() instanceof Const
                        && !(a.elemexpr() instanceof CoerceToDomain)
                        && (a.elemexpr() instanceof CoerceViaIO c
                                ? c.arg() instanceof CaseTestExpr && throughText(c)
                                : !Exprs.isMutable(a.elemexpr(), cx.catalog()))
                ? evaluated(a)
                : a;
    }

    /** A field of a row that is written out is what is written there. */
    private Expr field(FieldSelect f) {
        if (f.arg() instanceof RowExpr r
                && f.fieldnum() > 0
                && f.fieldnum() <= r.args().size()) {
            Expr e = r.args().get(f.fieldnum() - 1);
            if (e.type() == f.resulttype() && e.typmod() == f.resulttypmod() && e.collation() == f.resultcollid()) {
                return e;
            }
        }
        return f.arg() instanceof Const c && c.consttype() == Oids.RECORD ? evaluated(f) : f;
    }

    private Expr param(Param p) {
        if (p.paramkind() == ParamKind.EXTERN) {
            Const v = cx.params().value(p.paramid());
            if (v != null && v.consttype() == p.paramtype()) {
                return v;
            }
        }
        return p;
    }

    private Expr bool(BoolExpr b) {
        if (b.boolop() == BoolExprType.NOT) {
            return negate(mutate(b.args().get(0)));
        }
        boolean and = b.boolop() == BoolExprType.AND;
        List<Expr> out = new ArrayList<>(b.args().size());
        boolean sawNull = false;
        for (Expr a : b.args()) {
            Expr m = mutate(a);
            if (m instanceof Const c) {
                if (c.isNull()) {
                    sawNull = true;
                } else if ((c.longValue() != 0) != and) {
                    return Exprs.bool(!and);
                }
            } else if (m instanceof BoolExpr inner && inner.boolop() == b.boolop()) {
                out.addAll(inner.args());
            } else {
                out.add(m);
            }
        }
        if (sawNull) {
            out.add(Exprs.nullBool());
        }
        if (out.isEmpty()) {
            return Exprs.bool(and);
        }
        return out.size() == 1 ? out.get(0) : new BoolExpr(b.boolop(), out, b.location());
    }

    /** NOT, pushed down: over AND and OR, into comparison operators that have a negator. */
    private Expr negate(Expr e) {
        return switch (e) {
            case Const c -> c.isNull() ? Exprs.nullBool() : Exprs.bool(c.longValue() == 0);
            case OpExpr o
            when !o.opretset() && cx.catalog().operator(o.opno()).negator() != 0 -> {
                int neg = cx.catalog().operator(o.opno()).negator();
                yield new OpExpr(
                        neg,
                        cx.catalog().operator(neg).function(),
                        o.opresulttype(),
                        false,
                        o.opcollid(),
                        o.inputcollid(),
                        o.args(),
                        o.location());
            }
            case org.hathi.planner.tree.ScalarArrayOpExpr o
            when cx.catalog().operator(o.opno()).negator() != 0 -> {
                int neg = cx.catalog().operator(o.opno()).negator();
                yield new org.hathi.planner.tree.ScalarArrayOpExpr(
                        neg,
                        cx.catalog().operator(neg).function(),
                        0,
                        0,
                        !o.useOr(),
                        o.inputcollid(),
                        o.args(),
                        o.location());
            }
            case BoolExpr b ->
                switch (b.boolop()) {
                    case NOT -> b.args().get(0);
                    case AND, OR -> {
                        List<Expr> args = new ArrayList<>(b.args().size());
                        for (Expr a : b.args()) {
                            args.add(negate(a));
                        }
                        yield new BoolExpr(
                                b.boolop() == BoolExprType.AND ? BoolExprType.OR : BoolExprType.AND,
                                args,
                                b.location());
                    }
                };
            case NullTest n
            when !n.argisrow() ->
                new NullTest(
                        n.arg(),
                        n.nulltesttype() == NullTestType.IS_NULL ? NullTestType.IS_NOT_NULL : NullTestType.IS_NULL,
                        false,
                        n.location());
            case BooleanTest t -> new BooleanTest(t.arg(), negated(t.booltesttype()), t.location());
            default -> new BoolExpr(BoolExprType.NOT, List.of(e), -1);
        };
    }

    private static BoolTestType negated(BoolTestType t) {
        return switch (t) {
            case IS_TRUE -> BoolTestType.IS_NOT_TRUE;
            case IS_NOT_TRUE -> BoolTestType.IS_TRUE;
            case IS_FALSE -> BoolTestType.IS_NOT_FALSE;
            case IS_NOT_FALSE -> BoolTestType.IS_FALSE;
            case IS_UNKNOWN -> BoolTestType.IS_NOT_UNKNOWN;
            case IS_NOT_UNKNOWN -> BoolTestType.IS_UNKNOWN;
        };
    }

    /** Puts named arguments in their places and adds the defaults of those not given. */
    private FuncExpr complete(FuncExpr f) {
        boolean named = false;
        for (Expr a : f.args()) {
            named |= a instanceof NamedArgExpr;
        }
        ProcInfo p = cx.catalog().proc(f.funcid());
        int n = p.argCount();
        if (!named && f.args().size() >= n) {
            return f;
        }
        @Nullable Expr[] full = new Expr[Math.max(n, f.args().size())];
        int at = 0;
        for (Expr a : f.args()) {
            if (a instanceof NamedArgExpr x) {
                full[x.argnumber()] = x.arg();
            } else {
                full[at++] = a;
            }
        }
        String defaults = p.argDefaults();
        List<Expr> values = defaults == null ? List.of() : NodeText.readExprs(defaults);
        List<Expr> out = new ArrayList<>(full.length);
        for (int i = 0; i < full.length; i++) {
            Expr e = full[i];
            if (e == null) {
                int k = i - (n - values.size());
                if (k < 0) {
                    throw org.hathi.base.SqlError.internal("not enough default arguments");
                }
                e = values.get(k);
            }
            out.add(e);
        }
        return new FuncExpr(
                f.funcid(),
                f.funcresulttype(),
                f.funcretset(),
                f.funcvariadic(),
                f.funcformat(),
                f.funccollid(),
                f.inputcollid(),
                out,
                f.location());
    }

    /** Evaluates a call whose arguments have become constants, where the function allows it. */
    private Expr call(Expr e, int funcid, List<Expr> originalArgs) {
        List<Expr> args = e instanceof FuncExpr f ? f.args() : ((OpExpr) e).args();
        int function = Exprs.function(e, cx.catalog());
        if (function == 0) {
            function = funcid;
        }
        ProcInfo p = cx.catalog().proc(function);
        if (p.returnsSet() || e.type() == 2249 || args.size() != originalArgs.size()) {
            return e;
        }
        boolean allConst = true;
        boolean anyNull = false;
        for (Expr a : args) {
            if (a instanceof Const c) {
                anyNull |= c.isNull();
            } else {
                allConst = false;
            }
        }
        if (p.strict() && anyNull) {
            return constant(e, null);
        }
        if (p.language() == LANGUAGE_SQL) {
            return inlined(e, p, args);
        }
        if (!allConst || p.language() != LANGUAGE_INTERNAL || e.type() == Oids.RECORD) {
            return e;
        }
        if (!p.isImmutable() && !(estimate && p.volatility() == 's')) {
            return e;
        }
        return evaluate(e, p, args);
    }

    private Expr inlined(Expr call, ProcInfo p, List<Expr> args) {
        Inliner i = inliner;
        if (i == null) {
            i = new Inliner(cx.catalog(), cx.bodies());
            inliner = i;
        }
        Expr body =
                i.inline(call, p, args, call instanceof FuncExpr f ? f.inputcollid() : ((OpExpr) call).inputcollid());
        if (body == null) {
            return call;
        }
        i.enter(p);
        try {
            return mutate(body);
        } finally {
            i.leave();
        }
    }

    private Expr evaluate(Expr e, ProcInfo p, List<Expr> args) {
        int n = args.size();
        int[] types = new int[n];
        boolean[] byRef = new boolean[n];
        @Nullable Object[] values = new Object[n];
        for (int i = 0; i < n; i++) {
            Const c = (Const) args.get(i);
            types[i] = c.consttype();
            byRef[i] = !c.constbyval();
            values[i] = c.constvalue();
        }
        int inputCollation = e instanceof FuncExpr f ? f.inputcollid() : ((OpExpr) e).inputcollid();
        boolean variadic = e instanceof FuncExpr f && f.funcvariadic();
        CallInfo call = new CallInfo(types, e.type(), inputCollation, p.strict(), variadic);
        Kernel k = cx.functions().lookupIfAny(p.source(), call);
        if (k == null) {
            return e;
        }
        TypeInfo t = cx.catalog().types().type(e.type());
        return constant(e, Functions.call(cx.eval(), k, !t.byVal(), byRef, values));
    }

    private Const constant(Expr like, @Nullable Object value) {
        TypeInfo t = cx.catalog().types().type(like.type());
        return new Const(like.type(), like.typmod(), like.collation(), t.len(), t.byVal(), value, like.location());
    }

    private Expr relabel(RelabelType r) {
        return relabeled(
                mutate(r.arg()), r.resulttype(), r.resulttypmod(), r.resultcollid(), r.relabelformat(), r.location());
    }

    /** A domain that nothing is asked of only relabels its base type. (ALTER DOMAIN makes plans anew.) */
    private Expr domain(CoerceToDomain d) {
        Expr arg = mutate(d.arg());
        if (!cx.catalog().domainHasConstraints(d.resulttype())) {
            return relabeled(arg, d.resulttype(), d.resulttypmod(), d.resultcollid(), d.coercionformat(), d.location());
        }
        return arg == d.arg()
                ? d
                : new CoerceToDomain(
                        arg, d.resulttype(), d.resulttypmod(), d.resultcollid(), d.coercionformat(), d.location());
    }

    /** A simplified expression as another, binary-compatible type: only the last of several relabellings counts. */
    private static Expr relabeled(Expr simple, int type, int typmod, int collation, CoercionForm form, int location) {
        Expr arg = simple;
        while (arg instanceof RelabelType r) {
            arg = r.arg();
        }
        if (arg instanceof Const c) {
            Object v = c.constvalue() instanceof Long x && org.hathi.types.Relabel.changes(c.type(), type)
                    ? (Object) org.hathi.types.Relabel.datum(x, type)
                    : c.constvalue();
            return new Const(type, typmod, collation, c.constlen(), c.constbyval(), v, c.location());
        }
        if (arg.type() == type && arg.typmod() == typmod && arg.collation() == collation) {
            return arg;
        }
        return new RelabelType(arg, type, typmod, collation, form, location);
    }

    /** ARRAY[…] of constants. */
    private Expr array(org.hathi.planner.tree.ArrayExpr a) {
        if (a.multidims()) {
            return computed(a);
        }
        for (Expr e : a.elements()) {
            if (!(e instanceof Const)) {
                return a;
            }
        }
        TypeInfo elem = cx.catalog().types().type(a.elementTypeid());
        int n = a.elements().size();
        org.hathi.types.Vector v = new org.hathi.types.Vector(elem.byRef(), n);
        for (int i = 0; i < n; i++) {
            v.setDatum(i, ((Const) a.elements().get(i)).constvalue());
        }
        org.hathi.types.ArrayValue x =
                n == 0 ? org.hathi.types.ArrayValue.empty(elem) : org.hathi.types.ArrayValue.of(elem, v, n);
        return constant(a, x.encode());
    }

    private Expr viaIo(CoerceViaIO c) {
        if (!(c.arg() instanceof Const k)) {
            return c;
        }
        if (k.isNull()) {
            return constant(c, null);
        }
        return throughText(c) ? evaluated(c) : c;
    }

    /** Do writing and reading the value depend on nothing else? */
    private boolean throughText(CoerceViaIO c) {
        PlannerCatalog cat = cx.catalog();
        return safe(cat.outputFunction(c.arg().type())) && safe(cat.inputFunction(c.type()));
    }

    private Expr caseExpr(CaseExpr c) {
        Const saved = caseValue;
        Expr arg = opt(c.arg());
        caseValue = arg instanceof Const k ? k : null;
        try {
            List<CaseWhen> whens = new ArrayList<>(c.args().size());
            Expr def = null;
            boolean certain = false;
            for (CaseWhen w : c.args()) {
                Expr cond = mutate(w.expr());
                if (Exprs.isFalseOrNull(cond)) {
                    continue;
                }
                Expr result = mutate(w.result());
                if (Exprs.isTrue(cond)) {
                    def = result;
                    certain = true;
                    break;
                }
                whens.add(new CaseWhen(cond, result, w.location()));
            }
            if (!certain) {
                def = opt(c.defresult());
            }
            if (whens.isEmpty()) {
                return def != null ? def : constant(c, null);
            }
            return new CaseExpr(
                    c.casetype(), c.casecollid(), arg instanceof Const ? null : arg, whens, def, c.location());
        } finally {
            caseValue = saved;
        }
    }

    /** The arguments one by one: what comes after a constant is not looked at, nor evaluated. */
    private Expr coalesce(CoalesceExpr c) {
        boolean changed = false;
        List<Expr> out = new ArrayList<>(c.args().size());
        for (Expr raw : c.args()) {
            Expr a = mutate(raw);
            changed |= a != raw;
            if (a instanceof Const k) {
                if (k.isNull()) {
                    continue;
                }
                if (out.isEmpty()) {
                    return a;
                }
                out.add(a);
                break;
            }
            out.add(a);
        }
        if (out.isEmpty()) {
            return constant(c, null);
        }
        return !changed && out.size() == c.args().size()
                ? c
                : new CoalesceExpr(c.coalescetype(), c.coalescecollid(), out, c.location());
    }

    /** A row is (not) null when all of its fields are: those that are constants are decided now. */
    private static Expr rowNullTest(NullTest n, RowExpr row) {
        boolean isNull = n.nulltesttype() == NullTestType.IS_NULL;
        List<Expr> tests = new ArrayList<>(row.args().size());
        for (Expr a : row.args()) {
            if (!(a instanceof Const c)) {
                tests.add(new NullTest(a, n.nulltesttype(), false, n.location()));
            } else if (c.isNull() != isNull) {
                return Exprs.bool(false);
            }
        }
        return tests.isEmpty()
                ? Exprs.bool(true)
                : tests.size() == 1 ? tests.get(0) : new BoolExpr(BoolExprType.AND, tests, -1);
    }

    private Expr nullTest(NullTest n) {
        if (n.argisrow() && n.arg() instanceof RowExpr row) {
            return rowNullTest(n, row);
        }
        if (n.arg() instanceof Const c && !n.argisrow()) {
            return Exprs.bool(c.isNull() == (n.nulltesttype() == NullTestType.IS_NULL));
        }
        return n;
    }

    /** Equality with a boolean constant is the other side, or its negation (simplify_boolean_equality). */
    private Expr booleanEquality(OpExpr o) {
        boolean left = o.args().get(0) instanceof Const;
        if (!((left ? o.args().get(0) : o.args().get(1)) instanceof Const c) || c.isNull()) {
            return o;
        }
        Expr other = o.args().get(left ? 1 : 0);
        return (c.longValue() != 0) == (o.opno() == BOOL_EQ) ? other : negate(other);
    }

    private Expr booleanTest(BooleanTest t) {
        if (!(t.arg() instanceof Const c)) {
            return t;
        }
        boolean isNull = c.isNull();
        boolean value = !isNull && c.longValue() != 0;
        return Exprs.bool(
                switch (t.booltesttype()) {
                    case IS_TRUE -> value;
                    case IS_NOT_TRUE -> !value;
                    case IS_FALSE -> !isNull && !value;
                    case IS_NOT_FALSE -> isNull || value;
                    case IS_UNKNOWN -> isNull;
                    case IS_NOT_UNKNOWN -> !isNull;
                });
    }
}
