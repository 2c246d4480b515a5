package org.hathi.os;

import java.lang.invoke.MethodHandle;

/** Which processors the calling thread runs on, and may run on. */
public final class Processors {
    /** Bytes of a set of processors, a bit for each: room for 4,096 of them. */
    private static final int BYTES = 512;

    private static final class H {
        static final MethodHandle CURRENT = Libc.link("sched_getcpu");
        static final MethodHandle GET = Libc.link("sched_getaffinity");
        static final MethodHandle SET = Libc.link("sched_setaffinity");
    }

    private Processors() {}

    /** Number of the processor the thread runs on at this moment, or −errno. */
    public static int current() {
        return Libc.callInt(H.CURRENT, 0, 0, 0, 0, 0, 0);
    }

    /** The processors the thread may run on, a bit for each; empty when they cannot be told. */
    public static long[] allowed() {
        Scratch s = Scratch.get();
        var m = s.space(BYTES);
        Mem.zero(m, 0, BYTES);
        if (Libc.callInt(H.GET, 0, BYTES, s.address, 0, 0, 0) < 0) {
            return new long[0];
        }
        long[] set = new long[BYTES / 8];
        for (int i = 0; i < set.length; i++) {
            set[i] = Mem.i64(m, 8L * i);
        }
        return set;
    }

    /**
     * Restricts the thread to a set of processors, and moves it there at once.
     *
     * @return 0 or −errno
     */
    public static int restrict(long[] set) {
        Scratch s = Scratch.get();
        var m = s.space(BYTES);
        Mem.zero(m, 0, BYTES);
        for (int i = 0; i < set.length; i++) {
            Mem.put64(m, 8L * i, set[i]);
        }
        return Libc.callInt(H.SET, 0, BYTES, s.address, 0, 0, 0);
    }
}
