package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** The value under test of the enclosing CASE (or ArrayCoerceExpr). */
public record CaseTestExpr(int typeId, int typeMod, int collation) implements Expr {
    @Override
    public int type() {
        return typeId;
    }

    @Override
    public int typmod() {
        return typeMod;
    }

    @Override
    public int location() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof CaseTestExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
