package org.hathi.types;

import org.jspecify.annotations.Nullable;

/**
 * Comparison functions of all types: {@code <type>eq ne lt le gt ge}, {@code …cmp}, {@code …larger/smaller}. By-value
 * types whose order is the order of their longs share six tight loops.
 */
final class CompareFamily implements FunctionFamily {
    static final int EQ = 0;
    static final int NE = 1;
    static final int LT = 2;
    static final int LE = 3;
    static final int GT = 4;
    static final int GE = 5;
    static final int CMP = 6;
    private static final int LARGER = 7;
    private static final int SMALLER = 8;

    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        int op = op(p);
        if (op < 0) {
            return null;
        }
        String prefix = prefix(p, op);
        Kernel k = op >= LARGER ? pick(prefix, op, c) : compare(prefix, op, c);
        return k == null ? null : c.strict() ? Kernels.strict(k) : k;
    }

    private static int op(String p) {
        if (p.endsWith("larger")) {
            return LARGER;
        }
        if (p.endsWith("smaller")) {
            return SMALLER;
        }
        if (p.endsWith("cmp")) {
            return CMP;
        }
        if (p.startsWith("xid") && (p.equals("xidneq") || p.equals("xideqint4") || p.equals("xidneqint4"))) {
            return p.startsWith("xidn") ? NE : EQ;
        }
        if (p.length() < 3) {
            return -1;
        }
        return switch (p.substring(p.length() - 2)) {
            case "eq" -> EQ;
            case "ne" -> NE;
            case "lt" -> LT;
            case "le" -> LE;
            case "gt" -> GT;
            case "ge" -> GE;
            default -> -1;
        };
    }

    private static String prefix(String p, int op) {
        if (p.startsWith("xideq") || p.startsWith("xidneq")) {
            return "xid";
        }
        int cut = op == LARGER ? 6 : op == SMALLER ? 7 : op == CMP ? 3 : 2;
        String s = p.substring(0, p.length() - cut);
        if (op == CMP && s.startsWith("bt")) {
            s = s.substring(2);
        }
        return s.endsWith("_") ? s.substring(0, s.length() - 1) : s;
    }

    private static @Nullable Kernel compare(String prefix, int op, CallInfo c) {
        switch (prefix) {
            case "int2",
                    "int4",
                    "int8",
                    "int24",
                    "int42",
                    "int28",
                    "int82",
                    "int48",
                    "int84",
                    "bool",
                    "oid",
                    "xid",
                    "cid",
                    "date",
                    "time",
                    "timestamp",
                    "cash" -> {
                return new Longs(op);
            }
            case "float8", "float48", "float84", "float4" -> {
                return new Doubles(op, prefix.equals("float4") || prefix.equals("float48"), prefix.endsWith("4"));
            }
            case "text", "bytea", "text_pattern" -> {
                if (op == EQ || op == NE) {
                    return new BytesEqual(op == NE);
                }
                return new Ops(op, new ByRefOps.Binary(-1));
            }
            case "numeric" -> {
                return new NumericCompare(op);
            }
            default -> {
                int type = typeOf(prefix, c);
                return type == 0
                        ? null
                        : type == -1
                                ? new ByCatalog(op, c.argType(0), c.collation())
                                : new ByCatalog(op, type, c.collation());
            }
        }
    }

    /** The type whose operations serve a name prefix; -1: the first argument's actual type; 0: none. */
    private static int typeOf(String prefix, CallInfo c) {
        return switch (prefix) {
            case "char" -> Oids.CHAR;
            case "xid8" -> Oids.XID8;
            case "pg_lsn" -> Oids.PG_LSN;
            case "name" -> Oids.NAME;
            case "bpchar", "bpchar_pattern" -> Oids.BPCHAR;
            case "uuid" -> Oids.UUID;
            case "numeric" -> Oids.NUMERIC;
            case "interval" -> Oids.INTERVAL;
            case "timetz" -> Oids.TIMETZ;
            case "tid" -> Oids.TID;
            case "oidvector" -> Oids.OIDVECTOR;
            case "macaddr" -> Oids.MACADDR;
            case "macaddr8" -> Oids.MACADDR8;
            case "network" -> Oids.INET;
            case "bit" -> c.argType(0) == Oids.VARBIT ? Oids.VARBIT : Oids.BIT;
            case "varbit" -> Oids.VARBIT;
            case "jsonb" -> Oids.JSONB;
            case "array" -> Oids.ANYARRAY;
            case "record" -> Oids.RECORD;
            case "aclitem" -> Oids.ACLITEM;
            case "enum", "range" -> c.argType(0) == 0 ? 0 : -1;
            default -> 0;
        };
    }

    private static @Nullable Kernel pick(String prefix, int op, CallInfo c) {
        int type =
                switch (prefix) {
                    case "int2", "int4", "int8", "date", "time", "timestamp", "cash", "bool" -> Oids.INT8;
                    case "oid", "xid" -> Oids.OID;
                    case "float4" -> Oids.FLOAT4;
                    case "float8" -> Oids.FLOAT8;
                    case "text" -> Oids.TEXT;
                    default -> typeOf(prefix, c);
                };
        if (type == 0) {
            return null;
        }
        int t = type == -1 ? c.argType(0) : type;
        return new Kernel() {
            private @Nullable TypeOps ops;

            @Override
            public void eval(EvalContext cx, Vector[] a, int @Nullable [] sel, int n, Vector out) {
                TypeOps o = ops;
                if (o == null) {
                    o = TypeOps.of(cx.types(), t, c.collation());
                    ops = o;
                }
                for (int i = 0; i < n; i++) {
                    int r = sel == null ? i : sel[i];
                    int d = o.compare(a[0], r, a[1], r);
                    out.copyRow(a[(op == LARGER ? d > 0 : d < 0) ? 0 : 1], r, r);
                }
            }
        };
    }

    /** Whether a comparison result satisfies an operator; for CMP the result itself. */
    static long test(int op, int c) {
        return switch (op) {
            case EQ -> c == 0 ? 1 : 0;
            case NE -> c != 0 ? 1 : 0;
            case LT -> c < 0 ? 1 : 0;
            case LE -> c <= 0 ? 1 : 0;
            case GT -> c > 0 ? 1 : 0;
            case GE -> c >= 0 ? 1 : 0;
            default -> c;
        };
    }

    private record Longs(int op) implements Kernel {
        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            long[] a = args[0].longs;
            long[] b = args[1].longs;
            long[] o = out.longs;
            IntFamily.clear(out, sel, n);
            if (sel == null) {
                dense(a, b, o, n);
            } else {
                for (int i = 0; i < n; i++) {
                    int r = sel[i];
                    o[r] = test(op, Long.compare(a[r], b[r]));
                }
            }
        }

        private void dense(long[] a, long[] b, long[] o, int n) {
            switch (op) {
                case EQ -> {
                    for (int i = 0; i < n; i++) {
                        o[i] = a[i] == b[i] ? 1 : 0;
                    }
                }
                case NE -> {
                    for (int i = 0; i < n; i++) {
                        o[i] = a[i] != b[i] ? 1 : 0;
                    }
                }
                case LT -> {
                    for (int i = 0; i < n; i++) {
                        o[i] = a[i] < b[i] ? 1 : 0;
                    }
                }
                case LE -> {
                    for (int i = 0; i < n; i++) {
                        o[i] = a[i] <= b[i] ? 1 : 0;
                    }
                }
                case GT -> {
                    for (int i = 0; i < n; i++) {
                        o[i] = a[i] > b[i] ? 1 : 0;
                    }
                }
                case GE -> {
                    for (int i = 0; i < n; i++) {
                        o[i] = a[i] >= b[i] ? 1 : 0;
                    }
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        o[i] = Long.compare(a[i], b[i]);
                    }
                }
            }
        }
    }

    private record Doubles(int op, boolean leftSingle, boolean rightSingle) implements Kernel {
        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            long[] a = args[0].longs;
            long[] b = args[1].longs;
            IntFamily.clear(out, sel, n);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                double x = leftSingle ? Float.intBitsToFloat((int) a[r]) : Double.longBitsToDouble(a[r]);
                double y = rightSingle ? Float.intBitsToFloat((int) b[r]) : Double.longBitsToDouble(b[r]);
                out.longs[r] = test(op, LongOps.compareDouble(x, y));
            }
        }
    }

    private record BytesEqual(boolean not) implements Kernel {
        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            Vector a = args[0];
            Vector b = args[1];
            IntFamily.clear(out, sel, n);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                int len = a.len[r];
                boolean eq = len == b.len[r]
                        && java.util.Arrays.equals(
                                a.arena, a.off[r], a.off[r] + len, b.arena, b.off[r], b.off[r] + len);
                out.longs[r] = eq != not ? 1 : 0;
            }
        }
    }

    /** Numerics: many rows at a time as scaled integers. */
    private static final class NumericCompare implements Kernel {
        private final int op;
        private @Nullable NumBatch left;
        private @Nullable NumBatch right;

        NumericCompare(int op) {
            this.op = op;
        }

        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            IntFamily.clear(out, sel, n);
            Vector a = args[0];
            Vector b = args[1];
            if (n > 4 && many(a, b, sel, n, out.longs)) {
                if (op != CMP) {
                    for (int i = 0; i < n; i++) {
                        int r = sel == null ? i : sel[i];
                        out.longs[r] = test(op, (int) out.longs[r]);
                    }
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                int c = Num.compare(a.arena, a.off[r], a.len[r], b.arena, b.off[r], b.len[r]);
                out.longs[r] = test(op, c < 0 ? -1 : c > 0 ? 1 : 0);
            }
        }

        private boolean many(Vector a, Vector b, int @Nullable [] sel, int n, long[] out) {
            NumBatch x = left;
            NumBatch y = right;
            if (x == null || y == null) {
                x = new NumBatch();
                y = new NumBatch();
                left = x;
                right = y;
            }
            x.decode(a, sel, n);
            y.decode(b, sel, n);
            return NumBatch.compare(x, y, sel, n, out);
        }
    }

    private record Ops(int op, TypeOps ops) implements Kernel {
        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            IntFamily.clear(out, sel, n);
            for (int i = 0; i < n; i++) {
                int r = sel == null ? i : sel[i];
                if (op <= NE) {
                    out.longs[r] = ops.equal(args[0], r, args[1], r) == (op == EQ) ? 1 : 0;
                } else {
                    int c = ops.compare(args[0], r, args[1], r);
                    out.longs[r] = test(op, c < 0 ? -1 : c > 0 ? 1 : 0);
                }
            }
        }
    }

    /** Operations found through the catalog on first use. */
    private static final class ByCatalog implements Kernel {
        private final int op;
        private final int type;
        private final int collation;
        private @Nullable Kernel inner;

        ByCatalog(int op, int type, int collation) {
            this.op = op;
            this.type = type;
            this.collation = collation;
        }

        @Override
        public void eval(EvalContext cx, Vector[] args, int @Nullable [] sel, int n, Vector out) {
            Kernel k = inner;
            if (k == null) {
                k = new Ops(op, TypeOps.of(cx.types(), type, collation));
                inner = k;
            }
            k.eval(cx, args, sel, n, out);
        }
    }
}
