package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * First aid after the death of a process, used by the postmaster's reaper: may the others carry on, and which
 * lightweight locks must be released in the name of the dead.
 *
 * <p>Order of the whole clean-up: {@link #begin} (verdict), the upper rooms' parts (transaction, heavyweight locks,
 * buffer pins, content locks are among the lightweight locks), {@link #releaseLocks}, {@link #finish}. Heavyweight lock
 * clean-up and others acquire lightweight locks themselves, so {@link #releaseLocks} comes first when the dead held
 * any.
 */
public final class Reaper {
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
        for (int i = 0; ok && i < ProcSlots.MAX_LOCKS; i++) {
            long e = Mem.i64(m, at + ProcSlots.LOCKS + 8L * i);
            // a shared lock in transition: nobody can tell whether it was counted
            ok = (e & 3) != 2;
        }
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
