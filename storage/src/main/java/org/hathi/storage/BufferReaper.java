package org.hathi.storage;

import org.hathi.shm.Proc;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.Segment;
import org.hathi.wal.Wal;
import org.hathi.wal.WalShared;

/** Takes back what a dead process held in this room and in {@code wal}: for the postmaster's reaper. */
public final class BufferReaper {
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
            if ((slots.pin(slot, i) & PrivatePins.IN_TRANSITION) != 0) {
                return false;
            }
        }
        for (int i = 0; i < slots.maxPins(); i++) {
            long entry = slots.pin(slot, i);
            if (entry != 0) {
                int buf = (int) entry - 1;
                if ((buffers.state(buf) & BufferShared.IO) != 0 && buffers.ioOwner(buf) == slot) {
                    buffers.endIo(me, buf, false, BufferShared.IO_ERROR);
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
     * Lets checkpoints begin again if the dead process held them off, or ran them. Only when its transaction has ended:
     * a checkpoint between its commit record and the commit log's page would lose the commit.
     */
    public void releaseCheckpoints(int slot) {
        checkpoints.releaseDead(slot);
    }
}
