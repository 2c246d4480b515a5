package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.JoinType;

/**
 * A join of the left (outer) and right (inner) child.
 *
 * <p>{@code joinQual} decides which pairs match; {@code qual} is applied to the join's result, after null extension.
 */
public abstract sealed class Join extends Plan permits NestLoop, MergeJoin, HashJoin {
    public JoinType joinType = JoinType.INNER;
    public List<Expr> joinQual = new ArrayList<>();
    /** True when an outer row can have at most one match, so that the inner side need not be searched further. */
    public boolean innerUnique;
}
