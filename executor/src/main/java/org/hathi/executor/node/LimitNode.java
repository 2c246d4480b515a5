package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.Limit;
import org.hathi.types.TypeOps;
import org.jspecify.annotations.Nullable;

/** OFFSET and LIMIT: asks its input for no more rows than it passes on. */
final class LimitNode extends ExecNode {
    private final ExecNode input;
    private final @Nullable ExprState offset;
    private final @Nullable ExprState count;
    private final boolean ties;
    private final int[] tieColumns;
    private final TypeOps[] tieOps;
    private boolean started;
    private long skip;
    private long left;
    private boolean all;
    private @Nullable RowStore last;
    private boolean inTies;
    private int[] sel = new int[0];
    private final Batch out = new Batch();

    LimitNode(Limit plan, ExecState es, ExecNode input) {
        super(plan, es);
        this.input = input;
        ExprCompiler c = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        this.offset = plan.offset == null ? null : c.compile(plan.offset);
        this.count = plan.count == null ? null : c.compile(plan.count);
        this.ties = plan.withTies;
        this.tieColumns = plan.tieColumns;
        this.tieOps = UniqueNode.ops(es, input.plan.targetList, plan.tieColumns, plan.tieOperators, plan.tieCollations);
    }

    private void start() {
        started = true;
        frame.rows = 1;
        skip = number(offset == null ? null : offset.datum(frame), 0);
        if (skip < 0) {
            throw new SqlError(SqlState.INVALID_ROW_COUNT_IN_RESULT_OFFSET_CLAUSE, "OFFSET must not be negative");
        }
        Object n = count == null ? null : count.datum(frame);
        all = n == null;
        left = number(n, Long.MAX_VALUE);
        if (left < 0) {
            throw new SqlError(SqlState.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE, "LIMIT must not be negative");
        }
        if (all && ties) {
            throw new SqlError(
                    SqlState.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE,
                    "row count cannot be null in FETCH FIRST ... WITH TIES clause");
        }
        inTies = false;
        long bound = all || ties || left + skip < 0 ? -1 : left + skip;
        if (input instanceof SortNode s) {
            s.setBound(bound);
        } else if (input instanceof IncrementalSortNode s) {
            s.setBound(bound);
        }
    }

    @Override
    protected @Nullable Batch produce(int max) {
        if (!started) {
            start();
        }
        while (skip > 0) {
            if (left == 0 && !all) {
                return null;
            }
            Batch b = input.next((int) Math.min(MAX_BATCH, skip));
            if (b == null) {
                skip = 0;
                left = 0;
                all = false;
                return null;
            }
            skip -= b.n;
        }
        if (inTies) {
            return peers(max);
        }
        if (left <= 0) {
            return null;
        }
        Batch b = input.next((int) Math.min(max, left));
        if (b == null) {
            left = 0;
            return null;
        }
        if (!all) {
            left -= b.n;
            if (left == 0 && ties) {
                RowStore s = RowStore.like(b.cols);
                s.append(b.cols, b.row(b.n - 1));
                last = s;
                inTies = true;
            }
        }
        return b;
    }

    private @Nullable Batch peers(int max) {
        RowStore l = last;
        if (l == null) {
            return null;
        }
        Batch b = input.next(max);
        if (b == null) {
            last = null;
            return null;
        }
        if (sel.length < b.n) {
            sel = new int[b.n];
        }
        int n = 0;
        for (int i = 0; i < b.n; i++) {
            int r = b.row(i);
            if (!UniqueNode.same(tieColumns, tieOps, l.cols, 0, b.cols, r)) {
                last = null;
                break;
            }
            sel[n++] = r;
        }
        if (n == 0) {
            return null;
        }
        out.set(b.cols, b.rows, sel, n);
        return out;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        started = false;
        last = null;
        input.rescan(changed);
    }

    @Override
    public void close() {
        input.close();
    }

    @Override
    public List<ExecNode> children() {
        return List.of(input);
    }
}
