package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.IndexTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Mem;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.storage.BufferPool;

/**
 * Builds a B-tree bottom-up from sorted entries, a page per level at a time, through the buffer pool. Every finished page is
 * logged whole.
 */
final class BtBuild {
    private static final int NONLEAF_FILLFACTOR = 70;

    private final Access access;
    private final BufferPool pool;
    private final BtSplitPoint truncator = new BtSplitPoint();

    BtBuild(Access access) {
        this.access = access;
        this.pool = access.pool();
    }

    /** A page under construction, in private memory, and its place. */
    private static final class Level {
        final MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        final int level;
        int block;
        int lastOff;
        final int full;
        /** The smallest key of the page: what its downlink will be. */
        final MemorySegment low = Arena.ofAuto().allocate(Blocks.SIZE, 8);

        int lowLen;

        Level(int level, int fillfactor) {
            this.level = level;
            this.full =
                    level > 0 ? Blocks.SIZE * (100 - NONLEAF_FILLFACTOR) / 100 : Blocks.SIZE * (100 - fillfactor) / 100;
        }
    }

    private final java.util.ArrayList<Level> levels = new java.util.ArrayList<>();
    private final MemorySegment scratch = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private final MemorySegment last = Arena.ofAuto().allocate(Blocks.SIZE, 8);
    private int nextBlock = 1;

    /** The metapage of an index with no root. */
    void empty(Relation index) {
        MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        BtPage.initMeta(m, 0, BtPage.NONE, 0, index.indexInfo().allEqualImage);
        writePage(index, 0, m);
    }

    long load(Relation index, IndexAm.SortedEntries entries) {
        empty(index);
        IndexTupleBuf t = new IndexTupleBuf(index);
        long n = 0;
        while (entries.next()) {
            t.form(entries.keys(), entries.row(), entries.tid());
            add(index, 0, t.m, 0, t.len);
            if ((++n & 1023) == 0) {
                access.interrupts().check();
            }
        }
        finish(index);
        return n;
    }

    private Level level(Relation index, int i) {
        if (i == levels.size()) {
            Level l = new Level(i, index.fillfactor);
            start(l, nextBlock++);
            levels.add(l);
        }
        return levels.get(i);
    }

    private static void start(Level l, int block) {
        BtPage.init(l.m, 0);
        BtPage.setLevel(l.m, 0, l.level);
        BtPage.setFlags(l.m, 0, l.level == 0 ? BtPage.LEAF : 0);
        // room for the high key's line pointer
        Page.setLower(l.m, 0, Page.lower(l.m, 0) + 4);
        l.lastOff = BtPage.HIKEY;
        l.block = block;
    }

    /** Adds an item to the right end of a level (_bt_buildadd). */
    private void add(Relation index, int at, MemorySegment m, long t, int len) {
        Level l = level(index, at);
        int free = Page.freeSpace(l.m, 0);
        int reserve = at == 0 ? 8 : 0;
        if (free < len + reserve || (free < l.full && l.lastOff > BtPage.HIKEY + 1)) {
            if (l.lastOff <= BtPage.HIKEY + 1) {
                throw SqlError.internal("index row size " + len + " exceeds maximum for index \"" + index.name + "\"");
            }
            turnPage(index, at, l);
        }
        if (l.lastOff == BtPage.HIKEY && l.lowLen == 0) { // leftmost page of the level: minus infinity
            header(l.low, 0);
            l.lowLen = IndexTuple.HEADER_SIZE;
        }
        boolean first = l.lastOff == BtPage.HIKEY && at > 0;
        append(l, m, t, first ? IndexTuple.HEADER_SIZE : len, first);
    }

    private static void header(MemorySegment m, int block) {
        Mem.put64(m, 0, 0);
        IndexTuple.setTid(m, 0, Tid.of(block, 0));
        IndexTuple.setInfo(m, 0, IndexTuple.HEADER_SIZE);
        BtPage.setNatts(m, 0, 0, false);
    }

    private void append(Level l, MemorySegment m, long t, int len, boolean minusInfinity) {
        MemorySegment sm = m;
        long sp = t;
        if (minusInfinity) {
            header(scratch, BtPage.downlink(m, t));
            sm = scratch;
            sp = 0;
        }
        l.lastOff++;
        int upper = Page.upper(l.m, 0) - Blocks.maxAlign(len);
        Page.setLower(l.m, 0, Page.HEADER_SIZE + l.lastOff * 4);
        ItemId.setNormal(l.m, 0, l.lastOff, upper, len);
        Mem.copy(sm, sp, l.m, upper, len);
        Page.setUpper(l.m, 0, upper);
    }

    /** Ends a page: its last item starts the next page, and a separator becomes its high key. */
    private void turnPage(Relation index, int at, Level l) {
        int off = l.lastOff;
        int item = ItemId.get(l.m, 0, off);
        int lastLen = ItemId.length(item);
        Mem.copy(l.m, ItemId.offset(item), last, 0, lastLen);
        MemorySegment hk = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        int hkLen;
        if (at == 0) {
            hkLen = truncator.truncate(index, l.m, Page.item(l.m, 0, off - 1), last, 0, hk);
        } else {
            Mem.copy(last, 0, hk, 0, lastLen);
            hkLen = lastLen;
        }
        // drop the last item, then put the high key in its reserved place
        Page.setLower(l.m, 0, Page.HEADER_SIZE + (off - 1) * 4);
        Page.setUpper(l.m, 0, Page.upper(l.m, 0) + Blocks.maxAlign(lastLen));
        int upper = Page.upper(l.m, 0) - Blocks.maxAlign(hkLen);
        if (upper < Page.lower(l.m, 0)) {
            throw SqlError.internal("no room for the high key in index \"" + index.name + "\"");
        }
        Mem.copy(hk, 0, l.m, upper, hkLen);
        Page.setUpper(l.m, 0, upper);
        ItemId.setNormal(l.m, 0, BtPage.HIKEY, upper, hkLen);
        int oldBlock = l.block;
        int newBlock = nextBlock++;
        BtPage.setNext(l.m, 0, newBlock);
        BtPage.setDownlink(l.low, 0, oldBlock);
        if (at + 1 == levels.size()) {
            level(index, at + 1);
        }
        MemorySegment done = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        Mem.copy(l.m, 0, done, 0, Blocks.SIZE);
        add(index, at + 1, l.low, 0, l.lowLen);
        writePage(index, oldBlock, done);
        start(l, newBlock);
        BtPage.setPrev(l.m, 0, oldBlock);
        Mem.copy(hk, 0, l.low, 0, hkLen);
        l.lowLen = hkLen;
        if (!BtPage.isPivot(l.low, 0)) {
            BtPage.setNatts(l.low, 0, index.indexInfo().keys, false);
        }
        boolean first = at > 0;
        append(l, last, 0, first ? IndexTuple.HEADER_SIZE : lastLen, first);
    }

    /** Ends all levels; the topmost page is the root (_bt_uppershutdown). */
    private void finish(Relation index) {
        int root = BtPage.NONE;
        int rootLevel = 0;
        for (int i = 0; i < levels.size(); i++) {
            Level l = levels.get(i);
            if (i + 1 == levels.size()) {
                BtPage.setFlags(l.m, 0, BtPage.flags(l.m, 0) | BtPage.ROOT);
                root = l.block;
                rootLevel = i;
            } else {
                BtPage.setDownlink(l.low, 0, l.block);
                add(index, i + 1, l.low, 0, l.lowLen);
            }
            slideLeft(l);
            writePage(index, l.block, l.m);
        }
        MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        BtPage.initMeta(m, 0, root, rootLevel, index.indexInfo().allEqualImage);
        writePage(index, 0, m);
        index.forgetCaches();
    }

    /** A rightmost page has no high key: its items move down by one (_bt_slideleft). */
    private static void slideLeft(Level l) {
        int n = l.lastOff;
        for (int off = 2; off <= n; off++) {
            ItemId.set(l.m, 0, off - 1, ItemId.get(l.m, 0, off));
        }
        Page.setLower(l.m, 0, Page.lower(l.m, 0) - 4);
    }

    /** Puts a page image into the relation, extending it, and logs it. */
    private void writePage(Relation index, int block, MemorySegment image) {
        int buf = 0;
        while (Integer.compareUnsigned(pool.nblocks(index.node, Fork.MAIN), block) <= 0) {
            if (buf != 0) {
                pool.unlockRelease(buf);
            }
            buf = access.extend(index, null);
        }
        if (buf == 0 || pool.block(buf) != block) {
            if (buf != 0) {
                pool.unlockRelease(buf);
            }
            buf = access.read(index, block);
            pool.lockExclusive(buf);
        }
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        access.proc().enterCritical();
        Mem.copy(image, 0, m, p, Blocks.SIZE);
        pool.markDirty(buf);
        if (index.needsWal()) {
            Page.setLsn(m, p, access.wal().logPage(index.node, Fork.MAIN, block, m, p, true));
        }
        access.proc().exitCritical();
        pool.unlockRelease(buf);
    }
}
