package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.access.IndexAm;
import org.hathi.access.IndexInfo;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.OperatorOps;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.Batch;
import org.hathi.executor.modify.IndexWriter;
import org.hathi.executor.node.RowOrder;
import org.hathi.executor.node.Sorter;
import org.hathi.executor.store.Workspace;
import org.hathi.page.Fork;
import org.hathi.txn.Snapshot;
import org.hathi.types.Oids;
import org.hathi.types.TypeIo;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Builds an index from its table: scan ({@link IndexEntries}), sort (in files beyond maintenance_work_mem), bulk load;
 * then the statistics of both in pg_class.
 *
 * <p>LAYOUT of the rows sorted: the index's columns, then {@code tid << 1 | dead}.
 */
final class IndexBuilder {
    private static final int BATCH = 1024;

    private final Ddl ddl;
    private final IndexEntries entries;
    private final Relation table;
    private final Relation index;
    private final IndexInfo info;
    /** A row on its way into the sort. */
    private final Vector[] entry;

    private final Vector tids = new Vector(false, 1);
    private final IndexProgress progress;
    private long count;

    private IndexBuilder(Ddl ddl, int table, int index) {
        this.ddl = ddl;
        this.entries = new IndexEntries(ddl, table, index);
        this.table = entries.table;
        this.index = entries.index;
        this.info = entries.info;
        this.progress = new IndexProgress(ddl.access.progress());
        this.entry = Arrays.copyOf(entries.entry, info.natts() + 1);
        entry[info.natts()] = tids;
    }

    /** Fills the (empty) file of a new index. The caller has made its catalog rows visible. */
    static void build(Ddl ddl, int table, int index) {
        IndexBuilder b = new IndexBuilder(ddl, table, index);
        b.run(null);
        if (b.entries.broken) {
            IndexStates.checkXmin(ddl, index);
        }
    }

    /** Fills the new and empty file of an index that was there before: it is valid now, whatever it was. */
    static void rebuild(Ddl ddl, int table, int index) {
        IndexBuilder b = new IndexBuilder(ddl, table, index);
        b.run(null);
        IndexStates.rebuilt(ddl, index, b.entries.broken);
    }

    /** Fills a new index with what the active snapshot sees, while others write to the table. */
    static void concurrently(Ddl ddl, int table, int index, Snapshot snapshot) {
        new IndexBuilder(ddl, table, index).run(snapshot);
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

    /** @param snapshot null: the table is locked against writers */
    private void run(@Nullable Snapshot snapshot) {
        progress.build();
        try (Workspace files = ddl.env.tempFiles().workspace()) {
            TypeOps[] ops = operators();
            try (Sorter sorter = sorter(files, ops)) {
                IndexEntries.Sink sink = (e, tid, alive) -> {
                    tids.setLong(0, tid << 1 | (alive ? 0 : 1));
                    sorter.add(entry, 0);
                    count++;
                };
                progress.subphase(IndexProgress.SCAN);
                if (snapshot == null) {
                    entries.all(sink);
                } else {
                    entries.visible(snapshot, sink);
                }
                progress.tuples(count);
                progress.subphase(IndexProgress.SORT);
                sorter.finish();
                progress.subphase(IndexProgress.LOAD);
                ddl.access.indexAm(index).build(index, table, new Cursor(sorter, ops));
            }
        }
        initFork(ddl, index);
        statistics(ddl, table, entries.heapRows);
        statistics(ddl, index, count);
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

    // ----------------------------------------------------------------------------------------------------- sorting

    /** How the key columns compare. */
    private TypeOps[] operators() {
        TypeOps[] ops = new TypeOps[info.keys];
        IndexDef def = java.util.Objects.requireNonNull(ddl.catalog.index(index.oid));
        for (int i = 0; i < ops.length; i++) {
            OpclassInfo o = ddl.catalog.opclass(def.opclasses()[i]);
            int proc = ddl.catalog.amproc(o.family(), o.inputType(), o.inputType(), 1);
            ops[i] = supportOps(proc, index.desc.get(i).typeOid(), info.collations[i]);
        }
        return ops;
    }

    private TypeOps supportOps(int function, int type, int collation) {
        TypeOps t = OperatorOps.users(function)
                ? null
                : TypeOps.bySupportFunction(
                        ddl.env.cx.types(), ddl.catalog.proc(function).source(), type, collation);
        return t != null ? t : ddl.catalog.operatorOps().bySupport(function, type, type, collation);
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
        /** Entries in the batches so far. */
        private long passed;

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
                progress.tuplesDone(passed);
                passed += b.n;
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

    /** relpages and reltuples of a relation, without a new row version (index_update_stats). */
    static void statistics(Ddl ddl, Relation r, double tuples) {
        CatalogRow row = ddl.writer.needByOid(PgClass.RELATION, r.oid);
        if (tuples == 0 && row.floatAt(PgClass.RELTUPLES) < 0) {
            return; // so that the size is estimated until something is in it
        }
        @Nullable Object[] v = row.copy();
        int pages = ddl.storage.pool().nblocks(r.node, Fork.MAIN);
        Object t = Datums.float4((float) tuples);
        if (row.intAt(PgClass.RELPAGES) == pages && t.equals(v[PgClass.RELTUPLES - 1])) {
            return;
        }
        v[PgClass.RELPAGES - 1] = (long) pages;
        v[PgClass.RELTUPLES - 1] = t;
        ddl.catalog.store().updateInPlace(row, v);
        ddl.catalog.invalidation().rowChanged(row);
        ddl.catalog.invalidation().relationChanged(r.oid);
    }
}
