package org.hathi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Hathi server of its own for one test class: a copy of a data directory that {@code initdb} made once per JVM, on a free
 * loopback port, under {@code testing/target/servers}. Everything is bounded in time; {@link #close} leaves no process, no
 * shared memory segment and, when all went well, no directory.
 */
final class TestServer implements AutoCloseable {
    private static final AtomicInteger SERIAL = new AtomicInteger();
    private static final Object TEMPLATE_LOCK = new Object();

    private final Path directory;
    private final int port;
    private boolean running;

    private TestServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** A started server with default settings. */
    static TestServer start(String name) {
        return start(name, Map.of());
    }

    /** A started server; {@code settings} go to the end of postgresql.conf. */
    static TestServer start(String name, Map<String, String> settings) {
        TestServer s = create(name, settings);
        try {
            s.start();
        } catch (AssertionError e) {
            s.kill();
            throw e;
        }
        return s;
    }

    /**
     * A started server that parks sessions and has so many backends at most (more when all of them wait).
     *
     * @param more further settings, name and value in turn
     */
    static TestServer parking(String name, int backends, String... more) {
        Map<String, String> settings = pairs(more);
        settings.put("session_parking", "on");
        settings.put("max_backends", Integer.toString(backends));
        return start(name, settings);
    }

    /** A started server whose log is collected in one file, to be read by {@link #logText}. */
    static TestServer collecting(String name, String... more) {
        Map<String, String> settings = pairs(more);
        settings.put("logging_collector", "on");
        settings.put("log_directory", "'log'");
        settings.put("log_filename", "'server.log'");
        return start(name, settings);
    }

    private static Map<String, String> pairs(String... settings) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return map;
    }

    /** A data directory and a port; not started. */
    static TestServer create(String name, Map<String, String> settings) {
        try {
            Path dir = Places.scratch()
                    .resolve(name + "-" + ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet());
            copyTree(template(), dir);
            TestServer s = new TestServer(dir, freePort());
            Map<String, String> all = new TreeMap<>(Map.of(
                    "port", Integer.toString(s.port),
                    "unix_socket_directories", "''",
                    "listen_addresses", "'127.0.0.1'",
                    "timezone", "'UTC'"));
            all.putAll(settings);
            StringBuilder conf = new StringBuilder("\n");
            all.forEach((k, v) -> conf.append(k).append(" = ").append(v).append('\n'));
            Files.writeString(dir.resolve("postgresql.conf"), conf, StandardOpenOption.APPEND);
            return s;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path template() throws IOException {
        synchronized (TEMPLATE_LOCK) {
            Path t = Places.scratch()
                    .resolve("template-" + ProcessHandle.current().pid());
            if (!Files.exists(t)) {
                program(
                                "initdb",
                                "-D",
                                t.toString(),
                                "-U",
                                "postgres",
                                "-A",
                                "trust",
                                "-E",
                                "UTF8",
                                "--locale=C.UTF-8",
                                "-N")
                        .run()
                        .orFail();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(t)));
            }
            return t;
        }
    }

    /** A program of the distribution's. */
    static Command program(String name, String... args) {
        return new Command(Places.distribution().resolve("bin").resolve(name).toString()).add(args);
    }

    private static int freePort() throws IOException {
        try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return s.getLocalPort();
        }
    }

    Path directory() {
        return directory;
    }

    int port() {
        return port;
    }

    Path log() {
        return directory.resolveSibling(directory.getFileName() + ".log");
    }

    void start() {
        Command.Outcome o = program(
                        "pg_ctl", "start", "-w", "-t", "50", "-D", directory.toString(), "-l", log().toString())
                .run();
        if (o.exit() != 0) {
            throw new AssertionError("pg_ctl start: exit status " + o.exit() + "\n" + o.output() + "\n" + logTail());
        }
        running = true;
    }

    /** Stops with mode smart, fast or immediate and waits for the end. */
    void stop(String mode) {
        Command.Outcome o = program("pg_ctl", "stop", "-w", "-t", "40", "-m", mode, "-D", directory.toString())
                .run();
        if (o.exit() != 0) {
            throw new AssertionError("pg_ctl stop: exit status " + o.exit() + "\n" + o.output() + "\n" + logTail());
        }
        running = false;
    }

    /** SIGKILL to every process of the server, postmaster first; returns when none is left. */
    void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        await("the killed processes to end", () -> all.stream().noneMatch(ProcessHandle::isAlive));
        running = false;
    }

    /** The postmaster, first, and all its children, orphans still attached to the segment included. */
    List<ProcessHandle> processes() {
        Set<ProcessHandle> all = new LinkedHashSet<>();
        ProcessHandle.of(postmasterPid())
                .filter(p -> attached(p.pid()) || titleOf(p.pid()).contains(directory.toString()))
                .ifPresent(p -> {
                    all.add(p);
                    p.descendants().forEach(all::add);
                });
        ProcessHandle.allProcesses().filter(p -> attached(p.pid())).forEach(all::add);
        return List.copyOf(all);
    }

    /** What {@code ps} shows for a process; "" when it is gone. */
    static String titleOf(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether a process has this server's shared memory segment mapped. */
    private boolean attached(long pid) {
        String key = segmentField(0);
        if (key.isEmpty()) {
            return false;
        }
        String name = "/SYSV" + HexFormat.of().toHexDigits(Integer.parseInt(key)) + " ";
        try {
            return Files.readString(Path.of("/proc/" + pid + "/maps")).contains(name);
        } catch (IOException e) {
            return false;
        }
    }

    /** The postmaster's process id from postmaster.pid, or -1. */
    long postmasterPid() {
        try {
            Path f = directory.resolve("postmaster.pid");
            return Files.exists(f)
                    ? Long.parseLong(Files.readAllLines(f).getFirst().strip())
                    : -1;
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    /** A JDBC connection to database postgres as postgres. */
    Connection connect() throws SQLException {
        return connect(Map.of());
    }

    Connection connect(Map<String, String> properties) throws SQLException {
        Properties p = new Properties();
        p.put("user", "postgres");
        p.put("connectTimeout", "20");
        p.put("loginTimeout", "30");
        p.put("socketTimeout", "60");
        p.putAll(properties);
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", p);
    }

    /** psql to this server, without a start-up file, quiet. */
    Command psql(String database, String... args) {
        return new Command(
                        Places.pgProgram("psql"),
                        "-X",
                        "-q",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        "postgres")
                .add("-d", database)
                .add(args)
                .env("PGTZ", "UTC")
                .env("PGCLIENTENCODING", "UTF8")
                .env("PGCONNECT_TIMEOUT", "20")
                .env("LC_ALL", "C.UTF-8");
    }

    /** One value by psql, unaligned, stripped. */
    String value(String sql) {
        return psql("postgres", "-A", "-t", "-c", sql).run().orFail().strip();
    }

    /** pgbench against this server. */
    Command pgbench(String... args) {
        return new Command(
                        Places.pgProgram("pgbench"), "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "postgres")
                .add(args)
                .add("postgres");
    }

    /** Everything logged so far: by the collector, and to standard error. */
    String logText() throws IOException {
        Path collected = directory.resolve("log/server.log");
        return (Files.exists(collected) ? Files.readString(collected) : "") + Files.readString(log());
    }

    /** Executes statements over a connection of one's own. */
    static void execute(Connection c, String... sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            for (String q : sql) {
                s.execute(q);
            }
        }
    }

    /** The first column of the first row, which there must be. */
    static String one(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            if (!r.next()) {
                throw new AssertionError("no row: " + sql);
            }
            return r.getString(1);
        }
    }

    String logTail() {
        try {
            List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of("(no log)");
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(log unreadable: " + e + ")";
        }
    }

    /** Waits up to 30 seconds for a condition, asking every 20 ms. */
    static void await(String what, BooleanSupplier condition) {
        await(what, 30, condition);
    }

    /** The same with another limit. */
    static void await(String what, int seconds, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + seconds + " s for " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        String segment = segmentField(1);
        try {
            if (running) {
                stop("fast");
            }
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\ndata directory kept: " + directory, e);
        } finally {
            kill();
            if (!segment.isEmpty()) {
                new Command("ipcrm", "-m", segment).run(); // fails when the server removed it, as it should
            }
        }
        deleteTree(directory);
    }

    /** Field 0 (key) or 1 (id) of the segment named in postmaster.pid, or "". */
    private String segmentField(int field) {
        try {
            Path f = directory.resolve("postmaster.pid");
            List<String> lines = Files.exists(f) ? Files.readAllLines(f) : List.of();
            return lines.size() < 7 ? "" : lines.get(6).strip().split("\\s+")[field];
        } catch (IOException e) {
            return "";
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path d, BasicFileAttributes a) throws IOException {
                Path target = to.resolve(from.relativize(d));
                Files.createDirectory(target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(d));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path f, BasicFileAttributes a) throws IOException {
                Files.copy(f, to.resolve(from.relativize(f)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void deleteTree(Path top) {
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path f, BasicFileAttributes a) throws IOException {
                    Files.delete(f);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path d, @Nullable IOException e) throws IOException {
                    Files.delete(d);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
