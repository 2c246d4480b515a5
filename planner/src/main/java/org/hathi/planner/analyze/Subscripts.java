package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.AIndices;
import org.hathi.planner.analyze.Types.TypeMod;
import org.hathi.planner.tree.CoercionForm;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.SubscriptingRef;
import org.hathi.planner.tree.Trees;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** Subscripts of arrays and jsonb. */
final class Subscripts {
    private Subscripts() {}

    static Expr fetch(ParseState ps, Expr container, List<AIndices> subs) {
        return make(ps, container, container.type(), container.typmod(), subs, null);
    }

    /** Element fetch or slice; with {@code source} an assignment. */
    static SubscriptingRef make(
            ParseState ps, Expr container, int type, int typmod, List<AIndices> subs, @Nullable Expr source) {
        TypeMod base = Types.baseTypeMod(ps, type, typmod);
        TypeInfo t = ps.type(base.oid());
        int container0 = base.oid();
        // int2vector and oidvector are treated as their array types when fetched from
        if (container0 == Oids.INT2VECTOR) {
            container0 = Oids.INT2_ARRAY;
            t = ps.type(container0);
        } else if (container0 == Oids.OIDVECTOR) {
            container0 = Oids.OID_ARRAY;
            t = ps.type(container0);
        }
        if (t.subscript().isEmpty()) {
            throw ps.error(
                    SqlState.DATATYPE_MISMATCH,
                    "cannot subscript type " + ps.typeName(base.oid()) + " because it does not support subscripting",
                    Trees.location(container));
        }
        boolean json = base.oid() == Oids.JSONB;
        boolean slice = false;
        for (AIndices a : subs) {
            slice |= a.isSlice();
        }
        if (json && slice) {
            throw ps.error(
                    SqlState.DATATYPE_MISMATCH, "jsonb subscript does not support slices", sliceLocation(ps, subs));
        }
        List<@Nullable Expr> upper = new ArrayList<>();
        List<@Nullable Expr> lower = new ArrayList<>();
        for (AIndices a : subs) {
            if (slice) {
                lower.add(a.isSlice() ? a.lidx() == null ? null : index(ps, a.lidx(), json) : Coercion.int4(1, -1));
            }
            upper.add(a.uidx() == null ? null : index(ps, a.uidx(), json));
        }
        if (upper.size() > 6 && !json) {
            throw ps.error(
                    SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "number of array dimensions (" + upper.size() + ") exceeds the maximum allowed (6)",
                    -1);
        }
        int elem = json ? Oids.JSONB : t.elem();
        int result = json ? Oids.JSONB : slice ? container0 : elem;
        return new SubscriptingRef(
                container0, json ? 0 : elem, result, json ? -1 : base.typmod(), 0, upper, lower, container, source);
    }

    private static int sliceLocation(ParseState ps, List<AIndices> subs) {
        for (AIndices a : subs) {
            RawExpr e = a.uidx() == null ? a.lidx() : a.uidx();
            if (a.isSlice() && e != null) {
                return Trees.location(Exprs.expr(ps, e));
            }
        }
        return -1;
    }

    private static Expr index(ParseState ps, RawExpr raw, boolean json) {
        Expr e = Exprs.expr(ps, raw);
        if (json) {
            int t = e.type();
            int to = t == Oids.UNKNOWN
                    ? Oids.TEXT
                    : Coercion.can(ps, t, Oids.INT4, Coercion.Context.IMPLICIT) && !(t == Oids.TEXT)
                            ? Oids.INT4
                            : Oids.TEXT;
            Expr r = Coercion.can(ps, t, to, Coercion.Context.IMPLICIT)
                    ? Coercion.toTarget(ps, e, t, to, -1, Coercion.Context.IMPLICIT, CoercionForm.IMPLICIT_CAST, -1)
                    : null;
            if (r == null) {
                throw ps.error(
                                SqlState.DATATYPE_MISMATCH,
                                "subscript type " + ps.typeName(t) + " is not supported",
                                Trees.location(e))
                        .hint("jsonb subscript must be coercible to either integer or text.");
            }
            return r;
        }
        Expr r = Coercion.toTarget(
                ps, e, e.type(), Oids.INT4, -1, Coercion.Context.ASSIGNMENT, CoercionForm.IMPLICIT_CAST, -1);
        if (r == null) {
            throw ps.error(SqlState.DATATYPE_MISMATCH, "array subscript must have type integer", Trees.location(e));
        }
        return r;
    }
}
