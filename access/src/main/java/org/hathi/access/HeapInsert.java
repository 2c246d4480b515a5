package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Vm;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;
import org.jspecify.annotations.Nullable;

/** Insertion of tuples, one or many at a time, and the end of speculative ones. */
final class HeapInsert {
    private final Access access;
    private final BufferPool pool;
    private final TargetPage target;

    HeapInsert(Access access) {
        this.access = access;
        this.pool = access.pool();
        this.target = new TargetPage(access);
    }

    TargetPage target() {
        return target;
    }

    /** Stamps a new tuple's header. */
    void prepare(TupleBuf t, int xid, int cid, int options) {
        MemorySegment m = t.m;
        int mask = HeapTuple.infomask(m, 0) & ~HeapTuple.XACT_MASK | HeapTuple.XMAX_INVALID;
        if ((options & Heap.FROZEN) != 0) {
            mask |= HeapTuple.XMIN_FROZEN;
        }
        HeapTuple.setInfomask(m, 0, mask);
        HeapTuple.setInfomask2(m, 0, HeapTuple.infomask2(m, 0) & ~HeapTuple.XACT2_MASK);
        HeapTuple.setXmin(m, 0, xid);
        HeapTuple.setCmin(m, 0, cid);
        HeapTuple.setXmax(m, 0, 0);
    }

    long insert(Relation rel, TupleBuf tuple, int cid, int options, @Nullable BulkInsert bulk, int token) {
        int xid = access.txn().xid();
        TupleBuf t = access.toast().toastIfNeeded(rel, tuple, MemorySegment.NULL, -1, options);
        prepare(t, xid, cid, options);
        int buf = target.get(rel, t.len, 0, options, bulk);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        boolean speculative = (options & Heap.SPECULATIVE) != 0;
        access.repairableInsert(buf, m, p);
        long tid = put(buf, m, p, t, speculative ? Tid.of(token, Tid.SPECULATIVE_OFFSET) : Tid.INVALID);
        boolean cleared = clearVisible(rel, m, p, Tid.block(tid), target.vm);
        pool.markDirty(buf);
        if (Faults.ON) {
            access.proc().reach(KillPoint.PAGE_CHANGED);
        }
        if (rel.needsWal()) {
            int off = Tid.offset(tid);
            boolean init = off == 1 && Page.maxOffset(m, p) == 1;
            int flags = (cleared ? HeapWal.INSERT_ALL_VISIBLE_CLEARED : 0)
                    | (speculative ? HeapWal.INSERT_IS_SPECULATIVE : 0)
                    | (rel.kind == 't' ? HeapWal.INSERT_ON_TOAST : 0);
            WalInsert w = access.wal().record();
            w.data16(off).data8(flags);
            w.buffer(
                    0,
                    rel.node,
                    Fork.MAIN,
                    Tid.block(tid),
                    m,
                    p,
                    BlockFlags.STANDARD | (init ? BlockFlags.WILL_INIT : 0));
            long item = Page.item(m, p, off);
            header(w, m, item);
            w.bufferData(0, m, item + HeapTuple.HEADER_SIZE, t.len - HeapTuple.HEADER_SIZE);
            Page.setLsn(m, p, w.insert(Rmgr.HEAP, HeapWal.INSERT | (init ? HeapWal.INIT_PAGE : 0)));
        }
        access.proc().exitCritical();
        if (Faults.ON) {
            access.proc().reach(KillPoint.PAGE_LOGGED);
        }
        pool.unlockRelease(buf);
        target.releaseMaps();
        access.counts(rel).inserted(1);
        tuple.tid = tid;
        return tid;
    }

    /** Clears a page's all-visible flag and the map's bits, which the caller has pinned; true if it was set. */
    boolean clearVisible(Relation rel, MemorySegment m, long p, int block, int vmBuf) {
        if (!Page.isAllVisible(m, p)) {
            return false;
        }
        Page.clearFlag(m, p, Page.ALL_VISIBLE);
        access.vm().clear(rel.node, block, vmBuf, Vm.VALID_BITS);
        return true;
    }

    /** xl_heap_header of the tuple at {@code t} as data of block 0. */
    static void header(WalInsert w, MemorySegment m, long t) {
        w.bufferData16(0, HeapTuple.infomask2(m, t))
                .bufferData16(0, HeapTuple.infomask(m, t))
                .bufferData8(0, HeapTuple.hoff(m, t));
    }

    /** Puts a tuple on a page with room for it; its ctid is itself, or {@code ctid} if valid. */
    long put(int buf, MemorySegment m, long p, TupleBuf t, long ctid) {
        int off = Page.addItem(m, p, t.m, 0, t.len, Page.NO_OFFSET, false, true);
        if (off == Page.NO_OFFSET) {
            throw new SqlError(
                    org.hathi.base.Severity.PANIC,
                    org.hathi.base.SqlState.INTERNAL_ERROR,
                    "failed to add tuple to page");
        }
        long tid = Tid.of(pool.block(buf), off);
        HeapTuple.setCtid(m, Page.item(m, p, off), Tid.isValid(ctid) ? ctid : tid);
        return tid;
    }

    void multiInsert(Relation rel, TupleBuf[] tuples, int n, int cid, int options, BulkInsert bulk) {
        int xid = access.txn().xid();
        TupleBuf[] ready = tuples;
        for (int i = 0; i < n; i++) {
            TupleBuf t = access.toast().toastIfNeeded(rel, tuples[i], MemorySegment.NULL, -1, options);
            if (t != tuples[i]) {
                tuples[i].ensure(t.len);
                Mem.copy(t.m, 0, tuples[i].m, 0, t.len);
                tuples[i].len = t.len;
            }
            prepare(tuples[i], xid, cid, options);
        }
        boolean frozen = (options & Heap.FROZEN) != 0;
        int done = 0;
        while (done < n) {
            access.interrupts().check();
            int buf = target.get(rel, ready[done].len, 0, options, bulk);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            boolean empty = Page.maxOffset(m, p) == 0;
            if (frozen && empty && !access.vm().isPinned(pool.block(buf), target.vm)) {
                // Map pages are pinned before heap pages are locked; the relation is new and nobody else's.
                pool.unlock(buf);
                target.vm = access.vm().pin(rel.node, pool.block(buf), target.vm);
                pool.lockExclusive(buf);
                empty = Page.maxOffset(m, p) == 0;
            }
            boolean freeze = frozen && empty;
            access.repairableInsert(buf, m, p);
            int first = done;
            do {
                ready[done].tid = put(buf, m, p, ready[done], Tid.INVALID);
                done++;
            } while (done < n && Page.heapFreeSpace(m, p) >= Blocks.maxAlign(ready[done].len) + rel.reservedSpace());
            // a page that this load froze stays all-visible when more frozen tuples join
            boolean cleared = !frozen && clearVisible(rel, m, p, pool.block(buf), target.vm);
            if (freeze) {
                Page.setFlag(m, p, Page.ALL_VISIBLE);
            }
            pool.markDirty(buf);
            if (rel.needsWal()) {
                int flags = (cleared ? HeapWal.INSERT_ALL_VISIBLE_CLEARED : 0)
                        | (freeze ? HeapWal.INSERT_ALL_FROZEN_SET : 0)
                        | (done == n ? HeapWal.INSERT_LAST_IN_MULTI : 0);
                logMulti(rel, m, p, ready, first, done, empty, flags);
            }
            access.proc().exitCritical();
            if (freeze) {
                access.vm()
                        .set(
                                rel.node,
                                pool.block(buf),
                                buf,
                                0,
                                target.vm,
                                Xid.INVALID,
                                Vm.ALL_VISIBLE | Vm.ALL_FROZEN,
                                rel.needsWal());
            }
            pool.unlockRelease(buf);
            target.releaseMaps();
        }
        access.counts(rel).inserted(n);
    }

    private void logMulti(
            Relation rel, MemorySegment m, long p, TupleBuf[] tuples, int first, int end, boolean init, int flags) {
        WalInsert w = access.wal().record();
        w.data8(flags).data8(0).data16(end - first);
        if (!init) {
            for (int i = first; i < end; i++) {
                w.data16(Tid.offset(tuples[i].tid));
            }
        }
        w.buffer(
                0,
                rel.node,
                Fork.MAIN,
                Tid.block(tuples[first].tid),
                m,
                p,
                BlockFlags.STANDARD | (init ? BlockFlags.WILL_INIT : 0));
        int at = 0;
        for (int i = first; i < end; i++) {
            TupleBuf t = tuples[i];
            if ((at & 1) != 0) {
                w.bufferData8(0, 0);
                at++;
            }
            int len = t.len - HeapTuple.HEADER_SIZE;
            w.bufferData16(0, len);
            header(w, t.m, 0);
            w.bufferData(0, t.m, HeapTuple.HEADER_SIZE, len);
            at += 7 + len;
        }
        Page.setLsn(m, p, w.insert(Rmgr.HEAP2, HeapWal.MULTI_INSERT2 | (init ? HeapWal.INIT_PAGE : 0)));
    }

    /** Confirms a speculative insertion: the tuple's ctid becomes itself. */
    void finishSpeculative(Relation rel, long tid) {
        int buf = access.read(rel, Tid.block(tid));
        pool.lockExclusive(buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        long t = Page.item(m, p, Tid.offset(tid));
        access.repairableUpdate(buf, m, p, t, buf, p);
        HeapTuple.setCtid(m, t, tid);
        pool.markDirty(buf);
        if (rel.needsWal()) {
            WalInsert w = access.wal().record();
            w.data16(Tid.offset(tid));
            w.buffer(0, rel.node, Fork.MAIN, Tid.block(tid), m, p, BlockFlags.STANDARD);
            Page.setLsn(m, p, w.insert(Rmgr.HEAP, HeapWal.CONFIRM));
        }
        access.proc().exitCritical();
        pool.unlockRelease(buf);
    }

    /** Takes a speculative insertion back at once: xmin becomes invalid (heap_abort_speculative). */
    void abortSpeculative(Relation rel, long tid) {
        int buf = access.read(rel, Tid.block(tid));
        pool.lockExclusive(buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        long t = Page.item(m, p, Tid.offset(tid));
        if (HeapTuple.xmin(m, t) != access.txn().xid() || Tid.offset(HeapTuple.ctid(m, t)) != Tid.SPECULATIVE_OFFSET) {
            pool.unlockRelease(buf);
            throw SqlError.internal("attempted to kill a non-speculative tuple");
        }
        boolean external = (HeapTuple.infomask(m, t) & HeapTuple.HASEXTERNAL) != 0;
        access.repairableUpdate(buf, m, p, t, buf, p);
        Page.setPrunable(m, p, rel.frozenXid == Xid.INVALID ? access.txn().xid() : rel.frozenXid);
        HeapTuple.setInfomask(m, t, HeapTuple.infomask(m, t) & ~(HeapTuple.XMAX_BITS | HeapTuple.MOVED));
        HeapTuple.setInfomask2(m, t, HeapTuple.infomask2(m, t) & ~HeapTuple.KEYS_UPDATED);
        HeapTuple.setXmin(m, t, Xid.INVALID);
        HeapTuple.setCtid(m, t, tid);
        pool.markDirty(buf);
        if (rel.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(access.txn().xid())
                    .data16(Tid.offset(tid))
                    .data8(HeapWal.infobits(HeapTuple.infomask(m, t), HeapTuple.infomask2(m, t)))
                    .data8(HeapWal.DELETE_IS_SUPER);
            w.buffer(0, rel.node, Fork.MAIN, Tid.block(tid), m, p, BlockFlags.STANDARD);
            Page.setLsn(m, p, w.insert(Rmgr.HEAP, HeapWal.DELETE));
        }
        access.proc().exitCritical();
        pool.unlock(buf);
        if (external) {
            access.toast().deleteAll(rel, m, t, true);
        }
        pool.release(buf);
        access.counts(rel).deleted();
    }
}
