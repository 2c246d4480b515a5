package org.hathi.types;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.hathi.base.SqlError;
import org.jspecify.annotations.Nullable;

/** A session time zone: its display name (the TimeZone setting) and its rules. Immutable. */
public final class Zone {
    public static final Zone UTC = new Zone("UTC", ZoneOffset.UTC.getRules());

    private static final long USECS = 1_000_000L;
    private static final long UNIX_EPOCH = 946_684_800L;
    /** Fixed offsets are shorter, in seconds. */
    private static final int LIMIT = 168 * 3600;

    private final String name;
    private final ZoneRules rules;
    /** Seconds east of what the rules say: of fixed offsets beyond the 18 hours that java.time knows. */
    private final int shift;
    /** Abbreviations of standard and summer time of a POSIX specification; "" for zones of the IANA database. */
    private final String standard;

    private final String summer;

    Zone(String name, ZoneRules rules) {
        this(name, rules, "", "");
    }

    Zone(String name, ZoneRules rules, String standard, String summer) {
        this(name, rules, 0, standard, summer);
    }

    private Zone(String name, ZoneRules rules, int shift, String standard, String summer) {
        this.name = name;
        this.rules = rules;
        this.shift = shift;
        this.standard = standard;
        this.summer = summer;
    }

    /** Built-in facts that are looked up rarely: made on first use. */
    private static final class Names {
        static final Map<String, String> IDS = ids();
        static final Map<String, Integer> ABBREVIATIONS = new HashMap<>();
        static final Set<String> SUMMER = new HashSet<>();
        /** Abbreviations whose offset has changed over time: the zones they are of. */
        static final Map<String, String> CHANGING = new HashMap<>();

        private static Map<String, String> ids() {
            Map<String, String> m = new HashMap<>();
            for (String id : ZoneId.getAvailableZoneIds()) {
                if (!id.startsWith("SystemV/")) {
                    m.put(id.toLowerCase(Locale.ROOT), id);
                }
            }
            m.put("est", "-05:00");
            m.put("mst", "-07:00");
            m.put("hst", "-10:00");
            return m;
        }

        static {
            try (BufferedReader r = new BufferedReader(new InputStreamReader(
                    Objects.requireNonNull(Zone.class.getResourceAsStream("zone-abbreviations.txt")),
                    StandardCharsets.US_ASCII))) {
                for (String line = r.readLine(); line != null; line = r.readLine()) {
                    String[] f = line.split(" ");
                    ABBREVIATIONS.put(f[0], Integer.parseInt(f[1]));
                    if (f[2].equals("t")) {
                        SUMMER.add(f[0]);
                    }
                    if (f.length > 3 && f[2].equals("f")) {
                        CHANGING.put(f[0], f[3]);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A fixed offset, seconds east of Greenwich. */
    public static Zone fixed(int seconds) {
        String n = fixedName(seconds);
        String shown = n.substring(1, n.indexOf('>'));
        return fixed(n, seconds, shown);
    }

    static Zone fixed(String name, int seconds, String shown) {
        return new Zone(name, ZoneOffset.UTC.getRules(), seconds, shown, shown);
    }

    /** Name of a fixed offset as SET TIME ZONE shows it: {@code <+03>-03}. */
    private static String fixedName(int seconds) {
        int s = Math.abs(seconds);
        String h = (s / 3600 < 10 ? "0" : "") + s / 3600;
        int min = s / 60 % 60;
        String m = min == 0 && s % 60 == 0 ? "" : ":" + (min < 10 ? "0" : "") + min;
        if (s % 60 != 0) {
            m += ":" + (s % 60 < 10 ? "0" : "") + s % 60;
        }
        return "<" + (seconds < 0 ? "-" : "+") + h + m + ">" + (seconds < 0 ? "+" : "-") + h + m;
    }

    /**
     * The zone of an IANA name (case does not matter) or a POSIX offset (UTC+3: west is positive); null when unknown.
     */
    public static @Nullable Zone find(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.equals("utc")) {
            return UTC;
        }
        if (key.startsWith("posix/")) {
            Zone z = find(name.substring(6));
            return z == null ? null : new Zone("posix/" + z.name, z.rules, z.shift, z.standard, z.summer);
        }
        String id = key.isEmpty() ? null : Names.IDS.get(key);
        if (id != null) {
            char c = id.charAt(0);
            String shown = c == '+' || c == '-' ? key.toUpperCase(Locale.ROOT) : id;
            return new Zone(shown, ZoneId.of(id).getRules());
        }
        return PosixZone.parse(name.toUpperCase(Locale.ROOT));
    }

    /**
     * The zone of a value of the TimeZone setting: as {@link #find}, a number of hours (east is positive), or
     * {@code INTERVAL '…'}; null when it is none. 22023 when a number or an interval is no offset.
     */
    public static @Nullable Zone ofSetting(String value) {
        if (value.regionMatches(true, 0, "interval", 0, 8)) {
            int from = value.indexOf('\'');
            int to = value.lastIndexOf('\'');
            return from < 0 || to <= from ? null : ofInterval(value, value.substring(from + 1, to));
        }
        if (!value.isEmpty() && (DateFields.digit(value.charAt(0)) || "+-.".indexOf(value.charAt(0)) >= 0)) {
            try {
                double hours = Double.parseDouble(value);
                return checked(value, (long) (hours * 3600));
            } catch (NumberFormatException e) {
                return named(value);
            }
        }
        return named(value);
    }

    private static @Nullable Zone named(String value) {
        Zone z = find(value);
        // the name of an offset that was given as a number is read again where the setting is assigned
        if (z != null && z.offsetAt(0) % 60 != 0 && !value.equals(fixedName(z.offsetAt(0)))) {
            throw Err.parameter("time zone \"" + value + "\" appears to use leap seconds")
                    .detail("PostgreSQL does not support leap seconds.");
        }
        return z;
    }

    private static SqlError badSetting(String value, String detail) {
        return Err.parameter("invalid value for parameter \"TimeZone\": \"" + value + "\"")
                .detail(detail);
    }

    private static Interval interval(String text) {
        return IntervalParser.parse(new EvalContext(new BuiltinTypes()), text, -1);
    }

    /** What SET TIME ZONE INTERVAL sets the setting to. */
    public static String intervalSetting(String text) {
        ByteSink b = new ByteSink(32);
        DateText.interval(interval(text), EvalContext.IntervalStyle.POSTGRES, b);
        return "INTERVAL '" + b + "'";
    }

    private static Zone ofInterval(String value, String text) {
        Interval i = interval(text);
        if (i.month() != 0) {
            throw badSetting(value, "Cannot specify months in time zone interval.");
        }
        if (i.day() != 0) {
            throw badSetting(value, "Cannot specify days in time zone interval.");
        }
        return checked(value, i.time() / USECS);
    }

    private static Zone checked(String value, long seconds) {
        if (Math.abs(seconds) >= LIMIT) {
            throw badSetting(value, "UTC timezone offset is out of range.");
        }
        return fixed((int) seconds);
    }

    /** A time zone abbreviation: in upper case, seconds east of Greenwich, whether it is of summer time. */
    public record Abbreviation(String name, int offset, boolean summer) {}

    /** All abbreviations, by name. */
    public static List<Abbreviation> abbreviations() {
        List<Abbreviation> all = new ArrayList<>();
        for (String n : new TreeSet<>(Names.ABBREVIATIONS.keySet())) {
            all.add(new Abbreviation(
                    n.toUpperCase(Locale.ROOT),
                    Objects.requireNonNull(Names.ABBREVIATIONS.get(n)),
                    Names.SUMMER.contains(n)));
        }
        return all;
    }

    /** The zone an abbreviation stands for when its offset has changed over time; null otherwise. */
    static @Nullable Zone ofAbbreviation(String lower) {
        String id = Names.CHANGING.get(lower);
        return id == null ? null : find(id);
    }

    boolean isFixed() {
        return rules.isFixedOffset();
    }

    /** Offset (seconds east) of a time zone abbreviation such as {@code est}, or null. */
    static @Nullable Integer abbreviation(String lower) {
        return Names.ABBREVIATIONS.get(lower);
    }

    public String name() {
        return name;
    }

    public ZoneRules rules() {
        return rules;
    }

    /** Seconds east of Greenwich at an instant (microseconds since 2000-01-01 UTC). */
    public int offsetAt(long micros) {
        return offsetAtSecond(Math.floorDiv(micros, USECS) + UNIX_EPOCH);
    }

    private int offsetAtSecond(long unix) {
        return shift + rules.getOffset(Instant.ofEpochSecond(unix)).getTotalSeconds();
    }

    /**
     * Offset that local time {@code local} (microseconds since 2000-01-01 00:00 local) has. In a gap the offset before
     * it counts, in an overlap the offset after the transition.
     */
    public int offsetOfLocal(long local) {
        if (rules.isFixedOffset()) {
            return offsetAtSecond(0);
        }
        long t = Math.floorDiv(local, USECS) + UNIX_EPOCH;
        int before = offsetAtSecond(t - 86400);
        int after = offsetAtSecond(t + 86400);
        if (before == after && offsetAtSecond(t - before) == before) {
            return before;
        }
        boolean okBefore = offsetAtSecond(t - before) == before;
        boolean okAfter = offsetAtSecond(t - after) == after;
        if (okBefore && okAfter) {
            return after;
        }
        return okAfter ? after : before;
    }

    /** The abbreviation in use at an instant, as SQL and Postgres date styles show it. */
    public String abbreviationAt(long micros) {
        if (rules.isFixedOffset() && name.equals("UTC")) {
            return "UTC";
        }
        long unix = Math.floorDiv(micros, USECS) + UNIX_EPOCH;
        boolean dst = rules.isDaylightSavings(Instant.ofEpochSecond(unix));
        if (!standard.isEmpty()) {
            return dst ? summer : standard;
        }
        int off = offsetAtSecond(unix);
        if (!rules.isFixedOffset()
                && !rules.getTransitions().isEmpty()
                && unix < rules.getTransitions().getFirst().toEpochSecond()) {
            return "LMT";
        }
        String s = name.startsWith("<")
                ? ""
                : TimeZone.getTimeZone(name.startsWith("posix/") ? name.substring(6) : name)
                        .getDisplayName(dst, TimeZone.SHORT, Locale.ENGLISH);
        boolean plain = !s.isEmpty();
        for (int i = 0; i < s.length(); i++) {
            plain &= Character.isUpperCase(s.charAt(i));
        }
        if (plain && !(s.equals("GMT") && off != 0)) {
            return s;
        }
        int a = Math.abs(off);
        ByteSink b = new ByteSink(8);
        b.put(off < 0 ? '-' : '+').padded(a / 3600, 2);
        if (a / 60 % 60 != 0) {
            b.padded(a / 60 % 60, 2);
        }
        return b.toString();
    }
}
