package org.hathi.storage;

/** A small set of buffers that a bulk operation reuses, so that it does not sweep the whole pool. Of one process. */
public final class BufferRing {
    final boolean bulkRead;
    final int[] buffers;
    int current = -1;
    boolean currentWasInRing;

    private BufferRing(boolean bulkRead, int size) {
        this.bulkRead = bulkRead;
        this.buffers = new int[size];
    }

    /** For large sequential scans: 256 kB; dirty buffers are left to the pool rather than written. */
    public static BufferRing bulkRead() {
        return new BufferRing(true, 32);
    }

    /** For COPY, CREATE TABLE AS and rewrites: 16 MB. */
    public static BufferRing bulkWrite() {
        return new BufferRing(false, 2048);
    }

    /** For VACUUM: 256 kB. */
    public static BufferRing vacuum() {
        return new BufferRing(false, 32);
    }

    /** Buffers to use of a pool of {@code poolSize}: never more than an eighth of it. */
    int size(int poolSize) {
        return Math.max(1, Math.min(buffers.length, poolSize / 8));
    }
}
