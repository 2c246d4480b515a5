package org.hathi.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Asks the kernel to begin writing a part of a file to disk (sync_file_range): so that an fsync later has less to wait
 * for. Any descriptor of the file will do. Results are 0 or more, or −errno.
 */
public final class FileRanges {
    /** {@code SYNC_FILE_RANGE_WRITE}: begin, do not wait. */
    private static final int BEGIN = 2;

    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 02000000;

    private FileRanges() {}

    /** Linked on first use: few processes ever do this. */
    private static final class Calls {
        static final MethodHandle OPEN = Libc.link("open");
        static final MethodHandle SYNC_FILE_RANGE = Libc.link("sync_file_range");
        static final MethodHandle CLOSE = Libc.link("close");

        private Calls() {}
    }

    /** A descriptor of an existing file. */
    public static int open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return Libc.callInt(Calls.OPEN, name.address(), O_RDONLY | O_CLOEXEC, 0);
        }
    }

    /** Begins to write {@code length} bytes from {@code offset} on. */
    public static int beginWriting(int fd, long offset, long length) {
        return Libc.callInt(Calls.SYNC_FILE_RANGE, fd, offset, length, BEGIN);
    }

    public static int close(int fd) {
        return Libc.callInt(Calls.CLOSE, fd);
    }
}
