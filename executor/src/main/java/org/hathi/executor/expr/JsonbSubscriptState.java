package org.hathi.executor.expr;

import java.util.List;
import org.hathi.executor.Frame;
import org.hathi.types.JsonbSubscript;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Subscripting of jsonb: the element at a path, or (with {@code assign}) the container with that element replaced. */
final class JsonbSubscriptState extends ExprState {
    private final ExprState container;
    private final ExprState[] subscripts;
    private final boolean[] integer;
    private final @Nullable ExprState assign;
    private final JsonbSubscript jsonb = new JsonbSubscript();

    JsonbSubscriptState(
            ExprState container, List<ExprState> subscripts, boolean[] integer, @Nullable ExprState assign) {
        super(true);
        this.container = container;
        this.subscripts = subscripts.toArray(new ExprState[0]);
        this.integer = integer;
        this.assign = assign;
    }

    @Override
    public Vector eval(Frame f, int @Nullable [] sel, int n) {
        Vector a = container.eval(f, sel, n);
        Vector[] v = new Vector[subscripts.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = subscripts[i].eval(f, sel, n);
        }
        ExprState asg = assign;
        Vector value = asg == null ? null : asg.eval(f, sel, n);
        Vector out = fresh(f);
        @Nullable String[] path = new String[v.length];
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            for (int k = 0; k < v.length; k++) {
                path[k] = v[k].isNull(r) ? null : integer[k] ? Long.toString(v[k].longs[r]) : v[k].getText(r);
            }
            if (value == null) {
                jsonb.fetch(a, path, r, out);
            } else {
                jsonb.assign(a, path, integer[0], value, r, out);
            }
        }
        return out;
    }
}
