package org.hathi.catalog;

/**
 * A row of pg_sequence.
 */
public record SequenceInfo(
        int relation, int type, long start, long increment, long max, long min, long cache, boolean cycle) {}
