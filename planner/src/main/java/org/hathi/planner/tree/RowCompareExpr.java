package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code (a, b) < (c, d)} with a B-tree ordering. */
public record RowCompareExpr(
        RowCompareType rctype, int[] opnos, int[] opfamilies, int[] inputcollids, List<Expr> largs, List<Expr> rargs)
        implements Expr {
    @Override
    public int type() {
        return 16;
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
        return largs.get(0).location();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof RowCompareExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
