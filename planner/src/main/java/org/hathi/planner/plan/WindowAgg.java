package org.hathi.planner.plan;

import org.hathi.planner.tree.Expr;
import org.jspecify.annotations.Nullable;

/** Window functions of one window over input sorted by partition and order columns. */
public final class WindowAgg extends Plan {
    public int windowRef;
    public int[] partitionColumns = new int[0];
    public int[] partitionOperators = new int[0];
    public int[] partitionCollations = new int[0];
    public int[] orderColumns = new int[0];
    public int[] orderOperators = new int[0];
    public int[] orderCollations = new int[0];
    /** Frame option bits as in WindowClause. */
    public int frameOptions;

    public @Nullable Expr startOffset;
    public @Nullable Expr endOffset;
    /** in_range support functions for RANGE offsets, 0 if none. */
    public int startInRangeFunction;

    public int endInRangeFunction;
    public int inRangeCollation;
    public boolean inRangeAscending;
    public boolean inRangeNullsFirst;

    @Override
    public String nodeName() {
        return "WindowAgg";
    }
}
