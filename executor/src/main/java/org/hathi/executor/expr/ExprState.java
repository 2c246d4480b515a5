package org.hathi.executor.expr;

import org.hathi.executor.Frame;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * An expression ready to be evaluated over batches. Built once per plan, used for all its executions; keeps its result
 * vector.
 *
 * <p>PROTOCOL: {@link #eval} returns a vector whose rows {@code sel[0..n)} (0..n-1 when sel is null) hold the results;
 * it is valid until the next eval of the same state and must not be changed by the caller (it may be an input column).
 */
public abstract class ExprState {
    /** Whether results are by-reference. */
    public final boolean byRef;

    private @Nullable Vector out;

    protected ExprState(boolean byRef) {
        this.byRef = byRef;
    }

    /** Evaluates the rows {@code sel[0..n)} of the frame. */
    public abstract Vector eval(Frame f, int @Nullable [] sel, int n);

    /** The expression is the same for all rows and executions. */
    public boolean isConstant() {
        return false;
    }

    /** The result vector, empty, with room for all rows of the frame. */
    protected final Vector fresh(Frame f) {
        Vector v = out;
        if (v == null || v.capacity < f.rows) {
            int cap = v == null ? f.rows : Math.max(f.rows, Math.min(1024, v.capacity * 2));
            v = new Vector(byRef, cap);
            out = v;
        } else {
            v.reset();
        }
        return v;
    }

    /** The value for row 0 of a frame, as a datum. */
    public final @Nullable Object datum(Frame f) {
        return eval(f, null, 1).datum(0);
    }

    /** {@code buf} if it has room for {@code n} row numbers, else a larger one. */
    protected static int[] room(int[] buf, int n) {
        return buf.length >= n ? buf : new int[Math.max(n, Math.min(1024, buf.length * 4))];
    }

    protected static final int[] NO_ROWS = new int[0];
}
