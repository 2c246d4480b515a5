package org.hathi.catalog;

import java.nio.charset.StandardCharsets;
import org.hathi.base.SqlError;
import org.jspecify.annotations.Nullable;

/** A row read from a system catalog: its place (to update or delete it) and its datums. Column numbers are 1-based. */
public final class CatalogRow {
    private final int catalog;
    private final long tid;
    private final @Nullable Object[] values;

    public CatalogRow(int catalog, long tid, @Nullable Object[] values) {
        this.catalog = catalog;
        this.tid = tid;
        this.values = values;
    }

    /** Oid of the catalog the row is from. */
    public int catalog() {
        return catalog;
    }

    /** Where the row version is stored. */
    public long tid() {
        return tid;
    }

    /** A copy of the datums, to be changed and given to {@link CatalogTable#update}. */
    public @Nullable Object[] copy() {
        return values.clone();
    }

    @Nullable
    Object[] values() {
        return values;
    }

    public @Nullable Object get(int column) {
        return values[column - 1];
    }

    public boolean isNull(int column) {
        return values[column - 1] == null;
    }

    private Object need(int column) {
        Object v = values[column - 1];
        if (v == null) {
            throw SqlError.internal("unexpected null value in catalog " + catalog + " column " + column);
        }
        return v;
    }

    /** An oid, int4 or int2. */
    public int intAt(int column) {
        return ((Long) need(column)).intValue();
    }

    public long longAt(int column) {
        return (Long) need(column);
    }

    public boolean boolAt(int column) {
        return (Long) need(column) != 0;
    }

    /** A "char". */
    public char charAt(int column) {
        return (char) ((Long) need(column) & 0xFF);
    }

    public float floatAt(int column) {
        return Float.intBitsToFloat(((Long) need(column)).intValue());
    }

    public String nameAt(int column) {
        return Datums.nameOf(need(column));
    }

    public String textAt(int column) {
        return new String((byte[]) need(column), StandardCharsets.UTF_8);
    }

    public @Nullable String textOrNull(int column) {
        Object v = values[column - 1];
        return v == null ? null : new String((byte[]) v, StandardCharsets.UTF_8);
    }

    public int[] intsAt(int column) {
        return Datums.ints((byte[]) need(column));
    }

    public int @Nullable [] intsOrNull(int column) {
        Object v = values[column - 1];
        return v == null ? null : Datums.ints((byte[]) v);
    }

    public String @Nullable [] textsOrNull(int column) {
        Object v = values[column - 1];
        return v == null ? null : Datums.texts((byte[]) v);
    }

    public byte @Nullable [] charsOrNull(int column) {
        int[] v = intsOrNull(column);
        if (v == null) {
            return null;
        }
        byte[] r = new byte[v.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (byte) v[i];
        }
        return r;
    }

    public AclItem @Nullable [] aclOrNull(int column) {
        Object v = values[column - 1];
        return v == null ? null : Datums.acl((byte[]) v);
    }

    public byte @Nullable [] bytesOrNull(int column) {
        return (byte[]) values[column - 1];
    }
}
