package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Input, output, send and type modifier functions called from SQL. */
final class IoFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = null;
        if (p.endsWith("in") && c.argType(0) == Oids.CSTRING && c.resultType() != Oids.INT4) {
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
            k = (cx, a, r, o) -> o.setText(r, FormatType.modifier(type, a[0].getInt(r)));
        }
        return k == null ? null : Kernels.rows(k, c.strict());
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
            default -> Oids.BIT;
        };
    }

    private static RowKernel typmodIn(String p) {
        return (cx, a, r, o) -> {
            ArrayValue v = ArrayValue.decode(cx.types(), a[0], r);
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
        if (m.length == 0 || m.length > 2) {
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
