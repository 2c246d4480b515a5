package org.hathi.types;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** Text forms of integers and floats. */
final class NumberText {
    private NumberText() {}

    static boolean isSpace(char c) {
        return c == ' ' || c >= 9 && c <= 13;
    }

    /** Parses a signed integer within {@code min..max} of the type called {@code type}. */
    static long integer(String s, String type, long min, long max) {
        int n = s.length();
        int i = 0;
        while (i < n && isSpace(s.charAt(i))) {
            i++;
        }
        boolean neg = false;
        if (i < n && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            neg = s.charAt(i) == '-';
            i++;
        }
        int start = i;
        long v = 0;
        boolean over = false;
        for (; i < n; i++) {
            int d = s.charAt(i) - '0';
            if (d < 0 || d > 9) {
                break;
            }
            if (v < Long.MIN_VALUE / 10) {
                over = true;
            }
            long t = v * 10 - d;
            over |= t > v * 10;
            v = t;
        }
        int end = i;
        while (i < n && isSpace(s.charAt(i))) {
            i++;
        }
        if (end == start || i < n) {
            throw Err.syntax(type, s);
        }
        if (over || !neg && v == Long.MIN_VALUE) {
            throw Err.valueRange(s, type);
        }
        if (!neg) {
            v = -v;
        }
        if (v < min || v > max) {
            throw Err.valueRange(s, type);
        }
        return v;
    }

    /** oid, xid, cid: as strtoul: negative numbers wrap. */
    static long unsigned(String s, String type) {
        int n = s.length();
        int i = 0;
        while (i < n && isSpace(s.charAt(i))) {
            i++;
        }
        boolean neg = false;
        if (i < n && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            neg = s.charAt(i) == '-';
            i++;
        }
        int start = i;
        long v = 0;
        while (i < n && s.charAt(i) >= '0' && s.charAt(i) <= '9') {
            v = Math.min(v * 10 + s.charAt(i++) - '0', 1L << 40);
        }
        int end = i;
        while (i < n && isSpace(s.charAt(i))) {
            i++;
        }
        if (end == start || i < n) {
            throw Err.syntax(type, s);
        }
        if (v > (neg ? 1L << 31 : 0xFFFFFFFFL)) {
            throw Err.valueRange(s, type);
        }
        return (neg ? -v : v) & 0xFFFFFFFFL;
    }

    /**
     * xid, cid and xid8: an unsigned number as C's strtoull reads the beginning of a string: a sign, 0x for
     * hexadecimal, 0 for octal; 0 when there is none, the largest number when it is too large.
     */
    static long lenient(String s) {
        int i = 0;
        while (i < s.length() && isSpace(s.charAt(i))) {
            i++;
        }
        boolean minus = i < s.length() && s.charAt(i) == '-';
        if (minus || i < s.length() && s.charAt(i) == '+') {
            i++;
        }
        int base = 10;
        if (i < s.length() && s.charAt(i) == '0') {
            boolean hex =
                    i + 2 < s.length() && (s.charAt(i + 1) | 32) == 'x' && Character.digit(s.charAt(i + 2), 16) >= 0;
            base = hex ? 16 : 8;
            i += hex ? 2 : 0;
        }
        long v = 0;
        for (; i < s.length(); i++) {
            int d = s.charAt(i) < 128 ? Character.digit(s.charAt(i), base) : -1;
            if (d < 0) {
                break;
            }
            if (Long.compareUnsigned(v, Long.divideUnsigned(-1L - d, base)) > 0) {
                return -1L;
            }
            v = v * base + d;
        }
        return minus ? -v : v;
    }

    /** Parses a double; {@code type} names the type in errors. */
    static double float8(String s, String type) {
        return parse(s, s.strip(), type, false);
    }

    static float float4(String s, String type) {
        return (float) parse(s, s.strip(), type, true);
    }

    private static double parse(String whole, String t, String type, boolean single) {
        if (t.isEmpty()) {
            throw Err.syntax(type, whole);
        }
        int i = t.charAt(0) == '-' || t.charAt(0) == '+' ? 1 : 0;
        String w = t.substring(i);
        if (w.isEmpty()) {
            throw Err.syntax(type, whole);
        }
        char c = w.charAt(0);
        if (c != '.' && (c < '0' || c > '9')) {
            if (w.equalsIgnoreCase("nan")) {
                return Double.NaN;
            }
            if (w.equalsIgnoreCase("infinity") || w.equalsIgnoreCase("inf")) {
                return t.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            }
            throw Err.syntax(type, whole);
        }
        char last = w.charAt(w.length() - 1);
        if (last == 'f' || last == 'F' || last == 'd' || last == 'D') {
            if (!w.startsWith("0x") && !w.startsWith("0X")) {
                throw Err.syntax(type, whole);
            }
        }
        try {
            boolean hex = w.length() > 1 && (w.charAt(1) == 'x' || w.charAt(1) == 'X');
            String arg = hex && w.indexOf('p') < 0 && w.indexOf('P') < 0 ? t + "p0" : t;
            double d = single ? Float.parseFloat(arg) : Double.parseDouble(arg);
            if (Double.isInfinite(d) || d == 0 && nonZero(w)) {
                throw Err.of(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "\"" + t + "\" is out of range for type " + type);
            }
            return d;
        } catch (NumberFormatException e) {
            throw Err.syntax(type, whole);
        }
    }

    private static boolean nonZero(String w) {
        for (int i = 0; i < w.length(); i++) {
            char c = w.charAt(i);
            if (c >= '1' && c <= '9') {
                return true;
            }
            if (c == 'e' || c == 'E') {
                return false;
            }
        }
        return false;
    }

    /** Appends a double as PostgreSQL does; {@code extra} is extra_float_digits. */
    static void print(double d, int extra, ByteSink out) {
        if (special(d, out)) {
            return;
        }
        if (extra <= 0) {
            general(d, Math.max(15 + extra, 1), out);
            return;
        }
        if (d == (long) d && Math.abs(d) < 1e15 && (d != 0 || 1 / d > 0)) {
            out.decimal((long) d);
            return;
        }
        shortest(d, Double.toString(Math.abs(d)), false, out);
    }

    /** Appends a float. */
    static void print(float f, int extra, ByteSink out) {
        if (special(f, out)) {
            return;
        }
        if (extra <= 0) {
            general(f, Math.max(6 + extra, 1), out);
            return;
        }
        shortest(f, Float.toString(Math.abs(f)), true, out);
    }

    private static boolean special(double d, ByteSink out) {
        if (Double.isNaN(d)) {
            out.ascii("NaN");
        } else if (Double.isInfinite(d)) {
            out.ascii(d > 0 ? "Infinity" : "-Infinity");
        } else {
            return false;
        }
        return true;
    }

    private static void shortest(double d, String java, boolean single, ByteSink out) {
        if (d < 0 || d == 0 && 1 / d < 0) {
            out.put('-');
        }
        StringBuilder digits = new StringBuilder(20);
        int exp = 0;
        int point = -1;
        for (int i = 0; i < java.length(); i++) {
            char c = java.charAt(i);
            if (c == 'E') {
                exp = Integer.parseInt(java.substring(i + 1));
                break;
            }
            if (c == '.') {
                point = digits.length();
            } else {
                digits.append(c);
            }
        }
        int e = exp + (point < 0 ? digits.length() : point) - 1;
        int lead = 0;
        while (lead < digits.length() - 1 && digits.charAt(lead) == '0') {
            lead++;
        }
        digits.delete(0, lead);
        e -= lead;
        int n = digits.length();
        while (n > 1 && digits.charAt(n - 1) == '0') {
            n--;
        }
        digits.setLength(n);
        if (d == 0) {
            out.put('0');
            return;
        }
        if (n == 2) {
            e += oneDigit(Math.abs(d), digits, e, single);
        }
        if (Math.abs(d) >= (single ? 0x1p23 : 0x1p52)) {
            e = strict(Math.abs(d), digits, e, single);
        }
        layout(digits, e, single ? 6 : 15, out);
    }

    /**
     * PostgreSQL does not use a decimal that lies exactly between two floats: then more digits. Returns the exponent.
     */
    private static int strict(double d, StringBuilder digits, int e, boolean single) {
        BigDecimal shown = new BigDecimal(digits + "E" + (e - digits.length() + 1));
        BigDecimal exact = new BigDecimal(d);
        BigDecimal gap = new BigDecimal(single ? Math.ulp((float) d) : Math.ulp(d)).divide(BigDecimal.valueOf(2));
        if (shown.subtract(exact).abs().compareTo(gap) != 0) {
            return e;
        }
        for (int n = digits.length(); n < 18; n++) {
            BigDecimal r =
                    exact.round(new MathContext(n, RoundingMode.HALF_EVEN)).stripTrailingZeros();
            boolean same = single ? r.floatValue() == (float) d : r.doubleValue() == d;
            if (same && r.subtract(exact).abs().compareTo(gap) < 0) {
                String s = r.unscaledValue().toString();
                digits.setLength(0);
                digits.append(s);
                return s.length() - r.scale() - 1;
            }
        }
        return e;
    }

    /**
     * Java never gives fewer than two digits: use one where one suffices (5e-324). Returns a carry into the exponent.
     */
    private static int oneDigit(double d, StringBuilder digits, int e, boolean single) {
        int v = (digits.charAt(0) - '0') * 10 + digits.charAt(1) - '0';
        int up = (v + 5) / 10;
        String s = up + "E" + e;
        boolean same = single ? Float.parseFloat(s) == (float) d : Double.parseDouble(s) == d;
        if (!same) {
            return 0;
        }
        digits.setLength(0);
        digits.append(up >= 10 ? 1 : up);
        return up >= 10 ? 1 : 0;
    }

    /** Appends digits d.ddd x 10^e, scientific when e < -4 or e >= limit. */
    private static void layout(CharSequence digits, int e, int limit, ByteSink out) {
        int n = digits.length();
        if (e < -4 || e >= limit) {
            out.put(digits.charAt(0));
            if (n > 1) {
                out.put('.');
                for (int i = 1; i < n; i++) {
                    out.put(digits.charAt(i));
                }
            }
            out.put('e').put(e < 0 ? '-' : '+').padded(Math.abs(e), 2);
            return;
        }
        if (e < 0) {
            out.ascii("0.");
            for (int i = -1; i > e; i--) {
                out.put('0');
            }
        }
        for (int i = 0; i < n || i <= e; i++) {
            if (i == e + 1 && e >= 0) {
                out.put('.');
            }
            out.put(i < n ? digits.charAt(i) : '0');
        }
    }

    /** %.*g */
    static void general(double d, int precision, ByteSink out) {
        if (d == 0) {
            out.ascii(1 / d < 0 ? "-0" : "0");
            return;
        }
        BigDecimal b = new BigDecimal(Math.abs(d)).round(new MathContext(precision, RoundingMode.HALF_EVEN));
        b = b.stripTrailingZeros();
        if (d < 0) {
            out.put('-');
        }
        String s = b.unscaledValue().toString();
        layout(s, s.length() - b.scale() - 1, precision, out);
    }

    /** 22P03/08P01 for a binary value of the wrong size. */
    static SqlError binarySize(int len, int want) {
        return len < want
                ? Err.of(SqlState.PROTOCOL_VIOLATION, "insufficient data left in message")
                : Err.binary("incorrect binary data format");
    }
}
