package org.hathi.access;

import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** A scan of an index. Not for concurrent use; {@link #close} unpins. */
public interface IndexScan {
    /** Keeps the entries' columns for {@link #columns}; call before the first {@link #next}. */
    void setIndexOnly();

    /** Starts over, with other arguments (same shape) if given. */
    void rescan(ScanKey @Nullable [] keys);

    /**
     * After {@link #close}: begins again as a new scan of the same index would, with conditions of the same shape;
     * false when this one cannot.
     */
    default boolean reopen(Snapshot snapshot, ScanKey... keys) {
        return false;
    }

    /** Moves to the next entry in the direction; false at that end. */
    boolean next(boolean forward);

    /** Tid of the current entry: the root of a HOT chain. */
    long tid();

    /**
     * The heap fetch of the current entry found nothing and all versions are dead to everybody: the entry may be
     * killed.
     */
    void kill();

    /** The heap fetch of the current entry found a row: counted for the index. */
    default void fetched() {}

    /** Some condition could not be checked by the index: the heap row must be rechecked. */
    boolean recheck();

    /** Index columns of the current entry (0-based {@code columns}) into row {@code row}; for index-only scans. */
    void columns(int[] columns, Vector[] out, int row);

    void mark();

    void restore();

    void close();
}
