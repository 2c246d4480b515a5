package org.hathi.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL 15's own programs, which judge the files we write: the directory named by the system property
 * {@code hathi.pgbin}, else by the variable {@code PG_BIN}, else where Debian puts them. Tests that need one are
 * skipped where it is missing.
 */
public final class PgPrograms {
    private static final String DEBIAN = "/usr/lib/postgresql/15/bin";
    private static final long SECONDS = 60;

    private PgPrograms() {}

    /** The directory; it need not exist. */
    public static Path directory() {
        String given = System.getProperty("hathi.pgbin");
        if (given == null) {
            given = System.getenv("PG_BIN");
        }
        return Path.of(given != null ? given : DEBIAN);
    }

    public static boolean has(String program) {
        return Files.isExecutable(directory().resolve(program));
    }

    /** A program by its full path where it is installed, else by its name (found on the PATH, or not at all). */
    public static String path(String program) {
        Path p = directory().resolve(program);
        return Files.isExecutable(p) ? p.toString() : program;
    }

    /**
     * What a program prints, whatever its exit status: pg_waldump ends with one when it comes to the end of the log.
     */
    public static String output(String program, String... args) {
        return execute(commandOf(program, args), false);
    }

    /**
     * Runs a program.
     *
     * @return what it printed to standard output and standard error
     * @throws AssertionError when it fails or does not end within a minute
     */
    public static String run(String program, String... args) {
        return execute(commandOf(program, args), true);
    }

    /** As {@link #run(String, String...)}, of a whole command line; the working directory is the root. */
    public static String run(List<String> command) {
        return execute(command, true);
    }

    private static List<String> commandOf(String program, String... args) {
        List<String> command = new ArrayList<>(List.of(path(program)));
        command.addAll(List.of(args));
        return command;
    }

    private static String execute(List<String> command, boolean check) {
        try {
            Path out = Files.createTempFile("hathi-run", ".out");
            try {
                Process p = new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                boolean ended = p.waitFor(SECONDS, TimeUnit.SECONDS);
                p.destroyForcibly();
                String text = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
                if (!ended || (check && p.exitValue() != 0)) {
                    throw new AssertionError(
                            String.join(" ", command) + (ended ? " failed: " : " does not end: ") + text);
                }
                return text;
            } finally {
                Files.deleteIfExists(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
