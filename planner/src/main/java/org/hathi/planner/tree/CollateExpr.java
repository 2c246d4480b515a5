package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** {@code expr COLLATE name}. */
public record CollateExpr(Expr arg, int collOid, int location) implements Expr {
    @Override
    public int type() {
        return arg.type();
    }

    @Override
    public int typmod() {
        return arg.typmod();
    }

    @Override
    public int collation() {
        return collOid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof CollateExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
