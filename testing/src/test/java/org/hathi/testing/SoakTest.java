package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A server for half an hour: connections come and go (10,000 in all), sessions park, backends are killed, statements
 * cancelled, a load of transactions with a ledger beside it. Memory (PSS of all processes together), descriptors and the use
 * of shared structures are sampled; what they are in the last fifth of the time may exceed what they were in the second
 * fifth by the bounds of {@link #BOUNDS} only.
 *
 * <p>Runs by name: {@code -Dhathi.soak.minutes=30}; connections and kills are in proportion to the time.
 */
class SoakTest {
    private static final double MINUTES = Double.parseDouble(System.getProperty("hathi.soak.minutes", "0"));
    private static final double CONNECTIONS_PER_SECOND = 10_000 / 1_800.0;
    private static final int COMERS = 8;
    private static final int SITTERS = 16;
    private static final long SEED = Long.getLong("hathi.seed", System.nanoTime());

    /** What may grow by how much: a factor of what it was, plus a constant. */
    private record Bound(double factor, long more) {}

    private static final Map<String, Bound> BOUNDS = Map.of(
            "pss kB", new Bound(1.2, 65_536),
            "processes", new Bound(1.0, 4),
            "descriptors", new Bound(1.2, 64),
            "files", new Bound(1.0, 40),
            "process slots", new Bound(1.0, 4),
            "session slots", new Bound(1.1, 10),
            "session arena chunks", new Bound(1.1, 32),
            "locks", new Bound(1.5, 64),
            "lock holders", new Bound(1.5, 64),
            "statistics entries", new Bound(1.0, 40));

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final long began = System.nanoTime();
    private volatile boolean stopping;

    @Test
    void nothingGrows() throws Exception {
        assumeTrue(MINUTES > 0, "runs by name: -Dhathi.soak.minutes=30");
        Map<String, String> settings = Map.of(
                "session_parking", "on",
                "max_backends", "6",
                "max_connections", "80",
                "shared_buffers", "'32MB'",
                "checkpoint_timeout", "60s");
        try (TestServer server = TestServer.start("soak", settings)) {
            TpcbLoad.prepare(server, 1);
            List<Map<String, Long>> samples = new ArrayList<>();
            TpcbLoad load = new TpcbLoad(server, 3, 1, SEED, 40);
            load.anyVictim();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < COMERS; i++) {
                Random random = new Random(SEED + 100 + i);
                threads.add(Thread.ofPlatform().start(() -> comeAndGo(server, random)));
            }
            for (int i = 0; i < SITTERS; i++) {
                Random random = new Random(SEED + 200 + i);
                threads.add(Thread.ofPlatform().start(() -> sit(server, random)));
            }
            threads.add(Thread.ofPlatform().start(() -> cancel(server)));
            threads.add(Thread.ofPlatform().start(() -> kill(server, new Random(SEED))));
            try {
                sample(server, samples);
            } finally {
                stopping = true;
                load.close();
                for (Thread t : threads) {
                    t.join(120_000);
                }
            }
            report(server, load, samples);
            assertThat(errors).as("seed=%d", SEED).isEmpty();
            assertThat(load.errors()).as("seed=%d", SEED).isEmpty();
            Agreement.nothingLeft(server);
            Agreement.check(server, load.ledger(), "seed=" + SEED);
            compare(samples);
        }
    }

    private void report(TestServer server, TpcbLoad load, List<Map<String, Long>> samples) {
        System.out.println("[soak] seed=" + SEED + " minutes=" + MINUTES + " connections=" + connections + " kills="
                + kills + " told=" + (told.get() + load.deaths()) + " cancels=" + cancelled + " transactions="
                + load.ledger().size() + " restarts=" + Agreement.restarts(server));
        for (String what : new TreeMap<>(BOUNDS).keySet()) {
            StringBuilder b = new StringBuilder("[soak] ").append(what).append(':');
            int step = Math.max(1, samples.size() / 20);
            for (int i = 0; i < samples.size(); i += step) {
                b.append(' ').append(samples.get(i).get(what));
            }
            System.out.println(b);
        }
    }

    /** The last fifth against the second: means, so that one odd moment decides nothing. */
    private static void compare(List<Map<String, Long>> samples) {
        int n = samples.size();
        for (Map.Entry<String, Bound> b : BOUNDS.entrySet()) {
            double before = mean(samples.subList(n / 5, Math.max(n / 5 + 1, 2 * n / 5)), b.getKey());
            double after = mean(samples.subList(4 * n / 5, n), b.getKey());
            assertThat(after)
                    .as("%s: %.0f before (seed=%d)", b.getKey(), before, SEED)
                    .isLessThanOrEqualTo(
                            before * b.getValue().factor() + b.getValue().more());
        }
    }

    private static double mean(List<Map<String, Long>> samples, String what) {
        return samples.stream().mapToLong(s -> s.get(what)).average().orElse(0);
    }

    // ---------------------------------------------------------------- samples

    private void sample(TestServer server, List<Map<String, Long>> samples) {
        long end = System.nanoTime() + (long) (MINUTES * 60e9);
        long pause = (long) (MINUTES * 60e9 / 60);
        while (System.nanoTime() < end && errors.isEmpty()) {
            LockSupport.parkNanos(pause);
            try (Connection c = server.connect();
                    Statement s = c.createStatement()) {
                samples.add(one(server, s));
            } catch (SQLException e) {
                note(e);
            }
        }
    }

    private static Map<String, Long> one(TestServer server, Statement s) throws SQLException {
        Map<String, Long> m = new TreeMap<>();
        try (ResultSet r = s.executeQuery("SELECT structure, used FROM hathi_stat_segment")) {
            while (r.next()) {
                m.put(r.getString(1), r.getLong(2));
            }
        }
        long pss = 0;
        long descriptors = 0;
        long processes = 0;
        for (ProcessHandle p : server.processes()) {
            pss += pss(p.pid());
            descriptors += Agreement.descriptors(p.pid());
            processes++;
        }
        m.put("pss kB", pss);
        m.put("descriptors", descriptors);
        m.put("processes", processes);
        try (var files = Files.walk(server.directory())) {
            m.put("files", files.filter(f -> !f.toString().contains("/pg_wal/")).count());
        } catch (IOException | java.io.UncheckedIOException e) {
            m.put("files", 0L); // a file went while it was looked at
        }
        return m;
    }

    /** What a process uses of memory, shared pages in proportion: kB. */
    private static long pss(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            return 0; // it has just ended
        }
        return 0;
    }

    // ---------------------------------------------------------------- clients

    /** Whether an error is what a kill or a restart makes of a client; others are findings. */
    private void note(SQLException e) {
        String m = String.valueOf(e.getMessage());
        String state = String.valueOf(e.getSQLState());
        if (m.contains("because its server process was killed")
                || m.contains("because of crash of another server process")
                || state.equals("57P03")
                || state.startsWith("08")) {
            told.incrementAndGet();
        } else {
            errors.add(state + " " + m);
        }
    }

    private void pause(Random random, double seconds) {
        long end = System.nanoTime() + (long) (seconds * 2e9 * random.nextDouble());
        while (!stopping && System.nanoTime() < end) {
            LockSupport.parkNanos(Math.min(100_000_000L, Math.max(1, end - System.nanoTime())));
        }
    }

    /** Short sessions, one after another. */
    private void comeAndGo(TestServer server, Random random) {
        while (!stopping) {
            if (connections.get() >= (System.nanoTime() - began) / 1e9 * CONNECTIONS_PER_SECOND) {
                pause(random, COMERS / CONNECTIONS_PER_SECOND * 0.6);
            }
            try (Connection c = server.connect();
                    Statement s = c.createStatement()) {
                connections.incrementAndGet();
                s.execute("SET work_mem = '2MB'");
                s.executeQuery("SELECT abalance FROM pgbench_accounts WHERE aid = " + (1 + random.nextInt(100_000)))
                        .close();
                switch (random.nextInt(6)) {
                    case 0 -> s.execute("CREATE TEMP TABLE t AS SELECT generate_series(1, 100) a");
                    case 1 -> s.execute("LISTEN soak");
                    case 2 -> s.execute("SELECT pg_advisory_lock(" + connections.get() + ")");
                    case 3 -> s.execute("NOTIFY soak, 'x'");
                    default -> {}
                }
                pause(random, COMERS / CONNECTIONS_PER_SECOND * 0.4);
                s.executeQuery("SELECT count(*) FROM pg_class").close();
                if (random.nextInt(10) == 0) {
                    c.abort(Runnable::run);
                }
            } catch (SQLException e) {
                note(e);
            }
        }
    }

    /** Sessions that stay, and speak now and then. */
    private void sit(TestServer server, Random random) {
        while (!stopping) {
            try (Connection c = server.connect(Map.of("prepareThreshold", "1"));
                    var p = c.prepareStatement("SELECT sum(abalance) FROM pgbench_accounts WHERE aid < ?")) {
                connections.incrementAndGet();
                while (!stopping) {
                    p.setInt(1, random.nextInt(200));
                    p.executeQuery().close();
                    pause(random, 10);
                }
            } catch (SQLException e) {
                note(e);
                pause(random, 1);
            }
        }
    }

    /** One session sleeps, another cancels it. */
    private void cancel(TestServer server) {
        while (!stopping) {
            try (Connection c = server.connect();
                    Statement s = c.createStatement()) {
                connections.incrementAndGet();
                Thread t = Thread.ofPlatform().start(() -> {
                    pause(ThreadLocalRandom.current(), 2);
                    LockSupport.parkNanos(200_000_000);
                    try {
                        s.cancel();
                    } catch (SQLException e) {
                        note(e);
                    }
                });
                try {
                    s.execute("SELECT pg_sleep(60)");
                } catch (SQLException e) {
                    if ("57014".equals(e.getSQLState())) {
                        cancelled.incrementAndGet();
                    } else {
                        note(e);
                    }
                }
                t.join(30_000);
            } catch (SQLException e) {
                note(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** A random backend dies every ten seconds. */
    private void kill(TestServer server, Random random) {
        while (!stopping) {
            pause(random, 10);
            List<ProcessHandle> backends = new ArrayList<>();
            for (ProcessHandle p : server.processes()) {
                String title = TestServer.titleOf(p.pid());
                if (title.startsWith("postgres: postgres ") || title.startsWith("postgres: idle backend")) {
                    backends.add(p);
                }
            }
            if (!stopping && !backends.isEmpty()) {
                backends.get(random.nextInt(backends.size())).destroyForcibly();
                kills.incrementAndGet();
            }
        }
    }
}
