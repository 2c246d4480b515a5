package org.hathi.executor.system;

import java.util.HashMap;
import java.util.Map;
import org.hathi.shm.StatsRegion;
import org.jspecify.annotations.Nullable;

/**
 * The cumulative statistics as one transaction sees them ({@code stats_fetch_consistency}): each object's as it was
 * when first looked at, or all as they were at the first look, or always the newest.
 */
final class StatSnapshot {
    private record Key(int kind, int db, int oid) {}

    private static final long[] NONE = new long[StatsRegion.COUNTERS];

    private final SystemContext s;
    private final Map<Key, long[]> seen = new HashMap<>();
    private int lxid;
    private long taken;

    StatSnapshot(SystemContext s) {
        this.s = s;
    }

    /** The counters of an object; all zeros when it has none. Not to be changed. */
    long[] read(int kind, int db, int oid) {
        long[] v = find(kind, db, oid);
        return v == null ? NONE : v;
    }

    long @Nullable [] find(int kind, int db, int oid) {
        String consistency = s.settings.string("stats_fetch_consistency");
        if (consistency.equals("none")) {
            return fetch(kind, db, oid);
        }
        int now = s.txn().transactions().lxid();
        if (now != lxid) {
            clear();
            lxid = now;
        }
        Key k = new Key(kind, db, oid);
        if (consistency.equals("snapshot")) {
            if (taken == 0) {
                takeAll();
            }
            return seen.get(k);
        }
        long[] v = seen.get(k);
        if (v == null) {
            v = fetch(kind, db, oid);
            seen.put(k, v == null ? NONE : v);
        }
        return v == NONE ? null : v;
    }

    private void takeAll() {
        seen.clear();
        s.stats().forEach(s.proc(), (kind, db, oid, counters) -> seen.put(new Key(kind, db, oid), counters.clone()));
        taken = s.clock.micros();
    }

    private long @Nullable [] fetch(int kind, int db, int oid) {
        long[] v = new long[StatsRegion.COUNTERS];
        return s.stats().read(s.proc(), kind, db, oid, v) ? v : null;
    }

    void clear() {
        seen.clear();
        taken = 0;
    }

    /** When everything was copied, 0 when nothing is. */
    long time() {
        return lxid == s.txn().transactions().lxid() ? taken : 0;
    }
}
