package org.hathi.executor.node;

import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.Filter;
import org.hathi.planner.plan.Join;
import org.hathi.planner.tree.JoinType;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * What joins share: candidate pairs are collected, a batch at a time and in outer order, the join condition is
 * evaluated over all of them, and only then it is decided which pairs, and which null-extended rows, come out.
 *
 * <p>A pair is (outer row, inner row); inner −1 ends the candidates of an outer row (where unmatched rows matter),
 * outer −1 is a null-extended inner row.
 */
abstract class JoinNode extends PipeNode {
    protected final JoinType type;
    protected final ExecNode outer;
    protected final ExecNode inner;
    protected final int outerWidth;
    protected final JoinScope scope;
    private final Filter joinQual;
    private final boolean hasJoinQual;
    /** Pair columns: outer, then inner. */
    protected final Vector[] cols;

    protected int[] po = new int[8];
    protected int[] pi = new int[8];
    protected int pairs;
    private int[] real = new int[8];
    private int[] kept = new int[8];
    private boolean[] passed = new boolean[8];

    protected @Nullable Batch outerBatch;
    /** Rows of the outer batch that have a match. */
    protected boolean[] matched = new boolean[8];

    JoinNode(Join plan, ExecState es, ExecNode outer, ExecNode inner) {
        super(plan, es);
        this.type = plan.joinType;
        this.outer = outer;
        this.inner = inner;
        this.outerWidth = outer.width();
        this.scope = new JoinScope(outerWidth, inner.width());
        ExprCompiler c = new ExprCompiler(es, scope);
        compile(c);
        this.joinQual = c.filter(plan.joinQual);
        this.hasJoinQual = !plan.joinQual.isEmpty();
        boolean[] o = byRef(es, outer.plan.targetList);
        boolean[] i = byRef(es, inner.plan.targetList);
        this.cols = new Vector[outerWidth + i.length];
        for (int k = 0; k < cols.length; k++) {
            cols[k] = new Vector(k < outerWidth ? o[k] : i[k - outerWidth], 0);
        }
    }

    @Override
    public final List<ExecNode> children() {
        return List.of(outer, inner);
    }

    /** Whether outer rows without match matter, so that each row's candidates are followed by an end mark. */
    protected final boolean marksEnds() {
        return type == JoinType.LEFT || type == JoinType.FULL || type == JoinType.ANTI;
    }

    /** One match per outer row is enough. */
    protected final boolean oneMatch() {
        return type == JoinType.SEMI || type == JoinType.ANTI || ((Join) plan).innerUnique;
    }

    protected final void pair(int o, int i) {
        if (pairs == po.length) {
            int cap = Math.max(64, pairs * 4);
            po = java.util.Arrays.copyOf(po, cap);
            pi = java.util.Arrays.copyOf(pi, cap);
        }
        po[pairs] = o;
        pi[pairs++] = i;
    }

    /** Collects about {@code want} pairs of one outer batch; false at the end. May leave none. */
    protected abstract boolean collect(int want);

    /** Fills the inner columns for the pairs. */
    protected abstract void gatherInner();

    /** The pair matched (for right and full joins). */
    protected void innerMatched(int inner) {}

    @Override
    protected final boolean fetch(int want) {
        for (; ; ) {
            pairs = 0;
            if (!collect(want)) {
                return false;
            }
            if (pairs == 0) {
                continue;
            }
            gatherOuter();
            gatherInner();
            int n = choose();
            if (n > 0) {
                in.set(cols, pairs, kept, n);
                return true;
            }
        }
    }

    private void room() {
        if (real.length < pairs) {
            int cap = Math.max(pairs, Math.min(MAX_BATCH, real.length * 8));
            real = new int[cap];
            kept = new int[cap];
            passed = new boolean[cap];
        }
    }

    private int choose() {
        room();
        int m = 0;
        for (int k = 0; k < pairs; k++) {
            passed[k] = false;
            if (po[k] >= 0 && pi[k] >= 0) {
                real[m++] = k;
            }
        }
        if (hasJoinQual && m > 0) {
            frame.cols = cols;
            frame.rows = pairs;
            int ok = joinQual.apply(frame, real, m);
            int[] r = joinQual.rows();
            for (int i = 0; i < ok; i++) {
                passed[r[i]] = true;
            }
            if (instrumentation != null) {
                instrumentation.filteredJoin += m - ok;
            }
        } else {
            for (int i = 0; i < m; i++) {
                passed[real[i]] = true;
            }
        }
        int n = 0;
        for (int k = 0; k < pairs; k++) {
            if (po[k] < 0) {
                kept[n++] = k;
            } else if (pi[k] < 0) {
                if (!matched[po[k]]) {
                    kept[n++] = k;
                }
            } else if (passed[k]) {
                boolean first = !matched[po[k]];
                matched[po[k]] = true;
                innerMatched(pi[k]);
                if (type != JoinType.ANTI && (first || !oneMatch())) {
                    kept[n++] = k;
                }
            }
        }
        return n;
    }

    protected final void newOuterBatch(Batch b) {
        outerBatch = b;
        if (matched.length < b.rows) {
            matched = new boolean[Math.max(b.rows, Math.min(MAX_BATCH, matched.length * 8))];
        } else {
            java.util.Arrays.fill(matched, 0, b.rows, false);
        }
    }

    private void gatherOuter() {
        Batch b = outerBatch;
        for (int c = 0; c < outerWidth; c++) {
            if (scope.needed[c]) {
                RowStore.gather(b == null ? null : b.cols[c], po, pairs, cols[c]);
            }
        }
    }

    @Override
    public void close() {
        outer.close();
        inner.close();
    }
}
