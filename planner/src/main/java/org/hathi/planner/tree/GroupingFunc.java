package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** GROUPING(…). */
public record GroupingFunc(List<Expr> args, int[] refs, int[] cols, int agglevelsup, int location) implements Expr {
    @Override
    public int type() {
        return 23;
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
        return o instanceof GroupingFunc e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
