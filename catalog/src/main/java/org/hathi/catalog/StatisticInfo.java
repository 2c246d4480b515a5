package org.hathi.catalog;

/**
 * A row of pg_statistic: up to five slots (histogram, most common values, …).
 *
 * @param distinct > 0 count, < 0 fraction of rows, 0 unknown
 * @param numbers per slot
 * @param values per slot: payload of the array value
 */
public record StatisticInfo(
        int relation,
        int attribute,
        boolean inherited,
        float nullFraction,
        int width,
        float distinct,
        int[] kinds,
        int[] operators,
        int[] collations,
        float[] @org.jspecify.annotations.Nullable [] numbers,
        byte[] @org.jspecify.annotations.Nullable [] values) {}
