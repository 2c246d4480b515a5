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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One process per executing client, truthfully shown, and one death is one client's. */
class ProcessTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("process");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static long one(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            assertThat(r.next()).isTrue();
            return r.getLong(1);
        }
    }

    private static List<Connection> three() throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(server.connect(Map.of("ApplicationName", "three" + i)));
        }
        return all;
    }

    private static void close(List<Connection> all) throws SQLException {
        for (Connection c : all) {
            c.close();
        }
    }

    @Test
    void everyClientHasAProcessThatPsShows() throws SQLException {
        List<Connection> clients = three();
        Set<Long> pids = new HashSet<>();
        for (Connection c : clients) {
            long pid = one(c, "SELECT pg_backend_pid()");
            pids.add(pid);
            assertThat(TestServer.titleOf(pid)).startsWith("postgres: postgres postgres 127.0.0.1(");
        }
        assertThat(pids).hasSize(3);
        Set<Long> shown = new HashSet<>();
        try (Statement s = clients.getFirst().createStatement();
                ResultSet r = s.executeQuery(
                        "SELECT pid, usename, application_name, client_addr, state FROM pg_stat_activity WHERE application_name LIKE 'three%'")) {
            while (r.next()) {
                shown.add(r.getLong(1));
                assertThat(r.getString(2)).isEqualTo("postgres");
                assertThat(r.getString(4)).isEqualTo("127.0.0.1");
                assertThat(r.getString(5)).isIn("active", "idle");
            }
        }
        assertThat(shown).isEqualTo(pids);
        assertThat(server.processes().stream().map(ProcessHandle::pid).toList()).containsAll(pids);
        close(clients);
    }

    @Test
    void theClientsSocketIsTheBackends() throws Exception {
        List<Connection> clients = three();
        for (Connection c : clients) {
            long pid = one(c, "SELECT pg_backend_pid()");
            long clientPort = one(c, "SELECT inet_client_port()");
            assertThat(establishedPeers(pid)).contains((int) clientPort);
        }
        close(clients);
    }

    /** Remote ports of the TCP connections a process holds, from its descriptors and /proc/net/tcp. */
    private static Set<Integer> establishedPeers(long pid) throws Exception {
        Set<String> inodes = new HashSet<>();
        try (var fds = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path fd : fds) {
                String target = Files.readSymbolicLink(fd).toString();
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring(8, target.length() - 1));
                }
            }
        }
        Set<Integer> ports = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] f = line.strip().split("\\s+");
                if (f.length > 9 && inodes.contains(f[9])) {
                    ports.add(Integer.parseInt(f[2].substring(f[2].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    @Test
    void killingOneBackendCostsOneClient() throws SQLException {
        List<Connection> clients = three();
        long restartsBefore = logged("terminating any other active server processes");
        long victim = one(clients.get(1), "SELECT pg_backend_pid()");
        ProcessHandle.of(victim).orElseThrow().destroyForcibly();
        assertThatThrownBy(() -> one(clients.get(1), "SELECT 1")).isInstanceOf(SQLException.class);
        assertThat(one(clients.get(0), "SELECT 41 + 1")).isEqualTo(42);
        assertThat(one(clients.get(2), "SELECT 41 + 1")).isEqualTo(42);
        TestServer.await("the dead backend to leave pg_stat_activity", () -> {
            try {
                return one(clients.get(0), "SELECT count(*) FROM pg_stat_activity WHERE pid = " + victim) == 0;
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        try (Connection again = server.connect()) {
            assertThat(one(again, "SELECT 1")).isEqualTo(1);
        }
        assertThat(logged("terminating any other active server processes")).isEqualTo(restartsBefore);
        clients.get(0).close();
        clients.get(2).close();
    }

    @Test
    void killedInsideATransactionItsWorkIsUndoneAndItsLocksGo() throws SQLException {
        try (Connection setup = server.connect();
                Statement s = setup.createStatement()) {
            s.execute("CREATE TABLE victim (a int)");
            s.execute("INSERT INTO victim VALUES (1)");
            Connection doomed = server.connect();
            doomed.setAutoCommit(false);
            try (Statement d = doomed.createStatement()) {
                d.execute("UPDATE victim SET a = 2");
            }
            ProcessHandle.of(one(doomed, "SELECT pg_backend_pid()"))
                    .orElseThrow()
                    .destroyForcibly();
            s.execute("UPDATE victim SET a = a + 10"); // waits until the dead one's locks are released
            assertThat(one(setup, "SELECT a FROM victim")).isEqualTo(11);
        }
    }

    private static long logged(String text) {
        try {
            return Files.readAllLines(server.log()).stream()
                    .filter(l -> l.contains(text))
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void terminateAndCancelByPid() throws SQLException {
        try (Connection a = server.connect();
                Connection b = server.connect()) {
            long pid = one(b, "SELECT pg_backend_pid()");
            try (Statement s = a.createStatement();
                    ResultSet r = s.executeQuery("SELECT pg_terminate_backend(" + pid + ", 5000)")) {
                assertThat(r.next()).isTrue();
                assertThat(r.getBoolean(1)).isTrue();
            }
            assertThatThrownBy(() -> one(b, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isIn("57P01", "08006"));
        }
    }

    @Test
    void badConnectionsAreRefusedInPostgresWords() {
        assertThat(server.psql("nosuchdb", "-c", "SELECT 1").run().output())
                .contains("FATAL:  database \"nosuchdb\" does not exist");
        Command wrongUser = new Command(
                Places.pgProgram("psql"),
                "-X",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(server.port()),
                "-U",
                "nobody",
                "-d",
                "postgres");
        assertThat(wrongUser.run().output()).contains("FATAL:  role \"nobody\" does not exist");
    }

    @Test
    void theSegmentIsListed() {
        assertThat(server.value("SELECT count(*) > 3 FROM pg_shmem_allocations"))
                .isEqualTo("t");
        assertThat(new Command("ipcs", "-m").run().orFail()).contains("0x");
    }
}
