package org.hathi.executor.expr;

import org.hathi.executor.Frame;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** CASE, COALESCE, GREATEST and LEAST. */
final class Conditional {
    private Conditional() {}

    static void copy(Vector from, Vector to, int[] rows, int n) {
        for (int i = 0; i < n; i++) {
            to.copyRow(from, rows[i], rows[i]);
        }
    }

    static final class Case extends ExprState {
        private final @Nullable ExprState arg;
        private final ExprState[] conditions;
        private final ExprState[] results;
        private final @Nullable ExprState otherwise;
        private int[] active = NO_ROWS;
        private int[] hits = NO_ROWS;

        Case(
                boolean byRef,
                @Nullable ExprState arg,
                ExprState[] conditions,
                ExprState[] results,
                @Nullable ExprState otherwise) {
            super(byRef);
            this.arg = arg;
            this.conditions = conditions;
            this.results = results;
            this.otherwise = otherwise;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector saved = f.caseValue;
            Vector test = arg == null ? saved : arg.eval(f, sel, n);
            Vector out = fresh(f);
            int[] act = room(active, n);
            active = act;
            hits = room(hits, n);
            for (int i = 0; i < n; i++) {
                act[i] = sel == null ? i : sel[i];
            }
            int m = n;
            for (int k = 0; k < conditions.length && m > 0; k++) {
                f.caseValue = test;
                Vector v = conditions[k].eval(f, act, m);
                f.caseValue = saved;
                int left = 0;
                int found = 0;
                for (int i = 0; i < m; i++) {
                    int r = act[i];
                    if (!v.isNull(r) && v.longs[r] != 0) {
                        hits[found++] = r;
                    } else {
                        act[left++] = r;
                    }
                }
                if (found > 0) {
                    copy(results[k].eval(f, hits, found), out, hits, found);
                }
                m = left;
            }
            if (m > 0) {
                if (otherwise == null) {
                    Leaves.fill(out, null, act, m);
                } else {
                    copy(otherwise.eval(f, act, m), out, act, m);
                }
            }
            return out;
        }
    }

    static final class Coalesce extends ExprState {
        private final ExprState[] args;
        private int[] active = NO_ROWS;

        Coalesce(boolean byRef, ExprState[] args) {
            super(byRef);
            this.args = args;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector out = fresh(f);
            int[] act = room(active, n);
            active = act;
            for (int i = 0; i < n; i++) {
                act[i] = sel == null ? i : sel[i];
            }
            int m = n;
            for (int k = 0; k < args.length && m > 0; k++) {
                Vector v = args[k].eval(f, act, m);
                int left = 0;
                for (int i = 0; i < m; i++) {
                    int r = act[i];
                    if (v.isNull(r)) {
                        act[left++] = r;
                    } else {
                        out.copyRow(v, r, r);
                    }
                }
                m = left;
            }
            Leaves.fill(out, null, act, m);
            return out;
        }
    }

    /** GREATEST or LEAST; nulls are ignored. */
    static final class MinMax extends ExprState {
        private final ExprState[] args;
        private final TypeOps ops;
        private final boolean greatest;

        MinMax(boolean byRef, ExprState[] args, TypeOps ops, boolean greatest) {
            super(byRef);
            this.args = args;
            this.ops = ops;
            this.greatest = greatest;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector out = fresh(f);
            Leaves.fill(out, null, sel, n);
            for (ExprState a : args) {
                Vector v = a.eval(f, sel, n);
                for (int i = 0; i < n; i++) {
                    int r = sel == null ? i : sel[i];
                    if (v.isNull(r)) {
                        continue;
                    }
                    if (!out.isNull(r)) {
                        int c = ops.compare(v, r, out, r);
                        if (greatest ? c <= 0 : c >= 0) {
                            continue;
                        }
                    }
                    out.copyRow(v, r, r);
                }
            }
            return out;
        }
    }
}
