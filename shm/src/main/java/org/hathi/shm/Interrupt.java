package org.hathi.shm;

/** Bits of a process's interrupt word. */
public final class Interrupt {
    /** Cancel the running statement (57014). */
    public static final int CANCEL = 1;
    /** End the session (57P01). */
    public static final int TERMINATE = 1 << 1;
    /** Read the configuration files again. */
    public static final int RELOAD = 1 << 2;
    /** Read invalidation messages, else others cannot go on. */
    public static final int CATCHUP = 1 << 3;
    /** Absorb a barrier: close files that are about to go. */
    public static final int BARRIER = 1 << 4;
    /** Notifications wait in the queue. */
    public static final int NOTIFY = 1 << 5;
    /** The postmaster died or orders everybody out at once. */
    public static final int QUIT = 1 << 6;
    /** A timer of this process has run out; which one is the process's own knowledge. */
    public static final int TIMEOUT = 1 << 7;
    /** A role-specific request: checkpoint wanted, launcher has work, log file to rotate. */
    public static final int WORK = 1 << 8;
    /** Write the memory contexts to the log. */
    public static final int LOG_MEMORY = 1 << 9;
    /** Smart shutdown has begun. */
    public static final int SHUTDOWN = 1 << 10;

    private Interrupt() {}
}
