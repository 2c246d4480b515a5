package org.hathi.page;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * The index tuple header: t_tid (6 bytes), t_info (2 bytes: size in bits 0–12, bit 13 belongs to the access method,
 * 14 has variable-width columns, 15 has nulls), then a 4-byte null bitmap if any, then the columns, aligned to 8.
 */
public final class IndexTuple {
    public static final int HEADER_SIZE = 8;
    public static final int SIZE_MASK = 0x1FFF;
    public static final int AM_RESERVED = 0x2000;
    public static final int VAR_MASK = 0x4000;
    public static final int NULL_MASK = 0x8000;

    private IndexTuple() {}

    public static long tid(MemorySegment m, long t) {
        return Tid.read(m, t);
    }

    public static void setTid(MemorySegment m, long t, long tid) {
        Tid.write(m, t, tid);
    }

    public static int info(MemorySegment m, long t) {
        return Mem.u16(m, t + 6);
    }

    public static void setInfo(MemorySegment m, long t, int info) {
        Mem.put16(m, t + 6, info);
    }

    /** Bytes of the tuple, header included. */
    public static int size(MemorySegment m, long t) {
        return Mem.u16(m, t + 6) & SIZE_MASK;
    }

    public static boolean hasNulls(MemorySegment m, long t) {
        return (Mem.u16(m, t + 6) & NULL_MASK) != 0;
    }

    public static boolean hasVarWidths(MemorySegment m, long t) {
        return (Mem.u16(m, t + 6) & VAR_MASK) != 0;
    }

    /** Is column {@code att} (0-based) null? Only for tuples with nulls. */
    public static boolean isNull(MemorySegment m, long t, int att) {
        return (Mem.u8(m, t + HEADER_SIZE + (att >> 3)) & 1 << (att & 7)) == 0;
    }

    /** Offset of the first column from the tuple's start. */
    public static int dataOffset(boolean nulls) {
        return nulls ? 16 : 8;
    }
}
