package org.hathi.storage;

import java.util.concurrent.locks.LockSupport;

/** Passing a little time while another process finishes something short. */
final class Pause {
    private static final int SPINS = 50;
    private static final int YIELDS = 70;
    private static final long NANOS = 100_000;

    private Pause() {}

    static void pause(int round) {
        if (round < SPINS) {
            Thread.onSpinWait();
        } else if (round < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(NANOS);
        }
    }
}
