package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Vm;
import org.hathi.txn.Snapshot;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;
import org.jspecify.annotations.Nullable;

/**
 * Update of a tuple: a new version on the same page and heap-only when no indexed column changed, elsewhere otherwise.
 *
 * <p>LATCHES: the old page's content lock is given up to wait for other transactions, to toast and to find another
 * page; the old tuple's xmax then holds a lock of ours, logged, so that nobody else changes it.
 */
final class HeapUpdate {
    private final Access access;
    private final BufferPool pool;
    private final HeapXmax xmax;
    private final HeapDelete common;
    private final HeapInsert inserter;

    // State of the update under way.
    private int vm;
    private int vmNew;
    private boolean checkedLockers;
    private boolean lockerRemains;
    private boolean tuplock;
    private int oldXmax;
    private int oldMask;
    private int oldMask2;

    HeapUpdate(Access access, HeapXmax xmax, HeapDelete common, HeapInsert inserter) {
        this.access = access;
        this.pool = access.pool();
        this.xmax = xmax;
        this.common = common;
        this.inserter = inserter;
    }

    TmResult update(
            Relation rel,
            long otid,
            TupleBuf tuple,
            int cid0,
            @Nullable Snapshot crosscheck,
            boolean wait,
            TmFailure tmfd) {
        tmfd.reset();
        int xid = access.txn().changerXid();
        int buf = access.read(rel, Tid.block(otid));
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        vm = 0;
        vmNew = 0;
        tuplock = false;
        LockMode mode = LockMode.EXCLUSIVE;
        try {
            if (Page.isAllVisible(m, p)) {
                vm = access.vm().pin(rel.node, Tid.block(otid), 0);
            }
            pool.lockExclusive(buf);
            if (!ItemId.isNormal(ItemId.get(m, p, Tid.offset(otid)))) {
                pool.unlock(buf);
                throw SqlError.internal("tuple " + Tid.toString(otid) + " is not a normal item");
            }
            long t = Page.item(m, p, Tid.offset(otid));
            boolean keyIntact = !rel.heapCompare().anyChanged(rel.keyColumns, m, t, tuple.m, 0);
            boolean hotSafe = !rel.heapCompare().anyChanged(rel.indexedColumns, m, t, tuple.m, 0);
            mode = keyIntact ? LockMode.NO_KEY_EXCLUSIVE : LockMode.EXCLUSIVE;
            TmResult result;
            for (; ; ) {
                result = settle(rel, buf, m, t, otid, cid0, mode, keyIntact, wait);
                if (result == null) {
                    continue;
                }
                if (crosscheck != null
                        && result == TmResult.OK
                        && !access.visibility().visible(buf, m, t, crosscheck)) {
                    result = TmResult.UPDATED;
                }
                if (result != TmResult.OK) {
                    HeapDelete.fill(access, tmfd, m, t, result);
                    pool.unlock(buf);
                    return result;
                }
                if (vm == 0 && Page.isAllVisible(m, p)) {
                    pool.unlock(buf);
                    vm = access.vm().pin(rel.node, Tid.block(otid), 0);
                    pool.lockExclusive(buf);
                    continue;
                }
                break;
            }
            tmfd.lockMode = mode;
            tmfd.updateIndexes = replace(rel, buf, m, p, t, otid, tuple, cid0, xid, mode, hotSafe);
            return TmResult.OK;
        } finally {
            if (tuplock) {
                access.txn().unlockTuple(rel, otid, mode);
            }
            if (vm != 0) {
                pool.release(vm);
            }
            inserter.target().releaseMaps();
            pool.release(buf);
        }
    }

    /** May the tuple be updated? Waits if told to; null: look again. The page is locked before and after. */
    private @Nullable TmResult settle(
            Relation rel,
            int buf,
            MemorySegment m,
            long t,
            long otid,
            int cid,
            LockMode mode,
            boolean keyIntact,
            boolean wait) {
        checkedLockers = false;
        lockerRemains = false;
        TmResult result = access.visibility().update(buf, m, t, otid, cid);
        if (result == TmResult.INVISIBLE) {
            pool.unlock(buf);
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "attempted to update invisible tuple");
        }
        if (result != TmResult.BEING_MODIFIED || !wait) {
            return result;
        }
        int seen = HeapTuple.xmax(m, t);
        int mask = HeapTuple.infomask(m, t);
        boolean go;
        if ((mask & HeapTuple.XMAX_IS_MULTI) != 0) {
            if (xmax.conflicts(seen, mask, mode)) {
                boolean member = xmax.member;
                pool.unlock(buf);
                if (!member && !tuplock) {
                    tuplock = access.txn().lockTuple(rel, otid, mode, true);
                }
                xmax.waitMulti(seen, mask, mode, WaitPolicy.BLOCK);
                checkedLockers = true;
                lockerRemains = xmax.remaining != 0;
                pool.lockExclusive(buf);
                if (HeapXmax.changed(m, t, seen, mask)) {
                    return null;
                }
            }
            int now = HeapTuple.infomask(m, t);
            int updater = HeapTuple.isLockedOnly(now) ? Xid.INVALID : access.multiUpdater(seen, now);
            go = updater == Xid.INVALID
                    || (!access.isCurrent(updater) && !access.isInProgress(updater) && !access.didCommit(updater));
        } else if (access.isCurrent(seen)) {
            checkedLockers = true;
            lockerRemains = true;
            go = true;
        } else if ((mask & HeapTuple.LOCK_MASK) == HeapTuple.XMAX_KEYSHR_LOCK && keyIntact) {
            checkedLockers = true;
            lockerRemains = true;
            go = true;
        } else {
            pool.unlock(buf);
            if (!tuplock) {
                tuplock = access.txn().lockTuple(rel, otid, mode, true);
            }
            access.txn().waitFor(seen);
            checkedLockers = true;
            pool.lockExclusive(buf);
            if (HeapXmax.changed(m, t, seen, mask)) {
                return null;
            }
            xmax.settle(buf, m, t, seen);
            go = (HeapTuple.infomask(m, t) & HeapTuple.XMAX_INVALID) != 0;
        }
        if (go) {
            return TmResult.OK;
        }
        return HeapTuple.ctid(m, t) != otid ? TmResult.UPDATED : TmResult.DELETED;
    }

    /** Writes the new version and marks the old one; true when indexes need new entries. Unlocks the pages. */
    private boolean replace(
            Relation rel,
            int buf,
            MemorySegment m,
            long p,
            long t,
            long otid,
            TupleBuf tuple,
            int cid0,
            int xid,
            LockMode mode,
            boolean hotSafe) {
        int mask0 = HeapTuple.infomask(m, t);
        int raw0 = HeapTuple.xmax(m, t);
        xmax.compute(raw0, mask0, HeapTuple.infomask2(m, t), xid, mode, true);
        oldXmax = xmax.xmax;
        oldMask = xmax.mask;
        oldMask2 = xmax.mask2;
        headerOfNew(tuple, mask0, raw0, cid0, xid);
        int cid = common.adjustCmax(m, t, cid0);
        boolean combo = common.combo;
        boolean toast = rel.kind != 't'
                && rel.toastOid != 0
                && (((HeapTuple.infomask(m, t) | HeapTuple.infomask(tuple.m, 0)) & HeapTuple.HASEXTERNAL) != 0
                        || tuple.len > rel.toastTupleTarget);
        TupleBuf fresh = tuple;
        int newBuf = buf;
        if (toast || Blocks.maxAlign(tuple.len) > Page.heapFreeSpace(m, p)) {
            lockOld(rel, buf, m, p, t, otid, cid, combo, xid, mode);
            int locked = xmax.xmax;
            pool.unlock(buf);
            if (toast) {
                fresh = access.toast().toastIfNeeded(rel, tuple, m, t, 0);
                copyHeader(tuple, fresh);
            }
            newBuf = choose(rel, buf, m, p, otid, fresh);
            if (HeapTuple.xmax(m, t) != locked) { // somebody added a key share lock meanwhile
                xmax.compute(
                        HeapTuple.xmax(m, t), HeapTuple.infomask(m, t), HeapTuple.infomask2(m, t), xid, mode, true);
                oldXmax = xmax.xmax;
                oldMask = xmax.mask;
                oldMask2 = xmax.mask2;
            }
        }
        boolean hot = newBuf == buf && hotSafe;
        write(rel, buf, m, p, t, otid, newBuf, fresh, cid, combo, xid, hot);
        if (newBuf != buf) {
            pool.unlock(newBuf);
        }
        pool.unlock(buf);
        if (newBuf != buf) {
            pool.release(newBuf);
        }
        access.counts(rel).updated(hot);
        tuple.tid = fresh.tid;
        return !hot;
    }

    private void headerOfNew(TupleBuf tuple, int mask0, int raw0, int cid, int xid) {
        int newXmax = (mask0 & HeapTuple.XMAX_INVALID) != 0
                        || HeapTuple.isLockedUpgraded(mask0)
                        || (checkedLockers && !lockerRemains)
                ? Xid.INVALID
                : raw0;
        int mask;
        int mask2 = 0;
        if (newXmax == Xid.INVALID) {
            mask = HeapTuple.XMAX_INVALID;
        } else if ((mask0 & HeapTuple.XMAX_IS_MULTI) != 0) {
            xmax.multiBits(newXmax);
            mask = xmax.mask;
            mask2 = xmax.mask2;
        } else {
            mask = HeapTuple.XMAX_KEYSHR_LOCK | HeapTuple.XMAX_LOCK_ONLY;
        }
        MemorySegment n = tuple.m;
        HeapTuple.setInfomask(n, 0, HeapTuple.infomask(n, 0) & ~HeapTuple.XACT_MASK | HeapTuple.UPDATED | mask);
        HeapTuple.setInfomask2(n, 0, HeapTuple.infomask2(n, 0) & ~HeapTuple.XACT2_MASK | mask2);
        HeapTuple.setXmin(n, 0, xid);
        HeapTuple.setCmin(n, 0, cid);
        HeapTuple.setXmax(n, 0, newXmax);
    }

    private static void copyHeader(TupleBuf from, TupleBuf to) {
        if (to != from) {
            Mem.copy(from.m, 0, to.m, 0, 18);
            int structural = HeapTuple.HASNULL | HeapTuple.HASVARWIDTH | HeapTuple.HASEXTERNAL;
            HeapTuple.setInfomask(
                    to.m, 0, HeapTuple.infomask(from.m, 0) & ~structural | HeapTuple.infomask(to.m, 0) & structural);
            HeapTuple.setInfomask2(
                    to.m, 0, HeapTuple.infomask2(from.m, 0) & ~HeapTuple.NATTS_MASK | HeapTuple.natts(to.m, 0));
        }
    }

    /** Locks the old tuple by xmax, before its page is unlocked to make the new version elsewhere. */
    private void lockOld(
            Relation rel,
            int buf,
            MemorySegment m,
            long p,
            long t,
            long otid,
            int cid,
            boolean combo,
            int xid,
            LockMode mode) {
        xmax.compute(HeapTuple.xmax(m, t), HeapTuple.infomask(m, t), HeapTuple.infomask2(m, t), xid, mode, false);
        access.repairableUpdate(buf, m, p, t, buf, p);
        xmax.apply(m, t);
        HeapTuple.setInfomask2(m, t, HeapTuple.infomask2(m, t) & ~HeapTuple.HOT_UPDATED);
        HeapTuple.setCmax(m, t, cid, combo);
        HeapTuple.setCtid(m, t, otid);
        boolean cleared = Page.isAllVisible(m, p) && access.vm().clear(rel.node, Tid.block(otid), vm, Vm.ALL_FROZEN);
        pool.markDirty(buf);
        if (rel.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(xmax.xmax)
                    .data16(Tid.offset(otid))
                    .data8(HeapWal.infobits(HeapTuple.infomask(m, t), HeapTuple.infomask2(m, t)))
                    .data8(cleared ? HeapWal.LOCK_ALL_FROZEN_CLEARED : 0);
            w.buffer(0, rel.node, Fork.MAIN, Tid.block(otid), m, p, BlockFlags.STANDARD);
            Page.setLsn(m, p, w.insert(Rmgr.HEAP, HeapWal.LOCK));
        }
        access.proc().exitCritical();
    }

    /** The page for the new version: the old one when there is room now, else another; both locked. */
    private int choose(Relation rel, int buf, MemorySegment m, long p, long otid, TupleBuf fresh) {
        int size = Blocks.maxAlign(fresh.len);
        for (; ; ) {
            if (size > Page.heapFreeSpace(m, p)) {
                TargetPage target = inserter.target();
                if (vm != 0) {
                    // TargetPage pins maps itself; ours is kept for the old page
                    target.releaseMaps();
                }
                int found = target.get(rel, fresh.len, buf, 0, null);
                vmNew = found == buf ? vm : target.vm;
                if (target.vmOther != 0 && vm == 0) {
                    vm = target.vmOther;
                    target.vmOther = 0;
                }
                if (found == buf && target.vm != 0 && vm == 0) {
                    vm = target.vm;
                    target.vm = 0;
                }
                return found;
            }
            if (vm == 0 && Page.isAllVisible(m, p)) {
                vm = access.vm().pin(rel.node, Tid.block(otid), 0);
            }
            pool.lockExclusive(buf);
            if (size <= Page.heapFreeSpace(m, p) && (vm != 0 || !Page.isAllVisible(m, p))) {
                return buf;
            }
            pool.unlock(buf);
        }
    }

    private void write(
            Relation rel,
            int buf,
            MemorySegment m,
            long p,
            long t,
            long otid,
            int newBuf,
            TupleBuf fresh,
            int cid,
            boolean combo,
            int xid,
            boolean hot) {
        MemorySegment nm = pool.memory(newBuf);
        long np = pool.offset(newBuf);
        access.repairableUpdate(buf, m, p, t, newBuf, np);
        if (newBuf != buf) {
            Page.setFlag(m, p, Page.FULL);
        } else if (!hot) {
            Page.setFlag(m, p, Page.FULL);
        }
        Page.setPrunable(m, p, xid);
        if (newBuf != buf) {
            Page.setPrunable(nm, np, xid);
        }
        int new2 = HeapTuple.infomask2(fresh.m, 0);
        HeapTuple.setInfomask2(fresh.m, 0, hot ? new2 | HeapTuple.ONLY_TUPLE : new2 & ~HeapTuple.ONLY_TUPLE);
        fresh.tid = inserter.put(newBuf, nm, np, fresh, Tid.INVALID);
        HeapTuple.setInfomask(m, t, HeapTuple.infomask(m, t) & ~(HeapTuple.XMAX_BITS | HeapTuple.MOVED) | oldMask);
        int old2 = HeapTuple.infomask2(m, t) & ~(HeapTuple.KEYS_UPDATED | HeapTuple.HOT_UPDATED) | oldMask2;
        HeapTuple.setInfomask2(m, t, hot ? old2 | HeapTuple.HOT_UPDATED : old2);
        HeapTuple.setXmax(m, t, oldXmax);
        HeapTuple.setCmax(m, t, cid, combo);
        HeapTuple.setCtid(m, t, fresh.tid);
        boolean cleared = inserter.clearVisible(rel, m, p, Tid.block(otid), vm);
        boolean clearedNew = newBuf != buf && inserter.clearVisible(rel, nm, np, Tid.block(fresh.tid), vmNew);
        pool.markDirty(buf);
        if (newBuf != buf) {
            pool.markDirty(newBuf);
        }
        if (Faults.ON) {
            access.proc().reach(KillPoint.PAGE_CHANGED);
        }
        if (rel.needsWal()) {
            log(rel, m, p, t, otid, nm, np, fresh, newBuf != buf, hot, cleared, clearedNew);
        }
        access.proc().exitCritical();
        if (Faults.ON) {
            access.proc().reach(KillPoint.PAGE_LOGGED);
        }
    }

    /** Leading bytes that need not be logged: 0 below 3. */
    private static int commonPrefix(MemorySegment m, long a, MemorySegment nm, long b, int max) {
        int n = 0;
        while (n < max && Mem.i8(m, a + n) == Mem.i8(nm, b + n)) {
            n++;
        }
        return n < 3 ? 0 : n;
    }

    /** Bytes before the ends {@code a} and {@code b} that need not be logged: 0 below 3. */
    private static int commonSuffix(MemorySegment m, long a, MemorySegment nm, long b, int max) {
        int n = 0;
        while (n < max && Mem.i8(m, a - n - 1) == Mem.i8(nm, b - n - 1)) {
            n++;
        }
        return n < 3 ? 0 : n;
    }

    private void log(
            Relation rel,
            MemorySegment m,
            long p,
            long t,
            long otid,
            MemorySegment nm,
            long np,
            TupleBuf fresh,
            boolean other,
            boolean hot,
            boolean cleared,
            boolean clearedNew) {
        int prefix = 0;
        int suffix = 0;
        long n = Page.item(nm, np, Tid.offset(fresh.tid));
        int hoff = HeapTuple.hoff(nm, n);
        int newLen = fresh.len - hoff;
        if (!other && !access.wal().pageNeedsImage(nm, np)) {
            int oldHoff = HeapTuple.hoff(m, t);
            int oldLen = ItemId.length(ItemId.get(m, p, Tid.offset(otid))) - oldHoff;
            int min = Math.min(oldLen, newLen);
            long a = t + oldHoff;
            long b = n + hoff;
            prefix = commonPrefix(m, a, nm, b, min);
            suffix = commonSuffix(m, a + oldLen, nm, b + newLen, min - prefix);
        }
        boolean init = Tid.offset(fresh.tid) == 1 && Page.maxOffset(nm, np) == 1;
        int flags = (cleared ? HeapWal.UPDATE_OLD_ALL_VISIBLE_CLEARED : 0)
                | (clearedNew ? HeapWal.UPDATE_NEW_ALL_VISIBLE_CLEARED : 0)
                | (prefix > 0 ? HeapWal.UPDATE_PREFIX_FROM_OLD : 0)
                | (suffix > 0 ? HeapWal.UPDATE_SUFFIX_FROM_OLD : 0);
        WalInsert w = access.wal().record();
        w.data32(HeapTuple.xmax(m, t))
                .data16(Tid.offset(otid))
                .data8(HeapWal.infobits(HeapTuple.infomask(m, t), HeapTuple.infomask2(m, t)))
                .data8(flags)
                .data32(HeapTuple.xmax(nm, n))
                .data16(Tid.offset(fresh.tid));
        w.buffer(
                0,
                rel.node,
                Fork.MAIN,
                Tid.block(fresh.tid),
                nm,
                np,
                BlockFlags.STANDARD | (init ? BlockFlags.WILL_INIT : 0));
        if (other) {
            w.buffer(1, rel.node, Fork.MAIN, Tid.block(otid), m, p, BlockFlags.STANDARD);
        }
        if (prefix > 0) {
            w.bufferData16(0, prefix);
        }
        if (suffix > 0) {
            w.bufferData16(0, suffix);
        }
        HeapInsert.header(w, nm, n);
        if (prefix == 0) {
            w.bufferData(0, nm, n + HeapTuple.HEADER_SIZE, fresh.len - HeapTuple.HEADER_SIZE - suffix);
        } else {
            w.bufferData(0, nm, n + HeapTuple.HEADER_SIZE, hoff - HeapTuple.HEADER_SIZE);
            w.bufferData(0, nm, n + hoff + prefix, newLen - prefix - suffix);
        }
        long lsn = w.insert(Rmgr.HEAP, (hot ? HeapWal.HOT_UPDATE : HeapWal.UPDATE) | (init ? HeapWal.INIT_PAGE : 0));
        Page.setLsn(nm, np, lsn);
        if (other) {
            Page.setLsn(m, p, lsn);
        }
    }
}
