package org.hathi.planner.tree;

/** FOR UPDATE/SHARE of one range table entry; {@code pushedDown}: it came from an outer query's clause. */
public record RowMarkClause(int rti, LockClauseStrength strength, LockWaitPolicy waitPolicy, boolean pushedDown)
        implements Node {}
