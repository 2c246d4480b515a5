package org.hathi.executor.store;

import org.hathi.executor.Batch;
import org.hathi.executor.RowStore;
import org.hathi.executor.node.ExecNode;
import org.hathi.types.Vector;

/** Makes batches of rows kept in a store: values are gathered, bytes shared with the store. */
public final class StoreReader {
    private Vector[] cols = new Vector[0];
    private int[] at = new int[0];
    private final Batch out = new Batch();

    private void shape(RowStore s) {
        if (cols.length != s.cols.length || cols.length == 0) {
            cols = new Vector[s.cols.length];
            for (int i = 0; i < cols.length; i++) {
                cols[i] = new Vector(s.cols[i].byRef, 0);
            }
        }
    }

    /** Rows {@code from .. from+n} of the store. */
    public Batch range(RowStore s, int from, int n) {
        if (at.length < n) {
            at = new int[Math.max(n, Math.min(ExecNode.MAX_BATCH, at.length * 8))];
        }
        for (int i = 0; i < n; i++) {
            at[i] = from + i;
        }
        return rows(s, at, n);
    }

    /** Rows {@code order[from .. from+n)} of the store. */
    public Batch ordered(RowStore s, int[] order, int from, int n) {
        if (at.length < n) {
            at = new int[Math.max(n, Math.min(ExecNode.MAX_BATCH, at.length * 8))];
        }
        System.arraycopy(order, from, at, 0, n);
        return rows(s, at, n);
    }

    public Batch rows(RowStore s, int[] rows, int n) {
        shape(s);
        for (int c = 0; c < cols.length; c++) {
            RowStore.gather(s.cols[c], rows, n, cols[c]);
        }
        out.set(cols, n, null, n);
        return out;
    }
}
