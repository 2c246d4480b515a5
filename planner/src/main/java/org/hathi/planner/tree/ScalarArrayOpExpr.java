package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code scalar op ANY|ALL (array)}. */
public record ScalarArrayOpExpr(
        int opno,
        int opfuncid,
        int hashfuncid,
        int negfuncid,
        boolean useOr,
        int inputcollid,
        List<Expr> args,
        int location)
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
    public boolean equals(@Nullable Object o) {
        return o instanceof ScalarArrayOpExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
