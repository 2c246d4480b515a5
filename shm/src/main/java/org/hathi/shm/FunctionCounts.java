package org.hathi.shm;

/**
 * What a process has counted about one function since it last told {@link StatsRegion}: calls, and the time they took
 * with and without what they called in turn. Belongs to the process's {@link ProcStats}.
 */
public final class FunctionCounts {
    final int oid;
    private final ProcStats owner;
    private long calls;
    private long total;
    private long self;

    FunctionCounts(ProcStats owner, int oid) {
        this.owner = owner;
        this.oid = oid;
    }

    /** A call in progress; nanoseconds. */
    public record Call(long start, long nestedBefore, long totalBefore) {}

    /** A call begins. */
    public Call begin() {
        return new Call(System.nanoTime(), owner.nestedNanos, total);
    }

    /** It has ended. */
    public void end(Call c) {
        long took = System.nanoTime() - c.start;
        long nested = owner.nestedNanos - c.nestedBefore;
        owner.nestedNanos = c.nestedBefore + took;
        calls++;
        // not added to: a recursive call's time is part of this one's
        total = c.totalBefore + took;
        self += took - nested;
    }

    /** A counter of {@link StatCounters}; times in microseconds. */
    public long get(int counter) {
        return switch (counter) {
            case StatCounters.CALLS -> calls;
            case StatCounters.TOTAL_TIME -> total / 1000;
            default -> self / 1000;
        };
    }

    void clear() {
        calls = 0;
        total = 0;
        self = 0;
    }
}
