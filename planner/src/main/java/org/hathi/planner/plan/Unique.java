package org.hathi.planner.plan;

/** Drops consecutive rows that are equal in the given columns. */
public final class Unique extends Plan {
    public int[] columns = new int[0];
    public int[] operators = new int[0];
    public int[] collations = new int[0];

    @Override
    public String nodeName() {
        return "Unique";
    }
}
