package org.hathi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.hathi.os.OsProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real postmaster with real backends (statements of {@link TestServer}) and pgjdbc as the client. */
class ServerProcessTest {
    @TempDir
    Path temp;

    private Path data;
    private int port;
    private Process server;

    @BeforeEach
    void start() throws Exception {
        data = temp.resolve("data");
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(data.resolve("PG_VERSION"), "15\n");
        Files.writeString(data.resolve("postgresql.conf"), "");
        Files.writeString(data.resolve("pg_ident.conf"), "");
        Files.writeString(data.resolve("pg_hba.conf"), "host all scram all scram-sha-256\nhost all all all trust\n");
        try (ServerSocket s = new ServerSocket(0)) {
            port = s.getLocalPort();
        }
        List<String> c = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        c.addAll(Spawner.flags());
        c.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.hathi.server.TestServer",
                data.toString(),
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=" + temp,
                "shared_buffers=1MB",
                "max_backends=2"));
        server = new ProcessBuilder(c)
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log").toFile())
                .start();
        for (int i = 0; i < 600 && !status().startsWith("ready"); i++) {
            assertThat(server.isAlive()).as(log()).isTrue();
            server.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private String status() throws IOException {
        Path p = data.resolve("postmaster.pid");
        List<String> lines = Files.exists(p) ? Files.readAllLines(p) : List.of();
        return lines.size() < 8 ? "" : lines.get(7);
    }

    private String log() throws IOException {
        return Files.readString(temp.resolve("log"));
    }

    @AfterEach
    void stop() throws Exception {
        server.destroyForcibly().waitFor();
        // the kernel ends the children with their parent; the segment goes with the next start or here
        String id = Files.exists(data.resolve("postmaster.pid"))
                ? Files.readAllLines(data.resolve("postmaster.pid"))
                        .get(6)
                        .trim()
                        .split(" +")[1]
                : "";
        if (!id.isEmpty()) {
            org.hathi.os.SysVShm.remove(Integer.parseInt(id));
        }
    }

    private Connection connect(String user, String password) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", password);
        p.setProperty("loginTimeout", "20");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", p);
    }

    private static String ask(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    @Test
    void sessionsAreServedAndReset() throws Exception {
        try (Connection c = connect("scram", "secret")) {
            assertThat(ask(c, "show work_mem")).isEqualTo("7MB");
            assertThatThrownBy(() -> ask(c, "fail")).hasMessageContaining("division by zero");
            assertThat(ask(c, "show work_mem")).isEqualTo("7MB");
        }
        assertThatThrownBy(() -> connect("scram", "wrong"))
                .hasMessageContaining("password authentication failed for user \"scram\"");
        assertThatThrownBy(() -> connect("nobody", "")).hasMessageContaining("role \"nobody\" does not exist");
    }

    @Test
    void aSessionThatCannotBeResumedIsLostAlone() throws Exception {
        try (Connection a = connect("postgres", "");
                Connection b = connect("postgres", "");
                Connection c = connect("postgres", "");
                Connection d = connect("postgres", "")) {
            List<Connection> others = List.of(b, c, d);
            java.util.Set<String> processes = new java.util.HashSet<>();
            for (Connection o : others) {
                processes.add(ask(o, "pid"));
            }
            try (Statement s = a.createStatement()) {
                s.execute("poison");
            }
            for (Connection o : others) {
                ask(o, "pid");
            }
            assertThatThrownBy(() -> ask(a, "pid")).hasMessageContaining("this session cannot go on");
            for (int i = 0; i < 5; i++) {
                for (Connection o : others) {
                    processes.add(ask(o, "pid"));
                }
            }
            assertThat(processes).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(log()).contains("this session cannot go on").doesNotContain("exited with exit code");
    }

    @Test
    void oneDeathIsPrivate() throws Exception {
        try (Connection a = connect("postgres", "");
                Connection b = connect("postgres", "")) {
            String first = ask(a, "pid");
            String second = ask(b, "pid");
            assertThat(first).isNotEqualTo(second);
            OsProcess.kill(Integer.parseInt(first), OsProcess.SIGKILL);
            assertThatThrownBy(() -> ask(a, "pid")).isInstanceOf(SQLException.class);
            assertThat(ask(b, "pid")).isEqualTo(second);
        }
        assertThat(log()).contains("was terminated by signal 9: Killed").doesNotContain("reinitializing");
    }

    @Test
    void deathInCriticalSectionRestarts() throws Exception {
        try (Connection a = connect("postgres", "");
                Connection b = connect("postgres", "")) {
            assertThatThrownBy(() -> ask(a, "critical")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> ask(b, "pid")).isInstanceOf(SQLException.class);
        }
        for (int i = 0; i < 200; i++) {
            try (Connection c = connect("postgres", "")) {
                assertThat(ask(c, "pid")).isNotEmpty();
                break;
            } catch (SQLException e) {
                server.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        assertThat(log()).contains("all server processes terminated; reinitializing");
    }

    @Test
    void cancelEndsTheStatementOnly() throws Exception {
        try (Connection c = connect("postgres", "");
                Statement s = c.createStatement()) {
            s.setQueryTimeout(1);
            assertThatThrownBy(() -> s.executeQuery("sleep 20000"))
                    .hasMessageContaining("canceling statement due to user request");
            assertThat(ask(c, "pid")).isNotEmpty();
        }
    }

    @Test
    void fastShutdownTellsClientsAndRemovesFiles() throws Exception {
        try (Connection c = connect("postgres", "")) {
            OsProcess.kill((int) server.pid(), OsProcess.SIGINT);
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
            assertThatThrownBy(() -> ask(c, "pid"))
                    .hasMessageContaining("terminating connection due to administrator command");
        }
        assertThat(data.resolve("postmaster.pid")).doesNotExist();
        assertThat(log()).contains("received fast shutdown request").contains("database system is shut down");
    }
}
