package org.hathi.types;

import java.util.List;
import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** Reads a date and time by a template: to_date and to_timestamp. One use per instance. */
final class FromChar {
    private final String s;
    private final List<ToChar.Node> nodes;
    private int i;
    private int year;
    private boolean hasYear;
    private boolean bc;
    private int month = 1;
    private int day = 1;
    private int doy;
    private int julian = -1;
    private int hour;
    private int minute;
    private int second;
    private int micros;
    private int pm = -1;
    private boolean hour12;
    private int isoYear;
    private int isoWeek;
    private int isoDay = 1;
    private int century;
    private int zoneHour;
    private int zoneMinute;
    private boolean zoneMinus;
    boolean hasZone;

    FromChar(String s, String template) {
        this.s = s;
        this.nodes = ToChar.parse(template);
    }

    private static SqlError bad(String message, String detail) {
        SqlError e = Err.of(SqlState.INVALID_DATETIME_FORMAT, message);
        return detail.isEmpty() ? e : e.detail(detail);
    }

    private SqlError range() {
        return Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + s + "\"");
    }

    private void space() {
        while (i < s.length() && NumberText.isSpace(s.charAt(i))) {
            i++;
        }
    }

    /** Reads up to {@code width} digits; all digits when another field does not follow immediately. */
    private int number(String key, int width, boolean limited) {
        space();
        int from = i;
        if (i < s.length() && (s.charAt(i) == '-' || s.charAt(i) == '+')) {
            i++;
        }
        int digits = i;
        while (i < s.length() && Character.isDigit(s.charAt(i)) && (!limited || i - digits < width)) {
            i++;
        }
        if (i == digits) {
            if (i >= s.length() && from == i) {
                return Integer.MIN_VALUE;
            }
            int end = Math.min(s.length(), from + width);
            throw bad(
                    "invalid value \"" + s.substring(from, end) + "\" for \"" + key + "\"",
                    "Value must be an integer.");
        }
        try {
            return Integer.parseInt(s.substring(from, i));
        } catch (NumberFormatException e) {
            throw bad("value for \"" + key + "\" in source string is out of range", "");
        }
    }

    private int word(String[] words, int len, String key) {
        space();
        for (int k = 0; k < words.length; k++) {
            String w = len > 0 ? words[k].substring(0, len) : words[k];
            if (s.regionMatches(true, i, w, 0, w.length())) {
                i += w.length();
                return k;
            }
        }
        int end = i;
        while (end < s.length() && !NumberText.isSpace(s.charAt(end))) {
            end++;
        }
        throw bad(
                "invalid value \"" + s.substring(i, end) + "\" for \"" + key + "\"",
                "The given value did not match any of the allowed values for this field.");
    }

    Cal.Broken parse() {
        for (int k = 0; k < nodes.size(); k++) {
            ToChar.Node n = nodes.get(k);
            if (n.key().isEmpty()) {
                skip(n);
                continue;
            }
            if (i >= s.length()) {
                break;
            }
            boolean limited = k + 1 < nodes.size()
                    && !nodes.get(k + 1).key().isEmpty()
                    && nodes.get(k + 1).key().charAt(0) < 'a'
                    && !n.fill();
            field(n, limited);
            if (n.suffix() != 0) {
                i = Math.min(s.length(), i + 2);
            }
        }
        return finish();
    }

    private void skip(ToChar.Node n) {
        if (n.suffix() == 'q') {
            i = Math.min(s.length(), i + n.text().length());
            return;
        }
        char c = n.text().charAt(0);
        if (Character.isLetterOrDigit(c)) {
            i = Math.min(s.length(), i + n.text().length());
            return;
        }
        space();
        if (i < s.length() && !Character.isLetterOrDigit(s.charAt(i)) && !NumberText.isSpace(c)) {
            i++;
        } else if (i < s.length()
                && !Character.isLetterOrDigit(s.charAt(i))
                && s.charAt(i) != '-'
                && s.charAt(i) != '+') {
            i++;
        }
    }

    private void field(ToChar.Node n, boolean limited) {
        switch (n.key()) {
            case "YYYY", "IYYY" -> year(n, 4, limited);
            case "YYY", "IYY" -> year(n, 3, limited);
            case "YY", "IY" -> year(n, 2, limited);
            case "Y", "I" -> year(n, 1, limited);
            case "Y,YYY" -> {
                int t = number(n.key(), 4, false);
                if (i < s.length() && s.charAt(i) == ',') {
                    i++;
                    t = t * 1000 + number(n.key(), 3, true);
                }
                year = t;
                hasYear = true;
            }
            case "MM" -> month = value(number(n.key(), 2, limited), month);
            case "MONTH", "Month", "month" -> month = word(Names.MONTHS, 0, n.text()) + 1;
            case "MON", "Mon", "mon" -> month = word(Names.MONTHS, 3, n.text()) + 1;
            case "RM", "rm" -> month = Names.ROMAN_VALUES[word(Names.ROMAN, 0, n.text())];
            case "DD" -> day = value(number(n.key(), 2, limited), day);
            case "DDD" -> doy = value(number(n.key(), 3, limited), doy);
            case "DAY", "Day", "day" -> word(Names.DAYS, 0, n.text());
            case "DY", "Dy", "dy" -> word(Names.DAYS, 3, n.text());
            case "J" -> julian = value(number(n.key(), 9, limited), julian);
            case "IW" -> isoWeek = value(number(n.key(), 2, limited), isoWeek);
            case "ID" -> isoDay = value(number(n.key(), 1, limited), isoDay);
            case "CC" -> century = value(number(n.key(), 2, limited), century);
            case "D", "W", "WW", "Q", "IDDD" -> number(n.key(), n.key().length(), limited);
            case "AD", "ad", "A.D.", "a.d.", "BC", "bc", "B.C.", "b.c." ->
                bc = word(new String[] {"A.D.", "AD", "B.C.", "BC"}, 0, n.text()) >= 2;
            default -> timeField(n, limited);
        }
    }

    private static int value(int v, int otherwise) {
        return v == Integer.MIN_VALUE ? otherwise : v;
    }

    private void year(ToChar.Node n, int width, boolean limited) {
        space();
        int from = i;
        int v = number(n.key(), width, limited || width < 4);
        if (v == Integer.MIN_VALUE) {
            return;
        }
        if (i - from < 4 && width < 4 && v >= 0) {
            v += i - from <= 2 ? (v < 70 ? 2000 : 1900) : v < 100 ? 2000 : v < 520 ? 2000 : 1000;
        }
        if (n.key().charAt(0) == 'I') {
            isoYear = v;
        } else {
            year = v;
        }
        hasYear = true;
    }

    private void timeField(ToChar.Node n, boolean limited) {
        switch (n.key()) {
            case "HH24" -> hour = value(number(n.key(), 2, limited), hour);
            case "HH", "HH12" -> {
                hour = value(number(n.key(), 2, limited), hour);
                hour12 = true;
            }
            case "MI" -> minute = value(number(n.key(), 2, limited), minute);
            case "SS" -> second = value(number(n.key(), 2, limited), second);
            case "MS", "FF3" -> fraction(n, 3);
            case "US", "FF6" -> fraction(n, 6);
            case "FF1", "FF2", "FF4", "FF5" -> fraction(n, n.key().charAt(2) - '0');
            case "SSSS", "SSSSS" -> {
                int v = value(number(n.key(), 5, limited), 0);
                hour = v / 3600;
                minute = v / 60 % 60;
                second = v % 60;
            }
            case "AM", "am", "PM", "pm", "A.M.", "a.m.", "P.M.", "p.m." ->
                pm = word(new String[] {"A.M.", "AM", "P.M.", "PM"}, 0, n.text()) >= 2 ? 1 : 0;
            case "TZH" -> {
                space();
                zoneMinus = i < s.length() && s.charAt(i) == '-';
                zoneHour = Math.abs(value(number(n.key(), 2, limited), 0));
                hasZone = true;
            }
            case "TZM" -> zoneMinute = value(number(n.key(), 2, limited), 0);
            default ->
                throw Err.of(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "formatting field \"" + n.text().toUpperCase(Locale.ROOT) + "\" is only supported in to_char");
        }
    }

    private void fraction(ToChar.Node n, int width) {
        space();
        int from = i;
        int v = number(n.key(), width, true);
        for (int k = i - from; k < 6; k++) {
            v *= 10;
        }
        micros += value(v, 0);
    }

    private Cal.Broken finish() {
        Cal.Broken t = new Cal.Broken();
        if (pm >= 0 || hour12) {
            if (hour < 1 || hour > 12) {
                if (hour12) {
                    throw bad("hour \"" + hour + "\" is invalid for the 12-hour clock", "")
                            .hint("Use the 24-hour clock, or give an hour between 1 and 12.");
                }
            } else if (pm == 1 && hour < 12) {
                hour += 12;
            } else if (pm != 1 && hour == 12) {
                hour = 0;
            }
        }
        if (hasYear && bc) {
            year = year > 0 ? 1 - year : year;
        } else if (!hasYear) {
            year = century > 0 ? (century - 1) * 100 + 1 : 0;
        }
        t.year = year;
        t.month = month;
        t.day = day;
        if (julian >= 0) {
            Cal.j2date(julian, t);
        } else if (isoWeek > 0) {
            Cal.j2date(Cal.isoWeekStart(isoYear, isoWeek) + isoDay - 1, t);
        } else if (doy > 0) {
            if (doy > (Cal.isLeap(t.year) ? 366 : 365)) {
                throw range();
            }
            Cal.j2date(Cal.date2j(t.year, 1, 1) + doy - 1, t);
        }
        if (t.month < 1 || t.month > 12 || t.day < 1 || t.day > Cal.monthDays(t.year, t.month)) {
            throw range();
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            throw range();
        }
        t.hour = hour;
        t.minute = minute;
        t.second = second;
        t.micros = micros;
        int off = (zoneHour * 60 + zoneMinute) * 60;
        t.offset = zoneMinus ? -off : off;
        return t;
    }

    /** Words a template can stand for. */
    private static final class Names {
        static final String[] MONTHS = {
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
        static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
        static final String[] ROMAN = {"VIII", "XII", "VII", "III", "XI", "IX", "VI", "IV", "II", "X", "V", "I"};
        static final int[] ROMAN_VALUES = {8, 12, 7, 3, 11, 9, 6, 4, 2, 10, 5, 1};
    }
}
