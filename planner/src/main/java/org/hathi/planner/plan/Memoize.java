package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Remembers the rows of its input for each value of the parameters the input depends on. */
public final class Memoize extends Plan {
    /** What the rows are remembered by: executor parameters, or expressions over them. */
    public List<Expr> keys = new ArrayList<>();
    /** Equality operators and collations of the keys. */
    public int[] operators = new int[0];

    public int[] collations = new int[0];
    /** Numbers of the parameters in the keys: when another one changes, everything is forgotten. */
    public int[] keyParams = new int[0];
    /** At most the first row is read for each key. */
    public boolean singleRow;
    /** Keys are compared bit by bit rather than by their operators. */
    public boolean binary;

    @Override
    public String nodeName() {
        return "Memoize";
    }
}
