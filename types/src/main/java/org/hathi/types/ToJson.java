package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns values of one SQL type into JSON: what to_json, to_jsonb and the functions that build JSON do with a value. */
abstract class ToJson {
    /** Appends the JSON text of a non-null row. */
    abstract void write(EvalContext cx, Vector v, int row, ByteSink out);

    /** The jsonb value of a non-null row. */
    abstract JsonValue value(EvalContext cx, Vector v, int row);

    /** Whether values may be keys of objects. */
    boolean isKey() {
        return true;
    }

    /** Whether values are SQL arrays or records, which json_agg puts on lines of their own. */
    boolean isContainer() {
        return this instanceof Array || this instanceof Record;
    }

    /** Text of a row that becomes a key. */
    String key(EvalContext cx, Vector v, int row) {
        JsonValue x = value(cx, v, row);
        if (x instanceof JsonValue.Text t) {
            return t.value();
        }
        ByteSink s = new ByteSink(32);
        JsonValue.print(x, s);
        return s.toString();
    }

    static ToJson of(EvalContext cx, int typeOid) {
        TypeCatalog types = cx.types();
        int oid = typeOid;
        TypeInfo t = types.type(oid == 0 ? Oids.TEXT : oid);
        while (t.type() == 'd') {
            oid = t.baseType();
            t = types.type(oid);
        }
        return switch (oid) {
            case Oids.BOOL -> new Bool();
            case Oids.INT2, Oids.INT4, Oids.INT8, Oids.FLOAT4, Oids.FLOAT8, Oids.NUMERIC ->
                new Numeric(TypeIo.codec(types, oid));
            case Oids.DATE, Oids.TIMESTAMP, Oids.TIMESTAMPTZ -> new Time(oid);
            case Oids.JSON -> new Json();
            case Oids.JSONB -> new Jsonb();
            case Oids.TEXT, Oids.VARCHAR, Oids.BPCHAR, Oids.UNKNOWN, Oids.CSTRING -> new Plain();
            default ->
                t.isArray()
                        ? new Array(of(cx, t.elem()))
                        : oid == Oids.RECORD || t.type() == 'c' ? new Record() : new Other(TypeIo.codec(types, oid));
        };
    }

    /** Appends a row, null as null. */
    final void writeOrNull(EvalContext cx, Vector v, int row, ByteSink out) {
        if (v.isNull(row)) {
            out.ascii("null");
        } else {
            write(cx, v, row, out);
        }
    }

    final JsonValue valueOrNull(EvalContext cx, Vector v, int row) {
        return v.isNull(row) ? JsonValue.NULL : value(cx, v, row);
    }

    private static final class Bool extends ToJson {
        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            out.ascii(v.getBool(row) ? "true" : "false");
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            return JsonValue.of(v.getBool(row));
        }
    }

    private static final class Numeric extends ToJson {
        private final Codec codec;

        Numeric(Codec codec) {
            this.codec = codec;
        }

        private static boolean number(byte[] b, int from) {
            int c = b[from] == '-' ? b[from + 1] : b[from];
            return c >= '0' && c <= '9';
        }

        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            int from = out.size;
            codec.output(cx, v, row, out);
            if (!number(out.buf, from)) {
                byte[] b = java.util.Arrays.copyOfRange(out.buf, from, out.size);
                out.size = from;
                out.put('"').put(b).put('"');
            }
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            ByteSink s = new ByteSink(32);
            codec.output(cx, v, row, s);
            String t = s.toString();
            return number(s.buf, 0) ? new JsonValue.Number(Num.parse(t)) : new JsonValue.Text(t);
        }
    }

    private static final class Time extends ToJson {
        private final int type;

        Time(int type) {
            this.type = type;
        }

        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            out.put('"');
            DateText.xsd(type, v.longs[row], cx, out);
            out.put('"');
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            ByteSink s = new ByteSink(32);
            DateText.xsd(type, v.longs[row], cx, s);
            return new JsonValue.Text(s.toString());
        }
    }

    private static final class Json extends ToJson {
        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            out.put(v.arena, v.off[row], v.len[row]);
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            return JsonValue.of(JsonParser.parse(v, row));
        }

        @Override
        boolean isKey() {
            return false;
        }
    }

    private static final class Jsonb extends ToJson {
        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            JsonValue.print(JsonbForm.decode(v, row), out);
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            return JsonbForm.decode(v, row);
        }

        @Override
        boolean isKey() {
            return false;
        }
    }

    private static final class Plain extends ToJson {
        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            JsonValue.quote(v.arena, v.off[row], v.len[row], out);
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            return new JsonValue.Text(v.getText(row));
        }
    }

    private static final class Other extends ToJson {
        private final Codec codec;
        private final ByteSink text = new ByteSink(32);

        Other(Codec codec) {
            this.codec = codec;
        }

        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            text.clear();
            codec.output(cx, v, row, text);
            JsonValue.quote(text.buf, 0, text.size, out);
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            text.clear();
            codec.output(cx, v, row, text);
            return new JsonValue.Text(text.toString());
        }
    }

    private static final class Array extends ToJson {
        private final ToJson elem;

        Array(ToJson elem) {
            this.elem = elem;
        }

        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            array(cx, v, row, ",", out);
        }

        void array(EvalContext cx, Vector v, int row, String separator, ByteSink out) {
            ArrayValue x = ArrayValue.decode(cx.types(), v, row);
            if (x.count == 0) {
                out.ascii("[]");
            } else {
                dimension(cx, x, 0, new int[1], separator, out);
            }
        }

        private void dimension(EvalContext cx, ArrayValue x, int d, int[] at, String separator, ByteSink out) {
            out.put('[');
            for (int i = 0; i < x.dims[d]; i++) {
                if (i > 0) {
                    out.ascii(separator);
                }
                if (d == x.dims.length - 1) {
                    elem.writeOrNull(cx, x.values, at[0]++, out);
                } else {
                    dimension(cx, x, d + 1, at, ",", out);
                }
            }
            out.put(']');
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            ArrayValue x = ArrayValue.decode(cx.types(), v, row);
            return x.count == 0 ? new JsonValue.Array(List.of()) : tree(cx, x, 0, new int[1]);
        }

        private JsonValue tree(EvalContext cx, ArrayValue x, int d, int[] at) {
            List<JsonValue> items = new ArrayList<>(x.dims[d]);
            for (int i = 0; i < x.dims[d]; i++) {
                items.add(d == x.dims.length - 1 ? elem.valueOrNull(cx, x.values, at[0]++) : tree(cx, x, d + 1, at));
            }
            return new JsonValue.Array(items);
        }

        @Override
        boolean isKey() {
            return false;
        }
    }

    private static final class Record extends ToJson {
        private final java.util.HashMap<Integer, ToJson> fields = new java.util.HashMap<>();

        private ToJson field(EvalContext cx, int type) {
            ToJson t = fields.get(type);
            if (t == null) {
                t = of(cx, type);
                fields.put(type, t);
            }
            return t;
        }

        private static boolean dropped(Attribute a) {
            return a.dropped();
        }

        @Override
        void write(EvalContext cx, Vector v, int row, ByteSink out) {
            record(cx, v, row, ",", out);
        }

        void record(EvalContext cx, Vector v, int row, String separator, ByteSink out) {
            TupleDesc d = RecordValue.desc(cx.types(), v.arena, v.off[row]);
            @Nullable Object[] f = RecordValue.deform(d, v.arena, v.off[row]);
            out.put('{');
            boolean any = false;
            for (int i = 0; i < d.size(); i++) {
                Attribute a = d.get(i);
                if (dropped(a)) {
                    continue;
                }
                if (any) {
                    out.ascii(separator);
                }
                any = true;
                JsonValue.quote(a.name(), out);
                out.put(':');
                field(cx, a.typeOid()).writeOrNull(cx, Vector.of(!a.byVal(), f[i]), 0, out);
            }
            out.put('}');
        }

        @Override
        JsonValue value(EvalContext cx, Vector v, int row) {
            TupleDesc d = RecordValue.desc(cx.types(), v.arena, v.off[row]);
            @Nullable Object[] f = RecordValue.deform(d, v.arena, v.off[row]);
            JsonValue.ObjectBuilder o = new JsonValue.ObjectBuilder();
            for (int i = 0; i < d.size(); i++) {
                Attribute a = d.get(i);
                if (!dropped(a)) {
                    o.add(a.name(), field(cx, a.typeOid()).valueOrNull(cx, Vector.of(!a.byVal(), f[i]), 0));
                }
            }
            return o.build();
        }

        @Override
        boolean isKey() {
            return false;
        }
    }

    /** Appends an array or record with line feeds between its parts, as array_to_json and row_to_json can. */
    static void pretty(ToJson t, EvalContext cx, Vector v, int row, ByteSink out) {
        if (t instanceof Array a) {
            a.array(cx, v, row, ",\n ", out);
        } else if (t instanceof Record r) {
            r.record(cx, v, row, ",\n ", out);
        } else {
            t.write(cx, v, row, out);
        }
    }
}
