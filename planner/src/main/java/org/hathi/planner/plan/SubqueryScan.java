package org.hathi.planner.plan;

/** Passes on the rows of a planned subquery (its left child), filtered and projected. */
public final class SubqueryScan extends Plan {
    /** Range table index of the subquery. */
    public int scanRelId;

    @Override
    public String nodeName() {
        return "Subquery Scan";
    }
}
