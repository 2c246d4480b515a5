package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** A cast through the text form (output function, then input function). */
public record CoerceViaIO(Expr arg, int resulttype, int resultcollid, CoercionForm coerceformat, int location)
        implements Expr {
    @Override
    public int type() {
        return resulttype;
    }

    @Override
    public int typmod() {
        return -1;
    }

    @Override
    public int collation() {
        return resultcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof CoerceViaIO e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
