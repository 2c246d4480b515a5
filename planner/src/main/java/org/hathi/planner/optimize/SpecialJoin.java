package org.hathi.planner.optimize;

import org.hathi.planner.tree.JoinType;

/**
 * An outer, semi- or anti-join, which restricts the join order.
 *
 * @param minLeft relations that must be on the left before this join can be done
 * @param minRight likewise on the right
 * @param synLeft relations syntactically on the left
 * @param synRight relations syntactically on the right
 * @param type LEFT, FULL, SEMI or ANTI
 * @param lhsStrict the condition is strict for some relation on the left
 */
record SpecialJoin(long minLeft, long minRight, long synLeft, long synRight, JoinType type, boolean lhsStrict) {}
