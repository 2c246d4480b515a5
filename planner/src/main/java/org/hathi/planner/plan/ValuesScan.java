package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Returns the rows of a VALUES list. */
public final class ValuesScan extends Plan {
    /** Range table index of the VALUES list. */
    public int scanRelId;

    public List<List<Expr>> rowsList = new ArrayList<>();

    @Override
    public String nodeName() {
        return "Values Scan";
    }
}
