package org.hathi.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.hathi.base.SqlState;

/** Arithmetic of numeric with PostgreSQL's result scales and treatment of NaN and infinities. */
final class NumMath {
    private static final double LOG10_E = 0.434294481903252;

    private NumMath() {}

    static Num add(Num a, Num b) {
        if (!a.isFinite() || !b.isFinite()) {
            if (a.isNaN() || b.isNaN() || a.isInf() && b.isInf() && a.kind != b.kind) {
                return Num.NAN;
            }
            return a.isInf() ? a : b;
        }
        int s = Math.max(a.scale, b.scale);
        Num x = a.rescale(s);
        Num y = b.rescale(s);
        if (x.big == null && y.big == null) {
            return Num.of(x.small + y.small, s);
        }
        return Num.of(x.unscaled().add(y.unscaled()), s);
    }

    static Num sub(Num a, Num b) {
        return add(a, b.negate());
    }

    static Num mul(Num a, Num b) {
        if (!a.isFinite() || !b.isFinite()) {
            if (a.isNaN() || b.isNaN()) {
                return Num.NAN;
            }
            int s = a.signum() * b.signum();
            return s == 0 ? Num.NAN : s > 0 ? Num.PINF : Num.NINF;
        }
        int s = a.scale + b.scale;
        if (a.big == null && b.big == null) {
            long hi = Math.multiplyHigh(a.small, b.small);
            long lo = a.small * b.small;
            if (hi == lo >> 63) {
                return cap(Num.of(lo, s));
            }
        }
        return cap(Num.of(a.unscaled().multiply(b.unscaled()), s));
    }

    private static Num cap(Num r) {
        return r.scale > Num.MAX_DSCALE ? r.rescale(Num.MAX_DSCALE) : r;
    }

    /** Weight (power of 10000) of the first base-10000 digit. */
    static int weight(Num a) {
        if (a.isZero()) {
            return 0;
        }
        return Math.floorDiv(exponent10(a), 4);
    }

    /** floor(log10(|a|)) for nonzero a. */
    static int exponent10(Num a) {
        return a.decimal().precision() - a.scale - 1;
    }

    /** The first base-10000 digit. */
    static int firstDigit(Num a) {
        return (int) leading(a, 1);
    }

    /** The first {@code n} base-10000 digits as one number. */
    private static long leading(Num a, int n) {
        if (a.isZero()) {
            return 0;
        }
        int w = weight(a);
        return a.decimal()
                .abs()
                .movePointRight(4 * (n - 1) - 4 * w)
                .setScale(0, RoundingMode.DOWN)
                .longValue();
    }

    /** Number of base-10000 digits without trailing zeros. */
    private static int digits(Num a) {
        if (a.isZero()) {
            return 0;
        }
        int low = -a.decimal().stripTrailingZeros().scale();
        return weight(a) - Math.floorDiv(low, 4) + 1;
    }

    static int divScale(Num a, Num b) {
        int q = weight(a) - weight(b);
        if (firstDigit(a) <= firstDigit(b)) {
            q--;
        }
        int s = Num.MIN_SIG_DIGITS - q * 4;
        return clamp(Math.max(Math.max(s, a.scale), b.scale));
    }

    private static int clamp(int scale) {
        return Math.min(Math.max(scale, 0), Num.MAX_DISPLAY_SCALE);
    }

    static Num div(Num a, Num b) {
        if (!a.isFinite() || !b.isFinite()) {
            return divSpecial(a, b);
        }
        if (b.isZero()) {
            throw Err.divisionByZero();
        }
        return divide(a, b, divScale(a, b), RoundingMode.HALF_UP);
    }

    private static Num divSpecial(Num a, Num b) {
        if (a.isNaN() || b.isNaN()) {
            return Num.NAN;
        }
        if (a.isInf()) {
            if (b.isInf()) {
                return Num.NAN;
            }
            if (b.isZero()) {
                throw Err.divisionByZero();
            }
            return b.signum() > 0 ? a : a.negate();
        }
        return Num.ZERO;
    }

    static Num divide(Num a, Num b, int scale, RoundingMode mode) {
        int shift = scale + b.scale - a.scale;
        if (a.big == null && b.big == null && shift >= 0 && shift <= 18) {
            long p = Num.pow10(shift);
            long lo = a.small * p;
            if (Math.multiplyHigh(a.small, p) == lo >> 63 && Math.abs(lo) < 4_000_000_000_000_000_000L) {
                long q = lo / b.small;
                if (mode == RoundingMode.HALF_UP) {
                    long r = Math.abs(lo - q * b.small);
                    if (r * 2 >= Math.abs(b.small)) {
                        q += (lo < 0) == (b.small < 0) ? 1 : -1;
                    }
                }
                return Num.of(q, scale);
            }
        }
        return Num.of(a.decimal().divide(b.decimal(), scale, mode).unscaledValue(), scale);
    }

    /** div(): quotient truncated to an integer. */
    static Num divTrunc(Num a, Num b) {
        if (!a.isFinite() || !b.isFinite()) {
            return divSpecial(a, b);
        }
        if (b.isZero()) {
            throw Err.divisionByZero();
        }
        return divide(a, b, 0, RoundingMode.DOWN);
    }

    static Num mod(Num a, Num b) {
        if (!a.isFinite() || !b.isFinite()) {
            if (a.isNaN() || b.isNaN()) {
                return Num.NAN;
            }
            if (a.isInf()) {
                if (b.isZero()) {
                    throw Err.divisionByZero();
                }
                return Num.NAN;
            }
            return a;
        }
        if (b.isZero()) {
            throw Err.divisionByZero();
        }
        int s = Math.max(a.scale, b.scale);
        Num x = a.rescale(s);
        Num y = b.rescale(s);
        if (x.big == null && y.big == null) {
            return Num.of(x.small % y.small, s);
        }
        return Num.of(x.unscaled().remainder(y.unscaled()), s);
    }

    static Num ceil(Num a) {
        return a.isFinite() ? a.rescale(0, RoundingMode.CEILING) : a;
    }

    static Num floor(Num a) {
        return a.isFinite() ? a.rescale(0, RoundingMode.FLOOR) : a;
    }

    /** round(a, n) and trunc(a, n). */
    static Num round(Num a, int n, RoundingMode mode) {
        if (!a.isFinite()) {
            return a;
        }
        int s = Math.max(Math.min(n, Num.MAX_DSCALE), -131073);
        if (s >= 0) {
            return a.rescale(s, mode);
        }
        return Num.of(a.decimal().setScale(s, mode).setScale(0).unscaledValue(), 0);
    }

    static Num sqrt(Num a) {
        if (!a.isFinite()) {
            if (a.kind == Num.IS_NINF) {
                throw Err.of(
                        SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION, "cannot take square root of a negative number");
            }
            return a;
        }
        int sweight = (weight(a) + 1) * 4 / 2 - 1;
        int rscale = clamp(Math.max(Num.MIN_SIG_DIGITS - sweight, a.scale));
        if (a.signum() < 0) {
            throw Err.of(SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION, "cannot take square root of a negative number");
        }
        return Num.of(sqrt(a.decimal(), rscale).unscaledValue(), rscale);
    }

    /** Square root rounded to {@code scale} digits. */
    static BigDecimal sqrt(BigDecimal a, int scale) {
        BigInteger n = a.setScale(2 * scale + 2, RoundingMode.DOWN).unscaledValue();
        return new BigDecimal(n.sqrt(), scale + 1).setScale(scale, RoundingMode.HALF_UP);
    }

    // ---- exp, ln, log, power
    // -----------------------------------------------------------------------------------------

    static Num exp(Num a) {
        if (!a.isFinite()) {
            return a.kind == Num.IS_NINF ? Num.ZERO : a;
        }
        double val = Math.max(-2000, Math.min(2000, a.doubleValue() * LOG10_E));
        int rscale = clamp(Math.max(Num.MIN_SIG_DIGITS - (int) val, a.scale));
        return exp(a.decimal(), rscale);
    }

    private static Num exp(BigDecimal x, int rscale) {
        if (x.abs().compareTo(BigDecimal.valueOf(6000)) >= 0) {
            if (x.signum() > 0) {
                throw Num.overflow();
            }
            return Num.of(0, rscale);
        }
        int intDigits = (int) Math.max(0, x.doubleValue() * LOG10_E) + 1;
        BigDecimal r = expValue(x, new MathContext(rscale + intDigits + 12));
        return Num.of(r.setScale(rscale, RoundingMode.HALF_UP).unscaledValue(), rscale);
    }

    private static BigDecimal expValue(BigDecimal x, MathContext mc0) {
        MathContext mc = new MathContext(mc0.getPrecision() + 20);
        int halvings = 0;
        BigDecimal y = x.round(mc);
        double d = Math.abs(y.doubleValue());
        while (d > 0.01) {
            d /= 2;
            halvings++;
        }
        y = y.divide(new BigDecimal(BigInteger.ONE.shiftLeft(halvings)), mc);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        int stop = -mc.getPrecision() - 2;
        for (int i = 1; i < 5000; i++) {
            term = term.multiply(y, mc).divide(BigDecimal.valueOf(i), mc);
            if (term.signum() == 0 || term.precision() - term.scale() < stop) {
                break;
            }
            sum = sum.add(term, mc);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, mc);
        }
        return sum;
    }

    static Num ln(Num a) {
        if (!a.isFinite()) {
            if (a.kind == Num.IS_NINF) {
                throw lnNegative();
            }
            return a;
        }
        checkLn(a);
        int rscale = clamp(Math.max(Num.MIN_SIG_DIGITS - lnWeight(a), a.scale));
        return Num.of(
                lnValue(a.decimal(), rscale + 10)
                        .setScale(rscale, RoundingMode.HALF_UP)
                        .unscaledValue(),
                rscale);
    }

    private static void checkLn(Num a) {
        if (a.signum() == 0) {
            throw Err.of(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of zero");
        }
        if (a.signum() < 0) {
            throw lnNegative();
        }
    }

    private static org.hathi.base.SqlError lnNegative() {
        return Err.of(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of a negative number");
    }

    /** Natural logarithm of a positive number, correct to about {@code scale} digits after the point. */
    private static BigDecimal lnValue(BigDecimal x, int scale) {
        int e = x.precision() - x.scale() - 1;
        MathContext mc = new MathContext(
                scale + 30 + Math.max(0, Integer.toString(Math.abs(e)).length()));
        BigDecimal m = x.movePointLeft(e);
        BigDecimal r = lnNear(m, mc);
        if (e != 0) {
            r = r.add(lnNear(BigDecimal.TEN, mc).multiply(BigDecimal.valueOf(e), mc), mc);
        }
        return r;
    }

    private static BigDecimal lnNear(BigDecimal m, MathContext mc) {
        int roots = 0;
        BigDecimal y = m;
        while (Math.abs(y.doubleValue() - 1) > 0.02) {
            y = y.sqrt(mc);
            roots++;
        }
        BigDecimal z = y.subtract(BigDecimal.ONE).divide(y.add(BigDecimal.ONE), mc);
        BigDecimal z2 = z.multiply(z, mc);
        BigDecimal sum = z;
        BigDecimal p = z;
        int stop = -mc.getPrecision() - 2;
        for (int i = 3; i < 20000 && p.signum() != 0; i += 2) {
            p = p.multiply(z2, mc);
            BigDecimal t = p.divide(BigDecimal.valueOf(i), mc);
            if (t.signum() == 0 || t.precision() - t.scale() < stop) {
                break;
            }
            sum = sum.add(t, mc);
        }
        return sum.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(roots + 1)), mc);
    }

    /** Estimated decimal weight of ln(a). */
    private static int lnWeight(Num a) {
        if (a.signum() <= 0) {
            return 0;
        }
        BigDecimal d = a.decimal();
        if (d.compareTo(new BigDecimal("0.9")) >= 0 && d.compareTo(new BigDecimal("1.1")) <= 0) {
            Num x = Num.of(d.subtract(BigDecimal.ONE));
            return x.isZero() ? 0 : weight(x) * 4 + (int) Math.log10(firstDigit(x));
        }
        int dweight = weight(a) * 4;
        long lead = firstDigit(a);
        if (digits(a) > 1) {
            lead = leading(a, 2);
            dweight -= 4;
        }
        double ln = Math.log(lead) + dweight * 2.302585092994046;
        return (int) Math.log10(Math.abs(ln));
    }

    static Num log(Num base, Num num) {
        if (base.isNaN() || num.isNaN()) {
            return Num.NAN;
        }
        if (base.signum() < 0 || num.signum() < 0) {
            throw lnNegative();
        }
        if (base.signum() == 0 || num.signum() == 0) {
            throw Err.of(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of zero");
        }
        if (base.isInf()) {
            return num.isInf() ? Num.NAN : Num.ZERO;
        }
        if (num.isInf()) {
            return Num.PINF;
        }
        int result = lnWeight(num) - lnWeight(base);
        int rscale = clamp(Math.max(Math.max(Num.MIN_SIG_DIGITS - result, base.scale), num.scale));
        BigDecimal lb = lnValue(base.decimal(), rscale + 30);
        if (lb.signum() == 0) {
            throw Err.divisionByZero();
        }
        BigDecimal r = lnValue(num.decimal(), rscale + 30).divide(lb, rscale, RoundingMode.HALF_UP);
        return Num.of(r.unscaledValue(), rscale);
    }

    static Num power(Num base, Num exp) {
        if (!base.isFinite() || !exp.isFinite()) {
            return powerSpecial(base, exp);
        }
        boolean integer = exp.decimal().stripTrailingZeros().scale() <= 0;
        if (base.isZero() && exp.signum() < 0) {
            throw Err.of(SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION, "zero raised to a negative power is undefined");
        }
        if (base.signum() < 0 && !integer) {
            throw Err.of(
                    SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
                    "a negative number raised to a non-integer power yields a complex result");
        }
        if (integer) {
            BigInteger e = exp.decimal().setScale(0).unscaledValue();
            if (e.bitLength() <= 31) {
                return powerInt(base, e.intValue());
            }
        }
        if (base.isZero()) {
            return Num.of(0, Num.MIN_SIG_DIGITS);
        }
        boolean negative =
                base.signum() < 0 && exp.decimal().setScale(0).unscaledValue().testBit(0);
        Num b = base.abs();
        double ln = lnValue(b.decimal(), 20).doubleValue() * exp.doubleValue();
        if (Math.abs(ln) > 2000 * 3.01) {
            if (ln > 0) {
                throw Num.overflow();
            }
            return Num.of(0, Num.MAX_DISPLAY_SCALE);
        }
        double val = ln * LOG10_E;
        int rscale = clamp(Math.max(Math.max(Num.MIN_SIG_DIGITS - (int) val, base.scale), exp.scale));
        int need = rscale + (int) Math.abs(val) + 30 + exp.decimal().precision();
        Num r = exp(lnValue(b.decimal(), need).multiply(exp.decimal()), rscale);
        return negative ? r.negate() : r;
    }

    private static Num powerSpecial(Num base, Num exp) {
        if (base.isNaN()) {
            return exp.isZero() ? Num.ONE : Num.NAN;
        }
        if (exp.isNaN()) {
            return compareOne(base) == 0 && base.signum() > 0 ? Num.ONE : Num.NAN;
        }
        if (base.isZero() && exp.signum() < 0) {
            throw Err.of(SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION, "zero raised to a negative power is undefined");
        }
        if (base.isFinite()
                && base.signum() < 0
                && exp.isFinite()
                && exp.decimal().stripTrailingZeros().scale() > 0) {
            throw Err.of(
                    SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
                    "a negative number raised to a non-integer power yields a complex result");
        }
        if (base.isFinite() && base.signum() > 0 && compareOne(base) == 0) {
            return Num.ONE;
        }
        if (exp.isZero()) {
            return Num.ONE;
        }
        if (base.isZero()) {
            return Num.ZERO;
        }
        if (exp.isInf()) {
            int c = base.isInf() ? 1 : compareOne(base);
            if (c == 0) {
                return Num.ONE;
            }
            return c > 0 == exp.signum() > 0 ? Num.PINF : Num.ZERO;
        }
        if (base.kind == Num.IS_PINF) {
            return exp.signum() > 0 ? Num.PINF : Num.ZERO;
        }
        if (exp.decimal().stripTrailingZeros().scale() > 0) {
            throw Err.of(
                    SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
                    "a negative number raised to a non-integer power yields a complex result");
        }
        if (exp.signum() < 0) {
            return Num.ZERO;
        }
        return exp.decimal().setScale(0).unscaledValue().testBit(0) ? Num.NINF : Num.PINF;
    }

    private static int compareOne(Num a) {
        return a.decimal().abs().compareTo(BigDecimal.ONE);
    }

    private static Num powerInt(Num base, int exp) {
        double f = 0;
        if (!base.isZero()) {
            int n = Math.min(digits(base), 4);
            f = exp * (Math.log10(leading(base, n)) + (weight(base) - (n - 1)) * 4.0);
        }
        if (f > (0x7FFF + 1) * 4) {
            throw Num.overflow();
        }
        int rscale = clamp(Math.max(Num.MIN_SIG_DIGITS, base.scale));
        if (f + 1 < -rscale || f + 1 < -Num.MAX_DISPLAY_SCALE) {
            return Num.of(0, rscale);
        }
        if (base.isZero()) {
            return exp == 0 ? Num.ONE.rescale(rscale) : Num.of(0, rscale);
        }
        MathContext mc = new MathContext(rscale + (int) Math.max(0, f) + 24);
        BigDecimal r = BigDecimal.ONE;
        BigDecimal b = base.decimal();
        for (long e = Math.abs((long) exp); e != 0; e >>= 1) {
            if ((e & 1) != 0) {
                r = r.multiply(b, mc);
            }
            b = b.multiply(b, mc);
        }
        if (exp < 0) {
            r = BigDecimal.ONE.divide(r, mc);
        }
        return Num.of(r.setScale(rscale, RoundingMode.HALF_UP).unscaledValue(), rscale);
    }

    static Num gcd(Num a, Num b) {
        if (!a.isFinite() || !b.isFinite()) {
            return Num.NAN;
        }
        int s = Math.max(a.scale, b.scale);
        return Num.of(a.rescale(s).unscaled().gcd(b.rescale(s).unscaled()), s);
    }

    static Num lcm(Num a, Num b) {
        if (!a.isFinite() || !b.isFinite()) {
            return Num.NAN;
        }
        int s = Math.max(a.scale, b.scale);
        if (a.isZero() || b.isZero()) {
            return Num.of(0, s);
        }
        BigInteger x = a.rescale(s).unscaled();
        BigInteger y = b.rescale(s).unscaled();
        return Num.of(x.divide(x.gcd(y)).multiply(y).abs(), s);
    }

    static Num factorial(long n) {
        if (n < 0) {
            throw Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "factorial of a negative number is undefined");
        }
        if (n > 32177) {
            throw Num.overflow();
        }
        BigInteger r = BigInteger.ONE;
        for (long i = 2; i <= n; i++) {
            r = r.multiply(BigInteger.valueOf(i));
        }
        return Num.of(r, 0);
    }
}
