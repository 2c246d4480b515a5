package org.hathi.executor.command;

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

    static Counts run(Ddl ddl, int table, int index) {
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
            counts[0] = new Counts(pages, r.removed, r.kept, r.recentlyDead);
            finish(ddl, table, r, toast);
        });
        Rewrite.reindex(ddl, table);
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
        try {
            while (scan.nextPage()) {
                for (int i = 0; i < scan.visible(); i++) {
                    r.take(scan, i);
                }
                ddl.env.cx.interrupts.check();
            }
        } finally {
            scan.close();
        }
    }

    private static void ordered(Ddl ddl, Relation before, Relation index, HeapRewrite r) {
        TupleRef ref = new TupleRef(ddl.access);
        int[] chain = new int[Blocks.MAX_HEAP_TUPLES];
        IndexScan scan = ddl.access.indexAm(index).beginScan(index, Snapshot.any());
        try {
            while (scan.next(true)) {
                r.takeChain(scan.tid(), ref, chain);
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
