package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.planner.plan.MergeAppend;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/** Sorted inputs merged: a heap of inputs by their current rows; of equal rows the earlier input's comes first. */
final class MergeAppendNode extends ExecNode {
    private static final int STEP = 64;
    /** Rows to ask of each input next; one at a time where somebody counts them. */
    private final int[] steps;

    private final List<ExecNode> inputs;
    private final RowOrder order;
    private final @Nullable Batch[] batches;
    private final int[] at;
    private final int[] heap;
    private int size;
    private boolean started;
    private boolean taken;
    private final RowStore store;
    private final Batch out = new Batch();

    MergeAppendNode(MergeAppend plan, ExecState es, List<ExecNode> inputs) {
        super(plan, es);
        this.inputs = inputs;
        int n = plan.columns.length;
        int[] columns = new int[n];
        TypeOps[] ops = new TypeOps[n];
        boolean[] descending = new boolean[n];
        for (int i = 0; i < n; i++) {
            columns[i] = plan.columns[i] - 1;
            ExecState.Ordering o = es.ordering(
                    plan.operators[i], plan.targetList.get(columns[i]).expr().type(), plan.collations[i]);
            ops[i] = o.ops();
            descending[i] = o.descending();
        }
        this.order = new RowOrder(columns, ops, descending, plan.nullsFirst);
        this.batches = new Batch[inputs.size()];
        this.at = new int[inputs.size()];
        this.heap = new int[inputs.size()];
        this.steps = new int[inputs.size()];
        java.util.Arrays.fill(steps, 1);
        this.store = new RowStore(byRef(es, plan.targetList));
    }

    @Override
    protected @Nullable Batch produce(int max) {
        if (!started) {
            started = true;
            for (int i = 0; i < inputs.size(); i++) {
                if (fetch(i)) {
                    push(i);
                }
            }
        }
        store.clear();
        int want = Math.min(max, MAX_BATCH);
        while (store.n < want && advance()) {
            int i = heap[0];
            Batch b = java.util.Objects.requireNonNull(batches[i]);
            store.append(b.cols, b.row(at[i]));
            at[i]++;
            taken = true;
        }
        if (store.n == 0) {
            return null;
        }
        out.set(store.cols, store.n, null, store.n);
        return out;
    }

    /** Moves on past the row taken last, not before another one is asked for; false at the end. */
    private boolean advance() {
        if (taken) {
            taken = false;
            int i = heap[0];
            Batch b = java.util.Objects.requireNonNull(batches[i]);
            if (at[i] >= b.n && !fetch(i)) {
                heap[0] = heap[--size];
            }
            down();
        }
        return size > 0;
    }

    private boolean fetch(int i) {
        batches[i] = inputs.get(i).next(steps[i]);
        steps[i] = es.instrument ? 1 : Math.min(STEP, 2 * steps[i]);
        at[i] = 0;
        return batches[i] != null;
    }

    private boolean before(int i, int k) {
        Batch a = java.util.Objects.requireNonNull(batches[i]);
        Batch b = java.util.Objects.requireNonNull(batches[k]);
        int c = order.compare(a.cols, a.row(at[i]), b.cols, b.row(at[k]));
        return c < 0 || c == 0 && i < k;
    }

    private void push(int i) {
        int p = size++;
        heap[p] = i;
        while (p > 0 && before(heap[p], heap[(p - 1) / 2])) {
            swap(p, (p - 1) / 2);
            p = (p - 1) / 2;
        }
    }

    private void down() {
        int p = 0;
        for (; ; ) {
            int least = p;
            for (int c = 2 * p + 1; c <= 2 * p + 2 && c < size; c++) {
                least = before(heap[c], heap[least]) ? c : least;
            }
            if (least == p) {
                return;
            }
            swap(p, least);
            p = least;
        }
    }

    private void swap(int a, int b) {
        int x = heap[a];
        heap[a] = heap[b];
        heap[b] = x;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        started = false;
        taken = false;
        size = 0;
        java.util.Arrays.fill(batches, null);
        java.util.Arrays.fill(steps, 1);
        for (ExecNode i : inputs) {
            i.rescan(changed);
        }
    }

    @Override
    public void close() {
        for (ExecNode i : inputs) {
            i.close();
        }
    }

    @Override
    public List<ExecNode> children() {
        return inputs;
    }
}
