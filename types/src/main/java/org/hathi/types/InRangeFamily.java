package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** in_range support functions of window frames: is a value within an offset of a base value? */
final class InRangeFamily {
    private InRangeFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "in_range_float8_float8" ->
                        (cx, a, r, o) -> o.setBool(r, real(a, r, a[0].getDouble(r), a[1].getDouble(r)));
                    case "in_range_float4_float8" ->
                        (cx, a, r, o) -> o.setBool(r, real(a, r, a[0].getFloat(r), a[1].getFloat(r)));
                    case "in_range_numeric_numeric" -> (cx, a, r, o) -> o.setBool(r, numeric(a, r));
                    case "in_range_interval_interval" ->
                        (cx, a, r, o) -> {
                            Interval by = Interval.decode(a[2], r);
                            check(by.sign() < 0);
                            Interval base = Interval.decode(a[1], r);
                            Interval sum = a[3].getBool(r) ? base.minus(by) : base.plus(by);
                            int d = Interval.compare(Interval.decode(a[0], r), sum);
                            o.setBool(r, a[4].getBool(r) ? d <= 0 : d >= 0);
                        };
                    case "in_range_time_interval" ->
                        (cx, a, r, o) -> {
                            long by = Interval.decode(a[2], r).time();
                            check(by < 0);
                            long sum = a[3].getBool(r) ? a[1].longs[r] - by : add(a[1].longs[r], by);
                            o.setBool(r, a[4].getBool(r) ? a[0].longs[r] <= sum : a[0].longs[r] >= sum);
                        };
                    case "in_range_timetz_interval" ->
                        (cx, a, r, o) -> {
                            long by = Interval.decode(a[2], r).time();
                            check(by < 0);
                            long base = Bytes.longL(a[1].arena, a[1].off[r]);
                            int baseZone = Bytes.intL(a[1].arena, a[1].off[r] + 8);
                            long v = Bytes.longL(a[0].arena, a[0].off[r]);
                            int zone = Bytes.intL(a[0].arena, a[0].off[r] + 8);
                            long sum = a[3].getBool(r) ? base - by : add(base, by);
                            int d = Long.compare(v + zone * Cal.SECOND, sum + baseZone * Cal.SECOND);
                            d = d != 0 ? d : Integer.compare(zone, baseZone);
                            o.setBool(r, a[4].getBool(r) ? d <= 0 : d >= 0);
                        };
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static long add(long a, long b) {
        return b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
    }

    private static void check(boolean bad) {
        if (bad) {
            throw Err.of(
                    SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
                    "invalid preceding or following size in window function");
        }
    }

    private static boolean real(Vector[] a, int r, double v, double base) {
        double by = a[2].getDouble(r);
        boolean sub = a[3].getBool(r);
        boolean less = a[4].getBool(r);
        check(Double.isNaN(by) || by < 0);
        if (Double.isNaN(v)) {
            return Double.isNaN(base) || !less;
        }
        if (Double.isNaN(base)) {
            return less;
        }
        if (Double.isInfinite(by) && Double.isInfinite(base) && (sub ? base > 0 : base < 0)) {
            return true;
        }
        double sum = sub ? base - by : base + by;
        return less ? v <= sum : v >= sum;
    }

    private static boolean numeric(Vector[] a, int r) {
        Num v = Num.decode(a[0], r);
        Num base = Num.decode(a[1], r);
        Num by = Num.decode(a[2], r);
        boolean sub = a[3].getBool(r);
        boolean less = a[4].getBool(r);
        check(by.isNaN() || by.signum() < 0);
        if (v.isNaN()) {
            return base.isNaN() || !less;
        }
        if (base.isNaN()) {
            return less;
        }
        if (!by.isFinite() && !base.isFinite() && (sub ? base.signum() > 0 : base.signum() < 0)) {
            return true;
        }
        int c = Num.compare(v, sub ? NumMath.sub(base, by) : NumMath.add(base, by));
        return less ? c <= 0 : c >= 0;
    }
}
