package org.hathi.server;

import org.hathi.base.SqlState;
import org.hathi.shm.ProcStats;
import org.hathi.shm.SessionState;
import org.hathi.shm.StatCounters;

/**
 * A backend's part in the cumulative statistics: how long its session works and waits, how it ended, and when what the
 * process has counted is told to the others: between transactions, at most once a second, a second after the last
 * statement, and at the session's end.
 */
final class SessionStats {
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final ProcStats stats;
    private SessionState state = SessionState.UNDEFINED;
    private long since;
    private long reported;
    private long lastFlush = System.nanoTime() - INTERVAL_NANOS;
    private boolean pending;

    SessionStats(ProcStats stats) {
        this.stats = stats;
    }

    /** A session begins; times are microseconds since 2000. */
    void begin(long now) {
        stats.database[StatCounters.DB_SESSIONS]++;
        state = SessionState.UNDEFINED;
        since = now;
        reported = now;
    }

    /** The session's state changes. */
    void enter(SessionState next, long now) {
        if (next == state) {
            return;
        }
        long took = Math.max(0, now - since);
        if (state == SessionState.ACTIVE || state == SessionState.FASTPATH) {
            stats.database[StatCounters.DB_ACTIVE_TIME] += took;
        } else if (state == SessionState.IDLE_IN_TRANSACTION || state == SessionState.IDLE_IN_TRANSACTION_ABORTED) {
            stats.database[StatCounters.DB_IDLE_IN_TRANSACTION_TIME] += took;
        }
        state = next;
        since = now;
    }

    /** Whether the session executes something. */
    boolean active() {
        return state == SessionState.ACTIVE;
    }

    /** A transaction has ended and the client is about to be told. */
    void idle(long now) {
        pending = true;
        if (stats.takeForced() || System.nanoTime() - lastFlush >= INTERVAL_NANOS) {
            flush(now);
        }
    }

    /**
     * How long to wait for the client at most, given another limit (−1: none), so that {@link #waited} comes in time.
     */
    int limit(int millis) {
        if (!pending || state != SessionState.IDLE) {
            return millis;
        }
        long left = (INTERVAL_NANOS - (System.nanoTime() - lastFlush)) / 1_000_000 + 1;
        int mine = (int) Math.max(1, left);
        return millis < 0 ? mine : Math.min(millis, mine);
    }

    /** Milliseconds until what is counted is to be told while no session is served; −1 nothing is, 0 now. */
    int restLimit() {
        if (!pending) {
            return -1;
        }
        long left = (INTERVAL_NANOS - (System.nanoTime() - lastFlush) + 999_999) / 1_000_000;
        return (int) Math.max(0, left);
    }

    /** The wait for the client is over, maybe only for the time being. */
    void waited() {
        if (pending && state == SessionState.IDLE && System.nanoTime() - lastFlush >= INTERVAL_NANOS) {
            flush(org.hathi.base.PgClock.SYSTEM.micros());
        }
    }

    /** The session is parked. */
    void suspend(long now) {
        enter(SessionState.UNDEFINED, now);
        stats.database[StatCounters.DB_SESSION_TIME] += Math.max(0, now - reported);
        reported = now;
        pending = true;
    }

    /** A session goes on that was parked at this time. */
    void resume(long parkedSince) {
        state = SessionState.IDLE;
        since = parkedSince;
        reported = parkedSince;
    }

    /** Tells what is counted and not told yet; no session is served. */
    void flushNow(long now) {
        if (pending) {
            reported = now;
            flush(now);
        }
    }

    private void flush(long now) {
        stats.database[StatCounters.DB_SESSION_TIME] += Math.max(0, now - reported);
        reported = now;
        stats.flush();
        lastFlush = System.nanoTime();
        pending = false;
    }

    /** The connection was lost. */
    void abandoned() {
        stats.database[StatCounters.DB_ABANDONED]++;
    }

    /** A FATAL error ends the session. */
    void failed(SqlState why) {
        stats.database[why == SqlState.ADMIN_SHUTDOWN ? StatCounters.DB_KILLED : StatCounters.DB_FATAL]++;
    }

    /** The session has ended; the process still belongs to its database. */
    void end(long now) {
        enter(SessionState.UNDEFINED, now);
        flush(now);
    }
}
