package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Hash functions as hash partitioning and hash indexes use them: PostgreSQL's values. */
final class HashFamily implements FunctionFamily {
    /** The 64-bit hash of one value with a seed; with seed 0 its low half is the 32-bit hash. */
    interface Hasher {
        long hash(EvalContext cx, Vector v, int row, long seed);
    }

    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        boolean ext = p.endsWith("extended") || p.endsWith("_extended");
        String base =
                p.endsWith("_extended") ? p.substring(0, p.length() - 9) : ext ? p.substring(0, p.length() - 8) : p;
        if (!base.startsWith("hash") && !base.endsWith("_hash")) {
            return null;
        }
        Hasher h = hasher(base);
        if (h == null) {
            return null;
        }
        RowKernel k = ext
                ? (cx, a, r, o) -> o.setLong(r, h.hash(cx, a[0], r, a[1].longs[r]))
                : (cx, a, r, o) -> o.setLong(r, (int) h.hash(cx, a[0], r, 0));
        return Kernels.rows(k, c.strict());
    }

    static @Nullable Hasher hasher(String base) {
        return switch (base) {
            case "hashint2", "hashint4", "hashoid", "hashchar", "hashenum" ->
                (cx, v, r, s) -> Hash.int4Extended((int) v.longs[r], s);
            case "hashint8", "time_hash", "timestamp_hash", "pg_lsn_hash" ->
                (cx, v, r, s) -> Hash.int8Extended(v.longs[r], s);
            case "hashfloat4" -> (cx, v, r, s) -> Hash.float8Extended(v.getFloat(r), s);
            case "hashfloat8" -> (cx, v, r, s) -> Hash.float8Extended(v.getDouble(r), s);
            case "hashtext", "hashvarlena", "uuid_hash", "hashtid", "hashmacaddr", "hashmacaddr8" ->
                (cx, v, r, s) -> Hash.bytesExtended(v.arena, v.off[r], v.len[r], s);
            case "hashname" ->
                (cx, v, r, s) -> Hash.bytesExtended(v.arena, v.off[r], ScalarCodecs.nameLen(v.arena, v.off[r]), s);
            case "hashbpchar" ->
                (cx, v, r, s) -> Hash.bytesExtended(v.arena, v.off[r], Bytes.trimmed(v.arena, v.off[r], v.len[r]), s);
            case "hashoidvector" ->
                (cx, v, r, s) -> Hash.bytesExtended(v.arena, v.off[r] + 20, 4 * ArrayValue.items(v.arena, v.off[r]), s);
            case "hashinet" -> (cx, v, r, s) -> Hash.bytesExtended(v.arena, v.off[r], v.len[r], s);
            case "hash_aclitem" ->
                (cx, v, r, s) -> {
                    int sum = Bytes.intL(v.arena, v.off[r])
                            + Bytes.intL(v.arena, v.off[r] + 4)
                            + Bytes.intL(v.arena, v.off[r] + 8);
                    return s == 0 ? sum & 0xFFFFFFFFL : Hash.int4Extended(sum, s);
                };
            case "hash_numeric" -> (cx, v, r, s) -> Num.hashExtended(v.arena, v.off[r], v.len[r], s);
            case "interval_hash" -> (cx, v, r, s) -> Hash.int8Extended(Interval.span(v.arena, v.off[r]), s);
            case "timetz_hash" ->
                (cx, v, r, s) -> Hash.int8Extended(Bytes.longL(v.arena, v.off[r]), s)
                        ^ Hash.int4Extended(Bytes.intL(v.arena, v.off[r] + 8), s);
            case "hash_array" -> HashFamily::array;
            case "hash_record" -> HashFamily::row;
            default -> null;
        };
    }

    /** The hash of a value by its type's default hash operator class. */
    static long value(EvalContext cx, int type, Vector v, int row, long seed) {
        TypeInfo t = cx.types().type(type);
        while (t.type() == 'd') {
            t = cx.types().type(t.baseType());
        }
        switch (t.type()) {
            case 'e' -> {
                return Hash.int4Extended((int) v.longs[row], seed);
            }
            case 'c' -> {
                return row(cx, v, row, seed);
            }
            case 'r' -> {
                RangeType k = RangeType.of(cx.types(), t.oid());
                return k.hash(cx, k.decode(v, row), seed, seed != 0);
            }
            default -> {}
        }
        if (t.isArray()) {
            return array(cx, v, row, seed);
        }
        if (t.oid() == Oids.JSONB) {
            JsonValue j = JsonbForm.decode(v, row);
            return seed == 0 ? JsonbOps.hash(j) & 0xFFFFFFFFL : JsonbOps.hashExtended(j, seed);
        }
        String name = ofType(t.oid());
        Hasher h = name == null ? null : hasher(name);
        if (h == null) {
            throw Err.of(
                    org.hathi.base.SqlState.UNDEFINED_FUNCTION,
                    "could not identify " + (seed == 0 ? "a" : "an extended") + " hash function for type "
                            + cx.types().formatType(type, -1));
        }
        return h.hash(cx, v, row, seed);
    }

    /** The hasher of a type's default hash operator class, by type. */
    private static @Nullable String ofType(int type) {
        return switch (type) {
            case Oids.INT2,
                    Oids.INT4,
                    Oids.DATE,
                    Oids.BOOL,
                    Oids.OID,
                    Oids.CHAR,
                    Oids.XID,
                    Oids.CID,
                    Oids.REGCLASS,
                    Oids.REGPROC,
                    Oids.REGPROCEDURE,
                    Oids.REGOPER,
                    Oids.REGOPERATOR,
                    Oids.REGTYPE,
                    Oids.REGROLE,
                    Oids.REGNAMESPACE,
                    Oids.REGCOLLATION,
                    Oids.REGCONFIG,
                    Oids.REGDICTIONARY -> "hashint4";
            case Oids.INT8, Oids.TIME, Oids.TIMESTAMP, Oids.TIMESTAMPTZ, Oids.PG_LSN, Oids.XID8 -> "hashint8";
            case Oids.TIMETZ -> "timetz_hash";
            case Oids.INET, Oids.CIDR -> "hashinet";
            case Oids.OIDVECTOR -> "hashoidvector";
            case Oids.ACLITEM -> "hash_aclitem";
            case Oids.FLOAT4 -> "hashfloat4";
            case Oids.FLOAT8 -> "hashfloat8";
            case Oids.TEXT, Oids.VARCHAR, Oids.BYTEA, Oids.UUID, Oids.TID, Oids.MACADDR, Oids.MACADDR8 -> "hashtext";
            case Oids.BPCHAR -> "hashbpchar";
            case Oids.NAME -> "hashname";
            case Oids.NUMERIC -> "hash_numeric";
            case Oids.INTERVAL -> "interval_hash";
            default -> null;
        };
    }

    private static long row(EvalContext cx, Vector v, int r, long seed) {
        TupleDesc d = RecordValue.desc(cx.types(), v.arena, v.off[r]);
        @Nullable Object[] x = RecordValue.deform(d, v.arena, v.off[r]);
        long result = 0;
        for (int i = 0; i < x.length; i++) {
            if (!d.get(i).dropped()) {
                Object o = x[i];
                TypeInfo t = cx.types().type(d.get(i).typeOid());
                long h = o == null ? 0 : value(cx, t.oid(), Vector.of(t.byRef(), o), 0, seed);
                result = (result << 5) - result + h;
            }
        }
        return result;
    }

    private static long array(EvalContext cx, Vector v, int r, long seed) {
        ArrayValue a = ArrayValue.decode(cx.types(), v, r);
        long result = 1;
        int result32 = 1;
        for (int i = 0; i < a.count; i++) {
            long e = a.values.isNull(i) ? 0 : value(cx, a.elem.oid(), a.values, i, seed);
            result = result * 31 + e;
            result32 = result32 * 31 + (int) e;
        }
        return seed == 0 ? result & ~0xFFFFFFFFL | result32 & 0xFFFFFFFFL : result;
    }
}
