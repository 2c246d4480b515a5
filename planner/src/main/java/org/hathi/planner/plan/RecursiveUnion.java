package org.hathi.planner.plan;

/** WITH RECURSIVE: the left child once, then the right child until it adds nothing. */
public final class RecursiveUnion extends Plan {
    public int workTableParam;
    /** For UNION: columns and equality operators that make rows duplicates; empty for UNION ALL. */
    public int[] dupColumns = new int[0];

    public int[] dupOperators = new int[0];
    public int[] dupCollations = new int[0];

    @Override
    public String nodeName() {
        return "Recursive Union";
    }
}
