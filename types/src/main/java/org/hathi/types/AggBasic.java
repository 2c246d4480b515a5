package org.hathi.types;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counting, integer sums, boolean and bit folds, minimum and maximum, interval sums. */
final class AggBasic {
    static final int AND = 0;
    static final int OR = 1;
    static final int XOR = 2;

    private AggBasic() {}

    /** A state of one long per group, and whether the group has seen a value. */
    abstract static class Longs extends AggState {
        long[] value = new long[0];
        boolean[] seen = new boolean[0];

        @Override
        public void resize(int groups) {
            if (groups > value.length) {
                int n = Math.max(groups, value.length * 2);
                value = Arrays.copyOf(value, n);
                seen = Arrays.copyOf(seen, n);
            }
        }

        @Override
        public void clear(int group) {
            value[group] = 0;
            seen[group] = false;
        }

        @Override
        public long memory() {
            return value.length * 9L;
        }

        @Override
        public void finish(EvalContext cx, int group, Vector out, int row) {
            if (seen[group]) {
                out.setLong(row, value[group]);
            } else {
                out.setNull(row);
            }
        }
    }

    static final class Count extends Longs {
        private final boolean nonNull;

        Count(boolean nonNull) {
            this.nonNull = nonNull;
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            boolean check = nonNull && args[0].hasNulls;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (!check || !args[0].nulls[r]) {
                    value[groups[r]]++;
                }
            }
        }

        @Override
        public void finish(EvalContext cx, int group, Vector out, int row) {
            out.setLong(row, value[group]);
        }
    }

    static final class LongSum extends Longs {
        private final String type;

        LongSum(String type) {
            this.type = type;
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            long[] x = args[0].longs;
            boolean nulls = args[0].hasNulls;
            long bad = 0;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (nulls && args[0].nulls[r]) {
                    continue;
                }
                int g = groups[r];
                long a = value[g];
                long v = a + x[r];
                bad |= (a ^ v) & (x[r] ^ v);
                value[g] = v;
                seen[g] = true;
            }
            if (bad < 0) {
                throw Err.range(type);
            }
        }
    }

    /** bool_and, bool_or, bit_and, bit_or, bit_xor. */
    static final class Fold extends Longs {
        private final int op;

        Fold(int op) {
            this.op = op;
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            long[] x = args[0].longs;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (args[0].isNull(r)) {
                    continue;
                }
                int g = groups[r];
                if (!seen[g]) {
                    seen[g] = true;
                    value[g] = x[r];
                } else {
                    value[g] = op == AND ? value[g] & x[r] : op == OR ? value[g] | x[r] : value[g] ^ x[r];
                }
            }
        }
    }

    static final class MinMax extends AggState {
        private final int type;
        private final int collation;
        private final boolean max;
        private @Nullable Vector best;
        private boolean[] seen = new boolean[0];
        private @Nullable TypeOps ops;
        private boolean plain;
        private int groups;

        MinMax(int type, int collation, boolean max) {
            this.type = type;
            this.collation = collation;
            this.max = max;
        }

        @Override
        public void resize(int n) {
            groups = Math.max(groups, n);
            if (n > seen.length) {
                seen = Arrays.copyOf(seen, Math.max(n, seen.length * 2));
            }
            if (best != null) {
                best.ensureCapacity(n);
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groupOf, Vector[] args, int @Nullable [] sel, int n) {
            Vector x = args[0];
            TypeOps o = ops;
            Vector b = best;
            if (o == null || b == null) {
                o = TypeOps.of(cx.types(), type, collation);
                ops = o;
                plain = o instanceof LongOps.Signed;
                b = new Vector(x.byRef, groups);
                best = b;
            }
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (x.isNull(r)) {
                    continue;
                }
                int g = groupOf[r];
                if (!seen[g]) {
                    seen[g] = true;
                    b.copyRow(x, r, g);
                } else if (plain) {
                    b.longs[g] = max ? Math.max(b.longs[g], x.longs[r]) : Math.min(b.longs[g], x.longs[r]);
                } else {
                    int c = o.compare(x, r, b, g);
                    if (max ? c > 0 : c < 0) {
                        b = replace(b, x, r, g);
                    }
                }
            }
        }

        private Vector replace(Vector b, Vector x, int r, int g) {
            if (b.byRef && x.len[r] <= b.len[g]) {
                System.arraycopy(x.arena, x.off[r], b.arena, b.off[g], x.len[r]);
                b.len[g] = x.len[r];
                return b;
            }
            b.copyRow(x, r, g);
            if (!b.byRef || b.arenaLen <= compactAt) {
                return b;
            }
            Vector v = compact(b);
            compactAt = Math.max(1 << 20, 2L * v.arenaLen);
            best = v;
            return v;
        }

        /** Arena bytes beyond which superseded values are looked for. */
        private long compactAt = 1 << 20;

        /** Drops superseded values when they are most of the arena. */
        private Vector compact(Vector b) {
            long live = 0;
            for (int g = 0; g < groups; g++) {
                live += seen[g] ? b.len[g] : 0;
            }
            if (live * 4 > b.arenaLen) {
                return b;
            }
            Vector v = new Vector(true, b.capacity);
            for (int g = 0; g < groups; g++) {
                if (seen[g]) {
                    v.copyRow(b, g, g);
                }
            }
            return v;
        }

        @Override
        public void finish(EvalContext cx, int group, Vector out, int row) {
            Vector b = best;
            if (b == null || !seen[group]) {
                out.setNull(row);
            } else {
                out.copyRow(b, group, row);
            }
        }

        @Override
        public void clear(int group) {
            seen[group] = false;
        }

        @Override
        public long memory() {
            Vector b = best;
            return seen.length * 10L + (b == null ? 0 : b.arena.length);
        }
    }

    static final class IntervalSum extends AggState {
        private final boolean avg;
        private Interval[] sum = new Interval[0];
        private long[] count = new long[0];

        IntervalSum(boolean avg) {
            this.avg = avg;
        }

        @Override
        public void resize(int groups) {
            if (groups > count.length) {
                int old = count.length;
                int n = Math.max(groups, old * 2);
                sum = Arrays.copyOf(sum, n);
                count = Arrays.copyOf(count, n);
                Arrays.fill(sum, old, n, new Interval(0, 0, 0));
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (!args[0].isNull(r)) {
                    int g = groups[r];
                    sum[g] = sum[g].plus(Interval.decode(args[0], r));
                    count[g]++;
                }
            }
        }

        @Override
        public void finish(EvalContext cx, int g, Vector out, int row) {
            if (count[g] == 0) {
                out.setNull(row);
            } else {
                (avg ? sum[g].times(count[g], true) : sum[g]).store(out, row);
            }
        }

        @Override
        public void clear(int g) {
            sum[g] = new Interval(0, 0, 0);
            count[g] = 0;
        }

        @Override
        public long memory() {
            return count.length * 40L;
        }
    }
}
