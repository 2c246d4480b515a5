package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JOIN. {@code rtindex} is the range table index of the join's own entry (0 if the planner made the join);
 * {@code usingClause} are column names (NATURAL fills it in).
 */
public record JoinExpr(
        JoinType jointype,
        boolean isNatural,
        JoinNode larg,
        JoinNode rarg,
        List<String> usingClause,
        @Nullable Alias joinUsingAlias,
        @Nullable Expr quals,
        @Nullable Alias alias,
        int rtindex)
        implements JoinNode {
    /** The same join over other inputs and with another condition. */
    public JoinExpr with(JoinNode l, JoinNode r, @Nullable Expr q) {
        return new JoinExpr(jointype, isNatural, l, r, usingClause, joinUsingAlias, q, alias, rtindex);
    }

    /** The same join of another kind. */
    public JoinExpr withType(JoinType t) {
        return new JoinExpr(t, isNatural, larg, rarg, usingClause, joinUsingAlias, quals, alias, rtindex);
    }
}
