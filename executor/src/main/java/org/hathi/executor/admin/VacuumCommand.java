package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.table.PgClass;
import org.hathi.executor.command.Commands;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.VacuumRelation;
import org.hathi.parser.tree.TableStmt.VacuumStmt;
import org.hathi.parser.tree.Value;
import org.hathi.txn.Snapshots;
import org.hathi.txn.TransactionBlock;

/**
 * VACUUM and ANALYZE as statements: options, the list of tables, and a transaction for each.
 *
 * <p>VACUUM ends the transaction its statement started in and leaves a new one open for the session to commit.
 */
final class VacuumCommand {
    private final Admin a;
    private final Commands commands;

    VacuumCommand(Admin a, Commands commands) {
        this.a = a;
        this.commands = commands;
    }

    /** One table to work on. */
    private record Target(int oid, List<String> columns, boolean named) {}

    void run(VacuumStmt s) {
        VacuumOptions o = options(s);
        String command = s.isVacuumcmd() ? "VACUUM" : "ANALYZE";
        TransactionBlock block = a.cx.txn().block();
        boolean own;
        if (s.isVacuumcmd()) {
            block.prevent(a.topLevel, command);
            own = true;
        } else {
            own = a.topLevel && !block.inBlock();
        }
        List<Target> targets = s.rels().isEmpty() ? all() : named(s.rels(), o);
        Maintenance m = new Maintenance(a.cx, a.env, a.role(), o, commands);
        if (!own) {
            for (Target t : targets) {
                m.analyze(t.oid, t.columns);
                a.writer.increment();
            }
            return;
        }
        Snapshots snapshots = a.cx.txn().snapshots();
        while (snapshots.hasActive()) {
            snapshots.pop();
        }
        block.commitCommand();
        for (Target t : targets) {
            m.runOne(t.oid, t.columns);
        }
        block.startCommand();
        if (o.vacuum()) {
            new FrozenIds(a.cx).updateDatabase();
        }
    }

    private VacuumOptions options(VacuumStmt s) {
        boolean vacuum = s.isVacuumcmd();
        boolean analyze = !vacuum;
        boolean verbose = false;
        boolean freeze = false;
        boolean disableSkipping = false;
        boolean skipLocked = false;
        boolean indexCleanup = true;
        boolean bypass = true;
        boolean truncate = true;
        boolean toast = true;
        boolean full = false;
        int workers = 0;
        for (DefElem d : s.options()) {
            String name = d.defname().toLowerCase(Locale.ROOT);
            switch (name) {
                case "verbose" -> verbose = Admin.bool(d);
                case "skip_locked" -> skipLocked = Admin.bool(d);
                default -> {
                    if (!vacuum) {
                        throw a.error(
                                SqlState.SYNTAX_ERROR,
                                "unrecognized ANALYZE option \"" + d.defname() + "\"",
                                d.location());
                    }
                    switch (name) {
                        case "analyze" -> analyze = Admin.bool(d);
                        case "freeze" -> freeze = Admin.bool(d);
                        case "full" -> full = Admin.bool(d);
                        case "disable_page_skipping" -> disableSkipping = Admin.bool(d);
                        case "index_cleanup" -> {
                            bypass = d.arg() != null && "auto".equalsIgnoreCase(Value.text(d.arg()));
                            indexCleanup = bypass || Admin.bool(d);
                        }
                        case "process_toast" -> toast = Admin.bool(d);
                        case "truncate" -> truncate = Admin.bool(d);
                        case "parallel" -> workers = parallel(d);
                        default ->
                            throw a.error(
                                    SqlState.SYNTAX_ERROR,
                                    "unrecognized VACUUM option \"" + d.defname() + "\"",
                                    d.location());
                    }
                }
            }
        }
        if (full && workers > 0) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "VACUUM FULL cannot be performed in parallel");
        }
        columnsOnlyWithAnalyze(s, analyze);
        if (full && disableSkipping) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "VACUUM option DISABLE_PAGE_SKIPPING cannot be used with FULL");
        }
        if (full && !toast) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "PROCESS_TOAST required with VACUUM FULL");
        }
        return new VacuumOptions(
                vacuum,
                analyze,
                verbose,
                freeze ? 0 : -1,
                disableSkipping,
                skipLocked,
                indexCleanup,
                truncate,
                toast,
                false,
                false,
                bypass,
                full,
                null);
    }

    private static void columnsOnlyWithAnalyze(VacuumStmt s, boolean analyze) {
        for (VacuumRelation r : s.rels()) {
            if (!r.vaCols().isEmpty() && !analyze) {
                throw new SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "ANALYZE option must be specified when a column list is provided");
            }
        }
    }

    private int parallel(DefElem d) {
        if (d.arg() == null) {
            throw a.error(SqlState.SYNTAX_ERROR, "parallel option requires a value between 0 and 1024", d.location());
        }
        if (!(d.arg() instanceof Value.Int)) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "parallel requires an integer value");
        }
        long n = Admin.integer(d);
        if (n < 0 || n > 1024) {
            throw a.error(
                    SqlState.SYNTAX_ERROR, "parallel workers for vacuum must be between 0 and 1024", d.location());
        }
        return (int) n;
    }

    private List<Target> named(List<VacuumRelation> rels, VacuumOptions o) {
        List<Target> out = new ArrayList<>();
        for (VacuumRelation r : rels) {
            ClassInfo c = a.needRelation(r.relation());
            if (Maintenance.mayProcess(a.cx, a.role(), c, o.vacuum(), false)) {
                out.add(new Target(c.oid(), r.vaCols(), true));
            }
            if (c.kind() == 'p') {
                a.catalog.childrenOf(c.oid()).forEach(i -> out.add(new Target(i.child(), r.vaCols(), false)));
            }
        }
        return out;
    }

    private List<Target> all() {
        List<Target> out = new ArrayList<>();
        for (CatalogRow r : a.writer.scan(PgClass.RELATION, 0)) {
            char kind = r.charAt(PgClass.RELKIND);
            ClassInfo c = kind == 'r' || kind == 'm' || kind == 'p' ? a.catalog.relation(r.intAt(PgClass.OID)) : null;
            if (c != null && Maintenance.mayProcess(a.cx, a.role(), c, true, false)) {
                out.add(new Target(c.oid(), List.of(), false));
            }
        }
        return out;
    }

    static Severity level(boolean verbose) {
        return verbose ? Severity.INFO : Severity.DEBUG2;
    }
}
