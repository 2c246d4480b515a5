package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A composite value with some fields (1-based) replaced. */
public record FieldStore(@Nullable Expr arg, List<Expr> newvals, int[] fieldnums, int resulttype) implements Expr {
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
        return 0;
    }

    @Override
    public int location() {
        return arg == null ? -1 : arg.location();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof FieldStore e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
