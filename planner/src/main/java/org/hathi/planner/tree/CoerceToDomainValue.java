package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** VALUE inside a domain constraint. */
public record CoerceToDomainValue(int typeId, int typeMod, int collation, int location) implements Expr {
    @Override
    public int type() {
        return typeId;
    }

    @Override
    public int typmod() {
        return typeMod;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof CoerceToDomainValue e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
