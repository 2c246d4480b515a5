package org.hathi.catalog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.access.Access;
import org.hathi.access.Deformer;
import org.hathi.access.HeapScan;
import org.hathi.access.IndexInfo;
import org.hathi.access.IndexScan;
import org.hathi.access.Relation;
import org.hathi.access.ScanKey;
import org.hathi.access.TmFailure;
import org.hathi.access.TmResult;
import org.hathi.access.TupleBuf;
import org.hathi.access.TupleBuilder;
import org.hathi.access.TupleRef;
import org.hathi.access.UniqueCheck;
import org.hathi.base.SqlError;
import org.hathi.page.HeapTuple;
import org.hathi.page.RelFileNode;
import org.hathi.page.Xid;
import org.hathi.storage.RelationMapFile;
import org.hathi.txn.Snapshot;
import org.hathi.txn.Txn;
import org.hathi.types.Comparator;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Catalog rows in heap files: reads by index with the catalog snapshot, writes with index maintenance. One per backend.
 *
 * <p>The catalogs' own shapes come from {@link CatalogTables}; of pg_class only the relfilenodes of catalogs that are
 * not mapped are read. Scans nest (reading a row may need another catalog), so every scan has its own tuple reference;
 * vectors are reused per catalog, and a row is copied out of them before anything else is read.
 *
 * <p>LATCHES: none held on return; pages are pinned only during a call.
 */
public final class HeapCatalogStore implements CatalogStore {
    private final CatalogTables tables = new CatalogTables();
    private final Txn txn;
    private final int databaseOid;
    private final Path dataDirectory;
    private @Nullable RelationMapFile sharedMap;
    private @Nullable RelationMapFile databaseMap;
    private final Map<Integer, Relation> relations = new HashMap<>();
    private final Map<Integer, Reader> readers = new HashMap<>();
    private final TmFailure failure = new TmFailure();
    private @Nullable Access access;
    private @Nullable Catalog catalog;

    /** What taking rows of one catalog apart needs. */
    private record Reader(Deformer deformer, Vector[] out) {}

    /** @param dataDirectory the cluster's directory; {@code databaseOid} the database this backend works in */
    public HeapCatalogStore(Txn txn, Path dataDirectory, int databaseOid) {
        this.txn = txn;
        this.databaseOid = databaseOid;
        this.dataDirectory = dataDirectory;
    }

    /** Connects the parts that need each other; once, before the first read. */
    public void connect(Catalog catalog, Access access) {
        this.catalog = catalog;
        this.access = access;
    }

    private Access access() {
        Access a = access;
        if (a == null) {
            throw new IllegalStateException("catalog store is not connected");
        }
        return a;
    }

    private Catalog catalog() {
        Catalog c = catalog;
        if (c == null) {
            throw new IllegalStateException("catalog store is not connected");
        }
        return c;
    }

    @Override
    public CatalogTables tables() {
        return tables;
    }

    @Override
    public int mappedFilenode(int relation, boolean shared) {
        RelationMapFile map = shared ? sharedMap : databaseMap;
        if (map == null) {
            if (shared) {
                map = RelationMapFile.load(dataDirectory, RelFileNode.GLOBAL_TABLESPACE, 0);
                sharedMap = map;
            } else {
                map = RelationMapFile.load(dataDirectory, RelFileNode.DEFAULT_TABLESPACE, databaseOid);
                databaseMap = map;
            }
        }
        return map.find(relation);
    }

    @Override
    public void mapChanged(int database) {
        if (database == 0) {
            sharedMap = null;
        } else {
            databaseMap = null;
        }
        relations.clear();
    }

    @Override
    public void relationChanged(int relation) {
        if (relation == 0) {
            relations.clear();
        } else {
            relations.remove(relation);
        }
    }

    @Override
    public int recentXmin() {
        return txn.transactions().snapshots().announcedXmin() != 0
                ? txn.transactions().snapshots().announcedXmin()
                : txn.xids().nextXid();
    }

    @Override
    public boolean precedesSnapshots(CatalogRow row) {
        TupleRef ref = new TupleRef(access());
        try {
            return access().heap().fetch(table(row.catalog()), row.tid(), Snapshot.any(), ref)
                    && Xid.precedes(HeapTuple.xminOrFrozen(ref.m, ref.t), recentXmin());
        } finally {
            ref.release();
        }
    }

    @Override
    public int oldestMulti() {
        return txn.multixact().oldestRunning();
    }

    // ------------------------------------------------------------------------------------------------ relations

    private Relation table(int oid) {
        Relation r = relations.get(oid);
        if (r == null) {
            CatalogTables.Table t = tables.table(oid);
            r = new Relation(oid, node(oid, t.shared(), t.mapped()), "pg_catalog", t.name(), 'r', 'p', t.desc(), null);
            r.toastOid = t.toast();
            r.catalog = true;
            r.shared = t.shared();
            boolean[] indexed = new boolean[t.desc().size()];
            for (CatalogTables.Index x : tables.indexesOf(oid)) {
                for (int c : x.columns()) {
                    indexed[c - 1] = true;
                }
            }
            r.indexedColumns = indexed;
            relations.put(oid, r);
        }
        return r;
    }

    private Relation index(int oid) {
        Relation r = relations.get(oid);
        if (r == null) {
            CatalogTables.Index x = tables.index(oid);
            TupleDesc desc = tables.indexDesc(x);
            Comparator[] comparators = new Comparator[desc.size()];
            for (int i = 0; i < comparators.length; i++) {
                comparators[i] =
                        KeyOrder.of(catalog(), x.compare()[i], desc.get(i).typeOid(), x.collations()[i]);
            }
            IndexInfo info = new IndexInfo(new IndexInfo.Spec(
                    oid,
                    x.table(),
                    "btree",
                    x.columns(),
                    comparators.length,
                    x.compare(),
                    comparators,
                    x.collations(),
                    x.options(),
                    x.unique(),
                    false,
                    x.primary(),
                    true,
                    false,
                    false,
                    false,
                    true));
            r = new Relation(oid, node(oid, x.shared(), x.mapped()), "pg_catalog", x.name(), 'i', 'p', desc, info);
            r.catalog = true;
            r.shared = x.shared();
            relations.put(oid, r);
        }
        return r;
    }

    private RelFileNode node(int oid, boolean shared, boolean mapped) {
        int filenode;
        if (mapped) {
            filenode = mappedFilenode(oid, shared);
        } else {
            ClassInfo c = catalog().relation(oid);
            filenode = c == null ? 0 : c.filenode();
        }
        if (filenode == 0) {
            throw SqlError.internal("could not open relation with OID " + oid);
        }
        return shared
                ? new RelFileNode(RelFileNode.GLOBAL_TABLESPACE, 0, filenode)
                : new RelFileNode(RelFileNode.DEFAULT_TABLESPACE, databaseOid, filenode);
    }

    private Reader reader(int oid) {
        Reader r = readers.get(oid);
        if (r == null) {
            TupleDesc d = tables.table(oid).desc();
            int[] columns = new int[d.size()];
            Vector[] out = new Vector[d.size()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = i + 1;
                out[i] = new Vector(!d.get(i).byVal(), 1);
            }
            r = new Reader(new Deformer(d, columns, access().toast()), out);
            readers.put(oid, r);
        }
        return r;
    }

    private CatalogRow row(int oid, TupleRef tuple) {
        // a toasted value is fetched through pg_toast's relation, whose description may need other rows of this catalog
        Reader r = readers.remove(oid);
        Reader mine = r == null ? reader(oid) : r;
        for (Vector v : mine.out()) {
            v.reset();
        }
        tuple.deform(mine.deformer(), mine.out(), 0);
        @Nullable Object[] values = new Object[mine.out().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = mine.out()[i].datum(0);
        }
        readers.put(oid, mine);
        return new CatalogRow(oid, tuple.tid, values);
    }

    // -------------------------------------------------------------------------------------------------- reading

    @Override
    public void scan(int catalogOid, int index, Object[] keys, List<CatalogRow> out) {
        Relation heap = table(catalogOid);
        Snapshot snapshot = txn.transactions().snapshots().catalog();
        if (index == 0) {
            scanHeap(heap, snapshot, out);
            return;
        }
        Relation idx = index(index);
        ScanKey[] conditions = new ScanKey[keys.length];
        for (int i = 0; i < keys.length; i++) {
            conditions[i] = ScanKey.equal(i + 1, keys[i]);
        }
        IndexScan scan = access().btree().beginScan(idx, snapshot, conditions);
        TupleRef tuple = new TupleRef(access());
        try {
            while (scan.next(true)) {
                if (access().heap().fetchChain(heap, scan.tid(), snapshot, tuple)) {
                    scan.fetched();
                    out.add(row(catalogOid, tuple));
                }
            }
        } finally {
            tuple.release();
            scan.close();
        }
    }

    private void scanHeap(Relation heap, Snapshot snapshot, List<CatalogRow> out) {
        HeapScan scan = access().heap().beginScan(heap, snapshot);
        List<Long> tids = new ArrayList<>();
        try {
            while (scan.nextPage()) {
                for (int i = 0; i < scan.visible(); i++) {
                    tids.add(scan.tid(i));
                }
            }
        } finally {
            scan.close();
        }
        TupleRef tuple = new TupleRef(access());
        try {
            for (long tid : tids) {
                if (access().heap().fetch(heap, tid, snapshot, tuple)) {
                    out.add(row(heap.oid, tuple));
                }
            }
        } finally {
            tuple.release();
        }
    }

    // -------------------------------------------------------------------------------------------------- writing

    private TupleBuf form(Relation heap, @Nullable Object[] values) {
        return new TupleBuilder(heap.desc).fromDatums(values).form(new TupleBuf());
    }

    private void insertEntries(Relation heap, @Nullable Object[] values, long tid) {
        for (CatalogTables.Index x : tables.indexesOf(heap.oid)) {
            Relation idx = index(x.oid());
            @Nullable Object[] keys = new Object[x.columns().length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = values[x.columns()[i] - 1];
            }
            access().btree().insert(idx, keys, tid, heap, x.unique() ? UniqueCheck.YES : UniqueCheck.NO);
        }
    }

    @Override
    public long insert(int catalogOid, @Nullable Object[] values) {
        Relation heap = table(catalogOid);
        long tid = access().heap()
                .insert(heap, form(heap, values), txn.transactions().commandId(true));
        insertEntries(heap, values, tid);
        return tid;
    }

    private void check(TmResult r) {
        switch (r) {
            case OK -> {
                // done
            }
            case SELF_MODIFIED -> throw SqlError.internal("tuple already updated by self");
            case UPDATED, DELETED ->
                throw SqlError.internal(
                        r == TmResult.UPDATED ? "tuple concurrently updated" : "tuple concurrently deleted");
            case INVISIBLE, BEING_MODIFIED, WOULD_BLOCK -> throw SqlError.internal("unrecognized heap status: " + r);
        }
    }

    @Override
    public long update(CatalogRow old, @Nullable Object[] values) {
        Relation heap = table(old.catalog());
        TupleBuf tuple = form(heap, values);
        check(access().heap().update(heap, old.tid(), tuple, txn.transactions().commandId(true), null, true, failure));
        if (failure.updateIndexes) {
            insertEntries(heap, values, tuple.tid);
        }
        return tuple.tid;
    }

    @Override
    public void delete(CatalogRow old) {
        Relation heap = table(old.catalog());
        check(access().heap().delete(heap, old.tid(), txn.transactions().commandId(true), null, true, failure));
    }

    @Override
    public void updateInPlace(CatalogRow old, @Nullable Object[] values) {
        Relation heap = table(old.catalog());
        access().heap().inplaceUpdate(heap, old.tid(), form(heap, values));
    }
}
