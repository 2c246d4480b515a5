package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions of arrays. */
final class ArrayFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = shape(p);
        if (k == null) {
            k = build(p, c);
        }
        if (k == null) {
            k = search(p, c);
        }
        if (k == null) {
            k = text(p);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static @Nullable RowKernel shape(String p) {
        return switch (p) {
            case "array_ndims" ->
                (cx, a, r, o) -> {
                    int nd = ArrayValue.ndim(a[0].arena, a[0].off[r]);
                    if (nd == 0) {
                        o.setNull(r);
                    } else {
                        o.setLong(r, nd);
                    }
                };
            case "array_cardinality" -> (cx, a, r, o) -> o.setLong(r, ArrayValue.items(a[0].arena, a[0].off[r]));
            case "array_length", "array_lower", "array_upper" ->
                (cx, a, r, o) -> {
                    int ao = a[0].off[r];
                    int d = a[1].getInt(r);
                    if (d < 1 || d > ArrayValue.ndim(a[0].arena, ao)) {
                        o.setNull(r);
                        return;
                    }
                    long dim = ArrayValue.dim(a[0].arena, ao, d - 1);
                    long lb = ArrayValue.lbound(a[0].arena, ao, d - 1);
                    o.setLong(r, p.endsWith("length") ? dim : p.endsWith("lower") ? lb : lb + dim - 1);
                };
            case "array_dims" ->
                (cx, a, r, o) -> {
                    int ao = a[0].off[r];
                    int nd = ArrayValue.ndim(a[0].arena, ao);
                    if (nd == 0) {
                        o.setNull(r);
                        return;
                    }
                    ByteSink s = new ByteSink(32);
                    for (int i = 0; i < nd; i++) {
                        long lb = ArrayValue.lbound(a[0].arena, ao, i);
                        s.put('[')
                                .decimal(lb)
                                .put(':')
                                .decimal(lb + ArrayValue.dim(a[0].arena, ao, i) - 1)
                                .put(']');
                    }
                    o.setBytes(r, s.buf, 0, s.size);
                };
            default -> null;
        };
    }

    private static ArrayValue arg(EvalContext cx, Vector v, int r, int elemType) {
        return v.isNull(r) ? ArrayValue.empty(cx.types().type(elemType)) : ArrayValue.decode(cx.types(), v, r);
    }

    private static int elemType(EvalContext cx, Vector v, int r, CallInfo c, int arg) {
        if (!v.isNull(r)) {
            return ArrayValue.elemType(v.arena, v.off[r]);
        }
        return cx.types().type(c.argType(arg)).elem();
    }

    private static @Nullable RowKernel build(String p, CallInfo c) {
        return switch (p) {
            case "array_append" ->
                (cx, a, r, o) -> push(arg(cx, a[0], r, elemType(cx, a[0], r, c, 0)), a[1], r, true, o);
            case "array_prepend" ->
                (cx, a, r, o) -> push(arg(cx, a[1], r, elemType(cx, a[1], r, c, 1)), a[0], r, false, o);
            case "array_cat" -> (cx, a, r, o) -> cat(cx, a, r, o);
            case "array_fill" -> (cx, a, r, o) -> fill(cx, c, a, r, false, o);
            case "array_fill_with_lower_bounds" -> (cx, a, r, o) -> fill(cx, c, a, r, true, o);
            case "trim_array" ->
                (cx, a, r, o) -> {
                    ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
                    int first = v.ndim() > 0 ? v.dims[0] : 0;
                    int n = a[1].getInt(r);
                    if (n < 0 || n > first) {
                        throw Err.of(
                                SqlState.ARRAY_ELEMENT_ERROR,
                                "number of elements to trim must be between 0 and " + first);
                    }
                    if (first == 0) {
                        o.copyRow(a[0], r, r);
                        return;
                    }
                    int per = v.count / first;
                    int[] dims = v.dims.clone();
                    dims[0] = first - n;
                    ArrayValue t = dims[0] == 0
                            ? ArrayValue.empty(v.elem)
                            : new ArrayValue(v.elem, dims, ones(v.ndim()), v.values, dims[0] * per);
                    o.setBytes(r, t.encode());
                };
            case "array_remove" -> (cx, a, r, o) -> remove(cx, c, a, r, o);
            case "array_replace" -> (cx, a, r, o) -> replace(cx, c, a, r, o);
            default -> null;
        };
    }

    private static int[] ones(int n) {
        int[] x = new int[n];
        java.util.Arrays.fill(x, 1);
        return x;
    }

    private static void push(ArrayValue v, Vector x, int r, boolean end, Vector o) {
        if (v.ndim() > 1) {
            throw Err.of(SqlState.DATA_EXCEPTION, "argument must be empty or one-dimensional array");
        }
        int n = v.count;
        Vector t = v.fresh(ArrayValue.checkItems(n + 1L));
        for (int i = 0; i < n; i++) {
            t.copyRow(v.values, i, end ? i : i + 1);
        }
        t.copyRow(x, r, end ? n : 0);
        int lb = n == 0 ? 1 : v.lbs[0];
        o.setBytes(r, new ArrayValue(v.elem, new int[] {n + 1}, new int[] {lb}, t, n + 1).encode());
    }

    private static void cat(EvalContext cx, Vector[] a, int r, Vector o) {
        if (a[0].isNull(r) || a[1].isNull(r)) {
            Vector other = a[a[0].isNull(r) ? 1 : 0];
            if (other.isNull(r)) {
                o.setNull(r);
            } else {
                o.copyRow(other, r, r);
            }
            return;
        }
        ArrayValue x = ArrayValue.decode(cx.types(), a[0], r);
        ArrayValue y = ArrayValue.decode(cx.types(), a[1], r);
        if (x.ndim() == 0 || y.ndim() == 0) {
            o.copyRow(a[x.ndim() == 0 ? 1 : 0], r, r);
            return;
        }
        int[] dims;
        int[] lbs;
        if (x.ndim() == y.ndim()) {
            dims = x.dims.clone();
            lbs = x.lbs.clone();
            dims[0] += y.dims[0];
            checkDims(x, 1, y, 1, "Arrays with differing element dimensions are not compatible for concatenation.");
        } else if (x.ndim() == y.ndim() - 1) {
            dims = y.dims.clone();
            lbs = y.lbs.clone();
            dims[0]++;
            checkDims(x, 0, y, 1, "Arrays with differing dimensions are not compatible for concatenation.");
        } else if (x.ndim() == y.ndim() + 1) {
            dims = x.dims.clone();
            lbs = x.lbs.clone();
            dims[0]++;
            checkDims(x, 1, y, 0, "Arrays with differing dimensions are not compatible for concatenation.");
        } else {
            throw incompatible(
                    "Arrays of " + x.ndim() + " and " + y.ndim() + " dimensions are not compatible for concatenation.");
        }
        int n = ArrayValue.checkItems((long) x.count + y.count);
        Vector t = x.fresh(n);
        for (int i = 0; i < x.count; i++) {
            t.copyRow(x.values, i, i);
        }
        for (int i = 0; i < y.count; i++) {
            t.copyRow(y.values, i, x.count + i);
        }
        o.setBytes(r, new ArrayValue(x.elem, dims, lbs, t, n).encode());
    }

    private static void checkDims(ArrayValue x, int i, ArrayValue y, int k, String detail) {
        for (int a = i, b = k; a < x.ndim() && b < y.ndim(); a++, b++) {
            if (x.dims[a] != y.dims[b] || x.lbs[a] != y.lbs[b]) {
                throw incompatible(detail);
            }
        }
    }

    private static org.hathi.base.SqlError incompatible(String detail) {
        return Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot concatenate incompatible arrays")
                .detail(detail);
    }

    private static void fill(EvalContext cx, CallInfo c, Vector[] a, int r, boolean bounds, Vector o) {
        if (a[1].isNull(r) || bounds && a[2].isNull(r)) {
            throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "dimension array or low bound array cannot be null");
        }
        ArrayValue d = ArrayValue.decode(cx.types(), a[1], r);
        TypeInfo elem = cx.types().type(c.argType(0));
        ArrayValue lb = bounds ? ArrayValue.decode(cx.types(), a[2], r) : d;
        for (ArrayValue v : new ArrayValue[] {d, lb}) {
            if (v.ndim() > 1) {
                throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts")
                        .detail("Dimension array must be one dimensional.");
            }
            if (v.hasNulls()) {
                throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "dimension values cannot be null");
            }
        }
        if (lb.count != d.count) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts")
                    .detail("Low bound array has different size than dimensions array.");
        }
        if (d.count == 0) {
            o.setBytes(r, ArrayValue.empty(elem).encode());
            return;
        }
        if (d.count > ArrayValue.MAX_DIM) {
            throw Err.of(
                    SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "number of array dimensions (" + d.count + ") exceeds the maximum allowed (" + ArrayValue.MAX_DIM
                            + ")");
        }
        int[] dims = new int[d.count];
        int[] lbs = ones(d.count);
        long n = 1;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = d.values.getInt(i);
            lbs[i] = bounds ? lb.values.getInt(i) : 1;
            n = ArrayValue.checkItems(n * Math.max(dims[i], 0));
        }
        if (n == 0) {
            o.setBytes(r, ArrayValue.empty(elem).encode());
            return;
        }
        Vector t = new Vector(elem.byRef(), (int) n);
        for (int i = 0; i < n; i++) {
            t.copyRow(a[0], r, i);
        }
        o.setBytes(r, new ArrayValue(elem, dims, lbs, t, (int) n).encode());
    }

    private static boolean same(TypeOps ops, Vector x, int i, Vector y, int j) {
        boolean xn = x.isNull(i);
        boolean yn = y.isNull(j);
        return xn || yn ? xn && yn : ops.equal(x, i, y, j);
    }

    private static void remove(EvalContext cx, CallInfo c, Vector[] a, int r, Vector o) {
        if (a[0].isNull(r)) {
            o.setNull(r);
            return;
        }
        ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
        if (v.ndim() > 1) {
            throw Err.of(
                    SqlState.FEATURE_NOT_SUPPORTED, "removing elements from multidimensional arrays is not supported");
        }
        TypeOps ops = TypeOps.equality(cx.types(), v.elem.oid(), c.collation());
        Vector t = v.fresh(v.count);
        int n = 0;
        for (int i = 0; i < v.count; i++) {
            if (!same(ops, v.values, i, a[1], r)) {
                t.copyRow(v.values, i, n++);
            }
        }
        if (n == v.count) {
            o.copyRow(a[0], r, r);
        } else {
            o.setBytes(
                    r,
                    (n == 0 ? ArrayValue.empty(v.elem) : new ArrayValue(v.elem, new int[] {n}, v.lbs, t, n)).encode());
        }
    }

    private static void replace(EvalContext cx, CallInfo c, Vector[] a, int r, Vector o) {
        if (a[0].isNull(r)) {
            o.setNull(r);
            return;
        }
        ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
        TypeOps ops = TypeOps.equality(cx.types(), v.elem.oid(), c.collation());
        Vector t = v.fresh(v.count);
        for (int i = 0; i < v.count; i++) {
            if (same(ops, v.values, i, a[1], r)) {
                t.copyRow(a[2], r, i);
            } else {
                t.copyRow(v.values, i, i);
            }
        }
        o.setBytes(r, new ArrayValue(v.elem, v.dims, v.lbs, t, v.count).encode());
    }

    private static @Nullable RowKernel search(String p, CallInfo c) {
        return switch (p) {
            case "arraycontains" -> (cx, a, r, o) -> o.setBool(r, contains(cx, c, a[0], a[1], r, true));
            case "arraycontained" -> (cx, a, r, o) -> o.setBool(r, contains(cx, c, a[1], a[0], r, true));
            case "arrayoverlap" -> (cx, a, r, o) -> o.setBool(r, contains(cx, c, a[0], a[1], r, false));
            case "array_position" -> (cx, a, r, o) -> position(cx, c, a, r, o, false);
            case "array_position_start" -> (cx, a, r, o) -> position(cx, c, a, r, o, true);
            case "array_positions" -> (cx, a, r, o) -> positions(cx, c, a, r, o);
            case "width_bucket_array" ->
                (cx, a, r, o) -> {
                    ArrayValue v = ArrayValue.decode(cx.types(), a[1], r);
                    if (v.ndim() > 1) {
                        throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "thresholds must be one-dimensional array");
                    }
                    if (v.hasNulls()) {
                        throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "thresholds array must not contain NULLs");
                    }
                    TypeOps ops = TypeOps.equality(cx.types(), v.elem.oid(), c.collation());
                    int lo = 0;
                    int hi = v.count;
                    while (lo < hi) {
                        int mid = (lo + hi) >>> 1;
                        if (ops.compare(a[0], r, v.values, mid) < 0) {
                            hi = mid;
                        } else {
                            lo = mid + 1;
                        }
                    }
                    o.setLong(r, lo);
                };
            default -> null;
        };
    }

    private static boolean contains(EvalContext cx, CallInfo c, Vector x, Vector y, int r, boolean all) {
        ArrayValue a = ArrayValue.decode(cx.types(), x, r);
        ArrayValue b = ArrayValue.decode(cx.types(), y, r);
        if (a.elem.oid() != b.elem.oid()) {
            throw Err.of(SqlState.DATATYPE_MISMATCH, "cannot compare arrays of different element types");
        }
        TypeOps ops = TypeOps.equality(cx.types(), a.elem.oid(), c.collation());
        for (int j = 0; j < b.count; j++) {
            boolean found = false;
            if (!b.values.isNull(j)) {
                for (int i = 0; i < a.count && !found; i++) {
                    found = !a.values.isNull(i) && ops.equal(a.values, i, b.values, j);
                }
            }
            if (found != all) {
                return found;
            }
        }
        return all;
    }

    private static void position(EvalContext cx, CallInfo c, Vector[] a, int r, Vector o, boolean start) {
        o.setNull(r);
        if (a[0].isNull(r)) {
            return;
        }
        ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
        if (v.ndim() > 1) {
            throw Err.of(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "searching for elements in multidimensional arrays is not supported");
        }
        if (start && a[2].isNull(r)) {
            throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "initial position must not be null");
        }
        if (v.count == 0) {
            return;
        }
        TypeOps ops = TypeOps.equality(cx.types(), v.elem.oid(), c.collation());
        for (int i = start ? Math.max(0, a[2].getInt(r) - v.lbs[0]) : 0; i < v.count; i++) {
            if (same(ops, v.values, i, a[1], r)) {
                o.setLong(r, v.lbs[0] + i);
                return;
            }
        }
    }

    private static void positions(EvalContext cx, CallInfo c, Vector[] a, int r, Vector o) {
        if (a[0].isNull(r)) {
            o.setNull(r);
            return;
        }
        ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
        if (v.ndim() > 1) {
            throw Err.of(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "searching for elements in multidimensional arrays is not supported");
        }
        TypeOps ops = TypeOps.equality(cx.types(), v.elem.oid(), c.collation());
        Vector t = new Vector(false, v.count);
        int n = 0;
        for (int i = 0; i < v.count; i++) {
            if (same(ops, v.values, i, a[1], r)) {
                t.setLong(n++, v.lbs[0] + i);
            }
        }
        o.setBytes(r, ArrayValue.of(cx.types().type(Oids.INT4), t, n).encode());
    }

    private static @Nullable RowKernel text(String p) {
        return switch (p) {
            case "array_to_text" -> (cx, a, r, o) -> join(cx, a[0], r, a[1].getText(r), null, o);
            case "array_to_text_null" ->
                (cx, a, r, o) -> {
                    if (a[0].isNull(r) || a[1].isNull(r)) {
                        o.setNull(r);
                    } else {
                        join(cx, a[0], r, a[1].getText(r), a[2].isNull(r) ? null : a[2].getText(r), o);
                    }
                };
            case "text_to_array", "text_to_array_null" ->
                (cx, a, r, o) -> {
                    if (a[0].isNull(r)) {
                        o.setNull(r);
                        return;
                    }
                    List<@Nullable String> parts = split(
                            a[0].getText(r),
                            a[1].isNull(r) ? null : a[1].getText(r),
                            a.length > 2 && !a[2].isNull(r) ? a[2].getText(r) : null);
                    o.setBytes(r, ofTexts(cx, parts).encode());
                };
            default -> null;
        };
    }

    /** A text[] of strings. */
    static ArrayValue ofTexts(EvalContext cx, List<@Nullable String> parts) {
        Vector t = new Vector(true, parts.size());
        for (int i = 0; i < parts.size(); i++) {
            String s = parts.get(i);
            if (s == null) {
                t.setNull(i);
            } else {
                t.setText(i, s);
            }
        }
        return ArrayValue.of(cx.types().type(Oids.TEXT), t, parts.size());
    }

    /** string_to_array: null separator = characters, empty = the whole. */
    static List<@Nullable String> split(String s, @Nullable String sep, @Nullable String nul) {
        List<@Nullable String> parts = new ArrayList<>();
        if (s.isEmpty()) {
            return parts;
        }
        if (sep == null) {
            for (int i = 0; i < s.length(); ) {
                int n = Character.charCount(s.codePointAt(i));
                parts.add(nullIf(s.substring(i, i + n), nul));
                i += n;
            }
        } else if (sep.isEmpty()) {
            parts.add(nullIf(s, nul));
        } else {
            int from = 0;
            for (int at = s.indexOf(sep); at >= 0; at = s.indexOf(sep, from)) {
                parts.add(nullIf(s.substring(from, at), nul));
                from = at + sep.length();
            }
            parts.add(nullIf(s.substring(from), nul));
        }
        return parts;
    }

    private static @Nullable String nullIf(String s, @Nullable String nul) {
        return s.equals(nul) ? null : s;
    }

    private static void join(EvalContext cx, Vector x, int r, String sep, @Nullable String nul, Vector o) {
        ArrayValue v = ArrayValue.decode(cx.types(), x, r);
        Codec codec = TypeIo.codec(cx.types(), v.elem.oid());
        ByteSink s = new ByteSink(64);
        byte[] d = Bytes.utf8(sep);
        boolean first = true;
        for (int i = 0; i < v.count; i++) {
            if (v.values.isNull(i) && nul == null) {
                continue;
            }
            if (!first) {
                s.put(d);
            }
            first = false;
            if (v.values.isNull(i)) {
                s.text(nul == null ? "" : nul);
            } else {
                codec.output(cx, v.values, i, s);
            }
        }
        o.setBytes(r, s.buf, 0, s.size);
    }
}
