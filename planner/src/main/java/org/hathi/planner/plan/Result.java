package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** One row without a table, or the input filtered by a condition that does not depend on it (checked once). */
public final class Result extends Plan {
    /** Conditions that do not depend on the input; when one is not true the node returns nothing. */
    public List<Expr> constantQual = new ArrayList<>();

    @Override
    public String nodeName() {
        return "Result";
    }
}
