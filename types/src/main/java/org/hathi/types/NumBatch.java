package org.hathi.types;

import org.jspecify.annotations.Nullable;

/**
 * A column of numerics taken apart: unscaled integers with their display scales, so that arithmetic on many rows works
 * on longs. Values of more than 18 digits, NaN and infinities are kept as exact numbers beside.
 *
 * <p>INVARIANTS: NB-1 while {@link #uniform} is not negative, every row of the last operation has that scale, is not
 * null and is in {@link #value}, whose absolute values do not exceed {@link #bound}; {@link #scale} is not filled then.
 * NB-2 otherwise {@code scale[r]} is {@link #NULL}, {@link #BIG} (see {@link #big}) or the scale of {@code value[r]}.
 */
public final class NumBatch {
    static final byte NULL = -1;
    static final byte BIG = -2;
    /** Values stay below this, as {@link Num}'s small ones. */
    private static final long LIMIT = 1_000_000_000_000_000_000L;

    private static final double SAFE = 9e17;

    long[] value = new long[0];
    byte[] scale = new byte[0];

    @Nullable
    Num[] big = new Num[0];

    int uniform = -1;
    long bound;

    private void room(int rows) {
        if (value.length < rows) {
            value = new long[rows];
            scale = new byte[rows];
            big = new Num[0];
        }
    }

    private void big(int r, Num v) {
        if (big.length < value.length) {
            big = new Num[value.length];
        }
        big[r] = v;
        scale[r] = BIG;
    }

    private void set(int r, Num v) {
        if (v.isFinite() && v.big == null && v.scale <= Byte.MAX_VALUE) {
            value[r] = v.small;
            scale[r] = (byte) v.scale;
        } else {
            big(r, v);
        }
    }

    boolean isNull(int r) {
        return uniform < 0 && scale[r] == NULL;
    }

    /** Row {@code r}, which is not null, as a number. */
    Num number(int r) {
        if (uniform >= 0) {
            return Num.of(value[r], uniform);
        }
        Num b = scale[r] == BIG ? big[r] : null;
        return b != null ? b : Num.of(value[r], scale[r]);
    }

    /** Takes rows {@code sel[0..n)} (0..n-1 when null) of a numeric column apart. */
    public void decode(Vector v, int @Nullable [] sel, int n) {
        room(v.capacity);
        byte[] a = v.arena;
        long bits = 0;
        int common = -1;
        boolean mixed = false;
        int lastOff = -1;
        int lastLen = -1;
        long x = 0;
        int s = 0;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (v.hasNulls && v.nulls[r]) {
                scale[r] = NULL;
                mixed = true;
                continue;
            }
            int off = v.off[r];
            int len = v.len[r];
            if (off != lastOff || len != lastLen) {
                x = Num.smallUnscaled(a, off, len);
                s = Num.storedScale(a, off);
                lastOff = off;
                lastLen = len;
            }
            if (x == Num.NOT_SMALL || s > Byte.MAX_VALUE) {
                big(r, Num.decode(a, off, len));
                mixed = true;
                continue;
            }
            value[r] = x;
            scale[r] = (byte) s;
            bits |= Math.abs(x);
            mixed |= common >= 0 && s != common;
            common = s;
        }
        uniform = mixed ? -1 : common;
        bound = bound(bits);
    }

    /** The largest value with no bits beyond the highest of {@code bits}. */
    private static long bound(long bits) {
        return bits == 0 ? 0 : (Long.highestOneBit(bits) << 1) - 1;
    }

    /** This becomes {@code a + b}, or {@code a - b}; null where one of them is. */
    public void add(NumBatch a, NumBatch b, boolean minus, int @Nullable [] sel, int n) {
        room(Math.max(a.value.length, b.value.length));
        int d = a.uniform - b.uniform;
        if (a.uniform >= 0 && b.uniform >= 0 && Math.abs(d) <= 18) {
            long fa = d < 0 ? Num.pow10(-d) : 1;
            long fb = d > 0 ? Num.pow10(d) : 1;
            if ((double) a.bound * fa + (double) b.bound * fb < SAFE) {
                sum(a.value, fa, b.value, minus ? -fb : fb, sel, n);
                uniform = Math.max(a.uniform, b.uniform);
                bound = a.bound * fa + b.bound * fb;
                return;
            }
        }
        uniform = -1;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (a.isNull(r) || b.isNull(r)) {
                scale[r] = NULL;
            } else {
                set(r, minus ? NumMath.sub(a.number(r), b.number(r)) : NumMath.add(a.number(r), b.number(r)));
            }
        }
    }

    private void sum(long[] x, long fx, long[] y, long fy, int @Nullable [] sel, int n) {
        long[] out = value;
        if (sel == null) {
            for (int i = 0; i < n; i++) {
                out[i] = x[i] * fx + y[i] * fy;
            }
        } else {
            for (int i = 0; i < n; i++) {
                int r = sel[i];
                out[r] = x[r] * fx + y[r] * fy;
            }
        }
    }

    /** This becomes {@code a * b}; null where one of them is. */
    public void multiply(NumBatch a, NumBatch b, int @Nullable [] sel, int n) {
        room(Math.max(a.value.length, b.value.length));
        if (a.uniform >= 0
                && b.uniform >= 0
                && a.uniform + b.uniform <= Byte.MAX_VALUE
                && (double) a.bound * b.bound < SAFE) {
            product(a.value, b.value, sel, n);
            uniform = a.uniform + b.uniform;
            bound = a.bound * b.bound;
            return;
        }
        if (a.uniform >= 0 && b.uniform >= 0 && a.uniform + b.uniform <= Byte.MAX_VALUE) {
            checkedProduct(a, b, sel, n);
            return;
        }
        uniform = -1;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (a.isNull(r) || b.isNull(r)) {
                scale[r] = NULL;
            } else {
                set(r, NumMath.mul(a.number(r), b.number(r)));
            }
        }
    }

    private void product(long[] x, long[] y, int @Nullable [] sel, int n) {
        long[] out = value;
        if (sel == null) {
            for (int i = 0; i < n; i++) {
                out[i] = x[i] * y[i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                int r = sel[i];
                out[r] = x[r] * y[r];
            }
        }
    }

    /** A product of values whose bounds leave it open whether each fits: bounds are powers of two, values smaller. */
    private void checkedProduct(NumBatch a, NumBatch b, int @Nullable [] sel, int n) {
        int s = a.uniform + b.uniform;
        long bits = 0;
        boolean mixed = false;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            long x = a.value[r];
            long y = b.value[r];
            long lo = x * y;
            if (Math.multiplyHigh(x, y) == lo >> 63 && lo > -LIMIT && lo < LIMIT) {
                value[r] = lo;
                scale[r] = (byte) s;
                bits |= Math.abs(lo);
            } else {
                big(r, NumMath.mul(Num.of(x, a.uniform), Num.of(y, b.uniform)));
                mixed = true;
            }
        }
        uniform = mixed ? -1 : s;
        bound = bound(bits);
    }

    /** Writes rows {@code sel[0..n)} to a numeric column. */
    public void store(Vector out, int @Nullable [] sel, int n) {
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            if (uniform >= 0) {
                Num.storeSmall(out, r, value[r], uniform);
            } else if (scale[r] == NULL) {
                out.setNull(r);
            } else {
                number(r).store(out, r);
            }
        }
    }

    /**
     * Compares row by row where both are of one scale each; {@code out[r]} gets −1, 0 or 1. False when they are not:
     * then nothing was compared.
     */
    static boolean compare(NumBatch a, NumBatch b, int @Nullable [] sel, int n, long[] out) {
        int d = a.uniform - b.uniform;
        if (a.uniform < 0 || b.uniform < 0 || Math.abs(d) > 18) {
            return false;
        }
        long fa = d < 0 ? Num.pow10(-d) : 1;
        long fb = d > 0 ? Num.pow10(d) : 1;
        if ((double) a.bound * fa > SAFE || (double) b.bound * fb > SAFE) {
            return false;
        }
        long[] x = a.value;
        long[] y = b.value;
        for (int i = 0; i < n; i++) {
            int r = sel == null ? i : sel[i];
            out[r] = Long.compare(x[r] * fa, y[r] * fb);
        }
        return true;
    }
}
