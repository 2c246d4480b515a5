package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two sessions in each other's way: relation locks, row locks, deadlocks, snapshots. */
class LockTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("lock");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void execute(Connection c, String... sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            for (String q : sql) {
                s.execute(q);
            }
        }
    }

    private static String one(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            assertThat(r.next()).isTrue();
            return r.getString(1);
        }
    }

    private static void failsWith(String state, Connection c, String sql) {
        assertThatThrownBy(() -> execute(c, sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state));
    }

    private static CompletableFuture<Void> later(Connection c, String sql) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                execute(c, sql);
                result.complete(null);
            } catch (SQLException e) {
                result.completeExceptionally(new IllegalStateException(e.getSQLState() + " " + e.getMessage(), e));
            }
        });
        return result;
    }

    private static void awaitWaiting(Connection observer, long pid) {
        TestServer.await("process " + pid + " to wait for a lock", () -> {
            try {
                return one(observer, "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = " + pid)
                        .equals("1");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aReaderHoldsOffDropAndTruncate() throws SQLException {
        try (Connection a = server.connect();
                Connection b = server.connect()) {
            execute(a, "CREATE TABLE held (x int)", "CREATE VIEW heldv AS SELECT x FROM held");
            a.setAutoCommit(false);
            execute(a, "SELECT * FROM heldv");
            execute(b, "SET lock_timeout = '300ms'");
            failsWith("55P03", b, "DROP TABLE held CASCADE");
            failsWith("55P03", b, "TRUNCATE held");
            failsWith("55P03", b, "ALTER TABLE held ADD COLUMN y int");
            a.commit();
            execute(b, "ALTER TABLE held ADD COLUMN y int", "DROP TABLE held CASCADE");
            failsWith("42P01", a, "SELECT * FROM held");
        }
    }

    @Test
    void anUpdateWaitsAndSeesTheNewRow() throws Exception {
        try (Connection a = server.connect();
                Connection b = server.connect();
                Connection observer = server.connect()) {
            execute(a, "CREATE TABLE counter (n int)", "INSERT INTO counter VALUES (1)");
            a.setAutoCommit(false);
            execute(a, "UPDATE counter SET n = n + 10");
            long pid = Long.parseLong(one(b, "SELECT pg_backend_pid()"));
            CompletableFuture<Void> waiting = later(b, "UPDATE counter SET n = n * 2");
            awaitWaiting(observer, pid);
            a.commit();
            waiting.get(30, TimeUnit.SECONDS);
            assertThat(one(observer, "SELECT n FROM counter")).isEqualTo("22");
        }
    }

    @Test
    void repeatableReadRefusesToOverwriteWhatItDidNotSee() throws SQLException {
        try (Connection a = server.connect();
                Connection b = server.connect()) {
            execute(a, "CREATE TABLE rr (n int)", "INSERT INTO rr VALUES (1)");
            b.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            b.setAutoCommit(false);
            assertThat(one(b, "SELECT n FROM rr")).isEqualTo("1");
            execute(a, "UPDATE rr SET n = 2");
            assertThat(one(b, "SELECT n FROM rr")).isEqualTo("1");
            failsWith("40001", b, "UPDATE rr SET n = 3");
            b.rollback();
        }
    }

    @Test
    void oneOfTwoInADeadlockIsTold() throws Exception {
        try (Connection a = server.connect();
                Connection b = server.connect();
                Connection observer = server.connect()) {
            execute(a, "CREATE TABLE dl (id int PRIMARY KEY, n int)", "INSERT INTO dl VALUES (1, 0), (2, 0)");
            a.setAutoCommit(false);
            b.setAutoCommit(false);
            long pid = Long.parseLong(one(b, "SELECT pg_backend_pid()"));
            execute(a, "UPDATE dl SET n = 1 WHERE id = 1");
            execute(b, "UPDATE dl SET n = 2 WHERE id = 2");
            CompletableFuture<Void> second = later(b, "UPDATE dl SET n = 2 WHERE id = 1");
            awaitWaiting(observer, pid);
            CompletableFuture<Void> first = later(a, "UPDATE dl SET n = 1 WHERE id = 2");
            TestServer.await(
                    "the victim to be told",
                    () -> first.isCompletedExceptionally() || second.isCompletedExceptionally());
            CompletableFuture<Void> victim = first.isCompletedExceptionally() ? first : second;
            assertThatThrownBy(victim::join).hasMessageContaining("40P01");
            (victim == first ? a : b).rollback();
            (victim == first ? second : first).get(30, TimeUnit.SECONDS);
            (victim == first ? b : a).commit();
        }
    }

    @Test
    void selectForUpdateBlocksAndNowaitDoesNotWait() throws SQLException {
        try (Connection a = server.connect();
                Connection b = server.connect()) {
            execute(a, "CREATE TABLE fu (id int PRIMARY KEY)", "INSERT INTO fu VALUES (1), (2)");
            a.setAutoCommit(false);
            execute(a, "SELECT * FROM fu WHERE id = 1 FOR UPDATE");
            failsWith("55P03", b, "SELECT * FROM fu WHERE id = 1 FOR UPDATE NOWAIT");
            assertThat(one(b, "SELECT id FROM fu ORDER BY id FOR UPDATE SKIP LOCKED"))
                    .isEqualTo("2");
            assertThat(one(b, "SELECT count(*) FROM fu")).isEqualTo("2");
            a.commit();
        }
    }
}
