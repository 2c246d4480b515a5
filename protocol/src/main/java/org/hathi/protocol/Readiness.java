package org.hathi.protocol;

/**
 * Waits until a client's socket can be read or written. A backend's implementation also watches its wake-up descriptor
 * and its timers and handles interrupts meanwhile: it may throw to end the wait.
 */
@FunctionalInterface
public interface Readiness {
    /** Returns when {@code fd} is likely readable ({@code write} false) or writable; spurious returns are allowed. */
    void await(int fd, boolean write);
}
