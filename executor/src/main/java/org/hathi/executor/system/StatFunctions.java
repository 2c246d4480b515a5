package org.hathi.executor.system;

import org.hathi.shm.FunctionCounts;
import org.hathi.shm.RelationCounts;
import org.hathi.shm.SessionInfo;
import org.hathi.shm.StatCounters;
import org.hathi.shm.WaitEvent;
import org.hathi.storage.CheckpointShared;
import org.jspecify.annotations.Nullable;

/** pg_stat_get_…: counters of relations, databases, the checkpointer; what single backends do. */
final class StatFunctions {
    private static final Long VOID = 0L;

    private StatFunctions() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        if (p.startsWith("pg_stat_get_xact_")) {
            return transaction(s, p);
        }
        if (p.startsWith("pg_stat_get_db_")) {
            return database(s, p.substring("pg_stat_get_db_".length()));
        }
        if (p.startsWith("pg_stat_get_backend_")) {
            return backend(s, p.substring("pg_stat_get_backend_".length()));
        }
        Call.Fn f = relation(s, p);
        return f == null ? server(s, p) : f;
    }

    // ---------------------------------------------------------------- relations

    private static Call.@Nullable Fn relation(SystemContext s, String p) {
        return switch (p) {
            case "pg_stat_get_numscans" -> count(s, StatCounters.SCANS);
            case "pg_stat_get_tuples_returned" -> count(s, StatCounters.RETURNED);
            case "pg_stat_get_tuples_fetched" -> count(s, StatCounters.FETCHED);
            case "pg_stat_get_tuples_inserted" -> count(s, StatCounters.INSERTED);
            case "pg_stat_get_tuples_updated" -> count(s, StatCounters.UPDATED);
            case "pg_stat_get_tuples_deleted" -> count(s, StatCounters.DELETED);
            case "pg_stat_get_tuples_hot_updated" -> count(s, StatCounters.HOT_UPDATED);
            case "pg_stat_get_live_tuples" -> count(s, StatCounters.LIVE);
            case "pg_stat_get_dead_tuples" -> count(s, StatCounters.DEAD);
            case "pg_stat_get_mod_since_analyze" -> count(s, StatCounters.MOD_SINCE_ANALYZE);
            case "pg_stat_get_ins_since_vacuum" -> count(s, StatCounters.INS_SINCE_VACUUM);
            case "pg_stat_get_blocks_fetched" -> count(s, StatCounters.BLOCKS_FETCHED);
            case "pg_stat_get_blocks_hit" -> count(s, StatCounters.BLOCKS_HIT);
            case "pg_stat_get_last_vacuum_time" -> time(s, StatCounters.LAST_VACUUM);
            case "pg_stat_get_last_autovacuum_time" -> time(s, StatCounters.LAST_AUTOVACUUM);
            case "pg_stat_get_last_analyze_time" -> time(s, StatCounters.LAST_ANALYZE);
            case "pg_stat_get_last_autoanalyze_time" -> time(s, StatCounters.LAST_AUTOANALYZE);
            case "pg_stat_get_vacuum_count" -> count(s, StatCounters.VACUUM_COUNT);
            case "pg_stat_get_autovacuum_count" -> count(s, StatCounters.AUTOVACUUM_COUNT);
            case "pg_stat_get_analyze_count" -> count(s, StatCounters.ANALYZE_COUNT);
            case "pg_stat_get_autoanalyze_count" -> count(s, StatCounters.AUTOANALYZE_COUNT);
            case "pg_stat_get_function_calls" -> function(s, StatCounters.CALLS);
            case "pg_stat_get_function_total_time" -> function(s, StatCounters.TOTAL_TIME);
            case "pg_stat_get_function_self_time" -> function(s, StatCounters.SELF_TIME);
            default -> null;
        };
    }

    private static long[] read(SystemContext s, int kind, int db, int oid) {
        return s.statistics().read(kind, db, oid);
    }

    private static long[] relation(SystemContext s, int oid) {
        return read(s, StatCounters.RELATION, database(s, oid), oid);
    }

    private static int database(SystemContext s, int relation) {
        var r = s.catalog.relation(relation);
        return r != null && r.shared() ? 0 : s.catalog.databaseOid();
    }

    private static Call.Fn count(SystemContext s, int counter) {
        return c -> relation(s, c.i(0))[counter];
    }

    private static Call.Fn time(SystemContext s, int counter) {
        return c -> orNull(relation(s, c.i(0))[counter]);
    }

    private static @Nullable Object orNull(long time) {
        return time == 0 ? null : (Object) time;
    }

    private static Call.Fn function(SystemContext s, int counter) {
        return c -> {
            long[] v = s.statistics().find(StatCounters.FUNCTION, s.catalog.databaseOid(), c.i(0));
            if (v == null) {
                return null;
            }
            return counter == StatCounters.CALLS ? (Object) v[counter] : (Object) (v[counter] / 1000.0);
        };
    }

    /** What this backend has counted and not yet told: the running transaction's counts above all. */
    private static Call.@Nullable Fn transaction(SystemContext s, String p) {
        return switch (p.substring("pg_stat_get_xact_".length())) {
            case "numscans" -> own(s, StatCounters.SCANS);
            case "tuples_returned" -> own(s, StatCounters.RETURNED);
            case "tuples_fetched" -> own(s, StatCounters.FETCHED);
            case "tuples_inserted" -> own(s, StatCounters.INSERTED);
            case "tuples_updated" -> own(s, StatCounters.UPDATED);
            case "tuples_deleted" -> own(s, StatCounters.DELETED);
            case "tuples_hot_updated" -> own(s, StatCounters.HOT_UPDATED);
            case "blocks_fetched" -> own(s, StatCounters.BLOCKS_FETCHED);
            case "blocks_hit" -> own(s, StatCounters.BLOCKS_HIT);
            case "function_calls" -> ownFunction(s, StatCounters.CALLS);
            case "function_total_time" -> ownFunction(s, StatCounters.TOTAL_TIME);
            case "function_self_time" -> ownFunction(s, StatCounters.SELF_TIME);
            default -> null;
        };
    }

    private static Call.Fn own(SystemContext s, int counter) {
        return c -> {
            RelationCounts r = s.proc().stats().known(database(s, c.i(0)), c.i(0));
            return r == null ? 0L : r.get(counter);
        };
    }

    private static Call.Fn ownFunction(SystemContext s, int counter) {
        return c -> {
            FunctionCounts f = s.proc().stats().knownFunction(c.i(0));
            if (f == null || f.get(StatCounters.CALLS) == 0) {
                return null;
            }
            return counter == StatCounters.CALLS ? (Object) f.get(counter) : (Object) (f.get(counter) / 1000.0);
        };
    }

    // ---------------------------------------------------------------- databases

    private static Call.@Nullable Fn database(SystemContext s, String what) {
        return switch (what) {
            case "numbackends" ->
                c -> {
                    int n = 0;
                    for (int i = 0; i < s.sessions().max(); i++) {
                        SessionInfo x = s.sessions().inUse(i) ? s.sessions().read(i) : null;
                        n += x != null && x.database() == c.i(0) ? 1 : 0;
                    }
                    return n;
                };
            case "xact_commit" -> db(s, StatCounters.DB_COMMIT);
            case "xact_rollback" -> db(s, StatCounters.DB_ROLLBACK);
            case "blocks_fetched" -> db(s, StatCounters.DB_BLOCKS_FETCHED);
            case "blocks_hit" -> db(s, StatCounters.DB_BLOCKS_HIT);
            case "tuples_returned" -> db(s, StatCounters.DB_RETURNED);
            case "tuples_fetched" -> db(s, StatCounters.DB_FETCHED);
            case "tuples_inserted" -> db(s, StatCounters.DB_INSERTED);
            case "tuples_updated" -> db(s, StatCounters.DB_UPDATED);
            case "tuples_deleted" -> db(s, StatCounters.DB_DELETED);
            case "temp_files" -> db(s, StatCounters.DB_TEMP_FILES);
            case "temp_bytes" -> db(s, StatCounters.DB_TEMP_BYTES);
            case "deadlocks" -> db(s, StatCounters.DB_DEADLOCKS);
            case "sessions" -> db(s, StatCounters.DB_SESSIONS);
            case "sessions_abandoned" -> db(s, StatCounters.DB_ABANDONED);
            case "sessions_fatal" -> db(s, StatCounters.DB_FATAL);
            case "sessions_killed" -> db(s, StatCounters.DB_KILLED);
            case "session_time" -> dbMillis(s, StatCounters.DB_SESSION_TIME);
            case "active_time" -> dbMillis(s, StatCounters.DB_ACTIVE_TIME);
            case "idle_in_transaction_time" -> dbMillis(s, StatCounters.DB_IDLE_IN_TRANSACTION_TIME);
            case "blk_read_time" -> dbMillis(s, StatCounters.DB_BLOCK_READ_TIME);
            case "blk_write_time" -> dbMillis(s, StatCounters.DB_BLOCK_WRITE_TIME);
            case "checksum_failures" ->
                c -> s.settings.bool("data_checksums")
                        ? (Object) read(s, StatCounters.DATABASE, c.i(0), 0)[StatCounters.DB_CHECKSUM_FAILURES]
                        : null;
            case "checksum_last_failure" ->
                c -> orNull(read(s, StatCounters.DATABASE, c.i(0), 0)[StatCounters.DB_LAST_CHECKSUM_FAILURE]);
            case "stat_reset_time" ->
                c -> orNull(read(s, StatCounters.DATABASE, c.i(0), 0)[StatCounters.DB_RESET_TIME]);
            case "conflict_all",
                    "conflict_bufferpin",
                    "conflict_lock",
                    "conflict_snapshot",
                    "conflict_startup_deadlock",
                    "conflict_tablespace" -> c -> 0L;
            default -> null;
        };
    }

    private static Call.Fn db(SystemContext s, int counter) {
        return c -> read(s, StatCounters.DATABASE, c.i(0), 0)[counter];
    }

    private static Call.Fn dbMillis(SystemContext s, int counter) {
        return c -> read(s, StatCounters.DATABASE, c.i(0), 0)[counter] / 1000.0;
    }

    // ---------------------------------------------------------------- backends

    private static @Nullable SessionInfo session(SystemContext s, int id) {
        return id < 1 || id > s.sessions().max() || !s.sessions().inUse(id - 1)
                ? null
                : s.sessions().read(id - 1);
    }

    private static Call.@Nullable Fn backend(SystemContext s, String what) {
        return c -> {
            SessionInfo i = session(s, c.i(0));
            if (i == null) {
                return null;
            }
            return switch (what) {
                case "pid" -> i.pid();
                case "dbid" -> Call.oid(i.database());
                case "userid" -> Call.oid(i.user());
                case "activity" -> i.query();
                case "activity_start" -> orNull(i.queryStart());
                case "xact_start" -> orNull(i.xactStart());
                case "start" -> orNull(i.backendStart());
                case "client_addr" -> i.clientAddress() == null ? null : SessionFunctions.inet(i.clientAddress());
                case "client_port" -> i.clientPort();
                case "wait_event_type" ->
                    i.backend() < 0 ? "Client" : WaitEvent.type(s.proc().slots().waitEvent(i.backend()));
                case "wait_event" ->
                    i.backend() < 0
                            ? "ClientRead"
                            : WaitEvent.name(s.proc().slots().waitEvent(i.backend()));
                default -> null;
            };
        };
    }

    // ---------------------------------------------------------------- server

    private static Call.@Nullable Fn server(SystemContext s, String p) {
        return switch (p) {
            case "pg_stat_get_bgwriter_timed_checkpoints" -> shared(s, CheckpointShared.TIMED);
            case "pg_stat_get_bgwriter_requested_checkpoints" -> shared(s, CheckpointShared.REQUESTED);
            case "pg_stat_get_bgwriter_buf_written_checkpoints" -> shared(s, CheckpointShared.BUFFERS_CHECKPOINT);
            case "pg_stat_get_bgwriter_buf_written_clean" -> shared(s, CheckpointShared.BUFFERS_CLEAN);
            case "pg_stat_get_bgwriter_maxwritten_clean" -> shared(s, CheckpointShared.MAXWRITTEN_CLEAN);
            case "pg_stat_get_buf_written_backend" -> shared(s, CheckpointShared.BUFFERS_BACKEND);
            case "pg_stat_get_buf_fsync_backend" -> shared(s, CheckpointShared.BUFFERS_BACKEND_FSYNC);
            case "pg_stat_get_buf_alloc" -> shared(s, CheckpointShared.BUFFERS_ALLOC);
            case "pg_stat_get_checkpoint_write_time" -> c -> (double) value(s, CheckpointShared.WRITE_TIME);
            case "pg_stat_get_checkpoint_sync_time" -> c -> (double) value(s, CheckpointShared.SYNC_TIME);
            case "pg_stat_get_bgwriter_stat_reset_time" ->
                c -> resetTime(s, StatCounters.SERVER, StatCounters.BGWRITER);
            default -> StatResets.lookup(s, p);
        };
    }

    /** When counters of the whole server were reset, or began. */
    static long resetTime(SystemContext s, int kind, int number) {
        long t = read(s, kind, 0, number)[StatCounters.RESET_TIME];
        return t == 0 ? SessionFunctions.startTime(s) : t;
    }

    private static long value(SystemContext s, int counter) {
        return s.storage().checkpointShared().counter(counter)
                - read(s, StatCounters.SERVER, 0, StatCounters.BGWRITER)[counter];
    }

    private static Call.Fn shared(SystemContext s, int counter) {
        return c -> value(s, counter);
    }
}
