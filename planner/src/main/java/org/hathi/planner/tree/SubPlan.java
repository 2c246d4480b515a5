package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A planned subquery; {@code planId} is 1-based in PlannedStmt.subplans. {@code arrayType} (not in node text) is
 * the result type of ARRAY(…).
 */
public record SubPlan(
        SubLinkType subLinkType,
        @Nullable Expr testexpr,
        int[] paramIds,
        int planId,
        @Nullable String planName,
        int firstColType,
        int firstColTypmod,
        int firstColCollation,
        boolean useHashTable,
        boolean unknownEqFalse,
        boolean parallelSafe,
        int[] setParam,
        int[] parParam,
        List<Expr> args,
        double startupCost,
        double perCallCost,
        int arrayType)
        implements Expr {
    @Override
    public int type() {
        return Trees.subPlanType(this);
    }

    @Override
    public int typmod() {
        return Trees.subPlanTypmod(this);
    }

    @Override
    public int collation() {
        return Trees.subPlanCollation(this);
    }

    @Override
    public int location() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof SubPlan e && TreeEquals.same(this, e);
    }

    @Override
    public int hashCode() {
        return TreeHash.hash(this);
    }
}
