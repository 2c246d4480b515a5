package org.hathi.executor.expr;

import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.types.ByteSink;
import org.hathi.types.Codec;
import org.hathi.types.Kernel;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Function calls and what behaves like one. */
final class Calls {
    private Calls() {}

    static Vector[] args(ExprState[] args, Vector[] into, Frame f, int @Nullable [] sel, int n) {
        for (int i = 0; i < args.length; i++) {
            into[i] = args[i].eval(f, sel, n);
        }
        return into;
    }

    /** A kernel over its arguments. */
    static final class Func extends ExprState {
        private final ExecState es;
        private final Kernel kernel;
        final ExprState[] args;
        private final Vector[] values;

        Func(ExecState es, boolean byRef, Kernel kernel, ExprState[] args) {
            super(byRef);
            this.es = es;
            this.kernel = kernel;
            this.args = args;
            this.values = new Vector[args.length];
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            args(args, values, f, sel, n);
            Vector out = fresh(f);
            kernel.eval(es.cx, values, sel, n, out);
            return out;
        }
    }

    /** Equality for IS DISTINCT FROM and NULLIF: the kernel is called for rows with two non-null values only. */
    static final class Distinct extends ExprState {
        private final ExecState es;
        private final Kernel equal;
        private final ExprState[] args;
        private final boolean nullIf;
        private final Vector[] values = new Vector[2];
        private final Vector eq = new Vector(false, 8);
        private int[] rest = NO_ROWS;

        Distinct(ExecState es, boolean byRef, Kernel equal, ExprState[] args, boolean nullIf) {
            super(byRef);
            this.es = es;
            this.equal = equal;
            this.args = args;
            this.nullIf = nullIf;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            args(args, values, f, sel, n);
            Vector a = values[0];
            Vector b = values[1];
            Vector out = fresh(f);
            rest = room(rest, n);
            int m = 0;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                boolean an = a.isNull(r);
                boolean bn = b.isNull(r);
                if (!an && !bn) {
                    rest[m++] = r;
                } else if (nullIf) {
                    out.copyRow(a, r, r);
                } else {
                    out.setBool(r, an != bn);
                }
            }
            if (m > 0) {
                eq.reset();
                eq.ensureCapacity(f.rows);
                equal.eval(es.cx, values, rest, m, eq);
                for (int i = 0; i < m; i++) {
                    int r = rest[i];
                    boolean same = !eq.isNull(r) && eq.getBool(r);
                    if (!nullIf) {
                        out.setBool(r, !same);
                    } else if (same) {
                        out.setNull(r);
                    } else {
                        out.copyRow(a, r, r);
                    }
                }
            }
            return out;
        }
    }

    /** A cast through the text form. */
    static final class ViaIo extends ExprState {
        private final ExecState es;
        private final ExprState arg;
        private final Codec from;
        private final Codec to;
        private final int typmod;
        private final ByteSink sink = new ByteSink(32);

        ViaIo(ExecState es, ExprState arg, Codec from, Codec to, int typmod) {
            super(to.byRef());
            this.es = es;
            this.arg = arg;
            this.from = from;
            this.to = to;
            this.typmod = typmod;
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
                    sink.clear();
                    from.output(es.cx, a, r, sink);
                    to.input(es.cx, sink.toString(), typmod, out, r);
                }
            }
            return out;
        }
    }
}
