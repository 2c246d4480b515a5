package org.hathi.protocol;

/**
 * Waits until a client's socket can be read or written. A backend's implementation also watches its wake-up descriptor
 * and its timers and handles interrupts meanwhile: it may throw to end the wait.
 */
public interface Readiness {
    /** Returns when {@code fd} is likely readable ({@code write} false) or writable; spurious returns are allowed. */
    void await(int fd, boolean write);

    /**
     * Nothing can be read yet: whether to look again at once, instead of waiting.
     *
     * @param first true when it is asked for the first time in a wait
     */
    boolean lookAgain(boolean first);

    /** Something could be read. */
    void found();
}
