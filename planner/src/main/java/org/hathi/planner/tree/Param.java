package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** A parameter: EXTERN = $n (1-based), EXEC = filled in by the executor (0-based). */
public record Param(ParamKind paramkind, int paramid, int paramtype, int paramtypmod, int paramcollid, int location)
        implements Expr {
    @Override
    public int type() {
        return paramtype;
    }

    @Override
    public int typmod() {
        return paramtypmod;
    }

    @Override
    public int collation() {
        return paramcollid;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Param e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
