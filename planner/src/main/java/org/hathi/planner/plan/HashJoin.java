package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;

/** Probes a hash table of the inner side, a {@link Hash} node, with the outer rows. */
public final class HashJoin extends Join {
    /** Conditions {@code outer = inner}. */
    public List<Expr> hashClauses = new ArrayList<>();
    /** Equality operators and collations, one for each key. */
    public int[] operators = new int[0];

    public int[] collations = new int[0];
    /** Outer side of each condition, over OUTER_VAR. The inner side's keys are in the Hash node. */
    public List<Expr> outerKeys = new ArrayList<>();

    @Override
    public String nodeName() {
        return "Hash Join";
    }
}
