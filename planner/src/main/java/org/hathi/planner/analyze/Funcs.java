package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AggregateInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.parser.tree.RawExpr.FuncCall;
import org.hathi.planner.analyze.Resolve.Candidate;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.NamedArgExpr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** Function calls: ordinary, aggregate, window, casts written as functions, column projections. */
final class Funcs {
    private Funcs() {}

    /** What a function name means for given arguments. */
    private enum Kind {
        NORMAL,
        PROCEDURE,
        AGGREGATE,
        WINDOW,
        COERCION,
        NOT_FOUND,
        MULTIPLE
    }

    private static final class Detail {
        Kind kind = Kind.NOT_FOUND;
        int funcid;
        int rettype;
        boolean retset;
        int nvargs;
        int[] declared = {};
        List<Expr> defaults = List.of();

        @Nullable
        ProcInfo proc;
    }

    /** The call as an error shows it: {@code f(integer, text)}. */
    static String signature(ParseState ps, List<String> name, int[] types, List<String> argNames) {
        StringBuilder b = new StringBuilder(String.join(".", name)).append('(');
        int positional = types.length - argNames.size();
        for (int i = 0; i < types.length; i++) {
            if (i > 0) {
                b.append(", ");
            }
            if (i >= positional) {
                b.append(argNames.get(i - positional)).append(" => ");
            }
            b.append(ps.typeName(types[i]));
        }
        return b.append(')').toString();
    }

    /**
     * ParseFuncOrColumn.
     *
     * @param fn the call's decorations; null when a column projection {@code x.name} is meant
     * @return null only for a projection that names neither column nor function
     */
    static @Nullable Expr call(
            ParseState ps,
            List<String> name,
            List<Expr> args,
            @Nullable Expr lastSrf,
            @Nullable FuncCall fn,
            @Nullable Expr filter,
            boolean procCall,
            int loc) {
        boolean variadic = fn != null && fn.funcVariadic();
        List<String> argNames = argNames(ps, args);
        boolean plain = fn == null
                || fn.aggOrder().isEmpty()
                        && fn.aggFilter() == null
                        && fn.over() == null
                        && !fn.aggWithinGroup()
                        && !fn.aggStar()
                        && !fn.aggDistinct();
        boolean projectable = args.size() == 1
                && argNames.isEmpty()
                && !variadic
                && plain
                && name.size() == 1
                && (args.get(0).type() == Oids.RECORD
                        || Types.isComplex(ps, args.get(0).type()));
        if (projectable && fn == null) {
            Expr p = projection(ps, name.get(0), args.get(0), loc);
            if (p != null) {
                return p;
            }
        }
        int[] actual = new int[args.size()];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = args.get(i).type();
        }
        Detail d;
        try {
            d = detail(ps, name, args, argNames, actual, !variadic, true);
        } catch (SqlError e) {
            if (e.report().position() == 0) {
                e.position(ps.pos(loc));
            }
            throw e;
        }
        if (d.kind == Kind.COERCION) {
            return java.util.Objects.requireNonNull(Coercion.type(
                    ps,
                    args.get(0),
                    actual[0],
                    d.rettype,
                    -1,
                    Coercion.Context.EXPLICIT,
                    CoercionForm.EXPLICIT_CALL,
                    loc));
        }
        if (d.kind == Kind.MULTIPLE || d.kind == Kind.NOT_FOUND) {
            if (fn == null) {
                return null;
            }
            if (d.kind == Kind.NOT_FOUND && projectable) {
                Expr p = projection(ps, name.get(0), args.get(0), loc);
                if (p != null) {
                    return p;
                }
            }
            throw notFound(ps, name, actual, argNames, fn, d.kind == Kind.MULTIPLE, procCall, loc);
        }
        checkKind(ps, name, d, fn, procCall, loc);
        return build(ps, name, args, actual, d, argNames, lastSrf, fn, filter, variadic, loc);
    }

    private static List<String> argNames(ParseState ps, List<Expr> args) {
        List<String> names = null;
        for (Expr a : args) {
            if (a instanceof NamedArgExpr n) {
                if (names == null) {
                    names = new ArrayList<>();
                }
                if (names.contains(n.name())) {
                    throw ps.error(
                            SqlState.SYNTAX_ERROR,
                            "argument name \"" + n.name() + "\" used more than once",
                            n.location());
                }
                names.add(java.util.Objects.requireNonNull(n.name()));
            } else if (names != null) {
                throw ps.error(
                        SqlState.SYNTAX_ERROR, "positional argument cannot follow named argument", Trees.location(a));
            }
        }
        return names == null ? List.of() : names;
    }

    private static SqlError notFound(
            ParseState ps,
            List<String> name,
            int[] actual,
            List<String> argNames,
            FuncCall fn,
            boolean multiple,
            boolean procCall,
            int loc) {
        String sig = signature(ps, name, actual, argNames);
        String what = procCall ? "procedure " : "function ";
        if (multiple) {
            return ps.error(SqlState.AMBIGUOUS_FUNCTION, what + sig + " is not unique", loc)
                    .hint("Could not choose a best candidate " + what.trim()
                            + ". You might need to add explicit type casts.");
        }
        SqlError e = ps.error(SqlState.UNDEFINED_FUNCTION, what + sig + " does not exist", loc);
        if (fn.aggOrder().size() > 0 && !fn.aggWithinGroup()) {
            return e.hint("No aggregate function matches the given name and argument types. Perhaps you misplaced "
                    + "ORDER BY; ORDER BY must appear after all regular arguments of the aggregate.");
        }
        return e.hint("No " + what.trim()
                + " matches the given name and argument types. You might need to add explicit type casts.");
    }

    private static void checkKind(
            ParseState ps, List<String> name, Detail d, @Nullable FuncCall fn, boolean procCall, int loc) {
        String f = String.join(".", name);
        if (procCall && d.kind != Kind.PROCEDURE) {
            throw ps.error(SqlState.WRONG_OBJECT_TYPE, f + sigTail(ps, d) + " is not a procedure", loc)
                    .hint("To call a function, use SELECT.");
        }
        if (!procCall && d.kind == Kind.PROCEDURE) {
            throw ps.error(SqlState.WRONG_OBJECT_TYPE, f + sigTail(ps, d) + " is a procedure", loc)
                    .hint("To call a procedure, use CALL.");
        }
        if (fn == null) {
            if (d.kind == Kind.WINDOW) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, "window function " + f + " requires an OVER clause", loc);
            }
            return;
        }
        if (d.kind == Kind.NORMAL || d.kind == Kind.PROCEDURE) {
            String tail = ", but " + f + " is not an aggregate function";
            if (fn.aggStar()) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, f + "(*) specified" + tail, loc);
            }
            if (fn.aggDistinct()) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, "DISTINCT specified" + tail, loc);
            }
            if (fn.aggWithinGroup()) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, "WITHIN GROUP specified" + tail, loc);
            }
            if (!fn.aggOrder().isEmpty()) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, "ORDER BY specified" + tail, loc);
            }
            if (fn.aggFilter() != null) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, "FILTER specified" + tail, loc);
            }
            if (fn.over() != null) {
                throw ps.error(
                        SqlState.WRONG_OBJECT_TYPE,
                        "OVER specified, but " + f + " is not a window function nor an aggregate function",
                        loc);
            }
        } else if (d.kind == Kind.WINDOW) {
            if (fn.over() == null) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, "window function " + f + " requires an OVER clause", loc);
            }
            if (fn.aggWithinGroup()) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, "window function " + f + " cannot have WITHIN GROUP", loc);
            }
        }
    }

    private static String sigTail(ParseState ps, Detail d) {
        String s = signature(ps, List.of(""), d.declared, List.of());
        return s;
    }

    private static Expr build(
            ParseState ps,
            List<String> name,
            List<Expr> args,
            int[] actual,
            Detail d,
            List<String> argNames,
            @Nullable Expr lastSrf,
            @Nullable FuncCall fn,
            @Nullable Expr filter,
            boolean variadic,
            int loc) {
        ProcInfo proc = java.util.Objects.requireNonNull(d.proc);
        char aggkind = 'n';
        int direct = 0;
        if (d.kind == Kind.AGGREGATE) {
            AggregateInfo agg = ps.lookup.aggregate(d.funcid);
            if (agg == null) {
                throw SqlError.internal("cache lookup failed for aggregate " + d.funcid);
            }
            aggkind = agg.kind();
            direct = agg.directArgs();
            checkOrderedSet(ps, name, aggkind, fn, loc);
            if (aggkind != 'n' && fn != null) {
                checkDirectArguments(
                        ps, name, aggkind, direct, actual, d, fn.aggOrder().size(), loc);
            }
        }
        int n = args.size() + d.defaults.size();
        int[] types = Arrays.copyOf(actual, n);
        for (int i = args.size(); i < n; i++) {
            types[i] = d.defaults.get(i - args.size()).type();
        }
        int[] declared = Arrays.copyOf(d.declared, Math.max(n, d.declared.length));
        int rettype = Polymorphism.enforce(ps, types, declared, d.rettype, false);
        List<Expr> given = args;
        if (aggkind == 'h' && fn != null) {
            given = unifyHypothetical(ps, args, types, declared, fn.aggOrder().size());
        }
        List<Expr> fargs = arguments(ps, given, types, declared);
        if (d.nvargs > 0 && proc.variadic() != Oids.ANY) {
            fargs = variadicArray(ps, fargs, d.nvargs);
            variadic = true;
        } else if (variadic && proc.variadic() == Oids.ANY && !fargs.isEmpty()) {
            checkVariadicArray(ps, fargs.get(fargs.size() - 1));
        }
        if (d.retset) {
            Aggs.checkSrf(ps, lastSrf, loc);
        }
        CoercionForm form = fn != null && fn.funcformat() == org.hathi.parser.tree.RawExpr.CoercionForm.SQL_SYNTAX
                ? CoercionForm.SQL_SYNTAX
                : CoercionForm.EXPLICIT_CALL;
        if (d.kind == Kind.NORMAL || d.kind == Kind.PROCEDURE) {
            FuncExpr f = new FuncExpr(d.funcid, rettype, d.retset, variadic, form, 0, 0, fargs, loc);
            if (d.retset) {
                ps.lastSrf = f;
            }
            return f;
        }
        if (fn == null || !argNames.isEmpty() && d.kind == Kind.AGGREGATE) {
            throw ps.error(SqlState.FEATURE_NOT_SUPPORTED, "aggregates cannot use named arguments", loc);
        }
        if (d.kind == Kind.AGGREGATE && fn.over() == null) {
            if (fargs.isEmpty() && !fn.aggStar() && !fn.aggWithinGroup()) {
                throw ps.error(
                        SqlState.WRONG_OBJECT_TYPE,
                        String.join(".", name) + "(*) must be used to call a parameterless aggregate function",
                        loc);
            }
            return Aggs.aggregate(ps, d.funcid, rettype, fargs, direct, fn, filter, variadic, aggkind, loc);
        }
        return window(ps, name, d, rettype, fargs, fn, filter, lastSrf, loc);
    }

    private static void checkVariadicArray(ParseState ps, Expr last) {
        if (Types.elementType(ps, Types.baseType(ps, last.type())) == 0) {
            throw ps.error(SqlState.DATATYPE_MISMATCH, "VARIADIC argument must be an array", Trees.location(last));
        }
    }

    private static List<Expr> arguments(ParseState ps, List<Expr> args, int[] types, int[] declared) {
        List<Expr> out = new ArrayList<>(types.length);
        for (int i = 0; i < args.size(); i++) {
            out.add(argument(ps, args.get(i), types[i], declared[i]));
        }
        return out;
    }

    private static void checkOrderedSet(
            ParseState ps, List<String> name, char aggkind, @Nullable FuncCall fn, int loc) {
        String f = String.join(".", name);
        if (fn == null) {
            return;
        }
        if (aggkind == 'n') {
            if (fn.aggWithinGroup()) {
                throw ps.error(
                        SqlState.WRONG_OBJECT_TYPE,
                        f + " is not an ordered-set aggregate, so it cannot have WITHIN GROUP",
                        loc);
            }
            return;
        }
        if (!fn.aggWithinGroup()) {
            throw ps.error(SqlState.WRONG_OBJECT_TYPE, "WITHIN GROUP is required for ordered-set aggregate " + f, loc);
        }
        if (fn.over() != null) {
            throw ps.error(SqlState.FEATURE_NOT_SUPPORTED, "OVER is not supported for ordered-set aggregate " + f, loc);
        }
    }

    /** An ordered-set aggregate is given the number of direct arguments it asks for. */
    private static void checkDirectArguments(
            ParseState ps,
            List<String> name,
            char aggkind,
            int wanted,
            int[] actual,
            Detail d,
            int aggregated,
            int loc) {
        int direct = actual.length - aggregated;
        boolean variadic = java.util.Objects.requireNonNull(d.proc).variadic() != 0;
        int declared = actual.length - (d.nvargs > 1 ? d.nvargs - 1 : 0);
        String f = String.join(".", name);
        String hint = null;
        if (!variadic || wanted < declared) {
            if (direct != wanted) {
                hint = "There is an ordered-set aggregate " + f + ", but it requires " + wanted + " direct argument"
                        + (wanted == 1 ? "" : "s") + ", not " + direct + ".";
            }
        } else if (aggkind == 'h') {
            if (d.nvargs != 2 * aggregated) {
                hint = "To use the hypothetical-set aggregate " + f
                        + ", the number of hypothetical direct arguments (here " + (d.nvargs - aggregated)
                        + ") must match the number of ordering columns (here " + aggregated + ").";
            }
        } else if (d.nvargs <= aggregated) {
            hint = "There is an ordered-set aggregate " + f + ", but it requires at least " + wanted
                    + " direct argument" + (wanted == 1 ? "" : "s") + ".";
        }
        if (hint != null) {
            String sig = signature(ps, name, actual, List.of());
            throw ps.error(SqlState.UNDEFINED_FUNCTION, "function " + sig + " does not exist", loc)
                    .hint(hint);
        }
    }

    /** Gives each hypothetical argument and the column it is compared with one type (unify_hypothetical_args). */
    private static List<Expr> unifyHypothetical(
            ParseState ps, List<Expr> args, int[] types, int[] declared, int aggregated) {
        int direct = args.size() - aggregated;
        List<Expr> out = new ArrayList<>(args);
        for (int i = Math.max(0, direct - aggregated); i < direct; i++) {
            int column = direct + i - Math.max(0, direct - aggregated);
            if (declared[i] != Oids.ANY) {
                continue;
            }
            List<Expr> both = List.of(out.get(column), out.get(i));
            int type = Coercion.commonType(ps, both, "WITHIN GROUP");
            int typmod = Coercion.commonTypmod(both, type);
            for (int k : new int[] {i, column}) {
                out.set(
                        k,
                        java.util.Objects.requireNonNull(Coercion.type(
                                ps,
                                out.get(k),
                                types[k],
                                type,
                                typmod,
                                Coercion.Context.IMPLICIT,
                                CoercionForm.IMPLICIT_CAST,
                                -1)));
                types[k] = type;
            }
        }
        return out;
    }

    private static Expr window(
            ParseState ps,
            List<String> name,
            Detail d,
            int rettype,
            List<Expr> fargs,
            FuncCall fn,
            @Nullable Expr filter,
            @Nullable Expr lastSrf,
            int loc) {
        if (fn.aggDistinct()) {
            throw ps.error(SqlState.FEATURE_NOT_SUPPORTED, "DISTINCT is not implemented for window functions", loc);
        }
        boolean agg = d.kind == Kind.AGGREGATE;
        if (agg && fargs.isEmpty() && !fn.aggStar()) {
            throw ps.error(
                    SqlState.WRONG_OBJECT_TYPE,
                    String.join(".", name) + "(*) must be used to call a parameterless aggregate function",
                    loc);
        }
        if (!fn.aggOrder().isEmpty()) {
            throw ps.error(
                    SqlState.FEATURE_NOT_SUPPORTED, "aggregate ORDER BY is not implemented for window functions", loc);
        }
        if (!agg && filter != null) {
            throw ps.error(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "FILTER is not implemented for non-aggregate window functions",
                    loc);
        }
        if (ps.lastSrf != lastSrf && ps.lastSrf != null) {
            throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "window function calls cannot contain set-returning function calls",
                            Trees.location(ps.lastSrf))
                    .hint("You might be able to move the set-returning function into a LATERAL FROM item.");
        }
        int winref = Windows.reference(ps, java.util.Objects.requireNonNull(fn.over()), fargs, filter, loc);
        return new WindowFunc(d.funcid, rettype, 0, 0, fargs, filter, winref, fn.aggStar(), agg, loc);
    }

    private static List<Expr> variadicArray(ParseState ps, List<Expr> fargs, int nvargs) {
        int at = fargs.size() - nvargs;
        List<Expr> els = new ArrayList<>(fargs.subList(at, fargs.size()));
        int elem = els.get(0).type();
        int array = Types.arrayType(ps, elem);
        if (array == 0) {
            throw ps.error(
                    SqlState.UNDEFINED_OBJECT,
                    "could not find array type for data type " + ps.typeName(elem),
                    Trees.locationOf(els));
        }
        List<Expr> out = new ArrayList<>(fargs.subList(0, at));
        out.add(new ArrayExpr(array, 0, elem, els, false, Trees.locationOf(els)));
        return out;
    }

    /** Coerces one argument implicitly (make_fn_arguments). */
    static Expr argument(ParseState ps, Expr e, int actual, int declared) {
        if (actual == declared) {
            return e;
        }
        if (e instanceof NamedArgExpr n) {
            return new NamedArgExpr(coerce(ps, n.arg(), actual, declared), n.name(), n.argnumber(), n.location());
        }
        return coerce(ps, e, actual, declared);
    }

    private static Expr coerce(ParseState ps, Expr e, int actual, int declared) {
        return Coercion.type(ps, e, actual, declared, -1, Coercion.Context.IMPLICIT, CoercionForm.IMPLICIT_CAST, -1);
    }

    private static Detail detail(
            ParseState ps,
            List<String> name,
            List<Expr> args,
            List<String> argNames,
            int[] actual,
            boolean expandVariadic,
            boolean expandDefaults) {
        Detail d = new Detail();
        List<Candidate> cs = Resolve.functions(ps, name, actual.length, argNames, expandVariadic, expandDefaults);
        Candidate best = Resolve.exact(cs, actual);
        if (best == null) {
            if (actual.length == 1 && argNames.isEmpty()) {
                int target = castTarget(ps, name, actual[0]);
                if (target != 0) {
                    d.kind = Kind.COERCION;
                    d.rettype = target;
                    return d;
                }
            }
            if (!cs.isEmpty()) {
                List<Candidate> m = Resolve.matching(ps, actual, cs);
                if (m.size() == 1) {
                    best = m.get(0);
                } else if (m.size() > 1) {
                    best = Resolve.select(ps, actual, m);
                    if (best == null) {
                        d.kind = Kind.MULTIPLE;
                        return d;
                    }
                }
            }
        }
        if (best == null) {
            return d;
        }
        if (best.ambiguous) {
            d.kind = Kind.MULTIPLE;
            return d;
        }
        ProcInfo p = java.util.Objects.requireNonNull(ps.lookup.proc(best.oid));
        d.proc = p;
        d.funcid = best.oid;
        d.nvargs = best.nvargs;
        d.declared = best.args;
        d.rettype = p.returnType();
        d.retset = p.returnsSet();
        if (best.argnumbers != null) {
            number(args, argNames.size(), best.argnumbers);
        }
        if (best.ndargs > 0 && p.argDefaults() != null) {
            d.defaults = defaults(p, best);
        }
        d.kind = switch (p.kind()) {
            case 'a' -> Kind.AGGREGATE;
            case 'w' -> Kind.WINDOW;
            case 'p' -> Kind.PROCEDURE;
            default -> Kind.NORMAL;
        };
        return d;
    }

    private static void number(List<Expr> args, int named, int[] numbers) {
        for (int i = args.size() - named; i < args.size(); i++) {
            NamedArgExpr n = (NamedArgExpr) args.get(i);
            args.set(i, new NamedArgExpr(n.arg(), n.name(), numbers[i], n.location()));
        }
    }

    private static List<Expr> defaults(ProcInfo p, Candidate c) {
        List<Expr> all = NodeText.readExprs(java.util.Objects.requireNonNull(p.argDefaults()));
        List<Expr> out = new ArrayList<>();
        int n = p.argCount();
        int given = n - c.ndargs;
        for (int i = given; i < n; i++) {
            int k = c.argnumbers == null ? i : c.argnumbers[i];
            out.add(all.get(k - (n - all.size())));
        }
        return out;
    }

    /** The type when {@code name(x)} may be read as a cast of x; 0 otherwise. */
    private static int castTarget(ParseState ps, List<String> name, int source) {
        int target = Types.lookup(ps, new org.hathi.parser.tree.TypeName(name, false, false, List.of(), List.of(), -1));
        if (target == 0 || ps.type(target).relid() != 0 && ps.type(target).type() == 'c') {
            return 0;
        }
        if (source == Oids.UNKNOWN) {
            return target;
        }
        return switch (Coercion.path(ps, target, source, Coercion.Context.EXPLICIT)
                .kind()) {
            case RELABEL -> target;
            case IO ->
                (source == Oids.RECORD || Types.isComplex(ps, source)) && Coercion.category(ps, target) == 'S'
                        ? 0
                        : target;
            case NONE, FUNC, ARRAY -> 0;
        };
    }

    /** A column of a composite value, or null if there is no such column. */
    static @Nullable Expr projection(ParseState ps, String name, Expr arg, int loc) {
        if (arg instanceof Var v && v.varattno() == 0) {
            NsItem item = Relations.itemOf(ps, v.varno(), v.varlevelsup());
            if (item != null) {
                return Relations.column(ps, item, v.varlevelsup(), name, loc);
            }
        }
        TupleDesc d = rowType(ps, arg);
        if (d == null) {
            return null;
        }
        int i = d.indexOf(name);
        return i < 0 ? null : Coercion.field(arg, i + 1, d.get(i));
    }

    /** The columns of a composite expression, if they can be known. */
    static @Nullable TupleDesc rowType(ParseState ps, Expr arg) {
        int base = Types.baseType(ps, arg.type());
        if (base != Oids.RECORD) {
            return ps.types().rowType(base, -1);
        }
        return RowTypes.ofRecord(ps, arg);
    }
}
