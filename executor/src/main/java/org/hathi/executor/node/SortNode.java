package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/** Sorts in memory; beyond work_mem sorted runs go to temporary files and are merged. Under a LIMIT only the top is kept. */
final class SortNode extends ExecNode {
    private final ExecNode input;
    private final RowOrder order;
    private final boolean[] byRef;
    private long bound = -1;

    private boolean sorted;
    private RowStore store;
    private int[] rows = new int[0];
    private int pos;
    private final StoreReader reader = new StoreReader();
    private final List<SpillFile> runs = new ArrayList<>();
    private @Nullable Merge merge;
    private long peak;
    private boolean topN;

    SortNode(Sort plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.input = input;
        this.byRef = byRef(es, input.plan.targetList);
        this.store = new RowStore(byRef);
        this.order = order(es, input.plan.targetList, plan.columns, plan.operators, plan.collations, plan.nullsFirst);
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
        int step = 64;
        long limit = es.env.workMem();
        Batch b;
        while ((b = input.next(step)) != null) {
            step = grow(step);
            store.append(b);
            if (bound >= 0 && store.n > 1024 && store.n > 2 * bound) {
                cut();
            }
            if ((store.n & 1023) == 0 || b.n < 64 || step == MAX_BATCH) {
                long m = store.memory();
                peak = Math.max(peak, m);
                if (m > limit && store.n > 1) {
                    spill();
                }
            }
        }
        sorted = true;
        pos = 0;
        if (runs.isEmpty()) {
            rows = order.sort(store);
            return;
        }
        if (store.n > 0) {
            spill();
        }
        merge = new Merge(runs);
    }

    /** Keeps only the first {@code bound} rows. */
    private void cut() {
        topN = true;
        int[] a = order.sort(store);
        RowStore s = new RowStore(byRef);
        for (int i = 0; i < bound; i++) {
            s.append(store.cols, a[i]);
        }
        store = s;
    }

    private void spill() {
        int[] a = order.sort(store);
        SpillFile f = new SpillFile(es.env.tempDirectory());
        runs.add(f);
        for (int r : a) {
            f.write(store.cols, r);
        }
        f.rewind();
        store = new RowStore(byRef);
        es.cx.interrupts.check();
    }

    @Override
    protected @Nullable Batch produce(int max) {
        if (!sorted) {
            sort();
        }
        Merge m = merge;
        if (m != null) {
            return m.next(max);
        }
        int n = Math.min(max, rows.length - pos);
        if (n <= 0) {
            return null;
        }
        Batch b = reader.ordered(store, rows, pos, n);
        pos += n;
        return b;
    }

    /** Merges runs: each has a window of rows in memory; the smallest head comes next. */
    private final class Merge {
        private final RowStore[] heads;
        private final int[] at;
        private final List<SpillFile> files;
        private final RowStore out = new RowStore(byRef);
        private final Batch batch = new Batch();

        Merge(List<SpillFile> files) {
            this.files = files;
            heads = new RowStore[files.size()];
            at = new int[heads.length];
            for (int i = 0; i < heads.length; i++) {
                heads[i] = new RowStore(byRef);
                files.get(i).read(heads[i], 64);
            }
        }

        @Nullable
        Batch next(int max) {
            out.clear();
            while (out.n < max) {
                int best = -1;
                for (int i = 0; i < heads.length; i++) {
                    if (at[i] < heads[i].n
                            && (best < 0 || order.compare(heads[i].cols, at[i], heads[best].cols, at[best]) < 0)) {
                        best = i;
                    }
                }
                if (best < 0) {
                    break;
                }
                out.append(heads[best].cols, at[best]++);
                if (at[best] == heads[best].n) {
                    heads[best].clear();
                    at[best] = 0;
                    files.get(best).read(heads[best], 64);
                }
            }
            if (out.n == 0) {
                return null;
            }
            batch.set(out.cols, out.n, null, out.n);
            return batch;
        }
    }

    private void forget() {
        sorted = false;
        store = new RowStore(byRef);
        rows = new int[0];
        pos = 0;
        merge = null;
        for (SpillFile f : runs) {
            f.close();
        }
        runs.clear();
        peak = 0;
        topN = false;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        if (stale(changed) || merge != null || !sorted) {
            forget();
            input.rescan(changed);
        } else {
            pos = 0;
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
        return Math.max(peak, store.memory());
    }

    @Override
    public List<String> details() {
        if (!sorted) {
            return List.of();
        }
        long disk = 0;
        for (SpillFile f : runs) {
            disk += f.size();
        }
        long kb = (Math.max(peak, store.memory()) + 1023) / 1024;
        return List.of(
                disk > 0
                        ? "Sort Method: external merge  Disk: " + (disk + 1023) / 1024 + "kB"
                        : (topN ? "Sort Method: top-N heapsort  Memory: " : "Sort Method: quicksort  Memory: ") + kb
                                + "kB");
    }
}
