package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions and operators of jsonb. */
final class JsonbFamily {
    private JsonbFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = access(p);
        if (k == null) {
            k = search(p);
        }
        if (k == null) {
            k = change(p);
        }
        if (k == null) {
            k = build(p, c);
        }
        if (k == null) {
            k = convert(p);
        }
        if (k == null && p.contains("_record")) {
            k = JsonPopulate.lookup(p, c);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    // ---------------------------------------------------------------- access

    private static @Nullable RowKernel access(String p) {
        JsonbForm.Cursor c = new JsonbForm.Cursor();
        boolean text = p.endsWith("text");
        return switch (p) {
            case "jsonb_object_field", "jsonb_object_field_text" ->
                (cx, a, r, o) -> {
                    c.open(a[0].arena, a[0].off[r]);
                    put(c.field(a[1].arena, a[1].off[r], a[1].len[r]), c, text, o, r);
                };
            case "jsonb_array_element", "jsonb_array_element_text" ->
                (cx, a, r, o) -> {
                    c.open(a[0].arena, a[0].off[r]);
                    boolean itself = JsonbForm.isScalar(a[0].arena, a[0].off[r]) && (a[1].longs[r] + 1 & ~1) == 0;
                    put(itself || c.element(a[1].longs[r]), c, text, o, r);
                };
            case "jsonb_extract_path", "jsonb_extract_path_text" ->
                (cx, a, r, o) -> {
                    @Nullable String[] path = JsonPaths.strings(cx, a[1], r);
                    c.open(a[0].arena, a[0].off[r]);
                    put(path != null && JsonPaths.walk(c, path), c, text, o, r);
                };
            case "jsonb_array_length" ->
                (cx, a, r, o) -> {
                    int off = a[0].off[r];
                    if (!JsonbForm.isArray(a[0].arena, off)) {
                        throw Err.parameter("cannot get array length of a "
                                + (JsonbForm.isScalar(a[0].arena, off) ? "scalar" : "non-array"));
                    }
                    o.setLong(r, JsonbForm.count(a[0].arena, off));
                };
            case "jsonb_typeof" ->
                (cx, a, r, o) -> {
                    c.open(a[0].arena, a[0].off[r]);
                    o.setText(r, typeName(c));
                };
            case "jsonb_pretty" ->
                (cx, a, r, o) -> {
                    ByteSink s = new ByteSink(a[0].len[r] * 2);
                    JsonValue.pretty(JsonbForm.decode(a[0], r), 0, s);
                    o.setBytes(r, s.buf, 0, s.size);
                };
            default -> null;
        };
    }

    private static String typeName(JsonbForm.Cursor c) {
        return switch (c.type()) {
            case JsonbForm.E_STRING -> "string";
            case JsonbForm.E_NUMERIC -> "number";
            case JsonbForm.E_TRUE, JsonbForm.E_FALSE -> "boolean";
            case JsonbForm.E_NULL -> "null";
            default -> c.object() ? "object" : "array";
        };
    }

    private static void put(boolean found, JsonbForm.Cursor c, boolean text, Vector o, int r) {
        if (!found) {
            o.setNull(r);
        } else if (text) {
            c.storeText(o, r);
        } else {
            c.store(o, r);
        }
    }

    // ---------------------------------------------------------------- containment, existence, order

    private static @Nullable RowKernel search(String p) {
        return switch (p) {
            case "jsonb_contains" ->
                (cx, a, r, o) -> o.setBool(r, contains(JsonbForm.decode(a[0], r), JsonbForm.decode(a[1], r)));
            case "jsonb_contained" ->
                (cx, a, r, o) -> o.setBool(r, contains(JsonbForm.decode(a[1], r), JsonbForm.decode(a[0], r)));
            case "jsonb_exists" -> (cx, a, r, o) -> o.setBool(r, exists(JsonbForm.decode(a[0], r), a[1].getText(r)));
            case "jsonb_exists_any", "jsonb_exists_all" ->
                (cx, a, r, o) -> {
                    boolean all = p.endsWith("all");
                    JsonValue v = JsonbForm.decode(a[0], r);
                    boolean found = all;
                    for (String k : JsonPaths.stringsOrNulls(ArrayValue.decode(cx.types(), a[1], r))) {
                        if (k != null && exists(v, k) != all) {
                            found = !all;
                            break;
                        }
                    }
                    o.setBool(r, found);
                };
            case "jsonb_cmp" -> (cx, a, r, o) -> o.setLong(r, cmp(a, r));
            case "jsonb_eq" -> (cx, a, r, o) -> o.setBool(r, cmp(a, r) == 0);
            case "jsonb_ne" -> (cx, a, r, o) -> o.setBool(r, cmp(a, r) != 0);
            case "jsonb_lt" -> (cx, a, r, o) -> o.setBool(r, cmp(a, r) < 0);
            case "jsonb_gt" -> (cx, a, r, o) -> o.setBool(r, cmp(a, r) > 0);
            case "jsonb_le" -> (cx, a, r, o) -> o.setBool(r, cmp(a, r) <= 0);
            case "jsonb_ge" -> (cx, a, r, o) -> o.setBool(r, cmp(a, r) >= 0);
            case "jsonb_hash" -> (cx, a, r, o) -> o.setLong(r, JsonbOps.hash(JsonbForm.decode(a[0], r)));
            case "jsonb_hash_extended" ->
                (cx, a, r, o) -> o.setLong(r, JsonbOps.hashExtended(JsonbForm.decode(a[0], r), a[1].longs[r]));
            default -> null;
        };
    }

    private static int cmp(Vector[] a, int r) {
        return JsonValue.compareRoots(JsonbForm.decode(a[0], r), JsonbForm.decode(a[1], r));
    }

    private static boolean exists(JsonValue v, String key) {
        return switch (v) {
            case JsonValue.Members m -> m.find(key) >= 0;
            case JsonValue.Array x -> {
                for (JsonValue e : x.items()) {
                    if (e instanceof JsonValue.Text t && t.value().equals(key)) {
                        yield true;
                    }
                }
                yield false;
            }
            case JsonValue.Text t -> t.value().equals(key);
            default -> false;
        };
    }

    /** {@code a @> b}. */
    static boolean contains(JsonValue a, JsonValue b) {
        if (b.isScalar() && a instanceof JsonValue.Array x) {
            return containsScalar(x, b);
        }
        if (a.isScalar() != b.isScalar()) {
            return false;
        }
        return a.isScalar() ? JsonValue.equal(a, b) : deep(a, b);
    }

    private static boolean containsScalar(JsonValue.Array x, JsonValue b) {
        for (JsonValue e : x.items()) {
            if (e.isScalar() && JsonValue.equal(e, b)) {
                return true;
            }
        }
        return false;
    }

    private static boolean deep(JsonValue a, JsonValue b) {
        if (a instanceof JsonValue.Members x && b instanceof JsonValue.Members y) {
            if (x.keys().size() < y.keys().size()) {
                return false;
            }
            for (int i = 0; i < y.keys().size(); i++) {
                int at = x.find(y.keys().get(i));
                if (at < 0) {
                    return false;
                }
                JsonValue p = x.values().get(at);
                JsonValue q = y.values().get(i);
                if (p.rank() != q.rank() || (p.isScalar() ? !JsonValue.equal(p, q) : !deep(p, q))) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof JsonValue.Array x && b instanceof JsonValue.Array y) {
            for (JsonValue q : y.items()) {
                boolean found = q.isScalar() && containsScalar(x, q);
                for (int i = 0; !found && !q.isScalar() && i < x.items().size(); i++) {
                    JsonValue p = x.items().get(i);
                    found = !p.isScalar() && deep(p, q);
                }
                if (!found) {
                    return false;
                }
            }
            return true;
        }
        return false;
    }

    // ---------------------------------------------------------------- changes

    private static @Nullable RowKernel change(String p) {
        return switch (p) {
            case "jsonb_concat" ->
                (cx, a, r, o) -> store(concat(JsonbForm.decode(a[0], r), JsonbForm.decode(a[1], r)), o, r);
            case "jsonb_delete" ->
                (cx, a, r, o) -> store(delete(JsonbForm.decode(a[0], r), List.of(a[1].getText(r))), o, r);
            case "jsonb_delete_array" ->
                (cx, a, r, o) -> {
                    List<String> keys = new ArrayList<>();
                    ArrayValue x = ArrayValue.decode(cx.types(), a[1], r);
                    JsonPopulate.oneDimension(x);
                    for (String k : JsonPaths.stringsOrNulls(x)) {
                        if (k != null) {
                            keys.add(k);
                        }
                    }
                    store(delete(JsonbForm.decode(a[0], r), keys), o, r);
                };
            case "jsonb_delete_idx" ->
                (cx, a, r, o) -> store(deleteIndex(JsonbForm.decode(a[0], r), a[1].longs[r]), o, r);
            case "jsonb_delete_path" ->
                (cx, a, r, o) -> path(cx, a, r, o, JsonValue.NULL, JsonbPathSet.DELETE, "delete path in");
            case "jsonb_set" -> (cx, a, r, o) -> set(cx, a, r, o, JsonbForm.decode(a[2], r));
            case "jsonb_set_lax" -> JsonbFamily::setLax;
            case "jsonb_insert" ->
                (cx, a, r, o) -> path(
                        cx,
                        a,
                        r,
                        o,
                        JsonbForm.decode(a[2], r),
                        a[3].getBool(r) ? JsonbPathSet.INSERT_AFTER : JsonbPathSet.INSERT_BEFORE,
                        "set path in");
            case "jsonb_strip_nulls" -> (cx, a, r, o) -> store(strip(JsonbForm.decode(a[0], r)), o, r);
            default -> null;
        };
    }

    private static void store(JsonValue v, Vector o, int r) {
        JsonbForm.store(v, o, r);
    }

    private static void set(EvalContext cx, Vector[] a, int r, Vector o, JsonValue v) {
        path(cx, a, r, o, v, a[3].getBool(r) ? JsonbPathSet.CREATE : JsonbPathSet.REPLACE, "set path in");
    }

    private static void path(EvalContext cx, Vector[] a, int r, Vector o, JsonValue v, int op, String what) {
        ArrayValue x = ArrayValue.decode(cx.types(), a[1], r);
        JsonPopulate.oneDimension(x);
        int off = a[0].off[r];
        if (JsonbForm.isScalar(a[0].arena, off)) {
            throw Err.parameter("cannot " + what + " scalar");
        }
        boolean empty = JsonbForm.count(a[0].arena, off) == 0;
        if (x.count == 0 || empty && (op == JsonbPathSet.REPLACE || op == JsonbPathSet.DELETE)) {
            o.copyRow(a[0], r, r);
            return;
        }
        store(JsonbPathSet.apply(JsonbForm.decode(a[0], r), JsonPaths.stringsOrNulls(x), v, op), o, r);
    }

    private static void setLax(EvalContext cx, Vector[] a, int r, Vector o) {
        if (a[0].isNull(r) || a[1].isNull(r) || a[3].isNull(r)) {
            o.setNull(r);
            return;
        }
        if (a[4].isNull(r)) {
            throw Err.parameter("null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or"
                    + " \"raise_exception\"");
        }
        if (!a[2].isNull(r)) {
            set(cx, a, r, o, JsonbForm.decode(a[2], r));
            return;
        }
        switch (a[4].getText(r)) {
            case "raise_exception" ->
                throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "JSON value must not be null")
                        .detail("Exception was raised because null_value_treatment is \"raise_exception\".")
                        .hint("To avoid, either change the null_value_treatment argument or ensure that an SQL NULL"
                                + " is not passed.");
            case "use_json_null" -> set(cx, a, r, o, JsonValue.NULL);
            case "delete_key" -> path(cx, a, r, o, JsonValue.NULL, JsonbPathSet.DELETE, "delete path in");
            case "return_target" -> o.copyRow(a[0], r, r);
            default ->
                throw Err.parameter(
                        "null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or"
                                + " \"raise_exception\"");
        }
    }

    private static JsonValue concat(JsonValue a, JsonValue b) {
        if (a instanceof JsonValue.Members x && b instanceof JsonValue.Members y) {
            JsonValue.ObjectBuilder o = new JsonValue.ObjectBuilder();
            for (int i = 0; i < x.keys().size(); i++) {
                o.add(x.keys().get(i), x.values().get(i));
            }
            for (int i = 0; i < y.keys().size(); i++) {
                o.add(y.keys().get(i), y.values().get(i));
            }
            return o.build();
        }
        List<JsonValue> items = new ArrayList<>();
        if (a instanceof JsonValue.Array x) {
            items.addAll(x.items());
        } else {
            items.add(a);
        }
        if (b instanceof JsonValue.Array y) {
            items.addAll(y.items());
        } else {
            items.add(b);
        }
        return new JsonValue.Array(items);
    }

    private static JsonValue delete(JsonValue v, List<String> keys) {
        if (v.isScalar()) {
            throw Err.parameter("cannot delete from scalar");
        }
        if (v instanceof JsonValue.Array x) {
            List<JsonValue> items = new ArrayList<>();
            for (JsonValue e : x.items()) {
                if (!(e instanceof JsonValue.Text t && keys.contains(t.value()))) {
                    items.add(e);
                }
            }
            return new JsonValue.Array(items);
        }
        JsonValue.Members m = (JsonValue.Members) v;
        JsonValue.ObjectBuilder o = new JsonValue.ObjectBuilder();
        for (int i = 0; i < m.keys().size(); i++) {
            if (!keys.contains(m.keys().get(i))) {
                o.add(m.keys().get(i), m.values().get(i));
            }
        }
        return o.build();
    }

    private static JsonValue deleteIndex(JsonValue v, long idx) {
        if (v.isScalar()) {
            throw Err.parameter("cannot delete from scalar");
        }
        if (!(v instanceof JsonValue.Array x)) {
            throw Err.parameter("cannot delete from object using integer index");
        }
        int n = x.items().size();
        long k = idx < 0 ? n + idx : idx;
        if (k < 0 || k >= n) {
            return v;
        }
        List<JsonValue> items = new ArrayList<>(x.items());
        items.remove((int) k);
        return new JsonValue.Array(items);
    }

    private static JsonValue strip(JsonValue v) {
        if (v instanceof JsonValue.Array x) {
            List<JsonValue> items = new ArrayList<>(x.items().size());
            for (JsonValue e : x.items()) {
                items.add(strip(e));
            }
            return new JsonValue.Array(items);
        }
        if (v instanceof JsonValue.Members m) {
            JsonValue.ObjectBuilder o = new JsonValue.ObjectBuilder();
            for (int i = 0; i < m.keys().size(); i++) {
                if (!(m.values().get(i) instanceof JsonValue.Null)) {
                    o.add(m.keys().get(i), strip(m.values().get(i)));
                }
            }
            return o.build();
        }
        return v;
    }

    // ---------------------------------------------------------------- building

    private static @Nullable RowKernel build(String p, CallInfo c) {
        return switch (p) {
            case "to_jsonb" -> new Convert(c.argType(0));
            case "jsonb_build_array_noargs" -> (cx, a, r, o) -> store(new JsonValue.Array(List.of()), o, r);
            case "jsonb_build_object_noargs" -> (cx, a, r, o) -> store(new JsonValue.ObjectBuilder().build(), o, r);
            case "jsonb_build_array" ->
                new JsonFamily.Arguments(c) {
                    @Override
                    void run(EvalContext cx, Vector[] v, int[] at, ToJson[] t, Vector o, int r) {
                        List<JsonValue> items = new ArrayList<>(at.length);
                        for (int i = 0; i < at.length; i++) {
                            items.add(t[i].valueOrNull(cx, v[i], at[i]));
                        }
                        store(new JsonValue.Array(items), o, r);
                    }
                };
            case "jsonb_build_object" ->
                new JsonFamily.Arguments(c) {
                    @Override
                    void run(EvalContext cx, Vector[] v, int[] at, ToJson[] t, Vector o, int r) {
                        JsonFamily.evenArguments(at.length, "jsonb_build_object()");
                        JsonValue.ObjectBuilder b = new JsonValue.ObjectBuilder();
                        for (int i = 0; i < at.length; i += 2) {
                            if (v[i].isNull(at[i])) {
                                throw Err.parameter("argument " + (i + 1) + ": key must not be null");
                            }
                            b.add(JsonFamily.key(cx, t[i], v[i], at[i]), t[i + 1].valueOrNull(cx, v[i + 1], at[i + 1]));
                        }
                        store(b.build(), o, r);
                    }
                };
            case "jsonb_object" -> (cx, a, r, o) -> pairs(JsonPaths.pairs(cx, a[0], r), o, r);
            case "jsonb_object_two_arg" -> (cx, a, r, o) -> pairs(JsonPaths.pairs(cx, a[0], a[1], r), o, r);
            default -> null;
        };
    }

    private static void pairs(@Nullable String[] kv, Vector o, int r) {
        JsonValue.ObjectBuilder b = new JsonValue.ObjectBuilder();
        for (int i = 0; i < kv.length; i += 2) {
            String k = kv[i];
            String v = kv[i + 1];
            b.add(k == null ? "" : k, v == null ? JsonValue.NULL : new JsonValue.Text(v));
        }
        store(b.build(), o, r);
    }

    private static final class Convert implements RowKernel {
        private final int type;
        private @Nullable ToJson to;

        Convert(int type) {
            this.type = type;
        }

        @Override
        public void eval(EvalContext cx, Vector[] a, int r, Vector o) {
            ToJson t = to;
            if (t == null) {
                t = ToJson.of(cx, type);
                to = t;
            }
            store(t.value(cx, a[0], r), o, r);
        }
    }

    // ---------------------------------------------------------------- casts

    private static @Nullable RowKernel convert(String p) {
        return switch (p) {
            case "jsonb_bool" ->
                (cx, a, r, o) -> {
                    JsonValue v = JsonbForm.decode(a[0], r);
                    if (!(v instanceof JsonValue.Bool b)) {
                        throw cannotCast(v, "boolean");
                    }
                    o.setBool(r, b.value());
                };
            case "jsonb_numeric" -> (cx, a, r, o) -> number(a, r, "numeric").store(o, r);
            case "jsonb_int2" ->
                (cx, a, r, o) ->
                        o.setLong(r, number(a, r, "smallint").longValue("smallint", Short.MIN_VALUE, Short.MAX_VALUE));
            case "jsonb_int4" ->
                (cx, a, r, o) -> o.setLong(
                        r, number(a, r, "integer").longValue("integer", Integer.MIN_VALUE, Integer.MAX_VALUE));
            case "jsonb_int8" ->
                (cx, a, r, o) ->
                        o.setLong(r, number(a, r, "bigint").longValue("bigint", Long.MIN_VALUE, Long.MAX_VALUE));
            case "jsonb_float4", "jsonb_float8" ->
                (cx, a, r, o) -> {
                    boolean four = p.endsWith("4");
                    Num n = number(a, r, four ? "real" : "double precision");
                    TypeIo.input(cx, four ? Oids.FLOAT4 : Oids.FLOAT8, n.toString(), -1, o, r);
                };
            default -> null;
        };
    }

    private static Num number(Vector[] a, int r, String type) {
        JsonValue v = JsonbForm.decode(a[0], r);
        if (!(v instanceof JsonValue.Number n)) {
            throw cannotCast(v, type);
        }
        return n.value();
    }

    private static SqlError cannotCast(JsonValue v, String type) {
        String from = v instanceof JsonValue.Number ? "numeric" : v.typeName();
        return Err.parameter("cannot cast jsonb " + from + " to type " + type);
    }
}
