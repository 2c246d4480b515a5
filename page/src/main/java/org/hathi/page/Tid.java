package org.hathi.page;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * Tuple identifiers (ItemPointer) as {@code long}: unsigned block number shifted left by 16, or'ed with the 1-based
 * offset number. The natural order of the longs is the order of the identifiers. On disk: 6 bytes, high and low half
 * of the block number, then the offset, 16 bits each.
 */
public final class Tid {
    /** No tuple: block 2^32 − 1, offset 0. */
    public static final long INVALID = 0xFFFF_FFFF_0000L;
    /** Bytes on disk. */
    public static final int SIZE = 6;
    /** Offset number of a ctid that says the row moved to another partition (MovedPartitionsOffsetNumber). */
    public static final int MOVED_PARTITIONS_OFFSET = 0xFFFD;
    /** Offset number of a ctid that carries a speculative insertion token (SpecTokenOffsetNumber). */
    public static final int SPECULATIVE_OFFSET = 0xFFFE;

    private Tid() {}

    public static long of(int block, int offset) {
        return (block & 0xFFFFFFFFL) << 16 | (offset & 0xFFFF);
    }

    public static int block(long tid) {
        return (int) (tid >>> 16);
    }

    public static int offset(long tid) {
        return (int) tid & 0xFFFF;
    }

    public static boolean isValid(long tid) {
        return (tid & 0xFFFF) != 0;
    }

    public static long read(MemorySegment m, long p) {
        return (long) Mem.u16(m, p) << 32 | (long) Mem.u16(m, p + 2) << 16 | Mem.u16(m, p + 4);
    }

    public static void write(MemorySegment m, long p, long tid) {
        Mem.put16(m, p, (int) (tid >>> 32));
        Mem.put16(m, p + 2, (int) (tid >>> 16));
        Mem.put16(m, p + 4, (int) tid);
    }

    /** The text form {@code (block,offset)}. */
    public static String toString(long tid) {
        return "(" + Integer.toUnsignedString(block(tid)) + "," + offset(tid) + ")";
    }
}
