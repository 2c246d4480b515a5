package org.hathi.executor.expr;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.types.ArrayValue;
import org.hathi.types.TypeInfo;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Array subscripts: element, slice, and assignment to either. Fixed-length array types (name, point …) are read only.
 */
final class Subscript extends ExprState {
    /** As many datums as PostgreSQL would allocate at once. */
    private static final int MAX_ITEMS = 134217727;

    private final ExecState es;
    private final ExprState container;
    private final TypeInfo containerType;
    private final TypeInfo elem;
    private final List<@Nullable ExprState> upper;
    private final List<@Nullable ExprState> lower;
    private final @Nullable ExprState assign;

    Subscript(
            ExecState es,
            boolean byRef,
            ExprState container,
            TypeInfo containerType,
            TypeInfo elem,
            List<@Nullable ExprState> upper,
            List<@Nullable ExprState> lower,
            @Nullable ExprState assign) {
        super(byRef);
        this.es = es;
        this.container = container;
        this.containerType = containerType;
        this.elem = elem;
        this.upper = upper;
        this.lower = lower;
        this.assign = assign;
    }

    @Override
    public Vector eval(Frame f, int @Nullable [] sel, int n) {
        Vector a = container.eval(f, sel, n);
        Vector[] up = ArrayStates.optional(upper, f, sel, n);
        Vector[] low = ArrayStates.optional(lower, f, sel, n);
        Vector saved = f.caseValue;
        ExprState asg = assign;
        Vector value = null;
        if (asg != null) {
            f.caseValue = oldValues(a, up, f, sel, n);
            value = asg.eval(f, sel, n);
            f.caseValue = saved;
        }
        Vector out = fresh(f);
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (value != null) {
                assign(a, up, low, value, r, out);
            } else if (a.isNull(r)) {
                out.setNull(r);
            } else {
                fetch(a, up, low, r, out);
            }
        }
        return out;
    }

    /** For nested assignments: the present elements. */
    private Vector oldValues(Vector a, Vector[] up, Frame f, int @Nullable [] sel, int n) {
        Vector old = new Vector(elem.byRef(), f.rows);
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            int[] at = lower.isEmpty() && !a.isNull(r) && containerType.len() == -1 ? indexes(upper, up, r) : null;
            old.setDatum(r, at == null ? null : decode(a, r).get(at));
        }
        return old;
    }

    private ArrayValue decode(Vector a, int r) {
        if (containerType.len() > 0) {
            int n = containerType.len() / elem.len();
            Vector v = new Vector(elem.byRef(), n);
            byte[] b = a.getBytes(r);
            for (int i = 0; i < n; i++) {
                v.setLong(i, fixed(b, i * elem.len()));
            }
            return new ArrayValue(elem, new int[] {n}, new int[] {0}, v, n);
        }
        return ArrayValue.decode(es.cx.types(), a, r);
    }

    private long fixed(byte[] b, int at) {
        long x = 0;
        for (int i = elem.len() - 1; i >= 0; i--) {
            x = x << 8 | b[at + i] & 0xFF;
        }
        int shift = 64 - 8 * elem.len();
        return x << shift >> shift;
    }

    private static int @Nullable [] indexes(List<@Nullable ExprState> exprs, Vector[] v, int r) {
        int[] at = new int[v.length];
        for (int i = 0; i < at.length; i++) {
            if (exprs.get(i) == null || v[i].isNull(r)) {
                return null;
            }
            at[i] = v[i].getInt(r);
        }
        return at;
    }

    private void fetch(Vector a, Vector[] up, Vector[] low, int r, Vector out) {
        ArrayValue v = decode(a, r);
        if (lower.isEmpty()) {
            int[] at = indexes(upper, up, r);
            out.setDatum(r, at == null ? null : v.get(at));
            return;
        }
        if (anyNull(upper, up, r) || anyNull(lower, low, r)) {
            out.setNull(r);
            return;
        }
        int nd = v.ndim();
        if (nd < up.length || nd == 0) {
            out.setBytes(r, ArrayValue.empty(elem).encode());
            return;
        }
        int[] from = new int[nd];
        int[] to = new int[nd];
        for (int d = 0; d < nd; d++) {
            from[d] = v.lbs[d];
            to[d] = v.lbs[d] + v.dims[d] - 1;
            if (d < up.length) {
                if (lower.get(d) != null) {
                    from[d] = Math.max(from[d], low[d].getInt(r));
                }
                if (upper.get(d) != null) {
                    to[d] = Math.min(to[d], up[d].getInt(r));
                }
            }
            if (from[d] > to[d]) {
                out.setBytes(r, ArrayValue.empty(elem).encode());
                return;
            }
        }
        out.setBytes(r, slice(v, from, to).encode());
    }

    private static boolean anyNull(List<@Nullable ExprState> exprs, Vector[] v, int r) {
        for (int d = 0; d < exprs.size(); d++) {
            if (exprs.get(d) != null && v[d].isNull(r)) {
                return true;
            }
        }
        return false;
    }

    private ArrayValue slice(ArrayValue v, int[] from, int[] to) {
        int nd = from.length;
        int[] dims = new int[nd];
        int[] lbs = new int[nd];
        int count = 1;
        for (int d = 0; d < nd; d++) {
            dims[d] = to[d] - from[d] + 1;
            lbs[d] = 1;
            count *= dims[d];
        }
        Vector values = new Vector(elem.byRef(), count);
        int[] at = from.clone();
        for (int i = 0; i < count; i++) {
            values.copyRow(v.values, v.index(at), i);
            next(at, from, to);
        }
        return new ArrayValue(elem, dims, lbs, values, count);
    }

    private static void next(int[] at, int[] from, int[] to) {
        for (int d = at.length - 1; d >= 0; d--) {
            if (++at[d] <= to[d]) {
                return;
            }
            at[d] = from[d];
        }
    }

    private void assign(Vector a, Vector[] up, Vector[] low, Vector value, int r, Vector out) {
        if (containerType.len() > 0) {
            throw SqlError.unsupported("assignment to an element of a fixed-length array");
        }
        if (anyNull(upper, up, r) || anyNull(lower, low, r)) {
            throw new SqlError(SqlState.NULL_VALUE_NOT_ALLOWED, "array subscript in assignment must not be null");
        }
        ArrayValue v = a.isNull(r) ? ArrayValue.empty(elem) : ArrayValue.decode(es.cx.types(), a, r);
        if (lower.isEmpty()) {
            out.setBytes(r, element(v, up, value, r).encode());
        } else if (value.isNull(r)) {
            out.setBytes(r, v.encode());
        } else {
            ArrayValue source = ArrayValue.decode(es.cx.types(), value, r);
            out.setBytes(r, (v.ndim() == 0 ? fresh(up, low, r, source) : slice(v, up, low, r, source, value)).encode());
        }
    }

    private ArrayValue element(ArrayValue v, Vector[] up, Vector value, int r) {
        int nd = up.length;
        int[] at = new int[nd];
        for (int d = 0; d < nd; d++) {
            at[d] = up[d].getInt(r);
        }
        int[] lbs = at.clone();
        long[] dims = new long[nd];
        java.util.Arrays.fill(dims, 1);
        if (v.ndim() != 0) {
            if (v.ndim() != nd) {
                throw wrongNumber();
            }
            for (int d = 0; d < nd; d++) {
                extend(v, d, at[d], at[d], lbs, dims);
            }
        }
        return store(v, lbs, dims, at, at, null, value, r);
    }

    /** A slice of an array without elements makes it. */
    private ArrayValue fresh(Vector[] up, Vector[] low, int r, ArrayValue source) {
        int nd = up.length;
        int[] from = new int[nd];
        long[] dims = new long[nd];
        for (int d = 0; d < nd; d++) {
            if (upper.get(d) == null || lower.get(d) == null) {
                throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "array slice subscript must provide both boundaries")
                        .detail("When assigning to a slice of an empty array value, slice boundaries must be fully"
                                + " specified.");
            }
            from[d] = low[d].getInt(r);
            dims[d] = 1L + up[d].getInt(r) - from[d];
            if (dims[d] != (int) dims[d]) {
                throw tooLarge();
            }
        }
        int[] sizes = new int[nd];
        int n = items(dims, sizes);
        if (source.count < n) {
            throw tooSmall();
        }
        return n == 0 ? ArrayValue.empty(elem) : new ArrayValue(elem, sizes, from, source.values, n);
    }

    /** By fewer subscripts than dimensions: all of the others. */
    private ArrayValue slice(ArrayValue v, Vector[] up, Vector[] low, int r, ArrayValue source, Vector value) {
        int nd = v.ndim();
        if (nd < up.length) {
            throw wrongNumber();
        }
        int[] from = new int[nd];
        int[] to = new int[nd];
        int[] lbs = new int[nd];
        long[] dims = new long[nd];
        for (int d = 0; d < nd; d++) {
            boolean given = d < up.length;
            from[d] = given && lower.get(d) != null ? low[d].getInt(r) : v.lbs[d];
            to[d] = given && upper.get(d) != null ? up[d].getInt(r) : v.lbs[d] + v.dims[d] - 1;
            if (from[d] > to[d]) {
                throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "upper bound cannot be less than lower bound");
            }
            extend(v, d, from[d], to[d], lbs, dims);
        }
        return store(v, lbs, dims, from, to, source, value, r);
    }

    /** One dimension grows to what is assigned; of several none does. */
    private static void extend(ArrayValue v, int d, int from, int to, int[] lbs, long[] dims) {
        int end = v.lbs[d] + v.dims[d] - 1;
        if (v.ndim() > 1 && (from < v.lbs[d] || to > end)) {
            throw new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "array subscript out of range");
        }
        lbs[d] = Math.min(v.lbs[d], from);
        dims[d] = (long) Math.max(end, to) - lbs[d] + 1;
    }

    private static SqlError wrongNumber() {
        return new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
    }

    private static SqlError tooSmall() {
        return new SqlError(SqlState.ARRAY_SUBSCRIPT_ERROR, "source array too small");
    }

    private static SqlError tooLarge() {
        return new SqlError(
                SqlState.PROGRAM_LIMIT_EXCEEDED, "array size exceeds the maximum allowed (" + MAX_ITEMS + ")");
    }

    /** The number of elements of an array of these dimensions, which become {@code sizes}. */
    private static int items(long[] dims, int[] sizes) {
        long total = 1;
        for (int d = 0; d < dims.length; d++) {
            total = dims[d] < 0 ? -1 : total * dims[d];
            if (total < 0 || total > MAX_ITEMS) {
                throw tooLarge();
            }
            sizes[d] = (int) dims[d];
        }
        return (int) total;
    }

    private ArrayValue store(
            ArrayValue v,
            int[] lbs,
            long[] dims,
            int[] from,
            int[] to,
            @Nullable ArrayValue source,
            Vector value,
            int r) {
        int[] sizes = new int[dims.length];
        int count = items(dims, sizes);
        int[] last = new int[dims.length];
        for (int d = 0; d < dims.length; d++) {
            last[d] = lbs[d] + sizes[d] - 1;
        }
        Vector values = new Vector(elem.byRef(), count);
        int[] at = lbs.clone();
        int used = 0;
        for (int i = 0; i < count; i++) {
            boolean inside = true;
            for (int d = 0; d < at.length && inside; d++) {
                inside = at[d] >= from[d] && at[d] <= to[d];
            }
            if (!inside) {
                int old = v.ndim() == 0 ? -1 : v.index(at);
                if (old < 0) {
                    values.setNull(i);
                } else {
                    values.copyRow(v.values, old, i);
                }
            } else if (source == null) {
                values.copyRow(value, r, i);
            } else {
                if (used >= source.count) {
                    throw tooSmall();
                }
                values.copyRow(source.values, used++, i);
            }
            next(at, lbs, last);
        }
        return new ArrayValue(elem, sizes, lbs, values, count);
    }
}
