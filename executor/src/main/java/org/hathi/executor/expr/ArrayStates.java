package org.hathi.executor.expr;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.ExecState;
import org.hathi.executor.Frame;
import org.hathi.types.ArrayValue;
import org.hathi.types.Kernel;
import org.hathi.types.TypeInfo;
import org.hathi.types.TypeOps;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/** Arrays: construction, element coercion, {@code op ANY/ALL (array)}. */
final class ArrayStates {
    private ArrayStates() {}

    /** ARRAY[…]. */
    static final class Form extends ExprState {
        private final ExecState es;
        private final TypeInfo elem;
        private final ExprState[] args;
        private final boolean multidims;

        Form(ExecState es, TypeInfo elem, ExprState[] args, boolean multidims) {
            super(true);
            this.es = es;
            this.elem = elem;
            this.args = args;
            this.multidims = multidims;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector[] v = Calls.args(args, new Vector[args.length], f, sel, n);
            Vector out = fresh(f);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                out.setBytes(r, multidims ? nested(v, r) : flat(v, r));
            }
            return out;
        }

        private byte[] flat(Vector[] v, int r) {
            Vector values = new Vector(elem.byRef(), v.length);
            for (int k = 0; k < v.length; k++) {
                values.copyRow(v[k], r, k);
            }
            return ArrayValue.of(elem, values, v.length).encode();
        }

        private byte[] nested(Vector[] v, int r) {
            ArrayValue first = null;
            Vector values = new Vector(elem.byRef(), 0);
            int count = 0;
            int outer = 0;
            for (Vector a : v) {
                if (a.isNull(r)) {
                    throw mismatch();
                }
                ArrayValue x = ArrayValue.decode(es.cx.types(), a, r);
                if (x.ndim() == 0) {
                    if (first != null && outer > 0) {
                        throw mismatch();
                    }
                    continue;
                }
                if (first == null) {
                    first = x;
                } else if (!java.util.Arrays.equals(first.dims, x.dims) || !java.util.Arrays.equals(first.lbs, x.lbs)) {
                    throw mismatch();
                }
                values.ensureCapacity(count + x.count);
                for (int k = 0; k < x.count; k++) {
                    values.copyRow(x.values, k, count++);
                }
                outer++;
            }
            if (first == null) {
                return ArrayValue.empty(elem).encode();
            }
            if (outer != v.length) {
                throw mismatch();
            }
            int nd = first.ndim() + 1;
            if (nd > ArrayValue.MAX_DIM) {
                throw new SqlError(
                        SqlState.PROGRAM_LIMIT_EXCEEDED,
                        "number of array dimensions (" + nd + ") exceeds the maximum allowed (" + ArrayValue.MAX_DIM
                                + ")");
            }
            int[] dims = new int[nd];
            int[] lbs = new int[nd];
            dims[0] = outer;
            lbs[0] = 1;
            System.arraycopy(first.dims, 0, dims, 1, nd - 1);
            System.arraycopy(first.lbs, 0, lbs, 1, nd - 1);
            return new ArrayValue(elem, dims, lbs, values, count).encode();
        }

        private static SqlError mismatch() {
            return new SqlError(
                    SqlState.ARRAY_SUBSCRIPT_ERROR,
                    "multidimensional arrays must have array expressions with matching dimensions");
        }
    }

    /** A cast of every element. */
    static final class Coerce extends ExprState {
        private final ExecState es;
        private final ExprState arg;
        private final ExprState element;
        private final TypeInfo elem;
        private final Frame inner = new Frame();

        Coerce(ExecState es, ExprState arg, ExprState element, TypeInfo elem) {
            super(true);
            this.es = es;
            this.arg = arg;
            this.element = element;
            this.elem = elem;
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
                ArrayValue a = ArrayValue.decode(es.cx.types(), v, r);
                if (a.count == 0) {
                    out.setBytes(r, ArrayValue.empty(elem).encode());
                    continue;
                }
                inner.rows = a.count;
                inner.caseValue = a.values;
                Vector e = element.eval(inner, null, a.count);
                out.setBytes(r, new ArrayValue(elem, a.dims, a.lbs, e, a.count).encode());
            }
            return out;
        }
    }

    /** {@code scalar op ANY|ALL (array)}. Long constant arrays with a hashable equality are hashed. */
    static final class AnyAll extends ExprState {
        private static final int HASH_MIN = 9;

        private final ExecState es;
        private final Kernel kernel;
        private final boolean strict;
        private final boolean any;
        private final ExprState left;
        private final ExprState right;
        private final @Nullable TypeOps hashOps;
        private final Vector result = new Vector(false, 16);
        private @Nullable ArrayValue constant;
        private @Nullable HashSet set;

        AnyAll(
                ExecState es,
                Kernel kernel,
                boolean strict,
                boolean any,
                ExprState left,
                ExprState right,
                @Nullable TypeOps hashOps) {
            super(false);
            this.es = es;
            this.kernel = kernel;
            this.strict = strict;
            this.any = any;
            this.left = left;
            this.right = right;
            this.hashOps = any && strict && right.isConstant() ? hashOps : null;
        }

        @Override
        public Vector eval(Frame f, int @Nullable [] sel, int n) {
            Vector l = left.eval(f, sel, n);
            Vector a = right.eval(f, sel, n);
            Vector out = fresh(f);
            ArrayValue few = constant;
            if (few != null && few.count > 0 && few.count < HASH_MIN && n > 4) {
                byElement(few, f, l, sel, n, out);
                return out;
            }
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (a.isNull(r)) {
                    out.setNull(r);
                    continue;
                }
                ArrayValue arr = constant;
                if (arr == null) {
                    arr = ArrayValue.decode(es.cx.types(), a, r);
                    if (right.isConstant()) {
                        constant = arr;
                    }
                }
                if (arr.count == 0) {
                    out.setBool(r, !any);
                } else if (strict && l.isNull(r)) {
                    out.setNull(r);
                } else if (hashOps != null && arr.count >= HASH_MIN) {
                    probe(hashOps, arr, l, r, out);
                } else {
                    scan(arr, l, r, out);
                }
            }
            return out;
        }

        private Vector[] elements = new Vector[0];
        private int[] open = NO_ROWS;
        private boolean[] unknown = new boolean[0];

        /** Few constants: each is compared with all rows that are still open. */
        private void byElement(ArrayValue arr, Frame f, Vector l, int @Nullable [] sel, int n, Vector out) {
            open = room(open, n);
            if (unknown.length < f.rows) {
                unknown = new boolean[Math.max(f.rows, 64)];
            }
            int m = 0;
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (strict && l.isNull(r)) {
                    out.setNull(r);
                } else {
                    unknown[r] = false;
                    open[m++] = r;
                }
            }
            if (elements.length < arr.count) {
                elements = new Vector[arr.count];
            }
            for (int k = 0; k < arr.count && m > 0; k++) {
                Vector e = elements[k];
                if (e == null || e.capacity < f.rows) {
                    e = new Vector(arr.values.byRef, Math.max(f.rows, 64));
                    Leaves.fill(e, arr.values.datum(k), null, e.capacity);
                    elements[k] = e;
                }
                pair[0] = l;
                pair[1] = e;
                result.reset();
                result.ensureCapacity(f.rows);
                kernel.eval(es.cx, pair, open, m, result);
                m = undecided(m, out);
            }
            for (int i = 0; i < m; i++) {
                int r = open[i];
                if (unknown[r]) {
                    out.setNull(r);
                } else {
                    out.setBool(r, !any);
                }
            }
        }

        /** Sets what the last comparison decided; the other rows stay in {@link #open}. */
        private int undecided(int m, Vector out) {
            int left = 0;
            for (int i = 0; i < m; i++) {
                int r = open[i];
                if (!result.isNull(r) && result.longs[r] != 0 == any) {
                    out.setBool(r, any);
                } else {
                    unknown[r] |= result.isNull(r);
                    open[left++] = r;
                }
            }
            return left;
        }

        private void probe(TypeOps ops, ArrayValue arr, Vector l, int r, Vector out) {
            HashSet s = set;
            if (s == null) {
                s = new HashSet(ops, arr);
                set = s;
            }
            if (s.contains(l, r)) {
                out.setBool(r, true);
            } else if (s.hasNull) {
                out.setNull(r);
            } else {
                out.setBool(r, false);
            }
        }

        private final Vector[] pair = new Vector[2];
        private @Nullable Vector repeated;

        private void scan(ArrayValue arr, Vector l, int r, Vector out) {
            // The scalar is repeated beside the elements, so that one kernel call compares all of them.
            Vector rep = repeated;
            if (rep == null || rep.capacity < arr.count) {
                rep = new Vector(l.byRef, arr.count);
                repeated = rep;
            } else {
                rep.reset();
            }
            Leaves.fill(rep, l.datum(r), null, arr.count);
            pair[0] = rep;
            pair[1] = arr.values;
            result.reset();
            result.ensureCapacity(arr.count);
            kernel.eval(es.cx, pair, null, arr.count, result);
            boolean unknown = false;
            for (int k = 0; k < arr.count; k++) {
                if (result.isNull(k)) {
                    unknown = true;
                } else if (result.getBool(k) == any) {
                    out.setBool(r, any);
                    return;
                }
            }
            if (unknown) {
                out.setNull(r);
            } else {
                out.setBool(r, !any);
            }
        }
    }

    /** Elements of an array by hash: open addressing over element numbers. */
    static final class HashSet {
        private final TypeOps ops;
        private final Vector values;
        private final int[] slots;
        final boolean hasNull;

        HashSet(TypeOps ops, ArrayValue a) {
            this.ops = ops;
            this.values = a.values;
            this.hasNull = a.hasNulls();
            this.slots = new int[Integer.highestOneBit(Math.max(16, a.count * 2)) * 2];
            for (int i = 0; i < a.count; i++) {
                if (!values.isNull(i)) {
                    int at = find(values, i);
                    if (slots[at] == 0) {
                        slots[at] = i + 1;
                    }
                }
            }
        }

        private int find(Vector v, int row) {
            int mask = slots.length - 1;
            int h = ops.hash(v, row);
            int at = (h ^ h >>> 15) & mask;
            while (slots[at] != 0 && !ops.equal(values, slots[at] - 1, v, row)) {
                at = at + 1 & mask;
            }
            return at;
        }

        boolean contains(Vector v, int row) {
            return slots[find(v, row)] != 0;
        }
    }

    static Vector[] optional(List<@Nullable ExprState> args, Frame f, int @Nullable [] sel, int n) {
        Vector[] out = new Vector[args.size()];
        for (int i = 0; i < out.length; i++) {
            ExprState a = args.get(i);
            out[i] = a == null ? new Vector(false, 0) : a.eval(f, sel, n);
        }
        return out;
    }
}
