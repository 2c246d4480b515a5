package org.hathi.executor.node;

import java.util.BitSet;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.NestLoop;
import org.hathi.planner.tree.JoinType;
import org.jspecify.annotations.Nullable;

/** For each outer row, the rows of the inner side. */
final class NestLoopNode extends JoinNode {
    private final int[] params;
    private final ExprState[] values;
    private final Frame paramFrame = new Frame();
    private final BitSet changed = new BitSet();
    private final int[] one = new int[1];
    private int outerPos;
    private int outerStep = 1;
    private boolean innerOpen;
    private int innerStep = 1;
    private @Nullable Batch innerBatch;
    private int innerPos;
    private boolean anyMatched;
    private boolean innerRest;

    NestLoopNode(NestLoop plan, ExecState es, ExecNode outer, ExecNode inner) {
        super(plan, es, outer, inner);
        int n = plan.nestParams.size();
        params = new int[n];
        values = new ExprState[n];
        ExprCompiler c = new ExprCompiler(es, OuterScope.INSTANCE);
        for (int i = 0; i < n; i++) {
            params[i] = plan.nestParams.get(i).param();
            values[i] = c.compile(plan.nestParams.get(i).outer());
            changed.set(params[i]);
        }
    }

    @Override
    protected boolean collect(int want) {
        for (int c = outerWidth; c < cols.length; c++) {
            cols[c].reset();
        }
        Batch b = outerBatch;
        if (b == null || outerPos >= b.n) {
            b = outer.next(Math.min(outerStep, want));
            if (b == null) {
                outerBatch = null;
                return type == JoinType.FULL && !anyMatched && rest(want);
            }
            outerStep = grow(outerStep);
            newOuterBatch(b);
            outerPos = 0;
        }
        while (outerPos < b.n && pairs < want) {
            int r = b.row(outerPos);
            if (!innerOpen) {
                open(b, r);
            }
            if (scan(r, want)) {
                if (marksEnds()) {
                    end(r);
                }
                outerPos++;
                innerOpen = false;
            }
        }
        return true;
    }

    /** A full join's condition is constant here: when it never held, all inner rows are without partner. */
    private boolean rest(int want) {
        if (!innerRest) {
            inner.rescan(changed);
            innerRest = true;
        }
        Batch ib = inner.next(want);
        if (ib == null) {
            return false;
        }
        for (int i = 0; i < ib.n; i++) {
            for (int c = outerWidth; c < cols.length; c++) {
                if (scope.needed[c]) {
                    cols[c].ensureCapacity(pairs + 1);
                    cols[c].copyRow(ib.cols[c - outerWidth], ib.row(i), pairs);
                }
            }
            pair(-1, 0);
        }
        return true;
    }

    @Override
    protected void innerMatched(int row) {
        anyMatched = true;
    }

    private void open(Batch b, int r) {
        paramFrame.cols = b.cols;
        paramFrame.rows = b.rows;
        one[0] = r;
        for (int i = 0; i < params.length; i++) {
            es.params.set(params[i], values[i].eval(paramFrame, one, 1).datum(r));
        }
        inner.rescan(changed);
        innerOpen = true;
        innerStep = 1;
        innerBatch = null;
    }

    /** Appends candidates; true when the outer row has no more. */
    private boolean scan(int r, int want) {
        for (; ; ) {
            Batch ib = innerBatch;
            if (ib == null || innerPos >= ib.n) {
                if (oneMatch()
                        && (matched[r] || ((org.hathi.planner.plan.Join) plan).joinQual.isEmpty() && ib != null)) {
                    return true;
                }
                ib = inner.next(innerStep);
                innerStep = grow(innerStep);
                innerBatch = ib;
                innerPos = 0;
                if (ib == null) {
                    return true;
                }
            }
            while (innerPos < ib.n) {
                if (pairs >= want) {
                    return false;
                }
                int ir = ib.row(innerPos++);
                for (int c = outerWidth; c < cols.length; c++) {
                    if (scope.needed[c]) {
                        cols[c].ensureCapacity(pairs + 1);
                        cols[c].copyRow(ib.cols[c - outerWidth], ir, pairs);
                    }
                }
                pair(r, 0);
            }
            if (oneMatch() && pairs >= want) {
                return false;
            }
        }
    }

    private void end(int r) {
        for (int c = outerWidth; c < cols.length; c++) {
            cols[c].ensureCapacity(pairs + 1);
            cols[c].setNull(pairs);
        }
        pair(r, -1);
    }

    @Override
    protected void gatherInner() {
        for (int c = outerWidth; c < cols.length; c++) {
            cols[c].ensureCapacity(pairs);
        }
    }

    @Override
    protected void restart(@Nullable BitSet c) {
        restartPipe();
        outer.rescan(c);
        inner.rescan(c);
        outerBatch = null;
        outerPos = 0;
        innerOpen = false;
        innerBatch = null;
        outerStep = 1;
        anyMatched = false;
        innerRest = false;
    }
}
