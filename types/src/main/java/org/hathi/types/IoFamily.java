package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** Input, output, send and type modifier functions called from SQL. */
final class IoFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = null;
        if (unsupported(c.argType(0)) || unsupported(c.resultType())) {
            return null;
        }
        if (p.equals("shell_in") || p.equals("shell_out")) {
            k = refuse((p.endsWith("n") ? "cannot accept" : "cannot display") + " a value of a shell type");
        } else if (p.endsWith("_in") && (p.startsWith("any") || p.startsWith("pg_") && opaque(p))) {
            k = refuse("cannot accept a value of type " + p.substring(0, p.length() - 3));
        } else if (p.startsWith("any")
                && p.endsWith("_out")
                && (!p.contains("array_") || p.contains("nonarray_"))
                && !p.contains("enum_")
                && !p.contains("range_")) {
            k = refuse("cannot display a value of type " + p.substring(0, p.length() - 4));
        } else if (p.equals("array_in")
                || p.equals("record_in")
                || p.equals("enum_in")
                || p.equals("domain_in")
                || p.equals("range_in")
                || p.equals("multirange_in")) {
            k = typed(p);
        } else if (p.endsWith("in") && c.argType(0) == Oids.CSTRING && c.resultType() != Oids.INT4) {
            k = input(c.resultType());
        } else if (p.endsWith("in") && c.argType(0) == Oids.CSTRING && c.argTypes().length > 0 && p.equals("int4in")) {
            k = input(Oids.INT4);
        } else if (p.endsWith("out") && c.resultType() == Oids.CSTRING && !p.endsWith("typmodout")) {
            k = output(c.argType(0));
        } else if (p.endsWith("send") && c.resultType() == Oids.BYTEA) {
            k = send(c.argType(0));
        } else if (p.endsWith("typmodin")) {
            k = typmodIn(p);
        } else if (p.endsWith("typmodout")) {
            int type = typmodType(p);
            String none = p.startsWith("timetz") || p.startsWith("timestamptz")
                    ? " with time zone"
                    : p.startsWith("time") ? " without time zone" : "";
            k = (cx, a, r, o) -> o.setText(r, a[0].getInt(r) < 0 ? none : FormatType.modifier(type, a[0].getInt(r)));
        }
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    /** Types whose values this server does not have. */
    private static boolean unsupported(int type) {
        return type >= 600 && type <= 604 || type == 628 || type == 718 || type == 3614 || type == 3615 || type == 3642;
    }

    private static boolean opaque(String p) {
        return p.startsWith("pg_node_tree")
                || p.startsWith("pg_ndistinct")
                || p.startsWith("pg_dependencies")
                || p.startsWith("pg_mcv_list")
                || p.startsWith("pg_brin_")
                || p.startsWith("pg_ddl_");
    }

    private static RowKernel refuse(String message) {
        return (cx, a, r, o) -> {
            throw Err.of(SqlState.FEATURE_NOT_SUPPORTED, message);
        };
    }

    /** Input functions that are told the type: element type, row type, enum, domain, range. */
    private static RowKernel typed(String p) {
        return (cx, a, r, o) -> {
            if (a[0].isNull(r) && !p.equals("domain_in") || a[1].isNull(r)) {
                o.setNull(r);
                return;
            }
            int type = a[1].getInt(r);
            Codec c = typed(cx, p, type);
            int typmod = a.length > 2 && !a[2].isNull(r) ? a[2].getInt(r) : -1;
            if (a[0].isNull(r)) {
                TypeCatalog.DomainCheck check = cx.types().domainCheck(type);
                if (check != null) {
                    check.check(cx, null);
                }
                o.setNull(r);
            } else {
                c.input(cx, a[0].getText(r), typmod, o, r);
            }
        };
    }

    private static Codec typed(EvalContext cx, String p, int type) {
        if (p.equals("array_in")) {
            return new ArrayCodec(cx.types().type(type), CodecTable.make(cx.types(), type));
        }
        TypeInfo t;
        try {
            t = cx.types().type(type);
        } catch (org.hathi.base.SqlError e) {
            throw p.equals("enum_in")
                    ? e
                    : Err.of(
                            SqlState.UNDEFINED_OBJECT,
                            "type with OID " + Integer.toUnsignedString(type) + " does not exist");
        }
        String name = cx.types().formatType(type, -1);
        switch (p) {
            case "record_in" -> {
                if (t.type() != 'c' && type != Oids.RECORD) {
                    throw Err.of(SqlState.WRONG_OBJECT_TYPE, "type " + name + " is not composite");
                }
            }
            case "domain_in" -> {
                if (t.type() != 'd') {
                    throw Err.of(SqlState.DATATYPE_MISMATCH, "type " + name + " is not a domain");
                }
            }
            case "range_in", "multirange_in" -> {
                boolean multi = p.startsWith("multi");
                if (t.type() != (multi ? 'm' : 'r')) {
                    throw org.hathi.base.SqlError.internal("type " + Integer.toUnsignedString(type) + " is not a "
                            + (multi ? "multi" : "") + "range type");
                }
            }
            default -> {
                if (t.type() != 'e') {
                    return new ScalarCodecs.EnumCodec(type);
                }
            }
        }
        return CodecTable.make(cx.types(), type);
    }

    private static RowKernel input(int type) {
        return new RowKernel() {
            private @Nullable Codec codec;

            @Override
            public void eval(EvalContext cx, Vector[] a, int r, Vector o) {
                Codec c = codec;
                if (c == null) {
                    c = TypeIo.codec(cx.types(), type);
                    codec = c;
                }
                int typmod = a.length > 2 ? a[2].getInt(r) : -1;
                c.input(cx, a[0].getText(r), typmod, o, r);
            }
        };
    }

    private static RowKernel output(int type) {
        return new RowKernel() {
            private @Nullable Codec codec;
            private final ByteSink sink = new ByteSink(64);

            @Override
            public void eval(EvalContext cx, Vector[] a, int r, Vector o) {
                Codec c = codec;
                if (c == null) {
                    c = TypeIo.codec(cx.types(), type);
                    codec = c;
                }
                sink.clear();
                c.output(cx, a[0], r, sink);
                o.setBytes(r, sink.buf, 0, sink.size);
            }
        };
    }

    private static RowKernel send(int type) {
        return (cx, a, r, o) -> {
            ByteSink sink = new ByteSink(64);
            TypeIo.codec(cx.types(), type).send(cx, a[0], r, sink);
            o.setBytes(r, sink.buf, 0, sink.size);
        };
    }

    private static int typmodType(String p) {
        return switch (p.substring(0, p.indexOf("typmod"))) {
            case "varchar" -> Oids.VARCHAR;
            case "bpchar" -> Oids.BPCHAR;
            case "numeric" -> Oids.NUMERIC;
            case "interval" -> Oids.INTERVAL;
            case "time" -> Oids.TIME;
            case "timetz" -> Oids.TIMETZ;
            case "timestamp" -> Oids.TIMESTAMP;
            case "timestamptz" -> Oids.TIMESTAMPTZ;
            default -> Oids.BIT;
        };
    }

    private static RowKernel typmodIn(String p) {
        return (cx, a, r, o) -> {
            ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
            if (v.elem.oid() != Oids.CSTRING) {
                throw Err.of(SqlState.ARRAY_ELEMENT_ERROR, "typmod array must be type cstring[]");
            }
            if (v.ndim() != 1) {
                throw Err.of(SqlState.ARRAY_SUBSCRIPT_ERROR, "typmod array must be one-dimensional");
            }
            if (v.hasNulls()) {
                throw Err.of(SqlState.NULL_VALUE_NOT_ALLOWED, "typmod array must not contain nulls");
            }
            int[] m = new int[v.count];
            for (int i = 0; i < m.length; i++) {
                m[i] = (int) NumberText.integer(v.values.getText(i), "integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
            }
            o.setLong(r, typmod(p.substring(0, p.indexOf("typmod")), m, cx));
        };
    }

    /** The typmod of a type written with modifiers. */
    static int typmod(String type, int[] m, EvalContext cx) {
        return switch (type) {
            case "varchar" -> length(m, "varchar", 4);
            case "bpchar" -> length(m, "char", 4);
            case "bit" -> length(m, "bit", 0);
            case "varbit" -> length(m, "varbit", 0);
            case "numeric" -> numeric(m);
            case "time" -> precision(m, "TIME", "", cx);
            case "timetz" -> precision(m, "TIME", " WITH TIME ZONE", cx);
            case "timestamp" -> precision(m, "TIMESTAMP", "", cx);
            case "timestamptz" -> precision(m, "TIMESTAMP", " WITH TIME ZONE", cx);
            case "interval" -> interval(m);
            default -> throw Err.parameter("invalid type modifier");
        };
    }

    private static int length(int[] m, String name, int header) {
        if (m.length != 1) {
            throw Err.parameter("invalid type modifier");
        }
        if (m[0] < 1) {
            throw Err.parameter("length for type " + name + " must be at least 1");
        }
        int max = header == 0 ? 83886080 : 10485760;
        if (m[0] > max) {
            throw Err.parameter("length for type " + name + " cannot exceed " + max);
        }
        return m[0] + header;
    }

    private static int numeric(int[] m) {
        if (m.length != 1 && m.length != 2) {
            throw Err.parameter("invalid NUMERIC type modifier");
        }
        if (m[0] < 1 || m[0] > 1000) {
            throw Err.parameter("NUMERIC precision " + m[0] + " must be between 1 and 1000");
        }
        int scale = m.length == 2 ? m[1] : 0;
        if (scale < -1000 || scale > 1000) {
            throw Err.parameter("NUMERIC scale " + scale + " must be between -1000 and 1000");
        }
        return (m[0] << 16 | scale & 0x7FF) + 4;
    }

    private static int precision(int[] m, String name, String suffix, EvalContext cx) {
        if (m.length != 1) {
            throw Err.parameter("invalid type modifier");
        }
        if (m[0] < 0) {
            throw Err.parameter(name + "(" + m[0] + ")" + suffix + " precision must not be negative");
        }
        if (m[0] > 6) {
            cx.reporter.warning(
                    org.hathi.base.SqlState.INVALID_PARAMETER_VALUE,
                    name + "(" + m[0] + ")" + suffix + " precision reduced to maximum allowed, 6");
            return 6;
        }
        return m[0];
    }

    private static int interval(int[] m) {
        if (m.length == 0 || m.length > 2 || !IntervalParser.fields(m[0])) {
            throw Err.parameter("invalid INTERVAL type modifier");
        }
        if (m.length == 1) {
            return m[0] == 0x7FFF ? -1 : m[0] << 16 | 0xFFFF;
        }
        if (m[1] < 0) {
            throw Err.parameter("INTERVAL(" + m[1] + ") precision must not be negative");
        }
        return m[0] << 16 | Math.min(m[1], 6);
    }
}
