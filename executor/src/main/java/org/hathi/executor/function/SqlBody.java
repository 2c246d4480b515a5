package org.hathi.executor.function;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.Executor;
import org.hathi.executor.Receiver;
import org.hathi.executor.RowMatch;
import org.hathi.planner.analyze.FunctionResult;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;
import org.hathi.shm.FunctionCounts;
import org.hathi.txn.Snapshot;
import org.hathi.txn.Snapshots;
import org.hathi.types.Attribute;
import org.hathi.types.CallInfo;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.hathi.types.RecordValue;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** The body of a SQL function at one call site: its plans and how the last statement's rows become results. */
final class SqlBody {
    /** One planned statement, run again and again. */
    private static final class Step {
        final PlannedStmt stmt;
        final Executor executor;

        Step(PlannedStmt stmt, Executor executor) {
            this.stmt = stmt;
            this.executor = executor;
        }
    }

    final ExecEnv env;
    private final SqlFunctions.BodyPlanner planner;
    final ProcInfo proc;
    private final int[] types;
    private final int collation;
    private final int resultType;
    private final List<Step> steps = new ArrayList<>();
    private int[] columnTypes = new int[0];
    private int plannedIn = -1;
    private boolean running;
    private FunctionResult.Source result = new FunctionResult.Source(-1, false);
    /** Columns of the result: null when it is a scalar, or a record that nobody describes. */
    private @Nullable TupleDesc desc;
    /** Row type of composite values made of whole rows. */
    private @Nullable TupleDesc record;

    SqlBody(ExecEnv env, SqlFunctions.BodyPlanner planner, ProcInfo proc, CallInfo call) {
        this.env = env;
        this.planner = planner;
        this.proc = proc;
        this.types = call.argTypes().length == proc.argTypes().length ? call.argTypes() : proc.argTypes();
        this.collation = call.collation();
        this.resultType = call.resultType() == 0 ? proc.returnType() : call.resultType();
    }

    // ---------------------------------------------------------------- plans

    private void prepare() {
        int transaction = env.txn().transactions().lxid();
        if (plannedIn == transaction && !running) {
            return;
        }
        steps.clear();
        List<Query> body = new ArrayList<>();
        for (Query q : SqlFunctions.analyzed(env, planner, proc, types, collation)) {
            body.addAll(planner.rewrite(q));
        }
        FunctionResult results = planner.results();
        TupleDesc expected = env.cx.expectedRow;
        desc = expected != null ? expected : results.rowType(proc, types, resultType);
        result = results.coerce(body, resultType, desc);
        for (Query q : body) {
            PlannedStmt s = planner.plan(q);
            if (s.plan == null) {
                throw SqlError.unsupported("utility statement in a SQL function");
            }
            steps.add(new Step(s, new Executor(env, s, false)));
        }
        columnTypes = result.statement() < 0
                ? new int[0]
                : steps.get(result.statement()).executor.columnTypes();
        if (desc == null && result.whole()) {
            Attribute[] columns = new Attribute[columnTypes.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = Attribute.of("f" + (i + 1), i + 1, env.cx.types().type(columnTypes[i]), -1);
            }
            record = env.recordType(columns);
        } else {
            record = resultType == Oids.RECORD ? anonymous(desc) : desc;
        }
        plannedIn = transaction;
    }

    private @Nullable TupleDesc anonymous(@Nullable TupleDesc d) {
        if (d == null) {
            return null;
        }
        Attribute[] columns = new Attribute[d.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = d.get(i);
        }
        return env.recordType(columns);
    }

    /** Runs the body; returns the last statement's rows (at most one unless {@code all}). */
    List<@Nullable Object[]> run(@Nullable Object[] args) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        run(args, b -> collect(b, rows), false);
        return rows;
    }

    /** Runs the body and gives the last statement's rows (some, unless {@code all}) to {@code rows}. */
    void run(@Nullable Object[] args, Receiver rows, boolean all) {
        if (running) {
            // a recursive call through the same call site needs plans of its own
            SqlBody again =
                    new SqlBody(env, planner, proc, new CallInfo(types, resultType, collation, proc.strict(), false));
            again.run(args, rows, all);
            return;
        }
        if (!env.settings.string("track_functions").equals("all")) {
            execute(args, rows, all);
            return;
        }
        FunctionCounts counts = env.txn().context().proc().stats().function(proc.oid());
        FunctionCounts.Call call = counts.begin();
        try {
            execute(args, rows, all);
        } finally {
            counts.end(call);
        }
    }

    private void execute(@Nullable Object[] args, Receiver rows, boolean all) {
        if (env.functionDepth >= env.settings.intValue("max_stack_depth")) {
            throw stackDepth();
        }
        env.functionDepth++;
        try {
            executeBody(args, rows, all);
        } finally {
            env.functionDepth--;
        }
    }

    /**
     * One level for each kB of {@code max_stack_depth}: well before the stack itself runs out, which may happen
     * anywhere, also while a class is initialised, and leave that class useless.
     */
    private static SqlError stackDepth() {
        return new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
                .hint("Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), after ensuring the"
                        + " platform's stack depth limit is adequate.");
    }

    private void executeBody(@Nullable Object[] args, Receiver rows, boolean all) {
        FunctionContext context = FunctionContext.enter(env, proc);
        TupleDesc expected = env.cx.expectedRow;
        boolean done = false;
        try {
            try {
                prepare();
            } catch (SqlError e) {
                throw e.context("SQL function \"" + proc.name() + "\" during startup");
            }
            running = true;
            env.cx.expectedRow = null; // it is about this call, not about those in the body
            for (int i = 0; i < steps.size(); i++) {
                try {
                    step(steps.get(i), args, i == result.statement() ? rows : null, all);
                } catch (SqlError e) {
                    throw e.context("SQL function \"" + proc.name() + "\" statement " + (i + 1));
                }
            }
            done = true;
        } finally {
            running = false;
            env.cx.expectedRow = expected;
            if (!done) {
                plannedIn = -1;
            }
            if (context != null) {
                context.leave(done);
            }
        }
    }

    private void step(Step s, @Nullable Object[] args, @Nullable Receiver rows, boolean all) {
        Snapshots snapshots = env.txn().snapshots();
        boolean fresh = proc.volatility() == 'v' || !snapshots.hasActive();
        if (fresh) {
            env.txn().transactions().commandCounterIncrement();
            snapshots.push(snapshots.transaction());
        }
        Snapshot snapshot = snapshots.active();
        boolean ok = false;
        try {
            s.executor.start(args, types, snapshot);
            s.executor.run(rows != null && !all && !s.stmt.hasReturning ? 1 : 0, rows == null ? NOBODY : rows);
            s.executor.finish();
            ok = true;
        } finally {
            if (!ok) {
                s.executor.abandon();
            }
            if (fresh) {
                snapshots.pop();
            }
        }
    }

    private static final Receiver NOBODY = b -> {};

    private void collect(Batch b, List<@Nullable Object[]> rows) {
        for (int i = 0; i < b.n; i++) {
            rows.add(row(b, b.row(i)));
        }
    }

    /** Row {@code r} of a batch of the last statement. */
    @Nullable
    Object[] row(Batch b, int r) {
        @Nullable Object[] v = new Object[columnTypes.length];
        for (int c = 0; c < v.length; c++) {
            v[c] = b.cols[c].datum(r);
        }
        return v;
    }

    // ---------------------------------------------------------------- results

    /** The result of a row as one value: of a scalar type, or a composite value. */
    @Nullable
    Object value(@Nullable Object[] row) {
        TupleDesc d = record;
        return d != null && result.whole() ? RecordValue.form(d, row) : row[0];
    }

    /** The result of a row as the columns of a set. */
    @Nullable
    Object[] columns(EvalContext cx, @Nullable Object[] row, int wanted) {
        if (desc == null) {
            return new Object[] {value(row)};
        }
        if (result.whole()) {
            return row;
        }
        if (!(row[0] instanceof byte[] b)) {
            return new Object[wanted];
        }
        TupleDesc returned = RecordValue.desc(cx.types(), b, 0);
        if (resultType == Oids.RECORD) {
            RowMatch.check(env.catalog, returned, desc);
        }
        return RecordValue.deform(returned, b, 0);
    }
}
