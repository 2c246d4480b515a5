package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AmopInfo;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.BoolExpr;
import org.hathi.planner.tree.BoolExprType;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.OpExpr;
import org.hathi.planner.tree.RowCompareExpr;
import org.hathi.planner.tree.RowCompareType;
import org.hathi.planner.tree.ScalarArrayOpExpr;
import org.hathi.planner.tree.Trees;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** Operator expressions, row comparisons, and the default sort and equality operators of types. */
final class Ops {
    static final int BTREE = 403;
    static final int HASH = 405;

    private Ops() {}

    /** make_op; {@code left} null for a prefix operator. */
    static OpExpr make(
            ParseState ps, List<String> name, @Nullable Expr left, Expr right, @Nullable Expr lastSrf, int loc) {
        int rt = right.type();
        OperatorInfo op = left == null
                ? Resolve.prefix(ps, name, rt, false, loc)
                : Resolve.binary(ps, name, left.type(), rt, false, loc);
        if (op == null) {
            throw SqlError.internal("no operator");
        }
        if (op.function() == 0) {
            throw ps.error(SqlState.UNDEFINED_FUNCTION, "operator is only a shell: " + String.join(".", name), loc);
        }
        List<Expr> args;
        int[] actual;
        int[] declared;
        if (left == null) {
            args = List.of(right);
            actual = new int[] {rt};
            declared = new int[] {op.right()};
        } else {
            args = List.of(left, right);
            actual = new int[] {left.type(), rt};
            declared = new int[] {op.left(), op.right()};
        }
        int result = enforce(ps, actual, declared, op.result(), loc);
        List<Expr> out = args;
        if (actual[0] != declared[0] || actual.length > 1 && actual[1] != declared[1]) {
            out = new ArrayList<>(2);
            for (int i = 0; i < actual.length; i++) {
                out.add(Funcs.argument(ps, args.get(i), actual[i], declared[i]));
            }
        }
        ProcInfo p = ps.lookup.proc(op.function());
        boolean retset = p != null && p.returnsSet();
        if (retset) {
            Aggs.checkSrf(ps, lastSrf, loc);
        }
        OpExpr e = new OpExpr(op.oid(), op.function(), result, retset, 0, 0, out, loc);
        if (retset) {
            ps.lastSrf = e;
        }
        return e;
    }

    private static int enforce(ParseState ps, int[] actual, int[] declared, int result, int loc) {
        try {
            return Polymorphism.enforce(ps, actual, declared, result, false);
        } catch (SqlError e) {
            throw e.report().position() == 0 ? e.position(ps.pos(loc)) : e;
        }
    }

    /** make_scalar_array_op. */
    static Expr scalarArray(ParseState ps, List<String> name, boolean useOr, Expr left, Expr right, int loc) {
        int lt = left.type();
        int at = right.type();
        int rt;
        if (at == Oids.UNKNOWN) {
            rt = Oids.UNKNOWN;
        } else {
            rt = Types.elementType(ps, Types.baseType(ps, at));
            if (rt == 0) {
                throw ps.error(SqlState.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires array on right side", loc);
            }
        }
        OperatorInfo op = Resolve.binary(ps, name, lt, rt, false, loc);
        if (op == null) {
            throw SqlError.internal("no operator");
        }
        int[] actual = {lt, rt};
        int[] declared = {op.left(), op.right()};
        int result = enforce(ps, actual, declared, op.result(), loc);
        if (result != Oids.BOOL) {
            throw ps.error(SqlState.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires operator to yield boolean", loc);
        }
        ProcInfo p = ps.lookup.proc(op.function());
        if (p != null && p.returnsSet()) {
            throw ps.error(SqlState.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires operator not to return a set", loc);
        }
        int arrayType = Types.isPolymorphic(declared[1]) ? at : Types.arrayType(ps, declared[1]);
        if (arrayType == 0) {
            throw ps.error(
                    SqlState.UNDEFINED_OBJECT,
                    "could not find array type for data type " + ps.typeName(declared[1]),
                    loc);
        }
        Expr l = Funcs.argument(ps, left, lt, declared[0]);
        Expr r = Funcs.argument(ps, right, at, arrayType);
        return new ScalarArrayOpExpr(op.oid(), op.function(), 0, 0, useOr, 0, List.of(l, r), loc);
    }

    /** make_row_comparison_op. */
    static Expr rows(ParseState ps, List<String> name, List<Expr> left, List<Expr> right, int loc) {
        int n = left.size();
        if (n != right.size()) {
            throw ps.error(SqlState.SYNTAX_ERROR, "unequal number of entries in row expressions", loc);
        }
        if (n == 0) {
            throw ps.error(SqlState.FEATURE_NOT_SUPPORTED, "cannot compare rows of zero length", loc);
        }
        List<Expr> ops = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            OpExpr o = make(ps, name, left.get(i), right.get(i), ps.lastSrf, loc);
            if (o.opresulttype() != Oids.BOOL) {
                throw ps.error(
                        SqlState.DATATYPE_MISMATCH,
                        "row comparison operator must yield type boolean, not type " + ps.typeName(o.opresulttype()),
                        loc);
            }
            if (Trees.returnsSet(o)) {
                throw ps.error(SqlState.DATATYPE_MISMATCH, "row comparison operator must not return a set", loc);
            }
            ops.add(o);
        }
        if (n == 1) {
            return ops.get(0);
        }
        int strategy = strategy(ps, ops);
        if (strategy == 0) {
            throw ps.error(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "could not determine interpretation of row comparison operator "
                                    + name.get(name.size() - 1),
                            loc)
                    .hint("Row comparison operators must be associated with btree operator families.");
        }
        if (strategy == 3) {
            return new BoolExpr(BoolExprType.AND, ops, loc);
        }
        if (strategy == 6) {
            return new BoolExpr(BoolExprType.OR, ops, loc);
        }
        int[] opnos = new int[n];
        int[] families = new int[n];
        List<Expr> l = new ArrayList<>(n);
        List<Expr> r = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            OpExpr o = (OpExpr) ops.get(i);
            opnos[i] = o.opno();
            for (AmopInfo a : ps.lookup.familiesOf(o.opno())) {
                if (a.method() == BTREE && a.strategy() == strategy) {
                    families[i] = a.family();
                    break;
                }
            }
            l.add(o.args().get(0));
            r.add(o.args().get(1));
        }
        return new RowCompareExpr(RowCompareType.of(strategy), opnos, families, new int[n], l, r);
    }

    /** The B-tree strategy all operators share (6 = not equal), 0 if none. */
    private static int strategy(ParseState ps, List<Expr> ops) {
        int common = ~0;
        for (Expr e : ops) {
            int mask = 0;
            int opno = ((OpExpr) e).opno();
            for (AmopInfo a : ps.lookup.familiesOf(opno)) {
                if (a.method() == BTREE && a.purpose() == 's') {
                    mask |= 1 << a.strategy();
                }
            }
            if (mask == 0) {
                OperatorInfo o = ps.lookup.operator(opno);
                if (o != null && o.negator() != 0) {
                    for (AmopInfo a : ps.lookup.familiesOf(o.negator())) {
                        if (a.method() == BTREE && a.strategy() == 3) {
                            mask |= 1 << 6;
                        }
                    }
                }
            }
            common &= mask;
        }
        for (int s = 1; s <= 6; s++) {
            if ((common & 1 << s) != 0) {
                return s;
            }
        }
        return 0;
    }

    /** Default ordering and equality of a type. */
    record SortOps(int lt, int eq, int gt, boolean hashable) {}

    static @Nullable OpclassInfo defaultOpclass(ParseState ps, int am, int type) {
        type = Types.baseType(ps, type);
        OpclassInfo best = pick(ps.lookup.opclassesFor(am, type));
        if (best != null) {
            return best;
        }
        TypeInfo t = ps.type(type);
        if (type == Oids.VARCHAR) {
            return pick(ps.lookup.opclassesFor(am, Oids.TEXT));
        }
        int[] poly = t.isArray()
                ? new int[] {Oids.ANYARRAY}
                : t.type() == 'e'
                        ? new int[] {Oids.ANYENUM}
                        : t.type() == 'r'
                                ? new int[] {Oids.ANYRANGE}
                                : t.type() == 'm'
                                        ? new int[] {Oids.ANYMULTIRANGE}
                                        : t.relid() != 0 ? new int[] {Oids.RECORD} : new int[0];
        for (int p : poly) {
            best = pick(ps.lookup.opclassesFor(am, p));
            if (best != null) {
                return best;
            }
        }
        for (int candidate : new int[] {Oids.TEXT, Oids.OID, Oids.INET, Oids.BPCHAR}) {
            if (Coercion.binaryCoercible(ps, type, candidate)) {
                return pick(ps.lookup.opclassesFor(am, candidate));
            }
        }
        return null;
    }

    private static @Nullable OpclassInfo pick(List<OpclassInfo> l) {
        for (OpclassInfo o : l) {
            if (o.isDefault()) {
                return o;
            }
        }
        return null;
    }

    static SortOps sortOps(ParseState ps, int type) {
        OpclassInfo b = defaultOpclass(ps, BTREE, type);
        OpclassInfo h = defaultOpclass(ps, HASH, type);
        int lt = 0;
        int eq = 0;
        int gt = 0;
        if (b != null) {
            int t = b.inputType();
            lt = ps.lookup.familyOperator(b.family(), t, t, 1);
            eq = ps.lookup.familyOperator(b.family(), t, t, 3);
            gt = ps.lookup.familyOperator(b.family(), t, t, 5);
        }
        int heq = 0;
        boolean hashes = false;
        if (h != null) {
            hashes = ps.lookup.familyProc(h.family(), h.inputType(), h.inputType(), 1) != 0;
            heq = ps.lookup.familyOperator(h.family(), h.inputType(), h.inputType(), 1);
            eq = eq == 0 ? heq : eq;
        }
        boolean hashable = hashes && heq != 0 && heq == eq;
        int base = Types.baseType(ps, type);
        TypeInfo t = ps.type(base);
        if (t.isArray()) {
            SortOps e = sortOps(ps, t.elem());
            if (e.eq == 0) {
                return new SortOps(0, 0, 0, false);
            }
            return new SortOps(e.lt == 0 ? 0 : lt, eq, e.gt == 0 ? 0 : gt, e.hashable);
        }
        return new SortOps(lt, eq, gt, hashable);
    }

    static SqlError noOrdering(ParseState ps, int type, int loc) {
        return ps.error(
                        SqlState.UNDEFINED_FUNCTION,
                        "could not identify an ordering operator for type " + ps.typeName(type),
                        loc)
                .hint("Use an explicit ordering operator or modify the query.");
    }

    static SqlError noEquality(ParseState ps, int type, int loc) {
        return ps.error(
                SqlState.UNDEFINED_FUNCTION,
                "could not identify an equality operator for type " + ps.typeName(type),
                loc);
    }

    /** Is an expression the NULL literal? */
    static boolean isNullConst(Expr e) {
        return e instanceof Const c && c.isNull();
    }
}
