package org.hathi.shm;

import java.lang.foreign.MemorySegment;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;

/**
 * A hash table of fixed capacity in a region: keys and values of fixed size, chained entries, partitions with a
 * lightweight lock each. Entries never move: an entry's offset is its identity while it is in the table.
 *
 * <p>LAYOUT header: buckets int 0, partitions int 4, capacity int 8, key bytes int 12, value bytes int 16, free-list
 * spin latch int 20, free head int 24, used count int 28; then partitions × 128 bytes (lock at 0), buckets × 4 bytes
 * (index of the first entry + 1), entries (next + 1 int, hash int, key, value; a multiple of 8 bytes). At 64 in a
 * partition: the entry (index + 1) that is neither in a chain nor in the free list, or just was.
 *
 * <p>LATCHES: the partition's lock, held by the caller (shared for {@link #find}, exclusive for changes); inside it the
 * free list's spin latch.
 *
 * <p>CRASH: changes must lie in a critical section. After a death in one, with the partition's lock held by the dead,
 * {@link #repair} makes chains and free list whole again: an entry is linked and unlinked by one store, and noted in
 * the partition while it is in neither.
 */
public final class SharedHash {
    private static final int HEADER = 128;
    private static final int PARTITION = 128;
    private static final int NOTE = 64;
    private static final int LATCH = 20;
    private static final int FREE = 24;
    private static final int USED = 28;
    private static final int ENTRY_HEADER = 8;

    private final MemorySegment m;
    private final long base;
    private final int bucketMask;
    private final int partitionMask;
    private final int capacity;
    private final int keySize;
    private final int entrySize;
    private final long buckets;
    private final long entries;

    /** The table in the region of that name. */
    public SharedHash(Segment segment, String region) {
        this.m = segment.memory();
        this.base = segment.region(region).offset();
        this.bucketMask = Mem.i32(m, base) - 1;
        int partitions = Mem.i32(m, base + 4);
        this.partitionMask = partitions - 1;
        this.capacity = Mem.i32(m, base + 8);
        this.keySize = Mem.i32(m, base + 12);
        this.entrySize = entrySize(keySize, Mem.i32(m, base + 16));
        this.buckets = base + HEADER + (long) partitions * PARTITION;
        this.entries = buckets + 4L * (bucketMask + 1);
    }

    private static int entrySize(int keySize, int valueSize) {
        return (ENTRY_HEADER + keySize + valueSize + 7) & -8;
    }

    private static int buckets(int capacity, int partitions) {
        return Math.max(partitions, Integer.highestOneBit(Math.max(2, capacity) - 1) << 1);
    }

    /**
     * The region of a table.
     *
     * @param partitions a power of two
     * @param keySize bytes, a multiple of 8
     * @param valueSize bytes
     */
    public static RegionSpec spec(
            String name, int capacity, int partitions, int keySize, int valueSize, LwTranche tranche) {
        if (Integer.bitCount(partitions) != 1 || (keySize & 7) != 0) {
            throw new IllegalArgumentException("partitions=" + partitions + " keySize=" + keySize);
        }
        int nb = buckets(capacity, partitions);
        int es = entrySize(keySize, valueSize);
        long size = HEADER + (long) partitions * PARTITION + 4L * nb + (long) capacity * es + 8;
        return new RegionSpec(name, size, (m, off, s) -> {
            Mem.put32(m, off, nb);
            Mem.put32(m, off + 4, partitions);
            Mem.put32(m, off + 8, capacity);
            Mem.put32(m, off + 12, keySize);
            Mem.put32(m, off + 16, valueSize);
            for (int i = 0; i < partitions; i++) {
                LwLock.init(m, off + HEADER + (long) i * PARTITION, tranche);
            }
            long entries = off + HEADER + (long) partitions * PARTITION + 4L * nb;
            for (int i = 0; i < capacity; i++) {
                Mem.put32(m, entries + (long) i * es, i + 1 < capacity ? i + 2 : 0);
            }
            Mem.put32(m, off + 24, capacity > 0 ? 1 : 0);
        });
    }

    /** Hash of a key in native memory. */
    public int hash(MemorySegment k, long off) {
        long h = 0x9E3779B97F4A7C15L;
        for (int i = 0; i < keySize; i += 8) {
            h = (h ^ Mem.i64(k, off + i)) * 0xFF51AFD7ED558CCDL;
            h ^= h >>> 32;
        }
        return (int) (h ^ (h >>> 29));
    }

    public int partitions() {
        return partitionMask + 1;
    }

    public int partitionOf(int hash) {
        return hash & partitionMask;
    }

    /** Offset of the lock of a partition. */
    public long lock(int partition) {
        return base + HEADER + (long) partition * PARTITION;
    }

    /** Offset of the lock for a hash. */
    public long lockFor(int hash) {
        return lock(hash & partitionMask);
    }

    private long entry(int index) {
        return entries + (long) (index - 1) * entrySize;
    }

    private long bucket(int hash) {
        // the low bits choose the partition, so that a bucket belongs to one partition
        return buckets + 4L * (hash & bucketMask);
    }

    /** Offset of the entry with this key, −1 when there is none. The partition's lock is held. */
    public long find(int hash, MemorySegment k, long koff) {
        for (int i = Mem.i32(m, bucket(hash)); i != 0; ) {
            long e = entry(i);
            if (Mem.i32(m, e + 4) == hash && sameKey(e, k, koff)) {
                return e;
            }
            i = Mem.i32(m, e);
        }
        return -1;
    }

    private boolean sameKey(long e, MemorySegment k, long koff) {
        for (int i = 0; i < keySize; i += 8) {
            if (Mem.i64(m, e + ENTRY_HEADER + i) != Mem.i64(k, koff + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds an entry for a key that is not in the table; its value is zeroed. The partition's lock is held exclusively.
     *
     * @return its offset, −1 when the table is full
     */
    public long tryInsert(Proc me, int hash, MemorySegment k, long koff) {
        me.enterCritical();
        try {
            long note = note(hash);
            SpinLatch.acquire(me, m, base + LATCH);
            int i = Mem.i32(m, base + FREE);
            if (i != 0) {
                Mem.put32(m, note, i);
                Mem.intRelease(m, base + FREE, Mem.i32(m, entry(i)));
                Mem.put32(m, base + USED, Mem.i32(m, base + USED) + 1);
            }
            SpinLatch.release(me, m, base + LATCH);
            if (i == 0) {
                return -1;
            }
            if (Faults.ON && me.inLockTable()) {
                me.reach(KillPoint.LOCK_ENTRY_TAKEN);
            }
            long e = entry(i);
            for (long p = e + ENTRY_HEADER + keySize; p < e + entrySize; p += 8) {
                Mem.put64(m, p, 0L);
            }
            Mem.copy(k, koff, m, e + ENTRY_HEADER, keySize);
            long b = bucket(hash);
            Mem.put32(m, e + 4, hash);
            Mem.put32(m, e, Mem.i32(m, b));
            Mem.intRelease(m, b, i);
            Mem.intRelease(m, note, 0);
            return e;
        } finally {
            me.exitCritical();
        }
    }

    /** As {@link #tryInsert}; 53200 "out of shared memory" when full. */
    public long insert(Proc me, int hash, MemorySegment k, long koff) {
        long e = tryInsert(me, hash, k, koff);
        if (e < 0) {
            throw new SqlError(SqlState.OUT_OF_MEMORY, "out of shared memory");
        }
        return e;
    }

    /** Removes an entry. The partition's lock is held exclusively. */
    public void remove(Proc me, long e) {
        me.enterCritical();
        try {
            int index = (int) ((e - entries) / entrySize) + 1;
            int next = Mem.i32(m, e);
            int hash = Mem.i32(m, e + 4);
            long note = note(hash);
            long link = bucket(hash);
            while (Mem.i32(m, link) != index) {
                link = entry(Mem.i32(m, link));
            }
            Mem.put32(m, note, index);
            Mem.intRelease(m, link, next);
            if (Faults.ON && me.inLockTable()) {
                me.reach(KillPoint.LOCK_ENTRY_UNLINKED);
            }
            SpinLatch.acquire(me, m, base + LATCH);
            push(index);
            if (Faults.ON && me.inLockTable()) {
                me.reach(KillPoint.LOCK_ENTRY_FREED);
            }
            // while the latch is held: afterwards somebody else may take it
            Mem.intRelease(m, note, 0);
            Mem.put32(m, base + USED, Mem.i32(m, base + USED) - 1);
            SpinLatch.release(me, m, base + LATCH);
        } finally {
            me.exitCritical();
        }
    }

    /** Puts an entry into the free list, whose latch is held. */
    private void push(int index) {
        Mem.put32(m, entry(index), Mem.i32(m, base + FREE));
        Mem.intRelease(m, base + FREE, index);
    }

    private long note(int hash) {
        return lock(hash & partitionMask) + NOTE;
    }

    /**
     * After the death of a process in {@link #tryInsert} or {@link #remove}: no entry of the partition is lost, or free
     * and in use, and the free list is nobody's. The dead still holds the partition's lock.
     */
    public void repair(Proc me, int dead, int partition) {
        long note = lock(partition) + NOTE;
        int i = Mem.i32(m, note);
        if (SpinLatch.heldBy(m, base + LATCH) == dead) {
            // the free list's first entry is what the dead had not taken yet, or had given back
            if (i != 0 && Mem.i32(m, base + FREE) != i && !inChain(partition, i)) {
                push(i);
            }
            Mem.put32(m, note, 0);
            Mem.put32(m, base + USED, capacity - countFree());
            Mem.intRelease(m, base + LATCH, 0);
        } else if (i != 0) {
            if (!inChain(partition, i)) {
                SpinLatch.acquire(me, m, base + LATCH);
                push(i);
                Mem.put32(m, base + USED, Mem.i32(m, base + USED) - 1);
                SpinLatch.release(me, m, base + LATCH);
            }
            Mem.put32(m, note, 0);
        }
    }

    private int countFree() {
        int n = 0;
        for (int i = Mem.i32(m, base + FREE); i != 0; i = Mem.i32(m, entry(i))) {
            if (++n > capacity) {
                throw SqlError.internal("free list of a shared hash table has a cycle");
            }
        }
        return n;
    }

    private boolean inChain(int partition, int index) {
        for (int b = partition; b <= bucketMask; b += partitionMask + 1) {
            for (int i = Mem.i32(m, buckets + 4L * b); i != 0; i = Mem.i32(m, entry(i))) {
                if (i == index) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Offset of an entry's key. */
    public long key(long e) {
        return e + ENTRY_HEADER;
    }

    /** Offset of an entry's value. */
    public long value(long e) {
        return e + ENTRY_HEADER + keySize;
    }

    /** Hash an entry was inserted with. */
    public int hashOf(long e) {
        return Mem.i32(m, e + 4);
    }

    public int capacity() {
        return capacity;
    }

    /** Number of entries; a hint without all locks. */
    public int size() {
        return Mem.i32(m, base + 28);
    }

    /** First entry of a partition, −1 for none; its lock is held. */
    public long first(int partition) {
        return scan(partition);
    }

    /** Entry after {@code e} in its partition, −1 for none; the partition's lock is held. */
    public long next(long e) {
        int i = Mem.i32(m, e);
        if (i != 0) {
            return entry(i);
        }
        return scan((Mem.i32(m, e + 4) & bucketMask) + partitionMask + 1);
    }

    private long scan(int from) {
        for (int b = from; b <= bucketMask; b += partitionMask + 1) {
            int i = Mem.i32(m, buckets + 4L * b);
            if (i != 0) {
                return entry(i);
            }
        }
        return -1;
    }
}
