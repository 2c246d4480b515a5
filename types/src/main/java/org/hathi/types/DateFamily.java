package org.hathi.types;

import java.util.Locale;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions of date, time, timestamp and interval: arithmetic, casts, time zones, construction, current time. */
final class DateFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = arith(p);
        if (k == null) {
            k = casts(p);
        }
        if (k == null) {
            k = intervals(p);
        }
        if (k == null) {
            k = zones(p);
        }
        if (k == null) {
            k = make(p);
        }
        if (k == null) {
            k = DateFamily2.lookup(p);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    static boolean infDate(long d) {
        return d == Cal.DATE_INFINITY || d == Cal.DATE_NINFINITY;
    }

    /** date as a local timestamp. */
    static long dateToTimestamp(long d) {
        if (!infDate(d) && d >= Cal.END_TIMESTAMP / Cal.DAY) {
            throw Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range for timestamp");
        }
        return infDate(d) ? (d > 0 ? Cal.INFINITY : Cal.NINFINITY) : d * Cal.DAY;
    }

    static long toDate(long local) {
        if (Cal.isInfinite(local)) {
            return local > 0 ? Cal.DATE_INFINITY : Cal.DATE_NINFINITY;
        }
        return Math.floorDiv(local, Cal.DAY);
    }

    private static @Nullable RowKernel arith(String p) {
        return switch (p) {
            case "date_pli", "date_mii" ->
                (cx, a, r, o) -> {
                    long d = a[0].longs[r];
                    if (!infDate(d)) {
                        d = p.equals("date_pli") ? d + a[1].longs[r] : d - a[1].longs[r];
                        if (d < Cal.MIN_DATE || d >= Cal.END_DATE) {
                            throw Err.dateRange("date");
                        }
                    }
                    o.setLong(r, d);
                };
            case "date_mi" ->
                (cx, a, r, o) -> {
                    if (infDate(a[0].longs[r]) || infDate(a[1].longs[r])) {
                        throw Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite dates");
                    }
                    o.setLong(r, a[0].longs[r] - a[1].longs[r]);
                };
            case "date_pl_interval" ->
                (cx, a, r, o) -> o.setLong(r, TimeMath.plus(dateToTimestamp(a[0].longs[r]), Interval.decode(a[1], r)));
            case "date_mi_interval" ->
                (cx, a, r, o) -> o.setLong(
                        r,
                        TimeMath.plus(
                                dateToTimestamp(a[0].longs[r]),
                                Interval.decode(a[1], r).negate()));
            case "timestamp_pl_interval" ->
                (cx, a, r, o) -> o.setLong(r, TimeMath.plus(a[0].longs[r], Interval.decode(a[1], r)));
            case "timestamp_mi_interval" ->
                (cx, a, r, o) -> o.setLong(
                        r, TimeMath.plus(a[0].longs[r], Interval.decode(a[1], r).negate()));
            case "timestamptz_pl_interval" ->
                (cx, a, r, o) -> o.setLong(r, TimeMath.plusZoned(a[0].longs[r], Interval.decode(a[1], r), cx.zone));
            case "timestamptz_mi_interval" ->
                (cx, a, r, o) -> o.setLong(
                        r,
                        TimeMath.plusZoned(
                                a[0].longs[r], Interval.decode(a[1], r).negate(), cx.zone));
            default -> arithTimes(p);
        };
    }

    private static @Nullable RowKernel arithTimes(String p) {
        return switch (p) {
            case "timestamp_mi" ->
                (cx, a, r, o) -> TimeMath.minus(a[0].longs[r], a[1].longs[r]).store(o, r);
            case "timestamp_age" ->
                (cx, a, r, o) -> TimeMath.age(a[0].longs[r], a[1].longs[r]).store(o, r);
            case "timestamptz_age" ->
                (cx, a, r, o) -> TimeMath.age(Cal.toLocal(a[0].longs[r], cx.zone), Cal.toLocal(a[1].longs[r], cx.zone))
                        .store(o, r);
            case "time_pl_interval" ->
                (cx, a, r, o) -> o.setLong(
                        r,
                        Math.floorMod(a[0].longs[r] + Interval.decode(a[1], r).time(), Cal.DAY));
            case "time_mi_interval" ->
                (cx, a, r, o) -> o.setLong(
                        r,
                        Math.floorMod(a[0].longs[r] - Interval.decode(a[1], r).time(), Cal.DAY));
            case "timetz_pl_interval", "timetz_mi_interval" ->
                (cx, a, r, o) -> {
                    long d = Interval.decode(a[1], r).time();
                    long t = Bytes.longL(a[0].arena, a[0].off[r]) + (p.equals("timetz_pl_interval") ? d : -d);
                    DateCodecs.storeTimeTz(Math.floorMod(t, Cal.DAY), -Bytes.intL(a[0].arena, a[0].off[r] + 8), o, r);
                };
            case "time_mi_time" -> (cx, a, r, o) -> new Interval(a[0].longs[r] - a[1].longs[r], 0, 0).store(o, r);
            case "datetime_timestamp" ->
                (cx, a, r, o) -> {
                    long t = dateToTimestamp(a[0].longs[r]);
                    o.setLong(r, Cal.isInfinite(t) ? t : Cal.checked(t + a[1].longs[r]));
                };
            case "datetimetz_timestamptz" ->
                (cx, a, r, o) -> {
                    long t = dateToTimestamp(a[0].longs[r]);
                    if (!Cal.isInfinite(t)) {
                        t = Cal.checked(t
                                + Bytes.longL(a[1].arena, a[1].off[r])
                                + Bytes.intL(a[1].arena, a[1].off[r] + 8) * Cal.SECOND);
                    }
                    o.setLong(r, t);
                };
            default -> null;
        };
    }

    private static @Nullable RowKernel casts(String p) {
        return switch (p) {
            case "date_timestamp" -> (cx, a, r, o) -> o.setLong(r, dateToTimestamp(a[0].longs[r]));
            case "date_timestamptz" ->
                (cx, a, r, o) -> o.setLong(r, Cal.toInstant(dateToTimestamp(a[0].longs[r]), cx.zone));
            case "timestamp_date" -> (cx, a, r, o) -> o.setLong(r, toDate(a[0].longs[r]));
            case "timestamptz_date" -> (cx, a, r, o) -> o.setLong(r, toDate(Cal.toLocal(a[0].longs[r], cx.zone)));
            case "timestamp_timestamptz" -> (cx, a, r, o) -> o.setLong(r, Cal.toInstant(a[0].longs[r], cx.zone));
            case "timestamptz_timestamp" -> (cx, a, r, o) -> o.setLong(r, Cal.toLocal(a[0].longs[r], cx.zone));
            case "timestamp_time", "timestamptz_time" ->
                (cx, a, r, o) -> {
                    if (Cal.isInfinite(a[0].longs[r])) {
                        o.setNull(r);
                    } else {
                        long t = p.equals("timestamp_time") ? a[0].longs[r] : Cal.toLocal(a[0].longs[r], cx.zone);
                        o.setLong(r, Math.floorMod(t, Cal.DAY));
                    }
                };
            case "timestamptz_timetz" ->
                (cx, a, r, o) -> {
                    if (Cal.isInfinite(a[0].longs[r])) {
                        o.setNull(r);
                        return;
                    }
                    int off = cx.zone.offsetAt(a[0].longs[r]);
                    DateCodecs.storeTimeTz(Math.floorMod(a[0].longs[r] + off * Cal.SECOND, Cal.DAY), off, o, r);
                };
            case "time_timetz" ->
                (cx, a, r, o) -> DateCodecs.storeTimeTz(a[0].longs[r], cx.zone.offsetAt(cx.transactionTimestamp), o, r);
            case "timetz_time" -> (cx, a, r, o) -> o.setLong(r, Bytes.longL(a[0].arena, a[0].off[r]));
            case "time_interval" -> (cx, a, r, o) -> new Interval(a[0].longs[r], 0, 0).store(o, r);
            case "interval_time" ->
                (cx, a, r, o) ->
                        o.setLong(r, Math.floorMod(Interval.decode(a[0], r).time(), Cal.DAY));
            case "timestamp_scale", "timestamptz_scale", "time_scale" ->
                (cx, a, r, o) -> o.setLong(r, scale(a[0].longs[r], a[1].getInt(r), p));
            case "timetz_scale" ->
                (cx, a, r, o) -> DateCodecs.storeTimeTz(
                        Cal.round(Bytes.longL(a[0].arena, a[0].off[r]), a[1].getInt(r)),
                        -Bytes.intL(a[0].arena, a[0].off[r] + 8),
                        o,
                        r);
            case "interval_scale" ->
                (cx, a, r, o) -> IntervalParser.adjust(Interval.decode(a[0], r), a[1].getInt(r))
                        .store(o, r);
            case "date_finite" -> (cx, a, r, o) -> o.setBool(r, !infDate(a[0].longs[r]));
            case "timestamp_finite" -> (cx, a, r, o) -> o.setBool(r, !Cal.isInfinite(a[0].longs[r]));
            case "interval_finite" -> (cx, a, r, o) -> o.setBool(r, true);
            case "float8_timestamptz" -> DateFamily::fromEpoch;
            default -> null;
        };
    }

    private static long zoned(Vector[] a, int r, boolean toInstant) {
        long t = a[1].longs[r];
        if (Cal.isInfinite(t)) {
            return t;
        }
        Zone z = zone(a[0].getText(r));
        return toInstant ? Cal.toInstant(t, z) : Cal.toLocal(t, z);
    }

    private static long scale(long t, int precision, String function) {
        if (function.startsWith("timestamp")
                && precision != -1
                && (precision < 0 || precision > 6)
                && !Cal.isInfinite(t)) {
            throw Err.parameter("timestamp(" + precision + ") precision must be between 0 and 6");
        }
        return Cal.round(t, precision);
    }

    private static void fromEpoch(EvalContext cx, Vector[] a, int r, Vector o) {
        double d = a[0].getDouble(r);
        if (Double.isNaN(d)) {
            throw Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp cannot be NaN");
        }
        if (Double.isInfinite(d)) {
            o.setLong(r, d > 0 ? Cal.INFINITY : Cal.NINFINITY);
            return;
        }
        double t = (d - PgEpoch.SECONDS) * 1e6;
        if (!(t >= Cal.MIN_TIMESTAMP && t < Cal.END_TIMESTAMP)) {
            ByteSink s = new ByteSink();
            NumberText.general(d, 6, s);
            throw Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range: \"" + s + "\"");
        }
        o.setLong(r, (long) Math.rint(t));
    }

    /** Distance of the epochs, as a double. */
    private static final class PgEpoch {
        static final double SECONDS = 946_684_800;
    }

    private static @Nullable RowKernel intervals(String p) {
        return switch (p) {
            case "interval_pl" ->
                (cx, a, r, o) ->
                        Interval.decode(a[0], r).plus(Interval.decode(a[1], r)).store(o, r);
            case "interval_mi" ->
                (cx, a, r, o) ->
                        Interval.decode(a[0], r).minus(Interval.decode(a[1], r)).store(o, r);
            case "interval_um" ->
                (cx, a, r, o) -> Interval.decode(a[0], r).negate().store(o, r);
            case "interval_mul" ->
                (cx, a, r, o) ->
                        Interval.decode(a[0], r).times(a[1].getDouble(r), false).store(o, r);
            case "mul_d_interval" ->
                (cx, a, r, o) ->
                        Interval.decode(a[1], r).times(a[0].getDouble(r), false).store(o, r);
            case "interval_div" ->
                (cx, a, r, o) -> {
                    if (a[1].getDouble(r) == 0) {
                        throw Err.divisionByZero();
                    }
                    Interval.decode(a[0], r).times(a[1].getDouble(r), true).store(o, r);
                };
            case "interval_justify_hours" ->
                (cx, a, r, o) -> Interval.decode(a[0], r).justifyHours().store(o, r);
            case "interval_justify_days" ->
                (cx, a, r, o) -> Interval.decode(a[0], r).justifyDays().store(o, r);
            case "interval_justify_interval" ->
                (cx, a, r, o) -> Interval.decode(a[0], r).justifyInterval().store(o, r);
            default -> null;
        };
    }

    /** The zone of a name or abbreviation given to AT TIME ZONE; 22023 when unknown. */
    static Zone zone(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Integer off = Zone.abbreviation(lower);
        Zone changing = off == null ? null : Zone.ofAbbreviation(lower);
        Zone z = changing != null ? changing : off != null ? Zone.fixed(off) : Zone.find(name);
        if (z == null) {
            throw Err.parameter("time zone \"" + name + "\" not recognized");
        }
        return z;
    }

    private static int zoneInterval(Vector v, int r) {
        Interval i = Interval.decode(v, r);
        if (i.month() != 0 || i.day() != 0) {
            ByteSink s = new ByteSink();
            DateText.interval(i, EvalContext.IntervalStyle.POSTGRES, s);
            throw Err.parameter("interval time zone \"" + s + "\" must not include months or days");
        }
        return (int) (i.time() / Cal.SECOND);
    }

    private static @Nullable RowKernel zones(String p) {
        return switch (p) {
            case "timestamp_zone" -> (cx, a, r, o) -> o.setLong(r, zoned(a, r, true));
            case "timestamptz_zone" -> (cx, a, r, o) -> o.setLong(r, zoned(a, r, false));
            case "timestamp_izone" ->
                (cx, a, r, o) -> o.setLong(
                        r,
                        Cal.isInfinite(a[1].longs[r])
                                ? a[1].longs[r]
                                : Cal.checked(a[1].longs[r] - zoneInterval(a[0], r) * Cal.SECOND));
            case "timestamptz_izone" ->
                (cx, a, r, o) -> o.setLong(
                        r,
                        Cal.isInfinite(a[1].longs[r])
                                ? a[1].longs[r]
                                : Cal.checked(a[1].longs[r] + zoneInterval(a[0], r) * Cal.SECOND));
            case "timetz_zone", "timetz_izone" ->
                (cx, a, r, o) -> {
                    int to = p.equals("timetz_zone")
                            ? zone(a[0].getText(r)).offsetAt(cx.transactionTimestamp)
                            : zoneInterval(a[0], r);
                    long t = Bytes.longL(a[1].arena, a[1].off[r])
                            + (Bytes.intL(a[1].arena, a[1].off[r] + 8) + to) * Cal.SECOND;
                    DateCodecs.storeTimeTz(Math.floorMod(t, Cal.DAY), to, o, r);
                };
            case "now" -> (cx, a, r, o) -> o.setLong(r, cx.transactionTimestamp);
            case "statement_timestamp" -> (cx, a, r, o) -> o.setLong(r, cx.statementTimestamp);
            case "clock_timestamp" -> (cx, a, r, o) -> o.setLong(r, cx.clock.micros());
            default -> null;
        };
    }

    private static @Nullable RowKernel make(String p) {
        return switch (p) {
            case "make_date" -> (cx, a, r, o) -> o.setLong(r, makeDate(a, r));
            case "make_time" ->
                (cx, a, r, o) -> o.setLong(r, makeTime(a[0].getInt(r), a[1].getInt(r), a[2].getDouble(r)));
            case "make_timestamp" -> (cx, a, r, o) -> o.setLong(r, makeTimestamp(a, r));
            case "make_timestamptz" -> (cx, a, r, o) -> o.setLong(r, Cal.toInstant(makeTimestamp(a, r), cx.zone));
            case "make_timestamptz_at_timezone" -> (cx, a, r, o) -> o.setLong(r, makeTimestampAt(cx, a, r));
            case "make_interval" ->
                (cx, a, r, o) -> {
                    double s = a[6].getDouble(r);
                    if (Double.isNaN(s) || Double.isInfinite(s)) {
                        throw Interval.range();
                    }
                    // PostgreSQL 15 lets these wrap
                    int months = (int) (a[0].longs[r] * 12 + a[1].longs[r]);
                    int days = (int) (a[2].longs[r] * 7 + a[3].longs[r]);
                    double us = Math.rint(s * 1e6);
                    long seconds = us >= 0x1p63 ? Long.MIN_VALUE : (long) us;
                    long t = a[4].longs[r] * Cal.HOUR + a[5].longs[r] * Cal.MINUTE + seconds;
                    new Interval(t, days, months).store(o, r);
                };
            default -> null;
        };
    }

    private static long makeTimestampAt(EvalContext cx, Vector[] a, int r) {
        String z = a[6].getText(r);
        char c = z.isEmpty() ? 0 : z.charAt(0);
        if (c >= '0' && c <= '9') {
            throw Err.parameter("invalid input syntax for type numeric time zone: \"" + z + "\"")
                    .hint("Numeric time zones must have \"-\" or \"+\" as first character.");
        }
        long t = makeTimestamp(a, r);
        Integer off = DateParser.numericZone(cx, z);
        if (off == null) {
            return Cal.toInstant(t, zone(z));
        }
        if (off == Integer.MIN_VALUE) {
            throw Err.parameter("numeric time zone \"" + z + "\" out of range");
        }
        return Cal.checked(t - off * Cal.SECOND);
    }

    private static org.hathi.base.SqlError field(String what, String value) {
        return Err.of(SqlState.DATETIME_FIELD_OVERFLOW, what + " field value out of range: " + value);
    }

    private static long makeDate(Vector[] a, int r) {
        int y = a[0].getInt(r);
        int year = y < 0 && y != Integer.MIN_VALUE ? y + 1 : y;
        int shown = a.length > 3 ? y : year;
        int m = a[1].getInt(r);
        int d = a[2].getInt(r);
        if (y == 0 || y == Integer.MIN_VALUE || m < 1 || m > 12 || d < 1 || d > Cal.monthDays(year, m)) {
            throw field("date", two(shown, 0) + "-" + two(m, 2) + "-" + two(d, 2));
        }
        if (!Cal.validJulian(year, m)) {
            throw Err.of(
                    SqlState.DATETIME_FIELD_OVERFLOW,
                    "date out of range: " + shown + "-" + two(m, 2) + "-" + two(d, 2));
        }
        return Cal.date2j(year, m, d) - Cal.EPOCH_JDATE;
    }

    private static String two(int v, int width) {
        ByteSink s = new ByteSink(12);
        if (v < 0) {
            s.put('-');
        }
        return s.padded(Math.abs((long) v), width == 0 ? 1 : v < 0 ? width - 1 : width)
                .toString();
    }

    private static long makeTime(int h, int m, double s) {
        long us = (long) Math.rint(s * 1e6);
        if (Double.isNaN(s)
                || h < 0
                || m < 0
                || m > 59
                || s < 0
                || us > 60 * Cal.SECOND
                || h > 24
                || h * Cal.HOUR + m * Cal.MINUTE + us > Cal.DAY) {
            ByteSink b = new ByteSink();
            if (Double.isNaN(s) || Double.isInfinite(s)) {
                b.ascii(Double.toString(s));
            } else {
                NumberText.general(s, 6, b);
            }
            String sec = b.toString();
            throw field("time", h + ":" + two(m, 2) + ":" + (sec.length() == 1 ? "0" : "") + sec);
        }
        return h * Cal.HOUR + m * Cal.MINUTE + us;
    }

    private static long makeTimestamp(Vector[] a, int r) {
        long d = makeDate(a, r);
        long t = makeTime(a[3].getInt(r), a[4].getInt(r), a[5].getDouble(r));
        return Cal.checked(d * Cal.DAY + t);
    }
}
