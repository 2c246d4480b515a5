package org.hathi.os;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Stream sockets as descriptors. All descriptors are made close-on-exec. Functions return −errno on failure.
 *
 * <p>Blocking is a property of the descriptor ({@link #nonBlocking}) or of one call ({@link #MSG_DONTWAIT}).
 */
public final class Sockets {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int MSG_PEEK = 2;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_NOSIGNAL = 0x4000;

    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_PEERCRED = 17;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_USER_TIMEOUT = 18;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 04000;
    private static final int O_CLOEXEC = 02000000;
    private static final int SUN_PATH_MAX = 107;

    private static final MethodHandle RECV = Libc.link("recv");
    private static final MethodHandle SEND = Libc.link("send");

    private static final class H {
        static final MethodHandle SOCKET = Libc.link("socket");
        static final MethodHandle BIND = Libc.link("bind");
        static final MethodHandle LISTEN = Libc.link("listen");
        static final MethodHandle ACCEPT4 = Libc.link("accept4");
        static final MethodHandle CONNECT = Libc.link("connect");
        static final MethodHandle SETSOCKOPT = Libc.link("setsockopt");
        static final MethodHandle GETSOCKOPT = Libc.link("getsockopt");
        static final MethodHandle GETPEERNAME = Libc.link("getpeername");
        static final MethodHandle GETSOCKNAME = Libc.link("getsockname");
        static final MethodHandle SOCKETPAIR = Libc.link("socketpair");
        static final MethodHandle SHUTDOWN = Libc.link("shutdown");
        static final MethodHandle CLOSE = Libc.link("close");
        static final MethodHandle FCNTL = Libc.link("fcntl");
        static final MethodHandle DUP3 = Libc.link("dup3");
        static final MethodHandle CHMOD = Libc.link("chmod");
        static final MethodHandle INET_PTON = Libc.link("inet_pton");
        static final MethodHandle INET_NTOP = Libc.link("inet_ntop");
    }

    private Sockets() {}

    /** Receives into {@code m[off, off+len)}: bytes received, 0 at end of stream, −errno on failure. */
    public static long recv(int fd, MemorySegment m, long off, long len, int flags) {
        Scratch s = Scratch.get();
        try {
            long n = (long) RECV.invokeExact(s.errno, (long) fd, m.address() + off, len, (long) flags, 0L, 0L);
            return n != -1 ? n : -s.errno();
        } catch (Throwable t) {
            throw Libc.rethrow(t);
        }
    }

    /** Sends from {@code m[off, off+len)}: bytes sent, −errno on failure. Never raises SIGPIPE. */
    public static long send(int fd, MemorySegment m, long off, long len, int flags) {
        Scratch s = Scratch.get();
        try {
            long n = (long)
                    SEND.invokeExact(s.errno, (long) fd, m.address() + off, len, (long) (flags | MSG_NOSIGNAL), 0L, 0L);
            return n != -1 ? n : -s.errno();
        } catch (Throwable t) {
            throw Libc.rethrow(t);
        }
    }

    /**
     * A listening TCP socket.
     *
     * @param host numeric IPv4 or IPv6 address; {@code *} is 0.0.0.0; other names must be resolved by the caller
     * @param port 0 lets the kernel choose, see {@link #localPort}
     * @return descriptor, or −errno
     */
    public static int listenTcp(String host, int port, int backlog) {
        boolean v6 = host.indexOf(':') >= 0;
        int fd = Libc.callInt(H.SOCKET, v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        setInt(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        if (v6) {
            setInt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        int len = inetAddress(host.equals("*") ? "0.0.0.0" : host, port, v6);
        int r = len < 0 ? len : Libc.callInt(H.BIND, fd, Scratch.get().address, len);
        if (r >= 0) {
            r = Libc.callInt(H.LISTEN, fd, backlog);
        }
        return closeUnless(fd, r);
    }

    /**
     * A listening Unix-domain socket; the path must not exist.
     *
     * @param mode permissions of the socket file, e.g. 0777
     * @return descriptor, or −errno (ENAMETOOLONG is reported as −EINVAL)
     */
    public static int listenUnix(String path, int mode, int backlog) {
        int fd = Libc.callInt(H.SOCKET, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        int len = unixAddress(path);
        int r = len < 0 ? len : Libc.callInt(H.BIND, fd, Scratch.get().address, len);
        if (r >= 0) {
            r = Libc.callInt(H.CHMOD, Scratch.get().address + 2, mode);
        }
        if (r >= 0) {
            r = Libc.callInt(H.LISTEN, fd, backlog);
        }
        return closeUnless(fd, r);
    }

    /** As {@link #listenUnix(String, int, int)} with a backlog of 128. */
    public static int listenUnix(String path, int mode) {
        return listenUnix(path, mode, 128);
    }

    /** Connects to a Unix-domain socket: descriptor or −errno. */
    public static int connectUnix(String path) {
        int fd = Libc.callInt(H.SOCKET, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        int len = unixAddress(path);
        return closeUnless(fd, len < 0 ? len : Libc.callInt(H.CONNECT, fd, Scratch.get().address, len));
    }

    /** Connects to a numeric TCP address, blocking: descriptor or −errno. */
    public static int connectTcp(String host, int port) {
        boolean v6 = host.indexOf(':') >= 0;
        int fd = Libc.callInt(H.SOCKET, v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        int len = inetAddress(host, port, v6);
        return closeUnless(fd, len < 0 ? len : Libc.callInt(H.CONNECT, fd, Scratch.get().address, len));
    }

    private static int closeUnless(int fd, int result) {
        if (result < 0) {
            close(fd);
            return result;
        }
        return fd;
    }

    /** Accepts a connection: descriptor or −errno. */
    public static int accept(int fd) {
        return Libc.callInt(H.ACCEPT4, fd, 0, 0, SOCK_CLOEXEC);
    }

    public static int close(int fd) {
        return Libc.callInt(H.CLOSE, fd);
    }

    /** Shuts both directions down, so that everybody who sleeps on the socket wakes. */
    public static int shutdown(int fd) {
        return Libc.callInt(H.SHUTDOWN, fd, 2);
    }

    /** Duplicates {@code fd} to exactly the number {@code target}, closing what was there. */
    public static int dupTo(int fd, int target) {
        return fd == target ? fd : Libc.callInt(H.DUP3, fd, target, O_CLOEXEC);
    }

    public static int nonBlocking(int fd, boolean on) {
        int flags = Libc.callInt(H.FCNTL, fd, F_GETFL);
        return flags < 0 ? flags : Libc.callInt(H.FCNTL, fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
    }

    public static int noDelay(int fd) {
        return setInt(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    }

    /** Turns keep-alive on; times in seconds, 0 keeps the system's default. */
    public static int keepAlive(int fd, int idle, int interval, int count) {
        int r = setInt(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
        if (r >= 0 && idle > 0) {
            r = setInt(fd, IPPROTO_TCP, TCP_KEEPIDLE, idle);
        }
        if (r >= 0 && interval > 0) {
            r = setInt(fd, IPPROTO_TCP, TCP_KEEPINTVL, interval);
        }
        if (r >= 0 && count > 0) {
            r = setInt(fd, IPPROTO_TCP, TCP_KEEPCNT, count);
        }
        return r;
    }

    /** Milliseconds unacknowledged data may linger before the connection is dropped; 0 is the system's default. */
    public static int userTimeout(int fd, int millis) {
        return setInt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, millis);
    }

    /** A new TCP socket, or −errno. */
    static int tcp() {
        return Libc.callInt(H.SOCKET, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    }

    /** An option's value, or −errno. */
    static int getInt(int fd, int level, int option) {
        Scratch s = Scratch.get();
        Mem.put32(s.space, 512, 0);
        Mem.put32(s.space, 520, 4);
        int r = Libc.callInt(H.GETSOCKOPT, fd, level, option, s.address + 512, s.address + 520);
        return r < 0 ? r : Mem.i32(s.space, 512);
    }

    static int setInt(int fd, int level, int option, int value) {
        Scratch s = Scratch.get();
        Mem.put32(s.space, 512, value);
        return Libc.callInt(H.SETSOCKOPT, fd, level, option, s.address + 512, 4);
    }

    /** Two connected Unix-domain sockets. */
    public static int[] socketpair() {
        Scratch s = Scratch.get();
        int r = Libc.callInt(H.SOCKETPAIR, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s.address);
        if (r < 0) {
            throw new OsException("socketpair", -r);
        }
        return new int[] {Mem.i32(s.space, 0), Mem.i32(s.space, 4)};
    }

    /** Effective user id of the process at the other end of a Unix-domain socket, or −errno. */
    public static int peerUid(int fd) {
        return peerCredential(fd, 4);
    }

    /** Process id at the other end of a Unix-domain socket when it connected, or −errno. */
    public static int peerPid(int fd) {
        return peerCredential(fd, 0);
    }

    private static int peerCredential(int fd, long field) {
        Scratch s = Scratch.get();
        Mem.put32(s.space, 16, 12);
        int r = Libc.callInt(H.GETSOCKOPT, fd, SOL_SOCKET, SO_PEERCRED, s.address, s.address + 16);
        return r < 0 ? r : Mem.i32(s.space, field);
    }

    /** @throws OsException when the socket is not connected */
    public static PeerAddress peerAddress(int fd) {
        Scratch s = Scratch.get();
        Mem.put32(s.space, 256, 128);
        int r = Libc.callInt(H.GETPEERNAME, fd, s.address, s.address + 256);
        if (r < 0) {
            throw new OsException("getpeername", -r);
        }
        return decode(s);
    }

    /** Port a TCP socket is bound to, or −errno. */
    public static int localPort(int fd) {
        Scratch s = Scratch.get();
        Mem.put32(s.space, 256, 128);
        int r = Libc.callInt(H.GETSOCKNAME, fd, s.address, s.address + 256);
        return r < 0 ? r : decode(s).port();
    }

    private static PeerAddress decode(Scratch s) {
        int family = Mem.i16(s.space, 0);
        if (family == AF_UNIX) {
            return new PeerAddress("", -1, AF_UNIX);
        }
        int port = Short.toUnsignedInt(Short.reverseBytes(Mem.i16(s.space, 2)));
        long at = family == AF_INET6 ? 8 : 4;
        long p = Libc.callLong(H.INET_NTOP, family, s.address + at, s.address + 300, 64, 0, 0);
        String host = p <= 0 ? "" : s.space.getString(300);
        return new PeerAddress(host, port, family);
    }

    /** Writes a sockaddr_in or sockaddr_in6 to the scratch space: its length or −errno. */
    private static int inetAddress(String host, int port, boolean v6) {
        Scratch s = Scratch.get();
        MemorySegment m = s.space;
        int len = v6 ? 28 : 16;
        Mem.zero(m, 0, len);
        Mem.put16(m, 0, (short) (v6 ? AF_INET6 : AF_INET));
        Mem.put16(m, 2, Short.reverseBytes((short) port));
        if (host.length() > 200) {
            return -Errno.EINVAL;
        }
        m.setString(256, host);
        int r = Libc.callInt(H.INET_PTON, v6 ? AF_INET6 : AF_INET, s.address + 256, s.address + (v6 ? 8 : 4));
        return r == 1 ? len : -Errno.EINVAL;
    }

    private static int unixAddress(String path) {
        byte[] b = path.getBytes(StandardCharsets.UTF_8);
        if (b.length > SUN_PATH_MAX) {
            return -Errno.EINVAL;
        }
        MemorySegment m = Scratch.get().space;
        Mem.put16(m, 0, (short) AF_UNIX);
        Mem.copy(b, 0, m, 2, b.length);
        Mem.put8(m, 2L + b.length, (byte) 0);
        return 3 + b.length;
    }

    // Descriptor passing (SCM_RIGHTS). LAYOUT in the scratch space: msghdr at 0 (56 bytes), iovec at 64 (16),
    // control message at 96: cmsg_len 8, level 4, type 4, descriptor 4, padding 4.

    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private static final class M {
        static final MethodHandle SENDMSG = Libc.link("sendmsg");
        static final MethodHandle RECVMSG = Libc.link("recvmsg");
    }

    private static MemorySegment messageHeader(Scratch s, long payload, int len, boolean control) {
        MemorySegment m = s.space;
        Mem.zero(m, 0, 128);
        Mem.put64(m, 64, payload);
        Mem.put64(m, 72, len);
        Mem.put64(m, 16, s.address + 64);
        Mem.put64(m, 24, 1);
        if (control) {
            Mem.put64(m, 32, s.address + 96);
            Mem.put64(m, 40, 24);
        }
        return m;
    }

    /**
     * Sends at least one byte of payload together with a descriptor over a Unix-domain socket.
     *
     * @param fd descriptor to pass; negative sends only the payload
     * @return bytes of payload sent, or −errno
     */
    public static long sendFd(int sock, int fd, MemorySegment payload, long off, int len) {
        Scratch s = Scratch.get();
        MemorySegment m = messageHeader(s, payload.address() + off, len, fd >= 0);
        if (fd >= 0) {
            Mem.put64(m, 96, 20);
            Mem.put32(m, 104, SOL_SOCKET);
            Mem.put32(m, 108, SCM_RIGHTS);
            Mem.put32(m, 112, fd);
        }
        return Libc.callLong(M.SENDMSG, sock, s.address, MSG_NOSIGNAL, 0, 0, 0);
    }

    /**
     * Receives payload and possibly a descriptor (close-on-exec).
     *
     * @return {@link #receivedCount} gives the bytes of payload (0 at end of stream, −errno on failure),
     *     {@link #receivedFd} the descriptor or −1
     */
    public static long recvFd(int sock, MemorySegment payload, long off, int len, int flags) {
        Scratch s = Scratch.get();
        MemorySegment m = messageHeader(s, payload.address() + off, len, true);
        long n = Libc.callLong(M.RECVMSG, sock, s.address, flags | MSG_CMSG_CLOEXEC, 0, 0, 0);
        boolean passed =
                n > 0 && Mem.i64(m, 40) >= 20 && Mem.i32(m, 104) == SOL_SOCKET && Mem.i32(m, 108) == SCM_RIGHTS;
        int fd = passed ? Mem.i32(m, 112) : -1;
        return ((long) fd << 32) | (n & 0xFFFFFFFFL);
    }

    public static int receivedFd(long received) {
        return (int) (received >> 32);
    }

    public static int receivedCount(long received) {
        return (int) received;
    }
}
