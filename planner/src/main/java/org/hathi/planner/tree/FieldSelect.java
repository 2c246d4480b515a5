package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** One field (1-based) of a composite value. */
public record FieldSelect(Expr arg, int fieldnum, int resulttype, int resulttypmod, int resultcollid) implements Expr {
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
    public int location() {
        return arg.location();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof FieldSelect e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
