package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.store.StoreReader;
import org.hathi.planner.plan.SetOp;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** INTERSECT and EXCEPT by counting each distinct row on both sides; sorted input gives sorted output. */
final class SetOpNode extends ExecNode {
    private final SetOp op;
    private final ExecNode input;
    private final TypeOps[] ops;
    private final StoreReader reader = new StoreReader();
    private @Nullable RowStore rows;
    private int[] order = new int[0];
    private int n;
    private int pos;

    SetOpNode(SetOp plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.op = plan;
        this.input = input;
        this.ops = UniqueNode.ops(es, input.plan.targetList, plan.columns, plan.operators, plan.collations);
    }

    private RowStore build() {
        RowStore s = new RowStore(byRef(es, input.plan.targetList));
        KeyTable t = new KeyTable(ops);
        long[] left = new long[64];
        long[] right = new long[64];
        Vector[] keys = new Vector[ops.length];
        Batch b;
        while ((b = input.next(MAX_BATCH)) != null) {
            for (int i = 0; i < keys.length; i++) {
                keys[i] = b.cols[op.columns[i] - 1];
            }
            Vector flag = b.cols[op.flagColumn - 1];
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                int size = t.size();
                int k = t.findOrAdd(keys, r);
                if (k == size) {
                    s.append(b.cols, r);
                    if (k == left.length) {
                        left = java.util.Arrays.copyOf(left, k * 2);
                        right = java.util.Arrays.copyOf(right, k * 2);
                    }
                }
                if (flag.longs[r] == 0) {
                    left[k]++;
                } else {
                    right[k]++;
                }
            }
        }
        choose(s, left, right);
        rows = s;
        return s;
    }

    private void choose(RowStore s, long[] left, long[] right) {
        order = new int[s.n];
        n = 0;
        for (int k = 0; k < s.n; k++) {
            long times =
                    switch (op.command) {
                        case INTERSECT -> left[k] > 0 && right[k] > 0 ? 1 : 0;
                        case INTERSECT_ALL -> Math.min(left[k], right[k]);
                        case EXCEPT -> left[k] > 0 && right[k] == 0 ? 1 : 0;
                        case EXCEPT_ALL -> Math.max(0, left[k] - right[k]);
                    };
            while (times-- > 0) {
                if (n == order.length) {
                    order = java.util.Arrays.copyOf(order, Math.max(16, n * 2));
                }
                order[n++] = k;
            }
        }
    }

    @Override
    protected @Nullable Batch produce(int max) {
        RowStore s = rows;
        if (s == null) {
            s = build();
        }
        int k = Math.min(max, n - pos);
        if (k <= 0) {
            return null;
        }
        Batch b = reader.ordered(s, order, pos, k);
        pos += k;
        return b;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        pos = 0;
        if (stale(changed)) {
            rows = null;
            input.rescan(changed);
        }
    }

    @Override
    public void close() {
        rows = null;
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }
}
