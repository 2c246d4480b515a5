package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Returns the rows of set-returning functions in FROM. */
public final class FunctionScan extends Plan {
    /** Range table index of the functions. */
    public int scanRelId;
    /** One entry for each function of ROWS FROM (usually one): its call and how many columns it yields. */
    public List<FunctionCall> functions = new ArrayList<>();

    public boolean withOrdinality;

    /**
     * One function of the scan: its call, the columns' types and typmods and collations (one for a scalar result), and
     * their names when a column definition list gives them.
     */
    public record FunctionCall(
            Expr call,
            boolean composite,
            List<Integer> types,
            List<Integer> typmods,
            List<Integer> collations,
            List<String> names) {}

    @Override
    public String nodeName() {
        return "Function Scan";
    }
}
