package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Merges two inputs sorted on the join keys. */
public final class MergeJoin extends Join {
    /** Conditions {@code outer = inner}, in key order. */
    public List<Expr> mergeClauses = new ArrayList<>();
    /**
     * For each key: the B-tree operator family, collation, descending flag and nulls-first flag both inputs are sorted
     * by.
     */
    public int[] families = new int[0];

    public int[] collations = new int[0];
    public boolean[] descending = new boolean[0];
    public boolean[] nullsFirst = new boolean[0];

    @Override
    public String nodeName() {
        return "Merge Join";
    }
}
