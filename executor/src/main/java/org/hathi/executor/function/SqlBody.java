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
import org.hathi.parser.Parser;
import org.hathi.parser.tree.RawStmt;
import org.hathi.planner.analyze.SqlBodies;
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
import org.hathi.types.TypeInfo;
import org.hathi.types.TypeIo;
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
    private @Nullable TupleDesc desc;

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
        String body = proc.sqlBody();
        if (body != null) {
            for (Query q : SqlBodies.read(env.catalog, body)) {
                add(planner.plan(q));
            }
        } else {
            ArgumentNames names =
                    new ArgumentNames(env.cx.types(), proc.name(), proc.argNames(), proc.argModes(), types, collation);
            for (RawStmt raw : Parser.parse(proc.source())) {
                add(planner.plan(raw, proc.source(), types, names));
            }
        }
        if (!steps.isEmpty()) {
            Step last = steps.get(steps.size() - 1);
            columnTypes = last.executor.columnTypes();
        }
        plannedIn = transaction;
    }

    private void add(List<PlannedStmt> planned) {
        for (PlannedStmt s : planned) {
            if (s.plan == null) {
                throw SqlError.unsupported("utility statement in a SQL function");
            }
            steps.add(new Step(s, new Executor(env, s, false)));
        }
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
        FunctionContext context = FunctionContext.enter(env, proc);
        boolean done = false;
        try {
            try {
                prepare();
            } catch (SqlError e) {
                throw e.context("SQL function \"" + proc.name() + "\" during startup");
            }
            running = true;
            for (int i = 0; i < steps.size(); i++) {
                try {
                    step(steps.get(i), args, i == steps.size() - 1 ? rows : null, all);
                } catch (SqlError e) {
                    throw inlined() ? e : e.context("SQL function \"" + proc.name() + "\" statement " + (i + 1));
                }
            }
            done = true;
        } finally {
            running = false;
            if (!done) {
                plannedIn = -1;
            }
            if (context != null) {
                context.leave(done);
            }
        }
    }

    /** Whether PostgreSQL would have put the body in place of the call: then errors do not mention the function. */
    private boolean inlined() {
        return steps.size() == 1
                && steps.get(0).stmt.plan instanceof org.hathi.planner.plan.Result r
                && r.left == null
                && r.constantQual.isEmpty()
                && !proc.returnsSet()
                && !proc.isProcedure()
                && !proc.securityDefiner()
                && proc.config() == null;
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
    Object value(EvalContext cx, @Nullable Object[] row) {
        TupleDesc d = rowType(cx);
        if (resultType == Oids.VOID) {
            return null;
        }
        if (d == null || row.length == 1 && columnTypes[0] == resultType) {
            return row.length == 0 ? null : convert(cx, row[0], columnTypes[0], resultType);
        }
        @Nullable Object[] v = new Object[d.size()];
        for (int i = 0; i < v.length; i++) {
            v[i] = i < row.length ? convert(cx, row[i], columnTypes[i], d.get(i).typeOid()) : null;
        }
        return RecordValue.form(d, v);
    }

    /** The result of a row as the columns of a set. */
    @Nullable
    Object[] columns(EvalContext cx, @Nullable Object[] row, int wanted) {
        TupleDesc d = rowType(cx);
        if (wanted == 1 && (d == null || d.size() != 1)) {
            return new Object[] {value(cx, row)};
        }
        if (row.length == 1 && wanted > 1 && row[0] instanceof byte[] b) {
            return RecordValue.deform(RecordValue.desc(cx.types(), b, 0), b, 0);
        }
        @Nullable Object[] v = new Object[wanted];
        for (int i = 0; i < wanted && i < row.length; i++) {
            v[i] = d == null
                    ? row[i]
                    : convert(cx, row[i], columnTypes[i], d.get(i).typeOid());
        }
        return v;
    }

    private @Nullable TupleDesc rowType(EvalContext cx) {
        TupleDesc d = desc;
        if (d != null) {
            return d;
        }
        if (resultType != Oids.RECORD) {
            d = cx.types().type(resultType).type() == 'c' ? cx.types().rowType(resultType, -1) : null;
        } else {
            List<Attribute> l = new ArrayList<>();
            int[] all = proc.allArgTypes();
            byte[] modes = proc.argModes();
            String[] names = proc.argNames();
            for (int i = 0; all != null && modes != null && i < all.length; i++) {
                if (modes[i] == 'o' || modes[i] == 't' || modes[i] == 'b') {
                    String name = names == null || names[i].isEmpty() ? "column" + (l.size() + 1) : names[i];
                    l.add(Attribute.of(name, l.size() + 1, cx.types().type(all[i]), -1));
                }
            }
            for (int i = 0; l.isEmpty() && i < columnTypes.length; i++) {
                l.add(Attribute.of("f" + (i + 1), i + 1, cx.types().type(columnTypes[i]), -1));
            }
            d = env.recordType(l.toArray(new Attribute[0]));
        }
        desc = d;
        return d;
    }

    private @Nullable Object convert(EvalContext cx, @Nullable Object v, int from, int to) {
        if (v == null || from == to || env.catalog.binaryCoercible(from, to)) {
            return v;
        }
        TypeInfo target = cx.types().type(to);
        if (target.type() == 'p') {
            return v;
        }
        if (cx.types().type(from).byVal() && target.byVal() && integer(from) && integer(to)) {
            return v;
        }
        if (cx.types().type(from).type() == 'c' || target.type() == 'c') {
            throw new SqlError(
                            SqlState.INVALID_FUNCTION_DEFINITION,
                            "return type mismatch in function declared to return "
                                    + cx.types().formatType(to, -1))
                    .detail("Actual return type is " + cx.types().formatType(from, -1) + ".");
        }
        return TypeIo.inputDatum(cx, to, TypeIo.outputDatum(cx, from, v), -1);
    }

    private static boolean integer(int type) {
        return type == Oids.INT2 || type == Oids.INT4 || type == Oids.INT8;
    }
}
