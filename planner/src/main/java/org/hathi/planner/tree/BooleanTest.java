package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** IS [NOT] TRUE, FALSE, UNKNOWN. */
public record BooleanTest(Expr arg, BoolTestType booltesttype, int location) implements Expr {
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
        return o instanceof BooleanTest e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
