package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** A cast of every element of an array; elemexpr works on a CaseTestExpr. */
public record ArrayCoerceExpr(
        Expr arg,
        Expr elemexpr,
        int resulttype,
        int resulttypmod,
        int resultcollid,
        CoercionForm coerceformat,
        int location)
        implements Expr {
    @Override
    public int type() {
        return resulttype;
    }

    @Override
    public int typmod() {
        return resulttypmod;
    }

    @Override
    public int collation() {
        return resultcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof ArrayCoerceExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
