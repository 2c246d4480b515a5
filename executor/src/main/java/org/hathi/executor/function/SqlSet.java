package org.hathi.executor.function;

import java.util.List;
import org.hathi.types.EvalContext;
import org.hathi.types.SetFunction;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** A SQL function that returns a set: all rows of its last statement. */
final class SqlSet implements SetFunction {
    private final SqlBody body;
    private List<@Nullable Object[]> rows = List.of();
    private int at;

    SqlSet(SqlBody body) {
        this.body = body;
    }

    @Override
    public void start(EvalContext cx, @Nullable Object[] args) {
        at = 0;
        rows = body.run(args, true);
    }

    @Override
    public int next(EvalContext cx, Vector[] out, int max) {
        int n = 0;
        while (n < max && at < rows.size()) {
            @Nullable Object[] v = body.columns(cx, rows.get(at++), out.length);
            for (int i = 0; i < out.length; i++) {
                out[i].setDatum(n, i < v.length ? v[i] : null);
            }
            n++;
        }
        return n;
    }
}
