package org.hathi.executor.command;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hathi.access.IndexInfo;
import org.hathi.access.Relation;
import org.hathi.access.TupleRef;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.IndexDef;
import org.hathi.executor.expr.ExprState;
import org.hathi.page.Blocks;
import org.hathi.page.HeapTuple;
import org.hathi.page.Tid;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table and computes the entries of one of its indexes.
 *
 * <p>Without writers (CREATE INDEX, REINDEX) entries are made of all versions somebody may still see; beside writers
 * (CONCURRENTLY) of the rows that one snapshot sees. Entries point to the root of HOT chains. A chain whose dead
 * members are still seen by old snapshots is represented by its live one only: {@link #broken} then says that such
 * snapshots must not use the index (PostgreSQL's indcheckxmin).
 */
final class IndexEntries {
    /** What happens to the entries. */
    interface Sink {
        /** The entries of another page of the table follow. */
        default void page(int block) {}

        /**
         * Whether an entry with this tid is asked for at all; otherwise its values are not computed.
         */
        default boolean wants(long tid) {
            return true;
        }

        /** An entry: its columns, in row 0 of each vector, valid until the next one. */
        void add(Vector[] entry, long tid, boolean alive);
    }

    private final Ddl ddl;
    final Relation table;
    final Relation index;
    final IndexInfo info;
    /** The entry at hand. */
    final Vector[] entry;

    private final int[] roots = new int[Blocks.MAX_HEAP_TUPLES + 1];
    private final int[] selection = new int[Blocks.MAX_HEAP_TUPLES];
    /** Live rows of the table seen. */
    long heapRows;
    /** Some HOT chain has members that old snapshots see and the index does not know. */
    boolean broken;

    IndexEntries(Ddl ddl, int table, int index) {
        this.ddl = ddl;
        this.table = ddl.catalog.openRelation(table, 0);
        this.index = ddl.catalog.openRelation(index, 0);
        this.info = this.index.indexInfo();
        this.entry = new Vector[info.natts()];
        for (int i = 0; i < entry.length; i++) {
            entry[i] = new Vector(!this.index.desc.get(i).byVal(), 1);
        }
    }

    /** Entries of all versions that somebody may still see; nobody else changes the table meanwhile. */
    void all(Sink sink) {
        Snapshot live = ddl.txn.snapshots().register(ddl.txn.snapshots().latest());
        ddl.txn.snapshots().push(live);
        TupleRef ref = new TupleRef(ddl.access);
        try {
            read(Snapshot.nonVacuumable(ddl.txn.snapshots().oldestXmin(ddl.database())), ref, sink);
        } finally {
            ref.release();
            ddl.txn.snapshots().pop();
            ddl.txn.snapshots().unregister(live);
        }
    }

    /** Entries of the rows that a snapshot sees, which is active. */
    void visible(Snapshot snapshot, Sink sink) {
        read(snapshot, null, sink);
    }

    /** @param ref null: all rows read are alive */
    private void read(Snapshot snapshot, @Nullable TupleRef ref, Sink sink) {
        IndexDef def = Objects.requireNonNull(ddl.catalog.index(index.oid));
        RowSource rows = new RowSource(ddl, table, snapshot);
        String exprText = def.expressions();
        ExprState[] compiled = rows.compile(exprText == null ? List.of() : NodeText.readExprs(exprText));
        String pred = def.predicate();
        ExprState predicate = pred == null ? null : rows.compile(predicate(pred));
        int blocks = ddl.storage.pool().nblocks(table.node, org.hathi.page.Fork.MAIN);
        IndexProgress progress = new IndexProgress(ddl.access.progress());
        progress.blocks(blocks);
        try {
            for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                progress.blocksDone(rows.scan.block());
                page(rows, n, compiled, predicate, ref, sink);
            }
            progress.blocksDone(blocks);
        } finally {
            rows.close();
        }
    }

    /** A predicate is stored as one expression or as a list that is implicitly AND-ed. */
    static Expr predicate(String text) {
        if (!text.startsWith("(")) {
            return NodeText.readExpr(text);
        }
        List<Expr> l = NodeText.readExprs(text);
        return l.size() == 1
                ? l.get(0)
                : new org.hathi.planner.tree.BoolExpr(org.hathi.planner.tree.BoolExprType.AND, l, -1);
    }

    private void page(
            RowSource rows,
            int n,
            ExprState[] exprs,
            @Nullable ExprState predicate,
            @Nullable TupleRef ref,
            Sink sink) {
        sink.page(rows.scan.block());
        boolean chains = false;
        int m = 0;
        long[] tids = new long[n];
        boolean[] alive = new boolean[n];
        MemorySegment mem = rows.scan.memory();
        Vector pass = predicate == null ? null : predicate.eval(rows.frame, null, n);
        for (int k = 0; k < n; k++) {
            long t = rows.scan.tuple(k);
            alive[k] = ref == null || alive(rows, mem, t, k, ref);
            heapRows += alive[k] ? 1 : 0;
            if (pass != null && (pass.isNull(k) || !pass.getBool(k))) {
                continue;
            }
            if (!alive[k] && HeapTuple.isHotUpdated(mem, t)) {
                broken = true;
                continue;
            }
            long tid = rows.scan.tid(k);
            if (HeapTuple.isHeapOnly(mem, t)) {
                if (!chains) {
                    rows.scan.roots(roots);
                    chains = true;
                }
                tid = root(tid);
            }
            if (sink.wants(tid)) {
                tids[k] = tid;
                selection[m++] = k;
            }
        }
        if (m == 0) {
            return;
        }
        Vector[] values = new Vector[exprs.length];
        int[] sel = m == n ? null : Arrays.copyOf(selection, m);
        for (int i = 0; i < exprs.length; i++) {
            values[i] = exprs[i].eval(rows.frame, sel, m);
        }
        for (int i = 0; i < m; i++) {
            int k = selection[i];
            load(rows.columns, values, k);
            sink.add(entry, tids[k], alive[k]);
        }
    }

    private long root(long tid) {
        int root = roots[Tid.offset(tid)];
        if (root == 0) {
            throw new SqlError(
                    SqlState.DATA_CORRUPTED,
                    "failed to find parent tuple for heap-only tuple at " + Tid.toString(tid) + " in table \""
                            + table.name + "\"");
        }
        return Tid.of(Tid.block(tid), root);
    }

    private boolean alive(RowSource rows, MemorySegment m, long t, int k, TupleRef ref) {
        int mask = HeapTuple.infomask(m, t);
        if ((mask & HeapTuple.XMAX_INVALID) != 0 || HeapTuple.isLockedOnly(mask)) {
            return true;
        }
        boolean a = ddl.access
                .heap()
                .fetch(table, rows.scan.tid(k), ddl.txn.snapshots().active(), ref);
        ref.release();
        return a;
    }

    private void load(Vector[] columns, Vector[] exprs, int row) {
        int e = 0;
        for (int i = 0; i < entry.length; i++) {
            int c = info.columns[i];
            Vector src = c > 0 ? columns[c - 1] : exprs[e++];
            entry[i].reset();
            entry[i].copyRow(src, row, 0);
        }
    }
}
