package org.hathi.executor.command;

import org.hathi.access.IndexAm;
import org.hathi.access.UniqueCheck;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.modify.IndexWriter;
import org.hathi.executor.node.RowOrder;
import org.hathi.executor.node.Sorter;
import org.hathi.executor.store.Workspace;
import org.hathi.page.Blocks;
import org.hathi.page.Tid;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.txn.Snapshot;
import org.hathi.types.Oids;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The second scan of CREATE INDEX CONCURRENTLY (validate_index): adds the rows that a snapshot sees and the index
 * lacks, because they were stored before writers maintained the index and after its first scan had its snapshot.
 *
 * <p>The tids in the index are collected first, then sorted and read beside a scan of the table. Whatever is inserted
 * after they were collected is put into the index by its writer, and the snapshot does not see it.
 */
final class IndexValidator implements IndexEntries.Sink {
    private static final int BATCH = 1024;

    private final Ddl ddl;
    private final IndexEntries entries;
    private final IndexAm am;
    private final Sorter sorter;
    /** Offsets of the page at hand that the index has. */
    private final boolean[] present = new boolean[Blocks.MAX_HEAP_TUPLES + 1];

    private @Nullable Batch batch;
    private int at;

    private IndexValidator(Ddl ddl, IndexEntries entries, Sorter sorter) {
        this.ddl = ddl;
        this.entries = entries;
        this.am = ddl.access.indexAm(entries.index);
        this.sorter = sorter;
    }

    /** Adds what is missing; the snapshot is registered and active. */
    static void run(Ddl ddl, int table, int index, Snapshot snapshot) {
        IndexEntries entries = new IndexEntries(ddl, table, index);
        ExecState state = new ExecState(ddl.env, new PlannedStmt(), false);
        state.begin(new Object[0], new int[0], null);
        // describes a duplicate key
        new IndexWriter(state, entries.table, entries.index);
        boolean[] byRef = {false};
        TypeOps[] ops = {TypeOps.of(ddl.env.cx.types(), Oids.INT8, 0)};
        RowOrder order = new RowOrder(new int[1], ops, new boolean[1], new boolean[1]);
        try (Workspace files = ddl.env.tempFiles().workspace();
                Sorter sorter = new Sorter(() -> files, ddl.access.interrupts(), byRef, order)) {
            sorter.start(ddl.settings.intValue("maintenance_work_mem") * 1024L, -1);
            IndexValidator v = new IndexValidator(ddl, entries, sorter);
            IndexProgress progress = new IndexProgress(ddl.access.progress());
            progress.phase(IndexProgress.VALIDATE_INDEX);
            v.collect(progress);
            progress.phase(IndexProgress.VALIDATE_TABLE);
            entries.visible(snapshot, v);
        }
    }

    private void collect(IndexProgress progress) {
        Vector[] row = {new Vector(false, 1)};
        am.bulkDelete(entries.index, null, tid -> {
            row[0].setLong(0, tid);
            sorter.add(row, 0);
            return false;
        });
        progress.phase(IndexProgress.VALIDATE_SORT);
        sorter.finish();
        batch = sorter.next(BATCH);
    }

    @Override
    public void page(int block) {
        java.util.Arrays.fill(present, false);
        for (Batch b = batch; b != null; b = batch) {
            for (; at < b.n; at++) {
                long tid = b.cols[0].longs[b.row(at)];
                int c = Integer.compareUnsigned(Tid.block(tid), block);
                if (c > 0) {
                    return;
                }
                if (c == 0) {
                    present[Tid.offset(tid)] = true;
                }
            }
            batch = sorter.next(BATCH);
            at = 0;
        }
    }

    @Override
    public boolean wants(long tid) {
        return !present[Tid.offset(tid)];
    }

    @Override
    public void add(Vector[] entry, long tid, boolean alive) {
        UniqueCheck check = entries.info.unique ? UniqueCheck.YES : UniqueCheck.NO;
        am.insert(entries.index, entry, 0, tid, entries.table, check);
        ddl.access.interrupts().check();
    }
}
