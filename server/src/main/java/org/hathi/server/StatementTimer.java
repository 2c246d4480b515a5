package org.hathi.server;

import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;

/**
 * Raises {@link Interrupt#TIMEOUT} in its own process when a statement runs out of time. Its thread starts with the
 * first timeout ever set and then waits for the nearest deadline.
 */
final class StatementTimer {
    private final Proc proc;
    private final Object lock = new Object();
    private long deadline;
    private boolean started;
    private boolean expired;

    StatementTimer(Proc proc) {
        this.proc = proc;
    }

    /** The statement must end within {@code millis} (0 = no limit). */
    void start(long millis) {
        if (millis <= 0 && !started) {
            return;
        }
        synchronized (lock) {
            expired = false;
            deadline = millis <= 0 ? 0 : System.nanoTime() + millis * 1_000_000L;
            if (millis > 0 && !started) {
                started = true;
                Thread.ofPlatform().daemon().name("statement timer").start(this::run);
            }
            lock.notifyAll();
        }
    }

    /** The statement ended. */
    void stop() {
        if (started) {
            synchronized (lock) {
                deadline = 0;
                expired = false;
            }
        }
    }

    /** Whether the deadline has passed; asked once per interrupt. */
    boolean takeExpired() {
        synchronized (lock) {
            boolean e = expired;
            expired = false;
            return e;
        }
    }

    private void run() {
        synchronized (lock) {
            while (true) {
                try {
                    if (deadline == 0) {
                        lock.wait();
                        continue;
                    }
                    long left = deadline - System.nanoTime();
                    if (left > 0) {
                        lock.wait(left / 1_000_000L, (int) (left % 1_000_000L));
                        continue;
                    }
                } catch (InterruptedException e) {
                    return;
                }
                deadline = 0;
                expired = true;
                proc.raiseInterrupt(proc.slot(), Interrupt.TIMEOUT);
            }
        }
    }
}
