package org.hathi.executor.function;

import org.hathi.executor.Batch;
import org.hathi.executor.store.TupleStore;
import org.hathi.executor.store.Workspace;
import org.hathi.types.EvalContext;
import org.hathi.types.SetFunction;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** A SQL function that returns a set: all rows of its last statement, kept until they have been read. */
final class SqlSet implements SetFunction {
    private final SqlBody body;
    private @Nullable TupleStore rows;
    private TupleStore.@Nullable Reader reader;
    private @Nullable Workspace workspace;
    private long at;

    SqlSet(SqlBody body) {
        this.body = body;
    }

    private Workspace workspace() {
        Workspace w = workspace;
        if (w == null) {
            w = body.env.tempFiles().workspace();
            workspace = w;
        }
        return w;
    }

    @Override
    public void start(EvalContext cx, @Nullable Object[] args) {
        end();
        body.run(args, this::keep, true);
    }

    private void keep(Batch b) {
        TupleStore s = rows;
        if (s == null) {
            boolean[] byRef = new boolean[b.cols.length];
            for (int i = 0; i < byRef.length; i++) {
                byRef[i] = b.cols[i].byRef;
            }
            s = new TupleStore(this::workspace, byRef, body.env.workMem());
            rows = s;
            reader = s.reader();
        }
        s.append(b);
    }

    /** An early end is tidied up by the next start or by the transaction. */
    private void end() {
        at = 0;
        rows = null;
        reader = null;
        Workspace w = workspace;
        if (w != null) {
            workspace = null;
            w.close();
        }
    }

    @Override
    public int next(EvalContext cx, Vector[] out, int max) {
        TupleStore.Reader r = reader;
        Batch b = r == null ? null : r.read(at, max);
        if (b == null) {
            end();
            return 0;
        }
        at += b.n;
        for (int n = 0; n < b.n; n++) {
            @Nullable Object[] v = body.columns(cx, body.row(b, b.row(n)), out.length);
            for (int i = 0; i < out.length; i++) {
                out[i].setDatum(n, i < v.length ? v[i] : null);
            }
        }
        return b.n;
    }
}
