package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random transactions append unique numbers to lists and read lists. The final lists tell in which order the appends of a
 * key happened, and so every read says who came before whom: the history is checked for what its isolation level excludes
 * (Adya's phenomena, as Elle does).
 *
 * <p>Both levels: no append is lost, nothing of an aborted transaction is read (G1a), no half of one (G1b), no cycle of
 * write and read dependencies (G0, G1c). REPEATABLE READ besides: no cycle with a single anti-dependency (G-single: lost
 * updates, read skew); two of them (write skew) are allowed.
 *
 * <p>{@code hathi.seed} replays the transactions (not their interleaving); {@code hathi.listappend} is how many each of
 * the sessions runs (60); {@code hathi.fuzz.url} takes a server that runs already.
 */
class ListAppendTest {
    private static final int SESSIONS = 6;
    private static final int KEYS = 5;

    /** What a transaction did; {@code reads}: key → list, of every read before its own first append to that key. */
    private record Transaction(int id, boolean committed, Map<Integer, List<Integer>> appends, List<Read> reads) {}

    private record Read(int key, List<Integer> list) {}

    private final long seed = Long.getLong("hathi.seed", System.nanoTime());

    @ParameterizedTest
    @ValueSource(strings = {"read committed", "repeatable read"})
    void historyHasNoForbiddenCycle(String level) throws Exception {
        System.out.println("seed " + seed);
        String given = System.getProperty("hathi.fuzz.url");
        TestServer server = given == null ? TestServer.start("listappend") : null;
        String url = (server == null ? given : "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres")
                + "?user=postgres&password=x";
        try (Connection c = DriverManager.getConnection(url);
                Statement s = c.createStatement()) {
            s.execute("DROP TABLE IF EXISTS lists");
            s.execute("CREATE TABLE lists (k int PRIMARY KEY, v int[] NOT NULL DEFAULT '{}')");
            s.execute("INSERT INTO lists SELECT i FROM generate_series(0, " + (KEYS - 1) + ") i");
            List<Transaction> history = run(url, level);
            Map<Integer, List<Integer>> last = new HashMap<>();
            for (int k = 0; k < KEYS; k++) {
                last.put(k, list(s, k));
            }
            check(history, last, level.equals("repeatable read"));
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }

    private List<Transaction> run(String url, String level) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        try {
            List<Future<List<Transaction>>> all = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int session = i;
                all.add(threads.submit(() -> session(url, level, session)));
            }
            List<Transaction> history = new ArrayList<>();
            for (Future<List<Transaction>> f : all) {
                history.addAll(f.get());
            }
            return history;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Transaction> session(String url, String level, int session) throws SQLException {
        Random random = new Random(seed * 31 + session);
        List<Transaction> done = new ArrayList<>();
        int count = Integer.getInteger("hathi.listappend", 60);
        try (Connection c = DriverManager.getConnection(url);
                Statement s = c.createStatement()) {
            s.execute("SET default_transaction_isolation = '" + level + "'; SET deadlock_timeout = '20ms'");
            for (int i = 0; i < count; i++) {
                done.add(transaction(c, s, random, (session * count + i) * 8));
            }
        }
        return done;
    }

    /** Numbers from {@code id} on are this transaction's. */
    private static Transaction transaction(Connection c, Statement s, Random random, int id) throws SQLException {
        Map<Integer, List<Integer>> appends = new HashMap<>();
        List<Read> reads = new ArrayList<>();
        boolean committed = false;
        c.setAutoCommit(false);
        try {
            int n = 1 + random.nextInt(5);
            for (int i = 0; i < n; i++) {
                int key = random.nextInt(KEYS);
                if (random.nextBoolean()) {
                    s.execute("UPDATE lists SET v = v || " + (id + i) + " WHERE k = " + key);
                    appends.computeIfAbsent(key, k -> new ArrayList<>()).add(id + i);
                } else {
                    List<Integer> l = list(s, key);
                    List<Integer> own = appends.get(key);
                    if (own == null) {
                        reads.add(new Read(key, l));
                    } else {
                        assertThat(l).as("own appends are read").endsWith(own.toArray(Integer[]::new));
                    }
                }
            }
            if (random.nextInt(8) > 0) {
                c.commit();
                committed = true;
            } else {
                c.rollback();
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).isIn("40001", "40P01");
            c.rollback();
        }
        return new Transaction(id, committed, appends, reads);
    }

    private static List<Integer> list(Statement s, int key) throws SQLException {
        try (ResultSet r = s.executeQuery("SELECT v FROM lists WHERE k = " + key)) {
            r.next();
            return List.of((Integer[]) r.getArray(1).getArray());
        }
    }

    private void check(List<Transaction> history, Map<Integer, List<Integer>> last, boolean snapshots) {
        Map<Integer, Transaction> writer = new HashMap<>();
        for (Transaction t : history) {
            t.appends.forEach((k, l) -> l.forEach(x -> writer.put(x, t)));
            t.appends.forEach((k, l) -> {
                if (t.committed) {
                    assertThat(last.get(k))
                            .as("seed %d: no append is lost, key %d", seed, k)
                            .containsSubsequence(l);
                } else {
                    assertThat(last.get(k)).as("seed %d: aborted appends", seed).doesNotContainAnyElementsOf(l);
                }
            });
        }
        Map<Integer, Set<Integer>> dependencies = new HashMap<>();
        Map<Integer, Set<Integer>> anti = new HashMap<>();
        last.values().forEach(l -> {
            for (int i = 1; i < l.size(); i++) {
                edge(dependencies, writer.get(l.get(i - 1)).id, writer.get(l.get(i)).id);
            }
        });
        for (Transaction t : history) {
            for (Read r : t.committed ? t.reads : List.<Read>of()) {
                List<Integer> all = last.get(r.key);
                int n = r.list.size();
                assertThat(all.subList(0, Math.min(n, all.size())))
                        .as("seed %d: a prefix", seed)
                        .isEqualTo(r.list);
                Transaction before = n == 0 ? null : writer.get(r.list.get(n - 1));
                Transaction after = n == all.size() ? null : writer.get(all.get(n));
                if (before != null) {
                    edge(dependencies, before.id, t.id);
                }
                if (after != null) {
                    assertThat(after)
                            .as("seed %d: half of a transaction is read", seed)
                            .isNotSameAs(before);
                    edge(anti, t.id, after.id);
                }
            }
        }
        for (Integer from : dependencies.keySet()) {
            assertThat(reach(dependencies, from))
                    .as("seed %d: cycle through %d (G1c)", seed, from)
                    .doesNotContain(from);
        }
        if (snapshots) {
            anti.forEach((a, bs) -> bs.forEach(b -> assertThat(reach(dependencies, b))
                    .as("seed %d: %d did not see %d, which comes before it (G-single)", seed, a, b)
                    .doesNotContain(a)));
        }
    }

    private static void edge(Map<Integer, Set<Integer>> graph, int from, int to) {
        if (from != to) {
            graph.computeIfAbsent(from, k -> new HashSet<>()).add(to);
        }
    }

    /** All that can be reached from a transaction in one step or more. */
    private static Set<Integer> reach(Map<Integer, Set<Integer>> graph, int from) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> open = new ArrayList<>(graph.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            int next = open.removeLast();
            if (seen.add(next)) {
                open.addAll(graph.getOrDefault(next, Set.of()));
            }
        }
        return seen;
    }
}
