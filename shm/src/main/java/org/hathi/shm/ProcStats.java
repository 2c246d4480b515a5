package org.hathi.shm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one process has counted and not yet told {@link StatsRegion}: relations, its database, its transactions.
 *
 * <p>PROTOCOL. Rooms count into plain fields ({@link #relation}, {@link #database}) whenever they like. Who drives
 * transactions calls {@link #subStart}, {@link #subEnd}, {@link #end}. Outside transactions the process's main loop
 * calls {@link #flush}, at most about once a second and before it takes up another database or leaves.
 *
 * <p>CRASH: what a killed process had not told is lost.
 */
public final class ProcStats {
    private record Dropped(int database, int oid, int depth) {}

    private final Proc me;
    private @Nullable StatsRegion region;
    private final Map<Long, RelationCounts> relations = new HashMap<>();
    private final Map<Integer, FunctionCounts> functions = new HashMap<>();
    /** Time spent in function calls that have ended, at the current depth of calls. */
    long nestedNanos;

    private final List<Dropped> dropped = new ArrayList<>();
    private RelationCounts.@Nullable Level[] levels = new RelationCounts.Level[4];
    private int depth = 1;
    private boolean enabled = true;

    /** Deltas of the process's database, by {@link StatCounters}' {@code DB_} positions. */
    public final long[] database = new long[StatsRegion.COUNTERS];

    private final long[] shared = new long[StatsRegion.COUNTERS];
    private final long[] @Nullable [] slrus = new long[StatCounters.SLRUS.length][];
    private boolean flushForced;

    ProcStats(Proc me) {
        this.me = me;
    }

    private StatsRegion region() {
        StatsRegion r = region;
        if (r == null) {
            r = new StatsRegion(me.segment());
            region = r;
        }
        return r;
    }

    /** {@code track_counts}: when off, what has been counted is thrown away instead of told. */
    public void enable(boolean on) {
        if (enabled != on) {
            flush();
            enabled = on;
        }
    }

    private static Long key(int db, int oid) {
        return (long) db << 32 | oid & 0xFFFFFFFFL;
    }

    /** The counts of a relation; {@code db} is 0 for shared ones. Valid as long as this process lives. */
    public RelationCounts relation(int db, int oid) {
        RelationCounts c = relations.get(key(db, oid));
        if (c == null) {
            c = new RelationCounts(this, db, oid);
            relations.put(key(db, oid), c);
        }
        return c;
    }

    /** The counts of a relation this process has used, else null. */
    public @Nullable RelationCounts known(int db, int oid) {
        return relations.get(key(db, oid));
    }

    /** The counts of a function of the process's database. */
    public FunctionCounts function(int oid) {
        FunctionCounts f = functions.get(oid);
        if (f == null) {
            f = new FunctionCounts(this, oid);
            functions.put(oid, f);
        }
        return f;
    }

    /** The counts of a function this process has called, else null. */
    public @Nullable FunctionCounts knownFunction(int oid) {
        return functions.get(oid);
    }

    private void flushFunctions() {
        long[] v = new long[3];
        for (FunctionCounts f : functions.values()) {
            for (int i = 0; i < v.length; i++) {
                v[i] = f.get(i);
            }
            if (v[StatCounters.CALLS] != 0 && enabled) {
                region().add(me, StatCounters.FUNCTION, me.database(), f.oid, v, v.length);
            }
            f.clear();
        }
    }

    // ---------------------------------------------------------------- transactions

    RelationCounts.Level level(RelationCounts c) {
        RelationCounts.Level l = c.level;
        return l != null && l.depth == depth ? l : push(c);
    }

    private RelationCounts.Level push(RelationCounts c) {
        RelationCounts.Level l = new RelationCounts.Level(c, depth, c.level);
        c.level = l;
        link(l);
        return l;
    }

    private void link(RelationCounts.Level l) {
        if (l.depth >= levels.length) {
            levels = java.util.Arrays.copyOf(levels, Math.max(levels.length * 2, l.depth + 1));
        }
        l.next = levels[l.depth];
        levels[l.depth] = l;
    }

    /** A subtransaction of this nesting depth (2 and up) begins. */
    public void subStart(int level) {
        depth = level;
    }

    public void subEnd(boolean commit, int level) {
        depth = Math.max(1, level - 1);
        for (int i = 0; i < dropped.size(); i++) {
            Dropped d = dropped.get(i);
            if (d.depth >= level) {
                if (commit) {
                    dropped.set(i, new Dropped(d.database, d.oid, level - 1));
                } else {
                    dropped.remove(i--);
                }
            }
        }
        if (level >= levels.length) {
            return;
        }
        RelationCounts.Level l = levels[level];
        levels[level] = null;
        while (l != null) {
            RelationCounts.Level next = l.next;
            RelationCounts.Level upper = l.upper;
            if (!commit) {
                l.of.abortLevel(l);
            } else if (upper != null && upper.depth == level - 1) {
                l.of.mergeLevel(l, upper);
            } else {
                l.depth = level - 1;
                link(l);
            }
            l = next;
        }
    }

    /** The transaction has ended. */
    public void end(boolean commit) {
        for (int i = levels.length - 1; i >= 2; i--) {
            if (levels[i] != null) {
                subEnd(commit, i);
            }
        }
        RelationCounts.Level l = levels[1];
        levels[1] = null;
        for (; l != null; l = l.next) {
            l.of.end(l, commit);
        }
        depth = 1;
        database[commit ? StatCounters.DB_COMMIT : StatCounters.DB_ROLLBACK]++;
        if (!dropped.isEmpty()) {
            if (commit) {
                for (Dropped d : dropped) {
                    relations.remove(key(d.database, d.oid));
                    region().drop(me, StatCounters.RELATION, d.database, d.oid);
                }
            }
            dropped.clear();
        }
    }

    /** The relation goes if the running transaction commits, and its statistics with it. */
    public void dropAtCommit(int db, int oid) {
        dropped.add(new Dropped(db, oid, depth));
    }

    // ---------------------------------------------------------------- telling

    /** Adds everything to the shared counters; outside transactions. */
    public void flush() {
        boolean sharedAny = false;
        for (RelationCounts c : relations.values()) {
            if (!c.pending()) {
                continue;
            }
            if (enabled) {
                region().addRelation(me, c);
                long[] sum = c.database == 0 ? shared : database;
                sharedAny |= c.database == 0;
                sum[StatCounters.DB_BLOCKS_FETCHED] += c.blocksFetched;
                sum[StatCounters.DB_BLOCKS_HIT] += c.blocksHit;
                sum[StatCounters.DB_RETURNED] += c.returned;
                sum[StatCounters.DB_FETCHED] += c.fetched;
                sum[StatCounters.DB_INSERTED] += c.inserted;
                sum[StatCounters.DB_UPDATED] += c.updated;
                sum[StatCounters.DB_DELETED] += c.deleted;
            }
            c.clear();
        }
        int db = me.database();
        if (enabled && any(database)) {
            region().add(me, StatCounters.DATABASE, db, 0, database, database.length);
        }
        java.util.Arrays.fill(database, 0);
        if (!functions.isEmpty()) {
            flushFunctions();
        }
        flushSlrus();
        if (sharedAny) {
            region().add(me, StatCounters.DATABASE, 0, 0, shared, shared.length);
            java.util.Arrays.fill(shared, 0);
        }
    }

    /** Deltas of a simple LRU cache, by {@link StatCounters}' {@code SLRU_} positions. */
    public long[] slru(int number) {
        long[] a = slrus[number];
        if (a == null) {
            a = new long[StatCounters.SLRU_COUNTERS];
            slrus[number] = a;
        }
        return a;
    }

    private void flushSlrus() {
        for (int i = 0; i < slrus.length; i++) {
            long[] a = slrus[i];
            if (a != null && any(a)) {
                if (enabled) {
                    region().add(me, StatCounters.SLRU, 0, i, a, a.length);
                }
                java.util.Arrays.fill(a, 0);
            }
        }
    }

    /** Asks for a flush at the end of the transaction, however short ago the last one was. */
    public void forceNextFlush() {
        flushForced = true;
    }

    public boolean takeForced() {
        boolean f = flushForced;
        flushForced = false;
        return f;
    }

    private static boolean any(long[] a) {
        for (long x : a) {
            if (x != 0) {
                return true;
            }
        }
        return false;
    }
}
