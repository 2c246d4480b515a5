package org.hathi.storage;

import org.hathi.base.Reporter;
import org.hathi.base.SqlError;
import org.hathi.page.RelFileNode;
import org.hathi.shm.LwLock;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcRole;
import org.hathi.shm.ProcSlots;

/**
 * Takes buffers out of the pool whose pages are gone, dirty or not: their relation is dropped or truncated, and nobody
 * may use them any more. Who has such a buffer pinned writes it, or looks whether it is a victim, and is done soon; a
 * write is waited for, since it must not reach the file after this. Any other pin has been left behind: it is reported
 * with its owner, and the buffer leaves the mapping all the same, to be used again when the pin is given back.
 *
 * <p>The postmaster, which finishes commits of the dead, must not wait long: for other processes' writes two seconds.
 *
 * <p>LATCHES  The buffer's mapping partition.
 */
final class BufferInvalidation {
    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final long POSTMASTER_PATIENCE_NANOS = 50_000_000L;
    private static final long POSTMASTER_IO_NANOS = 2_000_000_000L;
    /** Between looks whether those waited for are dead. */
    private static final int STALLED_ROUNDS = 200;

    private final BufferShared s;
    private final PrivatePins pins;
    private final Proc proc;
    private final Reporter reporter;
    private final boolean postmaster;

    BufferInvalidation(BufferShared s, PrivatePins pins, Proc proc, Reporter reporter) {
        this.s = s;
        this.pins = pins;
        this.proc = proc;
        this.reporter = reporter;
        this.postmaster = proc.role() == ProcRole.POSTMASTER;
    }

    /**
     * Takes a buffer out if, with its partition locked, it still is one of those meant.
     *
     * @param fork −1 for all, and then every block
     * @param wholeDatabase any relation of {@code rel}'s database
     * @return false when this is the postmaster and the buffer is being written still
     */
    boolean forget(int b, RelFileNode rel, int fork, int firstBlock, boolean wholeDatabase) {
        long start = 0;
        for (int round = 0; ; round++) {
            long waited = start == 0 ? 0 : System.nanoTime() - start;
            int hash = s.tagHash(b);
            long partition = s.partition(hash);
            LwLock.acquireExclusive(proc, s.m, partition);
            long state = s.state(b);
            boolean wanted = s.tagHash(b) == hash
                    && (state & BufferShared.TAG_VALID) != 0
                    && (wholeDatabase ? s.db(b) == rel.db() : s.ofRelation(b, rel))
                    && (fork < 0 || s.fork(b) == fork && Integer.compareUnsigned(s.block(b), firstBlock) >= 0);
            boolean own = wanted && pins.count(b) > 0;
            boolean done = !wanted || !own && mayTake(state, waited) && take(b, state);
            LwLock.release(proc, s.m, partition);
            if (own) {
                throw SqlError.internal("buffer is pinned in InvalidateBuffer");
            }
            if (done) {
                if (wanted) {
                    pins.unpin(b);
                }
                return true;
            }
            if (postmaster && (state & BufferShared.IO) != 0 && waited > POSTMASTER_IO_NANOS) {
                return false;
            }
            if (start == 0) {
                start = System.nanoTime();
            }
            if (round % STALLED_ROUNDS == STALLED_ROUNDS - 1) {
                proc.stalled();
            }
            Pause.pause(round);
        }
    }

    private boolean mayTake(long state, long waited) {
        return (state & BufferShared.IO) == 0
                && ((state & BufferShared.PIN_MASK) == 0
                        || waited > (postmaster ? POSTMASTER_PATIENCE_NANOS : PATIENCE_NANOS));
    }

    /** Pins the buffer and unmaps it; false when it is in use after all. */
    private boolean take(int b, long state) {
        if (!pins.pinUnpinned(b, state)) {
            return false;
        }
        if ((state & BufferShared.PIN_MASK) != 0) {
            reporter.log("block " + Integer.toUnsignedString(s.block(b)) + " of relation "
                    + s.relation(b).path(s.fork(b)) + ", which is gone, is pinned by " + owners(b));
        }
        boolean out = s.unmap(proc, b, BufferShared.IO);
        if (!out) {
            pins.unpin(b);
        }
        return out;
    }

    private String owners(int b) {
        StringBuilder names = new StringBuilder();
        ProcSlots slots = proc.slots();
        int n = slots.highWater();
        for (int i = 0; i < n; i++) {
            if (i != proc.slot() && slots.inUse(i) && s.lists(slots, i, b)) {
                names.append(names.isEmpty() ? "process " : ", ").append(slots.pid(i));
            }
        }
        return names.isEmpty() ? "nobody known" : names.toString();
    }
}
