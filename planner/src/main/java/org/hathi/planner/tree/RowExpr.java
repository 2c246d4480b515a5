package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ROW(…)}; rowTypeid is RECORD or a composite type. */
public record RowExpr(List<Expr> args, int rowTypeid, CoercionForm rowFormat, List<String> colnames, int location)
        implements Expr {
    @Override
    public int type() {
        return rowTypeid;
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
        return o instanceof RowExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
