package org.hathi.planner.plan;

import java.util.List;

/**
 * An initplan: run subplan {@code subplan} (1-based in {@link PlannedStmt#subplans}, as {@code SubPlan.planId}) at most
 * once per execution of the node it hangs on, and put its single row's columns (or, for EXISTS, one boolean; for ARRAY,
 * one array; for a CTE, nothing) into the executor parameters {@code setParams}.
 */
public record SubPlanRef(int subplan, Kind kind, List<Integer> setParams, String name, int arrayElementType) {
    /** What the subquery's rows are made into. */
    public enum Kind {
        SCALAR,
        EXISTS,
        ARRAY,
        ROW,
        CTE
    }
}
