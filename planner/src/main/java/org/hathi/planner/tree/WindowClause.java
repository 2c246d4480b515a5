package org.hathi.planner.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A window: keys, frame ({@code frameOptions} bits of the parser's WindowFrame) and bounds; {@code winref} 1-based. */
public record WindowClause(
        @Nullable String name,
        @Nullable String refname,
        List<SortGroupClause> partitionClause,
        List<SortGroupClause> orderClause,
        int frameOptions,
        @Nullable Expr startOffset,
        @Nullable Expr endOffset,
        int startInRangeFunc,
        int endInRangeFunc,
        int inRangeColl,
        boolean inRangeAsc,
        boolean inRangeNullsFirst,
        int winref,
        boolean copiedOrder)
        implements Node {
    /** The same window with other frame bounds. */
    public WindowClause withOffsets(@Nullable Expr start, @Nullable Expr end) {
        return start == startOffset && end == endOffset
                ? this
                : new WindowClause(
                        name,
                        refname,
                        partitionClause,
                        orderClause,
                        frameOptions,
                        start,
                        end,
                        startInRangeFunc,
                        endInRangeFunc,
                        inRangeColl,
                        inRangeAsc,
                        inRangeNullsFirst,
                        winref,
                        copiedOrder);
    }
}
