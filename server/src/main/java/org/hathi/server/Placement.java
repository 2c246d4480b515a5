package org.hathi.server;

import org.hathi.os.Processors;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;

/**
 * Keeps processes that serve one parked session after another on processors of their own.
 *
 * <p>WHY. Such a process runs for long without sleeping. The kernel finds a better processor for a process when that
 * wakes up; between processors whose load looks equal it moves none. So two busy backends may share one processor for
 * minutes while their clients have the other to themselves, and wake up there for each single answer: measured with two
 * processors and 32 clients, 50,000 to 54,000 short requests per second instead of 66,000.
 *
 * <p>The process of the higher slot gives way: it moves to a processor on which no backend runs, and may run anywhere
 * again at once. Only what the backends say of themselves is looked at, now and then: all of this is a hint.
 */
final class Placement {
    /** Sessions taken between two looks: half a millisecond when they are answered quickly. */
    private static final int EVERY = 32;
    /** Looks in a row that must find two backends on one processor. */
    private static final int PATIENCE = 3;

    private static final long PAUSE_NANOS = 20_000_000L;

    private final Proc proc;
    private final ProcSlots slots;
    private int taken;
    private int met;
    private long moved = System.nanoTime();

    Placement(Proc proc) {
        this.proc = proc;
        slots = proc.slots();
    }

    /** The process has taken a session. */
    void taken() {
        if (++taken % EVERY == 0) {
            look();
        }
    }

    private void look() {
        int here = Processors.current();
        proc.setProcessor(here);
        if (here < 0 || !runsBackend(here, proc.slot())) {
            met = 0;
            return;
        }
        long now = System.nanoTime();
        if (++met >= PATIENCE && now - moved >= PAUSE_NANOS) {
            met = 0;
            moved = now;
            move();
        }
    }

    /** Whether a backend with a slot below {@code end} runs on a processor. */
    private boolean runsBackend(int processor, int end) {
        for (int i = 0; i < end; i++) {
            if (slots.processor(i) == processor
                    && slots.inUse(i)
                    && slots.role(i) == ProcRole.BACKEND
                    && slots.waitEvent(i) == 0) {
                return true;
            }
        }
        return false;
    }

    private void move() {
        long[] allowed = Processors.allowed();
        int end = slots.highWater();
        for (int p = 0; p < allowed.length * 64; p++) {
            if ((allowed[p >> 6] & 1L << p) != 0 && !runsBackend(p, end)) {
                long[] one = new long[allowed.length];
                one[p >> 6] = 1L << p;
                if (Processors.restrict(one) >= 0) {
                    proc.setProcessor(p);
                    // fails only if somebody else has just said where the process may run
                    Processors.restrict(allowed);
                }
                return;
            }
        }
    }
}
