package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Arithmetic of money. */
final class MoneyFamily {
    private MoneyFamily() {}

    static @Nullable RowKernel lookup(String p) {
        return switch (p) {
            case "cash_pl" -> (cx, a, r, o) -> o.setLong(r, plus(a[0].longs[r], a[1].longs[r]));
            case "cash_mi" -> (cx, a, r, o) -> o.setLong(r, minus(a[0].longs[r], a[1].longs[r]));
            case "cash_mul_int2", "cash_mul_int4", "cash_mul_int8", "int2_mul_cash", "int4_mul_cash", "int8_mul_cash" ->
                (cx, a, r, o) -> o.setLong(r, times(a[0].longs[r], a[1].longs[r]));
            case "cash_div_int2", "cash_div_int4", "cash_div_int8" ->
                (cx, a, r, o) -> {
                    if (a[1].longs[r] == 0) {
                        throw Err.divisionByZero();
                    }
                    if (a[1].longs[r] == -1 && a[0].longs[r] == Long.MIN_VALUE) {
                        throw Err.range("money");
                    }
                    o.setLong(r, a[0].longs[r] / a[1].longs[r]);
                };
            case "cash_mul_flt8" -> (cx, a, r, o) -> o.setLong(r, whole(product(a[0].longs[r], a[1].getDouble(r))));
            case "flt8_mul_cash" -> (cx, a, r, o) -> o.setLong(r, whole(product(a[1].longs[r], a[0].getDouble(r))));
            case "cash_mul_flt4" -> (cx, a, r, o) -> o.setLong(r, whole(a[0].longs[r] * (double) a[1].getFloat(r)));
            case "flt4_mul_cash" -> (cx, a, r, o) -> o.setLong(r, whole((double) a[0].getFloat(r) * a[1].longs[r]));
            case "cash_div_flt8" -> (cx, a, r, o) -> o.setLong(r, whole(a[0].longs[r] / zero(a[1].getDouble(r))));
            case "cash_div_flt4" -> (cx, a, r, o) -> o.setLong(r, whole(a[0].longs[r] / zero(a[1].getFloat(r))));
            case "cash_words" -> (cx, a, r, o) -> o.setText(r, MoneyText.words(a[0].longs[r]));
            case "cash_div_cash" -> (cx, a, r, o) -> o.setDouble(r, a[0].longs[r] / zero(a[1].longs[r]));
            case "cash_numeric" -> (cx, a, r, o) -> Num.of(a[0].longs[r], 2).store(o, r);
            case "numeric_cash" -> (cx, a, r, o) -> o.setLong(r, cents(Num.decode(a[0], r)));
            case "int4_cash", "int8_cash" -> (cx, a, r, o) -> o.setLong(r, cents(Num.of(a[0].longs[r])));
            default -> null;
        };
    }

    private static long plus(long a, long b) {
        long v = a + b;
        if (((a ^ v) & (b ^ v)) < 0) {
            throw Err.range("money");
        }
        return v;
    }

    private static long minus(long a, long b) {
        long v = a - b;
        if (((a ^ b) & (a ^ v)) < 0) {
            throw Err.range("money");
        }
        return v;
    }

    private static long times(long a, long b) {
        long v = a * b;
        if (Math.multiplyHigh(a, b) != v >> 63) {
            throw Err.range("money");
        }
        return v;
    }

    private static double product(double cents, double f) {
        return FloatFamily.over(cents * f, cents, f);
    }

    /** A number of cents rounded to a whole one. */
    private static long whole(double d) {
        double v = Math.rint(d);
        if (!(v >= -0x1p63 && v < 0x1p63)) {
            throw Err.range("money");
        }
        return (long) v;
    }

    private static double zero(double d) {
        if (d == 0) {
            throw Err.divisionByZero();
        }
        return d;
    }

    private static long cents(Num n) {
        return NumMath.mul(n, Num.of(100)).longValue("bigint", Long.MIN_VALUE, Long.MAX_VALUE);
    }
}
