package org.hathi.server;

import org.hathi.shm.Interrupt;
import org.hathi.shm.Proc;

/**
 * Raises {@link Interrupt#TIMEOUT} in its own process when a statement runs out of time, and while it runs whenever it
 * is time to see whether the client is still there. Its thread starts with the first timeout ever set and then waits
 * for the nearest deadline.
 */
final class StatementTimer {
    private final Proc proc;
    private final Object lock = new Object();
    private long deadline;
    private boolean started;
    private boolean expired;
    private long interval;
    private long checkAt;
    private boolean check;

    StatementTimer(Proc proc) {
        this.proc = proc;
    }

    /** The statement must end within {@code millis}, the client be looked at every {@code checks} (0: not at all). */
    void start(long millis, long checks) {
        if (millis <= 0 && checks <= 0 && !started) {
            return;
        }
        synchronized (lock) {
            long now = System.nanoTime();
            expired = false;
            deadline = millis <= 0 ? 0 : now + millis * 1_000_000L;
            interval = checks * 1_000_000L;
            if (interval <= 0) {
                checkAt = 0;
            } else if (checkAt == 0) {
                checkAt = now + interval;
            }
            if ((millis > 0 || interval > 0) && !started) {
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
                checkAt = 0;
                check = false;
            }
        }
    }

    /** Whether it is time to look at the client; asked once per interrupt. */
    boolean takeCheck() {
        synchronized (lock) {
            boolean c = check;
            check = false;
            return c;
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
                    long next = deadline == 0 || checkAt != 0 && checkAt - deadline < 0 ? checkAt : deadline;
                    if (next == 0) {
                        lock.wait();
                        continue;
                    }
                    long left = next - System.nanoTime();
                    if (left > 0) {
                        lock.wait(left / 1_000_000L, (int) (left % 1_000_000L));
                        continue;
                    }
                    if (next == deadline) {
                        deadline = 0;
                        expired = true;
                    } else {
                        checkAt = next + interval;
                        check = true;
                    }
                } catch (InterruptedException e) {
                    return;
                }
                proc.raiseInterrupt(proc.slot(), Interrupt.TIMEOUT);
            }
        }
    }
}
