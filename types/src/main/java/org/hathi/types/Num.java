package org.hathi.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * A numeric value: unscaled integer and display scale, or NaN or an infinity. Immutable. Values up to 18 digits are
 * kept in a long.
 *
 * <p>LAYOUT of the stored form (payload): 16-bit header. Bits 15..14 = 11: special (C000 NaN, D000 +Infinity, F000
 * -Infinity); 10: short: bit 13 sign, bits 12..7 dscale, bits 6..0 weight (signed); otherwise long: bit 14 sign, bits
 * 13..0 dscale, then 16-bit weight. Then base-10000 digits, 16 bits each, without leading or trailing zeros.
 */
final class Num {
    /** Largest display scale. */
    static final int MAX_DSCALE = 0x3FFF;

    /** Largest scale of results of division and the like. */
    static final int MAX_DISPLAY_SCALE = 1000;

    static final int MIN_SIG_DIGITS = 16;

    static final long NOT_SMALL = Long.MIN_VALUE;

    static final int FINITE = 0;
    static final int IS_NAN = 1;
    static final int IS_PINF = 2;
    static final int IS_NINF = 3;

    static final Num NAN = new Num(IS_NAN, 0, null, 0);
    static final Num PINF = new Num(IS_PINF, 0, null, 0);
    static final Num NINF = new Num(IS_NINF, 0, null, 0);
    static final Num ZERO = new Num(FINITE, 0, null, 0);
    static final Num ONE = new Num(FINITE, 1, null, 0);

    private static final long SMALL_LIMIT = 1_000_000_000_000_000_000L;

    final int kind;
    final long small;
    final @Nullable BigInteger big;
    final int scale;

    private Num(int kind, long small, @Nullable BigInteger big, int scale) {
        this.kind = kind;
        this.small = small;
        this.big = big;
        this.scale = scale;
    }

    static Num of(long v) {
        return of(v, 0);
    }

    /** {@code unscaled} / 10^scale. */
    static Num of(long unscaled, int scale) {
        if (unscaled > -SMALL_LIMIT && unscaled < SMALL_LIMIT) {
            return new Num(FINITE, unscaled, null, scale);
        }
        return new Num(FINITE, 0, BigInteger.valueOf(unscaled), scale);
    }

    static Num of(BigInteger v, int scale) {
        if (v.bitLength() < 60) {
            return of(v.longValue(), scale);
        }
        return new Num(FINITE, 0, v, scale);
    }

    /** From a BigDecimal; a negative scale is expanded. */
    static Num of(BigDecimal d) {
        if (d.scale() < 0) {
            d = d.setScale(0);
        }
        return of(d.unscaledValue(), d.scale());
    }

    boolean isFinite() {
        return kind == FINITE;
    }

    boolean isNaN() {
        return kind == IS_NAN;
    }

    boolean isInf() {
        return kind >= IS_PINF;
    }

    BigInteger unscaled() {
        return big == null ? BigInteger.valueOf(small) : big;
    }

    BigDecimal decimal() {
        return big == null ? BigDecimal.valueOf(small, scale) : new BigDecimal(big, scale);
    }

    /** -1, 0, 1; infinities have their sign, NaN 1. */
    int signum() {
        return switch (kind) {
            case FINITE -> big == null ? Long.signum(small) : big.signum();
            case IS_NINF -> -1;
            default -> 1;
        };
    }

    boolean isZero() {
        return kind == FINITE && big == null && small == 0;
    }

    Num negate() {
        return switch (kind) {
            case FINITE -> big == null ? new Num(FINITE, -small, null, scale) : new Num(FINITE, 0, big.negate(), scale);
            case IS_PINF -> NINF;
            case IS_NINF -> PINF;
            default -> this;
        };
    }

    Num abs() {
        return signum() < 0 ? negate() : this;
    }

    /** This value with another display scale, rounded half away from zero; finite values only. */
    Num rescale(int newScale) {
        return rescale(newScale, RoundingMode.HALF_UP);
    }

    Num rescale(int newScale, RoundingMode mode) {
        if (newScale == scale) {
            return this;
        }
        if (big == null && newScale > scale && newScale - scale <= 18) {
            long p = pow10(newScale - scale);
            long hi = Math.multiplyHigh(small, p);
            long lo = small * p;
            if (hi == lo >> 63) {
                return of(lo, newScale);
            }
        }
        return of(decimal().setScale(newScale, mode).unscaledValue(), newScale);
    }

    static long pow10(int n) {
        return POW10[n];
    }

    private static final long[] POW10 = {
        1L,
        10L,
        100L,
        1000L,
        10000L,
        100000L,
        1000000L,
        10000000L,
        100000000L,
        1000000000L,
        10000000000L,
        100000000000L,
        1000000000000L,
        10000000000000L,
        100000000000000L,
        1000000000000000L,
        10000000000000000L,
        100000000000000000L,
        1000000000000000000L
    };

    // ---- stored form ---------------------------------------------------------------------------------------------

    /** The value stored at {@code a[ao..ao+al)}. */
    static Num decode(byte[] a, int ao, int al) {
        int h = Bytes.shortL(a, ao) & 0xFFFF;
        if ((h & 0xC000) == 0xC000) {
            return (h & 0xF000) == 0xD000 ? PINF : (h & 0xF000) == 0xF000 ? NINF : NAN;
        }
        int dscale = storedScale(a, ao);
        long s = smallUnscaled(a, ao, al);
        if (s != NOT_SMALL) {
            return new Num(FINITE, s, null, dscale);
        }
        int weight = storedWeight(a, ao, h);
        int at = (h & 0x8000) != 0 ? ao + 2 : ao + 4;
        int n = (ao + al - at) / 2;
        char[] digits = new char[n * 4];
        for (int i = 0; i < n; i++) {
            int d = Bytes.shortL(a, at + 2 * i);
            digits[4 * i] = (char) ('0' + d / 1000);
            digits[4 * i + 1] = (char) ('0' + d / 100 % 10);
            digits[4 * i + 2] = (char) ('0' + d / 10 % 10);
            digits[4 * i + 3] = (char) ('0' + d % 10);
        }
        BigInteger v = n == 0 ? BigInteger.ZERO : new BigInteger(new String(digits));
        int shift = 4 * (weight - n + 1) + dscale;
        if (shift > 0) {
            v = v.multiply(BigInteger.TEN.pow(shift));
        } else if (shift < 0) {
            v = v.divide(BigInteger.TEN.pow(-shift));
        }
        boolean neg = (h & 0x8000) != 0 ? (h & 0x2000) != 0 : (h & 0x4000) != 0;
        return of(neg ? v.negate() : v, dscale);
    }

    static Num decode(Vector v, int i) {
        return decode(v.arena, v.off[i], v.len[i]);
    }

    static Num decode(byte[] a) {
        return decode(a, 0, a.length);
    }

    /** Display scale of a stored finite value. */
    static int storedScale(byte[] a, int ao) {
        int h = Bytes.shortL(a, ao) & 0xFFFF;
        return (h & 0x8000) != 0 ? (h & 0x1F80) >> 7 : h & 0x3FFF;
    }

    private static int storedWeight(byte[] a, int ao, int h) {
        return (h & 0x8000) != 0 ? ((h & 0x40) != 0 ? h & 0x3F | ~0x3F : h & 0x3F) : Bytes.shortL(a, ao + 2);
    }

    /** The unscaled value when it has at most 18 digits, else {@link #NOT_SMALL}; also for specials. */
    static long smallUnscaled(byte[] a, int ao, int al) {
        long v = 0;
        int h;
        int n = (al - 2) >> 1;
        if (n <= 3 && ao + 8 <= a.length) {
            // Header and digits in one load.
            long w = Bytes.longL(a, ao);
            h = (int) w & 0xFFFF;
            if ((h & 0xC000) != 0x8000) {
                return NOT_SMALL;
            }
            for (int i = 0; i < n; i++) {
                w >>>= 16;
                v = v * 10000 + (w & 0xFFFF);
            }
        } else {
            h = Bytes.shortL(a, ao) & 0xFFFF;
            if ((h & 0xC000) != 0x8000 || n > 4) {
                return NOT_SMALL;
            }
            int at = ao + 2;
            for (int i = 0; i < n; i++) {
                v = v * 10000 + Bytes.shortL(a, at + 2 * i);
            }
        }
        int weight = (h & 0x40) != 0 ? h & 0x3F | ~0x3F : h & 0x3F;
        int shift = 4 * (weight - n + 1) + ((h & 0x1F80) >> 7);
        if (shift == -2) {
            v /= 100;
        } else if (shift > 0) {
            if (v == 0) {
                return 0;
            }
            if (shift > 18) {
                return NOT_SMALL;
            }
            long p = POW10[shift];
            if (v >= SMALL_LIMIT / p) {
                return NOT_SMALL;
            }
            v *= p;
        } else if (shift < 0) {
            v = -shift > 18 ? 0 : v / POW10[-shift];
        }
        return (h & 0x2000) != 0 ? -v : v;
    }

    /** Writes a small finite value straight into the arena of {@code out}; |unscaled| below 10^18, scale up to 63. */
    static void storeSmall(Vector out, int row, long unscaled, int scale) {
        if (scale > 63) {
            of(unscaled, scale).store(out, row);
            return;
        }
        long u = Math.abs(unscaled);
        int pad = -scale & 3;
        if (u >= SMALL_LIMIT / 1000) {
            of(unscaled, scale).storeBig(out, row);
            return;
        }
        u *= POW10[pad];
        int weight = -((scale + pad) >> 2);
        while (u != 0 && u % 10000 == 0) {
            u /= 10000;
            weight++;
        }
        int n = 0;
        for (long t = u; t != 0; t /= 10000) {
            n++;
        }
        int at = out.reserve(2 + 2 * n);
        byte[] b = out.arena;
        for (int i = n - 1; i >= 0; i--) {
            long q = u / 10000;
            Bytes.shortL(b, at + 2 + 2 * i, (int) (u - q * 10000));
            u = q;
        }
        weight = n == 0 ? 0 : weight + n - 1;
        Bytes.shortL(b, at, 0x8000 | (unscaled < 0 ? 0x2000 : 0) | scale << 7 | weight & 0x7F);
        out.setSlice(row, at, 2 + 2 * n);
    }

    /** Writes this value as row {@code row} of {@code out}. */
    void store(Vector out, int row) {
        if (kind == FINITE && big == null && scale <= 63) {
            storeSmall(out, row, small, scale);
        } else {
            storeBig(out, row);
        }
    }

    private void storeBig(Vector out, int row) {
        byte[] b = encode();
        out.setBytes(row, b, 0, b.length);
    }

    /** The stored form. 22003 when the value does not fit the format. */
    byte[] encode() {
        if (kind != FINITE) {
            int h = kind == IS_NAN ? 0xC000 : kind == IS_PINF ? 0xD000 : 0xF000;
            return new byte[] {(byte) h, (byte) (h >> 8)};
        }
        int pad = -scale & 3;
        String s = unscaled().abs().toString();
        int len = s.length() + pad;
        int groups = (len + 3) / 4;
        short[] d = new short[groups];
        int lead = groups * 4 - len;
        for (int i = 0; i < groups; i++) {
            int v = 0;
            for (int k = 0; k < 4; k++) {
                int pos = i * 4 + k - lead;
                v = v * 10 + (pos >= 0 && pos < s.length() ? s.charAt(pos) - '0' : 0);
            }
            d[i] = (short) v;
        }
        int weight = groups - 1 - (scale + pad) / 4;
        int from = 0;
        int to = groups;
        while (from < to && d[from] == 0) {
            from++;
            weight--;
        }
        while (to > from && d[to - 1] == 0) {
            to--;
        }
        if (from == to) {
            weight = 0;
        }
        if (weight > 0x7FFF || weight < -0x8000 || scale > MAX_DSCALE) {
            throw overflow();
        }
        boolean neg = signum() < 0;
        boolean shortForm = scale <= 63 && weight <= 63 && weight >= -64;
        int hdr = shortForm ? 2 : 4;
        byte[] b = new byte[hdr + 2 * (to - from)];
        if (shortForm) {
            Bytes.shortL(b, 0, 0x8000 | (neg ? 0x2000 : 0) | scale << 7 | weight & 0x7F);
        } else {
            Bytes.shortL(b, 0, (neg ? 0x4000 : 0) | scale);
            Bytes.shortL(b, 2, weight);
        }
        for (int i = from; i < to; i++) {
            Bytes.shortL(b, hdr + 2 * (i - from), d[i]);
        }
        return b;
    }

    static SqlError overflow() {
        return Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
    }

    // ---- comparison and hash of stored forms
    // -------------------------------------------------------------------------

    /** Order of two stored values: -Infinity, finite, Infinity, NaN. */
    static int compare(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
        int ha = Bytes.shortL(a, ao) & 0xFFFF;
        int hb = Bytes.shortL(b, bo) & 0xFFFF;
        boolean sa = (ha & 0xC000) == 0xC000;
        boolean sb = (hb & 0xC000) == 0xC000;
        if (sa || sb) {
            return Integer.compare(rank(ha, sa), rank(hb, sb));
        }
        int pa = (ha & 0x8000) != 0 ? 2 : 4;
        int pb = (hb & 0x8000) != 0 ? 2 : 4;
        int na = (al - pa) >> 1;
        int nb = (bl - pb) >> 1;
        int ga = na == 0 ? 0 : (ha & (pa == 2 ? 0x2000 : 0x4000)) != 0 ? -1 : 1;
        int gb = nb == 0 ? 0 : (hb & (pb == 2 ? 0x2000 : 0x4000)) != 0 ? -1 : 1;
        if (ga != gb || ga == 0) {
            return Integer.compare(ga, gb);
        }
        int c = Integer.compare(storedWeight(a, ao, ha), storedWeight(b, bo, hb));
        for (int i = 0; c == 0 && i < Math.max(na, nb); i++) {
            int da = i < na ? Bytes.shortL(a, ao + pa + 2 * i) : 0;
            int db = i < nb ? Bytes.shortL(b, bo + pb + 2 * i) : 0;
            c = Integer.compare(da, db);
        }
        return ga * c;
    }

    private static int rank(int h, boolean special) {
        return !special ? 1 : (h & 0xF000) == 0xF000 ? 0 : (h & 0xF000) == 0xD000 ? 2 : 3;
    }

    /** hash_numeric of a stored value. */
    static int hash(byte[] a, int ao, int al) {
        return (int) hashExtended(a, ao, al, 0);
    }

    static long hashExtended(byte[] a, int ao, int al, long seed) {
        int h = Bytes.shortL(a, ao) & 0xFFFF;
        if ((h & 0xC000) == 0xC000) {
            return seed;
        }
        int p = (h & 0x8000) != 0 ? 2 : 4;
        int weight = storedWeight(a, ao, h);
        int from = ao + p;
        int end = ao + al;
        while (from < end && Bytes.shortL(a, from) == 0) {
            from += 2;
            weight--;
        }
        if (from == end) {
            return seed == 0 ? -1 : seed - 1;
        }
        while (Bytes.shortL(a, end - 2) == 0) {
            end -= 2;
        }
        return Hash.bytesExtended(a, from, end - from, seed) ^ weight;
    }

    static int compare(Num a, Num b) {
        if (a.kind != FINITE || b.kind != FINITE) {
            return Integer.compare(rank(a.kind), rank(b.kind));
        }
        if (a.big == null && b.big == null && a.scale == b.scale) {
            return Long.compare(a.small, b.small);
        }
        return a.decimal().compareTo(b.decimal());
    }

    private static int rank(int kind) {
        return kind == FINITE ? 1 : kind == IS_NINF ? 0 : kind == IS_PINF ? 2 : 3;
    }

    // ---- text
    // --------------------------------------------------------------------------------------------------------

    /** Parses the text form (whitespace around it allowed). */
    static Num parse(String s) {
        int n = s.length();
        int i = 0;
        while (i < n && isSpace(s.charAt(i))) {
            i++;
        }
        int end = n;
        while (end > i && isSpace(s.charAt(end - 1))) {
            end--;
        }
        int start = i;
        boolean neg = false;
        if (i < end && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            neg = s.charAt(i) == '-';
            i++;
        }
        if (i >= end) {
            throw Err.syntax("numeric", s);
        }
        char c = s.charAt(i);
        if (c != '.' && (c < '0' || c > '9')) {
            String w = s.substring(i, end);
            if (w.equalsIgnoreCase("nan") && start == i) {
                return NAN;
            }
            if (w.equalsIgnoreCase("infinity") || w.equalsIgnoreCase("inf")) {
                return neg ? NINF : PINF;
            }
            throw Err.syntax("numeric", s);
        }
        return parseDigits(s, i, end, neg);
    }

    private static Num parseDigits(String s, int i, int end, boolean neg) {
        long v = 0;
        int count = 0;
        int frac = -1;
        boolean any = false;
        StringBuilder more = null;
        for (; i < end; i++) {
            char c = s.charAt(i);
            if (c == '.') {
                if (frac >= 0) {
                    throw Err.syntax("numeric", s);
                }
                frac = 0;
                continue;
            }
            if (c < '0' || c > '9') {
                break;
            }
            any = true;
            if (frac >= 0) {
                frac++;
            }
            if (more != null) {
                more.append(c);
            } else if (count < 17) {
                v = v * 10 + (c - '0');
                count += v == 0 ? 0 : 1;
            } else {
                more = new StringBuilder(end - i + 20).append(v).append(c);
            }
        }
        if (!any) {
            throw Err.syntax("numeric", s);
        }
        frac = Math.max(frac, 0);
        long exp = 0;
        if (i < end) {
            exp = exponent(s, i, end);
        }
        BigInteger b = more == null ? null : new BigInteger(more.toString());
        long scale = frac - exp;
        if (scale >= 0) {
            if (scale > MAX_DSCALE) {
                throw overflow();
            }
            return b == null ? of(neg ? -v : v, (int) scale) : of(neg ? b.negate() : b, (int) scale);
        }
        if (b == null && v == 0) {
            return ZERO;
        }
        if (-scale > 131072 + 32) {
            throw overflow();
        }
        BigInteger r = (b == null ? BigInteger.valueOf(v) : b).multiply(BigInteger.TEN.pow((int) -scale));
        return of(neg ? r.negate() : r, 0);
    }

    private static long exponent(String s, int i, int end) {
        char c = s.charAt(i);
        if (c != 'e' && c != 'E') {
            throw Err.syntax("numeric", s);
        }
        i++;
        boolean neg = false;
        if (i < end && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            neg = s.charAt(i) == '-';
            i++;
        }
        if (i >= end) {
            throw Err.syntax("numeric", s);
        }
        long e = 0;
        for (; i < end; i++) {
            char d = s.charAt(i);
            if (d < '0' || d > '9') {
                throw Err.syntax("numeric", s);
            }
            e = Math.min(e * 10 + (d - '0'), 1L << 40);
        }
        if (e >= Integer.MAX_VALUE / 2) {
            throw overflow();
        }
        return neg ? -e : e;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= 9 && c <= 13;
    }

    /** Appends the text form. */
    void print(ByteSink out) {
        if (kind != FINITE) {
            out.ascii(kind == IS_NAN ? "NaN" : kind == IS_PINF ? "Infinity" : "-Infinity");
            return;
        }
        if (big != null) {
            out.ascii(decimal().toPlainString());
            return;
        }
        long u = small;
        if (u < 0) {
            out.put('-');
            u = -u;
        }
        if (scale == 0) {
            out.decimal(u);
        } else if (scale <= 18) {
            long p = POW10[scale];
            out.decimal(u / p).put('.').padded(u % p, scale);
        } else {
            out.ascii("0.");
            for (int i = 18; i < scale; i++) {
                out.put('0');
            }
            out.padded(u, 18);
        }
    }

    @Override
    public String toString() {
        ByteSink s = new ByteSink(32);
        print(s);
        return s.toString();
    }

    // ---- conversions
    // -------------------------------------------------------------------------------------------------

    double doubleValue() {
        return switch (kind) {
            case IS_NAN -> Double.NaN;
            case IS_PINF -> Double.POSITIVE_INFINITY;
            case IS_NINF -> Double.NEGATIVE_INFINITY;
            default ->
                big == null && scale == 0 && Math.abs(small) < 1L << 53
                        ? small
                        : decimal().doubleValue();
        };
    }

    /** Rounds to an integer; throws PostgreSQL's errors for specials and for what does not fit {@code min..max}. */
    long longValue(String type, long min, long max) {
        if (kind != FINITE) {
            throw Err.of(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "cannot convert " + (kind == IS_NAN ? "NaN" : "infinity") + " to " + type);
        }
        Num r = rescale(0);
        if (r.big != null && r.big.bitLength() > 63) {
            throw Err.range(type);
        }
        long v = r.big == null ? r.small : r.big.longValue();
        if (v < min || v > max) {
            throw Err.range(type);
        }
        return v;
    }

    /** From a double, with the 15 digits PostgreSQL takes (6 for floats). */
    static Num fromDouble(double d, int digits) {
        if (Double.isNaN(d)) {
            return NAN;
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? PINF : NINF;
        }
        BigDecimal b = new BigDecimal(d).round(new java.math.MathContext(digits, RoundingMode.HALF_EVEN));
        if (b.signum() == 0) {
            return ZERO;
        }
        b = b.stripTrailingZeros();
        return of(b);
    }

    /** Applies a numeric(p,s) modifier: rounds and checks. */
    Num applyTypmod(int typmod) {
        if (typmod < 4 || kind == IS_NAN) {
            return this;
        }
        int precision = (typmod - 4) >> 16 & 0xFFFF;
        int s = ((typmod - 4) & 0x7FF ^ 1024) - 1024;
        if (kind != FINITE) {
            throw Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
                    .detail("A field with precision " + precision + ", scale " + s + " cannot hold an infinite value.");
        }
        Num r;
        if (s >= 0) {
            r = rescale(s);
        } else {
            r = of(decimal().setScale(s, RoundingMode.HALF_UP).setScale(0).unscaledValue(), 0);
        }
        int maxDigits = precision - s;
        boolean bad;
        if (maxDigits + r.scale <= 18 && maxDigits + r.scale >= 0) {
            bad = r.big != null || Math.abs(r.small) >= POW10[maxDigits + r.scale];
        } else {
            BigDecimal limit = BigDecimal.ONE.scaleByPowerOfTen(maxDigits);
            bad = r.decimal().abs().compareTo(limit) >= 0;
        }
        if (bad) {
            throw Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
                    .detail("A field with precision " + precision + ", scale " + s
                            + " must round to an absolute value less than "
                            + (maxDigits != 0 ? "10^" + maxDigits : "1") + ".");
        }
        return r;
    }
}
