package org.hathi.types;

/** Interval values: microseconds (8 bytes), days (4), months (4). */
record Interval(long time, int day, int month) {
    static Interval decode(byte[] a, int ao) {
        return new Interval(Bytes.longL(a, ao), Bytes.intL(a, ao + 8), Bytes.intL(a, ao + 12));
    }

    static Interval decode(Vector v, int row) {
        return decode(v.arena, v.off[row]);
    }

    void store(Vector out, int row) {
        int at = out.reserve(16);
        Bytes.longL(out.arena, at, time);
        Bytes.intL(out.arena, at + 8, day);
        Bytes.intL(out.arena, at + 12, month);
        out.setSlice(row, at, 16);
    }

    static int compare(byte[] a, int ao, byte[] b, int bo) {
        int c = Long.compare(days(a, ao), days(b, bo));
        return c != 0
                ? c
                : Long.compare(Math.floorMod(Bytes.longL(a, ao), Cal.DAY), Math.floorMod(Bytes.longL(b, bo), Cal.DAY));
    }

    private static long days(byte[] a, int ao) {
        return Bytes.intL(a, ao + 12) * 30L + Bytes.intL(a, ao + 8) + Math.floorDiv(Bytes.longL(a, ao), Cal.DAY);
    }

    static int compare(Interval x, Interval y) {
        int c = Long.compare(x.spanDays(), y.spanDays());
        return c != 0 ? c : Long.compare(Math.floorMod(x.time, Cal.DAY), Math.floorMod(y.time, Cal.DAY));
    }

    private long spanDays() {
        return month * 30L + day + Math.floorDiv(time, Cal.DAY);
    }

    int sign() {
        return compare(this, new Interval(0, 0, 0));
    }

    static int hash(byte[] a, int ao) {
        return Hash.int8(span(a, ao));
    }

    static long span(byte[] a, int ao) {
        return Bytes.longL(a, ao) + (Bytes.intL(a, ao + 12) * 30L + Bytes.intL(a, ao + 8)) * Cal.DAY;
    }

    static org.hathi.base.SqlError range() {
        return Err.dateRange("interval");
    }

    Interval negate() {
        if (time == Long.MIN_VALUE || day == Integer.MIN_VALUE || month == Integer.MIN_VALUE) {
            throw range();
        }
        return new Interval(-time, -day, -month);
    }

    Interval plus(Interval b) {
        try {
            return new Interval(Math.addExact(time, b.time), Math.addExact(day, b.day), Math.addExact(month, b.month));
        } catch (ArithmeticException e) {
            throw range();
        }
    }

    Interval minus(Interval b) {
        try {
            return new Interval(
                    Math.subtractExact(time, b.time),
                    Math.subtractExact(day, b.day),
                    Math.subtractExact(month, b.month));
        } catch (ArithmeticException e) {
            throw range();
        }
    }

    /** Multiplied by a factor; fractions of months and days spill into days and time. */
    Interval times(double factor, boolean divide) {
        double m = divide ? month / factor : month * factor;
        double d = divide ? day / factor : day * factor;
        if (!(Math.abs(m) <= Integer.MAX_VALUE) || !(Math.abs(d) <= Integer.MAX_VALUE)) {
            throw range();
        }
        int months = (int) m;
        int days = (int) d;
        double mdays = tsRound((m - months) * 30);
        double secs = tsRound((d - days + mdays - (int) mdays) * 86400);
        if (Math.abs(secs) >= 86400) {
            days += (int) (secs / 86400);
            secs -= (int) (secs / 86400) * 86400.0;
        }
        days += (int) mdays;
        double t = Math.rint((divide ? time / factor : time * factor) + secs * 1e6);
        if (!(t >= -0x1p63 && t < 0x1p63)) {
            throw range();
        }
        return new Interval((long) t, days, months);
    }

    private static double tsRound(double v) {
        return Math.rint(v * 1e6) / 1e6;
    }

    Interval justifyHours() {
        long days = time / Cal.DAY;
        long t = time - days * Cal.DAY;
        int d = add(day, days);
        if (d > 0 && t < 0) {
            t += Cal.DAY;
            d--;
        } else if (d < 0 && t > 0) {
            t -= Cal.DAY;
            d++;
        }
        return new Interval(t, d, month);
    }

    private static int add(int a, long b) {
        long v = a + b;
        if (v != (int) v) {
            throw range();
        }
        return (int) v;
    }

    Interval justifyDays() {
        int m = day / 30;
        int d = day - m * 30;
        int mon = add(month, m);
        if (mon > 0 && d < 0) {
            d += 30;
            mon--;
        } else if (mon < 0 && d > 0) {
            d -= 30;
            mon++;
        }
        return new Interval(time, d, mon);
    }

    Interval justifyInterval() {
        int d = day;
        int m = month;
        if (d > 0 && time > 0 || d < 0 && time < 0) {
            m = add(m, d / 30);
            d -= d / 30 * 30;
        }
        long days = time / Cal.DAY;
        long t = time - days * Cal.DAY;
        d = add(d, days);
        int mm = d / 30;
        d -= mm * 30;
        m = add(m, mm);
        if (m > 0 && (d < 0 || d == 0 && t < 0)) {
            d += 30;
            m--;
        } else if (m < 0 && (d > 0 || d == 0 && t > 0)) {
            d -= 30;
            m++;
        }
        if (d > 0 && t < 0) {
            t += Cal.DAY;
            d--;
        } else if (d < 0 && t > 0) {
            t -= Cal.DAY;
            d++;
        }
        return new Interval(t, d, m);
    }
}
