package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.SqlState;

/** to_char, to_date and to_timestamp templates of dates and times. */
final class ToChar {
    /** Keywords, longer ones before their prefixes. */
    private static final String[] KEYS = {
        "SSSSS", "SSSS", "Y,YYY", "YYYY", "IYYY", "MONTH", "Month", "month", "A.D.", "a.d.", "B.C.", "b.c.", "A.M.",
        "a.m.", "P.M.", "p.m.", "HH24", "HH12", "YYY", "IYY", "DAY", "Day", "day", "MON", "Mon", "mon", "DDD", "IDDD",
        "TZH", "TZM", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6", "AD", "ad", "BC", "bc", "AM", "am", "PM", "pm", "HH",
        "MI", "SS", "MS", "US", "YY", "IY", "IW", "ID", "MM", "DD", "DY", "Dy", "dy", "WW", "CC", "RM", "rm", "TZ",
        "tz", "OF", "Y", "I", "D", "W", "Q", "J"
    };

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

    /** A template element: a keyword ("" = literal text) with its modifiers. */
    record Node(String key, String text, boolean fill, char suffix) {}

    static List<Node> parse(String f) {
        List<Node> nodes = new ArrayList<>();
        int i = 0;
        while (i < f.length()) {
            boolean fm = false;
            int from = i;
            while (f.regionMatches(true, i, "FM", 0, 2)
                    || f.regionMatches(true, i, "TM", 0, 2)
                    || f.regionMatches(true, i, "FX", 0, 2)) {
                fm |= f.regionMatches(true, i, "FM", 0, 2);
                i += 2;
            }
            String key = key(f, i);
            if (!key.isEmpty()) {
                i += key.length();
                char suffix = 0;
                if (f.startsWith("TH", i) || f.startsWith("th", i)) {
                    suffix = f.charAt(i);
                    i += 2;
                }
                nodes.add(new Node(canonical(key), key, fm, suffix));
                continue;
            }
            i = from == i ? i : i;
            if (i >= f.length()) {
                break;
            }
            char c = f.charAt(i);
            if (c == '"') {
                StringBuilder b = new StringBuilder();
                i++;
                while (i < f.length() && f.charAt(i) != '"') {
                    if (f.charAt(i) == '\\' && i + 1 < f.length()) {
                        i++;
                    }
                    b.append(f.charAt(i++));
                }
                i++;
                nodes.add(new Node("", b.toString(), false, 'q'));
            } else if (c == '\\' && i + 1 < f.length() && f.charAt(i + 1) == '"') {
                nodes.add(new Node("", "\"", false, (char) 0));
                i += 2;
            } else {
                int n = Character.charCount(f.codePointAt(i));
                nodes.add(new Node("", f.substring(i, i + n), false, (char) 0));
                i += n;
            }
        }
        return nodes;
    }

    private static String key(String f, int i) {
        for (String k : KEYS) {
            if (f.startsWith(k, i)) {
                return k;
            }
        }
        for (String k : KEYS) {
            if (f.regionMatches(true, i, k, 0, k.length())) {
                return f.substring(i, i + k.length());
            }
        }
        return "";
    }

    /** Numeric keywords in upper case; words keep the case that decides their output. */
    private static String canonical(String k) {
        String u = k.toUpperCase(Locale.ROOT);
        return switch (u) {
            case "MONTH", "MON", "DAY", "DY" -> {
                boolean second = k.length() > 1 && Character.isUpperCase(k.charAt(1));
                yield Character.isUpperCase(k.charAt(0))
                        ? (second ? u : u.charAt(0) + u.substring(1).toLowerCase(Locale.ROOT))
                        : u.toLowerCase(Locale.ROOT);
            }
            case "AM", "PM", "AD", "BC", "A.M.", "P.M.", "A.D.", "B.C.", "RM", "TZ" ->
                Character.isUpperCase(k.charAt(0)) ? u : u.toLowerCase(Locale.ROOT);
            default -> u;
        };
    }

    /** Output of a timestamp (in zone {@code abbreviation}) or, with {@code interval}, of an interval's fields. */
    static String format(
            List<Node> nodes, Cal.Broken t, long hours, boolean interval, boolean zoned, String abbreviation) {
        ByteSink b = new ByteSink(64);
        for (Node n : nodes) {
            if (n.key().isEmpty()) {
                b.text(n.text());
                continue;
            }
            int start = b.size;
            field(n, t, hours, interval, zoned, abbreviation, b);
            if (n.suffix() != 0 && b.size > start) {
                ordinal(b, start, n.suffix() == 'T');
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

    private static void number(ByteSink b, long v, int width, Node n) {
        if (v < 0) {
            b.put('-');
            v = -v;
        }
        b.padded(v, n.fill() ? 1 : width);
    }

    private static void word(ByteSink b, String w, int width, Node n) {
        b.ascii(w);
        for (int i = w.length(); !n.fill() && i < width; i++) {
            b.put(' ');
        }
    }

    private static String cased(String w, String key) {
        return Character.isLowerCase(key.charAt(0))
                ? w.toLowerCase(Locale.ROOT)
                : key.length() > 1 && Character.isUpperCase(key.charAt(1)) ? w.toUpperCase(Locale.ROOT) : w;
    }

    private static void field(
            Node n, Cal.Broken t, long hours, boolean interval, boolean zoned, String abbreviation, ByteSink b) {
        int y = interval ? t.year : t.year > 0 ? t.year : 1 - t.year;
        long h12 = hours % 12 == 0 ? 12 : hours % 12;
        switch (n.key()) {
            case "HH24" -> number(b, hours, 2, n);
            case "HH", "HH12" -> number(b, h12, 2, n);
            case "MI" -> number(b, t.minute, 2, n);
            case "SS" -> number(b, t.second, 2, n);
            case "MS", "FF3" -> number(b, t.micros / 1000, 3, n);
            case "US", "FF6" -> number(b, t.micros, 6, n);
            case "FF1" -> number(b, t.micros / 100000, 1, n);
            case "FF2" -> number(b, t.micros / 10000, 2, n);
            case "FF4" -> number(b, t.micros / 100, 4, n);
            case "FF5" -> number(b, t.micros / 10, 5, n);
            case "SSSS", "SSSSS" -> b.decimal(hours * 3600 + t.minute * 60 + t.second);
            case "AM", "PM" -> b.ascii(Math.floorMod(hours, 24) >= 12 ? "PM" : "AM");
            case "am", "pm" -> b.ascii(Math.floorMod(hours, 24) >= 12 ? "pm" : "am");
            case "A.M.", "P.M." -> b.ascii(Math.floorMod(hours, 24) >= 12 ? "P.M." : "A.M.");
            case "a.m.", "p.m." -> b.ascii(Math.floorMod(hours, 24) >= 12 ? "p.m." : "a.m.");
            case "YYYY" -> number(b, y, 4, n);
            case "Y,YYY" -> {
                b.decimal(y / 1000).put(',').padded(y % 1000, 3);
            }
            case "YYY" -> number(b, y % 1000, 3, n);
            case "YY" -> number(b, y % 100, 2, n);
            case "Y" -> number(b, y % 10, 1, n);
            case "MM" -> number(b, t.month, 2, n);
            case "DD" -> number(b, t.day, t.day < 0 ? 1 : 2, n);
            case "CC" ->
                number(
                        b,
                        interval ? t.year / 100 : t.year > 0 ? (t.year + 99) / 100 : -((99 - (t.year - 1)) / 100),
                        2,
                        n);
            case "Q" -> b.decimal((t.month - 1) / 3 + 1);
            case "W" -> b.decimal((t.day - 1) / 7 + 1);
            default -> calendar(n, t, zoned, abbreviation, interval, b);
        }
    }

    private static void calendar(
            Node n, Cal.Broken t, boolean zoned, String abbreviation, boolean interval, ByteSink b) {
        switch (n.key()) {
            case "RM", "rm" -> {
                if (t.month != 0) {
                    String m = ROMAN[Math.floorMod(t.month - 1, 12)];
                    word(b, n.key().equals("RM") ? m : m.toLowerCase(Locale.ROOT), 4, n);
                }
            }
            case "TZ", "tz", "TZH", "TZM", "OF" -> zone(n, t, zoned, abbreviation, interval, b);
            default -> {
                if (interval) {
                    throw notInterval();
                }
                dated(n, t, b);
            }
        }
    }

    private static org.hathi.base.SqlError notInterval() {
        return Err.of(SqlState.INVALID_DATETIME_FORMAT, "invalid format specification for an interval value")
                .hint("Intervals are not tied to specific calendar dates.");
    }

    private static void zone(Node n, Cal.Broken t, boolean zoned, String abbreviation, boolean interval, ByteSink b) {
        if (interval) {
            throw notInterval();
        }
        switch (n.key()) {
            case "TZ" -> b.ascii(zoned ? abbreviation.toUpperCase(Locale.ROOT) : "");
            case "tz" -> b.ascii(zoned ? abbreviation.toLowerCase(Locale.ROOT) : "");
            case "TZH" -> b.put(t.offset < 0 ? '-' : '+').padded(Math.abs(t.offset) / 3600, 2);
            case "TZM" -> b.padded(Math.abs(t.offset) / 60 % 60, 2);
            case "OF" -> {
                int a = Math.abs(t.offset);
                b.put(t.offset < 0 ? '-' : '+').padded(a / 3600, 2);
                if (a / 60 % 60 != 0) {
                    b.put(':').padded(a / 60 % 60, 2);
                }
            }
            default -> throw org.hathi.base.SqlError.internal("template keyword " + n.key());
        }
    }

    private static void dated(Node n, Cal.Broken t, ByteSink b) {
        int jd = Cal.date2j(t.year, t.month, t.day);
        int dow = Cal.j2day(jd);
        int iso = Cal.isoYear(t.year, t.month, t.day);
        int isoShown = iso > 0 ? iso : 1 - iso;
        switch (n.key()) {
            case "AD", "BC" -> b.ascii(t.year <= 0 ? "BC" : "AD");
            case "ad", "bc" -> b.ascii(t.year <= 0 ? "bc" : "ad");
            case "A.D.", "B.C." -> b.ascii(t.year <= 0 ? "B.C." : "A.D.");
            case "a.d.", "b.c." -> b.ascii(t.year <= 0 ? "b.c." : "a.d.");
            case "MONTH", "Month", "month" -> word(b, cased(MONTHS[t.month - 1], n.key()), 9, n);
            case "MON", "Mon", "mon" -> b.ascii(cased(MONTHS[t.month - 1].substring(0, 3), n.key()));
            case "DAY", "Day", "day" -> word(b, cased(DAYS[dow], n.key()), 9, n);
            case "DY", "Dy", "dy" -> b.ascii(cased(DAYS[dow].substring(0, 3), n.key()));
            case "DDD" -> number(b, t.dayOfYear(), 3, n);
            case "IDDD" -> number(b, jd - Cal.isoWeekStart(iso, 1) + 1L, 3, n);
            case "D" -> b.decimal(dow + 1);
            case "ID" -> b.decimal(dow == 0 ? 7 : dow);
            case "WW" -> number(b, (t.dayOfYear() - 1) / 7 + 1, 2, n);
            case "IW" -> number(b, Cal.isoWeek(t.year, t.month, t.day), 2, n);
            case "IYYY" -> number(b, isoShown, 4, n);
            case "IYY" -> number(b, isoShown % 1000, 3, n);
            case "IY" -> number(b, isoShown % 100, 2, n);
            case "I" -> number(b, isoShown % 10, 1, n);
            case "J" -> b.decimal(jd);
            default -> throw org.hathi.base.SqlError.internal("template keyword " + n.key());
        }
    }
}
