package org.hathi.page;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;

/**
 * The page layout shared by heap and indexes.
 *
 * <pre>
 * LAYOUT  off size field
 *           0    8 pd_lsn (high 32 bits, then low 32 bits)
 *           8    2 pd_checksum
 *          10    2 pd_flags
 *          12    2 pd_lower     end of line pointers
 *          14    2 pd_upper     start of tuples
 *          16    2 pd_special   start of special space
 *          18    2 pd_pagesize_version (8192 | 4)
 *          20    4 pd_prune_xid
 *          24      line pointers, 4 bytes each
 * </pre>
 *
 * Pure functions on {@code (segment, byte offset of the page)}; the caller holds the buffer's content lock: exclusive
 * for all that change the page, except hint flags.
 */
public final class Page {
    /** Bytes before the line pointers. */
    public static final int HEADER_SIZE = 24;

    public static final int HAS_FREE_LINES = 1;
    public static final int FULL = 2;
    public static final int ALL_VISIBLE = 4;
    /** Result of {@link #addItem} when there is no room (InvalidOffsetNumber). */
    public static final int NO_OFFSET = 0;

    private static final int LAYOUT_VERSION = 4;
    private static final int LOWER = 12;
    private static final int UPPER = 14;
    private static final int SPECIAL = 16;

    private Page() {}

    /** Zeroes the page and writes a header with {@code specialSize} bytes of special space (rounded up to 8). */
    public static void init(MemorySegment m, long p, int specialSize) {
        Mem.zero(m, p, Blocks.SIZE);
        int special = Blocks.SIZE - Blocks.maxAlign(specialSize);
        setLower(m, p, HEADER_SIZE);
        setUpper(m, p, special);
        Mem.put16(m, p + SPECIAL, special);
        Mem.put16(m, p + 18, Blocks.SIZE | LAYOUT_VERSION);
    }

    /** One 64-bit access, so that it is never seen half written: hint bits are logged under a shared lock. */
    public static long lsn(MemorySegment m, long p) {
        return Long.rotateLeft(Mem.i64(m, p), 32);
    }

    public static void setLsn(MemorySegment m, long p, long lsn) {
        Mem.put64(m, p, Long.rotateLeft(lsn, 32));
    }

    public static int checksum(MemorySegment m, long p) {
        return Mem.u16(m, p + 8);
    }

    public static void setChecksum(MemorySegment m, long p, int checksum) {
        Mem.put16(m, p + 8, checksum);
    }

    public static int flags(MemorySegment m, long p) {
        return Mem.u16(m, p + 10);
    }

    public static void setFlags(MemorySegment m, long p, int flags) {
        Mem.put16(m, p + 10, flags);
    }

    public static boolean hasFlag(MemorySegment m, long p, int flag) {
        return (Mem.u16(m, p + 10) & flag) != 0;
    }

    public static void setFlag(MemorySegment m, long p, int flag) {
        Mem.put16(m, p + 10, Mem.u16(m, p + 10) | flag);
    }

    public static void clearFlag(MemorySegment m, long p, int flag) {
        Mem.put16(m, p + 10, Mem.u16(m, p + 10) & ~flag);
    }

    public static boolean isAllVisible(MemorySegment m, long p) {
        return hasFlag(m, p, ALL_VISIBLE);
    }

    public static int lower(MemorySegment m, long p) {
        return Mem.u16(m, p + LOWER);
    }

    public static void setLower(MemorySegment m, long p, int v) {
        Mem.put16(m, p + LOWER, v);
    }

    public static int upper(MemorySegment m, long p) {
        return Mem.u16(m, p + UPPER);
    }

    public static void setUpper(MemorySegment m, long p, int v) {
        Mem.put16(m, p + UPPER, v);
    }

    /** Byte offset of the special space on the page. */
    public static int special(MemorySegment m, long p) {
        return Mem.u16(m, p + SPECIAL);
    }

    public static int specialSize(MemorySegment m, long p) {
        return Blocks.SIZE - special(m, p);
    }

    public static int pageSizeVersion(MemorySegment m, long p) {
        return Mem.u16(m, p + 18);
    }

    public static int pruneXid(MemorySegment m, long p) {
        return Mem.i32(m, p + 20);
    }

    public static void setPruneXid(MemorySegment m, long p, int xid) {
        Mem.put32(m, p + 20, xid);
    }

    /** Records that {@code xid} may leave something to prune, keeping the oldest (PageSetPrunable). */
    public static void setPrunable(MemorySegment m, long p, int xid) {
        int old = pruneXid(m, p);
        if (old == Xid.INVALID || Xid.precedes(xid, old)) {
            setPruneXid(m, p, xid);
        }
    }

    /** Never initialised (all callers treat pd_upper = 0 as the sign). */
    public static boolean isNew(MemorySegment m, long p) {
        return upper(m, p) == 0;
    }

    /** Has no line pointers. */
    public static boolean isEmpty(MemorySegment m, long p) {
        return lower(m, p) <= HEADER_SIZE;
    }

    /** Number of line pointers, 0 for a new page. */
    public static int maxOffset(MemorySegment m, long p) {
        int lower = lower(m, p);
        return lower <= HEADER_SIZE ? 0 : (lower - HEADER_SIZE) / 4;
    }

    /** Byte position (segment offset) of the tuple with offset number {@code off}. */
    public static long item(MemorySegment m, long p, int off) {
        return p + ItemId.offset(ItemId.get(m, p, off));
    }

    /** Room for one more tuple and its line pointer; 0 if none. */
    public static int freeSpace(MemorySegment m, long p) {
        int space = upper(m, p) - lower(m, p);
        return space < 4 ? 0 : space - 4;
    }

    /** Room for {@code n} more tuples and their line pointers. */
    public static int freeSpaceFor(MemorySegment m, long p, int n) {
        int space = upper(m, p) - lower(m, p);
        return space < n * 4 ? 0 : space - n * 4;
    }

    /** Room between line pointers and tuples, whatever it is used for. */
    public static int exactFreeSpace(MemorySegment m, long p) {
        return Math.max(0, upper(m, p) - lower(m, p));
    }

    /** As {@link #freeSpace}, but 0 when the page has all the line pointers a heap page may have. */
    public static int heapFreeSpace(MemorySegment m, long p) {
        int space = freeSpace(m, p);
        int n = maxOffset(m, p);
        if (space > 0 && n >= Blocks.MAX_HEAP_TUPLES) {
            if (!hasFlag(m, p, HAS_FREE_LINES)) {
                return 0;
            }
            for (int off = 1; off <= n; off++) {
                if (!ItemId.isUsed(ItemId.get(m, p, off))) {
                    return space;
                }
            }
            return 0;
        }
        return space;
    }

    /**
     * Adds a tuple (PageAddItemExtended). {@code off} 0 picks the first free line pointer (heap; recycled only when the
     * page says it has free ones) or the next one; otherwise the tuple goes at {@code off}: with {@code overwrite} into
     * an unused line pointer, else shifting the later ones up. Returns its offset number, or {@link #NO_OFFSET}.
     */
    public static int addItem(
            MemorySegment m, long p, MemorySegment src, long from, int size, int off, boolean overwrite, boolean heap) {
        int at = reserveItem(m, p, size, off, overwrite, heap);
        if (at != NO_OFFSET) {
            Mem.copy(src, from, m, item(m, p, at), size);
        }
        return at;
    }

    /** Adds an index tuple at {@code off}, shifting later ones (0: at the end). */
    public static int addIndexItem(MemorySegment m, long p, MemorySegment src, long from, int size, int off) {
        return addItem(m, p, src, from, size, off, false, false);
    }

    /** As {@link #addItem}, leaving the tuple's bytes for the caller to write at {@link #item}. */
    public static int reserveItem(MemorySegment m, long p, int size, int off, boolean overwrite, boolean heap) {
        int lower = lower(m, p);
        int upper = upper(m, p);
        int special = special(m, p);
        if (lower < HEADER_SIZE || lower > upper || upper > special || special > Blocks.SIZE) {
            throw new SqlError(
                    org.hathi.base.Severity.PANIC,
                    SqlState.DATA_CORRUPTED,
                    "corrupted page pointers: lower = " + lower + ", upper = " + upper + ", special = " + special);
        }
        int limit = maxOffset(m, p) + 1;
        boolean shuffle = false;
        int at = off;
        if (at != NO_OFFSET) {
            if (overwrite) {
                if (at < limit && ItemId.isUsed(ItemId.get(m, p, at))) {
                    return NO_OFFSET;
                }
            } else {
                shuffle = at < limit;
            }
        } else {
            at = limit;
            if (hasFlag(m, p, HAS_FREE_LINES)) {
                int i = 1;
                while (i < limit && (ItemId.isUsed(ItemId.get(m, p, i)) || ItemId.hasStorage(ItemId.get(m, p, i)))) {
                    i++;
                }
                at = i;
                if (i >= limit) {
                    clearFlag(m, p, HAS_FREE_LINES);
                }
            }
        }
        if (at > limit || (heap && at > Blocks.MAX_HEAP_TUPLES)) {
            return NO_OFFSET;
        }
        int newLower = at == limit || shuffle ? lower + 4 : lower;
        int newUpper = upper - Blocks.maxAlign(size);
        if (newLower > newUpper) {
            return NO_OFFSET;
        }
        if (shuffle) {
            long id = p + HEADER_SIZE + (at - 1) * 4L;
            Mem.copy(m, id, m, id + 4, (limit - at) * 4L);
        }
        ItemId.setNormal(m, p, at, newUpper, size);
        setLower(m, p, newLower);
        setUpper(m, p, newUpper);
        return at;
    }

    /**
     * Moves the tuples together at the end of the page, drops unused line pointers from the end of the array and sets
     * the free-lines hint (PageRepairFragmentation). Needs a cleanup lock.
     */
    public static void repairFragmentation(MemorySegment m, long p) {
        int n = maxOffset(m, p);
        int special = checkPointers(m, p);
        long[] keep = new long[n];
        int kept = 0;
        int unused = 0;
        int lastUsed = 0;
        long total = 0;
        for (int off = 1; off <= n; off++) {
            int item = ItemId.get(m, p, off);
            if (!ItemId.isUsed(item)) {
                ItemId.setUnused(m, p, off);
                unused++;
                continue;
            }
            if (ItemId.hasStorage(item)) {
                int at = ItemId.offset(item);
                if (at < upper(m, p) || at + ItemId.length(item) > special) {
                    throw new SqlError(SqlState.DATA_CORRUPTED, "corrupted line pointer: " + at);
                }
                total += Blocks.maxAlign(ItemId.length(item));
                keep[kept++] = (long) at << 32 | off;
            }
            lastUsed = off;
        }
        checkTotal(total, special - lower(m, p));
        if (kept == 0) {
            setUpper(m, p, special);
        } else {
            compact(m, p, keep, kept, special);
        }
        if (lastUsed != n) {
            unused -= n - lastUsed;
            setLower(m, p, HEADER_SIZE + lastUsed * 4);
        }
        markFreeLines(m, p, unused > 0);
    }

    /** Drops unused line pointers from the end of the array, keeping at least one (PageTruncateLinePointerArray). */
    public static void truncateLinePointers(MemorySegment m, long p) {
        int n = maxOffset(m, p);
        int last = n;
        while (last > 1 && !ItemId.isUsed(ItemId.get(m, p, last))) {
            last--;
        }
        boolean free = false;
        for (int off = 1; off <= last && !free; off++) {
            free = !ItemId.isUsed(ItemId.get(m, p, off));
        }
        if (last < n) {
            setLower(m, p, HEADER_SIZE + last * 4);
        }
        markFreeLines(m, p, free);
    }

    private static void markFreeLines(MemorySegment m, long p, boolean free) {
        if (free) {
            setFlag(m, p, HAS_FREE_LINES);
        } else {
            clearFlag(m, p, HAS_FREE_LINES);
        }
    }

    /**
     * Packs the tuples in {@code keep} (byte offset in the high half, offset number in the low) against {@code end}.
     */
    private static void compact(MemorySegment m, long p, long[] keep, int kept, int end) {
        Arrays.sort(keep, 0, kept);
        int upper = end;
        for (int i = kept - 1; i >= 0; i--) {
            int off = (int) keep[i];
            int at = (int) (keep[i] >>> 32);
            int item = ItemId.get(m, p, off);
            int length = ItemId.length(item);
            upper -= Blocks.maxAlign(length);
            if (upper != at) {
                Mem.copy(m, p + at, m, p + upper, length);
                ItemId.set(m, p, off, ItemId.of(upper, ItemId.flags(item), length));
            }
        }
        setUpper(m, p, upper);
    }

    private static int checkPointers(MemorySegment m, long p) {
        int special = special(m, p);
        int lower = lower(m, p);
        int upper = upper(m, p);
        if (lower < HEADER_SIZE
                || lower > upper
                || upper > special
                || special > Blocks.SIZE
                || special != Blocks.maxAlign(special)) {
            throw new SqlError(
                    SqlState.DATA_CORRUPTED,
                    "corrupted page pointers: lower = " + lower + ", upper = " + upper + ", special = " + special);
        }
        return special;
    }

    private static void checkTotal(long total, int available) {
        if (total > available) {
            throw new SqlError(
                    SqlState.DATA_CORRUPTED,
                    "corrupted item lengths: total " + total + ", available space " + available);
        }
    }

    /** Removes one index tuple and its line pointer (PageIndexTupleDelete). */
    public static void indexDelete(MemorySegment m, long p, int off) {
        checkPointers(m, p);
        int n = maxOffset(m, p);
        checkIndexOffset(off, n);
        int item = ItemId.get(m, p, off);
        int at = ItemId.offset(item);
        int size = Blocks.maxAlign(ItemId.length(item));
        checkIndexItem(m, p, at, size);
        long id = p + HEADER_SIZE + (off - 1) * 4L;
        Mem.copy(m, id + 4, m, id, (n - off) * 4L);
        int upper = upper(m, p);
        Mem.copy(m, p + upper, m, p + upper + size, at - upper);
        setUpper(m, p, upper + size);
        setLower(m, p, lower(m, p) - 4);
        shiftItems(m, p, n - 1, at, size);
    }

    /** Adds {@code by} to the offset of every stored item at or below byte offset {@code at}. */
    private static void shiftItems(MemorySegment m, long p, int n, int at, int by) {
        for (int off = 1; off <= n; off++) {
            int item = ItemId.get(m, p, off);
            if (ItemId.hasStorage(item) && ItemId.offset(item) <= at) {
                ItemId.set(m, p, off, item + by);
            }
        }
    }

    private static void checkIndexOffset(int off, int n) {
        if (off <= 0 || off > n) {
            throw SqlError.internal("invalid index offnum: " + off);
        }
    }

    private static void checkIndexItem(MemorySegment m, long p, int at, int size) {
        if (at < upper(m, p) || at + size > special(m, p) || at != Blocks.maxAlign(at)) {
            throw new SqlError(SqlState.DATA_CORRUPTED, "corrupted line pointer: offset = " + at + ", size = " + size);
        }
    }

    /** Removes the index tuples with the given ascending offset numbers and packs the rest (PageIndexMultiDelete). */
    public static void indexMultiDelete(MemorySegment m, long p, int[] offs, int count) {
        if (count <= 2) {
            for (int i = count - 1; i >= 0; i--) {
                indexDelete(m, p, offs[i]);
            }
            return;
        }
        int special = checkPointers(m, p);
        int n = maxOffset(m, p);
        long[] keep = new long[n];
        int[] items = new int[n];
        int kept = 0;
        int next = 0;
        long total = 0;
        for (int off = 1; off <= n; off++) {
            int item = ItemId.get(m, p, off);
            checkIndexItem(m, p, ItemId.offset(item), Blocks.maxAlign(ItemId.length(item)));
            if (next < count && offs[next] == off) {
                next++;
            } else {
                items[kept] = item;
                keep[kept] = (long) ItemId.offset(item) << 32 | (kept + 1);
                total += Blocks.maxAlign(ItemId.length(item));
                kept++;
            }
        }
        if (next != count) {
            throw SqlError.internal("incorrect index offsets supplied");
        }
        checkTotal(total, special - lower(m, p));
        for (int i = 0; i < kept; i++) {
            ItemId.set(m, p, i + 1, items[i]);
        }
        setLower(m, p, HEADER_SIZE + kept * 4);
        if (kept > 0) {
            compact(m, p, keep, kept, special);
        } else {
            setUpper(m, p, special);
        }
    }

    /**
     * Removes an index tuple; its line pointer stays as unused unless it is the last (PageIndexTupleDeleteNoCompact).
     */
    public static void indexDeleteNoCompact(MemorySegment m, long p, int off) {
        checkPointers(m, p);
        int n = maxOffset(m, p);
        checkIndexOffset(off, n);
        int item = ItemId.get(m, p, off);
        int at = ItemId.offset(item);
        int size = Blocks.maxAlign(ItemId.length(item));
        checkIndexItem(m, p, at, size);
        if (off < n) {
            ItemId.setUnused(m, p, off);
        } else {
            setLower(m, p, lower(m, p) - 4);
            n--;
        }
        int upper = upper(m, p);
        Mem.copy(m, p + upper, m, p + upper + size, at - upper);
        setUpper(m, p, upper + size);
        shiftItems(m, p, n, at, size);
    }

    /** Replaces an index tuple by one of another size (PageIndexTupleOverwrite); false when it does not fit. */
    public static boolean indexOverwrite(MemorySegment m, long p, int off, MemorySegment src, long from, int newSize) {
        checkPointers(m, p);
        int n = maxOffset(m, p);
        checkIndexOffset(off, n);
        int item = ItemId.get(m, p, off);
        int at = ItemId.offset(item);
        int oldAligned = Blocks.maxAlign(ItemId.length(item));
        checkIndexItem(m, p, at, oldAligned);
        int diff = oldAligned - Blocks.maxAlign(newSize);
        if (-diff > upper(m, p) - lower(m, p)) {
            return false;
        }
        if (diff != 0) {
            int upper = upper(m, p);
            Mem.copy(m, p + upper, m, p + upper + diff, at - upper);
            setUpper(m, p, upper + diff);
            shiftItems(m, p, n, at, diff);
        }
        ItemId.set(m, p, off, ItemId.of(at + diff, ItemId.flags(item), newSize));
        Mem.copy(src, from, m, p + at + diff, newSize);
        return true;
    }

    /**
     * Is this block as read from disk credible: a sane header with a matching checksum (when {@code checksums}), or all
     * zeroes? (PageIsVerifiedExtended)
     */
    public static boolean isVerified(MemorySegment m, long p, int block, boolean checksums) {
        if (!isNew(m, p)) {
            if (checksums && Checksum.page(m, p, block) != checksum(m, p)) {
                return false;
            }
            int lower = lower(m, p);
            int upper = upper(m, p);
            int special = special(m, p);
            return (flags(m, p) & ~7) == 0
                    && lower <= upper
                    && upper <= special
                    && special <= Blocks.SIZE
                    && special == Blocks.maxAlign(special);
        }
        return Mem.isZero(m, p, Blocks.SIZE);
    }
}
