package org.hathi.types;

import java.util.function.DoubleUnaryOperator;
import org.hathi.base.SqlError;
import org.jspecify.annotations.Nullable;

/**
 * Transition, combine and final functions of PostgreSQL's own aggregates whose states are arrays, as CREATE AGGREGATE
 * may name them: counts, sums and sums of squared differences (Youngs and Cramer) of floats, regressions, averages of
 * integers and intervals. The built-in aggregates themselves do not come here ({@link Aggregates}).
 */
final class AggSteps {
    private AggSteps() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = p.startsWith("float") ? floats(p) : p.startsWith("interval_") ? intervals(p) : integers(p);
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    // ---------------------------------------------------------------- floats

    private static double[] state(EvalContext cx, Vector v, int r, int n, String function) {
        ArrayValue a = ArrayValue.decode(cx.types(), v, r);
        if (a.ndim() != 1 || a.count != n || a.hasNulls() || a.elem.oid() != Oids.FLOAT8) {
            throw SqlError.internal(function + ": expected " + n + "-element float8 array");
        }
        double[] s = new double[n];
        for (int i = 0; i < n; i++) {
            s[i] = a.values.getDouble(i);
        }
        return s;
    }

    private static void store(EvalContext cx, Vector out, int r, double... s) {
        Vector v = new Vector(false, s.length);
        for (int i = 0; i < s.length; i++) {
            v.setDouble(i, s[i]);
        }
        out.setBytes(r, ArrayValue.of(cx.types().type(Oids.FLOAT8), v, s.length).encode());
    }

    private static @Nullable RowKernel floats(String p) {
        return switch (p) {
            case "float8_accum" -> (cx, a, r, o) -> accumulate(cx, a, r, o, a[1].getDouble(r), p);
            case "float4_accum" -> (cx, a, r, o) -> accumulate(cx, a, r, o, a[1].getFloat(r), p);
            case "float8_combine" -> (cx, a, r, o) -> combine(cx, a, r, o);
            case "float8_avg" -> last(p, 3, 0, s -> s[1] / s[0]);
            case "float8_var_pop" -> last(p, 3, 0, s -> s[2] / s[0]);
            case "float8_var_samp" -> last(p, 3, 1, s -> s[2] / (s[0] - 1));
            case "float8_stddev_pop" -> last(p, 3, 0, s -> Math.sqrt(s[2] / s[0]));
            case "float8_stddev_samp" -> last(p, 3, 1, s -> Math.sqrt(s[2] / (s[0] - 1)));
            case "float8_regr_accum" -> AggSteps::regression;
            case "float8_regr_combine" -> AggSteps::regressionCombine;
            case "float8_regr_sxx" -> last(p, 6, 0, s -> s[2]);
            case "float8_regr_syy" -> last(p, 6, 0, s -> s[4]);
            case "float8_regr_sxy" -> last(p, 6, 0, s -> s[5]);
            case "float8_regr_avgx" -> last(p, 6, 0, s -> s[1] / s[0]);
            case "float8_regr_avgy" -> last(p, 6, 0, s -> s[3] / s[0]);
            case "float8_covar_pop" -> last(p, 6, 0, s -> s[5] / s[0]);
            case "float8_covar_samp" -> last(p, 6, 1, s -> s[5] / (s[0] - 1));
            case "float8_corr" -> last(p, 6, 0, s -> s[2] == 0 || s[4] == 0 ? null : s[5] / Math.sqrt(s[2] * s[4]));
            case "float8_regr_r2" ->
                last(p, 6, 0, s -> s[2] == 0 ? null : s[4] == 0 ? 1.0 : s[5] * s[5] / (s[2] * s[4]));
            case "float8_regr_slope" -> last(p, 6, 0, s -> s[2] == 0 ? null : s[5] / s[2]);
            case "float8_regr_intercept" -> last(p, 6, 0, s -> s[2] == 0 ? null : (s[3] - s[1] * s[5] / s[2]) / s[0]);
            default -> null;
        };
    }

    @FunctionalInterface
    private interface Last {
        @Nullable
        Double of(double[] state);
    }

    /** A final function: NULL for a state of {@code none} rows or fewer. */
    private static RowKernel last(String p, int n, int none, Last f) {
        return (cx, a, r, o) -> {
            double[] s = state(cx, a[0], r, n, p);
            Double v = s[0] <= none ? null : f.of(s);
            if (v == null) {
                o.setNull(r);
            } else {
                o.setDouble(r, v);
            }
        };
    }

    private static boolean finite(double d) {
        return !Double.isNaN(d) && !Double.isInfinite(d);
    }

    private static void accumulate(EvalContext cx, Vector[] a, int r, Vector o, double x, String p) {
        double[] s = state(cx, a[0], r, 3, p);
        double n = s[0] + 1;
        double sx = s[1] + x;
        double sxx = s[2];
        if (s[0] > 0) {
            double t = x * n - sx;
            sxx += t * t / (n * s[0]);
            if (Double.isInfinite(sx) || Double.isInfinite(sxx)) {
                if (!Double.isInfinite(s[1]) && !Double.isInfinite(x)) {
                    throw FloatFamily.overflow();
                }
                sxx = Double.NaN;
            }
        } else if (!finite(x)) {
            sxx = Double.NaN;
        }
        store(cx, o, r, n, sx, sxx);
    }

    private static void combine(EvalContext cx, Vector[] a, int r, Vector o) {
        double[] s = state(cx, a[0], r, 3, "float8_combine");
        double[] t = state(cx, a[1], r, 3, "float8_combine");
        if (s[0] == 0 || t[0] == 0) {
            store(cx, o, r, s[0] == 0 ? t : s);
            return;
        }
        double n = s[0] + t[0];
        double sx = FloatFamily.over(s[1] + t[1], s[1], t[1]);
        store(cx, o, r, n, sx, squares(s, t, 1, 1, 2, n));
    }

    /** The combined sum of products of differences: columns {@code x} and {@code y} are sums, {@code at} is theirs. */
    private static double squares(double[] s, double[] t, int x, int y, int at, double n) {
        double dx = s[x] / s[0] - t[x] / t[0];
        double dy = s[y] / s[0] - t[y] / t[0];
        return FloatFamily.over(s[at] + t[at] + s[0] * t[0] * dx * dy / n, s[at], t[at]);
    }

    private static void regression(EvalContext cx, Vector[] a, int r, Vector o) {
        double[] s = state(cx, a[0], r, 6, "float8_regr_accum");
        double y = a[1].getDouble(r);
        double x = a[2].getDouble(r);
        double n = s[0] + 1;
        double[] t = {n, s[1] + x, s[2], s[3] + y, s[4], s[5]};
        if (s[0] > 0) {
            double dx = x * n - t[1];
            double dy = y * n - t[3];
            double scale = 1 / (n * s[0]);
            t[2] += dx * dx * scale;
            t[4] += dy * dy * scale;
            t[5] += dx * dy * scale;
            boolean fx = !Double.isInfinite(s[1]) && !Double.isInfinite(x);
            boolean fy = !Double.isInfinite(s[3]) && !Double.isInfinite(y);
            if (fx && (Double.isInfinite(t[1]) || Double.isInfinite(t[2]))
                    || fy && (Double.isInfinite(t[3]) || Double.isInfinite(t[4]))
                    || fx && fy && Double.isInfinite(t[5])) {
                throw FloatFamily.overflow();
            }
            DoubleUnaryOperator unknown = d -> Double.isInfinite(d) ? Double.NaN : d;
            t[2] = unknown.applyAsDouble(t[2]);
            t[4] = unknown.applyAsDouble(t[4]);
            t[5] = unknown.applyAsDouble(t[5]);
        } else {
            t[2] = finite(x) ? t[2] : Double.NaN;
            t[4] = finite(y) ? t[4] : Double.NaN;
            t[5] = finite(x) && finite(y) ? t[5] : Double.NaN;
        }
        store(cx, o, r, t);
    }

    private static void regressionCombine(EvalContext cx, Vector[] a, int r, Vector o) {
        double[] s = state(cx, a[0], r, 6, "float8_regr_combine");
        double[] t = state(cx, a[1], r, 6, "float8_regr_combine");
        if (s[0] == 0 || t[0] == 0) {
            store(cx, o, r, s[0] == 0 ? t : s);
            return;
        }
        double n = s[0] + t[0];
        double sx = FloatFamily.over(s[1] + t[1], s[1], t[1]);
        double sy = FloatFamily.over(s[3] + t[3], s[3], t[3]);
        store(cx, o, r, n, sx, squares(s, t, 1, 1, 2, n), sy, squares(s, t, 3, 3, 4, n), squares(s, t, 1, 3, 5, n));
    }

    // ---------------------------------------------------------------- integers

    private static @Nullable RowKernel integers(String p) {
        return switch (p) {
            case "int2_sum", "int4_sum" ->
                (cx, a, r, o) -> {
                    if (a[0].isNull(r) && a[1].isNull(r)) {
                        o.setNull(r);
                    } else {
                        o.setLong(r, (a[0].isNull(r) ? 0 : a[0].longs[r]) + (a[1].isNull(r) ? 0 : a[1].longs[r]));
                    }
                };
            case "int8_sum" ->
                (cx, a, r, o) -> {
                    if (a[1].isNull(r)) {
                        o.copyRow(a[0], r, r);
                    } else if (a[0].isNull(r)) {
                        Num.of(a[1].longs[r]).store(o, r);
                    } else {
                        NumMath.add(Num.decode(a[0], r), Num.of(a[1].longs[r])).store(o, r);
                    }
                };
            case "int2_avg_accum", "int4_avg_accum" -> (cx, a, r, o) -> average(cx, a, r, o, 1);
            case "int2_avg_accum_inv", "int4_avg_accum_inv" -> (cx, a, r, o) -> average(cx, a, r, o, -1);
            case "int4_avg_combine" ->
                (cx, a, r, o) -> {
                    long[] s = pair(cx, a[0], r);
                    long[] t = pair(cx, a[1], r);
                    store(cx, o, r, s[0] + t[0], s[1] + t[1]);
                };
            case "int2int4_sum" ->
                (cx, a, r, o) -> {
                    long[] s = pair(cx, a[0], r);
                    if (s[0] == 0) {
                        o.setNull(r);
                    } else {
                        o.setLong(r, s[1]);
                    }
                };
            case "int8_avg" ->
                (cx, a, r, o) -> {
                    long[] s = pair(cx, a[0], r);
                    if (s[0] == 0) {
                        o.setNull(r);
                    } else {
                        NumMath.div(Num.of(s[1]), Num.of(s[0])).store(o, r);
                    }
                };
            case "int8inc_float8_float8" ->
                (cx, a, r, o) -> {
                    if (a[0].longs[r] == Long.MAX_VALUE) {
                        throw Err.range("bigint");
                    }
                    o.setLong(r, a[0].longs[r] + 1);
                };
            default -> null;
        };
    }

    private static void average(EvalContext cx, Vector[] a, int r, Vector o, int sign) {
        long[] s = pair(cx, a[0], r);
        store(cx, o, r, s[0] + sign, s[1] + sign * a[1].longs[r]);
    }

    private static long[] pair(EvalContext cx, Vector v, int r) {
        ArrayValue a = ArrayValue.decode(cx.types(), v, r);
        if (a.ndim() != 1 || a.count != 2 || a.hasNulls()) {
            throw SqlError.internal("expected 2-element int8 array");
        }
        return new long[] {a.values.longs[0], a.values.longs[1]};
    }

    private static void store(EvalContext cx, Vector out, int r, long count, long sum) {
        Vector v = new Vector(false, 2);
        v.setLong(0, count);
        v.setLong(1, sum);
        out.setBytes(r, ArrayValue.of(cx.types().type(Oids.INT8), v, 2).encode());
    }

    // ---------------------------------------------------------------- intervals

    private static @Nullable RowKernel intervals(String p) {
        return switch (p) {
            case "interval_accum" ->
                (cx, a, r, o) -> {
                    Interval[] s = intervalPair(cx, a[0], r);
                    store(cx, o, r, s[0].plus(Interval.decode(a[1].arena, a[1].off[r])), count(s) + 1);
                };
            case "interval_accum_inv" ->
                (cx, a, r, o) -> {
                    Interval[] s = intervalPair(cx, a[0], r);
                    store(cx, o, r, s[0].minus(Interval.decode(a[1].arena, a[1].off[r])), count(s) - 1);
                };
            case "interval_combine" ->
                (cx, a, r, o) -> {
                    Interval[] s = intervalPair(cx, a[0], r);
                    Interval[] t = intervalPair(cx, a[1], r);
                    store(cx, o, r, s[0].plus(t[0]), count(s) + count(t));
                };
            case "interval_avg" ->
                (cx, a, r, o) -> {
                    Interval[] s = intervalPair(cx, a[0], r);
                    if (count(s) == 0) {
                        o.setNull(r);
                    } else {
                        s[0].times(count(s), true).store(o, r);
                    }
                };
            default -> null;
        };
    }

    /** The count is kept as the time of the second interval. */
    private static long count(Interval[] s) {
        return s[1].time();
    }

    private static Interval[] intervalPair(EvalContext cx, Vector v, int r) {
        ArrayValue a = ArrayValue.decode(cx.types(), v, r);
        if (a.hasNulls()) {
            throw Err.of(
                    org.hathi.base.SqlState.NULL_VALUE_NOT_ALLOWED, "null array element not allowed in this context");
        }
        if (a.count != 2) {
            throw SqlError.internal("expected 2-element interval array");
        }
        return new Interval[] {Interval.decode(a.values.getBytes(0), 0), Interval.decode(a.values.getBytes(1), 0)};
    }

    private static void store(EvalContext cx, Vector out, int r, Interval sum, long count) {
        Vector v = new Vector(true, 2);
        sum.store(v, 0);
        new Interval(count, 0, 0).store(v, 1);
        out.setBytes(r, ArrayValue.of(cx.types().type(Oids.INTERVAL), v, 2).encode());
    }
}
