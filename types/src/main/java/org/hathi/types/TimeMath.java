package org.hathi.types;

import org.hathi.base.SqlState;

/** Arithmetic of timestamps: intervals, age, truncation, extraction. */
final class TimeMath {
    private TimeMath() {}

    /** timestamp + interval. */
    static long plus(long t, Interval v) {
        if (Cal.isInfinite(t)) {
            return t;
        }
        long r = t;
        if (v.month() != 0) {
            r = addMonths(r, v.month());
        }
        if (v.day() != 0) {
            Cal.Broken b = Cal.split(r);
            long jd = (long) Cal.date2j(b.year, b.month, b.day) + v.day();
            if (jd < 0 || jd > Integer.MAX_VALUE) {
                throw Err.dateRange("timestamp");
            }
            Cal.j2date((int) jd, b);
            r = b.local();
        }
        return add(r, v.time());
    }

    private static long add(long t, long d) {
        long r = t + d;
        if (((t ^ r) & (d ^ r)) < 0) {
            throw Err.dateRange("timestamp");
        }
        return Cal.checked(r);
    }

    private static long addMonths(long local, int months) {
        Cal.Broken b = Cal.split(local);
        long m = b.month - 1L + months;
        long y = b.year + Math.floorDiv(m, 12);
        b.month = (int) Math.floorMod(m, 12L) + 1;
        if (y != (int) y || !Cal.validJulian((int) y, b.month)) {
            throw Err.dateRange("timestamp");
        }
        b.year = (int) y;
        b.day = Math.min(b.day, Cal.monthDays(b.year, b.month));
        return b.local();
    }

    /** timestamptz + interval: months and days in local time. */
    static long plusZoned(long t, Interval v, Zone z) {
        if (Cal.isInfinite(t)) {
            return t;
        }
        long r = t;
        if (v.month() != 0) {
            r = Cal.toInstant(addMonths(Cal.toLocal(r, z), v.month()), z);
        }
        if (v.day() != 0) {
            long local = Cal.toLocal(r, z) + v.day() * Cal.DAY;
            r = Cal.toInstant(Cal.checked(local), z);
        }
        return add(r, v.time());
    }

    /** timestamp - timestamp, as justify_hours shows it. */
    static Interval minus(long a, long b) {
        if (Cal.isInfinite(a) || Cal.isInfinite(b)) {
            throw Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite timestamps");
        }
        long d = a - b;
        if (((a ^ b) & (a ^ d)) < 0) {
            throw Err.dateRange("interval");
        }
        return new Interval(d, 0, 0).justifyHours();
    }

    /** age() of two local times. */
    static Interval age(long a, long b) {
        // the other infinity is a time like any other here, as in PostgreSQL 15
        if (a == Cal.NINFINITY || b == Cal.NINFINITY) {
            throw Err.dateRange("timestamp");
        }
        Cal.Broken x = Cal.split(a);
        Cal.Broken y = Cal.split(b);
        int sign = a < b ? -1 : 1;
        long us = sign * ((long) x.micros - y.micros);
        long sec = sign * (x.second - y.second);
        long min = sign * (x.minute - y.minute);
        long hour = sign * (x.hour - y.hour);
        long day = sign * (x.day - y.day);
        long mon = sign * (x.month - y.month);
        long year = sign * ((long) x.year - y.year);
        if (us < 0) {
            us += Cal.SECOND;
            sec--;
        }
        if (sec < 0) {
            sec += 60;
            min--;
        }
        if (min < 0) {
            min += 60;
            hour--;
        }
        if (hour < 0) {
            hour += 24;
            day--;
        }
        while (day < 0) {
            day += a < b ? Cal.monthDays(x.year, x.month) : Cal.monthDays(y.year, y.month);
            mon--;
        }
        while (mon < 0) {
            mon += 12;
            year--;
        }
        long time = ((hour * 60 + min) * 60 + sec) * Cal.SECOND + us;
        return new Interval(sign * time, (int) (sign * day), (int) (sign * (year * 12 + mon)));
    }

    /** Units of date_trunc and extract, by PostgreSQL's abbreviations; "" when unknown. */
    static String unit(String s) {
        String w = s.toLowerCase(java.util.Locale.ROOT);
        String u = IntervalParser.unit(w);
        if (!u.isEmpty()) {
            return u;
        }
        return switch (w) {
            case "qtr", "quarter" -> "quarter";
            case "dow" -> "dow";
            case "isodow" -> "isodow";
            case "isoyear" -> "isoyear";
            case "doy" -> "doy";
            case "epoch" -> "epoch";
            case "julian", "jd", "j" -> "julian";
            case "timezone" -> "timezone";
            case "timezone_h", "timezone_hour" -> "timezone_hour";
            case "timezone_m", "timezone_minute" -> "timezone_minute";
            default -> "";
        };
    }

    /** date_trunc on a local time taken apart; false: the result needs no change of zone offset. */
    static boolean trunc(String unit, String given, String type, Cal.Broken b) {
        switch (unit) {
            case "week" -> {
                int woy = Cal.isoWeek(b.year, b.month, b.day);
                int y = b.year;
                if (woy >= 52 && b.month == 1) {
                    y--;
                }
                if (woy <= 1 && b.month == 12) {
                    y++;
                }
                Cal.j2date(Cal.isoWeekStart(y, woy), b);
            }
            case "millennium" -> {
                b.year = b.year > 0 ? (b.year + 999) / 1000 * 1000 - 999 : -((999 - (b.year - 1)) / 1000) * 1000 + 1;
                january(b);
            }
            case "century" -> {
                b.year = b.year > 0 ? (b.year + 99) / 100 * 100 - 99 : -((99 - (b.year - 1)) / 100) * 100 + 1;
                january(b);
            }
            case "decade" -> {
                b.year = b.year > 0 ? b.year / 10 * 10 : -((8 - (b.year - 1)) / 10) * 10;
                january(b);
            }
            case "year" -> january(b);
            case "quarter" -> {
                b.month = 3 * ((b.month - 1) / 3) + 1;
                b.day = 1;
            }
            case "month" -> b.day = 1;
            case "day" -> {}
            case "hour" -> {
                b.minute = 0;
                b.second = 0;
                b.micros = 0;
                return false;
            }
            case "minute" -> {
                b.second = 0;
                b.micros = 0;
                return false;
            }
            case "second" -> {
                b.micros = 0;
                return false;
            }
            case "millisecond" -> {
                b.micros = b.micros / 1000 * 1000;
                return false;
            }
            case "microsecond" -> {
                return false;
            }
            default -> throw badTrunc(unit, given, type);
        }
        b.hour = 0;
        b.minute = 0;
        b.second = 0;
        b.micros = 0;
        return true;
    }

    private static void january(Cal.Broken b) {
        b.month = 1;
        b.day = 1;
    }

    /** The error of extract() for a unit that does not fit. */
    static org.hathi.base.SqlError badUnit(String unit, String given, String type) {
        String w = given.toLowerCase(java.util.Locale.ROOT);
        return unit.isEmpty()
                ? Err.parameter("unit \"" + w + "\" not recognized for type " + type)
                : Err.of(SqlState.FEATURE_NOT_SUPPORTED, "unit \"" + w + "\" not supported for type " + type);
    }

    /** The error of date_trunc() for a unit that does not fit: it knows fewer words. */
    static org.hathi.base.SqlError badTrunc(String unit, String given, String type) {
        boolean known =
                switch (unit) {
                    case "dow", "isodow", "doy", "epoch", "julian", "isoyear" -> false;
                    default -> true;
                };
        return badUnit(known ? unit : "", given, type);
    }
}
