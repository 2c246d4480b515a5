package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;

/**
 * Spin latches (4 bytes: 0 free, else holder's slot + 1): leaves, held for a few dozen instructions, with no allocation
 * and no call out while held. Always inside a critical section or guarding only what the reaper can repair.
 */
public final class SpinLatch {
    public static final int SIZE = 4;
    private static final int SPINS = 200;
    private static final long STUCK_NANOS = 60_000_000_000L;

    private SpinLatch() {}

    public static void acquire(Proc me, MemorySegment m, long off) {
        if (!Mem.casInt(m, off, 0, me.slot() + 1)) {
            slow(me, m, off);
        }
    }

    public static void release(Proc me, MemorySegment m, long off) {
        assert Mem.intVolatile(m, off) == me.slot() + 1 : "spin latch holder=" + Mem.intVolatile(m, off);
        Mem.intRelease(m, off, 0);
    }

    /** Slot of the holder, or −1. */
    public static int heldBy(MemorySegment m, long off) {
        return Mem.intVolatile(m, off) - 1;
    }

    private static void slow(Proc me, MemorySegment m, long off) {
        int spins = me.spinAllowed() ? SPINS : 10;
        long start = 0;
        while (true) {
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
                if (Mem.intVolatile(m, off) == 0 && Mem.casInt(m, off, 0, me.slot() + 1)) {
                    return;
                }
            }
            long now = System.nanoTime();
            if (start == 0) {
                start = now;
            } else if (now - start > STUCK_NANOS) {
                throw new SqlError(Severity.PANIC, SqlState.INTERNAL_ERROR, "stuck spinlock detected");
            }
            if (start != 0 && now - start > 1_000_000L) {
                java.util.concurrent.locks.LockSupport.parkNanos(50_000);
                me.stalled();
            } else {
                Thread.yield();
            }
        }
    }
}
