package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.hathi.os.Mem;
import org.hathi.os.OsProcess;

/**
 * First aid after the death of a process, used by the postmaster's reaper: may the others carry on, and which
 * lightweight locks must be released in the name of the dead.
 *
 * <p>Order of the whole clean-up: {@link #begin} (verdict), what upper rooms must repair under the locks of the dead,
 * {@link #repairPages}, {@link #settleLocks}, {@link #releaseLocks}, the upper rooms' parts (buffer pins, transaction,
 * heavyweight locks), which acquire lightweight locks themselves, {@link #finish}.
 */
public final class Reaper {
    private static final int SETTLE_SPINS = 100;
    private static final int SETTLE_ROUNDS = 20_000;
    private static final long SETTLE_NANOS = 50_000;

    private final Segment segment;
    private final ProcSlots slots;
    private final MemorySegment m;

    public Reaper(Segment segment) {
        this.segment = segment;
        this.slots = new ProcSlots(segment);
        this.m = segment.memory();
    }

    /**
     * Marks the slot dead and judges.
     *
     * @return false when the process died where nobody can finish its work: crash restart; the segment says so too
     */
    public boolean begin(int slot) {
        long at = slots.at(slot);
        Mem.intVolatile(m, at + ProcSlots.STATE, ProcSlots.DEAD);
        int depth = slots.criticalDepth(slot);
        // entries of the lock table come and go in critical sections within
        boolean ok = depth == 0 || depth == 1 && slots.undo(slot) != PageUndo.NONE || inLockTable(slot);
        if (!ok) {
            segment.declareCrashed();
        }
        return ok;
    }

    /**
     * Whether the dead process was changing the lock table: the transaction room must repair that after {@link #begin},
     * before {@link #repairPages} (which ends the critical section) and {@link #releaseLocks}.
     */
    public boolean inLockTable(int slot) {
        return slots.criticalDepth(slot) > 0 && slots.undo(slot) == PageUndo.LOCKS;
    }

    /** Whether it was changing the buffer mapping: the storage room must repair that at the same point. */
    public boolean inMapping(int slot) {
        return slots.criticalDepth(slot) > 0 && slots.undo(slot) == PageUndo.MAPPING;
    }

    /** Whether its transaction was leaving the process array: the transaction room must repair that there, too. */
    public boolean isLeaving(int slot) {
        return slots.criticalDepth(slot) > 0 && slots.undo(slot) == PageUndo.LEAVING;
    }

    /**
     * Takes back, or finishes, what the dead process was doing to pages in a repairable critical section. After
     * {@link #begin}, before {@link #releaseLocks}: the pages must still be locked.
     */
    public void repairPages(int slot) {
        if (slots.criticalDepth(slot) == 0) {
            Mem.put32(m, slots.at(slot) + ProcSlots.UNDO, PageUndo.NONE);
            return;
        }
        PageUndo undo = new PageUndo(segment);
        switch (slots.undo(slot)) {
            case PageUndo.PAGES -> undo.restore(slot);
            case PageUndo.PAGES | PageUndo.LOGGED -> undo.stamp(slot);
            case PageUndo.COMMIT | PageUndo.LOGGED -> {
                // where the transaction's end is noted: see the transaction room
                Mem.put64(m, slots.at(slot) + ProcSlots.INTENT, undo.end(slot));
                Mem.put64(m, slots.at(slot) + ProcSlots.INTENT + 16, undo.start(slot));
            }
            default -> {
                // a record that was not inserted, or says what is true of the dead anyway
            }
        }
        Mem.intRelease(m, slots.at(slot) + ProcSlots.DEPTH, 0);
    }

    /**
     * What a dead process was in the middle of, for the log: depth of critical sections, latches held or in transition.
     * Before {@link #releaseLocks}.
     */
    public String describe(int slot) {
        long at = slots.at(slot);
        StringBuilder b = new StringBuilder();
        int depth = slots.criticalDepth(slot);
        if (depth > 0) {
            b.append("critical section (depth ").append(depth).append(')');
        }
        for (int i = 0; i < ProcSlots.MAX_LOCKS; i++) {
            long e = Mem.i64(m, at + ProcSlots.LOCKS + 8L * i);
            if (e != 0) {
                b.append(b.isEmpty() ? "" : ", ")
                        .append(LwLock.tranche(m, e >>> 2))
                        .append((e & 1) != 0 ? " exclusive" : " shared")
                        .append((e & 2) != 0 ? " in transition" : "");
            }
        }
        return b.toString();
    }

    /**
     * Finds out whether the dead process holds the latches that it was about to take or to give back: an exclusive one
     * names its holder; the holders of a shared one are counted, and all but the dead say truthfully whether they are
     * among them. No latch is waited for. Before {@link #releaseLocks}.
     *
     * @return false when it cannot be told: crash restart
     */
    public boolean settleLocks(int slot) {
        boolean ok = true;
        for (int i = 0; i < ProcSlots.MAX_LOCKS; i++) {
            long at = slots.at(slot) + ProcSlots.LOCKS + 8L * i;
            long e = Mem.i64(m, at);
            if ((e & 3) == 2) {
                int held = settle(slot, e >>> 2);
                ok &= held >= 0;
                Mem.put64(m, at, held > 0 ? e & ~2L : 0L);
                LwLock.letIn(m, e >>> 2);
            }
        }
        if (!ok) {
            segment.declareCrashed();
        }
        return ok;
    }

    /** 1 when the dead process has the shared lock, 0 when not, −1 when nobody can tell. */
    private int settle(int slot, long off) {
        for (int round = 0; round < SETTLE_ROUNDS; round++) {
            int state = LwLock.keepReadersOut(m, off);
            int count = (state & LwLock.EXCLUSIVE) != 0 ? 0 : state & LwLock.HELD;
            if (count == 0) {
                return 0;
            }
            int holders = 0;
            int dead = 1;
            boolean busy = false;
            for (int p = slots.highWater() - 1; p >= 0; p--) {
                long e = p == slot || !slots.inUse(p) ? 0 : entry(p, off);
                if (e != 0 && (e & 1) == 0) {
                    boolean moving = (e & 2) != 0;
                    boolean lives = moving && OsProcess.isRunning(slots.pid(p));
                    busy |= lives;
                    dead += moving && !lives ? 1 : 0;
                    holders += moving ? 0 : 1;
                }
            }
            int unknown = count - holders;
            if (!busy && unknown >= 0 && unknown <= dead && Mem.intVolatile(m, off) == state) {
                return unknown > 0 ? 1 : 0;
            }
            if (round > SETTLE_SPINS) {
                LockSupport.parkNanos(SETTLE_NANOS);
            }
        }
        return -1;
    }

    /** A process's entry for a lock, 0 for none. Downwards: entries move down when one below them goes. */
    private long entry(int p, long off) {
        long at = slots.at(p) + ProcSlots.LOCKS;
        for (int i = ProcSlots.MAX_LOCKS - 1; i >= 0; i--) {
            long e = Mem.longAcquire(m, at + 8L * i);
            if (e != 0 && e >>> 2 == off) {
                return e;
            }
        }
        return 0;
    }

    /** Releases every lightweight lock the dead process held; returns how many. */
    public int releaseLocks(int slot) {
        long at = slots.at(slot);
        int n = 0;
        for (int i = 0; i < ProcSlots.MAX_LOCKS; i++) {
            long e = Mem.i64(m, at + ProcSlots.LOCKS + 8L * i);
            if (e == 0) {
                continue;
            }
            Mem.put64(m, at + ProcSlots.LOCKS + 8L * i, 0L);
            long off = e >>> 2;
            if ((e & 1) != 0) {
                if (LwLock.heldBy(m, off) == slot) {
                    LwLock.unlock(m, off, LwLock.EXCLUSIVE | slot);
                    n++;
                }
            } else if (!seenBefore(at, i, e)) {
                LwLock.unlock(m, off, 1);
                n++;
            }
        }
        return n;
    }

    /** The last entry of the list may still be there after it was moved down. */
    private boolean seenBefore(long at, int i, long e) {
        for (int j = i + 1; j < ProcSlots.MAX_LOCKS; j++) {
            if (Mem.i64(m, at + ProcSlots.LOCKS + 8L * j) == e) {
                return true;
            }
        }
        return false;
    }

    /** Frees the slot. */
    public void finish(int slot) {
        long at = slots.at(slot);
        if (Mem.i32(m, at + ProcSlots.RUNNING) != 0) {
            Mem.put32(m, at + ProcSlots.RUNNING, 0);
            Mem.addInt(m, slots.base + ProcSlots.H_RUNNING, -1);
        }
        slots.clear(slot);
    }
}
