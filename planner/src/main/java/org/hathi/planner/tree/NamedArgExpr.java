package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** A named argument of a function call ({@code argnumber} 0-based position); gone after planning. */
public record NamedArgExpr(Expr arg, @Nullable String name, int argnumber, int location) implements Expr {
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
        return arg.collation();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof NamedArgExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
