package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A window function call; {@code winref} is the winref of its WindowClause. */
public record WindowFunc(
        int winfnoid,
        int wintype,
        int wincollid,
        int inputcollid,
        List<Expr> args,
        @Nullable Expr aggfilter,
        int winref,
        boolean winstar,
        boolean winagg,
        int location)
        implements Expr {
    @Override
    public int type() {
        return wintype;
    }

    @Override
    public int typmod() {
        return -1;
    }

    @Override
    public int collation() {
        return wincollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof WindowFunc e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
