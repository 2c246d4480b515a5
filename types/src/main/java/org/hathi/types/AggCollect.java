package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Aggregates that keep all they see: string_agg, array_agg. */
final class AggCollect {
    private AggCollect() {}

    /** string_agg of text and bytea: delimiters before all values but the first. */
    static final class StringAgg extends AggState {
        private final List<@Nullable ByteSink> sinks = new ArrayList<>();
        private long bytes;

        @Override
        public void resize(int groups) {
            while (sinks.size() < groups) {
                sinks.add(null);
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            Vector v = args[0];
            Vector d = args[1];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (v.isNull(r)) {
                    continue;
                }
                ByteSink s = sinks.get(groups[r]);
                if (s == null) {
                    s = new ByteSink(Math.max(16, v.len[r]));
                    sinks.set(groups[r], s);
                } else if (!d.isNull(r)) {
                    s.put(d.arena, d.off[r], d.len[r]);
                }
                s.put(v.arena, v.off[r], v.len[r]);
                bytes += v.len[r];
            }
        }

        @Override
        public void finish(EvalContext cx, int group, Vector out, int row) {
            ByteSink s = sinks.get(group);
            if (s == null) {
                out.setNull(row);
            } else {
                out.setBytes(row, s.buf, 0, s.size);
            }
        }

        @Override
        public void clear(int group) {
            sinks.set(group, null);
        }

        @Override
        public long memory() {
            return bytes + sinks.size() * 16L;
        }
    }

    /** array_agg of scalars, nulls included. */
    static final class ArrayAgg extends AggState {
        private final int elem;
        private final List<@Nullable Vector> values = new ArrayList<>();
        private final List<Integer> counts = new ArrayList<>();
        private long bytes;

        ArrayAgg(int elem) {
            this.elem = elem;
        }

        @Override
        public void resize(int groups) {
            while (values.size() < groups) {
                values.add(null);
                counts.add(0);
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            Vector x = args[0];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                int g = groups[r];
                Vector v = values.get(g);
                if (v == null) {
                    v = new Vector(x.byRef, 8);
                    values.set(g, v);
                }
                int at = counts.get(g);
                v.ensureCapacity(at + 1);
                v.copyRow(x, r, at);
                counts.set(g, at + 1);
                bytes += 9 + (x.byRef && !x.isNull(r) ? x.len[r] : 0);
            }
        }

        @Override
        public void finish(EvalContext cx, int group, Vector out, int row) {
            Vector v = values.get(group);
            if (v == null) {
                out.setNull(row);
            } else {
                out.setBytes(
                        row,
                        ArrayValue.of(cx.types().type(elem), v, counts.get(group))
                                .encode());
            }
        }

        @Override
        public void clear(int group) {
            values.set(group, null);
            counts.set(group, 0);
        }

        @Override
        public long memory() {
            return bytes + values.size() * 32L;
        }
    }

    /** array_agg of arrays: one more dimension. */
    static final class ArrayOfArrays extends AggState {
        private final List<@Nullable List<byte[]>> values = new ArrayList<>();
        private long bytes;

        @Override
        public void resize(int groups) {
            while (values.size() < groups) {
                values.add(null);
            }
        }

        @Override
        public void accumulate(EvalContext cx, int[] groups, Vector[] args, int @Nullable [] sel, int n) {
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (args[0].isNull(r)) {
                    throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "cannot accumulate null arrays");
                }
                byte[] b = args[0].getBytes(r);
                if (ArrayValue.ndim(b, 0) == 0) {
                    throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot accumulate empty arrays");
                }
                List<byte[]> list = values.get(groups[r]);
                if (list == null) {
                    list = new ArrayList<>();
                    values.set(groups[r], list);
                } else if (!sameShape(list.get(0), b)) {
                    throw Err.of(
                            SqlState.ARRAY_SUBSCRIPT_ERROR, "cannot accumulate arrays of different dimensionality");
                }
                list.add(b);
                bytes += b.length;
            }
        }

        private static boolean sameShape(byte[] a, byte[] b) {
            int nd = ArrayValue.ndim(a, 0);
            if (nd != ArrayValue.ndim(b, 0)) {
                return false;
            }
            for (int i = 0; i < nd; i++) {
                if (ArrayValue.dim(a, 0, i) != ArrayValue.dim(b, 0, i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void finish(EvalContext cx, int group, Vector out, int row) {
            List<byte[]> list = values.get(group);
            if (list == null) {
                out.setNull(row);
                return;
            }
            ArrayValue first = ArrayValue.decode(cx.types(), list.get(0), 0);
            int per = first.count;
            Vector v = first.fresh(ArrayValue.checkItems((long) per * list.size()));
            for (int k = 0; k < list.size(); k++) {
                ArrayValue x = ArrayValue.decode(first.elem, list.get(k), 0);
                for (int i = 0; i < per; i++) {
                    v.copyRow(x.values, i, k * per + i);
                }
            }
            int nd = first.ndim() + 1;
            int[] dims = new int[nd];
            int[] lbs = new int[nd];
            dims[0] = list.size();
            lbs[0] = 1;
            System.arraycopy(first.dims, 0, dims, 1, nd - 1);
            System.arraycopy(first.lbs, 0, lbs, 1, nd - 1);
            out.setBytes(row, new ArrayValue(first.elem, dims, lbs, v, per * list.size()).encode());
        }

        @Override
        public void clear(int group) {
            values.set(group, null);
        }

        @Override
        public long memory() {
            return bytes;
        }
    }
}
