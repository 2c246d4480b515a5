package org.hathi.os;

import java.lang.invoke.MethodHandle;

/** Linux error numbers (the same on all 64-bit architectures that have a JDK) and their messages. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int ENOSPC = 28;
    public static final int EPIPE = 32;
    public static final int EIDRM = 43;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EINPROGRESS = 115;

    private static final class H {
        static final MethodHandle STRERROR = Libc.link("strerror");
    }

    private Errno() {}

    /** The text {@code strerror} gives, as PostgreSQL's {@code %m}; the sign of the number does not matter. */
    public static String message(int errno) {
        int e = Math.abs(errno);
        long p = Libc.callLong(H.STRERROR, e, 0, 0, 0, 0, 0);
        return p == 0 ? "error " + e : Libc.string(p, 256);
    }
}
