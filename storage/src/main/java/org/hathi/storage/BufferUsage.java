package org.hathi.storage;

import org.hathi.shm.LwLock;
import org.hathi.shm.Segment;

/**
 * What the buffer pool holds at the moment, counted without any lock: exact only when nothing runs.
 *
 * @param buffers shared buffers in all
 * @param valid those that hold a page
 * @param dirty those to be written
 * @param pins pins of all processes together
 * @param inputOutput buffers being read or written
 * @param contentLocks buffers whose content lock somebody holds
 */
public record BufferUsage(int buffers, int valid, int dirty, long pins, int inputOutput, int contentLocks) {
    /** Looks at every buffer descriptor of a segment. */
    public static BufferUsage of(Segment segment) {
        BufferShared s = new BufferShared(segment);
        int valid = 0;
        int dirty = 0;
        long pins = 0;
        int io = 0;
        int locks = 0;
        for (int b = 0; b < s.count; b++) {
            long state = s.state(b);
            valid += (state & BufferShared.VALID) != 0 ? 1 : 0;
            dirty += (state & BufferShared.DIRTY) != 0 ? 1 : 0;
            pins += state & BufferShared.PIN_MASK;
            io += (state & BufferShared.IO) != 0 ? 1 : 0;
            locks += LwLock.isHeld(s.m, s.contentLock(b)) ? 1 : 0;
        }
        return new BufferUsage(s.count, valid, dirty, pins, io, locks);
    }
}
