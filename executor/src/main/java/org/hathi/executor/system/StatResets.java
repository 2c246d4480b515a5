package org.hathi.executor.system;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.shm.StatCounters;
import org.hathi.shm.StatsRegion;
import org.hathi.storage.CheckpointShared;
import org.jspecify.annotations.Nullable;

/** pg_stat_reset… and what else governs the cumulative statistics. */
final class StatResets {
    private static final Long VOID = 0L;

    private StatResets() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        return switch (p) {
            case "pg_stat_clear_snapshot" ->
                c -> {
                    s.statistics().clear();
                    return VOID;
                };
            case "pg_stat_force_next_flush" ->
                c -> {
                    s.proc().stats().forceNextFlush();
                    return VOID;
                };
            case "pg_stat_get_snapshot_timestamp" ->
                c -> s.statistics().time() == 0 ? null : (Object) s.statistics().time();
            case "pg_stat_reset" ->
                c -> {
                    s.stats().dropDatabase(s.proc(), s.catalog.databaseOid());
                    return databaseReset(s, s.catalog.databaseOid());
                };
            case "pg_stat_reset_single_table_counters" ->
                c -> {
                    var r = s.catalog.relation(c.i(0));
                    return reset(
                            s, StatCounters.RELATION, r != null && r.shared() ? 0 : s.catalog.databaseOid(), c.i(0));
                };
            case "pg_stat_reset_single_function_counters" ->
                c -> reset(s, StatCounters.FUNCTION, s.catalog.databaseOid(), c.i(0));
            case "pg_stat_reset_shared" -> c -> resetShared(s, c.text(0));
            case "pg_stat_reset_slru" ->
                c -> {
                    for (int i = 0; i < StatCounters.slrus(); i++) {
                        if (c.isNull(0) || i == slru(c.text(0))) {
                            s.stats().reset(s.proc(), StatCounters.SLRU, 0, i);
                            resetTime(s, StatCounters.SLRU, i);
                        }
                    }
                    return VOID;
                };
            case "pg_stat_have_stats" -> c -> have(s, c.text(0), c.i(1), c.i(2));
            default -> null;
        };
    }

    private static int slru(String name) {
        int n = StatCounters.slrus();
        for (int i = 0; i < n; i++) {
            if (StatCounters.slruName(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return n - 1;
    }

    private static Object reset(SystemContext s, int kind, int db, int oid) {
        if (s.stats().read(s.proc(), kind, db, oid, new long[1])) {
            s.stats().reset(s.proc(), kind, db, oid);
        }
        return databaseReset(s, db);
    }

    private static Object databaseReset(SystemContext s, int db) {
        long[] v = new long[StatsRegion.COUNTERS];
        v[StatCounters.DB_RESET_TIME] = s.clock.micros();
        s.stats().set(s.proc(), StatCounters.DATABASE, db, 0, v, 1L << StatCounters.DB_RESET_TIME);
        return VOID;
    }

    private static void resetTime(SystemContext s, int kind, int number) {
        long[] v = new long[StatsRegion.COUNTERS];
        v[StatCounters.RESET_TIME] = s.clock.micros();
        s.stats().set(s.proc(), kind, 0, number, v, 1L << StatCounters.RESET_TIME);
    }

    private static Object resetShared(SystemContext s, String target) {
        switch (target) {
            case "archiver" -> resetTime(s, StatCounters.SERVER, StatCounters.ARCHIVER);
            case "bgwriter" -> {
                long[] v = new long[StatsRegion.COUNTERS];
                for (int i = 0; i <= CheckpointShared.BUFFERS_ALLOC; i++) {
                    v[i] = s.storage().checkpointShared().counter(i);
                }
                v[StatCounters.RESET_TIME] = s.clock.micros();
                s.stats().set(s.proc(), StatCounters.SERVER, 0, StatCounters.BGWRITER, v, -1L);
            }
            case "recovery_prefetch" -> {
                // nothing is counted: recovery does not prefetch
            }
            case "wal" -> s.storage().wal().stats().reset(s.clock.micros());
            default ->
                throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "unrecognized reset target: \"" + target + "\"")
                        .hint("Target must be \"archiver\", \"bgwriter\", \"recovery_prefetch\", or \"wal\".");
        }
        return VOID;
    }

    private static boolean have(SystemContext s, String kind, int db, int oid) {
        return switch (kind) {
            case "database" -> s.statistics().find(StatCounters.DATABASE, db, 0) != null;
            case "relation" -> s.statistics().find(StatCounters.RELATION, db, oid) != null;
            case "function" -> s.statistics().find(StatCounters.FUNCTION, db, oid) != null;
            case "replslot", "subscription" -> false;
            case "archiver", "bgwriter", "checkpointer", "slru", "wal" -> true;
            default ->
                throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid statistics kind: \"" + kind + "\"");
        };
    }
}
