package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function call. */
public record FuncExpr(
        int funcid,
        int funcresulttype,
        boolean funcretset,
        boolean funcvariadic,
        CoercionForm funcformat,
        int funccollid,
        int inputcollid,
        List<Expr> args,
        int location)
        implements Expr {
    @Override
    public int type() {
        return funcresulttype;
    }

    @Override
    public int typmod() {
        return Trees.lengthCoercionTypmod(this);
    }

    @Override
    public int collation() {
        return funccollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof FuncExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
