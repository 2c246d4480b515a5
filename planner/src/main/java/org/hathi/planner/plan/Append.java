package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** The rows of all inputs, one after the other. */
public final class Append extends Plan {
    public List<Plan> inputs = new ArrayList<>();
    /** Range table index of the inheritance parent whose tree the inputs scan; 0: a set operation. */
    public int parentRelation;
    /** The inputs are the arms of UNION ALL; they have no parent to be named by. */
    public boolean union;
    /** With a parent: the columns returned, over the parent; EXPLAIN shows them so. */
    public List<Expr> parentExprs = List.of();

    @Override
    public List<Plan> children() {
        return inputs;
    }

    @Override
    public String nodeName() {
        return "Append";
    }
}
