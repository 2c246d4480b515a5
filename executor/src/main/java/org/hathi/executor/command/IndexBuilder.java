package org.hathi.executor.command;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.access.IndexAm;
import org.hathi.access.IndexInfo;
import org.hathi.access.Relation;
import org.hathi.access.TupleRef;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.Batch;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.modify.IndexWriter;
import org.hathi.executor.node.RowOrder;
import org.hathi.executor.node.Sorter;
import org.hathi.executor.store.Workspace;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.txn.Snapshot;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Builds an index from its table: scan, sort (in files beyond maintenance_work_mem), bulk load; then the statistics of
 * both in pg_class.
 *
 * <p>Indexed are all versions somebody may still see; entries point to the root of HOT chains. A chain whose dead
 * members differ from its live one is not represented for old snapshots (PostgreSQL's indcheckxmin case).
 *
 * <p>LAYOUT of the rows sorted: the index's columns, then {@code tid << 1 | dead}.
 */
final class IndexBuilder {
    private static final int BATCH = 1024;

    private final Ddl ddl;
    private final Relation table;
    private final Relation index;
    private final IndexInfo info;
    /** A row on its way into the sort. */
    private final Vector[] entry;

    private final Vector tids = new Vector(false, 1);
    private long count;
    private long heapRows;

    private IndexBuilder(Ddl ddl, int table, int index) {
        this.ddl = ddl;
        this.table = ddl.catalog.openRelation(table, 0);
        this.index = ddl.catalog.openRelation(index, 0);
        this.info = this.index.indexInfo();
        this.entry = new Vector[info.natts() + 1];
        for (int i = 0; i < info.natts(); i++) {
            entry[i] = new Vector(!this.index.desc.get(i).byVal(), 1);
        }
        entry[info.natts()] = tids;
    }

    /** Fills the (empty) file of an index. The caller has made its catalog rows visible. */
    static void build(Ddl ddl, int table, int index) {
        new IndexBuilder(ddl, table, index).run();
    }

    /** Makes the empty index of a table that has just been created. */
    static void buildEmpty(Ddl ddl, int index) {
        Relation r = ddl.catalog.openRelation(index, 0);
        ddl.access.indexAm(r).buildEmpty(r);
        initFork(ddl, r);
    }

    private static void initFork(Ddl ddl, Relation index) {
        if (index.persistence == 'u') {
            Relfiles.initFork(ddl, index.node);
            ddl.access.indexAm(index).buildInit(index);
        }
    }

    private void run() {
        try (Workspace files = ddl.env.tempFiles().workspace()) {
            TypeOps[] ops = operators();
            try (Sorter sorter = sorter(files, ops)) {
                scan(sorter);
                sorter.finish();
                ddl.access.indexAm(index).build(index, table, new Cursor(sorter, ops));
            }
        }
        initFork(ddl, index);
        updateStatistics();
        if (info.exclusion) {
            ddl.withSnapshot(this::checkExclusion);
        }
    }

    /** 23P01 when two rows that are there conflict (IndexCheckExclusion). */
    private void checkExclusion(Snapshot snapshot) {
        RowSource rows = new RowSource(ddl, table, snapshot);
        try {
            IndexWriter w = new IndexWriter(rows.state, table, index);
            for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                for (int i = 0; i < n; i++) {
                    w.verify(rows.columns, i, n, rows.scan.tid(i));
                }
                ddl.access.interrupts().check();
            }
        } finally {
            rows.close();
        }
    }

    // ----------------------------------------------------------------------------------------------------- reading

    private void scan(Sorter sorter) {
        IndexDef def = java.util.Objects.requireNonNull(ddl.catalog.index(index.oid));
        Snapshot snap = Snapshot.nonVacuumable(ddl.txn.snapshots().oldestXmin(ddl.database()));
        RowSource rows = new RowSource(ddl, table, snap);
        String exprText = def.expressions();
        List<Expr> exprs = exprText == null ? List.of() : NodeText.readExprs(exprText);
        ExprState[] compiled = rows.compile(exprs);
        String pred = def.predicate();
        ExprState predicate = pred == null ? null : rows.compile(predicate(pred));
        Snapshot live = ddl.txn.snapshots().register(ddl.txn.snapshots().latest());
        ddl.txn.snapshots().push(live);
        TupleRef ref = new TupleRef(ddl.access);
        try {
            for (int n = rows.nextPage(); n > 0; n = rows.nextPage()) {
                page(rows, n, compiled, predicate, ref, sorter);
            }
        } finally {
            rows.close();
            ref.release();
            ddl.txn.snapshots().pop();
            ddl.txn.snapshots().unregister(live);
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
            RowSource rows, int n, ExprState[] exprs, @Nullable ExprState predicate, TupleRef ref, Sorter sorter) {
        Vector pass = predicate == null ? null : predicate.eval(rows.frame, null, n);
        Vector[] values = new Vector[exprs.length];
        int[] sel = pass == null ? null : passing(pass, n);
        int m = sel == null ? n : sel.length;
        for (int i = 0; i < exprs.length && m > 0; i++) {
            values[i] = exprs[i].eval(rows.frame, sel, m);
        }
        int[] roots = null;
        MemorySegment mem = rows.scan.memory();
        for (int k = 0; k < n; k++) {
            long t = rows.scan.tuple(k);
            boolean alive = alive(rows, mem, t, k, ref);
            heapRows += alive ? 1 : 0;
            if (pass != null && (pass.isNull(k) || !pass.getBool(k))) {
                continue;
            }
            if (!alive && HeapTuple.isHotUpdated(mem, t)) {
                continue;
            }
            long tid = rows.scan.tid(k);
            if (HeapTuple.isHeapOnly(mem, t)) {
                roots = roots == null ? roots(mem, rows.scan.page()) : roots;
                int root = roots[Tid.offset(tid)];
                tid = root == 0 ? tid : Tid.of(Tid.block(tid), root);
            }
            add(sorter, rows.columns, values, k, tid << 1 | (alive ? 0 : 1));
        }
    }

    private static int[] passing(Vector pass, int n) {
        int[] out = new int[n];
        int m = 0;
        for (int i = 0; i < n; i++) {
            if (!pass.isNull(i) && pass.getBool(i)) {
                out[m++] = i;
            }
        }
        return Arrays.copyOf(out, m);
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

    /** For each offset of a page, the offset of the root of its HOT chain (0: none known) (heap_get_root_tuples). */
    private static int[] roots(MemorySegment m, long p) {
        int max = Page.maxOffset(m, p);
        int[] roots = new int[max + 1];
        for (int off = 1; off <= max; off++) {
            int item = ItemId.get(m, p, off);
            int next;
            if (ItemId.isNormal(item)) {
                long t = p + ItemId.offset(item);
                if (HeapTuple.isHeapOnly(m, t)) {
                    continue;
                }
                roots[off] = off;
                next = HeapTuple.isHotUpdated(m, t) ? Tid.offset(HeapTuple.ctid(m, t)) : 0;
            } else if (ItemId.isRedirect(item)) {
                next = ItemId.offset(item);
            } else {
                continue;
            }
            for (int guard = 0; next != 0 && next <= max && guard <= max; guard++) {
                int i = ItemId.get(m, p, next);
                if (!ItemId.isNormal(i)) {
                    break;
                }
                roots[next] = off;
                long t = p + ItemId.offset(i);
                next = HeapTuple.isHotUpdated(m, t) ? Tid.offset(HeapTuple.ctid(m, t)) : 0;
            }
        }
        return roots;
    }

    private void add(Sorter sorter, Vector[] columns, Vector[] exprs, int row, long tid) {
        int e = 0;
        for (int i = 0; i < info.natts(); i++) {
            int c = info.columns[i];
            Vector src = c > 0 ? columns[c - 1] : exprs[e++];
            entry[i].reset();
            entry[i].copyRow(src, row, 0);
        }
        tids.setLong(0, tid);
        sorter.add(entry, 0);
        count++;
    }

    // ----------------------------------------------------------------------------------------------------- sorting

    /** How the key columns compare. */
    private TypeOps[] operators() {
        TypeOps[] ops = new TypeOps[info.keys];
        IndexDef def = java.util.Objects.requireNonNull(ddl.catalog.index(index.oid));
        for (int i = 0; i < ops.length; i++) {
            OpclassInfo o = ddl.catalog.opclass(def.opclasses()[i]);
            int proc = ddl.catalog.amproc(o.family(), o.inputType(), o.inputType(), 1);
            TypeOps t = TypeOps.bySupportFunction(
                    ddl.env.cx.types(),
                    ddl.catalog.proc(proc).source(),
                    index.desc.get(i).typeOid(),
                    info.collations[i]);
            ops[i] = t != null
                    ? t
                    : TypeOps.of(ddl.env.cx.types(), index.desc.get(i).typeOid(), info.collations[i]);
        }
        return ops;
    }

    /** Sorts by the key columns, then by tid. */
    private Sorter sorter(Workspace files, TypeOps[] ops) {
        int n = info.keys;
        int[] columns = new int[n + 1];
        TypeOps[] all = Arrays.copyOf(ops, n + 1);
        boolean[] descending = new boolean[n + 1];
        boolean[] nullsFirst = new boolean[n + 1];
        boolean[] byRef = new boolean[entry.length];
        for (int i = 0; i < n; i++) {
            columns[i] = i;
            descending[i] = info.isDescending(i);
            nullsFirst[i] = info.nullsFirst(i);
        }
        columns[n] = info.natts();
        all[n] = TypeOps.of(ddl.env.cx.types(), Oids.INT8, 0);
        for (int i = 0; i < byRef.length; i++) {
            byRef[i] = entry[i].byRef;
        }
        RowOrder order = new RowOrder(columns, all, descending, nullsFirst);
        Sorter s = new Sorter(() -> files, ddl.access.interrupts(), byRef, order);
        s.start(ddl.settings.intValue("maintenance_work_mem") * 1024L, -1);
        return s;
    }

    private SqlError duplicate(Vector[] keys, int row) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < info.keys; i++) {
            names.add(ddl.indexColumnText(index.oid, i + 1));
            Object d = keys[i].datum(row);
            values.add(
                    d == null
                            ? "null"
                            : TypeIo.outputDatum(ddl.env.cx, index.desc.get(i).typeOid(), d));
        }
        return new SqlError(SqlState.UNIQUE_VIOLATION, "could not create unique index \"" + index.name + "\"")
                .detail("Key (" + String.join(", ", names) + ")=(" + String.join(", ", values) + ") is duplicated.")
                .table(table.schema, table.name)
                .constraint(index.name);
    }

    /** The sorted entries; of a unique index it looks at neighbours on the way. */
    private final class Cursor implements IndexAm.SortedEntries {
        private final Sorter sorter;
        private final TypeOps[] ops;
        private final int[] keyColumns;
        private Batch batch = new Batch();
        private int at;
        private int row;
        /** Key of the last live row that can conflict. */
        private final Vector[] last;

        private boolean any;

        Cursor(Sorter sorter, TypeOps[] ops) {
            this.sorter = sorter;
            this.ops = ops;
            this.keyColumns = new int[info.unique ? ops.length : 0];
            this.last = new Vector[keyColumns.length];
            for (int i = 0; i < last.length; i++) {
                keyColumns[i] = i;
                last[i] = new Vector(entry[i].byRef, 1);
            }
        }

        @Override
        public boolean next() {
            if (++at >= batch.n) {
                Batch b = sorter.next(BATCH);
                if (b == null) {
                    return false;
                }
                batch = b;
                at = 0;
            }
            row = batch.row(at);
            if (info.unique && (batch.cols[info.natts()].longs[row] & 1) == 0) {
                check();
            }
            return true;
        }

        private void check() {
            Vector[] c = batch.cols;
            for (int i : keyColumns) {
                if (!info.nullsNotDistinct && c[i].isNull(row)) {
                    return;
                }
            }
            if (any && same(c)) {
                throw duplicate(c, row);
            }
            any = true;
            for (int i : keyColumns) {
                last[i].reset();
                last[i].copyRow(c[i], row, 0);
            }
        }

        private boolean same(Vector[] c) {
            for (int i : keyColumns) {
                boolean n = c[i].isNull(row);
                if (n != last[i].isNull(0) || !n && ops[i].compare(last[i], 0, c[i], row) != 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Vector[] keys() {
            return batch.cols;
        }

        @Override
        public int row() {
            return row;
        }

        @Override
        public long tid() {
            return batch.cols[info.natts()].longs[row] >>> 1;
        }
    }

    // -------------------------------------------------------------------------------------------------- statistics

    private void updateStatistics() {
        statistics(ddl, table, heapRows);
        statistics(ddl, index, count);
    }

    /** relpages and reltuples of a relation, without a new row version (index_update_stats). */
    static void statistics(Ddl ddl, Relation r, double tuples) {
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, r.oid);
        @Nullable Object[] v = row.copy();
        int pages = ddl.storage.pool().nblocks(r.node, Fork.MAIN);
        boolean unknown = tuples == 0 && row.floatAt(PgClass.RELTUPLES) < 0;
        Object t = unknown ? Datums.float4(-1) : Datums.float4((float) tuples);
        if (row.intAt(PgClass.RELPAGES) == pages && t.equals(v[PgClass.RELTUPLES - 1])) {
            return;
        }
        v[PgClass.RELPAGES - 1] = (long) pages;
        v[PgClass.RELTUPLES - 1] = t;
        ddl.catalog.store().updateInPlace(row, v);
        ddl.catalog.invalidation().relationChanged(r.oid);
    }
}
