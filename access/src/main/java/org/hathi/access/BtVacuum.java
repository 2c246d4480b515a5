package org.hathi.access;

import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.IndexTuple;
import org.hathi.page.Mem;
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
 * Removes entries of dead rows from a B-tree: a physical scan of all leaves, each under a cleanup lock so that no scan still
 * holds tids of the page.
 */
final class BtVacuum {
    private final Access access;
    private final BufferPool pool;
    private final int[] deleted = new int[Blocks.MAX_INDEX_TUPLES];
    private final int[] updated = new int[Blocks.MAX_INDEX_TUPLES];
    private int ndeleted;
    private int nupdated;

    BtVacuum(Access access) {
        this.access = access;
        this.pool = access.pool();
    }

    /** Xid after which a deleted page may be reused (BTDeletedPageData), as 64 bits. */
    static long safeXid(MemorySegment m, long p) {
        return (BtPage.flags(m, p) & BtPage.HAS_FULLXID) != 0 ? Mem.i64(m, p + Page.HEADER_SIZE) : Xid.FROZEN;
    }

    static boolean isRecyclable(Access access, MemorySegment m, long p) {
        if ((BtPage.flags(m, p) & BtPage.DELETED) == 0) {
            return false;
        }
        return Xid.precedes((int) safeXid(m, p), access.txn().oldestXminAny());
    }

    static void logReuse(Access access, Relation index, int block, long safeXid) {
        WalInsert w = access.wal().record();
        w.data32(index.node.spc())
                .data32(index.node.db())
                .data32(index.node.rel())
                .data32(block)
                .data64(safeXid);
        access.proc().enterCritical();
        w.insert(Rmgr.BTREE, BtWal.REUSE_PAGE);
        access.proc().exitCritical();
    }

    IndexVacuumStats bulkDelete(Relation index, @Nullable IndexVacuumStats stats0, LongPredicate dead) {
        IndexVacuumStats stats = stats0 == null ? new IndexVacuumStats() : stats0;
        scan(index, stats, dead);
        return stats;
    }

    IndexVacuumStats cleanup(Relation index, @Nullable IndexVacuumStats stats0, double heapTuples) {
        IndexVacuumStats stats = stats0;
        if (stats == null) {
            stats = new IndexVacuumStats();
            scan(index, stats, null);
        }
        access.fsm().vacuum(index.node);
        if (stats.tuples > heapTuples && heapTuples >= 0) {
            stats.tuples = heapTuples;
        }
        return stats;
    }

    private void scan(Relation index, IndexVacuumStats stats, @Nullable LongPredicate dead) {
        BufferRing ring = BufferRing.vacuum();
        stats.tuples = 0;
        stats.deletedPages = 0;
        stats.freePages = 0;
        int block = 1;
        int n;
        // pages added by splits meanwhile are at the end: look again until there are no more
        while (Integer.compareUnsigned(block, n = pool.nblocks(index.node, Fork.MAIN)) < 0) {
            for (; Integer.compareUnsigned(block, n) < 0; block++) {
                access.interrupts().check();
                page(index, block, stats, dead, ring);
            }
        }
        stats.pages = block;
    }

    private void page(
            Relation index, int block, IndexVacuumStats stats, @Nullable LongPredicate dead, BufferRing ring) {
        int buf = access.read(index, block, ReadMode.NORMAL, ring);
        pool.lockShared(buf);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (Page.isNew(m, p) || isRecyclable(access, m, p)) {
            stats.deletedPages++;
            stats.freePages++;
            pool.unlockRelease(buf);
            access.fsm().record(index.node, block, Blocks.SIZE - 1);
            return;
        }
        if ((BtPage.flags(m, p) & BtPage.DELETED) != 0) {
            stats.deletedPages++;
        }
        if (!BtPage.isLeaf(m, p) || BtPage.isIgnored(m, p)) {
            pool.unlockRelease(buf);
            return;
        }
        if (dead != null) {
            pool.unlock(buf);
            pool.lockForCleanup(buf);
            collect(m, p, dead, stats);
            if (ndeleted + nupdated > 0) {
                remove(index, buf, m, p, dead);
            }
        }
        int max = Page.maxOffset(m, p);
        for (int off = BtPage.firstKey(m, p); off <= max; off++) {
            long t = Page.item(m, p, off);
            stats.tuples += BtPage.isPosting(m, t) ? BtPage.postingCount(m, t) : 1;
        }
        pool.unlockRelease(buf);
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
        access.proc().enterCritical();
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
