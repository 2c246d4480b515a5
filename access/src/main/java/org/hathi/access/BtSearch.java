package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.Page;
import org.hathi.storage.BufferPool;

/**
 * Descends B-trees (Lehman and Yao): one page locked at a time, moving right when a page was split after its downlink
 * was read. Remembers the way down for insertions.
 */
final class BtSearch {
    private static final int MAX_DEPTH = 32;

    final Access access;
    private final BufferPool pool;
    private final BtSplit split;

    /** The way down: block and offset of the downlink followed, root first. */
    final int[] blocks = new int[MAX_DEPTH];

    final int[] offsets = new int[MAX_DEPTH];
    int depth;

    BtSearch(Access access) {
        this.access = access;
        this.pool = access.pool();
        this.split = new BtSplit(access, this);
    }

    BtSplit split() {
        return split;
    }

    int read(Relation index, int block, boolean write) {
        int buf = access.read(index, block);
        lock(buf, write);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (Page.isNew(m, p) || Page.specialSize(m, p) != BtPage.SPECIAL) {
            pool.unlockRelease(buf);
            throw new SqlError(
                            SqlState.INDEX_CORRUPTED,
                            "index \"" + index.name + "\" contains "
                                    + (Page.isNew(m, p) ? "unexpected zero page" : "corrupted page") + " at block "
                                    + Integer.toUnsignedString(block))
                    .hint("Please REINDEX it.");
        }
        return buf;
    }

    void lock(int buf, boolean write) {
        if (write) {
            pool.lockExclusive(buf);
        } else {
            pool.lockShared(buf);
        }
    }

    /** Gives up one page and locks another; the page may be the same. */
    int relock(Relation index, int buf, int block, boolean write) {
        pool.unlockRelease(buf);
        return read(index, block, write);
    }

    /** The metapage's facts, cached in the relation; checks that it is a B-tree. */
    void loadMeta(Relation index) {
        int buf = read(index, 0, false);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        checkMeta(index, m, p);
        index.allEqualImage = BtPage.metaAllEqualImage(m, p);
        index.fastRoot = BtPage.metaFastRoot(m, p);
        index.fastRootLevel = BtPage.metaFastLevel(m, p);
        index.metaKnown = true;
        pool.unlockRelease(buf);
    }

    private static void checkMeta(Relation index, MemorySegment m, long p) {
        if ((BtPage.flags(m, p) & BtPage.META) == 0 || Mem.i32(m, p + 24) != BtPage.MAGIC) {
            throw new SqlError(SqlState.INDEX_CORRUPTED, "index \"" + index.name + "\" is not a btree");
        }
        int version = Mem.i32(m, p + 28);
        if (version != BtPage.VERSION) {
            throw new SqlError(
                    SqlState.INDEX_CORRUPTED,
                    "version mismatch in index \"" + index.name + "\": file version " + version
                            + ", current version " + BtPage.VERSION + ", minimal supported version "
                            + BtPage.VERSION);
        }
    }

    /** The (fast) root, share-locked; 0 when the tree is empty and not to be created. */
    private int root(Relation index, boolean create) {
        if (index.metaKnown && index.fastRoot > 0) {
            int buf = read(index, index.fastRoot, false);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            if (!BtPage.isIgnored(m, p)
                    && BtPage.level(m, p) == index.fastRootLevel
                    && BtPage.isLeftmost(m, p)
                    && BtPage.isRightmost(m, p)) {
                return buf;
            }
            pool.unlockRelease(buf);
        }
        loadMeta(index);
        if (index.fastRoot == BtPage.NONE) {
            if (!create) {
                return 0;
            }
            split.createRoot(index);
            loadMeta(index);
        }
        int block = index.fastRoot;
        for (; ; ) {
            int buf = read(index, block, false);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            if (!BtPage.isIgnored(m, p)) {
                return buf;
            }
            if (BtPage.isRightmost(m, p)) {
                pool.unlockRelease(buf);
                throw SqlError.internal("no live root page found in index \"" + index.name + "\"");
            }
            block = BtPage.next(m, p);
            pool.unlockRelease(buf);
        }
    }

    /** The leaf where {@code key} belongs, locked as asked; 0 when the tree is empty and {@code write} is false. */
    int descend(Relation index, BtKey key, boolean write) {
        int buf = root(index, write);
        depth = 0;
        if (buf == 0) {
            return 0;
        }
        boolean locked = false;
        for (; ; ) {
            buf = moveRight(index, key, buf, write, locked);
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            if (BtPage.isLeaf(m, p)) {
                break;
            }
            int off = binarySearch(key, m, p);
            int child = BtPage.downlink(m, Page.item(m, p, off));
            blocks[depth] = pool.block(buf);
            offsets[depth++] = off;
            locked = write && BtPage.level(m, p) == 1;
            buf = relock(index, buf, child, locked);
        }
        if (write && !locked) { // the root is a leaf
            pool.unlock(buf);
            pool.lockExclusive(buf);
            buf = moveRight(index, key, buf, true, true);
        }
        return buf;
    }

    /**
     * The leaf {@code block}, share-locked, if a scan for {@code key} would begin there as its page stands now; else 0.
     * For scans with one key after another in the order of the index, which need not descend each time.
     */
    int again(Relation index, BtKey key, int block) {
        int buf = read(index, block, false);
        MemorySegment m = pool.memory(buf);
        long p = pool.offset(buf);
        if (BtPage.isLeaf(m, p) && !BtPage.isIgnored(m, p)) {
            int limit = key.nextKey ? 0 : 1;
            int first = BtPage.firstKey(m, p);
            boolean below = BtPage.isRightmost(m, p) || key.compare(m, Page.item(m, p, BtPage.HIKEY), false) < limit;
            // An item before the key: what the scan looks for does not begin on a page to the left.
            if (below
                    && (BtPage.isLeftmost(m, p)
                            || first <= Page.maxOffset(m, p)
                                    && key.compare(m, Page.item(m, p, first), false) >= limit)) {
                return buf;
            }
        }
        pool.unlockRelease(buf);
        return 0;
    }

    /** Follows right links while the key is beyond the page; finishes splits on the way when inserting. */
    int moveRight(Relation index, BtKey key, int buf0, boolean forUpdate, boolean write) {
        int buf = buf0;
        int limit = key.nextKey ? 0 : 1;
        for (; ; ) {
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            if (BtPage.isRightmost(m, p)) {
                if (BtPage.isIgnored(m, p)) {
                    pool.unlockRelease(buf);
                    throw SqlError.internal("fell off the end of index \"" + index.name + "\"");
                }
                return buf;
            }
            if (forUpdate && BtPage.isIncomplete(m, p)) {
                int block = pool.block(buf);
                if (!write) {
                    pool.unlock(buf);
                    pool.lockExclusive(buf);
                }
                if (BtPage.isIncomplete(m, p)) {
                    split.finish(index, buf, depth);
                } else {
                    pool.unlockRelease(buf);
                }
                buf = read(index, block, write);
                continue;
            }
            if (!BtPage.isIgnored(m, p) && key.compare(m, Page.item(m, p, BtPage.HIKEY), false) < limit) {
                return buf;
            }
            buf = relock(index, buf, BtPage.next(m, p), write);
        }
    }

    /**
     * On a leaf: the first item not before the key (nextKey: the first beyond it), maybe one past the end. On an
     * internal page: the last item before that, whose downlink is to be followed.
     */
    static int binarySearch(BtKey key, MemorySegment m, long p) {
        int low = BtPage.firstKey(m, p);
        int first = low;
        int high = Page.maxOffset(m, p) + 1;
        boolean leaf = BtPage.isLeaf(m, p);
        if (high <= low) {
            return low;
        }
        int limit = key.nextKey ? 0 : 1;
        while (high > low) {
            int mid = (low + high) >>> 1;
            if (key.compare(m, Page.item(m, p, mid), !leaf && mid == first) >= limit) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return leaf ? low : low - 1;
    }

    /** The leftmost or rightmost page of a level; 0 when the tree is empty. */
    int endpoint(Relation index, int level, boolean right) {
        int buf;
        if (level == 0) {
            buf = root(index, false);
        } else {
            loadMeta(index);
            int meta = read(index, 0, false);
            int root = BtPage.metaRoot(pool.memory(meta), pool.offset(meta));
            buf = root == BtPage.NONE ? 0 : relock(index, meta, root, false);
        }
        if (buf == 0) {
            return 0;
        }
        for (; ; ) {
            MemorySegment m = pool.memory(buf);
            long p = pool.offset(buf);
            while (BtPage.isIgnored(m, p) || (right && !BtPage.isRightmost(m, p))) {
                buf = relock(index, buf, BtPage.next(m, p), false);
                m = pool.memory(buf);
                p = pool.offset(buf);
            }
            if (BtPage.level(m, p) == level) {
                return buf;
            }
            int off = right ? Page.maxOffset(m, p) : BtPage.firstKey(m, p);
            buf = relock(index, buf, BtPage.downlink(m, Page.item(m, p, off)), false);
        }
    }
}
