package org.hathi.executor.session;

import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.ExecState;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.store.TupleStore;
import org.hathi.executor.store.Workspace;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * The position of a cursor that is read by FETCH, and its rows as far as they have been read: kept for going back,
 * unless the cursor is NO SCROLL, and when a transaction ends under a holdable cursor. Position 0 is before the first
 * row, the number of rows
 * + 1 after the last. Rows are read from the query as they are asked for.
 */
final class CursorRows implements AutoCloseable {
    private static final int STEP = 1024;

    private final Portal p;
    private final ExecEnv env;
    /** Null while rows are passed on without being kept. */
    private @Nullable TupleStore rows;

    private TupleStore.@Nullable Reader reader;
    private @Nullable Workspace workspace;
    /** Rows that went by before keeping began. */
    private long before;

    private long at;
    /** Number of rows of the query; −1 until its end has been seen. */
    private long total = -1;

    private CursorRows(Portal p, ExecEnv env) {
        this.p = p;
        this.env = env;
        this.at = p.position;
        this.before = at;
    }

    /** The rows of a portal whose execution has begun. */
    static CursorRows of(Portal p, ExecEnv env) {
        CursorRows r = p.rows;
        if (r == null) {
            r = new CursorRows(p, env);
            if (p.execution == null) {
                r.total = r.at;
            }
            if (p.scrollable) {
                r.keep();
            }
            p.rows = r;
        }
        return r;
    }

    private Runner.PlanExecution execution() {
        return (Runner.PlanExecution) Objects.requireNonNull(p.execution);
    }

    private Workspace workspace() {
        Workspace w = workspace;
        if (w == null) {
            w = env.tempFiles().workspace();
            if (p.holdable) {
                w.keep();
            }
            workspace = w;
        }
        return w;
    }

    private TupleStore keep() {
        TupleStore s = rows;
        if (s == null) {
            ExecState es = p.execution == null ? null : execution().state();
            Plan plan = Objects.requireNonNull(p.statements.get(0).plan);
            boolean[] byRef = new boolean[plan.targetList.size()];
            for (int i = 0; es != null && i < byRef.length; i++) {
                byRef[i] = es.byRef(plan.targetList.get(i).expr().type());
            }
            s = new TupleStore(this::workspace, byRef, env.workMem());
            rows = s;
            reader = s.reader();
            before = at;
        }
        return s;
    }

    /** Reads on until {@code upTo} rows are known or there are no more; the number known. */
    private long have(long upTo) {
        TupleStore s = keep();
        while (total < 0 && before + s.size() < upTo) {
            long want = Math.min(STEP, upTo - before - s.size());
            if (execution().read(want, s::append) < want) {
                ended(before + s.size());
            }
        }
        return before + s.size();
    }

    private void ended(long rowsInAll) {
        total = rowsInAll;
        execution().finish();
        p.execution = null;
    }

    /** Reads all there is: the transaction ends under a holdable cursor. */
    void materialize() {
        if (total < 0) {
            have(Long.MAX_VALUE);
        }
    }

    // ------------------------------------------------------------------------------------------------------- moving
    /**
     * Moves the position as FETCH and MOVE ask, sending the rows passed when {@code out} is given; returns their
     * number.
     */
    long move(UtilityStmt.FetchStmt f, @Nullable ResultSink out) {
        long n = f.howMany();
        return switch (f.direction()) {
            case FORWARD -> n >= 0 ? forward(n, out) : backward(-n, out);
            case BACKWARD -> n >= 0 ? backward(n, out) : forward(-n, out);
            case ABSOLUTE -> n >= 0 ? absolute(n, out) : fromEnd(n, out);
            case RELATIVE -> n == 0 ? forward(0, out) : absolute(Math.max(0, at + n), out);
        };
    }

    boolean onRow() {
        return at >= 1 && (total < 0 || at <= total);
    }

    /**
     * The tid in the i-th hidden column ({@link Portal#tidColumns}) of the row the cursor stands on, INVALID for
     * null.
     */
    long currentTid(int i) {
        TupleStore.Reader r = reader;
        if (r == null) {
            return p.currentTids[i];
        }
        Batch b = Objects.requireNonNull(r.read(at - 1 - before, 1));
        return CurrentRows.tid(b, b.row(0), p.tidColumns[i]);
    }

    private SqlError forwardOnly() {
        return new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "cursor can only scan forward")
                .hint("Declare it with SCROLL option to enable backward scan.");
    }

    long forward(long n, @Nullable ResultSink out) {
        if (n == 0) {
            if (!onRow()) {
                return 0;
            }
            if (out != null) {
                if (!p.scrollable) {
                    throw forwardOnly();
                }
                send(at, at, out);
            }
            return 1;
        }
        long done = rows == null ? pass(n, out) : 0;
        while (rows != null && done < n) {
            long known = have(at + Math.min(STEP, n - done));
            long k = Math.min(n - done, known - at);
            if (k <= 0) {
                break;
            }
            if (out != null) {
                send(at + 1, at + k, out);
            }
            at += k;
            done += k;
        }
        if (done < n) {
            at = total + 1;
        }
        return done;
    }

    /** Passes rows on without keeping them. */
    private long pass(long n, @Nullable ResultSink out) {
        if (total >= 0) {
            return 0;
        }
        long done = execution().run(n == Long.MAX_VALUE ? 0 : n, out, formats());
        at += done;
        if (done < n) {
            ended(at);
        }
        return done;
    }

    private long backward(long n, @Nullable ResultSink out) {
        if (n == 0) {
            return forward(0, out);
        }
        if (!p.scrollable) {
            throw forwardOnly();
        }
        long first = n == Long.MAX_VALUE ? 1 : Math.max(1, at - n);
        long count = Math.max(0, at - first);
        if (out != null) {
            for (long i = at - 1; i >= first; i--) {
                send(i, i, out);
            }
        }
        at = count < n ? 0 : first;
        return count;
    }

    private long fromEnd(long n, @Nullable ResultSink out) {
        if (!p.scrollable) {
            forward(Long.MAX_VALUE, null);
            throw forwardOnly(); // the way is to the end and back
        }
        return absolute(Math.max(0, have(Long.MAX_VALUE) + n + 1), out);
    }

    private long absolute(long target, @Nullable ResultSink out) {
        if (target <= at && !p.scrollable) {
            throw forwardOnly();
        }
        if (rows == null) {
            forward(target - at - 1, null);
            return total >= 0 ? 0 : forward(1, out);
        }
        at = Math.min(target, have(target) + 1);
        if (!onRow()) {
            return 0;
        }
        if (out != null) {
            send(at, at, out);
        }
        return 1;
    }

    private int[] formats() {
        return p.binary ? new int[] {1} : p.formats;
    }

    /** Sends rows {@code from .. to}, which are kept. */
    private void send(long from, long to, ResultSink out) {
        Plan plan = Objects.requireNonNull(p.statements.get(0).plan);
        RowWriter w = new RowWriter(env.cx, plan.targetList, p.columns, formats(), out);
        TupleStore.Reader r = Objects.requireNonNull(reader);
        for (long i = from; i <= to; ) {
            Batch b = Objects.requireNonNull(r.read(i - 1 - before, (int) Math.min(STEP, to - i + 1)));
            w.write(b);
            i += b.n;
        }
    }

    @Override
    public void close() {
        rows = null;
        reader = null;
        Workspace w = workspace;
        if (w != null) {
            workspace = null;
            w.close();
        }
    }
}
