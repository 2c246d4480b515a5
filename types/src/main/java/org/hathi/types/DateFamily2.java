package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** More functions of dates: comparisons between different types, OVERLAPS, date_bin, in_range. */
final class DateFamily2 {
    private DateFamily2() {}

    static @Nullable RowKernel lookup(String p) {
        RowKernel k = cross(p);
        if (k != null) {
            return k;
        }
        return switch (p) {
            case "overlaps_timestamp", "overlaps_time" -> (cx, a, r, o) -> overlaps(a, r, o, false);
            case "overlaps_timetz" -> (cx, a, r, o) -> overlaps(a, r, o, true);
            case "timestamp_bin", "timestamptz_bin" -> DateFamily2::bin;
            case "in_range_timestamp_interval", "in_range_timestamptz_interval", "in_range_date_interval" ->
                (cx, a, r, o) -> {
                    Interval off = Interval.decode(a[2], r);
                    if (off.sign() < 0) {
                        throw Err.of(
                                org.hathi.base.SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
                                "invalid preceding or following size in window function");
                    }
                    boolean date = p.equals("in_range_date_interval");
                    long v = date ? DateFamily.dateToTimestamp(a[0].longs[r]) : a[0].longs[r];
                    long base = date ? DateFamily.dateToTimestamp(a[1].longs[r]) : a[1].longs[r];
                    Interval d = a[3].getBool(r) ? off.negate() : off;
                    long sum = p.equals("in_range_timestamptz_interval")
                            ? TimeMath.plusZoned(base, d, cx.zone)
                            : TimeMath.plus(base, d);
                    o.setBool(r, a[4].getBool(r) ? v <= sum : v >= sum);
                };
            case "in_range_int4_int4",
                    "in_range_int8_int8",
                    "in_range_int2_int2",
                    "in_range_int4_int8",
                    "in_range_int4_int2",
                    "in_range_int2_int4",
                    "in_range_int2_int8" ->
                (cx, a, r, o) -> {
                    long d = a[2].longs[r];
                    if (d < 0) {
                        throw Err.of(
                                org.hathi.base.SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
                                "invalid preceding or following size in window function");
                    }
                    boolean sub = a[3].getBool(r);
                    boolean less = a[4].getBool(r);
                    long base = a[1].longs[r];
                    long sum = sub ? base - d : base + d;
                    if (sub ? sum > base : sum < base) {
                        o.setBool(r, sub ? !less : less);
                    } else {
                        o.setBool(r, less ? a[0].longs[r] <= sum : a[0].longs[r] >= sum);
                    }
                };
            default -> null;
        };
    }

    private static @Nullable RowKernel cross(String p) {
        int op;
        int cut = 0;
        if (p.startsWith("date_")) {
            cut = 5;
        } else if (p.startsWith("timestamp_")) {
            cut = 10;
        } else if (p.startsWith("timestamptz_")) {
            cut = 12;
        } else {
            return null;
        }
        int us = p.indexOf('_', cut);
        if (us < 0) {
            return null;
        }
        op = switch (p.substring(cut, us)) {
            case "eq" -> CompareFamily.EQ;
            case "ne" -> CompareFamily.NE;
            case "lt" -> CompareFamily.LT;
            case "le" -> CompareFamily.LE;
            case "gt" -> CompareFamily.GT;
            case "ge" -> CompareFamily.GE;
            case "cmp" -> CompareFamily.CMP;
            default -> -1;
        };
        String left = p.substring(0, cut - 1);
        String right = p.substring(us + 1);
        if (op < 0 || !right.equals("date") && !right.equals("timestamp") && !right.equals("timestamptz")) {
            return null;
        }
        boolean zoned = left.equals("timestamptz") || right.equals("timestamptz");
        return (cx, a, r, o) -> o.setLong(
                r,
                CompareFamily.test(
                        op,
                        Long.compare(common(cx, left, a[0].longs[r], zoned), common(cx, right, a[1].longs[r], zoned))));
    }

    private static long common(EvalContext cx, String type, long v, boolean zoned) {
        long t = v;
        if (type.equals("date")) {
            t = DateFamily.infDate(v)
                    ? (v > 0 ? Cal.INFINITY : Cal.NINFINITY)
                    : v >= Cal.END_TIMESTAMP / Cal.DAY ? Cal.END_TIMESTAMP : v * Cal.DAY;
        }
        if (!zoned || type.equals("timestamptz") || t >= Cal.END_TIMESTAMP || Cal.isInfinite(t)) {
            return t;
        }
        return t - cx.zone.offsetOfLocal(t) * Cal.SECOND;
    }

    /** A number that orders times with zones: by instant, then by zone. */
    private static long timetzOrder(Vector v, int r) {
        int west = Bytes.intL(v.arena, v.off[r] + 8);
        return (Bytes.longL(v.arena, v.off[r]) + west * Cal.SECOND) * (1 << 18) + west;
    }

    private static void overlaps(Vector[] a, int r, Vector o, boolean timetz) {
        boolean[] n = new boolean[4];
        long[] v = new long[4];
        for (int i = 0; i < 4; i++) {
            n[i] = a[i].isNull(r);
            v[i] = n[i] ? 0 : timetz ? timetzOrder(a[i], r) : a[i].longs[r];
        }
        for (int i = 0; i < 4; i += 2) {
            if (n[i] && n[i + 1]) {
                o.setNull(r);
                return;
            }
            if (n[i] || !n[i + 1] && v[i] > v[i + 1]) {
                long t = v[i];
                v[i] = v[i + 1];
                v[i + 1] = t;
                boolean b = n[i];
                n[i] = n[i + 1];
                n[i + 1] = b;
            }
        }
        int c = Long.compare(v[0], v[2]);
        if (c == 0) {
            if (n[1] || n[3]) {
                o.setNull(r);
            } else {
                o.setBool(r, true);
            }
            return;
        }
        int first = c > 0 ? 2 : 0;
        int later = c > 0 ? 0 : 2;
        if (n[first + 1]) {
            o.setNull(r);
        } else if (v[later] < v[first + 1]) {
            o.setBool(r, true);
        } else if (n[later + 1]) {
            o.setNull(r);
        } else {
            o.setBool(r, false);
        }
    }

    private static void bin(EvalContext cx, Vector[] a, int r, Vector o) {
        Interval stride = Interval.decode(a[0], r);
        long t = a[1].longs[r];
        long origin = a[2].longs[r];
        if (Cal.isInfinite(t)) {
            o.setLong(r, t);
            return;
        }
        if (Cal.isInfinite(origin)) {
            throw Err.of(org.hathi.base.SqlState.DATETIME_FIELD_OVERFLOW, "origin out of range");
        }
        if (stride.month() != 0) {
            throw Err.of(
                    org.hathi.base.SqlState.FEATURE_NOT_SUPPORTED,
                    "timestamps cannot be binned into intervals containing months or years");
        }
        long s = stride.day() * Cal.DAY + stride.time();
        if (s <= 0) {
            throw Err.of(org.hathi.base.SqlState.DATETIME_FIELD_OVERFLOW, "stride must be greater than zero");
        }
        o.setLong(r, origin + Math.floorDiv(t - origin, s) * s);
    }
}
