package org.hathi.access;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import org.hathi.base.SqlError;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Checksum;
import org.hathi.page.Fork;
import org.hathi.page.IndexTuple;
import org.hathi.page.ItemId;
import org.hathi.page.Page;
import org.hathi.page.Tid;
import org.hathi.storage.BufferPool;

/**
 * Builds a B-tree bottom-up from sorted entries, a page per level at a time, through the buffer pool. Equal keys become
 * posting lists where the index allows it. Every finished page is logged whole.
 */
final class BtBuild {
    private static final int NONLEAF_FILLFACTOR = 70;
    /** Bytes of the largest posting list made here: a tenth of a page with its line pointer. */
    private static final int MAX_POSTING = (Blocks.SIZE / 10 & ~7) - ItemId.SIZE;

    private final Access access;
    private final BufferPool pool;
    private final BtSplitPoint truncator = new BtSplitPoint();
    private final ArrayList<Level> levels = new ArrayList<>();
    private final MemorySegment pivot = Arena.ofAuto().allocate(16, 8);
    /** Pages of the file so far; nobody else knows the index. */
    private int blocks;

    private int nextBlock = 1;

    BtBuild(Access access) {
        this.access = access;
        this.pool = access.pool();
    }

    /** A page under construction, in private memory, and its place. */
    private static final class Level {
        final MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        final int level;
        /** A page with less free space than this is full. */
        final int full;
        /** The smallest key of the page: what its downlink will be. */
        final MemorySegment low = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        /**
         * The item that moves to the next page while this level turns a page; the levels above turn theirs meanwhile.
         */
        final MemorySegment moved = Arena.ofAuto().allocate(Blocks.SIZE, 8);

        final MemorySegment highKey = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        int block;
        int lastOff;
        int lowLen;
        /** Bytes that truncation will surely take off the last item if it becomes a high key: its posting list. */
        int lastExtra;

        Level(int level, int fillfactor) {
            this.level = level;
            this.full = Blocks.SIZE * (100 - (level > 0 ? NONLEAF_FILLFACTOR : fillfactor)) / 100;
        }
    }

    /** A posting list being collected: the first tuple, whose tid is not used, and all tids. */
    private static final class Pending {
        final MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        final long[] tids = new long[MAX_POSTING / 6 + 1];
        int keySize;
        int count;

        /** Does the tuple have the same key, and is there room for one more tid? */
        boolean joins(IndexTupleBuf t) {
            return count > 0
                    && t.len == keySize
                    && Blocks.maxAlign(keySize + (count + 1) * 6) <= MAX_POSTING
                    && IndexTuple.info(m, 0) == IndexTuple.info(t.m, 0)
                    && HeapCompare.equal(m, 8, t.m, 8, keySize - 8);
        }

        void start(IndexTupleBuf t, long tid) {
            Mem.copy(t.m, 0, m, 0, t.len);
            keySize = t.len;
            tids[0] = tid;
            count = 1;
        }

        /** Makes the posting list in place; its size. */
        int form() {
            if (count == 1) {
                return keySize;
            }
            int size = Blocks.maxAlign(keySize + count * 6);
            Mem.put64(m, size - 8L, 0);
            for (int i = 0; i < count; i++) {
                Tid.write(m, keySize + i * 6L, tids[i]);
            }
            IndexTuple.setInfo(m, 0, IndexTuple.info(m, 0) & ~IndexTuple.SIZE_MASK | size);
            BtPage.setPosting(m, 0, count, keySize);
            return size;
        }
    }

    /** The metapage of an index with no root. */
    void empty(Relation index) {
        MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        BtPage.initMeta(m, 0, BtPage.NONE, 0, index.indexInfo().allEqualImage);
        blocks = pool.nblocks(index.node, Fork.MAIN);
        writePage(index, 0, m);
    }

    /**
     * The same as the init fork of an unlogged index; not through buffers, as PostgreSQL, since nothing ever reads it
     * there.
     */
    void init(Relation index) {
        MemorySegment m = Arena.ofAuto().allocate(Blocks.SIZE, 8);
        BtPage.initMeta(m, 0, BtPage.NONE, 0, index.indexInfo().allEqualImage);
        access.proc().enterCritical();
        Page.setLsn(m, 0, access.wal().logPage(index.node, Fork.INIT, 0, m, 0, true));
        access.proc().exitCritical();
        if (access.wal().controlFile().checksumVersion() != 0) {
            Page.setChecksum(m, 0, Checksum.page(m, 0, 0));
        }
        access.smgr().extend(index.node, Fork.INIT, 0, m, 0, false);
        access.smgr().immediateSync(index.node, Fork.INIT);
    }

    long load(Relation index, IndexAm.SortedEntries entries) {
        empty(index);
        IndexTupleBuf t = new IndexTupleBuf(index);
        IndexInfo info = index.indexInfo();
        Pending pending = info.allEqualImage && !info.unique && index.deduplicate ? new Pending() : null;
        long n = 0;
        while (entries.next()) {
            long tid = entries.tid();
            t.form(entries.keys(), entries.row(), tid);
            if (pending == null) {
                add(index, 0, t.m, t.len, 0);
            } else if (pending.joins(t)) {
                pending.tids[pending.count++] = tid;
            } else {
                addPending(index, pending);
                pending.start(t, tid);
            }
            if ((++n & 1023) == 0) {
                access.interrupts().check();
            }
        }
        if (pending != null) {
            addPending(index, pending);
        }
        finish(index);
        return n;
    }

    private void addPending(Relation index, Pending pending) {
        if (pending.count > 0) {
            int size = pending.form();
            add(index, 0, pending.m, size, pending.count > 1 ? size - pending.keySize : 0);
        }
    }

    private Level level(Relation index, int i) {
        if (i == levels.size()) {
            Level l = new Level(i, index.fillfactor);
            start(l, nextBlock++);
            // Leftmost page of the level: minus infinity.
            header(l.low, 0);
            l.lowLen = IndexTuple.HEADER_SIZE;
            levels.add(l);
        }
        return levels.get(i);
    }

    private static void start(Level l, int block) {
        BtPage.init(l.m, 0);
        BtPage.setLevel(l.m, 0, l.level);
        BtPage.setFlags(l.m, 0, l.level == 0 ? BtPage.LEAF : 0);
        // room for the high key's line pointer
        Page.setLower(l.m, 0, Page.lower(l.m, 0) + ItemId.SIZE);
        l.lastOff = BtPage.HIKEY;
        l.block = block;
    }

    /** Adds an item to the right end of a level (_bt_buildadd). {@code extra}: bytes of its posting list. */
    private void add(Relation index, int at, MemorySegment t, int len, int extra) {
        Level l = level(index, at);
        int free = Page.freeSpace(l.m, 0);
        int reserve = at == 0 ? 8 : 0;
        int lastExtra = l.lastExtra;
        l.lastExtra = extra;
        if (free < len + reserve || (free + lastExtra < l.full && l.lastOff > BtPage.HIKEY + 1)) {
            if (l.lastOff <= BtPage.HIKEY + 1) {
                throw SqlError.internal("index row size " + len + " exceeds maximum for index \"" + index.name + "\"");
            }
            turnPage(index, at, l);
        }
        append(l, t, len, at > 0 && l.lastOff == BtPage.HIKEY);
    }

    private static void header(MemorySegment m, int block) {
        Mem.put64(m, 0, 0);
        IndexTuple.setTid(m, 0, Tid.of(block, 0));
        IndexTuple.setInfo(m, 0, IndexTuple.HEADER_SIZE);
        BtPage.setNatts(m, 0, 0, false);
    }

    /** Puts an item behind the last one; {@code minusInfinity}: only its downlink. */
    private void append(Level l, MemorySegment t, int len0, boolean minusInfinity) {
        MemorySegment from = t;
        int len = len0;
        if (minusInfinity) {
            header(pivot, BtPage.downlink(t, 0));
            from = pivot;
            len = IndexTuple.HEADER_SIZE;
        }
        l.lastOff++;
        int upper = Page.upper(l.m, 0) - Blocks.maxAlign(len);
        Page.setLower(l.m, 0, Page.HEADER_SIZE + l.lastOff * ItemId.SIZE);
        ItemId.setNormal(l.m, 0, l.lastOff, upper, len);
        Mem.copy(from, 0, l.m, upper, len);
        Page.setUpper(l.m, 0, upper);
    }

    /** Ends a page: its last item starts the next page, and a separator becomes its high key. */
    private void turnPage(Relation index, int at, Level l) {
        int off = l.lastOff;
        int item = ItemId.get(l.m, 0, off);
        int len = ItemId.length(item);
        Mem.copy(l.m, ItemId.offset(item), l.moved, 0, len);
        int hkLen = len;
        if (at == 0) {
            hkLen = truncator.truncate(index, l.m, Page.item(l.m, 0, off - 1), l.moved, 0, l.highKey);
        } else {
            Mem.copy(l.moved, 0, l.highKey, 0, len);
        }
        // drop the last item, then put the high key in its reserved place
        Page.setLower(l.m, 0, Page.HEADER_SIZE + (off - 1) * ItemId.SIZE);
        int upper = Page.upper(l.m, 0) + Blocks.maxAlign(len) - Blocks.maxAlign(hkLen);
        if (upper < Page.lower(l.m, 0)) {
            throw SqlError.internal("no room for the high key in index \"" + index.name + "\"");
        }
        Mem.copy(l.highKey, 0, l.m, upper, hkLen);
        Page.setUpper(l.m, 0, upper);
        ItemId.setNormal(l.m, 0, BtPage.HIKEY, upper, hkLen);
        int oldBlock = l.block;
        int newBlock = nextBlock++;
        BtPage.setNext(l.m, 0, newBlock);
        writePage(index, oldBlock, l.m);
        BtPage.setDownlink(l.low, 0, oldBlock);
        add(index, at + 1, l.low, l.lowLen, 0);
        start(l, newBlock);
        BtPage.setPrev(l.m, 0, oldBlock);
        Mem.copy(l.highKey, 0, l.low, 0, hkLen);
        l.lowLen = hkLen;
        append(l, l.moved, len, at > 0);
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
                add(index, i + 1, l.low, l.lowLen, 0);
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
        while (blocks <= block) {
            if (buf != 0) {
                pool.unlockRelease(buf);
            }
            buf = access.extend(index, null);
            blocks++;
        }
        if (buf == 0) {
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
