package org.hathi.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * epoll. The instance is a descriptor ({@link #create}) that may be shared between processes; each process that waits
 * has its own {@code Epoll.Waiter}.
 *
 * <p>LAYOUT struct epoll_event: 4 bytes events, 8 bytes data; packed (12 bytes) on x86-64, aligned (16) elsewhere.
 */
public final class Epoll {
    public static final int EPOLLIN = 1;
    public static final int EPOLLOUT = 4;
    public static final int EPOLLERR = 8;
    public static final int EPOLLHUP = 16;
    public static final int EPOLLRDHUP = 0x2000;
    public static final int EPOLLONESHOT = 1 << 30;

    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;
    private static final int EPOLL_CLOEXEC = 02000000;
    private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA = PACKED ? 4 : 8;

    private static final MethodHandle WAIT = Libc.link("epoll_wait");

    private static final class H {
        static final MethodHandle CREATE = Libc.link("epoll_create1");
        static final MethodHandle CTL = Libc.link("epoll_ctl");
    }

    private Epoll() {}

    /** A new instance's descriptor, or −errno. */
    public static int create() {
        return Libc.callInt(H.CREATE, EPOLL_CLOEXEC);
    }

    /** Registers a descriptor; 0 or −errno. */
    public static int add(int epfd, int fd, int events, long data) {
        return ctl(epfd, CTL_ADD, fd, events, data);
    }

    /** Changes or re-arms a registration; 0 or −errno. */
    public static int mod(int epfd, int fd, int events, long data) {
        return ctl(epfd, CTL_MOD, fd, events, data);
    }

    /** Removes a registration; 0 or −errno. */
    public static int del(int epfd, int fd) {
        return ctl(epfd, CTL_DEL, fd, 0, 0);
    }

    private static int ctl(int epfd, int op, int fd, int events, long data) {
        Scratch s = Scratch.get();
        Mem.put32(s.space, 0, events);
        Mem.put64(s.space, DATA, data);
        return Libc.callInt(H.CTL, epfd, op, fd, s.address);
    }

    /** One thread's buffer of events. */
    public static final class Waiter {
        private final int epfd;
        private final int max;
        private final MemorySegment buffer;

        /** @param max events taken at a time, at least 1 */
        public Waiter(int epfd, int max) {
            this.epfd = epfd;
            this.max = max;
            this.buffer = Arena.ofAuto().allocate((long) max * EVENT_SIZE, 8);
        }

        /** Waits: number of events, 0 on time-out, −errno on failure. */
        public int await(int timeoutMs) {
            Scratch s = Scratch.get();
            try {
                int r = (int) (long)
                        WAIT.invokeExact(s.errno, (long) epfd, buffer.address(), (long) max, (long) timeoutMs, 0L, 0L);
                return r != -1 ? r : -s.errno();
            } catch (Throwable t) {
                throw Libc.rethrow(t);
            }
        }

        /** Events of the i-th result. */
        public int events(int i) {
            return Mem.i32(buffer, (long) i * EVENT_SIZE);
        }

        /** Data registered with the descriptor of the i-th result. */
        public long data(int i) {
            return Mem.i64(buffer, (long) i * EVENT_SIZE + DATA);
        }
    }
}
