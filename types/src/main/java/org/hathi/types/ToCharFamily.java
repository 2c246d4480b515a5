package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** to_char of dates and times, to_date, to_timestamp. */
final class ToCharFamily {
    private ToCharFamily() {}

    static @Nullable RowKernel lookup(String p) {
        return switch (p) {
            case "timestamp_to_char" -> (cx, a, r, o) -> stamp(cx, a, r, o, false);
            case "timestamptz_to_char" -> (cx, a, r, o) -> stamp(cx, a, r, o, true);
            case "interval_to_char" ->
                (cx, a, r, o) -> {
                    Interval v = Interval.decode(a[0], r);
                    Cal.Broken t = new Cal.Broken();
                    t.year = v.month() / 12;
                    t.month = v.month() % 12;
                    t.day = v.day();
                    t.minute = (int) (v.time() / Cal.MINUTE % 60);
                    t.second = (int) (v.time() / Cal.SECOND % 60);
                    t.micros = (int) (v.time() % Cal.SECOND);
                    if (a[1].len[r] == 0) {
                        o.setNull(r);
                        return;
                    }
                    o.setText(r, ToChar.format(ToChar.parse(a[1].getText(r)), t, v.time() / Cal.HOUR, true, false, ""));
                };
            case "to_timestamp" ->
                (cx, a, r, o) -> {
                    FromChar f = new FromChar(a[0].getText(r), a[1].getText(r));
                    Cal.Broken t = f.parse();
                    long local = t.local();
                    o.setLong(
                            r, f.hasZone ? Cal.checked(local - t.offset * Cal.SECOND) : Cal.toInstant(local, cx.zone));
                };
            case "to_date" ->
                (cx, a, r, o) -> {
                    Cal.Broken t = new FromChar(a[0].getText(r), a[1].getText(r)).parse();
                    if (!Cal.validJulian(t.year, t.month)) {
                        throw Err.dateRange("date");
                    }
                    o.setLong(r, t.date());
                };
            default -> NumChar.lookup(p);
        };
    }

    private static void stamp(EvalContext cx, Vector[] a, int r, Vector o, boolean zoned) {
        long t = a[0].longs[r];
        if (a[1].len[r] == 0 || Cal.isInfinite(t)) {
            o.setNull(r);
            return;
        }
        Cal.Broken b = zoned ? Cal.split(t, cx.zone) : Cal.split(t);
        String abbreviation = zoned ? cx.zone.abbreviationAt(t) : "";
        o.setText(r, ToChar.format(ToChar.parse(a[1].getText(r)), b, b.hour, false, zoned, abbreviation));
    }
}
