package org.hathi.executor.node;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.store.StoreReader;
import org.hathi.planner.plan.WindowAgg;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Window functions: a partition at a time is kept, each function computes its column for all rows of it. */
final class WindowNode extends PipeNode {
    private final WindowAgg window;
    private final ExecNode input;
    private final boolean[] byRef;
    private final int width;
    private final TypeOps[] partitionOps;
    private final TypeOps[] orderOps;
    private final List<WindowCall> calls = new ArrayList<>();
    private final ExprCompiler inputCompiler;
    private final @Nullable ExprState startOffset;
    private final @Nullable ExprState endOffset;

    private RowStore rows;
    private Vector[] results = new Vector[0];
    private @Nullable Batch pending;
    private int pendingPos;
    private int pos;
    private boolean ended;
    private final StoreReader reader = new StoreReader();

    WindowNode(WindowAgg plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.window = plan;
        this.input = input;
        this.byRef = byRef(es, input.plan.targetList);
        this.width = byRef.length;
        this.rows = new RowStore(byRef);
        this.partitionOps = UniqueNode.ops(
                es, input.plan.targetList, plan.partitionColumns, plan.partitionOperators, plan.partitionCollations);
        this.orderOps =
                UniqueNode.ops(es, input.plan.targetList, plan.orderColumns, plan.orderOperators, plan.orderCollations);
        this.inputCompiler = new ExprCompiler(es, OuterScope.INSTANCE);
        ExprCompiler none = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        this.startOffset = plan.startOffset == null ? null : none.compile(plan.startOffset);
        this.endOffset = plan.endOffset == null ? null : none.compile(plan.endOffset);
        compile(new ExprCompiler(es, new Scope()));
    }

    private final class Scope implements ExprCompiler.Scope {
        @Override
        public int slot(Var v) {
            return OuterScope.INSTANCE.slot(v);
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (!(e instanceof WindowFunc f) || f.winref() != window.windowRef) {
                return null;
            }
            int at = 0;
            while (at < calls.size() && !calls.get(at).func.equals(f)) {
                at++;
            }
            if (at == calls.size()) {
                calls.add(new WindowCall(es, f, inputCompiler));
            }
            return ExprCompiler.column(es.byRef(f.type()), width + at);
        }
    }

    /** Reads the next partition; false at the end. */
    private boolean load() {
        rows = new RowStore(byRef);
        pos = 0;
        int step = 64;
        for (; ; ) {
            Batch b = pending;
            if (b == null) {
                if (ended) {
                    break;
                }
                b = input.next(step);
                step = grow(step);
                pendingPos = 0;
                if (b == null) {
                    ended = true;
                    break;
                }
                pending = b;
            }
            while (pendingPos < b.n) {
                int r = b.row(pendingPos);
                if (rows.n > 0
                        && !UniqueNode.same(window.partitionColumns, partitionOps, rows.cols, rows.n - 1, b.cols, r)) {
                    compute();
                    return true;
                }
                rows.append(b.cols, r);
                pendingPos++;
            }
            pending = null;
        }
        if (rows.n == 0) {
            return false;
        }
        compute();
        return true;
    }

    private void compute() {
        int n = rows.n;
        WindowPartition p = new WindowPartition(es, window, rows, n);
        p.peers(orderOps);
        frame.rows = 1;
        p.offsets(
                startOffset == null ? null : startOffset.datum(new Frame()),
                endOffset == null ? null : endOffset.datum(new Frame()));
        results = new Vector[calls.size()];
        for (int i = 0; i < results.length; i++) {
            results[i] = calls.get(i).compute(p);
        }
    }

    @Override
    protected boolean fetch(int max) {
        if (pos >= rows.n && !load()) {
            return false;
        }
        int n = Math.min(max, rows.n - pos);
        Batch b = reader.range(rows, pos, n);
        Vector[] cols = java.util.Arrays.copyOf(b.cols, width + results.length);
        int[] at = new int[n];
        for (int i = 0; i < n; i++) {
            at[i] = pos + i;
        }
        for (int i = 0; i < results.length; i++) {
            Vector v = new Vector(results[i].byRef, n);
            RowStore.gather(results[i], at, n, v);
            cols[width + i] = v;
        }
        pos += n;
        in.set(cols, n, null, n);
        return true;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        restartPipe();
        rows = new RowStore(byRef);
        pos = 0;
        pending = null;
        ended = false;
        input.rescan(changed);
    }

    @Override
    public void close() {
        rows = new RowStore(byRef);
        pending = null;
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }
}
