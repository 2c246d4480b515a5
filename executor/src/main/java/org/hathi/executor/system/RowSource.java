package org.hathi.executor.system;

import java.util.ArrayList;
import java.util.List;
import org.hathi.types.EvalContext;
import org.hathi.types.SetFunction;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** A set-returning function that makes all its rows at once. */
@FunctionalInterface
interface RowSource {
    /** Makes the rows for these arguments (datums). */
    void rows(EvalContext cx, @Nullable Object[] args, Rows out);

    /** Rows being collected; values as {@link Call.Fn} returns them. */
    final class Rows {
        final List<@Nullable Object[]> list = new ArrayList<>();

        void add(@Nullable Object... values) {
            list.add(values);
        }
    }

    /** The source as the executor wants it. */
    final class Set implements SetFunction {
        private final RowSource source;
        private Rows rows = new Rows();
        private int at;

        Set(RowSource source) {
            this.source = source;
        }

        @Override
        public void start(EvalContext cx, @Nullable Object[] args) {
            rows = new Rows();
            at = 0;
            source.rows(cx, args, rows);
        }

        @Override
        public int next(EvalContext cx, Vector[] out, int max) {
            int n = 0;
            while (n < max && at < rows.list.size()) {
                @Nullable Object[] r = rows.list.get(at++);
                for (int i = 0; i < out.length; i++) {
                    Call.put(out[i], n, i < r.length ? r[i] : null);
                }
                n++;
            }
            return n;
        }
    }
}
