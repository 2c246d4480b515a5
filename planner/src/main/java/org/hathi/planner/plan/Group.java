package org.hathi.planner.plan;

/** GROUP BY without aggregates, over sorted input. */
public final class Group extends Plan {
    public int[] columns = new int[0];
    public int[] operators = new int[0];
    public int[] collations = new int[0];

    @Override
    public String nodeName() {
        return "Group";
    }
}
