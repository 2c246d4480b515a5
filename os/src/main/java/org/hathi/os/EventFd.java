package org.hathi.os;

import java.lang.invoke.MethodHandle;

/** Event descriptors: something to poll for that another thread or process can make readable. */
public final class EventFd {
    private static final int EFD_NONBLOCK = 04000;
    private static final int EFD_CLOEXEC = 02000000;

    private static final class H {
        static final MethodHandle EVENTFD = Libc.link("eventfd");
        static final MethodHandle READ = Libc.link("read");
        static final MethodHandle WRITE = Libc.link("write");
    }

    private EventFd() {}

    /** A new, unset, non-blocking event descriptor, or −errno. */
    public static int create() {
        return Libc.callInt(H.EVENTFD, 0, EFD_NONBLOCK | EFD_CLOEXEC);
    }

    /** Makes it readable. */
    public static void set(int fd) {
        Scratch s = Scratch.get();
        Mem.put64(s.space, 0, 1);
        Libc.callLong(H.WRITE, fd, s.address, 8, 0, 0, 0);
    }

    /** Makes it unreadable; returns whether it was set. */
    public static boolean clear(int fd) {
        Scratch s = Scratch.get();
        return Libc.callLong(H.READ, fd, s.address, 8, 0, 0, 0) == 8;
    }
}
