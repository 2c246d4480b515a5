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
 * The rows of a cursor once something needs them kept: a fetch that goes backward, or a transaction that ends under a holdable
 * cursor. Position 0 is before the first row, {@code n + 1} after the last.
 */
final class CursorRows {
    private final RowStore rows;
    private long at;

    private CursorRows(RowStore rows) {
        this.rows = rows;
    }

    /** The portal's rows, collected now if they are not yet. */
    static CursorRows of(Runner runner, Portal p) {
        CursorRows r = p.rows;
        if (r == null) {
            Runner.PlanExecution e = (Runner.PlanExecution) java.util.Objects.requireNonNull(p.execution);
            r = new CursorRows(e.drain());
            e.finish();
            p.execution = null;
            p.rows = r;
        }
        return r;
    }

    /** Moves the position as FETCH and MOVE ask, sending the rows passed when {@code out} is given; returns their number. */
    long move(UtilityStmt.FetchStmt f, @Nullable ResultSink out, EvalContext cx, Portal p) {
        long n = f.howMany();
        return switch (f.direction()) {
            case FORWARD -> n >= 0 ? forward(n, out, cx, p) : backward(-n, out, cx, p);
            case BACKWARD -> n >= 0 ? backward(n, out, cx, p) : forward(-n, out, cx, p);
            case ABSOLUTE -> absolute(n > 0 ? n : n < 0 ? rows.n + n + 1 : 0, out, cx, p);
            case RELATIVE -> absolute(at + n, out, cx, p);
        };
    }

    private long forward(long n, @Nullable ResultSink out, EvalContext cx, Portal p) {
        if (n == 0) {
            return at >= 1 && at <= rows.n ? send(at, at, 1, out, cx, p) : 0;
        }
        long last = n == Long.MAX_VALUE ? rows.n : Math.min(rows.n, at + n);
        long from = at + 1;
        long count = Math.max(0, last - at);
        if (count > 0) {
            send(from, last, 1, out, cx, p);
        }
        at = count < n ? rows.n + 1L : last;
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

    private long absolute(long target, @Nullable ResultSink out, EvalContext cx, Portal p) {
        if (target < at && !p.scrollable) {
            return backward(1, out, cx, p);
        }
        at = Math.clamp(target, 0, rows.n + 1L);
        return at >= 1 && at <= rows.n ? send(at, at, 1, out, cx, p) : 0;
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
            sel[0] = (int) i - 1;
            b.set(rows.cols, rows.n, sel, 1);
            w.write(b);
            if (i == to) {
                break;
            }
        }
        return n;
    }
}
