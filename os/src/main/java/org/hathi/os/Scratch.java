package org.hathi.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Native memory each thread keeps for the arguments of system calls, so that a call allocates nothing. */
final class Scratch {
    /** Bytes of general space: enough for a socket address, a message header, a time or a set of pollfds. */
    static final int SIZE = 1024;

    private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

    final MemorySegment errno;
    MemorySegment space;
    long address;

    private Scratch() {
        Arena arena = Arena.ofAuto();
        errno = arena.allocate(Math.max(8, Libc.STATE_SIZE), 8);
        space = arena.allocate(SIZE, 16);
        address = space.address();
    }

    static Scratch get() {
        return CURRENT.get();
    }

    /** errno of the last failed call of this thread. */
    int errno() {
        return Mem.i32(errno, 0);
    }

    /** General space of at least {@code bytes}. */
    MemorySegment space(long bytes) {
        if (space.byteSize() < bytes) {
            space = Arena.ofAuto().allocate(bytes + bytes / 2, 16);
            address = space.address();
        }
        return space;
    }
}
