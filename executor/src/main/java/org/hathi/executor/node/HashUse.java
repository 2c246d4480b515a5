package org.hathi.executor.node;

/**
 * What a hash table needed, for EXPLAIN ANALYZE.
 *
 * @param batches parts the rows were split into; for aggregation the passes over rows in files
 * @param peak bytes of memory at most
 * @param disk bytes written to temporary files
 */
public record HashUse(long buckets, long firstBuckets, int batches, int firstBatches, long peak, long disk) {}
