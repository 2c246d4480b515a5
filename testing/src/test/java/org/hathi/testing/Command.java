package org.hathi.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One run of a program, bounded in time, its output (standard output and error together) kept in a file. */
final class Command {
    /** What a finished program left: {@code exit} is its status, {@code output} everything it wrote. */
    record Outcome(int exit, String output) {
        /** The output, if the program succeeded. */
        String orFail() {
            if (exit != 0) {
                throw new AssertionError("exit status " + exit + ":\n" + output);
            }
            return output;
        }
    }

    private final List<String> words;
    private final Map<String, String> environment = new TreeMap<>();
    private Duration limit = Duration.ofSeconds(60);
    private Path input = Path.of("/dev/null");

    Command(String... words) {
        this.words = new ArrayList<>(List.of(words));
    }

    Command add(String... more) {
        words.addAll(List.of(more));
        return this;
    }

    Command env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Command stdin(Path file) {
        input = file;
        return this;
    }

    Command limit(Duration d) {
        limit = d;
        return this;
    }

    /** Starts the program without waiting for it; the caller ends it. */
    Process start(Path outputFile) throws IOException {
        ProcessBuilder b = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .redirectOutput(outputFile.toFile());
        b.environment().keySet().removeIf(k -> k.startsWith("PG"));
        b.environment().putAll(environment);
        return b.start();
    }

    /** Starts the program with pipes for its input and output; the caller ends it. */
    Process pipe() throws IOException {
        ProcessBuilder b = new ProcessBuilder(words).redirectErrorStream(true);
        b.environment().keySet().removeIf(k -> k.startsWith("PG"));
        b.environment().putAll(environment);
        return b.start();
    }

    /** Runs to the end; past the limit the program is killed and an AssertionError says so. */
    Outcome run() {
        try {
            Path out = Files.createTempFile(Places.scratch(), "command", ".out");
            Process p = start(out);
            boolean ended = p.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                p.destroyForcibly();
                p.waitFor(5, TimeUnit.SECONDS);
            }
            String text = Files.readString(out, StandardCharsets.UTF_8);
            Files.delete(out);
            if (!ended) {
                throw new AssertionError(words + " took more than " + limit.toSeconds() + " s:\n" + text);
            }
            return new Outcome(p.exitValue(), text);
        } catch (IOException e) {
            throw new AssertionError("cannot run " + words, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
