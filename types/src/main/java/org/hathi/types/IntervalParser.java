package org.hathi.types;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.types.DateFields.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads intervals: verbose ({@code 1 day 02:03}), SQL standard ({@code 1-2 3 4:5:6}) and, where that is not
 * understood, ISO 8601
 * ({@code P1Y2DT3H}). The verbose forms are read from the end, so that a unit is known when its number comes.
 */
final class IntervalParser {
    private static final int R_MONTH = 1 << 1;
    private static final int R_YEAR = 1 << 2;
    private static final int R_DAY = 1 << 3;
    private static final int R_HOUR = 1 << 10;
    private static final int R_MINUTE = 1 << 11;
    private static final int R_SECOND = 1 << 12;

    /** Bits of units that may be given once. */
    private static final int SECONDS = 1;

    private static final int MILLISECONDS = 2;
    private static final int MICROSECONDS = 4;
    private static final int MINUTES = 8;
    private static final int HOURS = 16;
    private static final int DAYS = 32;
    private static final int WEEKS = 64;
    private static final int MONTHS = 128;
    private static final int YEARS = 256;
    private static final int DECADES = 512;
    private static final int CENTURIES = 1024;
    private static final int MILLENNIA = 2048;
    private static final int ALL_SECONDS = SECONDS | MILLISECONDS | MICROSECONDS;

    private final String source;
    private long years;
    private long months;
    private long days;
    private long micros;
    /** Units given. */
    private int mask;

    private IntervalParser(String source) {
        this.source = source;
    }

    private SqlError bad() {
        return Err.of(SqlState.INVALID_DATETIME_FORMAT, "invalid input syntax for type interval: \"" + source + "\"");
    }

    SqlError overflow() {
        return Err.of(SqlState.INTERVAL_FIELD_OVERFLOW, "interval field value out of range: \"" + source + "\"");
    }

    static Interval parse(EvalContext cx, String source, int typmod) {
        int range = typmod >= 0 ? typmod >> 16 & 0x7FFF : 0x7FFF;
        IntervalParser p = new IntervalParser(source);
        if (!p.verbose(range, cx)) {
            p = new IntervalParser(source);
            IsoInterval iso = new IsoInterval(p, source);
            if (!iso.read()) {
                throw p.bad();
            }
        }
        return adjust(p.result(), typmod);
    }

    private Interval result() {
        long m = years * 12 + months;
        if (m != (int) m) {
            throw Err.dateRange("interval");
        }
        return new Interval(micros, (int) days, (int) m);
    }

    /** Whether a mask of fields is one that INTERVAL may be written with. */
    static boolean fields(int mask) {
        return switch (mask) {
            case R_YEAR,
                    R_MONTH,
                    R_DAY,
                    R_HOUR,
                    R_MINUTE,
                    R_SECOND,
                    R_YEAR | R_MONTH,
                    R_DAY | R_HOUR,
                    R_DAY | R_HOUR | R_MINUTE,
                    R_DAY | R_HOUR | R_MINUTE | R_SECOND,
                    R_HOUR | R_MINUTE,
                    R_HOUR | R_MINUTE | R_SECOND,
                    R_MINUTE | R_SECOND,
                    0x7FFF -> true;
            default -> false;
        };
    }

    /** Applies an interval typmod: fields beyond the range are dropped, seconds rounded. */
    static Interval adjust(Interval v, int typmod) {
        if (typmod < 0) {
            return v;
        }
        int range = typmod >> 16 & 0x7FFF;
        int precision = typmod & 0xFFFF;
        long t = v.time();
        Interval r =
                switch (range) {
                    case R_YEAR -> new Interval(0, 0, v.month() / 12 * 12);
                    case R_MONTH, R_YEAR | R_MONTH -> new Interval(0, 0, v.month());
                    case R_DAY -> new Interval(0, v.day(), v.month());
                    case R_HOUR, R_DAY | R_HOUR -> new Interval(t / Cal.HOUR * Cal.HOUR, v.day(), v.month());
                    case R_MINUTE, R_HOUR | R_MINUTE, R_DAY | R_HOUR | R_MINUTE ->
                        new Interval(t / Cal.MINUTE * Cal.MINUTE, v.day(), v.month());
                    case R_SECOND,
                            R_MINUTE | R_SECOND,
                            R_HOUR | R_MINUTE | R_SECOND,
                            R_DAY | R_HOUR | R_MINUTE | R_SECOND,
                            0x7FFF -> v;
                    default -> throw org.hathi.base.SqlError.internal("unrecognized interval typmod: " + typmod);
                };
        return precision <= 6 ? new Interval(Cal.round(r.time(), precision), r.day(), r.month()) : r;
    }

    /** A unit by its names, of which ten letters count; "" when it is none. */
    static String unit(String w) {
        return switch (w.length() > 10 ? w.substring(0, 10) : w) {
            case "microsecon", "us", "usec", "usecond", "useconds", "usecs" -> "microsecond";
            case "millisecon", "ms", "msec", "msecond", "mseconds", "msecs" -> "millisecond";
            case "s", "sec", "secs", "second", "seconds" -> "second";
            case "m", "min", "mins", "minute", "minutes" -> "minute";
            case "h", "hour", "hours", "hr", "hrs" -> "hour";
            case "d", "day", "days" -> "day";
            case "w", "week", "weeks" -> "week";
            case "mon", "mons", "month", "months" -> "month";
            case "y", "year", "years", "yr", "yrs" -> "year";
            case "dec", "decade", "decades", "decs" -> "decade";
            case "c", "cent", "century", "centuries" -> "century";
            case "mil", "mils", "millennia", "millennium" -> "millennium";
            default -> "";
        };
    }

    private static int checked(long v, IntervalParser p) {
        if (v != (int) v) {
            throw p.overflow();
        }
        return (int) v;
    }

    /** {@code v} and a fraction of units of {@code scale} microseconds. */
    void addMicros(long v, double fraction, long scale) {
        try {
            micros = Math.addExact(micros, Math.multiplyExact(v, scale));
        } catch (ArithmeticException e) {
            throw overflow();
        }
        fractionOf(fraction, scale);
    }

    private void fractionOf(double fraction, long scale) {
        double f = fraction * scale;
        long us = (long) f;
        double rest = f - us;
        us += rest > 0.5 ? 1 : rest < -0.5 ? -1 : 0;
        try {
            micros = Math.addExact(micros, us);
        } catch (ArithmeticException e) {
            throw overflow();
        }
    }

    void addDays(long v, double fraction, int scale) {
        days = checked(days + (long) checked(v, this) * scale, this);
        if (scale == 1) {
            fractionOf(fraction, Cal.DAY);
        } else {
            fractionOfDays(fraction, scale);
        }
    }

    private void fractionOfDays(double fraction, int scale) {
        double f = fraction * scale;
        int whole = (int) f;
        days = checked(days + whole, this);
        fractionOf(f - whole, Cal.DAY);
    }

    void addMonths(long v, double fraction) {
        months = checked(months + checked(v, this), this);
        fractionOfDays(fraction, 30);
    }

    void addYears(long v, double fraction, int scale) {
        years = checked(years + checked((long) checked(v, this) * scale, this), this);
        months = checked(months + (long) Math.rint(fraction * scale * 12), this);
    }

    /** Reads the verbose forms; false when the text is none of them. */
    private boolean verbose(int range, EvalContext cx) {
        DateFields split = new DateFields(source);
        if (!split.split()) {
            return false;
        }
        List<Field> fields = split.fields;
        boolean negative = cx.intervalStyle == EvalContext.IntervalStyle.SQL_STANDARD
                && !fields.isEmpty()
                && fields.getFirst().text().charAt(0) == '-';
        for (int i = 1; i < fields.size(); i++) {
            char c = fields.get(i).text().charAt(0);
            negative &= c != '-' && c != '+';
        }
        boolean ago = false;
        String unit = "";
        for (int i = fields.size() - 1; i >= 0; i--) {
            Field f = fields.get(i);
            switch (f.kind()) {
                case STRING, SPECIAL -> {
                    if (f.text().equals("ago")) {
                        ago = true;
                        unit = "";
                        continue;
                    }
                    unit = unit(f.text());
                    if (unit.isEmpty()) {
                        return false;
                    }
                }
                case TIME -> {
                    if (!time(f.text(), range) || !add(HOURS | MINUTES | ALL_SECONDS)) {
                        return false;
                    }
                    micros = negative && micros > 0 ? -micros : micros;
                    unit = "day";
                }
                default -> {
                    unit = signedOrNumber(f, unit, range, negative);
                    if (unit.isEmpty()) {
                        return false;
                    }
                }
            }
        }
        if (ago) {
            if (micros == Long.MIN_VALUE || days == Integer.MIN_VALUE || months == Integer.MIN_VALUE) {
                throw overflow();
            }
            negate();
        }
        return mask != 0;
    }

    private void negate() {
        micros = -micros;
        days = -days;
        months = -months;
        years = -years;
    }

    private boolean add(int bits) {
        boolean fresh = (mask & bits) == 0;
        mask |= bits;
        return fresh;
    }

    /** A number or a signed time; the unit of the number before it, "" when it is not understood. */
    private String signedOrNumber(Field f, String unit, int range, boolean negative) {
        String s = f.text();
        boolean signed = s.charAt(0) == '-' || s.charAt(0) == '+';
        if (signed && s.indexOf(':') > 0) {
            Boolean ok = signedTime(s, range, negative);
            return ok != null && ok ? "day" : "";
        }
        String u = unit.isEmpty() ? rightmost(range) : unit;
        int end = signed ? 1 : 0;
        while (end < s.length() && DateFields.digit(s.charAt(end))) {
            end++;
        }
        long v = integer(s.substring(s.charAt(0) == '+' ? 1 : 0, end));
        double fraction = 0;
        if (end < s.length()) {
            char c = s.charAt(end);
            if (c == '-') {
                Long m = yearMonth(s, end, v);
                if (m == null) {
                    return "";
                }
                v = m;
                u = "month";
            } else if (c == '.' && onlyDigits(s, end + 1)) {
                fraction = end + 1 == s.length() ? 0 : Double.parseDouble("0" + s.substring(end));
                fraction = s.charAt(0) == '-' ? -fraction : fraction;
            } else {
                return "";
            }
        }
        if (negative) {
            v = v > 0 ? -v : v;
            fraction = fraction > 0 ? -fraction : fraction;
        }
        return add(unitBits(u, fraction)) && apply(v, fraction, u) ? u.equals("hour") ? "day" : u : "";
    }

    /** A time with a sign: whether it is one that is given once; null when it is no time. */
    private @Nullable Boolean signedTime(String s, int range, boolean negative) {
        long before = micros;
        try {
            if (!time(s.substring(1), range)) {
                micros = before;
                return null;
            }
        } catch (SqlError e) {
            // PostgreSQL takes it for a number then, which it is not
            micros = before;
            return null;
        }
        micros = s.charAt(0) == '-' ? -micros : micros;
        micros = negative && micros > 0 ? -micros : micros;
        return add(HOURS | MINUTES | ALL_SECONDS);
    }

    private @Nullable Long yearMonth(String s, int dash, long years) {
        int end = dash + 1;
        while (end < s.length() && DateFields.digit(s.charAt(end))) {
            end++;
        }
        long m = integer(s.substring(dash + 1, end));
        if (m > 11) {
            throw overflow();
        }
        if (end < s.length()) {
            return null;
        }
        try {
            return Math.addExact(Math.multiplyExact(years, 12), s.charAt(0) == '-' ? -m : m);
        } catch (ArithmeticException e) {
            throw overflow();
        }
    }

    private static boolean onlyDigits(String s, int from) {
        for (int i = from; i < s.length(); i++) {
            if (!DateFields.digit(s.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private long integer(String s) {
        if (s.isEmpty() || s.equals("-")) {
            return 0;
        }
        try {
            return Long.parseLong(s);
        } catch (NumberFormatException e) {
            throw overflow();
        }
    }

    private static String rightmost(int range) {
        return switch (range) {
            case R_YEAR -> "year";
            case R_MONTH, R_YEAR | R_MONTH -> "month";
            case R_DAY -> "day";
            case R_HOUR, R_DAY | R_HOUR -> "hour";
            case R_MINUTE, R_HOUR | R_MINUTE, R_DAY | R_HOUR | R_MINUTE -> "minute";
            default -> "second";
        };
    }

    private static int unitBits(String unit, double fraction) {
        return switch (unit) {
            case "microsecond" -> MICROSECONDS;
            case "millisecond" -> MILLISECONDS;
            case "second" -> fraction == 0 ? SECONDS : ALL_SECONDS;
            case "minute" -> MINUTES;
            case "hour" -> HOURS;
            case "day" -> DAYS;
            case "week" -> WEEKS;
            case "month" -> MONTHS;
            case "year" -> YEARS;
            case "decade" -> DECADES;
            case "century" -> CENTURIES;
            default -> MILLENNIA;
        };
    }

    private boolean apply(long v, double fraction, String unit) {
        switch (unit) {
            case "microsecond" -> addMicros(v, fraction, 1);
            case "millisecond" -> addMicros(v, fraction, 1000);
            case "second" -> addMicros(v, fraction, Cal.SECOND);
            case "minute" -> addMicros(v, fraction, Cal.MINUTE);
            case "hour" -> addMicros(v, fraction, Cal.HOUR);
            case "day" -> addDays(v, fraction, 1);
            case "week" -> addDays(v, fraction, 7);
            case "month" -> addMonths(v, fraction);
            case "year" -> addYears(v, fraction, 1);
            case "decade" -> addYears(v, fraction, 10);
            case "century" -> addYears(v, fraction, 100);
            case "millennium" -> addYears(v, fraction, 1000);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** hh:mm, hh:mm:ss or mm:ss.fff; false when it is none of them. */
    private boolean time(String s, int range) {
        String[] p = s.split(":", -1);
        String last = p[p.length - 1];
        int dot = last.indexOf('.');
        String fraction = dot < 0 ? "" : last.substring(dot + 1);
        p[p.length - 1] = dot < 0 ? last : last.substring(0, dot);
        if (p.length < 2 || p.length > 3 || !onlyDigits(fraction, 0)) {
            return false;
        }
        for (String x : p) {
            if (!onlyDigits(x, 0)) {
                return false;
            }
        }
        long h = integer(p[0]);
        long m = checked(integer(p[1]), this);
        long sec = p.length == 3 ? checked(integer(p[2]), this) : 0;
        if (p.length == 2 && (dot >= 0 || range == (R_MINUTE | R_SECOND))) {
            sec = m;
            m = h;
            h = 0;
        }
        if (m > 59 || sec > 60) {
            throw overflow();
        }
        micros = fraction.isEmpty() ? 0 : (long) Math.rint(Double.parseDouble("0." + fraction) * Cal.SECOND);
        addMicros(h, 0, Cal.HOUR);
        addMicros(m, 0, Cal.MINUTE);
        addMicros(sec, 0, Cal.SECOND);
        return true;
    }
}
