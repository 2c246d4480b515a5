package org.hathi.planner.optimize;

/**
 * What the aggregates of a grouping step cost.
 *
 * @param transition for each input row
 * @param end for each group
 * @param count number of transition states
 * @param space bytes of states that are not plain values
 */
record AggCosts(QualCost transition, QualCost end, int count, int space) {
    static final AggCosts NONE = new AggCosts(QualCost.NONE, QualCost.NONE, 0, 0);
}
