package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hathi.testing.TestServer.execute;
import static org.hathi.testing.TestServer.one;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever ends a process, only its own client notices: signals, the JVM's own crash, a heap or a stack that is exhausted;
 * auxiliary processes are started anew; the death of the postmaster ends everything, and a start recovers.
 */
class PrivateDeathTest {
    private static final String KILLED = "terminating connection because its server process was killed";
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.collecting("privatedeath", "backend_heap_size", "96", "autovacuum_naptime", "1s");
        server.value(
                "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t SELECT g, 0 FROM generate_series(1, 100) g;"
                        + " CREATE FUNCTION deep(int) RETURNS int LANGUAGE sql AS 'SELECT deep($1 + 1)'");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void noRestart() throws IOException {
        assertThat(server.logText()).doesNotContain("terminating any other active server processes");
    }

    /** Files a crash of a JVM or of a process may leave: there must be none. */
    private static void noDebris() throws IOException {
        try (Stream<Path> files = Files.walk(server.directory())) {
            assertThat(files.filter(f -> f.getFileName().toString().matches("(hs_err|core|replay_).*"))
                            .toList())
                    .isEmpty();
        }
    }

    /** A client in a transaction with locks, whose server process gets a signal while it works. */
    private static void signalled(String signal) throws Exception {
        try (Connection other = server.connect()) {
            execute(other, "BEGIN; UPDATE t SET n = n + 1 WHERE id = 2");
            Connection victim = server.connect();
            execute(victim, "BEGIN; UPDATE t SET n = n + 1 WHERE id = 1");
            String pid = one(victim, "SELECT pg_backend_pid()");
            CompletableFuture<String> told = CompletableFuture.supplyAsync(() -> {
                try {
                    execute(victim, "SELECT pg_sleep(60)");
                    return "nothing";
                } catch (SQLException e) {
                    return String.valueOf(e.getMessage());
                }
            });
            TestServer.await("the victim to sleep", () -> server.value(
                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = " + pid)
                    .equals("1"));
            new Command("kill", "-" + signal, pid).run().orFail();
            assertThat(told.get(60, TimeUnit.SECONDS)).as("after SIG%s", signal).contains(KILLED);
            execute(other, "UPDATE t SET n = n + 1 WHERE id = 1"); // its lock is free, its work undone
            assertThat(one(other, "SELECT n FROM t WHERE id = 1")).isEqualTo("1");
            execute(other, "ROLLBACK");
        }
        noRestart();
        Agreement.nothingLeft(server);
    }

    @Test
    void signalsKillOneClient() throws Exception {
        for (String signal : List.of("KILL", "SEGV", "ABRT", "BUS")) {
            signalled(signal);
        }
        noDebris();
    }

    private static String failure(Connection c, String sql) {
        try {
            execute(c, sql);
            return "no error";
        } catch (SQLException e) {
            return e.getSQLState() + " " + e.getMessage();
        }
    }

    @Test
    void anExhaustedHeapIsAnErrorOfTheStatement() throws Exception {
        try (Connection other = server.connect();
                Connection c = server.connect()) {
            String pid = one(c, "SELECT pg_backend_pid()");
            execute(c, "BEGIN; UPDATE t SET n = 7 WHERE id = 5; SAVEPOINT s");
            for (int i = 0; i < 3; i++) {
                assertThat(failure(
                                c, "SELECT length(string_agg(repeat('x', 1000000), '')) FROM generate_series(1, 400)"))
                        .startsWith("53200 ERROR: out of memory");
                execute(c, "ROLLBACK TO s");
            }
            assertThat(one(c, "SELECT n FROM t WHERE id = 5")).isEqualTo("7");
            execute(c, "COMMIT");
            assertThat(one(c, "SELECT pg_backend_pid()")).isEqualTo(pid);
            assertThat(one(other, "SELECT n FROM t WHERE id = 5")).isEqualTo("7");
        }
        noRestart();
        Agreement.nothingLeft(server);
    }

    @Test
    void anExhaustedStackIsAnErrorOfTheStatement() throws Exception {
        try (Connection c = server.connect(Map.of("preferQueryMode", "simple"))) {
            String pid = one(c, "SELECT pg_backend_pid()");
            execute(c, "BEGIN; UPDATE t SET n = 8 WHERE id = 6; SAVEPOINT s");
            for (String sql : List.of(
                    "SELECT deep(1)",
                    "SELECT " + "(".repeat(200_000) + "1" + ")".repeat(200_000),
                    "SELECT 1" + " + 1".repeat(200_000))) {
                assertThat(failure(c, sql)).startsWith("54001 ERROR: stack depth limit exceeded");
                execute(c, "ROLLBACK TO s");
            }
            execute(c, "COMMIT");
            assertThat(one(c, "SELECT n FROM t WHERE id = 6")).isEqualTo("8");
            assertThat(one(c, "SELECT pg_backend_pid()")).isEqualTo(pid);
        }
        noRestart();
        Agreement.nothingLeft(server);
    }

    @Test
    void whatADeadSessionLeftInItsTemporarySchemaIsInNobodysWay() throws Exception {
        for (int i = 0; i < 4; i++) {
            Connection c = server.connect(Map.of("preferQueryMode", "simple"));
            execute(c, "CREATE TEMP TABLE left_behind (a serial PRIMARY KEY, b text)");
            execute(c, "INSERT INTO left_behind (b) SELECT repeat('x', 100) FROM generate_series(1, 1000)");
            assertThat(one(c, "SELECT count(*) FROM left_behind")).isEqualTo("1000");
            ProcessHandle.of(Long.parseLong(one(c, "SELECT pg_backend_pid()")))
                    .orElseThrow()
                    .destroyForcibly();
            assertThat(failure(c, "SELECT pg_sleep(60)")).contains(KILLED);
        }
        noRestart();
    }

    // ---------------------------------------------------------------- the others

    /** The live process with a title that ends so; −1 when there is none. */
    private static long titled(String title) {
        return server.processes().stream()
                .map(ProcessHandle::pid)
                .filter(p -> TestServer.titleOf(p).endsWith(title))
                .findFirst()
                .orElse(-1L);
    }

    @Test
    void auxiliaryProcessesAreStartedAnew() throws Exception {
        try (Connection c = server.connect()) {
            execute(c, "BEGIN; UPDATE t SET n = 9 WHERE id = 7");
            for (String title :
                    List.of("checkpointer", "background writer", "walwriter", "autovacuum launcher", "logger")) {
                TestServer.await(title + " to be there", () -> titled("postgres: " + title) > 0);
                long pid = titled("postgres: " + title);
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                TestServer.await(title + " to be there again", () -> {
                    long now = titled("postgres: " + title);
                    return now > 0 && now != pid;
                });
                execute(c, "SELECT count(*) FROM t");
            }
            execute(c, "COMMIT; CHECKPOINT");
            assertThat(one(c, "SELECT n FROM t WHERE id = 7")).isEqualTo("9");
        }
        noRestart();
        Agreement.nothingLeft(server);
    }

    @Test
    void aCheckpointerThatDiesInACheckpointIsReplacedAndTheCheckpointMade() throws Exception {
        try (TestServer own = TestServer.start("checkpointer", Map.of("debug_kill_points", "'on'"))) {
            own.value("CREATE TABLE c (a int)");
            for (String point : List.of("CHECKPOINT_BEGUN", "CHECKPOINT_WRITTEN", "CHECKPOINT_SYNCED")) {
                own.value("INSERT INTO c SELECT generate_series(1, 1000)");
                String before = own.value("SELECT redo_lsn FROM pg_control_checkpoint()");
                own.value("ALTER SYSTEM SET debug_kill_points = 'checkpointer/" + point + "@1'");
                own.value("SELECT pg_reload_conf()");
                CompletableFuture<String> checkpoint = CompletableFuture.supplyAsync(() -> {
                    // the setting may reach the checkpointer a moment later than us: ask until it has died
                    while (Agreement.logged(own, "checkpointer process") == 0) {
                        own.value("CHECKPOINT");
                    }
                    return "done";
                });
                TestServer.await("the checkpointer to die", () -> Agreement.logged(own, "checkpointer process") > 0);
                own.value("ALTER SYSTEM SET debug_kill_points = 'on'");
                own.value("SELECT pg_reload_conf()");
                assertThat(checkpoint.get(60, TimeUnit.SECONDS)).isEqualTo("done");
                own.value("CHECKPOINT");
                assertThat(own.value("SELECT redo_lsn FROM pg_control_checkpoint()"))
                        .isNotEqualTo(before);
                assertThat(Agreement.restarts(own)).isZero();
                Files.writeString(own.log(), "");
            }
            own.kill();
            own.start();
            assertThat(own.value("SELECT count(*) FROM c")).isEqualTo("3000");
        }
    }

    @Test
    void theDeathOfThePostmasterEndsEverythingAndAStartRecovers() throws Exception {
        try (TestServer own = TestServer.start("postmasterdeath")) {
            own.value("CREATE TABLE c (a int PRIMARY KEY)");
            try (Connection c = own.connect();
                    Connection open = own.connect()) {
                execute(open, "BEGIN; INSERT INTO c VALUES (2)");
                execute(c, "INSERT INTO c VALUES (1)");
                List<ProcessHandle> all = own.processes();
                assertThat(all).hasSizeGreaterThan(5);
                ProcessHandle.of(own.postmasterPid()).orElseThrow().destroyForcibly();
                TestServer.await("all processes to end", () -> all.stream().noneMatch(ProcessHandle::isAlive));
                assertThat(failure(c, "SELECT 1")).startsWith("08");
            }
            own.start();
            assertThat(own.value("SELECT string_agg(a::text, ',') FROM c")).isEqualTo("1");
            Agreement.nothingLeft(own);
        }
    }
}
