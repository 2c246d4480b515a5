package org.hathi.types;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions of numeric: arithmetic with fast paths for small values, conversions, rounding, transcendentals. */
final class NumericFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = hot(p);
        if (k == null) {
            k = binary(p);
        }
        if (k == null) {
            k = unary(p);
        }
        if (k == null) {
            k = convert(p);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static @Nullable RowKernel hot(String p) {
        return switch (p) {
            case "numeric_add" -> (cx, a, r, o) -> add(a[0], a[1], r, o, false);
            case "numeric_sub" -> (cx, a, r, o) -> add(a[0], a[1], r, o, true);
            case "numeric_mul" -> (cx, a, r, o) -> mul(a[0], a[1], r, o);
            default -> null;
        };
    }

    private static void add(Vector x, Vector y, int r, Vector o, boolean minus) {
        long u = Num.smallUnscaled(x.arena, x.off[r], x.len[r]);
        long v = Num.smallUnscaled(y.arena, y.off[r], y.len[r]);
        if (u != Num.NOT_SMALL && v != Num.NOT_SMALL) {
            int s = Num.storedScale(x.arena, x.off[r]);
            int t = Num.storedScale(y.arena, y.off[r]);
            int d = s - t;
            if (d >= 0 ? d <= 9 && Math.abs(v) < 1_000_000_00L : -d <= 9 && Math.abs(u) < 1_000_000_00L) {
                if (d >= 0) {
                    v *= Num.pow10(d);
                } else {
                    u *= Num.pow10(-d);
                }
                long w = minus ? u - v : u + v;
                if (Math.abs(w) < 1_000_000_000_000_000_000L) {
                    Num.storeSmall(o, r, w, Math.max(s, t));
                    return;
                }
            }
        }
        Num a = Num.decode(x, r);
        Num b = Num.decode(y, r);
        (minus ? NumMath.sub(a, b) : NumMath.add(a, b)).store(o, r);
    }

    private static void mul(Vector x, Vector y, int r, Vector o) {
        long u = Num.smallUnscaled(x.arena, x.off[r], x.len[r]);
        long v = Num.smallUnscaled(y.arena, y.off[r], y.len[r]);
        if (u != Num.NOT_SMALL && v != Num.NOT_SMALL) {
            long lo = u * v;
            if (Math.multiplyHigh(u, v) == lo >> 63 && Math.abs(lo) < 1_000_000_000_000_000_000L) {
                Num.storeSmall(o, r, lo, Num.storedScale(x.arena, x.off[r]) + Num.storedScale(y.arena, y.off[r]));
                return;
            }
        }
        NumMath.mul(Num.decode(x, r), Num.decode(y, r)).store(o, r);
    }

    private interface Op2 {
        Num eval(Num x, Num y);
    }

    private interface Op1 {
        Num eval(Num x);
    }

    private static RowKernel two(Op2 op) {
        return (cx, a, r, o) ->
                op.eval(Num.decode(a[0], r), Num.decode(a[1], r)).store(o, r);
    }

    private static RowKernel one(Op1 op) {
        return (cx, a, r, o) -> op.eval(Num.decode(a[0], r)).store(o, r);
    }

    private static @Nullable RowKernel binary(String p) {
        return switch (p) {
            case "numeric_div" -> two(NumMath::div);
            case "numeric_div_trunc" -> two(NumMath::divTrunc);
            case "numeric_mod" -> two(NumMath::mod);
            case "numeric_power" -> two(NumMath::power);
            case "numeric_log" -> two(NumMath::log);
            case "numeric_gcd" -> two(NumMath::gcd);
            case "numeric_lcm" -> two(NumMath::lcm);
            case "numeric_round" ->
                (cx, a, r, o) -> NumMath.round(Num.decode(a[0], r), a[1].getInt(r), RoundingMode.HALF_UP)
                        .store(o, r);
            case "numeric_trunc" ->
                (cx, a, r, o) -> NumMath.round(Num.decode(a[0], r), a[1].getInt(r), RoundingMode.DOWN)
                        .store(o, r);
            case "numeric" ->
                (cx, a, r, o) -> Num.decode(a[0], r).applyTypmod(a[1].getInt(r)).store(o, r);
            case "width_bucket_numeric" -> NumericFamily::widthBucket;
            default -> null;
        };
    }

    private static @Nullable RowKernel unary(String p) {
        return switch (p) {
            case "numeric_uminus" -> one(Num::negate);
            case "numeric_uplus" -> one(x -> x);
            case "numeric_abs" -> one(Num::abs);
            case "numeric_sign" -> one(x -> x.isNaN() ? x : Num.of(x.signum()));
            case "numeric_ceil" -> one(NumMath::ceil);
            case "numeric_floor" -> one(NumMath::floor);
            case "numeric_sqrt" -> one(NumMath::sqrt);
            case "numeric_exp" -> one(NumMath::exp);
            case "numeric_ln" -> one(NumMath::ln);
            case "numeric_inc" -> one(x -> NumMath.add(x, Num.ONE));
            case "numeric_trim_scale" -> one(x -> x.isFinite() ? x.rescale(minScale(x)) : x);
            case "numeric_scale" ->
                (cx, a, r, o) -> {
                    Num x = Num.decode(a[0], r);
                    if (x.isFinite()) {
                        o.setLong(r, x.scale);
                    } else {
                        o.setNull(r);
                    }
                };
            case "numeric_min_scale" ->
                (cx, a, r, o) -> {
                    Num x = Num.decode(a[0], r);
                    if (x.isFinite()) {
                        o.setLong(r, minScale(x));
                    } else {
                        o.setNull(r);
                    }
                };
            case "numeric_fac" ->
                (cx, a, r, o) -> NumMath.factorial(a[0].longs[r]).store(o, r);
            default -> null;
        };
    }

    private static int minScale(Num x) {
        return x.isZero() ? 0 : Math.max(0, x.decimal().stripTrailingZeros().scale());
    }

    private static @Nullable RowKernel convert(String p) {
        return switch (p) {
            case "int2_numeric", "int4_numeric" -> (cx, a, r, o) -> Num.storeSmall(o, r, a[0].longs[r], 0);
            case "int8_numeric" -> (cx, a, r, o) -> Num.of(a[0].longs[r]).store(o, r);
            case "numeric_int2" ->
                (cx, a, r, o) ->
                        o.setLong(r, Num.decode(a[0], r).longValue("smallint", Short.MIN_VALUE, Short.MAX_VALUE));
            case "numeric_int4" ->
                (cx, a, r, o) ->
                        o.setLong(r, Num.decode(a[0], r).longValue("integer", Integer.MIN_VALUE, Integer.MAX_VALUE));
            case "numeric_int8" ->
                (cx, a, r, o) -> o.setLong(r, Num.decode(a[0], r).longValue("bigint", Long.MIN_VALUE, Long.MAX_VALUE));
            case "float8_numeric" ->
                (cx, a, r, o) -> Num.fromDouble(a[0].getDouble(r), 15).store(o, r);
            case "float4_numeric" ->
                (cx, a, r, o) -> Num.fromDouble(a[0].getFloat(r), 6).store(o, r);
            case "numeric_float8" -> (cx, a, r, o) -> o.setDouble(r, toDouble(Num.decode(a[0], r)));
            case "numeric_float4" ->
                (cx, a, r, o) -> {
                    Num x = Num.decode(a[0], r);
                    if (!x.isFinite()) {
                        o.setFloat(r, (float) x.doubleValue());
                        return;
                    }
                    float f = x.decimal().floatValue();
                    if (Float.isInfinite(f) || f == 0 && !x.isZero()) {
                        throw Err.of(
                                SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "\"" + x + "\" is out of range for type real");
                    }
                    o.setFloat(r, f);
                };
            case "numeric_pg_lsn" ->
                (cx, a, r, o) -> {
                    Num x = Num.decode(a[0], r);
                    if (!x.isFinite()) {
                        throw Err.of(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                "cannot convert " + (x.isNaN() ? "NaN" : "infinity") + " to pg_lsn");
                    }
                    java.math.BigInteger v = x.rescale(0).unscaled();
                    if (v.signum() < 0 || v.bitLength() > 64) {
                        throw Err.parameter("pg_lsn out of range");
                    }
                    o.setLong(r, v.longValue());
                };
            case "pg_lsn_pli", "pg_lsn_mii" ->
                (cx, a, r, o) -> {
                    Num n = Num.decode(a[1], r);
                    if (n.isNaN()) {
                        throw Err.of(
                                SqlState.FEATURE_NOT_SUPPORTED,
                                p.equals("pg_lsn_pli")
                                        ? "cannot add NaN to pg_lsn"
                                        : "cannot subtract NaN from pg_lsn");
                    }
                    Num l = Num.of(new java.math.BigInteger(Long.toUnsignedString(a[0].longs[r])), 0);
                    Num s = p.equals("pg_lsn_pli") ? NumMath.add(l, n) : NumMath.sub(l, n);
                    if (!s.isFinite()) {
                        throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "cannot convert infinity to pg_lsn");
                    }
                    java.math.BigInteger v = s.rescale(0).unscaled();
                    if (v.signum() < 0 || v.bitLength() > 64) {
                        throw Err.parameter("pg_lsn out of range");
                    }
                    o.setLong(r, v.longValue());
                };
            default -> null;
        };
    }

    static double toDouble(Num x) {
        double d = x.doubleValue();
        if (x.isFinite() && (Double.isInfinite(d) || d == 0 && !x.isZero())) {
            throw Err.of(
                    SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "\"" + x + "\" is out of range for type double precision");
        }
        return d;
    }

    private static void widthBucket(EvalContext cx, Vector[] a, int r, Vector o) {
        Num x = Num.decode(a[0], r);
        Num lo = Num.decode(a[1], r);
        Num hi = Num.decode(a[2], r);
        long n = a[3].longs[r];
        SqlState s = SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION;
        if (n <= 0) {
            throw Err.of(s, "count must be greater than zero");
        }
        if (x.isNaN() || lo.isNaN() || hi.isNaN()) {
            throw Err.of(s, "operand, lower bound, and upper bound cannot be NaN");
        }
        if (lo.isInf() || hi.isInf()) {
            throw Err.of(s, "lower and upper bounds must be finite");
        }
        int c = Num.compare(lo, hi);
        if (c == 0) {
            throw Err.of(s, "lower bound cannot equal upper bound");
        }
        boolean up = c < 0;
        long v;
        if (up ? Num.compare(x, lo) < 0 : Num.compare(x, lo) > 0) {
            v = 0;
        } else if (up ? Num.compare(x, hi) >= 0 : Num.compare(x, hi) <= 0) {
            v = n + 1;
        } else {
            BigDecimal num = x.decimal().subtract(lo.decimal()).multiply(BigDecimal.valueOf(n));
            v = num.divide(hi.decimal().subtract(lo.decimal()), 0, RoundingMode.DOWN)
                            .longValue()
                    + 1;
        }
        o.setLong(r, IntFamily.fit(v, 4));
    }
}
