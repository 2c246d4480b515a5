package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/** Sorts its input. Under a LIMIT only the top is kept. */
final class SortNode extends ExecNode {
    private final ExecNode input;
    private long bound = -1;

    private final Sorter sorter;
    private boolean sorted;
    private List<String> report = List.of();

    SortNode(Sort plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.input = input;
        RowOrder order =
                order(es, input.plan.targetList, plan.columns, plan.operators, plan.collations, plan.nullsFirst);
        this.sorter = new Sorter(es, es.cx.interrupts, byRef(es, input.plan.targetList), order);
    }

    static RowOrder order(
            ExecState es,
            List<TargetEntry> input,
            int[] columns,
            int[] operators,
            int[] collations,
            boolean[] nullsFirst) {
        int n = columns.length;
        int[] c = new int[n];
        TypeOps[] ops = new TypeOps[n];
        boolean[] desc = new boolean[n];
        for (int i = 0; i < n; i++) {
            c[i] = columns[i] - 1;
            ExecState.Ordering o = es.ordering(operators[i], type(input, columns[i]), collations[i]);
            ops[i] = o.ops();
            desc[i] = o.descending();
        }
        return new RowOrder(c, ops, desc, nullsFirst);
    }

    /** Only the first {@code n} rows will be asked for; −1: all. */
    void setBound(long n) {
        if (n != bound) {
            bound = n;
            forget();
        }
    }

    private void sort() {
        sorter.start(es.env.workMem(), bound);
        int step = 64;
        Batch b;
        while ((b = input.next(step)) != null) {
            step = grow(step);
            sorter.add(b);
        }
        sorter.finish();
        sorted = true;
    }

    @Override
    protected @Nullable Batch produce(int max) {
        if (!sorted) {
            sort();
        }
        return sorter.next(max);
    }

    private void forget() {
        if (sorted && instrumentation != null) {
            report = List.of(sorter.method());
        }
        sorted = false;
        sorter.close();
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        if (stale(changed) || !sorted) {
            forget();
            input.rescan(changed);
        } else {
            sorter.rewind();
        }
    }

    @Override
    public void close() {
        forget();
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }

    /** Bytes held, at the most. */
    long memory() {
        return sorter.memory();
    }

    @Override
    public List<String> details() {
        return sorted ? List.of(sorter.method()) : report;
    }
}
