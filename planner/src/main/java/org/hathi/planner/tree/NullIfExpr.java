package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code NULLIF(a, b)}; opno is the equality operator, opresulttype the type of a. */
public record NullIfExpr(
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
        return args.get(0).typmod();
    }

    @Override
    public int collation() {
        return opcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof NullIfExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
