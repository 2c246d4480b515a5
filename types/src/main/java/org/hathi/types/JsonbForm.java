package org.hathi.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * jsonb as it is stored.
 *
 * <p>LAYOUT (payload of the varlena, 4-byte aligned): a container is a header word (28 bits count; 0x10000000 a scalar
 * in disguise, 0x20000000 object, 0x40000000 array), then one entry word per element (objects: all keys, then all
 * values), then the elements' bytes. An entry holds 28 bits of length, or of end offset when 0x80000000 is set (every
 * 32nd), and a type: 0 string, 1 numeric (aligned varlena), 2 false, 3 true, 4 null, 5 container (aligned), in bits
 * 28..30. Padding before an element counts as part of it.
 */
final class JsonbForm {
    private static final int COUNT = 0x0FFFFFFF;
    private static final int SCALAR = 0x10000000;
    static final int OBJECT = 0x20000000;
    static final int ARRAY = 0x40000000;
    private static final int LENGTH = 0x0FFFFFFF;
    private static final int TYPE = 0x70000000;
    private static final int HAS_OFF = 0x80000000;
    private static final int STRIDE = 32;
    static final int E_STRING = 0;
    static final int E_NUMERIC = 0x10000000;
    static final int E_FALSE = 0x20000000;
    static final int E_TRUE = 0x30000000;
    static final int E_NULL = 0x40000000;
    static final int E_CONTAINER = 0x50000000;

    private JsonbForm() {}

    // ---------------------------------------------------------------- writing

    /** The stored form of a value. */
    static byte[] encode(JsonValue v) {
        ByteSink out = new ByteSink(64);
        if (v.isScalar()) {
            array(List.of(v), out, SCALAR);
        } else {
            value(v, out);
        }
        return out.toBytes();
    }

    static void store(JsonValue v, Vector out, int row) {
        out.setBytes(row, encode(v));
    }

    private static int pad(ByteSink out) {
        int n = -out.size & 3;
        for (int i = 0; i < n; i++) {
            out.put(0);
        }
        return n;
    }

    private static void intL(ByteSink out, int at, int v) {
        Bytes.intL(out.buf, at, v);
    }

    private static int reserve(ByteSink out, int n) {
        out.reserve(n);
        int at = out.size;
        out.size += n;
        return at;
    }

    /** Appends a value and returns its entry (type and length). */
    private static int value(JsonValue v, ByteSink out) {
        int from = out.size;
        switch (v) {
            case JsonValue.Null x -> {
                return E_NULL;
            }
            case JsonValue.Bool x -> {
                return x.value() ? E_TRUE : E_FALSE;
            }
            case JsonValue.Text x -> {
                return string(x.value(), out);
            }
            case JsonValue.Moment x -> {
                return string(x.text(), out);
            }
            case JsonValue.Number x -> {
                pad(out);
                Vector n = new Vector(true, 1);
                x.value().store(n, 0);
                int at = reserve(out, 4);
                intL(out, at, n.len[0] + 4 << 2);
                out.put(n.arena, n.off[0], n.len[0]);
                return E_NUMERIC | out.size - from;
            }
            case JsonValue.Array x -> array(x.items(), out, 0);
            case JsonValue.Members x -> object(x, out);
        }
        return E_CONTAINER | length(out.size - from, "jsonb array elements");
    }

    private static int string(String s, ByteSink out) {
        byte[] b = Bytes.utf8(s);
        if (b.length > LENGTH) {
            throw Err.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "string too long to represent as jsonb string")
                    .detail("Due to an implementation restriction, jsonb strings cannot exceed 268435455 bytes.");
        }
        out.put(b);
        return E_STRING | b.length;
    }

    private static int length(int n, String what) {
        if (n > LENGTH) {
            throw Err.of(
                    SqlState.PROGRAM_LIMIT_EXCEEDED,
                    "total size of " + what + " exceeds the maximum of 268435455 bytes");
        }
        return n;
    }

    private static void array(List<JsonValue> items, ByteSink out, int flag) {
        int base = out.size;
        pad(out);
        int n = items.size();
        int at = reserve(out, 4 + 4 * n);
        intL(out, at, n | ARRAY | flag);
        int total = 0;
        for (int i = 0; i < n; i++) {
            int e = value(items.get(i), out);
            total = length(total + (e & LENGTH), "jsonb array elements");
            entry(out, at, i, e, total);
        }
        assert out.size >= base;
    }

    private static void entry(ByteSink out, int at, int i, int e, int total) {
        intL(out, at + 4 + 4 * i, i % STRIDE == 0 ? e & TYPE | total | HAS_OFF : e);
    }

    private static void object(JsonValue.Members o, ByteSink out) {
        pad(out);
        int n = o.keys().size();
        int at = reserve(out, 4 + 8 * n);
        intL(out, at, n | OBJECT);
        int total = 0;
        for (int i = 0; i < n; i++) {
            int e = string(o.keys().get(i), out);
            total = length(total + (e & LENGTH), "jsonb object elements");
            entry(out, at, i, e, total);
        }
        for (int i = 0; i < n; i++) {
            int e = value(o.values().get(i), out);
            total = length(total + (e & LENGTH), "jsonb object elements");
            entry(out, at, i + n, e, total);
        }
    }

    // ---------------------------------------------------------------- reading

    static int header(byte[] a, int o) {
        return Bytes.intL(a, o);
    }

    static int count(byte[] a, int o) {
        return header(a, o) & COUNT;
    }

    static boolean isScalar(byte[] a, int o) {
        return (header(a, o) & SCALAR) != 0;
    }

    static boolean isObject(byte[] a, int o) {
        return (header(a, o) & OBJECT) != 0;
    }

    /** Whether it is a true array (not a scalar in disguise). */
    static boolean isArray(byte[] a, int o) {
        return (header(a, o) & (ARRAY | SCALAR)) == ARRAY;
    }

    private static int entryAt(byte[] a, int o, int i) {
        return Bytes.intL(a, o + 4 + 4 * i);
    }

    /** Where the data of entry {@code i} begins, relative to the data area. */
    private static int offset(byte[] a, int o, int i) {
        int off = 0;
        for (int k = i - 1; k >= 0; k--) {
            int e = entryAt(a, o, k);
            off += e & LENGTH;
            if ((e & HAS_OFF) != 0) {
                break;
            }
        }
        return off;
    }

    private static int length(byte[] a, int o, int i, int off) {
        int e = entryAt(a, o, i);
        return (e & HAS_OFF) != 0 ? (e & LENGTH) - off : e & LENGTH;
    }

    private static int data(byte[] a, int o) {
        int n = count(a, o);
        return o + 4 + 4 * (isObject(a, o) ? 2 * n : n);
    }

    /** The whole value at {@code a[o]}. */
    static JsonValue decode(byte[] a, int o) {
        if (isScalar(a, o)) {
            return item(a, o, o, 0, data(a, o));
        }
        return container(a, o, o);
    }

    static JsonValue decode(Vector v, int row) {
        return decode(v.arena, v.off[row]);
    }

    static JsonValue decode(@Nullable Object datum) {
        return decode((byte[]) java.util.Objects.requireNonNull(datum), 0);
    }

    /** A container; {@code root} is where alignment counts from. */
    private static JsonValue container(byte[] a, int root, int o) {
        int n = count(a, o);
        int at = data(a, o);
        if (!isObject(a, o)) {
            List<JsonValue> items = new ArrayList<>(n);
            int off = 0;
            for (int i = 0; i < n; i++) {
                items.add(item(a, root, o, i, at + off));
                off += length(a, o, i, off);
            }
            return new JsonValue.Array(items);
        }
        List<String> keys = new ArrayList<>(n);
        List<JsonValue> values = new ArrayList<>(n);
        int off = 0;
        for (int i = 0; i < n; i++) {
            int len = length(a, o, i, off);
            keys.add(Bytes.string(a, at + off, len));
            off += len;
        }
        for (int i = n; i < 2 * n; i++) {
            values.add(item(a, root, o, i, at + off));
            off += length(a, o, i, off);
        }
        return new JsonValue.Members(keys, values, o - root);
    }

    private static int align(int root, int at) {
        return at + (-(at - root) & 3);
    }

    /** Entry {@code i} of the container at {@code o}, whose data begins at {@code at}. */
    private static JsonValue item(byte[] a, int root, int o, int i, int at) {
        int e = entryAt(a, o, i);
        return switch (e & TYPE) {
            case E_STRING -> new JsonValue.Text(Bytes.string(a, at, length(a, o, i, at - data(a, o))));
            case E_NUMERIC -> {
                int p = align(root, at);
                int h = Stored.header(a, p);
                yield new JsonValue.Number(Num.decode(a, p + h, Stored.size(a, p) - h));
            }
            case E_FALSE -> JsonValue.FALSE;
            case E_TRUE -> JsonValue.TRUE;
            case E_NULL -> JsonValue.NULL;
            case E_CONTAINER -> container(a, root, align(root, at));
            default -> throw Err.of(SqlState.DATA_CORRUPTED, "unexpected jsonb type " + (e >>> 28));
        };
    }

    /** A place inside a stored value: an entry of a container. */
    static final class Cursor {
        byte[] a = new byte[0];
        int root;
        /** Container. */
        int o;
        /** Entry in it, or -1 for the container itself. */
        int i;

        int at;
        int len;

        void open(byte[] bytes, int off) {
            a = bytes;
            root = off;
            o = off;
            i = -1;
            if (isScalar(bytes, off)) {
                go(0);
            }
        }

        private void go(int entry) {
            i = entry;
            int off = offset(a, o, entry);
            at = data(a, o) + off;
            len = length(a, o, entry, off);
            if (type() == E_CONTAINER) {
                int p = align(root, at);
                len -= p - at;
                o = p;
                at = p;
                i = -1;
            }
        }

        int type() {
            return i < 0 ? E_CONTAINER : entryAt(a, o, i) & TYPE;
        }

        boolean object() {
            return i < 0 && isObject(a, o);
        }

        boolean array() {
            return i < 0 && !isObject(a, o);
        }

        int size() {
            return count(a, o);
        }

        /** Moves to the value of a key; false (and unmoved) when there is none. */
        boolean field(byte[] key, int ko, int kl) {
            if (!object()) {
                return false;
            }
            int n = count(a, o);
            int base = data(a, o);
            int lo = 0;
            int hi = n - 1;
            while (lo <= hi) {
                int mid = lo + hi >>> 1;
                int off = offset(a, o, mid);
                int l = length(a, o, mid, off);
                int c = l != kl
                        ? Integer.compare(l, kl)
                        : Arrays.compareUnsigned(a, base + off, base + off + l, key, ko, ko + kl);
                if (c == 0) {
                    go(mid + n);
                    return true;
                }
                if (c < 0) {
                    lo = mid + 1;
                } else {
                    hi = mid - 1;
                }
            }
            return false;
        }

        /** Moves to an element, counted from the end when negative; false (and unmoved) when there is none. */
        boolean element(long index) {
            if (!array()) {
                return false;
            }
            int n = count(a, o);
            long k = index < 0 ? n + index : index;
            if (k < 0 || k >= n) {
                return false;
            }
            go((int) k);
            return true;
        }

        JsonValue value() {
            return i < 0 ? container(a, root, o) : item(a, root, o, i, at);
        }

        /** Stores the value as jsonb. */
        void store(Vector out, int row) {
            if (i < 0) {
                int n = o == root ? size(a, o) : len;
                out.setBytes(row, a, o, n);
            } else {
                out.setBytes(row, encode(value()));
            }
        }

        /** Stores the value as text: strings bare, null as NULL. */
        void storeText(Vector out, int row) {
            switch (type()) {
                case E_NULL -> out.setNull(row);
                case E_STRING -> out.setBytes(row, a, at, len);
                default -> {
                    ByteSink s = new ByteSink(64);
                    JsonValue.print(value(), s);
                    out.setBytes(row, s.buf, 0, s.size);
                }
            }
        }

        private static int size(byte[] a, int o) {
            int n = count(a, o) * (isObject(a, o) ? 2 : 1);
            return data(a, o) - o + offset(a, o, n);
        }
    }
}
