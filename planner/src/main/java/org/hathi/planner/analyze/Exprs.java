package org.hathi.planner.analyze;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AIndices;
import org.hathi.parser.tree.RawExpr.IndirectionEl;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.Value;
import org.hathi.planner.analyze.Types.TypeMod;
import org.hathi.planner.tree.ArrayExpr;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.BoolTestType;
import org.hathi.planner.tree.BooleanTest;
import org.hathi.planner.tree.CaseExpr;
import org.hathi.planner.tree.CaseTestExpr;
import org.hathi.planner.tree.CaseWhen;
import org.hathi.planner.tree.CoalesceExpr;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.MinMaxExpr;
import org.hathi.planner.tree.MinMaxOp;
import org.hathi.planner.tree.NamedArgExpr;
import org.hathi.planner.tree.NullTest;
import org.hathi.planner.tree.NullTestType;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.SetToDefault;
import org.hathi.planner.tree.SqlValueFunction;
import org.hathi.planner.tree.SqlValueFunctionOp;
import org.hathi.planner.tree.SubLink;
import org.hathi.planner.tree.SubLinkType;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.jspecify.annotations.Nullable;

/** Raw expressions to analysed ones (parse_expr). */
public final class Exprs {
    static final List<String> EQ = List.of("=");

    private Exprs() {}

    /** Transforms an expression standing in a place of the given kind. */
    public static Expr transform(ParseState ps, RawExpr e, ExprKind kind) {
        ExprKind save = ps.kind;
        ps.kind = kind;
        try {
            return expr(ps, e);
        } catch (StackOverflowError x) {
            throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
                    .hint("Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), after"
                            + " ensuring the platform's stack depth limit is adequate.");
        } finally {
            ps.kind = save;
        }
    }

    static Expr expr(ParseState ps, RawExpr raw) {
        return switch (raw) {
            case RawExpr.ColumnRef r -> columnRef(ps, r);
            case RawExpr.ParamRef r -> param(ps, r);
            case RawExpr.AConst c -> constant(ps, c);
            case RawExpr.AIndirection i -> indirection(ps, i);
            case RawExpr.AArrayExpr a -> array(ps, a, 0, 0, -1);
            case RawExpr.TypeCast c -> cast(ps, c);
            case RawExpr.CollateClause c -> collate(ps, c);
            case RawExpr.AExpr a -> OperatorExprs.aexpr(ps, a);
            case RawExpr.BoolExpr b -> bool(ps, b);
            case RawExpr.FuncCall f -> func(ps, f, false);
            case RawExpr.GroupingFunc g -> {
                if (g.args().size() > 31) {
                    throw ps.error(
                            SqlState.TOO_MANY_ARGUMENTS, "GROUPING must have fewer than 32 arguments", g.location());
                }
                yield Aggs.grouping(ps, list(ps, g.args()), g.location());
            }
            case RawExpr.NamedArgExpr n -> new NamedArgExpr(expr(ps, n.arg()), n.name(), -1, n.location());
            case RawExpr.SubLink s -> subLink(ps, s);
            case RawExpr.CaseExpr c -> caseExpr(ps, c);
            case RawExpr.RowExpr r -> row(ps, r);
            case RawExpr.CoalesceExpr c -> coalesce(ps, c);
            case RawExpr.MinMaxExpr m -> minMax(ps, m);
            case RawExpr.SqlValueFunction f -> valueFunction(f);
            case RawExpr.NullTest n -> {
                Expr a = expr(ps, n.arg());
                boolean isRow = a.type() == Oids.RECORD || Types.isComplex(ps, a.type());
                yield new NullTest(a, NullTestType.of(n.type().ordinal()), isRow, n.location());
            }
            case RawExpr.BooleanTest b ->
                new BooleanTest(
                        Coercion.toBoolean(
                                ps,
                                expr(ps, b.arg()),
                                "IS " + b.type().name().substring(3).replace('_', ' ')),
                        BoolTestType.of(b.type().ordinal()),
                        b.location());
            case RawExpr.CurrentOfExpr c -> currentOf(ps, c);
            case RawExpr.SetToDefault d ->
                throw ps.error(SqlState.SYNTAX_ERROR, "DEFAULT is not allowed in this context", d.location());
            case RawExpr.MultiAssignRef m -> MultiAssign.transform(ps, m);
            case RawExpr.XmlExpr x -> throw SqlError.unsupported("XML");
            case RawExpr.XmlSerialize x -> throw SqlError.unsupported("XML");
            case RawExpr.ListExpr l -> throw SqlError.internal("unexpected list");
            case RawExpr.GroupingSet g -> throw SqlError.internal("unexpected grouping set");
            case RawExpr.CaseWhen w -> throw SqlError.internal("unexpected WHEN");
            case IndirectionEl i -> throw SqlError.internal("unexpected indirection");
        };
    }

    static List<Expr> list(ParseState ps, List<RawExpr> l) {
        List<Expr> out = new ArrayList<>(l.size());
        for (int i = 0; i < l.size(); i++) {
            out.add(expr(ps, l.get(i)));
        }
        return out;
    }

    // ---- leaves

    static Const constant(ParseState ps, RawExpr.AConst c) {
        int loc = c.location();
        return switch (c.val()) {
            case null -> new Const(Oids.UNKNOWN, -1, 0, -2, false, null, loc);
            case Value.Int i -> Coercion.int4(i.ival(), loc);
            case Value.Float f -> number(ps, f.fval(), loc);
            case Value.Bool b -> Coercion.bool(b.boolval(), loc);
            case Value.Str s ->
                new Const(Oids.UNKNOWN, -1, 0, -2, false, s.sval().getBytes(StandardCharsets.UTF_8), loc);
            case Value.BitStr b -> new Const(Oids.BIT, -1, 0, -1, false, input(ps, Oids.BIT, b.bsval(), loc), loc);
            case Value v -> throw SqlError.internal("unexpected literal");
        };
    }

    private static Object input(ParseState ps, int type, String text, int loc) {
        try {
            return TypeIo.inputDatum(ps.cx.eval, type, text, -1);
        } catch (SqlError e) {
            throw e.report().position() == 0 ? e.position(ps.pos(loc)) : e;
        }
    }

    private static Const number(ParseState ps, String text, int loc) {
        try {
            long v = Long.parseLong(text);
            return v == (int) v ? Coercion.int4((int) v, loc) : new Const(Oids.INT8, -1, 0, 8, true, v, loc);
        } catch (NumberFormatException e) {
            return new Const(Oids.NUMERIC, -1, 0, -1, false, input(ps, Oids.NUMERIC, text, loc), loc);
        }
    }

    private static Expr param(ParseState ps, RawExpr.ParamRef r) {
        if (ps.cx.variables != null) {
            Expr e = ps.cx.variables.param(r);
            if (e != null) {
                return e;
            }
        }
        int n = r.number();
        ParamTypes p = ps.params;
        if (n <= 0 || n > 65535 || !p.isVariable() && p.type(n) == 0) {
            throw ps.error(SqlState.UNDEFINED_PARAMETER, "there is no parameter $" + n, r.location());
        }
        if (p.type(n) == 0) {
            p.set(n, Oids.UNKNOWN);
        }
        int t = p.type(n);
        return new Param(ParamKind.EXTERN, n, t, -1, Types.collationOf(ps, t), r.location());
    }

    private static Expr columnRef(ParseState ps, RawExpr.ColumnRef r) {
        int loc = r.location();
        switch (ps.kind) {
            case COLUMN_DEFAULT ->
                throw ps.error(
                        SqlState.FEATURE_NOT_SUPPORTED, "cannot use column reference in DEFAULT expression", loc);
            case PARTITION_BOUND ->
                throw ps.error(
                        SqlState.INVALID_COLUMN_REFERENCE,
                        "cannot use column reference in partition bound expression",
                        loc);
            default -> {}
        }
        var hooks = ps.cx.variables;
        if (hooks != null) {
            Expr e = hooks.before(r);
            if (e != null) {
                return e;
            }
        }
        if (r.star()) {
            return wholeRow(ps, r, loc);
        }
        Expr e = resolve(ps, r, loc);
        if (hooks != null) {
            Expr h = hooks.after(r, e);
            if (h != null) {
                return h;
            }
        }
        if (e != null) {
            return e;
        }
        throw unresolved(ps, r, loc);
    }

    /** {@code t.*} as a value. */
    private static Expr wholeRow(ParseState ps, RawExpr.ColumnRef r, int loc) {
        List<String> f = r.fields();
        if (f.isEmpty()) {
            throw ps.error(SqlState.SYNTAX_ERROR, "row expansion via \"*\" is not supported here", loc);
        }
        String schema = f.size() > 1 ? f.get(f.size() - 2) : null;
        Relations.Found t = Relations.table(ps, schema, f.get(f.size() - 1), loc);
        if (t == null) {
            throw Missing.table(ps, schema, f.get(f.size() - 1), loc);
        }
        return Relations.wholeRow(ps, t.item(), t.levels(), loc);
    }

    private static @Nullable Expr resolve(ParseState ps, RawExpr.ColumnRef r, int loc) {
        List<String> f = r.fields();
        switch (f.size()) {
            case 1 -> {
                Expr e = Relations.byName(ps, f.get(0), false, loc);
                if (e != null) {
                    return e;
                }
                if (ps.domainValue != null && f.get(0).equals("value")) {
                    Expr d = ps.domainValue;
                    return d instanceof org.hathi.planner.tree.CoerceToDomainValue v
                            ? new org.hathi.planner.tree.CoerceToDomainValue(
                                    v.typeId(), v.typeMod(), v.collation(), loc)
                            : d;
                }
                Relations.Found t = Relations.table(ps, null, f.get(0), loc);
                return t == null ? null : Relations.wholeRow(ps, t.item(), t.levels(), loc);
            }
            case 2, 3, 4 -> {
                int k = f.size();
                String schema = k > 2 ? f.get(k - 3) : null;
                if (k == 4 && !f.get(0).equals(ps.lookup.databaseName())) {
                    throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "cross-database references are not implemented: " + String.join(".", f),
                            loc);
                }
                Relations.Found t = Relations.table(ps, schema, f.get(k - 2), loc);
                if (t == null) {
                    return null;
                }
                Expr e = Relations.column(ps, t.item(), t.levels(), f.get(k - 1), loc);
                if (e == null) {
                    Expr whole = Relations.wholeRow(ps, t.item(), t.levels(), loc);
                    e = Funcs.call(
                            ps,
                            List.of(f.get(k - 1)),
                            new ArrayList<>(List.of(whole)),
                            ps.lastSrf,
                            null,
                            null,
                            false,
                            loc);
                }
                return e;
            }
            default ->
                throw ps.error(
                        SqlState.SYNTAX_ERROR,
                        "improper qualified name (too many dotted names): " + String.join(".", f),
                        loc);
        }
    }

    private static SqlError unresolved(ParseState ps, RawExpr.ColumnRef r, int loc) {
        List<String> f = r.fields();
        int k = f.size();
        if (k == 1) {
            return Missing.column(ps, null, f.get(0), loc);
        }
        String schema = k > 2 ? f.get(k - 3) : null;
        Relations.Found t = Relations.table(ps, schema, f.get(k - 2), loc);
        return t == null
                ? Missing.table(ps, schema, f.get(k - 2), loc)
                : Missing.column(ps, f.get(k - 2), f.get(k - 1), loc);
    }

    // ---- indirection, arrays, casts

    private static Expr indirection(ParseState ps, RawExpr.AIndirection i) {
        Expr lastSrf = ps.lastSrf;
        Expr result = expr(ps, i.arg());
        List<AIndices> subs = new ArrayList<>();
        for (IndirectionEl el : i.indirection()) {
            switch (el) {
                case AIndices a -> subs.add(a);
                case RawExpr.AStar s ->
                    throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "row expansion via \"*\" is not supported here",
                            s.location());
                case RawExpr.FieldName f -> {
                    if (!subs.isEmpty()) {
                        result = Subscripts.fetch(ps, result, subs);
                        subs = new ArrayList<>();
                    }
                    Expr e = Funcs.call(
                            ps,
                            List.of(f.name()),
                            new ArrayList<>(List.of(result)),
                            lastSrf,
                            null,
                            null,
                            false,
                            Trees.location(result));
                    if (e == null) {
                        throw unknownAttribute(ps, result, f.name(), Trees.location(result));
                    }
                    result = e;
                }
            }
        }
        return subs.isEmpty() ? result : Subscripts.fetch(ps, result, subs);
    }

    private static SqlError unknownAttribute(ParseState ps, Expr e, String name, int loc) {
        if (e instanceof Var v && v.varattno() == 0) {
            return ps.error(
                    SqlState.UNDEFINED_COLUMN,
                    "column " + ps.rte(v.varno(), v.varlevelsup()).eref.aliasname() + "." + name + " does not exist",
                    loc);
        }
        int t = e.type();
        if (Types.isComplex(ps, t)) {
            return ps.error(
                    SqlState.UNDEFINED_COLUMN, "column \"" + name + "\" not found in data type " + ps.typeName(t), loc);
        }
        if (t == Oids.RECORD) {
            return ps.error(
                    SqlState.UNDEFINED_COLUMN, "could not identify column \"" + name + "\" in record data type", loc);
        }
        return ps.error(
                SqlState.WRONG_OBJECT_TYPE,
                "column notation ." + name + " applied to type " + ps.typeName(t) + ", which is not a composite type",
                loc);
    }

    private static Expr array(ParseState ps, RawExpr.AArrayExpr a, int arrayType, int elementType, int typmod) {
        List<Expr> els = new ArrayList<>();
        boolean multi = false;
        for (RawExpr e : a.elements()) {
            Expr n;
            if (e instanceof RawExpr.AArrayExpr sub) {
                n = array(ps, sub, arrayType, elementType, typmod);
                multi = true;
            } else {
                n = expr(ps, e);
                if (!multi && Types.elementType(ps, n.type()) != 0) {
                    multi = true;
                }
            }
            els.add(n);
        }
        int coerceType;
        boolean hard = false;
        if (arrayType != 0) {
            coerceType = multi ? arrayType : elementType;
            hard = true;
        } else {
            if (els.isEmpty()) {
                throw ps.error(SqlState.INDETERMINATE_DATATYPE, "cannot determine type of empty array", a.location())
                        .hint("Explicitly cast to the desired type, for example ARRAY[]::integer[].");
            }
            coerceType = Coercion.commonType(ps, els, "ARRAY");
            if (multi) {
                arrayType = coerceType;
                elementType = Types.elementType(ps, arrayType);
                if (elementType == 0) {
                    throw ps.error(
                            SqlState.UNDEFINED_OBJECT,
                            "could not find element type for data type " + ps.typeName(arrayType),
                            a.location());
                }
            } else {
                elementType = coerceType;
                arrayType = Types.arrayType(ps, elementType);
                if (arrayType == 0) {
                    throw ps.error(
                            SqlState.UNDEFINED_OBJECT,
                            "could not find array type for data type " + ps.typeName(elementType),
                            a.location());
                }
            }
        }
        List<Expr> out = new ArrayList<>(els.size());
        for (Expr e : els) {
            if (hard) {
                Expr c = Coercion.toTarget(
                        ps, e, e.type(), coerceType, typmod, Coercion.Context.EXPLICIT, CoercionForm.EXPLICIT_CAST, -1);
                if (c == null) {
                    throw ps.error(
                            SqlState.CANNOT_COERCE,
                            "cannot cast type " + ps.typeName(e.type()) + " to " + ps.typeName(coerceType),
                            Trees.location(e));
                }
                out.add(c);
            } else {
                out.add(Coercion.toCommon(ps, e, coerceType, "ARRAY"));
            }
        }
        return new ArrayExpr(arrayType, 0, elementType, out, multi, a.location());
    }

    private static Expr cast(ParseState ps, RawExpr.TypeCast c) {
        TypeMod t = Types.resolve(ps, c.typeName());
        Expr e;
        if (c.arg() instanceof RawExpr.AArrayExpr a) {
            TypeMod base = Types.baseTypeMod(ps, t.oid(), t.typmod());
            int el = Types.elementType(ps, base.oid());
            e = el == 0 ? expr(ps, a) : array(ps, a, base.oid(), el, base.typmod());
        } else {
            e = expr(ps, c.arg());
        }
        int in = e.type();
        if (in == 0) {
            return e;
        }
        int loc = c.location() < 0 ? c.typeName().location() : c.location();
        Expr r = Coercion.toTarget(
                ps, e, in, t.oid(), t.typmod(), Coercion.Context.EXPLICIT, CoercionForm.EXPLICIT_CAST, loc);
        if (r == null) {
            int at = Trees.location(e);
            throw ps.error(
                    SqlState.CANNOT_COERCE,
                    "cannot cast type " + ps.typeName(in) + " to " + ps.typeName(t.oid()),
                    at < 0 || loc >= 0 && loc < at ? loc : c.location() >= 0 ? c.location() : at);
        }
        return r;
    }

    private static Expr collate(ParseState ps, RawExpr.CollateClause c) {
        Expr a = expr(ps, c.arg());
        if (a.type() != Oids.UNKNOWN && !Types.isCollatable(ps, a.type())) {
            throw ps.error(
                    SqlState.DATATYPE_MISMATCH,
                    "collations are not supported by type " + ps.typeName(a.type()),
                    c.location());
        }
        return new CollateExpr(a, Types.collation(ps, c.collname(), c.location()), c.location());
    }

    // ---- operators

    private static Expr bool(ParseState ps, RawExpr.BoolExpr b) {
        String name = b.boolop().name();
        List<Expr> args = new ArrayList<>(b.args().size());
        for (RawExpr e : b.args()) {
            args.add(Coercion.toBoolean(ps, expr(ps, e), name));
        }
        return new BoolExpr(BoolExprType.of(b.boolop().ordinal()), args, b.location());
    }

    // ---- calls

    static @Nullable Expr filter(ParseState ps, RawExpr.FuncCall f) {
        return f.aggFilter() == null
                ? null
                : Coercion.toBoolean(ps, transform(ps, f.aggFilter(), ExprKind.FILTER), "FILTER");
    }

    /** A function call; {@code procCall} for the top of CALL. */
    static Expr func(ParseState ps, RawExpr.FuncCall f, boolean procCall) {
        Expr lastSrf = ps.lastSrf;
        List<Expr> args = list(ps, f.args());
        if (f.aggWithinGroup()) {
            for (var s : f.aggOrder()) {
                args.add(transform(ps, s.node(), ExprKind.ORDER_BY));
            }
        }
        Expr filter = filter(ps, f);
        Expr e = Funcs.call(ps, f.funcname(), args, lastSrf, f, filter, procCall, f.location());
        return java.util.Objects.requireNonNull(e);
    }

    private static Expr currentOf(ParseState ps, RawExpr.CurrentOfExpr c) {
        if (ps.target == null) {
            throw ps.error(SqlState.SYNTAX_ERROR, "WHERE CURRENT OF is not allowed here", c.location());
        }
        return new org.hathi.planner.tree.CurrentOfExpr(ps.target.rtindex, c.cursorName(), 0);
    }

    private static Expr valueFunction(RawExpr.SqlValueFunction f) {
        SqlValueFunctionOp op = SqlValueFunctionOp.of(f.op().ordinal());
        int type =
                switch (op) {
                    case CURRENT_DATE -> Oids.DATE;
                    case CURRENT_TIME, CURRENT_TIME_N -> Oids.TIMETZ;
                    case CURRENT_TIMESTAMP, CURRENT_TIMESTAMP_N -> Oids.TIMESTAMPTZ;
                    case LOCALTIME, LOCALTIME_N -> Oids.TIME;
                    case LOCALTIMESTAMP, LOCALTIMESTAMP_N -> Oids.TIMESTAMP;
                    case CURRENT_ROLE, CURRENT_USER, USER, SESSION_USER, CURRENT_CATALOG, CURRENT_SCHEMA -> Oids.NAME;
                };
        return new SqlValueFunction(op, type, f.typmod() < 0 ? -1 : Math.min(f.typmod(), 6), f.location());
    }

    // ---- CASE, COALESCE …

    private static void noSrf(ParseState ps, @Nullable Expr lastSrf, String what) {
        if (ps.lastSrf != lastSrf && ps.lastSrf != null) {
            throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "set-returning functions are not allowed in " + what,
                            Trees.location(ps.lastSrf))
                    .hint("You might be able to move the set-returning function into a LATERAL FROM item.");
        }
    }

    private static Expr caseExpr(ParseState ps, RawExpr.CaseExpr c) {
        Expr lastSrf = ps.lastSrf;
        Expr arg = null;
        CaseTestExpr test = null;
        if (c.arg() != null) {
            arg = expr(ps, c.arg());
            if (arg.type() == Oids.UNKNOWN) {
                arg = java.util.Objects.requireNonNull(Coercion.toTarget(
                        ps,
                        arg,
                        Oids.UNKNOWN,
                        Oids.TEXT,
                        -1,
                        Coercion.Context.IMPLICIT,
                        CoercionForm.IMPLICIT_CAST,
                        -1));
            }
            arg = Collations.assign(ps, arg);
            test = new CaseTestExpr(arg.type(), arg.typmod(), arg.collation());
        }
        List<Expr> conds = new ArrayList<>();
        List<Expr> results = new ArrayList<>();
        for (RawExpr.CaseWhen w : c.args()) {
            Expr cond = expr(ps, w.expr());
            if (test != null) {
                cond = Ops.make(ps, EQ, test, cond, ps.lastSrf, w.location());
            }
            conds.add(Coercion.toBoolean(ps, cond, "CASE/WHEN"));
            results.add(expr(ps, w.result()));
        }
        Expr def =
                c.defresult() == null ? new Const(Oids.UNKNOWN, -1, 0, -2, false, null, -1) : expr(ps, c.defresult());
        List<Expr> all = new ArrayList<>();
        all.add(def);
        all.addAll(results);
        int type = Coercion.commonType(ps, all, "CASE");
        def = Coercion.toCommon(ps, def, type, "CASE/ELSE");
        List<CaseWhen> whens = new ArrayList<>();
        for (int i = 0; i < conds.size(); i++) {
            whens.add(new CaseWhen(
                    conds.get(i),
                    Coercion.toCommon(ps, results.get(i), type, "CASE/WHEN"),
                    c.args().get(i).location()));
        }
        noSrf(ps, lastSrf, "CASE");
        return new CaseExpr(type, 0, arg, whens, def, c.location());
    }

    private static Expr coalesce(ParseState ps, RawExpr.CoalesceExpr c) {
        Expr lastSrf = ps.lastSrf;
        List<Expr> args = list(ps, c.args());
        int type = Coercion.commonType(ps, args, "COALESCE");
        args.replaceAll(e -> Coercion.toCommon(ps, e, type, "COALESCE"));
        noSrf(ps, lastSrf, "COALESCE");
        return new CoalesceExpr(type, 0, args, c.location());
    }

    private static Expr minMax(ParseState ps, RawExpr.MinMaxExpr m) {
        List<Expr> args = list(ps, m.args());
        String name = m.op().name();
        int type = Coercion.commonType(ps, args, name);
        args.replaceAll(e -> Coercion.toCommon(ps, e, type, name));
        return new MinMaxExpr(type, 0, 0, MinMaxOp.of(m.op().ordinal()), args, m.location());
    }

    static Expr row(ParseState ps, RawExpr.RowExpr r) {
        List<Expr> args = Targets.exprList(ps, r.args(), ps.kind, false);
        if (args.size() > 1664) {
            throw ps.error(SqlState.TOO_MANY_COLUMNS, "ROW expressions can have at most 1664 entries", r.location());
        }
        List<String> names = new ArrayList<>(args.size());
        for (int i = 1; i <= args.size(); i++) {
            names.add("f" + i);
        }
        return new RowExpr(args, Oids.RECORD, CoercionForm.IMPLICIT_CAST, names, r.location());
    }

    // ---- subqueries

    private static Query subquery(ParseState ps, SelectStmt s) {
        switch (ps.kind) {
            case CHECK_CONSTRAINT, DOMAIN_CHECK -> throw noSub(ps, "check constraint");
            case COLUMN_DEFAULT, FUNCTION_DEFAULT -> throw noSub(ps, "DEFAULT expression");
            case INDEX_EXPRESSION -> throw noSub(ps, "index expression");
            case INDEX_PREDICATE -> throw noSub(ps, "index predicate");
            case STATS_EXPRESSION -> throw noSub(ps, "statistics expression");
            case ALTER_COL_TRANSFORM -> throw noSub(ps, "transform expression");
            case EXECUTE_PARAMETER -> throw noSub(ps, "EXECUTE parameter");
            case TRIGGER_WHEN -> throw noSub(ps, "trigger WHEN condition");
            case PARTITION_BOUND -> throw noSub(ps, "partition bound");
            case PARTITION_EXPRESSION -> throw noSub(ps, "partition key expression");
            case CALL_ARGUMENT -> throw noSub(ps, "CALL argument");
            case COPY_WHERE -> throw noSub(ps, "COPY FROM WHERE condition");
            case GENERATED_COLUMN -> throw noSub(ps, "column generation expression");
            default -> {}
        }
        ps.hasSubLinks = true;
        return Analyzer.subquery(ps, s, null, false, true);
    }

    private static SqlError noSub(ParseState ps, String what) {
        int loc = ps.subLinkLocation;
        return ps.error(SqlState.FEATURE_NOT_SUPPORTED, "cannot use subquery in " + what, loc);
    }

    private static int liveColumns(Query q) {
        int n = 0;
        for (TargetEntry t : q.targetList) {
            n += t.resjunk() ? 0 : 1;
        }
        return n;
    }

    private static Expr subLink(ParseState ps, RawExpr.SubLink s) {
        ps.subLinkLocation = s.location();
        Query q = subquery(ps, s.subselect());
        int loc = s.location();
        List<String> none = List.of();
        switch (s.type()) {
            case EXISTS -> {
                return new SubLink(SubLinkType.EXISTS, 0, null, none, q, 0, loc);
            }
            case EXPR, ARRAY -> {
                if (liveColumns(q) != 1) {
                    throw ps.error(SqlState.SYNTAX_ERROR, "subquery must return only one column", loc);
                }
                if (s.type() == RawExpr.SubLinkType.EXPR) {
                    return new SubLink(SubLinkType.EXPR, 0, null, none, q, 0, loc);
                }
                int el = q.targetList.get(0).expr().type();
                int array = Types.promotedArrayType(ps, el);
                if (array == 0) {
                    throw ps.error(
                            SqlState.UNDEFINED_OBJECT,
                            "could not find array type for data type " + ps.typeName(el),
                            loc);
                }
                return new SubLink(SubLinkType.ARRAY, 0, null, none, q, array, loc);
            }
            case ALL, ANY -> {
                Expr test = expr(ps, OperatorExprs.need(s.testexpr()));
                return quantified(
                        ps,
                        s.type() == RawExpr.SubLinkType.ALL ? SubLinkType.ALL : SubLinkType.ANY,
                        test,
                        s.operName(),
                        q,
                        loc);
            }
        }
        throw SqlError.internal("unrecognized sublink type");
    }

    private static Expr quantified(ParseState ps, SubLinkType type, Expr test, List<String> opName, Query q, int loc) {
        List<Expr> left = test instanceof RowExpr r ? r.args() : List.of(test);
        List<Expr> right = new ArrayList<>();
        for (TargetEntry t : q.targetList) {
            if (!t.resjunk()) {
                Expr e = t.expr();
                right.add(new Param(ParamKind.SUBLINK, t.resno(), e.type(), e.typmod(), e.collation(), -1));
            }
        }
        if (left.size() < right.size()) {
            throw ps.error(SqlState.SYNTAX_ERROR, "subquery has too many columns", loc);
        }
        if (left.size() > right.size()) {
            throw ps.error(SqlState.SYNTAX_ERROR, "subquery has too few columns", loc);
        }
        Expr t = Ops.rows(ps, opName.isEmpty() ? EQ : opName, left, right, loc);
        return new SubLink(type, 0, t, opName.isEmpty() ? EQ : opName, q, 0, loc);
    }

    static Expr rowCompare(ParseState ps, RawExpr.SubLink s, RawExpr left, List<String> opName, int loc) {
        ps.subLinkLocation = s.location();
        Query q = subquery(ps, s.subselect());
        Expr test = expr(ps, left);
        return quantified(ps, SubLinkType.ROWCOMPARE, test, opName, q, loc);
    }

    /** The default marker of INSERT and UPDATE. */
    static SetToDefault setToDefault(RawExpr.SetToDefault d) {
        return new SetToDefault(0, -1, 0, d.location());
    }
}
