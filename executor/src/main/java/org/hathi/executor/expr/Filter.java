package org.hathi.executor.expr;

import org.hathi.executor.Frame;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** An implicitly AND-ed list of conditions: keeps the rows for which all are true. */
public final class Filter {
    private final ExprState[] quals;
    private int[] buf = ExprState.NO_ROWS;

    public Filter(ExprState[] quals) {
        this.quals = quals;
    }

    public boolean isEmpty() {
        return quals.length == 0;
    }

    /** The surviving rows of the last {@link #apply}; belongs to the filter. */
    public int[] rows() {
        return buf;
    }

    /** Finds the rows of {@code sel[0..n)} that pass; returns how many and leaves them in {@link #rows}. */
    public int apply(Frame f, int @Nullable [] sel, int n) {
        int[] out = ExprState.room(buf, n);
        buf = out;
        int[] in = sel;
        int m = n;
        for (int k = 0; k < quals.length && m > 0; k++) {
            Vector v = quals[k].eval(f, in, m);
            long[] x = v.longs;
            int left = 0;
            if (v.hasNulls) {
                for (int i = 0; i < m; i++) {
                    int r = in == null ? i : in[i];
                    if (x[r] != 0 && !v.nulls[r]) {
                        out[left++] = r;
                    }
                }
            } else {
                for (int i = 0; i < m; i++) {
                    int r = in == null ? i : in[i];
                    if (x[r] != 0) {
                        out[left++] = r;
                    }
                }
            }
            m = left;
            in = out;
        }
        if (quals.length == 0) {
            for (int i = 0; i < n; i++) {
                out[i] = sel == null ? i : sel[i];
            }
        }
        return m;
    }

    /** Are all conditions true for one row? */
    public boolean test(Frame f, int row) {
        one[0] = row;
        for (ExprState q : quals) {
            Vector v = q.eval(f, one, 1);
            if (v.isNull(row) || v.longs[row] == 0) {
                return false;
            }
        }
        return true;
    }

    private final int[] one = new int[1];
}
