package org.hathi.os;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Pipes and duplicates of descriptors. */
public final class Pipes {
    private static final class H {
        static final MethodHandle PIPE = Libc.link("pipe");
        static final MethodHandle DUP = Libc.link("dup");
        static final MethodHandle DUP2 = Libc.link("dup2");
        static final MethodHandle READ = Libc.link("read");
    }

    private Pipes() {}

    /** A new pipe: its end to read from, its end to write to. */
    public static int[] pipe() {
        Scratch s = Scratch.get();
        int r = Libc.callInt(H.PIPE, Libc.address(s.space, 0));
        if (r < 0) {
            throw new OsException("pipe", -r);
        }
        return new int[] {Mem.i32(s.space, 0), Mem.i32(s.space, 4)};
    }

    /** Another descriptor of the same open file, or −errno. */
    public static int dup(int fd) {
        return Libc.callInt(H.DUP, fd);
    }

    /** Makes {@code to} another descriptor of {@code fd}'s open file; {@code to} or −errno. */
    public static int dup2(int fd, int to) {
        return Libc.callInt(H.DUP2, fd, to);
    }

    /** Reads at most {@code len} bytes to {@code off}: how many, 0 at the end, −errno. */
    public static int read(int fd, MemorySegment m, long off, int len) {
        return Libc.callInt(H.READ, fd, Libc.address(m, off), len);
    }
}
