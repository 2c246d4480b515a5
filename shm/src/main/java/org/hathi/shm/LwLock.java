package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Futex;
import org.hathi.os.Mem;

/**
 * Lightweight locks: shared/exclusive, in shared memory, not interruptible, released in any order.
 *
 * <p>LAYOUT (16 bytes, aligned to 4)
 * <pre>
 *    0 4 state    atomic: 0 free; 1..2^20 shared holders; EXCLUSIVE | holder's slot; plus waiting bits
 *    4 4 notify   atomic: futex word waiting writers sleep on (readers sleep on state)
 *    8 4 tranche  immutable, see {@link LwTranche}
 *   12 4 unused
 * </pre>
 *
 * <p>The kernel keeps the queue of sleepers, so a waiter that dies leaves nothing behind. A waiting writer keeps new
 * readers out, so writers do not starve. The last releaser wakes one writer, else all readers. A wake-up given to a
 * process that dies before it uses it would be lost: therefore every sleep is bounded and looks again.
 *
 * <p>CRASH: an exclusive holder is named in the state; holders list what they hold in their process slot, marked
 * "in transition" around the atomic step, so that {@link Reaper} can release what a dead process held.
 */
public final class LwLock {
    /** Bytes of a lock. */
    public static final int SIZE = 16;

    static final int EXCLUSIVE = 1 << 29;
    static final int HELD = (1 << 30) - 1;
    private static final int READERS_WAITING = 1 << 30;
    private static final int WRITERS_WAITING = 1 << 31;
    private static final int NOTIFY = 4;
    private static final int TRANCHE = 8;
    private static final int SPINS = 100;
    private static final long RECHECK_NANOS = 200_000_000L;

    private LwLock() {}

    /** Makes a free lock. */
    public static void init(MemorySegment m, long off, LwTranche tranche) {
        Mem.put32(m, off, 0);
        Mem.put32(m, off + NOTIFY, 0);
        Mem.put32(m, off + TRANCHE, tranche.ordinal());
        Mem.put32(m, off + 12, 0);
    }

    /** Acquires, sleeping as long as it takes. The caller must not hold it already. */
    public static void acquire(Proc me, MemorySegment m, long off, boolean exclusive) {
        assert me.rankAllows(m, off) : "lock order: tranche=" + tranche(m, off) + " held=" + me.describeHeld();
        int at = me.pushHeld(off, exclusive);
        int s = Mem.intVolatile(m, off);
        if (exclusive) {
            if (s != 0 || !Mem.casInt(m, off, 0, EXCLUSIVE | me.slot())) {
                exclusiveSlow(me, m, off);
            }
        } else {
            if (Faults.ON) {
                me.reach(KillPoint.LATCH_LISTED);
            }
            if (!readable(s) || !Mem.casInt(m, off, s, s + 1)) {
                sharedSlow(me, m, off, at);
            }
            if (Faults.ON) {
                me.reach(KillPoint.LATCH_TAKEN);
            }
        }
        me.confirmHeld(at, off, exclusive);
    }

    public static void acquireShared(Proc me, MemorySegment m, long off) {
        acquire(me, m, off, false);
    }

    public static void acquireExclusive(Proc me, MemorySegment m, long off) {
        acquire(me, m, off, true);
    }

    /** Acquires if that is possible at once. */
    public static boolean tryAcquire(Proc me, MemorySegment m, long off, boolean exclusive) {
        int at = me.pushHeld(off, exclusive);
        while (true) {
            int s = Mem.intVolatile(m, off);
            boolean free = exclusive ? (s & HELD) == 0 : readable(s);
            if (!free) {
                me.popHeld(at);
                return false;
            }
            if (Mem.casInt(m, off, s, exclusive ? s | EXCLUSIVE | me.slot() : s + 1)) {
                me.confirmHeld(at, off, exclusive);
                return true;
            }
        }
    }

    /** Releases a lock this process holds, in whichever mode. */
    public static void release(Proc me, MemorySegment m, long off) {
        int at = me.findHeld(off);
        boolean exclusive = me.beginRelease(at);
        unlock(m, off, exclusive ? EXCLUSIVE | me.slot() : 1);
        if (Faults.ON && !exclusive) {
            me.reach(KillPoint.LATCH_DROPPED);
        }
        me.popHeld(at);
    }

    /** Takes {@code held} out of the state and wakes whoever can go on. Also used by the reaper. */
    static void unlock(MemorySegment m, long off, int held) {
        int s = Mem.addInt(m, off, -held) - held;
        if ((s & HELD) == 0 && s != 0) {
            wake(m, off, s);
        }
    }

    /** For the reaper: the state; when it has shared holders new ones stay out from now on, so that they get fewer. */
    static int keepReadersOut(MemorySegment m, long off) {
        while (true) {
            int s = Mem.intVolatile(m, off);
            boolean shared = (s & HELD) != 0 && (s & EXCLUSIVE) == 0;
            if (!shared || (s & WRITERS_WAITING) != 0 || Mem.casInt(m, off, s, s | WRITERS_WAITING)) {
                return shared ? s | WRITERS_WAITING : s;
            }
        }
    }

    /** For the reaper, after {@link #keepReadersOut}: lets those in who wait, if nobody holds it. */
    static void letIn(MemorySegment m, long off) {
        int s = Mem.intVolatile(m, off);
        if ((s & HELD) == 0 && s != 0) {
            wake(m, off, s);
        }
    }

    /** Slot of the exclusive holder, −1 when there is none. */
    public static int heldBy(MemorySegment m, long off) {
        int s = Mem.intVolatile(m, off) & HELD;
        return (s & EXCLUSIVE) != 0 ? s & ~EXCLUSIVE : -1;
    }

    /** Whether this process holds the lock in at least the given mode. */
    public static boolean holds(Proc me, long off, boolean exclusive) {
        return me.holds(off, exclusive);
    }

    /** Whether anybody holds it; only a hint unless the caller excludes changes. */
    public static boolean isHeld(MemorySegment m, long off) {
        return (Mem.intVolatile(m, off) & HELD) != 0;
    }

    public static LwTranche tranche(MemorySegment m, long off) {
        return LwTranche.of(Mem.i32(m, off + TRANCHE));
    }

    static int rank(MemorySegment m, long off) {
        return Mem.i32(m, off + TRANCHE);
    }

    private static boolean readable(int s) {
        return (s & (EXCLUSIVE | READERS_WAITING | WRITERS_WAITING)) == 0;
    }

    private static void wake(MemorySegment m, long off, int state) {
        int s = state;
        if (s == WRITERS_WAITING) {
            if (Mem.casInt(m, off, s, 0)) {
                wakeWriter(m, off);
                return;
            }
            s = Mem.intVolatile(m, off);
        }
        if (s == (READERS_WAITING | WRITERS_WAITING)) {
            if (!Mem.casInt(m, off, s, READERS_WAITING)) {
                return;
            }
            if (wakeWriter(m, off)) {
                return;
            }
            s = READERS_WAITING;
        }
        if (s == READERS_WAITING && Mem.casInt(m, off, s, 0)) {
            Futex.wake(m, off, Integer.MAX_VALUE);
        }
    }

    private static boolean wakeWriter(MemorySegment m, long off) {
        Mem.addInt(m, off + NOTIFY, 1);
        return Futex.wake(m, off + NOTIFY, 1) > 0;
    }

    private static void exclusiveSlow(Proc me, MemorySegment m, long off) {
        int others = 0;
        int s = spin(me, m, off, true);
        while (true) {
            if ((s & HELD) == 0) {
                if (Mem.casInt(m, off, s, s | EXCLUSIVE | me.slot() | others)) {
                    return;
                }
                s = Mem.intVolatile(m, off);
                continue;
            }
            if ((s & WRITERS_WAITING) == 0 && !Mem.casInt(m, off, s, s | WRITERS_WAITING)) {
                s = Mem.intVolatile(m, off);
                continue;
            }
            // somebody else may wait as well: when we get the lock, the bit must stay
            others = WRITERS_WAITING;
            int seq = Mem.intVolatile(m, off + NOTIFY);
            s = Mem.intVolatile(m, off);
            if ((s & HELD) == 0 || (s & WRITERS_WAITING) == 0) {
                continue;
            }
            sleep(me, m, off, off + NOTIFY, seq);
            s = spin(me, m, off, true);
        }
    }

    private static void sharedSlow(Proc me, MemorySegment m, long off, int at) {
        int s = spin(me, m, off, false);
        boolean timedOut = false;
        while (true) {
            // after a time-out go in whenever nobody holds it exclusively: the waiting bits may be a dead process's
            if (readable(s) || (timedOut && (s & EXCLUSIVE) == 0)) {
                if (Mem.casInt(m, off, s, s + 1)) {
                    return;
                }
                s = Mem.intVolatile(m, off);
                continue;
            }
            if ((s & READERS_WAITING) == 0 && !Mem.casInt(m, off, s, s | READERS_WAITING)) {
                s = Mem.intVolatile(m, off);
                continue;
            }
            // while it sleeps it certainly does not hold the lock: a reaper need not wonder
            me.suspendHeld(at);
            timedOut = !sleep(me, m, off, off, s | READERS_WAITING);
            me.resumeHeld(at);
            s = spin(me, m, off, false);
        }
    }

    private static boolean sleep(Proc me, MemorySegment m, long off, long word, int expected) {
        int before = me.waitStart(WaitEvent.lwLockCode(rank(m, off)));
        boolean woken = Futex.wait(m, word, expected, RECHECK_NANOS);
        me.waitEnd(before);
        if (!woken) {
            me.stalled();
        }
        return woken;
    }

    private static int spin(Proc me, MemorySegment m, long off, boolean exclusive) {
        int s = Mem.intVolatile(m, off);
        if (!me.spinAllowed()) {
            return s;
        }
        for (int i = 0; i < SPINS; i++) {
            boolean stop = exclusive ? (s & HELD) == 0 || (s & WRITERS_WAITING) != 0 : (s & EXCLUSIVE) == 0;
            if (stop || (s & READERS_WAITING) != 0) {
                break;
            }
            Thread.onSpinWait();
            s = Mem.intVolatile(m, off);
        }
        return s;
    }
}
