package org.hathi.access;

import java.util.function.LongPredicate;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** What an index access method does (IndexAmRoutine). */
public interface IndexAm {
    /**
     * Inserts an entry for row {@code row} of the key columns (included ones too). With YES, waits for transactions in
     * doubt and throws 23505 on a duplicate; with PARTIAL, false says that there may be one.
     */
    boolean insert(Relation index, Vector[] keys, int row, long tid, Relation heap, UniqueCheck check);

    /** As above, from datums. */
    boolean insert(Relation index, @Nullable Object[] keys, long tid, Relation heap, UniqueCheck check);

    /** A scan with all conditions; tids come in index order. Close it. */
    IndexScan beginScan(Relation index, Snapshot snapshot, ScanKey... keys);

    /** Makes an empty index (the file exists and is empty). */
    void buildEmpty(Relation index);

    /**
     * Fills the (empty) init fork of an unlogged index: what the index becomes after a crash. Synced when it returns.
     */
    void buildInit(Relation index);

    /** Loads an empty file from entries in index order (equal keys by tid). Returns the number of entries. */
    long build(Relation index, Relation heap, SortedEntries entries);

    /** Removes the entries whose tid is dead; call {@link #vacuumCleanup} afterwards. */
    IndexVacuumStats bulkDelete(Relation index, @Nullable IndexVacuumStats stats, LongPredicate dead);

    /** Ends a vacuum of the index. Null: nothing was looked at, so nothing is known about it. */
    @Nullable
    IndexVacuumStats vacuumCleanup(Relation index, @Nullable IndexVacuumStats stats, double heapTuples);

    /** Entries of an index build, sorted; a cursor. */
    interface SortedEntries {
        /** Moves to the next entry; false at the end. */
        boolean next();

        Vector[] keys();

        int row();

        long tid();
    }
}
