package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Arithmetic and bit operators of int2, int4, int8, their conversions, oid and "char" conversions. */
final class IntFamily implements FunctionFamily {
    private static final int MAX2 = Short.MAX_VALUE;

    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        Kernel k = arith(p);
        if (k == null) {
            k = convert(p);
        }
        if (k != null) {
            return c.strict() ? Kernels.strict(k) : k;
        }
        RowKernel r = bits(p);
        if (r == null) {
            r = rest(p);
        }
        return r == null ? null : Kernels.rows(r, c.strict());
    }

    private static @Nullable Kernel arith(String p) {
        return switch (p) {
            case "int4pl", "int24pl", "int42pl" -> new Add32(false, false);
            case "int2pl" -> new Add32(false, true);
            case "int4mi", "int24mi", "int42mi" -> new Add32(true, false);
            case "int2mi" -> new Add32(true, true);
            case "int8pl", "int48pl", "int84pl", "int28pl", "int82pl" -> IntFamily::add64;
            case "int8mi", "int48mi", "int84mi", "int28mi", "int82mi" -> IntFamily::sub64;
            case "int4mul", "int24mul", "int42mul" -> IntFamily::mul32;
            case "int8mul", "int48mul", "int84mul", "int28mul", "int82mul" -> IntFamily::mul64;
            default -> null;
        };
    }

    /** Sums or differences of values of at most 32 bits, checked against int4 or int2. */
    private record Add32(boolean minus, boolean small) implements Kernel {
        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            long[] a = args[0].longs;
            long[] b = args[1].longs;
            long[] o = out.longs;
            long bad = 0;
            long sign = minus ? -1 : 1;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                long v = a[r] + sign * b[r];
                bad |= v ^ (small ? (short) v : (int) v);
                o[r] = v;
            }
            if (bad != 0) {
                throw Err.range(small ? "smallint" : "integer");
            }
            clear(out, sel, n);
        }
    }

    /** Marks the rows of {@code out} not null. */
    static void clear(Vector out, int @Nullable [] sel, int n) {
        if (out.hasNulls) {
            for (int i = 0; i < n; i++) {
                out.nulls[sel == null ? i : sel[i]] = false;
            }
        }
    }

    private static void add64(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
        long[] a = args[0].longs;
        long[] b = args[1].longs;
        long[] o = out.longs;
        long bad = 0;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            long v = a[r] + b[r];
            bad |= (a[r] ^ v) & (b[r] ^ v);
            o[r] = v;
        }
        if (bad < 0) {
            throw Err.range("bigint");
        }
        clear(out, sel, n);
    }

    private static void sub64(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
        long[] a = args[0].longs;
        long[] b = args[1].longs;
        long[] o = out.longs;
        long bad = 0;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            long v = a[r] - b[r];
            bad |= (a[r] ^ b[r]) & (a[r] ^ v);
            o[r] = v;
        }
        if (bad < 0) {
            throw Err.range("bigint");
        }
        clear(out, sel, n);
    }

    private static void mul32(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
        long[] a = args[0].longs;
        long[] b = args[1].longs;
        long[] o = out.longs;
        long bad = 0;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            long v = a[r] * b[r];
            bad |= v ^ (int) v;
            o[r] = v;
        }
        if (bad != 0) {
            throw Err.range("integer");
        }
        clear(out, sel, n);
    }

    private static void mul64(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
        long[] a = args[0].longs;
        long[] b = args[1].longs;
        long[] o = out.longs;
        long bad = 0;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            long v = a[r] * b[r];
            bad |= Math.multiplyHigh(a[r], b[r]) ^ (v >> 63);
            o[r] = v;
        }
        if (bad != 0) {
            throw Err.range("bigint");
        }
        clear(out, sel, n);
    }

    private static @Nullable Kernel convert(String p) {
        return switch (p) {
            case "int48", "int28", "i2toi4", "oidtoi8", "bool_int4", "chartoi4", "int2up", "int4up", "int8up" ->
                IntFamily::same;
            case "int84" -> new Narrow(4);
            case "int82", "i4toi2" -> new Narrow(2);
            default -> null;
        };
    }

    private static void same(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
        long[] a = args[0].longs;
        long[] o = out.longs;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            o[r] = a[r];
        }
        clear(out, sel, n);
    }

    private record Narrow(int bytes) implements Kernel {
        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            long[] a = args[0].longs;
            long[] o = out.longs;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                long v = a[r];
                if (v != (bytes == 4 ? (int) v : (short) v)) {
                    throw Err.range(bytes == 4 ? "integer" : "smallint");
                }
                o[r] = v;
            }
            clear(out, sel, n);
        }
    }

    private static @Nullable RowKernel bits(String p) {
        return switch (p) {
            case "int2and", "int4and", "int8and" -> (cx, a, r, o) -> o.setLong(r, a[0].longs[r] & a[1].longs[r]);
            case "int2or", "int4or", "int8or" -> (cx, a, r, o) -> o.setLong(r, a[0].longs[r] | a[1].longs[r]);
            case "int2xor", "int4xor", "int8xor" -> (cx, a, r, o) -> o.setLong(r, a[0].longs[r] ^ a[1].longs[r]);
            case "int2not", "int4not", "int8not" -> (cx, a, r, o) -> o.setLong(r, ~a[0].longs[r]);
            case "int2shl" -> (cx, a, r, o) -> o.setLong(r, (short) ((int) a[0].longs[r] << (int) a[1].longs[r]));
            case "int2shr" -> (cx, a, r, o) -> o.setLong(r, (short) ((int) a[0].longs[r] >> (int) a[1].longs[r]));
            case "int4shl" -> (cx, a, r, o) -> o.setLong(r, (int) a[0].longs[r] << (int) a[1].longs[r]);
            case "int4shr" -> (cx, a, r, o) -> o.setLong(r, (int) a[0].longs[r] >> (int) a[1].longs[r]);
            case "int8shl" -> (cx, a, r, o) -> o.setLong(r, a[0].longs[r] << (int) a[1].longs[r]);
            case "int8shr" -> (cx, a, r, o) -> o.setLong(r, a[0].longs[r] >> (int) a[1].longs[r]);
            default -> null;
        };
    }

    private static @Nullable RowKernel rest(String p) {
        return switch (p) {
            case "int2mul" -> (cx, a, r, o) -> o.setLong(r, fit(a[0].longs[r] * a[1].longs[r], 2));
            case "int2div" -> (cx, a, r, o) -> o.setLong(r, fit(div(a[0].longs[r], a[1].longs[r]), 2));
            case "int4div", "int24div", "int42div" ->
                (cx, a, r, o) -> o.setLong(r, fit(div(a[0].longs[r], a[1].longs[r]), 4));
            case "int8div", "int84div", "int48div", "int28div", "int82div" ->
                (cx, a, r, o) -> {
                    if (a[0].longs[r] == Long.MIN_VALUE && a[1].longs[r] == -1) {
                        throw Err.range("bigint");
                    }
                    o.setLong(r, div(a[0].longs[r], a[1].longs[r]));
                };
            case "int2mod", "int4mod", "int8mod" ->
                (cx, a, r, o) -> {
                    if (a[1].longs[r] == 0) {
                        throw Err.divisionByZero();
                    }
                    o.setLong(r, a[0].longs[r] % a[1].longs[r]);
                };
            case "int2um" -> (cx, a, r, o) -> o.setLong(r, fit(-a[0].longs[r], 2));
            case "int4um" -> (cx, a, r, o) -> o.setLong(r, fit(-a[0].longs[r], 4));
            case "int8um" -> (cx, a, r, o) -> o.setLong(r, negate(a[0].longs[r]));
            case "int2abs" -> (cx, a, r, o) -> o.setLong(r, fit(Math.abs(a[0].longs[r]), 2));
            case "int4abs" -> (cx, a, r, o) -> o.setLong(r, fit(Math.abs(a[0].longs[r]), 4));
            case "int8abs" -> (cx, a, r, o) -> o.setLong(r, a[0].longs[r] < 0 ? negate(a[0].longs[r]) : a[0].longs[r]);
            case "int4inc" -> (cx, a, r, o) -> o.setLong(r, fit(a[0].longs[r] + 1, 4));
            case "int8inc", "int8inc_any" -> (cx, a, r, o) -> o.setLong(r, inc(a[0].longs[r], 1));
            case "int8dec", "int8dec_any" -> (cx, a, r, o) -> o.setLong(r, inc(a[0].longs[r], -1));
            case "int4gcd" -> (cx, a, r, o) -> o.setLong(r, fit(gcd(a[0].longs[r], a[1].longs[r]), 4));
            case "int8gcd" -> (cx, a, r, o) -> o.setLong(r, gcd(a[0].longs[r], a[1].longs[r]));
            case "int4lcm" -> (cx, a, r, o) -> o.setLong(r, fit(lcm(a[0].longs[r], a[1].longs[r], "integer"), 4));
            case "int8lcm" -> (cx, a, r, o) -> o.setLong(r, lcm(a[0].longs[r], a[1].longs[r], "bigint"));
            case "i8tooid" ->
                (cx, a, r, o) -> {
                    if (a[0].longs[r] >>> 32 != 0) {
                        throw Err.range("OID");
                    }
                    o.setLong(r, a[0].longs[r]);
                };
            case "int4_bool" -> (cx, a, r, o) -> o.setBool(r, a[0].longs[r] != 0);
            case "i4tochar" ->
                (cx, a, r, o) -> {
                    if (a[0].longs[r] != (byte) a[0].longs[r]) {
                        throw Err.range("\"char\"");
                    }
                    o.setLong(r, a[0].longs[r]);
                };
            case "to_hex32" -> (cx, a, r, o) -> o.setText(r, Integer.toHexString((int) a[0].longs[r]));
            case "to_hex64" -> (cx, a, r, o) -> o.setText(r, Long.toHexString(a[0].longs[r]));
            case "booland_statefunc" -> (cx, a, r, o) -> o.setBool(r, a[0].getBool(r) && a[1].getBool(r));
            case "boolor_statefunc" -> (cx, a, r, o) -> o.setBool(r, a[0].getBool(r) || a[1].getBool(r));
            case "xid8toxid" -> (cx, a, r, o) -> o.setLong(r, a[0].longs[r] & 0xFFFFFFFFL);
            case "pg_lsn_mi" ->
                (cx, a, r, o) -> {
                    java.math.BigInteger x = new java.math.BigInteger(Long.toUnsignedString(a[0].longs[r]));
                    java.math.BigInteger y = new java.math.BigInteger(Long.toUnsignedString(a[1].longs[r]));
                    Num.of(x.subtract(y), 0).store(o, r);
                };
            default -> null;
        };
    }

    static long fit(long v, int bytes) {
        if (bytes == 4 ? v != (int) v : v < Short.MIN_VALUE || v > MAX2) {
            throw Err.range(bytes == 4 ? "integer" : "smallint");
        }
        return v;
    }

    private static long inc(long v, long by) {
        if (by > 0 ? v == Long.MAX_VALUE : v == Long.MIN_VALUE) {
            throw Err.range("bigint");
        }
        return v + by;
    }

    private static long div(long a, long b) {
        if (b == 0) {
            throw Err.divisionByZero();
        }
        return a / b;
    }

    private static long negate(long v) {
        if (v == Long.MIN_VALUE) {
            throw Err.range("bigint");
        }
        return -v;
    }

    private static long gcd(long a, long b) {
        while (b != 0) {
            long t = b == -1 ? 0 : a % b;
            a = b;
            b = t;
        }
        if (a == Long.MIN_VALUE) {
            throw Err.range("bigint");
        }
        return Math.abs(a);
    }

    private static long lcm(long a, long b, String type) {
        if (a == 0 || b == 0) {
            return 0;
        }
        long x = a / gcd(a, b);
        if (Math.multiplyHigh(x, b) != x * b >> 63 || x * b == Long.MIN_VALUE) {
            throw Err.range(type);
        }
        return Math.abs(x * b);
    }
}
