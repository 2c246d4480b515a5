package org.hathi.planner.analyze;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CastInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.analyze.Types.TypeMod;
import org.hathi.planner.tree.ArrayCoerceExpr;
import org.hathi.planner.tree.CaseTestExpr;
import org.hathi.planner.tree.CoerceToDomain;
import org.hathi.planner.tree.CoerceViaIO;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.CollateExpr;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.ConvertRowtypeExpr;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FieldSelect;
import org.hathi.planner.tree.FuncExpr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.planner.tree.RelabelType;
import org.hathi.planner.tree.RowExpr;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeInfo;
import org.hathi.types.TypeIo;
import org.jspecify.annotations.Nullable;

/** Type coercion (PostgreSQL manual chapter 10): which casts exist, and the expressions that perform them. */
public final class Coercion {
    /** How far a coercion may go; ordered. */
    public enum Context {
        IMPLICIT,
        ASSIGNMENT,
        PLPGSQL,
        EXPLICIT
    }

    enum PathKind {
        NONE,
        FUNC,
        RELABEL,
        ARRAY,
        IO
    }

    /** A way to coerce; {@code func} for FUNC. */
    record Path(PathKind kind, int func) {}

    private static final Path NONE = new Path(PathKind.NONE, 0);
    private static final Path RELABEL = new Path(PathKind.RELABEL, 0);
    private static final Path ARRAY = new Path(PathKind.ARRAY, 0);
    private static final Path IO = new Path(PathKind.IO, 0);

    private Coercion() {}

    /** Coerces to a type and modifier; null if there is no way. */
    public static @Nullable Expr toTarget(
            ParseState ps, Expr expr, int exprType, int target, int typmod, Context cc, CoercionForm form, int loc) {
        if (!can(ps, exprType, target, cc)) {
            return null;
        }
        Expr orig = expr;
        while (expr instanceof CollateExpr c) {
            expr = c.arg();
        }
        Expr result = type(ps, expr, exprType, target, typmod, cc, form, loc);
        result = typmod(ps, result, target, typmod, cc, form, loc, result != expr && !(result instanceof Const));
        if (expr != orig && orig instanceof CollateExpr c && Types.isCollatable(ps, target)) {
            result = new CollateExpr(result, c.collOid(), c.location());
        }
        return result;
    }

    /** Can a value of one type be coerced to the other? */
    static boolean can(ParseState ps, int input, int target, Context cc) {
        if (input == target) {
            return true;
        }
        if (!canOne(ps, input, target, cc)) {
            return false;
        }
        return !Types.isPolymorphic(target) || Polymorphism.consistent(ps, new int[] {input}, new int[] {target});
    }

    /** Can all values of one list of types be coerced to the other list, consistently where polymorphic? */
    static boolean can(ParseState ps, int n, int[] input, int[] target, Context cc) {
        boolean generics = false;
        for (int i = 0; i < n; i++) {
            if (input[i] != target[i] || Types.isPolymorphic(target[i])) {
                if (Types.isPolymorphic(target[i])) {
                    generics = true;
                } else if (!canOne(ps, input[i], target[i], cc)) {
                    return false;
                }
            }
        }
        return !generics || Polymorphism.consistent(ps, input, target);
    }

    private static boolean canOne(ParseState ps, int input, int target, Context cc) {
        if (input == target || target == Oids.ANY || Types.isPolymorphic(target) || input == Oids.UNKNOWN) {
            return true;
        }
        if (path(ps, target, input, cc).kind != PathKind.NONE) {
            return true;
        }
        if (input == Oids.RECORD && Types.isComplex(ps, target)
                || target == Oids.RECORD && Types.isComplex(ps, input)) {
            return true;
        }
        if (target == Oids.RECORD_ARRAY) {
            int el = Types.elementType(ps, input);
            return el != 0 && Types.isComplex(ps, el);
        }
        return inherits(ps, input, target);
    }

    private static boolean inherits(ParseState ps, int input, int target) {
        int child = Types.relationOf(ps, input);
        int parent = child == 0 ? 0 : Types.relationOf(ps, target);
        return parent != 0 && ps.lookup.inherits(child, parent);
    }

    /** find_coercion_pathway. */
    static Path path(ParseState ps, int target, int source, Context cc) {
        source = Types.baseType(ps, source);
        target = Types.baseType(ps, target);
        if (source == target) {
            return RELABEL;
        }
        CastInfo c = ps.lookup.cast(source, target);
        if (c != null) {
            Context need =
                    switch (c.context()) {
                        case 'i' -> Context.IMPLICIT;
                        case 'a' -> Context.ASSIGNMENT;
                        default -> Context.EXPLICIT;
                    };
            if (cc.compareTo(need) < 0) {
                return NONE;
            }
            return switch (c.method()) {
                case 'f' -> new Path(PathKind.FUNC, c.function());
                case 'i' -> IO;
                default -> RELABEL;
            };
        }
        if (target != Oids.OIDVECTOR && target != Oids.INT2VECTOR) {
            int te = Types.elementType(ps, target);
            int se = te == 0 ? 0 : Types.elementType(ps, source);
            if (se != 0) {
                PathKind k = path(ps, te, se, cc).kind;
                if (k != PathKind.NONE) {
                    return ARRAY;
                }
            }
        }
        if (cc.compareTo(Context.ASSIGNMENT) >= 0 && category(ps, target) == 'S') {
            return IO;
        }
        return cc.compareTo(Context.EXPLICIT) >= 0 && category(ps, source) == 'S' ? IO : NONE;
    }

    static char category(ParseState ps, int type) {
        TypeInfo t = ps.types().typeIfAny(type);
        return t == null ? 'X' : t.category();
    }

    static boolean binaryCoercible(ParseState ps, int source, int target) {
        if (source == target || target == Oids.ANY || target == Oids.ANYELEMENT || target == Oids.ANYCOMPATIBLE) {
            return true;
        }
        source = Types.baseType(ps, source);
        if (source == target) {
            return true;
        }
        TypeInfo s = ps.type(source);
        switch (target) {
            case Oids.ANYARRAY, Oids.ANYCOMPATIBLEARRAY -> {
                if (s.isArray()) {
                    return true;
                }
            }
            case Oids.ANYNONARRAY, Oids.ANYCOMPATIBLENONARRAY -> {
                if (!s.isArray()) {
                    return true;
                }
            }
            case Oids.ANYENUM -> {
                if (s.type() == 'e') {
                    return true;
                }
            }
            case Oids.ANYRANGE, Oids.ANYCOMPATIBLERANGE -> {
                if (s.type() == 'r') {
                    return true;
                }
            }
            case Oids.ANYMULTIRANGE, Oids.ANYCOMPATIBLEMULTIRANGE -> {
                if (s.type() == 'm') {
                    return true;
                }
            }
            case Oids.RECORD -> {
                if (s.relid() != 0) {
                    return true;
                }
            }
            default -> {}
        }
        CastInfo c = ps.lookup.cast(source, target);
        return c != null && c.method() == 'b' && c.context() == 'i';
    }

    /** coerce_type: the caller has made sure that the coercion exists. */
    static Expr type(
            ParseState ps, Expr node, int input, int target, int typmod, Context cc, CoercionForm form, int loc) {
        if (target == input) {
            return node;
        }
        switch (target) {
            case Oids.ANY, Oids.ANYELEMENT, Oids.ANYNONARRAY, Oids.ANYCOMPATIBLE, Oids.ANYCOMPATIBLENONARRAY -> {
                return node;
            }
            case Oids.ANYARRAY,
                    Oids.ANYENUM,
                    Oids.ANYRANGE,
                    Oids.ANYMULTIRANGE,
                    Oids.ANYCOMPATIBLEARRAY,
                    Oids.ANYCOMPATIBLERANGE,
                    Oids.ANYCOMPATIBLEMULTIRANGE -> {
                if (input != Oids.UNKNOWN) {
                    int base = Types.baseType(ps, input);
                    return base == input ? node : new RelabelType(node, base, -1, 0, form, loc);
                }
            }
            default -> {}
        }
        if (input == Oids.UNKNOWN && node instanceof Const c) {
            return literal(ps, c, target, typmod, cc, form, loc);
        }
        if (input == Oids.UNKNOWN
                && node instanceof Param p
                && p.paramkind() == ParamKind.EXTERN
                && ps.params.isVariable()) {
            Param q = parameter(ps, p, target, loc);
            if (q != null) {
                return q;
            }
        }
        if (node instanceof CollateExpr c) {
            Expr r = type(ps, c.arg(), input, target, typmod, cc, form, loc);
            return Types.isCollatable(ps, target) ? new CollateExpr(r, c.collOid(), c.location()) : r;
        }
        Path p = path(ps, target, input, cc);
        if (p.kind == PathKind.RELABEL) {
            Expr r = toDomain(ps, node, 0, -1, target, cc, form, loc, false);
            return r != node ? r : new RelabelType(node, target, -1, 0, form, loc);
        }
        if (p.kind != PathKind.NONE) {
            TypeMod base = Types.baseTypeMod(ps, target, typmod);
            Expr r = build(ps, node, p, base.oid(), base.typmod(), cc, form, loc);
            return target == base.oid() ? r : toDomain(ps, r, base.oid(), base.typmod(), target, cc, form, loc, true);
        }
        if (input == Oids.RECORD && Types.isComplex(ps, target)) {
            return recordToComplex(ps, node, target, cc, form, loc);
        }
        if (target == Oids.RECORD || target == Oids.RECORD_ARRAY) {
            return node;
        }
        if (inherits(ps, input, target)) {
            return new ConvertRowtypeExpr(node, target, form, loc);
        }
        throw SqlError.internal(
                "failed to find conversion function from " + ps.typeName(input) + " to " + ps.typeName(target));
    }

    private static Expr literal(
            ParseState ps, Const c, int target, int typmod, Context cc, CoercionForm form, int loc) {
        TypeMod base = Types.baseTypeMod(ps, target, typmod);
        int inTypmod = base.oid() == Oids.INTERVAL ? base.typmod() : -1;
        TypeInfo t = ps.type(base.oid());
        Object value = null;
        if (c.constvalue() instanceof byte[] b) {
            value = t.oid() == Oids.TEXT
                    ? b
                    : input(ps, c, base.oid(), new String(b, StandardCharsets.UTF_8), inTypmod);
        } else if (refusesNull(base.oid())) {
            input(ps, c, base.oid(), "", inTypmod);
        }
        Expr r = new Const(t.oid(), inTypmod, t.collation(), t.len(), t.byVal(), value, c.location());
        return target == base.oid() ? r : toDomain(ps, r, base.oid(), base.typmod(), target, cc, form, loc, false);
    }

    private static Object input(ParseState ps, Const c, int type, String text, int typmod) {
        try {
            return TypeIo.inputDatum(ps.cx.eval, type, text, typmod);
        } catch (SqlError e) {
            if (e.report().position() == 0) {
                e.position(ps.pos(c.location()));
            }
            throw e;
        }
    }

    /** Pseudo-types whose input function is called for NULL as well, and never takes it. */
    private static boolean refusesNull(int type) {
        return switch (type) {
            case Oids.INTERNAL,
                    Oids.TRIGGER,
                    Oids.EVENT_TRIGGER,
                    Oids.LANGUAGE_HANDLER,
                    Oids.FDW_HANDLER,
                    Oids.TSM_HANDLER,
                    Oids.INDEX_AM_HANDLER,
                    Oids.TABLE_AM_HANDLER -> true;
            default -> false;
        };
    }

    private static @Nullable Param parameter(ParseState ps, Param p, int target, int loc) {
        int n = p.paramid();
        int known = ps.params.type(n);
        if (known == Oids.UNKNOWN) {
            ps.params.set(n, target);
        } else if (known != target) {
            throw ps.error(SqlState.AMBIGUOUS_PARAMETER, "inconsistent types deduced for parameter $" + n, p.location())
                    .detail(ps.typeName(known) + " versus " + ps.typeName(target));
        }
        int l = loc >= 0 && (p.location() < 0 || loc < p.location()) ? loc : p.location();
        return new Param(p.paramkind(), n, target, -1, Types.collationOf(ps, target), l);
    }

    private static Expr build(
            ParseState ps, Expr node, Path p, int target, int typmod, Context cc, CoercionForm form, int loc) {
        switch (p.kind) {
            case FUNC -> {
                ProcInfo f = ps.lookup.proc(p.func);
                if (f == null) {
                    throw SqlError.internal("cache lookup failed for function " + p.func);
                }
                List<Expr> args = new ArrayList<>(f.argCount());
                args.add(node);
                if (f.argCount() >= 2) {
                    args.add(int4(typmod, -1));
                }
                if (f.argCount() == 3) {
                    args.add(bool(cc == Context.EXPLICIT, -1));
                }
                return new FuncExpr(p.func, target, false, false, form, 0, 0, args, loc);
            }
            case ARRAY -> {
                TypeMod src = Types.baseTypeMod(ps, node.type(), node.typmod());
                int srcElem = Types.elementType(ps, src.oid());
                CaseTestExpr test = new CaseTestExpr(srcElem, src.typmod(), Types.collationOf(ps, src.oid()));
                Expr el = toTarget(ps, test, srcElem, Types.elementType(ps, target), typmod, cc, form, loc);
                if (el == null) {
                    throw SqlError.internal("failed to coerce array element type as expected");
                }
                return new ArrayCoerceExpr(node, el, target, el.typmod(), 0, form, loc);
            }
            case IO -> {
                return new CoerceViaIO(node, target, 0, form, loc);
            }
            case NONE, RELABEL -> throw SqlError.internal("unsupported coercion path");
        }
        throw SqlError.internal("unsupported coercion path");
    }

    static Const int4(int v, int loc) {
        return new Const(Oids.INT4, -1, 0, 4, true, (long) v, loc);
    }

    static Const bool(boolean v, int loc) {
        return new Const(Oids.BOOL, -1, 0, 1, true, v ? 1L : 0L, loc);
    }

    /** A NULL of a type. */
    public static Const nullConst(ParseState ps, int type, int typmod, int collation) {
        TypeInfo t = ps.type(type);
        return new Const(type, typmod, collation, t.len(), t.byVal(), null, -1);
    }

    /** coerce_to_domain: wraps a value of the base type. */
    static Expr toDomain(
            ParseState ps,
            Expr arg,
            int base,
            int baseTypmod,
            int type,
            Context cc,
            CoercionForm form,
            int loc,
            boolean hide) {
        if (base == 0) {
            TypeMod b = Types.baseTypeMod(ps, type, baseTypmod);
            base = b.oid();
            baseTypmod = b.typmod();
        }
        if (base == type) {
            return arg;
        }
        if (hide) {
            arg = hide(arg);
        }
        arg = typmod(ps, arg, base, baseTypmod, cc, CoercionForm.IMPLICIT_CAST, loc, false);
        return new CoerceToDomain(arg, type, -1, 0, form, loc);
    }

    private static Expr typmod(
            ParseState ps, Expr node, int target, int typmod, Context cc, CoercionForm form, int loc, boolean hide) {
        if (typmod == node.typmod()) {
            return node;
        }
        Path p = typmod < 0 ? NONE : typmodPath(ps, target);
        if (p.kind != PathKind.NONE) {
            return build(ps, hide ? hide(node) : node, p, target, typmod, cc, form, loc);
        }
        return relabel(node, target, typmod, node.collation(), form, loc);
    }

    private static Expr relabel(Expr node, int type, int typmod, int collation, CoercionForm form, int loc) {
        if (node instanceof Const c) {
            return new Const(type, typmod, collation, c.constlen(), c.constbyval(), c.constvalue(), c.location());
        }
        while (node instanceof RelabelType r) {
            node = r.arg();
        }
        return node.type() == type && node.typmod() == typmod && node.collation() == collation
                ? node
                : new RelabelType(node, type, typmod, collation, form, loc);
    }

    static Path typmodPath(ParseState ps, int type) {
        TypeInfo t = ps.type(type);
        int el = type;
        boolean array = false;
        if (t.isArray()) {
            el = t.elem();
            array = true;
        }
        CastInfo c = ps.lookup.cast(el, el);
        if (c == null || c.function() == 0) {
            return NONE;
        }
        return array ? ARRAY : new Path(PathKind.FUNC, c.function());
    }

    private static Expr hide(Expr e) {
        CoercionForm i = CoercionForm.IMPLICIT_CAST;
        return switch (e) {
            case FuncExpr f ->
                new FuncExpr(
                        f.funcid(),
                        f.funcresulttype(),
                        f.funcretset(),
                        f.funcvariadic(),
                        i,
                        f.funccollid(),
                        f.inputcollid(),
                        f.args(),
                        f.location());
            case RelabelType r ->
                new RelabelType(r.arg(), r.resulttype(), r.resulttypmod(), r.resultcollid(), i, r.location());
            case CoerceViaIO r -> new CoerceViaIO(r.arg(), r.resulttype(), r.resultcollid(), i, r.location());
            case ArrayCoerceExpr r ->
                new ArrayCoerceExpr(
                        r.arg(), r.elemexpr(), r.resulttype(), r.resulttypmod(), r.resultcollid(), i, r.location());
            case ConvertRowtypeExpr r -> new ConvertRowtypeExpr(r.arg(), r.resulttype(), i, r.location());
            case RowExpr r -> new RowExpr(r.args(), r.rowTypeid(), i, r.colnames(), r.location());
            case CoerceToDomain r ->
                new CoerceToDomain(r.arg(), r.resulttype(), r.resulttypmod(), r.resultcollid(), i, r.location());
            default -> e;
        };
    }

    private static Expr recordToComplex(ParseState ps, Expr node, int target, Context cc, CoercionForm form, int loc) {
        List<Expr> args = new ArrayList<>();
        if (node instanceof RowExpr r) {
            args.addAll(r.args());
        } else if (node instanceof Var v && v.varattno() == 0) {
            for (NsItem.Column c : wholeRowItem(ps, v).columns) {
                args.add(new Var(
                        c.varno(),
                        c.varattno(),
                        c.type(),
                        c.typmod(),
                        c.collation(),
                        v.varlevelsup(),
                        c.varnosyn(),
                        c.varattnosyn(),
                        v.location()));
            }
        } else {
            throw ps.error(
                    SqlState.CANNOT_COERCE,
                    "cannot cast type " + ps.typeName(Oids.RECORD) + " to " + ps.typeName(target),
                    Trees.location(node));
        }
        TypeMod base = Types.baseTypeMod(ps, target, -1);
        TupleDesc d = ps.types().rowType(base.oid(), base.typmod());
        if (d == null) {
            throw SqlError.internal("type " + target + " is not composite");
        }
        List<Expr> out = new ArrayList<>();
        int n = 0;
        for (int i = 0; i < d.size(); i++) {
            Attribute a = d.get(i);
            if (a.dropped()) {
                out.add(nullConst(ps, Oids.INT4, -1, 0));
                continue;
            }
            if (n >= args.size()) {
                throw cannotCast(ps, target, loc).detail("Input has too few columns.");
            }
            Expr e = args.get(n++);
            Expr c = toTarget(ps, e, e.type(), a.typeOid(), a.typmod(), cc, CoercionForm.IMPLICIT_CAST, -1);
            if (c == null) {
                throw cannotCast(ps, target, loc)
                        .detail("Cannot cast type " + ps.typeName(e.type()) + " to " + ps.typeName(a.typeOid())
                                + " in column " + n + ".");
            }
            out.add(c);
        }
        if (n < args.size()) {
            throw cannotCast(ps, target, loc).detail("Input has too many columns.");
        }
        RowExpr row = new RowExpr(out, base.oid(), form, List.of(), loc);
        return base.oid() == target ? row : toDomain(ps, row, base.oid(), base.typmod(), target, cc, form, loc, false);
    }

    private static NsItem wholeRowItem(ParseState ps, Var v) {
        ParseState p = ps.up(v.varlevelsup());
        for (NsItem i : p.namespace) {
            if (i.rtindex == v.varno()) {
                return i;
            }
        }
        throw SqlError.internal("range table entry not in namespace");
    }

    private static SqlError cannotCast(ParseState ps, int target, int loc) {
        return ps.error(
                SqlState.CANNOT_COERCE,
                "cannot cast type " + ps.typeName(Oids.RECORD) + " to " + ps.typeName(target),
                loc);
    }

    /** coerce_to_boolean. */
    public static Expr toBoolean(ParseState ps, Expr e, String construct) {
        if (e.type() == Oids.BOOL) {
            if (e instanceof org.hathi.planner.tree.OpExpr || e instanceof FuncExpr) {
                noSet(ps, e, construct);
            }
            return e;
        }
        return toSpecific(ps, e, Oids.BOOL, -1, construct);
    }

    /** coerce_to_specific_type: by assignment, with an error naming the construct. */
    static Expr toSpecific(ParseState ps, Expr e, int target, int typmod, String construct) {
        Expr r = e;
        if (e.type() != target) {
            r = toTarget(ps, e, e.type(), target, typmod, Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
            if (r == null) {
                throw ps.error(
                        SqlState.DATATYPE_MISMATCH,
                        "argument of " + construct + " must be type " + ps.typeName(target) + ", not type "
                                + ps.typeName(e.type()),
                        Trees.location(e));
            }
        }
        noSet(ps, r, construct);
        return r;
    }

    private static void noSet(ParseState ps, Expr e, String construct) {
        if (Trees.returnsSet(e)) {
            throw ps.error(
                    SqlState.DATATYPE_MISMATCH,
                    "argument of " + construct + " must not return a set",
                    Trees.location(e));
        }
    }

    /** select_common_type; with a null context 0 instead of an error. */
    static int commonType(ParseState ps, List<Expr> exprs, @Nullable String context) {
        int ptype = exprs.get(0).type();
        int i = 1;
        int n = exprs.size();
        if (ptype != Oids.UNKNOWN) {
            while (i < n && exprs.get(i).type() == ptype) {
                i++;
            }
            if (i == n) {
                return ptype;
            }
        }
        ptype = Types.baseType(ps, ptype);
        TypeInfo p = ps.type(ptype);
        for (; i < n; i++) {
            int ntype = Types.baseType(ps, exprs.get(i).type());
            if (ntype == Oids.UNKNOWN || ntype == ptype) {
                continue;
            }
            TypeInfo t = ps.type(ntype);
            if (ptype == Oids.UNKNOWN) {
                ptype = ntype;
                p = t;
            } else if (t.category() != p.category()) {
                if (context == null) {
                    return 0;
                }
                throw ps.error(
                        SqlState.DATATYPE_MISMATCH,
                        context + " types " + ps.typeName(ptype) + " and " + ps.typeName(ntype) + " cannot be matched",
                        Trees.location(exprs.get(i)));
            } else if (!p.preferred()
                    && can(ps, ptype, ntype, Context.IMPLICIT)
                    && !can(ps, ntype, ptype, Context.IMPLICIT)) {
                ptype = ntype;
                p = t;
            }
        }
        return ptype == Oids.UNKNOWN ? Oids.TEXT : ptype;
    }

    /** coerce_to_common_type. */
    static Expr toCommon(ParseState ps, Expr e, int target, String context) {
        int in = e.type();
        if (in == target) {
            return e;
        }
        if (!can(ps, in, target, Context.IMPLICIT)) {
            throw ps.error(
                    SqlState.CANNOT_COERCE,
                    context + " could not convert type " + ps.typeName(in) + " to " + ps.typeName(target),
                    Trees.location(e));
        }
        return type(ps, e, in, target, -1, Context.IMPLICIT, CoercionForm.IMPLICIT_CAST, -1);
    }

    /** select_common_typmod. */
    static int commonTypmod(List<Expr> exprs, int type) {
        int typmod = -1;
        for (int i = 0; i < exprs.size(); i++) {
            Expr e = exprs.get(i);
            if (e.type() != type || i > 0 && e.typmod() != typmod) {
                return -1;
            }
            typmod = e.typmod();
        }
        return typmod;
    }

    /** A field of a composite value. */
    static FieldSelect field(Expr arg, int fieldnum, Attribute a) {
        return new FieldSelect(arg, fieldnum, a.typeOid(), a.typmod(), a.collation());
    }
}
