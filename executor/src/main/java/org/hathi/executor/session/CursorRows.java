package org.hathi.executor.session;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.RowStore;
import org.hathi.executor.api.ResultSink;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.plan.Plan;
import org.hathi.types.EvalContext;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a cursor that SQL fetches from: read from the execution as far as they are asked for, and kept when the cursor
 * can go back. Position 0 is before the first row, one more than the number of rows after the last.
 */
final class CursorRows {
    /** Rows {@code base + 1 …} of the result. */
    private RowStore rows;

    private long base;
    private long at;

    private CursorRows(RowStore rows) {
        this.rows = rows;
    }

    static CursorRows of(Portal p) {
        CursorRows r = p.rows;
        if (r == null) {
            r = new CursorRows(((Runner.PlanExecution) java.util.Objects.requireNonNull(p.execution)).store());
            p.rows = r;
        }
        return r;
    }

    private long known() {
        return base + rows.n;
    }

    /** Reads on until row {@code last} is there, or the end is. */
    private void read(long last, Portal p) {
        if (p.execution == null || known() >= last) {
            return;
        }
        if (!p.scrollable && rows.n > 0) {
            // nobody can ask for the earlier ones again, but for the row the cursor stands on
            RowStore current = RowStore.like(rows.cols);
            if (at > base && at <= known()) {
                current.append(rows.cols, (int) (at - base) - 1);
                base = at - 1;
            } else {
                base = known();
            }
            rows = current;
        }
        Runner.PlanExecution e = (Runner.PlanExecution) p.execution;
        long wanted = last - known();
        if (e.read(rows, last == Long.MAX_VALUE ? 0 : wanted) < wanted) {
            e.finish();
            p.execution = null;
        }
    }

    /** Reads everything: a holdable cursor outlives its transaction. */
    void readAll(Portal p) {
        read(Long.MAX_VALUE, p);
    }

    /** Moves the position as FETCH and MOVE ask, sending the rows passed when {@code out} is given; returns their number. */
    long move(UtilityStmt.FetchStmt f, @Nullable ResultSink out, EvalContext cx, Portal p) {
        long n = f.howMany();
        return switch (f.direction()) {
            case FORWARD -> n >= 0 ? forward(n, out, cx, p) : backward(-n, out, cx, p);
            case BACKWARD -> n >= 0 ? backward(n, out, cx, p) : forward(-n, out, cx, p);
            case ABSOLUTE -> absolute(n, out, cx, p);
            case RELATIVE -> to(at + n, out, cx, p);
        };
    }

    private boolean onRow() {
        return at >= 1 && at <= known();
    }

    private long forward(long n, @Nullable ResultSink out, EvalContext cx, Portal p) {
        if (n == 0) {
            return onRow() ? send(at, at, 1, out, cx, p) : 0;
        }
        read(n == Long.MAX_VALUE ? n : at + n, p);
        long last = n == Long.MAX_VALUE ? known() : Math.min(known(), at + n);
        long from = at + 1;
        long count = Math.max(0, last - at);
        if (count > 0) {
            send(from, last, 1, out, cx, p);
        }
        at = count < n ? known() + 1 : last;
        return count;
    }

    private long backward(long n, @Nullable ResultSink out, EvalContext cx, Portal p) {
        if (!p.scrollable) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "cursor can only scan forward")
                    .hint("Declare it with SCROLL option to enable backward scan.");
        }
        if (n == 0) {
            return forward(0, out, cx, p);
        }
        long first = n == Long.MAX_VALUE ? 1 : Math.max(1, at - n);
        long count = Math.max(0, at - first);
        if (count > 0) {
            send(at - 1, first, -1, out, cx, p);
        }
        at = count < n ? 0 : first;
        return count;
    }

    private long absolute(long n, @Nullable ResultSink out, EvalContext cx, Portal p) {
        if (n < 0) {
            readAll(p);
        }
        return to(n >= 0 ? n : known() + n + 1, out, cx, p);
    }

    private long to(long target, @Nullable ResultSink out, EvalContext cx, Portal p) {
        if (target < at && !p.scrollable) {
            return backward(1, out, cx, p);
        }
        read(target, p);
        at = Math.clamp(target, 0, known() + 1);
        return onRow() ? send(at, at, 1, out, cx, p) : 0;
    }

    private long send(long from, long to, int step, @Nullable ResultSink out, EvalContext cx, Portal p) {
        long n = Math.abs(to - from) + 1;
        if (out == null) {
            return n;
        }
        Plan plan = java.util.Objects.requireNonNull(p.statements.get(0).plan);
        int[] formats = p.binary ? new int[] {1} : p.formats;
        RowWriter w = new RowWriter(cx, plan.targetList, p.columns, formats, out);
        Batch b = new Batch();
        int[] sel = new int[1];
        for (long i = from; ; i += step) {
            sel[0] = (int) (i - base) - 1;
            b.set(rows.cols, rows.n, sel, 1);
            w.write(b);
            if (i == to) {
                break;
            }
        }
        return n;
    }
}
