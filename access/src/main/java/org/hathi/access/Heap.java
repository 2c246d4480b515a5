package org.hathi.access;

import org.hathi.storage.BufferRing;
import org.hathi.txn.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Heap tables: what the executor and the catalogs call. One per process. Callers hold a heavyweight lock on the
 * relation. Methods return with no content lock held; what stays pinned says so.
 */
public final class Heap {
    /** Insert options. */
    public static final int SKIP_FSM = 0x02;

    public static final int FROZEN = 0x04;
    public static final int SPECULATIVE = 0x10;

    private final Access access;
    private final HeapInsert insert;
    private final BatchInsert batchInsert;
    private final HeapDelete delete;
    private final HeapUpdate update;
    private final HeapLock lock;
    private final HeapFetch fetch;
    private final Prune prune;

    Heap(Access access) {
        this.access = access;
        HeapXmax xmax = new HeapXmax(access);
        prune = new Prune(access);
        insert = new HeapInsert(access);
        batchInsert = new BatchInsert(access, insert);
        delete = new HeapDelete(access, xmax);
        update = new HeapUpdate(access, xmax, delete, insert);
        lock = new HeapLock(access, xmax);
        fetch = new HeapFetch(access, prune);
    }

    /** A scan of blocks {@code [start, start + n)}; {@code n} −1: to the end as it is now. */
    public HeapScan beginScan(Relation rel, Snapshot snapshot, int start, int n, @Nullable BufferRing ring) {
        return new HeapScan(access, prune, rel, snapshot, start, n, ring);
    }

    /** A scan of the whole relation; large ones get a buffer ring. */
    public HeapScan beginScan(Relation rel, Snapshot snapshot) {
        return new HeapScan(access, prune, rel, snapshot, 0, -1, null);
    }

    /** Inserts a tuple, toasting it first if it is large; returns its tid, which {@code tuple.tid} also gets. */
    public long insert(Relation rel, TupleBuf tuple, int cid, int options, @Nullable BulkInsert bulk) {
        return insert.insert(rel, tuple, cid, options, bulk, 0);
    }

    public long insert(Relation rel, TupleBuf tuple, int cid) {
        return insert.insert(rel, tuple, cid, 0, null, 0);
    }

    /** Inserts many tuples, page by page, one WAL record a page; each buffer's {@code tid} is set. */
    public void multiInsert(Relation rel, TupleBuf[] tuples, int n, int cid, int options, BulkInsert bulk) {
        insert.multiInsert(rel, tuples, n, cid, options, bulk);
    }

    /**
     * Stores all tuples of a batch, which tells their tids afterwards; none may need toasting (see
     * {@link TupleBatch#add}).
     */
    public void multiInsert(Relation rel, TupleBatch batch, int cid, int options, BulkInsert bulk) {
        batchInsert.insert(rel, batch, cid, options, bulk);
    }

    /** Inserts speculatively (ON CONFLICT): others wait for {@code token} before they believe in the tuple. */
    public long insertSpeculative(Relation rel, TupleBuf tuple, int cid, int token) {
        return insert.insert(rel, tuple, cid, SPECULATIVE, null, token);
    }

    public void finishSpeculative(Relation rel, long tid) {
        insert.finishSpeculative(rel, tid);
    }

    public void abortSpeculative(Relation rel, long tid) {
        insert.abortSpeculative(rel, tid);
    }

    /**
     * Deletes the tuple at {@code tid} on behalf of command {@code cid}. With {@code wait}, waits for other
     * transactions that hold or change it. On any result but OK, {@code tmfd} says why.
     */
    public TmResult delete(
            Relation rel, long tid, int cid, @Nullable Snapshot crosscheck, boolean wait, TmFailure tmfd) {
        return delete.delete(rel, tid, cid, crosscheck, wait, tmfd, false);
    }

    /** As {@link #delete}, for a row that moves to another partition. */
    public TmResult deleteForMove(
            Relation rel, long tid, int cid, @Nullable Snapshot crosscheck, boolean wait, TmFailure tmfd) {
        return delete.delete(rel, tid, cid, crosscheck, wait, tmfd, true);
    }

    /** Replaces the tuple at {@code tid}; {@code tmfd.updateIndexes}: the new version needs index entries. */
    public TmResult update(
            Relation rel,
            long tid,
            TupleBuf tuple,
            int cid,
            @Nullable Snapshot crosscheck,
            boolean wait,
            TmFailure tmfd) {
        return update.update(rel, tid, tuple, cid, crosscheck, wait, tmfd);
    }

    /**
     * Locks a row. With {@code lastVersion}, follows updates by others to the newest version and locks that
     * ({@code tmfd.traversed}; its tid is {@code out.tid}); the snapshot's isolation is the caller's affair. On OK,
     * {@code out} holds the tuple, pinned. {@code followUpdates}: also lock later versions (key share, share).
     */
    public TmResult lockTuple(
            Relation rel,
            long tid,
            int cid,
            LockMode mode,
            WaitPolicy policy,
            boolean followUpdates,
            boolean lastVersion,
            TmFailure tmfd,
            TupleRef out) {
        long at = tid;
        boolean traversed = false;
        for (; ; ) {
            TmResult r = lock.lock(rel, at, cid, mode, policy, followUpdates, tmfd);
            if (r == TmResult.UPDATED && lastVersion) {
                if (tmfd.movedPartitions()) {
                    throw new org.hathi.base.SqlError(
                            org.hathi.base.SqlState.T_R_SERIALIZATION_FAILURE,
                            "tuple to be locked was already moved to another partition due to concurrent update");
                }
                long next = fetch.nextVersion(rel, tmfd.ctid, tmfd.xmax, policy, out);
                if (next == org.hathi.page.Tid.INVALID) {
                    return TmResult.DELETED;
                }
                if (next < 0) {
                    return TmResult.WOULD_BLOCK;
                }
                at = next;
                traversed = true;
                continue;
            }
            if (r == TmResult.OK) {
                fetch.pinned(rel, at, out);
            }
            tmfd.traversed = traversed;
            return r;
        }
    }

    /**
     * The tuple at {@code tid} itself, whatever line pointer chains say; false when there is none the snapshot sees.
     * {@code out} keeps the page pinned.
     */
    public boolean fetch(Relation rel, long tid, Snapshot snapshot, TupleRef out) {
        return fetch.fetch(rel, tid, snapshot, out);
    }

    /**
     * The version the snapshot sees in the HOT chain whose root an index entry points to. Prunes the page now and then.
     */
    public boolean fetchChain(Relation rel, long tid, Snapshot snapshot, TupleRef out) {
        return fetch.chain(rel, tid, snapshot, out);
    }

    /**
     * The offsets of all members of the HOT chain that an index entry points to, whoever sees them, into {@code out};
     * their number. {@code ref} keeps the page pinned.
     */
    int chain(Relation rel, long tid, TupleRef ref, int[] out) {
        return fetch.members(rel, tid, ref, out);
    }

    /**
     * The newest version of a row that {@code tid} is a version of, as {@code snapshot} sees it (ctid joins, currtid).
     */
    public long latestTid(Relation rel, long tid, Snapshot snapshot) {
        return fetch.latest(rel, tid, snapshot);
    }

    /** Overwrites a tuple where it is, not transactionally; {@code tuple} has the same length (catalog statistics). */
    public void inplaceUpdate(Relation rel, long tid, TupleBuf tuple) {
        fetch.inplace(rel, tid, tuple);
    }

    Prune prune() {
        return prune;
    }
}
