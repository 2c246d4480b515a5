package org.hathi.executor.node;

/** Rows, loops and times of a node, for EXPLAIN ANALYZE. Times in nanoseconds, children included. */
public final class Instrumentation {
    public long startup;
    public long total;
    public double rows;
    public double loops;
    /** Rows removed by the node's filter, and by a join's own condition. */
    public double filtered;

    public double filteredJoin;

    private long began;
    private boolean running;
    private long loopStartup;
    private long loopTotal;
    private double loopRows;

    void start() {
        began = System.nanoTime();
    }

    void stop(int n) {
        long took = System.nanoTime() - began;
        loopTotal += took;
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
