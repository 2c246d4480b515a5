package org.hathi.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * PostgreSQL 15 itself, on a copy of one of our data directories: recovers it if need be, then checks, dumps and reads it; or on
 * a cluster of its own, to be compared with. As root it runs as user postgres, because PostgreSQL refuses root.
 */
final class ReferenceServer implements AutoCloseable {
    private final Path top;
    private final Path data;
    private final int port;

    private ReferenceServer(Path top, int port) {
        this.top = top;
        this.data = top.resolve("data");
        this.port = port;
    }

    /** Why it cannot be used here; empty when it can. */
    static String missing() {
        for (String p : List.of("postgres", "pg_ctl", "pg_dump")) {
            if (!Places.hasPgProgram(p)) {
                return "PostgreSQL 15's " + p + " is not installed";
            }
        }
        if (root()
                && (!Files.isExecutable(Path.of("/usr/sbin/runuser"))
                        || new Command("id", "-u", "postgres").run().exit() != 0)) {
            return "PostgreSQL does not run as root, and there is no user postgres to run it as";
        }
        return "";
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private static String[] asPostgres(String... words) {
        if (!root()) {
            return words;
        }
        String[] all = new String[words.length + 4];
        all[0] = "/usr/sbin/runuser";
        all[1] = "-u";
        all[2] = "postgres";
        all[3] = "--";
        System.arraycopy(words, 0, all, 4, words.length);
        return all;
    }

    /** Starts it on a copy of a directory that no server is using. */
    static ReferenceServer start(Path directory) throws IOException {
        ReferenceServer r = create();
        new Command("cp", "-a", directory.toString(), r.data.toString()).run().orFail();
        Files.deleteIfExists(r.data.resolve("postmaster.pid"));
        Files.writeString(r.data.resolve("postgresql.auto.conf"), "", StandardOpenOption.TRUNCATE_EXISTING);
        Files.writeString(r.data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");
        return r.start();
    }

    /** Starts it on a new and empty cluster of its own initdb's. */
    static ReferenceServer fresh() throws IOException {
        ReferenceServer r = create();
        if (root()) {
            new Command("chown", "-R", "postgres", r.top.toString()).run().orFail();
        }
        new Command(asPostgres(Places.pgProgram("initdb"), "-D", r.data.toString(), "-U", "postgres", "-A", "trust"))
                .add("-E", "UTF8", "--locale=C.UTF-8", "-N")
                .run()
                .orFail();
        return r.start();
    }

    private static ReferenceServer create() throws IOException {
        try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new ReferenceServer(Files.createTempDirectory("hathi-reference"), s.getLocalPort());
        }
    }

    private ReferenceServer start() throws IOException {
        Files.writeString(data.resolve("postgresql.conf"), """
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                port = %d
                autovacuum = off
                timezone = 'UTC'
                """.formatted(port));
        if (root()) {
            new Command("chown", "-R", "postgres", top.toString()).run().orFail();
        }
        Command.Outcome o = new Command(asPostgres(
                        Places.pgProgram("pg_ctl"),
                        "-D",
                        data.toString(),
                        "-l",
                        top + "/log",
                        "-w",
                        "-t",
                        "60",
                        "start"))
                .limit(Duration.ofSeconds(90))
                .run();
        if (o.exit() != 0) {
            String log = log();
            close();
            throw new AssertionError("PostgreSQL does not start on it:\n" + o.output() + log);
        }
        return this;
    }

    /** Where JDBC finds its database postgres. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    String log() {
        try {
            Path f = top.resolve("log");
            return Files.exists(f) ? Files.readString(f) : "";
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    String value(String sql) {
        return new Command(Places.pgProgram("psql"), "-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-U", "postgres")
                .add("-v", "ON_ERROR_STOP=1", "-p", Integer.toString(port), "-d", "postgres", "-c", sql)
                .limit(Duration.ofSeconds(120))
                .run()
                .orFail()
                .strip();
    }

    /** Verifies every B-tree and every table with amcheck where it is installed, and dumps everything. */
    void check() {
        if (value("SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'")
                .equals("1")) {
            value("CREATE EXTENSION amcheck");
            value("SELECT count(bt_index_parent_check(i.indexrelid, true, true)) FROM pg_index i, pg_class c, pg_am a"
                    + " WHERE c.oid = i.indexrelid AND a.oid = c.relam AND a.amname = 'btree' AND i.indisvalid");
            String bad = value(
                    "SELECT c.relname, v.blkno, v.offnum, v.attnum, v.msg FROM pg_class c,"
                            + " LATERAL verify_heapam(c.oid::regclass, check_toast => true) v WHERE c.relkind IN ('r', 'm', 't')");
            if (!bad.isEmpty()) {
                throw new AssertionError("verify_heapam:\n" + bad);
            }
        }
        new Command(Places.pgProgram("pg_dump"), "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "postgres")
                .add("-d", "postgres", "-f", "/dev/null")
                .limit(Duration.ofSeconds(120))
                .run()
                .orFail();
        value("VACUUM (FREEZE, ANALYZE)");
    }

    @Override
    public void close() {
        new Command(asPostgres(Places.pgProgram("pg_ctl"), "-D", data.toString(), "-m", "fast", "-w", "stop"))
                .limit(Duration.ofSeconds(60))
                .run();
        TestServer.deleteTree(top);
    }
}
