package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;

/** Aggregation. Aggregates are the Aggref nodes of the target list and qual; their arguments are over OUTER_VAR. */
public final class Agg extends Plan {
    /** How groups are formed. */
    public enum Strategy {
        PLAIN,
        SORTED,
        HASHED,
        /** Grouping sets, some hashed, then others over sorted rows. */
        MIXED
    }

    public Strategy strategy = Strategy.PLAIN;
    /** Grouping columns of the input (1-based), with equality operators and collations. */
    public int[] columns = new int[0];

    public int[] operators = new int[0];
    public int[] collations = new int[0];
    /** Estimated number of groups. */
    public double groups = 1;
    /** GROUPING SETS: what is computed together; the hashed ones first. Empty without grouping sets. */
    public List<Rollup> rollups = new ArrayList<>();
    /** For each entry of {@code columns} its sort-group reference, which GROUPING() names. */
    public int[] groupRefs = new int[0];

    @Override
    public String nodeName() {
        return switch (strategy) {
            case PLAIN -> "Aggregate";
            case SORTED -> "GroupAggregate";
            case HASHED -> "HashAggregate";
            case MIXED -> "MixedAggregate";
        };
    }
}
