package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the server says to nonsense: damaged directories and files, bad configuration, malformed packets, a full disk. Exit
 * codes, messages and SQLSTATEs are those of PostgreSQL 15, taken from its programs under the same damage.
 */
class BadInputTest {
    /** Damage to a data directory. */
    @FunctionalInterface
    interface Damage {
        void to(Path dir) throws IOException;
    }

    private static Arguments start(String name, Damage d, int exit, String... expected) {
        return Arguments.of(name, d, exit, List.of(expected));
    }

    private static void append(Path f, String text) throws IOException {
        Files.writeString(f, text, StandardOpenOption.APPEND);
    }

    private static Damage conf(String line) {
        return d -> append(d.resolve("postgresql.conf"), line + "\n");
    }

    private static void patch(Path f, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile r = new RandomAccessFile(f.toFile(), "rw")) {
            r.seek(at);
            r.write(bytes);
        }
    }

    private static void mode(Path d, String mode) throws IOException {
        Files.setPosixFilePermissions(d, PosixFilePermissions.fromString(mode));
    }

    static Stream<Arguments> damages() {
        return Stream.concat(directories(), files());
    }

    private static Stream<Arguments> directories() {
        String permissions = "DETAIL:  Permissions should be u=rwx (0700) or u=rwx,g=rx (0750).";
        return Stream.of(
                start(
                        "no version",
                        d -> Files.delete(d.resolve("PG_VERSION")),
                        1,
                        "FATAL:  \"DIR\" is not a valid data directory",
                        "DETAIL:  File \"DIR/PG_VERSION\" is missing."),
                start(
                        "another version",
                        d -> Files.writeString(d.resolve("PG_VERSION"), "14\n"),
                        1,
                        "FATAL:  database files are incompatible with server",
                        "DETAIL:  The data directory was initialized by PostgreSQL version 14, which is not compatible"),
                start(
                        "no number",
                        d -> Files.writeString(d.resolve("PG_VERSION"), "foo\n"),
                        1,
                        "DETAIL:  File \"DIR/PG_VERSION\" does not contain valid data.",
                        "HINT:  You might need to initdb."),
                start("group may write", d -> mode(d, "rwxrwx---"), 1, "has invalid permissions", permissions),
                start("world may read", d -> mode(d, "rwxr-xr-x"), 1, "has invalid permissions", permissions),
                start(
                        "no control file",
                        d -> Files.delete(d.resolve("global/pg_control")),
                        2,
                        "postgres: could not find the database system",
                        "Expected to find it in the directory \"DIR\",",
                        "but could not open file \"DIR/global/pg_control\": No such file or directory"),
                start(
                        "torn control file",
                        d -> patch(d.resolve("global/pg_control"), 100, new byte[50]),
                        1,
                        "FATAL:  incorrect checksum in control file"),
                start(
                        "short control file",
                        d -> Files.write(d.resolve("global/pg_control"), new byte[100]),
                        134,
                        "PANIC:  could not read file \"global/pg_control\": read 100 of 296"),
                start(
                        "no WAL",
                        BadInputTest::removeWal,
                        1,
                        "LOG:  invalid primary checkpoint record",
                        "PANIC:  could not locate a valid checkpoint record",
                        "LOG:  shutting down due to startup process failure"),
                start(
                        "no commit log",
                        d -> Files.delete(d.resolve("pg_xact/0000")),
                        1,
                        "FATAL:  could not access status of transaction",
                        "DETAIL:  Could not open file \"pg_xact/0000\": No such file or directory."),
                start(
                        "bogus lock file",
                        d -> Files.writeString(d.resolve("postmaster.pid"), "bogus\n"),
                        1,
                        "FATAL:  bogus data in lock file \"postmaster.pid\": \"bogus"));
    }

    private static void removeWal(Path d) throws IOException {
        try (Stream<Path> l = Files.list(d.resolve("pg_wal"))) {
            for (Path p : l.filter(Files::isRegularFile).toList()) {
                Files.delete(p);
            }
        }
    }

    private static Stream<Arguments> files() {
        String contains = "FATAL:  configuration file \"DIR/postgresql.conf\" contains errors";
        return Stream.of(
                start("syntax", conf("bad line = = x"), 1, "near token \"=\"", contains),
                start("open quote", conf("work_mem = 'x"), 1, "near token \"'\"", contains),
                start(
                        "unknown name",
                        conf("nonsense = 1"),
                        1,
                        "LOG:  unrecognized configuration parameter \"nonsense\" in file \"DIR/postgresql.conf\" line",
                        contains),
                start("value", conf("work_mem = lots"), 1, "LOG:  invalid value for parameter \"work_mem\": \"lots\""),
                start(
                        "range",
                        conf("max_connections = 0"),
                        1,
                        "LOG:  0 is outside the valid range for parameter \"max_connections\" (1 .. 262143)"),
                start(
                        "unit",
                        conf("shared_buffers = '12XB'"),
                        1,
                        "LOG:  invalid value for parameter \"shared_buffers\": \"12XB\"",
                        "HINT:  Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and \"TB\"."),
                start("boolean", conf("fsync = perhaps"), 1, "LOG:  parameter \"fsync\" requires a Boolean value"),
                start(
                        "no configuration",
                        d -> Files.delete(d.resolve("postgresql.conf")),
                        2,
                        "postgres: could not access the server configuration file \"DIR/postgresql.conf\": No such file"),
                start(
                        "hba",
                        d -> append(d.resolve("pg_hba.conf"), "nonsense line\nhost all all 300.1.1.1/8 trust\n"),
                        1,
                        "LOG:  invalid connection type \"nonsense\"",
                        "LOG:  specifying both host name and CIDR mask is invalid: \"300.1.1.1/8\"",
                        "FATAL:  could not load pg_hba.conf"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void refusesToStart(String name, Damage damage, int exit, List<String> expected) throws IOException {
        try (TestServer s = TestServer.create("bad", Map.of())) {
            damage.to(s.directory());
            Command.Outcome o = postgres(s).run();
            String said = o.output().replace(s.directory().toString(), "DIR");
            assertThat(said).as(name).contains(expected.toArray(new String[0]));
            assertThat(o.exit()).as(said).isEqualTo(exit);
        }
    }

    private static Command postgres(TestServer s, String... args) {
        return TestServer.program("postgres", "-D", s.directory().toString())
                .add(args)
                .limit(Duration.ofSeconds(50));
    }

    @Test
    void wrongArguments() {
        try (TestServer s = TestServer.create("badargs", Map.of())) {
            assertThat(postgres(s, "-Z").run().output()).contains("postgres: invalid option -- 'Z'");
            assertThat(postgres(s, "extra").run().output()).contains("postgres: invalid argument: \"extra\"");
            assertThat(postgres(s, "-c", "work_mem=lots").run().output())
                    .contains("FATAL:  invalid value for parameter \"work_mem\": \"lots\"");
        }
    }

    @Test
    void portInUse() throws IOException {
        try (TestServer s = TestServer.create("port", Map.of());
                ServerSocket taken = new ServerSocket(s.port(), 1, InetAddress.getLoopbackAddress())) {
            Command.Outcome o = postgres(s).run();
            assertThat(taken.isBound()).isTrue();
            assertThat(o.exit()).isEqualTo(1);
            assertThat(o.output())
                    .contains(
                            "LOG:  could not bind IPv4 address \"127.0.0.1\": Address already in use",
                            "HINT:  Is another postmaster already running on port " + s.port()
                                    + "? If not, wait a few seconds and retry.",
                            "WARNING:  could not create listen socket for \"127.0.0.1\"",
                            "FATAL:  could not create any TCP/IP sockets");
            assertThat(s.directory().resolve("postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void aSecondServerIsRefusedAndChangesNothing() throws IOException {
        try (TestServer s = TestServer.start("second")) {
            String options = Files.readString(s.directory().resolve("postmaster.opts"));
            Command.Outcome o = postgres(s, "-c", "work_mem=5MB").run();
            assertThat(o.exit()).isEqualTo(1);
            assertThat(o.output())
                    .contains(
                            "FATAL:  lock file \"postmaster.pid\" already exists",
                            "HINT:  Is another postmaster (PID " + s.postmasterPid() + ") running in data directory \""
                                    + s.directory() + "\"?");
            assertThat(s.directory().resolve("postmaster.opts")).hasContent(options.strip());
            assertThat(s.value("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void badFilesAtReloadChangeNothing() throws IOException {
        try (TestServer s = TestServer.start("reload")) {
            Path conf = s.directory().resolve("postgresql.conf");
            String good = Files.readString(conf);
            reload(s, () -> append(conf, "bad = = x\n"), "contains errors; no changes were applied");
            reload(
                    s,
                    () -> Files.writeString(conf, good + "work_mem = lots\nshared_buffers = 64MB\n"),
                    "parameter \"shared_buffers\" cannot be changed without restarting the server");
            Files.writeString(conf, good);
            reload(
                    s,
                    () -> append(s.directory().resolve("pg_hba.conf"), "nonsense line\n"),
                    "LOG:  pg_hba.conf was not reloaded");
            assertThat(s.value("SHOW work_mem")).isEqualTo("4MB");
        }
    }

    /** Something that writes files. */
    @FunctionalInterface
    interface Writing {
        void run() throws IOException;
    }

    private static void reload(TestServer s, Writing change, String expected) throws IOException {
        change.run();
        TestServer.program("pg_ctl", "reload", "-D", s.directory().toString())
                .run()
                .orFail();
        TestServer.await(expected, () -> read(s.log()).contains(expected));
    }

    private static String read(Path p) {
        try {
            return Files.readString(p);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---------------------------------------------------------------- who may come in

    @Test
    void strangersAreToldWhy() throws IOException {
        try (TestServer s = TestServer.start("stranger")) {
            s.value("CREATE ROLE secret LOGIN PASSWORD 'right'");
            Path hba = s.directory().resolve("pg_hba.conf");
            String rules = "host all secret 127.0.0.1/32 scram-sha-256\nhost all postgres 127.0.0.1/32 trust\n"
                    + "host all nobody 127.0.0.1/32 trust\nhost all rejected 127.0.0.1/32 reject\n";
            reload(s, () -> Files.writeString(hba, rules), "reloading configuration files");
            TestServer.await(
                    "the new rules", () -> refusal(s, "rejected", "postgres").equals("28000"));
            assertThat(refusal(s, "nobody", "postgres")).isEqualTo("28000");
            assertThat(refusal(s, "postgres", "nodb")).isEqualTo("3D000");
            assertThat(refusal(s, "unknown", "postgres")).isEqualTo("28000");
            assertThatThrownBy(() -> s.connect(Map.of("user", "secret", "password", "wrong")))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("28P01");
                        assertThat(e.getMessage()).contains("password authentication failed for user \"secret\"");
                    });
        }
    }

    private static String refusal(TestServer s, String user, String database) {
        String text = exchange(s.port(), startup(user, database, ""), true);
        int c = text.indexOf("|C");
        return c < 0 ? "" : text.substring(c + 2, c + 7);
    }

    // ---------------------------------------------------------------- packets

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] startup(String user, String database, String more) {
        String body = "\0\3\0\0user\0" + user + "\0database\0" + database + "\0" + more + "\0";
        return bytes(word(body.length() + 4) + body);
    }

    private static String word(int n) {
        return "" + (char) (n >>> 24 & 0xFF) + (char) (n >>> 16 & 0xFF) + (char) (n >>> 8 & 0xFF) + (char) (n & 0xFF);
    }

    private static String message(char type, String body) {
        return type + word(body.length() + 4) + body;
    }

    /** Sends bytes; what comes back until the server closes or is ready, NULs as bars. */
    private static String exchange(int port, byte[] send, boolean startup) {
        try (Socket c = new Socket(InetAddress.getLoopbackAddress(), port)) {
            c.setSoTimeout(20_000);
            c.getOutputStream().write(send);
            if (!startup) {
                c.shutdownOutput();
            }
            ByteArrayOutputStream b = new ByteArrayOutputStream();
            byte[] buf = new byte[8192];
            for (int n = c.getInputStream().read(buf);
                    n > 0;
                    n = c.getInputStream().read(buf)) {
                b.write(buf, 0, n);
                if (startup && b.toString(StandardCharsets.ISO_8859_1).endsWith("Z\0\0\0\5I")) {
                    break;
                }
            }
            return b.toString(StandardCharsets.ISO_8859_1).replace('\0', '|');
        } catch (IOException e) {
            return "";
        }
    }

    static Stream<Arguments> firstPackets() {
        return Stream.of(
                Arguments.of("HTTP", "GET / HTTP/1.0\r\n\r\n", ""),
                Arguments.of("length 3", word(3), ""),
                Arguments.of("huge", word(Integer.MAX_VALUE) + "x", ""),
                Arguments.of("half", word(100) + "abc", ""),
                Arguments.of(
                        "protocol 4", word(9) + "\0\4\0\0\0", "|C0A000|Munsupported frontend protocol 4.0: server"),
                Arguments.of(
                        "protocol 2", word(9) + "\0\2\0\0\0", "EFATAL:  unsupported frontend protocol 2.0: server"),
                Arguments.of(
                        "no user", word(9) + "\0\3\0\0\0", "|C28000|Mno PostgreSQL user name specified in startup"),
                Arguments.of("early", word(8) + "\4\322\26\57" + word(8), "N"));
    }

    static Stream<Arguments> sessionPackets() {
        String sync = message('S', "");
        return Stream.of(
                Arguments.of("type", message('z', ""), "SFATAL|VFATAL|C08P01|Minvalid frontend message type 122"),
                Arguments.of("length", "Q" + word(3), ""),
                Arguments.of("long sync", "S" + word(70_000), ""),
                Arguments.of("no NUL", message('Q', "select 1"), "SERROR|VERROR|C08P01|Minvalid string in message"),
                Arguments.of("too much", message('Q', "select 1\0x"), "C08P01|Minvalid message format"),
                Arguments.of("not UTF-8", message('Q', "select '\377'\0"), "|C22021|Minvalid byte sequence for"),
                Arguments.of(
                        "counts", message('P', "\0select 1\0\377\377") + sync, "Minsufficient data left in message"),
                Arguments.of("no statement", message('B', "\0no\0\0\0\0\0\0\0") + sync, "|C26000|Mprepared statement"),
                Arguments.of(
                        "no portal", message('E', "no\0" + word(0)) + sync, "|C34000|Mportal \"no\" does not exist"),
                Arguments.of("kind", message('D', "Xno\0") + sync, "Minvalid DESCRIBE message subtype 88"),
                Arguments.of("half", "Q" + word(255) + "select", ""));
    }

    @Test
    void malformedPacketsEndTheirConnectionOnly() {
        try (TestServer s = TestServer.start("packets")) {
            firstPackets().forEach(a -> {
                Object[] x = a.get();
                assertThat(exchange(s.port(), bytes((String) x[1]), false))
                        .as((String) x[0])
                        .contains((String) x[2]);
            });
            sessionPackets().forEach(a -> {
                Object[] x = a.get();
                ByteArrayOutputStream b = new ByteArrayOutputStream();
                b.writeBytes(startup("postgres", "postgres", ""));
                b.writeBytes(bytes((String) x[1]));
                assertThat(exchange(s.port(), b.toByteArray(), false))
                        .as((String) x[0])
                        .contains((String) x[2]);
            });
            assertThat(s.value("SELECT 'alive'")).isEqualTo("alive");
        }
    }

    // ---------------------------------------------------------------- full disk

    @Test
    void aFullDiskFailsStatementsNotTheServer() throws IOException {
        Path mount = Files.createDirectories(Places.scratch().resolve("full"));
        Command.Outcome m = new Command("mount", "-t", "tmpfs", "-o", "size=40m", "none", mount.toString()).run();
        assumeTrue(
                m.exit() == 0, () -> "cannot mount a small tmpfs: " + m.output().strip());
        try (TestServer s = TestServer.create("full", Map.of())) {
            Path base = s.directory().resolve("base");
            Path moved = mount.resolve("base");
            new Command("cp", "-a", base.toString(), moved.toString()).run();
            assumeTrue(Files.exists(moved.resolve("5/PG_VERSION")), "the databases do not fit into 40 MB");
            new Command("rm", "-rf", base.toString()).run().orFail();
            Files.createSymbolicLink(base, moved);
            s.start();
            s.value("CREATE TABLE t (a int, b text)");
            Command.Outcome o = s.psql(
                            "postgres",
                            "-c",
                            "INSERT INTO t SELECT g, repeat('x', 1000) FROM generate_series(1, 30000) g")
                    .run();
            assertThat(o.output())
                    .containsPattern("ERROR:  could not (extend|write to|create) file \"base/5/\\d+.*\": No space left")
                    .contains("HINT:  Check free disk space.");
            s.value("DROP TABLE t");
            s.value("CREATE TABLE u (a int)");
            s.value("INSERT INTO u VALUES (1)");
            assertThat(s.value("SELECT count(*) FROM u")).isEqualTo("1");
            s.stop("fast");
        } finally {
            new Command("umount", "-l", mount.toString()).run();
        }
    }
}
