package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** COALESCE. */
public record CoalesceExpr(int coalescetype, int coalescecollid, List<Expr> args, int location) implements Expr {
    @Override
    public int type() {
        return coalescetype;
    }

    @Override
    public int typmod() {
        return Trees.commonTypmod(args, coalescetype);
    }

    @Override
    public int collation() {
        return coalescecollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof CoalesceExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
