package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Futex;
import org.hathi.os.Mem;
import org.hathi.shm.LwLock;
import org.hathi.shm.LwTranche;
import org.hathi.shm.Proc;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;

/**
 * What the checkpointer shares with the others: the queue of sync requests, the state of checkpoints, delays, counters.
 *
 * <pre>
 * LAYOUT  off size field                guard
 *           0   16 comm lock
 *          16    4 requests in the queue  comm lock; raised last, so that a request is whole or not there
 *          20    4 capacity             immutable
 *          24    4 checkpointer slot + 1
 *          28    4 bgwriter slot + 1
 *          36    4 flags wanted         atomic or
 *          40    4 checkpoints started  checkpointer writes
 *          44    4 checkpoints done     checkpointer writes
 *          48    4 checkpoints failed   checkpointer writes
 *          52    4 futex word: changes when one ends
 *          56    4 process slots        immutable
 *          60    4 sync requests lost   reaper sets, checkpointer clears
 *          64  128 counters             atomic adds
 *         192      delay word per slot  its process writes
 *           …      requests, 32 bytes each
 * </pre>
 *
 * CRASH: nothing to repair but the delay word of the dead ({@link #releaseDead}); the lock is a lightweight one. With a
 * checkpointer die the sync requests it had taken: its successor's first checkpoint syncs every file of the cluster.
 */
public final class CheckpointShared {
    public static final String REGION = "Checkpointer Data";

    /** Counters, as pg_stat_bgwriter's columns. */
    public static final int TIMED = 0;

    public static final int REQUESTED = 1;
    /** Milliseconds. */
    public static final int WRITE_TIME = 2;
    /** Milliseconds. */
    public static final int SYNC_TIME = 3;

    public static final int BUFFERS_CHECKPOINT = 4;
    public static final int BUFFERS_CLEAN = 5;
    public static final int MAXWRITTEN_CLEAN = 6;
    public static final int BUFFERS_BACKEND = 7;
    public static final int BUFFERS_BACKEND_FSYNC = 8;
    public static final int BUFFERS_ALLOC = 9;
    static final int COUNTERS = 16;

    static final int REQUEST = 32;
    private static final long COUNT = 16;
    private static final long CAPACITY = 20;
    private static final long CHECKPOINTER = 24;
    private static final long FLAGS = 36;
    private static final long STARTED = 40;
    private static final long DONE = 44;
    private static final long FAILED = 48;
    private static final long WORD = 52;
    private static final long SLOTS = 56;
    private static final long LOST = 60;
    private static final long COUNTER = 64;
    private static final long DELAY = 192;

    final MemorySegment m;
    private final long base;
    private final int capacity;
    private final int slots;
    private final long requests;

    public CheckpointShared(Segment segment) {
        this.m = segment.memory();
        this.base = segment.region(REGION).offset();
        this.capacity = Mem.intAcquire(m, base + CAPACITY);
        this.slots = Mem.intAcquire(m, base + SLOTS);
        this.requests = base + requestsOffset(slots);
    }

    private static long requestsOffset(int slots) {
        return (DELAY + slots * 4L + 63) & ~63L;
    }

    static RegionSpec spec(int capacity, int maxProcs) {
        return new RegionSpec(REGION, requestsOffset(maxProcs) + (long) capacity * REQUEST, (m, off, size) -> {
            LwLock.init(m, off, LwTranche.CHECKPOINTER_COMM);
            Mem.intRelease(m, off + CAPACITY, capacity);
            Mem.intRelease(m, off + SLOTS, maxProcs);
        });
    }

    void lock(Proc me) {
        LwLock.acquireExclusive(me, m, base);
    }

    void unlock(Proc me) {
        LwLock.release(me, m, base);
    }

    int capacity() {
        return capacity;
    }

    int count() {
        return Mem.intAcquire(m, base + COUNT);
    }

    void setCount(int n) {
        Mem.intRelease(m, base + COUNT, n);
    }

    long request(int i) {
        return requests + (long) i * REQUEST;
    }

    /** Slot of the checkpointer, −1 when there is none. */
    public int checkpointer() {
        return Mem.intAcquire(m, base + CHECKPOINTER) - 1;
    }

    public void setCheckpointer(int slot) {
        Mem.intRelease(m, base + CHECKPOINTER, slot + 1);
    }

    /** Adds to a counter. */
    public void count(int counter, long n) {
        Mem.addLong(m, base + COUNTER + counter * 8L, n);
    }

    public long counter(int counter) {
        return Mem.longAcquire(m, base + COUNTER + counter * 8L);
    }

    // --- delays

    /** Until {@link #endDelay} no checkpoint that began earlier or begins now completes its scan of buffers. */
    public void beginDelay(int slot) {
        Mem.intVolatile(m, base + DELAY + slot * 4L, 1);
    }

    public void endDelay(int slot) {
        Mem.intRelease(m, base + DELAY + slot * 4L, 0);
    }

    /** Waits for everybody who was delaying when it was called. */
    void waitForDelays() {
        for (int i = 0; i < slots; i++) {
            for (int round = 0; Mem.intVolatile(m, base + DELAY + i * 4L) != 0; round++) {
                Pause.pause(round);
            }
        }
    }

    /** For the reaper. */
    public void releaseDead(int slot) {
        endDelay(slot);
        if (checkpointer() == slot) {
            setCheckpointer(-1);
            Mem.intRelease(m, base + LOST, 1);
            if (Mem.intVolatile(m, base + STARTED) != Mem.intVolatile(m, base + DONE)) {
                // the next one does it again, for those who wait
                Mem.orInt(
                        m, base + FLAGS, CheckpointFlags.REQUESTED | CheckpointFlags.FORCE | CheckpointFlags.IMMEDIATE);
            }
        }
    }

    /** Whether a checkpointer died with the sync requests it had taken: then every file has to be synced. */
    boolean syncsLost() {
        return Mem.intAcquire(m, base + LOST) != 0;
    }

    void syncsFound() {
        Mem.intRelease(m, base + LOST, 0);
    }

    // --- requests for checkpoints

    int takeFlags() {
        int f = Mem.intVolatile(m, base + FLAGS);
        return f == 0 ? 0 : Mem.andInt(m, base + FLAGS, 0);
    }

    /** Flags wanted by requests not yet begun. */
    public int flagsWanted() {
        return Mem.intVolatile(m, base + FLAGS);
    }

    void started() {
        Mem.addInt(m, base + STARTED, 1);
        wake();
    }

    void ended(boolean ok) {
        if (!ok) {
            Mem.addInt(m, base + FAILED, 1);
        }
        Mem.intVolatile(m, base + DONE, Mem.intVolatile(m, base + STARTED));
        wake();
    }

    private void wake() {
        Mem.addInt(m, base + WORD, 1);
        Futex.wake(m, base + WORD, Integer.MAX_VALUE);
    }

    /** Asks for a checkpoint without waiting. */
    public void want(Proc me, int flags) {
        Mem.orInt(m, base + FLAGS, flags | CheckpointFlags.REQUESTED);
        int slot = checkpointer();
        if (slot >= 0) {
            me.setLatch(slot);
        }
    }

    int startedCount() {
        return Mem.intVolatile(m, base + STARTED);
    }

    int doneCount() {
        return Mem.intVolatile(m, base + DONE);
    }

    int failedCount() {
        return Mem.intVolatile(m, base + FAILED);
    }

    int word() {
        return Mem.intVolatile(m, base + WORD);
    }

    void sleep(int expected, long nanos) {
        Futex.wait(m, base + WORD, expected, nanos);
    }
}
