package org.hathi.types;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sums, averages, variances and regressions of floats (Youngs and Cramer's updating method, as PostgreSQL uses). */
final class AggFloat {
    static final int AVG = 0;
    static final int VAR_POP = 1;
    static final int VAR_SAMP = 2;
    static final int STDDEV_POP = 3;
    static final int STDDEV_SAMP = 4;

    private AggFloat() {}

    static final class Sum8 extends AggBasic.Longs {
        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            Vector x = args[0];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (x.isNull(r)) {
                    continue;
                }
                int g = groups[r];
                double v = x.getDouble(r);
                double s = Double.longBitsToDouble(value[g]);
                value[g] = Double.doubleToRawLongBits(seen[g] ? FloatFamily.over(s + v, s, v) : v);
                seen[g] = true;
            }
        }
    }

    static final class Sum4 extends AggBasic.Longs {
        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            Vector x = args[0];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (x.isNull(r)) {
                    continue;
                }
                int g = groups[r];
                float v = x.getFloat(r);
                float s = Float.intBitsToFloat((int) value[g]);
                float t = seen[g] ? s + v : v;
                if (Float.isInfinite(t) && !Float.isInfinite(s) && !Float.isInfinite(v)) {
                    throw FloatFamily.overflow();
                }
                value[g] = Float.floatToRawIntBits(t);
                seen[g] = true;
            }
        }
    }

    /** avg, variance, stddev. */
    static final class Moments extends AggState {
        private final boolean single;
        private final int what;
        private double[] s = new double[0];

        Moments(boolean single, int what) {
            this.single = single;
            this.what = what;
        }

        @Override
        public void resize(int groups) {
            if (groups * 3 > s.length) {
                s = Arrays.copyOf(s, Math.max(groups * 3, s.length * 2));
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            Vector x = args[0];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (!x.isNull(r)) {
                    add(groups[r] * 3, single ? x.getFloat(r) : x.getDouble(r));
                }
            }
        }

        private void add(int at, double v) {
            double n = s[at] + 1;
            double sx0 = s[at + 1];
            double sx = sx0 + v;
            double sxx = s[at + 2];
            if (s[at] > 0) {
                double t = v * n - sx;
                sxx += t * t / (n * s[at]);
                if (Double.isInfinite(sx) || Double.isInfinite(sxx)) {
                    if (!Double.isInfinite(sx0) && !Double.isInfinite(v)) {
                        throw FloatFamily.overflow();
                    }
                    sxx = Double.NaN;
                }
            } else if (Double.isNaN(v) || Double.isInfinite(v)) {
                sxx = Double.NaN;
            }
            s[at] = n;
            s[at + 1] = sx;
            s[at + 2] = sxx;
        }

        @Override
        public void finish(EvalContext cx, int g, Vector out, int row) {
            double n = s[g * 3];
            if (n == 0 || n <= 1 && (what == VAR_SAMP || what == STDDEV_SAMP)) {
                out.setNull(row);
                return;
            }
            double sxx = s[g * 3 + 2];
            out.setDouble(
                    row,
                    switch (what) {
                        case AVG -> s[g * 3 + 1] / n;
                        case VAR_POP -> sxx / n;
                        case VAR_SAMP -> sxx / (n - 1);
                        case STDDEV_POP -> Math.sqrt(sxx / n);
                        default -> Math.sqrt(sxx / (n - 1));
                    });
        }

        @Override
        public void clear(int g) {
            Arrays.fill(s, g * 3, g * 3 + 3, 0);
        }

        @Override
        public long memory() {
            return s.length * 8L;
        }
    }

    /** regr_*, corr and covar_*: n, Sx, Sxx, Sy, Syy, Sxy; first argument is Y. */
    static final class Regression extends AggState {
        private final int oid;
        private double[] s = new double[0];

        Regression(int oid) {
            this.oid = oid;
        }

        @Override
        public void resize(int groups) {
            if (groups * 6 > s.length) {
                s = Arrays.copyOf(s, Math.max(groups * 6, s.length * 2));
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (!args[0].isNull(r) && !args[1].isNull(r)) {
                    add(groups[r] * 6, args[0].getDouble(r), args[1].getDouble(r));
                }
            }
        }

        private void add(int k, double y, double x) {
            double n = s[k] + 1;
            double sx = s[k + 1] + x;
            double sy = s[k + 3] + y;
            if (s[k] > 0) {
                double tx = x * n - sx;
                double ty = y * n - sy;
                double scale = 1.0 / (n * s[k]);
                s[k + 2] += tx * tx * scale;
                s[k + 4] += ty * ty * scale;
                s[k + 5] += tx * ty * scale;
                boolean fin = !Double.isInfinite(s[k + 1])
                        && !Double.isInfinite(x)
                        && !Double.isInfinite(s[k + 3])
                        && !Double.isInfinite(y);
                for (int j = 2; j <= 5; j++) {
                    if (j != 3 && Double.isInfinite(s[k + j])) {
                        if (fin) {
                            throw FloatFamily.overflow();
                        }
                        s[k + j] = Double.NaN;
                    }
                }
            } else {
                if (Double.isNaN(x) || Double.isInfinite(x)) {
                    s[k + 2] = Double.NaN;
                    s[k + 5] = Double.NaN;
                }
                if (Double.isNaN(y) || Double.isInfinite(y)) {
                    s[k + 4] = Double.NaN;
                    s[k + 5] = Double.NaN;
                }
            }
            s[k] = n;
            s[k + 1] = sx;
            s[k + 3] = sy;
        }

        @Override
        public void finish(EvalContext cx, int g, Vector out, int row) {
            int k = g * 6;
            double n = s[k];
            double sx = s[k + 1];
            double sxx = s[k + 2];
            double sy = s[k + 3];
            double syy = s[k + 4];
            double sxy = s[k + 5];
            if (oid == 2818) {
                out.setLong(row, (long) n);
                return;
            }
            boolean none = n < 1
                    || oid == 2828 && n < 2
                    || oid == 2829 && (sxx == 0 || syy == 0)
                    || (oid == 2824 || oid == 2825 || oid == 2826) && sxx == 0;
            if (none) {
                out.setNull(row);
                return;
            }
            out.setDouble(
                    row,
                    switch (oid) {
                        case 2819 -> sxx;
                        case 2820 -> syy;
                        case 2821 -> sxy;
                        case 2822 -> sx / n;
                        case 2823 -> sy / n;
                        case 2824 -> syy == 0 ? 1.0 : sxy * sxy / (sxx * syy);
                        case 2825 -> sxy / sxx;
                        case 2826 -> (sy - sx * sxy / sxx) / n;
                        case 2827 -> sxy / n;
                        case 2828 -> sxy / (n - 1);
                        default -> sxy / Math.sqrt(sxx * syy);
                    });
        }

        @Override
        public void clear(int g) {
            Arrays.fill(s, g * 6, g * 6 + 6, 0);
        }

        @Override
        public long memory() {
            return s.length * 8L;
        }
    }
}
