package org.hathi.catalog;

/**
 * A row of pg_range.
 */
public record RangeInfo(
        int type, int subtype, int multirange, int collation, int opclass, int canonical, int subdiff) {}
