package org.hathi.executor;

import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Rows kept in memory, column by column: what sorts, joins and materialisations copy their input into. */
public final class RowStore {
    public final Vector[] cols;
    public int n;

    public RowStore(boolean[] byRef) {
        cols = new Vector[byRef.length];
        for (int i = 0; i < cols.length; i++) {
            cols[i] = new Vector(byRef[i], 0);
        }
    }

    /** A store for rows shaped as those of a batch. */
    public static RowStore like(Vector[] columns) {
        boolean[] b = new boolean[columns.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = columns[i].byRef;
        }
        return new RowStore(b);
    }

    /** Copies all rows of a batch. */
    public void append(Batch b) {
        int base = n;
        int k = b.n;
        for (int c = 0; c < cols.length; c++) {
            append(cols[c], base, b.cols[c], b.sel, k);
        }
        n = base + k;
    }

    /** Copies rows {@code sel[0..k)} (0..k-1 when null) of {@code src} to rows {@code base..} of {@code dst}. */
    public static void append(Vector dst, int base, Vector src, int @Nullable [] sel, int k) {
        dst.ensureCapacity(Math.max(base + k, 16));
        if (!src.byRef && sel == null) {
            System.arraycopy(src.longs, 0, dst.longs, base, k);
            if (src.hasNulls) {
                System.arraycopy(src.nulls, 0, dst.nulls, base, k);
                dst.hasNulls = true;
            }
            return;
        }
        for (int i = 0; i < k; i++) {
            dst.copyRow(src, sel == null ? i : sel[i], base + i);
        }
    }

    /** Copies one row. */
    public void append(Vector[] src, int row) {
        int at = n++;
        for (int c = 0; c < cols.length; c++) {
            Vector d = cols[c];
            d.ensureCapacity(Math.max(at + 1, 4));
            d.copyRow(src[c], row, at);
        }
    }

    /** Bytes held, roughly. */
    public long memory() {
        long m = 0;
        for (Vector v : cols) {
            m += v.nulls.length + 8L * v.longs.length + 4L * (v.off.length + v.len.length) + v.arena.length;
        }
        return m;
    }

    /** Bytes in use: as {@link #memory} without the room arrays have left. */
    public long used() {
        long m = 9L * cols.length * n;
        for (Vector v : cols) {
            m += v.arenaLen;
        }
        return m;
    }

    /** Rows {@code at[0..n)} of {@code src} into rows 0.. of {@code dst}, −1 as null; bytes are shared, not copied. */
    public static void gather(@Nullable Vector src, int[] at, int n, Vector dst) {
        if (dst.hasNulls) {
            java.util.Arrays.fill(dst.nulls, false);
            dst.hasNulls = false;
        }
        dst.ensureCapacity(n);
        if (src == null) {
            for (int i = 0; i < n; i++) {
                dst.setNull(i);
            }
            return;
        }
        if (src.byRef) {
            dst.arena = src.arena;
            dst.arenaLen = src.arenaLen;
        }
        for (int i = 0; i < n; i++) {
            int r = at[i];
            if (r < 0 || src.isNull(r)) {
                dst.setNull(i);
            } else if (src.byRef) {
                dst.off[i] = src.off[r];
                dst.len[i] = src.len[r];
            } else {
                dst.longs[i] = src.longs[r];
            }
        }
    }

    public void clear() {
        n = 0;
        for (Vector v : cols) {
            v.reset();
        }
    }
}
