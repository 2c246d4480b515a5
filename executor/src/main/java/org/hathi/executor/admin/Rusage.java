package org.hathi.executor.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Time of this process and by the clock since the object was made, in PostgreSQL's words (pg_rusage_show). */
final class Rusage {
    private static final double TICKS = 100;

    private final long start = System.nanoTime();
    private final long user;
    private final long system;

    Rusage() {
        long[] t = cpu();
        user = t[0];
        system = t[1];
    }

    /** User and system time of this process in clock ticks. */
    private static long[] cpu() {
        try {
            String s = Files.readString(Path.of("/proc/self/stat"));
            String[] f = s.substring(s.lastIndexOf(')') + 2).split(" ");
            return new long[] {Long.parseLong(f[11]), Long.parseLong(f[12])};
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return new long[2];
        }
    }

    /** Seconds by the clock. */
    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Whether as much time has passed, in milliseconds. */
    boolean longerThan(long millis) {
        return (System.nanoTime() - start) / 1_000_000 >= millis;
    }

    /** A number with so many decimal places. */
    static String fixed(double d, int places) {
        long scale = 1;
        for (int i = 0; i < places; i++) {
            scale *= 10;
        }
        long x = Math.round(d * scale);
        String frac = Long.toString(scale + x % scale).substring(1);
        return x / scale + "." + frac;
    }

    @Override
    public String toString() {
        long[] t = cpu();
        return "CPU: user: " + fixed((t[0] - user) / TICKS, 2) + " s, system: " + fixed((t[1] - system) / TICKS, 2)
                + " s, elapsed: " + fixed(seconds(), 2) + " s";
    }
}
