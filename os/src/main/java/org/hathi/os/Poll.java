package org.hathi.os;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code poll(2)} without allocation. */
public final class Poll {
    public static final short POLLIN = 1;
    public static final short POLLOUT = 4;
    public static final short POLLERR = 8;
    public static final short POLLHUP = 16;
    public static final short POLLRDHUP = 0x2000;
    /** Any of these: the other side is gone. */
    public static final int GONE = POLLERR | POLLHUP | POLLRDHUP;

    private static final MethodHandle POLL = Libc.link("poll");

    private Poll() {}

    /**
     * Waits until one of the descriptors is ready.
     *
     * @param fds descriptors; negative ones are ignored
     * @param events what to wait for, one per descriptor
     * @param revents receives what happened, one per descriptor
     * @param timeoutMs milliseconds; −1 waits for ever, 0 only looks
     * @return number of ready descriptors, 0 on time-out, −errno ({@code EINTR}) on failure
     */
    public static int poll(int[] fds, short[] events, short[] revents, int timeoutMs) {
        return poll(fds, events, revents, fds.length, timeoutMs);
    }

    /** As {@link #poll(int[], short[], short[], int)} for the first {@code n} entries. */
    public static int poll(int[] fds, short[] events, short[] revents, int n, int timeoutMs) {
        Scratch s = Scratch.get();
        MemorySegment m = s.space(8L * n);
        for (int i = 0; i < n; i++) {
            Mem.put32(m, 8L * i, fds[i]);
            Mem.put16(m, 8L * i + 4, events[i]);
            Mem.put16(m, 8L * i + 6, (short) 0);
        }
        int r = call(s, n, timeoutMs);
        for (int i = 0; i < n; i++) {
            revents[i] = r > 0 ? Mem.i16(m, 8L * i + 6) : 0;
        }
        return r;
    }

    /** Waits for one descriptor: what happened, 0 on time-out, −errno on failure. */
    public static int poll(int fd, short events, int timeoutMs) {
        Scratch s = Scratch.get();
        MemorySegment m = s.space;
        Mem.put32(m, 0, fd);
        Mem.put16(m, 4, events);
        Mem.put16(m, 6, (short) 0);
        int r = call(s, 1, timeoutMs);
        return r > 0 ? Mem.i16(m, 6) & 0xFFFF : r;
    }

    private static int call(Scratch s, int n, int timeoutMs) {
        try {
            int r = (int) (long) POLL.invokeExact(s.errno, s.address, (long) n, (long) timeoutMs, 0L, 0L, 0L);
            return r != -1 ? r : -s.errno();
        } catch (Throwable t) {
            throw Libc.rethrow(t);
        }
    }
}
