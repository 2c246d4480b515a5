package org.hathi.os;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Process-shared futexes: sleeping until another process changes an {@code int} in shared memory.
 *
 * <p>A wait may return without cause; callers loop around their own condition.
 */
public final class Futex {
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final long SYS_FUTEX = System.getProperty("os.arch", "").equals("amd64") ? 202 : 98;

    private static final MethodHandle SYSCALL = Libc.link("syscall");
    private static final MethodHandle SYSCALL_CRITICAL = Libc.linkCritical("syscall");

    private Futex() {}

    /**
     * Sleeps while the int at {@code off} equals {@code expected}, until woken or timed out.
     *
     * @param timeoutNanos relative time limit; negative for none
     * @return false when the time limit passed, true otherwise (woken, value differs, or interrupted by a signal)
     */
    public static boolean wait(MemorySegment m, long off, int expected, long timeoutNanos) {
        Scratch s = Scratch.get();
        long timeout = 0;
        if (timeoutNanos >= 0) {
            Mem.put64(s.space, 0, timeoutNanos / 1_000_000_000L);
            Mem.put64(s.space, 8, timeoutNanos % 1_000_000_000L);
            timeout = s.address;
        }
        try {
            long r = (long) SYSCALL.invokeExact(
                    s.errno, SYS_FUTEX, m.address() + off, (long) FUTEX_WAIT, (long) expected, timeout, 0L);
            return r != -1 || s.errno() != Errno.ETIMEDOUT;
        } catch (Throwable t) {
            throw Libc.rethrow(t);
        }
    }

    /** Wakes at most {@code n} sleepers; returns how many. */
    public static int wake(MemorySegment m, long off, int n) {
        try {
            return (int) (long)
                    SYSCALL_CRITICAL.invokeExact(SYS_FUTEX, m.address() + off, (long) FUTEX_WAKE, (long) n, 0L, 0L);
        } catch (Throwable t) {
            throw Libc.rethrow(t);
        }
    }
}
