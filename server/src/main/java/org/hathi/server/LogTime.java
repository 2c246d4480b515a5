package org.hathi.server;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Times as the log writes them, in {@code log_timezone}. */
final class LogTime {
    private LogTime() {}

    static ZoneId zone(String name) {
        if (isUtc(name)) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(name);
        } catch (java.time.DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    private static boolean isUtc(String name) {
        return name.equals("GMT") || name.equals("UTC") || name.equals("Etc/UTC");
    }

    static void pad(StringBuilder b, long v, int width, char with) {
        String s = Long.toString(v);
        for (int i = s.length(); i < width; i++) {
            b.append(with);
        }
        b.append(s);
    }

    /** {@code 2026-11-23 01:15:00.123 UTC}, or without milliseconds. */
    static String stamp(String zone, long epochMillis, boolean millis) {
        StringBuilder b = new StringBuilder(32);
        ZonedDateTime t = Instant.ofEpochMilli(epochMillis).atZone(zone(zone));
        pad(b, t.getYear(), 4, '0');
        b.append('-');
        pad(b, t.getMonthValue(), 2, '0');
        b.append('-');
        pad(b, t.getDayOfMonth(), 2, '0');
        b.append(' ');
        pad(b, t.getHour(), 2, '0');
        b.append(':');
        pad(b, t.getMinute(), 2, '0');
        b.append(':');
        pad(b, t.getSecond(), 2, '0');
        if (millis) {
            b.append('.');
            pad(b, Math.floorMod(epochMillis, 1000), 3, '0');
        }
        return b.append(' ').append(abbreviation(zone, t)).toString();
    }

    private static String abbreviation(String zone, ZonedDateTime t) {
        if (isUtc(zone)) {
            return zone.equals("GMT") ? "GMT" : "UTC";
        }
        return DateTimeFormatter.ofPattern("zzz", Locale.ROOT).format(t);
    }

    /** A name by strftime's escapes; unknown ones stay as they are. */
    static String strftime(String pattern, String zone, long epochMillis) {
        ZonedDateTime t = Instant.ofEpochMilli(epochMillis).atZone(zone(zone));
        StringBuilder b = new StringBuilder(pattern.length() + 16);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%' || i + 1 == pattern.length()) {
                b.append(c);
                continue;
            }
            c = pattern.charAt(++i);
            switch (c) {
                case 'Y' -> b.append(t.getYear());
                case 'C' -> pad(b, t.getYear() / 100, 2, '0');
                case 'y' -> pad(b, t.getYear() % 100, 2, '0');
                case 'm' -> pad(b, t.getMonthValue(), 2, '0');
                case 'd' -> pad(b, t.getDayOfMonth(), 2, '0');
                case 'e' -> pad(b, t.getDayOfMonth(), 2, ' ');
                case 'H' -> pad(b, t.getHour(), 2, '0');
                case 'k' -> pad(b, t.getHour(), 2, ' ');
                case 'I' -> pad(b, (t.getHour() + 11) % 12 + 1, 2, '0');
                case 'M' -> pad(b, t.getMinute(), 2, '0');
                case 'S' -> pad(b, t.getSecond(), 2, '0');
                case 'j' -> pad(b, t.getDayOfYear(), 3, '0');
                case 's' -> b.append(epochMillis / 1000);
                case 'u' -> b.append(t.getDayOfWeek().getValue());
                case 'w' -> b.append(t.getDayOfWeek().getValue() % 7);
                case 'V' -> pad(b, t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
                case 'G' -> b.append(t.get(IsoFields.WEEK_BASED_YEAR));
                case 'p' -> b.append(t.getHour() < 12 ? "AM" : "PM");
                case 'a' -> b.append(t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
                case 'A' -> b.append(t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
                case 'b', 'h' -> b.append(t.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
                case 'B' -> b.append(t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
                case 'F' -> b.append(strftime("%Y-%m-%d", zone, epochMillis));
                case 'D' -> b.append(strftime("%m/%d/%y", zone, epochMillis));
                case 'T' -> b.append(strftime("%H:%M:%S", zone, epochMillis));
                case 'R' -> b.append(strftime("%H:%M", zone, epochMillis));
                case 'Z' -> b.append(abbreviation(zone, t));
                case 'z' ->
                    b.append(t.getOffset().getTotalSeconds() < 0 ? '-' : '+')
                            .append(offset(t.getOffset().getTotalSeconds()));
                case '%' -> b.append('%');
                default -> b.append('%').append(c);
            }
        }
        return b.toString();
    }

    private static String offset(int seconds) {
        StringBuilder b = new StringBuilder(4);
        int minutes = Math.abs(seconds) / 60;
        pad(b, minutes / 60, 2, '0');
        pad(b, minutes % 60, 2, '0');
        return b.toString();
    }
}
