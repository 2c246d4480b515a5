package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.planner.plan.Agg;
import org.hathi.planner.plan.Append;
import org.hathi.planner.plan.Join;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.plan.Sort;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Var;
import org.jspecify.annotations.Nullable;

/**
 * Sorts an input that is sorted already by the first columns: group by group, so that the first rows come out before
 * the last ones are read. Groups of equal leading columns are put together up to {@link #SMALL} rows, since sorting a
 * few rows at a time costs more than it saves.
 */
final class IncrementalSortNode extends ExecNode {
    /** Rows that are sorted together whatever their leading columns. */
    private static final int SMALL = 32;

    private final ExecNode input;
    private final Groups groups;
    private final SortNode sorter;
    private long bound = -1;
    private long returned;
    private boolean open;

    private long fullGroups;
    private long fullTotal;
    private long fullPeak;
    private long prefixGroups;
    private long prefixTotal;
    private long prefixPeak;

    IncrementalSortNode(Sort plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.input = input;
        this.groups = new Groups(input, es, plan);
        this.sorter = new SortNode(plan, es, groups);
    }

    /** Only the first {@code n} rows will be asked for; −1: all. */
    void setBound(long n) {
        bound = n;
        groups.oneByOne = n >= 0 && groups.computed;
    }

    @Override
    protected @Nullable Batch produce(int max) {
        for (; ; ) {
            if (!open) {
                groups.together = bound < 0 ? SMALL : Math.min(SMALL, bound - returned);
                if (bound >= 0 && returned >= bound || !groups.begin()) {
                    return null;
                }
                open = true;
                sorter.setBound(bound < 0 ? -1 : bound - returned);
            }
            Batch b = sorter.next(max);
            if (b != null) {
                returned += b.n;
                return b;
            }
            measure();
            open = false;
            sorter.rescan(null);
        }
    }

    private void measure() {
        if (!es.instrument) {
            return;
        }
        long kb = (sorter.memory() + 1023) / 1024;
        if (groups.rows > 2 * SMALL) {
            prefixGroups += groups.distinct;
            prefixTotal += kb * groups.distinct;
            prefixPeak = Math.max(prefixPeak, kb);
        }
        fullGroups++;
        fullTotal += kb;
        fullPeak = Math.max(fullPeak, kb);
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        open = false;
        returned = 0;
        groups.forget();
        input.rescan(changed);
        sorter.rescan(null);
    }

    @Override
    public void close() {
        if (open) {
            // The rest of the last group was not asked for.
            measure();
        }
        open = false;
        groups.forget();
        sorter.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }

    @Override
    public List<String> details() {
        if (open) {
            // The rest of the last group is not asked for.
            measure();
            open = false;
        }
        List<String> out = new ArrayList<>();
        if (fullGroups > 0) {
            out.add(line("Full-sort Groups: ", fullGroups, fullTotal, fullPeak));
        }
        if (prefixGroups > 0) {
            out.add(line("Pre-sorted Groups: ", prefixGroups, prefixTotal, prefixPeak));
        }
        return out;
    }

    private String line(String label, long n, long total, long peak) {
        boolean topN = bound >= 0 && returned < groups.rows;
        return label + n + "  Sort Method: " + (topN ? "top-N heapsort" : "quicksort") + "  Average Memory: "
                + total / n + "kB  Peak Memory: " + peak + "kB";
    }

    /** The input cut into groups: ends where the leading columns change; {@link #begin} starts the next group. */
    private static final class Groups extends ExecNode {
        private final ExecNode input;
        private final RowOrder prefix;
        private final RowStore pivot;
        private final Batch out = new Batch();
        private @Nullable Batch current;
        private int pos;
        private int step = 1;
        private boolean ended;
        private int[] slice = new int[64];
        /** Rows and different leading values of the current group. */
        private long rows;

        private long together = SMALL;

        private long distinct;
        private final boolean computed;
        private boolean oneByOne;

        Groups(ExecNode input, ExecState es, Sort plan) {
            super(input.plan, es);
            this.input = input;
            int n = plan.presorted;
            this.prefix = SortNode.order(
                    es,
                    input.plan.targetList,
                    java.util.Arrays.copyOf(plan.columns, n),
                    plan.operators,
                    plan.collations,
                    plan.nullsFirst);
            this.pivot = new RowStore(byRef(es, input.plan.targetList));
            this.computed = computes(input.plan);
        }

        /** Starts the next group; false when the input has ended. */
        boolean begin() {
            pivot.clear();
            rows = 0;
            distinct = 1;
            return fill();
        }

        private boolean fill() {
            Batch b = current;
            while (!ended && (b == null || pos >= b.n)) {
                b = input.next(asked());
                current = b;
                pos = 0;
                ended = b == null;
            }
            return !ended;
        }

        /**
         * How many rows to ask for. Below a LIMIT, where rows are computed, none but those that decide: the rows that
         * are sorted together, then one at a time until the leading columns change.
         */
        private int asked() {
            if (oneByOne) {
                return (int) Math.max(1, together - rows);
            }
            int n = step;
            step = es.instrument ? 1 : grow(step);
            return n;
        }

        /** Is anything computed for each row that may fail, or be seen to happen? */
        private static boolean computes(Plan p) {
            if (!p.qual.isEmpty()) {
                return true;
            }
            for (TargetEntry t : p.targetList) {
                if (!(t.expr() instanceof Var || t.expr() instanceof Const)) {
                    return true;
                }
            }
            if (p instanceof Sort s && s.presorted == 0 || p instanceof Agg) {
                return false; // all below is read before its first row comes
            }
            if (p instanceof Append || p instanceof Join j && !j.joinQual.isEmpty()) {
                return true;
            }
            return p.left != null && computes(p.left) || p.right != null && computes(p.right);
        }

        @Override
        protected @Nullable Batch produce(int max) {
            if (!fill()) {
                return null;
            }
            Batch b = java.util.Objects.requireNonNull(current);
            int n = 0;
            while (n < max && pos < b.n) {
                int r = b.row(pos);
                if (pivot.n > 0 && prefix.compare(pivot.cols, 0, b.cols, r) != 0) {
                    if (rows >= together) {
                        break;
                    }
                    distinct++;
                    pivot.clear();
                }
                if (pivot.n == 0) {
                    pivot.append(b.cols, r);
                }
                if (slice.length == n) {
                    slice = java.util.Arrays.copyOf(slice, n * 4);
                }
                slice[n++] = r;
                rows++;
                pos++;
            }
            if (n == 0) {
                return null;
            }
            out.set(b.cols, b.rows, slice, n);
            return out;
        }

        void forget() {
            current = null;
            pos = 0;
            step = 1;
            ended = false;
            pivot.clear();
        }

        /** The sort starts over with the next group: the input goes on where it is. */
        @Override
        protected void restart(@Nullable BitSet changed) {}

        @Override
        public void close() {
            input.close();
        }
    }
}
