package org.hathi.storage;

/**
 * The background writer's judgement (BgBufferSync of PostgreSQL): it estimates from how fast buffers were taken lately
 * how many will be taken until its next round, and how many reusable ones the clock hand will find on the way there,
 * and writes ahead of the hand until there should be enough. One object per process; rounds follow each other after
 * bgwriter_delay.
 */
final class BackgroundCleaner {
    private static final double SMOOTHING = 16;
    /** Even an idle system is gone through once in this many milliseconds. */
    private static final double WHOLE_POOL_MILLIS = 120_000;

    private final BufferPool pool;
    private final BufferShared s;
    private final CheckpointShared shared;
    private final StorageOptions options;
    private final Writeback writeback;

    private boolean known;
    private long lastHand;
    private long lastAllocations;
    /** Where to go on, in ticks of the hand. */
    private long next;

    private double smoothedAllocations;
    /** Buffers the hand passes for each one it can take. */
    private double smoothedDensity = 10;

    BackgroundCleaner(BufferPool pool, CheckpointShared shared, StorageOptions options, Writeback writeback) {
        this.pool = pool;
        this.s = pool.shared();
        this.shared = shared;
        this.options = options;
        this.writeback = writeback;
    }

    /** One round; returns how many buffers were written, −1: nothing happens at all, it may rest longer. */
    int round() {
        long hand = s.hand();
        long allocations = shared.counter(CheckpointShared.BUFFERS_ALLOC);
        long recent = known ? Math.max(0, allocations - lastAllocations) : 0;
        long moved = known ? hand - lastHand : 0;
        lastAllocations = allocations;
        lastHand = hand;
        if (options.bgwriterMaxPages <= 0) {
            known = false;
            return -1;
        }
        if (!known || next < hand || next > hand + s.count) {
            next = hand;
        }
        known = true;
        long toLap = hand + s.count - next;
        if (moved > 0 && recent > 0) {
            smoothedDensity += ((double) moved / recent - smoothedDensity) / SMOOTHING;
        }
        double found = (next - hand) / smoothedDensity;
        smoothedAllocations = smoothedAllocations <= recent
                ? recent
                : smoothedAllocations + (recent - smoothedAllocations) / SMOOTHING;
        double wanted = smoothedAllocations * options.bgwriterMultiplier;
        if ((int) wanted == 0) {
            smoothedAllocations = 0;
        }
        wanted = Math.max(wanted, s.count / (WHOLE_POOL_MILLIS / options.bgwriterDelay) + found);
        int written = scan(toLap, wanted, found);
        writeback.close();
        return toLap == 0 && recent == 0 ? -1 : written;
    }

    private int scan(long toLap, double wanted, double found) {
        double reusable = found;
        long left = toLap;
        int written = 0;
        while (left > 0 && reusable < wanted) {
            int b = (int) Long.remainderUnsigned(next, s.count);
            next++;
            left--;
            long state = s.state(b);
            if ((state & (BufferShared.PIN_MASK | BufferShared.USAGE_MASK)) != 0) {
                continue;
            }
            reusable++;
            if ((state & BufferShared.DIRTY) == 0) {
                continue;
            }
            var rel = s.relation(b);
            int fork = s.fork(b);
            int block = s.block(b);
            if (!pool.writer().flushOne(b)) {
                continue;
            }
            writeback.wrote(rel, fork, block, options.fsync ? options.bgwriterFlushAfter : 0);
            shared.count(CheckpointShared.BUFFERS_CLEAN, 1);
            if (++written >= options.bgwriterMaxPages) {
                shared.count(CheckpointShared.MAXWRITTEN_CLEAN, 1);
                break;
            }
        }
        long scanned = toLap - left;
        double got = reusable - found;
        if (scanned > 0 && got > 0) {
            smoothedDensity += (scanned / got - smoothedDensity) / SMOOTHING;
        }
        return written;
    }
}
