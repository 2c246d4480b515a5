package org.hathi.types;

import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** enum_first, enum_last, enum_range; to_number; bit operations on bytea; odds and ends. */
final class EnumFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "enum_first", "enum_last" ->
                        (cx, a, r, o) -> {
                            List<TypeCatalog.EnumLabel> l = labels(cx, c);
                            TypeCatalog.EnumLabel e = l.get(p.equals("enum_first") ? 0 : l.size() - 1);
                            checkSafe(cx, c.argType(0), e);
                            o.setLong(r, e.oid() & 0xFFFFFFFFL);
                        };
                    case "enum_range_all" -> (cx, a, r, o) -> range(cx, c, null, null, o, r);
                    case "enum_range_bounds" ->
                        (cx, a, r, o) -> range(
                                cx,
                                c,
                                a[0].isNull(r) ? null : a[0].longs[r],
                                a[1].isNull(r) ? null : a[1].longs[r],
                                o,
                                r);
                    case "byteaGetByte" -> (cx, a, r, o) -> o.setLong(r, a[0].arena[index(a, r, a[0].len[r])] & 0xFF);
                    case "byteaSetByte" ->
                        (cx, a, r, o) -> {
                            int at = index(a, r, a[0].len[r]) - a[0].off[r];
                            byte[] b = a[0].getBytes(r);
                            b[at] = (byte) a[2].getInt(r);
                            o.setBytes(r, b);
                        };
                    case "byteaGetBit" ->
                        (cx, a, r, o) -> {
                            long n = bit(a, r);
                            o.setLong(r, a[0].arena[a[0].off[r] + (int) (n >> 3)] >> (n & 7) & 1);
                        };
                    case "byteaSetBit" -> (cx, a, r, o) -> setBit(a, r, o);
                    case "bytea_bit_count" ->
                        (cx, a, r, o) -> {
                            long n = 0;
                            for (int i = 0; i < a[0].len[r]; i++) {
                                n += Integer.bitCount(a[0].arena[a[0].off[r] + i] & 0xFF);
                            }
                            o.setLong(r, n);
                        };
                    case "byteaoverlay", "byteaoverlay_no_len" -> (cx, a, r, o) -> overlay(a, r, o);
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static void overlay(Vector[] a, int r, Vector o) {
        int start = a[2].getInt(r);
        int n = a.length > 3 ? a[3].getInt(r) : a[1].len[r];
        if (start <= 0) {
            throw Err.of(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
        }
        long end = (long) start + n;
        if (end != (int) end) {
            throw Err.range("integer");
        }
        int len = a[0].len[r];
        int head = Math.min(start - 1, len);
        int tail = (int) Math.max(0, Math.min(end - 1, len));
        ByteSink s = new ByteSink(len + a[1].len[r]);
        s.put(a[0].arena, a[0].off[r], head).put(a[1].arena, a[1].off[r], a[1].len[r]);
        s.put(a[0].arena, a[0].off[r] + tail, len - tail);
        o.setBytes(r, s.buf, 0, s.size);
    }

    private static void setBit(Vector[] a, int r, Vector o) {
        long n = bit(a, r);
        int v = a[2].getInt(r);
        if (v != 0 && v != 1) {
            throw Err.parameter("new bit must be 0 or 1");
        }
        byte[] b = a[0].getBytes(r);
        int at = (int) (n >> 3);
        int mask = 1 << (n & 7);
        b[at] = (byte) (v == 0 ? b[at] & ~mask : b[at] | mask);
        o.setBytes(r, b);
    }

    /** 55P04 for a label that may not be used yet. */
    static void checkSafe(EvalContext cx, int type, TypeCatalog.EnumLabel l) {
        if (l.uncommitted()) {
            throw Err.of(
                            SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE,
                            "unsafe use of new value \"" + l.label() + "\" of enum type "
                                    + cx.types().formatType(type, -1))
                    .hint("New enum values must be committed before they can be used.");
        }
    }

    private static List<TypeCatalog.EnumLabel> labels(EvalContext cx, CallInfo c) {
        List<TypeCatalog.EnumLabel> l = cx.types().enumLabels(c.argType(0));
        if (l.isEmpty()) {
            throw Err.of(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "enum " + cx.types().formatType(c.argType(0), -1) + " contains no values");
        }
        return l;
    }

    private static void range(EvalContext cx, CallInfo c, @Nullable Long from, @Nullable Long to, Vector o, int r) {
        List<TypeCatalog.EnumLabel> l = cx.types().enumLabels(c.argType(0));
        Vector v = new Vector(false, l.size());
        int n = 0;
        boolean in = from == null;
        for (TypeCatalog.EnumLabel e : l) {
            in |= from != null && e.oid() == from.intValue();
            if (in) {
                checkSafe(cx, c.argType(0), e);
                v.setLong(n++, e.oid() & 0xFFFFFFFFL);
            }
            if (to != null && e.oid() == to.intValue()) {
                break;
            }
        }
        o.setBytes(r, ArrayValue.of(cx.types().type(c.argType(0)), v, n).encode());
    }

    private static int index(Vector[] a, int r, int len) {
        int n = a[1].getInt(r);
        if (n < 0 || n >= len) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "index " + n + " out of valid range, 0.." + (len - 1));
        }
        return a[0].off[r] + n;
    }

    private static long bit(Vector[] a, int r) {
        long n = a[1].longs[r];
        if (n < 0 || n >= a[0].len[r] * 8L) {
            throw Err.of(
                    SqlState.ARRAY_SUBSCRIPT_ERROR, "index " + n + " out of valid range, 0.." + (a[0].len[r] * 8L - 1));
        }
        return n;
    }
}
