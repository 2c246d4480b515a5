package org.hathi.types;

/** Output of dates, times, timestamps and intervals in PostgreSQL's styles. */
final class DateText {
    static final String[] MONTHS = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static final String[] DAYS = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

    private DateText() {}

    private static int shownYear(int y) {
        return y > 0 ? y : 1 - y;
    }

    static void date(int d, EvalContext cx, ByteSink out) {
        if (d == Cal.DATE_INFINITY || d == Cal.DATE_NINFINITY) {
            out.ascii(d > 0 ? "infinity" : "-infinity");
            return;
        }
        Cal.Broken b = Cal.splitDate(d);
        ymd(b, cx, cx.dateStyle == EvalContext.DateStyle.POSTGRES ? '-' : '/', out);
        if (b.year <= 0) {
            out.ascii(" BC");
        }
    }

    /** The date part in ISO, SQL ({@code sep}) or German style. */
    private static void ymd(Cal.Broken b, EvalContext cx, char sep, ByteSink out) {
        int y = shownYear(b.year);
        switch (cx.dateStyle) {
            case ISO -> out.padded(y, 4).put('-').padded(b.month, 2).put('-').padded(b.day, 2);
            case GERMAN ->
                out.padded(b.day, 2).put('.').padded(b.month, 2).put('.').padded(y, 4);
            case SQL, POSTGRES -> {
                if (cx.dateStyle == EvalContext.DateStyle.POSTGRES && cx.dateOrder == EvalContext.DateOrder.YMD) {
                    out.padded(y, 4).put('-').padded(b.month, 2).put('-').padded(b.day, 2);
                } else if (cx.dateOrder == EvalContext.DateOrder.DMY) {
                    out.padded(b.day, 2).put(sep).padded(b.month, 2).put(sep).padded(y, 4);
                } else {
                    out.padded(b.month, 2).put(sep).padded(b.day, 2).put(sep).padded(y, 4);
                }
            }
        }
    }

    /** hh:mm:ss with fraction; trailing zeros of the fraction are dropped. */
    static void hms(int h, int m, int s, int us, ByteSink out) {
        out.padded(h, 2).put(':').padded(m, 2).put(':').padded(s, 2);
        fraction(us, out);
    }

    private static void fraction(int us, ByteSink out) {
        if (us != 0) {
            out.put('.').padded(us, 6);
            while (out.buf[out.size - 1] == '0') {
                out.size--;
            }
        }
    }

    static void time(long t, ByteSink out) {
        hms(
                (int) (t / Cal.HOUR),
                (int) (t / Cal.MINUTE % 60),
                (int) (t / Cal.SECOND % 60),
                (int) (t % Cal.SECOND),
                out);
    }

    /** +hh[:mm[:ss]] of an offset east of Greenwich. */
    static void offset(int off, ByteSink out) {
        int a = Math.abs(off);
        out.put(off < 0 ? '-' : '+').padded(a / 3600, 2);
        if (a % 3600 != 0) {
            out.put(':').padded(a / 60 % 60, 2);
            if (a % 60 != 0) {
                out.put(':').padded(a % 60, 2);
            }
        }
    }

    /** A timestamp; {@code zoned} shows it in the session's zone. */
    static void timestamp(long t, boolean zoned, EvalContext cx, ByteSink out) {
        if (Cal.isInfinite(t)) {
            out.ascii(t > 0 ? "infinity" : "-infinity");
            return;
        }
        Cal.Broken b = zoned ? Cal.split(t, cx.zone) : Cal.split(t);
        if (cx.dateStyle == EvalContext.DateStyle.POSTGRES) {
            out.ascii(DAYS[Cal.j2day(Cal.date2j(b.year, b.month, b.day))]).put(' ');
            if (cx.dateOrder == EvalContext.DateOrder.DMY) {
                out.padded(b.day, 2).put(' ').ascii(MONTHS[b.month - 1]);
            } else {
                out.ascii(MONTHS[b.month - 1]).put(' ').padded(b.day, 2);
            }
            out.put(' ');
            hms(b.hour, b.minute, b.second, b.micros, out);
            out.put(' ').padded(shownYear(b.year), 4);
        } else {
            ymd(b, cx, '/', out);
            out.put(' ');
            hms(b.hour, b.minute, b.second, b.micros, out);
        }
        if (zoned) {
            if (cx.dateStyle == EvalContext.DateStyle.ISO) {
                offset(b.offset, out);
            } else {
                out.put(' ').ascii(cx.zone.abbreviationAt(t));
            }
        }
        if (b.year <= 0) {
            out.ascii(" BC");
        }
    }

    /** A date or timestamp as XML Schema writes it, whatever DateStyle says: JSON's form. */
    static void xsd(int type, long t, EvalContext cx, ByteSink out) {
        if (type == Oids.DATE ? t == Cal.DATE_INFINITY || t == Cal.DATE_NINFINITY : Cal.isInfinite(t)) {
            out.ascii(t > 0 ? "infinity" : "-infinity");
            return;
        }
        boolean zoned = type == Oids.TIMESTAMPTZ;
        Cal.Broken b = type == Oids.DATE ? Cal.splitDate((int) t) : zoned ? Cal.split(t, cx.zone) : Cal.split(t);
        out.padded(shownYear(b.year), 4).put('-').padded(b.month, 2).put('-').padded(b.day, 2);
        if (type != Oids.DATE) {
            out.put('T');
            hms(b.hour, b.minute, b.second, b.micros, out);
        }
        if (zoned) {
            xsdOffset(b.offset, out);
        }
        if (b.year <= 0) {
            out.ascii(" BC");
        }
    }

    /** +hh:mm[:ss]. */
    static void xsdOffset(int off, ByteSink out) {
        int a = Math.abs(off);
        out.put(off < 0 ? '-' : '+').padded(a / 3600, 2).put(':').padded(a / 60 % 60, 2);
        if (a % 60 != 0) {
            out.put(':').padded(a % 60, 2);
        }
    }

    // ---- intervals
    // -----------------------------------------------------------------------------------------------------

    static void interval(Interval v, EvalContext.IntervalStyle style, ByteSink out) {
        int year = v.month() / 12;
        int mon = v.month() % 12;
        int mday = v.day();
        long t = v.time();
        long hour = t / Cal.HOUR;
        t -= hour * Cal.HOUR;
        int min = (int) (t / Cal.MINUTE);
        t -= min * Cal.MINUTE;
        int sec = (int) (t / Cal.SECOND);
        int us = (int) (t - sec * Cal.SECOND);
        switch (style) {
            case POSTGRES -> postgres(year, mon, mday, hour, min, sec, us, out);
            case POSTGRES_VERBOSE -> verbose(year, mon, mday, hour, min, sec, us, out);
            case ISO_8601 -> iso(year, mon, mday, hour, min, sec, us, out);
            case SQL_STANDARD -> sql(year, mon, mday, hour, min, sec, us, out);
        }
    }

    private static boolean part(long v, String unit, boolean before, int start, ByteSink out) {
        if (v == 0) {
            return before;
        }
        if (out.size > start) {
            out.put(' ');
        }
        if (before && v > 0) {
            out.put('+');
        }
        out.decimal(v).put(' ').ascii(unit);
        if (v != 1) {
            out.put('s');
        }
        return v < 0;
    }

    private static void postgres(int year, int mon, int mday, long hour, int min, int sec, int us, ByteSink out) {
        int start = out.size;
        boolean before = part(year, "year", false, start, out);
        before = part(mon, "mon", before, start, out);
        before = part(mday, "day", before, start, out);
        if (out.size == start || hour != 0 || min != 0 || sec != 0 || us != 0) {
            boolean minus = hour < 0 || min < 0 || sec < 0 || us < 0;
            if (out.size > start) {
                out.put(' ');
            }
            if (minus) {
                out.put('-');
            } else if (before) {
                out.put('+');
            }
            out.padded(Math.abs(hour), 2)
                    .put(':')
                    .padded(Math.abs(min), 2)
                    .put(':')
                    .padded(Math.abs(sec), 2);
            fraction(Math.abs(us), out);
        }
    }

    private static void verbose(int year, int mon, int mday, long hour, int min, int sec, int us, ByteSink out) {
        out.put('@');
        boolean[] st = {true, false};
        verbosePart(year, "year", st, out);
        verbosePart(mon, "mon", st, out);
        verbosePart(mday, "day", st, out);
        verbosePart(hour, "hour", st, out);
        verbosePart(min, "min", st, out);
        if (sec != 0 || us != 0) {
            out.put(' ');
            boolean neg = sec < 0 || us < 0;
            if (st[0]) {
                st[1] = neg;
                neg = false;
            } else if (st[1]) {
                neg = !neg;
            }
            if (neg) {
                out.put('-');
            }
            out.decimal(Math.abs(sec));
            fraction(Math.abs(us), out);
            out.ascii(Math.abs(sec) != 1 || us != 0 ? " secs" : " sec");
            st[0] = false;
        }
        if (st[0]) {
            out.ascii(" 0");
        }
        if (st[1]) {
            out.ascii(" ago");
        }
    }

    private static void verbosePart(long v, String unit, boolean[] st, ByteSink out) {
        if (v == 0) {
            return;
        }
        if (st[0]) {
            st[1] = v < 0;
            v = Math.abs(v);
        } else if (st[1]) {
            v = -v;
        }
        out.put(' ').decimal(v).put(' ').ascii(unit);
        if (v != 1) {
            out.put('s');
        }
        st[0] = false;
    }

    private static void iso(int year, int mon, int mday, long hour, int min, int sec, int us, ByteSink out) {
        if (year == 0 && mon == 0 && mday == 0 && hour == 0 && min == 0 && sec == 0 && us == 0) {
            out.ascii("PT0S");
            return;
        }
        out.put('P');
        isoPart(year, 'Y', out);
        isoPart(mon, 'M', out);
        isoPart(mday, 'D', out);
        if (hour != 0 || min != 0 || sec != 0 || us != 0) {
            out.put('T');
        }
        isoPart(hour, 'H', out);
        isoPart(min, 'M', out);
        if (sec != 0 || us != 0) {
            if (sec < 0 || us < 0) {
                out.put('-');
            }
            out.decimal(Math.abs(sec));
            fraction(Math.abs(us), out);
            out.put('S');
        }
    }

    private static void isoPart(long v, char unit, ByteSink out) {
        if (v != 0) {
            out.decimal(v).put(unit);
        }
    }

    private static void sql(int year, int mon, int mday, long hour, int min, int sec, int us, ByteSink out) {
        boolean neg = year < 0 || mon < 0 || mday < 0 || hour < 0 || min < 0 || sec < 0 || us < 0;
        boolean pos = year > 0 || mon > 0 || mday > 0 || hour > 0 || min > 0 || sec > 0 || us > 0;
        boolean ym = year != 0 || mon != 0;
        boolean dt = mday != 0 || hour != 0 || min != 0 || sec != 0 || us != 0;
        boolean plain = !(neg && pos) && !(ym && dt);
        if (plain && neg) {
            out.put('-');
            year = -year;
            mon = -mon;
            mday = -mday;
            hour = -hour;
            min = -min;
            sec = -sec;
            us = -us;
        }
        if (!neg && !pos) {
            out.put('0');
        } else if (!plain) {
            out.put(year < 0 || mon < 0 ? '-' : '+')
                    .decimal(Math.abs(year))
                    .put('-')
                    .decimal(Math.abs(mon));
            out.put(' ').put(mday < 0 ? '-' : '+').decimal(Math.abs(mday));
            out.put(' ').put(hour < 0 || min < 0 || sec < 0 || us < 0 ? '-' : '+');
            out.decimal(Math.abs(hour))
                    .put(':')
                    .padded(Math.abs(min), 2)
                    .put(':')
                    .padded(Math.abs(sec), 2);
            fraction(Math.abs(us), out);
        } else if (ym) {
            out.decimal(year).put('-').decimal(mon);
        } else {
            if (mday != 0) {
                out.decimal(mday).put(' ');
            }
            out.decimal(hour).put(':').padded(min, 2).put(':').padded(sec, 2);
            fraction(us, out);
        }
    }
}
