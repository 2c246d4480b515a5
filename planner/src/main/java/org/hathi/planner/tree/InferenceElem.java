package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** One element of ON CONFLICT's index inference. */
public record InferenceElem(Expr expr, int infercollid, int inferopclass) implements Expr {
    @Override
    public int type() {
        return expr.type();
    }

    @Override
    public int typmod() {
        return -1;
    }

    @Override
    public int collation() {
        return expr.collation();
    }

    @Override
    public int location() {
        return expr.location();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof InferenceElem e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
