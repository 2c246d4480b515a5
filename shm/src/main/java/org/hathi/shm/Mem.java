package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Atomic access to {@code int} and {@code long} in native memory. Offsets must be naturally aligned. Plain access is
 * {@code m.get(ValueLayout.JAVA_INT, off)}.
 */
public final class Mem {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private Mem() {}

    public static int intAcquire(MemorySegment m, long off) {
        return (int) INT.getAcquire(m, off);
    }

    public static int intVolatile(MemorySegment m, long off) {
        return (int) INT.getVolatile(m, off);
    }

    public static void intRelease(MemorySegment m, long off, int v) {
        INT.setRelease(m, off, v);
    }

    public static void intVolatile(MemorySegment m, long off, int v) {
        INT.setVolatile(m, off, v);
    }

    public static boolean casInt(MemorySegment m, long off, int expected, int v) {
        return INT.compareAndSet(m, off, expected, v);
    }

    /** Adds; returns the value before. */
    public static int addInt(MemorySegment m, long off, int delta) {
        return (int) INT.getAndAdd(m, off, delta);
    }

    public static int swapInt(MemorySegment m, long off, int v) {
        return (int) INT.getAndSet(m, off, v);
    }

    /** Sets bits; returns the value before. */
    public static int orInt(MemorySegment m, long off, int bits) {
        return (int) INT.getAndBitwiseOr(m, off, bits);
    }

    /** Keeps only the bits of the mask; returns the value before. */
    public static int andInt(MemorySegment m, long off, int mask) {
        return (int) INT.getAndBitwiseAnd(m, off, mask);
    }

    public static long longAcquire(MemorySegment m, long off) {
        return (long) LONG.getAcquire(m, off);
    }

    public static long longVolatile(MemorySegment m, long off) {
        return (long) LONG.getVolatile(m, off);
    }

    public static void longRelease(MemorySegment m, long off, long v) {
        LONG.setRelease(m, off, v);
    }

    public static void longVolatile(MemorySegment m, long off, long v) {
        LONG.setVolatile(m, off, v);
    }

    public static boolean casLong(MemorySegment m, long off, long expected, long v) {
        return LONG.compareAndSet(m, off, expected, v);
    }

    /** Compares and sets; returns the value found. */
    public static long exchangeLong(MemorySegment m, long off, long expected, long v) {
        return (long) LONG.compareAndExchange(m, off, expected, v);
    }

    /** Adds; returns the value before. */
    public static long addLong(MemorySegment m, long off, long delta) {
        return (long) LONG.getAndAdd(m, off, delta);
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
