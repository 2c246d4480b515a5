package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator call with one or two arguments. */
public record OpExpr(
        int opno,
        int opfuncid,
        int opresulttype,
        boolean opretset,
        int opcollid,
        int inputcollid,
        List<Expr> args,
        int location)
        implements Expr {
    @Override
    public int type() {
        return opresulttype;
    }

    @Override
    public int typmod() {
        return -1;
    }

    @Override
    public int collation() {
        return opcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof OpExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
