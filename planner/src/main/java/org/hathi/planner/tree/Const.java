package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/**
 * A constant; {@code constvalue} follows the datum convention of room types (null = SQL NULL, Long, or byte[]
 * payload).
 */
public record Const(
        int consttype,
        int consttypmod,
        int constcollid,
        int constlen,
        boolean constbyval,
        @Nullable Object constvalue,
        int location)
        implements Expr {
    /** Is it SQL NULL? */
    public boolean isNull() {
        return constvalue == null;
    }

    /** The value of a by-value type; not for NULL. */
    public long longValue() {
        return (Long) java.util.Objects.requireNonNull(constvalue);
    }

    /** The payload of a by-reference type; not for NULL. */
    public byte[] bytes() {
        return (byte[]) java.util.Objects.requireNonNull(constvalue);
    }

    @Override
    public int type() {
        return consttype;
    }

    @Override
    public int typmod() {
        return consttypmod;
    }

    @Override
    public int collation() {
        return constcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Const e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
