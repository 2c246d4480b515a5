package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.IndexTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.storage.BufferPool;

/**
 * Checks the invariants of a quiet B-tree (as amcheck's bt_index_parent_check): order of items on every page and across
 * siblings, high keys, links, levels, downlinks.
 */
public final class BTreeVerify {
    private final Relation index;
    private final BufferPool pool;
    private final BtKey key;
    private long entries;

    public BTreeVerify(Access access, Relation index) {
        this.index = index;
        this.pool = access.pool();
        this.key = new BtKey(index);
    }

    /** Throws XX002 at the first broken invariant; returns the number of heap tids. */
    public long check() {
        MemorySegment meta = copy(0);
        int block = BtPage.metaRoot(meta, 0);
        int level = BtPage.metaLevel(meta, 0);
        if (block == BtPage.NONE) {
            return 0;
        }
        while (level >= 0) {
            block = level(block, level);
            level--;
        }
        return entries;
    }

    private MemorySegment copy(int block) {
        int buf = pool.read(index.node, Fork.MAIN, block);
        pool.lockShared(buf);
        MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        Mem.copy(pool.memory(buf), pool.offset(buf), m, 0, Blocks.SIZE);
        pool.unlockRelease(buf);
        return m;
    }

    private SqlError broken(int block, String what) {
        return new SqlError(SqlState.INDEX_CORRUPTED, "index \"" + index.name + "\" block " + block + ": " + what);
    }

    /** Checks a level from its leftmost page; the leftmost page of the level below. */
    private int level(int leftmost, int level) {
        int block = leftmost;
        int prev = BtPage.NONE;
        int below = BtPage.NONE;
        MemorySegment before = MemorySegment.NULL;
        while (block != BtPage.NONE) {
            MemorySegment m = copy(block);
            if ((BtPage.flags(m, 0) & BtPage.DELETED) != 0 || BtPage.level(m, 0) != level) {
                throw broken(block, "wrong level or deleted");
            }
            if (BtPage.prev(m, 0) != prev) {
                throw broken(block, "left link " + BtPage.prev(m, 0) + " instead of " + prev);
            }
            page(m, block, before);
            if (below == BtPage.NONE && level > 0) {
                below = BtPage.downlink(m, Page.item(m, 0, BtPage.firstKey(m, 0)));
            }
            prev = block;
            block = BtPage.next(m, 0);
            before = m;
        }
        return below;
    }

    private void page(MemorySegment m, int block, MemorySegment before) {
        int first = BtPage.firstKey(m, 0);
        int max = Page.maxOffset(m, 0);
        boolean leaf = BtPage.isLeaf(m, 0);
        for (int off = first; off <= max; off++) {
            long t = Page.item(m, 0, off);
            if (IndexTuple.size(m, t) != ItemId.length(ItemId.get(m, 0, off))) {
                throw broken(block, "tuple size of item " + off);
            }
            if (leaf) {
                entries += BtPage.isPosting(m, t) ? BtPage.postingCount(m, t) : 1;
            }
            if (!leaf && off == first) {
                if (BtPage.natts(m, t, -1) != 0) {
                    throw broken(block, "first downlink has a key");
                }
                continue;
            }
            key.fromTuple(index, m, t);
            if (off > first && key.compare(m, Page.item(m, 0, off - 1), !leaf && off - 1 == first) <= 0) {
                throw broken(block, "items " + (off - 1) + " and " + off + " out of order");
            }
            key.pivotSearch = true;
            if (!BtPage.isRightmost(m, 0) && key.compare(m, Page.item(m, 0, BtPage.HIKEY), false) > 0) {
                throw broken(block, "item " + off + " beyond the high key");
            }
            if (before.byteSize() > 0
                    && off == first
                    && key.compare(before, Page.item(before, 0, BtPage.HIKEY), false) <= 0) {
                throw broken(block, "first item not beyond the left sibling's high key");
            }
            if (!leaf) {
                child(m, block, t);
            }
        }
    }

    /** The key of a downlink is the high key of the child's left sibling. */
    private void child(MemorySegment m, int block, long t) {
        MemorySegment c = copy(BtPage.downlink(m, t));
        int left = BtPage.prev(c, 0);
        if (left == BtPage.NONE || BtPage.level(c, 0) != BtPage.level(m, 0) - 1) {
            throw broken(block, "downlink to a page of another level");
        }
        MemorySegment l = copy(left);
        long hk = Page.item(l, 0, BtPage.HIKEY);
        key.fromTuple(index, m, t);
        key.pivotSearch = true;
        if (key.compare(l, hk, false) != 0) {
            if (BtPage.natts(l, hk, -1) != BtPage.natts(m, t, -1) || key.compareColumns(l, hk, key.size) != 0) {
                throw broken(block, "downlink's key is not the high key of " + left);
            }
        }
    }
}
