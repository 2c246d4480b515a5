package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.IndexTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.storage.BufferPool;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;

/**
 * Makes room on a full leaf before it is split: removes entries hinted dead, then merges equal keys into posting lists.
 */
final class BtDedup {
    /** Half the largest tuple, so that a page always has a place to split. */
    private static final int MAX_POSTING = BtPage.MAX_ITEM / 2;

    private final Access access;
    private final BufferPool pool;
    private final MemorySegment scratch = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private final MemorySegment intervals = Arena.ofAuto().allocate(4L * Blocks.MAX_INDEX_TUPLES, 8);
    private final int[] offs = new int[Blocks.MAX_INDEX_TUPLES];

    BtDedup(Access access) {
        this.access = access;
        this.pool = access.pool();
    }

    /** Tries to free {@code len} bytes on an exclusively locked leaf. */
    void makeRoom(Relation index, int buf, int len) {
        removeDead(index, buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (Page.freeSpace(m, p) < len && index.deduplicate && index.allEqualImage && !index.indexInfo().unique) {
            merge(index, buf, m, p);
        }
    }

    private void merge(Relation index, int buf, MemorySegment m, long p) {
        int max = Page.maxOffset(m, p);
        int n = 0;
        int base = BtPage.firstKey(m, p);
        int tids = 0;
        for (int off = base; off <= max + 1; off++) {
            int more = 0;
            if (off <= max) {
                long t = Page.item(m, p, off);
                more = BtPage.isPosting(m, t) ? BtPage.postingCount(m, t) : 1;
                if (off > base && joins(m, Page.item(m, p, base), t, tids + more)) {
                    tids += more;
                    continue;
                }
            }
            if (off - base > 1) {
                Mem.put16(intervals, n * 4L, base);
                Mem.put16(intervals, n * 4L + 2, off - base);
                n++;
            }
            base = off;
            tids = more;
        }
        if (n == 0) {
            return;
        }
        access.repairablePage(buf, p);
        BtPosting.mergeIntervals(m, p, scratch, intervals, 0, n);
        pool.markDirty(buf);
        if (index.needsWal()) {
            WalInsert w = access.wal().record();
            w.data16(n);
            w.buffer(0, index.node, Fork.MAIN, pool.block(buf), m, p, BlockFlags.STANDARD);
            w.bufferData(0, intervals, 0, n * 4);
            Page.setLsn(m, p, w.insert(Rmgr.BTREE, BtWal.DEDUP));
        }
        access.proc().exitCritical();
    }

    /** Do two leaf tuples have the same key bytes, and does a list of {@code tids} of them fit? */
    private static boolean joins(MemorySegment m, long a, long b, int tids) {
        int size = BtPage.keySize(m, a);
        return size == BtPage.keySize(m, b)
                && Blocks.maxAlign(size + tids * 6) <= MAX_POSTING
                && IndexTuple.hasNulls(m, a) == IndexTuple.hasNulls(m, b)
                && HeapCompare.equal(m, a + 8, m, b + 8, size - 8);
    }

    /**
     * Removes the entries marked LP_DEAD; readers pin no leaf whose tids they have not used, so no cleanup lock is
     * needed.
     */
    void removeDead(Relation index, int buf) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int n = 0;
        int max = Page.maxOffset(m, p);
        for (int off = BtPage.firstKey(m, p); off <= max; off++) {
            if (ItemId.isDead(ItemId.get(m, p, off))) {
                offs[n++] = off;
            }
        }
        if (n == 0) {
            return;
        }
        access.repairablePage(buf, p);
        Page.indexMultiDelete(m, p, offs, n);
        BtPage.setFlags(m, p, BtPage.flags(m, p) & ~BtPage.HAS_GARBAGE);
        pool.markDirty(buf);
        if (index.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(0).data16(n).data16(0);
            w.buffer(0, index.node, Fork.MAIN, pool.block(buf), m, p, BlockFlags.STANDARD);
            for (int i = 0; i < n; i++) {
                w.bufferData16(0, offs[i]);
            }
            Page.setLsn(m, p, w.insert(Rmgr.BTREE, BtWal.DELETE));
        }
        access.proc().exitCritical();
    }
}
