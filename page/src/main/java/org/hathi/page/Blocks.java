package org.hathi.page;

/** Sizes every storage room agrees on: PostgreSQL's build-time defaults, which its control file records. */
public final class Blocks {
    /** Bytes of a block (BLCKSZ). */
    public static final int SIZE = 8192;
    /** Blocks of one segment file (RELSEG_SIZE): 1 GB. */
    public static final int PER_SEGMENT = 131072;
    /** No block (InvalidBlockNumber, 2^32 − 1). */
    public static final int INVALID = -1;
    /** The largest block number, as an unsigned int. */
    public static final int MAX = -2;
    /** Tuples on one heap page at most (MaxHeapTuplesPerPage). */
    public static final int MAX_HEAP_TUPLES = 291;
    /** Bytes of the largest heap tuple (MaxHeapTupleSize). */
    public static final int MAX_HEAP_TUPLE_SIZE = 8160;
    /** Tuples on one index page at most (MaxIndexTuplesPerPage). */
    public static final int MAX_INDEX_TUPLES = 408;

    private Blocks() {}

    /** Rounds up to a multiple of 8 (MAXALIGN). */
    public static int maxAlign(int n) {
        return (n + 7) & ~7;
    }

    /** Rounds up to a multiple of 8. */
    public static long maxAlign(long n) {
        return (n + 7) & ~7L;
    }

    /** Rounds down to a multiple of 8. */
    public static int maxAlignDown(int n) {
        return n & ~7;
    }
}
