package org.hathi.planner.tree;

import org.jspecify.annotations.Nullable;

/** WHERE CURRENT OF cursor. */
public record CurrentOfExpr(int cvarno, @Nullable String cursorName, int cursorParam) implements Expr {
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
    public int location() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof CurrentOfExpr e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
