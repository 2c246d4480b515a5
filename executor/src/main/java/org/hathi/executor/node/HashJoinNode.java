package org.hathi.executor.node;

import java.util.BitSet;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.Join;
import org.hathi.planner.tree.JoinType;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Joins by a hash table of the inner side. Outer order is kept, which is why merge joins run here too: their inputs come
 * sorted, so the result is.
 */
final class HashJoinNode extends JoinNode {
    private final ExprState[] outerKeys;
    private final ExprState[] innerKeys;
    private final TypeOps[] ops;
    private final Frame keyFrame = new Frame();
    private final Vector[] keyValues;

    private @Nullable RowStore store;
    private @Nullable KeyTable table;
    private int[] first = new int[0];
    private int[] last = new int[0];
    private int[] chain = new int[0];
    private boolean[] innerHit = new boolean[0];

    private int outerPos;
    private int outerStep = 8;
    private boolean probing;
    private int candidate;
    private boolean outerDone;
    private int unmatchedPos;

    HashJoinNode(
            Join plan,
            ExecState es,
            ExecNode outer,
            ExecNode inner,
            ExprState[] outerKeys,
            ExprState[] innerKeys,
            TypeOps[] ops) {
        super(plan, es, outer, inner);
        this.outerKeys = outerKeys;
        this.innerKeys = innerKeys;
        this.ops = ops;
        this.keyValues = new Vector[ops.length];
    }

    static ExprCompiler outerCompiler(ExecState es) {
        return new ExprCompiler(es, OuterScope.INSTANCE);
    }

    private void build() {
        RowStore s = new RowStore(byRef(es, inner.plan.targetList));
        KeyTable t = new KeyTable(ops);
        Vector[] keys = new Vector[ops.length];
        int step = 64;
        Batch b;
        while ((b = inner.next(step)) != null) {
            step = grow(step);
            int base = s.n;
            s.append(b);
            if (chain.length < s.n) {
                chain = java.util.Arrays.copyOf(chain, Math.max(64, Math.max(s.n, chain.length * 2)));
            }
            eval(innerKeys, b, keys);
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                int row = base + i;
                chain[row] = -1;
                if (!anyNull(keys, r)) {
                    link(t.findOrAdd(keys, r), row);
                }
            }
        }
        store = s;
        table = t;
        if (type == JoinType.RIGHT || type == JoinType.FULL) {
            innerHit = new boolean[s.n];
        }
    }

    private void link(int key, int row) {
        if (key >= first.length) {
            int cap = Math.max(64, first.length * 2);
            first = java.util.Arrays.copyOf(first, cap);
            last = java.util.Arrays.copyOf(last, cap);
        }
        if (key == keyCount) {
            first[key] = row;
            last[key] = row;
            keyCount++;
        } else {
            chain[last[key]] = row;
            last[key] = row;
        }
    }

    private int keyCount;

    private void eval(ExprState[] exprs, Batch b, Vector[] into) {
        keyFrame.cols = b.cols;
        keyFrame.rows = b.rows;
        for (int k = 0; k < exprs.length; k++) {
            into[k] = exprs[k].eval(keyFrame, b.sel, b.n);
        }
    }

    private static boolean anyNull(Vector[] v, int r) {
        for (Vector x : v) {
            if (x.isNull(r)) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected boolean collect(int want) {
        KeyTable t = table;
        if (t == null) {
            build();
            t = java.util.Objects.requireNonNull(table);
        }
        if (outerDone) {
            return unmatchedInner(want);
        }
        Batch b = outerBatch;
        if (b == null || outerPos >= b.n) {
            boolean useless = t.size() == 0 && !marksEnds();
            b = useless ? null : outer.next(Math.min(outerStep, Math.max(want, 8)));
            if (b == null) {
                outerBatch = null;
                outerDone = true;
                return unmatchedInner(want);
            }
            outerStep = grow(outerStep);
            newOuterBatch(b);
            outerPos = 0;
            eval(outerKeys, b, keyValues);
        }
        while (outerPos < b.n && pairs < want) {
            int r = b.row(outerPos);
            if (!probing) {
                int key = anyNull(keyValues, r) ? -1 : t.find(keyValues, r);
                candidate = key < 0 ? -1 : first[key];
                probing = true;
            }
            while (candidate >= 0 && pairs < want && !(oneMatch() && matched[r])) {
                pair(r, candidate);
                candidate = chain[candidate];
                if (oneMatch() && noJoinQual()) {
                    candidate = -1;
                }
            }
            if (candidate >= 0 && !(oneMatch() && matched[r])) {
                break;
            }
            if (marksEnds()) {
                pair(r, -1);
            }
            probing = false;
            outerPos++;
        }
        return true;
    }

    private boolean noJoinQual() {
        return ((Join) plan).joinQual.isEmpty();
    }

    private boolean unmatchedInner(int want) {
        if (type != JoinType.RIGHT && type != JoinType.FULL) {
            return false;
        }
        int n = java.util.Objects.requireNonNull(store).n;
        while (unmatchedPos < n && pairs < want) {
            if (!innerHit[unmatchedPos]) {
                pair(-1, unmatchedPos);
            }
            unmatchedPos++;
        }
        return pairs > 0;
    }

    @Override
    protected void innerMatched(int row) {
        if (innerHit.length > 0) {
            innerHit[row] = true;
        }
    }

    @Override
    protected void gatherInner() {
        RowStore s = java.util.Objects.requireNonNull(store);
        for (int c = outerWidth; c < cols.length; c++) {
            if (scope.needed[c]) {
                gather(s.cols[c - outerWidth], pi, pairs, cols[c]);
            }
        }
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        restartPipe();
        outer.rescan(changed);
        if (changed == null || inner.plan.extParams.intersects(changed)) {
            store = null;
            table = null;
            keyCount = 0;
            inner.rescan(changed);
        } else if (innerHit.length > 0) {
            java.util.Arrays.fill(innerHit, false);
        }
        outerBatch = null;
        outerPos = 0;
        probing = false;
        outerDone = false;
        unmatchedPos = 0;
        outerStep = 8;
    }

    @Override
    public void close() {
        super.close();
        store = null;
        table = null;
        keyCount = 0;
    }
}
