package org.hathi.planner.plan;

/** Reads the materialised rows of a common table expression. */
public final class CteScan extends Plan {
    /** Range table index of the reference. */
    public int scanRelId;
    /** The subplan (1-based in PlannedStmt.subplans) that produces the rows; all scans of it share one store. */
    public int subplan;
    /** The executor parameter that identifies the shared store. */
    public int cteParam;

    @Override
    public String nodeName() {
        return "CTE Scan";
    }
}
