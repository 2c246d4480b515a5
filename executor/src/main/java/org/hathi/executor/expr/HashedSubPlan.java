package org.hathi.executor.expr;

import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.node.ExecNode;
import org.hathi.executor.node.KeySet;
import org.hathi.planner.plan.ParamSet;
import org.hathi.planner.tree.SubPlan;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * {@code (a, b) IN (subquery)} with the subquery's rows hashed once. Rows with nulls are kept apart: they can make an
 * unsuccessful search unknown.
 */
final class HashedSubPlan extends ExprState {
    private final ExecState es;
    private final SubPlan plan;
    private final ExprState[] left;
    private final TypeOps[] ops;
    /** What the subquery depends on from further out; the set is built anew when it changes. */
    private final ParamSet outer;

    private long version;
    private long built = -1;
    private @Nullable KeySet table;
    private @Nullable RowStore withNulls;
    private boolean empty;

    HashedSubPlan(ExecState es, SubPlan plan, ExprState[] left, TypeOps[] ops) {
        super(false);
        this.es = es;
        this.plan = plan;
        this.left = left;
        this.ops = ops;
        this.outer = es.stmt.subplans.get(plan.planId() - 1).extParams;
    }

    private KeySet build() {
        KeySet t = table;
        long now = es.params.version(outer);
        if (t != null && built == es.execution() && version == now) {
            return t;
        }
        version = now;
        // What an earlier execution's set held went with that execution's workspace.
        ExecNode node = es.subplan(plan.planId());
        node.rescan(new java.util.BitSet());
        t = new KeySet(es, ops);
        withNulls = null;
        empty = true;
        Batch b;
        while ((b = node.next(1024)) != null) {
            empty = false;
            for (int i = 0; i < b.n; i++) {
                int r = b.row(i);
                if (anyNull(b.cols, r)) {
                    if (!plan.unknownEqFalse()) {
                        RowStore w = withNulls;
                        if (w == null) {
                            w = RowStore.like(b.cols);
                            withNulls = w;
                        }
                        w.append(b.cols, r);
                    }
                } else {
                    t.add(b.cols, r);
                }
            }
        }
        table = t;
        built = es.execution();
        return t;
    }

    private boolean anyNull(Vector[] v, int r) {
        for (int k = 0; k < ops.length; k++) {
            if (v[k].isNull(r)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Vector eval(Frame f, int @Nullable [] sel, int n) {
        KeySet t = build();
        Vector[] v = Calls.args(left, new Vector[left.length], f, sel, n);
        Vector out = fresh(f);
        for (int j = 0; j < n; j++) {
            int r = sel == null ? j : sel[j];
            boolean nulls = anyNull(v, r);
            if (empty) {
                out.setBool(r, false);
            } else if (!nulls && t.contains(v, r)) {
                out.setBool(r, true);
            } else if (!plan.unknownEqFalse()
                    && (mayMatch(withNulls, v, r) || nulls && t.any((k, i) -> mayMatch(k, i, v, r)))) {
                out.setNull(r);
            } else {
                out.setBool(r, false);
            }
        }
        return out;
    }

    /** Could some row equal this one if nulls were wild cards? */
    private boolean mayMatch(@Nullable RowStore rows, Vector[] v, int r) {
        if (rows == null) {
            return false;
        }
        for (int i = 0; i < rows.n; i++) {
            if (mayMatch(rows.cols, i, v, r)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayMatch(Vector[] cols, int i, Vector[] v, int r) {
        for (int k = 0; k < ops.length; k++) {
            if (!v[k].isNull(r) && !cols[k].isNull(i) && !ops[k].equal(cols[k], i, v[k], r)) {
                return false;
            }
        }
        return true;
    }
}
