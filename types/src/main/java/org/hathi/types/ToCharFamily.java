package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** to_char of dates and times, to_date, to_timestamp. */
final class ToCharFamily {
    private ToCharFamily() {}

    static @Nullable RowKernel lookup(String p) {
        Template.Cache cache = new Template.Cache();
        return switch (p) {
            case "timestamp_to_char" -> (cx, a, r, o) -> stamp(cx, cache, a, r, o, false);
            case "timestamptz_to_char" -> (cx, a, r, o) -> stamp(cx, cache, a, r, o, true);
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
                    o.setText(r, ToChar.format(cache.get(a[1], r), t, v.time() / Cal.HOUR, true, ""));
                };
            case "to_timestamp" ->
                (cx, a, r, o) -> {
                    FromChar f = new FromChar(a[0].getText(r), cache.get(a[1], r), false);
                    Cal.Broken t = f.parse();
                    long local = t.local();
                    long v = f.hasZone()
                            ? Cal.checked(local - t.offset * Cal.SECOND)
                            : Cal.toInstant(Cal.checked(local), cx.zone);
                    o.setLong(r, f.precision > 0 ? Cal.round(v, f.precision) : v);
                };
            case "to_date" ->
                (cx, a, r, o) -> {
                    String s = a[0].getText(r);
                    Cal.Broken t = new FromChar(s, cache.get(a[1], r), false).parse();
                    if (!Cal.validJulian(t.year, t.month) || t.date() >= Cal.END_DATE) {
                        throw Err.of(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range: \"" + s + "\"");
                    }
                    o.setLong(r, t.date());
                };
            default -> NumChar.lookup(p);
        };
    }

    private static void stamp(EvalContext cx, Template.Cache cache, Vector[] a, int r, Vector o, boolean zoned) {
        long t = a[0].longs[r];
        if (a[1].len[r] == 0 || Cal.isInfinite(t)) {
            o.setNull(r);
            return;
        }
        Cal.Broken b = zoned ? Cal.split(t, cx.zone) : Cal.split(t);
        String abbreviation = zoned ? cx.zone.abbreviationAt(t) : "";
        o.setText(r, ToChar.format(cache.get(a[1], r), b, b.hour, false, abbreviation));
    }
}
