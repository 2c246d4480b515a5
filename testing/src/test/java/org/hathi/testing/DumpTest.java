package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hathi.testkit.PgPrograms;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * pg_dump of a database with one of everything, loaded into PostgreSQL 15 and dumped there: the same text; and the other way
 * round. Then PostgreSQL's other client programs against Hathi. Skipped where PostgreSQL's programs are not installed.
 */
class DumpTest {
    private static final Path SCRIPT = Places.root().resolve("testing/src/test/dump/one_of_everything.sql");

    private static TestServer server;
    private static Path reference;
    private static int referencePort;

    @BeforeAll
    static void start() throws IOException {
        for (String p : new String[] {"pg_dump", "pg_dumpall", "pg_restore", "psql", "initdb", "pg_ctl", "postgres"}) {
            assumeTrue(PgPrograms.has(p), () -> "PostgreSQL 15's " + p + " is not in " + PgPrograms.directory());
        }
        server = TestServer.start("dump");
        reference = Files.createTempDirectory("hathi-dump").resolve("reference");
        // the user PostgreSQL runs as must be able to get there
        reference.getParent().toFile().setExecutable(true, false);
        String out = script("start").limit(Duration.ofSeconds(100)).run().orFail();
        referencePort = Integer.parseInt(out.strip());
    }

    private static Command script(String action) {
        return new Command(Places.root().resolve("testing/reference").toString(), action, String.valueOf(reference))
                .env("PG_BIN", PgPrograms.directory().toString());
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        if (reference != null) {
            script("stop").run();
            Files.deleteIfExists(reference.getParent());
        }
    }

    private static Command program(String name, int port, String... args) {
        return new Command(PgPrograms.path(name), "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "postgres")
                .add(args)
                .env("LC_ALL", "C.UTF-8")
                .limit(Duration.ofSeconds(120));
    }

    private static String dump(int port, String database) {
        StringBuilder b = new StringBuilder();
        for (String line : program("pg_dump", port, database).run().orFail().split("\n")) {
            // a random key, and the server's own version
            boolean varies = line.startsWith("\\restrict")
                    || line.startsWith("\\unrestrict")
                    || line.startsWith("-- Dumped from database version");
            b.append(varies ? "" : line + "\n");
        }
        return b.toString();
    }

    private static void load(int port, String database, Path file, boolean quiet) {
        program("createdb", port, "-T", "template0", database).run().orFail();
        Command c = program("psql", port, "-X", "-q", "-d", database, "-v", "ON_ERROR_STOP=" + (quiet ? "1" : "0"));
        c.stdin(file).run().orFail();
    }

    @Test
    void roundTripsBothWays() throws IOException {
        load(server.port(), "one", SCRIPT, true);
        load(referencePort, "one", SCRIPT, true);
        String ours = dump(server.port(), "one");
        String theirs = dump(referencePort, "one");
        assertThat(ours).isEqualTo(theirs);
        Path file = Files.createTempFile(Places.scratch(), "dump", ".sql");
        Files.writeString(file, ours);
        load(referencePort, "from_ours", file, true);
        assertThat(dump(referencePort, "from_ours")).isEqualTo(ours);
        Files.writeString(file, theirs);
        load(server.port(), "from_theirs", file, true);
        assertThat(dump(server.port(), "from_theirs")).isEqualTo(theirs);
        Files.delete(file);
        archives();
    }

    /** The custom format through pg_restore, and the whole cluster through pg_dumpall. */
    private static void archives() throws IOException {
        Path archive = Files.createTempFile(Places.scratch(), "dump", ".custom");
        program("pg_dump", server.port(), "-Fc", "-f", archive.toString(), "one")
                .run()
                .orFail();
        program("createdb", server.port(), "-T", "template0", "restored").run().orFail();
        program("pg_restore", server.port(), "-d", "restored", archive.toString())
                .run()
                .orFail();
        assertThat(dump(server.port(), "restored")).isEqualTo(dump(server.port(), "one"));
        Files.delete(archive);
        assertThat(program("pg_dumpall", server.port(), "--globals-only").run().orFail())
                .contains("CREATE ROLE dump_owner;");
    }

    @Test
    void clientPrograms() {
        int port = server.port();
        program("createdb", port, "cli").run().orFail();
        program("createuser", port, "cli_user").run().orFail();
        for (String[] c : new String[][] {
            {"vacuumdb", "-z", "cli"},
            {"vacuumdb", "-f", "cli"},
            {"reindexdb", "cli"},
            {"reindexdb", "--concurrently", "-S", "public", "cli"},
            {"clusterdb", "cli"}
        }) {
            String[] rest = java.util.Arrays.copyOfRange(c, 1, c.length);
            program(c[0], port, rest).run().orFail();
        }
        program("dropuser", port, "cli_user").run().orFail();
        program("dropdb", port, "cli").run().orFail();
    }
}
