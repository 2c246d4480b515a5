package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.IndexVacuumStats;
import org.hathi.access.Relation;
import org.hathi.access.Vacuum;
import org.hathi.base.Report;
import org.hathi.base.Settings;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.DatabaseInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.command.Commands;
import org.hathi.executor.session.BackendContext;
import org.hathi.page.Fork;
import org.hathi.page.Xid;
import org.hathi.shm.Progress;
import org.hathi.shm.RelationCounts;
import org.hathi.shm.StatCounters;
import org.hathi.shm.StatsRegion;
import org.hathi.txn.LockMode;
import org.hathi.txn.LockResult;
import org.hathi.txn.LockTag;
import org.hathi.txn.ProcArray;
import org.hathi.txn.TransactionBlock;
import org.jspecify.annotations.Nullable;

/**
 * Vacuums and analyses single tables, each in transactions of its own: the body of VACUUM, ANALYZE and autovacuum.
 *
 * <p>LATCHES: holds SHARE UPDATE EXCLUSIVE on the table to the transaction's end; takes ACCESS EXCLUSIVE for a moment,
 * and only if nobody has to be waited for, to cut off an empty tail.
 */
final class Maintenance {
    /** Phases of VACUUM, see pg_stat_progress_vacuum. */
    private static final int TRUNCATE = 5;

    private static final int FINAL_CLEANUP = 6;

    private final Progress progress;
    private final BackendContext cx;
    private final Catalog catalog;
    private final int role;
    private final VacuumOptions options;
    private final @Nullable Commands commands;

    private final @Nullable ExecEnv env;

    /**
     * @param env evaluates what ANALYZE needs evaluated; null: that is not asked for
     * @param commands rewrites tables for VACUUM FULL; null: that is not asked for
     */
    Maintenance(
            BackendContext cx, @Nullable ExecEnv env, int role, VacuumOptions options, @Nullable Commands commands) {
        this.commands = commands;
        this.cx = cx;
        this.progress = cx.access().progress();
        this.env = env;
        this.catalog = cx.catalog();
        this.role = role;
        this.options = options;
    }

    // ------------------------------------------------------------------------------------------------- transactions

    /** Vacuums and analyses a table as the options say; outside any transaction. */
    void runOne(int oid, List<String> columns) {
        TransactionBlock block = cx.txn().block();
        boolean go = true;
        if (options.vacuum()) {
            go = vacuumInTransaction(oid, false);
        }
        if (options.analyze() && go) {
            block.startCommand();
            withSnapshot(() -> analyze(oid, columns));
            block.commitCommand();
        }
    }

    private void withSnapshot(Runnable body) {
        try (var _ = cx.txn().snapshots().hold(true)) {
            body.run();
        }
    }

    private boolean vacuumInTransaction(int oid, boolean toast) {
        TransactionBlock block = cx.txn().block();
        ProcArray procs = cx.txn().procs();
        block.startCommand();
        int flags = (options.full() ? 0 : ProcArray.IN_VACUUM)
                | (options.wraparound() ? ProcArray.VACUUM_FOR_WRAPAROUND : 0);
        procs.setFlags(flags, 0);
        int[] toastOid = new int[1];
        boolean[] done = new boolean[1];
        try {
            withSnapshot(() -> done[0] = vacuum(oid, toast, toastOid));
            block.commitCommand();
        } finally {
            progress.end();
            procs.setFlags(0, flags);
        }
        if (done[0] && toastOid[0] != 0 && options.processToast() && !rewrites(oid)) {
            vacuumInTransaction(toastOid[0], true);
        }
        return done[0];
    }

    // ------------------------------------------------------------------------------------------------- what may be
    // done

    /** Whether the role may vacuum or analyse the relation; warns when not. */
    static boolean mayProcess(BackendContext cx, int role, ClassInfo c, boolean vacuum, boolean quiet) {
        Catalog catalog = cx.catalog();
        DatabaseInfo db = catalog.database(cx.database());
        boolean databaseOwner = db != null && catalog.acl().hasPrivilegesOf(role, db.owner());
        if (catalog.acl().hasPrivilegesOf(role, c.owner()) || databaseOwner && !c.shared()) {
            return true;
        }
        if (!quiet) {
            String who = c.shared()
                    ? "superuser"
                    : c.namespace() == org.hathi.catalog.SearchPath.PG_CATALOG
                            ? "superuser or database owner"
                            : "table or database owner";
            cx.reporter()
                    .report(new Report(
                            Severity.WARNING,
                            SqlState.WARNING,
                            "skipping \"" + c.name() + "\" --- only " + who + " can " + (vacuum ? "vacuum" : "analyze")
                                    + " it"));
        }
        return false;
    }

    /** Whether VACUUM FULL makes a new file for the table: system catalogs are vacuumed in place. */
    private boolean rewrites(int oid) {
        return options.full() && !Dependencies.pinned(PgClass.RELATION, oid);
    }

    private @Nullable ClassInfo lock(int oid, boolean vacuum) {
        boolean nowait = options.skipLocked() || options.auto();
        ClassInfo c = catalog.relation(oid);
        if (c == null) {
            return null;
        }
        LockTag tag = LockTag.relation(c.shared() ? 0 : cx.database(), oid);
        int mode = vacuum && rewrites(oid) ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE;
        LockResult r = cx.txn().locks().acquire(tag, mode, false, nowait);
        if (r == LockResult.NOT_AVAILABLE) {
            cx.reporter()
                    .report(new Report(
                            options.auto() ? Severity.LOG : Severity.WARNING,
                            SqlState.LOCK_NOT_AVAILABLE,
                            "skipping " + (vacuum ? "vacuum" : "analyze") + " of \"" + c.name()
                                    + "\" --- lock not available"));
            return null;
        }
        catalog.acceptInvalidations();
        c = catalog.relation(oid);
        if (c == null || !mayProcess(cx, role, c, vacuum, false)) {
            return null;
        }
        return c;
    }

    // ------------------------------------------------------------------------------------------------- vacuum

    private boolean vacuum(int oid, boolean toast, int[] toastOid) {
        ClassInfo c = lock(oid, true);
        if (c == null) {
            return false;
        }
        if (c.kind() == 'p') {
            return true;
        }
        if (c.kind() != 'r' && c.kind() != 'm' && c.kind() != 't') {
            cx.reporter()
                    .report(new Report(
                            Severity.WARNING,
                            SqlState.WARNING,
                            "skipping \"" + c.name() + "\" --- cannot vacuum non-tables or special system tables"));
            return false;
        }
        toastOid[0] = c.toast();
        if (commands != null && rewrites(oid)) {
            RewriteReport report = new RewriteReport(cx, c, options.verbose());
            report.begin("vacuuming", "");
            report.end(commands.rewriteTable(oid, 0));
            return true;
        }
        Relation rel = catalog.openRelation(oid, 0);
        List<Relation> indexes = new ArrayList<>();
        for (Relation i : catalog.openIndexes(oid)) {
            catalog.openRelation(i.oid, LockMode.ROW_EXCLUSIVE);
            if (i.indexInfo().ready) { // others have no file worth the name yet, or not any more
                indexes.add(i);
            }
        }
        String name = catalogName() + "." + rel.schema + "." + rel.name;
        VacuumReport report = new VacuumReport(cx);
        Vacuum vacuum = new Vacuum(cx.access(), rel, indexes, params());
        say((vacuum.aggressive() ? "aggressively vacuuming \"" : "vacuuming \"") + name + "\"");
        progress.begin(Progress.Command.VACUUM, cx.database(), oid);
        Vacuum.Result r = vacuum.run();
        // who reads a catalog takes no lock that would keep its end from being cut off meanwhile
        int pages = options.truncate() && !rel.catalog ? truncate(rel, r) : r.pages();
        progress.set(Progress.Command.VACUUM, 0, FINAL_CLEANUP);
        double tuples = estimate(c, r);
        int[] horizons = updateStatistics(
                c, pages, tuples, Math.min(r.allVisible(), pages), !indexes.isEmpty(), r.frozenXid(), r.minMulti());
        for (int i = 0; i < indexes.size(); i++) {
            IndexVacuumStats s = r.indexes()[i];
            ClassInfo ic = catalog.relation(indexes.get(i).oid);
            if (ic != null && s != null) {
                updateStatistics(ic, s.pages, s.tuples, 0, false, 0, 0);
            }
        }
        count(c, true, Math.round(tuples), Math.round(r.recentlyDead()), true);
        VacuumReport.Result done = new VacuumReport.Result(pages, tuples, horizons[0], horizons[1]);
        VacuumOptions.Automatic auto = options.automatic();
        if (auto != null && auto.logMillis() >= 0 && report.longerThan(auto.logMillis())) {
            String what = "automatic " + (r.work().aggressive() ? "aggressive " : "") + "vacuum "
                    + (options.wraparound() ? "to prevent wraparound " : "") + "of table \"";
            cx.reporter().log(what + name + "\": " + report.vacuum(rel, r, done, indexes));
        } else if (options.verbose()) {
            say("finished vacuuming \"" + name + "\": " + report.vacuum(rel, r, done, indexes));
        }
        return true;
    }

    private String catalogName() {
        DatabaseInfo d = catalog.database(cx.database());
        return d == null ? "" : d.name();
    }

    private void say(String message) {
        if (options.verbose()) {
            cx.reporter().report(Report.of(Severity.INFO, message));
        }
    }

    private Vacuum.Params params() {
        Settings s = cx.settings();
        VacuumOptions.Automatic auto = options.automatic();
        boolean freeze = options.freezeMinAge() >= 0;
        int max = s.intValue("autovacuum_freeze_max_age");
        int min = auto != null ? auto.freezeMinAge() : s.intValue("vacuum_freeze_min_age");
        int table = auto != null ? auto.freezeTableAge() : s.intValue("vacuum_freeze_table_age");
        int multi = auto != null ? auto.multiFreezeMinAge() : s.intValue("vacuum_multixact_freeze_min_age");
        multi = Math.min(multi, s.intValue("autovacuum_multixact_freeze_max_age") / 2);
        double delay = auto != null ? auto.costDelay() : s.real("vacuum_cost_delay");
        int limit = auto != null ? auto.costLimit() : s.intValue("vacuum_cost_limit");
        long dead = s.intValue("maintenance_work_mem") * 1024L / 6;
        return new Vacuum.Params(
                freeze ? options.freezeMinAge() : Math.min(min, max / 2),
                freeze || options.wraparound() ? 0 : Math.min(table, (int) (max * 0.95)),
                freeze ? 0 : multi,
                (int) Math.min(dead, 100_000_000),
                options.indexCleanup(),
                options.disablePageSkipping(),
                options.mayBypass(),
                new VacuumPace(cx, delay, limit));
    }

    /** vac_estimate_reltuples: what was not looked at has the density of last time. */
    private static double estimate(ClassInfo c, Vacuum.Result r) {
        if (r.scanned() >= r.pages()) {
            return r.live();
        }
        if (c.tuples() >= 0 && (c.pages() == r.pages() && r.scanned() < r.pages() * 0.02 || r.scanned() <= 1)) {
            return c.tuples();
        }
        if (c.tuples() < 0 || c.pages() == 0) {
            return r.scanned() == 0 ? 0 : Math.floor(r.live() / r.scanned() * r.pages() + 0.5);
        }
        double density = c.tuples() / (double) c.pages();
        return Math.floor(density * (r.pages() - r.scanned()) + r.live() + 0.5);
    }

    private int truncate(Relation rel, Vacuum.Result r) {
        int freeable = r.pages() - r.firstRemovablePage();
        if (freeable <= 0 || freeable < 1000 && freeable < r.pages() / 16) {
            return r.pages();
        }
        LockTag tag = LockTag.relation(rel.shared ? 0 : cx.database(), rel.oid);
        if (cx.txn().locks().acquire(tag, LockMode.ACCESS_EXCLUSIVE, false, true) == LockResult.NOT_AVAILABLE) {
            return r.pages();
        }
        try {
            if (cx.storage().pool().nblocks(rel.node, Fork.MAIN) != r.pages()) {
                return r.pages();
            }
            progress.set(Progress.Command.VACUUM, 0, TRUNCATE);
            int keep = Vacuum.countNonEmpty(cx.access(), rel, r.firstRemovablePage());
            if (keep < r.pages()) {
                catalog.invalidation().relationTruncated(rel.oid);
                cx.storage().files().truncate(rel.node, keep, rel.needsWal());
                rel.forgetCaches();
                say("table \"" + rel.name + "\": truncated " + r.pages() + " to " + keep + " pages");
            }
            return keep;
        } finally {
            cx.txn().locks().release(tag, LockMode.ACCESS_EXCLUSIVE);
        }
    }

    /**
     * Writes a pg_class row's statistics in place, never rolled back (vac_update_relstats); the new relfrozenxid and
     * relminmxid, 0 where they stay.
     */
    int[] updateStatistics(
            ClassInfo c, int pages, double tuples, int visible, boolean hasIndex, int frozenXid, int minMulti) {
        CatalogRow row = catalog.writer().byOid(PgClass.RELATION, c.oid());
        if (row == null) {
            throw SqlError.internal(
                    "pg_class entry for relid " + Integer.toUnsignedString(c.oid()) + " vanished during vacuuming");
        }
        @Nullable Object[] v = row.copy();
        v[PgClass.RELPAGES - 1] = (long) pages;
        v[PgClass.RELTUPLES - 1] = Datums.float4((float) tuples);
        v[PgClass.RELALLVISIBLE - 1] = (long) visible;
        if (c.kind() != 'i' && c.kind() != 'I' && hasIndex) {
            v[PgClass.RELHASINDEX - 1] = 1L;
        }
        int[] updated = new int[2];
        int oldXid = c.frozenXid();
        if (frozenXid != 0
                && oldXid != frozenXid
                && (Xid.precedes(oldXid, frozenXid)
                        || Xid.precedes(cx.txn().xids().nextXid(), oldXid))) {
            v[PgClass.RELFROZENXID - 1] = Datums.oid(frozenXid);
            updated[0] = frozenXid;
        }
        int oldMulti = c.minMxid();
        if (minMulti != 0
                && oldMulti != minMulti
                && (minMulti - oldMulti > 0 || cx.txn().multixact().nextMulti() - oldMulti < 0)) {
            v[PgClass.RELMINMXID - 1] = Datums.oid(minMulti);
            updated[1] = minMulti;
        }
        if (!java.util.Arrays.equals(v, row.copy())) {
            catalog.store().updateInPlace(row, v);
            catalog.invalidation().rowChanged(row);
        }
        return updated;
    }

    // ------------------------------------------------------------------------------------------------- analyze

    private ExecEnv executor() {
        return java.util.Objects.requireNonNull(env, "ANALYZE needs an executor");
    }

    /** Analyses a table; the caller's transaction and snapshot. */
    void analyze(int oid, List<String> columns) {
        int role = executor().roleOid;
        try {
            analyzeOne(oid, columns);
        } finally {
            executor().become(role);
            progress.end();
        }
    }

    private void analyzeOne(int oid, List<String> columns) {
        ClassInfo c = lock(oid, false);
        if (c == null || c.kind() == 'p') {
            return;
        }
        if (c.kind() != 'r' && c.kind() != 'm') {
            if (!options.vacuum()) {
                cx.reporter()
                        .report(new Report(
                                Severity.WARNING,
                                SqlState.WARNING,
                                "skipping \"" + c.name()
                                        + "\" --- cannot analyze non-tables or special system tables"));
            }
            return;
        }
        if (c.oid() == org.hathi.catalog.table.PgStatistic.RELATION) {
            return;
        }
        Relation rel = catalog.openRelation(oid, 0);
        VacuumReport report = new VacuumReport(cx);
        say("analyzing \"" + rel.schema + "." + rel.name + "\"");
        progress.begin(Progress.Command.ANALYZE, cx.database(), oid);
        executor().become(c.owner()); // the functions that compare its values run as he
        Analyze.Totals t = new Analyze(cx, executor(), rel, c).run(columns, options.verbose());
        progress.set(Progress.Command.ANALYZE, 0, Analyze.FINALIZE);
        updateStatistics(
                c,
                t.pages(),
                t.rows(),
                (int) (cx.storage().vm().count(rel.node) >>> 32),
                !catalog.openIndexes(oid).isEmpty(),
                0,
                0);
        if (!options.vacuum()) {
            for (Relation i : catalog.openIndexes(oid)) {
                ClassInfo ic = catalog.relation(i.oid);
                if (ic != null) {
                    int pages = cx.storage().pool().nblocks(i.node, Fork.MAIN);
                    double held = Math.ceil(t.indexes().fraction(i.oid) * t.rows());
                    updateStatistics(ic, pages, held, 0, false, 0, 0);
                }
            }
        }
        if (c.hasSubclass()) {
            tree(c, rel, columns);
        }
        RelationCounts own = cx.access().counts(rel);
        count(
                c,
                false,
                Math.max(0, Math.round(t.rows()) - own.pendingLive()),
                Math.max(0, Math.round(t.dead()) - own.pendingDead()),
                columns.isEmpty());
        VacuumOptions.Automatic auto = options.automatic();
        if (auto != null && auto.logMillis() >= 0 && report.longerThan(auto.logMillis())) {
            cx.reporter()
                    .log("automatic analyze of table \"" + catalogName() + "." + rel.schema + "." + rel.name + "\"\n"
                            + report.analyze());
        }
    }

    /** A table with children has statistics over the whole tree as well. */
    private void tree(ClassInfo c, Relation rel, List<String> columns) {
        List<Relation> tree = new ArrayList<>();
        for (int oid : new org.hathi.planner.optimize.CatalogView(catalog, r -> 0)
                .descendants(c.oid(), LockMode.ACCESS_SHARE)) {
            tree.add(catalog.openRelation(oid, 0));
        }
        if (tree.size() < 2) {
            var w = catalog.writer();
            w.set(
                    w.needByOid(org.hathi.catalog.table.PgClass.RELATION, c.oid()),
                    org.hathi.catalog.table.PgClass.RELHASSUBCLASS,
                    0L);
            return;
        }
        say("analyzing \"" + rel.schema + "." + rel.name + "\" inheritance tree");
        new Analyze(cx, executor(), rel, c).tree(tree, columns, options.verbose());
    }

    /** Tells the cumulative statistics. */
    private void count(ClassInfo c, boolean vacuum, long live, long dead, boolean whole) {
        if (!cx.settings().bool("track_counts")) {
            return;
        }
        StatsRegion stats = new StatsRegion(cx.segment());
        int db = c.shared() ? 0 : cx.database();
        long[] delta = new long[StatsRegion.COUNTERS];
        long[] v = new long[StatsRegion.COUNTERS];
        v[StatCounters.LIVE] = live;
        v[StatCounters.DEAD] = dead;
        long mask = 1L << StatCounters.LIVE | 1L << StatCounters.DEAD;
        int time;
        if (vacuum) {
            time = options.auto() ? StatCounters.LAST_AUTOVACUUM : StatCounters.LAST_VACUUM;
            mask |= 1L << StatCounters.INS_SINCE_VACUUM;
        } else {
            time = options.auto() ? StatCounters.LAST_AUTOANALYZE : StatCounters.LAST_ANALYZE;
            mask |= whole ? 1L << StatCounters.MOD_SINCE_ANALYZE : 0;
        }
        v[time] = cx.clock().micros();
        mask |= 1L << time;
        stats.set(cx.proc(), StatCounters.RELATION, db, c.oid(), v, mask);
        delta[time + 1] = 1;
        stats.add(cx.proc(), StatCounters.RELATION, db, c.oid(), delta, time + 2);
    }
}
