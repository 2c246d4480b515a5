package org.hathi.executor.modify;

import org.hathi.access.Relation;
import org.hathi.access.TupleRef;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowStore;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.executor.expr.Filter;
import org.hathi.planner.plan.ModifyTable;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.planner.tree.Var;
import org.hathi.txn.Snapshot;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * RETURNING and check options over a changed row. Slots: the table's columns, six system columns, the input's columns
 * (all brought to the row number of the table's columns).
 */
final class Returning {
    private static final int SYSTEM = SystemColumns.COUNT;

    private final ExecState es;
    private final Relation rel;
    private final ResultRelation target;
    private final int natts;
    private final ExprState[] exprs;
    private final Frame frame = new Frame();
    private final boolean[] outer;
    private final Vector[] slots;
    private final int[] one = new int[1];
    private final ModifyTable plan;
    private final Filter[] options;
    private boolean system;
    private @Nullable TupleRef version;

    Returning(ExecState es, ModifyTable plan, ResultRelation target, int inputWidth) {
        this.target = target;
        this.rel = target.rel;
        this.es = es;
        this.plan = plan;
        this.natts = rel.desc.size();
        this.outer = new boolean[inputWidth];
        this.slots = new Vector[natts + SYSTEM + inputWidth];
        ExprCompiler c = new ExprCompiler(es, new Scope());
        this.exprs = new ExprState[plan.returning.size()];
        for (int i = 0; i < exprs.length; i++) {
            TargetEntry t = plan.returning.get(i);
            exprs[i] = c.compile(t.expr());
        }
        this.options = new Filter[plan.checkOptions.size()];
        for (int i = 0; i < options.length; i++) {
            options[i] = c.filter(Trees.conjuncts(plan.checkOptions.get(i).qual()));
        }
    }

    private final class Scope implements ExprCompiler.Scope {
        @Override
        public int slot(Var v) {
            if (v.varno() == plan.resultRelation) {
                if (v.varattno() > 0) {
                    return v.varattno() - 1;
                }
                system = true;
                return natts - 1 - v.varattno();
            }
            if (v.varno() != Var.OUTER_VAR) {
                throw SqlError.internal("unexpected varno " + v.varno() + " in RETURNING");
            }
            outer[v.varattno() - 1] = true;
            return natts + SYSTEM + v.varattno() - 1;
        }

        @Override
        public @Nullable ExprState special(Expr e, ExprCompiler c) {
            if (!(e instanceof Var v) || v.varattno() != 0 || v.varno() != plan.resultRelation) {
                return null;
            }
            int[] all = new int[natts];
            for (int i = 0; i < natts; i++) {
                all[i] = i;
            }
            return c.wholeRow(rel.desc, all);
        }
    }

    boolean wanted() {
        return exprs.length > 0;
    }

    /** Throws 44000 when the row is outside a view it was written through. */
    void checkOptions(Vector[] cols, int row, int rows) {
        for (int i = 0; i < options.length; i++) {
            System.arraycopy(cols, 0, slots, 0, natts);
            frame.cols = slots;
            frame.rows = rows;
            if (!options[i].test(frame, row)) {
                SqlError e = new SqlError(
                        SqlState.WITH_CHECK_OPTION_VIOLATION,
                        "new row violates check option for view \""
                                + plan.checkOptions.get(i).view() + "\"");
                throw target.failing(e, cols, row);
            }
        }
    }

    /** Appends the RETURNING row for table row {@code row} of {@code cols}, made from input row {@code inRow}. */
    void add(RowStore to, Vector[] cols, int row, int rows, Batch in, int inRow, long tid) {
        System.arraycopy(cols, 0, slots, 0, natts);
        for (int k = 0; k < outer.length; k++) {
            if (!outer[k]) {
                continue;
            }
            Vector v = in.cols[k];
            if (row != inRow || v.capacity < rows) {
                Vector x = new Vector(v.byRef, rows);
                x.copyRow(v, inRow, row);
                v = x;
            }
            slots[natts + SYSTEM + k] = v;
        }
        if (system) {
            system(row, rows, tid);
        }
        frame.cols = slots;
        frame.rows = rows;
        one[0] = row;
        int at = to.n++;
        for (int i = 0; i < exprs.length; i++) {
            Vector v = exprs[i].eval(frame, one, 1);
            to.cols[i].ensureCapacity(Math.max(8, at + 1));
            to.cols[i].copyRow(v, row, at);
        }
    }

    private void system(int row, int rows, long tid) {
        TupleRef r = version;
        if (r == null) {
            r = new TupleRef(es.env.access());
            version = r;
        }
        if (!es.env.access().heap().fetch(rel, tid, Snapshot.any(), r)) {
            throw SqlError.internal("failed to fetch tuple for RETURNING");
        }
        SystemColumns.fill(slots, natts, row, rows, r, rel.oid);
        r.release();
    }
}
