package org.hathi.executor.expr;

import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.planner.tree.RowCompareType;
import org.hathi.types.RecordValue;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Composite values: construction, field access, comparison. */
final class Records {
    private Records() {}

    /** ROW(…) and whole-row references: a record of the arguments. */
    static final class Form extends ExprState {
        private final TupleDesc desc;
        private final ExprState[] args;

        Form(TupleDesc desc, ExprState[] args) {
            super(true);
            this.desc = desc;
            this.args = args;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector[] v = Calls.args(args, new Vector[args.length], f, sel, n);
            Vector out = fresh(f);
            @Nullable Object[] row = new Object[desc.size()];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                for (int k = 0; k < row.length; k++) {
                    row[k] = k < v.length ? v[k].datum(r) : null;
                }
                out.setBytes(r, RecordValue.form(desc, row));
            }
            return out;
        }
    }

    /** One field of a composite value. */
    static final class Field extends ExprState {
        private final ExecState es;
        private final ExprState arg;
        private final int field;

        Field(ExecState es, boolean byRef, ExprState arg, int field) {
            super(byRef);
            this.es = es;
            this.arg = arg;
            this.field = field;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector v = arg.eval(f, sel, n);
            Vector out = fresh(f);
            TupleDesc desc = null;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (v.isNull(r)) {
                    out.setNull(r);
                    continue;
                }
                if (desc == null) {
                    desc = es.recordDesc(v.arena, v.off[r]);
                }
                out.setDatum(r, RecordValue.deform(desc, v.arena, v.off[r])[field - 1]);
            }
            return out;
        }
    }

    /** A composite value with some fields replaced. */
    static final class Store extends ExprState {
        private final TupleDesc desc;
        private final @Nullable ExprState arg;
        private final ExprState[] values;
        private final int[] fields;

        Store(TupleDesc desc, @Nullable ExprState arg, ExprState[] values, int[] fields) {
            super(true);
            this.desc = desc;
            this.arg = arg;
            this.values = values;
            this.fields = fields;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector old = arg == null ? null : arg.eval(f, sel, n);
            Vector saved = f.caseValue;
            @Nullable Object[][] rows = new Object[n][];
            Vector[] olds = new Vector[values.length];
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                rows[i] = old == null || old.isNull(r)
                        ? new Object[desc.size()]
                        : RecordValue.deform(desc, old.arena, old.off[r]);
            }
            Vector out = fresh(f);
            for (int k = 0; k < values.length; k++) {
                // Nested assignments read the old value of the field as the value under test.
                Vector cur = new Vector(!desc.get(fields[k] - 1).byVal(), f.rows);
                for (int i = 0; i < n; i++) {
                    cur.setDatum(sel == null ? i : sel[i], rows[i][fields[k] - 1]);
                }
                olds[k] = cur;
                f.caseValue = cur;
                Vector v = values[k].eval(f, sel, n);
                f.caseValue = saved;
                for (int i = 0; i < n; i++) {
                    rows[i][fields[k] - 1] = v.datum(sel == null ? i : sel[i]);
                }
            }
            for (int i = 0; i < n; i++) {
                out.setBytes(sel == null ? i : sel[i], RecordValue.form(desc, rows[i]));
            }
            return out;
        }
    }

    /** A child's row as its parent's row type. */
    static final class Convert extends ExprState {
        private final ExecState es;
        private final ExprState arg;
        private final TupleDesc to;

        Convert(ExecState es, ExprState arg, TupleDesc to) {
            super(true);
            this.es = es;
            this.arg = arg;
            this.to = to;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector v = arg.eval(f, sel, n);
            Vector out = fresh(f);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (v.isNull(r)) {
                    out.setNull(r);
                    continue;
                }
                TupleDesc from = es.recordDesc(v.arena, v.off[r]);
                @Nullable Object[] in = RecordValue.deform(from, v.arena, v.off[r]);
                @Nullable Object[] row = new Object[to.size()];
                for (int k = 0; k < row.length; k++) {
                    int at = to.get(k).dropped() ? -1 : from.indexOf(to.get(k).name());
                    row[k] = at < 0 ? null : in[at];
                }
                out.setBytes(r, RecordValue.form(to, row));
            }
            return out;
        }
    }

    /** IS [NOT] NULL of a row: true when every field is (not) null. */
    static final class RowIsNull extends ExprState {
        private final ExecState es;
        private final ExprState arg;
        private final boolean negated;

        RowIsNull(ExecState es, ExprState arg, boolean negated) {
            super(false);
            this.es = es;
            this.arg = arg;
            this.negated = negated;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector v = arg.eval(f, sel, n);
            Vector out = fresh(f);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (v.isNull(r)) {
                    out.setBool(r, !negated);
                    continue;
                }
                TupleDesc d = es.recordDesc(v.arena, v.off[r]);
                @Nullable Object[] in = RecordValue.deform(d, v.arena, v.off[r]);
                boolean all = true;
                for (int k = 0; k < in.length && all; k++) {
                    all = d.get(k).dropped() || (in[k] == null) != negated;
                }
                out.setBool(r, all);
            }
            return out;
        }
    }

    /** (a, b) &lt; (c, d). */
    static final class Compare extends ExprState {
        private final RowCompareType type;
        private final ExprState[] left;
        private final ExprState[] right;
        private final @Nullable TypeOps[] ops;
        private final @Nullable ExprState[] functions;

        /** {@code functions}: comparison of members whose types differ; the others are compared by {@code ops}. */
        Compare(
                RowCompareType type,
                ExprState[] left,
                ExprState[] right,
                @Nullable TypeOps[] ops,
                @Nullable ExprState[] functions) {
            super(false);
            this.type = type;
            this.left = left;
            this.right = right;
            this.ops = ops;
            this.functions = functions;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector[] l = Calls.args(left, new Vector[left.length], f, sel, n);
            Vector[] rr = Calls.args(right, new Vector[right.length], f, sel, n);
            @Nullable Vector[] by = new Vector[l.length];
            for (int k = 0; k < by.length; k++) {
                ExprState x = functions[k];
                by[k] = x == null ? null : x.eval(f, sel, n);
            }
            Vector out = fresh(f);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                int c = 0;
                boolean unknown = false;
                for (int k = 0; k < l.length && c == 0 && !unknown; k++) {
                    unknown = l[k].isNull(r) || rr[k].isNull(r);
                    if (!unknown) {
                        TypeOps o = ops[k];
                        Vector compared = by[k];
                        c = o != null ? o.compare(l[k], r, rr[k], r) : compared == null ? 0 : compared.getInt(r);
                    }
                }
                if (unknown) {
                    out.setNull(r);
                } else {
                    out.setBool(r, holds(c));
                }
            }
            return out;
        }

        private boolean holds(int c) {
            return switch (type) {
                case LT -> c < 0;
                case LE -> c <= 0;
                case EQ -> c == 0;
                case GE -> c >= 0;
                case GT -> c > 0;
                case NE, INVALID -> c != 0;
            };
        }
    }
}
