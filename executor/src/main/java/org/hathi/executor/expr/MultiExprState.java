package org.hathi.executor.expr;

import java.util.BitSet;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.node.ExecNode;
import org.hathi.planner.tree.SubPlan;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The subquery of {@code SET (a, b) = (SELECT …)}, run once for each row.
 *
 * <p>INVARIANT: a target list evaluates the columns first and this state, which stands behind them, last; whoever of
 * them is first runs the subquery for the batch, and the state itself closes the round.
 */
final class MultiExprState extends ExprState {
    private final ExecState es;
    private final SubPlan plan;
    private final ExprState[] args;
    private final BitSet changed = new BitSet();
    private final Vector[] columns;
    private boolean done;

    MultiExprState(ExecState es, SubPlan plan, ExprState[] args) {
        super(true);
        this.es = es;
        this.plan = plan;
        this.args = args;
        this.columns = new Vector[plan.setParam().length];
        int i = 0;
        for (TargetEntry t : es.stmt.subplans.get(plan.planId() - 1).targetList) {
            if (!t.resjunk()) {
                columns[i++] = new Vector(es.byRef(t.expr().type()), 0);
            }
        }
        for (int p : plan.parParam()) {
            changed.set(p);
        }
    }

    ExprState column(int i) {
        return new ExprState(columns[i].byRef) {
            @Override
            public Vector eval(Frame f, int @Nullable [] sel, int n) {
                run(f, sel, n);
                return columns[i];
            }
        };
    }

    @Override
    public Vector eval(Frame f, int @Nullable [] sel, int n) {
        run(f, sel, n);
        done = false;
        Vector out = fresh(f);
        for (int i = 0; i < n; i++) {
            out.setNull(sel == null ? i : sel[i]);
        }
        return out;
    }

    private void run(Frame f, int @Nullable [] sel, int n) {
        if (done) {
            return;
        }
        done = true;
        Vector[] v = Calls.args(args, new Vector[args.length], f, sel, n);
        for (Vector c : columns) {
            c.reset();
            c.ensureCapacity(f.rows);
        }
        ExecNode node = es.subplan(plan.planId());
        int[] par = plan.parParam();
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            for (int k = 0; k < par.length; k++) {
                es.params.set(par[k], v[k].datum(r));
            }
            node.rescan(changed);
            Batch b = node.next(2);
            for (int c = 0; c < columns.length; c++) {
                if (b == null) {
                    columns[c].setNull(r);
                } else {
                    columns[c].copyRow(b.cols[c], b.row(0), r);
                }
            }
            if (b != null && (b.n > 1 || node.next(1) != null)) {
                throw SubPlanState.tooMany();
            }
        }
    }
}
