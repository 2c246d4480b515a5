package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** CURRENT_DATE and the like, which look like no function. */
public record SqlValueFunction(SqlValueFunctionOp op, int type, int typmod, int location) implements Expr {
    @Override
    public int collation() {
        return type == 19 ? 950 : 0;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof SqlValueFunction e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
