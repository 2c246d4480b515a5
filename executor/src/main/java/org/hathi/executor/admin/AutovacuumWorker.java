package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.DatabaseInfo;
import org.hathi.catalog.RoleInfo;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgStatistic;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.api.SessionInfo;
import org.hathi.executor.session.BackendContext;
import org.hathi.executor.session.DatabasePresence;
import org.hathi.executor.session.Session;
import org.hathi.page.Xid;
import org.hathi.shm.StatCounters;
import org.hathi.shm.StatsRegion;
import org.hathi.txn.ProcArray;
import org.hathi.txn.TransactionBlock;
import org.jspecify.annotations.Nullable;

/**
 * What an autovacuum worker does in its database: picks the tables whose changes since the last time pass the
 * thresholds, or whose transaction ids grow old, and vacuums and analyses each in transactions of its own.
 *
 * <p>CRASH: nothing to repair beyond what any aborted transaction leaves.
 */
public final class AutovacuumWorker {
    private final BackendContext cx;
    private final StatsRegion stats;
    private @Nullable ExecEnv env;

    private AutovacuumWorker(BackendContext cx) {
        this.cx = cx;
        this.stats = new StatsRegion(cx.segment());
    }

    /** One table's needs. */
    private record Job(
            int oid, String name, boolean vacuum, boolean analyze, boolean wraparound, String @Nullable [] options) {}

    /** One round through the database; outside any transaction. Errors of single tables are reported, not thrown. */
    public static void run(BackendContext cx) {
        DatabasePresence.confirm(cx, Integer.toUnsignedString(cx.database()));
        new AutovacuumWorker(cx).run();
    }

    private void run() {
        TransactionBlock block = cx.txn().block();
        cx.txn().procs().setFlags(ProcArray.IS_AUTOVACUUM, 0);
        block.startCommand();
        cx.catalog().acceptInvalidations();
        List<Job> jobs = jobs();
        block.commitCommand();
        for (Job j : jobs) {
            cx.interrupts().check();
            try {
                perform(j);
            } catch (SqlError e) {
                block.abortAll();
                e.context("automatic " + (j.vacuum ? "vacuum" : "analyze") + " of table \"" + qualified(j) + "\"");
                if (e.severity() != Severity.ERROR) {
                    throw e;
                }
                cx.reporter().report(e.report());
            }
            cx.proc().stats().flush();
        }
        block.startCommand();
        new FrozenIds(cx).updateDatabase();
        block.commitCommand();
    }

    private String qualified(Job j) {
        TransactionBlock block = cx.txn().block();
        block.startCommand();
        var d = cx.catalog().database(cx.database());
        var c = cx.catalog().relation(j.oid);
        var n = c == null ? null : cx.catalog().namespace(c.namespace());
        block.commitCommand();
        return (d == null ? "" : d.name()) + "." + (n == null ? "" : n.name()) + "." + j.name;
    }

    private void perform(Job j) {
        boolean[] cleanup = indexCleanup(j.options);
        VacuumOptions o = new VacuumOptions(
                j.vacuum,
                j.analyze,
                false,
                -1,
                false,
                !j.wraparound,
                cleanup[0],
                flag(j.options, "vacuum_truncate", true),
                false,
                true,
                j.wraparound,
                cleanup[1],
                false,
                automatic(j.options));
        new Maintenance(cx, j.analyze ? env() : null, Acl.BOOTSTRAP_SUPERUSER, o, null).runOne(j.oid, List.of());
    }

    /**
     * What expressions of indexes and comparison functions are evaluated with: a session of the worker's own, made when
     * a table is analysed first, since the functions may be written in SQL.
     */
    private ExecEnv env() {
        ExecEnv e = env;
        if (e == null) {
            TransactionBlock block = cx.txn().block();
            block.startCommand();
            DatabaseInfo d = cx.catalog().database(cx.database());
            RoleInfo r = cx.catalog().role(Acl.BOOTSTRAP_SUPERUSER);
            block.commitCommand();
            if (d == null || r == null) {
                throw SqlError.internal("a worker of autovacuum is in no database");
            }
            cx.settings().override("search_path", "");
            cx.settings().override("statement_timeout", "0");
            cx.settings().override("lock_timeout", "0");
            Session s = Session.create(cx);
            s.startSession(new SessionInfo(
                    -1, cx.proc().pid(), d.oid(), d.name(), d.tablespace(), r.oid(), r.name(), true, "", -1, ""));
            e = s.runner().env();
            env = e;
        }
        return e;
    }

    /** vacuum_index_cleanup: whether to clean indexes at all, and whether that may be bypassed. */
    private static boolean[] indexCleanup(String @Nullable [] options) {
        String v = text(options, "vacuum_index_cleanup");
        Boolean on = v == null || v.equalsIgnoreCase("auto") ? null : Settings.parseBool(v);
        return new boolean[] {on == null || on, on == null};
    }

    private VacuumOptions.Automatic automatic(String @Nullable [] options) {
        Settings s = cx.settings();
        double delay =
                VacuumReport.option(options, "autovacuum_vacuum_cost_delay", s.real("autovacuum_vacuum_cost_delay"));
        int limit = (int) VacuumReport.option(
                options, "autovacuum_vacuum_cost_limit", s.intValue("autovacuum_vacuum_cost_limit"));
        return new VacuumOptions.Automatic(
                (int) VacuumReport.option(options, "autovacuum_freeze_min_age", s.intValue("vacuum_freeze_min_age")),
                (int) VacuumReport.option(
                        options, "autovacuum_freeze_table_age", s.intValue("vacuum_freeze_table_age")),
                (int) VacuumReport.option(
                        options, "autovacuum_multixact_freeze_min_age", s.intValue("vacuum_multixact_freeze_min_age")),
                (int) VacuumReport.option(
                        options, "log_autovacuum_min_duration", s.intValue("log_autovacuum_min_duration")),
                delay < 0 ? s.real("vacuum_cost_delay") : delay,
                limit < 0 ? s.intValue("vacuum_cost_limit") : limit);
    }

    private List<Job> jobs() {
        List<Job> out = new ArrayList<>();
        long[] c = new long[StatsRegion.COUNTERS];
        List<CatalogRow> rows = cx.catalog().writer().scan(PgClass.RELATION, 0);
        Map<Integer, String[]> ofMain = new HashMap<>();
        Set<Integer> alive = new HashSet<>();
        for (CatalogRow r : rows) {
            alive.add(r.intAt(PgClass.OID));
            String @Nullable [] options = r.textsOrNull(PgClass.RELOPTIONS);
            if (options != null && r.intAt(PgClass.RELTOASTRELID) != 0) {
                ofMain.put(r.intAt(PgClass.RELTOASTRELID), options);
            }
        }
        sweep(alive);
        for (CatalogRow r : rows) {
            char kind = r.charAt(PgClass.RELKIND);
            if (kind != 'r' && kind != 'm' && kind != 't' || r.charAt(PgClass.RELPERSISTENCE) == 't') {
                continue;
            }
            int db = r.boolAt(PgClass.RELISSHARED) ? 0 : cx.database();
            java.util.Arrays.fill(c, 0);
            boolean known = stats.read(cx.proc(), StatCounters.RELATION, db, r.intAt(PgClass.OID), c);
            String @Nullable [] options = r.textsOrNull(PgClass.RELOPTIONS);
            if (kind == 't' && options == null) {
                options = ofMain.get(r.intAt(PgClass.OID));
            }
            Job j = judge(r, known ? c : null, options);
            if (j.vacuum || j.analyze) {
                out.add(j);
            }
        }
        return out;
    }

    /** Drops statistics of relations that are gone: of a table that a process created and whose creation was undone. */
    private void sweep(Set<Integer> alive) {
        List<Integer> gone = new ArrayList<>();
        stats.forEach(cx.proc(), (kind, db, oid, counters) -> {
            if (kind == StatCounters.RELATION && db == cx.database() && !alive.contains(oid)) {
                gone.add(oid);
            }
        });
        for (int oid : gone) {
            if (cx.catalog().relation(oid) == null) {
                stats.drop(cx.proc(), StatCounters.RELATION, cx.database(), oid);
            }
        }
    }

    private static @Nullable String text(String @Nullable [] options, String name) {
        if (options != null) {
            for (String o : options) {
                if (o.startsWith(name + "=")) {
                    return o.substring(name.length() + 1);
                }
            }
        }
        return null;
    }

    private static boolean flag(String @Nullable [] options, String name, boolean fallback) {
        String v = text(options, name);
        Boolean on = v == null ? null : Settings.parseBool(v);
        return on == null ? fallback : on;
    }

    /** relation_needs_vacanalyze. */
    private Job judge(CatalogRow r, long @Nullable [] c, String @Nullable [] options) {
        Settings s = cx.settings();
        int max = s.intValue("autovacuum_freeze_max_age");
        int age = (int) Math.min(max, VacuumReport.option(options, "autovacuum_freeze_max_age", max));
        int limit = cx.txn().xids().nextXid() - age;
        if (Integer.compareUnsigned(limit, Xid.FIRST_NORMAL) < 0) {
            limit -= Xid.FIRST_NORMAL;
        }
        int frozen = r.intAt(PgClass.RELFROZENXID);
        boolean wraparound = Xid.isNormal(frozen) && Xid.precedes(frozen, limit);
        int multi = r.intAt(PgClass.RELMINMXID);
        int maxMulti = s.intValue("autovacuum_multixact_freeze_max_age");
        int multiAge =
                (int) Math.min(maxMulti, VacuumReport.option(options, "autovacuum_multixact_freeze_max_age", maxMulti));
        wraparound |= multi != 0 && multi - (cx.txn().multixact().nextMulti() - multiAge) < 0;
        boolean vacuum = wraparound;
        boolean analyze = false;
        if (c != null && s.bool("autovacuum") && flag(options, "autovacuum_enabled", true)) {
            double tuples = Math.max(0, r.floatAt(PgClass.RELTUPLES));
            double vac = threshold(options, "autovacuum_vacuum_threshold", "autovacuum_vacuum_scale_factor", tuples);
            double ins = threshold(
                    options, "autovacuum_vacuum_insert_threshold", "autovacuum_vacuum_insert_scale_factor", tuples);
            double ana = threshold(options, "autovacuum_analyze_threshold", "autovacuum_analyze_scale_factor", tuples);
            boolean inserts = VacuumReport.option(
                            options,
                            "autovacuum_vacuum_insert_threshold",
                            s.intValue("autovacuum_vacuum_insert_threshold"))
                    >= 0;
            vacuum |= c[StatCounters.DEAD] > vac || inserts && c[StatCounters.INS_SINCE_VACUUM] > ins;
            analyze = r.charAt(PgClass.RELKIND) != 't'
                    && r.intAt(PgClass.OID) != PgStatistic.RELATION
                    && c[StatCounters.MOD_SINCE_ANALYZE] > ana;
        }
        return new Job(r.intAt(PgClass.OID), r.nameAt(PgClass.RELNAME), vacuum, analyze, wraparound, options);
    }

    private double threshold(String @Nullable [] options, String base, String scale, double tuples) {
        Settings s = cx.settings();
        return VacuumReport.option(options, base, s.intValue(base))
                + VacuumReport.option(options, scale, s.real(scale)) * tuples;
    }
}
