package org.hathi.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * Cumulative statistics: an array of counters per (kind, database oid, object oid), where the {@code pg_stat_*} views
 * read. What the counters of a kind mean is the server's business. Processes add up privately and flush now and then.
 *
 * <p>A {@link SharedHash} under the hood (tranche PgStatsHash): its locks guard finding, making and dropping entries;
 * the counters themselves are added to atomically under the shared lock, so an entry cannot vanish meanwhile.
 */
public final class StatsRegion {
    public static final String REGION = "Shared Memory Stats";
    /** Counters of an entry. */
    public static final int COUNTERS = 32;

    private static final int PARTITIONS = 16;

    private final MemorySegment m;
    private final SharedHash hash;
    private final MemorySegment key = Arena.ofAuto().allocate(16, 8);

    /** A process's (or thread's) handle; not thread-safe. */
    public StatsRegion(Segment segment) {
        m = segment.memory();
        hash = new SharedHash(segment, REGION);
    }

    /** A region for {@code entries} objects. */
    public static RegionSpec spec(int entries) {
        return SharedHash.spec(REGION, entries, PARTITIONS, 16, COUNTERS * 8, LwTranche.STATS_HASH);
    }

    private int key(int kind, int db, int oid) {
        Mem.put32(key, 0, kind);
        Mem.put32(key, 4, db);
        Mem.put32(key, 8, oid);
        return hash.hash(key, 0);
    }

    /** Adds one array of deltas, of at most {@link #COUNTERS}; false when the table is full (the counts are lost). */
    public boolean add(Proc me, int kind, int db, int oid, long[] deltas, int n) {
        return apply(me, kind, db, oid, deltas, n, false);
    }

    /** Sets counters that are values rather than sums (times, sizes): those whose bit is set in {@code mask}. */
    public boolean set(Proc me, int kind, int db, int oid, long[] values, long mask) {
        int h = key(kind, db, oid);
        long lock = hash.lockFor(h);
        LwLock.acquire(me, m, lock, true);
        try {
            long e = hash.find(h, key, 0);
            if (e < 0) {
                e = hash.tryInsert(me, h, key, 0);
            }
            if (e < 0) {
                return false;
            }
            for (int i = 0; i < COUNTERS; i++) {
                if ((mask & 1L << i) != 0) {
                    Mem.longRelease(m, hash.value(e) + 8L * i, values[i]);
                }
            }
            return true;
        } finally {
            LwLock.release(me, m, lock);
        }
    }

    /** Adds what a process counted about a relation, with PostgreSQL's rules for live and dead rows. */
    void addRelation(Proc me, RelationCounts c) {
        int h = key(StatCounters.RELATION, c.database, c.oid);
        long lock = hash.lockFor(h);
        LwLock.acquire(me, m, lock, true);
        try {
            long e = hash.find(h, key, 0);
            if (e < 0) {
                e = hash.tryInsert(me, h, key, 0);
            }
            if (e < 0) {
                return;
            }
            long v = hash.value(e);
            add(v, StatCounters.SCANS, c.scans);
            add(v, StatCounters.RETURNED, c.returned);
            add(v, StatCounters.FETCHED, c.fetched);
            add(v, StatCounters.INSERTED, c.inserted);
            add(v, StatCounters.UPDATED, c.updated);
            add(v, StatCounters.DELETED, c.deleted);
            add(v, StatCounters.HOT_UPDATED, c.hotUpdated);
            add(v, StatCounters.BLOCKS_FETCHED, c.blocksFetched);
            add(v, StatCounters.BLOCKS_HIT, c.blocksHit);
            if (c.truncated) {
                put(v, StatCounters.LIVE, 0);
                put(v, StatCounters.DEAD, 0);
                put(v, StatCounters.INS_SINCE_VACUUM, 0);
            }
            put(v, StatCounters.LIVE, Math.max(0, get(v, StatCounters.LIVE) + c.deltaLive));
            put(v, StatCounters.DEAD, Math.max(0, get(v, StatCounters.DEAD) + c.deltaDead));
            add(v, StatCounters.MOD_SINCE_ANALYZE, c.changed);
            add(v, StatCounters.INS_SINCE_VACUUM, c.inserted);
        } finally {
            LwLock.release(me, m, lock);
        }
    }

    private long get(long value, int counter) {
        return Mem.i64(m, value + 8L * counter);
    }

    private void put(long value, int counter, long x) {
        Mem.longRelease(m, value + 8L * counter, x);
    }

    private void add(long value, int counter, long n) {
        if (n != 0) {
            put(value, counter, get(value, counter) + n);
        }
    }

    private boolean apply(Proc me, int kind, int db, int oid, long[] deltas, int n, boolean exclusive) {
        int h = key(kind, db, oid);
        long lock = hash.lockFor(h);
        LwLock.acquire(me, m, lock, exclusive);
        long e = hash.find(h, key, 0);
        if (e < 0 && exclusive) {
            e = hash.tryInsert(me, h, key, 0);
        }
        if (e >= 0) {
            for (int i = 0; i < n; i++) {
                if (deltas[i] != 0) {
                    Mem.addLong(m, hash.value(e) + 8L * i, deltas[i]);
                }
            }
        }
        LwLock.release(me, m, lock);
        return e >= 0 || (!exclusive && apply(me, kind, db, oid, deltas, n, true));
    }

    /** Copies the counters; false (and zeros) when there is no entry. */
    public boolean read(Proc me, int kind, int db, int oid, long[] out) {
        int h = key(kind, db, oid);
        long lock = hash.lockFor(h);
        LwLock.acquire(me, m, lock, false);
        long e = hash.find(h, key, 0);
        for (int i = 0; i < out.length; i++) {
            out[i] = e < 0 ? 0 : Mem.i64(m, hash.value(e) + 8L * i);
        }
        LwLock.release(me, m, lock);
        return e >= 0;
    }

    /** Drops an object's statistics. */
    public void drop(Proc me, int kind, int db, int oid) {
        int h = key(kind, db, oid);
        long lock = hash.lockFor(h);
        LwLock.acquire(me, m, lock, true);
        long e = hash.find(h, key, 0);
        if (e >= 0) {
            hash.remove(me, e);
        }
        LwLock.release(me, m, lock);
    }

    /** Sets an object's counters to zero. */
    public void reset(Proc me, int kind, int db, int oid) {
        set(me, kind, db, oid, new long[COUNTERS], -1L);
    }

    /** Receives every entry; the array is reused between calls. */
    @FunctionalInterface
    public interface Visitor {
        void entry(int kind, int db, int oid, long[] counters);
    }

    /** Visits all entries, a partition at a time under its shared lock; the visitor must not touch this region. */
    public void forEach(Proc me, Visitor visitor) {
        long[] counters = new long[COUNTERS];
        for (int p = 0; p < hash.partitions(); p++) {
            LwLock.acquire(me, m, hash.lock(p), false);
            try {
                for (long e = hash.first(p); e >= 0; e = hash.next(e)) {
                    for (int i = 0; i < COUNTERS; i++) {
                        counters[i] = Mem.i64(m, hash.value(e) + 8L * i);
                    }
                    long k = hash.key(e);
                    visitor.entry(Mem.i32(m, k), Mem.i32(m, k + 4), Mem.i32(m, k + 8), counters);
                }
            } finally {
                LwLock.release(me, m, hash.lock(p));
            }
        }
    }

    /** Entries in use. */
    public int used() {
        return hash.size();
    }

    /** Entries there is room for. */
    public int capacity() {
        return hash.capacity();
    }

    /** Drops everything of a database. */
    public void dropDatabase(Proc me, int db) {
        for (int p = 0; p < hash.partitions(); p++) {
            LwLock.acquire(me, m, hash.lock(p), true);
            for (long e = hash.first(p); e >= 0; ) {
                long next = hash.next(e);
                if (Mem.i32(m, hash.key(e) + 4) == db) {
                    hash.remove(me, e);
                }
                e = next;
            }
            LwLock.release(me, m, hash.lock(p));
        }
    }
}
