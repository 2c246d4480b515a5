package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.hathi.os.Mem;

/**
 * A bounded ring of 16-byte messages that every process reads at its own pace: shared invalidation. Writers overwrite
 * the oldest messages; a reader that fell behind by more than the ring is told to reset (drop all it has cached).
 *
 * <p>LAYOUT header: 0 capacity int; 8 tail long (messages below may be overwritten); 16 head long (messages below are
 * complete); 32 writers' lock (16 bytes); then capacity × 16 bytes at 64.
 *
 * <p>LATCHES: the writers' lock; readers take none: they copy, then check that the tail has not passed what they
 * copied. A writer moves the tail before it overwrites and the head after it has written, so one that dies in between
 * leaves nothing visible.
 */
public final class SharedQueue {
    /** Bytes of a message. */
    public static final int MESSAGE = 16;

    private static final int TAIL = 8;
    private static final int HEAD = 16;
    private static final int LOCK = 32;
    private static final int DATA = 64;

    private final MemorySegment m;
    private final long base;
    private final int mask;

    public SharedQueue(Segment segment, String region) {
        m = segment.memory();
        base = segment.region(region).offset();
        mask = Mem.i32(m, base) - 1;
    }

    /** @param capacity messages, a power of two */
    public static RegionSpec spec(String name, int capacity, LwTranche tranche) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity=" + capacity);
        }
        return new RegionSpec(name, DATA + (long) capacity * MESSAGE, (m, off, size) -> {
            Mem.put32(m, off, capacity);
            LwLock.init(m, off + LOCK, tranche);
        });
    }

    /** Messages ever written: where a new reader starts, since it has nothing cached. */
    public long position() {
        return Mem.longAcquire(m, base + HEAD);
    }

    /** Appends {@code n} messages from native memory; n may exceed the capacity (then readers reset). */
    public void insert(Proc me, MemorySegment src, long off, int n) {
        LwLock.acquire(me, m, base + LOCK, true);
        long head = Mem.i64(m, base + HEAD);
        long tail = Math.max(Mem.i64(m, base + TAIL), head + n - mask - 1);
        Mem.longVolatile(m, base + TAIL, tail);
        VarHandle.fullFence();
        for (int i = 0; i < n; i++) {
            long to = base + DATA + ((head + i) & mask) * MESSAGE;
            Mem.put64(m, to, Mem.i64(src, off + 16L * i));
            Mem.put64(m, to + 8, Mem.i64(src, off + 16L * i + 8));
        }
        Mem.longRelease(m, base + HEAD, head + n);
        if (Faults.ON) {
            me.reach(KillPoint.SINVAL_SENT);
        }
        LwLock.release(me, m, base + LOCK);
    }

    /** Makes every reader reset: messages that somebody had to send are lost. */
    public void reset(Proc me) {
        LwLock.acquire(me, m, base + LOCK, true);
        long head = Mem.i64(m, base + HEAD) + 1;
        Mem.longVolatile(m, base + TAIL, head);
        Mem.longRelease(m, base + HEAD, head);
        LwLock.release(me, m, base + LOCK);
    }

    /** Whether there is anything to read from a position. */
    public boolean hasMore(long position) {
        return Mem.longAcquire(m, base + HEAD) != position;
    }

    /**
     * Copies messages from {@code position} on.
     *
     * @return how many (the caller advances its position by as many), or −1: messages were lost, reset everything and
     *     go on from {@link #position}
     */
    public int read(long position, MemorySegment out, long off, int max) {
        long head = Mem.longAcquire(m, base + HEAD);
        int n = (int) Math.min(head - position, max);
        for (int i = 0; i < n; i++) {
            long from = base + DATA + ((position + i) & mask) * MESSAGE;
            Mem.put64(out, off + 16L * i, Mem.i64(m, from));
            Mem.put64(out, off + 16L * i + 8, Mem.i64(m, from + 8));
        }
        VarHandle.acquireFence();
        return Mem.longVolatile(m, base + TAIL) > position ? -1 : n;
    }
}
