package org.hathi.types;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/**
 * Reads a date and time by a template: to_date, to_timestamp, jsonpath's datetime(). One use per instance; what the
 * template
 * leaves out is 0, the month and day 1. Rules and errors are those of PostgreSQL's manual, chapter 9.8.
 */
final class FromChar {
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
    private static final String[] ROMAN = {"xii", "xi", "x", "ix", "viii", "vii", "vi", "v", "iv", "iii", "ii", "i"};

    private final String s;
    private final List<Template.Node> nodes;
    private final boolean standard;
    private int at;
    /** Characters skipped beyond what the template asked for. */
    private int extra;

    /** Whether white space counts (FX). */
    private boolean fixed;

    private int node;

    private char convention = 'N';
    private final Field hour = new Field();
    private final Field minute = new Field();
    private final Field second = new Field();
    private final Field secondsOfDay = new Field();
    private final Field millis = new Field();
    private final Field micros = new Field();
    private final Field pm = new Field();
    private final Field bc = new Field();
    private final Field year = new Field();
    private final Field month = new Field();
    private final Field day = new Field();
    private final Field dayOfYear = new Field();
    /** Day of the week, Sunday = 1. */
    private final Field dayOfWeek = new Field();

    private final Field week = new Field();
    private final Field weekOfMonth = new Field();
    private final Field julian = new Field();
    private final Field century = new Field();
    private final Field ignored = new Field();
    private final Field zoneHour = new Field();
    private final Field zoneMinute = new Field();
    private boolean clock12;
    private int yearDigits;
    private int zoneSign;

    /** Digits of a fraction asked for by FF1 to FF6, 0 for none. */
    int precision;

    /** What a field was set to; 0 = not set. */
    private static final class Field {
        int value;
    }

    /** {@code standard}: characters have to be those of the template, and nothing may be left of either. */
    FromChar(String s, List<Template.Node> nodes, boolean standard) {
        this.s = s;
        this.nodes = nodes;
        this.standard = standard;
        fixed = standard;
    }

    private static SqlError bad(String message) {
        return Err.of(SqlState.INVALID_DATETIME_FORMAT, message);
    }

    private SqlError overflow() {
        return Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + s + "\"");
    }

    /** Whether the text had a time zone. */
    boolean hasZone() {
        return zoneSign != 0;
    }

    private boolean atEnd() {
        return at >= s.length();
    }

    private void skip() {
        if (!atEnd()) {
            at += Character.charCount(s.codePointAt(at));
        }
    }

    private void spaces() {
        while (!atEnd() && NumberText.isSpace(s.charAt(at))) {
            at++;
            extra++;
        }
    }

    /** Reads the text; the result's date may be one that does not exist in its month, as PostgreSQL's. */
    Cal.Broken parse() {
        for (node = 0; node < nodes.size() && !atEnd(); node++) {
            Template.Node n = nodes.get(node);
            if (!fixed && !n.field().equals("FX") && (n.isField() || node == 0)) {
                spaces();
            }
            if (n.kind() == Template.SPACE || n.kind() == Template.SEPARATOR) {
                separator(n);
            } else if (!n.isField()) {
                text(n);
            } else {
                convention(n);
                read(n);
                if (!fixed) {
                    extra = 0;
                    spaces();
                }
            }
        }
        if (standard) {
            checkEnd();
        }
        return finish();
    }

    private void checkEnd() {
        if (node < nodes.size()) {
            throw bad("input string is too short for datetime format");
        }
        spaces();
        if (!atEnd()) {
            throw bad("trailing characters remain in input string after datetime format");
        }
    }

    private void separator(Template.Node n) {
        if (standard) {
            if (s.charAt(at) != n.name().charAt(0)) {
                throw bad("unmatched format separator \"" + n.name() + "\"");
            }
            at++;
        } else if (fixed) {
            skip();
        } else {
            extra--;
            if (!atEnd() && (NumberText.isSpace(s.charAt(at)) || Template.isSeparator(s.charAt(at)))) {
                at++;
                extra++;
            }
        }
    }

    private void text(Template.Node n) {
        if (standard && !s.startsWith(n.name(), at)) {
            throw bad("unmatched format character \"" + n.name() + "\"");
        }
        if (!fixed && extra > 0) {
            extra--;
        } else {
            skip();
        }
    }

    private void convention(Template.Node n) {
        char c = n.convention();
        if (c == 'N') {
            return;
        }
        if (convention != 'N' && convention != c) {
            throw bad("invalid combination of date conventions")
                    .hint("Do not mix Gregorian and ISO week date conventions in a formatting template.");
        }
        convention = c;
    }

    private void set(Field f, int value, Template.Node n) {
        if (f == ignored) {
            return;
        }
        if (f.value != 0 && f.value != value) {
            throw bad("conflicting values for \"" + n.name() + "\" field in formatting string")
                    .detail("This value contradicts a previous setting for the same field type.");
        }
        f.value = value;
    }

    /** Whether what follows the field in the template cannot be a digit, so that all digits belong to it. */
    private boolean standsAlone(Template.Node n) {
        if (n.ordinal() != 0 || node + 1 >= nodes.size()) {
            return true;
        }
        Template.Node next = nodes.get(node + 1);
        if (next.isField()) {
            return !next.digits();
        }
        char c = next.name().charAt(0);
        return c < '0' || c > '9';
    }

    /** Reads an integer as C's strtol; returns where it ends, {@code from} when there is none. */
    private static int integerEnd(String t, int from, int end) {
        int i = from;
        while (i < end && NumberText.isSpace(t.charAt(i))) {
            i++;
        }
        if (i < end && (t.charAt(i) == '-' || t.charAt(i) == '+')) {
            i++;
        }
        int digits = i;
        while (i < end && t.charAt(i) >= '0' && t.charAt(i) <= '9') {
            i++;
        }
        return i == digits ? from : i;
    }

    /** End of at most {@code width} bytes from {@code from}: PostgreSQL counts bytes here. */
    private int clip(int from, int width) {
        int i = from;
        int bytes = 0;
        while (i < s.length()) {
            int c = s.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > width) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }

    /** Reads a number of {@code width} characters, or of any when it stands alone; returns how many were taken. */
    private int number(Field f, int width, Template.Node n) {
        int init = at;
        while (!atEnd() && NumberText.isSpace(s.charAt(at))) {
            at++;
        }
        int from = at;
        int most = clip(from, width);
        int end;
        if (n.fill() || standsAlone(n)) {
            end = integerEnd(s, from, s.length());
            if (end == from) {
                at = init;
            }
        } else {
            if (most == s.length() && Bytes.utf8(s.substring(from)).length < width) {
                throw bad("source string too short for \"" + n.name() + "\" formatting field")
                        .detail("Field requires " + width + " characters, but only "
                                + Bytes.utf8(s.substring(from)).length + " remain.")
                        .hint("If your source string is not fixed-width, try using the \"FM\" modifier.");
            }
            end = integerEnd(s, from, most);
            if (end > from && end - from < width) {
                throw bad("invalid value \"" + s.substring(from, most) + "\" for \"" + n.name() + "\"")
                        .detail("Field requires " + width + " characters, but only " + (end - from)
                                + " could be parsed.")
                        .hint("If your source string is not fixed-width, try using the \"FM\" modifier.");
            }
        }
        if (end == from && at == init) {
            throw bad("invalid value \"" + s.substring(from, most) + "\" for \"" + n.name() + "\"")
                    .detail("Value must be an integer.");
        }
        at = end;
        set(f, value(s.substring(from, end).strip(), n), n);
        return at - init;
    }

    private static int value(String digits, Template.Node n) {
        if (digits.isEmpty()) {
            return 0;
        }
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw Err.of(
                            SqlState.DATETIME_FIELD_OVERFLOW,
                            "value for \"" + n.name() + "\" in source string is out of range")
                    .detail("Value must be in the range -2147483648 to 2147483647.");
        }
    }

    private void ordinal(Template.Node n) {
        if (n.ordinal() != 0) {
            skip();
            skip();
        }
    }

    /** Finds one of some words here, in any case, at their full length or shortened; its index. */
    private int word(String[] words, int length, Template.Node n) {
        for (int k = 0; k < words.length; k++) {
            String w = length > 0 && words[k].length() > length ? words[k].substring(0, length) : words[k];
            if (s.regionMatches(true, at, w, 0, w.length())) {
                at += w.length();
                return k;
            }
        }
        int end = at;
        while (end < s.length() && !NumberText.isSpace(s.charAt(end))) {
            end++;
        }
        throw bad("invalid value \"" + s.substring(at, end) + "\" for \"" + n.name() + "\"")
                .detail("The given value did not match any of the allowed values for this field.");
    }

    private void read(Template.Node n) {
        switch (n.field()) {
            case "FX" -> fixed = true;
            case "A.M.", "P.M." -> halfDay(new String[] {"a.m.", "p.m."}, n);
            case "AM", "PM" -> halfDay(new String[] {"am", "pm"}, n);
            case "A.D.", "B.C." -> set(bc, word(new String[] {"a.d.", "b.c."}, 0, n), n);
            case "AD", "BC" -> set(bc, word(new String[] {"ad", "bc"}, 0, n), n);
            case "MONTH" -> set(month, word(MONTHS, 0, n) + 1, n);
            case "MON" -> set(month, word(MONTHS, 3, n) + 1, n);
            case "RM" -> set(month, 12 - word(ROMAN, 0, n), n);
            case "DAY" -> setDayOfWeek(word(DAYS, 0, n), n);
            case "DY" -> setDayOfWeek(word(DAYS, 3, n), n);
            case "TZH" -> zoneHours(n);
            case "TZM" -> {
                zoneSign = zoneSign == 0 ? 1 : zoneSign;
                number(zoneMinute, 2, n);
            }
            case "TZ", "OF" ->
                throw Err.of(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "formatting field \"" + n.name() + "\" is only supported in to_char");
            case "Y,YYY" -> thousands(n);
            default -> {
                numeric(n);
                ordinal(n);
            }
        }
    }

    /** As PostgreSQL: what is compared with a setting before is the day from 0. */
    private void setDayOfWeek(int d, Template.Node n) {
        set(dayOfWeek, d, n);
        dayOfWeek.value++;
    }

    private void halfDay(String[] words, Template.Node n) {
        set(pm, word(words, 0, n), n);
        clock12 = true;
    }

    private void zoneHours(Template.Node n) {
        char c = atEnd() ? 0 : s.charAt(at);
        if (c == '+' || c == '-' || c == ' ') {
            zoneSign = c == '-' ? -1 : 1;
            at++;
        } else {
            zoneSign = extra > 0 && at > 0 && s.charAt(at - 1) == '-' ? -1 : 1;
        }
        number(zoneHour, 2, n);
    }

    private void thousands(Template.Node n) {
        int a = integerEnd(s, at, s.length());
        int b = a < s.length() && a > at && s.charAt(a) == ','
                ? integerEnd(s, a + 1, Math.min(s.length(), a + 4))
                : a + 1;
        if (a == at || b == a + 1) {
            throw bad("invalid input string for \"Y,YYY\"");
        }
        long y = value(s.substring(at, a).strip(), n) * 1000L
                + value(s.substring(a + 1, b).strip(), n);
        set(year, (int) y, n);
        yearDigits = 4;
        at = b;
        ordinal(n);
    }

    private void numeric(Template.Node n) {
        int width = n.field().length();
        switch (n.field()) {
            case "HH", "HH12" -> {
                number(hour, 2, n);
                clock12 = true;
            }
            case "HH24" -> number(hour, 2, n);
            case "MI" -> number(minute, width, n);
            case "SS" -> number(second, width, n);
            case "SSSS", "SSSSS" -> number(secondsOfDay, width, n);
            case "MS" -> scaled(millis, 3, 3, n);
            case "US" -> scaled(micros, 6, 6, n);
            case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" -> {
                precision = n.field().charAt(2) - '0';
                scaled(micros, precision, 6, n);
            }
            case "MM" -> number(month, width, n);
            case "DD" -> number(day, width, n);
            case "DDD" -> number(dayOfYear, width, n);
            case "IDDD" -> number(dayOfYear, 3, n);
            case "D" -> number(dayOfWeek, width, n);
            case "ID" -> {
                number(dayOfWeek, 1, n);
                dayOfWeek.value = dayOfWeek.value >= 7 ? 1 : dayOfWeek.value + 1;
            }
            case "WW", "IW" -> number(week, width, n);
            case "W" -> number(weekOfMonth, width, n);
            case "Q" -> number(ignored, width, n);
            case "CC" -> number(century, width, n);
            case "J" -> number(julian, width, n);
            default -> year(n, width);
        }
    }

    /** A fraction: fewer digits than {@code width} stand for leading ones. */
    private void scaled(Field f, int width, int digits, Template.Node n) {
        int len = number(f, width, n);
        for (int i = len; i < digits; i++) {
            f.value *= 10;
        }
    }

    private void year(Template.Node n, int width) {
        int len = number(year, width, n);
        yearDigits = width;
        if (width < 4 && (width < 3 ? len < 4 : len < 4)) {
            year.value = nearest2020(year.value);
        }
    }

    private static int nearest2020(int y) {
        return y < 70 ? y + 2000 : y < 100 ? y + 1900 : y < 520 ? y + 2000 : y < 1000 ? y + 1000 : y;
    }

    private Cal.Broken finish() {
        Cal.Broken t = new Cal.Broken();
        t.month = 1;
        t.day = 1;
        time(t);
        boolean dated = year(t);
        if (julian.value != 0) {
            Cal.j2date(julian.value, t);
            dated = true;
        }
        boolean whole = julian.value != 0;
        if (week.value != 0) {
            if (convention == 'I') {
                int monday = Cal.isoWeekStart(t.year, week.value);
                int d = dayOfWeek.value;
                Cal.j2date(d == 0 ? monday : d > 1 ? monday + d - 2 : monday + 6, t);
                whole = true;
            } else {
                dayOfYear.value = (week.value - 1) * 7 + 1;
            }
        }
        if (weekOfMonth.value != 0) {
            day.value = (weekOfMonth.value - 1) * 7 + 1;
        }
        boolean days = day.value != 0;
        boolean months = month.value != 0;
        t.day = days ? day.value : t.day;
        t.month = months ? month.value : t.month;
        if (dayOfYear.value != 0 && (t.month <= 1 || t.day <= 1)) {
            whole |= dayOfYear(t);
            days = true;
            months = true;
        }
        check(t, whole || dated && days && months, whole || days, whole || months);
        t.offset = zone();
        return t;
    }

    private void time(Cal.Broken t) {
        int x = secondsOfDay.value;
        t.hour = hour.value != 0 ? hour.value : x / 3600;
        t.minute = minute.value != 0 ? minute.value : x % 3600 / 60;
        t.second = second.value != 0 ? second.value : x % 60;
        if (clock12) {
            if (t.hour < 1 || t.hour > 12) {
                throw bad("hour \"" + t.hour + "\" is invalid for the 12-hour clock")
                        .hint("Use the 24-hour clock, or give an hour between 1 and 12.");
            }
            if (pm.value != 0 && t.hour < 12) {
                t.hour += 12;
            } else if (pm.value == 0 && t.hour == 12) {
                t.hour = 0;
            }
        }
    }

    /** Sets the year from year, century and era; whether there is any of the first two. */
    private boolean year(Cal.Broken t) {
        int c = bc.value != 0 ? -century.value : century.value;
        if (year.value != 0) {
            if (c != 0 && yearDigits <= 2) {
                t.year = year.value % 100;
                if (t.year != 0) {
                    t.year = c >= 0 ? t.year + (c - 1) * 100 : (c + 1) * 100 - t.year + 1;
                } else {
                    t.year = c * 100 + (c >= 0 ? 0 : 1);
                }
            } else {
                t.year = bc.value != 0 ? -year.value : year.value;
                t.year = t.year < 0 ? t.year + 1 : t.year;
            }
            return true;
        }
        if (c != 0) {
            t.year = c >= 0 ? (c - 1) * 100 + 1 : c * 100 + 1;
            return true;
        }
        return false;
    }

    /** Sets month and day from the day of the year; true when the year may have changed too. */
    private boolean dayOfYear(Cal.Broken t) {
        if (t.year == 0 && bc.value == 0) {
            throw bad("cannot calculate day of year without year information");
        }
        if (convention == 'I') {
            Cal.j2date(Cal.isoWeekStart(t.year, 1) - 1 + dayOfYear.value, t);
            return true;
        }
        int m = 1;
        int before = 0;
        while (m <= 12 && dayOfYear.value > before + Cal.monthDays(t.year, m)) {
            before += Cal.monthDays(t.year, m);
            m++;
        }
        t.month = t.month <= 1 ? m : t.month;
        t.day = t.day <= 1 ? dayOfYear.value - before : t.day;
        return false;
    }

    private void check(Cal.Broken t, boolean whole, boolean days, boolean months) {
        long fraction = millis.value * 1000L + micros.value;
        if (months && (t.month < 1 || t.month > 12)
                || days && (t.day < 1 || t.day > 31)
                || whole && t.day > Cal.monthDays(t.year, t.month)
                || t.hour < 0
                || t.hour > 23
                || t.minute < 0
                || t.minute > 59
                || t.second < 0
                || t.second > 59
                || fraction < 0
                || fraction >= Cal.SECOND) {
            throw overflow();
        }
        t.micros = (int) fraction;
    }

    private int zone() {
        int h = zoneHour.value;
        int m = zoneMinute.value;
        if (zoneSign != 0 && (h < 0 || h > 15 || m < 0 || m > 59)) {
            throw Err.of(
                    SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE,
                    "time zone displacement out of range: \"" + s + "\"");
        }
        return zoneSign * (h * 3600 + m * 60);
    }
}
