package org.hathi.types;

import java.util.List;
import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** to_char of dates, times and intervals. */
final class ToChar {
    private static final String[] ROMAN = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};
    private static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    private static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

    private ToChar() {}

    /**
     * Output of a timestamp (in zone {@code abbreviation}, "" without one) or of an interval's fields.
     *
     * @param t the fields, also the day of the year; of an interval its year and month may be negative
     */
    static String format(List<Template.Node> nodes, Cal.Broken t, long hours, boolean interval, String abbreviation) {
        ByteSink b = new ByteSink(64);
        for (Template.Node n : nodes) {
            if (!n.isField()) {
                b.text(n.name());
                continue;
            }
            int start = b.size;
            boolean number =
                    n.digits() ? field(n, t, hours, interval, b) : other(n, t, hours, interval, abbreviation, b);
            if (number && n.ordinal() != 0 && b.size > start) {
                ordinal(b, start, n.ordinal() == 'T');
            }
        }
        return b.toString();
    }

    private static void ordinal(ByteSink b, int start, boolean upper) {
        int last = b.buf[b.size - 1] - '0';
        if (last < 0 || last > 9) {
            return;
        }
        boolean teen = b.size - start > 1 && b.buf[b.size - 2] == '1';
        String s = teen || last == 0 || last > 3 ? "th" : last == 1 ? "st" : last == 2 ? "nd" : "rd";
        b.ascii(upper ? s.toUpperCase(Locale.ROOT) : s);
    }

    /** As C's %0*d: {@code width} counts the sign. */
    private static void number(ByteSink b, long v, int width) {
        if (v < 0) {
            b.put('-').padded(-v, Math.max(width - 1, 1));
        } else {
            b.padded(v, Math.max(width, 1));
        }
    }

    /** A number of {@code width} digits, one more place for a minus; as short as it is with FM. */
    private static void number(ByteSink b, long v, int width, Template.Node n) {
        number(b, v, n.fill() ? 0 : v < 0 ? width + 1 : width);
    }

    private static void word(ByteSink b, String w, int width, Template.Node n) {
        b.ascii(w);
        for (int i = w.length(); !n.fill() && !n.localized() && i < width; i++) {
            b.put(' ');
        }
    }

    private static String cased(String w, String key) {
        return Character.isLowerCase(key.charAt(0))
                ? w.toLowerCase(Locale.ROOT)
                : key.length() > 1 && Character.isUpperCase(key.charAt(1)) ? w.toUpperCase(Locale.ROOT) : w;
    }

    /** A numeric field; always true: it can have an ordinal suffix. */
    private static boolean field(Template.Node n, Cal.Broken t, long hours, boolean interval, ByteSink b) {
        switch (n.field()) {
            case "HH24" -> number(b, hours, 2, n);
            case "HH", "HH12" -> {
                boolean twelve = hours % 12 == 0;
                number(b, twelve ? 12 : hours % 12, twelve && hours < 0 ? 3 : 2, n);
            }
            case "MI" -> number(b, t.minute, 2, n);
            case "SS" -> number(b, t.second, 2, n);
            case "MS", "FF3" -> number(b, t.micros / 1000, 3);
            case "US", "FF6" -> number(b, t.micros, 6);
            case "FF1" -> number(b, t.micros / 100000, 1);
            case "FF2" -> number(b, t.micros / 10000, 2);
            case "FF4" -> number(b, t.micros / 100, 4);
            case "FF5" -> number(b, t.micros / 10, 5);
            case "SSSS", "SSSSS" -> b.decimal(hours * 3600 + t.minute * 60 + t.second);
            case "MM" -> number(b, t.month, 2, n);
            case "DD" -> number(b, t.day, n.fill() ? 0 : 2);
            case "DDD" -> number(b, yearDay(t, interval), n.fill() ? 0 : 3);
            case "IDDD" -> number(b, isoYearDay(t), n.fill() ? 0 : 3);
            case "D" -> {
                notInterval(interval);
                b.decimal(dayOfWeek(t) + 1);
            }
            case "ID" -> {
                notInterval(interval);
                b.decimal(dayOfWeek(t) == 0 ? 7 : dayOfWeek(t));
            }
            case "WW" -> number(b, (yearDay(t, interval) - 1) / 7 + 1, n.fill() ? 0 : 2);
            case "IW" -> number(b, Cal.isoWeek(t.year, t.month, t.day), n.fill() ? 0 : 2);
            case "Q" -> {
                if (t.month != 0) {
                    b.decimal((t.month - 1) / 3 + 1);
                }
            }
            case "W" -> b.decimal((t.day - 1) / 7 + 1);
            case "J" -> b.decimal(Cal.date2j(t.year, t.month, t.day));
            case "TZM" -> {
                notInterval(interval);
                b.padded(Math.abs(t.offset) / 60 % 60, 2);
                return false;
            }
            default -> year(n, t, interval, b);
        }
        return true;
    }

    private static int yearDay(Cal.Broken t, boolean interval) {
        return interval ? (t.year * 12 + t.month) * 30 + t.day : t.dayOfYear();
    }

    private static int isoYearDay(Cal.Broken t) {
        return Cal.date2j(t.year, t.month, t.day) - Cal.isoWeekStart(Cal.isoYear(t.year, t.month, t.day), 1) + 1;
    }

    private static int dayOfWeek(Cal.Broken t) {
        return Cal.j2day(Cal.date2j(t.year, t.month, t.day));
    }

    private static int shown(int year, boolean interval) {
        return interval || year > 0 ? year : 1 - year;
    }

    private static void year(Template.Node n, Cal.Broken t, boolean interval, ByteSink b) {
        boolean iso = n.field().charAt(0) == 'I';
        int y = shown(iso ? Cal.isoYear(t.year, t.month, t.day) : t.year, interval);
        // the width is that of the Gregorian year
        int sign = shown(t.year, interval) < 0 ? 1 : 0;
        switch (n.field()) {
            case "YYYY", "IYYY" -> number(b, y, n.fill() ? 0 : 4 + sign);
            case "YYY", "IYY" -> number(b, y % 1000, n.fill() ? 0 : 3 + sign);
            case "YY", "IY" -> number(b, y % 100, n.fill() ? 0 : 2 + sign);
            case "Y", "I" -> number(b, y % 10, 1);
            case "Y,YYY" -> {
                b.decimal(y / 1000).put(',');
                number(b, y % 1000, 3);
            }
            case "CC" -> {
                int c = interval ? t.year / 100 : t.year > 0 ? (t.year - 1) / 100 + 1 : t.year / 100 - 1;
                if (c <= 99 && c >= -99) {
                    number(b, c, 2, n);
                } else {
                    b.decimal(c);
                }
            }
            default -> throw SqlError.internal("template field " + n.name());
        }
    }

    /** A field that is no number: false, it has no ordinal suffix. */
    private static boolean other(
            Template.Node n, Cal.Broken t, long hours, boolean interval, String abbreviation, ByteSink b) {
        switch (n.field()) {
            case "AM", "PM" -> b.ascii(cased(hours % 24 >= 12 ? "PM" : "AM", n.name()));
            case "A.M.", "P.M." ->
                b.ascii(
                        Character.isLowerCase(n.name().charAt(0))
                                ? hours % 24 >= 12 ? "p.m." : "a.m."
                                : hours % 24 >= 12 ? "P.M." : "A.M.");
            case "FX" -> {}
            case "RM" -> roman(n, t, b);
            default -> {
                notInterval(interval);
                dated(n, t, abbreviation, b);
            }
        }
        return false;
    }

    /** The month as a Roman number, counted from December when negative; whole years of an interval end in one too. */
    private static void roman(Template.Node n, Cal.Broken t, ByteSink b) {
        if (t.month == 0 && t.year == 0) {
            return;
        }
        int m = t.month == 0 ? (t.year >= 0 ? 12 : 1) : t.month < 0 ? 13 + t.month : t.month;
        String w = ROMAN[m - 1];
        b.ascii(n.name().equals("RM") ? w : w.toLowerCase(Locale.ROOT));
        for (int i = w.length(); !n.fill() && i < 4; i++) {
            b.put(' ');
        }
    }

    private static void notInterval(boolean interval) {
        if (interval) {
            throw Err.of(SqlState.INVALID_DATETIME_FORMAT, "invalid format specification for an interval value")
                    .hint("Intervals are not tied to specific calendar dates.");
        }
    }

    private static void dated(Template.Node n, Cal.Broken t, String abbreviation, ByteSink b) {
        boolean lower = Character.isLowerCase(n.name().charAt(0));
        switch (n.field()) {
            case "AD", "BC" -> b.ascii(cased(t.year <= 0 ? "BC" : "AD", n.name()));
            case "A.D.", "B.C." -> b.ascii(lower ? t.year <= 0 ? "b.c." : "a.d." : t.year <= 0 ? "B.C." : "A.D.");
            case "MONTH" -> word(b, cased(MONTHS[t.month - 1], n.name()), 9, n);
            case "MON" -> b.ascii(cased(MONTHS[t.month - 1].substring(0, 3), n.name()));
            case "DAY" -> word(b, cased(DAYS[dayOfWeek(t)], n.name()), 9, n);
            case "DY" -> b.ascii(cased(DAYS[dayOfWeek(t)].substring(0, 3), n.name()));
            case "TZ" -> b.ascii(lower ? abbreviation.toLowerCase(Locale.ROOT) : abbreviation);
            case "TZH" -> b.put(t.offset < 0 ? '-' : '+').padded(Math.abs(t.offset) / 3600, 2);
            case "OF" -> {
                int a = Math.abs(t.offset);
                b.put(t.offset < 0 ? '-' : '+').padded(a / 3600, n.fill() ? 1 : 2);
                if (a % 3600 != 0) {
                    b.put(':').padded(a / 60 % 60, 2);
                }
            }
            default -> throw SqlError.internal("template field " + n.name());
        }
    }
}
