package org.hathi.types;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** A session time zone: its display name (the TimeZone setting) and its rules. Immutable. */
public final class Zone {
    public static final Zone UTC = new Zone("UTC", ZoneOffset.UTC.getRules());

    private static final long USECS = 1_000_000L;
    private static final long UNIX_EPOCH = 946_684_800L;

    private final String name;
    private final ZoneRules rules;

    Zone(String name, ZoneRules rules) {
        this.name = name;
        this.rules = rules;
    }

    /** Built-in facts that are looked up rarely: made on first use. */
    private static final class Names {
        static final Map<String, String> IDS = ids();
        static final Map<String, Integer> ABBREVIATIONS = abbreviations();

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

        private static Map<String, Integer> abbreviations() {
            Map<String, Integer> m = new HashMap<>();
            try (BufferedReader r = new BufferedReader(new InputStreamReader(
                    Objects.requireNonNull(Zone.class.getResourceAsStream("zone-abbreviations.txt")),
                    StandardCharsets.US_ASCII))) {
                for (String line = r.readLine(); line != null; line = r.readLine()) {
                    int a = line.indexOf(' ');
                    int b = line.indexOf(' ', a + 1);
                    m.put(line.substring(0, a), Integer.parseInt(line.substring(a + 1, b)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return m;
        }
    }

    /** A fixed offset, seconds east of Greenwich. */
    public static Zone fixed(int seconds) {
        return new Zone(fixedName(seconds), ZoneOffset.ofTotalSeconds(seconds).getRules());
    }

    /** Name of a fixed offset as SET TIME ZONE shows it: {@code <+03>-03}. */
    private static String fixedName(int seconds) {
        int s = Math.abs(seconds);
        String h = (s / 3600 < 10 ? "0" : "") + s / 3600;
        int min = s / 60 % 60;
        String m = min == 0 ? "" : ":" + (min < 10 ? "0" : "") + min;
        return "<" + (seconds < 0 ? "-" : "+") + h + m + ">" + (seconds < 0 ? "+" : "-") + h + m;
    }

    /**
     * The zone of an IANA name (case does not matter) or a POSIX offset (UTC+3: west is positive); null when unknown.
     */
    public static @Nullable Zone find(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.equals("utc") || key.equals("z") || key.equals("zulu")) {
            return key.equals("utc") ? UTC : null;
        }
        String id = key.isEmpty() ? null : Names.IDS.get(key);
        if (id != null) {
            char c = id.charAt(0);
            String shown = c == '+' || c == '-' ? key.toUpperCase(Locale.ROOT) : id;
            return new Zone(shown, ZoneId.of(id).getRules());
        }
        return posix(name);
    }

    private static @Nullable Zone posix(String name) {
        int i = 0;
        if (name.startsWith("<")) {
            i = name.indexOf('>') + 1;
        } else {
            while (i < name.length() && Character.isLetter(name.charAt(i))) {
                i++;
            }
        }
        if (i < 3 || i >= name.length()) {
            return null;
        }
        String off = name.substring(i);
        int sign = off.charAt(0) == '-' ? 1 : -1;
        if (off.charAt(0) == '-' || off.charAt(0) == '+') {
            off = off.substring(1);
        }
        String[] parts = off.split(":", 3);
        try {
            int s = 0;
            int unit = 3600;
            for (String p : parts) {
                s += Integer.parseInt(p) * unit;
                unit /= 60;
            }
            return new Zone(name, ZoneOffset.ofTotalSeconds(sign * s).getRules());
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
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
        return rules.getOffset(Instant.ofEpochSecond(unix)).getTotalSeconds();
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
        int off = offsetAtSecond(unix);
        String s = name.startsWith("<")
                ? ""
                : TimeZone.getTimeZone(name).getDisplayName(dst, TimeZone.SHORT, Locale.ENGLISH);
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
