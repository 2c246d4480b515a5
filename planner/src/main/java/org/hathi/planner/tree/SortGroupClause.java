package org.hathi.planner.tree;

/**
 * One key of ORDER BY, GROUP BY, DISTINCT, PARTITION BY …: {@code tleSortGroupRef} names the target entry, {@code eqop}
 * and {@code sortop} are operator oids (sortop 0: not sortable), {@code hashable}: eqop can hash.
 */
public record SortGroupClause(int tleSortGroupRef, int eqop, int sortop, boolean nullsFirst, boolean hashable)
        implements Node {}
