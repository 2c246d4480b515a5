package org.hathi.storage;

import org.hathi.os.OsProcess;
import org.hathi.shm.LwLock;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.Segment;
import org.hathi.wal.Wal;
import org.hathi.wal.WalShared;

/** Takes back what a dead process held in this room and in {@code wal}: for the postmaster's reaper. */
public final class BufferReaper {
    private static final int SETTLE_ROUNDS = 20_000;

    private final BufferShared buffers;
    private final CheckpointShared checkpoints;
    private final WalShared wal;
    private final ProcSlots slots;

    public BufferReaper(Segment segment) {
        this.buffers = new BufferShared(segment);
        this.checkpoints = new CheckpointShared(segment);
        this.wal = new WalShared(segment.memory(), segment.region(Wal.REGION).offset());
        this.slots = new ProcSlots(segment);
    }

    /**
     * Ends the dead process's I/O, drops its pins, frees the flush leadership. Its lightweight locks (content locks
     * among them) have been released before. Once more, it does nothing.
     *
     * @param me the reaper's own handle
     * @return false when it died where nobody can tell what it held: crash restart
     */
    public boolean release(Proc me, int slot) {
        if (!wal.releaseDead(slot, slots.hasLogged(slot))) {
            return false;
        }
        for (int i = 0; i < slots.maxPins(); i++) {
            long entry = slots.pin(slot, i);
            if ((entry & PrivatePins.IN_TRANSITION) != 0 && !settle(me, slot, i, (int) entry - 1)) {
                return false;
            }
        }
        for (int i = 0; i < slots.maxPins(); i++) {
            long entry = slots.pin(slot, i);
            if (entry != 0) {
                int buf = (int) entry - 1;
                if ((buffers.state(buf) & BufferShared.IO) != 0 && buffers.ioOwner(buf) == slot) {
                    buffers.endIo(buf, false, BufferShared.IO_ERROR);
                }
                if ((buffers.state(buf) & BufferShared.PIN_WAITER) != 0 && buffers.cleanupWaiter(buf) == slot) {
                    buffers.change(buf, 0, BufferShared.PIN_WAITER);
                }
                PrivatePins.drop(buffers, me, buf);
                slots.clearPin(slot, i);
            }
        }
        return true;
    }

    /**
     * After a death between {@code Proc.enterMapping} and the end of that critical section, while the dead still has
     * the partition locked and the buffer pinned: a buffer whose tag is not valid does not belong into the chain.
     */
    public void repairMapping(int slot) {
        int buf = (int) slots.intent(slot, 6);
        if ((buffers.state(buf) & BufferShared.TAG_VALID) == 0) {
            buffers.unlink(buf, (int) slots.intent(slot, 7));
        }
    }

    /**
     * Finds out whether a pin was counted that the dead was about to take or to give back. With a pin of our own, and
     * the mapping partition locked, other pins only go; but for those of who writes it out, which two looks would see.
     */
    private boolean settle(Proc me, int slot, int entry, int buf) {
        for (long s = buffers.state(buf); !buffers.cas(buf, s, s + 1); s = buffers.state(buf)) {
            Thread.onSpinWait();
        }
        try {
            for (int round = 0; round < SETTLE_ROUNDS; round++) {
                int hash = buffers.tagHash(buf);
                long partition = buffers.partition(hash);
                LwLock.acquireExclusive(me, buffers.m, partition);
                int held = held(slot, buf, hash);
                LwLock.release(me, buffers.m, partition);
                if (held >= 0) {
                    slots.settlePin(slot, entry, held > 0 ? buf + 1L : 0);
                    return true;
                }
                Pause.pause(round);
            }
            return false;
        } finally {
            PrivatePins.drop(buffers, me, buf);
        }
    }

    /** 1 when the dead process's pin is counted, 0 when not, −1 when that cannot be told now. */
    private int held(int slot, int buf, int hash) {
        long state = buffers.state(buf);
        if ((state & BufferShared.TAG_VALID) != 0 && buffers.tagHash(buf) != hash) {
            return -1;
        }
        long first = holders(slot, buf);
        long second = holders(slot, buf);
        int dead = (int) (first >>> 32) + 1;
        int unknown = (int) (state & BufferShared.PIN_MASK) - 1 - (int) first;
        boolean still = first >= 0 && first == second && buffers.state(buf) == state;
        return !still || unknown < 0 || unknown > dead ? -1 : Math.min(unknown, 1);
    }

    /** How many others have a buffer pinned; above, how many are dead and may have; −1 while a live one may have. */
    private long holders(int slot, int buf) {
        long n = 0;
        for (int p = slots.highWater() - 1; p >= 0; p--) {
            if (p == slot || !slots.inUse(p)) {
                continue;
            }
            for (int i = 0; i < slots.maxPins(); i++) {
                long entry = slots.pin(p, i);
                if ((int) entry - 1 == buf) {
                    if ((entry & PrivatePins.IN_TRANSITION) == 0) {
                        n++;
                    } else if (OsProcess.isRunning(slots.pid(p))) {
                        return -1;
                    } else {
                        n += 1L << 32;
                    }
                }
            }
        }
        return n;
    }

    /**
     * Lets checkpoints begin again if the dead process held them off, or ran them. Only when its transaction has ended:
     * a checkpoint between its commit record and the commit log's page would lose the commit.
     */
    public void releaseCheckpoints(int slot) {
        checkpoints.releaseDead(slot);
    }
}
