package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The first of each run of rows equal in some columns: Unique, and Group (as the source of a filter and projection).
 */
final class UniqueNode extends ExecNode {
    private final ExecNode input;
    private final int[] columns;
    private final TypeOps[] ops;
    private @Nullable RowStore last;
    private int[] sel = new int[0];
    private final Batch out = new Batch();

    UniqueNode(Plan plan, ExecState es, ExecNode input, int[] columns, int[] operators, int[] collations) {
        super(plan, es);
        this.input = input;
        this.columns = columns;
        this.ops = ops(es, input.plan.targetList, columns, operators, collations);
    }

    /** Equality of columns (1-based) of a plan's output. */
    static TypeOps[] ops(ExecState es, List<TargetEntry> input, int[] columns, int[] operators, int[] collations) {
        TypeOps[] out = new TypeOps[columns.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = es.equalityOps(operators[i], type(input, columns[i]), collations[i]);
        }
        return out;
    }

    /** Are two rows equal in the columns (1-based)? Nulls are equal. */
    static boolean same(int[] columns, TypeOps[] ops, Vector[] a, int i, Vector[] b, int j) {
        for (int k = 0; k < columns.length; k++) {
            Vector x = a[columns[k] - 1];
            Vector y = b[columns[k] - 1];
            boolean n = x.isNull(i);
            if (n != y.isNull(j) || !n && !ops[k].equal(x, i, y, j)) {
                return false;
            }
        }
        return true;
    }

    @Override
    protected @Nullable Batch produce(int max) {
        Batch b;
        while ((b = input.next(max)) != null) {
            if (sel.length < b.n) {
                sel = new int[b.n];
            }
            RowStore l = last;
            Vector[] prev = l == null ? null : l.cols;
            int prevRow = 0;
            int n = 0;
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                if (prev == null || !same(columns, ops, prev, prevRow, b.cols, r)) {
                    sel[n++] = r;
                    prev = b.cols;
                    prevRow = r;
                }
            }
            if (n > 0) {
                RowStore s = RowStore.like(b.cols);
                s.append(b.cols, sel[n - 1]);
                last = s;
                out.set(b.cols, b.rows, sel, n);
                return out;
            }
        }
        return null;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        last = null;
        input.rescan(changed);
    }

    @Override
    public void close() {
        last = null;
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }
}
