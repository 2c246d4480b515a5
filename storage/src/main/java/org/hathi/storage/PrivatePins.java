package org.hathi.storage;

import org.hathi.base.SqlError;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcSlots;
import org.jspecify.annotations.Nullable;

/**
 * This process's pins on shared buffers: counted privately, so that the shared count holds at most one per process, and
 * listed in the process slot so that a reaper finds them. The slot's entry carries {@link #IN_TRANSITION} around the
 * atomic step: a process that dies there may or may not have the pin.
 */
final class PrivatePins {
    static final long IN_TRANSITION = ProcSlots.PIN_IN_TRANSITION;

    private static final int CHUNK = 4096;
    private static final int COUNT_BITS = 20;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;

    private final BufferShared s;
    private final Proc proc;
    /** Pins in the low bits, index of the slot's entry above. */
    private final int[] @Nullable [] pins;

    private int held;

    PrivatePins(BufferShared s, Proc proc) {
        this.s = s;
        this.proc = proc;
        this.pins = new int[(s.count + CHUNK - 1) / CHUNK][];
    }

    private int[] chunk(int buf) {
        int[] c = pins[buf / CHUNK];
        if (c == null) {
            c = new int[CHUNK];
            pins[buf / CHUNK] = c;
        }
        return c;
    }

    int count(int buf) {
        int[] c = pins[buf / CHUNK];
        return c == null ? 0 : c[buf % CHUNK] & COUNT_MASK;
    }

    /** Buffers pinned by this process. */
    int held() {
        return held;
    }

    /**
     * Pins a buffer that cannot change its tag now: pinned already, or its mapping partition locked. Returns
     * validity.
     */
    boolean pin(int buf, boolean used) {
        int[] c = chunk(buf);
        int i = buf % CHUNK;
        if ((c[i] & COUNT_MASK) != 0) {
            c[i]++;
            return (s.state(buf) & BufferShared.VALID) != 0;
        }
        int entry = proc.recordPin(buf + 1 | IN_TRANSITION);
        if (Faults.ON) {
            proc.reach(KillPoint.PIN_LISTED);
        }
        while (true) {
            long state = s.state(buf);
            long n = state + 1;
            if (used && (state & BufferShared.USAGE_MASK) < BufferShared.MAX_USAGE) {
                n += BufferShared.USAGE_ONE;
            } else if (!used && (state & BufferShared.USAGE_MASK) == 0) {
                n += BufferShared.USAGE_ONE;
            }
            if (s.cas(buf, state, n)) {
                if (Faults.ON) {
                    proc.reach(KillPoint.PIN_TAKEN);
                }
                proc.changePin(entry, buf + 1L);
                c[i] = entry << COUNT_BITS | 1;
                held++;
                return (state & BufferShared.VALID) != 0;
            }
        }
    }

    /** Pins a buffer nobody has pinned; false if somebody has, or its usage count is not zero (then it is lowered). */
    boolean pinVictim(int buf) {
        long state = s.state(buf);
        if ((state & BufferShared.PIN_MASK) != 0) {
            return false;
        }
        if ((state & BufferShared.USAGE_MASK) != 0) {
            s.cas(buf, state, state - BufferShared.USAGE_ONE);
            return false;
        }
        return pinUnpinned(buf, state);
    }

    /** Pins a buffer in this state, which has no pins; false if the state has changed. */
    boolean pinUnpinned(int buf, long state) {
        int entry = proc.recordPin(buf + 1 | IN_TRANSITION);
        if (!s.cas(buf, state, state + 1)) {
            proc.forgetPin(entry);
            return false;
        }
        proc.changePin(entry, buf + 1L);
        chunk(buf)[buf % CHUNK] = entry << COUNT_BITS | 1;
        held++;
        return true;
    }

    void unpin(int buf) {
        int[] c = chunk(buf);
        int i = buf % CHUNK;
        int n = c[i] & COUNT_MASK;
        if (n == 0) {
            throw SqlError.internal("buffer " + (buf + 1) + " is not pinned by this process");
        }
        if (n > 1) {
            c[i]--;
            return;
        }
        int entry = c[i] >>> COUNT_BITS;
        c[i] = 0;
        held--;
        proc.changePin(entry, buf + 1 | IN_TRANSITION);
        drop(s, proc, buf);
        if (Faults.ON) {
            proc.reach(KillPoint.PIN_DROPPED);
        }
        proc.forgetPin(entry);
    }

    /** Lowers the shared count and wakes who waits to be alone. */
    static void drop(BufferShared s, Proc me, int buf) {
        while (true) {
            long state = s.state(buf);
            long n = state - 1;
            boolean wake = (state & BufferShared.PIN_WAITER) != 0 && (n & BufferShared.PIN_MASK) == 1;
            if (wake) {
                n &= ~BufferShared.PIN_WAITER;
            }
            int waiter = wake ? s.cleanupWaiter(buf) : -1;
            if (s.cas(buf, state, n)) {
                if (waiter >= 0) {
                    me.setLatch(waiter);
                }
                return;
            }
        }
    }

    /** Drops every pin: error recovery of last resort. */
    void releaseAll() {
        for (int k = 0; k < pins.length; k++) {
            int[] c = pins[k];
            if (c == null) {
                continue;
            }
            for (int i = 0; i < CHUNK; i++) {
                while ((c[i] & COUNT_MASK) != 0) {
                    unpin(k * CHUNK + i);
                }
            }
        }
    }
}
