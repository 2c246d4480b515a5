package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ARRAY[…]}; multidims: the elements are arrays themselves. */
public record ArrayExpr(
        int arrayTypeid, int arrayCollid, int elementTypeid, List<Expr> elements, boolean multidims, int location)
        implements Expr {
    @Override
    public int type() {
        return arrayTypeid;
    }

    @Override
    public int typmod() {
        return Trees.arrayTypmod(this);
    }

    @Override
    public int collation() {
        return arrayCollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof ArrayExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
