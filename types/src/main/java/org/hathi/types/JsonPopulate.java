package org.hathi.types;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Rows from JSON objects: json_populate_record, json_to_record and their kin, for both types. */
final class JsonPopulate {
    private final boolean binary;
    private final HashMap<Integer, Codec> codecs = new HashMap<>();

    JsonPopulate(boolean binary) {
        this.binary = binary;
    }

    static @Nullable RowKernel lookup(String p, CallInfo c) {
        boolean binary = p.startsWith("jsonb");
        return switch (p) {
            case "json_populate_record", "jsonb_populate_record" -> new One(new JsonPopulate(binary), p, c, true);
            case "json_to_record", "jsonb_to_record" -> new One(new JsonPopulate(binary), p, c, false);
            default -> null;
        };
    }

    private static final class One implements RowKernel {
        private final JsonPopulate j;
        private final String name;
        private final CallInfo call;
        private final boolean based;

        One(JsonPopulate j, String name, CallInfo call, boolean based) {
            this.j = j;
            this.name = name;
            this.call = call;
            this.based = based;
        }

        @Override
        public void eval(EvalContext cx, Vector[] a, int r, Vector o) {
            Vector json = a[based ? 1 : 0];
            byte[] base = based && a[0].byRef && !a[0].isNull(r) ? a[0].getBytes(r) : null;
            if (json.isNull(r)) {
                if (base == null) {
                    o.setNull(r);
                } else {
                    o.setBytes(r, base);
                }
                return;
            }
            TupleDesc d = rowType(cx, call, based, base, name);
            JsonNode n = j.parse(json.arena, json.off[r], json.len[r]);
            if (n.kind != JsonNode.OBJECT) {
                throw JsonFamily.cannotCall("populate_composite", n.kind == JsonNode.ARRAY ? "an array" : "a scalar");
            }
            if (n.keys.isEmpty() && base != null) {
                o.setBytes(r, base);
                return;
            }
            @Nullable Object[] old = base == null ? null : RecordValue.deform(d, base, 0);
            o.setBytes(r, RecordValue.form(d, j.row(cx, d, old, n)));
        }
    }

    /** The row type a call must yield. */
    static TupleDesc rowType(EvalContext cx, CallInfo c, boolean based, byte @Nullable [] base, String name) {
        if (based) {
            int type = baseType(cx, c.argType(0));
            TypeInfo t = cx.types().type(type);
            if (type != Oids.RECORD && t.type() != 'c') {
                throw Err.of(SqlState.DATATYPE_MISMATCH, "first argument of " + name + " must be a row type");
            }
            if (base != null) {
                return RecordValue.desc(cx.types(), base, 0);
            }
            TupleDesc d = type == Oids.RECORD ? null : cx.types().rowType(type, -1);
            if (d != null) {
                return d;
            }
        }
        TupleDesc d = cx.expectedRow;
        if (d == null) {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, "could not determine row type for result of " + name)
                    .hint("Provide a non-null record argument, or call the function in the FROM clause using a column "
                            + "definition list.");
        }
        return d;
    }

    static int baseType(EvalContext cx, int type) {
        TypeInfo t = cx.types().type(type);
        while (t.type() == 'd') {
            t = cx.types().type(t.baseType());
        }
        return t.oid();
    }

    /** A json text, or a jsonb value as text, taken apart. */
    JsonNode parse(byte[] b, int off, int len) {
        if (!binary) {
            return JsonParser.parse(b, off, len);
        }
        ByteSink s = new ByteSink(len * 2);
        JsonValue.print(JsonbForm.decode(b, off), s);
        return JsonParser.parse(s.buf, 0, s.size);
    }

    /** The fields of a row from the members of an object; {@code old} gives values for what is not there. */
    @Nullable
    Object[] row(EvalContext cx, TupleDesc d, @Nullable Object @Nullable [] old, JsonNode n) {
        @Nullable Object[] f = new Object[d.size()];
        for (int i = 0; i < f.length; i++) {
            Attribute a = d.get(i);
            if (a.dropped()) {
                continue;
            }
            JsonNode x = n.get(a.name());
            if (x == null && old != null) {
                f[i] = old[i];
            } else {
                f[i] = field(cx, a.typeOid(), a.typmod(), a.name(), old == null ? null : old[i], x);
            }
        }
        return f;
    }

    private @Nullable Object field(
            EvalContext cx, int type, int typmod, @Nullable String column, @Nullable Object old, @Nullable JsonNode n) {
        TypeInfo t = cx.types().type(type);
        boolean isNull = n == null || n.kind == JsonNode.NULL;
        if (t.type() == 'd') {
            Object v = isNull ? null : field(cx, t.baseType(), t.typmod(), column, old, n);
            TypeCatalog.DomainCheck check = cx.types().domainCheck(type);
            if (check != null) {
                check.check(cx, v);
            }
            return v;
        }
        if (n == null || isNull) {
            return null;
        }
        if (n.kind != JsonNode.STRING) {
            if (t.isArray()) {
                return new ArrayFiller(cx, t, typmod, column).fill(n);
            }
            if (t.type() == 'c' || type == Oids.RECORD) {
                return composite(cx, type, old, n);
            }
        }
        return scalar(cx, type, typmod, n);
    }

    private Object scalar(EvalContext cx, int type, int typmod, JsonNode n) {
        String s;
        if (n.kind == JsonNode.STRING && type != Oids.JSON && type != Oids.JSONB) {
            s = n.text;
        } else {
            s = n.raw();
        }
        Codec c = codecs.computeIfAbsent(type, k -> TypeIo.codec(cx.types(), k));
        Vector v = new Vector(c.byRef(), 1);
        c.input(cx, s, typmod, v, 0);
        return java.util.Objects.requireNonNull(v.datum(0));
    }

    private Object composite(EvalContext cx, int type, @Nullable Object old, JsonNode n) {
        if (n.kind != JsonNode.OBJECT) {
            throw JsonFamily.cannotCall("populate_composite", n.kind == JsonNode.ARRAY ? "an array" : "a scalar");
        }
        TupleDesc d = cx.types().rowType(type, -1);
        if (d == null) {
            throw Err.of(SqlState.WRONG_OBJECT_TYPE, "record type has not been registered");
        }
        @Nullable Object[] was = old instanceof byte[] b ? RecordValue.deform(d, b, 0) : null;
        return RecordValue.form(d, row(cx, d, was, n));
    }

    /** Fills an array, of as many dimensions as the JSON arrays nest before the first element. */
    private final class ArrayFiller {
        private final EvalContext cx;
        private final TypeInfo array;
        private final int typmod;
        private final @Nullable String column;
        private int ndims;
        private final int[] dims = new int[ArrayValue.MAX_DIM + 1];
        private final int[] sizes = new int[ArrayValue.MAX_DIM + 1];
        private final List<@Nullable Object> items = new ArrayList<>();

        ArrayFiller(EvalContext cx, TypeInfo array, int typmod, @Nullable String column) {
            this.cx = cx;
            this.array = array;
            this.typmod = typmod;
            this.column = column;
            java.util.Arrays.fill(dims, -1);
        }

        Object fill(JsonNode n) {
            if (n.kind != JsonNode.ARRAY) {
                throw expected(0);
            }
            level(n, 0);
            TypeInfo elem = cx.types().type(array.elem());
            Vector v = new Vector(elem.byRef(), items.size());
            for (int i = 0; i < items.size(); i++) {
                v.setDatum(i, items.get(i));
            }
            if (items.isEmpty()) {
                return ArrayValue.empty(elem).encode();
            }
            int[] lbs = new int[ndims];
            java.util.Arrays.fill(lbs, 1);
            return new ArrayValue(elem, java.util.Arrays.copyOf(dims, ndims), lbs, v, items.size()).encode();
        }

        private void assign(int n) {
            if (n > ArrayValue.MAX_DIM) {
                throw Err.of(
                        SqlState.PROGRAM_LIMIT_EXCEEDED,
                        "number of array dimensions (" + n + ") exceeds the maximum allowed (6)");
            }
            ndims = n;
        }

        private void level(JsonNode n, int depth) {
            for (JsonNode x : n.kids) {
                int d = depth + 1;
                if (x.kind == JsonNode.ARRAY && (ndims <= 0 || d < ndims)) {
                    level(x, d);
                    continue;
                }
                if (ndims <= 0) {
                    assign(d);
                } else if (d < ndims) {
                    throw expected(d);
                }
                items.add(field(cx, array.elem(), typmod, column, null, x));
                sizes[d - 1]++;
            }
            if (ndims <= 0) {
                assign(depth + 1);
            }
            if (depth < ndims) {
                check(depth);
            }
        }

        private void check(int d) {
            if (dims[d] == -1) {
                dims[d] = sizes[d];
            } else if (dims[d] != sizes[d]) {
                throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "malformed JSON array")
                        .detail("Multidimensional arrays must have sub-arrays with matching dimensions.");
            }
            sizes[d] = 0;
            if (d > 0) {
                sizes[d - 1]++;
            }
        }

        private SqlError expected(int ndim) {
            SqlError e = Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "expected JSON array");
            if (ndim <= 0) {
                return column == null ? e : e.hint("See the value of key \"" + column + "\".");
            }
            StringBuilder at = new StringBuilder();
            for (int i = 0; i < ndim; i++) {
                at.append('[').append(sizes[i]).append(']');
            }
            return e.hint("See the array element " + at + (column == null ? "." : " of key \"" + column + "\"."));
        }
    }

    /** Throws 2202E for arrays of several dimensions. */
    static void oneDimension(ArrayValue x) {
        if (x.ndim() > 1) {
            throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "wrong number of array subscripts");
        }
    }
}
