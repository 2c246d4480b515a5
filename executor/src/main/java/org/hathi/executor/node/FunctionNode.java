package org.hathi.executor.node;

import java.util.BitSet;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.executor.RowMatch;
import org.hathi.executor.expr.ExprCompiler;
import org.hathi.executor.expr.ExprState;
import org.hathi.planner.plan.FunctionScan;
import org.hathi.planner.tree.Trees;
import org.hathi.types.Attribute;
import org.hathi.types.RecordValue;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Functions in FROM, side by side for ROWS FROM, numbered WITH ORDINALITY. */
final class FunctionNode extends PipeNode {
    /** One function: a set, or a single value. */
    private final class Source {
        final @Nullable SetCall set;
        final @Nullable ExprState scalar;
        final boolean composite;
        /** Row type of the column definition list, if there is one. */
        final @Nullable TupleDesc expected;

        final Vector[] cols;
        int count;
        int pos;
        boolean done;

        Source(FunctionScan.FunctionCall f, ExprCompiler c) {
            int[] types = new int[f.types().size()];
            cols = new Vector[types.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = f.types().get(i);
                cols[i] = new Vector(es.byRef(types[i]), 1);
            }
            composite = f.composite();
            expected = f.names().isEmpty() ? null : described(f);
            boolean isSet = Trees.returnsSet(f.call());
            set = isSet ? new SetCall(es, c, f.call(), types) : null;
            scalar = isSet ? null : c.compile(f.call());
        }

        private TupleDesc described(FunctionScan.FunctionCall f) {
            Attribute[] a = new Attribute[f.names().size()];
            for (int i = 0; i < a.length; i++) {
                a[i] = Attribute.of(
                        f.names().get(i),
                        i + 1,
                        es.cx.types().type(f.types().get(i)),
                        f.typmods().get(i));
            }
            return es.env.recordType(a);
        }

        void start() {
            count = 0;
            pos = 0;
            done = false;
            if (set != null) {
                TupleDesc outer = es.cx.expectedRow;
                es.cx.expectedRow = expected;
                try {
                    set.start(callFrame, 0);
                } finally {
                    es.cx.expectedRow = outer;
                }
            }
        }

        /** Is there another row? It is at {@link #pos} of {@link #current}. */
        boolean more(int max) {
            if (pos < count) {
                return true;
            }
            if (done) {
                return false;
            }
            pos = 0;
            if (set != null) {
                count = set.next(max);
                done = count == 0;
                return count > 0;
            }
            done = true;
            count = 1;
            Vector v = single(java.util.Objects.requireNonNull(scalar));
            for (Vector x : cols) {
                x.reset();
            }
            if (!composite) {
                cols[0].copyRow(v, 0, 0);
            } else {
                @Nullable Object[] d = v.isNull(0) ? new Object[cols.length] : row(v);
                for (int i = 0; i < cols.length; i++) {
                    cols[i].setDatum(0, i < d.length ? d[i] : null);
                }
            }
            return true;
        }

        private @Nullable Object[] row(Vector v) {
            TupleDesc returned = es.recordDesc(v.arena, v.off[0]);
            if (expected != null) {
                RowMatch.check(es.env.catalog, returned, expected);
            }
            return RecordValue.deform(returned, v.arena, v.off[0]);
        }

        private Vector single(ExprState call) {
            TupleDesc outer = es.cx.expectedRow;
            es.cx.expectedRow = expected;
            try {
                return call.eval(callFrame, null, 1);
            } finally {
                es.cx.expectedRow = outer;
            }
        }

        Vector[] current() {
            return set != null ? set.cols : cols;
        }
    }

    private final Source[] sources;
    private final boolean ordinality;
    private final Frame callFrame = new Frame();
    private final Vector[] out;
    private boolean started;
    private long number;

    FunctionNode(FunctionScan plan, ExecState es, ExprCompiler.Scope scope) {
        super(plan, es);
        compile(new ExprCompiler(es, scope));
        ExprCompiler c = new ExprCompiler(es, ExprCompiler.NO_COLUMNS);
        sources = new Source[plan.functions.size()];
        int n = 0;
        for (int i = 0; i < sources.length; i++) {
            sources[i] = new Source(plan.functions.get(i), c);
            n += sources[i].cols.length;
        }
        ordinality = plan.withOrdinality;
        out = new Vector[n + (ordinality ? 1 : 0)];
        int at = 0;
        for (Source s : sources) {
            for (Vector v : s.cols) {
                out[at++] = new Vector(v.byRef, 0);
            }
        }
        if (ordinality) {
            out[at] = new Vector(false, 0);
        }
    }

    @Override
    protected boolean fetch(int max) {
        if (!started) {
            started = true;
            number = 0;
            for (Source s : sources) {
                s.start();
            }
        }
        if (sources.length == 1 && !ordinality && sources[0].set != null) {
            int n = sources[0].set.next(max);
            if (n == 0) {
                return false;
            }
            in.set(sources[0].set.cols, n, null, n);
            return true;
        }
        for (Vector v : out) {
            v.reset();
            v.ensureCapacity(max);
        }
        int n = 0;
        while (n < max && row(n, max)) {
            n++;
        }
        in.set(out, n, null, n);
        return n > 0;
    }

    private boolean row(int row, int max) {
        boolean any = false;
        for (Source s : sources) {
            any |= s.more(max);
        }
        if (!any) {
            return false;
        }
        int at = 0;
        for (Source s : sources) {
            boolean has = s.more(max);
            for (int i = 0; i < s.cols.length; i++) {
                if (has) {
                    out[at++].copyRow(s.current()[i], s.pos, row);
                } else {
                    out[at++].setNull(row);
                }
            }
            if (has) {
                s.pos++;
            }
        }
        if (ordinality) {
            out[at].setLong(row, ++number);
        }
        return true;
    }

    @Override
    protected void restart(@Nullable BitSet changed) {
        restartPipe();
        started = false;
    }

    @Override
    public void close() {}
}
