package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.HeapTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.page.Xid;
import org.hathi.storage.BufferPool;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;

/**
 * Removes dead versions from a heap page without touching indexes: whole HOT chains shrink to a redirect, or to a dead
 * line pointer that vacuum removes after the index entries (pruneheap.c of PostgreSQL).
 *
 * <p>LATCHES: needs a cleanup lock: exclusive, with no other process's pin.
 */
final class Prune {
    private final Access access;
    private final BufferPool pool;

    private final int[] redirects = new int[Blocks.MAX_HEAP_TUPLES * 2];
    private final int[] dead = new int[Blocks.MAX_HEAP_TUPLES];
    private final int[] unused = new int[Blocks.MAX_HEAP_TUPLES];
    private final boolean[] marked = new boolean[Blocks.MAX_HEAP_TUPLES + 1];
    private final byte[] states = new byte[Blocks.MAX_HEAP_TUPLES + 1];
    private final int[] chain = new int[Blocks.MAX_HEAP_TUPLES];
    private int nredirects;
    private int ndead;
    private int nunused;
    private int newPruneXid;
    private int latestRemoved;

    Prune(Access access) {
        this.access = access;
        this.pool = access.pool();
    }

    /** Prunes a pinned, unlocked page if it is rather full, has something to prune and nobody else uses it. */
    void onAccess(Relation rel, int buf) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int pruneXid = Page.pruneXid(m, p);
        if (pruneXid == Xid.INVALID || !worthwhile(rel, m, p) || !access.wal().insertAllowed()) {
            return;
        }
        int horizon = access.txn().oldestXmin(rel);
        if (!Xid.precedes(pruneXid, horizon) || !pool.tryLockForCleanup(buf)) {
            return;
        }
        if (worthwhile(rel, m, p)) {
            int removed = prune(rel, buf, m, p, horizon);
            if (removed > ndead) {
                access.counts(rel).pruned(removed - ndead);
            }
        }
        pool.unlock(buf);
    }

    private static boolean worthwhile(Relation rel, MemorySegment m, long p) {
        return Page.hasFlag(m, p, Page.FULL)
                || Page.heapFreeSpace(m, p) < Math.max(rel.reservedSpace(), Blocks.SIZE / 10);
    }

    /** Prunes a page under a cleanup lock; the number of tuples removed. */
    int prune(Relation rel, int buf, MemorySegment m, long p, int horizon) {
        nredirects = 0;
        ndead = 0;
        nunused = 0;
        newPruneXid = Xid.INVALID;
        latestRemoved = Xid.INVALID;
        int max = Page.maxOffset(m, p);
        java.util.Arrays.fill(marked, 0, max + 1, false);
        for (int off = max; off >= 1; off--) {
            int item = ItemId.get(m, p, off);
            states[off] = ItemId.isNormal(item)
                    ? (byte) access.visibility().vacuumState(buf, m, p + ItemId.offset(item), horizon)
                    : -1;
        }
        int removed = 0;
        for (int off = 1; off <= max; off++) {
            int item = ItemId.get(m, p, off);
            if (!marked[off] && ItemId.isUsed(item) && !ItemId.isDead(item)) {
                removed += chain(m, p, off, max);
            }
        }
        if (nredirects + ndead + nunused > 0) {
            access.repairablePage(buf, p);
            execute(m, p, redirects, nredirects, dead, ndead, unused, nunused);
            Page.setPruneXid(m, p, newPruneXid);
            Page.clearFlag(m, p, Page.FULL);
            pool.markDirty(buf);
            if (rel.needsWal()) {
                log(rel, buf, m, p);
            }
            access.proc().exitCritical();
        } else if (Page.pruneXid(m, p) != newPruneXid || Page.hasFlag(m, p, Page.FULL)) {
            Page.setPruneXid(m, p, newPruneXid);
            Page.clearFlag(m, p, Page.FULL);
            pool.markDirtyHint(buf, true);
        }
        return removed;
    }

    /** Line pointers that the last {@link #prune} left dead. */
    int newlyDead() {
        return ndead;
    }

    private int chain(MemorySegment m, long p, int root, int max) {
        int rootItem = ItemId.get(m, p, root);
        if (ItemId.isNormal(rootItem)) {
            long t = p + ItemId.offset(rootItem);
            if (HeapTuple.isHeapOnly(m, t)) {
                // reached from its root, or an orphan of an aborted update
                if (states[root] == Visibility.DEAD && !HeapTuple.isHotUpdated(m, t)) {
                    advance(m, t);
                    recordUnused(root);
                    return 1;
                }
                return 0;
            }
        }
        int n = 0;
        int latestDead = 0;
        int prior = Xid.INVALID;
        int off = root;
        while (off >= 1 && off <= max && !marked[off]) {
            int item = ItemId.get(m, p, off);
            if (!ItemId.isUsed(item) || ItemId.isDead(item)) {
                break;
            }
            if (ItemId.isRedirect(item)) {
                if (n > 0) {
                    break;
                }
                chain[n++] = off;
                off = ItemId.offset(item);
                continue;
            }
            long t = p + ItemId.offset(item);
            if (prior != Xid.INVALID && HeapTuple.xmin(m, t) != prior) {
                break;
            }
            chain[n++] = off;
            int state = states[off];
            if (state == Visibility.RECENTLY_DEAD || state == Visibility.DELETE_IN_PROGRESS) {
                prunable(access.visibility().updater(m, t));
            }
            if (state == Visibility.DEAD) {
                latestDead = off;
                advance(m, t);
            } else if (state != Visibility.RECENTLY_DEAD) {
                break;
            }
            if (!HeapTuple.isHotUpdated(m, t)) {
                break;
            }
            off = Tid.offset(HeapTuple.ctid(m, t));
            prior = access.visibility().updater(m, t);
        }
        return cut(root, rootItem, n, latestDead);
    }

    private int cut(int root, int rootItem, int n, int latestDead) {
        int removed = 0;
        if (latestDead != 0) {
            int i = 1;
            for (; i < n && chain[i - 1] != latestDead; i++) {
                recordUnused(chain[i]);
                removed++;
            }
            if (ItemId.isNormal(rootItem)) {
                removed++;
            }
            if (i >= n) {
                recordDead(root);
            } else {
                redirects[nredirects * 2] = root;
                redirects[nredirects * 2 + 1] = chain[i];
                nredirects++;
                marked[root] = true;
                marked[chain[i]] = true;
            }
        } else if (n < 2 && ItemId.isRedirect(rootItem)) {
            recordDead(root); // redirect to nothing
        }
        return removed;
    }

    private void prunable(int xid) {
        if (Xid.isNormal(xid) && (newPruneXid == Xid.INVALID || Xid.precedes(xid, newPruneXid))) {
            newPruneXid = xid;
        }
    }

    private void advance(MemorySegment m, long t) {
        latestRemoved = advanceLatestRemoved(access, m, t, latestRemoved);
    }

    /** HeapTupleHeaderAdvanceLatestRemovedXid. */
    static int advanceLatestRemoved(Access access, MemorySegment m, long t, int latest) {
        int xmin = HeapTuple.xminOrFrozen(m, t);
        int xmax = access.visibility().updater(m, t);
        int mask = HeapTuple.infomask(m, t);
        boolean committed = (mask & HeapTuple.XMIN_COMMITTED) != 0
                || ((mask & HeapTuple.XMIN_INVALID) == 0 && access.didCommit(xmin));
        if (committed && xmax != xmin && Xid.follows(xmax, latest)) {
            return xmax;
        }
        return latest;
    }

    private void recordUnused(int off) {
        unused[nunused++] = off;
        marked[off] = true;
    }

    private void recordDead(int off) {
        dead[ndead++] = off;
        marked[off] = true;
    }

    /** Applies a pruning to the page; redo does the same. */
    static void execute(MemorySegment m, long p, int[] redirects, int nr, int[] dead, int nd, int[] unused, int nu) {
        for (int i = 0; i < nr; i++) {
            ItemId.setRedirect(m, p, redirects[i * 2], redirects[i * 2 + 1]);
        }
        for (int i = 0; i < nd; i++) {
            ItemId.setDead(m, p, dead[i]);
        }
        for (int i = 0; i < nu; i++) {
            ItemId.setUnused(m, p, unused[i]);
        }
        Page.repairFragmentation(m, p);
    }

    private void log(Relation rel, int buf, MemorySegment m, long p) {
        WalInsert w = access.wal().record();
        w.data32(latestRemoved).data16(nredirects).data16(ndead);
        w.buffer(0, rel.node, Fork.MAIN, pool.block(buf), m, p, BlockFlags.STANDARD);
        for (int i = 0; i < nredirects * 2; i++) {
            w.bufferData16(0, redirects[i]);
        }
        for (int i = 0; i < ndead; i++) {
            w.bufferData16(0, dead[i]);
        }
        for (int i = 0; i < nunused; i++) {
            w.bufferData16(0, unused[i]);
        }
        Page.setLsn(m, p, w.insert(Rmgr.HEAP2, HeapWal.PRUNE2));
    }
}
