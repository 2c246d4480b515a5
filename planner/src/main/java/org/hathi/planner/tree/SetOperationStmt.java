package org.hathi.planner.tree;

import java.util.List;

/**
 * UNION, INTERSECT, EXCEPT; groupClauses (empty for UNION ALL) compare the output columns, tleSortGroupRef unused (0).
 */
public record SetOperationStmt(
        SetOperation op,
        boolean all,
        SetOpNode larg,
        SetOpNode rarg,
        int[] colTypes,
        int[] colTypmods,
        int[] colCollations,
        List<SortGroupClause> groupClauses)
        implements SetOpNode {}
