package org.hathi.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.Settings;
import org.hathi.page.Xid;
import org.hathi.shm.StatCounters;
import org.hathi.shm.StatsRegion;
import org.hathi.shm.WaitEvent;
import org.jspecify.annotations.Nullable;

/**
 * The autovacuum launcher: asks the postmaster for a worker in one database after another, so that each has its turn
 * once in {@code autovacuum_naptime}. A database whose transaction ids grow old goes first; one that nobody has used,
 * or where nothing was changed since its last turn, is passed over (a worker is a process of some weight), though not
 * for ever.
 */
final class AutovacuumLauncher {
    private static final int PASSES = 10;

    private final ProcessContext cx;
    private final Core core;
    private final BackendContext rooms;
    private final StatsRegion stats;
    private final Map<Integer, Turn> turns = new HashMap<>();

    /** A database's last turn: when, at how many changed rows, and how often it was passed over since. */
    private static final class Turn {
        long time;
        long changes = -1;
        int passed;
    }

    AutovacuumLauncher(ProcessContext cx, Core core) {
        this.cx = cx;
        this.core = core;
        rooms = new BackendContext(core, 0);
        stats = new StatsRegion(cx.segment());
    }

    void run() {
        long next = System.nanoTime();
        while (!cx.shutdownRequested()) {
            List<BackendContext.DatabaseAge> all = rooms.databaseAges();
            cx.proc().stats().flush();
            long pause = cx.settings().millis("autovacuum_naptime") / Math.max(1, all.size());
            long left = Math.min(next - System.nanoTime(), pause * 1_000_000) / 1_000_000;
            if (left > 0) {
                cx.rest(left, WaitEvent.AUTO_VACUUM_MAIN);
                continue;
            }
            BackendContext.DatabaseAge d = choose(all);
            if (d != null) {
                cx.requestWorker(d.oid());
            }
            next = System.nanoTime() + Math.max(100, pause) * 1_000_000;
        }
    }

    private BackendContext.@Nullable DatabaseAge choose(List<BackendContext.DatabaseAge> all) {
        Settings s = cx.settings();
        BackendContext.DatabaseAge old = null;
        for (BackendContext.DatabaseAge d : all) {
            int xids = core.txn().xids().nextXid() - d.frozenXid();
            int multis = core.txn().multixact().nextMulti() - d.minMulti();
            boolean wraparound = Xid.isNormal(d.frozenXid()) && xids > s.intValue("autovacuum_freeze_max_age")
                    || multis > s.intValue("autovacuum_multixact_freeze_max_age");
            if (wraparound && (old == null || turn(d).time < turn(old).time)) {
                old = d;
            }
        }
        if (old == null) {
            old = s.bool("autovacuum") ? longestWaiting(all) : null;
        }
        if (old != null) {
            Turn t = turn(old);
            t.time = System.nanoTime();
            t.changes = changes(old.oid());
            t.passed = 0;
        }
        return old;
    }

    private BackendContext.@Nullable DatabaseAge longestWaiting(List<BackendContext.DatabaseAge> all) {
        BackendContext.DatabaseAge best = null;
        List<Turn> passed = new ArrayList<>();
        for (BackendContext.DatabaseAge d : all) {
            long changes = changes(d.oid());
            if (changes < 0) {
                continue;
            }
            Turn t = turn(d);
            if (changes == t.changes && t.passed < PASSES) {
                passed.add(t);
            } else if (best == null || t.time < turn(best).time) {
                best = d;
            }
        }
        if (best == null) {
            passed.forEach(t -> t.passed++);
        }
        return best;
    }

    private Turn turn(BackendContext.DatabaseAge d) {
        return turns.computeIfAbsent(d.oid(), k -> new Turn());
    }

    /** Rows changed in a database and its catalogs, −1 when it has no statistics. */
    private long changes(int database) {
        long[] v = new long[StatsRegion.COUNTERS];
        if (!stats.read(cx.proc(), StatCounters.DATABASE, database, 0, v)) {
            return -1;
        }
        return v[StatCounters.DB_INSERTED] + v[StatCounters.DB_UPDATED] + v[StatCounters.DB_DELETED];
    }
}
