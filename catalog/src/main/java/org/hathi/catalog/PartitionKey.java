package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_partitioned_table.
 *
 * @param strategy h hash, l list, r range
 * @param attributes 0 for an expression
 * @param expressions node text
 */
public record PartitionKey(
        int relation,
        char strategy,
        int defaultPartition,
        int[] attributes,
        int[] opclasses,
        int[] collations,
        @Nullable String expressions) {}
