package org.hathi.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A jsonb value as a tree. Objects hold their keys sorted as jsonb sorts them: by length in bytes, then by bytes. */
sealed interface JsonValue {
    /** Orders of types in comparisons, and names for messages. */
    int rank();

    /** The JSON null. */
    record Null() implements JsonValue {
        @Override
        public int rank() {
            return 0;
        }
    }

    record Text(String value) implements JsonValue {
        @Override
        public int rank() {
            return 1;
        }
    }

    record Number(Num value) implements JsonValue {
        @Override
        public int rank() {
            return 2;
        }
    }

    record Bool(boolean value) implements JsonValue {
        @Override
        public int rank() {
            return 3;
        }
    }

    record Array(List<JsonValue> items) implements JsonValue {
        @Override
        public int rank() {
            return 16;
        }
    }

    /** Keys sorted and unique; {@code place} is the byte offset in the value it was read from, 0 when made. */
    record Members(List<String> keys, List<JsonValue> values, int place) implements JsonValue {
        Members(List<String> keys, List<JsonValue> values) {
            this(keys, values, 0);
        }

        @Override
        public int rank() {
            return 17;
        }

        /** Place of a key, or -1 - (where it would be). */
        int find(String key) {
            byte[] k = Bytes.utf8(key);
            int lo = 0;
            int hi = keys.size() - 1;
            while (lo <= hi) {
                int mid = lo + hi >>> 1;
                int c = compareKeys(Bytes.utf8(keys.get(mid)), k);
                if (c == 0) {
                    return mid;
                }
                if (c < 0) {
                    lo = mid + 1;
                } else {
                    hi = mid - 1;
                }
            }
            return -1 - lo;
        }
    }

    /**
     * A date or time made by the jsonpath method datetime(); {@code zone} is seconds west of UTC for types with one.
     */
    record Moment(int type, long value, int zone, String text) implements JsonValue {
        @Override
        public int rank() {
            return 32;
        }
    }

    JsonValue NULL = new Null();
    JsonValue TRUE = new Bool(true);
    JsonValue FALSE = new Bool(false);

    static JsonValue of(boolean b) {
        return b ? TRUE : FALSE;
    }

    static int compareKeys(byte[] a, byte[] b) {
        return a.length != b.length ? Integer.compare(a.length, b.length) : Arrays.compareUnsigned(a, b);
    }

    default boolean isScalar() {
        return rank() < 16 || rank() == 32;
    }

    /** What jsonb_typeof says. */
    default String typeName() {
        return switch (this) {
            case Null x -> "null";
            case Text x -> "string";
            case Number x -> "number";
            case Bool x -> "boolean";
            case Array x -> "array";
            case Members x -> "object";
            case Moment x ->
                switch (x.type) {
                    case Oids.DATE -> "date";
                    case Oids.TIME -> "time without time zone";
                    case Oids.TIMETZ -> "time with time zone";
                    case Oids.TIMESTAMP -> "timestamp without time zone";
                    default -> "timestamp with time zone";
                };
        };
    }

    /** Collects members; the last of equal keys stays. */
    final class ObjectBuilder {
        private record Member(byte[] bytes, String key, JsonValue value, int order) {}

        private final List<Member> members = new ArrayList<>();

        void add(String key, JsonValue value) {
            members.add(new Member(Bytes.utf8(key), key, value, members.size()));
        }

        boolean isEmpty() {
            return members.isEmpty();
        }

        Members build() {
            List<Member> sorted = new ArrayList<>(members);
            sorted.sort((x, y) -> {
                int c = compareKeys(x.bytes, y.bytes);
                return c != 0 ? c : Integer.compare(y.order, x.order);
            });
            List<String> keys = new ArrayList<>(members.size());
            List<JsonValue> values = new ArrayList<>(members.size());
            byte[] last = null;
            for (Member m : sorted) {
                if (last == null || !Arrays.equals(last, m.bytes)) {
                    keys.add(m.key);
                    values.add(m.value);
                }
                last = m.bytes;
            }
            return new Members(keys, values);
        }
    }

    /** From a parsed text. */
    static JsonValue of(JsonNode n) {
        return switch (n.kind) {
            case JsonNode.NULL -> NULL;
            case JsonNode.TRUE -> TRUE;
            case JsonNode.FALSE -> FALSE;
            case JsonNode.STRING -> {
                checkLength(n.end - n.start);
                yield new Text(n.text);
            }
            case JsonNode.NUMBER -> new Number(Num.parse(n.raw()));
            case JsonNode.ARRAY -> {
                List<JsonValue> items = new ArrayList<>(n.kids.size());
                for (JsonNode k : n.kids) {
                    items.add(of(k));
                }
                yield new Array(items);
            }
            default -> {
                ObjectBuilder o = new ObjectBuilder();
                for (int i = 0; i < n.keys.size(); i++) {
                    o.add(n.keys.get(i), of(n.kids.get(i)));
                }
                yield o.build();
            }
        };
    }

    private static void checkLength(int n) {
        if (n > 0x0FFFFFFF) {
            throw Err.of(org.hathi.base.SqlState.PROGRAM_LIMIT_EXCEEDED, "string too long to represent as jsonb string")
                    .detail("Due to an implementation restriction, jsonb strings cannot exceed 268435455 bytes.");
        }
    }

    // ---------------------------------------------------------------- order

    /** Whether two values are equal as jsonb. */
    static boolean equal(JsonValue a, JsonValue b) {
        return compare(a, b) == 0;
    }

    /** The btree order of values inside jsonb. */
    static int compare(JsonValue a, JsonValue b) {
        if (a.rank() != b.rank()) {
            return Integer.compare(a.rank(), b.rank());
        }
        return switch (a) {
            case Null x -> 0;
            case Bool x -> Boolean.compare(x.value, ((Bool) b).value);
            case Number x -> Num.compare(x.value, ((Number) b).value);
            case Text x -> Arrays.compareUnsigned(Bytes.utf8(x.value), Bytes.utf8(((Text) b).value));
            case Moment x -> x.text.compareTo(((Moment) b).text);
            case Array x -> {
                List<JsonValue> y = ((Array) b).items;
                int c = Integer.compare(x.items.size(), y.size());
                for (int i = 0; c == 0 && i < y.size(); i++) {
                    c = compare(x.items.get(i), y.get(i));
                }
                yield c;
            }
            case Members x -> {
                Members y = (Members) b;
                int c = Integer.compare(x.keys.size(), y.keys.size());
                for (int i = 0; c == 0 && i < x.keys.size(); i++) {
                    c = Arrays.compareUnsigned(Bytes.utf8(x.keys.get(i)), Bytes.utf8(y.keys.get(i)));
                    if (c == 0) {
                        c = compare(x.values.get(i), y.values.get(i));
                    }
                }
                yield c;
            }
        };
    }

    /** The order of whole jsonb datums: a scalar counts as an array of one, which makes the empty array the least. */
    static int compareRoots(JsonValue a, JsonValue b) {
        if (a.isScalar() && b instanceof Array y) {
            return y.items.isEmpty() ? 1 : -1;
        }
        if (b.isScalar() && a instanceof Array x) {
            return x.items.isEmpty() ? -1 : 1;
        }
        return compare(a, b);
    }

    // ---------------------------------------------------------------- text

    /** Appends the text form. */
    static void print(JsonValue v, ByteSink out) {
        switch (v) {
            case Null x -> out.ascii("null");
            case Bool x -> out.ascii(x.value ? "true" : "false");
            case Number x -> x.value.print(out);
            case Text x -> quote(x.value, out);
            case Moment x -> quote(x.text, out);
            case Array x -> {
                out.put('[');
                for (int i = 0; i < x.items.size(); i++) {
                    if (i > 0) {
                        out.put(',').put(' ');
                    }
                    print(x.items.get(i), out);
                }
                out.put(']');
            }
            case Members x -> {
                out.put('{');
                for (int i = 0; i < x.keys.size(); i++) {
                    if (i > 0) {
                        out.put(',').put(' ');
                    }
                    quote(x.keys.get(i), out);
                    out.put(':').put(' ');
                    print(x.values.get(i), out);
                }
                out.put('}');
            }
        }
    }

    /** Appends the form of jsonb_pretty. */
    static void pretty(JsonValue v, int level, ByteSink out) {
        if (v instanceof Array x) {
            out.put('[');
            for (int i = 0; i < x.items.size(); i++) {
                line(out, i, level);
                pretty(x.items.get(i), level + 1, out);
            }
            line(out, 0, level - 1);
            out.put(']');
        } else if (v instanceof Members x) {
            out.put('{');
            for (int i = 0; i < x.keys.size(); i++) {
                line(out, i, level);
                quote(x.keys.get(i), out);
                out.put(':').put(' ');
                pretty(x.values.get(i), level + 1, out);
            }
            line(out, 0, level - 1);
            out.put('}');
        } else {
            print(v, out);
        }
    }

    private static void line(ByteSink out, int i, int level) {
        if (i > 0) {
            out.put(',');
        }
        out.put('\n');
        for (int k = 0; k <= level; k++) {
            out.ascii("    ");
        }
    }

    /** Appends a JSON string. */
    static void quote(String s, ByteSink out) {
        byte[] b = Bytes.utf8(s);
        quote(b, 0, b.length, out);
    }

    static void quote(byte[] b, int off, int len, ByteSink out) {
        out.reserve(len + 2);
        out.put('"');
        for (int i = off; i < off + len; i++) {
            int c = b[i];
            switch (c) {
                case '"' -> out.put('\\').put('"');
                case '\\' -> out.put('\\').put('\\');
                case '\b' -> out.put('\\').put('b');
                case '\f' -> out.put('\\').put('f');
                case '\n' -> out.put('\\').put('n');
                case '\r' -> out.put('\\').put('r');
                case '\t' -> out.put('\\').put('t');
                default -> {
                    if (c >= 0 && c < ' ') {
                        out.ascii("\\u00").put(Character.forDigit(c >> 4, 16)).put(Character.forDigit(c & 15, 16));
                    } else {
                        out.put(c);
                    }
                }
            }
        }
        out.put('"');
    }
}
