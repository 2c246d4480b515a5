package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.store.MemoryUse;
import org.hathi.executor.store.TupleStore;
import org.hathi.planner.plan.MergeJoin;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.hathi.planner.tree.OpExpr;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Merges two inputs sorted on the join keys. The inner rows that share one key (a run) are kept, so that every outer
 * row with that key meets all of them; both inputs are read once, in order, and never further than the answer needs.
 *
 * <p>INVARIANTS: MJ-1 {@code store} holds, from {@link #runStart}, the current run (if {@link #inRun}) and before it
 * inner rows that pairs of this batch refer to; MJ-2 pairs of one batch refer to one outer batch; MJ-3 an inner row
 * without partner comes out (right and full joins) after the rows of all smaller keys.
 */
final class MergeJoinNode extends JoinNode {
    private final ExprState[] outerKeys;
    private final ExprState[] innerKeys;
    private final TypeOps[] ops;
    private final boolean[] descending;
    private final boolean keepsInner;
    private final boolean checksRuns;
    private final boolean firstIsEnough;
    private final Frame keyFrame = new Frame();
    private final Vector[] outerValues;
    private final Vector[] innerValues;

    private final RowStore store;
    private final RowStore runKey;
    private final MemoryUse memory;
    /** The run when it is too large for the store; pairs refer to copies of its rows in {@link #window} then. */
    private @Nullable TupleStore big;

    private TupleStore.@Nullable Reader bigReader;
    private final RowStore window;
    /** Number in the run of each row of the window. */
    private int[] windowRow = new int[0];

    private int bigPos;
    /** Inner rows of the pairs collected so far are in the window, else in the store. */
    private boolean inWindow;
    /** The pairs collected so far must go before others can be added. */
    private boolean flush;

    private boolean[] hit = new boolean[0];
    private int runStart;
    private boolean inRun;
    private boolean runClosing;
    private boolean runMatchedOnce;
    private int runPos;
    private boolean probing;

    private int outerPos;
    private int outerStep;
    private boolean outerDone;
    private @Nullable Batch innerBatch;
    private int innerPos;
    private int innerStep;
    private boolean innerDone;

    MergeJoinNode(MergeJoin plan, ExecState es, ExecNode outer, ExecNode inner, TypeOps[] ops) {
        super(plan, es, outer, inner);
        int n = ops.length;
        ExprCompiler oc = new ExprCompiler(es, OuterScope.INSTANCE);
        ExprCompiler ic = new ExprCompiler(es, InnerScope.INSTANCE);
        this.outerKeys = new ExprState[n];
        this.innerKeys = new ExprState[n];
        boolean[] byRef = new boolean[n];
        for (int i = 0; i < n; i++) {
            List<Expr> args = ((OpExpr) plan.mergeClauses.get(i)).args();
            outerKeys[i] = oc.compile(args.get(0));
            innerKeys[i] = ic.compile(args.get(1));
            byRef[i] = es.byRef(args.get(1).type());
        }
        this.ops = ops;
        this.descending = plan.descending;
        this.outerValues = new Vector[n];
        this.innerValues = new Vector[n];
        this.store = new RowStore(byRef(es, inner.plan.targetList));
        this.window = RowStore.like(store.cols);
        this.memory = new MemoryUse(es);
        this.runKey = new RowStore(byRef);
        this.keepsInner = type == JoinType.RIGHT || type == JoinType.FULL;
        this.checksRuns = keepsInner && !plan.joinQual.isEmpty();
        this.firstIsEnough = oneMatch() && plan.joinQual.isEmpty() && !keepsInner;
        steps();
    }

    private void steps() {
        // Measured executions read exactly what PostgreSQL would.
        outerStep = es.instrument ? 1 : 8;
        innerStep = outerStep;
    }

    private int grown(int step) {
        return es.instrument ? 1 : grow(step);
    }

    @Override
    protected boolean collect(int want) {
        flush = false;
        if (runClosing) {
            // The pairs of the run have been judged by now.
            closeRun(want);
            if (runClosing) {
                return true;
            }
        }
        compact();
        while (pairs < want && !flush) {
            Batch b = outerBatch;
            if (!outerDone && (b == null || outerPos >= b.n)) {
                if (pairs > 0) {
                    return true;
                }
                b = outer.next(outerStep);
                outerStep = grown(outerStep);
                outerBatch = b;
                if (b == null) {
                    outerDone = true;
                } else {
                    newOuterBatch(b);
                    outerPos = 0;
                    eval(outerKeys, b, outerValues);
                }
            }
            if (outerDone) {
                return rest(want);
            }
            if (!outerRow(java.util.Objects.requireNonNull(b), want)) {
                return pairs > 0 || runClosing;
            }
            if (runClosing) {
                return true;
            }
        }
        return true;
    }

    /**
     * Deals with the current outer row, as far as {@code want} allows; false when no outer row can come out any more.
     */
    private boolean outerRow(Batch b, int want) {
        int r = b.row(outerPos);
        if (anyNull(outerValues, r)) {
            return unmatchedOuter(r);
        }
        if (inRun) {
            int c = compare(outerValues, r, runKey.cols, 0);
            if (c == 0) {
                matches(r, want);
                return true;
            }
            if (c < 0) {
                return unmatchedOuter(r);
            }
            inRun = false;
            if (checksRuns) {
                runClosing = true;
                bigPos = 0;
                return true;
            }
            dropBig();
        }
        int c = advanceInner(r, want);
        if (pairs >= want || flush) {
            return true;
        }
        if (c == 0) {
            loadRun();
            return true;
        }
        return unmatchedOuter(r);
    }

    private boolean unmatchedOuter(int r) {
        if (marksEnds()) {
            pair(r, -1);
        } else if (innerDone && !inRun) {
            return false;
        }
        outerPos++;
        return true;
    }

    /** Pairs the outer row with the run. */
    private void matches(int r, int want) {
        if (!probing) {
            probing = true;
            runPos = runStart;
            bigPos = 0;
            if (runMatchedOnce) {
                reread();
            }
            runMatchedOnce = true;
        }
        if (big != null) {
            bigMatches(r, want);
            return;
        }
        if (!fits(false)) {
            return;
        }
        while (runPos < store.n && pairs < want && !(oneMatch() && matched[r])) {
            pair(r, runPos++);
            if (firstIsEnough) {
                runPos = store.n;
            }
        }
        if (runPos < store.n && !(oneMatch() && matched[r])) {
            return;
        }
        if (marksEnds()) {
            pair(r, -1);
        }
        probing = false;
        outerPos++;
    }

    /** As {@link #matches} for a run that is not in memory. */
    private void bigMatches(int r, int want) {
        TupleStore s = java.util.Objects.requireNonNull(big);
        int size = (int) s.size();
        while (bigPos < size && pairs < want && !(oneMatch() && matched[r])) {
            if (!fits(true)) {
                return;
            }
            Batch b = java.util.Objects.requireNonNull(reader().read(bigPos, want - pairs));
            for (int i = 0; i < b.n; i++) {
                pair(r, copy(b, b.row(i)));
            }
        }
        if (bigPos < size && !(oneMatch() && matched[r])) {
            return;
        }
        if (marksEnds()) {
            pair(r, -1);
        }
        probing = false;
        outerPos++;
    }

    private TupleStore.Reader reader() {
        TupleStore.Reader r = bigReader;
        if (r == null) {
            r = java.util.Objects.requireNonNull(big).reader();
            bigReader = r;
        }
        return r;
    }

    /** Copies the next row of a large run into the window. */
    private int copy(Batch b, int row) {
        int at = window.n;
        window.append(b.cols, row);
        if (windowRow.length <= at) {
            windowRow = java.util.Arrays.copyOf(windowRow, Math.max(64, at * 2));
        }
        windowRow[at] = bigPos++;
        return at;
    }

    /** May pairs with rows of the window (else: of the store) join those collected? If not they must go first. */
    private boolean fits(boolean toWindow) {
        if (pairs > 0 && inWindow != toWindow) {
            flush = true;
            return false;
        }
        inWindow = toWindow;
        return true;
    }

    private void dropBig() {
        TupleStore s = big;
        if (s != null) {
            s.close();
            big = null;
            bigReader = null;
        }
    }

    /** Counts the inner rows as PostgreSQL does, which goes back to a mark and reads the run again. */
    private void reread() {
        Instrumentation in = inner.instrumentation;
        if (in != null && !firstIsEnough) {
            TupleStore s = big;
            in.again((s == null ? store.n - runStart : s.size()) - (innerDone ? 1 : 0));
        }
    }

    /**
     * Skips inner rows smaller than the outer row; the comparison of the two that remain, 1 when the inner side is
     * done.
     */
    private int advanceInner(int r, int want) {
        while (innerRow()) {
            int i = java.util.Objects.requireNonNull(innerBatch).row(innerPos);
            boolean isNull = anyNull(innerValues, i);
            int c = isNull ? 1 : compare(outerValues, r, innerValues, i);
            if (c <= 0) {
                return c;
            }
            if (keepsInner && !fits(false)) {
                return 1;
            }
            passInner(i);
            if (pairs >= want) {
                return 1;
            }
        }
        return 1;
    }

    /** Leaves an inner row without partner behind. */
    private void passInner(int i) {
        if (keepsInner) {
            append(i);
            pair(-1, store.n - 1);
        }
        innerPos++;
    }

    private void append(int i) {
        Vector[] cols = java.util.Objects.requireNonNull(innerBatch).cols;
        TupleStore s = big;
        int row;
        if (s != null) {
            row = (int) s.size();
            s.append(cols, i);
        } else {
            row = store.n;
            store.append(cols, i);
        }
        if (checksRuns) {
            if (hit.length <= row) {
                hit = java.util.Arrays.copyOf(hit, Math.max(64, (row + 1) * 2));
            }
            hit[row] = false;
        }
    }

    /** Moves the run out of the store when it has become too large. */
    private void spill() {
        long used = store.used();
        if (big != null || !memory.set(used, es.env.workMem())) {
            return;
        }
        TupleStore s = new TupleStore(es, byRef(es, inner.plan.targetList), 0);
        for (int i = runStart; i < store.n; i++) {
            s.append(store.cols, i);
        }
        if (checksRuns) {
            System.arraycopy(hit, runStart, hit, 0, store.n - runStart);
        }
        // Pairs collected before may refer to the rows below.
        store.n = runStart;
        big = s;
        memory.clear();
    }

    /** Makes sure there is a current inner row; false at the end. */
    private boolean innerRow() {
        while (!innerDone) {
            Batch b = innerBatch;
            if (b != null && innerPos < b.n) {
                return true;
            }
            b = inner.next(innerStep);
            innerStep = grown(innerStep);
            innerBatch = b;
            innerPos = 0;
            if (b == null) {
                innerDone = true;
            } else {
                eval(innerKeys, b, innerValues);
            }
        }
        return false;
    }

    /** The current inner row and all equal ones become the run. */
    private void loadRun() {
        int i = java.util.Objects.requireNonNull(innerBatch).row(innerPos);
        runKey.clear();
        runKey.append(innerValues, i);
        runStart = store.n;
        inRun = true;
        runMatchedOnce = false;
        probing = false;
        append(i);
        innerPos++;
        if (firstIsEnough) {
            return;
        }
        while (innerRow()) {
            i = java.util.Objects.requireNonNull(innerBatch).row(innerPos);
            if (anyNull(innerValues, i) || compare(runKey.cols, 0, innerValues, i) != 0) {
                return;
            }
            append(i);
            innerPos++;
            if ((++loaded & 1023) == 0) {
                es.cx.interrupts.check();
                spill();
            }
        }
    }

    private int loaded;

    /** Emits the rows of the run just left that no outer row passed the join condition with. */
    private void closeRun(int want) {
        TupleStore s = big;
        if (s == null) {
            inWindow = false;
            for (int i = runStart; i < store.n; i++) {
                if (!hit[i]) {
                    pair(-1, i);
                }
            }
            runStart = store.n;
            runClosing = false;
            return;
        }
        window.clear();
        inWindow = true;
        while (bigPos < s.size() && pairs < want) {
            Batch b = java.util.Objects.requireNonNull(reader().read(bigPos, want - pairs));
            for (int i = 0; i < b.n; i++) {
                boolean matched = hit[bigPos];
                int at = copy(b, b.row(i));
                if (!matched) {
                    pair(-1, at);
                }
            }
            if (pairs == 0) {
                window.clear();
            }
        }
        if (bigPos >= s.size()) {
            runClosing = false;
            dropBig();
        }
    }

    /** After the last outer row: inner rows without partner. */
    private boolean rest(int want) {
        if (!keepsInner) {
            return pairs > 0;
        }
        if (inRun) {
            inRun = false;
            if (checksRuns) {
                runClosing = true;
                bigPos = 0;
                return true;
            }
            dropBig();
        }
        while (pairs < want && innerRow() && fits(false)) {
            passInner(java.util.Objects.requireNonNull(innerBatch).row(innerPos));
        }
        return pairs > 0;
    }

    /** Drops rows of the store that no pair refers to any more. */
    private void compact() {
        if (pairs > 0) {
            return;
        }
        window.clear();
        memory.clear();
        if (!inRun || big != null) {
            store.clear();
            runStart = 0;
        } else if (runStart > 0 && runStart >= store.n - runStart) {
            RowStore copy = RowStore.like(store.cols);
            for (int i = runStart; i < store.n; i++) {
                copy.append(store.cols, i);
            }
            store.clear();
            for (int i = 0; i < copy.n; i++) {
                store.append(copy.cols, i);
            }
            if (checksRuns) {
                System.arraycopy(hit, runStart, hit, 0, store.n);
            }
            runPos -= runStart;
            runStart = 0;
        }
    }

    private int compare(Vector[] a, int i, Vector[] b, int j) {
        for (int k = 0; k < ops.length; k++) {
            int c = ops[k].compare(a[k], i, b[k], j);
            if (c != 0) {
                return descending[k] ? -c : c;
            }
        }
        return 0;
    }

    private void eval(ExprState[] exprs, Batch b, Vector[] into) {
        keyFrame.cols = b.cols;
        keyFrame.rows = b.rows;
        for (int k = 0; k < exprs.length; k++) {
            into[k] = exprs[k].eval(keyFrame, b.sel, b.n);
        }
    }

    /** A null key never matches; where nulls sort first such rows come before all others, else after them. */
    private static boolean anyNull(Vector[] v, int r) {
        for (Vector x : v) {
            if (x.isNull(r)) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected void innerMatched(int row) {
        if (checksRuns) {
            hit[inWindow ? windowRow[row] : row] = true;
        }
    }

    @Override
    protected void gatherInner() {
        for (int c = outerWidth; c < cols.length; c++) {
            if (scope.needed[c]) {
                RowStore.gather((inWindow ? window : store).cols[c - outerWidth], pi, pairs, cols[c]);
            }
        }
    }

    private void forget() {
        dropBig();
        window.clear();
        memory.clear();
        flush = false;
        inWindow = false;
        store.clear();
        runKey.clear();
        runStart = 0;
        inRun = false;
        runClosing = false;
        probing = false;
        outerBatch = null;
        outerPos = 0;
        outerDone = false;
        innerBatch = null;
        innerPos = 0;
        innerDone = false;
        steps();
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        restartPipe();
        forget();
        outer.rescan(changed);
        inner.rescan(changed);
    }

    @Override
    public void close() {
        forget();
        super.close();
    }
}
