package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions of bit strings: logic, shifts, substrings, single bits, conversion to and from integers, length. */
final class BitFamily {
    private BitFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "bit_and", "bit_or", "bitxor" -> (cx, a, r, o) -> logic(p, a, r, o);
                    case "bitnot" ->
                        (cx, a, r, o) -> {
                            int n = length(a[0], r);
                            byte[] b = BitString.make(n);
                            for (int i = 0; i < n; i++) {
                                if (!bit(a[0], r, i)) {
                                    BitString.set(b, i);
                                }
                            }
                            o.setBytes(r, b);
                        };
                    case "bitshiftleft" -> (cx, a, r, o) -> shift(a[0], a[1].longs[r], r, o);
                    case "bitshiftright" -> (cx, a, r, o) -> shift(a[0], -a[1].longs[r], r, o);
                    case "bitfromint4" -> (cx, a, r, o) -> fromInt(a, 32, r, o);
                    case "bitfromint8" -> (cx, a, r, o) -> fromInt(a, 64, r, o);
                    case "bittoint4" -> (cx, a, r, o) -> o.setLong(r, (int) toInt(a[0], 32, "integer", r));
                    case "bittoint8" -> (cx, a, r, o) -> o.setLong(r, toInt(a[0], 64, "bigint", r));
                    case "bitposition" -> (cx, a, r, o) -> o.setLong(r, position(a[0], a[1], r));
                    case "bitsubstr" ->
                        (cx, a, r, o) -> o.setBytes(r, substr(a[0], r, a[1].longs[r], a[2].longs[r], false));
                    case "bitsubstr_no_len" -> (cx, a, r, o) -> o.setBytes(r, substr(a[0], r, a[1].longs[r], 0, true));
                    case "bitoverlay" -> (cx, a, r, o) -> overlay(a, r, a[2].longs[r], a[3].longs[r], o);
                    case "bitoverlay_no_len" -> (cx, a, r, o) -> overlay(a, r, a[2].longs[r], length(a[1], r), o);
                    case "bitgetbit" ->
                        (cx, a, r, o) -> {
                            checkIndex(a, r);
                            o.setLong(r, bit(a[0], r, a[1].getInt(r)) ? 1 : 0);
                        };
                    case "bitsetbit" -> BitFamily::setBit;
                    case "bit" -> BitFamily::coerceFixed;
                    case "varbit" -> BitFamily::coerceVarying;
                    case "bit_bit_count" ->
                        (cx, a, r, o) -> {
                            int n = length(a[0], r);
                            int count = 0;
                            for (int i = 0; i < n; i++) {
                                count += bit(a[0], r, i) ? 1 : 0;
                            }
                            o.setLong(r, count);
                        };
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static int length(Vector v, int r) {
        return BitString.length(v.arena, v.off[r]);
    }

    private static boolean bit(Vector v, int r, int i) {
        return BitString.get(v.arena, v.off[r], i);
    }

    private static void logic(String p, Vector[] a, int r, Vector o) {
        int n = length(a[0], r);
        String word = p.equals("bit_and") ? "AND" : p.equals("bit_or") ? "OR" : "XOR";
        if (n != length(a[1], r)) {
            throw Err.of(SqlState.STRING_DATA_LENGTH_MISMATCH, "cannot " + word + " bit strings of different sizes");
        }
        byte[] b = BitString.make(n);
        for (int i = 0; i < n; i++) {
            boolean x = bit(a[0], r, i);
            boolean y = bit(a[1], r, i);
            if (word.equals("AND") ? x && y : word.equals("OR") ? x || y : x != y) {
                BitString.set(b, i);
            }
        }
        o.setBytes(r, b);
    }

    private static void shift(Vector v, long by, int r, Vector o) {
        int n = length(v, r);
        byte[] b = BitString.make(n);
        for (int i = 0; i < n; i++) {
            long from = i + by;
            if (from >= 0 && from < n && bit(v, r, (int) from)) {
                BitString.set(b, i);
            }
        }
        o.setBytes(r, b);
    }

    private static void fromInt(Vector[] a, int width, int r, Vector o) {
        int n = a.length > 1 ? a[1].getInt(r) : 1;
        n = n <= 0 || n > 83886080 ? 1 : n;
        long v = a[0].longs[r];
        byte[] b = BitString.make(n);
        for (int i = 0; i < n; i++) {
            int place = n - 1 - i;
            if ((v >> Math.min(place, width - 1) & 1) != 0) {
                BitString.set(b, i);
            }
        }
        o.setBytes(r, b);
    }

    private static long toInt(Vector v, int width, String type, int r) {
        int n = length(v, r);
        if (n > width) {
            throw Err.range(type);
        }
        long x = 0;
        for (int i = 0; i < n; i++) {
            x = x << 1 | (bit(v, r, i) ? 1 : 0);
        }
        return x;
    }

    private static long position(Vector s, Vector sub, int r) {
        int n = length(s, r);
        int m = length(sub, r);
        if (n == 0 || m > n) {
            return 0;
        }
        for (int i = 0; i + m <= n; i++) {
            int k = 0;
            while (k < m && bit(s, r, i + k) == bit(sub, r, k)) {
                k++;
            }
            if (k == m) {
                return i + 1L;
            }
        }
        return 0;
    }

    private static byte[] substr(Vector v, int r, long from, long len, boolean toEnd) {
        int n = length(v, r);
        if (!toEnd && len < 0) {
            throw Err.of(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
        }
        long lo = Math.max(from, 1);
        long hi = toEnd ? n + 1L : Math.min(from + len, n + 1L);
        if (lo > n || hi <= lo) {
            return BitString.make(0);
        }
        byte[] b = BitString.make((int) (hi - lo));
        for (long i = lo; i < hi; i++) {
            if (bit(v, r, (int) i - 1)) {
                BitString.set(b, (int) (i - lo));
            }
        }
        return b;
    }

    private static void overlay(Vector[] a, int r, long from, long len, Vector o) {
        if (from <= 0) {
            throw Err.of(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
        }
        if (from + len > Integer.MAX_VALUE || from + len < Integer.MIN_VALUE) {
            throw Err.range("integer");
        }
        byte[] head = substr(a[0], r, 1, from - 1, false);
        byte[] tail = substr(a[0], r, from + len, 0, true);
        int h = BitString.length(head, 0);
        int m = length(a[1], r);
        int t = BitString.length(tail, 0);
        byte[] b = BitString.make(h + m + t);
        for (int i = 0; i < h + m + t; i++) {
            boolean on = i < h
                    ? BitString.get(head, 0, i)
                    : i < h + m ? bit(a[1], r, i - h) : BitString.get(tail, 0, i - h - m);
            if (on) {
                BitString.set(b, i);
            }
        }
        o.setBytes(r, b);
    }

    private static void checkIndex(Vector[] a, int r) {
        int n = length(a[0], r);
        long i = a[1].longs[r];
        if (i < 0 || i >= n) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "bit index " + i + " out of valid range (0.." + (n - 1) + ")");
        }
    }

    private static void setBit(EvalContext cx, Vector[] a, int r, Vector o) {
        checkIndex(a, r);
        long to = a[2].longs[r];
        if (to != 0 && to != 1) {
            throw Err.parameter("new bit must be 0 or 1");
        }
        byte[] b = a[0].getBytes(r);
        int i = a[1].getInt(r);
        int mask = 0x80 >> (i & 7);
        int at = 4 + (i >> 3);
        b[at] = (byte) (to == 1 ? b[at] | mask : b[at] & ~mask);
        o.setBytes(r, b);
    }

    private static byte[] resize(Vector v, int r, int n) {
        byte[] b = BitString.make(n);
        int m = Math.min(n, length(v, r));
        for (int i = 0; i < m; i++) {
            if (bit(v, r, i)) {
                BitString.set(b, i);
            }
        }
        return b;
    }

    private static void coerceFixed(EvalContext cx, Vector[] a, int r, Vector o) {
        int n = a[1].getInt(r);
        int have = length(a[0], r);
        if (n <= 0 || n > 83886080 || n == have) {
            o.copyRow(a[0], r, r);
        } else if (!a[2].getBool(r)) {
            throw Err.of(
                    SqlState.STRING_DATA_LENGTH_MISMATCH,
                    "bit string length " + have + " does not match type bit(" + n + ")");
        } else {
            o.setBytes(r, resize(a[0], r, n));
        }
    }

    private static void coerceVarying(EvalContext cx, Vector[] a, int r, Vector o) {
        int n = a[1].getInt(r);
        if (n <= 0 || n >= length(a[0], r)) {
            o.copyRow(a[0], r, r);
        } else if (!a[2].getBool(r)) {
            throw Err.of(SqlState.STRING_DATA_RIGHT_TRUNCATION, "bit string too long for type bit varying(" + n + ")");
        } else {
            o.setBytes(r, resize(a[0], r, n));
        }
    }
}
