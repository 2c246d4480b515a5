package org.hathi.executor.expr;

import org.hathi.executor.Frame;
import org.hathi.types.Relabel;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** A cast between int4 and an oid type, whose datums are extended differently. */
final class RelabelState extends ExprState {
    private final ExprState arg;
    private final int type;

    RelabelState(ExprState arg, int type) {
        super(false);
        this.arg = arg;
        this.type = type;
    }

    @Override
    public Vector eval(Frame f, int @Nullable [] sel, int n) {
        Vector a = arg.eval(f, sel, n);
        Vector out = fresh(f);
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (a.isNull(r)) {
                out.setNull(r);
            } else {
                out.setLong(r, Relabel.datum(a.longs[r], type));
            }
        }
        return out;
    }

    @Override
    public boolean isConstant() {
        return arg.isConstant();
    }
}
