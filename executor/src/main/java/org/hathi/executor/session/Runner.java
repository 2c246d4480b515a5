package org.hathi.executor.session;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Identifiers;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.ExecState;
import org.hathi.executor.Executor;
import org.hathi.executor.Receiver;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.txn.Snapshot;
import org.hathi.txn.Snapshots;
import org.jspecify.annotations.Nullable;

/** Runs planned statements: builds their executor state, moves rows to the client, keeps cursors' rows. */
public final class Runner {
    private final BackendContext cx;
    private final ExecEnv env;

    Runner(BackendContext cx, ExecEnv env) {
        this.cx = cx;
        this.env = env;
    }

    public ExecEnv env() {
        return env;
    }

    private Snapshots snapshots() {
        return cx.txn().snapshots();
    }

    // ---------------------------------------------------------------- whole statements

    /** Runs all of a portal's statements to the end, sending rows as they come; returns the command tag. */
    String runToEnd(
            Session session, SessionCommands commands, Portal p, ResultSink out, int[] formats, boolean describe) {
        if (cx.eval().quoteAllIdentifiers) {
            return Identifiers.quotingAll(() -> runStatements(commands, p, out, formats, describe));
        }
        return runStatements(commands, p, out, formats, describe);
    }

    private String runStatements(SessionCommands commands, Portal p, ResultSink out, int[] formats, boolean describe) {
        String tag = p.tag;
        boolean tagged = false;
        for (PlannedStmt s : p.statements) {
            if (s.plan == null) {
                if (describe && p.returnsRows()) {
                    out.rowDescription(p.columns);
                }
                String t = commands.run(java.util.Objects.requireNonNull(s.utility), p.sql, true, out);
                tag = s.canSetTag ? t : tag;
                tagged |= s.canSetTag;
                continue;
            }
            boolean rows = p.returnsRows() && s.canSetTag;
            // what a rule selects is shown, but not beside RETURNING, and not where the client was told of no rows
            boolean aside = describe && !s.canSetTag && s.commandType == CmdType.SELECT && !p.returnsRows();
            List<ResultColumn> columns = aside ? Plans.columns(cx.catalog(), s.plan.targetList) : p.columns;
            if (describe && rows || aside) {
                out.rowDescription(columns);
            }
            long n = runPlan(p, s, rows || aside ? out : null, formats, columns);
            if (s.canSetTag) {
                tag = countTag(s.commandType, n);
                tagged = true;
            }
            if (p.statements.size() > 1) {
                cx.txn().transactions().commandCounterIncrement();
            }
        }
        return tagged ? tag : ofNothing(tag);
    }

    /** The tag of a statement that rules have replaced by others. */
    private static String ofNothing(String tag) {
        return switch (tag) {
            case "INSERT" -> "INSERT 0 0";
            case "UPDATE", "DELETE" -> tag + " 0";
            default -> tag;
        };
    }

    static String countTag(CmdType type, long n) {
        return switch (type) {
            case SELECT -> "SELECT " + n;
            case INSERT -> "INSERT 0 " + n;
            case UPDATE -> "UPDATE " + n;
            case DELETE -> "DELETE " + n;
            case MERGE -> "MERGE " + n;
            case UNKNOWN, UTILITY, NOTHING -> "";
        };
    }

    private long runPlan(Portal p, PlannedStmt s, @Nullable ResultSink out, int[] formats, List<ResultColumn> columns) {
        PlanExecution e = start(p, s);
        boolean done = false;
        try {
            long sent = e.run(0, out, formats, columns);
            e.finish();
            done = true;
            return s.commandType == CmdType.SELECT ? sent : e.processed();
        } finally {
            if (!done) {
                e.abort();
            }
        }
    }

    PlanExecution start(Portal p, PlannedStmt s) {
        Snapshot chosen = p.snapshot;
        Snapshot snap = chosen != null && p.statements.size() == 1
                ? chosen
                : snapshots().transaction();
        CachedStatement source = p.source;
        GenericPlan generic = source == null ? null : source.generic;
        if (generic != null && (generic.statements != p.statements || p.statements.size() != 1)) {
            generic = null;
        }
        Executor idle = null;
        if (generic != null) {
            idle = generic.idle;
            generic.idle = null;
        }
        return new PlanExecution(idle, s, p, snap, generic);
    }

    /** One plan under execution. */
    final class PlanExecution implements Execution {
        private final PlannedStmt stmt;
        private final Portal portal;
        private final Snapshot snapshot;
        private final @Nullable GenericPlan owner;
        private final Executor executor;

        PlanExecution(
                @Nullable Executor idle, PlannedStmt stmt, Portal portal, Snapshot snap, @Nullable GenericPlan owner) {
            this.stmt = stmt;
            this.portal = portal;
            this.owner = owner;
            // Its command id must not move when later commands of the transaction run.
            this.snapshot = snapshots().register(snap);
            snapshots().push(snapshot);
            try {
                executor = idle != null ? idle : new Executor(env, stmt, false);
                executor.start(portal.parameters, portal.parameterTypes, snapshot);
            } finally {
                snapshots().pop();
            }
        }

        @Override
        public long run(long max, @Nullable ResultSink out, int[] formats) {
            return run(max, out, formats, portal.columns);
        }

        long run(long max, @Nullable ResultSink out, int[] formats, List<ResultColumn> columns) {
            Plan plan = java.util.Objects.requireNonNull(stmt.plan);
            RowWriter writer = out == null ? null : new RowWriter(cx.eval(), plan.targetList, columns, formats, out);
            snapshots().push(snapshot);
            try {
                return executor.run(max, b -> {
                    if (writer != null) {
                        writer.write(b);
                    }
                    CurrentRows.passed(portal, b);
                });
            } finally {
                snapshots().pop();
            }
        }

        ExecState state() {
            return executor.state();
        }

        /** Gives up to {@code max} rows (0: all) to {@code to}; fewer than that means the end. */
        long read(long max, Receiver to) {
            snapshots().push(snapshot);
            try {
                return executor.run(max, to);
            } finally {
                snapshots().pop();
            }
        }

        @Override
        public long processed() {
            return executor.processed();
        }

        @Override
        public void finish() {
            executor.finish();
            snapshots().unregister(snapshot);
            if (owner != null) {
                owner.idle = executor;
            }
        }

        @Override
        public void abort() {
            // After an error the transaction's resource owner has pins and files; nothing may fail here any more.
            executor.abandon();
            snapshots().unregister(snapshot);
        }
    }

    // ---------------------------------------------------------------- portals fetched in portions

    /** Starts a cursor's query: its snapshot is that of this moment. */
    void open(Session session, Portal p) {
        p.execution = start(p, p.statements.get(0));
        p.started = true;
    }

    /** Sends up to {@code max} rows (0 = all) of a portal; true when there are no more. */
    boolean fetch(Session session, SessionCommands commands, Portal p, int max, ResultSink out) {
        if (cx.eval().quoteAllIdentifiers) {
            return Identifiers.quotingAll(() -> fetchRows(session, commands, p, max, out));
        }
        return fetchRows(session, commands, p, max, out);
    }

    private boolean fetchRows(Session session, SessionCommands commands, Portal p, int max, ResultSink out) {
        CursorRows kept = p.rows;
        if (kept != null) {
            long wanted = max == 0 ? Long.MAX_VALUE : max;
            p.fetched = kept.forward(wanted, out);
            return p.fetched < wanted;
        }
        if (p.strategy == Portal.Strategy.STREAM) {
            if (p.done) {
                p.fetched = 0;
                return true;
            }
            if (!p.started) {
                open(session, p);
            }
            Execution e = java.util.Objects.requireNonNull(p.execution);
            long n = e.run(max, out, p.formats);
            p.fetched = n;
            p.position += n;
            if (max == 0 || n < max) {
                p.done = true;
                e.finish();
                p.execution = null;
                return true;
            }
            return false;
        }
        if (!p.started) {
            p.started = true;
            p.stored = StoredRows.collect(this, session, commands, p);
        }
        long n = java.util.Objects.requireNonNull(p.stored).send(max, out);
        p.fetched = n;
        p.done = max == 0 || n < max;
        return p.done;
    }

    String fetchTag(Portal p) {
        if (p.stored != null) {
            return p.stored.tag();
        }
        return countTag(p.statements.get(0).commandType, p.fetched);
    }

    /** Keeps the remaining rows of a holdable cursor beyond its transaction. */
    void materialize(Portal p) {
        CursorRows.of(p, env).materialize();
    }

    /** FETCH and MOVE. */
    long move(Session session, Portal p, UtilityStmt.FetchStmt f, ResultSink out) {
        if (p.failed) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"" + p.name + "\" cannot be run");
        }
        boolean done = false;
        try {
            long n = CursorRows.of(p, env).move(f, f.ismove() ? null : out);
            done = true;
            return n;
        } finally {
            p.failed |= !done;
        }
    }

    // ---------------------------------------------------------------- inside the server

    /** Runs a query that returns one row and gives its values. */
    @Nullable
    Object[] singleRow(PlannedStmt s) {
        Portal p =
                new Portal("", "", List.of(s), new Object[0], new int[0], List.of(), "SELECT", Portal.Strategy.STREAM);
        PlanExecution e = start(p, s);
        boolean done = false;
        try {
            List<@Nullable Object[]> rows = new java.util.ArrayList<>();
            e.read(0, b -> {
                @Nullable Object[] row = new Object[b.cols.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = b.cols[i].datum(b.row(0));
                }
                for (int i = 0; i < b.n; i++) {
                    rows.add(row);
                }
            });
            e.finish();
            done = true;
            if (rows.size() != 1) {
                throw SqlError.internal("expected one row, got " + rows.size());
            }
            return rows.get(0);
        } finally {
            if (!done) {
                e.abort();
            }
        }
    }
}
