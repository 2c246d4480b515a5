package org.hathi.page;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Plain little-endian loads and stores on native memory at any alignment. Segments are always native, so that every
 * call site stays monomorphic. None of these is atomic or ordered: the caller holds the lock that guards the bytes.
 */
public final class Mem {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private Mem() {}

    public static int u8(MemorySegment m, long p) {
        return m.get(BYTE, p) & 0xFF;
    }

    public static byte i8(MemorySegment m, long p) {
        return m.get(BYTE, p);
    }

    public static int u16(MemorySegment m, long p) {
        return m.get(SHORT, p) & 0xFFFF;
    }

    public static short i16(MemorySegment m, long p) {
        return m.get(SHORT, p);
    }

    public static int i32(MemorySegment m, long p) {
        return m.get(INT, p);
    }

    public static long u32(MemorySegment m, long p) {
        return m.get(INT, p) & 0xFFFFFFFFL;
    }

    public static long i64(MemorySegment m, long p) {
        return m.get(LONG, p);
    }

    public static void put8(MemorySegment m, long p, int v) {
        m.set(BYTE, p, (byte) v);
    }

    public static void put16(MemorySegment m, long p, int v) {
        m.set(SHORT, p, (short) v);
    }

    public static void put32(MemorySegment m, long p, int v) {
        m.set(INT, p, v);
    }

    public static void put64(MemorySegment m, long p, long v) {
        m.set(LONG, p, v);
    }

    /** Copies {@code len} bytes; the ranges may overlap. */
    public static void copy(MemorySegment src, long from, MemorySegment dst, long to, long len) {
        MemorySegment.copy(src, from, dst, to, len);
    }

    /** Copies out of native memory into an array. */
    public static void copy(MemorySegment src, long from, byte[] dst, int to, int len) {
        MemorySegment.copy(src, BYTE, from, dst, to, len);
    }

    /** Copies an array into native memory. */
    public static void copy(byte[] src, int from, MemorySegment dst, long to, int len) {
        MemorySegment.copy(src, from, dst, BYTE, to, len);
    }

    /** The {@code len} bytes at {@code p} as a new array. */
    public static byte[] bytes(MemorySegment m, long p, int len) {
        byte[] b = new byte[len];
        MemorySegment.copy(m, BYTE, p, b, 0, len);
        return b;
    }

    public static void zero(MemorySegment m, long p, long len) {
        m.asSlice(p, len).fill((byte) 0);
    }

    /** True when all {@code len} bytes (a multiple of 8) are zero. */
    public static boolean isZero(MemorySegment m, long p, int len) {
        for (int i = 0; i < len; i += 8) {
            if (m.get(LONG, p + i) != 0) {
                return false;
            }
        }
        return true;
    }
}
