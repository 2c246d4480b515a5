package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Set-returning functions of json and jsonb. */
abstract class JsonSets implements SetFunction {
    private int at;
    private int count;

    static @Nullable SetFunction lookup(String p, CallInfo c) {
        boolean text = p.endsWith("_text");
        return switch (p) {
            case "json_each", "json_each_text" -> new Each(text);
            case "jsonb_each", "jsonb_each_text" -> new EachB(p, text);
            case "json_array_elements", "json_array_elements_text" -> new Elements(p, text);
            case "jsonb_array_elements", "jsonb_array_elements_text" -> new ElementsB(text);
            case "json_object_keys" -> new Keys();
            case "jsonb_object_keys" -> new KeysB();
            case "json_populate_recordset", "jsonb_populate_recordset" -> new Records(p, c, true);
            case "json_to_recordset", "jsonb_to_recordset" -> new Records(p, c, false);
            case "jsonb_path_query", "jsonb_path_query_tz" -> new PathQuery(p.endsWith("tz"));
            default -> null;
        };
    }

    /** Prepares the set and returns its size. */
    abstract int open(EvalContext cx, @Nullable Object[] args);

    /** Writes element {@code i} to row {@code row}. */
    abstract void put(EvalContext cx, int i, Vector[] out, int row);

    @Override
    public final void start(EvalContext cx, @Nullable Object[] args) {
        at = 0;
        count = open(cx, args);
    }

    @Override
    public final int next(EvalContext cx, Vector[] out, int max) {
        int n = Math.min(max, count - at);
        for (int i = 0; i < n; i++) {
            put(cx, at++, out, i);
        }
        return n;
    }

    private static JsonNode node(@Nullable Object arg) {
        byte[] b = (byte[]) java.util.Objects.requireNonNull(arg);
        return JsonParser.parse(b, 0, b.length);
    }

    static void textOrNull(JsonValue v, boolean text, Vector out, int row) {
        if (!text) {
            JsonbForm.store(v, out, row);
        } else if (v instanceof JsonValue.Null) {
            out.setNull(row);
        } else if (v instanceof JsonValue.Text t) {
            out.setText(row, t.value());
        } else {
            ByteSink s = new ByteSink(64);
            JsonValue.print(v, s);
            out.setBytes(row, s.buf, 0, s.size);
        }
    }

    private static final class Each extends JsonSets {
        private final boolean text;
        private @Nullable JsonNode n;

        Each(boolean text) {
            this.text = text;
        }

        @Override
        int open(EvalContext cx, @Nullable Object[] args) {
            JsonNode x = node(args[0]);
            if (x.kind == JsonNode.ARRAY) {
                throw Err.parameter("cannot deconstruct an array as an object");
            }
            if (x.kind != JsonNode.OBJECT) {
                throw Err.parameter("cannot deconstruct a scalar");
            }
            n = x;
            return x.kids.size();
        }

        @Override
        void put(EvalContext cx, int i, Vector[] out, int row) {
            JsonNode x = java.util.Objects.requireNonNull(n);
            out[0].setText(row, x.keys.get(i));
            if (text) {
                x.kids.get(i).storeText(out[1], row);
            } else {
                x.kids.get(i).store(out[1], row);
            }
        }
    }

    private static final class EachB extends JsonSets {
        private final String name;
        private final boolean text;
        private List<String> keys = List.of();
        private List<JsonValue> values = List.of();

        EachB(String name, boolean text) {
            this.name = name;
            this.text = text;
        }

        @Override
        int open(EvalContext cx, @Nullable Object[] args) {
            if (!(JsonbForm.decode(args[0]) instanceof JsonValue.Members m)) {
                throw JsonFamily.cannotCall(name, "a non-object");
            }
            keys = m.keys();
            values = m.values();
            return keys.size();
        }

        @Override
        void put(EvalContext cx, int i, Vector[] out, int row) {
            out[0].setText(row, keys.get(i));
            textOrNull(values.get(i), text, out[1], row);
        }
    }

    private static final class Elements extends JsonSets {
        private final String name;
        private final boolean text;
        private List<JsonNode> items = List.of();

        Elements(String name, boolean text) {
            this.name = name;
            this.text = text;
        }

        @Override
        int open(EvalContext cx, @Nullable Object[] args) {
            JsonNode x = node(args[0]);
            if (x.kind != JsonNode.ARRAY) {
                throw JsonFamily.cannotCall(name, x.kind == JsonNode.OBJECT ? "a non-array" : "a scalar");
            }
            items = x.kids;
            return items.size();
        }

        @Override
        void put(EvalContext cx, int i, Vector[] out, int row) {
            if (text) {
                items.get(i).storeText(out[0], row);
            } else {
                items.get(i).store(out[0], row);
            }
        }
    }

    private static final class ElementsB extends JsonSets {
        private final boolean text;
        private List<JsonValue> items = List.of();

        ElementsB(boolean text) {
            this.text = text;
        }

        @Override
        int open(EvalContext cx, @Nullable Object[] args) {
            JsonValue v = JsonbForm.decode(args[0]);
            if (!(v instanceof JsonValue.Array a)) {
                throw Err.parameter("cannot extract elements from " + (v.isScalar() ? "a scalar" : "an object"));
            }
            items = a.items();
            return items.size();
        }

        @Override
        void put(EvalContext cx, int i, Vector[] out, int row) {
            textOrNull(items.get(i), text, out[0], row);
        }
    }

    private static final class Keys extends JsonSets {
        private List<String> keys = List.of();

        @Override
        int open(EvalContext cx, @Nullable Object[] args) {
            JsonNode x = node(args[0]);
            if (x.kind != JsonNode.OBJECT) {
                throw JsonFamily.cannotCall("json_object_keys", x.kind == JsonNode.ARRAY ? "an array" : "a scalar");
            }
            keys = x.keys;
            return keys.size();
        }

        @Override
        void put(EvalContext cx, int i, Vector[] out, int row) {
            out[0].setText(row, keys.get(i));
        }
    }

    private static final class KeysB extends JsonSets {
        private List<String> keys = List.of();

        @Override
        int open(EvalContext cx, @Nullable Object[] args) {
            JsonValue v = JsonbForm.decode(args[0]);
            if (!(v instanceof JsonValue.Members m)) {
                throw JsonFamily.cannotCall("jsonb_object_keys", v.isScalar() ? "a scalar" : "an array");
            }
            keys = m.keys();
            return keys.size();
        }

        @Override
        void put(EvalContext cx, int i, Vector[] out, int row) {
            out[0].setText(row, keys.get(i));
        }
    }

    private static final class Records extends JsonSets {
        private final String name;
        private final CallInfo call;
        private final boolean based;
        private final JsonPopulate populate;
        private List<JsonNode> items = List.of();
        private @Nullable TupleDesc desc;
        private @Nullable Object @Nullable [] old;

        Records(String name, CallInfo call, boolean based) {
            this.name = name;
            this.call = call;
            this.based = based;
            this.populate = new JsonPopulate(name.startsWith("jsonb"));
        }

        @Override
        int open(EvalContext cx, @Nullable Object[] args) {
            byte[] json = (byte[]) args[based ? 1 : 0];
            byte[] base = based && args[0] instanceof byte[] b ? b : null;
            TupleDesc d = JsonPopulate.rowType(cx, call, based, base, name);
            if (json == null) {
                return 0;
            }
            desc = d;
            old = base == null ? null : RecordValue.deform(d, base, 0);
            JsonNode n = populate.parse(json, 0, json.length);
            if (n.kind != JsonNode.ARRAY) {
                boolean scalar = n.kind != JsonNode.OBJECT;
                throw name.startsWith("jsonb")
                        ? JsonFamily.cannotCall(name, "a non-array")
                        : JsonFamily.cannotCall(name, scalar ? "a scalar" : "an object");
            }
            for (JsonNode x : n.kids) {
                if (x.kind != JsonNode.OBJECT) {
                    throw Err.parameter("argument of " + name + " must be an array of objects");
                }
            }
            items = n.kids;
            return items.size();
        }

        @Override
        void put(EvalContext cx, int i, Vector[] out, int row) {
            TupleDesc d = java.util.Objects.requireNonNull(desc);
            @Nullable Object[] f = populate.row(cx, d, old, items.get(i));
            for (int k = 0; k < out.length; k++) {
                out[k].setDatum(row, f[k]);
            }
        }
    }

    private static final class PathQuery extends JsonSets {
        private final boolean zoned;
        private List<JsonValue> found = new ArrayList<>();

        PathQuery(boolean zoned) {
            this.zoned = zoned;
        }

        @Override
        int open(EvalContext cx, @Nullable Object[] args) {
            found = JsonPathFamily.query(cx, args, zoned);
            return found.size();
        }

        @Override
        void put(EvalContext cx, int i, Vector[] out, int row) {
            JsonbForm.store(found.get(i), out[0], row);
        }
    }
}
