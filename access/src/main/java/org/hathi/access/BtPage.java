package org.hathi.access;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.IndexTuple;
import org.hathi.page.Page;
import org.hathi.page.Tid;

/**
 * B-tree pages and tuples (nbtree.h of PostgreSQL 15, version 4).
 *
 * <pre>
 * special space  prev 4, next 4, level 4, flags 2, cycle id 2
 * metapage       magic 4, version 4, root 4, level 4, fast root 4, fast level 4, deleted pages at last cleanup 4,
 *                pad 4, heap tuples (−1.0) 8, allequalimage 1
 * pivot tuple    t_tid block: downlink; offset: number of key columns kept, 0x1000: heap tid in the last 6 bytes;
 *                t_info 0x2000 (else all columns are kept)
 * posting tuple  t_tid block: where the tids start; offset: 0x2000 | how many; t_info 0x2000
 * high key       item 1 of a page that is not the rightmost
 * </pre>
 */
final class BtPage {
    static final int SPECIAL = 16;
    static final int LEAF = 1;
    static final int ROOT = 2;
    static final int DELETED = 4;
    static final int META = 8;
    static final int HALF_DEAD = 16;
    static final int SPLIT_END = 32;
    static final int HAS_GARBAGE = 64;
    static final int INCOMPLETE_SPLIT = 128;
    static final int HAS_FULLXID = 256;

    static final int NONE = 0;
    static final int HIKEY = 1;
    /** Bytes of the largest tuple: a third of a page (BTMaxItemSize). */
    static final int MAX_ITEM = 2704;

    static final int MAGIC = 0x053162;
    static final int VERSION = 4;
    static final int META_LOWER = 72;

    private static final int NATTS_MASK = 0x0FFF;
    private static final int PIVOT_TID = 0x1000;
    private static final int POSTING = 0x2000;

    private BtPage() {}

    static long special(MemorySegment m, long p) {
        return p + Blocks.SIZE - SPECIAL;
    }

    static int prev(MemorySegment m, long p) {
        return Mem.i32(m, p + 8176);
    }

    static int next(MemorySegment m, long p) {
        return Mem.i32(m, p + 8180);
    }

    static int level(MemorySegment m, long p) {
        return Mem.i32(m, p + 8184);
    }

    static int flags(MemorySegment m, long p) {
        return Mem.u16(m, p + 8188);
    }

    static int cycle(MemorySegment m, long p) {
        return Mem.u16(m, p + 8190);
    }

    static void setPrev(MemorySegment m, long p, int v) {
        Mem.put32(m, p + 8176, v);
    }

    static void setNext(MemorySegment m, long p, int v) {
        Mem.put32(m, p + 8180, v);
    }

    static void setLevel(MemorySegment m, long p, int v) {
        Mem.put32(m, p + 8184, v);
    }

    static void setFlags(MemorySegment m, long p, int v) {
        Mem.put16(m, p + 8188, v);
    }

    static void setCycle(MemorySegment m, long p, int v) {
        Mem.put16(m, p + 8190, v);
    }

    static void init(MemorySegment m, long p) {
        Page.init(m, p, SPECIAL);
    }

    static boolean isLeaf(MemorySegment m, long p) {
        return (flags(m, p) & LEAF) != 0;
    }

    static boolean isRightmost(MemorySegment m, long p) {
        return next(m, p) == NONE;
    }

    static boolean isLeftmost(MemorySegment m, long p) {
        return prev(m, p) == NONE;
    }

    /** Deleted or half dead: to be passed over. */
    static boolean isIgnored(MemorySegment m, long p) {
        return (flags(m, p) & (DELETED | HALF_DEAD)) != 0;
    }

    static boolean isIncomplete(MemorySegment m, long p) {
        return (flags(m, p) & INCOMPLETE_SPLIT) != 0;
    }

    /** Offset number of the first item that is not the high key. */
    static int firstKey(MemorySegment m, long p) {
        return isRightmost(m, p) ? 1 : 2;
    }

    static boolean isPivot(MemorySegment m, long t) {
        return (IndexTuple.info(m, t) & IndexTuple.AM_RESERVED) != 0 && (Mem.u16(m, t + 4) & POSTING) == 0;
    }

    static boolean isPosting(MemorySegment m, long t) {
        return (IndexTuple.info(m, t) & IndexTuple.AM_RESERVED) != 0 && (Mem.u16(m, t + 4) & POSTING) != 0;
    }

    /** Key columns present: of a pivot what truncation left, else {@code all}. */
    static int natts(MemorySegment m, long t, int all) {
        return isPivot(m, t) ? Mem.u16(m, t + 4) & NATTS_MASK : all;
    }

    static int downlink(MemorySegment m, long t) {
        return Tid.block(IndexTuple.tid(m, t));
    }

    static void setDownlink(MemorySegment m, long t, int block) {
        IndexTuple.setTid(m, t, Tid.of(block, Mem.u16(m, t + 4)));
    }

    /** Makes a tuple a pivot with {@code natts} columns. */
    static void setNatts(MemorySegment m, long t, int natts, boolean heapTid) {
        IndexTuple.setInfo(m, t, IndexTuple.info(m, t) | IndexTuple.AM_RESERVED);
        Mem.put16(m, t + 4, natts | (heapTid ? PIVOT_TID : 0));
    }

    static int postingCount(MemorySegment m, long t) {
        return Mem.u16(m, t + 4) & NATTS_MASK;
    }

    static int postingOffset(MemorySegment m, long t) {
        return downlink(m, t);
    }

    static long postingTid(MemorySegment m, long t, int i) {
        return Tid.read(m, t + postingOffset(m, t) + i * 6L);
    }

    static void setPosting(MemorySegment m, long t, int count, int offset) {
        IndexTuple.setInfo(m, t, IndexTuple.info(m, t) | IndexTuple.AM_RESERVED);
        IndexTuple.setTid(m, t, Tid.of(offset, count | POSTING));
    }

    /** The (first) heap tid of a tuple; INVALID when a pivot has none. */
    static long heapTid(MemorySegment m, long t) {
        if ((IndexTuple.info(m, t) & IndexTuple.AM_RESERVED) == 0) {
            return IndexTuple.tid(m, t);
        }
        int off = Mem.u16(m, t + 4);
        if ((off & POSTING) != 0) {
            return postingTid(m, t, 0);
        }
        return (off & PIVOT_TID) != 0 ? Tid.read(m, t + IndexTuple.size(m, t) - 6) : Tid.INVALID;
    }

    static long maxHeapTid(MemorySegment m, long t) {
        return isPosting(m, t) ? postingTid(m, t, postingCount(m, t) - 1) : heapTid(m, t);
    }

    /** Bytes of key data: without the tids of a posting list. */
    static int keySize(MemorySegment m, long t) {
        return isPosting(m, t) ? postingOffset(m, t) : IndexTuple.size(m, t);
    }

    static void initMeta(MemorySegment m, long p, int root, int level, boolean allEqualImage) {
        init(m, p);
        Mem.put32(m, p + 24, MAGIC);
        Mem.put32(m, p + 28, VERSION);
        Mem.put32(m, p + 32, root);
        Mem.put32(m, p + 36, level);
        Mem.put32(m, p + 40, root);
        Mem.put32(m, p + 44, level);
        Mem.put32(m, p + 48, 0);
        Mem.put64(m, p + 56, Double.doubleToRawLongBits(-1.0));
        Mem.put8(m, p + 64, allEqualImage ? 1 : 0);
        setFlags(m, p, META);
        Page.setLower(m, p, META_LOWER);
    }

    /** Makes a page a deleted one (BTPageSetDeleted): links and level stay, instead of items it has the safe xid. */
    static void setDeleted(MemorySegment m, long p, long safeXid) {
        setFlags(m, p, flags(m, p) & ~HALF_DEAD | DELETED | HAS_FULLXID);
        setCycle(m, p, 0);
        Page.setLower(m, p, Page.HEADER_SIZE + 8);
        Page.setUpper(m, p, Page.special(m, p));
        Mem.put64(m, p + Page.HEADER_SIZE, safeXid);
    }

    static void setFastRoot(MemorySegment m, long p, int block, int level) {
        Mem.put32(m, p + 40, block);
        Mem.put32(m, p + 44, level);
    }

    /** Deleted pages that the last vacuum left behind, not yet fit for use. */
    static int metaDeletedPages(MemorySegment m, long p) {
        return Mem.i32(m, p + 48);
    }

    static void setMetaDeletedPages(MemorySegment m, long p, int n) {
        Mem.put32(m, p + 48, n);
        Mem.put64(m, p + 56, Double.doubleToRawLongBits(-1.0));
    }

    static int metaRoot(MemorySegment m, long p) {
        return Mem.i32(m, p + 32);
    }

    static int metaLevel(MemorySegment m, long p) {
        return Mem.i32(m, p + 36);
    }

    static int metaFastRoot(MemorySegment m, long p) {
        return Mem.i32(m, p + 40);
    }

    static int metaFastLevel(MemorySegment m, long p) {
        return Mem.i32(m, p + 44);
    }

    static boolean metaAllEqualImage(MemorySegment m, long p) {
        return Mem.u8(m, p + 64) != 0;
    }
}
