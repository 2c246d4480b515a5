package org.hathi.access;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** The B-tree access method; one per process. Callers hold a heavyweight lock on the index. */
public final class BTree implements IndexAm {
    private final Access access;
    private final BtSearch search;
    private final BtInsert inserter;
    /** Scratch per index of this process: key and tuple under construction. */
    private final Map<Relation, Work> work = new HashMap<>();

    private record Work(BtKey key, IndexTupleBuf tuple) {}

    BTree(Access access) {
        this.access = access;
        search = new BtSearch(access);
        inserter = new BtInsert(access, search);
    }

    private Work work(Relation index) {
        Work w = work.get(index);
        if (w == null) {
            if (work.size() > 200) {
                work.clear();
            }
            w = new Work(new BtKey(index), new IndexTupleBuf(index));
            work.put(index, w);
        }
        return w;
    }

    @Override
    public boolean insert(Relation index, Vector[] keys, int row, long tid, Relation heap, UniqueCheck check) {
        Work w = work(index);
        w.tuple.form(keys, row, tid);
        w.key.fromRow(keys, row);
        return inserter.insert(index, w.key, w.tuple, heap, check);
    }

    @Override
    public boolean insert(Relation index, @Nullable Object[] keys, long tid, Relation heap, UniqueCheck check) {
        Work w = work(index);
        w.tuple.form(keys, tid);
        w.key.fromDatums(keys);
        return inserter.insert(index, w.key, w.tuple, heap, check);
    }

    @Override
    public IndexScan beginScan(Relation index, Snapshot snapshot, ScanKey... keys) {
        return new BtScan(access, search, index, snapshot, keys);
    }

    /** Levels above the leaves, as far as this process knows. */
    public int height(Relation index) {
        if (!index.metaKnown) {
            search.loadMeta(index);
        }
        return index.fastRoot == 0 ? 0 : index.fastRootLevel;
    }

    @Override
    public void buildEmpty(Relation index) {
        new BtBuild(access).empty(index);
    }

    @Override
    public void buildInit(Relation index) {
        new BtBuild(access).init(index);
    }

    @Override
    public long build(Relation index, Relation heap, SortedEntries entries) {
        return new BtBuild(access).load(index, entries);
    }

    @Override
    public IndexVacuumStats bulkDelete(Relation index, @Nullable IndexVacuumStats stats, LongPredicate dead) {
        return new BtVacuum(access).bulkDelete(index, stats, dead);
    }

    @Override
    public @Nullable IndexVacuumStats vacuumCleanup(
            Relation index, @Nullable IndexVacuumStats stats, double heapTuples) {
        return new BtVacuum(access).cleanup(index, stats, heapTuples);
    }

    BtSearch search() {
        return search;
    }
}
