package org.hathi.executor.expr;

import org.hathi.executor.Frame;
import org.hathi.planner.tree.BoolTestType;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Three-valued logic. Arguments that cannot change a row's result any more are not evaluated for it. */
final class Logic {
    private Logic() {}

    /** AND ({@code stop} false) or OR ({@code stop} true) of any number of arguments. */
    static final class AndOr extends ExprState {
        private final ExprState[] args;
        private final long stop;
        private int[] active = NO_ROWS;

        AndOr(ExprState[] args, boolean or) {
            super(false);
            this.args = args;
            this.stop = or ? 1 : 0;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector out = fresh(f);
            int[] act = room(active, n);
            active = act;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                act[i] = r;
                out.setLong(r, 1 - stop);
            }
            int m = n;
            for (int k = 0; k < args.length && m > 0; k++) {
                boolean first = k == 0;
                Vector v = args[k].eval(f, first ? sel : act, m);
                int left = 0;
                for (int i = 0; i < m; i++) {
                    int r = act[i];
                    if (v.isNull(r)) {
                        out.setNull(r);
                        act[left++] = r;
                    } else if (v.longs[r] == stop) {
                        out.setLong(r, stop);
                    } else {
                        act[left++] = r;
                    }
                }
                m = left;
            }
            return out;
        }
    }

    static final class Not extends ExprState {
        private final ExprState arg;

        Not(ExprState arg) {
            super(false);
            this.arg = arg;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector v = arg.eval(f, sel, n);
            Vector out = fresh(f);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (v.isNull(r)) {
                    out.setNull(r);
                } else {
                    out.setLong(r, 1 - v.longs[r]);
                }
            }
            return out;
        }
    }

    /** IS [NOT] NULL of a scalar. */
    static final class IsNull extends ExprState {
        private final ExprState arg;
        private final boolean negated;

        IsNull(ExprState arg, boolean negated) {
            super(false);
            this.arg = arg;
            this.negated = negated;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector v = arg.eval(f, sel, n);
            Vector out = fresh(f);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                out.setBool(r, v.isNull(r) != negated);
            }
            return out;
        }
    }

    /** IS [NOT] TRUE, FALSE, UNKNOWN. */
    static final class Test extends ExprState {
        private final ExprState arg;
        private final BoolTestType test;

        Test(ExprState arg, BoolTestType test) {
            super(false);
            this.arg = arg;
            this.test = test;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector v = arg.eval(f, sel, n);
            Vector out = fresh(f);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                boolean isNull = v.isNull(r);
                boolean is = !isNull && v.longs[r] != 0;
                out.setBool(
                        r,
                        switch (test) {
                            case IS_TRUE -> is;
                            case IS_NOT_TRUE -> !is;
                            case IS_FALSE -> !isNull && !is;
                            case IS_NOT_FALSE -> isNull || is;
                            case IS_UNKNOWN -> isNull;
                            case IS_NOT_UNKNOWN -> !isNull;
                        });
            }
            return out;
        }
    }
}
