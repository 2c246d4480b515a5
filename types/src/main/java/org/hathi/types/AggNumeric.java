package org.hathi.types;

import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Exact sums, averages and variances of integers and numeric. */
final class AggNumeric {
    private AggNumeric() {}

    /** sum(int8) and avg(int2/int4/int8) in 128 bits. */
    static final class Int128Sum extends AggState {
        private final boolean avg;
        private long[] lo = new long[0];
        private long[] hi = new long[0];
        private long[] count = new long[0];

        Int128Sum(boolean avg) {
            this.avg = avg;
        }

        @Override
        public void resize(int groups) {
            if (groups > lo.length) {
                int n = Math.max(groups, lo.length * 2);
                lo = Arrays.copyOf(lo, n);
                hi = Arrays.copyOf(hi, n);
                count = Arrays.copyOf(count, n);
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            long[] x = args[0].longs;
            boolean nulls = args[0].hasNulls;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (nulls && args[0].nulls[r]) {
                    continue;
                }
                int g = groups[r];
                long v = lo[g] + x[r];
                hi[g] += (x[r] >> 63) + (Long.compareUnsigned(v, x[r]) < 0 ? 1 : 0);
                lo[g] = v;
                count[g]++;
            }
        }

        private Num sum(int g) {
            return hi[g] == lo[g] >> 63 ? Num.of(lo[g]) : Num.of(big(hi[g], lo[g]), 0);
        }

        @Override
        public void finish(EvalContext cx, int g, Vector out, int row) {
            if (count[g] == 0) {
                out.setNull(row);
                return;
            }
            Num s = sum(g);
            (avg ? NumMath.div(s, Num.of(count[g])) : s).store(out, row);
        }

        @Override
        public void clear(int g) {
            lo[g] = 0;
            hi[g] = 0;
            count[g] = 0;
        }

        @Override
        public long memory() {
            return lo.length * 24L;
        }
    }

    static BigInteger big(long hi, long lo) {
        return BigInteger.valueOf(hi).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(lo)));
    }

    /** sum and avg of numeric: a small sum per scale while it fits, else exact numbers. */
    static final class Sum extends AggState {
        private final boolean avg;
        private long[] small = new long[0];
        private int[] scale = new int[0];
        private long[] count = new long[0];
        private @Nullable Num[] rest = new Num[0];

        Sum(boolean avg) {
            this.avg = avg;
        }

        @Override
        public void resize(int groups) {
            if (groups > small.length) {
                int n = Math.max(groups, small.length * 2);
                small = Arrays.copyOf(small, n);
                scale = Arrays.copyOf(scale, n);
                count = Arrays.copyOf(count, n);
                rest = Arrays.copyOf(rest, n);
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            NumBatch b = decoded;
            b.decode(args[0], sel, n);
            accumulate(groups, b, sel, n);
        }

        private final NumBatch decoded = new NumBatch();

        @Override
        public boolean takesNumbers() {
            return true;
        }

        @Override
        public void accumulate(int[] groups, NumBatch x, int @Nullable [] sel, int n) {
            int u = x.uniform;
            if (u < 0) {
                for (int i = 0; i < n; i++) {
                    int r = sel == null ? i : sel[i];
                    if (!x.isNull(r)) {
                        add(groups[r], x.number(r));
                    }
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                int g = groups[r];
                long s = small[g] + x.value[r];
                if ((scale[g] == u || count[g] == 0) && s > -ENOUGH && s < ENOUGH) {
                    scale[g] = u;
                    small[g] = s;
                    count[g]++;
                } else {
                    add(g, x.number(r));
                }
            }
        }

        private static final long ENOUGH = 4_000_000_000_000_000_000L;

        private void add(int g, Num v) {
            if (v.isFinite() && v.big == null && (count[g] == 0 || v.scale == scale[g])) {
                long s = small[g] + v.small;
                if (s > -ENOUGH && s < ENOUGH) {
                    scale[g] = v.scale;
                    small[g] = s;
                    count[g]++;
                    return;
                }
            }
            Num old = rest[g];
            rest[g] = old == null ? v : NumMath.add(old, v);
            count[g]++;
            if (count[g] == 1) {
                scale[g] = v.scale;
            }
        }

        private Num sum(int g) {
            Num s = Num.of(small[g], scale[g]);
            Num more = rest[g];
            return more == null ? s : NumMath.add(s, more);
        }

        @Override
        public void finish(EvalContext cx, int g, Vector out, int row) {
            if (count[g] == 0) {
                out.setNull(row);
                return;
            }
            Num s = sum(g);
            (avg ? NumMath.div(s, Num.of(count[g])) : s).store(out, row);
        }

        @Override
        public void clear(int g) {
            small[g] = 0;
            scale[g] = 0;
            count[g] = 0;
            rest[g] = null;
        }

        @Override
        public long memory() {
            return small.length * 24L;
        }
    }

    /** variance and stddev of integers and numeric. */
    static final class Variance extends AggState {
        private final boolean ints;
        private final boolean variance;
        private final boolean sample;
        private long[] count = new long[0];
        private @Nullable Num[] sum = new Num[0];
        private @Nullable Num[] squares = new Num[0];

        Variance(boolean ints, boolean variance, boolean sample) {
            this.ints = ints;
            this.variance = variance;
            this.sample = sample;
        }

        @Override
        public void resize(int groups) {
            if (groups > count.length) {
                int n = Math.max(groups, count.length * 2);
                count = Arrays.copyOf(count, n);
                sum = Arrays.copyOf(sum, n);
                squares = Arrays.copyOf(squares, n);
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            Vector x = args[0];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (x.isNull(r)) {
                    continue;
                }
                int g = groups[r];
                Num v = ints ? Num.of(x.longs[r]) : Num.decode(x, r);
                Num s = sum[g];
                Num q = squares[g];
                sum[g] = s == null ? v : NumMath.add(s, v);
                squares[g] = q == null ? NumMath.mul(v, v) : NumMath.add(q, NumMath.mul(v, v));
                count[g]++;
            }
        }

        @Override
        public void finish(EvalContext cx, int g, Vector out, int row) {
            Num s = sum[g];
            Num q = squares[g];
            if (s == null || q == null || sample && count[g] <= 1) {
                out.setNull(row);
                return;
            }
            if (!s.isFinite()) {
                Num.NAN.store(out, row);
                return;
            }
            Num n = Num.of(count[g]);
            Num d = NumMath.sub(NumMath.mul(n, q), NumMath.mul(s, s));
            if (d.signum() <= 0) {
                Num.ZERO.store(out, row);
                return;
            }
            Num by = NumMath.mul(n, sample ? Num.of(count[g] - 1) : n);
            int scale = NumMath.divScale(d, by);
            Num v = NumMath.divide(d, by, scale, RoundingMode.HALF_UP);
            if (!variance) {
                v = Num.of(NumMath.sqrt(v.decimal(), scale).unscaledValue(), scale);
            }
            v.store(out, row);
        }

        @Override
        public void clear(int g) {
            count[g] = 0;
            sum[g] = null;
            squares[g] = null;
        }

        @Override
        public long memory() {
            return count.length * 80L;
        }
    }
}
