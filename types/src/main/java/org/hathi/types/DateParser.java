package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.types.DateFields.Field;
import org.hathi.types.DateFields.Kind;
import org.hathi.types.DateWords.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates, times and timestamps the way PostgreSQL's "Date/Time Input Interpretation" appendix describes: split
 * into fields, classify, decode, then check. One use per instance.
 */
final class DateParser {
    private static final int YEAR = 1;
    private static final int MONTH = 2;
    private static final int DAY = 4;
    private static final int DOY = 8;
    private static final int HOUR = 16;
    private static final int MINUTE = 32;
    private static final int SECOND = 64;
    private static final int ZONE = 128;
    private static final int HALF_DAY = 256;
    private static final int ERA = 512;
    private static final int WEEKDAY = 1024;
    private static final int DST = 2048;
    private static final int INFINITE = 4096;
    private static final int DATE = YEAR | MONTH | DAY;
    private static final int TIME = HOUR | MINUTE | SECOND;

    /** Values that are no point on the calendar. */
    enum Special {
        NONE,
        EPOCH,
        INFINITY,
        MINUS_INFINITY
    }

    private final EvalContext cx;
    private final String source;
    private final String type;
    private final boolean timeOnly;
    private final DateFields split;
    private final List<Field> fields;
    /** What is known so far, of {@link #YEAR} and its kin. */
    private int mask;

    private boolean twoDigits;
    private boolean bc;
    private int ampm = -1;
    private boolean textMonth;
    private boolean julian;
    private int dayOfYear;
    private Unit label = Unit.NONE;
    private @Nullable Zone zone;
    /** Whether the zone was given as an abbreviation whose offset has changed. */
    private boolean changing;

    final Cal.Broken tm = new Cal.Broken();
    Special special = Special.NONE;

    /** {@code type} names the type in errors; with {@code timeOnly} a time is read, of which a date may be part. */
    DateParser(EvalContext cx, String source, String type, boolean timeOnly) {
        this.cx = cx;
        this.source = source;
        this.type = type;
        this.timeOnly = timeOnly;
        split = new DateFields(source);
        fields = split.fields;
    }

    private SqlError bad() {
        return Err.of(
                SqlState.INVALID_DATETIME_FORMAT, "invalid input syntax for type " + type + ": \"" + source + "\"");
    }

    private SqlError overflow(boolean hint) {
        SqlError e = Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + source + "\"");
        return hint ? e.hint("Perhaps you need a different \"datestyle\" setting.") : e;
    }

    private int num(String s) {
        if (s.isEmpty()) {
            return 0;
        }
        try {
            return Integer.parseInt(s);
        } catch (NumberFormatException e) {
            throw overflow(false);
        }
    }

    /**
     * Decodes the text; false when the value is {@link #special}. The offset is set, the session's zone the default.
     */
    boolean parse() {
        if (!split.split()) {
            throw bad();
        }
        for (int i = 0; i < fields.size(); i++) {
            Field f = fields.get(i);
            int found =
                    switch (f.kind()) {
                        case DATE -> dateField(f.text(), i);
                        case TIME -> timeField(f.text());
                        case TZ -> {
                            tm.offset = zoneOffset(f.text());
                            yield ZONE;
                        }
                        case NUMBER -> label == Unit.NONE ? number(f.text(), i) : labelled(f.text());
                        case STRING, SPECIAL -> word(f.text(), i);
                    };
            add(found);
        }
        if (label != Unit.NONE) {
            throw bad();
        }
        if (special != Special.NONE) {
            return false;
        }
        finish();
        return true;
    }

    private void add(int found) {
        if ((mask & found) != 0) {
            throw bad();
        }
        mask |= found;
    }

    private void finish() {
        validate();
        if (ampm >= 0 && tm.hour > 12) {
            throw overflow(false);
        }
        if (ampm == 0 && tm.hour == 12) {
            tm.hour = 0;
        } else if (ampm == 1 && tm.hour != 12) {
            tm.hour += 12;
        }
        if (timeOnly) {
            if (timeOverflows()) {
                throw overflow(false);
            }
            if ((mask & TIME) != TIME) {
                throw bad();
            }
        } else if ((mask & DATE) != DATE) {
            throw bad();
        }
        resolveZone();
    }

    private void resolveZone() {
        Zone z = zone;
        if (z == null) {
            if ((mask & ZONE) != 0 || (mask & DST) == 0 && !type.endsWith("zone")) {
                return;
            }
            z = cx.zone;
        }
        if ((mask & DST) != 0) {
            throw bad();
        }
        if (!timeOnly || (mask & DATE) == DATE) {
            tm.offset = z.offsetOfLocal(localOrZero());
        } else if ((mask & DATE) != 0) {
            throw bad();
        } else if (zone == null || changing) {
            long today = Math.floorDiv(Cal.toLocal(cx.transactionTimestamp, z), Cal.DAY) * Cal.DAY;
            tm.offset = z.offsetOfLocal(today + tm.time());
        } else if (z.isFixed()) {
            tm.offset = z.offsetAt(0);
        } else {
            throw bad();
        }
    }

    private long localOrZero() {
        return Cal.validJulian(tm.year, tm.month) ? tm.date() * Cal.DAY + tm.time() : 0;
    }

    private void validate() {
        if ((mask & YEAR) != 0 && !julian) {
            if (!twoDigits && tm.year <= 0 || bc && tm.year <= 0) {
                throw overflow(false);
            }
            if (bc) {
                tm.year = 1 - tm.year;
            } else if (twoDigits) {
                tm.year += tm.year < 70 ? 2000 : tm.year < 100 ? 1900 : 0;
            }
        }
        if ((mask & DOY) != 0) {
            Cal.j2date(Cal.date2j(tm.year, 1, 1) + dayOfYear - 1, tm);
        }
        if ((mask & MONTH) != 0 && (tm.month < 1 || tm.month > 12)
                || (mask & DAY) != 0 && (tm.day < 1 || tm.day > 31)) {
            throw overflow(true);
        }
        if ((mask & DATE) == DATE && tm.day > Cal.monthDays(tm.year, tm.month)) {
            throw overflow(false);
        }
    }

    private boolean timeOverflows() {
        return tm.hour < 0
                || tm.hour > 24
                || tm.minute < 0
                || tm.minute > 59
                || tm.second < 0
                || tm.second > 60
                || tm.micros < 0
                || tm.micros > 1_000_000
                || tm.time() > Cal.DAY;
    }

    /** A field with - or / or ., or a word with such a character in it. */
    private int dateField(String s, int i) {
        boolean digits = DateFields.digit(s.charAt(0));
        if (timeOnly) {
            if (i == 0
                    && fields.size() >= 2
                    && (fields.getLast().kind() == Kind.DATE || fields.get(1).kind() == Kind.TIME)) {
                return date(s);
            }
            return digits ? runTogetherWithZone(s) : namedZone(s);
        }
        if (label == Unit.JULIAN) {
            int end = digitsEnd(s, 0);
            Cal.j2date(num(s.substring(0, end)), tm);
            julian = true;
            label = Unit.NONE;
            tm.offset = zoneOffset(s.substring(end));
            return DATE | TIME | ZONE;
        }
        if (label != Unit.NONE || (mask & (MONTH | DAY)) == (MONTH | DAY)) {
            if (digits || label != Unit.NONE) {
                takeTimeLabel();
                return runTogetherWithZone(s);
            }
            return namedZone(s);
        }
        return date(s);
    }

    /** A label before a time can only be t. */
    private void takeTimeLabel() {
        if (label != Unit.NONE && label != Unit.TIME) {
            throw bad();
        }
        label = Unit.NONE;
    }

    /** hhmmss-zz. */
    private int runTogetherWithZone(String s) {
        int dash = s.indexOf('-');
        if ((mask & TIME) == TIME || dash < 0) {
            throw bad();
        }
        tm.offset = zoneOffset(s.substring(dash));
        return runTogether(s.substring(0, dash), timeOnly ? mask | DATE : mask) | ZONE;
    }

    private int namedZone(String s) {
        Zone z = Zone.find(s);
        if (z == null) {
            throw Err.parameter("time zone \"" + s + "\" not recognized");
        }
        zone = z;
        return ZONE;
    }

    private int timeField(String s) {
        takeTimeLabel();
        int a = digitsEnd(s, 0);
        tm.hour = num(s.substring(0, a));
        int b = digitsEnd(s, a + 1);
        tm.minute = num(s.substring(a + 1, b));
        tm.second = 0;
        tm.micros = 0;
        if (b < s.length() && s.charAt(b) == '.') {
            tm.micros = micros(s.substring(b));
            tm.second = tm.minute;
            tm.minute = tm.hour;
            tm.hour = 0;
        } else if (b < s.length()) {
            int c = digitsEnd(s, b + 1);
            tm.second = num(s.substring(b + 1, c));
            if (c < s.length()) {
                if (s.charAt(c) != '.') {
                    throw bad();
                }
                tm.micros = micros(s.substring(c));
            }
        }
        if (tm.minute > 59 || tm.second > 60 || !timeOnly && timeOverflows()) {
            throw overflow(false);
        }
        return TIME;
    }

    private static int digitsEnd(String s, int from) {
        int i = from;
        while (i < s.length() && DateFields.digit(s.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Microseconds of a fraction {@code .ddd}, rounded. */
    private int micros(String f) {
        if (digitsEnd(f, 1) < f.length()) {
            throw bad();
        }
        return f.length() == 1 ? 0 : (int) Math.rint(Double.parseDouble("0" + f) * 1e6);
    }

    /** Seconds east of a sign and hours, minutes, seconds. */
    private int zoneOffset(String s) {
        if (s.isEmpty() || s.charAt(0) != '-' && s.charAt(0) != '+') {
            throw bad();
        }
        int a = digitsEnd(s, 1);
        int h = zoneNumber(s.substring(1, a));
        int m = 0;
        int sec = 0;
        int end = a;
        if (a < s.length() && s.charAt(a) == ':') {
            end = digitsEnd(s, a + 1);
            m = zoneNumber(s.substring(a + 1, end));
            if (end < s.length() && s.charAt(end) == ':') {
                int from = end + 1;
                end = digitsEnd(s, from);
                sec = zoneNumber(s.substring(from, end));
            }
        } else if (a == s.length() && a > 3) {
            m = h % 100;
            h /= 100;
        }
        if (h > 15 || m > 59 || sec > 59) {
            throw zoneOverflow();
        }
        if (end < s.length()) {
            throw bad();
        }
        int off = (h * 60 + m) * 60 + sec;
        return s.charAt(0) == '-' ? -off : off;
    }

    /** Offset of a zone given as a signed number; null when it is none, the smallest integer when it is too large. */
    static @Nullable Integer numericZone(EvalContext cx, String s) {
        try {
            return new DateParser(cx, s, "", false).zoneOffset(s);
        } catch (SqlError e) {
            return e.state() == SqlState.INVALID_DATETIME_FORMAT ? null : Integer.valueOf(Integer.MIN_VALUE);
        }
    }

    private int zoneNumber(String s) {
        if (s.length() > 9) {
            throw zoneOverflow();
        }
        return s.isEmpty() ? 0 : Integer.parseInt(s);
    }

    private SqlError zoneOverflow() {
        return Err.of(
                SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE,
                "time zone displacement out of range: \"" + source + "\"");
    }

    /** A date with separators; nothing but its parts and a zone may have come before. */
    private int date(String s) {
        List<String> parts = parts(s);
        int found = 0;
        for (int k = 0; k < parts.size(); k++) {
            String p = parts.get(k);
            if (!DateFields.alpha(p.charAt(0))) {
                continue;
            }
            DateWords.Word w = DateWords.find(p);
            if (w != null && w.kind() == DateWords.Kind.IGNORED) {
                throw bad();
            }
            if (w == null || w.kind() != DateWords.Kind.MONTH || ((mask | found) & MONTH) != 0) {
                throw bad();
            }
            found |= MONTH;
            tm.month = w.value();
            parts.set(k, "");
        }
        boolean text = found != 0;
        for (String p : parts) {
            if (!p.isEmpty()) {
                int f = dateNumber(p, mask | found, text);
                if (((mask | found) & f) != 0) {
                    throw bad();
                }
                found |= f;
            }
        }
        if (((mask | found) & ~(DOY | ZONE)) != DATE) {
            throw bad();
        }
        return found;
    }

    /** The runs of digits and of letters of a date; one character after each is taken for a separator. */
    private List<String> parts(String s) {
        List<String> parts = new ArrayList<>(3);
        int i = 0;
        while (i < s.length()) {
            while (i < s.length() && !DateFields.digit(s.charAt(i)) && !DateFields.alpha(s.charAt(i))) {
                i++;
            }
            if (i == s.length()) {
                throw bad();
            }
            int from = i;
            boolean digits = DateFields.digit(s.charAt(i));
            while (i < s.length() && (digits ? DateFields.digit(s.charAt(i)) : DateFields.alpha(s.charAt(i)))) {
                i++;
            }
            parts.add(s.substring(from, i++));
        }
        return parts;
    }

    /** A number that is year, month or day by its place and DateStyle; what it was found to be. */
    private int dateNumber(String s, int known, boolean text) {
        int end = digitsEnd(s, 0);
        if (end == 0) {
            throw bad();
        }
        int v = num(s.substring(0, end));
        if (end < s.length()) {
            if (end > 2) {
                return runTogether(s, known | DATE);
            }
            tm.micros = micros(s.substring(end));
        }
        int len = s.length();
        int have = known & DATE;
        if (len == 3 && have == YEAR && v >= 1 && v <= 366) {
            dayOfYear = v;
            return DOY | MONTH | DAY;
        }
        boolean yearFirst = len >= 3 || cx.dateOrder == EvalContext.DateOrder.YMD;
        return switch (have) {
            case 0 -> yearFirst ? year(len, v) : cx.dateOrder == EvalContext.DateOrder.DMY ? day(v) : month(v);
            case YEAR, DAY -> month(v);
            case MONTH -> text && yearFirst ? year(len, v) : day(v);
            case YEAR | MONTH -> {
                if (text && len >= 3 && twoDigits) {
                    // what was taken for a year was the day
                    int d = tm.year;
                    year(len, v);
                    yield day(d);
                }
                yield day(v);
            }
            case MONTH | DAY -> year(len, v);
            case DATE -> runTogether(s, known);
            default -> throw bad();
        };
    }

    private int year(int len, int v) {
        tm.year = v;
        twoDigits = len <= 2;
        return YEAR;
    }

    private int month(int v) {
        tm.month = v;
        return MONTH;
    }

    private int day(int v) {
        tm.day = v;
        return DAY;
    }

    /** Run-together dates (yyyymmdd, yymmdd) and times (hhmmss, hhmm). */
    private int runTogether(String s, int known) {
        int dot = s.indexOf('.');
        String w = s;
        if (dot >= 0) {
            w = s.substring(0, dot);
            int end = digitsEnd(s, dot + 1);
            tm.micros = end == dot + 1 ? 0 : (int) Math.rint(Double.parseDouble("0" + s.substring(dot, end)) * 1e6);
        } else if ((known & DATE) != DATE && w.length() >= 6) {
            int n = w.length();
            tm.day = num(w.substring(n - 2));
            tm.month = num(w.substring(n - 4, n - 2));
            tm.year = num(w.substring(0, n - 4));
            twoDigits |= n - 4 == 2;
            return DATE;
        }
        if ((known & TIME) != TIME && (w.length() == 6 || w.length() == 4)) {
            tm.second = w.length() == 6 ? num(w.substring(4)) : 0;
            tm.minute = num(w.substring(2, 4));
            tm.hour = num(w.substring(0, 2));
            return TIME;
        }
        throw bad();
    }

    private int number(String s, int i) {
        int dot = s.indexOf('.');
        if (timeOnly) {
            if (dot >= 0) {
                if (i == 0 && fields.size() >= 2 && fields.getLast().kind() == Kind.DATE) {
                    return date(s);
                }
                if (dot <= 2) {
                    throw bad();
                }
                return runTogether(s, mask | DATE);
            }
            return s.length() > 4 ? runTogether(s, mask | DATE) : dateNumber(s, mask | DATE, false);
        }
        if (dot >= 0 && (mask & DATE) == 0) {
            return date(s);
        }
        if (dot > 2 || dot < 0 && s.length() >= 6 && ((mask & DATE) == 0 || (mask & TIME) == 0)) {
            return runTogether(s, mask);
        }
        return dateNumber(s, mask, textMonth);
    }

    /** A number after a label such as y, m, d or j. */
    private int labelled(String s) {
        int end = digitsEnd(s, 0);
        int v = num(s.substring(0, end));
        boolean fraction = end < s.length();
        Unit u = label;
        label = Unit.NONE;
        if (fraction && u != Unit.JULIAN && u != Unit.TIME && u != Unit.SECOND) {
            throw bad();
        }
        return switch (u) {
            case YEAR -> {
                tm.year = v;
                yield YEAR;
            }
            case MONTH -> {
                if ((mask & MONTH) != 0 && (mask & HOUR) != 0) {
                    tm.minute = v;
                    yield MINUTE;
                }
                yield month(v);
            }
            case DAY -> day(v);
            case HOUR -> {
                tm.hour = v;
                yield HOUR;
            }
            case MINUTE -> {
                tm.minute = v;
                yield MINUTE;
            }
            case SECOND -> {
                tm.second = v;
                tm.micros = fraction ? micros(s.substring(end)) : tm.micros;
                yield SECOND;
            }
            case JULIAN -> {
                Cal.j2date(v, tm);
                julian = true;
                if (fraction) {
                    if (digitsEnd(s, end + 1) < s.length()) {
                        throw bad();
                    }
                    double part = s.length() == end + 1 ? 0 : Double.parseDouble("0" + s.substring(end));
                    tm.setTime((long) (part * Cal.DAY));
                }
                yield fraction ? DATE | TIME : DATE;
            }
            case TIME -> {
                int found = runTogether(s, mask | DATE);
                if (found != TIME) {
                    throw bad();
                }
                yield found;
            }
            case NONE, OTHER -> throw bad();
        };
    }

    private int word(String w, int i) {
        int z = abbreviation(w);
        if (z != 0) {
            return z;
        }
        DateWords.Word known = DateWords.find(w);
        if (known == null) {
            Zone named = Zone.find(w);
            if (named == null) {
                throw bad();
            }
            zone = named;
            return ZONE;
        }
        return switch (known.kind()) {
            case IGNORED -> 0;
            case RESERVED -> reserved(w);
            case MONTH -> textMonth(known.value());
            case WEEKDAY -> {
                if (timeOnly) {
                    throw bad();
                }
                yield WEEKDAY;
            }
            case HALF_DAY -> {
                ampm = known.value();
                yield HALF_DAY;
            }
            case ERA -> {
                bc = known.value() == 1;
                yield ERA;
            }
            case DST -> {
                tm.offset += known.value();
                yield DST;
            }
            case UNIT -> {
                if (label != Unit.NONE) {
                    throw bad();
                }
                label = Unit.values()[known.value()];
                yield 0;
            }
            case ISO_TIME -> {
                if (!timeOnly && (mask & DATE) != DATE || i + 1 >= fields.size() || !canBeTime(i + 1)) {
                    throw bad();
                }
                label = Unit.TIME;
                yield 0;
            }
        };
    }

    private boolean canBeTime(int i) {
        Kind k = fields.get(i).kind();
        return k == Kind.NUMBER || k == Kind.TIME || k == Kind.DATE;
    }

    private int textMonth(int m) {
        if (timeOnly) {
            throw bad();
        }
        int found = MONTH;
        if ((mask & (MONTH | DAY)) == MONTH && !textMonth && tm.month >= 1 && tm.month <= 31) {
            tm.day = tm.month;
            found = DAY;
        }
        textMonth = true;
        tm.month = m;
        return found;
    }

    private int reserved(String w) {
        if (w.equals("allballs")) {
            tm.setTime(0);
            tm.offset = 0;
            return TIME | ZONE;
        }
        if (w.equals("now") && timeOnly) {
            tm.setTime(Cal.split(cx.transactionTimestamp, cx.zone).time());
            return TIME;
        }
        if (timeOnly) {
            throw bad();
        }
        switch (w) {
            case "epoch", "infinity", "-infinity" -> {
                special = w.equals("epoch")
                        ? Special.EPOCH
                        : w.equals("infinity") ? Special.INFINITY : Special.MINUS_INFINITY;
                return INFINITE;
            }
            default -> {
                Cal.Broken b = Cal.split(cx.transactionTimestamp, cx.zone);
                int days = w.equals("tomorrow") ? 1 : w.equals("yesterday") ? -1 : 0;
                Cal.j2date(Cal.date2j(b.year, b.month, b.day) + days, tm);
                // the year is one of the calendar, as with Julian days
                julian = true;
                if (!w.equals("now")) {
                    return DATE;
                }
                tm.setTime(b.time());
                tm.offset = b.offset;
            }
        }
        return DATE | TIME | ZONE;
    }

    /** A time zone abbreviation; 0 when the word is none. */
    private int abbreviation(String w) {
        Integer off = Zone.abbreviation(w);
        if (off == null) {
            return 0;
        }
        Zone z = Zone.ofAbbreviation(w);
        if (z == null) {
            tm.offset = off;
        } else {
            zone = z;
            changing = true;
        }
        return ZONE;
    }
}
