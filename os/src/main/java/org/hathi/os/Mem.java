package org.hathi.os;

import java.lang.foreign.MemorySegment;
import jdk.internal.misc.Unsafe;

/**
 * Loads, stores and atomic operations on native memory: the one place of the house that reads and writes it.
 *
 * <p>Memory is named by a native segment (shared, mapped or allocated; never a heap segment) and a byte offset into it,
 * in bytes. Every access is checked against the segment's size ({@link IndexOutOfBoundsException}); whether the
 * segment's arena is still open is not checked: who closes an arena must not touch it again. Multi-byte values are
 * little-endian and may lie at any alignment, except those of atomic operations, which must be naturally aligned. Plain
 * accesses are neither atomic nor ordered: the caller holds what guards the bytes.
 *
 * <p>Why not {@code MemorySegment.get}: each such call is a dozen nested methods. In a process that lives for one
 * client that is paid again and again: measured with JDK 25, 390 ns against 60 ns in the interpreter, and four times
 * the work for the optimising compiler in a method with sixty accesses, which is what pages and WAL records are made
 * of.
 */
public final class Mem {
    private static final Unsafe U = Unsafe.getUnsafe();

    private Mem() {}

    /** The address of {@code size} bytes at {@code p}, checked. */
    private static long at(MemorySegment m, long p, int size) {
        if (Long.compareUnsigned(p, m.byteSize() - size) > 0) {
            throw outOfBounds(m, p, size);
        }
        return m.address() + p;
    }

    /** The address of a range, checked; an empty range may lie at the very end. */
    private static long range(MemorySegment m, long p, long length) {
        if (length < 0 || p < 0 || p > m.byteSize() - length) {
            throw outOfBounds(m, p, length);
        }
        return m.address() + p;
    }

    private static IndexOutOfBoundsException outOfBounds(MemorySegment m, long p, long length) {
        return new IndexOutOfBoundsException(
                "offset " + p + ", length " + length + " in memory of " + m.byteSize() + " bytes");
    }

    // ---------------------------------------------------------------- plain

    public static int u8(MemorySegment m, long p) {
        return U.getByte(at(m, p, 1)) & 0xFF;
    }

    public static byte i8(MemorySegment m, long p) {
        return U.getByte(at(m, p, 1));
    }

    public static int u16(MemorySegment m, long p) {
        return U.getShort(at(m, p, 2)) & 0xFFFF;
    }

    public static short i16(MemorySegment m, long p) {
        return U.getShort(at(m, p, 2));
    }

    public static int i32(MemorySegment m, long p) {
        return U.getInt(at(m, p, 4));
    }

    public static long u32(MemorySegment m, long p) {
        return U.getInt(at(m, p, 4)) & 0xFFFFFFFFL;
    }

    public static long i64(MemorySegment m, long p) {
        return U.getLong(at(m, p, 8));
    }

    public static void put8(MemorySegment m, long p, int v) {
        U.putByte(at(m, p, 1), (byte) v);
    }

    public static void put16(MemorySegment m, long p, int v) {
        U.putShort(at(m, p, 2), (short) v);
    }

    public static void put32(MemorySegment m, long p, int v) {
        U.putInt(at(m, p, 4), v);
    }

    public static void put64(MemorySegment m, long p, long v) {
        U.putLong(at(m, p, 8), v);
    }

    // ---------------------------------------------------------------- ranges

    /** Copies {@code len} bytes; the ranges may overlap. */
    public static void copy(MemorySegment src, long from, MemorySegment dst, long to, long len) {
        long source = range(src, from, len);
        U.copyMemory(source, range(dst, to, len), len);
    }

    /** Copies out of native memory into an array. */
    public static void copy(MemorySegment src, long from, byte[] dst, int to, int len) {
        checkArray(dst, to, len);
        U.copyMemory(null, range(src, from, len), dst, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) to, len);
    }

    /**
     * Copies {@code len} bytes out of native memory into an array, by eights where there is room: up to 7 bytes of the
     * array behind them may be overwritten. For the few bytes of a column's value.
     */
    public static void copyShort(MemorySegment src, long from, byte[] dst, int to, int len) {
        int n = len + 7 & -8;
        if (len < 0 || to < 0 || to > dst.length - n || from < 0 || from > src.byteSize() - n) {
            copy(src, from, dst, to, len);
            return;
        }
        long s = src.address() + from;
        long d = Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) to;
        for (int i = 0; i < n; i += 8) {
            U.putLong(dst, d + i, U.getLong(s + i));
        }
    }

    /** Copies an array into native memory. */
    public static void copy(byte[] src, int from, MemorySegment dst, long to, int len) {
        checkArray(src, from, len);
        U.copyMemory(src, Unsafe.ARRAY_BYTE_BASE_OFFSET + (long) from, null, range(dst, to, len), len);
    }

    private static void checkArray(byte[] b, int from, int len) {
        if ((from | len) < 0 || from > b.length - len) {
            throw new IndexOutOfBoundsException(
                    "offset " + from + ", length " + len + " in an array of " + b.length + " bytes");
        }
    }

    /** The {@code len} bytes at {@code p} as a new array. */
    public static byte[] bytes(MemorySegment m, long p, int len) {
        byte[] b = new byte[len];
        copy(m, p, b, 0, len);
        return b;
    }

    public static void zero(MemorySegment m, long p, long len) {
        U.setMemory(range(m, p, len), len, (byte) 0);
    }

    /** True when all {@code len} bytes (a multiple of 8) are zero. */
    public static boolean isZero(MemorySegment m, long p, int len) {
        long at = range(m, p, len);
        for (int i = 0; i < len; i += 8) {
            if (U.getLong(at + i) != 0) {
                return false;
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- atomic, naturally aligned

    public static int intAcquire(MemorySegment m, long off) {
        return U.getIntAcquire(null, at(m, off, 4));
    }

    public static int intVolatile(MemorySegment m, long off) {
        return U.getIntVolatile(null, at(m, off, 4));
    }

    public static void intRelease(MemorySegment m, long off, int v) {
        U.putIntRelease(null, at(m, off, 4), v);
    }

    public static void intVolatile(MemorySegment m, long off, int v) {
        U.putIntVolatile(null, at(m, off, 4), v);
    }

    public static boolean casInt(MemorySegment m, long off, int expected, int v) {
        return U.compareAndSetInt(null, at(m, off, 4), expected, v);
    }

    /** Adds; returns the value before. */
    public static int addInt(MemorySegment m, long off, int delta) {
        return U.getAndAddInt(null, at(m, off, 4), delta);
    }

    public static int swapInt(MemorySegment m, long off, int v) {
        return U.getAndSetInt(null, at(m, off, 4), v);
    }

    /** Sets bits; returns the value before. */
    public static int orInt(MemorySegment m, long off, int bits) {
        return U.getAndBitwiseOrInt(null, at(m, off, 4), bits);
    }

    /** Keeps only the bits of the mask; returns the value before. */
    public static int andInt(MemorySegment m, long off, int mask) {
        return U.getAndBitwiseAndInt(null, at(m, off, 4), mask);
    }

    public static long longAcquire(MemorySegment m, long off) {
        return U.getLongAcquire(null, at(m, off, 8));
    }

    public static long longVolatile(MemorySegment m, long off) {
        return U.getLongVolatile(null, at(m, off, 8));
    }

    public static void longRelease(MemorySegment m, long off, long v) {
        U.putLongRelease(null, at(m, off, 8), v);
    }

    public static void longVolatile(MemorySegment m, long off, long v) {
        U.putLongVolatile(null, at(m, off, 8), v);
    }

    /** Neither torn nor reordered with itself: for counters with one writer. */
    public static long longOpaque(MemorySegment m, long off) {
        return U.getLongOpaque(null, at(m, off, 8));
    }

    public static void longOpaque(MemorySegment m, long off, long v) {
        U.putLongOpaque(null, at(m, off, 8), v);
    }

    public static boolean casLong(MemorySegment m, long off, long expected, long v) {
        return U.compareAndSetLong(null, at(m, off, 8), expected, v);
    }

    /** Compares and sets; returns the value found. */
    public static long exchangeLong(MemorySegment m, long off, long expected, long v) {
        return U.compareAndExchangeLong(null, at(m, off, 8), expected, v);
    }

    /** Adds; returns the value before. */
    public static long addLong(MemorySegment m, long off, long delta) {
        return U.getAndAddLong(null, at(m, off, 8), delta);
    }

    /** Raises the value to at least {@code v} (signed). */
    public static void maxLong(MemorySegment m, long off, long v) {
        long old = longVolatile(m, off);
        while (old < v) {
            long found = exchangeLong(m, off, old, v);
            if (found == old) {
                return;
            }
            old = found;
        }
    }
}
