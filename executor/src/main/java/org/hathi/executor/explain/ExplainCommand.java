package org.hathi.executor.explain;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Setting;
import org.hathi.base.SqlError;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.Executor;
import org.hathi.executor.Usage;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.command.Commands;
import org.hathi.executor.modify.TriggerCounts;
import org.hathi.executor.session.Session;
import org.hathi.executor.session.TextRows;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.parser.tree.UtilityStmt.ExplainStmt;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.optimize.BoundParams;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;
import org.jspecify.annotations.Nullable;

/** EXPLAIN: the plan of a statement, with ANALYZE also what its execution did. */
public final class ExplainCommand {
    private static final int TEXT = 25;
    private static final int JSON = 114;
    private static final int XML = 142;

    private final Session session;
    private final Commands commands;
    /** What is made of the rows that ANALYZE brings; null: nothing. */
    private TableStmt.@Nullable CreateTableAsStmt into;

    private final ExecEnv env;
    private final ExplainOptions options;
    private final ExplainOutput out;
    private final Deparse deparse;

    private ExplainCommand(Session session, Commands commands, ExplainStmt s) {
        this.session = session;
        this.commands = commands;
        this.env = session.runner().env();
        this.options = new ExplainOptions(s.options());
        this.out = new ExplainOutput(options.format);
        this.deparse = new Deparse(
                new CatalogView(session.context().catalog()), session.context().eval());
    }

    /** The one column EXPLAIN returns; its type depends on FORMAT. */
    public static List<ResultColumn> columns(ExplainStmt s) {
        int type =
                switch (ExplainOptions.format(s.options())) {
                    case JSON -> JSON;
                    case XML -> XML;
                    case TEXT, YAML -> TEXT;
                };
        return List.of(new ResultColumn("QUERY PLAN", 0, 0, type, -1, -1, 0));
    }

    /** Sends the rows of EXPLAIN (without RowDescription, which the portal has sent). */
    public static void run(Session session, Commands commands, ExplainStmt s, String sql, ResultSink sink) {
        ExplainCommand c;
        try {
            c = new ExplainCommand(session, commands, s);
        } catch (SqlError e) {
            analyze(session, commands, s.query(), sql); // errors of the statement come before those of options
            throw e;
        }
        try (var _ = session.context().txn().snapshots().hold(true)) {
            c.out.begin();
            c.statement(s.query(), sql);
            c.out.end();
        }
        String text = c.out.out.toString();
        if (!c.out.isText()) {
            TextRows.row(sink, text);
            return;
        }
        int from = 0;
        while (from < text.length()) {
            int nl = text.indexOf('\n', from);
            int to = nl < 0 ? text.length() : nl;
            TextRows.row(sink, text.substring(from, to));
            from = to + 1;
        }
    }

    private static void analyze(Session session, Commands commands, Statement s, String sql) {
        switch (s) {
            case TableStmt.CreateTableAsStmt c -> commands.analyze(c);
            case UtilityStmt.DeclareCursorStmt d -> {
                commands.refuseInto(d.query());
                analyze(session, commands, d.query(), sql);
            }
            case Statement.SelectStmt x ->
                session.plans().analyze(new RawStmt(Analyzer.withoutInto(x), 0, 0), sql, ParamTypes.none());
            case Statement.Optimizable o -> session.plans().analyze(new RawStmt(o, 0, 0), sql, ParamTypes.none());
            default -> {
                // nothing to analyse
            }
        }
    }

    /** How much of the result is expected to be fetched, as the planner counts it. */
    private double fraction;

    private void statement(Statement s, String sql) {
        switch (s) {
            case TableStmt.CreateTableAsStmt c -> createAs(c, sql);
            case Statement.SelectStmt x
            when Analyzer.into(x) != null ->
                createAs(
                        new TableStmt.CreateTableAsStmt(
                                Analyzer.withoutInto(x),
                                java.util.Objects.requireNonNull(Analyzer.into(x)),
                                ObjectType.TABLE,
                                false,
                                x.location()),
                        sql);
            case UtilityStmt.DeclareCursorStmt d -> {
                fraction = session.context().settings().real("cursor_tuple_fraction");
                commands.refuseInto(d.query());
                statement(d.query(), sql);
            }
            case UtilityStmt.ExecuteStmt e -> {
                long[] before = counters();
                long began = System.nanoTime();
                Session.Prepared p = session.prepared(e, sql);
                long took = System.nanoTime() - began;
                long[] used = since(before);
                for (PlannedStmt planned : p.plans()) {
                    if (planned.utility != null) {
                        String text = session.statementText(e.name());
                        statement(planned.utility, text == null ? sql : text);
                        continue;
                    }
                    one(planned, p.values(), p.types(), took, used);
                }
            }
            case Statement.Optimizable o -> queries(o, sql);
            case UtilityStmt.NotifyStmt n -> {
                if (out.isText()) {
                    out.line("NOTIFY");
                } else {
                    out.dummy("Notify");
                }
            }
            default -> {
                if (out.isText()) {
                    out.line("Utility statements have no plan structure");
                } else {
                    out.dummy("Utility Statement");
                }
            }
        }
    }

    private void createAs(TableStmt.CreateTableAsStmt c, String sql) {
        if (commands.exists(c)) {
            if (!out.isText()) {
                out.dummy(c.objtype() == ObjectType.MATVIEW ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS");
            }
            return;
        }
        into = c.objtype() == ObjectType.TABLE && !c.into().skipData() ? c : null;
        statement(c.query(), sql);
    }

    private void queries(Statement s, String sql) {
        List<Query> l = session.plans().analyze(new RawStmt(s, 0, 0), sql, ParamTypes.none());
        if (l.isEmpty() && out.isText()) {
            out.line("Query rewrites to nothing");
        }
        boolean first = true;
        for (Query q : l) {
            if (!first && out.isText()) {
                out.out.append('\n');
            }
            first = false;
            if (q.utilityStmt != null) {
                // SELECT INTO comes back as CREATE TABLE AS; a rule may send a notification
                statement(q.utilityStmt, sql);
                continue;
            }
            long[] before = counters();
            long began = System.nanoTime();
            PlannedStmt p =
                    session.plans().plan(List.of(q), BoundParams.NONE, fraction).get(0);
            long took = System.nanoTime() - began;
            one(p, new Object[0], new int[0], took, since(before));
        }
    }

    /** What the triggers of foreign keys took. */
    private void triggers(PlannedStmt p, TriggerCounts counts) {
        List<Integer> tables = new ArrayList<>();
        for (int rti : p.resultRelations) {
            tables.add(p.rangeTable.get(rti - 1).relid);
        }
        List<TriggerCounts.Fired> ran = counts.ran(tables);
        boolean several = tables.size() > 1;
        for (TriggerCounts.Fired f : ran) {
            several |= !tables.contains(f.trigger.relation());
        }
        if (!out.isText()) {
            out.open("Triggers", "Triggers", false);
        }
        for (TriggerCounts.Fired f : ran) {
            var table = session.context().catalog().relation(f.trigger.relation());
            String name = table == null ? "" : table.name();
            if (out.isText()) {
                StringBuilder time = new StringBuilder();
                if (options.timing) {
                    time.append("time=");
                    time.append(ExplainOutput.fixed(f.nanos / 1e6, 3));
                    time.append(' ');
                }
                out.line("Trigger" + (options.verbose ? " " + f.trigger.name() : "") + " for constraint " + f.constraint
                        + (several ? " on " + name : "") + ": " + time + "calls=" + f.calls);
            } else {
                out.open("Trigger", null, true);
                out.text("Trigger Name", f.trigger.name());
                out.text("Constraint Name", f.constraint);
                out.text("Relation", name);
                if (options.timing) {
                    out.number("Time", "ms", f.nanos / 1e6, 3);
                }
                out.integer("Calls", null, f.calls);
                out.close("Trigger", true);
            }
        }
        if (!out.isText()) {
            out.close("Triggers", false);
        }
    }

    private void one(PlannedStmt p, @Nullable Object[] values, int[] types, long planning, long @Nullable [] planned) {
        Executor executor = null;
        TriggerCounts fired = null;
        long took = 0;
        if (options.analyze) {
            executor = new Executor(env, p, true, options.buffers || options.wal ? usage() : null);
            fired = new TriggerCounts(session.context().catalog());
            long began = System.nanoTime();
            try {
                env.after().counts = fired;
                executor.start(
                        values, types, session.context().txn().snapshots().active());
                run(executor, p);
                executor.finish();
            } finally {
                env.after().counts = null;
            }
            took = System.nanoTime() - began;
        } else {
            Executor.check(env, p);
        }
        out.open("Query", null, true);
        new PlanPrinter(session.context().catalog(), deparse, options, out, p, executor).print();
        if (options.settings) {
            settings();
        }
        if (options.buffers && planned != null) {
            planning(planned);
        }
        if (options.summary) {
            out.number("Planning Time", "ms", planning / 1e6, 3);
        }
        if (fired != null) {
            triggers(p, fired);
        }
        if (executor != null && options.summary) {
            out.number("Execution Time", "ms", took / 1e6, 3);
        }
        out.close("Query", true);
        if (executor != null) {
            session.context().txn().transactions().commandCounterIncrement();
        }
    }

    private void run(Executor executor, PlannedStmt p) {
        TableStmt.CreateTableAsStmt made = into;
        if (made == null || p.plan == null) {
            executor.run(0, b -> {});
        } else {
            commands.fillNew(made, p.plan.targetList, to -> executor.run(0, to));
        }
    }

    private Usage usage() {
        return new Usage(
                session.context().storage(),
                env.tempFiles(),
                session.context().proc().slot());
    }

    private long[] counters() {
        long[] u = new long[Usage.COUNT];
        if (options.buffers) {
            usage().read(u);
        }
        return u;
    }

    private long[] since(long[] before) {
        long[] u = counters();
        for (int i = 0; i < u.length; i++) {
            u[i] -= before[i];
        }
        return u;
    }

    /** Blocks that planning used. */
    private void planning(long[] u) {
        if (!out.isText()) {
            out.open("Planning", "Planning", true);
            UsageLines.buffers(out, u);
            out.close("Planning", true);
        } else if (UsageLines.any(u)) {
            out.line("Planning:");
            out.indent++;
            UsageLines.buffers(out, u);
            out.indent--;
        }
    }

    /** Settings of the planner that differ from their defaults. */
    private void settings() {
        List<String> text = new ArrayList<>();
        List<Setting> changed = new ArrayList<>();
        for (Setting s : session.context().settings().all()) {
            if (ExplainSettings.matters(s.name()) && !ExplainSettings.isDefault(s)) {
                changed.add(s);
                text.add(s.name() + " = '" + s.show() + "'");
            }
        }
        if (out.isText()) {
            if (!text.isEmpty()) {
                out.line("Settings: " + String.join(", ", text));
            }
            return;
        }
        out.open("Settings", "Settings", true);
        for (Setting s : changed) {
            out.text(s.name(), s.show());
        }
        out.close("Settings", true);
    }
}
