package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
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

/**
 * Stores the tuples of a {@link TupleBatch} (heap_multi_insert): for each page one copy of tuples, one of line
 * pointers, and one WAL record.
 */
final class BatchInsert {
    private final Access access;
    private final BufferPool pool;
    private final HeapInsert inserts;
    private final TargetPage target;
    private final byte[] items = new byte[Blocks.MAX_HEAP_TUPLES * ItemId.SIZE];
    private final byte[] logged = new byte[Blocks.SIZE];
    private final TupleBuf one = new TupleBuf();

    BatchInsert(Access access, HeapInsert inserts) {
        this.access = access;
        this.pool = access.pool();
        this.inserts = inserts;
        this.target = inserts.target();
    }

    void insert(Relation rel, TupleBatch batch, int cid, int options, BulkInsert bulk) {
        int xid = access.txn().xid();
        boolean frozen = (options & Heap.FROZEN) != 0;
        int mask = HeapTuple.XMAX_INVALID | (frozen ? HeapTuple.XMIN_FROZEN : 0);
        for (int i = 0; i < batch.count; i++) {
            batch.stamp(i, xid, cid, mask);
        }
        int done = 0;
        while (done < batch.count) {
            access.interrupts().check();
            done = page(rel, batch, done, options, bulk);
        }
    }

    private int page(Relation rel, TupleBatch batch, int first, int options, BulkInsert bulk) {
        boolean frozen = (options & Heap.FROZEN) != 0;
        int buf = target.get(rel, batch.length[first], 0, options, bulk);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int block = pool.block(buf);
        boolean empty = Page.maxOffset(m, p) == 0;
        if (frozen && empty && !access.vm().isPinned(block, target.vm)) {
            // Map pages are pinned before heap pages are locked; the relation is new and nobody else's.
            pool.unlock(buf);
            target.vm = access.vm().pin(rel.node, block, target.vm);
            pool.lockExclusive(buf);
            empty = Page.maxOffset(m, p) == 0;
        }
        boolean freeze = frozen && empty;
        boolean lines = Page.hasFlag(m, p, Page.HAS_FREE_LINES);
        int end = lines ? first + 1 : fitting(rel, batch, first, m, p);
        if (lines) {
            one.ensure(batch.length[first]);
            Mem.copy(batch.bytes, batch.at[first], one.m, 0, batch.length[first]);
            one.len = batch.length[first];
        } else {
            arrange(batch, first, end, block, Page.maxOffset(m, p), Page.upper(m, p));
        }
        access.repairableInsert(buf, m, p);
        if (lines) {
            // Line pointers are reused: one tuple at a time.
            long tid = inserts.put(buf, m, p, one, Tid.INVALID);
            batch.place(first, block, Tid.offset(tid));
        } else {
            put(batch, first, end, m, p);
        }
        // A page that this load froze stays all-visible when more frozen tuples join.
        boolean cleared = !frozen && inserts.clearVisible(rel, m, p, block, target.vm);
        if (freeze) {
            Page.setFlag(m, p, Page.ALL_VISIBLE);
        }
        pool.markDirty(buf);
        if (rel.needsWal()) {
            int flags = (cleared ? HeapWal.INSERT_ALL_VISIBLE_CLEARED : 0)
                    | (freeze ? HeapWal.INSERT_ALL_FROZEN_SET : 0)
                    | (end == batch.count ? HeapWal.INSERT_LAST_IN_MULTI : 0);
            log(rel, m, p, block, batch, first, end, empty, flags);
        }
        access.proc().exitCritical();
        if (freeze) {
            int bits = Vm.ALL_VISIBLE | Vm.ALL_FROZEN;
            access.vm().set(rel.node, block, buf, 0, target.vm, Xid.INVALID, bits, rel.needsWal());
        }
        pool.unlockRelease(buf);
        target.releaseMaps();
        return end;
    }

    /** Tuples from {@code first} on that the page takes; the first one always fits. */
    private static int fitting(Relation rel, TupleBatch batch, int first, MemorySegment m, long p) {
        int room = Page.exactFreeSpace(m, p);
        int lines = Page.maxOffset(m, p);
        int reserved = rel.reservedSpace();
        int end = first;
        do {
            room -= Blocks.maxAlign(batch.length[end]) + ItemId.SIZE;
            lines++;
            end++;
        } while (end < batch.count
                && lines < Blocks.MAX_HEAP_TUPLES
                && room - ItemId.SIZE >= Blocks.maxAlign(batch.length[end]) + reserved);
        return end;
    }

    /** Their places: ctids in the tuples, line pointers in {@link #items}. */
    private void arrange(TupleBatch batch, int first, int end, int block, int max, int upper0) {
        int upper = upper0;
        for (int i = first; i < end; i++) {
            upper -= Blocks.maxAlign(batch.length[i]);
            batch.place(i, block, max + 1 + i - first);
            TupleBatch.put32(items, (i - first) * ItemId.SIZE, ItemId.of(upper, ItemId.NORMAL, batch.length[i]));
        }
    }

    private void put(TupleBatch batch, int first, int end, MemorySegment m, long p) {
        int from = batch.at[end - 1];
        int n = batch.at[first] + Blocks.maxAlign(batch.length[first]) - from;
        int lower = Page.lower(m, p);
        int upper = Page.upper(m, p) - n;
        Mem.copy(batch.bytes, from, m, p + upper, n);
        Mem.copy(items, 0, m, p + lower, (end - first) * ItemId.SIZE);
        Page.setLower(m, p, lower + (end - first) * ItemId.SIZE);
        Page.setUpper(m, p, upper);
    }

    private void log(
            Relation rel,
            MemorySegment m,
            long p,
            int block,
            TupleBatch batch,
            int first,
            int end,
            boolean init,
            int flags) {
        WalInsert w = access.wal().record();
        w.data8(flags).data8(0).data16(end - first);
        if (!init) {
            for (int i = first; i < end; i++) {
                w.data16(Tid.offset(batch.tids[i]));
            }
        }
        w.buffer(0, rel.node, Fork.MAIN, block, m, p, BlockFlags.STANDARD | (init ? BlockFlags.WILL_INIT : 0));
        byte[] from = batch.bytes;
        byte[] to = logged;
        int q = 0;
        for (int i = first; i < end; i++) {
            if ((q & 1) != 0) {
                to[q++] = 0;
            }
            int t = batch.at[i];
            int len = batch.length[i] - HeapTuple.HEADER_SIZE;
            TupleBatch.put16(to, q, len);
            System.arraycopy(from, t + 18, to, q + 2, 5);
            System.arraycopy(from, t + HeapTuple.HEADER_SIZE, to, q + 7, len);
            q += 7 + len;
        }
        w.bufferData(0, to, 0, q);
        Page.setLsn(m, p, w.insert(Rmgr.HEAP2, HeapWal.MULTI_INSERT2 | (init ? HeapWal.INIT_PAGE : 0)));
    }
}
