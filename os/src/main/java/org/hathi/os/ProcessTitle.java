package org.hathi.os;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ps} shows of this process. The title is written over the command line's own bytes, between
 * {@code arg_start} and {@code arg_end} of {@code /proc/self/stat}; the last byte stays NUL, else the kernel would read
 * on into the environment. Titles longer than the command line are cut.
 */
@SuppressWarnings("restricted")
public final class ProcessTitle {
    private static final int ARG_START = 45;
    private static final byte[] NOTHING = {};

    private final @Nullable MemorySegment area;
    private final byte[] current;
    private int length;

    private ProcessTitle(@Nullable MemorySegment area) {
        this.area = area;
        this.current = new byte[area == null ? 0 : (int) area.byteSize()];
        this.length = current.length;
    }

    /** Finds the area of this process; without /proc, titles are silently not shown. Names the process postgres. */
    public static ProcessTitle open() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] f = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long start = Long.parseLong(f[ARG_START]);
            long end = Long.parseLong(f[ARG_START + 1]);
            Files.writeString(Path.of("/proc/self/comm"), "postgres");
            return new ProcessTitle(
                    start == 0 || end <= start
                            ? null
                            : MemorySegment.ofAddress(start).reinterpret(end - start));
        } catch (IOException e) {
            return new ProcessTitle(null);
        }
    }

    /** Shows a title such as {@code postgres: alice shop 127.0.0.1(40312) idle}. Does nothing when it is unchanged. */
    public void set(String title) {
        set(title.getBytes(StandardCharsets.UTF_8), NOTHING);
    }

    /** The same, of a title in two parts of UTF-8: who is served, which stays for long, and what is done for them. */
    public void set(byte[] who, byte[] what) {
        MemorySegment m = area;
        if (m == null) {
            return;
        }
        int k = Math.min(who.length, current.length - 1);
        int n = Math.min(k + what.length, current.length - 1);
        if (n == length && Arrays.equals(what, 0, n - k, current, k, n) && Arrays.equals(who, 0, k, current, 0, k)) {
            return;
        }
        System.arraycopy(who, 0, current, 0, k);
        System.arraycopy(what, 0, current, k, n - k);
        Mem.copy(current, 0, m, 0, n);
        for (int i = n; i < Math.max(length, n + 1); i++) {
            Mem.put8(m, i, (byte) 0);
        }
        length = n;
    }
}
