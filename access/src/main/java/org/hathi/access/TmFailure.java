package org.hathi.access;

import org.hathi.page.Tid;
import org.hathi.page.Xid;

/**
 * Why a row could not be changed, and what an update did (TM_FailureData and output parameters); reused by the caller.
 */
public final class TmFailure {
    /** Next version of the row, or its own tid when it was deleted; see {@link #MOVED}. */
    public long ctid = Tid.INVALID;
    /** The transaction that changed it. */
    public int xmax;
    /** With SELF_MODIFIED: the command that changed it. */
    public int cmax = -1;
    /** {@link Heap#lockTuple} went to a later version of the row. */
    public boolean traversed;
    /** Update succeeded: the lock it took on the row. */
    public LockMode lockMode = LockMode.NO_KEY_EXCLUSIVE;
    /** Update succeeded: new index entries are needed (it was not heap-only). */
    public boolean updateIndexes;

    /** The row moved to another partition: {@code ctid} is not a row of this table. */
    public boolean movedPartitions() {
        return Tid.offset(ctid) == Tid.MOVED_PARTITIONS_OFFSET && Tid.block(ctid) == -1;
    }

    /** Forgets everything. */
    public void reset() {
        ctid = Tid.INVALID;
        xmax = Xid.INVALID;
        cmax = -1;
        traversed = false;
        updateIndexes = false;
    }
}
