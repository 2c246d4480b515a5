package org.hathi.types;

import org.jspecify.annotations.Nullable;

/**
 * Composite values.
 *
 * <p>LAYOUT of the stored form (payload; offsets count from 4 bytes before it): 4 typmod, 8 row type OID, 12 ctid (6
 * bytes), 18 infomask2 (number of attributes), 20 infomask (1 = has nulls, 2 = has varwidth), 22 header size, 23 null
 * bitmap; then attributes as in a heap tuple, varlenas with 1- or 4-byte headers.
 */
public final class RecordValue {
    private RecordValue() {}

    /** Builds a composite value of the given row type from datums (null = NULL). */
    public static byte[] form(TupleDesc desc, @Nullable Object[] values) {
        int n = desc.size();
        boolean nulls = false;
        boolean varwidth = false;
        Vector[] cols = new Vector[n];
        for (int i = 0; i < n; i++) {
            Attribute a = desc.get(i);
            nulls |= values[i] == null;
            varwidth |= values[i] != null && a.len() < 0;
            cols[i] = Vector.of(!a.byVal(), values[i]);
        }
        int hoff = ArrayValue.align(23 + (nulls ? (n + 7) / 8 : 0), 8);
        ByteSink sink = new ByteSink(hoff + 16 * n);
        sink.size = hoff;
        for (int i = 0; i < n; i++) {
            if (values[i] != null) {
                append(desc.get(i), cols[i], sink);
            }
        }
        byte[] all = sink.toBytes();
        Bytes.intL(all, 4, desc.typmod());
        Bytes.intL(all, 8, desc.typeOid());
        Bytes.intL(all, 12, -1);
        Bytes.shortL(all, 18, n);
        Bytes.shortL(all, 20, (nulls ? 1 : 0) | (varwidth ? 2 : 0));
        all[22] = (byte) hoff;
        for (int i = 0; nulls && i < n; i++) {
            if (values[i] != null) {
                all[23 + (i >> 3)] |= (byte) (1 << (i & 7));
            }
        }
        return java.util.Arrays.copyOfRange(all, 4, all.length);
    }

    /** Appends a value as tuples and ranges store it: short header if it fits, else aligned. */
    static void append(Attribute a, Vector v, ByteSink sink) {
        if (a.len() == -1 && v.len[0] <= 126 && a.storage() != 'p') {
            sink.put(v.len[0] + 1 << 1 | 1).put(v.arena, v.off[0], v.len[0]);
            return;
        }
        pad(sink, a.alignBytes());
        TypeInfo t = shape(a);
        int size = ArrayValue.storedSize(t, v, 0);
        sink.reserve(size);
        java.util.Arrays.fill(sink.buf, sink.size, sink.size + size, (byte) 0);
        ArrayValue.store(t, v, 0, sink.buf, sink.size);
        sink.size += size;
    }

    private static void pad(ByteSink sink, int align) {
        while (sink.size % align != 0) {
            sink.put(0);
        }
    }

    private static TypeInfo shape(Attribute a) {
        return new TypeInfo(
                a.typeOid(),
                "",
                0,
                a.len(),
                a.byVal(),
                a.align(),
                a.storage(),
                'b',
                'U',
                false,
                ',',
                0,
                0,
                0,
                0,
                -1,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                0,
                false,
                0);
    }

    /** Row type OID of a stored composite. */
    public static int typeOid(byte[] a, int ao) {
        return Bytes.intL(a, ao + 4);
    }

    /** Type modifier (identity of an anonymous row type). */
    public static int typmod(byte[] a, int ao) {
        return Bytes.intL(a, ao);
    }

    /** Takes a composite apart into datums. */
    public static @Nullable Object[] deform(TupleDesc desc, byte[] a, int ao) {
        int base = ao - 4;
        int stored = Bytes.shortL(a, base + 18) & 0x7FF;
        boolean nulls = (Bytes.shortL(a, base + 20) & 1) != 0;
        int at = a[base + 22] & 0xFF;
        @Nullable Object[] r = new Object[desc.size()];
        for (int i = 0; i < r.length; i++) {
            Attribute att = desc.get(i);
            if (i >= stored) {
                r[i] = att.hasMissing() ? att.missing() : null;
                continue;
            }
            if (nulls && (a[base + 23 + (i >> 3)] >> (i & 7) & 1) == 0) {
                continue;
            }
            if (att.len() != -1 || a[base + at] == 0) {
                at = ArrayValue.align(at, att.alignBytes());
            } else if (!Stored.isShort(a, base + at)) {
                at = ArrayValue.align(at, att.alignBytes());
            }
            Vector v = new Vector(!att.byVal(), 1);
            at += ArrayValue.load(shape(att), a, base + at, v, 0);
            r[i] = v.datum(0);
        }
        return r;
    }

    /** The row type of a stored composite. */
    public static TupleDesc desc(TypeCatalog types, byte[] a, int ao) {
        TupleDesc d = types.rowType(typeOid(a, ao), typmod(a, ao));
        if (d == null) {
            throw Err.of(org.hathi.base.SqlState.WRONG_OBJECT_TYPE, "record type has not been registered");
        }
        return d;
    }
}
