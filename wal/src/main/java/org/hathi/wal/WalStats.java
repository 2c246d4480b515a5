package org.hathi.wal;

/** Counters of {@code pg_stat_wal}: kept per process slot, added up when read. */
public final class WalStats {
    public static final int RECORDS = 0;
    public static final int FPI = 1;
    public static final int BYTES = 2;
    public static final int BUFFERS_FULL = 3;
    public static final int WRITE = 4;
    public static final int SYNC = 5;
    /** Microseconds. */
    public static final int WRITE_TIME = 6;
    /** Microseconds. */
    public static final int SYNC_TIME = 7;

    private final WalShared s;

    public WalStats(WalShared s) {
        this.s = s;
    }

    private long sum(int counter) {
        long n = 0;
        for (int i = 0; i < s.slots; i++) {
            n += s.counter(i, counter);
        }
        return n;
    }

    /** A counter's total since the last reset. */
    public long get(int counter) {
        return sum(counter) - s.get64(WalShared.STATS_BASE + counter * 8L);
    }

    /** A counter of one process slot, never reset. */
    public long ofSlot(int slot, int counter) {
        return s.counter(slot, counter);
    }

    /** Starts counting anew; {@code now} in microseconds since 2000. */
    public void reset(long now) {
        for (int c = 0; c < WalShared.COUNTERS; c++) {
            s.set64(WalShared.STATS_BASE + c * 8L, sum(c));
        }
        s.set64(WalShared.STATS_RESET, now);
    }

    /** All counters since the last reset. */
    public long[] values() {
        long[] v = new long[WalShared.COUNTERS];
        for (int c = 0; c < v.length; c++) {
            v[c] = get(c);
        }
        return v;
    }

    /** Continues where another run of the server stopped; before others count. */
    public void restore(long[] values, long resetTime) {
        for (int c = 0; c < Math.min(values.length, WalShared.COUNTERS); c++) {
            s.set64(WalShared.STATS_BASE + c * 8L, sum(c) - values[c]);
        }
        s.set64(WalShared.STATS_RESET, resetTime);
    }

    /** Time of the last reset, microseconds since 2000; 0 if none. */
    public long resetTime() {
        return s.get64(WalShared.STATS_RESET);
    }
}
