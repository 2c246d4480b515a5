package org.hathi.types;

/** Order and hash of jsonb. */
final class JsonbOps extends ByRefOps {
    JsonbOps() {
        super(-1);
    }

    @Override
    int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
        return JsonValue.compareRoots(JsonbForm.decode(a, ao), JsonbForm.decode(b, bo));
    }

    @Override
    int hashBytes(byte[] a, int ao, int al) {
        return hash(JsonbForm.decode(a, ao));
    }

    /** jsonb_hash. */
    static int hash(JsonValue v) {
        return isEmpty(v) ? 0 : v.isScalar() ? walk(v, JsonbForm.ARRAY) : walk(v, 0);
    }

    private static boolean isEmpty(JsonValue v) {
        return v instanceof JsonValue.Array x && x.items().isEmpty()
                || v instanceof JsonValue.Members m && m.keys().isEmpty();
    }

    private static int walk(JsonValue v, int before) {
        int h = before;
        switch (v) {
            case JsonValue.Array x -> {
                h ^= JsonbForm.ARRAY;
                for (JsonValue e : x.items()) {
                    h = walk(e, h);
                }
            }
            case JsonValue.Members m -> {
                h ^= JsonbForm.OBJECT;
                for (int i = 0; i < m.keys().size(); i++) {
                    h = mix(h, text(m.keys().get(i)));
                    h = walk(m.values().get(i), h);
                }
            }
            default -> h = mix(h, scalar(v));
        }
        return h;
    }

    private static int mix(int h, int x) {
        return Integer.rotateLeft(h, 1) ^ x;
    }

    private static int text(String s) {
        byte[] b = Bytes.utf8(s);
        return Hash.bytes(b, 0, b.length);
    }

    private static int scalar(JsonValue v) {
        return switch (v) {
            case JsonValue.Null x -> 1;
            case JsonValue.Bool x -> x.value() ? 2 : 4;
            case JsonValue.Text x -> text(x.value());
            case JsonValue.Number x -> {
                Vector n = new Vector(true, 1);
                x.value().store(n, 0);
                yield Num.hash(n.arena, n.off[0], n.len[0]);
            }
            default -> 0;
        };
    }

    /** jsonb_hash_extended. */
    static long hashExtended(JsonValue v, long seed) {
        long array = (long) JsonbForm.ARRAY << 32 | JsonbForm.ARRAY;
        return isEmpty(v) ? seed : v.isScalar() ? walk(v, array, seed) : walk(v, 0, seed);
    }

    private static long walk(JsonValue v, long before, long seed) {
        long h = before;
        switch (v) {
            case JsonValue.Array x -> {
                h ^= (long) JsonbForm.ARRAY << 32 | JsonbForm.ARRAY;
                for (JsonValue e : x.items()) {
                    h = walk(e, h, seed);
                }
            }
            case JsonValue.Members m -> {
                h ^= (long) JsonbForm.OBJECT << 32 | JsonbForm.OBJECT;
                for (int i = 0; i < m.keys().size(); i++) {
                    h = mix(h, text(m.keys().get(i), seed));
                    h = walk(m.values().get(i), h, seed);
                }
            }
            default -> h = mix(h, scalar(v, seed));
        }
        return h;
    }

    /** Rotates both halves left by one, as PostgreSQL does; then adds. */
    private static long mix(long h, long x) {
        return (h << 1 & 0xfffffffefffffffeL | h >>> 31 & 0x100000001L) ^ x;
    }

    private static long text(String s, long seed) {
        byte[] b = Bytes.utf8(s);
        return Hash.bytesExtended(b, 0, b.length, seed);
    }

    private static long scalar(JsonValue v, long seed) {
        return switch (v) {
            case JsonValue.Null x -> seed + 1;
            case JsonValue.Bool x -> seed != 0 ? Hash.int4Extended(x.value() ? 1 : 0, seed) : x.value() ? 2 : 4;
            case JsonValue.Text x -> text(x.value(), seed);
            case JsonValue.Number x -> {
                Vector n = new Vector(true, 1);
                x.value().store(n, 0);
                yield Num.hashExtended(n.arena, n.off[0], n.len[0], seed);
            }
            default -> 0;
        };
    }
}
