package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.storage.BufferPool;
import org.hathi.txn.Snapshot;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;
import org.jspecify.annotations.Nullable;

/** Deletion of a tuple, and the waiting that delete and update share. */
final class HeapDelete {
    private final Access access;
    private final BufferPool pool;
    private final HeapXmax xmax;

    /** Pin of the map page and tuple lock of the deletion under way; 0, false: none. */
    private int vm;

    private boolean tuplock;

    HeapDelete(Access access, HeapXmax xmax) {
        this.access = access;
        this.pool = access.pool();
        this.xmax = xmax;
    }

    TmResult delete(
            Relation rel,
            long tid,
            int cid0,
            @Nullable Snapshot crosscheck,
            boolean wait,
            TmFailure tmfd,
            boolean partitionMove) {
        tmfd.reset();
        int xid = access.txn().changerXid();
        int buf = access.read(rel, Tid.block(tid));
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        vm = 0;
        tuplock = false;
        try {
            pinMapAndLock(rel, buf, m, p, tid);
            long t = Page.item(m, p, Tid.offset(tid));
            checkNormal(buf, m, p, tid);
            TmResult result = settle(rel, buf, m, p, t, tid, cid0, wait);
            if (crosscheck != null
                    && result == TmResult.OK
                    && !access.visibility().visible(buf, m, t, crosscheck)) {
                result = TmResult.UPDATED;
            }
            if (result != TmResult.OK) {
                fill(access, tmfd, m, t, result);
                pool.unlock(buf);
                return result;
            }
            change(rel, buf, m, p, t, tid, cid0, xid, partitionMove);
            pool.unlock(buf);
            if ((HeapTuple.infomask(m, t) & HeapTuple.HASEXTERNAL) != 0 && rel.kind != 't') {
                deleteToasted(rel, m, t);
            }
            access.counts(rel).deleted();
            return TmResult.OK;
        } finally {
            if (tuplock) {
                access.txn().unlockTuple(rel, tid, LockMode.EXCLUSIVE);
            }
            if (vm != 0) {
                pool.release(vm);
            }
            pool.release(buf);
        }
    }

    /** Deletes the chunks, which comes back to this object. */
    private void deleteToasted(Relation rel, MemorySegment m, long t) {
        int map = vm;
        boolean locked = tuplock;
        try {
            access.toast().deleteAll(rel, m, t, false);
        } finally {
            vm = map;
            tuplock = locked;
        }
    }

    /** Whether the tuple may be deleted, after waiting for who changes it; the page is locked before and after. */
    private TmResult settle(Relation rel, int buf, MemorySegment m, long p, long t, long tid, int cid0, boolean wait) {
        for (; ; ) {
            if (vm == 0 && Page.isAllVisible(m, p)) {
                pool.unlock(buf);
                pinMapAndLock(rel, buf, m, p, tid);
            }
            TmResult result = access.visibility().update(buf, m, t, tid, cid0);
            if (result == TmResult.INVISIBLE) {
                pool.unlock(buf);
                throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "attempted to delete invisible tuple");
            }
            if (result != TmResult.BEING_MODIFIED || !wait) {
                return result;
            }
            int seen = HeapTuple.xmax(m, t);
            int mask = HeapTuple.infomask(m, t);
            if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
                if (xmax.conflicts(seen, mask, LockMode.EXCLUSIVE)) {
                    boolean member = xmax.member;
                    pool.unlock(buf);
                    if (!member && !tuplock) {
                        tuplock = access.txn().lockTuple(rel, tid, LockMode.EXCLUSIVE, true);
                    }
                    xmax.waitMulti(seen, mask, LockMode.EXCLUSIVE, WaitPolicy.BLOCK);
                    pool.lockExclusive(buf);
                    if ((vm == 0 && Page.isAllVisible(m, p)) || HeapXmax.changed(m, t, seen, mask)) {
                        continue;
                    }
                }
            } else if (!access.isCurrent(seen)) {
                pool.unlock(buf);
                if (!tuplock) {
                    tuplock = access.txn().lockTuple(rel, tid, LockMode.EXCLUSIVE, true);
                }
                access.txn().waitFor(seen);
                pool.lockExclusive(buf);
                if ((vm == 0 && Page.isAllVisible(m, p)) || HeapXmax.changed(m, t, seen, mask)) {
                    continue;
                }
                xmax.settle(buf, m, t, seen);
            }
            return afterWait(xmax, m, t, tid);
        }
    }

    private void pinMapAndLock(Relation rel, int buf, MemorySegment m, long p, long tid) {
        if (vm == 0 && Page.isAllVisible(m, p)) {
            vm = access.vm().pin(rel.node, Tid.block(tid), 0);
        }
        pool.lockExclusive(buf);
    }

    private void checkNormal(int buf, MemorySegment m, long p, long tid) {
        if (Tid.offset(tid) > Page.maxOffset(m, p) || !ItemId.isNormal(ItemId.get(m, p, Tid.offset(tid)))) {
            pool.unlock(buf);
            throw SqlError.internal("tuple " + Tid.toString(tid) + " is not a normal item");
        }
    }

    /** Result once nobody conflicting runs any more. */
    static TmResult afterWait(HeapXmax xmax, MemorySegment m, long t, long tid) {
        if (xmax.onlyLocked(m, t)) {
            return TmResult.OK;
        }
        return HeapTuple.ctid(m, t) != tid ? TmResult.UPDATED : TmResult.DELETED;
    }

    static void fill(Access access, TmFailure tmfd, MemorySegment m, long t, TmResult result) {
        tmfd.ctid = HeapTuple.ctid(m, t);
        tmfd.xmax = access.visibility().updater(m, t);
        tmfd.cmax = result == TmResult.SELF_MODIFIED ? access.visibility().cmax(m, t) : -1;
    }

    /** Should the command id field hold a combo id? Returns cid or the combo id; see {@link #combo}. */
    int adjustCmax(MemorySegment m, long t, int cid) {
        combo = false;
        if ((HeapTuple.infomask(m, t) & HeapTuple.XMIN_COMMITTED) == 0 && access.isCurrent(HeapTuple.xmin(m, t))) {
            combo = true;
            return access.comboCids().of(access.visibility().cmin(m, t), cid);
        }
        return cid;
    }

    boolean combo;

    private void change(
            Relation rel,
            int buf,
            MemorySegment m,
            long p,
            long t,
            long tid,
            int cid0,
            int xid,
            boolean partitionMove) {
        int cid = adjustCmax(m, t, cid0);
        boolean isCombo = combo;
        xmax.compute(
                HeapTuple.xmax(m, t),
                HeapTuple.infomask(m, t),
                HeapTuple.infomask2(m, t),
                xid,
                LockMode.EXCLUSIVE,
                true);
        access.repairableUpdate(buf, m, p, t, buf, p);
        Page.setPrunable(m, p, xid);
        boolean cleared = false;
        if (Page.isAllVisible(m, p)) {
            cleared = true;
            Page.clearFlag(m, p, Page.ALL_VISIBLE);
            access.vm().clear(rel.node, Tid.block(tid), vm, org.hathi.storage.Vm.VALID_BITS);
        }
        xmax.apply(m, t);
        HeapTuple.setInfomask2(m, t, HeapTuple.infomask2(m, t) & ~HeapTuple.HOT_UPDATED);
        HeapTuple.setCmax(m, t, cid, isCombo);
        HeapTuple.setCtid(m, t, partitionMove ? Tid.of(-1, Tid.MOVED_PARTITIONS_OFFSET) : tid);
        pool.markDirty(buf);
        if (rel.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(xmax.xmax)
                    .data16(Tid.offset(tid))
                    .data8(HeapWal.infobits(HeapTuple.infomask(m, t), HeapTuple.infomask2(m, t)))
                    .data8((cleared ? HeapWal.DELETE_ALL_VISIBLE_CLEARED : 0)
                            | (partitionMove ? HeapWal.DELETE_IS_PARTITION_MOVE : 0));
            w.buffer(0, rel.node, Fork.MAIN, Tid.block(tid), m, p, BlockFlags.STANDARD);
            Page.setLsn(m, p, w.insert(Rmgr.HEAP, HeapWal.DELETE));
        }
        access.proc().exitCritical();
    }
}
