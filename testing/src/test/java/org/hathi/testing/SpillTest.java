package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Work on many rows in little memory: the results are right, the heap stays small, no temporary file is left,
 * however it ends. The
 * number of rows is the property {@code hathi.spill.rows} (default 60000).
 */
class SpillTest {
    private static final int ROWS = Integer.getInteger("hathi.spill.rows", 60_000);
    /** Less for fewer rows, so that everything exceeds it. */
    private static final String WORK_MEM = ROWS >= 1_000_000 ? "4MB" : "256kB";

    private static TestServer server;

    @BeforeAll
    static void start() throws SQLException {
        server = TestServer.start(
                "spill",
                Map.of("log_temp_files", "0", "backend_heap_size", "64", "max_parallel_workers_per_gather", "0"));
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("CREATE TABLE big (id int, k int, t text)");
            s.execute("INSERT INTO big SELECT i, (i * 7919::bigint) % " + ROWS
                    + ", 'row ' || i FROM generate_series(0, "
                    + (ROWS - 1) + ") i");
            s.execute("ANALYZE big");
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static List<Path> temporaryFiles() {
        Path dir = server.directory().resolve("base/pgsql_tmp");
        if (!Files.exists(dir)) {
            return List.of();
        }
        try (Stream<Path> l = Files.list(dir)) {
            return l.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long logged(String text) {
        try (Stream<String> l = Files.lines(server.log())) {
            return l.filter(x -> x.contains(text)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One row of numbers, computed in little memory; a temporary file has been used and removed. */
    private static void check(String sql, long... expected) throws SQLException {
        long before = logged("temporary file: path");
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("SET work_mem = '" + WORK_MEM + "'");
            try (ResultSet r = s.executeQuery(sql)) {
                assertThat(r.next()).isTrue();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(r.getLong(i + 1)).as(sql).isEqualTo(expected[i]);
                }
                assertThat(r.next()).isFalse();
            }
            assertThat(temporaryFiles()).as(sql).isEmpty();
        }
        assertThat(logged("temporary file: path")).as(sql).isGreaterThan(before);
    }

    private static final long N = ROWS;
    private static final long SUM = N * (N - 1) / 2;

    @Test
    void sorting() throws SQLException {
        check("SELECT count(*), sum(k) FROM (SELECT k, t FROM big ORDER BY t OFFSET 0) x", N, SUM);
    }

    @Test
    void hashJoins() throws SQLException {
        check(
                "SELECT count(*), sum(a.id), sum(length(b.t) - length('row ' || a.k)) FROM big a"
                        + " JOIN big b ON a.k = b.id",
                N,
                SUM,
                0);
        check("SELECT count(*), count(b.id) FROM big a LEFT JOIN big b ON a.k = b.id + " + N / 2, N, N - N / 2);
    }

    @Test
    void aggregation() throws SQLException {
        check(
                "SELECT count(*), sum(k), sum(c) FROM (SELECT k, count(*) AS c, max(t) FROM big GROUP BY k) x",
                N,
                SUM,
                N);
        check("SELECT count(*), sum(length(t)) FROM (SELECT DISTINCT t FROM big) x", N);
        check("SELECT count(DISTINCT t), count(DISTINCT k) FROM big", N, N);
    }

    @Test
    void windows() throws SQLException {
        check(
                "SELECT count(*), sum(r), max(s) FROM (SELECT row_number() OVER w AS r, sum(k) OVER w AS s,"
                        + " lag(t) OVER w AS l FROM big WINDOW w AS (ORDER BY k)) x",
                N,
                SUM + N,
                SUM);
    }

    @Test
    void ctesAndSetOperations() throws SQLException {
        check(
                "WITH c AS MATERIALIZED (SELECT id, t FROM big)"
                        + " SELECT (SELECT count(*) FROM c), (SELECT sum(id) FROM c)",
                N,
                SUM);
        check("SELECT count(*) FROM (SELECT t FROM big EXCEPT SELECT t FROM big WHERE id % 2 = 0) x", N / 2);
    }

    /** Sets of keys that turn out larger than planned. */
    @Test
    void hashedSubplansAndRecursion() throws SQLException {
        check(
                "SELECT count(*), sum(id % 2) FROM big WHERE id NOT IN"
                        + " (SELECT 2 * x FROM generate_series(0, (SELECT " + N + " - 1)) x)",
                N / 2,
                N / 2);
        check(
                "WITH RECURSIVE r (i) AS (SELECT k FROM big UNION SELECT i + " + N + " FROM r WHERE i < " + N
                        + ") SELECT count(*), min(i), max(i) FROM r",
                2 * N,
                0,
                2 * N - 1);
    }

    @Test
    void mergeJoinsWithManyEqualRows() throws SQLException {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("SET work_mem = '" + WORK_MEM + "'");
            s.execute("SET enable_hashjoin = off");
            s.execute("SET enable_nestloop = off");
            try (ResultSet r = s.executeQuery(
                    "SELECT count(*), count(b.id), sum(b.id), sum(length(b.t) - length('row ' || b.id)) FROM"
                            + " (SELECT x / 2 AS x FROM generate_series(0, 3) x) a LEFT JOIN big b ON a.x = b.id / "
                            + N)) {
                assertThat(r.next()).isTrue();
                assertThat(r.getLong(1)).isEqualTo(2 * N + 2);
                assertThat(r.getLong(2)).isEqualTo(2 * N);
                assertThat(r.getLong(3)).isEqualTo(2 * SUM);
                assertThat(r.getLong(4)).isZero();
            }
            assertThat(temporaryFiles()).isEmpty();
        }
    }

    @Test
    void cursors() throws SQLException {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("SET work_mem = '64kB'");
            s.execute("DECLARE held SCROLL CURSOR WITH HOLD FOR SELECT id, t FROM big");
            try (ResultSet r = s.executeQuery("FETCH LAST FROM held")) {
                assertThat(r.next()).isTrue();
            }
            assertThat(temporaryFiles()).isNotEmpty();
            s.execute("CLOSE held");
            assertThat(temporaryFiles()).isEmpty();
        }
    }

    @Test
    void filesHaveALimit() throws SQLException {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("SET work_mem = '64kB'");
            s.execute("SET temp_file_limit = '200kB'");
            assertThatThrownBy(() -> s.executeQuery("SELECT * FROM big ORDER BY t"))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("53400");
                        assertThat(e.getMessage()).contains("temporary file size exceeds temp_file_limit (200kB)");
                    });
            assertThat(temporaryFiles()).isEmpty();
        }
    }

    @Test
    void filesOfADeadBackendAreRemoved() throws SQLException {
        try (Connection c = server.connect();
                Connection other = server.connect();
                Statement s = c.createStatement();
                Statement o = other.createStatement()) {
            s.execute("SET work_mem = '64kB'");
            s.execute("DECLARE held SCROLL CURSOR WITH HOLD FOR SELECT id, t FROM big");
            assertThat(temporaryFiles()).isNotEmpty();
            long pid;
            try (ResultSet r = s.executeQuery("SELECT pg_backend_pid()")) {
                r.next();
                pid = r.getLong(1);
            }
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            TestServer.await(
                    "its temporary files to be removed", () -> temporaryFiles().isEmpty());
            try (ResultSet r = o.executeQuery("SELECT 1")) {
                assertThat(r.next()).isTrue();
            }
        }
    }

    @Test
    void memoryThatRunsOutIsAnErrorOfTheStatement() throws SQLException {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            assertThatThrownBy(() -> s.executeQuery(
                            "SELECT length(string_agg(repeat('x', 1000000), ',')) FROM generate_series(1, 1000)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53200"));
            try (ResultSet r = s.executeQuery("SELECT count(*) FROM big")) {
                assertThat(r.next()).isTrue();
                assertThat(r.getLong(1)).isEqualTo(N);
            }
        }
    }
}
