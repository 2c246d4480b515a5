package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** A cast of a child table's row type to its parent's. */
public record ConvertRowtypeExpr(Expr arg, int resulttype, CoercionForm convertformat, int location) implements Expr {
    @Override
    public int type() {
        return resulttype;
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
    public boolean equals(@Nullable Object o) {
        return o instanceof ConvertRowtypeExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
