package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.types.DateFields.Field;
import org.hathi.types.DateFields.Kind;
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
    private static final int TIME = 16;
    private static final int DATE = YEAR | MONTH | DAY;

    /** Kinds of fields and of whole values. */
    enum Special {
        NONE,
        EPOCH,
        INFINITY,
        MINUS_INFINITY
    }

    private final EvalContext cx;
    private final String source;
    private final String type;
    private final DateFields split;
    private final List<Field> fields;
    private int mask;
    private boolean twoDigits;
    private boolean bc;
    private int ampm = -1;
    private boolean textMonth;
    private boolean isJulian;
    private boolean julianNext;
    private boolean timeNext;
    private @Nullable Zone zone;
    private int dstAdd;
    private boolean onlyTime;

    final Cal.Broken tm = new Cal.Broken();
    Special special = Special.NONE;
    boolean hasOffset;

    DateParser(EvalContext cx, String source, String type) {
        this.cx = cx;
        this.source = source;
        this.type = type;
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

    private void set(int bits) {
        if ((mask & bits) != 0) {
            throw bad();
        }
        mask |= bits;
    }

    private static int toInt(String s) {
        return s.length() > 9
                ? (s.length() == 10 && Long.parseLong(s) <= Integer.MAX_VALUE ? Integer.parseInt(s) : -1)
                : Integer.parseInt(s);
    }

    private int num(String s) {
        int v = toInt(s);
        if (v < 0) {
            throw overflow(false);
        }
        return v;
    }

    /** Decodes a date or timestamp; false when it is special. Time alone is rejected unless {@code timeOnly}. */
    boolean parse(boolean timeOnly) {
        onlyTime = timeOnly;
        if (!split.split()) {
            throw bad();
        }
        boolean any = false;
        for (int i = 0; i < fields.size(); i++) {
            Field f = fields.get(i);
            any = true;
            switch (f.kind()) {
                case DATE -> dateField(f.text(), timeOnly);
                case TIME -> {
                    set(TIME);
                    time(f.text());
                }
                case TZ -> tz(f.text());
                case NUMBER -> numberField(f.text(), timeOnly);
                case STRING, SPECIAL -> word(f.text(), i, timeOnly);
            }
        }
        if (!any || julianNext || timeNext) {
            throw bad();
        }
        if (special != Special.NONE) {
            return false;
        }
        finish(timeOnly);
        return true;
    }

    private void finish(boolean timeOnly) {
        if (ampm >= 0) {
            if ((mask & TIME) == 0) {
                throw bad();
            }
            if (tm.hour > 12) {
                throw overflow(false);
            }
            tm.hour = ampm == 0 ? tm.hour % 12 : tm.hour == 12 ? 12 : tm.hour + 12;
        }
        if (timeOnly) {
            if ((mask & TIME) == 0) {
                throw bad();
            }
            if (zone != null && !hasOffset) {
                resolveTimeZone(zone);
            }
            return;
        }
        checkDate();
        if ((mask & DATE) != DATE) {
            throw bad();
        }
        if (zone != null) {
            long local = localOrZero();
            tm.offset = zone.offsetOfLocal(local);
            hasOffset = true;
        }
        if (dstAdd != 0) {
            tm.offset += 3600;
            hasOffset = true;
        }
    }

    private long localOrZero() {
        return Cal.validJulian(tm.year, tm.month) ? tm.date() * Cal.DAY + tm.time() : 0;
    }

    private void resolveTimeZone(Zone z) {
        if (z.rules().isFixedOffset()) {
            tm.offset = z.offsetAt(0);
        } else if ((mask & DATE) == DATE) {
            checkDate();
            tm.offset = z.offsetOfLocal(localOrZero());
        } else {
            throw bad();
        }
        hasOffset = true;
    }

    private void checkDate() {
        if ((mask & YEAR) != 0 && !isJulian) {
            if (bc) {
                if (tm.year <= 0) {
                    throw overflow(false);
                }
                tm.year = -(tm.year - 1);
            } else if (twoDigits) {
                tm.year += tm.year < 70 ? 2000 : tm.year < 100 ? 1900 : 0;
            } else if (tm.year <= 0) {
                throw overflow(false);
            }
        }
        if ((mask & DOY) != 0) {
            int doy = tm.day;
            if (doy < 1 || doy > (Cal.isLeap(tm.year) ? 366 : 365)) {
                throw overflow(true);
            }
            Cal.j2date(Cal.date2j(tm.year, 1, 1) + doy - 1, tm);
        }
        if ((mask & MONTH) != 0 && (tm.month < 1 || tm.month > 12)) {
            throw overflow(true);
        }
        if ((mask & DAY) != 0 && (tm.day < 1 || tm.day > 31)) {
            throw overflow(true);
        }
        if ((mask & DATE) == DATE && tm.day > Cal.monthDays(tm.year, tm.month)) {
            throw overflow(false);
        }
    }

    private void time(String s) {
        String[] p = s.split(":", -1);
        if (p.length < 2 || p.length > 3 || p[0].isEmpty()) {
            throw bad();
        }
        String secs = p.length == 3 ? p[2] : "";
        tm.hour = num(p[0]);
        if (p.length == 2 && p[1].indexOf('.') >= 0) {
            secs = p[1];
            tm.minute = tm.hour;
            tm.hour = 0;
            seconds(secs);
        } else {
            if (p[1].isEmpty()) {
                throw bad();
            }
            tm.minute = num(p[1]);
            tm.second = 0;
            if (p.length == 3) {
                seconds(secs);
            }
        }
        checkTime();
    }

    private void checkTime() {
        if (tm.minute > 59
                || tm.second > 60
                || tm.hour > 24
                || tm.hour == 24 && (tm.minute > 0 || tm.second > 0 || tm.micros > 0)) {
            throw overflow(false);
        }
    }

    private void seconds(String s) {
        int dot = s.indexOf('.');
        String whole = dot < 0 ? s : s.substring(0, dot);
        if (whole.isEmpty()) {
            throw bad();
        }
        tm.second = num(whole);
        tm.micros = dot < 0 ? 0 : micros(s.substring(dot));
    }

    /** Microseconds of a fraction {@code .ddd}, rounded. */
    private int micros(String f) {
        for (int i = 1; i < f.length(); i++) {
            if (!DateFields.digit(f.charAt(i))) {
                throw bad();
            }
        }
        return f.length() == 1 ? 0 : (int) Math.rint(Double.parseDouble("0" + f) * 1e6);
    }

    private void tz(String s) {
        if (hasOffset || zone != null) {
            throw bad();
        }
        tm.offset = zoneOffset(s);
        hasOffset = true;
    }

    private int zoneOffset(String s) {
        boolean neg = s.charAt(0) == '-';
        String t = s.substring(1);
        int h;
        int m = 0;
        int sec = 0;
        int colon = t.indexOf(':');
        if (colon >= 0) {
            String[] p = t.split(":", -1);
            if (p.length > 3) {
                throw bad();
            }
            try {
                h = Integer.parseInt(p[0]);
                m = Integer.parseInt(p[1]);
                sec = p.length == 3 ? Integer.parseInt(p[2]) : 0;
            } catch (NumberFormatException e) {
                throw bad();
            }
        } else {
            int v;
            try {
                v = Integer.parseInt(t);
            } catch (NumberFormatException e) {
                throw bad();
            }
            if (t.length() > 4) {
                h = v / 10000;
                m = v / 100 % 100;
                sec = v % 100;
            } else if (t.length() > 2) {
                h = v / 100;
                m = v % 100;
            } else {
                h = v;
            }
        }
        if (h > 15 || m > 59 || sec > 59) {
            throw Err.of(
                    SqlState.INVALID_TIME_ZONE_DISPLACEMENT_VALUE,
                    "time zone displacement out of range: \"" + source + "\"");
        }
        int off = (h * 60 + m) * 60 + sec;
        return neg ? -off : off;
    }

    private void dateField(String s, boolean timeOnly) {
        if ((mask & (MONTH | DAY)) == (MONTH | DAY) || timeOnly && !looksLikeDate(s)) {
            if (DateFields.digit(s.charAt(0))) {
                int dash = s.indexOf('-');
                if (dash < 0 || (mask & TIME) != 0) {
                    throw bad();
                }
                tz(s.substring(dash));
                numberRun(s.substring(0, dash));
                return;
            }
            zoneName(s);
            return;
        }
        if (!DateFields.digit(s.charAt(0)) && !looksLikeDate(s)) {
            zoneName(s);
            return;
        }
        date(s);
    }

    private static boolean looksLikeDate(String s) {
        if (DateFields.digit(s.charAt(0))) {
            return true;
        }
        int i = 0;
        while (i < s.length() && DateFields.alpha(s.charAt(i))) {
            i++;
        }
        return DateWords.month(s.substring(0, i)) > 0;
    }

    private void zoneName(String s) {
        if (hasOffset || zone != null) {
            throw bad();
        }
        Zone z = Zone.find(s);
        if (z == null) {
            throw s.indexOf('/') > 0 || s.indexOf('_') > 0
                    ? Err.parameter("time zone \"" + s + "\" not recognized")
                    : bad();
        }
        zone = z;
    }

    /** A date with separators. */
    private void date(String s) {
        List<String> parts = new ArrayList<>(3);
        int i = 0;
        while (i < s.length()) {
            while (i < s.length() && !DateFields.digit(s.charAt(i)) && !DateFields.alpha(s.charAt(i))) {
                i++;
            }
            int from = i;
            if (i < s.length() && DateFields.digit(s.charAt(i))) {
                while (i < s.length() && DateFields.digit(s.charAt(i))) {
                    i++;
                }
            } else {
                while (i < s.length() && DateFields.alpha(s.charAt(i))) {
                    i++;
                }
            }
            if (i > from) {
                parts.add(s.substring(from, i));
            }
        }
        for (int k = 0; k < parts.size(); k++) {
            String p = parts.get(k);
            if (DateFields.alpha(p.charAt(0))) {
                int m = DateWords.month(p);
                if (m == 0) {
                    throw bad();
                }
                set(MONTH);
                tm.month = m;
                textMonth = true;
                parts.remove(k--);
                break;
            }
        }
        if (parts.isEmpty() || parts.size() > 3) {
            throw bad();
        }
        int before = mask;
        for (String p : parts) {
            if (!DateFields.digit(p.charAt(0))) {
                throw bad();
            }
            dateNumber(p);
        }
        if ((before & DATE) == 0 && (mask & DATE) != DATE && (mask & DOY) == 0) {
            throw bad();
        }
    }

    /** A number that is year, month or day by its place and DateStyle. */
    private void dateNumber(String p) {
        int v = num(p);
        int have = mask & DATE;
        if (p.length() == 3 && have == YEAR && v >= 1 && v <= 366) {
            set(DOY | MONTH | DAY);
            tm.day = v;
            return;
        }
        switch (have) {
            case 0 -> {
                if (p.length() >= 3 || cx.dateOrder == EvalContext.DateOrder.YMD) {
                    year(p, v);
                } else if (cx.dateOrder == EvalContext.DateOrder.DMY) {
                    set(DAY);
                    tm.day = v;
                } else {
                    set(MONTH);
                    tm.month = v;
                }
            }
            case YEAR -> {
                set(MONTH);
                tm.month = v;
            }
            case MONTH -> {
                if (textMonth) {
                    if (p.length() >= 3 || cx.dateOrder == EvalContext.DateOrder.YMD) {
                        year(p, v);
                    } else {
                        set(DAY);
                        tm.day = v;
                    }
                } else {
                    set(DAY);
                    tm.day = v;
                }
            }
            case YEAR | MONTH -> {
                if (textMonth && p.length() >= 3 && twoDigits) {
                    tm.day = tm.year;
                    mask |= DAY;
                    mask &= ~YEAR;
                    twoDigits = false;
                    year(p, v);
                } else {
                    set(DAY);
                    tm.day = v;
                }
            }
            case DAY -> {
                set(MONTH);
                tm.month = v;
            }
            case MONTH | DAY -> year(p, v);
            case DATE -> numberRun(p);
            default -> throw bad();
        }
    }

    private void year(String p, int v) {
        set(YEAR);
        tm.year = v;
        twoDigits = p.length() <= 2;
    }

    private void numberField(String s, boolean timeOnly) {
        if (julianNext) {
            julian(s);
            return;
        }
        if (timeNext) {
            timeNext = false;
            numberRun(s);
            if ((mask & TIME) == 0) {
                throw bad();
            }
            return;
        }
        int dot = s.indexOf('.');
        if (dot >= 0 && (mask & DATE) == 0 && !timeOnly) {
            if (dot > 2 && s.length() - dot - 1 == 3) {
                date(s.replace('.', '-'));
                return;
            }
            if (dot >= 6) {
                numberRun(s);
                return;
            }
            date(s);
        } else if (dot > 2) {
            numberRun(s);
        } else if (s.length() >= 6 && ((mask & DATE) == 0 || (mask & TIME) == 0)) {
            numberRun(s);
        } else if (timeOnly && (mask & TIME) == 0 && (s.length() == 4 || s.length() == 2 && ampmFollows())) {
            numberRun(s);
        } else if (dot >= 0) {
            throw bad();
        } else {
            dateNumber(s);
        }
    }

    private boolean ampmFollows() {
        for (Field f : fields) {
            if (f.text().equals("am") || f.text().equals("pm")) {
                return true;
            }
        }
        return false;
    }

    private void julian(String s) {
        julianNext = false;
        int dot = s.indexOf('.');
        int jd = num(dot < 0 ? s : s.substring(0, dot));
        set(DATE);
        isJulian = true;
        Cal.j2date(jd, tm);
        if (dot >= 0) {
            set(TIME);
            tm.setTime((long) Math.rint(Double.parseDouble("0" + s.substring(dot)) * Cal.DAY));
        }
    }

    /** Run-together dates (yyyymmdd, yymmdd) and times (hhmmss, hhmm). */
    private void numberRun(String s) {
        int dot = s.indexOf('.');
        String w = s;
        if (dot >= 0) {
            w = s.substring(0, dot);
            tm.micros = micros(s.substring(dot));
        } else if (!onlyTime && (mask & DATE) != DATE && w.length() >= 6) {
            int n = w.length();
            set(DATE);
            tm.day = num(w.substring(n - 2));
            tm.month = num(w.substring(n - 4, n - 2));
            tm.year = num(w.substring(0, n - 4));
            twoDigits = n - 4 == 2;
            return;
        }
        if ((mask & TIME) == 0) {
            if (w.length() == 6) {
                tm.second = num(w.substring(4));
            } else if (w.length() == 4) {
                tm.second = 0;
            } else {
                throw bad();
            }
            set(TIME);
            tm.minute = num(w.substring(2, 4));
            tm.hour = num(w.substring(0, 2));
            checkTime();
            return;
        }
        throw bad();
    }

    private void word(String w, int i, boolean timeOnly) {
        int m = DateWords.month(w);
        if (m > 0) {
            if ((mask & MONTH) != 0 && !textMonth && (mask & DAY) == 0) {
                tm.day = tm.month;
                mask |= DAY;
                mask &= ~MONTH;
            }
            set(MONTH);
            textMonth = true;
            tm.month = m;
            return;
        }
        if (DateWords.weekday(w)) {
            return;
        }
        switch (w) {
            case "on", "at", "dow", "isodow" -> {}
            case "ad" -> bc = false;
            case "bc" -> bc = true;
            case "am" -> ampm = 0;
            case "pm" -> ampm = 1;
            case "t" -> {
                if (i + 1 >= fields.size() || (mask & DATE) == 0 && !timeOnly && !isJulian) {
                    throw bad();
                }
                timeNext = fields.get(i + 1).kind() == Kind.NUMBER;
            }
            case "j", "jd", "julian" -> julianNext = true;
            case "dst" -> dstAdd = 1;
            case "now", "today", "tomorrow", "yesterday", "allballs" -> reserved(w);
            case "epoch" -> special(Special.EPOCH, timeOnly);
            case "infinity", "+infinity", "inf", "+inf" -> special(Special.INFINITY, timeOnly);
            case "-infinity", "-inf" -> special(Special.MINUS_INFINITY, timeOnly);
            default -> abbreviation(w);
        }
    }

    private void special(Special s, boolean timeOnly) {
        if (timeOnly || fields.size() > 1) {
            throw bad();
        }
        special = s;
    }

    private void reserved(String w) {
        if (w.equals("allballs")) {
            set(TIME);
            tm.hour = 0;
            tm.minute = 0;
            tm.second = 0;
            tm.micros = 0;
            tm.offset = 0;
            hasOffset = true;
            return;
        }
        Cal.Broken b = Cal.split(cx.transactionTimestamp, cx.zone);
        int jd = Cal.date2j(b.year, b.month, b.day) + (w.equals("tomorrow") ? 1 : w.equals("yesterday") ? -1 : 0);
        set(DATE);
        Cal.j2date(jd, tm);
        isJulian = true;
        if (w.equals("now")) {
            set(TIME);
            tm.hour = b.hour;
            tm.minute = b.minute;
            tm.second = b.second;
            tm.micros = b.micros;
            tm.offset = b.offset;
            hasOffset = true;
        }
    }

    private void abbreviation(String w) {
        if (hasOffset || zone != null) {
            throw bad();
        }
        Integer off = Zone.abbreviation(w);
        if (off != null) {
            tm.offset = off;
            hasOffset = true;
            return;
        }
        Zone z = Zone.find(w);
        if (z == null) {
            throw bad();
        }
        zone = z;
    }
}
