package org.hathi.executor.node;

import org.hathi.executor.Usage;
import org.jspecify.annotations.Nullable;

/** Rows, loops and times of a node, for EXPLAIN ANALYZE. Times in nanoseconds, children included. */
public final class Instrumentation {
    public long startup;
    public long total;
    public double rows;
    public double loops;
    /** Rows removed by the node's filter, and by a join's own condition. */
    public double filtered;

    public double filteredJoin;
    /** Rows of a bitmap scan that did not stand the check of its conditions. */
    public double filteredIndex;

    /** What MERGE did with its rows. */
    public double inserted;

    public double updated;
    public double deleted;
    /** Rows of INSERT … ON CONFLICT that met another. */
    public double conflicts;

    /** Blocks and log records used, by the numbers of {@link Usage}; null unless asked for. */
    public final long @Nullable [] used;

    private final @Nullable Usage usage;
    private final long[] before;
    private final long[] after;
    private long began;
    private boolean running;
    private long loopStartup;
    private long loopTotal;
    private double loopRows;

    Instrumentation(@Nullable Usage usage) {
        this.usage = usage;
        int n = usage == null ? 0 : Usage.COUNT;
        used = usage == null ? null : new long[n];
        before = new long[n];
        after = new long[n];
    }

    void start() {
        if (usage != null) {
            usage.read(before);
        }
        began = System.nanoTime();
    }

    void stop(int n) {
        long took = System.nanoTime() - began;
        loopTotal += took;
        long[] sum = used;
        if (usage != null && sum != null) {
            usage.read(after);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += after[i] - before[i];
            }
        }
        if (!running) {
            running = true;
            loopStartup = loopTotal;
        }
        loopRows += n;
    }

    /** Counts rows that were returned once more without asking for them. */
    void again(long n) {
        loopRows += n;
    }

    /** A scan of the node is over. */
    public void endLoop() {
        if (!running) {
            return;
        }
        running = false;
        startup += loopStartup;
        total += loopTotal;
        rows += loopRows;
        loops++;
        loopStartup = 0;
        loopTotal = 0;
        loopRows = 0;
    }
}
