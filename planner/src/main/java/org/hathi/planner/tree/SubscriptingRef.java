package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subscripting of a container: element fetch, slice, or (with refassgnexpr) assignment. A null index is an omitted
 * slice bound.
 */
public record SubscriptingRef(
        int refcontainertype,
        int refelemtype,
        int refrestype,
        int reftypmod,
        int refcollid,
        List<@Nullable Expr> refupperindexpr,
        List<@Nullable Expr> reflowerindexpr,
        Expr refexpr,
        @Nullable Expr refassgnexpr)
        implements Expr {
    @Override
    public int type() {
        return refrestype;
    }

    @Override
    public int typmod() {
        return reftypmod;
    }

    @Override
    public int collation() {
        return refcollid;
    }

    @Override
    public int location() {
        return refexpr.location();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof SubscriptingRef e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
