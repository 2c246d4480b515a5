package org.hathi.wal;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;

/**
 * The WAL region of shared memory.
 *
 * <pre>
 * LAYOUT  off size field               guard
 *           0    8 state               atomic: position since base &lt;&lt; 24 | size of the last record, in 8 bytes
 *          64    8 base                write: barrier held; read: an insertion slot taken, or seqlock
 *          72    8 basePrev            as base: byte position of the record that ends at base
 *          80    4 baseSeq             seqlock of base: odd while it changes
 *         128    4 barrier             CAS: process slot + 1 of who keeps inserters out
 *         192    8 redoPtr             write: barrier held
 *         200    4 fullPageWrites      write: barrier held
 *         204    4 insertAllowed       write: startup process, once
 *         256    8 initializedUpTo     write: mapLatch
 *         264    4 mapLatch            CAS
 *         320    8 written             write: flush owner; release/acquire
 *         328    8 flushed             write: flush owner; release/acquire
 *         336    8 writeRequest        atomic maximum
 *         344    8 asyncLsn            atomic maximum
 *         384    4 flushOwner          CAS: process slot + 1 of the leader
 *         388    4 flushSeq            write: flush owner
 *         392    8 flushTarget         write: flush owner; 0 while not known
 *         400    8 word[2]             futex words of the running and the next group, by parity of flushSeq
 *         408    8 waiters[2]          atomic
 *         448    4 timeline, 452 4 previousTimeline, 456 4 segmentSize, 460 4 buffers, 464 4 slots
 *         472    8 lastRemovedSegment, 480 8 lastSwitchTime, 488 8 lastSwitchLsn, 496 4 sleeping walwriter + 1
 *         512    4 controlLatch        CAS
 *         576  296 control file        write: controlLatch
 *         896   64 statistics before the last reset, 960 8 time of it
 *        1024      slots: 128 bytes per process slot
 *                  0 insertingAt (0 none, 1 somewhere, else: inserts nothing before this), 8 lastImportant,
 *                  16… counters (written by the slot's process only)
 *                  80 base, 88 state before it, 96 bytes of the reservation being made or made; 104 4 being made
 *           …      end LSN of the page in each buffer; then the pages
 * </pre>
 *
 * INVARIANTS
 * WAL-1 flushed ≤ written ≤ initializedUpTo; WAL-2 state only grows while barrier is not held; WAL-3 a process that
 * reserves space has a non-zero insertingAt from before the reservation until its bytes are in the buffers.
 *
 * CRASH  A process killed as the barrier's holder or with a latch of this region was in a critical section: crash
 * restart. One killed with a non-zero insertingAt has either reserved nothing; or it has, and the reaper fills the
 * space with a record that says nothing ({@link WalBuffers#fill}), unless the first pages of it may have been
 * written. Killed in the step between, it leaves what it was about to reserve, and the others and the log tell whether
 * that is taken, and by whom. One killed as flush owner is repaired by {@link #releaseDead}: written and flushed are
 * only moved after the fact, so the next leader does the work again.
 */
public final class WalShared {
    static final long STATE = 0;
    static final long BASE = 64;
    static final long BASE_PREV = 72;
    static final long BASE_SEQ = 80;
    static final long BARRIER = 128;
    static final long REDO = 192;
    static final long FULL_PAGE_WRITES = 200;
    static final long INSERT_ALLOWED = 204;
    static final long INITIALIZED = 256;
    static final long MAP_LATCH = 264;
    static final long WRITTEN = 320;
    static final long FLUSHED = 328;
    static final long WRITE_REQUEST = 336;
    static final long ASYNC = 344;
    static final long FLUSH_OWNER = 384;
    static final long FLUSH_SEQ = 388;
    static final long FLUSH_TARGET = 392;
    static final long FLUSH_WORD = 400;
    static final long FLUSH_WAITERS = 408;
    static final long TIMELINE = 448;
    static final long PREVIOUS_TIMELINE = 452;
    static final long SEGMENT_SIZE = 456;
    static final long BUFFERS = 460;
    static final long SLOTS = 464;
    static final long LAST_REMOVED = 472;
    static final long LAST_SWITCH_TIME = 480;
    static final long LAST_SWITCH_LSN = 488;
    static final long WALWRITER = 496;
    static final long CONTROL_LATCH = 512;
    static final long CONTROL = 576;
    static final long STATS_BASE = 896;
    static final long STATS_RESET = 960;
    static final long SLOT_ARRAY = 1024;
    static final int SLOT_SIZE = 128;
    static final int COUNTERS = 8;

    private static final int SPINS = 100;
    private static final int YIELDS = 120;
    private static final long PAUSE_NANOS = 50_000;

    final MemorySegment m;
    final int segmentSize;
    final int buffers;
    final int slots;
    private final long origin;
    private final long ends;
    private final long pages;

    /** A view of the region at byte offset {@code origin}, which has been initialised. */
    public WalShared(MemorySegment m, long origin) {
        this.m = m;
        this.origin = origin;
        this.segmentSize = Mem.i32(m, origin + SEGMENT_SIZE);
        this.buffers = Mem.i32(m, origin + BUFFERS);
        this.slots = Mem.i32(m, origin + SLOTS);
        this.ends = origin + endsOffset(slots);
        this.pages = origin + pagesOffset(slots, buffers);
    }

    private static long endsOffset(int slots) {
        return SLOT_ARRAY + (long) slots * SLOT_SIZE;
    }

    private static long pagesOffset(int slots, int buffers) {
        return (endsOffset(slots) + buffers * 8L + 4095) & ~4095L;
    }

    /** Bytes of the region. */
    public static long size(int buffers, int slots) {
        return pagesOffset(slots, buffers) + (long) buffers * Blocks.SIZE;
    }

    /** Pages of WAL buffers for a setting of {@code wal_buffers} (−1: a 32nd of shared buffers, at most a segment). */
    public static int buffersFor(int setting, int sharedBuffers, int segmentSize) {
        if (setting > 0) {
            return Math.max(4, setting);
        }
        return Math.max(8, Math.min(sharedBuffers / 32, segmentSize / Blocks.SIZE));
    }

    /** Initialises a zeroed region. */
    public static void init(MemorySegment m, long origin, int buffers, int slots, int segmentSize) {
        Mem.put32(m, origin + SEGMENT_SIZE, segmentSize);
        Mem.put32(m, origin + BUFFERS, buffers);
        Mem.put32(m, origin + SLOTS, slots);
        Mem.put32(m, origin + FULL_PAGE_WRITES, 1);
        Mem.put32(m, origin + TIMELINE, 1);
        Mem.put32(m, origin + PREVIOUS_TIMELINE, 1);
    }

    long at(long field) {
        return origin + field;
    }

    long get64(long field) {
        return Mem.longVolatile(m, origin + field);
    }

    void set64(long field, long v) {
        Mem.longVolatile(m, origin + field, v);
    }

    boolean cas64(long field, long expected, long v) {
        return Mem.casLong(m, origin + field, expected, v);
    }

    /** Raises a field to at least {@code v}. */
    void max64(long field, long v) {
        long old = get64(field);
        while (old < v && !cas64(field, old, v)) {
            old = get64(field);
        }
    }

    int get32(long field) {
        return Mem.intVolatile(m, origin + field);
    }

    void set32(long field, int v) {
        Mem.intVolatile(m, origin + field, v);
    }

    boolean cas32(long field, int expected, int v) {
        return Mem.casInt(m, origin + field, expected, v);
    }

    int add32(long field, int v) {
        return Mem.addInt(m, origin + field, v);
    }

    // --- pages

    int bufferOf(long lsn) {
        return (int) (Long.divideUnsigned(lsn, Blocks.SIZE) % buffers);
    }

    long pageEnd(int buffer) {
        return Mem.longAcquire(m, ends + buffer * 8L);
    }

    void setPageEnd(int buffer, long lsn) {
        Mem.longRelease(m, ends + buffer * 8L, lsn);
    }

    /** Offset in the segment of a buffer's page. */
    long page(int buffer) {
        return pages + (long) buffer * Blocks.SIZE;
    }

    // --- slots

    long inserting(int slot) {
        return Mem.longVolatile(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE);
    }

    void setInserting(int slot, long v) {
        Mem.longVolatile(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE, v);
    }

    void releaseInserting(int slot, long v) {
        Mem.longRelease(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE, v);
    }

    /** Notes what is about to be reserved, by the old value of the state. */
    void reserving(int slot, long base, long state, int size) {
        long at = origin + SLOT_ARRAY + (long) slot * SLOT_SIZE;
        Mem.put64(m, at + 80, base);
        Mem.put64(m, at + 88, state);
        Mem.put64(m, at + 96, size);
        Mem.intRelease(m, at + 104, 1);
    }

    /** Nothing is being reserved, or what was is. */
    void reserved(int slot) {
        Mem.intRelease(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE + 104, 0);
    }

    boolean isReserving(int slot) {
        return Mem.intVolatile(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE + 104) != 0;
    }

    /** What was noted: 0 base, 1 state, 2 bytes. */
    long reservation(int slot, int i) {
        return Mem.i64(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE + 80 + 8L * i);
    }

    long lastImportant(int slot) {
        return Mem.longAcquire(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE + 8);
    }

    void setLastImportant(int slot, long lsn) {
        Mem.longRelease(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE + 8, lsn);
    }

    /** Adds to a counter of a slot; only the slot's process does. */
    void count(int slot, int counter, long n) {
        long at = origin + SLOT_ARRAY + (long) slot * SLOT_SIZE + 16 + counter * 8L;
        Mem.longOpaque(m, at, Mem.longOpaque(m, at) + n);
    }

    long counter(int slot, int counter) {
        return Mem.longOpaque(m, origin + SLOT_ARRAY + (long) slot * SLOT_SIZE + 16 + counter * 8L);
    }

    // --- latches

    /** Takes a short latch: holders never block while they have it. */
    void latch(long field, int slot) {
        for (int i = 0; !cas32(field, 0, slot + 1); i++) {
            pause(i);
        }
    }

    void unlatch(long field) {
        set32(field, 0);
    }

    /** Passes a little time while waiting for another process that is about to do something. */
    static void pause(int round) {
        if (round < SPINS) {
            Thread.onSpinWait();
        } else if (round < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The control file's shared copy. */
    public ControlFile controlFile() {
        return new ControlFile(m, origin + CONTROL);
    }

    /** Takes the latch that guards changes of the control file. */
    public void lockControlFile(int slot) {
        latch(CONTROL_LATCH, slot);
    }

    public void unlockControlFile() {
        unlatch(CONTROL_LATCH);
    }

    /** Bytes of a WAL segment. */
    public int segmentSize() {
        return segmentSize;
    }

    /** The timeline WAL is written on. */
    public int timeline() {
        return get32(TIMELINE);
    }

    /** Whether the process of a slot has announced an insertion. */
    public boolean isInserting(int slot) {
        return inserting(slot) != 0;
    }

    /** Whether a process holds the barrier or a latch of this region. */
    boolean holdsLatch(int slot) {
        int owner = slot + 1;
        return get32(BARRIER) == owner || get32(MAP_LATCH) == owner || get32(CONTROL_LATCH) == owner;
    }

    /**
     * For the reaper: frees what a dead process left here; false when only a crash restart helps.
     *
     * @param logged the record it was inserting is complete
     */
    public boolean releaseDead(int slot, boolean logged) {
        int owner = slot + 1;
        if (logged && !holdsLatch(slot)) {
            releaseInserting(slot, 0);
        }
        if (inserting(slot) != 0 || holdsLatch(slot)) {
            return false;
        }
        if (get32(FLUSH_OWNER) == owner) {
            WalFlusher.finish(this);
        }
        return true;
    }
}
