package org.hathi.os;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** Unix-domain datagram sockets in the abstract namespace: names that vanish with their owner. Non-blocking. */
public final class Datagrams {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 04000;
    private static final int SOCK_CLOEXEC = 02000000;

    private static final class H {
        static final MethodHandle SOCKET = Libc.link("socket");
        static final MethodHandle BIND = Libc.link("bind");
        static final MethodHandle SENDTO = Libc.link("sendto");
        static final MethodHandle RECV = Libc.link("recv");
        static final MethodHandle CLOSE = Libc.link("close");

        /** One socket to send from; sending is thread-safe. */
        static final int SENDER = socket();
    }

    private Datagrams() {}

    private static int socket() {
        return Libc.callInt(H.SOCKET, Sockets.AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }

    private static int address(Scratch s, String name) {
        byte[] b = name.getBytes(StandardCharsets.UTF_8);
        MemorySegment m = s.space;
        Mem.put16(m, 0, (short) Sockets.AF_UNIX);
        Mem.put8(m, 2, (byte) 0);
        Mem.copy(b, 0, m, 3, b.length);
        return 3 + b.length;
    }

    /** A socket that receives under a name (below 100 bytes): descriptor or −errno. */
    public static int bindAbstract(String name) {
        int fd = socket();
        if (fd < 0) {
            return fd;
        }
        Scratch s = Scratch.get();
        int r = Libc.callInt(H.BIND, fd, s.address, address(s, name));
        if (r < 0) {
            close(fd);
            return r;
        }
        return fd;
    }

    /** Sends one byte to a name: 0 or −errno ({@code ECONNREFUSED}: nobody there; {@code EAGAIN}: full). */
    public static int sendAbstract(String name) {
        Scratch s = Scratch.get();
        int len = address(s, name);
        long r = Libc.callLong(H.SENDTO, H.SENDER, s.address + 512, 1, Sockets.MSG_NOSIGNAL, s.address, len);
        return r < 0 ? (int) r : 0;
    }

    /** Receives and drops everything that waits. */
    public static void drain(int fd) {
        Scratch s = Scratch.get();
        long r;
        do {
            r = Libc.callLong(H.RECV, fd, s.address + 512, 64, Sockets.MSG_DONTWAIT, 0, 0);
        } while (r > 0);
    }

    public static int close(int fd) {
        return Libc.callInt(H.CLOSE, fd);
    }
}
