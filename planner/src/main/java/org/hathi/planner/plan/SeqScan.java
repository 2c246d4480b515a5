package org.hathi.planner.plan;

/** Reads a whole table, page at a time. */
public final class SeqScan extends Plan {
    /** Range table index of the table. */
    public int scanRelId;

    @Override
    public String nodeName() {
        return "Seq Scan";
    }
}
