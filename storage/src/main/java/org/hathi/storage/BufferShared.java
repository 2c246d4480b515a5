package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hathi.os.Futex;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Faults;
import org.hathi.shm.KillPoint;
import org.hathi.shm.LwLock;
import org.hathi.shm.LwTranche;
import org.hathi.shm.Proc;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.RegionSpec;
import org.hathi.shm.Segment;

/**
 * The shared structures of the buffer pool. Buffers are numbered from 0 in here (public numbers are one more).
 *
 * <pre>
 * LAYOUT  "Buffer Descriptors": 64 bytes of header (0: clock hand, 8 bytes; 8: number of buffers), then 64 bytes each
 *          off size field          guard
 *            0    8 state          atomic: bits 0–17 pins, 18–21 usage, 22–32 flags below,
 *                                  40–55 with IO its owner: slot + 1
 *            8   20 tag (spc, db, rel, fork, block)
 *                                  write: mapping partition exclusive and no other pin; read: pinned, or partition
 *           28    4 cleanup waiter its slot + 1, with PIN_WAITER set
 *           32   16 content lock
 *           48    4 io word        futex; changes when an I/O ends
 *           52    4 unused
 *           56    4 next           buffer + 1 in the mapping chain; guard: partition
 *           60    4 hash           as tag
 *         "Shared Buffer Lookup Table": 128 partition locks, 64 bytes apart, then bucket heads (buffer + 1)
 *         "Buffer Blocks": 8 kB each
 * </pre>
 *
 * INVARIANTS
 * BUF-1 a buffer is in the mapping exactly when TAG_VALID is set; BUF-2 the tag of a pinned TAG_VALID buffer does not
 * change, but it ceases to be valid when the page is gone (see {@link BufferInvalidation}); BUF-3 DIRTY implies VALID;
 * BUF-4 whoever has IO set has a pin.
 *
 * CRASH  Pins are listed in process slots before they are taken (see {@link PrivatePins}); a mapping change is noted
 * there, with the buffer, which is pinned; content locks are lightweight locks. {@link BufferReaper} finds out what is
 * true of a pin half taken, takes a buffer that is not valid out of the chain, and ends an I/O in progress.
 */
final class BufferShared {
    static final String DESCRIPTORS = "Buffer Descriptors";
    static final String BLOCKS = "Buffer Blocks";
    static final String MAPPING = "Shared Buffer Lookup Table";

    static final long PIN_MASK = (1L << 18) - 1;
    static final long USAGE_ONE = 1L << 18;
    static final long USAGE_MASK = 15L << 18;
    static final long MAX_USAGE = 5L << 18;
    static final long DIRTY = 1L << 23;
    static final long VALID = 1L << 24;
    static final long TAG_VALID = 1L << 25;
    static final long IO = 1L << 26;
    static final long IO_ERROR = 1L << 27;
    static final long JUST_DIRTIED = 1L << 28;
    static final long PIN_WAITER = 1L << 29;
    static final long CHECKPOINT_NEEDED = 1L << 30;
    static final long PERMANENT = 1L << 31;
    static final long IO_WAITERS = 1L << 32;
    static final long FLAGS = ~((1L << 22) - 1);
    private static final int OWNER_SHIFT = 40;
    private static final long OWNER = 0xFFFFL << OWNER_SHIFT;

    private static final int PARTITIONS = 128;
    private static final int SIZE = 64;
    private static final long IO_SLEEP_NANOS = 100_000_000L;

    final MemorySegment m;
    final int count;
    private final long descriptors;
    private final long blocks;
    private final long locks;
    private final long buckets;
    private final int bucketMask;

    BufferShared(Segment segment) {
        this.m = segment.memory();
        long base = segment.region(DESCRIPTORS).offset();
        this.count = Mem.intAcquire(m, base + 8);
        this.descriptors = base + SIZE;
        this.blocks = segment.region(BLOCKS).offset();
        this.locks = segment.region(MAPPING).offset();
        this.buckets = locks + PARTITIONS * 64L;
        this.bucketMask = buckets(count) - 1;
    }

    private static int buckets(int count) {
        return Math.max(PARTITIONS, Integer.highestOneBit(Math.max(count, 2) - 1) << 1);
    }

    static List<RegionSpec> regions(int count) {
        return List.of(
                new RegionSpec(DESCRIPTORS, SIZE + (long) count * SIZE, (m, off, size) -> {
                    Mem.intRelease(m, off + 8, count);
                    for (int i = 0; i < count; i++) {
                        LwLock.init(m, off + SIZE + (long) i * SIZE + 32, LwTranche.BUFFER_CONTENT);
                    }
                }),
                RegionSpec.zeroed(BLOCKS, (long) count * Blocks.SIZE),
                new RegionSpec(MAPPING, PARTITIONS * 64L + buckets(count) * 4L, (m, off, size) -> {
                    for (int i = 0; i < PARTITIONS; i++) {
                        LwLock.init(m, off + i * 64L, LwTranche.BUFFER_MAPPING);
                    }
                }));
    }

    long at(int buf) {
        return descriptors + (long) buf * SIZE;
    }

    long page(int buf) {
        return blocks + (long) buf * Blocks.SIZE;
    }

    /** Offset in the segment of the first page. */
    long blocksOffset() {
        return blocks;
    }

    long state(int buf) {
        return Mem.longVolatile(m, at(buf));
    }

    boolean cas(int buf, long expected, long v) {
        return Mem.casLong(m, at(buf), expected, v);
    }

    /** Sets and clears flags; returns the state before. */
    long change(int buf, long set, long clear) {
        while (true) {
            long s = state(buf);
            if (cas(buf, s, s & ~clear | set)) {
                return s;
            }
        }
    }

    long contentLock(int buf) {
        return at(buf) + 32;
    }

    int spc(int buf) {
        return Mem.i32(m, at(buf) + 8);
    }

    int db(int buf) {
        return Mem.i32(m, at(buf) + 12);
    }

    int rel(int buf) {
        return Mem.i32(m, at(buf) + 16);
    }

    int fork(int buf) {
        return Mem.i32(m, at(buf) + 20);
    }

    int block(int buf) {
        return Mem.i32(m, at(buf) + 24);
    }

    RelFileNode relation(int buf) {
        return new RelFileNode(spc(buf), db(buf), rel(buf));
    }

    boolean hasTag(int buf, RelFileNode r, int fork, int block) {
        return block(buf) == block
                && rel(buf) == r.rel()
                && fork(buf) == fork
                && db(buf) == r.db()
                && spc(buf) == r.spc();
    }

    boolean ofRelation(int buf, RelFileNode r) {
        return rel(buf) == r.rel() && db(buf) == r.db() && spc(buf) == r.spc();
    }

    private void setTag(int buf, RelFileNode r, int fork, int block, int hash) {
        long at = at(buf);
        Mem.put32(m, at + 8, r.spc());
        Mem.put32(m, at + 12, r.db());
        Mem.put32(m, at + 16, r.rel());
        Mem.put32(m, at + 20, fork);
        Mem.put32(m, at + 24, block);
        Mem.put32(m, at + 60, hash);
    }

    int tagHash(int buf) {
        return Mem.i32(m, at(buf) + 60);
    }

    static int hash(RelFileNode r, int fork, int block) {
        long h = (r.rel() * 0x9E3779B97F4A7C15L) ^ ((long) r.db() << 32 | block & 0xFFFFFFFFL);
        h = (h ^ h >>> 29) * 0xBF58476D1CE4E5B9L + r.spc() * 31L + fork;
        h = (h ^ h >>> 32) * 0x94D049BB133111EBL;
        return (int) (h >>> 32);
    }

    // --- mapping

    /** The lock of the partition a hash belongs to. */
    long partition(int hash) {
        return locks + (hash & PARTITIONS - 1) * 64L;
    }

    /** Finds a block's buffer, −1 if none; partition locked. */
    int find(int hash, RelFileNode r, int fork, int block) {
        int i = Mem.intAcquire(m, bucket(hash));
        while (i != 0) {
            int buf = i - 1;
            if (tagHash(buf) == hash && hasTag(buf, r, fork, block)) {
                return buf;
            }
            i = Mem.intAcquire(m, at(buf) + 56);
        }
        return -1;
    }

    private long bucket(int hash) {
        return buckets + (hash & bucketMask) * 4L;
    }

    /** Enters an unmapped, pinned buffer; partition locked exclusively, critical section. */
    void insert(int buf, int hash, RelFileNode r, int fork, int block) {
        setTag(buf, r, fork, block, hash);
        Mem.intRelease(m, at(buf) + 56, Mem.intAcquire(m, bucket(hash)));
        Mem.intRelease(m, bucket(hash), buf + 1);
    }

    private void remove(int buf) {
        if (!unlink(buf, tagHash(buf))) {
            throw org.hathi.base.SqlError.internal("shared buffer hash table corrupted");
        }
    }

    /** Takes a buffer out of the chain of a hash, if it is there; partition locked exclusively, also by the dead. */
    boolean unlink(int buf, int hash) {
        long link = bucket(hash);
        for (int i = Mem.intAcquire(m, link); i != 0; i = Mem.intAcquire(m, link)) {
            if (i - 1 == buf) {
                Mem.intRelease(m, link, Mem.intAcquire(m, at(buf) + 56));
                return true;
            }
            link = at(i - 1) + 56;
        }
        return false;
    }

    /**
     * Takes a buffer that the caller has pinned out of the mapping, and forgets its page; partition locked
     * exclusively. The flags go first: who finds the buffer in the chain has waited for the partition.
     *
     * @param unless flags with which it stays: then false
     */
    boolean unmap(Proc me, int buf, long unless) {
        me.enterMapping(buf, tagHash(buf));
        long old;
        do {
            old = state(buf);
            if ((old & unless) != 0) {
                me.exitCritical();
                return false;
            }
        } while (!cas(buf, old, old & ~(FLAGS | USAGE_MASK)));
        if (Faults.ON) {
            me.reach(KillPoint.BUFFER_LEAVING);
        }
        remove(buf);
        me.exitCritical();
        return true;
    }

    /** Whether a process has listed a buffer as pinned, or about to be. */
    boolean lists(ProcSlots slots, int slot, int buf) {
        for (int i = 0; i < slots.maxPins(); i++) {
            if ((int) slots.pin(slot, i) - 1 == buf) {
                return true;
            }
        }
        return false;
    }

    // --- clock

    /** The next buffer the clock hand points at. */
    int tick() {
        return (int) Long.remainderUnsigned(Mem.addLong(m, descriptors - SIZE, 1), count);
    }

    /** Where the hand is: ticks since start. */
    long hand() {
        return Mem.longAcquire(m, descriptors - SIZE);
    }

    // --- input and output

    /**
     * Claims a pinned buffer's I/O, waiting for one that runs. False if there is nothing to do any more: it is valid
     * (for input) or clean (for output).
     */
    boolean startIo(Proc me, int buf, boolean input) {
        while (true) {
            long s = state(buf);
            if ((s & IO) != 0) {
                waitIo(me, buf);
            } else if (input ? (s & VALID) != 0 : (s & DIRTY) == 0) {
                return false;
            } else if (cas(buf, s, s | IO | me.slot() + 1L << OWNER_SHIFT)) {
                return true;
            }
        }
    }

    private static final org.hathi.shm.WaitEvent IO_WAIT = org.hathi.shm.WaitEvent.DATA_FILE_READ;

    /** Waits until no I/O runs on a pinned buffer. */
    void waitIo(Proc me, int buf) {
        for (int round = 0; ; round++) {
            int word = Mem.intVolatile(m, at(buf) + 48);
            long s = state(buf);
            if ((s & IO) == 0) {
                return;
            }
            if (round < 20 && me.spinAllowed()) {
                Thread.onSpinWait();
            } else if ((s & IO_WAITERS) != 0 || cas(buf, s, s | IO_WAITERS)) {
                int before = me.waitStart(IO_WAIT);
                Futex.wait(m, at(buf) + 48, word, IO_SLEEP_NANOS);
                me.waitEnd(before);
            }
        }
    }

    /** Ends an I/O; {@code clean} clears DIRTY unless the page was changed since {@link #JUST_DIRTIED} was cleared. */
    void endIo(int buf, boolean clean, long set) {
        while (true) {
            long s = state(buf);
            long n = s & ~(IO | IO_ERROR | IO_WAITERS | OWNER);
            if (clean && (s & JUST_DIRTIED) == 0) {
                n &= ~(DIRTY | CHECKPOINT_NEEDED);
            }
            if (cas(buf, s, n | set)) {
                if ((s & IO_WAITERS) != 0) {
                    Mem.addInt(m, at(buf) + 48, 1);
                    Futex.wake(m, at(buf) + 48, Integer.MAX_VALUE);
                }
                return;
            }
        }
    }

    int ioOwner(int buf) {
        return (int) ((state(buf) & OWNER) >>> OWNER_SHIFT) - 1;
    }

    int cleanupWaiter(int buf) {
        return Mem.intAcquire(m, at(buf) + 28) - 1;
    }

    void setCleanupWaiter(int buf, int slot) {
        Mem.intRelease(m, at(buf) + 28, slot + 1);
    }
}
