package org.hathi.planner.plan;

/** Sorts its input. */
public final class Sort extends Plan {
    /** 1-based columns of the input to sort by, with ordering operators, collations and null placement. */
    public int[] columns = new int[0];

    public int[] operators = new int[0];
    public int[] collations = new int[0];
    public boolean[] nullsFirst = new boolean[0];
    /** Columns by which the input is sorted already (incremental sort); 0 for a full sort. */
    public int presorted;

    @Override
    public String nodeName() {
        return presorted > 0 ? "Incremental Sort" : "Sort";
    }
}
