package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.session.BackendContext;
import org.hathi.page.Xid;
import org.hathi.shm.StatCounters;
import org.hathi.shm.StatsRegion;
import org.hathi.txn.ProcArray;
import org.hathi.txn.TransactionBlock;

/**
 * What an autovacuum worker does in its database: picks the tables whose changes since the last time pass the thresholds, or
 * whose transaction ids grow old, and vacuums and analyses each in transactions of its own.
 *
 * <p>CRASH: nothing to repair beyond what any aborted transaction leaves.
 */
public final class AutovacuumWorker {
    private final BackendContext cx;
    private final StatsRegion stats;

    private AutovacuumWorker(BackendContext cx) {
        this.cx = cx;
        this.stats = new StatsRegion(cx.segment());
    }

    /** One table's needs. */
    private record Job(int oid, String name, boolean vacuum, boolean analyze, boolean wraparound) {}

    /** One round through the database; outside any transaction. Errors of single tables are reported, not thrown. */
    public static void run(BackendContext cx) {
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

    private void perform(Job j) {
        VacuumOptions o = new VacuumOptions(
                j.vacuum, j.analyze, false, -1, false, !j.wraparound, true, true, false, true, j.wraparound);
        new Maintenance(cx, Acl.BOOTSTRAP_SUPERUSER, o).runOne(j.oid, List.of());
    }

    private List<Job> jobs() {
        List<Job> out = new ArrayList<>();
        long[] c = new long[StatsRegion.COUNTERS];
        for (CatalogRow r : cx.catalog().writer().scan(PgClass.RELATION, 0)) {
            char kind = r.charAt(PgClass.RELKIND);
            if (kind != 'r' && kind != 'm' && kind != 't' || r.charAt(PgClass.RELPERSISTENCE) == 't') {
                continue;
            }
            int db = r.boolAt(PgClass.RELISSHARED) ? 0 : cx.database();
            java.util.Arrays.fill(c, 0);
            boolean known = stats.read(cx.proc(), StatCounters.RELATION, db, r.intAt(PgClass.OID), c);
            Job j = judge(r, known ? c : null);
            if (j.vacuum || j.analyze) {
                out.add(j);
            }
        }
        return out;
    }

    private static double option(String @org.jspecify.annotations.Nullable [] options, String name, double fallback) {
        if (options != null) {
            for (String o : options) {
                if (o.startsWith(name + "=")) {
                    return Double.parseDouble(o.substring(name.length() + 1));
                }
            }
        }
        return fallback;
    }

    private static boolean disabled(String @org.jspecify.annotations.Nullable [] options) {
        if (options != null) {
            for (String o : options) {
                if (o.startsWith("autovacuum_enabled=")) {
                    Boolean on = Settings.parseBool(o.substring("autovacuum_enabled=".length()));
                    return on != null && !on;
                }
            }
        }
        return false;
    }

    /** relation_needs_vacanalyze. */
    private Job judge(CatalogRow r, long @org.jspecify.annotations.Nullable [] c) {
        Settings s = cx.settings();
        String @org.jspecify.annotations.Nullable [] options = r.textsOrNull(PgClass.RELOPTIONS);
        int age = s.intValue("autovacuum_freeze_max_age");
        int limit = cx.txn().xids().nextXid() - age;
        if (Integer.compareUnsigned(limit, Xid.FIRST_NORMAL) < 0) {
            limit -= Xid.FIRST_NORMAL;
        }
        int frozen = r.intAt(PgClass.RELFROZENXID);
        boolean wraparound = Xid.isNormal(frozen) && Xid.precedes(frozen, limit);
        int multi = r.intAt(PgClass.RELMINMXID);
        wraparound |= multi != 0
                && multi - (cx.txn().multixact().nextMulti() - s.intValue("autovacuum_multixact_freeze_max_age")) < 0;
        boolean vacuum = wraparound;
        boolean analyze = false;
        if (c != null && s.bool("autovacuum") && !disabled(options)) {
            double tuples = Math.max(0, r.floatAt(PgClass.RELTUPLES));
            double vac = threshold(options, "autovacuum_vacuum_threshold", "autovacuum_vacuum_scale_factor", tuples);
            double ins = threshold(
                    options, "autovacuum_vacuum_insert_threshold", "autovacuum_vacuum_insert_scale_factor", tuples);
            double ana = threshold(options, "autovacuum_analyze_threshold", "autovacuum_analyze_scale_factor", tuples);
            boolean inserts = option(
                            options,
                            "autovacuum_vacuum_insert_threshold",
                            s.intValue("autovacuum_vacuum_insert_threshold"))
                    >= 0;
            vacuum |= c[StatCounters.DEAD] > vac || inserts && c[StatCounters.INS_SINCE_VACUUM] > ins;
            analyze = r.charAt(PgClass.RELKIND) != 't' && c[StatCounters.MOD_SINCE_ANALYZE] > ana;
        }
        return new Job(r.intAt(PgClass.OID), r.nameAt(PgClass.RELNAME), vacuum, analyze, wraparound);
    }

    private double threshold(
            String @org.jspecify.annotations.Nullable [] options, String base, String scale, double tuples) {
        Settings s = cx.settings();
        return option(options, base, s.intValue(base)) + option(options, scale, s.real(scale)) * tuples;
    }
}
