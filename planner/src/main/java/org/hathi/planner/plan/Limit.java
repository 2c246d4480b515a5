package org.hathi.planner.plan;

import org.hathi.planner.tree.Expr;
import org.jspecify.annotations.Nullable;

/** Skips and counts rows. */
public final class Limit extends Plan {
    public @Nullable Expr offset;
    public @Nullable Expr count;
    /** FETCH … WITH TIES: columns and equality operators that make peers; empty otherwise. */
    public boolean withTies;

    public int[] tieColumns = new int[0];
    public int[] tieOperators = new int[0];
    public int[] tieCollations = new int[0];

    @Override
    public String nodeName() {
        return "Limit";
    }
}
