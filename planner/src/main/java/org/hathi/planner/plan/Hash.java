package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** The inner side of a hash join. */
public final class Hash extends Plan {
    /** Key expressions over the input (OUTER_VAR of this node). */
    public List<Expr> keys = new ArrayList<>();

    @Override
    public String nodeName() {
        return "Hash";
    }
}
