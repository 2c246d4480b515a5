package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** GREATEST, LEAST. */
public record MinMaxExpr(int minmaxtype, int minmaxcollid, int inputcollid, MinMaxOp op, List<Expr> args, int location)
        implements Expr {
    @Override
    public int type() {
        return minmaxtype;
    }

    @Override
    public int typmod() {
        return Trees.commonTypmod(args, minmaxtype);
    }

    @Override
    public int collation() {
        return minmaxcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof MinMaxExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
