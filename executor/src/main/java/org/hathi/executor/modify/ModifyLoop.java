package org.hathi.executor.modify;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.node.ExecNode;
import org.hathi.planner.plan.ModifyTable;
import org.jspecify.annotations.Nullable;

/**
 * The loop of every modification: rows are taken a batch at a time and applied one by one, in order; without RETURNING
 * the first call applies them all.
 */
abstract class ModifyLoop extends ExecNode {
    private static final int STEP = 64;

    final ModifyTable modify;
    final ExecNode input;
    /** RETURNING rows not given out yet. */
    final RowStore results;

    private final Batch out = new Batch();
    private boolean done;

    ModifyLoop(ModifyTable plan, ExecState es, ExecNode input, RowStore results) {
        super(plan, es);
        this.modify = plan;
        this.input = input;
        this.results = results;
    }

    /** Applies row {@code r} of {@code b} under command id {@code cid}. */
    abstract void one(Batch b, int r, int cid);

    @Override
    public final int width() {
        return modify.returning.size();
    }

    final int commandId() {
        return es.env.txn().transactions().commandId(true);
    }

    @Override
    protected final @Nullable Batch produce(int max) {
        results.clear();
        boolean returning = !modify.returning.isEmpty();
        int step = returning ? Math.min(max, STEP) : STEP;
        while (!done) {
            Batch b = input.next(step);
            if (b == null) {
                done = true;
                break;
            }
            step = returning ? step : grow(step);
            apply(b);
            if (results.n > 0) {
                break;
            }
        }
        if (results.n == 0) {
            return null;
        }
        out.set(results.cols, results.n, null, results.n);
        return out;
    }

    private void apply(Batch b) {
        int cid = commandId();
        for (int i = 0; i < b.n; i++) {
            one(b, b.row(i), cid);
            if ((i & (STEP - 1)) == STEP - 1) {
                es.cx.interrupts.check();
            }
        }
    }

    @Override
    protected final void restart(@Nullable BitSet changed) {
        done = false;
        results.clear();
        input.rescan(changed);
    }

    @Override
    public final List<ExecNode> children() {
        return List.of(input);
    }
}
