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
import org.hathi.executor.expr.Filter;
import org.hathi.executor.store.TupleStore;
import org.hathi.planner.plan.WindowAgg;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Var;
import org.hathi.planner.tree.WindowFunc;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Window functions: a partition at a time is stored, then its rows come out in order, each function's column beside
 * them. With a run condition that may end the reading, the only partition is stored in pieces that end with a peer
 * group.
 */
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

    private final TupleStore rows;
    private final TupleStore.Reader reader;
    private final WindowPartition partition;
    /** A row of the current partition. */
    private final RowStore key;

    private @Nullable Batch pending;
    private int pendingPos;
    private long pos;
    private boolean ended;

    /** Conditions that stay false for the rest of a partition. */
    private final Filter run;

    private final Frame runFrame = new Frame();
    /** May results be given before all rows are stored, so that a run condition ends the reading? */
    private final boolean streams;

    private final boolean peersCount;
    /** The run condition failed: the rest of the partition passes, with nulls for the functions. */
    private boolean passing;
    /** The run condition failed for good. */
    private boolean stopped;

    WindowNode(WindowAgg plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.window = plan;
        this.input = input;
        this.byRef = byRef(es, input.plan.targetList);
        this.width = byRef.length;
        this.rows = new TupleStore(es, byRef, 0);
        this.reader = rows.reader();
        this.key = new RowStore(byRef);
        this.partitionOps = UniqueNode.ops(
                es, input.plan.targetList, plan.partitionColumns, plan.partitionOperators, plan.partitionCollations);
        this.orderOps =
                UniqueNode.ops(es, input.plan.targetList, plan.orderColumns, plan.orderOperators, plan.orderCollations);
        this.partition = new WindowPartition(es, plan, rows, byRef, orderOps);
        this.inputCompiler = new ExprCompiler(es, OuterScope.INSTANCE);
        ExprCompiler none = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        this.startOffset = plan.startOffset == null ? null : none.compile(plan.startOffset);
        this.endOffset = plan.endOffset == null ? null : none.compile(plan.endOffset);
        ExprCompiler own = new ExprCompiler(es, new Scope());
        compile(own);
        this.run = own.filter(plan.runCondition);
        boolean back = plan.top && !run.isEmpty() && plan.partitionColumns.length == 0 && !partition.excludes();
        boolean peers = false;
        for (WindowCall c : calls) {
            back &= c.looksBack(plan.frameOptions);
            peers |= !c.ignoresPeers();
        }
        this.streams = back;
        this.peersCount = peers || plan.orderColumns.length > 0;
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

    /** Stores the next partition; false at the end. */
    private boolean load() {
        rows.recycle();
        key.clear();
        pos = 0;
        int step = 64;
        while (!ended) {
            Batch b = pending;
            if (b == null) {
                b = input.next(step);
                step = grow(step);
                pendingPos = 0;
                if (b == null) {
                    ended = true;
                    break;
                }
                pending = b;
            }
            if (window.partitionColumns.length == 0) {
                rows.append(b);
                pending = null;
                continue;
            }
            for (; pendingPos < b.n; pendingPos++) {
                int r = b.row(pendingPos);
                if (key.n == 0) {
                    key.append(b.cols, r);
                } else if (!UniqueNode.same(window.partitionColumns, partitionOps, key.cols, 0, b.cols, r)) {
                    begin();
                    return true;
                }
                rows.append(b.cols, r);
            }
            pending = null;
        }
        if (rows.size() == 0) {
            return false;
        }
        begin();
        return true;
    }

    private void begin() {
        passing = false;
        partition.begin(
                startOffset == null ? null : startOffset.datum(new Frame()),
                endOffset == null ? null : endOffset.datum(new Frame()));
        for (WindowCall c : calls) {
            c.begin(partition);
        }
    }

    /** Stores more rows of the only partition, up to the end of a peer group; false at the end. */
    private boolean more() {
        long before = rows.size();
        // EXPLAIN ANALYZE shows that no row more was read than PostgreSQL reads.
        long want = before + (es.instrument ? 1 : Math.max(64, Math.min(before, MAX_BATCH)));
        boolean full = false;
        while (!full && !ended) {
            Batch b = pending;
            if (b == null) {
                b = input.next((int) Math.max(1, Math.min(want - rows.size(), MAX_BATCH)));
                pendingPos = 0;
                if (b == null) {
                    ended = true;
                    break;
                }
                pending = b;
            }
            while (pendingPos < b.n && !full) {
                int r = b.row(pendingPos);
                if (rows.size() >= want
                        && (!peersCount || !UniqueNode.same(window.orderColumns, orderOps, key.cols, 0, b.cols, r))) {
                    full = true;
                    break;
                }
                rows.append(b.cols, r);
                if (rows.size() == want) {
                    key.clear();
                    key.append(b.cols, r);
                }
                pendingPos++;
            }
            if (pendingPos == b.n) {
                pending = null;
            }
        }
        if (rows.size() == before) {
            return false;
        }
        if (before == 0) {
            begin();
        } else {
            partition.grow();
        }
        return true;
    }

    @Override
    protected boolean fetch(int max) {
        if (pos == 0) {
            rows.start(es.env.workMem());
        }
        while (!stopped) {
            if (pos >= rows.size() && !(streams ? more() : load())) {
                return false;
            }
            Batch b = java.util.Objects.requireNonNull(reader.read(pos, max));
            Vector[] cols = java.util.Arrays.copyOf(b.cols, width + calls.size());
            int n = b.n;
            long next = pos + n;
            if (passing) {
                for (int i = 0; i < calls.size(); i++) {
                    cols[width + i] = calls.get(i).nulls(0, n);
                }
            } else {
                partition.batch(pos, n);
                for (int i = 0; i < calls.size(); i++) {
                    cols[width + i] = calls.get(i).compute(partition, pos, n);
                }
                int good = run.isEmpty() ? n : holding(cols, n);
                if (good < n && !window.top) {
                    passing = true;
                    for (WindowCall c : calls) {
                        c.nulls(good, n);
                    }
                } else if (good < n) {
                    n = good;
                    next = rows.size();
                    stopped = window.partitionColumns.length == 0;
                }
            }
            pos = next;
            if (n > 0) {
                in.set(cols, n, null, n);
                return true;
            }
        }
        return false;
    }

    /** How many of the first {@code n} rows come before the first that fails the run condition. */
    private int holding(Vector[] cols, int n) {
        runFrame.cols = cols;
        runFrame.rows = n;
        int m = run.apply(runFrame, null, n);
        int k = 0;
        while (k < m && run.rows()[k] == k) {
            k++;
        }
        return k;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        restartPipe();
        forget();
        input.rescan(changed);
    }

    private void forget() {
        rows.close();
        pos = 0;
        passing = false;
        stopped = false;
        pending = null;
        ended = false;
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
