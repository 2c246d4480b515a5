package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Vm;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;
import org.jspecify.annotations.Nullable;

/** Row locks: FOR KEY SHARE, SHARE, NO KEY UPDATE, UPDATE, kept in the tuple's xmax (heap_lock_tuple). */
final class HeapLock {
    private final Access access;
    private final BufferPool pool;
    private final HeapXmax xmax;

    private int vm;
    private boolean tuplock;
    private boolean skipTupleLock;
    private boolean first;

    HeapLock(Access access, HeapXmax xmax) {
        this.access = access;
        this.pool = access.pool();
        this.xmax = xmax;
    }

    TmResult lock(
            Relation rel, long tid, int cid, LockMode mode, WaitPolicy policy, boolean followUpdates, TmFailure tmfd) {
        tmfd.reset();
        int xid = access.txn().changerXid();
        int buf = access.read(rel, Tid.block(tid));
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        vm = 0;
        tuplock = false;
        skipTupleLock = false;
        first = true;
        try {
            if (Page.isAllVisible(m, p)) {
                vm = access.vm().pin(rel.node, Tid.block(tid), 0);
            }
            pool.lockExclusive(buf);
            checkNormal(buf, m, p, tid);
            long t = Page.item(m, p, Tid.offset(tid));
            for (; ; ) {
                TmResult result = access.visibility().update(buf, m, t, tid, cid);
                if (result == TmResult.INVISIBLE) {
                    pool.unlock(buf);
                    return result;
                }
                if (result != TmResult.OK && result != TmResult.SELF_MODIFIED) {
                    if (first && alreadyHeld(m, t, mode)) {
                        pool.unlock(buf);
                        return TmResult.OK;
                    }
                    first = false;
                    result = contend(rel, buf, m, t, tid, mode, policy, followUpdates, result);
                    if (result == null) {
                        continue;
                    }
                }
                if (result != TmResult.OK) {
                    if (result != TmResult.WOULD_BLOCK) {
                        HeapDelete.fill(access, tmfd, m, t, result);
                    }
                    pool.unlock(buf);
                    return result;
                }
                if (vm == 0 && Page.isAllVisible(m, p)) {
                    pool.unlock(buf);
                    vm = access.vm().pin(rel.node, Tid.block(tid), 0);
                    pool.lockExclusive(buf);
                    continue;
                }
                xmax.compute(
                        HeapTuple.xmax(m, t), HeapTuple.infomask(m, t), HeapTuple.infomask2(m, t), xid, mode, false);
                mark(rel, buf, m, p, t, tid, HeapWal.LOCK, Rmgr.HEAP);
                pool.unlock(buf);
                return TmResult.OK;
            }
        } finally {
            if (tuplock) {
                access.txn().unlockTuple(rel, tid, mode);
            }
            if (vm != 0) {
                pool.release(vm);
            }
            pool.release(buf);
        }
    }

    private void checkNormal(int buf, MemorySegment m, long p, long tid) {
        if (Tid.offset(tid) > Page.maxOffset(m, p) || !ItemId.isNormal(ItemId.get(m, p, Tid.offset(tid)))) {
            pool.unlock(buf);
            throw SqlError.internal("tuple " + Tid.toString(tid) + " is not a normal item");
        }
    }

    /** Does this transaction already hold a lock at least as strong? */
    private boolean alreadyHeld(MemorySegment m, long t, LockMode mode) {
        int mask = HeapTuple.infomask(m, t);
        int raw = HeapTuple.xmax(m, t);
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            int n = access.txn().multiMembers(raw, HeapTuple.isLockedOnly(mask));
            for (int i = 0; i < n; i++) {
                if (access.isCurrent(access.txn().member(i))) {
                    if (MultiStatus.mode(access.txn().memberStatus(i)).ordinal() >= mode.ordinal()) {
                        return true;
                    }
                    skipTupleLock = true;
                }
            }
            return false;
        }
        if (!access.isCurrent(raw)) {
            return false;
        }
        int lock = mask & HeapTuple.LOCK_MASK;
        return switch (mode) {
            case KEY_SHARE -> true;
            case SHARE -> lock == HeapTuple.XMAX_SHR_LOCK || lock == HeapTuple.XMAX_EXCL_LOCK;
            case NO_KEY_EXCLUSIVE -> lock == HeapTuple.XMAX_EXCL_LOCK;
            case EXCLUSIVE ->
                lock == HeapTuple.XMAX_EXCL_LOCK && (HeapTuple.infomask2(m, t) & HeapTuple.KEYS_UPDATED) != 0;
        };
    }

    /**
     * The tuple is being, or has been, changed or locked: waits as told. Page locked before and after; null: look
     * again.
     */
    private @Nullable TmResult contend(
            Relation rel,
            int buf,
            MemorySegment m,
            long t,
            long tid,
            LockMode mode,
            WaitPolicy policy,
            boolean follow,
            TmResult seenResult) {
        int seen = HeapTuple.xmax(m, t);
        int mask = HeapTuple.infomask(m, t);
        int mask2 = HeapTuple.infomask2(m, t);
        long ctid = HeapTuple.ctid(m, t);
        boolean multi = (mask & HeapTuple.XMAX_IS_MULTI) != 0;
        boolean sleep = true;
        if (mode == LockMode.KEY_SHARE && (mask2 & HeapTuple.KEYS_UPDATED) == 0) {
            boolean updated = !HeapTuple.isLockedOnly(mask);
            if (follow && updated) {
                pool.unlock(buf);
                TmResult r = lockLater(rel, ctid, tid, seen, mask, mode);
                pool.lockExclusive(buf);
                if (r != TmResult.OK) {
                    return r;
                }
                if (!xmax.onlyLocked(m, t) && ((HeapTuple.infomask2(m, t) & HeapTuple.KEYS_UPDATED) != 0 || !updated)) {
                    return null;
                }
            }
            sleep = false;
        } else if (mode == LockMode.SHARE) {
            sleep = !(HeapTuple.isLockedOnly(mask) && (mask & HeapTuple.LOCK_MASK) != HeapTuple.XMAX_EXCL_LOCK);
        } else if (mode == LockMode.NO_KEY_EXCLUSIVE) {
            sleep = multi
                    ? xmax.conflicts(seen, mask, mode)
                    : (mask & HeapTuple.LOCK_MASK) != HeapTuple.XMAX_KEYSHR_LOCK;
        }
        if (sleep && !multi && access.isCurrent(seen)) {
            sleep = false;
        }
        if (!sleep) {
            return TmResult.OK;
        }
        if (seenResult != TmResult.BEING_MODIFIED) {
            return seenResult;
        }
        pool.unlock(buf);
        boolean got = waitFor(rel, tid, seen, mask, mode, policy);
        TmResult later = TmResult.OK;
        if (got && follow && !HeapTuple.isLockedOnly(mask)) {
            later = lockLater(rel, ctid, tid, seen, mask, mode);
        }
        pool.lockExclusive(buf);
        if (!got) {
            return TmResult.WOULD_BLOCK;
        }
        if (later != TmResult.OK) {
            return later;
        }
        if (HeapXmax.changed(m, t, seen, mask)) {
            return null;
        }
        if (!multi) {
            xmax.settle(buf, m, t, seen);
        }
        return HeapDelete.afterWait(xmax, m, t, tid);
    }

    /** False: would have to wait, and SKIP was asked for. No latches are held. */
    private boolean waitFor(Relation rel, long tid, int seen, int mask, LockMode mode, WaitPolicy policy) {
        if (!tuplock && !skipTupleLock) {
            tuplock = access.txn().lockTuple(rel, tid, mode, policy == WaitPolicy.BLOCK);
            if (!tuplock) {
                return refuse(rel, policy);
            }
        }
        boolean over;
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            over = xmax.waitMulti(seen, mask, mode, policy);
        } else if (policy == WaitPolicy.BLOCK) {
            access.txn().waitFor(seen);
            over = true;
        } else {
            over = access.txn().waitForIfOver(seen);
        }
        return over || refuse(rel, policy);
    }

    private static boolean refuse(Relation rel, WaitPolicy policy) {
        if (policy == WaitPolicy.ERROR) {
            throw new SqlError(
                    SqlState.LOCK_NOT_AVAILABLE, "could not obtain lock on row in relation \"" + rel.name + "\"");
        }
        return false;
    }

    private void mark(Relation rel, int buf, MemorySegment m, long p, long t, long tid, int info, int rmgr) {
        access.repairableUpdate(buf, m, p, t, buf, p);
        xmax.apply(m, t);
        if (HeapTuple.isLockedOnly(HeapTuple.infomask(m, t)) && info == HeapWal.LOCK) {
            HeapTuple.setInfomask2(m, t, HeapTuple.infomask2(m, t) & ~HeapTuple.HOT_UPDATED);
            HeapTuple.setCtid(m, t, tid);
        }
        boolean cleared = Page.isAllVisible(m, p) && access.vm().clear(rel.node, Tid.block(tid), vm, Vm.ALL_FROZEN);
        pool.markDirty(buf);
        if (rel.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(xmax.xmax)
                    .data16(Tid.offset(tid))
                    .data8(HeapWal.infobits(HeapTuple.infomask(m, t), HeapTuple.infomask2(m, t)))
                    .data8(cleared ? HeapWal.LOCK_ALL_FROZEN_CLEARED : 0);
            w.buffer(0, rel.node, Fork.MAIN, Tid.block(tid), m, p, BlockFlags.STANDARD);
            Page.setLsn(m, p, w.insert(rmgr, info));
        }
        access.proc().exitCritical();
    }

    /** Locks the later versions of a row too, so that a key share lock holds whatever version one looks at. */
    private TmResult lockLater(Relation rel, long ctid, long tid, int raw, int mask, LockMode mode) {
        if (ctid == tid || Tid.offset(ctid) == Tid.MOVED_PARTITIONS_OFFSET) {
            return TmResult.OK;
        }
        int prior = (mask & HeapTuple.XMAX_IS_MULTI) != 0 ? access.multiUpdater(raw, mask) : raw;
        int savedVm = vm;
        long next = ctid;
        try {
            vm = 0;
            for (; ; ) {
                access.interrupts().check();
                if (Integer.compareUnsigned(Tid.block(next), pool.nblocks(rel.node, Fork.MAIN)) >= 0) {
                    return TmResult.OK;
                }
                Step s = lockOne(rel, next, prior, mode);
                if (s.result != null) {
                    return s.result;
                }
                prior = s.xmax;
                next = s.next;
            }
        } finally {
            if (vm != 0) {
                pool.release(vm);
            }
            vm = savedVm;
        }
    }

    /** Where the walk over later versions goes on, or its result. */
    private record Step(@Nullable TmResult result, long next, int xmax) {}

    private static final Step FINISHED = new Step(TmResult.OK, Tid.INVALID, Xid.INVALID);

    private Step lockOne(Relation rel, long tid, int prior, LockMode mode) {
        int buf = access.read(rel, Tid.block(tid));
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        try {
            for (; ; ) {
                vm = access.vm().pin(rel.node, Tid.block(tid), vm);
                pool.lockExclusive(buf);
                if (Tid.offset(tid) > Page.maxOffset(m, p) || !ItemId.isNormal(ItemId.get(m, p, Tid.offset(tid)))) {
                    pool.unlock(buf);
                    return FINISHED;
                }
                long t = Page.item(m, p, Tid.offset(tid));
                int xmin = HeapTuple.xmin(m, t);
                boolean ours = access.isCurrent(xmin);
                if (xmin != prior || (!ours && !access.isInProgress(xmin) && !access.didCommit(xmin))) {
                    pool.unlock(buf);
                    return FINISHED;
                }
                int raw = HeapTuple.xmax(m, t);
                int mask = HeapTuple.infomask(m, t);
                if ((mask & HeapTuple.XMAX_INVALID) == 0 && conflict(raw, mask, HeapTuple.infomask2(m, t), mode)) {
                    pool.unlock(buf);
                    if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
                        xmax.waitMulti(raw, mask, mode, WaitPolicy.BLOCK);
                    } else {
                        access.txn().waitFor(raw);
                    }
                    continue;
                }
                xmax.compute(raw, mask, HeapTuple.infomask2(m, t), access.txn().xid(), mode, false);
                mark(rel, buf, m, p, t, tid, HeapWal.LOCK_UPDATED2, Rmgr.HEAP2);
                long next = HeapTuple.ctid(m, t);
                boolean end = (mask & HeapTuple.XMAX_INVALID) != 0
                        || next == tid
                        || Tid.offset(next) == Tid.MOVED_PARTITIONS_OFFSET
                        || xmax.onlyLocked(m, t);
                int updater = end ? Xid.INVALID : access.visibility().updater(m, t);
                pool.unlock(buf);
                return end ? FINISHED : new Step(null, next, updater);
            }
        } finally {
            pool.release(buf);
        }
    }

    private boolean conflict(int raw, int mask, int mask2, LockMode mode) {
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            return xmax.conflicts(raw, mask, mode);
        }
        return !access.isCurrent(raw)
                && access.isInProgress(raw)
                && MultiStatus.conflicts(MultiStatus.mode(MultiStatus.fromMask(mask, mask2)), mode);
    }
}
