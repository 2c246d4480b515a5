package org.hathi.page;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * The heap tuple header (HeapTupleHeaderData), addressed by the tuple's first byte.
 *
 * <pre>
 * LAYOUT  off size field
 *           0    4 t_xmin
 *           4    4 t_xmax
 *           8    4 t_cid (cmin, cmax, or combo) / t_xvac
 *          12    6 t_ctid
 *          18    2 t_infomask2 (attribute count in bits 0–10)
 *          20    2 t_infomask
 *          22    1 t_hoff
 *          23      null bitmap, 1 = not null
 * </pre>
 *
 * GUARD: the buffer's content lock; hint bits may be set under the shared lock.
 */
public final class HeapTuple {
    /** Bytes before the null bitmap (SizeofHeapTupleHeader). */
    public static final int HEADER_SIZE = 23;
    /** Columns of a tuple at most (MaxHeapAttributeNumber / MaxTupleAttributeNumber). */
    public static final int MAX_COLUMNS = 1600;

    public static final int MAX_ATTRIBUTES = 1664;

    // t_infomask
    public static final int HASNULL = 0x0001;
    public static final int HASVARWIDTH = 0x0002;
    public static final int HASEXTERNAL = 0x0004;
    public static final int HASOID_OLD = 0x0008;
    public static final int XMAX_KEYSHR_LOCK = 0x0010;
    public static final int COMBOCID = 0x0020;
    public static final int XMAX_EXCL_LOCK = 0x0040;
    public static final int XMAX_LOCK_ONLY = 0x0080;
    public static final int XMAX_SHR_LOCK = XMAX_EXCL_LOCK | XMAX_KEYSHR_LOCK;
    public static final int LOCK_MASK = XMAX_SHR_LOCK | XMAX_EXCL_LOCK | XMAX_KEYSHR_LOCK;
    public static final int XMIN_COMMITTED = 0x0100;
    public static final int XMIN_INVALID = 0x0200;
    public static final int XMIN_FROZEN = XMIN_COMMITTED | XMIN_INVALID;
    public static final int XMAX_COMMITTED = 0x0400;
    public static final int XMAX_INVALID = 0x0800;
    public static final int XMAX_IS_MULTI = 0x1000;
    public static final int UPDATED = 0x2000;
    public static final int MOVED_OFF = 0x4000;
    public static final int MOVED_IN = 0x8000;
    public static final int MOVED = MOVED_OFF | MOVED_IN;
    public static final int XACT_MASK = 0xFFF0;
    /** Everything about xmax in t_infomask (HEAP_XMAX_BITS). */
    public static final int XMAX_BITS = XMAX_COMMITTED | XMAX_INVALID | XMAX_IS_MULTI | LOCK_MASK | XMAX_LOCK_ONLY;

    // t_infomask2
    public static final int NATTS_MASK = 0x07FF;
    public static final int KEYS_UPDATED = 0x2000;
    public static final int HOT_UPDATED = 0x4000;
    public static final int ONLY_TUPLE = 0x8000;
    public static final int XACT2_MASK = 0xE000;

    private HeapTuple() {}

    public static int xmin(MemorySegment m, long t) {
        return Mem.i32(m, t);
    }

    /** Raw xmin, or FROZEN when the hint bits say so (HeapTupleHeaderGetXmin). */
    public static int xminOrFrozen(MemorySegment m, long t) {
        return (infomask(m, t) & XMIN_FROZEN) == XMIN_FROZEN ? Xid.FROZEN : Mem.i32(m, t);
    }

    public static void setXmin(MemorySegment m, long t, int xid) {
        Mem.put32(m, t, xid);
    }

    public static int xmax(MemorySegment m, long t) {
        return Mem.i32(m, t + 4);
    }

    public static void setXmax(MemorySegment m, long t, int xid) {
        Mem.put32(m, t + 4, xid);
    }

    /** The raw command id field: cmin, cmax or a combo command id. */
    public static int cid(MemorySegment m, long t) {
        return Mem.i32(m, t + 8);
    }

    /** Sets cmin; clears the combo flag. */
    public static void setCmin(MemorySegment m, long t, int cid) {
        Mem.put32(m, t + 8, cid);
        setInfomask(m, t, infomask(m, t) & ~COMBOCID);
    }

    public static void setCmax(MemorySegment m, long t, int cid, boolean combo) {
        Mem.put32(m, t + 8, cid);
        int mask = infomask(m, t);
        setInfomask(m, t, combo ? mask | COMBOCID : mask & ~COMBOCID);
    }

    public static long ctid(MemorySegment m, long t) {
        return Tid.read(m, t + 12);
    }

    public static void setCtid(MemorySegment m, long t, long tid) {
        Tid.write(m, t + 12, tid);
    }

    public static int infomask2(MemorySegment m, long t) {
        return Mem.u16(m, t + 18);
    }

    public static void setInfomask2(MemorySegment m, long t, int mask) {
        Mem.put16(m, t + 18, mask);
    }

    public static int infomask(MemorySegment m, long t) {
        return Mem.u16(m, t + 20);
    }

    public static void setInfomask(MemorySegment m, long t, int mask) {
        Mem.put16(m, t + 20, mask);
    }

    /** Offset of the first column's bytes from the tuple's start. */
    public static int hoff(MemorySegment m, long t) {
        return Mem.u8(m, t + 22);
    }

    public static void setHoff(MemorySegment m, long t, int hoff) {
        Mem.put8(m, t + 22, hoff);
    }

    /** Number of columns stored. */
    public static int natts(MemorySegment m, long t) {
        return Mem.u16(m, t + 18) & NATTS_MASK;
    }

    public static void setNatts(MemorySegment m, long t, int natts) {
        setInfomask2(m, t, infomask2(m, t) & ~NATTS_MASK | natts);
    }

    public static boolean hasNulls(MemorySegment m, long t) {
        return (infomask(m, t) & HASNULL) != 0;
    }

    /** Is column {@code att} (0-based) null? Only for tuples that have a null bitmap. */
    public static boolean isNull(MemorySegment m, long t, int att) {
        return (Mem.u8(m, t + HEADER_SIZE + (att >> 3)) & 1 << (att & 7)) == 0;
    }

    /** Size of the header including the null bitmap for {@code natts} columns (0: none), aligned. */
    public static int headerSize(boolean nulls, int natts) {
        return Blocks.maxAlign(nulls ? HEADER_SIZE + (natts + 7) / 8 : HEADER_SIZE);
    }

    public static boolean isHotUpdated(MemorySegment m, long t) {
        return (infomask2(m, t) & HOT_UPDATED) != 0
                && (infomask(m, t) & XMAX_INVALID) == 0
                && (infomask(m, t) & XMIN_FROZEN) != XMIN_INVALID;
    }

    public static boolean isHeapOnly(MemorySegment m, long t) {
        return (infomask2(m, t) & ONLY_TUPLE) != 0;
    }

    public static boolean xminCommitted(int infomask) {
        return (infomask & XMIN_COMMITTED) != 0;
    }

    public static boolean xminInvalid(int infomask) {
        return (infomask & XMIN_FROZEN) == XMIN_INVALID;
    }

    public static boolean xminFrozen(int infomask) {
        return (infomask & XMIN_FROZEN) == XMIN_FROZEN;
    }

    /** Does xmax only lock the tuple? (HEAP_XMAX_IS_LOCKED_ONLY) */
    public static boolean isLockedOnly(int infomask) {
        return (infomask & XMAX_LOCK_ONLY) != 0 || (infomask & (XMAX_IS_MULTI | LOCK_MASK)) == XMAX_EXCL_LOCK;
    }

    /** Is the bit combination that of pg_upgraded 9.2 and earlier? (HEAP_LOCKED_UPGRADED) */
    public static boolean isLockedUpgraded(int infomask) {
        return (infomask & XMAX_IS_MULTI) != 0
                && (infomask & XMAX_LOCK_ONLY) != 0
                && (infomask & (XMAX_EXCL_LOCK | XMAX_KEYSHR_LOCK)) == 0;
    }
}
