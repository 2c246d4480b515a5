package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/** Fills in the columns of a new catalog row with Java values. */
public final class RowBuilder {
    private final @Nullable Object[] values;

    public RowBuilder(int columns) {
        values = new Object[columns];
    }

    public RowBuilder oid(int column, int v) {
        values[column - 1] = Datums.oid(v);
        return this;
    }

    /** int2, int4, int8. */
    public RowBuilder num(int column, long v) {
        values[column - 1] = v;
        return this;
    }

    public RowBuilder bool(int column, boolean v) {
        values[column - 1] = v ? 1L : 0L;
        return this;
    }

    public RowBuilder chr(int column, char v) {
        values[column - 1] = Datums.chr(v);
        return this;
    }

    public RowBuilder name(int column, String v) {
        values[column - 1] = Datums.name(v);
        return this;
    }

    public RowBuilder text(int column, @Nullable String v) {
        values[column - 1] = Datums.textOrNull(v);
        return this;
    }

    public RowBuilder float4(int column, float v) {
        values[column - 1] = Datums.float4(v);
        return this;
    }

    public RowBuilder acl(int column, AclItem @Nullable [] v) {
        values[column - 1] = v == null ? null : Datums.aclArray(v);
        return this;
    }

    public RowBuilder texts(int column, String @Nullable [] v) {
        values[column - 1] = v == null ? null : Datums.textArray(v);
        return this;
    }

    /** Any datum. */
    public RowBuilder set(int column, @Nullable Object datum) {
        values[column - 1] = datum;
        return this;
    }

    public @Nullable Object[] row() {
        return values;
    }
}
