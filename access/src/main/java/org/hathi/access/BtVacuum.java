package org.hathi.access;

import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.IndexTuple;
import org.hathi.page.Page;
import org.hathi.page.Xid;
import org.hathi.storage.BufferPool;
import org.hathi.storage.BufferRing;
import org.hathi.storage.ReadMode;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;
import org.jspecify.annotations.Nullable;

/**
 * Removes entries of dead rows from a B-tree: a physical scan of all leaves, each under a cleanup lock so that no scan
 * still holds tids of the page.
 */
final class BtVacuum {
    private final Access access;
    private final BufferPool pool;
    private final int[] deleted = new int[Blocks.MAX_INDEX_TUPLES];
    private final int[] updated = new int[Blocks.MAX_INDEX_TUPLES];
    private int ndeleted;
    private int nupdated;
    /** Number of this vacuum on pages split meanwhile; 0 none. */
    private int cycle;

    BtVacuum(Access access) {
        this.access = access;
        this.pool = access.pool();
    }

    /** Xid after which a deleted page may be reused (BTDeletedPageData), as 64 bits. */
    static long safeXid(MemorySegment m, long p) {
        return (BtPage.flags(m, p) & BtPage.HAS_FULLXID) != 0 ? Mem.i64(m, p + Page.HEADER_SIZE) : Xid.FROZEN;
    }

    static boolean isRecyclable(Access access, MemorySegment m, long p) {
        return (BtPage.flags(m, p) & BtPage.DELETED) != 0 && isOver(access, safeXid(m, p));
    }

    /**
     * Is every transaction over that could still have a link to a page deleted when {@code safeXid} was the next one?
     */
    static boolean isOver(Access access, long safeXid) {
        long next = access.txn().nextFullXid();
        long oldest = next - ((int) next - access.txn().oldestXminAny());
        return safeXid < oldest;
    }

    static void logReuse(Access access, Relation index, int block, long safeXid) {
        WalInsert w = access.wal().record();
        w.data32(index.node.spc())
                .data32(index.node.db())
                .data32(index.node.rel())
                .data32(block)
                .data64(safeXid);
        access.proc().enterRecord();
        w.insert(Rmgr.BTREE, BtWal.REUSE_PAGE);
        access.proc().exitCritical();
    }

    IndexVacuumStats bulkDelete(Relation index, @Nullable IndexVacuumStats stats0, LongPredicate dead) {
        IndexVacuumStats stats = stats0 == null ? new IndexVacuumStats() : stats0;
        scan(index, stats, dead);
        return stats;
    }

    /** Null: there was nothing to do, and nothing is known. */
    @Nullable
    IndexVacuumStats cleanup(Relation index, @Nullable IndexVacuumStats stats0, double heapTuples) {
        IndexVacuumStats stats = stats0;
        if (stats == null) {
            if (!needsCleanup(index)) {
                return null;
            }
            stats = new IndexVacuumStats();
            scan(index, stats, null);
        }
        setDeletedPages(index, stats.deletedPages - stats.freePages);
        if (stats.freePages > 0) {
            access.fsm().vacuum(index.node);
        }
        if (stats.tuples > heapTuples && heapTuples >= 0) {
            stats.tuples = heapTuples;
        }
        return stats;
    }

    /**
     * Are there so many deleted pages (a twentieth of all) that finding those that may be used again is worth a scan?
     */
    private boolean needsCleanup(Relation index) {
        int buf = access.btree().search().read(index, 0, false);
        int before = BtPage.metaDeletedPages(pool.memory(buf), pool.offset(buf));
        pool.unlockRelease(buf);
        return before > 0 && before > pool.nblocks(index.node, Fork.MAIN) / 20;
    }

    /** Notes in the metapage how many deleted pages are left for later. */
    private void setDeletedPages(Relation index, int n) {
        int buf = access.btree().search().read(index, 0, true);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (BtPage.metaDeletedPages(m, p) != n) {
            access.repairablePage(buf, p);
            BtPage.setMetaDeletedPages(m, p, n);
            pool.markDirty(buf);
            if (index.needsWal()) {
                WalInsert w = access.wal().record();
                w.buffer(0, index.node, Fork.MAIN, 0, m, p, BlockFlags.WILL_INIT | BlockFlags.STANDARD);
                BtWal.metaData(w, 0, m, p);
                Page.setLsn(m, p, w.insert(Rmgr.BTREE, BtWal.META_CLEANUP));
            }
            access.proc().exitCritical();
        }
        pool.unlockRelease(buf);
    }

    private void scan(Relation index, IndexVacuumStats stats, @Nullable LongPredicate dead) {
        BufferRing ring = BufferRing.vacuum();
        stats.tuples = 0;
        stats.deletedPages = 0;
        stats.freePages = 0;
        BtDelete deleter = new BtDelete(access, index);
        cycle = dead == null || index.isTemp() ? 0 : VacuumCycle.start(access.proc(), index);
        int block = 1;
        try {
            int n;
            // pages added by splits meanwhile are at the end: look again until there are no more
            while (Integer.compareUnsigned(block, n = pool.nblocks(index.node, Fork.MAIN)) < 0) {
                for (; Integer.compareUnsigned(block, n) < 0; block++) {
                    int back = block;
                    while (back != BtPage.NONE) {
                        access.interrupts().check();
                        back = page(index, back, block, stats, dead, ring, deleter);
                    }
                }
            }
        } finally {
            if (cycle != 0) {
                VacuumCycle.end(access.proc());
            }
        }
        stats.pages = block;
        stats.freePages += deleter.recycle();
    }

    /**
     * Vacuums a page: {@code scanBlock}, or one before it that took the right half of a split. Returns such a page to
     * go back to, or NONE.
     */
    private int page(
            Relation index,
            int block,
            int scanBlock,
            IndexVacuumStats stats,
            @Nullable LongPredicate dead,
            BufferRing ring,
            BtDelete deleter) {
        int buf = access.read(index, block, ReadMode.NORMAL, ring);
        pool.lockShared(buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (block != scanBlock) {
            if (Page.isNew(m, p) || !BtPage.isLeaf(m, p) || BtPage.isIgnored(m, p) || BtPage.cycle(m, p) != cycle) {
                pool.unlockRelease(buf); // the scan has been here, and it is no part of a split since
                return BtPage.NONE;
            }
        } else if (Page.isNew(m, p) || isRecyclable(access, m, p)) {
            stats.deletedPages++;
            stats.freePages++;
            pool.unlockRelease(buf);
            access.fsm().record(index.node, block, Blocks.SIZE - 1);
            return BtPage.NONE;
        }
        int flags = BtPage.flags(m, p);
        if ((flags & BtPage.DELETED) != 0) {
            stats.deletedPages++;
        }
        if ((flags & BtPage.LEAF) == 0 || (flags & BtPage.DELETED) != 0) {
            pool.unlockRelease(buf);
            return BtPage.NONE;
        }
        if ((flags & BtPage.HALF_DEAD) != 0) { // a vacuum was interrupted
            pool.unlock(buf);
            pool.lockExclusive(buf);
            deleter.delete(buf, scanBlock, stats);
            return BtPage.NONE;
        }
        return leaf(index, buf, block, scanBlock, stats, dead, deleter);
    }

    /** Vacuums a pinned, share-locked leaf and lets go of it. */
    private int leaf(
            Relation index,
            int buf,
            int block,
            int scanBlock,
            IndexVacuumStats stats,
            @Nullable LongPredicate dead,
            BtDelete deleter) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int back = BtPage.NONE;
        if (dead != null) {
            pool.unlock(buf);
            pool.lockForCleanup(buf);
            if (cycle != 0
                    && BtPage.cycle(m, p) == cycle
                    && (BtPage.flags(m, p) & BtPage.SPLIT_END) == 0
                    && !BtPage.isRightmost(m, p)
                    && Integer.compareUnsigned(BtPage.next(m, p), scanBlock) < 0) {
                back = BtPage.next(m, p);
            }
            collect(m, p, dead, stats);
            if (ndeleted + nupdated > 0) {
                remove(index, buf, m, p, dead);
            } else if (cycle != 0 && BtPage.cycle(m, p) == cycle) {
                BtPage.setCycle(m, p, 0);
                pool.markDirtyHint(buf, true);
            }
        }
        int max = Page.maxOffset(m, p);
        int first = BtPage.firstKey(m, p);
        if (dead != null && first > max && block == scanBlock) {
            deleter.delete(buf, scanBlock, stats);
            return back;
        }
        for (int off = first; off <= max; off++) {
            long t = Page.item(m, p, off);
            stats.tuples += BtPage.isPosting(m, t) ? BtPage.postingCount(m, t) : 1;
        }
        pool.unlockRelease(buf);
        return back;
    }

    private void collect(MemorySegment m, long p, LongPredicate dead, IndexVacuumStats stats) {
        ndeleted = 0;
        nupdated = 0;
        int max = Page.maxOffset(m, p);
        for (int off = BtPage.firstKey(m, p); off <= max; off++) {
            long t = Page.item(m, p, off);
            if (!BtPage.isPosting(m, t)) {
                if (dead.test(IndexTuple.tid(m, t))) {
                    deleted[ndeleted++] = off;
                    stats.removed++;
                }
                continue;
            }
            int n = BtPage.postingCount(m, t);
            int gone = 0;
            for (int i = 0; i < n; i++) {
                gone += dead.test(BtPage.postingTid(m, t, i)) ? 1 : 0;
            }
            stats.removed += gone;
            if (gone == n) {
                deleted[ndeleted++] = off;
            } else if (gone > 0) {
                updated[nupdated++] = off;
            }
        }
    }

    /** Deletes and shrinks the collected entries, and logs it. */
    private void remove(Relation index, int buf, MemorySegment m, long p, LongPredicate dead) {
        WalInsert w = access.wal().record();
        boolean log = index.needsWal();
        access.repairablePage(buf, p);
        if (log) {
            w.data16(ndeleted).data16(nupdated);
        }
        int[][] removedMembers = new int[nupdated][];
        for (int i = 0; i < nupdated; i++) {
            long t = Page.item(m, p, updated[i]);
            int n = BtPage.postingCount(m, t);
            int[] members = new int[n];
            int k = 0;
            for (int j = 0; j < n; j++) {
                if (dead.test(BtPage.postingTid(m, t, j))) {
                    members[k++] = j;
                }
            }
            removedMembers[i] = java.util.Arrays.copyOf(members, k);
            BtPosting.shrink(m, p, updated[i], removedMembers[i], k);
        }
        Page.indexMultiDelete(m, p, deleted, ndeleted);
        BtPage.setFlags(m, p, BtPage.flags(m, p) & ~BtPage.HAS_GARBAGE);
        BtPage.setCycle(m, p, 0);
        pool.markDirty(buf);
        if (log) {
            w.buffer(0, index.node, Fork.MAIN, pool.block(buf), m, p, BlockFlags.STANDARD);
            for (int i = 0; i < ndeleted; i++) {
                w.bufferData16(0, deleted[i]);
            }
            for (int i = 0; i < nupdated; i++) {
                w.bufferData16(0, updated[i]);
            }
            for (int[] members : removedMembers) {
                w.bufferData16(0, members.length);
                for (int member : members) {
                    w.bufferData16(0, member);
                }
            }
            Page.setLsn(m, p, w.insert(Rmgr.BTREE, BtWal.VACUUM));
        }
        access.proc().exitCritical();
    }
}
