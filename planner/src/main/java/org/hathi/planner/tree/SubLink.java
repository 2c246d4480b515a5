package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subquery in an expression, before planning. {@code arrayType} (not in node text) is the result type of
 * ARRAY(…).
 */
public record SubLink(
        SubLinkType subLinkType,
        int subLinkId,
        @Nullable Expr testexpr,
        List<String> operName,
        Query subselect,
        int arrayType,
        int location)
        implements Expr {
    @Override
    public int type() {
        return Trees.subLinkType(this);
    }

    @Override
    public int typmod() {
        return Trees.subLinkTypmod(this);
    }

    @Override
    public int collation() {
        return Trees.subLinkCollation(this);
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof SubLink e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
