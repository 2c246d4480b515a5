package org.hathi.types;

/**
 * Intervals in ISO 8601's forms: with designators ({@code P1Y2M3DT4H5M6S}), and the alternative ones, basic
 * ({@code P20240102T040506}) and extended ({@code P0001-02-03T04:05:06}).
 */
final class IsoInterval {
    private static final double LARGEST = 1e15;

    private final IntervalParser to;
    private final String s;
    private int at = 1;
    private long whole;
    private double fraction;
    /** Digits before the point of the number read last. */
    private int digits;

    IsoInterval(IntervalParser to, String s) {
        this.to = to;
        this.s = s;
    }

    /** Reads the text into the parser's interval; false when it is not of these forms. */
    boolean read() {
        if (s.length() < 2 || s.charAt(0) != 'P') {
            return false;
        }
        boolean date = true;
        boolean fields = false;
        while (at < s.length()) {
            if (s.charAt(at) == 'T') {
                date = false;
                fields = false;
                at++;
                continue;
            }
            if (!number()) {
                return false;
            }
            char unit = at < s.length() ? s.charAt(at) : 0;
            at++;
            if (date ? designatedDate(unit) : designatedTime(unit)) {
                fields = true;
                continue;
            }
            if (date && (unit == 'T' || unit == 0) && digits == 8 && !fields) {
                basicDate();
                date = false;
                continue;
            }
            if (!date) {
                return !fields && (unit == ':' || unit == 0) && alternativeTime(unit);
            }
            if (fields || unit != '-' && unit != 'T' && unit != 0 || !alternativeDate(unit)) {
                return false;
            }
            date = false;
        }
        return true;
    }

    private boolean designatedDate(char unit) {
        switch (unit) {
            case 'Y' -> to.addYears(whole, fraction, 1);
            case 'M' -> to.addMonths(whole, fraction);
            case 'W' -> to.addDays(whole, fraction, 7);
            case 'D' -> to.addDays(whole, fraction, 1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean designatedTime(char unit) {
        switch (unit) {
            case 'H' -> to.addMicros(whole, fraction, Cal.HOUR);
            case 'M' -> to.addMicros(whole, fraction, Cal.MINUTE);
            case 'S' -> to.addMicros(whole, fraction, Cal.SECOND);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void basicDate() {
        to.addYears(whole / 10000, 0, 1);
        to.addMonths(whole / 100 % 100, 0);
        to.addDays(whole % 100, fraction, 1);
    }

    /** The rest of years-months-days, the years read and {@code unit} after them; leaves off behind the T, if any. */
    private boolean alternativeDate(char unit) {
        to.addYears(whole, fraction, 1);
        if (unit != '-') {
            return true;
        }
        if (!number()) {
            return false;
        }
        to.addMonths(whole, fraction);
        if (at >= s.length() || s.charAt(at) == 'T') {
            return true;
        }
        if (s.charAt(at++) != '-' || !number()) {
            return false;
        }
        to.addDays(whole, fraction, 1);
        return at >= s.length() || s.charAt(at) == 'T';
    }

    private boolean alternativeTime(char unit) {
        if (unit == 0 && digits == 6) {
            to.addMicros(whole / 10000, 0, Cal.HOUR);
            to.addMicros(whole / 100 % 100, 0, Cal.MINUTE);
            to.addMicros(whole % 100, 0, Cal.SECOND);
            to.addMicros(0, fraction, 1);
            return true;
        }
        to.addMicros(whole, fraction, Cal.HOUR);
        if (unit == 0) {
            return true;
        }
        if (!number()) {
            return false;
        }
        to.addMicros(whole, fraction, Cal.MINUTE);
        if (at >= s.length()) {
            return true;
        }
        if (s.charAt(at++) != ':' || !number()) {
            return false;
        }
        to.addMicros(whole, fraction, Cal.SECOND);
        return at >= s.length();
    }

    /** A decimal number, perhaps with an exponent. */
    private boolean number() {
        int from = at;
        int i = at;
        if (i < s.length() && s.charAt(i) == '-') {
            i++;
        }
        int first = i;
        i = run(i);
        digits = i - first;
        boolean any = digits > 0;
        if (i < s.length() && s.charAt(i) == '.') {
            int f = run(i + 1);
            any |= f > i + 1;
            i = f;
        }
        if (!any) {
            return false;
        }
        if (i < s.length() && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
            int sign = i + 1 < s.length() && (s.charAt(i + 1) == '-' || s.charAt(i + 1) == '+') ? 2 : 1;
            int e = run(i + sign);
            i = e > i + sign ? e : i;
        }
        double v = Double.parseDouble(s.substring(from, i));
        at = i;
        if (v < -LARGEST || v > LARGEST) {
            throw to.overflow();
        }
        whole = (long) v;
        fraction = v - whole;
        return true;
    }

    private int run(int from) {
        int i = from;
        while (i < s.length() && DateFields.digit(s.charAt(i))) {
            i++;
        }
        return i;
    }
}
