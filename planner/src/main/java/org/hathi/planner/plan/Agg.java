package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;

/** Aggregation. Aggregates are the Aggref nodes of the target list and qual; their arguments are over OUTER_VAR. */
public final class Agg extends Plan {
    /** How groups are formed. */
    public enum Strategy {
        PLAIN,
        SORTED,
        HASHED
    }

    public Strategy strategy = Strategy.PLAIN;
    /** Grouping columns of the input (1-based), with equality operators and collations. */
    public int[] columns = new int[0];

    public int[] operators = new int[0];
    public int[] collations = new int[0];
    /** Estimated number of groups. */
    public double groups = 1;
    /**
     * GROUPING SETS: for each set the positions within {@code columns} it groups by; empty without grouping sets. All
     * sets are computed by hashing (or plainly, for the empty set) in one pass.
     */
    public List<int[]> groupingSets = new ArrayList<>();
    /** For each entry of {@code columns} its sort-group reference, which GROUPING() names. */
    public int[] groupRefs = new int[0];

    @Override
    public String nodeName() {
        return switch (strategy) {
            case PLAIN -> groupingSets.isEmpty() ? "Aggregate" : "MixedAggregate";
            case SORTED -> "GroupAggregate";
            case HASHED -> "HashAggregate";
        };
    }
}
