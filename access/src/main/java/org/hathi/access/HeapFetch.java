package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.storage.BufferPool;
import org.hathi.txn.Snapshot;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;

/** Fetches single tuples: by tid, through HOT chains, and along update chains. */
final class HeapFetch {
    private final Access access;
    private final BufferPool pool;
    private final Prune prune;

    HeapFetch(Access access, Prune prune) {
        this.access = access;
        this.pool = access.pool();
        this.prune = prune;
    }

    boolean fetch(Relation rel, long tid, Snapshot s, TupleRef out) {
        out.pin(rel, Tid.block(tid));
        MemorySegment m = out.m;
        long p = pool.offset(out.buf);
        pool.lockShared(out.buf);
        int off = Tid.offset(tid);
        int item = off >= 1 && off <= Page.maxOffset(m, p) ? ItemId.get(m, p, off) : 0;
        boolean ok = ItemId.isNormal(item) && access.visibility().visible(out.buf, m, p + ItemId.offset(item), s);
        set(out, p, item, tid);
        pool.unlock(out.buf);
        return ok;
    }

    private static void set(TupleRef out, long p, int item, long tid) {
        out.t = p + ItemId.offset(item);
        out.len = ItemId.length(item);
        out.tid = tid;
    }

    /** Pins the page of a tuple known to be there. */
    void pinned(Relation rel, long tid, TupleRef out) {
        out.pin(rel, Tid.block(tid));
        long p = pool.offset(out.buf);
        set(out, p, ItemId.get(out.m, p, Tid.offset(tid)), tid);
    }

    boolean chain(Relation rel, long tid, Snapshot s, TupleRef out) {
        int before = out.buf;
        out.pin(rel, Tid.block(tid));
        if (out.buf != before) {
            prune.onAccess(rel, out.buf);
        }
        pool.lockShared(out.buf);
        boolean found = search(rel, tid, s, out);
        pool.unlock(out.buf);
        return found;
    }

    /** heap_hot_search_buffer: the page is pinned in {@code out} and locked. */
    private boolean search(Relation rel, long tid, Snapshot s, TupleRef out) {
        MemorySegment m = out.m;
        long p = pool.offset(out.buf);
        int off = Tid.offset(tid);
        int prior = Xid.INVALID;
        boolean start = true;
        boolean dead = true;
        int newest = Xid.INVALID;
        int max = Page.maxOffset(m, p);
        out.allDead = false;
        while (off >= 1 && off <= max) {
            int item = ItemId.get(m, p, off);
            if (!ItemId.isNormal(item)) {
                if (ItemId.isRedirect(item) && start) {
                    off = ItemId.offset(item);
                    start = false;
                    continue;
                }
                break;
            }
            long t = p + ItemId.offset(item);
            if ((start && HeapTuple.isHeapOnly(m, t)) || (prior != Xid.INVALID && HeapTuple.xmin(m, t) != prior)) {
                break;
            }
            if (access.visibility().visible(out.buf, m, t, s)) {
                set(out, p, item, Tid.of(Tid.block(tid), off));
                return true;
            }
            if (dead) {
                int xmax = deadSince(m, t);
                dead = xmax != NOT_DEAD;
                newest = dead ? Xid.newer(newest, xmax) : newest;
            }
            start = false;
            if (!HeapTuple.isHotUpdated(m, t)) {
                break;
            }
            off = Tid.offset(HeapTuple.ctid(m, t));
            prior = access.visibility().updater(m, t);
        }
        // the horizon is asked for only when the answer depends on it
        out.allDead = dead
                && (newest == Xid.INVALID || Xid.precedes(newest, access.txn().oldestXmin(rel)));
        return false;
    }

    int members(Relation rel, long tid, TupleRef ref, int[] out) {
        ref.pin(rel, Tid.block(tid));
        pool.lockShared(ref.buf);
        MemorySegment m = ref.m;
        long p = pool.offset(ref.buf);
        int max = Page.maxOffset(m, p);
        int off = Tid.offset(tid);
        int prior = Xid.INVALID;
        boolean start = true;
        int n = 0;
        while (off >= 1 && off <= max && n < out.length) {
            int item = ItemId.get(m, p, off);
            if (ItemId.isRedirect(item) && start) {
                off = ItemId.offset(item);
                start = false;
                continue;
            }
            long t = p + ItemId.offset(item);
            if (!ItemId.isNormal(item)
                    || start && HeapTuple.isHeapOnly(m, t)
                    || prior != Xid.INVALID && HeapTuple.xmin(m, t) != prior) {
                break;
            }
            out[n++] = off;
            start = false;
            if (!HeapTuple.isHotUpdated(m, t)) {
                break;
            }
            off = Tid.offset(HeapTuple.ctid(m, t));
            prior = access.visibility().updater(m, t);
        }
        pool.unlock(ref.buf);
        return n;
    }

    private static final int NOT_DEAD = Xid.FROZEN;

    /** By hint bits alone: the transaction that deleted the tuple, INVALID if its insertion aborted, else NOT_DEAD. */
    private static int deadSince(MemorySegment m, long t) {
        int mask = HeapTuple.infomask(m, t);
        if ((mask & HeapTuple.XMIN_COMMITTED) == 0) {
            return (mask & HeapTuple.XMIN_INVALID) != 0 ? Xid.INVALID : NOT_DEAD;
        }
        if ((mask & HeapTuple.XMAX_INVALID) != 0
                || HeapTuple.isLockedOnly(mask)
                || (mask & HeapTuple.XMAX_IS_MULTI) != 0
                || (mask & HeapTuple.XMAX_COMMITTED) == 0) {
            return NOT_DEAD;
        }
        return HeapTuple.xmax(m, t);
    }

    /**
     * Follows updates from {@code tid}, whose xmin must be {@code prior}, to a version to lock: its tid, INVALID if the
     * row is gone, −1 if somebody is changing it and the policy is SKIP.
     */
    long nextVersion(Relation rel, long tid0, int prior0, WaitPolicy policy, TupleRef out) {
        long tid = tid0;
        int prior = prior0;
        Snapshot dirty = access.dirtySnapshot();
        for (; ; ) {
            if (Tid.offset(tid) == Tid.MOVED_PARTITIONS_OFFSET) {
                throw new SqlError(
                        org.hathi.base.SqlState.T_R_SERIALIZATION_FAILURE,
                        "tuple to be locked was already moved to another partition due to concurrent update");
            }
            boolean visible = fetch(rel, tid, dirty, out);
            int off = Tid.offset(tid);
            long p = pool.offset(out.buf);
            if (off > Page.maxOffset(out.m, p) || !ItemId.isNormal(ItemId.get(out.m, p, off))) {
                return Tid.INVALID;
            }
            if (HeapTuple.xmin(out.m, out.t) != prior) {
                return Tid.INVALID;
            }
            if (visible) {
                if (dirty.xmin != Xid.INVALID) {
                    throw SqlError.internal("t_xmin " + dirty.xmin + " is uncommitted in tuple to be updated");
                }
                if (dirty.xmax != Xid.INVALID) {
                    if (policy == WaitPolicy.BLOCK) {
                        access.txn().waitFor(dirty.xmax);
                    } else if (!access.txn().waitForIfOver(dirty.xmax)) {
                        if (policy == WaitPolicy.SKIP) {
                            return -1;
                        }
                        throw new SqlError(
                                org.hathi.base.SqlState.LOCK_NOT_AVAILABLE,
                                "could not obtain lock on row in relation \"" + rel.name + "\"");
                    }
                    continue;
                }
                return tid;
            }
            long next = HeapTuple.ctid(out.m, out.t);
            if (next == tid) {
                return Tid.INVALID;
            }
            prior = access.visibility().updater(out.m, out.t);
            tid = next;
        }
    }

    long latest(Relation rel, long tid0, Snapshot s) {
        TupleRef ref = new TupleRef(access);
        long tid = tid0;
        long result = tid0;
        int prior = Xid.INVALID;
        try {
            for (; ; ) {
                boolean visible = fetch(rel, tid, s, ref);
                long p = pool.offset(ref.buf);
                int off = Tid.offset(tid);
                if (off < 1 || off > Page.maxOffset(ref.m, p) || !ItemId.isNormal(ItemId.get(ref.m, p, off))) {
                    return result;
                }
                if (prior != Xid.INVALID && HeapTuple.xmin(ref.m, ref.t) != prior) {
                    return result;
                }
                if (visible) {
                    result = tid;
                }
                int mask = HeapTuple.infomask(ref.m, ref.t);
                long next = HeapTuple.ctid(ref.m, ref.t);
                if ((mask & HeapTuple.XMAX_INVALID) != 0
                        || HeapTuple.isLockedOnly(mask)
                        || next == tid
                        || Tid.offset(next) == Tid.MOVED_PARTITIONS_OFFSET) {
                    return result;
                }
                prior = access.visibility().updater(ref.m, ref.t);
                tid = next;
            }
        } finally {
            ref.release();
        }
    }

    void inplace(Relation rel, long tid, TupleBuf tuple) {
        int buf = access.read(rel, Tid.block(tid));
        pool.lockExclusive(buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int item = ItemId.get(m, p, Tid.offset(tid));
        long t = p + ItemId.offset(item);
        int hoff = HeapTuple.hoff(m, t);
        int len = ItemId.length(item) - hoff;
        if (!ItemId.isNormal(item) || len != tuple.len - HeapTuple.hoff(tuple.m, 0)) {
            pool.unlockRelease(buf);
            throw SqlError.internal("wrong tuple length");
        }
        access.repairablePage(buf, p);
        Mem.copy(tuple.m, hoff, m, t + hoff, len);
        pool.markDirty(buf);
        if (rel.needsWal()) {
            WalInsert w = access.wal().record();
            w.data16(Tid.offset(tid));
            w.buffer(0, rel.node, Fork.MAIN, Tid.block(tid), m, p, BlockFlags.STANDARD);
            w.bufferData(0, m, t + hoff, len);
            Page.setLsn(m, p, w.insert(Rmgr.HEAP, HeapWal.INPLACE));
        }
        access.proc().exitCritical();
        pool.unlockRelease(buf);
    }
}
