package org.hathi.executor.command;

import java.lang.foreign.MemorySegment;
import org.hathi.access.BulkInsert;
import org.hathi.access.Deformer;
import org.hathi.access.Heap;
import org.hathi.access.IndexScan;
import org.hathi.access.Relation;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.access.TupleRef;
import org.hathi.page.HeapTuple;
import org.hathi.page.Xid;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * VACUUM FULL and CLUSTER: a table's live rows go into a new file, in the order of an index if one is given, and its
 * indexes are built anew. Rows everybody sees already are frozen; the others get this transaction's id. The caller
 * holds ACCESS EXCLUSIVE.
 */
final class TableRewrite {
    private final Ddl ddl;
    private final Relation before;
    private final TupleBuf buf = new TupleBuf();
    private final BulkInsert bulk = new BulkInsert();
    private final int oldestXmin;
    private final int cid;
    private Relation after;
    private TupleBuilder builder;

    private TableRewrite(Ddl ddl, int table) {
        this.ddl = ddl;
        this.before = ddl.catalog.openRelation(table, 0);
        this.after = before;
        this.builder = new TupleBuilder(before.desc);
        this.oldestXmin = ddl.txn.snapshots().oldestXmin(ddl.database());
        this.cid = ddl.txn.transactions().commandId(true);
    }

    static void run(Ddl ddl, int table, int index) {
        TableRewrite r = new TableRewrite(ddl, table);
        @Nullable Relation order = index == 0 ? null : ddl.catalog.openRelation(index, 0);
        Relfiles.replace(ddl, table);
        ddl.increment();
        r.after = ddl.catalog.openRelation(table, 0);
        r.builder = new TupleBuilder(r.after.desc);
        ddl.withSnapshot(s -> {
            try {
                if (order == null) {
                    r.scan(s);
                } else {
                    r.ordered(order, s);
                }
            } finally {
                r.bulk.release(ddl.access);
            }
        });
        Rewrite.reindex(ddl, table);
        ddl.increment();
    }

    private void scan(Snapshot s) {
        RowSource rows = new RowSource(ddl, before, s);
        try {
            for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                for (int i = 0; i < n; i++) {
                    store(rows.columns, i, rows.scan.memory(), rows.scan.tuple(i));
                }
                ddl.env.cx.interrupts.check();
            }
        } finally {
            rows.close();
        }
    }

    private void ordered(Relation index, Snapshot s) {
        int n = before.desc.size();
        int[] all = new int[n];
        Vector[] cols = new Vector[n];
        for (int i = 0; i < n; i++) {
            all[i] = i + 1;
            cols[i] = new Vector(!before.desc.get(i).byVal(), 1);
        }
        Deformer deformer = new Deformer(before.desc, all, ddl.access.toast());
        TupleRef ref = new TupleRef(ddl.access);
        IndexScan scan = ddl.access.indexAm(index).beginScan(index, s);
        try {
            while (scan.next(true)) {
                if (!ddl.access.heap().fetchChain(before, scan.tid(), s, ref)) {
                    continue;
                }
                for (Vector v : cols) {
                    v.reset();
                }
                ref.deform(deformer, cols, 0);
                store(cols, 0, ref.m, ref.t);
                ddl.env.cx.interrupts.check();
            }
        } finally {
            scan.close();
            ref.release();
        }
    }

    private void store(Vector[] cols, int row, MemorySegment m, long t) {
        @Nullable Vector[] out = new Vector[cols.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = after.desc.get(i).dropped() ? null : cols[i];
        }
        int xmin = HeapTuple.xmin(m, t);
        boolean old = HeapTuple.xminFrozen(HeapTuple.infomask(m, t)) || Xid.precedes(xmin, oldestXmin);
        builder.reset().fromVectors(out, row).form(buf);
        ddl.access.heap().insert(after, buf, cid, old ? Heap.FROZEN : 0, bulk);
        // the new row has copies of its long values
        ddl.access.toast().deleteValues(before, m, t);
    }
}
