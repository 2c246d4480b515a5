package org.hathi.planner.optimize;

import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;
import org.jspecify.annotations.Nullable;

/**
 * An outer, semi- or anti-join, which restricts the join order.
 *
 * @param minLeft relations that must be on the left before this join can be done
 * @param minRight likewise on the right
 * @param synLeft relations syntactically on the left
 * @param synRight relations syntactically on the right
 * @param type LEFT, FULL, SEMI or ANTI
 * @param lhsStrict the condition is strict for some relation on the left
 * @param semi for a semi-join of equalities: how to make the right side unique; else null
 */
record SpecialJoin(
        long minLeft,
        long minRight,
        long synLeft,
        long synRight,
        JoinType type,
        boolean lhsStrict,
        @Nullable Unique semi) {

    /** Right-hand expressions of a semi-join's equalities, and the equality operators. */
    record Unique(List<Expr> exprs, int[] operators, boolean sortable, boolean hashable) {}
}
