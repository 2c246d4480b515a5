package org.hathi.access;

import org.hathi.shm.Proc;
import org.hathi.shm.ProcSlots;

/**
 * Which vacuum of an index is going on. A page split while one runs puts its number on both halves: if the right half
 * goes to a block that the vacuum has passed already, the vacuum sees from the left half that it must go back.
 *
 * <p>LAYOUT: intent words 6 and 7 of the vacuuming process's slot: database and relation; tablespace, 1, number. They
 * vanish with the slot. At most one process vacuums an index (lock on its table).
 */
final class VacuumCycle {
    private static final int MAX = 0xFF7F;
    private static final int RELATION = 6;
    private static final int CYCLE = 7;
    private static final long ACTIVE = 0x10000;

    private VacuumCycle() {}

    private static long relation(Relation index) {
        return (long) index.node.db() << 32 | index.node.rel() & 0xFFFFFFFFL;
    }

    /** Begins a vacuum; its number, never 0. Call {@link #end} whatever happens. */
    static int start(Proc proc, Relation index) {
        int cycle = 1 + (int) Long.remainderUnsigned(System.nanoTime() >>> 8, MAX);
        proc.setIntent(CYCLE, 0);
        proc.setIntent(RELATION, relation(index));
        proc.setIntent(CYCLE, (long) index.node.spc() << 32 | ACTIVE | cycle);
        return cycle;
    }

    static void end(Proc proc) {
        proc.setIntent(CYCLE, 0);
    }

    /**
     * The number of the vacuum of {@code index} that runs now, or 0. The caller has the pages it splits locked already.
     */
    static int current(Proc proc, Relation index) {
        ProcSlots slots = proc.slots();
        long relation = relation(index);
        int n = slots.highWater();
        for (int i = 0; i < n; i++) {
            long word = slots.intent(i, CYCLE);
            if ((word & ACTIVE) != 0
                    && slots.intent(i, RELATION) == relation
                    && (int) (word >>> 32) == index.node.spc()
                    && slots.inUse(i)) {
                return (int) (word & 0xFFFF);
            }
        }
        return 0;
    }
}
