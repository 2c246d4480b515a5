package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Comparison of composite values column by column, nulls last. */
final class RecordOps extends ByRefOps {
    private final TypeCatalog types;

    RecordOps(TypeCatalog types) {
        super(-1);
        this.types = types;
    }

    @Override
    int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
        TupleDesc da = RecordValue.desc(types, a, ao);
        TupleDesc db = RecordValue.desc(types, b, bo);
        @Nullable Object[] x = RecordValue.deform(da, a, ao);
        @Nullable Object[] y = RecordValue.deform(db, b, bo);
        int i = 0;
        int j = 0;
        int col = 0;
        while (i < x.length || j < y.length) {
            if (i < x.length && da.get(i).dropped()) {
                i++;
                continue;
            }
            if (j < y.length && db.get(j).dropped()) {
                j++;
                continue;
            }
            if (i >= x.length || j >= y.length) {
                throw Err.of(
                        org.hathi.base.SqlState.DATATYPE_MISMATCH,
                        "cannot compare record types with different numbers of columns");
            }
            col++;
            if (da.get(i).typeOid() != db.get(j).typeOid()) {
                throw Err.of(
                        org.hathi.base.SqlState.DATATYPE_MISMATCH,
                        "cannot compare dissimilar column types "
                                + types.formatType(da.get(i).typeOid(), -1) + " and "
                                + types.formatType(db.get(j).typeOid(), -1) + " at record column " + col);
            }
            Object u = x[i];
            Object v = y[j];
            if (u == null || v == null) {
                if (u != v) {
                    return u == null ? 1 : -1;
                }
            } else {
                int c = TypeOps.of(types, da.get(i).typeOid(), da.get(i).collation())
                        .compare(u, v);
                if (c != 0) {
                    return c;
                }
            }
            i++;
            j++;
        }
        return 0;
    }

    @Override
    int hashBytes(byte[] a, int ao, int al) {
        TupleDesc d = RecordValue.desc(types, a, ao);
        @Nullable Object[] x = RecordValue.deform(d, a, ao);
        int h = 0;
        for (int i = 0; i < x.length; i++) {
            Object v = x[i];
            if (!d.get(i).dropped()) {
                h = 31 * h
                        + (v == null
                                ? 0
                                : TypeOps.of(types, d.get(i).typeOid(), d.get(i).collation())
                                        .hash(v));
            }
        }
        return h;
    }
}
