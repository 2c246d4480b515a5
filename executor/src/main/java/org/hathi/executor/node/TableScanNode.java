package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.access.Deformer;
import org.hathi.access.Relation;
import org.hathi.access.TupleRef;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.Filter;
import org.hathi.page.Tid;
import org.hathi.planner.plan.Plan;
import org.hathi.planner.tree.Expr;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** What scans of tables share: columns used, rechecks of a single row, fetching rows by tid. */
abstract class TableScanNode extends PipeNode {
    protected final Relation rel;
    private final int rti;
    protected final TableScope scope;
    private final Filter conditions;
    protected final Deformer deformer;
    protected final Vector[] cols;
    protected final TupleRef ref;
    private boolean onlyDone;

    /** @param conditions what the scan itself guarantees, tested when a row comes from elsewhere */
    TableScanNode(Plan plan, ExecState es, int rti, List<Expr> conditions) {
        super(plan, es);
        this.rti = rti;
        this.rel = es.env.catalog.openRelation(es.rte(rti).relid, 0);
        this.scope = new TableScope(es, rti, rel);
        ExprCompiler c = new ExprCompiler(es, scope);
        compile(c);
        this.conditions = c.filter(conditions);
        this.deformer = scope.deformer();
        this.cols = scope.vectors();
        this.ref = new TupleRef(es.env.access());
    }

    protected abstract boolean scan(int max);

    protected abstract void restartScan(boolean newExecution);

    protected abstract void closeScan();

    /** Empties the columns and makes room. */
    protected final void room(int n) {
        for (Vector v : cols) {
            v.reset();
            v.ensureCapacity(n);
        }
    }

    @Override
    protected final boolean fetch(int max) {
        long[] only = es.onlyRow;
        if (only == null || only[rti] == Tid.INVALID) {
            return scan(max);
        }
        if (onlyDone || only[rti] == NO_ROW) {
            return false;
        }
        onlyDone = true;
        room(1);
        if (!es.env.access().heap().fetch(rel, only[rti], Snapshot.any(), ref)) {
            return false;
        }
        ref.deform(deformer, cols, 0);
        frame.cols = cols;
        frame.rows = 1;
        if (!conditions.test(frame, 0)) {
            return false;
        }
        in.set(cols, 1, null, 1);
        return true;
    }

    /** In {@link ExecState#onlyRow}: the relation has no row at all in this recheck. */
    static final long NO_ROW = -2;

    /** Do the scan's own conditions hold for row {@code row} of the columns? */
    protected final boolean recheck(int row, int rows) {
        frame.cols = cols;
        frame.rows = rows;
        return conditions.test(frame, row);
    }

    @Override
    protected final void restart(@Nullable BitSet changed) {
        restartPipe();
        onlyDone = false;
        restartScan(changed == null);
    }

    @Override
    public final void close() {
        closeScan();
        ref.release();
    }
}
