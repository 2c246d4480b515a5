package org.hathi.executor.command;

import static org.hathi.shm.Progress.Command.CLUSTER;

import org.hathi.access.HeapRewrite;
import org.hathi.access.HeapScan;
import org.hathi.access.IndexScan;
import org.hathi.access.Relation;
import org.hathi.access.TupleRef;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.table.PgClass;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.shm.Progress;
import org.hathi.txn.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * VACUUM FULL and CLUSTER: all versions of rows that somebody may still see go into a new file, in the order of an
 * index if one is given, with their transaction ids; their large values go into a new toast file; the indexes are
 * built anew. The caller holds ACCESS EXCLUSIVE.
 */
public final class TableRewrite {
    /**
     * What became of the rows.
     *
     * @param pages of the old file
     * @param removed versions nobody sees
     * @param kept versions in the new file, {@code recentlyDead} of them only for old snapshots
     */
    public record Counts(int pages, long removed, long kept, long recentlyDead) {}

    private TableRewrite() {}

    /** Numbers and phases of the view pg_stat_progress_cluster. */
    private static final int PHASE = 1;

    private static final int SCANNED = 3;
    private static final int BLOCKS = 5;
    private static final int BLOCKS_DONE = 6;
    static final int REBUILT = 7;
    private static final int SEQ_SCAN = 1;
    private static final int INDEX_SCAN = 2;
    private static final int SWAP_FILES = 5;
    private static final int REBUILD_INDEXES = 6;
    private static final int FINAL_CLEANUP = 7;

    /** @param clustered the index whose order the table gets; 0: as it is */
    static Counts run(Ddl ddl, int table, int clustered) {
        Progress progress = ddl.access.progress();
        progress.begin(CLUSTER, ddl.database(), table);
        try {
            progress.set(CLUSTER, 0, clustered == 0 ? 2 : 1);
            return rewrite(ddl, table, clustered, progress);
        } finally {
            progress.end();
        }
    }

    private static Counts rewrite(Ddl ddl, int table, int index, Progress progress) {
        Relation before = ddl.catalog.openRelation(table, 0);
        @Nullable Relation order = index == 0 ? null : ddl.catalog.openRelation(index, 0);
        int pages = ddl.storage.pool().nblocks(before.node, Fork.MAIN);
        Counts[] counts = new Counts[1];
        ddl.withSnapshot(s -> {
            boolean toast = moveToast(ddl, table);
            Relfiles.replace(ddl, table);
            ddl.increment();
            Relation after = ddl.catalog.openRelation(table, 0);
            HeapRewrite r = new HeapRewrite(ddl.access, before, after);
            try {
                if (order == null) {
                    scan(ddl, before, r);
                } else {
                    ordered(ddl, before, order, r);
                }
                r.finish();
            } finally {
                ddl.access.toast().endMove();
            }
            progress.set(CLUSTER, PHASE, SWAP_FILES);
            counts[0] = new Counts(pages, r.removed, r.kept, r.recentlyDead);
            finish(ddl, table, r, toast);
        });
        progress.set(CLUSTER, PHASE, REBUILD_INDEXES);
        Rewrite.reindex(ddl, table);
        progress.set(CLUSTER, PHASE, FINAL_CLEANUP);
        ddl.increment();
        return counts[0];
    }

    /**
     * Gives the toast relation of a table that is about to be rewritten a new file; until {@code Toast.endMove} values
     * are read from the old one.
     *
     * @return false: it has none
     */
    static boolean moveToast(Ddl ddl, int table) {
        int toast = ddl.info(table).toast();
        if (toast == 0) {
            return false;
        }
        Relation from = ddl.catalog.openRelation(toast, 0);
        for (IndexDef d : ddl.catalog.indexesOf(toast)) {
            if (d.valid()) {
                ddl.access.toast().beginMove(from, ddl.catalog.openRelation(d.index(), 0));
            }
            Relfiles.replace(ddl, d.index());
        }
        Relfiles.replace(ddl, toast);
        ddl.increment();
        for (IndexDef d : ddl.catalog.indexesOf(toast)) {
            IndexBuilder.buildEmpty(ddl, d.index());
        }
        return true;
    }

    private static void scan(Ddl ddl, Relation before, HeapRewrite r) {
        HeapScan scan = ddl.access.heap().beginScan(before, Snapshot.any());
        Progress progress = ddl.access.progress();
        int blocks = ddl.storage.pool().nblocks(before.node, Fork.MAIN);
        progress.set(CLUSTER, PHASE, SEQ_SCAN);
        progress.set(CLUSTER, BLOCKS, blocks);
        try {
            while (scan.nextPage()) {
                progress.set(CLUSTER, BLOCKS_DONE, scan.block() + 1L);
                for (int i = 0; i < scan.visible(); i++) {
                    r.take(scan, i);
                }
                progress.setAll(CLUSTER, SCANNED, r.kept + r.removed, r.kept);
                ddl.env.cx.interrupts.check();
            }
        } finally {
            scan.close();
        }
        progress.set(CLUSTER, BLOCKS_DONE, blocks);
    }

    private static void ordered(Ddl ddl, Relation before, Relation index, HeapRewrite r) {
        TupleRef ref = new TupleRef(ddl.access);
        int[] chain = new int[Blocks.MAX_HEAP_TUPLES];
        Progress progress = ddl.access.progress();
        progress.setAll(CLUSTER, PHASE, INDEX_SCAN, index.oid);
        IndexScan scan = ddl.access.indexAm(index).beginScan(index, Snapshot.any());
        try {
            while (scan.next(true)) {
                r.takeChain(scan.tid(), ref, chain);
                progress.setAll(CLUSTER, SCANNED, r.kept + r.removed, r.kept);
                ddl.env.cx.interrupts.check();
            }
        } finally {
            scan.close();
            ref.release();
        }
    }

    /** The size in pg_class, and the ids up to which rows are frozen. */
    private static void finish(Ddl ddl, int table, HeapRewrite r, boolean toast) {
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, table);
        @Nullable Object[] v = row.copy();
        v[PgClass.RELPAGES - 1] = (long) r.pages();
        v[PgClass.RELTUPLES - 1] = Datums.float4((float) r.kept);
        v[PgClass.RELFROZENXID - 1] = Datums.oid(r.frozenXid());
        ddl.writer.update(row, v);
        if (toast) {
            CatalogRow t =
                    ddl.writer.needByOid(PgClass.RELATION, ddl.info(table).toast());
            ddl.writer.set(t, PgClass.RELFROZENXID, Datums.oid(r.frozenXid()));
        }
        ddl.increment();
    }
}
