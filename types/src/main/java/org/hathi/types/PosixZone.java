package org.hathi.types;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Time zones given as POSIX specifications: {@code STDoffset[DST[offset][,rule,rule]]}, offsets positive to the west;
 * without
 * rules, summer time is that of the United States.
 */
final class PosixZone {
    private static final String DEFAULT_RULES = ",M3.2.0,M11.1.0";
    /** Summer time goes back to the beginning of the calendar. */
    private static final int FIRST_YEAR = 1;

    private final String s;
    private int at;

    private PosixZone(String s) {
        this.s = s;
    }

    /** The zone, null when the text is no specification. */
    static @Nullable Zone parse(String s) {
        try {
            return new PosixZone(s).zone();
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private @Nullable Zone zone() {
        String standard = name();
        if (standard == null || at >= s.length()) {
            return null;
        }
        int west = offset();
        if (at >= s.length()) {
            return Zone.fixed(s, -west, standard);
        }
        ZoneOffset std = ZoneOffset.ofTotalSeconds(-west);
        String summer = name();
        if (summer == null || summer.isEmpty()) {
            return null;
        }
        int summerWest = at < s.length() && s.charAt(at) != ',' ? offset() : west - 3600;
        ZoneOffset dst = ZoneOffset.ofTotalSeconds(-summerWest);
        PosixZone r = at < s.length() ? this : new PosixZone(DEFAULT_RULES);
        ZoneOffsetTransitionRule begin = r.rule(std, std, dst);
        ZoneOffsetTransitionRule end = begin == null ? null : r.rule(std, dst, std);
        if (begin == null || end == null || r.at < r.s.length()) {
            return null;
        }
        List<ZoneOffsetTransition> first = new ArrayList<>();
        first.add(begin.createTransition(FIRST_YEAR));
        first.add(end.createTransition(FIRST_YEAR));
        first.sort(null);
        ZoneOffset before = first.getFirst().getOffsetBefore();
        return new Zone(s, ZoneRules.of(std, before, List.of(), first, List.of(begin, end)), standard, summer);
    }

    /** What is no digit, comma or sign, or anything in angle brackets; null when a bracket is not closed. */
    private @Nullable String name() {
        if (at < s.length() && s.charAt(at) == '<') {
            int end = s.indexOf('>', at);
            if (end < 0) {
                return null;
            }
            String n = s.substring(at + 1, end);
            at = end + 1;
            return n;
        }
        int from = at;
        while (at < s.length() && !DateFields.digit(s.charAt(at)) && ",+-".indexOf(s.charAt(at)) < 0) {
            at++;
        }
        return s.substring(from, at);
    }

    private int number() {
        int from = at;
        while (at < s.length() && DateFields.digit(s.charAt(at))) {
            at++;
        }
        return Integer.parseInt(s.substring(from, at));
    }

    private boolean take(char c) {
        if (at < s.length() && s.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** [+-]hh[:mm[:ss]] in seconds. */
    private int offset() {
        boolean minus = take('-');
        if (!minus) {
            take('+');
        }
        int v = number(167) * 3600;
        if (take(':')) {
            v += number(59) * 60;
            if (take(':')) {
                v += number(59);
            }
        }
        return minus ? -v : v;
    }

    private int number(int most) {
        int n = number();
        if (n > most) {
            throw new DateTimeException("part of an offset out of range: " + n);
        }
        return n;
    }

    /** ,Mm.w.d or ,Jn or ,n with an optional time of day. */
    private @Nullable ZoneOffsetTransitionRule rule(ZoneOffset standard, ZoneOffset before, ZoneOffset after) {
        if (!take(',')) {
            return null;
        }
        Month month;
        int day;
        DayOfWeek weekday = null;
        if (take('M')) {
            month = Month.of(number());
            take('.');
            int week = number();
            take('.');
            int d = number();
            weekday = DayOfWeek.of(d == 0 ? 7 : d);
            day = week == 5 ? -1 : (week - 1) * 7 + 1;
        } else {
            // without leap days; counted from 0 without the J
            int n = take('J') ? number() : number() + 1;
            LocalDate d = LocalDate.ofYearDay(2001, n);
            month = d.getMonth();
            day = d.getDayOfMonth();
        }
        int time = take('/') ? offset() : 7200;
        LocalDateTime t = LocalDate.of(2001, 1, 1).atStartOfDay().plusSeconds(Math.max(time, 0));
        boolean midnight = time == 86400;
        LocalTime clock = midnight ? LocalTime.MIDNIGHT : t.toLocalTime();
        return ZoneOffsetTransitionRule.of(
                month, day, weekday, clock, midnight, TimeDefinition.WALL, standard, before, after);
    }
}
