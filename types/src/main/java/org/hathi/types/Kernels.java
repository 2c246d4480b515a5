package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Adaptors that make kernels of row functions and take care of strictness. */
public final class Kernels {
    private Kernels() {}

    /** A kernel that evaluates {@code k} row by row; when {@code strict}, rows with a null argument yield null. */
    public static Kernel rows(RowKernel k, boolean strict) {
        return strict ? new StrictRows(k) : new AllRows(k);
    }

    /** A kernel that yields null where an argument is null and otherwise evaluates {@code k} on the remaining rows. */
    public static Kernel strict(Kernel k) {
        return new Strict(k);
    }

    private record AllRows(RowKernel k) implements Kernel {
        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            for (int i = 0; i < n; i++) {
                k.eval(cx, args, sel == null ? i : sel[i], out);
            }
        }
    }

    private record StrictRows(RowKernel k) implements Kernel {
        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            boolean nulls = anyNulls(args);
            for (int i = 0; i < n; i++) {
                int row = sel == null ? i : sel[i];
                if (nulls && isNull(args, row)) {
                    out.setNull(row);
                } else {
                    k.eval(cx, args, row, out);
                }
            }
        }
    }

    private static final class Strict implements Kernel {
        private final Kernel k;
        private int[] rest = new int[0];

        Strict(Kernel k) {
            this.k = k;
        }

        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            if (!anyNulls(args)) {
                k.eval(cx, args, sel, n, out);
                return;
            }
            if (rest.length < n) {
                rest = new int[Math.max(n, 64)];
            }
            int m = 0;
            for (int i = 0; i < n; i++) {
                int row = sel == null ? i : sel[i];
                if (isNull(args, row)) {
                    out.setNull(row);
                } else {
                    rest[m++] = row;
                }
            }
            if (m > 0) {
                k.eval(cx, args, rest, m, out);
            }
        }
    }

    /** Whether some argument may hold nulls. */
    static boolean anyNulls(Vector[] args) {
        for (Vector a : args) {
            if (a.hasNulls) {
                return true;
            }
        }
        return false;
    }

    /** Whether some argument is null in {@code row}. */
    static boolean isNull(Vector[] args, int row) {
        for (Vector a : args) {
            if (a.hasNulls && a.nulls[row]) {
                return true;
            }
        }
        return false;
    }
}
