package org.hathi.base;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers with units as settings write them: {@code 128MB}, {@code 5min}, {@code 1.5 s}. */
final class SettingUnits {
    private static final String MEMORY_HINT =
            "Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and \"TB\".";
    private static final String TIME_HINT =
            "Valid units for this parameter are \"us\", \"ms\", \"s\", \"min\", \"h\", and \"d\".";
    private static final String[] MEMORY = {"TB", "GB", "MB", "kB", "B"};
    private static final double[] MEMORY_BYTES = {0x1p40, 0x1p30, 0x1p20, 1024, 1};
    private static final String[] TIME = {"d", "h", "min", "s", "ms", "us"};
    private static final double[] TIME_US = {86_400e6, 3_600e6, 60e6, 1e6, 1e3, 1};

    private SettingUnits() {}

    static boolean isTime(String unit) {
        return unit.equals("ms") || unit.equals("s") || unit.equals("min") || unit.equals("us");
    }

    /** The size of a setting's own unit in bytes or microseconds. */
    private static double base(String unit) {
        if (isTime(unit)) {
            return TIME_US[indexOf(TIME, unit)];
        }
        if (unit.equals("8kB")) {
            return 8192;
        }
        return MEMORY_BYTES[indexOf(MEMORY, unit)];
    }

    private static int indexOf(String[] names, String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Outcome of a parse: {@code ok}, or an optional hint. */
    record Parsed(boolean ok, double value, @Nullable String hint) {
        static final Parsed BAD = new Parsed(false, 0, null);
    }

    /** Parses an integer setting's text into its own unit, rounding as PostgreSQL does. */
    static Parsed parseInt(String text, String unit) {
        Parsed p = parse(text, unit, true);
        if (!p.ok) {
            return p;
        }
        double v = Math.rint(p.value);
        if (v > Integer.MAX_VALUE || v < Integer.MIN_VALUE) {
            return new Parsed(false, 0, "Value exceeds integer range.");
        }
        return new Parsed(true, v, null);
    }

    static Parsed parseReal(String text, String unit) {
        return parse(text, unit, false);
    }

    private static Parsed parse(String text, String unit, boolean integer) {
        int n = text.length();
        int at = 0;
        while (at < n && isSpace(text.charAt(at))) {
            at++;
        }
        int end = integer ? radixEnd(text, at) : at;
        double value;
        try {
            if (end > at) {
                value = Long.decode(text.substring(at, end));
            } else {
                end = decimalEnd(text, at);
                if (end == at) {
                    return Parsed.BAD;
                }
                value = Double.parseDouble(text.substring(at, end));
            }
        } catch (NumberFormatException e) {
            return Parsed.BAD;
        }
        while (end < n && isSpace(text.charAt(end))) {
            end++;
        }
        int tail = n;
        while (tail > end && isSpace(text.charAt(tail - 1))) {
            tail--;
        }
        if (end == tail) {
            return Double.isNaN(value) ? Parsed.BAD : new Parsed(true, value, null);
        }
        return unit.isEmpty() ? Parsed.BAD : convert(value, text.substring(end, tail), unit);
    }

    private static Parsed convert(double value, String given, String unit) {
        boolean time = isTime(unit);
        String[] names = time ? TIME : MEMORY;
        double[] sizes = time ? TIME_US : MEMORY_BYTES;
        int i = indexOf(names, given);
        if (i < 0) {
            return new Parsed(false, 0, time ? TIME_HINT : MEMORY_HINT);
        }
        double base = base(unit);
        double v = value * sizes[i] / base;
        // a fractional number of a large unit is rounded to a whole number of the next smaller one
        if (i + 1 < sizes.length && sizes[i + 1] >= base) {
            double smaller = sizes[i + 1] / base;
            v = Math.rint(v / smaller) * smaller;
        }
        return new Parsed(true, v, null);
    }

    /** End of a hexadecimal or octal integer at {@code at}; {@code at} itself when it is neither. */
    private static int radixEnd(String s, int at) {
        int i = at;
        if (i < s.length() && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            i++;
        }
        if (i + 1 >= s.length() || s.charAt(i) != '0') {
            return at;
        }
        boolean hex = s.charAt(i + 1) == 'x' || s.charAt(i + 1) == 'X';
        int j = hex ? i + 2 : i + 1;
        int first = j;
        while (j < s.length() && Character.digit(s.charAt(j), hex ? 16 : 8) >= 0) {
            j++;
        }
        return j == first || (j < s.length() && (s.charAt(j) == '.' || s.charAt(j) == 'e')) ? at : j;
    }

    private static int decimalEnd(String s, int at) {
        int i = at;
        int n = s.length();
        if (i < n && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            i++;
        }
        int digits = 0;
        while (i < n && isDigit(s.charAt(i))) {
            i++;
            digits++;
        }
        if (i < n && s.charAt(i) == '.') {
            i++;
            while (i < n && isDigit(s.charAt(i))) {
                i++;
                digits++;
            }
        }
        if (digits == 0) {
            return at;
        }
        if (i < n && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
            int j = i + 1;
            if (j < n && (s.charAt(j) == '-' || s.charAt(j) == '+')) {
                j++;
            }
            if (j < n && isDigit(s.charAt(j))) {
                while (j < n && isDigit(s.charAt(j))) {
                    j++;
                }
                i = j;
            }
        }
        return i;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** A value in the largest unit that leaves it whole: {@code 1536kB}, {@code 5min}. */
    static String show(double value, String unit, boolean integer) {
        if (unit.isEmpty() || value <= 0) {
            return number(value, integer);
        }
        boolean time = isTime(unit);
        String[] names = time ? TIME : MEMORY;
        double[] sizes = time ? TIME_US : MEMORY_BYTES;
        double absolute = value * base(unit);
        for (int i = 0; i < names.length; i++) {
            double q = absolute / sizes[i];
            if (q >= 1 && Math.abs(q - Math.rint(q)) <= q * 1e-15 && (!integer || q == Math.rint(q))) {
                return number(q, true) + names[i];
            }
        }
        return number(absolute / sizes[sizes.length - 1], integer) + names[names.length - 1];
    }

    static String number(double value, boolean integer) {
        return integer && Math.abs(value) < 0x1p62 ? Long.toString((long) value) : general(value);
    }

    /** C's {@code %g}: six significant digits, trailing zeros dropped. */
    static String general(double v) {
        if (v == 0) {
            return "0";
        }
        if (Double.isInfinite(v) || Double.isNaN(v)) {
            return Double.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
        }
        BigDecimal d = new BigDecimal(v).round(new MathContext(6, RoundingMode.HALF_EVEN));
        int exponent = d.precision() - d.scale() - 1;
        BigDecimal s = d.stripTrailingZeros();
        if (exponent >= -4 && exponent < 6) {
            return s.toPlainString();
        }
        String digits = s.unscaledValue().abs().toString();
        StringBuilder b = new StringBuilder(v < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            b.append('.').append(digits, 1, digits.length());
        }
        int e = Math.abs(exponent);
        return b.append('e')
                .append(exponent < 0 ? '-' : '+')
                .append(e < 10 ? "0" : "")
                .append(e)
                .toString();
    }
}
