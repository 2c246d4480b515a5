package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Snapshots that one transaction exports and others take over; pg_dump with several jobs, which works by them. */
class SnapshotExportTest {
    private static String one(Statement s, String sql) throws Exception {
        try (ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    @Test
    void anotherTransactionSeesWhatTheExportingOneSees() throws Exception {
        try (TestServer server = TestServer.start("snapshots", Map.of())) {
            server.value("CREATE TABLE t AS SELECT 1 a");
            Path files = server.directory().resolve("pg_snapshots");
            try (Connection a = server.connect();
                    Connection b = server.connect();
                    Statement x = a.createStatement();
                    Statement y = b.createStatement()) {
                x.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
                x.execute("INSERT INTO t VALUES (2)");
                String id = one(x, "SELECT pg_export_snapshot()");
                assertThat(files.resolve(id)).exists();
                server.value("INSERT INTO t VALUES (3)");
                y.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
                y.execute("SET TRANSACTION SNAPSHOT '" + id + "'");
                assertThat(one(y, "SELECT count(*) FROM t")).isEqualTo("1");
                x.execute("COMMIT");
                assertThat(files.resolve(id)).doesNotExist();
                server.value("DELETE FROM t WHERE a = 1");
                server.value("VACUUM t");
                assertThat(one(y, "SELECT count(*) FROM t")).isEqualTo("1");
                y.execute("COMMIT");
                assertThat(one(y, "SELECT count(*) FROM t")).isEqualTo("2");
                y.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
                assertThatThrownBy(() -> y.execute("SET TRANSACTION SNAPSHOT '" + id + "'"))
                        .hasMessageContaining("invalid snapshot identifier");
                y.execute("ROLLBACK");
            }
            // a file whose process is gone is refused, and goes at the next start
            Path stale = files.resolve("00000002-00000009-1");
            Files.writeString(
                    stale, "vxid:2/9\npid:1\ndbid:5\niso:2\nro:0\nxmin:3\nxmax:4\nxcnt:0\nsof:0\nsxcnt:0\nrec:0\n");
            assertThat(server.value("SELECT oid FROM pg_database WHERE datname = 'postgres'"))
                    .isEqualTo("5");
            try (Connection c = server.connect();
                    Statement z = c.createStatement()) {
                z.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
                assertThatThrownBy(() -> z.execute("SET TRANSACTION SNAPSHOT '00000002-00000009-1'"))
                        .hasMessageContaining("could not import the requested snapshot");
            }
            server.kill();
            server.start();
            assertThat(stale).doesNotExist();
        }
    }

    @Test
    void pgDumpRunsSeveralJobs() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Places.hasPgProgram("pg_dump"));
        try (TestServer server = TestServer.start("jobs", Map.of())) {
            for (int i = 0; i < 4; i++) {
                server.value("CREATE TABLE t" + i + " AS SELECT g FROM generate_series(1, 1000) g");
            }
            Path out = server.directory().resolve("jobs.dump");
            String port = Integer.toString(server.port());
            new Command(Places.pgProgram("pg_dump"), "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-Fd", "-j", "3")
                    .add("-f", out.toString(), "postgres")
                    .run()
                    .orFail();
            try (Stream<Path> l = Files.list(out)) {
                assertThat(l.count()).isEqualTo(5);
            }
        }
    }
}
