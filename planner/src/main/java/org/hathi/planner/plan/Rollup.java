package org.hathi.planner.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Grouping sets that are computed together, each set being positions within {@link Agg#columns}.
 *
 * @param hashed one set by a hash table; else over sorted rows, each set being the beginning of the one before
 * @param sets the largest first
 * @param sort how the input's rows are sorted again for them; null: they are hashed, or the input comes sorted
 */
public record Rollup(
        boolean hashed, List<int[]> sets, @Nullable Order sort) {
    /** Input columns (1-based) to sort by. */
    public record Order(int[] columns, int[] operators, int[] collations, boolean[] nullsFirst) {}
}
