package org.hathi.executor.node;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.store.MemoryUse;
import org.hathi.executor.store.SpillSpace;
import org.hathi.executor.store.StoreReader;
import org.hathi.executor.store.TupleStore;
import org.hathi.planner.plan.SetOp;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * INTERSECT and EXCEPT by counting each distinct row on both sides: sorted input group by group, unsorted input in a
 * hash table; rows for which that has no room wait in files.
 */
final class SetOpNode extends ExecNode {
    private final SetOp op;
    private final ExecNode input;
    private final TypeOps[] ops;
    private final boolean[] byRef;
    private final Vector[] keys;
    private final MemoryUse memory;
    private final SpillSpace space;
    private final Deque<GroupFiles.Pending> pending = new ArrayDeque<>();
    private final StoreReader reader = new StoreReader();

    /** Distinct rows, how often each came from either side, and the counts still to come out. */
    private RowStore rows;

    private long[] left = new long[64];
    private long[] right = new long[64];
    private int[] order = new int[0];
    private boolean started;
    /** Rows below this are complete. */
    private int complete;

    private int pos;
    private boolean inputDone;

    SetOpNode(SetOp plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.op = plan;
        this.input = input;
        this.ops = UniqueNode.ops(es, input.plan.targetList, plan.columns, plan.operators, plan.collations);
        this.byRef = byRef(es, input.plan.targetList);
        this.keys = new Vector[ops.length];
        this.memory = new MemoryUse(es);
        this.space = new SpillSpace(es);
        this.rows = new RowStore(byRef);
    }

    private void count(int group, Vector flag, int row) {
        if (flag.longs[row] == 0) {
            left[group]++;
        } else {
            right[group]++;
        }
    }

    private int newGroup(Vector[] cols, int row) {
        int k = rows.n;
        rows.append(cols, row);
        if (k == left.length) {
            left = java.util.Arrays.copyOf(left, k * 2);
            right = java.util.Arrays.copyOf(right, k * 2);
        }
        left[k] = 0;
        right[k] = 0;
        return k;
    }

    /** Replaces the count of a complete group by how often it comes out. */
    private void judge(int k) {
        left[k] = switch (op.command) {
            case INTERSECT -> left[k] > 0 && right[k] > 0 ? 1 : 0;
            case INTERSECT_ALL -> Math.min(left[k], right[k]);
            case EXCEPT -> left[k] > 0 && right[k] == 0 ? 1 : 0;
            case EXCEPT_ALL -> Math.max(0, left[k] - right[k]);
        };
    }

    // ------------------------------------------------------------------------------------------------------- hashing
    private @Nullable Batch more(TupleStore.@Nullable Reader from, long at) {
        return from == null ? input.next(MAX_BATCH) : from.read(at, MAX_BATCH);
    }

    /** Fills the table from the input or from rows that waited. */
    private void build(TupleStore.@Nullable Reader from, int level) {
        KeyTable t = new KeyTable(ops);
        GroupFiles files = null;
        long at = 0;
        Batch b;
        while ((b = more(from, at)) != null) {
            es.cx.interrupts.check();
            at += b.n;
            for (int i = 0; i < keys.length; i++) {
                keys[i] = b.cols[op.columns[i] - 1];
            }
            Vector flag = b.cols[op.flagColumn - 1];
            if (files != null) {
                files.batch(b.cols, b.rows);
            }
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                int h = t.hash(keys, r);
                int k = files == null ? t.findOrAdd(keys, r, h) : t.find(keys, r, h);
                if (k < 0 && files != null) {
                    files.add(r, h);
                } else {
                    count(k == rows.n ? newGroup(b.cols, r) : k, flag, r);
                }
            }
            long held = t.used() + rows.used() + 16L * rows.n;
            if (memory.set(held, es.env.hashMem()) && files == null && rows.n > 0) {
                files = files(b.cols, level, held / rows.n);
            }
        }
        if (files != null) {
            files.finish(0, pending);
        }
        complete = rows.n;
        for (int k = 0; k < complete; k++) {
            judge(k);
        }
    }

    /** Files for whole input rows: the flag is a column the input's target list does not know of. */
    private GroupFiles files(Vector[] cols, int level, long bytes) {
        boolean[] kinds = new boolean[cols.length];
        boolean[] all = new boolean[cols.length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = cols[i].byRef;
            all[i] = true;
        }
        return new GroupFiles(space, kinds, all, level, Math.max(op.rows, rows.n), bytes, es.env.hashMem());
    }

    private boolean hashNext() {
        if (!started) {
            started = true;
            build(null, 0);
            return true;
        }
        GroupFiles.Pending p = pending.poll();
        if (p == null) {
            return false;
        }
        rows.clear();
        build(p.rows().reader(), p.level());
        p.rows().close();
        return true;
    }

    // -------------------------------------------------------------------------------------------------- sorted input
    /** Reads until some groups are complete; false at the end. */
    private boolean sortedNext() {
        if (complete < rows.n) {
            keepLast();
        } else {
            rows.clear();
        }
        complete = 0;
        while (!inputDone && complete == 0) {
            Batch b = input.next(MAX_BATCH);
            if (b == null) {
                inputDone = true;
                complete = rows.n;
                break;
            }
            Vector flag = b.cols[op.flagColumn - 1];
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                int k = rows.n - 1;
                if (k < 0 || !UniqueNode.same(op.columns, ops, rows.cols, k, b.cols, r)) {
                    k = newGroup(b.cols, r);
                }
                count(k, flag, r);
            }
            complete = rows.n - 1;
        }
        for (int k = 0; k < complete; k++) {
            judge(k);
        }
        return complete > 0;
    }

    private void keepLast() {
        RowStore s = new RowStore(byRef);
        s.append(rows.cols, complete);
        left[0] = left[complete];
        right[0] = right[complete];
        rows = s;
    }

    @Override
    protected @Nullable Batch produce(int max) {
        for (; ; ) {
            if (order.length < max) {
                order = new int[max];
            }
            int n = 0;
            while (n < max && pos < complete) {
                if (left[pos] > 0) {
                    left[pos]--;
                    order[n++] = pos;
                } else {
                    pos++;
                }
            }
            if (n > 0) {
                return reader.ordered(rows, order, 0, n);
            }
            pos = 0;
            if (!(op.hashed ? hashNext() : sortedNext())) {
                complete = 0;
                return null;
            }
        }
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        forget();
        input.rescan(changed);
    }

    private void forget() {
        rows = new RowStore(byRef);
        pos = 0;
        complete = 0;
        started = false;
        inputDone = false;
        pending.clear();
        space.close();
        memory.clear();
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
}
