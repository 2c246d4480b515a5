package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** A cast to a domain: checks its constraints at run time. */
public record CoerceToDomain(
        Expr arg, int resulttype, int resulttypmod, int resultcollid, CoercionForm coercionformat, int location)
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
        return o instanceof CoerceToDomain e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
