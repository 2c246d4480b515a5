package org.hathi.executor.node;

import java.util.BitSet;
import java.util.List;
import org.hathi.executor.Batch;
import org.hathi.executor.ExecState;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.ProjectSet;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.planner.tree.Trees;
import org.hathi.types.RecordValue;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** For each input row, as many rows as the longest of its sets has; shorter ones are filled with nulls. */
final class ProjectSetNode extends ExecNode {
    private final @Nullable ExecNode input;
    private final ExprState[] scalars;
    /** Scalars that may differ from one result row to the next. */
    private final boolean[] volatiles;

    private final @Nullable SetCall[] sets;
    private final int[] setCount;
    private final int[] setPos;
    private @Nullable Batch in;
    private int pos;
    private boolean started;
    private boolean inRow;
    private final Vector[] cols;
    private final Batch out = new Batch();
    private final Batch single = new Batch();

    ProjectSetNode(ProjectSet plan, ExecState es, @Nullable ExecNode input) {
        super(plan, es);
        this.input = input;
        int n = plan.targetList.size();
        scalars = new ExprState[n];
        volatiles = new boolean[n];
        sets = new SetCall[n];
        setCount = new int[n];
        setPos = new int[n];
        cols = new Vector[n];
        ExprCompiler c = new ExprCompiler(es, input == null ? ExprCompiler.NO_COLUMNS : OuterScope.INSTANCE);
        for (int i = 0; i < n; i++) {
            TargetEntry t = plan.targetList.get(i);
            Expr e = t.expr();
            if (Trees.returnsSet(e)) {
                sets[i] = new SetCall(es, c, e, null);
                scalars[i] = ExprCompiler.column(false, 0);
            } else {
                scalars[i] = c.compile(e);
                volatiles[i] = isVolatile(es, e);
            }
            cols[i] = new Vector(es.byRef(e.type()), 0);
        }
    }

    private static boolean isVolatile(ExecState es, Expr e) {
        return new org.hathi.planner.tree.TreeWalker() {
            @Override
            public boolean visit(Expr x) {
                int f = x instanceof org.hathi.planner.tree.FuncExpr c
                        ? c.funcid()
                        : x instanceof org.hathi.planner.tree.OpExpr o
                                ? es.env.catalog.operator(o.opno()).function()
                                : 0;
                return f != 0 && es.env.catalog.proc(f).volatility() == 'v'
                        || x instanceof org.hathi.planner.tree.NextValueExpr
                        || walkChildren(x);
            }
        }.visit(e);
    }

    private @Nullable Batch nextInput() {
        if (input != null) {
            return input.next(1);
        }
        if (started) {
            return null;
        }
        started = true;
        single.set(new Vector[0], 1, null, 1);
        return single;
    }

    @Override
    protected @Nullable Batch produce(int max) {
        for (; ; ) {
            if (!inRow) {
                Batch b = in;
                if (b == null || pos >= b.n) {
                    b = nextInput();
                    in = b;
                    pos = 0;
                    if (b == null) {
                        return null;
                    }
                }
                frame.cols = b.cols;
                frame.rows = b.rows;
                for (int i = 0; i < sets.length; i++) {
                    SetCall s = sets[i];
                    setCount[i] = 0;
                    setPos[i] = 0;
                    if (s != null) {
                        s.start(frame, b.row(pos));
                    }
                }
                inRow = true;
            }
            int n = fill(java.util.Objects.requireNonNull(in), max);
            if (n > 0) {
                out.set(cols, n, null, n);
                return out;
            }
            inRow = false;
            pos++;
        }
    }

    private int fill(Batch b, int max) {
        int r = b.row(pos);
        int n = 0;
        boolean ended = false;
        for (Vector v : cols) {
            v.reset();
            v.ensureCapacity(max);
        }
        while (n < max) {
            boolean any = false;
            for (int i = 0; i < sets.length; i++) {
                SetCall s = sets[i];
                if (s == null) {
                    continue;
                }
                if (setPos[i] >= setCount[i]) {
                    setCount[i] = s.next(Math.min(max, 64));
                    setPos[i] = 0;
                }
                if (setPos[i] < setCount[i]) {
                    any = true;
                    put(s, setPos[i]++, cols[i], n);
                } else {
                    cols[i].setNull(n);
                }
            }
            if (!any) {
                ended = true;
                break;
            }
            n++;
        }
        int[] one = {r};
        for (int i = 0; i < scalars.length && ended; i++) {
            if (volatiles[i] && n == 0) {
                // As in PostgreSQL volatile functions are called once more, for the row that is not there.
                scalars[i].eval(frame, one, 1);
            }
        }
        for (int i = 0; i < scalars.length && n > 0; i++) {
            if (sets[i] == null) {
                Vector v = scalars[i].eval(frame, one, 1);
                for (int k = 0; k < n; k++) {
                    cols[i].copyRow(v, r, k);
                    if (volatiles[i] && k + 1 < n) {
                        v = scalars[i].eval(frame, one, 1);
                    }
                }
            }
        }
        return n;
    }

    private static void put(SetCall s, int row, Vector to, int at) {
        TupleDesc d = s.desc;
        if (d == null) {
            to.copyRow(s.cols[0], row, at);
            return;
        }
        @Nullable Object[] v = new Object[s.cols.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = s.cols[i].datum(row);
        }
        to.setBytes(at, RecordValue.form(d, v));
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        in = null;
        inRow = false;
        started = false;
        if (input != null) {
            input.rescan(changed);
        }
    }

    @Override
    public void close() {
        if (input != null) {
            input.close();
        }
    }

    @Override
    public List<ExecNode> children() {
        return input == null ? List.of() : List.of(input);
    }
}
