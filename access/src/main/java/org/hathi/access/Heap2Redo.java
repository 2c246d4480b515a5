package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.RelFileNode;
import org.hathi.page.Tid;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Fsm;
import org.hathi.storage.Vm;
import org.hathi.wal.RedoContext;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalRecord;

/** Replays RM_HEAP2 records; their layouts are in {@link HeapWal}. */
public final class Heap2Redo implements ResourceManager {
    private final BufferPool pool;
    private final Vm vm;
    private final Fsm fsm;
    private final HeapRedo heap;
    private final MemorySegment tuple = Arena.ofAuto().allocate(2L * Blocks.SIZE, 8);

    public Heap2Redo(BufferPool pool, Vm vm, Fsm fsm) {
        this.pool = pool;
        this.vm = vm;
        this.fsm = fsm;
        this.heap = new HeapRedo(pool, vm, fsm);
    }

    @Override
    public int id() {
        return Rmgr.HEAP2;
    }

    @Override
    public void redo(WalRecord r, RedoContext cx) {
        switch (r.info() & HeapWal.OP_MASK) {
            case HeapWal.PRUNE2 -> prune(r, cx);
            case HeapWal.VACUUM2 -> vacuum(r, cx);
            case HeapWal.FREEZE2 -> freeze(r, cx);
            case HeapWal.VISIBLE2 -> visible(r, cx);
            case HeapWal.MULTI_INSERT2 -> multiInsert(r, cx);
            case HeapWal.LOCK_UPDATED2 -> heap.lock(r, cx, false);
            case HeapWal.NEW_CID2, HeapWal.REWRITE2 -> {} // for logical decoding only
            default -> throw HeapRedo.panic("heap2_redo: unknown op code " + r.info());
        }
    }

    private void prune(WalRecord r, RedoContext cx) {
        MemorySegment d = r.memory();
        int nr = Mem.u16(d, r.data() + 4);
        int nd = Mem.u16(d, r.data() + 6);
        int action = cx.readForRedo(r, 0, true);
        if (action == RedoContext.NOT_FOUND) {
            return;
        }
        int buf = cx.buffer();
        MemorySegment m = cx.memory(buf);
        long p = cx.offset(buf);
        if (action == RedoContext.NEEDS_REDO) {
            int total = r.blockDataLength(0) / 2;
            int nu = total - 2 * nr - nd;
            Prune.execute(m, p, offsets(r, 0, 2 * nr), nr, offsets(r, 2 * nr, nd), nd, offsets(r, 2 * nr + nd, nu), nu);
        }
        end(r, cx, buf, action, m, p);
    }

    private static int[] offsets(WalRecord r, int from, int n) {
        int[] a = new int[n];
        for (int i = 0; i < n; i++) {
            a[i] = Mem.u16(r.memory(), r.blockData(0) + (from + i) * 2L);
        }
        return a;
    }

    /** Releases the page and tells the free space map. */
    private void end(WalRecord r, RedoContext cx, int buf, int action, MemorySegment m, long p) {
        int free = Page.heapFreeSpace(m, p);
        if (action == RedoContext.NEEDS_REDO) {
            cx.done(buf, r);
        } else {
            cx.release(buf);
        }
        fsm.recordRedo(r.relation(0), r.block(0), free);
    }

    private void vacuum(WalRecord r, RedoContext cx) {
        int action = cx.readForRedo(r, 0, true);
        if (action == RedoContext.NOT_FOUND) {
            return;
        }
        int buf = cx.buffer();
        MemorySegment m = cx.memory(buf);
        long p = cx.offset(buf);
        if (action == RedoContext.NEEDS_REDO) {
            int n = Mem.u16(r.memory(), r.data());
            for (int off : offsets(r, 0, n)) {
                ItemId.setUnused(m, p, off);
            }
            Page.truncateLinePointers(m, p);
        }
        end(r, cx, buf, action, m, p);
    }

    private void freeze(WalRecord r, RedoContext cx) {
        int action = cx.readForRedo(r, 0);
        if (action == RedoContext.NOT_FOUND) {
            return;
        }
        int buf = cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            MemorySegment d = r.memory();
            int n = Mem.u16(d, r.data() + 4);
            for (int i = 0; i < n; i++) {
                long x = r.blockData(0) + i * 12L;
                long t = HeapRedo.normal(cx.memory(buf), cx.offset(buf), Mem.u16(d, x + 4));
                HeapTuple.setXmax(cx.memory(buf), t, Mem.i32(d, x));
                HeapTuple.setInfomask2(cx.memory(buf), t, Mem.u16(d, x + 6));
                HeapTuple.setInfomask(cx.memory(buf), t, Mem.u16(d, x + 8));
            }
            cx.done(buf, r);
        } else {
            cx.release(buf);
        }
    }

    private void visible(WalRecord r, RedoContext cx) {
        MemorySegment d = r.memory();
        int flags = Mem.u8(d, r.data() + 4);
        RelFileNode rel = r.relation(1);
        int block = r.block(1);
        int action = cx.readForRedo(r, 1);
        int buf = action == RedoContext.NOT_FOUND ? 0 : cx.buffer();
        if (action == RedoContext.NEEDS_REDO) {
            // the heap page's LSN stays: no image of it was logged
            Page.setFlag(cx.memory(buf), cx.offset(buf), Page.ALL_VISIBLE);
            pool.markDirty(buf);
        }
        if (buf != 0) {
            int free = Page.heapFreeSpace(cx.memory(buf), cx.offset(buf));
            cx.release(buf);
            fsm.recordRedo(rel, block, free);
        }
        int vmAction = cx.readForRedo(r, 0);
        if (vmAction == RedoContext.NOT_FOUND) {
            return;
        }
        int vmBuf = cx.buffer();
        boolean needed = vmAction == RedoContext.NEEDS_REDO;
        if (needed && Page.isNew(cx.memory(vmBuf), cx.offset(vmBuf))) {
            Page.init(cx.memory(vmBuf), cx.offset(vmBuf), 0);
        }
        cx.release(vmBuf);
        if (needed) {
            int pinned = vm.pin(rel, block, 0);
            vm.set(rel, block, 0, r.endLsn(), pinned, Mem.i32(d, r.data()), flags & Vm.VALID_BITS, false);
            pool.release(pinned);
        }
    }

    private void multiInsert(WalRecord r, RedoContext cx) {
        MemorySegment d = r.memory();
        int flags = Mem.u8(d, r.data());
        int n = Mem.u16(d, r.data() + 2);
        boolean init = (r.info() & HeapWal.INIT_PAGE) != 0;
        int block = r.block(0);
        if ((flags & HeapWal.INSERT_ALL_VISIBLE_CLEARED) != 0) {
            heap.clearVisible(r.relation(0), block, Vm.VALID_BITS);
        }
        int action = HeapRedo.begin(r, cx, init);
        if (action == RedoContext.NOT_FOUND) {
            return;
        }
        int buf = cx.buffer();
        if (action != RedoContext.NEEDS_REDO) {
            cx.release(buf);
            return;
        }
        MemorySegment m = cx.memory(buf);
        long p = cx.offset(buf);
        long start = r.blockData(0);
        long b = start;
        for (int i = 0; i < n; i++) {
            int off = init ? i + 1 : Mem.u16(d, r.data() + 4 + i * 2L);
            b = start + ((b - start + 1) & ~1L);
            int len = Mem.u16(d, b);
            Mem.zero(tuple, 0, 32);
            HeapTuple.setInfomask2(tuple, 0, Mem.u16(d, b + 2));
            HeapTuple.setInfomask(tuple, 0, Mem.u16(d, b + 4));
            HeapTuple.setHoff(tuple, 0, Mem.u8(d, b + 6));
            Mem.copy(d, b + 7, tuple, HeapTuple.HEADER_SIZE, len);
            b += 7 + len;
            HeapTuple.setXmin(tuple, 0, r.xid());
            HeapTuple.setCtid(tuple, 0, Tid.of(block, off));
            if (Page.addItem(m, p, tuple, 0, len + HeapTuple.HEADER_SIZE, off, true, true) == Page.NO_OFFSET) {
                throw HeapRedo.panic("failed to add tuple");
            }
        }
        if ((flags & HeapWal.INSERT_ALL_VISIBLE_CLEARED) != 0) {
            Page.clearFlag(m, p, Page.ALL_VISIBLE);
        }
        if ((flags & HeapWal.INSERT_ALL_FROZEN_SET) != 0) {
            Page.setFlag(m, p, Page.ALL_VISIBLE);
        }
        int free = Page.heapFreeSpace(m, p);
        cx.done(buf, r);
        if (free < Blocks.SIZE / 5) {
            fsm.recordRedo(r.relation(0), block, free);
        }
    }
}
