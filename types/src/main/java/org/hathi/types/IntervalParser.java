package org.hathi.types;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/**
 * Reads intervals: verbose ({@code 1 day 02:03}), SQL standard ({@code 1-2 3 4:5:6}) and ISO 8601 ({@code P1Y2DT3H}).
 */
final class IntervalParser {
    private static final int R_MONTH = 1 << 1;
    private static final int R_YEAR = 1 << 2;
    private static final int R_DAY = 1 << 3;
    private static final int R_HOUR = 1 << 10;
    private static final int R_MINUTE = 1 << 11;
    private static final int R_SECOND = 1 << 12;

    private final String source;
    private final String s;
    private int i;
    private long months;
    private long days;
    private BigDecimal micros = BigDecimal.ZERO;
    private final java.util.Set<String> seen = new java.util.HashSet<>();

    private IntervalParser(String source) {
        this.source = source;
        this.s = source.toLowerCase(Locale.ROOT).strip();
    }

    private SqlError bad() {
        return Err.of(SqlState.INVALID_DATETIME_FORMAT, "invalid input syntax for type interval: \"" + source + "\"");
    }

    private SqlError overflow() {
        return Err.of(SqlState.INTERVAL_FIELD_OVERFLOW, "interval field value out of range: \"" + source + "\"");
    }

    static Interval parse(EvalContext cx, String source, int typmod) {
        IntervalParser p = new IntervalParser(source);
        int range = typmod >= 0 ? typmod >> 16 & 0x7FFF : 0x7FFF;
        if (p.s.startsWith("p") && p.s.length() > 1) {
            p.iso();
        } else {
            p.verbose(range, cx);
        }
        return adjust(p.result(), typmod);
    }

    private Interval result() {
        BigDecimal us = micros.setScale(0, RoundingMode.HALF_EVEN);
        if (months != (int) months
                || days != (int) days
                || us.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw overflow();
        }
        return new Interval(us.longValue(), (int) days, (int) months);
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
                    default -> v;
                };
        return precision <= 6 ? new Interval(Cal.round(r.time(), precision), r.day(), r.month()) : r;
    }

    /** Notes that a unit has been given; twice is an error. */
    private void once(String unit) {
        if (!seen.add(unit)) {
            throw bad();
        }
    }

    private void add(BigDecimal v, String unit) {
        once(unit);
        switch (unit) {
            case "millennium" -> years(v, 1000);
            case "century" -> years(v, 100);
            case "decade" -> years(v, 10);
            case "year" -> years(v, 1);
            case "month" -> {
                months += whole(v);
                addDays(frac(v).multiply(BigDecimal.valueOf(30)));
            }
            case "week" -> addDays(v.multiply(BigDecimal.valueOf(7)));
            case "day" -> addDays(v);
            case "hour" -> micros = micros.add(v.multiply(BigDecimal.valueOf(Cal.HOUR)));
            case "minute" -> micros = micros.add(v.multiply(BigDecimal.valueOf(Cal.MINUTE)));
            case "second" -> micros = micros.add(v.multiply(BigDecimal.valueOf(Cal.SECOND)));
            case "millisecond" -> micros = micros.add(v.multiply(BigDecimal.valueOf(1000)));
            case "microsecond" -> micros = micros.add(v.setScale(0, RoundingMode.HALF_EVEN));
            default -> throw bad();
        }
    }

    private void years(BigDecimal v, int factor) {
        months += whole(v) * 12 * factor;
        months += frac(v).multiply(BigDecimal.valueOf(12L * factor))
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValue();
    }

    private void addDays(BigDecimal v) {
        days += whole(v);
        micros = micros.add(frac(v).multiply(BigDecimal.valueOf(Cal.DAY)));
    }

    private long whole(BigDecimal v) {
        if (v.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE + 1L)) > 0) {
            throw overflow();
        }
        return v.longValue();
    }

    private static BigDecimal frac(BigDecimal v) {
        return v.remainder(BigDecimal.ONE);
    }

    static String unit(String w) {
        return switch (w) {
            case "microsecond", "microseconds", "us", "usec", "usecond", "useconds", "usecs", "microsecon" ->
                "microsecond";
            case "millisecond", "milliseconds", "ms", "msec", "msecond", "mseconds", "msecs", "millisecon" ->
                "millisecond";
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

    private boolean more() {
        while (i < s.length() && (NumberText.isSpace(s.charAt(i)) || s.charAt(i) == '@')) {
            i++;
        }
        return i < s.length();
    }

    private void verbose(int range, EvalContext cx) {
        boolean any = false;
        boolean ago = false;
        boolean allNegative = cx.intervalStyle == EvalContext.IntervalStyle.SQL_STANDARD
                && s.startsWith("-")
                && s.indexOf('-', 1) < 0
                && s.indexOf('+') < 0
                && s.indexOf(' ') > 0
                && s.chars().noneMatch(Character::isLetter);
        while (more()) {
            char c = s.charAt(i);
            if (ago) {
                throw bad();
            }
            if (c == '+' || c == '-' || c == '.' || c >= '0' && c <= '9') {
                number(range);
                any = true;
            } else if (Character.isLetter(c)) {
                String w = word();
                if (w.equals("ago") && any) {
                    ago = true;
                } else if (!w.equals("and") || !any) {
                    throw bad();
                }
            } else {
                throw bad();
            }
        }
        if (!any) {
            throw bad();
        }
        if (ago || allNegative) {
            if (allNegative) {
                days = Math.abs(days);
                micros = micros.abs();
                months = Math.abs(months);
            }
            months = -months;
            days = -days;
            micros = micros.negate();
        }
    }

    private String word() {
        int from = i;
        while (i < s.length() && Character.isLetter(s.charAt(i))) {
            i++;
        }
        return s.substring(from, i);
    }

    private void number(int range) {
        boolean neg = s.charAt(i) == '-';
        if (neg || s.charAt(i) == '+') {
            i++;
            more();
        }
        int from = i;
        while (i < s.length() && (s.charAt(i) >= '0' && s.charAt(i) <= '9' || s.charAt(i) == '.')) {
            i++;
        }
        if (i == from) {
            throw bad();
        }
        if (i < s.length() && s.charAt(i) == ':') {
            i = from;
            time(neg, range);
            return;
        }
        if (i < s.length() && s.charAt(i) == '-' && i + 1 < s.length() && Character.isDigit(s.charAt(i + 1))) {
            long y = decimal(s.substring(from, i)).longValueExact();
            int at = ++i;
            while (i < s.length() && Character.isDigit(s.charAt(i))) {
                i++;
            }
            long m = decimal(s.substring(at, i)).longValueExact();
            if (m > 11) {
                throw overflow();
            }
            once("year");
            once("month");
            months += neg ? -(y * 12 + m) : y * 12 + m;
            return;
        }
        BigDecimal v = decimal(s.substring(from, i));
        unitAfter(neg ? v.negate() : v, range);
    }

    private BigDecimal decimal(String t) {
        try {
            return new BigDecimal(t);
        } catch (NumberFormatException e) {
            throw bad();
        }
    }

    private void unitAfter(BigDecimal v, int range) {
        more();
        if (i < s.length() && Character.isLetter(s.charAt(i))) {
            int back = i;
            String w = word();
            String u = unit(w);
            if (!u.isEmpty()) {
                add(v, u);
                return;
            }
            i = back;
            if (!w.equals("ago")) {
                throw bad();
            }
        } else if (i < s.length() && timeFollows()) {
            add(v, "day");
            return;
        }
        String u =
                switch (range) {
                    case R_YEAR -> "year";
                    case R_MONTH, R_YEAR | R_MONTH -> "month";
                    case R_DAY -> "day";
                    case R_HOUR, R_DAY | R_HOUR -> "hour";
                    case R_MINUTE, R_HOUR | R_MINUTE, R_DAY | R_HOUR | R_MINUTE -> "minute";
                    default -> "second";
                };
        add(v, u);
    }

    private boolean timeFollows() {
        int k = i;
        if (s.charAt(k) == '-' || s.charAt(k) == '+') {
            k++;
        }
        int from = k;
        while (k < s.length() && Character.isDigit(s.charAt(k))) {
            k++;
        }
        return k > from && k < s.length() && s.charAt(k) == ':';
    }

    private void time(boolean neg, int range) {
        int from = i;
        while (i < s.length() && (Character.isDigit(s.charAt(i)) || s.charAt(i) == ':' || s.charAt(i) == '.')) {
            i++;
        }
        String[] p = s.substring(from, i).split(":", -1);
        if (p.length > 3 || p[1].isEmpty() || p.length == 3 && p[2].isEmpty()) {
            throw bad();
        }
        BigDecimal h = decimal(p[0]);
        BigDecimal m = decimal(p[1]);
        BigDecimal sec = p.length == 3 ? decimal(p[2]) : BigDecimal.ZERO;
        boolean minutesFirst = p.length == 2 && (p[1].indexOf('.') >= 0 || range == (R_MINUTE | R_SECOND));
        if (minutesFirst) {
            sec = m;
            m = h;
            h = BigDecimal.ZERO;
        }
        if (m.compareTo(BigDecimal.valueOf(60)) >= 0 && !minutesFirst || sec.compareTo(BigDecimal.valueOf(61)) >= 0) {
            throw overflow();
        }
        BigDecimal us = h.multiply(BigDecimal.valueOf(Cal.HOUR))
                .add(m.multiply(BigDecimal.valueOf(Cal.MINUTE)))
                .add(sec.multiply(BigDecimal.valueOf(Cal.SECOND)));
        once("hour");
        once("minute");
        once("second");
        micros = neg ? micros.subtract(us) : micros.add(us);
    }

    /** P0001-02-03T04:05:06 */
    private void alternative() {
        int t = s.indexOf('t');
        String[] date = s.substring(1, t < 0 ? s.length() : t).split("-", -1);
        String[] unit = {"year", "month", "day"};
        for (int k = 0; k < date.length && k < 3; k++) {
            add(decimal(date[k]), unit[k]);
        }
        if (t >= 0) {
            i = t + 1;
            time(false, 0x7FFF);
        }
    }

    private void iso() {
        i = 1;
        if (s.length() > 5 && Character.isDigit(s.charAt(4)) && s.charAt(5) == '-') {
            alternative();
            return;
        }
        boolean time = false;
        boolean any = false;
        while (i < s.length()) {
            if (s.charAt(i) == 't' && !time) {
                time = true;
                i++;
                continue;
            }
            int from = i;
            while (i < s.length() && !Character.isLetter(s.charAt(i))) {
                i++;
            }
            BigDecimal v = decimal(s.substring(from, i));
            if (i >= s.length()) {
                throw bad();
            }
            char u = s.charAt(i++);
            any = true;
            switch (u) {
                case 'y' -> add(v, "year");
                case 'm' -> add(v, time ? "minute" : "month");
                case 'w' -> add(v, "week");
                case 'd' -> add(v, "day");
                case 'h' -> add(v, "hour");
                case 's' -> add(v, "second");
                default -> throw bad();
            }
        }
        if (!any) {
            throw bad();
        }
    }
}
