package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** The next value of an identity column's sequence. */
public record NextValueExpr(int seqid, int typeId) implements Expr {
    @Override
    public int type() {
        return typeId;
    }

    @Override
    public int typmod() {
        return -1;
    }

    @Override
    public int collation() {
        return 0;
    }

    @Override
    public int location() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof NextValueExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
