package org.hathi.types;

/**
 * The proleptic Gregorian calendar on PostgreSQL's numbers: dates are days, timestamps microseconds since 2000-01-01;
 * years are astronomical (0 = 1 BC).
 */
final class Cal {
    static final int EPOCH_JDATE = 2451545;
    static final int UNIX_EPOCH_JDATE = 2440588;
    static final long DAY = 86_400_000_000L;
    static final long HOUR = 3_600_000_000L;
    static final long MINUTE = 60_000_000L;
    static final long SECOND = 1_000_000L;
    static final long MIN_TIMESTAMP = -211_813_488_000_000_000L;
    static final long END_TIMESTAMP = 9_223_371_331_200_000_000L;
    static final int MIN_DATE = -2451545;
    static final int END_DATE = 2145031949;
    static final int DATE_INFINITY = Integer.MAX_VALUE;
    static final int DATE_NINFINITY = Integer.MIN_VALUE;
    static final long INFINITY = Long.MAX_VALUE;
    static final long NINFINITY = Long.MIN_VALUE;

    private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Cal() {}

    /** Julian day of a date; year &gt;= -4713. */
    static int date2j(int y, int m, int d) {
        if (m > 2) {
            m += 1;
            y += 4800;
        } else {
            m += 13;
            y += 4799;
        }
        int century = y / 100;
        int julian = y * 365 - 32167;
        julian += y / 4 - century + century / 4;
        return julian + 7834 * m / 256 + d;
    }

    /** Fills year, month and day of {@code t} from a Julian day. */
    static void j2date(int jd, Broken t) {
        long julian = (jd & 0xFFFFFFFFL) + 32044;
        long quad = julian / 146097;
        long extra = (julian - quad * 146097) * 4 + 3;
        julian += 60 + quad * 3 + extra / 146097;
        quad = julian / 1461;
        julian -= quad * 1461;
        long y = julian * 4 / 1461;
        julian = y != 0 ? (julian + 305) % 365 + 123 : (julian + 306) % 366 + 123;
        y += quad * 4;
        t.year = (int) (y - 4800);
        long q = julian * 2141 / 65536;
        t.day = (int) (julian - 7834 * q / 256);
        t.month = (int) ((q + 10) % 12 + 1);
    }

    /** Day of week of a Julian day, 0 = Sunday. */
    static int j2day(int jd) {
        return Math.floorMod(jd + 1, 7);
    }

    static boolean isLeap(int y) {
        return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    }

    static int monthDays(int y, int m) {
        return m == 2 && isLeap(y) ? 29 : MONTH_DAYS[m - 1];
    }

    static boolean validJulian(int y, int m) {
        return (y > -4713 || y == -4713 && m >= 11) && (y < 5874898 || y == 5874898 && m < 6);
    }

    static boolean validTimestamp(long t) {
        return t >= MIN_TIMESTAMP && t < END_TIMESTAMP;
    }

    static boolean isInfinite(long t) {
        return t == INFINITY || t == NINFINITY;
    }

    /** A date and time taken apart; also the result of parsing. */
    static final class Broken {
        int year;
        int month;
        int day;
        int hour;
        int minute;
        int second;
        int micros;
        /** Seconds east of Greenwich. */
        int offset;

        /** Microseconds of the day. */
        long time() {
            return ((hour * 60L + minute) * 60 + second) * SECOND + micros;
        }

        void setTime(long t) {
            hour = (int) (t / HOUR);
            t -= hour * HOUR;
            minute = (int) (t / MINUTE);
            t -= minute * MINUTE;
            second = (int) (t / SECOND);
            micros = (int) (t - second * SECOND);
        }

        /** Microseconds since 2000-01-01 in its own local time; throws 22008 timestamp out of range. */
        long local() {
            if (!validJulian(year, month)) {
                throw Err.dateRange("timestamp");
            }
            long days = date2j(year, month, day) - (long) EPOCH_JDATE;
            long hi = Math.multiplyHigh(days, DAY);
            long lo = days * DAY;
            long r = lo + time();
            if (hi != lo >> 63 || ((lo ^ r) & (time() ^ r)) < 0) {
                throw Err.dateRange("timestamp");
            }
            return r;
        }

        int date() {
            return date2j(year, month, day) - EPOCH_JDATE;
        }

        int dayOfYear() {
            return date2j(year, month, day) - date2j(year, 1, 1) + 1;
        }
    }

    /** Takes a local timestamp apart; throws when out of range. */
    static Broken split(long t) {
        Broken b = new Broken();
        split(t, b);
        return b;
    }

    static void split(long t, Broken b) {
        long days = Math.floorDiv(t, DAY);
        long jd = days + EPOCH_JDATE;
        if (jd < 0 || jd > Integer.MAX_VALUE) {
            throw Err.dateRange("timestamp");
        }
        j2date((int) jd, b);
        b.setTime(t - days * DAY);
    }

    /** Takes a timestamptz apart in a zone. */
    static Broken split(long t, Zone z) {
        int off = z.offsetAt(t);
        Broken b = split(t + off * SECOND);
        b.offset = off;
        return b;
    }

    static Broken splitDate(int d) {
        Broken b = new Broken();
        j2date(d + EPOCH_JDATE, b);
        return b;
    }

    /** A local timestamp in a zone as an instant; throws when out of range. */
    static long toInstant(long local, Zone z) {
        if (isInfinite(local)) {
            return local;
        }
        return checked(local - z.offsetOfLocal(local) * SECOND);
    }

    static long toLocal(long instant, Zone z) {
        return isInfinite(instant) ? instant : instant + z.offsetAt(instant) * SECOND;
    }

    static long checked(long t) {
        if (!validTimestamp(t)) {
            throw Err.dateRange("timestamp");
        }
        return t;
    }

    static int isoWeek(int y, int m, int d) {
        int jd = date2j(y, m, d);
        int day4 = date2j(y, 1, 4);
        int day0 = j2day(day4 - 1);
        if (jd < day4 - day0) {
            day4 = date2j(y - 1, 1, 4);
            day0 = j2day(day4 - 1);
        }
        int w = (jd - (day4 - day0)) / 7 + 1;
        if (w >= 52) {
            day4 = date2j(y + 1, 1, 4);
            day0 = j2day(day4 - 1);
            if (jd >= day4 - day0) {
                w = (jd - (day4 - day0)) / 7 + 1;
            }
        }
        return w;
    }

    static int isoYear(int y, int m, int d) {
        int jd = date2j(y, m, d);
        int day4 = date2j(y, 1, 4);
        int day0 = j2day(day4 - 1);
        if (jd < day4 - day0) {
            return y - 1;
        }
        day4 = date2j(y + 1, 1, 4);
        day0 = j2day(day4 - 1);
        return jd >= day4 - day0 ? y + 1 : y;
    }

    /** Julian day of the Monday of an ISO week. */
    static int isoWeekStart(int year, int week) {
        int day4 = date2j(year, 1, 4);
        return (week - 1) * 7 + (day4 - j2day(day4 - 1));
    }

    /** Rounds microseconds to {@code precision} digits (0..6; others: unchanged). */
    static long round(long t, int precision) {
        if (precision < 0 || precision >= 6 || isInfinite(t)) {
            return t;
        }
        long unit = Num.pow10(6 - precision);
        long half = unit / 2;
        return t >= 0 ? (t + half) / unit * unit : -((-t + half) / unit * unit);
    }
}
