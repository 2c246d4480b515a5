package org.hathi.page;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * Line pointers, read as one int: offset in bits 0–14, flags in bits 15–16, length in bits 17–31.
 */
public final class ItemId {
    public static final int UNUSED = 0;
    public static final int NORMAL = 1;
    public static final int REDIRECT = 2;
    public static final int DEAD = 3;
    /** Bytes of one line pointer. */
    public static final int SIZE = 4;

    private ItemId() {}

    public static int of(int offset, int flags, int length) {
        return offset | flags << 15 | length << 17;
    }

    /** Byte offset of the tuple on the page; the target offset number of a redirect. */
    public static int offset(int item) {
        return item & 0x7FFF;
    }

    public static int flags(int item) {
        return item >>> 15 & 3;
    }

    public static int length(int item) {
        return item >>> 17;
    }

    public static boolean isNormal(int item) {
        return (item >>> 15 & 3) == NORMAL;
    }

    public static boolean isUsed(int item) {
        return (item >>> 15 & 3) != UNUSED;
    }

    public static boolean isDead(int item) {
        return (item >>> 15 & 3) == DEAD;
    }

    public static boolean isRedirect(int item) {
        return (item >>> 15 & 3) == REDIRECT;
    }

    public static boolean hasStorage(int item) {
        return length(item) != 0;
    }

    /** The line pointer of offset number {@code off} (1-based) of the page at {@code p}. */
    public static int get(MemorySegment m, long p, int off) {
        return Mem.i32(m, p + Page.HEADER_SIZE + (off - 1) * 4L);
    }

    public static void set(MemorySegment m, long p, int off, int item) {
        Mem.put32(m, p + Page.HEADER_SIZE + (off - 1) * 4L, item);
    }

    public static void setUnused(MemorySegment m, long p, int off) {
        set(m, p, off, 0);
    }

    /** Dead without storage. */
    public static void setDead(MemorySegment m, long p, int off) {
        set(m, p, off, of(0, DEAD, 0));
    }

    /** Dead, storage kept (index entries: LP_DEAD hint). */
    public static void markDead(MemorySegment m, long p, int off) {
        set(m, p, off, get(m, p, off) | DEAD << 15);
    }

    public static void setRedirect(MemorySegment m, long p, int off, int target) {
        set(m, p, off, of(target, REDIRECT, 0));
    }

    public static void setNormal(MemorySegment m, long p, int off, int offset, int length) {
        set(m, p, off, of(offset, NORMAL, length));
    }
}
