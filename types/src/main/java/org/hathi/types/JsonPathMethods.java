package org.hathi.types;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** The item methods of jsonpath: type, size, abs, floor, ceiling, double, datetime, keyvalue. */
final class JsonPathMethods {
    private final EvalContext cx;
    private final JsonPathExec exec;

    JsonPathMethods(EvalContext cx, JsonPathExec exec) {
        this.cx = cx;
        this.exec = exec;
    }

    int call(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found, boolean lax, boolean ignoreStructure) {
        return switch (i.kind) {
            case JsonPathItem.TYPE -> exec.next(i, new JsonValue.Text(jb.typeName()), found);
            case JsonPathItem.SIZE -> {
                int n = 1;
                if (jb instanceof JsonValue.Array a) {
                    n = a.items().size();
                } else if (!lax) {
                    if (!ignoreStructure) {
                        yield exec.error(
                                SqlState.SQL_JSON_ARRAY_NOT_FOUND,
                                "jsonpath item method .size() can only be applied to an array");
                    }
                    yield JsonPathExec.NOT_FOUND;
                }
                yield exec.next(i, new JsonValue.Number(Num.of(n)), found);
            }
            case JsonPathItem.ABS, JsonPathItem.FLOOR, JsonPathItem.CEILING -> {
                if (!(jb instanceof JsonValue.Number x)) {
                    yield exec.error(
                            SqlState.NON_NUMERIC_SQL_JSON_ITEM,
                            "jsonpath item method ." + JsonPathForm.operator(i.kind)
                                    + "() can only be applied to a numeric value");
                }
                Num v = x.value();
                Num r = i.kind == JsonPathItem.ABS
                        ? (v.signum() < 0 ? NumMath.sub(Num.ZERO, v) : v)
                        : i.kind == JsonPathItem.FLOOR ? NumMath.floor(v) : NumMath.ceil(v);
                yield i.next == null && found == null ? JsonPathExec.OK : exec.next(i, new JsonValue.Number(r), found);
            }
            case JsonPathItem.DOUBLE -> toDouble(i, jb, found);
            case JsonPathItem.DATETIME -> datetime(i, jb, found);
            default -> keyvalue(i, jb, found);
        };
    }

    private int toDouble(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found) {
        String s;
        if (jb instanceof JsonValue.Number n) {
            s = n.value().toString();
        } else if (jb instanceof JsonValue.Text t) {
            s = t.value();
        } else {
            return exec.error(
                    SqlState.NON_NUMERIC_SQL_JSON_ITEM,
                    "jsonpath item method .double() can only be applied to a string or numeric value");
        }
        double d;
        try {
            d = Double.longBitsToDouble((Long) TypeIo.inputDatum(cx, Oids.FLOAT8, s, -1));
        } catch (SqlError e) {
            return exec.error(
                    SqlState.NON_NUMERIC_SQL_JSON_ITEM,
                    jb instanceof JsonValue.Number
                            ? "numeric argument of jsonpath item method .double() is out of range for type double"
                                    + " precision"
                            : "string argument of jsonpath item method .double() is not a valid representation of a"
                                    + " double precision number");
        }
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            return exec.error(
                    SqlState.NON_NUMERIC_SQL_JSON_ITEM,
                    "NaN or Infinity is not allowed for jsonpath item method .double()");
        }
        return exec.next(i, jb instanceof JsonValue.Number ? jb : new JsonValue.Number(Num.fromDouble(d, 15)), found);
    }

    private int keyvalue(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found) {
        if (!(jb instanceof JsonValue.Members m)) {
            return exec.error(
                    SqlState.SQL_JSON_OBJECT_NOT_FOUND,
                    "jsonpath item method .keyvalue() can only be applied to an object");
        }
        if (m.keys().isEmpty()) {
            return JsonPathExec.NOT_FOUND;
        }
        if (i.next == null && found == null) {
            return JsonPathExec.OK;
        }
        int res = JsonPathExec.NOT_FOUND;
        for (int k = 0; k < m.keys().size(); k++) {
            JsonValue.ObjectBuilder o = new JsonValue.ObjectBuilder();
            o.add("key", new JsonValue.Text(m.keys().get(k)));
            o.add("value", m.values().get(k));
            o.add("id", new JsonValue.Number(Num.of(m.place())));
            res = exec.next(i, o.build(), found);
            if (res == JsonPathExec.ERROR || res == JsonPathExec.OK && found == null) {
                return res;
            }
        }
        return res;
    }

    // ---------------------------------------------------------------- dates and times

    private int datetime(JsonPathItem i, JsonValue jb, @Nullable List<JsonValue> found) {
        if (!(jb instanceof JsonValue.Text t)) {
            return exec.error(
                    SqlState.INVALID_ARGUMENT_FOR_SQL_JSON_DATETIME_FUNCTION,
                    "jsonpath item method .datetime() can only be applied to a string");
        }
        JsonValue.Moment m;
        JsonPathItem template = i.left;
        try {
            m = template == null ? recognise(t.value()) : byTemplate(t.value(), template.text);
        } catch (SqlError e) {
            if (exec.throwing()) {
                throw e;
            }
            return JsonPathExec.ERROR;
        }
        if (m == null) {
            if (exec.throwing()) {
                throw Err.of(
                                SqlState.INVALID_ARGUMENT_FOR_SQL_JSON_DATETIME_FUNCTION,
                                "datetime format is not recognized: \"" + t.value() + "\"")
                        .hint("Use a datetime template argument to specify the input data format.");
            }
            return JsonPathExec.ERROR;
        }
        return i.next == null && found == null ? JsonPathExec.OK : exec.next(i, m, found);
    }

    /**
     * How many characters of {@code s} from {@code at} match the pattern of digits (9) and letters; -1 when they do
     * not.
     */
    private static int shape(String s, int at, String pattern) {
        int i = at;
        for (int k = 0; k < pattern.length(); k++) {
            char p = pattern.charAt(k);
            if (i >= s.length()) {
                return -1;
            }
            char c = s.charAt(i);
            if (p == '9' ? c < '0' || c > '9' : p != c) {
                return -1;
            }
            i++;
        }
        return i;
    }

    private JsonValue.@Nullable Moment recognise(String s) {
        int d = shape(s, 0, "9999-99-99");
        if (d == s.length()) {
            return moment(Oids.DATE, s);
        }
        boolean date = d > 0 && (s.charAt(d) == ' ' || s.charAt(d) == 'T');
        int t = shape(s, date ? d + 1 : 0, "99:99:99");
        if (t < 0 || d > 0 && !date) {
            return null;
        }
        if (t < s.length() && s.charAt(t) == '.') {
            t++;
            while (t < s.length() && Character.isDigit(s.charAt(t))) {
                t++;
            }
        }
        if (t == s.length()) {
            return moment(date ? Oids.TIMESTAMP : Oids.TIME, s);
        }
        if (s.charAt(t) == ' ') {
            t++;
        }
        if (t >= s.length() || s.charAt(t) != '+' && s.charAt(t) != '-') {
            return null;
        }
        int h = shape(s, t + 1, "99");
        int m = h < 0 ? -1 : h == s.length() ? h : shape(s, h, ":99");
        return m == s.length() && m > 0 ? moment(date ? Oids.TIMESTAMPTZ : Oids.TIMETZ, s) : null;
    }

    private JsonValue.Moment byTemplate(String s, String template) {
        List<Template.Node> nodes = Template.parse(template, true);
        boolean date = false;
        boolean time = false;
        boolean zone = false;
        for (Template.Node n : nodes) {
            if (n.isField()) {
                date |= n.part() == 'd';
                time |= n.part() == 't';
                zone |= n.part() == 'z';
            }
        }
        FromChar f = new FromChar(s, nodes, true);
        Cal.Broken b = f.parse();
        if (!date && !time) {
            throw format("datetime format is not dated and not timed");
        }
        if (!time) {
            if (zone) {
                throw format("datetime format is zoned but not timed");
            }
            return moment(Oids.DATE, b.date(), 0);
        }
        if (!date) {
            return zone ? moment(Oids.TIMETZ, b.time(), -b.offset) : moment(Oids.TIME, b.time(), 0);
        }
        int digits = f.precision > 0 ? f.precision : 6;
        return zone
                ? moment(Oids.TIMESTAMPTZ, Cal.round(b.local() - b.offset * Cal.SECOND, digits), -b.offset)
                : moment(Oids.TIMESTAMP, Cal.round(b.local(), digits), 0);
    }

    private static SqlError format(String message) {
        return Err.of(SqlState.INVALID_DATETIME_FORMAT, message);
    }

    private JsonValue.Moment moment(int type, String s) {
        Object v = TypeIo.inputDatum(cx, type, s, -1);
        if (v instanceof byte[] b) {
            return moment(type, Bytes.longL(b, 0), Bytes.intL(b, 8));
        }
        int zone = 0;
        if (type == Oids.TIMESTAMPTZ) {
            int at = Math.max(s.lastIndexOf('+'), s.lastIndexOf('-'));
            int h = Integer.parseInt(s.substring(at + 1, at + 3));
            int m = s.length() > at + 3 ? Integer.parseInt(s.substring(at + 4, at + 6)) : 0;
            zone = (h * 3600 + m * 60) * (s.charAt(at) == '+' ? -1 : 1);
        }
        return moment(type, (Long) v, zone);
    }

    private JsonValue.Moment moment(int type, long v, int zone) {
        ByteSink s = new ByteSink(32);
        switch (type) {
            case Oids.TIME -> DateText.time(v, s);
            case Oids.TIMETZ -> {
                DateText.time(v, s);
                DateText.xsdOffset(-zone, s);
            }
            case Oids.TIMESTAMPTZ -> {
                DateText.xsd(Oids.TIMESTAMP, v - zone * Cal.SECOND, cx, s);
                DateText.xsdOffset(-zone, s);
            }
            default -> DateText.xsd(type, v, cx, s);
        }
        return new JsonValue.Moment(type, v, zone, s.toString());
    }

    /** Order of two moments; null when they cannot be compared. */
    static @Nullable Integer compare(EvalContext cx, JsonValue.Moment a, JsonValue.Moment b, boolean zoned) {
        boolean timeA = a.type() == Oids.TIME || a.type() == Oids.TIMETZ;
        boolean timeB = b.type() == Oids.TIME || b.type() == Oids.TIMETZ;
        if (timeA != timeB) {
            return null;
        }
        boolean zonedA = a.type() == Oids.TIMETZ || a.type() == Oids.TIMESTAMPTZ;
        boolean zonedB = b.type() == Oids.TIMETZ || b.type() == Oids.TIMESTAMPTZ;
        if (zonedA != zonedB && !zoned) {
            JsonValue.Moment from = zonedA ? b : a;
            JsonValue.Moment to = zonedA ? a : b;
            throw Err.of(
                            SqlState.FEATURE_NOT_SUPPORTED,
                            "cannot convert value from " + name(from) + " to " + name(to) + " without time zone usage")
                    .hint("Use *_tz() function for time zone support.");
        }
        boolean instants = zonedA || zonedB;
        long x = position(cx, a, instants);
        long y = position(cx, b, instants);
        int c = Long.compare(x, y);
        return c == 0 && timeA && zonedA && zonedB ? Integer.compare(a.zone(), b.zone()) : c;
    }

    private static String name(JsonValue.Moment m) {
        return switch (m.type()) {
            case Oids.DATE -> "date";
            case Oids.TIME -> "time";
            case Oids.TIMETZ -> "timetz";
            case Oids.TIMESTAMP -> "timestamp";
            default -> "timestamptz";
        };
    }

    private static long position(EvalContext cx, JsonValue.Moment m, boolean instants) {
        return switch (m.type()) {
            case Oids.DATE -> {
                long local = m.value() * Cal.DAY;
                yield instants ? Cal.toInstant(local, cx.zone) : local;
            }
            case Oids.TIMESTAMP -> instants ? Cal.toInstant(m.value(), cx.zone) : m.value();
            case Oids.TIME -> instants ? m.value() - cx.zone.offsetAt(cx.transactionTimestamp) * Cal.SECOND : m.value();
            case Oids.TIMETZ -> m.value() + m.zone() * Cal.SECOND;
            default -> m.value();
        };
    }
}
