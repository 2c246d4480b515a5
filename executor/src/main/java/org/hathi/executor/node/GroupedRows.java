package org.hathi.executor.node;

import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.types.Oids;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of an aggregate with DISTINCT or ORDER BY that exceed work_mem, sorted by group and then as the aggregate
 * wants.
 */
final class GroupedRows implements AutoCloseable {
    private final Sorter sorter;
    private final Vector group = new Vector(false, 0);
    private final Batch batch = new Batch();
    private final int[] sel = new int[ExecNode.MAX_BATCH];

    GroupedRows(ExecState es, Vector[] columns, RowOrder order) {
        boolean[] byRef = new boolean[columns.length + 1];
        for (int i = 0; i < columns.length; i++) {
            byRef[i] = columns[i].byRef;
        }
        RowOrder byGroup = order.within(columns.length, es.ops(Oids.INT4, 0));
        sorter = new Sorter(es, es.cx.interrupts, byRef, byGroup);
        sorter.start(es.env.workMem(), -1);
    }

    /** Takes all rows, which leaves the store empty. */
    void take(RowStore rows, int[] groups) {
        group.ensureCapacity(rows.n);
        for (int i = 0; i < rows.n; i++) {
            group.longs[i] = groups[i];
        }
        Vector[] cols = ExecNode.concat(rows.cols, new Vector[] {group});
        for (int from = 0; from < rows.n; from += sel.length) {
            int n = Math.min(sel.length, rows.n - from);
            for (int i = 0; i < n; i++) {
                sel[i] = from + i;
            }
            batch.set(cols, rows.n, sel, n);
            sorter.add(batch);
        }
        rows.clear();
    }

    void sort() {
        sorter.finish();
    }

    @Nullable
    Batch next() {
        return sorter.next(ExecNode.MAX_BATCH);
    }

    @Override
    public void close() {
        sorter.close();
    }
}
