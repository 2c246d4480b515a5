package org.hathi.planner.optimize;

/**
 * What evaluating expressions costs.
 *
 * @param startup once, before the first row
 * @param perTuple for each row
 */
record QualCost(double startup, double perTuple) {
    static final QualCost NONE = new QualCost(0, 0);

    QualCost plus(QualCost o) {
        return o == NONE ? this : this == NONE ? o : new QualCost(startup + o.startup, perTuple + o.perTuple);
    }
}
