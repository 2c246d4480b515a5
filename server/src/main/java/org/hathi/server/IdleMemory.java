package org.hathi.server;

/**
 * Gives heap back when a process rests: a while after the last work, if the heap has grown, one full collection shrinks
 * it to what is in use. (What the JIT compiler and others took from malloc goes back by the JVM's own trimming.)
 */
final class IdleMemory {
    private static final int REST_MILLIS = 2_000;
    private static final long KEEP_BYTES = 9L << 20;

    private boolean worked;
    private long since;

    void worked() {
        worked = true;
    }

    /** How long to wait, given how long the caller would; negative means for ever. */
    int limit(int millis) {
        if (!worked) {
            return millis;
        }
        since = System.nanoTime();
        return millis < 0 ? REST_MILLIS : Math.min(millis, REST_MILLIS);
    }

    /** After a wait with that limit. */
    void waited() {
        if (worked && System.nanoTime() - since >= (REST_MILLIS - 1) * 1_000_000L) {
            worked = false;
            if (Runtime.getRuntime().totalMemory() > KEEP_BYTES) {
                System.gc();
            }
        }
    }
}
