package org.hathi.executor.expr;

import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Expressions without arguments: columns, constants, parameters, values under test. */
final class Leaves {
    private Leaves() {}

    /** A column of the input: no copy. */
    static final class Column extends ExprState {
        final int slot;

        Column(boolean byRef, int slot) {
            super(byRef);
            this.slot = slot;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            return f.cols[slot];
        }
    }

    /** A constant, repeated as often as the largest batch so far needed. */
    static final class Constant extends ExprState {
        final @Nullable Object value;
        private @Nullable Vector filled;

        Constant(boolean byRef, @Nullable Object value) {
            super(byRef);
            this.value = value;
        }

        @Override
        public boolean isConstant() {
            return true;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector v = filled;
            if (v == null || v.capacity < f.rows) {
                v = new Vector(byRef, v == null ? f.rows : Math.max(f.rows, Math.min(1024, v.capacity * 8)));
                fill(v, value, null, v.capacity);
                filled = v;
            }
            return v;
        }
    }

    /** Repeats a datum over rows; bytes are stored once. */
    static void fill(Vector v, @Nullable Object value, int @Nullable [] sel, int n) {
        if (value == null) {
            for (int i = 0; i < n; i++) {
                v.setNull(sel == null ? i : sel[i]);
            }
        } else if (v.byRef) {
            byte[] b = (byte[]) value;
            int at = v.reserve(b.length);
            System.arraycopy(b, 0, v.arena, at, b.length);
            for (int i = 0; i < n; i++) {
                v.setSlice(sel == null ? i : sel[i], at, b.length);
            }
        } else {
            long x = (Long) value;
            for (int i = 0; i < n; i++) {
                v.setLong(sel == null ? i : sel[i], x);
            }
        }
    }

    /** A parameter of the executor: nested loop, subplan, initplan. */
    static final class ExecParam extends ExprState {
        private final ExecState es;
        private final int id;

        ExecParam(ExecState es, boolean byRef, int id) {
            super(byRef);
            this.es = es;
            this.id = id;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Object value = es.params.get(id);
            Vector v = fresh(f);
            fill(v, value, sel, n);
            return v;
        }
    }

    /** A parameter of the statement: $n. */
    static final class ExternParam extends ExprState {
        private final ExecState es;
        private final int id;
        private final int type;

        ExternParam(ExecState es, boolean byRef, int id, int type) {
            super(byRef);
            this.es = es;
            this.id = id;
            this.type = type;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Object value = es.externParam(id, type);
            Vector v = fresh(f);
            fill(v, value, sel, n);
            return v;
        }
    }

    /** The value under test of the enclosing CASE, array coercion or domain constraint. */
    static final class TestValue extends ExprState {
        private final boolean domain;

        TestValue(boolean byRef, boolean domain) {
            super(byRef);
            this.domain = domain;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector v = domain ? f.domainValue : f.caseValue;
            if (v == null) {
                throw org.hathi.base.SqlError.internal("no value under test");
            }
            return v;
        }
    }

    /** Something computed once per evaluation and the same for all rows (session values). */
    abstract static class Same extends ExprState {
        Same(boolean byRef) {
            super(byRef);
        }

        abstract @Nullable Object value();

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Object x = value();
            Vector v = fresh(f);
            fill(v, x, sel, n);
            return v;
        }
    }
}
