package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_statistic_ext: extended statistics object.
 */
public record StatisticExtInfo(
        int oid,
        int relation,
        String name,
        int namespace,
        int owner,
        int target,
        int[] keys,
        byte[] kinds,
        @Nullable String expressions) {}
