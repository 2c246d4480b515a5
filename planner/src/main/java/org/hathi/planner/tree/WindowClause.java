package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window: keys, frame ({@code frameOptions} bits of the parser's WindowFrame) and bounds; {@code winref} 1-based.
 *
 * @param runCondition conditions over its functions that stay false once they are (the planner's; empty before)
 */
public record WindowClause(
        @Nullable String name,
        @Nullable String refname,
        List<SortGroupClause> partitionClause,
        List<SortGroupClause> orderClause,
        int frameOptions,
        @Nullable Expr startOffset,
        @Nullable Expr endOffset,
        List<Expr> runCondition,
        int startInRangeFunc,
        int endInRangeFunc,
        int inRangeColl,
        boolean inRangeAsc,
        boolean inRangeNullsFirst,
        int winref,
        boolean copiedOrder)
        implements Node {
    /** The same window with other frame bounds and run conditions. */
    public WindowClause with(@Nullable Expr start, @Nullable Expr end, List<Expr> run) {
        return start == startOffset && end == endOffset && run.equals(runCondition)
                ? this
                : new WindowClause(
                        name,
                        refname,
                        partitionClause,
                        orderClause,
                        frameOptions,
                        start,
                        end,
                        List.copyOf(run),
                        startInRangeFunc,
                        endInRangeFunc,
                        inRangeColl,
                        inRangeAsc,
                        inRangeNullsFirst,
                        winref,
                        copiedOrder);
    }
}
