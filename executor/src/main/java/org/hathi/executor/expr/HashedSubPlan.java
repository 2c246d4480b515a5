package org.hathi.executor.expr;

import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.node.ExecNode;
import org.hathi.executor.node.KeyTable;
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
    private long built = -1;
    private @Nullable KeyTable table;
    private @Nullable RowStore withNulls;
    private boolean empty;

    HashedSubPlan(ExecState es, SubPlan plan, ExprState[] left, TypeOps[] ops) {
        super(false);
        this.es = es;
        this.plan = plan;
        this.left = left;
        this.ops = ops;
    }

    private KeyTable build() {
        KeyTable t = table;
        if (t != null && built == es.execution()) {
            return t;
        }
        ExecNode node = es.subplan(plan.planId());
        node.rescan(new java.util.BitSet());
        t = new KeyTable(ops);
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
                    t.findOrAdd(b.cols, r);
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
        KeyTable t = build();
        Vector[] v = Calls.args(left, new Vector[left.length], f, sel, n);
        Vector out = fresh(f);
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            boolean nulls = anyNull(v, r);
            if (empty) {
                out.setBool(r, false);
            } else if (!nulls && t.find(v, r) >= 0) {
                out.setBool(r, true);
            } else if (!plan.unknownEqFalse() && (mayMatch(withNulls, v, r) || nulls && mayMatch(t.keys(), v, r))) {
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
            boolean may = true;
            for (int k = 0; k < ops.length && may; k++) {
                may = v[k].isNull(r) || rows.cols[k].isNull(i) || ops[k].equal(rows.cols[k], i, v[k], r);
            }
            if (may) {
                return true;
            }
        }
        return false;
    }
}
