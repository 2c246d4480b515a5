package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** The rows of all inputs, which come in one order, merged in that order. */
public final class MergeAppend extends Plan {
    public List<Plan> inputs = new ArrayList<>();
    /** Range table index of the inheritance parent whose tree the inputs scan. */
    public int parentRelation;
    /** The inputs are the arms of UNION ALL; they have no parent to be named by. */
    public boolean union;
    /** With a parent: the columns returned, over the parent; EXPLAIN shows them so. */
    public List<Expr> parentExprs = List.of();

    /** Output columns compared, their ordering operators and collations. */
    public int[] columns = new int[0];

    public int[] operators = new int[0];
    public int[] collations = new int[0];
    public boolean[] nullsFirst = new boolean[0];

    @Override
    public List<Plan> children() {
        return inputs;
    }

    @Override
    public String nodeName() {
        return "Merge Append";
    }
}
