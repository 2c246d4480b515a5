package org.hathi.executor.command;

import java.util.List;
import org.hathi.access.Deformer;
import org.hathi.access.HeapScan;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Var;
import org.hathi.txn.Snapshot;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table a page at a time with all its columns, and evaluates expressions (varno 1 = the table) over the pages.
 */
final class RowSource implements ExprCompiler.Scope {
    private final Ddl ddl;
    private final TupleDesc desc;
    final Vector[] columns;
    final Frame frame = new Frame();
    final HeapScan scan;
    private final Deformer deformer;
    final ExecState state;
    private final ExprCompiler compiler;

    RowSource(Ddl ddl, Relation table, Snapshot snapshot) {
        this.ddl = ddl;
        this.desc = table.desc;
        int n = desc.size();
        columns = new Vector[n];
        int[] attnums = new int[n];
        for (int i = 0; i < n; i++) {
            Attribute a = desc.get(i);
            attnums[i] = i + 1;
            columns[i] = new Vector(!a.byVal(), 64);
        }
        deformer = new Deformer(desc, attnums, ddl.access.toast());
        scan = ddl.access.heap().beginScan(table, snapshot);
        state = new ExecState(ddl.env, new PlannedStmt(), false);
        state.begin(new Object[0], new int[0], null);
        compiler = new ExprCompiler(state, this);
        frame.cols = columns;
    }

    ExprState compile(Expr e) {
        return compiler.compile(ddl.simplify(e));
    }

    /** Reads the next page's rows into {@link #columns}; the number of rows, 0 at the end. */
    int nextPage() {
        if (!scan.nextPage()) {
            return 0;
        }
        int n = scan.visible();
        for (Vector v : columns) {
            v.reset();
            v.ensureCapacity(n);
        }
        scan.deform(deformer, 0, n, columns, 0);
        frame.rows = n;
        return n;
    }

    void close() {
        scan.close();
    }

    @Override
    public int slot(Var v) {
        if (v.varattno() < 1) {
            throw SqlError.unsupported("system columns in this expression");
        }
        return v.varattno() - 1;
    }

    @Override
    public @Nullable ExprState special(Expr e, ExprCompiler c) {
        if (!(e instanceof Var v) || v.varattno() != 0) {
            return null;
        }
        int[] slots = new int[columns.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = i;
        }
        return c.wholeRow(desc, slots);
    }

    /** A frame and compiler for expressions without columns. */
    static @Nullable Object constant(Ddl ddl, Expr e) {
        ExecState s = new ExecState(ddl.env, new PlannedStmt(), false);
        s.begin(new Object[0], new int[0], null);
        Frame f = new Frame();
        return new ExprCompiler(s, ExprCompiler.NO_COLUMNS)
                .compile(ddl.simplify(e))
                .datum(f);
    }

    /** Compiles several at once. */
    ExprState[] compile(List<Expr> l) {
        ExprState[] out = new ExprState[l.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = compile(l.get(i));
        }
        return out;
    }
}
