package org.hathi.planner.plan;

import java.util.ArrayList;
import java.util.List;
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

    /** Conditions over its functions that stay false for the rest of a partition once they are. */
    public List<Expr> runCondition = new ArrayList<>();
    /** Is there no window above? Rows that fail the run condition are then left out, else passed on with nulls. */
    public boolean top;

    @Override
    public String nodeName() {
        return "WindowAgg";
    }
}
