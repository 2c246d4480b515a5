package org.hathi.executor.expr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.OperatorOps;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecState;
import org.hathi.planner.tree.Aggref;
import org.hathi.planner.tree.AlternativeSubPlan;
import org.hathi.planner.tree.ArrayCoerceExpr;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CaseTestExpr;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoerceToDomainValue;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.ConvertRowtypeExpr;
import org.hathi.planner.tree.CurrentOfExpr;
import org.hathi.planner.tree.DistinctExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FieldStore;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.GroupingFunc;
import org.hathi.planner.tree.InferenceElem;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.MinMaxOp;
import org.hathi.planner.tree.NamedArgExpr;
import org.hathi.planner.tree.NextValueExpr;
import org.hathi.planner.tree.NullIfExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.PlaceHolderVar;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.SetToDefault;
import org.hathi.planner.tree.SqlValueFunction;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.planner.tree.XmlExpr;
import org.hathi.types.Attribute;
import org.hathi.types.CallInfo;
import org.hathi.types.Kernel;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeInfo;
import org.hathi.types.TypeIo;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/** Turns analysed expressions into trees of {@link ExprState}. One per plan node; the node says what its Vars mean. */
public final class ExprCompiler {
    /** What the Vars and the node's own expressions (aggregates, window functions) of one plan node mean. */
    public interface Scope {
        /** The input slot of a column. */
        int slot(Var v);

        /** The state of an expression the scope knows better; null: compile as usual. */
        default @Nullable ExprState special(Expr e, ExprCompiler c) {
            return null;
        }
    }

    /** No columns at all. */
    public static final Scope NO_COLUMNS = v -> {
        throw SqlError.internal("unexpected column reference");
    };

    private final ExecState es;
    private final Scope scope;

    public ExprCompiler(ExecState es, Scope scope) {
        this.es = es;
        this.scope = scope;
    }

    public ExecState state() {
        return es;
    }

    public ExprState[] compile(List<? extends Expr> l) {
        ExprState[] out = new ExprState[l.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = compile(l.get(i));
        }
        return out;
    }

    /** A filter over the conjunction of {@code quals}. */
    public Filter filter(List<? extends Expr> quals) {
        return new Filter(compile(quals));
    }

    private boolean byRef(Expr e) {
        return es.byRef(e.type());
    }

    /** A column of the input. */
    public static ExprState column(boolean byRef, int slot) {
        return new Leaves.Column(byRef, slot);
    }

    /** Columns of multiple assignments' subqueries, by parameter; made by {@link #multiAssignments}. */
    private java.util.Map<Integer, ExprState> multiColumns = java.util.Map.of();

    /**
     * To be called before a target list is compiled: finds the subqueries of {@code SET (a, b) = (SELECT …)} in
     * it.
     */
    public void multiAssignments(List<TargetEntry> targets) {
        for (TargetEntry t : targets) {
            if (t.resjunk() && t.expr() instanceof SubPlan p && p.subLinkType() == SubLinkType.MULTIEXPR) {
                if (multiColumns.isEmpty()) {
                    multiColumns = new java.util.HashMap<>();
                }
                MultiExprState s = new MultiExprState(es, p, compile(p.args()));
                for (int i = 0; i < p.setParam().length; i++) {
                    multiColumns.put(p.setParam()[i], s.column(i));
                }
                multiColumns.put(-p.planId(), s);
            }
        }
    }

    public ExprState compile(Expr e) {
        ExprState s = scope.special(e, this);
        if (s != null) {
            return s;
        }
        return switch (e) {
            case Var v -> new Leaves.Column(byRef(v), scope.slot(v));
            case Const c -> new Leaves.Constant(byRef(c), c.constvalue());
            case Param p -> param(p);
            case FuncExpr x -> call(x.funcid(), x.args(), x.type(), x.inputcollid(), x.funcvariadic());
            case OpExpr x -> operator(x);
            case DistinctExpr x -> distinct(x.opno(), x.opfuncid(), x.args(), x.inputcollid(), 16, false);
            case NullIfExpr x -> distinct(x.opno(), x.opfuncid(), x.args(), x.inputcollid(), x.type(), true);
            case ScalarArrayOpExpr x -> anyAll(x);
            case BoolExpr x -> bool(x);
            case CaseExpr x -> caseOf(x);
            case CoalesceExpr x -> new Conditional.Coalesce(byRef(x), compile(x.args()));
            case MinMaxExpr x ->
                new Conditional.MinMax(
                        byRef(x), compile(x.args()), es.ops(x.type(), x.inputcollid()), x.op() == MinMaxOp.GREATEST);
            case NullTest x -> nullTest(x);
            case BooleanTest x -> new Logic.Test(compile(x.arg()), x.booltesttype());
            case RelabelType x ->
                org.hathi.types.Relabel.changes(x.arg().type(), x.resulttype())
                        ? new RelabelState(compile(x.arg()), x.resulttype())
                        : compile(x.arg());
            case CollateExpr x -> compile(x.arg());
            case PlaceHolderVar x -> throw unexpected(x);
            case NamedArgExpr x -> compile(x.arg());
            case CoerceViaIO x ->
                new Calls.ViaIo(
                        es,
                        compile(x.arg()),
                        TypeIo.codec(es.cx.types(), x.arg().type()),
                        TypeIo.codec(es.cx.types(), x.resulttype()),
                        -1);
            case ArrayCoerceExpr x ->
                new ArrayStates.Coerce(
                        es,
                        compile(x.arg()),
                        compile(x.elemexpr()),
                        type(type(x.resulttype()).elem()));
            case ArrayExpr x -> new ArrayStates.Form(es, type(x.elementTypeid()), compile(x.elements()), x.multidims());
            case SubscriptingRef x -> subscript(x);
            case RowExpr x -> row(x);
            case FieldSelect x -> new Records.Field(es, byRef(x), compile(x.arg()), x.fieldnum());
            case FieldStore x ->
                new Records.Store(
                        es.rowDesc(x.resulttype()),
                        x.arg() == null ? null : compile(x.arg()),
                        compile(x.newvals()),
                        x.fieldnums());
            case ConvertRowtypeExpr x -> new Records.Convert(es, compile(x.arg()), es.rowDesc(x.resulttype()));
            case RowCompareExpr x -> rowCompare(x);
            case SqlValueFunction x -> SessionValues.of(es, x);
            case CoerceToDomain x -> DomainState.of(es, compile(x.arg()), x.resulttype());
            case CoerceToDomainValue x -> new Leaves.TestValue(byRef(x), true);
            case CaseTestExpr x -> new Leaves.TestValue(byRef(x), false);
            case NextValueExpr x -> new SessionValues.NextValue(es, x.seqid());
            case SubPlan x -> subPlan(x);
            case AlternativeSubPlan x -> subPlan(x.subplans().get(0));
            case Aggref x -> throw unexpected(x);
            case GroupingFunc x -> throw unexpected(x);
            case WindowFunc x -> throw unexpected(x);
            case SubLink x -> throw unexpected(x);
            case SetToDefault x -> throw unexpected(x);
            case InferenceElem x -> throw unexpected(x);
            case CurrentOfExpr x -> throw SqlError.unsupported("WHERE CURRENT OF");
            case XmlExpr x -> throw SqlError.unsupported("XML");
        };
    }

    private static SqlError unexpected(Expr e) {
        return SqlError.internal("unexpected " + e.getClass().getSimpleName() + " in a plan");
    }

    private TypeInfo type(int oid) {
        return es.cx.types().type(oid);
    }

    private ExprState param(Param p) {
        return switch (p.paramkind()) {
            case EXEC -> {
                ExprState column = multiColumns.get(p.paramid());
                yield column != null ? column : new Leaves.ExecParam(es, byRef(p), p.paramid());
            }
            case EXTERN -> new Leaves.ExternParam(es, byRef(p), p.paramid(), p.paramtype());
            case SUBLINK, MULTIEXPR -> throw unexpected(p);
        };
    }

    private int function(int op, int func) {
        return func != 0 ? func : es.env.catalog.operator(op).function();
    }

    static int[] types(List<? extends Expr> args) {
        int[] t = new int[args.size()];
        for (int i = 0; i < t.length; i++) {
            t[i] = args.get(i).type();
        }
        return t;
    }

    private ExprState call(int func, List<Expr> args, int result, int collation, boolean variadic) {
        ProcInfo p = es.env.catalog.proc(func);
        es.checkExecute(p);
        if (p.returnsSet()) {
            throw new SqlError(
                    org.hathi.base.SqlState.FEATURE_NOT_SUPPORTED,
                    "set-valued function called in context that cannot accept a set");
        }
        Kernel k = es.env.kernel(p, new CallInfo(types(args), result, collation, p.strict(), variadic));
        return new Calls.Func(es, es.byRef(result), k, compile(args));
    }

    private @Nullable Map<Expr, NumberState> numbers;

    /** A numeric expression taken apart; parts that several such expressions of the node share are computed once. */
    public NumberState numbers(Expr e) {
        Map<Expr, NumberState> m = numbers;
        if (m == null) {
            m = new HashMap<>();
            numbers = m;
        }
        NumberState s = m.get(e);
        if (s == null) {
            s = number(e, true);
            m.put(e, s);
        }
        return s;
    }

    private NumberState number(Expr e, boolean shared) {
        NumberState.Op op = e instanceof OpExpr x && scope.special(e, this) == null ? arithmetic(x) : null;
        if (op == null || !(e instanceof OpExpr x)) {
            return new NumberState.Leaf(compile(e));
        }
        Expr a = x.args().get(0);
        Expr b = x.args().get(1);
        return new NumberState.Arithmetic(
                op, shared ? numbers(a) : number(a, false), shared ? numbers(b) : number(b, false));
    }

    private NumberState.@Nullable Op arithmetic(OpExpr x) {
        if (x.type() != Oids.NUMERIC || x.args().size() != 2) {
            return null;
        }
        ProcInfo p = es.env.catalog.proc(function(x.opno(), x.opfuncid()));
        NumberState.Op op =
                switch (p.source()) {
                    case "numeric_add" -> NumberState.Op.ADD;
                    case "numeric_sub" -> NumberState.Op.SUBTRACT;
                    case "numeric_mul" -> NumberState.Op.MULTIPLY;
                    default -> null;
                };
        if (op == null || p.language() != org.hathi.executor.ExecEnv.INTERNAL) {
            return null;
        }
        es.checkExecute(p);
        return op;
    }

    private ExprState operator(OpExpr x) {
        return arithmetic(x) != null
                ? number(x, false)
                : call(function(x.opno(), x.opfuncid()), x.args(), x.type(), x.inputcollid(), false);
    }

    private Kernel kernel(int func, int[] argTypes, int result, int collation) {
        ProcInfo p = es.env.catalog.proc(func);
        es.checkExecute(p);
        return es.env.kernel(p, new CallInfo(argTypes, result, collation, p.strict(), false));
    }

    private ExprState distinct(int op, int func, List<Expr> args, int collation, int type, boolean nullIf) {
        Kernel k = kernel(function(op, func), types(args), Oids.BOOL, collation);
        return new Calls.Distinct(es, es.byRef(type), k, compile(args), nullIf);
    }

    private ExprState anyAll(ScalarArrayOpExpr x) {
        Expr l = x.args().get(0);
        Expr r = x.args().get(1);
        int elem = type(r.type()).elem();
        OperatorInfo op = es.env.catalog.operator(x.opno());
        Kernel k = kernel(function(x.opno(), x.opfuncid()), new int[] {l.type(), elem}, Oids.BOOL, x.inputcollid());
        TypeOps ops = op.canHash() && op.left() == op.right() ? es.opsIfAny(l.type(), x.inputcollid()) : null;
        boolean strict = es.env.catalog.proc(function(x.opno(), x.opfuncid())).strict();
        boolean equality = op.name().equals("=") && !OperatorOps.users(op.oid());
        return new ArrayStates.AnyAll(es, k, strict, x.useOr(), compile(l), compile(r), equality ? ops : null);
    }

    private ExprState bool(BoolExpr x) {
        return switch (x.boolop()) {
            case AND -> new Logic.AndOr(compile(x.args()), false);
            case OR -> new Logic.AndOr(compile(x.args()), true);
            case NOT -> new Logic.Not(compile(x.args().get(0)));
        };
    }

    private ExprState caseOf(CaseExpr x) {
        int n = x.args().size();
        ExprState[] when = new ExprState[n];
        ExprState[] then = new ExprState[n];
        for (int i = 0; i < n; i++) {
            when[i] = compile(x.args().get(i).expr());
            then[i] = compile(x.args().get(i).result());
        }
        Expr d = x.defresult();
        Expr a = x.arg();
        return new Conditional.Case(byRef(x), a == null ? null : compile(a), when, then, d == null ? null : compile(d));
    }

    private ExprState nullTest(NullTest x) {
        boolean negated = x.nulltesttype() == NullTestType.IS_NOT_NULL;
        ExprState a = compile(x.arg());
        return x.argisrow() ? new Records.RowIsNull(es, a, negated) : new Logic.IsNull(a, negated);
    }

    private List<@Nullable ExprState> optional(List<@Nullable Expr> l) {
        List<@Nullable ExprState> out = new ArrayList<>(l.size());
        for (Expr e : l) {
            out.add(e == null ? null : compile(e));
        }
        return out;
    }

    private ExprState subscript(SubscriptingRef x) {
        TypeInfo t = type(x.refcontainertype());
        while (t.type() == 'd') {
            t = type(t.baseType());
        }
        if (t.subscript().equals("jsonb_subscript_handler")) {
            return jsonb(x);
        }
        if (!t.subscript().equals("array_subscript_handler") && !t.subscript().equals("raw_array_subscript_handler")) {
            throw SqlError.unsupported("subscripting of type " + es.cx.types().formatType(t.oid(), -1));
        }
        Expr a = x.refassgnexpr();
        return new Subscript(
                es,
                byRef(x),
                compile(x.refexpr()),
                t,
                type(x.refelemtype()),
                optional(x.refupperindexpr()),
                optional(x.reflowerindexpr()),
                a == null ? null : compile(a));
    }

    private ExprState jsonb(SubscriptingRef x) {
        List<ExprState> subscripts = new ArrayList<>();
        boolean[] integer = new boolean[x.refupperindexpr().size()];
        for (int i = 0; i < integer.length; i++) {
            Expr e = java.util.Objects.requireNonNull(x.refupperindexpr().get(i));
            integer[i] = e.type() == Oids.INT4;
            subscripts.add(compile(e));
        }
        Expr a = x.refassgnexpr();
        return new JsonbSubscriptState(compile(x.refexpr()), subscripts, integer, a == null ? null : compile(a));
    }

    private ExprState row(RowExpr x) {
        TupleDesc d;
        if (x.rowTypeid() != Oids.RECORD) {
            d = es.rowDesc(x.rowTypeid());
        } else {
            Attribute[] a = new Attribute[x.args().size()];
            for (int i = 0; i < a.length; i++) {
                String name = i < x.colnames().size() ? x.colnames().get(i) : "f" + (i + 1);
                a[i] = Attribute.of(
                        name,
                        i + 1,
                        type(x.args().get(i).type()),
                        x.args().get(i).typmod());
            }
            d = es.env.recordType(a);
        }
        return new Records.Form(d, compile(x.args()));
    }

    /** A record of the given columns: a whole-row reference. */
    public ExprState wholeRow(TupleDesc desc, int[] slots) {
        ExprState[] cols = new ExprState[slots.length];
        for (int i = 0; i < cols.length; i++) {
            cols[i] = desc.get(i).dropped()
                    ? new Leaves.Constant(!desc.get(i).byVal(), null)
                    : new Leaves.Column(!desc.get(i).byVal(), slots[i]);
        }
        return new Records.Form(desc, cols);
    }

    private ExprState rowCompare(RowCompareExpr x) {
        int n = x.largs().size();
        @Nullable TypeOps[] ops = new TypeOps[n];
        @Nullable ExprState[] functions = new ExprState[n];
        for (int i = 0; i < n; i++) {
            OperatorInfo op = es.env.catalog.operator(x.opnos()[i]);
            int f = es.env.catalog.amproc(x.opfamilies()[i], op.left(), op.right(), 1);
            if (op.left() == op.right() || es.sameFamily(op.left(), op.right())) {
                ops[i] = es.supportOps(f, x.largs().get(i).type(), x.inputcollids()[i]);
                continue;
            }
            functions[i] = compile(new FuncExpr(
                    f,
                    Oids.INT4,
                    false,
                    false,
                    CoercionForm.EXPLICIT_CALL,
                    0,
                    x.inputcollids()[i],
                    List.of(x.largs().get(i), x.rargs().get(i)),
                    -1));
        }
        return new Records.Compare(x.rctype(), compile(x.largs()), compile(x.rargs()), ops, functions);
    }

    private ExprState subPlan(SubPlan x) {
        if (x.subLinkType() == SubLinkType.MULTIEXPR) {
            return java.util.Objects.requireNonNull(multiColumns.get(-x.planId()));
        }
        if (x.useHashTable() && x.subLinkType() == SubLinkType.ANY && x.parParam().length == 0) {
            ExprState h = hashed(x);
            if (h != null) {
                return h;
            }
        }
        Expr t = x.testexpr();
        return new SubPlanState(es, byRef(x), x, compile(x.args()), t == null ? null : compile(t));
    }

    private @Nullable ExprState hashed(SubPlan x) {
        List<Expr> tests = x.testexpr() instanceof BoolExpr b && b.boolop() == BoolExprType.AND
                ? b.args()
                : List.of(java.util.Objects.requireNonNull(x.testexpr()));
        ExprState[] left = new ExprState[tests.size()];
        TypeOps[] ops = new TypeOps[tests.size()];
        for (int i = 0; i < left.length; i++) {
            if (!(tests.get(i) instanceof OpExpr o) || o.args().size() != 2) {
                return null;
            }
            Expr r = o.args().get(1);
            while (r instanceof RelabelType t) {
                r = t.arg();
            }
            if (!(r instanceof Param p) || p.paramid() != x.paramIds()[i]) {
                return null;
            }
            OperatorInfo op = es.env.catalog.operator(o.opno());
            TypeOps t = OperatorOps.users(o.opno())
                    ? es.equalityOps(o.opno(), o.args().get(0).type(), o.inputcollid())
                    : es.opsIfAny(o.args().get(0).type(), o.inputcollid());
            if (t == null || op.left() != op.right() && !es.sameFamily(op.left(), op.right())) {
                return null;
            }
            ops[i] = t;
            left[i] = compile(o.args().get(0));
        }
        return new HashedSubPlan(es, x, left, ops);
    }
}
