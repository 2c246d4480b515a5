package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hathi.testing.TestServer.execute;
import static org.hathi.testing.TestServer.one;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many sessions on few processes: everything a session owns goes with it, and no schedule exhausts the pool. */
class ParkingTest {
    private static final int BACKENDS = 4;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.parking("parking", BACKENDS, "max_connections", "700");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Connection connect() throws SQLException {
        return server.connect(Map.of("prepareThreshold", "1"));
    }

    private static void close(List<? extends AutoCloseable> all) throws Exception {
        for (AutoCloseable c : all) {
            c.close();
        }
    }

    // ---------------------------------------------------------------- what a session owns (the rest: SessionsTest)

    @Test
    void randomNumbersGoOnInAnotherProcess() throws Exception {
        List<Connection> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * BACKENDS; i++) {
                Connection c = connect();
                clients.add(c);
                execute(c, "SELECT setseed(0.5)");
            }
            for (int i = 0; i < 4; i++) {
                Set<String> seen = new HashSet<>();
                for (Connection c : clients) {
                    seen.add(one(c, "SELECT random()"));
                }
                assertThat(seen).hasSize(1);
            }
        } finally {
            close(clients);
        }
    }

    @Test
    void parkedListenersAreNotified() throws Exception {
        List<Connection> clients = crowd(3 * BACKENDS);
        try {
            for (Connection c : clients) {
                execute(c, "LISTEN news");
            }
            for (Connection c : clients) {
                one(c, "SELECT 1");
            }
            execute(clients.get(3), "NOTIFY news, 'all'");
            for (Connection c : clients) {
                org.postgresql.PGNotification[] got =
                        c.unwrap(org.postgresql.PGConnection.class).getNotifications(20_000);
                assertThat(got).hasSize(1);
                assertThat(got[0].getParameter()).isEqualTo("all");
            }
            execute(clients.get(0), "UNLISTEN *");
            assertThat(one(clients.get(1), "SELECT pg_notification_queue_usage()"))
                    .isEqualTo("0");
        } finally {
            close(clients);
        }
    }

    @Test
    void libpqClientsShareTheProcesses() {
        server.pgbench("-i", "-q", "-s", "1").run().orFail();
        for (String mode : List.of("simple", "prepared")) {
            assertThat(server.pgbench("-n", "-S", "-c", "40", "-j", "2", "-t", "50", "-M", mode)
                            .run()
                            .orFail())
                    .contains("number of failed transactions: 0 (0.000%)");
        }
        assertThat(server.pgbench("-n", "-C", "-S", "-c", "4", "-t", "25").run().orFail())
                .contains("number of failed transactions: 0 (0.000%)");
    }

    @Test
    void temporaryTablesPinVisibly() throws Exception {
        List<Connection> others = new ArrayList<>();
        try (Connection c = connect()) {
            execute(c, "CREATE TEMP TABLE mine (a int)", "INSERT INTO mine VALUES (1)");
            for (int i = 0; i < 3 * BACKENDS; i++) {
                others.add(connect());
            }
            for (Connection o : others) {
                one(o, "SELECT 1");
            }
            String pid = one(c, "SELECT pg_backend_pid()");
            assertThat(one(
                            others.get(0),
                            "SELECT attachment || ', ' || pinned_by FROM hathi_stat_sessions WHERE pid = " + pid))
                    .isEqualTo("pinned, temporary objects");
            assertThat(one(c, "SELECT a FROM mine")).isEqualTo("1");
        } finally {
            close(others);
        }
    }

    // ---------------------------------------------------------------- the pool

    @Test
    void fortyClientsInConflictingTransactionsOnAPoolOfTwo() throws Exception {
        try (TestServer two = TestServer.parking("parking-two", 2, "min_spare_backends", "1")) {
            two.value(
                    "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t SELECT i, 0 FROM generate_series(0, 2) i");
            List<CompletableFuture<Void>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int me = i;
                work.add(CompletableFuture.runAsync(
                        () -> {
                            try (Connection c = two.connect()) {
                                c.setAutoCommit(false);
                                for (int k = 0; k < 3; k++) {
                                    execute(
                                            c,
                                            "UPDATE t SET n = n + 1 WHERE id = " + Math.min(me % 3, (me + 1) % 3),
                                            "UPDATE t SET n = n + 1 WHERE id = " + Math.max(me % 3, (me + 1) % 3));
                                    c.commit();
                                }
                            } catch (SQLException e) {
                                throw new AssertionError(e);
                            }
                        },
                        r -> Thread.ofPlatform().daemon().start(r)));
            }
            CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0])).get(120, TimeUnit.SECONDS);
            assertThat(two.value("SELECT sum(n) FROM t")).isEqualTo("240");
        }
    }

    @Test
    void aParkedHolderOfALockIsHeardThoughAllBackendsWaitForIt() throws Exception {
        try (TestServer two = TestServer.parking("parking-lock", 2, "min_spare_backends", "1")) {
            List<CompletableFuture<Void>> work = new ArrayList<>();
            try (Connection holder = two.connect()) {
                execute(holder, "SELECT pg_advisory_lock(1)");
                for (int i = 0; i < 4; i++) {
                    work.add(CompletableFuture.runAsync(
                            () -> {
                                try (Connection c = two.connect()) {
                                    execute(c, "SELECT pg_advisory_lock(1)", "SELECT pg_advisory_unlock(1)");
                                } catch (SQLException e) {
                                    throw new AssertionError(e);
                                }
                            },
                            r -> Thread.ofPlatform().daemon().start(r)));
                }
                TestServer.await("all to wait", () -> two.value(
                                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                        .equals("4"));
                execute(holder, "SELECT pg_advisory_unlock(1)");
                CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0]))
                        .get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static final String BACKEND_COUNT =
            "SELECT count(*) FROM hathi_stat_processes WHERE role = 'client backend'";

    private static CompletableFuture<Void> run(Callable<?> work) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        work.call();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                r -> Thread.ofPlatform().daemon().start(r));
    }

    /** The holder asks for the end of its lock when thirty others are ready before it, who would only wait for it. */
    @Test
    void aParkedHolderOfALockOvertakesThoseThatWaitForIt() throws Exception {
        try (TestServer two = TestServer.parking("parking-first", 2, "min_spare_backends", "1")) {
            // in a transaction, so that it has a process
            Connection watcher = two.connect();
            execute(watcher, "BEGIN");
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 31; i++) {
                all.add(two.connect());
            }
            execute(all.get(0), "SELECT pg_advisory_lock(1)");
            for (Connection c : all) {
                execute(c, "SELECT 1");
            }
            List<CompletableFuture<Void>> work = new ArrayList<>();
            for (Connection c : all.subList(1, 31)) {
                work.add(run(() -> {
                    execute(c, "SELECT pg_advisory_lock(1)", "SELECT pg_advisory_unlock(1)");
                    return null;
                }));
            }
            TestServer.await("a backend to wait", () -> {
                try {
                    return one(watcher, "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                            .equals("t");
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            execute(all.get(0), "SELECT pg_advisory_unlock(1)");
            CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);
            assertThat(Integer.parseInt(one(watcher, BACKEND_COUNT))).isLessThan(20);
            close(all);
            watcher.close();
        }
    }

    /** Also when the pool has grown: else each process would go on waking up for a session of its own. */
    @Test
    void withMoreSessionsThanBackendsNoIdleOneKeepsAProcess() throws Exception {
        try (TestServer s = TestServer.parking("parking-more", 4, "min_spare_backends", "1")) {
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                Connection c = s.connect();
                all.add(c);
                // each in a transaction of its own at the same time: seven processes
                execute(c, "SET application_name = 'more'", "BEGIN", "SELECT 1");
            }
            assertThat(Integer.parseInt(one(all.get(0), BACKEND_COUNT))).isGreaterThanOrEqualTo(7);
            for (Connection c : all) {
                execute(c, "COMMIT");
            }
            String kept = "SELECT count(*) FROM hathi_stat_sessions s JOIN pg_stat_activity a USING (pid)"
                    + " WHERE attachment <> 'parked' AND application_name = 'more'";
            TestServer.await("all to be parked", () -> s.value(kept).equals("0"));
            close(all);
        }
    }

    @Test
    void thePoolGoesBackAfterABurst() throws Exception {
        try (TestServer s =
                TestServer.parking("parking-burst", 4, "min_spare_backends", "1", "backend_idle_timeout", "2s")) {
            List<Connection> all = new ArrayList<>();
            CyclicBarrier inside = new CyclicBarrier(8);
            List<CompletableFuture<Void>> work = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Connection c = s.connect();
                all.add(c);
                String name = "burst " + i;
                work.add(run(() -> {
                    execute(c, "SET application_name = '" + name + "'", "BEGIN", "SELECT 1");
                    // all transactions are open at a time: eight processes
                    inside.await(60, TimeUnit.SECONDS);
                    execute(c, "COMMIT");
                    return null;
                }));
            }
            CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0])).get(90, TimeUnit.SECONDS);
            assertThat(Integer.parseInt(one(all.get(0), BACKEND_COUNT))).isGreaterThanOrEqualTo(8);
            // one for whoever asks, one to spare, and one that may be starting
            TestServer.await("the pool to shrink", () -> Integer.parseInt(s.value(BACKEND_COUNT)) <= 3);
            TestServer.await("all to be parked", () -> s.value(
                            "SELECT count(*) FROM hathi_stat_sessions s JOIN pg_stat_activity a USING (pid)"
                                    + " WHERE attachment = 'parked' AND application_name LIKE 'burst%'")
                    .equals("8"));
            for (int i = 0; i < 8; i++) {
                assertThat(one(all.get(i), "SHOW application_name")).isEqualTo("burst " + i);
            }
            close(all);
        }
    }

    // ---------------------------------------------------------------- what befalls parked sessions

    private static List<Connection> crowd(int n) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Connection c = connect();
            all.add(c);
            execute(c, "SET application_name = 'crowd " + i + "'", "SELECT 1");
        }
        return all;
    }

    @Test
    void aKilledBackendTakesOnlyTheSessionItExecutes() throws Exception {
        List<Connection> clients = crowd(3 * BACKENDS);
        try {
            Connection victim = clients.get(5);
            String session = one(victim, "SELECT pg_backend_pid()");
            CompletableFuture<String> sleeping = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return one(victim, "SELECT pg_sleep(50)");
                        } catch (SQLException e) {
                            return e.getSQLState();
                        }
                    },
                    r -> Thread.ofPlatform().daemon().start(r));
            Connection watcher = clients.get(0);
            String[] process = {""};
            TestServer.await("the statement to run", () -> {
                try {
                    process[0] = one(
                            watcher,
                            "SELECT coalesce(max(backend_pid), 0) FROM hathi_stat_sessions JOIN pg_stat_activity a USING (pid)"
                                    + " WHERE pid = " + session + " AND a.wait_event = 'PgSleep'");
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
                return !process[0].equals("0");
            });
            ProcessHandle.of(Long.parseLong(process[0])).orElseThrow().destroyForcibly();
            assertThat(sleeping.get(30, TimeUnit.SECONDS)).isEqualTo("57P02");
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < clients.size(); i++) {
                    if (i != 5) {
                        assertThat(one(clients.get(i), "SHOW application_name")).isEqualTo("crowd " + i);
                    }
                }
            }
        } finally {
            close(clients);
        }
    }

    @Test
    void cancelAndTerminateReachTheSessionWhereverItIs() throws Exception {
        List<Connection> clients = crowd(3 * BACKENDS);
        try {
            Connection sleeper = clients.get(4);
            try (Statement s = sleeper.createStatement()) {
                s.setQueryTimeout(1);
                assertThatThrownBy(() -> s.execute("SELECT pg_sleep(50)"))
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState())
                                .isEqualTo("57014"));
            }
            String pid = one(clients.get(2), "SELECT pg_backend_pid()");
            for (int i = 6; i < clients.size(); i++) {
                one(clients.get(i), "SELECT 1");
            }
            assertThat(one(clients.get(1), "SELECT pg_terminate_backend(" + pid + ")"))
                    .isEqualTo("t");
            TestServer.await("the session to end", () -> server.value(
                            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'crowd 2'")
                    .equals("0"));
            assertThatThrownBy(() -> one(clients.get(2), "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isIn("57P01", "08006"));
            for (int i = 3; i < clients.size(); i++) {
                assertThat(one(clients.get(i), "SHOW application_name")).isEqualTo("crowd " + i);
            }
        } finally {
            close(clients);
        }
    }

    @Test
    void idleSessionTimeoutEndsParkedSessions() throws Exception {
        List<Connection> clients = crowd(3 * BACKENDS);
        try {
            Connection c = clients.get(0);
            execute(c, "SET idle_session_timeout = '800ms'");
            for (int i = 1; i < clients.size(); i++) {
                one(clients.get(i), "SELECT 1");
            }
            TestServer.await("the idle session to end", () -> server.value(
                            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'crowd 0'")
                    .equals("0"));
            assertThat(one(clients.get(1), "SELECT 1")).isEqualTo("1");
        } finally {
            close(clients);
        }
    }

    @Test
    void aDatabaseOfParkedSessionsIsInUse() throws Exception {
        server.value("CREATE DATABASE second");
        List<Connection> clients = crowd(2 * BACKENDS);
        Connection there = java.sql.DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/second?user=postgres");
        try {
            one(there, "SELECT 1");
            for (Connection c : clients) {
                one(c, "SELECT 1");
            }
            assertThat(one(there, "SELECT current_database()")).isEqualTo("second");
            for (Connection c : clients) {
                one(c, "SELECT 1");
            }
            execute(clients.get(0), "DROP DATABASE second WITH (FORCE)");
            assertThatThrownBy(() -> one(there, "SELECT 1")).isInstanceOf(SQLException.class);
        } finally {
            close(clients);
            there.close();
        }
    }
}
