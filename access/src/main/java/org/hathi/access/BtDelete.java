package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.IndexTuple;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.storage.BufferPool;
import org.hathi.wal.BlockFlags;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalInsert;

/**
 * Takes empty leaves out of a B-tree (page deletion of PostgreSQL's nbtree README), in two atomic steps.
 *
 * <ol>
 *   <li>The leaf becomes <i>half-dead</i>: its downlink is given to its right sibling, whose own downlink goes away;
 *       searches that had read it move right. If the leaf was its parent's only child, the parent goes too, and so on
 *       up: the leaf's high key remembers the topmost page of that chain.
 *   <li>Page by page from the top of the chain down to the leaf: the siblings are linked past it and it becomes
 *       <i>deleted</i>, with the next transaction id in it. Once no transaction is left that could have seen a link to
 *       it, it may be used again.
 * </ol>
 *
 * <p>LATCHES: the leaf before pages above it; siblings from left to right; a level's pages before the metapage. A
 * cleanup lock is not needed: the page is empty, and scans that stand on it still find its right link.
 *
 * <p>CRASH: between the steps the leaf stays half-dead, and the next vacuum goes on.
 */
final class BtDelete {
    /** Leaf of a chain of one page. */
    private static final int NO_TOP = Blocks.INVALID;

    private static final int META = 0;

    private final Access access;
    private final BufferPool pool;
    private final BtSearch search;
    private final Relation index;
    private final BtKey key;
    private final MemorySegment topPointer = Arena.ofAuto().allocate(IndexTuple.HEADER_SIZE, 8);

    // Results of lockParent.
    private int parentBuf;
    private int parentOff;
    private int top;
    private int topRight;

    private boolean rightEmpty;
    private long[] pending = new long[64];
    private int npending;

    BtDelete(Access access, Relation index) {
        this.access = access;
        this.pool = access.pool();
        this.search = access.btree().search();
        this.index = index;
        this.key = new BtKey(index);
    }

    /** Puts the pages deleted by this object that nobody can be about to visit any more into the free space map. */
    int recycle() {
        int n = 0;
        for (int i = 0; i + 1 < npending; i += 2) {
            if (BtVacuum.isOver(access, pending[i + 1])) {
                access.fsm().record(index.node, (int) pending[i], Blocks.SIZE - 1);
                n++;
            }
        }
        npending = 0;
        return n;
    }

    /**
     * Deletes an empty leaf, pinned and exclusively locked, and empty leaves to its right that could not be deleted
     * before; gives up quietly where that is not possible now. Unlocks and unpins.
     */
    void delete(int first, int scanBlock, IndexVacuumStats stats) {
        int leaf = first;
        while (true) {
            if (!prepare(leaf)) {
                pool.unlockRelease(leaf);
                return;
            }
            rightEmpty = false;
            MemorySegment m = pool.memory(leaf);
            long p = pool.offset(leaf);
            while ((BtPage.flags(m, p) & BtPage.HALF_DEAD) != 0) {
                if (!unlink(leaf, scanBlock, stats)) {
                    return;
                }
            }
            int right = BtPage.next(m, p);
            pool.unlockRelease(leaf);
            if (!rightEmpty) {
                return;
            }
            access.interrupts().check();
            leaf = search.read(index, right, true);
        }
    }

    /**
     * Makes the locked leaf half-dead unless it is; false when it cannot be deleted. It is locked afterwards in any
     * case.
     */
    private boolean prepare(int leaf) {
        MemorySegment m = pool.memory(leaf);
        long p = pool.offset(leaf);
        if (!deletable(m, p)) {
            return false;
        }
        if ((BtPage.flags(m, p) & BtPage.HALF_DEAD) != 0) {
            return true;
        }
        // The way down to the leaf is found by its high key, without holding it.
        key.fromTuple(index, m, Page.item(m, p, BtPage.HIKEY));
        key.pivotSearch = true;
        int left = BtPage.prev(m, p);
        int block = pool.block(leaf);
        pool.unlock(leaf);
        boolean incomplete = left != BtPage.NONE && leftIncomplete(left, block);
        int found = incomplete ? 0 : search.descend(index, key, false);
        if (found != 0) {
            pool.unlockRelease(found);
        }
        pool.lockExclusive(leaf);
        if (found == 0 || !deletable(m, p)) {
            return false;
        }
        return (BtPage.flags(m, p) & BtPage.HALF_DEAD) != 0 || markHalfDead(leaf, m, p);
    }

    private static boolean deletable(MemorySegment m, long p) {
        int flags = BtPage.flags(m, p);
        return (flags & BtPage.LEAF) != 0
                && (flags & (BtPage.DELETED | BtPage.ROOT | BtPage.INCOMPLETE_SPLIT)) == 0
                && !BtPage.isRightmost(m, p)
                && BtPage.firstKey(m, p) > Page.maxOffset(m, p);
    }

    /**
     * Is the left sibling an unfinished split whose right half {@code block} is? Then its downlink is not there yet.
     */
    private boolean leftIncomplete(int left, int block) {
        int buf = search.read(index, left, false);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        boolean r = BtPage.next(m, p) == block && BtPage.isIncomplete(m, p);
        pool.unlockRelease(buf);
        return r;
    }

    /** A half-dead right sibling has no downlink to take over. */
    private boolean rightHalfDead(int right) {
        int buf = search.read(index, right, false);
        boolean r = (BtPage.flags(pool.memory(buf), pool.offset(buf)) & BtPage.HALF_DEAD) != 0;
        pool.unlockRelease(buf);
        return r;
    }

    /**
     * Locks the page that holds the downlink of the topmost page to be deleted with the leaf ({@link #top}), which must
     * not be that page's last item: the next one is the right sibling's.
     */
    private boolean lockParent(int leaf, int leafRight) {
        top = leaf;
        topRight = leafRight;
        for (int d = search.depth - 1; d >= 0; d--) {
            int buf = search.split().parentOf(index, d, top);
            if (buf == 0) {
                return false;
            }
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            int off = search.offsets[d];
            if (off < Page.maxOffset(m, p)) {
                parentBuf = buf;
                parentOff = off;
                return true;
            }
            boolean only = off == BtPage.firstKey(m, p) && !BtPage.isRightmost(m, p);
            int block = pool.block(buf);
            int left = BtPage.prev(m, p);
            topRight = BtPage.next(m, p);
            top = block;
            pool.unlockRelease(buf);
            if (!only || (left != BtPage.NONE && leftIncomplete(left, block))) {
                return false;
            }
        }
        return false;
    }

    private void setTop(int block) {
        IndexTuple.setTid(topPointer, 0, Tid.of(block, 0));
        IndexTuple.setInfo(topPointer, 0, IndexTuple.HEADER_SIZE);
        BtPage.setNatts(topPointer, 0, 0, false);
    }

    /** First step. */
    private boolean markHalfDead(int leaf, MemorySegment m, long p) {
        int block = pool.block(leaf);
        int right = BtPage.next(m, p);
        if (rightHalfDead(right) || !lockParent(block, right)) {
            return false;
        }
        int buf = parentBuf;
        MemorySegment pm = pool.memory(buf);
        long pp = pool.offset(buf);
        int next = BtPage.downlink(pm, Page.item(pm, pp, parentOff + 1));
        if (next != topRight) {
            throw corrupted("right sibling " + topRight + " of block " + top + " is not next child " + next
                    + " of block " + pool.block(buf) + " in index \"" + index.name + "\"");
        }
        int remembered = top == block ? NO_TOP : top;
        setTop(remembered);
        access.proc().enterCritical();
        BtPage.setDownlink(pm, Page.item(pm, pp, parentOff), topRight);
        Page.indexDelete(pm, pp, parentOff + 1);
        BtPage.setFlags(m, p, BtPage.flags(m, p) | BtPage.HALF_DEAD);
        Page.indexOverwrite(m, p, BtPage.HIKEY, topPointer, 0, IndexTuple.HEADER_SIZE);
        pool.markDirty(buf);
        pool.markDirty(leaf);
        if (index.needsWal()) {
            WalInsert w = access.wal().record();
            w.data16(parentOff).data16(0);
            w.data32(block).data32(BtPage.prev(m, p)).data32(right).data32(remembered);
            w.buffer(0, index.node, Fork.MAIN, block, m, p, BlockFlags.WILL_INIT);
            w.buffer(1, index.node, Fork.MAIN, pool.block(buf), pm, pp, BlockFlags.STANDARD);
            long lsn = w.insert(Rmgr.BTREE, BtWal.MARK_PAGE_HALFDEAD);
            Page.setLsn(m, p, lsn);
            Page.setLsn(pm, pp, lsn);
        }
        access.proc().exitCritical();
        pool.unlockRelease(buf);
        return true;
    }

    /**
     * Second step for one page of the chain: its topmost, at last the leaf itself. True: done, the leaf is locked.
     * False: not possible now; the leaf is unlocked and unpinned.
     */
    private boolean unlink(int leaf, int scanBlock, IndexVacuumStats stats) {
        MemorySegment lm = pool.memory(leaf);
        long lp = pool.offset(leaf);
        int leafBlock = pool.block(leaf);
        int above = BtPage.downlink(lm, Page.item(lm, lp, BtPage.HIKEY));
        int left = BtPage.prev(lm, lp);
        int target = leafBlock;
        int buf = leaf;
        pool.unlock(leaf);
        access.interrupts().check();
        if (above != NO_TOP) {
            target = above;
            buf = search.read(index, target, false);
            left = BtPage.prev(pool.memory(buf), pool.offset(buf));
            pool.unlock(buf);
            pool.lockExclusive(leaf);
        }
        int lbuf = left == BtPage.NONE ? 0 : lockLeft(left, target);
        if (lbuf < 0) {
            if (buf != leaf) {
                pool.release(buf);
                pool.unlock(leaf);
            }
            pool.release(leaf);
            return false;
        }
        pool.lockExclusive(buf);
        int leftBlock = lbuf == 0 ? BtPage.NONE : pool.block(lbuf);
        int child = checkTarget(buf, leaf, leftBlock);
        int right = BtPage.next(pool.memory(buf), pool.offset(buf));
        int rbuf = search.read(index, right, true);
        MemorySegment rm = pool.memory(rbuf);
        long rp = pool.offset(rbuf);
        if (BtPage.prev(rm, rp) != target) {
            throw corrupted("right sibling's left-link doesn't match: block " + right + " links to "
                    + BtPage.prev(rm, rp) + " instead of expected " + target + " in index \"" + index.name + "\"");
        }
        rightEmpty = BtPage.firstKey(rm, rp) > Page.maxOffset(rm, rp);
        int meta = lbuf == 0 && BtPage.isRightmost(rm, rp) ? lockMeta(buf) : 0;
        cut(leaf, buf, lbuf, rbuf, meta, child);
        release(meta);
        release(lbuf);
        pool.unlockRelease(rbuf);
        stats.newlyDeleted++;
        if (Integer.compareUnsigned(target, scanBlock) <= 0) {
            stats.deletedPages++;
        }
        if (buf != leaf) {
            pool.unlockRelease(buf);
        }
        return true;
    }

    private void release(int buf) {
        if (buf != 0) {
            pool.unlockRelease(buf);
        }
    }

    /** The left sibling, locked; it may have been split since its number was read. −1: not found. */
    private int lockLeft(int from, int target) {
        int left = from;
        while (true) {
            int buf = search.read(index, left, true);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            boolean deleted = (BtPage.flags(m, p) & BtPage.DELETED) != 0;
            if (!deleted && BtPage.next(m, p) == target) {
                return buf;
            }
            boolean end = deleted || BtPage.isRightmost(m, p) || BtPage.next(m, p) == left;
            left = BtPage.next(m, p);
            pool.unlockRelease(buf);
            if (end) {
                return -1;
            }
            access.interrupts().check();
        }
    }

    /**
     * Is the locked page still what is to be deleted? Returns the next page of the chain that the leaf must remember.
     */
    private int checkTarget(int buf, int leaf, int left) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        int flags = BtPage.flags(m, p);
        int block = pool.block(buf);
        if (BtPage.isRightmost(m, p) || (flags & (BtPage.ROOT | BtPage.DELETED)) != 0) {
            throw changed("page changed status", block);
        }
        if (BtPage.prev(m, p) != left) {
            throw changed("page left link changed", block);
        }
        int first = BtPage.firstKey(m, p);
        int max = Page.maxOffset(m, p);
        if (buf == leaf) {
            if (first <= max || (flags & BtPage.LEAF) == 0 || (flags & BtPage.HALF_DEAD) == 0) {
                throw changed("leaf page changed status", block);
            }
            return NO_TOP;
        }
        if (first != max || (flags & BtPage.LEAF) != 0) {
            throw changed("internal page changed status", block);
        }
        int child = BtPage.downlink(m, Page.item(m, p, first));
        return child == pool.block(leaf) ? NO_TOP : child;
    }

    private SqlError changed(String what, int block) {
        return SqlError.internal("target " + what + " unexpectedly in block " + Integer.toUnsignedString(block)
                + " of index \"" + index.name + "\"");
    }

    private static SqlError corrupted(String message) {
        return new SqlError(SqlState.INDEX_CORRUPTED, message);
    }

    /** Locks the metapage if the right sibling becomes the fast root: the only page left of the target's level. */
    private int lockMeta(int buf) {
        int meta = search.read(index, META, true);
        int level = BtPage.level(pool.memory(buf), pool.offset(buf));
        if (BtPage.metaFastLevel(pool.memory(meta), pool.offset(meta)) > level + 1) {
            pool.unlockRelease(meta);
            return 0;
        }
        return meta;
    }

    private void cut(int leaf, int buf, int lbuf, int rbuf, int meta, int child) {
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        MemorySegment lm = pool.memory(leaf);
        long lp = pool.offset(leaf);
        int leftBlock = lbuf == 0 ? BtPage.NONE : pool.block(lbuf);
        int rightBlock = pool.block(rbuf);
        int level = BtPage.level(m, p);
        long safeXid = access.txn().nextFullXid();
        remember(pool.block(buf), safeXid);
        setTop(child);
        access.proc().enterCritical();
        if (lbuf != 0) {
            BtPage.setNext(pool.memory(lbuf), pool.offset(lbuf), rightBlock);
            pool.markDirty(lbuf);
        }
        BtPage.setPrev(pool.memory(rbuf), pool.offset(rbuf), leftBlock);
        pool.markDirty(rbuf);
        if (buf != leaf) {
            Page.indexOverwrite(lm, lp, BtPage.HIKEY, topPointer, 0, IndexTuple.HEADER_SIZE);
            pool.markDirty(leaf);
        }
        BtPage.setDeleted(m, p, safeXid);
        pool.markDirty(buf);
        if (meta != 0) {
            BtPage.setFastRoot(pool.memory(meta), pool.offset(meta), rightBlock, level);
            pool.markDirty(meta);
        }
        if (index.needsWal()) {
            WalInsert w = access.wal().record();
            w.data32(leftBlock).data32(rightBlock).data32(level).data32(0).data64(safeXid);
            w.data32(BtPage.prev(lm, lp)).data32(BtPage.next(lm, lp)).data32(child);
            w.buffer(0, index.node, Fork.MAIN, pool.block(buf), m, p, BlockFlags.WILL_INIT);
            register(w, 1, lbuf, BlockFlags.STANDARD);
            register(w, 2, rbuf, BlockFlags.STANDARD);
            register(w, 3, buf == leaf ? 0 : leaf, BlockFlags.WILL_INIT);
            register(w, 4, meta, BlockFlags.WILL_INIT | BlockFlags.STANDARD);
            if (meta != 0) {
                BtWal.metaData(w, 4, pool.memory(meta), pool.offset(meta));
            }
            long lsn = w.insert(Rmgr.BTREE, meta != 0 ? BtWal.UNLINK_PAGE_META : BtWal.UNLINK_PAGE);
            for (int b : new int[] {buf, lbuf, rbuf, leaf, meta}) {
                if (b != 0) {
                    Page.setLsn(pool.memory(b), pool.offset(b), lsn);
                }
            }
        }
        access.proc().exitCritical();
    }

    private void register(WalInsert w, int id, int buf, int flags) {
        if (buf != 0) {
            w.buffer(id, index.node, Fork.MAIN, pool.block(buf), pool.memory(buf), pool.offset(buf), flags);
        }
    }

    private void remember(int block, long safeXid) {
        if (npending == 1 << 16) {
            return; // the next vacuum finds them
        }
        if (npending == pending.length) {
            pending = java.util.Arrays.copyOf(pending, npending * 2);
        }
        pending[npending++] = block;
        pending[npending++] = safeXid;
    }
}
