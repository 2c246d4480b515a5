package org.hathi.executor.node;

import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.planner.plan.Plan;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A node that passes rows on, filtered and projected: scans and the like. Subclasses fetch raw rows; rows that pass the
 * filter beyond what was asked for wait for the next call, unprojected.
 */
abstract class PipeNode extends ExecNode {
    /** Raw rows: filled by {@link #fetch}. */
    protected final Batch in = new Batch();

    protected final Batch out = new Batch();
    private Filter filter = new Filter(new ExprState[0]);
    private ExprState[] targets = new ExprState[0];
    private Vector[] columns = new Vector[0];
    private int @Nullable [] current;
    private int count;
    private int pos;
    private int step;
    private int[] slice = new int[0];

    PipeNode(Plan plan, ExecState es) {
        super(plan, es);
    }

    /** Compiles filter and target list; to be called by the subclass's constructor. */
    protected final void compile(ExprCompiler c) {
        filter = c.filter(plan.qual);
        targets = targets(c, plan.targetList);
        columns = new Vector[targets.length];
    }

    /** Puts the next raw rows, about {@code max}, into {@link #in}; false at the end. */
    protected abstract boolean fetch(int max);

    /** To be called when the scan starts over. */
    protected final void restartPipe() {
        count = 0;
        pos = 0;
        step = 0;
    }

    /** Called before a slice of the current raw rows is projected (row numbers in {@code sel}). */
    protected void emitting(int @Nullable [] sel, int n) {}

    @Override
    protected final @Nullable Batch produce(int max) {
        for (; ; ) {
            if (pos < count) {
                return emit(max);
            }
            int want = Math.min(MAX_BATCH, Math.max(max, step));
            if (!fetch(want)) {
                count = 0;
                pos = 0;
                return null;
            }
            frame.cols = in.cols;
            frame.rows = in.rows;
            if (filter.isEmpty()) {
                current = in.sel;
                count = in.n;
            } else {
                count = filter.apply(frame, in.sel, in.n);
                current = filter.rows();
                if (instrumentation != null) {
                    instrumentation.filtered += in.n - count;
                }
            }
            pos = 0;
            // A filter that lets nothing through must not be asked row by row.
            step = count == 0 && !es.instrument ? Math.max(4, want * 4) : 0;
        }
    }

    private Batch emit(int max) {
        int k = Math.min(max, count - pos);
        int[] sel = current;
        if (pos > 0) {
            if (slice.length < k) {
                slice = new int[Math.max(k, 64)];
            }
            for (int i = 0; i < k; i++) {
                slice[i] = sel == null ? pos + i : sel[pos + i];
            }
            sel = slice;
        }
        pos += k;
        emitting(sel, k);
        for (int i = 0; i < targets.length; i++) {
            columns[i] = targets[i].eval(frame, sel, k);
        }
        out.set(columns, frame.rows, sel, k);
        return out;
    }
}
