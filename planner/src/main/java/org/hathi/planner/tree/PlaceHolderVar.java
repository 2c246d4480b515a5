package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/**
 * Planner only: an expression to be evaluated below an outer join and carried up; phrels are rangetable indexes.
 */
public record PlaceHolderVar(Expr phexpr, int[] phrels, int phid, int phlevelsup) implements Expr {
    @Override
    public int type() {
        return phexpr.type();
    }

    @Override
    public int typmod() {
        return phexpr.typmod();
    }

    @Override
    public int collation() {
        return phexpr.collation();
    }

    @Override
    public int location() {
        return phexpr.location();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof PlaceHolderVar e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
