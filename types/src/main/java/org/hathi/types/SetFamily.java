package org.hathi.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Set-returning functions: generate_series, unnest, generate_subscripts, string_to_table. */
final class SetFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        return null;
    }

    @Override
    public @Nullable SetFunction lookupSet(String p, CallInfo c) {
        return switch (p) {
            case "generate_series_int4", "generate_series_step_int4" ->
                new IntSeries(Integer.MAX_VALUE, Integer.MIN_VALUE);
            case "generate_series_int8", "generate_series_step_int8" -> new IntSeries(Long.MAX_VALUE, Long.MIN_VALUE);
            case "generate_series_numeric", "generate_series_step_numeric" -> new NumSeries();
            case "generate_series_timestamp" -> new TimeSeries(false);
            case "generate_series_timestamptz" -> new TimeSeries(true);
            case "array_unnest" -> new Unnest();
            case "generate_subscripts", "generate_subscripts_nodir" -> new Subscripts();
            case "text_to_table", "text_to_table_null" -> new SplitTable();
            default -> RegexFamily.set(p, c);
        };
    }

    private static final class IntSeries implements SetFunction {
        private final long max;
        private final long min;
        private long next;
        private long last;
        private long step;
        private boolean done;

        IntSeries(long max, long min) {
            this.max = max;
            this.min = min;
        }

        @Override
        public void start(EvalContext cx, @Nullable Object[] a) {
            next = number(a, 0);
            last = number(a, 1);
            step = a.length > 2 ? number(a, 2) : 1;
            if (step == 0) {
                throw Err.parameter("step size cannot equal zero");
            }
            done = false;
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int limit) {
            int n = 0;
            Vector o = out[0];
            while (n < limit && !done && (step > 0 ? next <= last : next >= last)) {
                o.setLong(n++, next);
                done = step > 0 ? next > max - step : next < min - step;
                next += step;
            }
            return n;
        }
    }

    private static long number(@Nullable Object[] a, int i) {
        return a[i] instanceof Long v ? v : 0;
    }

    private static byte[] bytes(@Nullable Object[] a, int i) {
        return a[i] instanceof byte[] b ? b : new byte[0];
    }

    private static final class NumSeries implements SetFunction {
        private Num next = Num.ZERO;
        private Num last = Num.ZERO;
        private Num step = Num.ONE;

        @Override
        public void start(EvalContext cx, @Nullable Object[] a) {
            next = Num.decode(bytes(a, 0));
            last = Num.decode(bytes(a, 1));
            step = a.length > 2 ? Num.decode(bytes(a, 2)) : Num.ONE;
            check(next, "start");
            check(last, "stop");
            check(step, "step size");
            if (step.isZero()) {
                throw Err.parameter("step size cannot equal zero");
            }
        }

        private static void check(Num v, String what) {
            if (!v.isFinite()) {
                throw Err.parameter(what + (what.equals("step size") ? "" : " value") + " cannot be "
                        + (v.isNaN() ? "NaN" : "infinity"));
            }
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int limit) {
            int n = 0;
            while (n < limit && (step.signum() > 0 ? Num.compare(next, last) <= 0 : Num.compare(next, last) >= 0)) {
                next.store(out[0], n++);
                next = NumMath.add(next, step);
            }
            return n;
        }
    }

    private static final class TimeSeries implements SetFunction {
        private final boolean zoned;
        private long next;
        private long last;
        private int sign;
        private Interval step = new Interval(0, 0, 0);

        TimeSeries(boolean zoned) {
            this.zoned = zoned;
        }

        @Override
        public void start(EvalContext cx, @Nullable Object[] a) {
            next = number(a, 0);
            last = number(a, 1);
            step = Interval.decode(bytes(a, 2), 0);
            sign = step.sign();
            if (sign == 0) {
                throw Err.parameter("step size cannot equal zero");
            }
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int limit) {
            int n = 0;
            while (n < limit && (sign > 0 ? next <= last : next >= last)) {
                out[0].setLong(n++, next);
                next = zoned ? TimeMath.plusZoned(next, step, cx.zone) : TimeMath.plus(next, step);
            }
            return n;
        }
    }

    private static final class Unnest implements SetFunction {
        private @Nullable ArrayValue array;
        private int at;

        @Override
        public void start(EvalContext cx, @Nullable Object[] a) {
            array = ArrayValue.decode(cx.types(), bytes(a, 0), 0);
            at = 0;
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int limit) {
            ArrayValue v = array;
            int n = 0;
            while (v != null && n < limit && at < v.count) {
                if (out.length == 1) {
                    out[0].copyRow(v.values, at++, n++);
                } else {
                    composite(cx, v, at++, out, n++);
                }
            }
            return n;
        }

        private static void composite(EvalContext cx, ArrayValue v, int i, Vector[] out, int row) {
            byte[] b = v.values.getBytes(i);
            @Nullable
            Object[] f = v.values.isNull(i)
                    ? new Object[out.length]
                    : RecordValue.deform(RecordValue.desc(cx.types(), b, 0), b, 0);
            for (int k = 0; k < out.length; k++) {
                out[k].setDatum(row, f[k]);
            }
        }
    }

    private static final class Subscripts implements SetFunction {
        private long next;
        private long last;
        private long step;

        @Override
        public void start(EvalContext cx, @Nullable Object[] a) {
            byte[] b = bytes(a, 0);
            long d = number(a, 1);
            boolean reverse = a.length > 2 && number(a, 2) != 0;
            step = 1;
            next = 1;
            last = 0;
            if (d < 1 || d > ArrayValue.ndim(b, 0)) {
                return;
            }
            next = ArrayValue.lbound(b, 0, (int) d - 1);
            last = next + ArrayValue.dim(b, 0, (int) d - 1) - 1;
            if (reverse) {
                long t = next;
                next = last;
                last = t;
                step = -1;
            }
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int limit) {
            int n = 0;
            while (n < limit && (step > 0 ? next <= last : next >= last)) {
                out[0].setLong(n++, next);
                next += step;
            }
            return n;
        }
    }

    private static final class SplitTable implements SetFunction {
        private List<@Nullable String> parts = List.of();
        private int at;

        @Override
        public void start(EvalContext cx, @Nullable Object[] a) {
            at = 0;
            parts = a[0] == null
                    ? List.of()
                    : ArrayFamily.split(
                            Bytes.string(bytes(a, 0)),
                            a[1] == null ? null : Bytes.string(bytes(a, 1)),
                            a.length > 2 && a[2] != null ? Bytes.string(bytes(a, 2)) : null);
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int limit) {
            int n = 0;
            while (n < limit && at < parts.size()) {
                String s = parts.get(at++);
                if (s == null) {
                    out[0].setNull(n++);
                } else {
                    out[0].setText(n++, s);
                }
            }
            return n;
        }
    }
}
