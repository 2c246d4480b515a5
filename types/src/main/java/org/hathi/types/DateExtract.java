package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** extract() (numeric) and date_part() (double) of all date and time types; date_trunc. */
final class DateExtract implements FunctionFamily {
    private static final long EPOCH = 946_684_800L;

    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "extract_timestamp" -> (cx, a, r, o) -> stamp(cx, a, r, o, false, true);
                    case "extract_timestamptz" -> (cx, a, r, o) -> stamp(cx, a, r, o, true, true);
                    case "timestamp_part" -> (cx, a, r, o) -> stamp(cx, a, r, o, false, false);
                    case "timestamptz_part" -> (cx, a, r, o) -> stamp(cx, a, r, o, true, false);
                    case "extract_date" -> (cx, a, r, o) -> date(a, r, o);
                    case "extract_interval" -> (cx, a, r, o) -> interval(a, r, o, true);
                    case "interval_part" -> (cx, a, r, o) -> interval(a, r, o, false);
                    case "extract_time" -> (cx, a, r, o) -> time(a, r, o, false, true);
                    case "time_part" -> (cx, a, r, o) -> time(a, r, o, false, false);
                    case "extract_timetz" -> (cx, a, r, o) -> time(a, r, o, true, true);
                    case "timetz_part" -> (cx, a, r, o) -> time(a, r, o, true, false);
                    case "timestamp_trunc" ->
                        (cx, a, r, o) -> {
                            long t = a[1].longs[r];
                            String g = a[0].getText(r);
                            if (!Cal.isInfinite(t)) {
                                Cal.Broken b = Cal.split(t);
                                TimeMath.trunc(TimeMath.unit(g), g, "timestamp without time zone", b);
                                t = b.local();
                            }
                            o.setLong(r, t);
                        };
                    case "timestamptz_trunc" -> (cx, a, r, o) -> truncZoned(a, r, o, cx.zone);
                    case "timestamptz_trunc_zone" -> (cx, a, r, o) -> truncZoned(a, r, o, null);
                    case "interval_trunc" ->
                        (cx, a, r, o) -> {
                            String g = a[0].getText(r);
                            truncInterval(Interval.decode(a[1], r), TimeMath.unit(g), g)
                                    .store(o, r);
                        };
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    /** @param session the zone, null: the one named by the third argument */
    private static void truncZoned(Vector[] a, int r, Vector o, @Nullable Zone session) {
        long t = a[1].longs[r];
        String g = a[0].getText(r);
        if (!Cal.isInfinite(t)) {
            Zone z = session != null ? session : DateFamily.zone(a[2].getText(r));
            Cal.Broken b = Cal.split(t, z);
            boolean redo = TimeMath.trunc(TimeMath.unit(g), g, "timestamp with time zone", b);
            t = redo ? Cal.toInstant(b.local(), z) : Cal.checked(b.local() - b.offset * Cal.SECOND);
        }
        o.setLong(r, t);
    }

    private static Interval truncInterval(Interval v, String unit, String given) {
        int year = v.month() / 12;
        long t = v.time();
        return switch (unit) {
            case "millennium" -> new Interval(0, 0, year / 1000 * 1000 * 12);
            case "century" -> new Interval(0, 0, year / 100 * 100 * 12);
            case "decade" -> new Interval(0, 0, year / 10 * 10 * 12);
            case "year" -> new Interval(0, 0, year * 12);
            case "quarter" -> new Interval(0, 0, year * 12 + v.month() % 12 / 3 * 3);
            case "month" -> new Interval(0, 0, v.month());
            case "day" -> new Interval(0, v.day(), v.month());
            case "hour" -> new Interval(t / Cal.HOUR * Cal.HOUR, v.day(), v.month());
            case "minute" -> new Interval(t / Cal.MINUTE * Cal.MINUTE, v.day(), v.month());
            case "second" -> new Interval(t / Cal.SECOND * Cal.SECOND, v.day(), v.month());
            case "millisecond" -> new Interval(t / 1000 * 1000, v.day(), v.month());
            case "microsecond" -> v;
            case "week" ->
                throw TimeMath.badUnit(unit, given, "interval").detail("Months usually have fractional weeks.");
            default -> throw TimeMath.badTrunc(unit, given, "interval");
        };
    }

    private static void put(Num v, boolean numeric, Vector o, int r) {
        if (numeric) {
            v.store(o, r);
        } else {
            o.setDouble(r, v.doubleValue());
        }
    }

    private static void infinite(
            String unit, String given, String type, boolean plus, boolean numeric, Vector o, int r) {
        switch (unit) {
            case "year", "decade", "century", "millennium", "julian", "isoyear", "epoch" ->
                put(plus ? Num.PINF : Num.NINF, numeric, o, r);
            case "microsecond",
                    "millisecond",
                    "second",
                    "minute",
                    "hour",
                    "day",
                    "month",
                    "quarter",
                    "week",
                    "dow",
                    "isodow",
                    "doy",
                    "timezone",
                    "timezone_hour",
                    "timezone_minute" -> o.setNull(r);
            default -> throw TimeMath.badUnit(unit, given, type);
        }
    }

    private static void stamp(EvalContext cx, Vector[] a, int r, Vector o, boolean zoned, boolean numeric) {
        String g = a[0].getText(r);
        String unit = TimeMath.unit(g);
        String type = zoned ? "timestamp with time zone" : "timestamp without time zone";
        long t = a[1].longs[r];
        if (Cal.isInfinite(t)) {
            infinite(unit, g, type, t > 0, numeric, o, r);
            return;
        }
        if (unit.equals("epoch")) {
            if (numeric) {
                java.math.BigInteger v =
                        java.math.BigInteger.valueOf(t).add(java.math.BigInteger.valueOf(EPOCH * Cal.SECOND));
                Num.of(v, 6).store(o, r);
            } else {
                o.setDouble(r, (t + (double) (EPOCH * Cal.SECOND)) / 1e6);
            }
            return;
        }
        Cal.Broken b = zoned ? Cal.split(t, cx.zone) : Cal.split(t);
        Num v = zoned ? zoneField(unit, b.offset) : null;
        if (v == null) {
            v = timeField(unit, b.hour, b.minute, b.second, b.micros);
        }
        if (v == null) {
            v = dateField(unit, b);
        }
        if (v == null && unit.equals("julian")) {
            int jd = Cal.date2j(b.year, b.month, b.day);
            v = NumMath.add(Num.of(jd), NumMath.div(Num.of(b.time()), Num.of(Cal.DAY)));
            if (!numeric) {
                o.setDouble(r, jd + b.time() / (double) Cal.DAY);
                return;
            }
        }
        if (v == null) {
            throw TimeMath.badUnit(unit, g, type);
        }
        put(v, numeric, o, r);
    }

    private static @Nullable Num zoneField(String unit, int off) {
        return switch (unit) {
            case "timezone" -> Num.of(off);
            case "timezone_hour" -> Num.of(off / 3600);
            case "timezone_minute" -> Num.of(off / 60 % 60);
            default -> null;
        };
    }

    private static @Nullable Num timeField(String unit, long h, int m, int s, int us) {
        return switch (unit) {
            case "microsecond" -> Num.of(s * Cal.SECOND + us);
            case "millisecond" -> Num.of(s * Cal.SECOND + us, 3);
            case "second" -> Num.of(s * Cal.SECOND + us, 6);
            case "minute" -> Num.of(m);
            case "hour" -> Num.of(h);
            default -> null;
        };
    }

    private static @Nullable Num dateField(String unit, Cal.Broken b) {
        int y = b.year;
        return switch (unit) {
            case "day" -> Num.of(b.day);
            case "month" -> Num.of(b.month);
            case "quarter" -> Num.of((b.month - 1) / 3 + 1);
            case "week" -> Num.of(Cal.isoWeek(y, b.month, b.day));
            case "year" -> Num.of(y > 0 ? y : y - 1);
            case "decade" -> Num.of(y >= 0 ? y / 10 : -((8 - (y - 1)) / 10));
            case "century" -> Num.of(y > 0 ? (y + 99) / 100 : -((99 - (y - 1)) / 100));
            case "millennium" -> Num.of(y > 0 ? (y + 999) / 1000 : -((999 - (y - 1)) / 1000));
            case "isoyear" -> {
                int iso = Cal.isoYear(y, b.month, b.day);
                yield Num.of(iso <= 0 ? iso - 1 : iso);
            }
            case "dow" -> Num.of(Cal.j2day(Cal.date2j(y, b.month, b.day)));
            case "isodow" -> {
                int d = Cal.j2day(Cal.date2j(y, b.month, b.day));
                yield Num.of(d == 0 ? 7 : d);
            }
            case "doy" -> Num.of(b.dayOfYear());
            default -> null;
        };
    }

    private static void date(Vector[] a, int r, Vector o) {
        String g = a[0].getText(r);
        String unit = TimeMath.unit(g);
        int d = a[1].getInt(r);
        if (d == Cal.DATE_INFINITY || d == Cal.DATE_NINFINITY) {
            if (timeField(unit, 0, 0, 0, 0) != null || zoneField(unit, 0) != null) {
                throw TimeMath.badUnit(unit, g, "date");
            }
            infinite(unit, g, "date", d > 0, true, o, r);
            return;
        }
        Num v = unit.equals("epoch")
                ? Num.of((d + 10957L) * 86400)
                : unit.equals("julian") ? Num.of((long) d + Cal.EPOCH_JDATE) : dateField(unit, Cal.splitDate(d));
        if (v == null) {
            throw TimeMath.badUnit(unit, g, "date");
        }
        v.store(o, r);
    }

    private static void interval(Vector[] a, int r, Vector o, boolean numeric) {
        String g = a[0].getText(r);
        String unit = TimeMath.unit(g);
        Interval i = Interval.decode(a[1], r);
        long t = i.time();
        long h = t / Cal.HOUR;
        int m = (int) (t / Cal.MINUTE % 60);
        Num v = timeField(unit, h, m, (int) (t / Cal.SECOND % 60), (int) (t % Cal.SECOND));
        int year = i.month() / 12;
        int mon = i.month() % 12;
        if (!numeric && unit.equals("epoch")) {
            double e = t / 1e6 + 365.25 * 86400 * year;
            o.setDouble(r, e + 30.0 * 86400 * mon + 86400.0 * i.day());
            return;
        }
        if (v == null) {
            v = switch (unit) {
                case "day" -> Num.of(i.day());
                case "month" -> Num.of(mon);
                case "quarter" -> Num.of(mon / 3 + 1);
                case "year" -> Num.of(year);
                case "decade" -> Num.of(year / 10);
                case "century" -> Num.of(year / 100);
                case "millennium" -> Num.of(year / 1000);
                case "epoch" -> {
                    long secs = (year * 1461L + mon * 120L + i.day() * 4L) * 21600L;
                    yield Num.of(
                            java.math.BigInteger.valueOf(secs)
                                    .multiply(java.math.BigInteger.valueOf(Cal.SECOND))
                                    .add(java.math.BigInteger.valueOf(t)),
                            6);
                }
                default -> throw TimeMath.badUnit(unit, g, "interval");
            };
        }
        put(v, numeric, o, r);
    }

    private static void time(Vector[] a, int r, Vector o, boolean zoned, boolean numeric) {
        String g = a[0].getText(r);
        String unit = TimeMath.unit(g);
        long t = zoned ? Bytes.longL(a[1].arena, a[1].off[r]) : a[1].longs[r];
        int off = zoned ? -Bytes.intL(a[1].arena, a[1].off[r] + 8) : 0;
        Num v = timeField(
                unit, t / Cal.HOUR, (int) (t / Cal.MINUTE % 60), (int) (t / Cal.SECOND % 60), (int) (t % Cal.SECOND));
        if (v == null && zoned) {
            v = zoneField(unit, off);
        }
        if (v == null && unit.equals("epoch")) {
            v = Num.of(t - off * Cal.SECOND, 6);
        }
        if (v == null) {
            throw TimeMath.badUnit(unit, g, zoned ? "time with time zone" : "time without time zone");
        }
        put(v, numeric, o, r);
    }
}
