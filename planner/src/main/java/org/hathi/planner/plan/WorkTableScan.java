package org.hathi.planner.plan;

/** Reads the working table of the enclosing RecursiveUnion. */
public final class WorkTableScan extends Plan {
    /** Range table index of the self-reference. */
    public int scanRelId;
    /** The executor parameter that identifies the RecursiveUnion. */
    public int workTableParam;

    @Override
    public String nodeName() {
        return "WorkTable Scan";
    }
}
