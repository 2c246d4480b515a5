package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** A binary-compatible cast: no run-time effect. */
public record RelabelType(
        Expr arg, int resulttype, int resulttypmod, int resultcollid, CoercionForm relabelformat, int location)
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
        return o instanceof RelabelType e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
