package org.hathi.types;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Functions of json texts, and those that build them. Those of jsonb are in {@link JsonbFamily}. */
final class JsonFamily {
    private JsonFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = access(p);
        if (k == null) {
            k = build(p, c);
        }
        if (k == null && p.contains("_record")) {
            k = JsonPopulate.lookup(p, c);
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static @Nullable RowKernel access(String p) {
        return switch (p) {
            case "json_object_field", "json_object_field_text" ->
                (cx, a, r, o) -> {
                    JsonNode n = JsonParser.parse(a[0], r);
                    put(n.kind == JsonNode.OBJECT ? n.get(a[1].getText(r)) : null, p.endsWith("text"), o, r);
                };
            case "json_array_element", "json_array_element_text" ->
                (cx, a, r, o) -> put(JsonParser.parse(a[0], r).get(a[1].longs[r]), p.endsWith("text"), o, r);
            case "json_extract_path", "json_extract_path_text" ->
                (cx, a, r, o) -> {
                    @Nullable String[] path = JsonPaths.strings(cx, a[1], r);
                    put(
                            path == null ? null : JsonPaths.walk(JsonParser.parse(a[0], r), path),
                            p.endsWith("text"),
                            o,
                            r);
                };
            case "json_array_length" ->
                (cx, a, r, o) -> {
                    JsonNode n = JsonParser.parse(a[0], r);
                    if (n.kind != JsonNode.ARRAY) {
                        throw Err.parameter("cannot get array length of a " + (n.isScalar() ? "scalar" : "non-array"));
                    }
                    o.setLong(r, n.kids.size());
                };
            case "json_typeof" -> (cx, a, r, o) -> o.setText(r, typeName(JsonParser.parse(a[0], r).kind));
            case "json_strip_nulls" ->
                (cx, a, r, o) -> {
                    ByteSink s = new ByteSink(a[0].len[r]);
                    strip(JsonParser.parse(a[0], r), s);
                    o.setBytes(r, s.buf, 0, s.size);
                };
            default -> null;
        };
    }

    private static void put(@Nullable JsonNode n, boolean text, Vector o, int r) {
        if (n == null) {
            o.setNull(r);
        } else if (text) {
            n.storeText(o, r);
        } else {
            n.store(o, r);
        }
    }

    private static String typeName(int kind) {
        return switch (kind) {
            case JsonNode.NULL -> "null";
            case JsonNode.STRING -> "string";
            case JsonNode.NUMBER -> "number";
            case JsonNode.TRUE, JsonNode.FALSE -> "boolean";
            case JsonNode.ARRAY -> "array";
            default -> "object";
        };
    }

    private static void strip(JsonNode n, ByteSink out) {
        if (n.kind == JsonNode.OBJECT) {
            out.put('{');
            boolean any = false;
            for (int i = 0; i < n.kids.size(); i++) {
                if (n.kids.get(i).kind != JsonNode.NULL) {
                    if (any) {
                        out.put(',');
                    }
                    any = true;
                    JsonValue.quote(n.keys.get(i), out);
                    out.put(':');
                    strip(n.kids.get(i), out);
                }
            }
            out.put('}');
        } else if (n.kind == JsonNode.ARRAY) {
            out.put('[');
            for (int i = 0; i < n.kids.size(); i++) {
                if (i > 0) {
                    out.put(',');
                }
                strip(n.kids.get(i), out);
            }
            out.put(']');
        } else if (n.kind == JsonNode.STRING) {
            JsonValue.quote(n.text, out);
        } else {
            out.text(n.raw());
        }
    }

    // ---------------------------------------------------------------- building

    private static @Nullable RowKernel build(String p, CallInfo c) {
        return switch (p) {
            case "to_json" -> new Convert(c.argType(0), false);
            case "array_to_json", "row_to_json", "array_to_json_pretty", "row_to_json_pretty" ->
                new Convert(c.argType(0), true);
            case "json_build_array_noargs" -> (cx, a, r, o) -> o.setText(r, "[]");
            case "json_build_object_noargs" -> (cx, a, r, o) -> o.setText(r, "{}");
            case "json_build_array" ->
                new Arguments(c) {
                    @Override
                    void run(EvalContext cx, Vector[] v, int[] at, ToJson[] t, Vector o, int r) {
                        ByteSink s = new ByteSink(64);
                        s.put('[');
                        for (int i = 0; i < at.length; i++) {
                            if (i > 0) {
                                s.ascii(", ");
                            }
                            t[i].writeOrNull(cx, v[i], at[i], s);
                        }
                        s.put(']');
                        o.setBytes(r, s.buf, 0, s.size);
                    }
                };
            case "json_build_object" ->
                new Arguments(c) {
                    @Override
                    void run(EvalContext cx, Vector[] v, int[] at, ToJson[] t, Vector o, int r) {
                        o.setText(r, "");
                        object(cx, v, at, t, o, r);
                    }
                };
            case "json_object" -> (cx, a, r, o) -> pairs(JsonPaths.pairs(cx, a[0], r), o, r);
            case "json_object_two_arg" -> (cx, a, r, o) -> pairs(JsonPaths.pairs(cx, a[0], a[1], r), o, r);
            default -> null;
        };
    }

    private static void pairs(@Nullable String[] kv, Vector o, int r) {
        ByteSink s = new ByteSink(64);
        s.put('{');
        for (int i = 0; i < kv.length; i += 2) {
            if (i > 0) {
                s.ascii(", ");
            }
            String k = kv[i];
            JsonValue.quote(k == null ? "" : k, s);
            s.ascii(" : ");
            String v = kv[i + 1];
            if (v == null) {
                s.ascii("null");
            } else {
                JsonValue.quote(v, s);
            }
        }
        s.put('}');
        o.setBytes(r, s.buf, 0, s.size);
    }

    private static void object(EvalContext cx, Vector[] v, int[] at, ToJson[] t, Vector o, int r) {
        evenArguments(at.length, "json_build_object()");
        ByteSink s = new ByteSink(64);
        s.put('{');
        for (int i = 0; i < at.length; i += 2) {
            if (i > 0) {
                s.ascii(", ");
            }
            if (v[i].isNull(at[i])) {
                throw Err.parameter("argument " + (i + 1) + " cannot be null").hint("Object keys should be text.");
            }
            JsonValue.quote(key(cx, t[i], v[i], at[i]), s);
            s.ascii(" : ");
            t[i + 1].writeOrNull(cx, v[i + 1], at[i + 1], s);
        }
        s.put('}');
        o.setBytes(r, s.buf, 0, s.size);
    }

    static void evenArguments(int n, String function) {
        if (n % 2 != 0) {
            throw Err.parameter("argument list must have even number of elements")
                    .hint("The arguments of " + function + " must consist of alternating keys and values.");
        }
    }

    static String key(EvalContext cx, ToJson t, Vector v, int row) {
        if (!t.isKey()) {
            throw Err.parameter("key value must be scalar, not array, composite, or json");
        }
        return t.key(cx, v, row);
    }

    /** to_json and its kin. */
    private static final class Convert implements RowKernel {
        private final int type;
        private final boolean pretty;
        private @Nullable ToJson to;

        Convert(int type, boolean pretty) {
            this.type = type;
            this.pretty = pretty;
        }

        @Override
        public void eval(EvalContext cx, Vector[] a, int r, Vector o) {
            ToJson t = to;
            if (t == null) {
                t = ToJson.of(cx, type);
                to = t;
            }
            ByteSink s = new ByteSink(64);
            if (pretty && a.length > 1 && a[1].getBool(r)) {
                ToJson.pretty(t, cx, a[0], r, s);
            } else {
                t.write(cx, a[0], r, s);
            }
            o.setBytes(r, s.buf, 0, s.size);
        }
    }

    /** A function of any number of arguments of any types, also given as one VARIADIC array. */
    abstract static class Arguments implements RowKernel {
        private final CallInfo call;
        private ToJson[] to = new ToJson[0];

        Arguments(CallInfo call) {
            this.call = call;
        }

        /** Argument i is row {@code at[i]} of {@code v[i]}, converted by {@code t[i]}. */
        abstract void run(EvalContext cx, Vector[] v, int[] at, ToJson[] t, Vector o, int r);

        @Override
        public final void eval(EvalContext cx, Vector[] a, int r, Vector o) {
            if (call.variadic()) {
                array(cx, a, r, o);
                return;
            }
            if (to.length != a.length) {
                to = new ToJson[a.length];
                for (int i = 0; i < a.length; i++) {
                    to[i] = argument(cx, call.argType(i), i);
                }
            }
            int[] at = new int[a.length];
            java.util.Arrays.fill(at, r);
            run(cx, a, at, to, o, r);
        }

        private static ToJson argument(EvalContext cx, int type, int i) {
            if (type == 0) {
                throw Err.parameter("could not determine data type for argument " + (i + 1));
            }
            return ToJson.of(cx, type);
        }

        private void array(EvalContext cx, Vector[] a, int r, Vector o) {
            if (a[0].isNull(r)) {
                o.setNull(r);
                return;
            }
            ArrayValue x = ArrayValue.decode(cx.types(), a[0], r);
            Vector[] v = new Vector[x.count];
            int[] at = new int[x.count];
            ToJson[] t = new ToJson[x.count];
            ToJson one = ToJson.of(cx, x.elem.oid());
            for (int i = 0; i < x.count; i++) {
                v[i] = x.values;
                at[i] = i;
                t[i] = one;
            }
            run(cx, v, at, t, o, r);
        }
    }

    static SqlError cannotCall(String function, String on) {
        return Err.of(SqlState.INVALID_PARAMETER_VALUE, "cannot call " + function + " on " + on);
    }
}
