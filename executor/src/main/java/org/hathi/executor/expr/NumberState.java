package org.hathi.executor.expr;

import org.hathi.executor.Frame;
import org.hathi.types.NumBatch;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * A numeric expression whose results are wanted taken apart, as scaled integers: sums, differences, products, and
 * whatever they are made of. Written out as stored numerics only where somebody asks for a {@link Vector}.
 *
 * <p>A state may be shared by several places of a node whose frame says which batch it shows ({@link Frame#stamp}):
 * then it is computed once for each batch.
 */
public abstract class NumberState extends ExprState {
    protected final NumBatch out = new NumBatch();
    /** The batch whose rows {@link #out} holds, all of them; 0: not known. */
    private int done;

    NumberState() {
        super(true);
    }

    /** The results of rows {@code sel[0..n)}, valid until the next evaluation. */
    public final NumBatch numbers(Frame f, int @Nullable [] sel, int n) {
        boolean whole = f.stamp != 0 && sel == f.stampSel && n == f.stampRows;
        if (!whole || done != f.stamp) {
            compute(f, sel, n);
            done = whole ? f.stamp : 0;
        }
        return out;
    }

    abstract void compute(Frame f, int @Nullable [] sel, int n);

    @Override
    public final Vector eval(Frame f, int @Nullable [] sel, int n) {
        NumBatch b = numbers(f, sel, n);
        Vector v = fresh(f);
        b.store(v, sel, n);
        return v;
    }

    /** Any other expression of type numeric. */
    static final class Leaf extends NumberState {
        private final ExprState arg;

        Leaf(ExprState arg) {
            this.arg = arg;
        }

        @Override
        void compute(Frame f, int @Nullable [] sel, int n) {
            out.decode(arg.eval(f, sel, n), sel, n);
        }
    }

    enum Op {
        ADD,
        SUBTRACT,
        MULTIPLY
    }

    /** Arithmetic. */
    static final class Arithmetic extends NumberState {
        private final Op op;
        private final NumberState left;
        private final NumberState right;

        Arithmetic(Op op, NumberState left, NumberState right) {
            this.op = op;
            this.left = left;
            this.right = right;
        }

        @Override
        void compute(Frame f, int @Nullable [] sel, int n) {
            NumBatch a = left.numbers(f, sel, n);
            NumBatch b = right.numbers(f, sel, n);
            if (op == Op.MULTIPLY) {
                out.multiply(a, b, sel, n);
            } else {
                out.add(a, b, op == Op.SUBTRACT, sel, n);
            }
        }
    }
}
