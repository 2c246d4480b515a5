package org.hathi.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.hathi.base.Settings;
import org.hathi.shm.ProcRole;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes of the same image. One thread does it for the whole life of the postmaster: starting takes
 * milliseconds the event loop does not have, and the kernel's parent-death signal is bound to the thread that started a
 * child.
 */
public final class Spawner {
    /** Told, on the spawner's thread, how starting went: exactly one of the two is not null. */
    @FunctionalInterface
    public interface Outcome {
        void spawned(@Nullable Process process, @Nullable IOException error);
    }

    private final List<String> launch;
    private final @Nullable Path cache;
    private final List<String> flags = flags();
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();

    /**
     * @param launch JVM arguments that name the code: module or class path, native access, main class
     */
    public Spawner(List<String> launch) {
        this(launch, null);
    }

    /**
     * @param launch JVM arguments that name the code: module or class path, native access, main class
     * @param cache AOT cache of the children; the JVM ignores one that does not fit
     */
    public Spawner(List<String> launch, @Nullable Path cache) {
        this.launch = List.copyOf(launch);
        this.cache = cache;
        Thread.ofPlatform().daemon().name("spawner").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                queue.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void spawn(Settings settings, ProcRole role, List<String> arguments, Outcome outcome) {
        spawn(settings, role, arguments, null, outcome);
    }

    /** Standard input and error of the logging collector, as files to open. */
    record Streams(File in, File err) {}

    void spawn(Settings settings, ProcRole role, List<String> arguments, @Nullable Streams streams, Outcome outcome) {
        List<String> command = command(settings, role);
        command.addAll(arguments);
        queue.add(() -> {
            ProcessBuilder b = new ProcessBuilder(command);
            b.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            b.redirectOutput(ProcessBuilder.Redirect.INHERIT);
            b.redirectError(ProcessBuilder.Redirect.INHERIT);
            if (streams != null) {
                b.redirectInput(ProcessBuilder.Redirect.from(streams.in));
                b.redirectOutput(ProcessBuilder.Redirect.DISCARD);
                b.redirectError(ProcessBuilder.Redirect.appendTo(streams.err));
            }
            b.environment().put("MALLOC_ARENA_MAX", "1");
            try {
                outcome.spawned(b.start(), null);
            } catch (IOException e) {
                outcome.spawned(null, e);
            }
        });
    }

    private List<String> command(Settings settings, ProcRole role) {
        List<String> c = new ArrayList<>();
        c.add(System.getProperty("java.home") + "/bin/java");
        boolean backend = role == ProcRole.BACKEND || role == ProcRole.AUTOVACUUM_WORKER || role == ProcRole.STARTUP;
        long heap = backend ? backendHeap(settings) : settings.intValue("auxiliary_heap_size");
        c.addAll(flags);
        c.add("-Xmx" + heap + "m");
        c.add("-Xms8m");
        c.add("-Xss16m");
        c.add("-XX:TrimNativeHeapInterval=10000");
        c.add("-Xlog:disable");
        c.add("-Xlog:all=off");
        String faults = settings.string("debug_kill_points");
        if (!faults.isEmpty()) {
            c.add("-Dhathi.killpoints=" + faults);
        }
        boolean training = false;
        if (role == ProcRole.BACKEND) {
            for (String o : settings.string("backend_java_options").split(" ")) {
                if (!o.isEmpty()) {
                    c.add(o);
                    training |= o.startsWith("-XX:AOT");
                }
            }
        }
        Path aot = cache;
        if (aot != null && !training) {
            c.add("-XX:AOTCache=" + aot);
        }
        c.addAll(launch);
        return c;
    }

    /**
     * The heap limit of a backend in megabytes: {@code backend_heap_size}, and more when the memory settings are large.
     * Operators go to temporary files beyond {@code work_mem} (hash tables: times {@code hash_mem_multiplier}) and, all
     * together, beyond half the heap; four of them may take a quarter of the default without asking for more. Only what
     * is used becomes resident.
     */
    static long backendHeap(Settings settings) {
        double hash = Math.max(1, settings.real("hash_mem_multiplier"));
        double work = 4 * hash * settings.intValue("work_mem") / 1024;
        double maintenance = 2.0 * settings.intValue("maintenance_work_mem") / 1024;
        double more = Math.max(0, work - 128) + Math.max(0, maintenance - 256);
        return settings.intValue("backend_heap_size") + (long) Math.min(1 << 20, more);
    }

    /** The flags every process of the server runs with: {@code jvm.options}, which says why. */
    public static List<String> flags() {
        try (InputStream in = Spawner.class.getResourceAsStream("jvm.options")) {
            if (in == null) {
                throw new IllegalStateException("jvm.options is missing in org.hathi.server");
            }
            List<String> flags = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("-")) {
                    flags.add(line);
                }
            }
            return flags;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
