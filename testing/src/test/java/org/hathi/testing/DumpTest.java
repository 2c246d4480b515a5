package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

    /** Options of pg_dump and pg_dumpall; {@code ~} stands for a space inside a word. */
    private static final List<String> DUMPS = List.of(
            "pg_dump -s -O --quote-all-identifiers one",
            "pg_dump -a --column-inserts --rows-per-insert=2 --on-conflict-do-nothing one",
            "pg_dump -C -c --if-exists --section=pre-data one",
            "pg_dump -x --no-comments --section=post-data --section=data one",
            "pg_dump --inserts -t app.o* -t \"Odd~Name\".* -T app.orders --snapshot=nosuch one",
            "pg_dump --inserts -t app.o* -t \"Odd~Name\".* -T app.v2 one",
            "pg_dump -n app -N Odd* --exclude-table-data=app.c* --no-tablespaces one",
            "pg_dump -T app.* -N public -C --lock-wait-timeout=10000 one",
            "pg_dump --serializable-deferrable --strict-names -t app.customer --no-toast-compression one",
            "pg_dump --strict-names -t nosuch one",
            "pg_dump -n nosuch one",
            "pg_dump -a --disable-triggers --enable-row-security --load-via-partition-root one",
            "pg_dump -s --use-set-session-authorization --no-unlogged-table-data -E SQL_ASCII one",
            "pg_dump --role=dump_reader -t app.customer one",
            "pg_dump -e plpgsql --no-publications --no-subscriptions -B one",
            "pg_dump nosuchdb",
            "pg_dumpall -g",
            "pg_dumpall -r -c --if-exists --no-role-passwords",
            "pg_dumpall -t -x");
    /** Options of pg_restore, the archive last. */
    private static final List<String> RESTORES = List.of(
            "-l dir",
            "-f - -s -O -n app custom",
            "-f - -a --disable-triggers -t orders -t customer tar",
            "-f - -c --if-exists -C -x --section=pre-data custom",
            "-f - -I orders_uq -I orders_expr dir",
            "-f - -P add(integer,integer) --no-comments tar",
            "-f - --use-set-session-authorization --section=post-data dir",
            "-l -N app -t parent custom");
    /** The other programs, which show with -e what they say to the server. */
    private static final List<String> PROGRAMS = List.of(
            "createdb -e -O dump_owner -E UTF8 -l C.UTF-8 -T template0 cli1 a~comment",
            "createdb -e --lc-collate=C --lc-ctype=C.UTF-8 -T template0 --strategy=file_copy cli2",
            "createdb cli1",
            "createdb -e -T nosuch cli4",
            "createdb -E nosuch cli5",
            "createuser -e -d -c 5 -g dump_owner -i -l cli_u1",
            "createuser -e -r -s --replication cli~Odd",
            "createuser -e -D -R -S -L -I --no-replication cli_u3",
            "createuser -e cli_u1",
            "dropdb -e -f cli2",
            "dropdb -e --if-exists cli2",
            "dropdb cli2",
            "dropuser -e cli_u1",
            "dropuser -e --if-exists nosuch",
            "dropuser nosuch",
            "vacuumdb -e -f -t app.customer -t app.orders one",
            "vacuumdb -e -z -t app.customer(id,name) one",
            "vacuumdb -e --analyze-in-stages -t app.customer one",
            "vacuumdb -e -z -F -j 2 -P 1 -t app.customer -t app.orders one",
            "vacuumdb -e --disable-page-skipping --skip-locked --no-index-cleanup --no-truncate -t app.orders one",
            "vacuumdb -e --force-index-cleanup --no-process-toast --min-xid-age=1000000000 one",
            "vacuumdb -e --min-mxid-age=1000000000 one",
            "vacuumdb -e -t nosuch one",
            "reindexdb -e one",
            "reindexdb -e -t app.customer -i app.orders_uq -S app one",
            "reindexdb -e -j 2 -v -t app.fk2 -t app.scratch cli1",
            "reindexdb -e --concurrently -t app.customer one",
            "reindexdb -e --tablespace=pg_default -t app.customer one",
            "reindexdb -e -i nosuch one",
            "clusterdb -e one",
            "clusterdb -e -t app.orders one",
            "clusterdb -e -t app.customer one",
            "pg_isready -d nosuch");

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
        load(server.port(), "one", SCRIPT);
        load(referencePort, "one", SCRIPT);
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
        return cleaned(program("pg_dump", port, database).run().orFail(), port);
    }

    /** Without what differs each time: a random key, the server's own version, its port, times. */
    private static String cleaned(String text, int port) {
        StringBuilder b = new StringBuilder();
        for (String line : text.split("\n")) {
            boolean varies = line.startsWith("\\restrict")
                    || line.startsWith("\\unrestrict")
                    || line.startsWith("-- Dumped from database version")
                    || line.startsWith(";     Dumped from database version")
                    || line.startsWith("; Archive created at");
            b.append(varies ? "" : line.replace("port " + port, "port N").replace(":" + port + " ", ":N "))
                    .append('\n');
        }
        return b.toString();
    }

    private static void load(int port, String database, Path file) {
        program("createdb", port, "-T", "template0", database).run().orFail();
        program("psql", port, "-X", "-q", "-d", database, "-v", "ON_ERROR_STOP=1")
                .stdin(file)
                .run()
                .orFail();
    }

    /** What a program says (and its status) for options written as in a shell, without quoting. */
    private static String says(String options, int port) {
        String[] words = options.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace('~', ' ');
        }
        Command.Outcome o = program(words[0], port, Arrays.copyOfRange(words, 1, words.length))
                .run();
        return cleaned(o.output(), port) + "exit " + o.exit() + "\n";
    }

    /** Each line of options, given to both servers: the same answer. */
    private static void sameFromBoth(List<String> lines) {
        for (String line : lines) {
            assertThat(says(line, server.port())).as(line).isEqualTo(says(line, referencePort));
        }
    }

    @Test
    void roundTripsBothWays() throws IOException {
        String ours = dump(server.port(), "one");
        String theirs = dump(referencePort, "one");
        assertThat(ours).isEqualTo(theirs);
        Path file = Files.createTempFile(Places.scratch(), "dump", ".sql");
        Files.writeString(file, ours);
        load(referencePort, "from_ours", file);
        assertThat(dump(referencePort, "from_ours")).isEqualTo(ours);
        Files.writeString(file, theirs);
        load(server.port(), "from_theirs", file);
        assertThat(dump(server.port(), "from_theirs")).isEqualTo(theirs);
        Files.delete(file);
    }

    /** Options of pg_dump and pg_dumpall: the same text from both servers. */
    @Test
    void dumpOptions() {
        sameFromBoth(DUMPS);
    }

    /** The archive formats, written by parallel processes too, and what pg_restore makes of them. */
    @Test
    void archives() throws IOException {
        Path top = Files.createTempDirectory(Places.scratch(), "archives");
        String[] lists = new String[2];
        int[] ports = {server.port(), referencePort};
        for (int i = 0; i < 2; i++) {
            Path dir = Files.createDirectory(top.resolve("p" + i));
            archive(ports[i], dir, "custom", "-Fc", "-Z9");
            archive(ports[i], dir, "dir", "-Fd", "-j2", "-Z0");
            archive(ports[i], dir, "tar", "-Ft", "-b", "-C");
            StringBuilder b = new StringBuilder();
            for (String line : RESTORES) {
                String[] words = line.split(" ");
                words[words.length - 1] = dir.resolve(words[words.length - 1]).toString();
                b.append("## ").append(line).append('\n');
                b.append(cleaned(
                        new Command(PgPrograms.path("pg_restore"))
                                .add(words)
                                .env("LC_ALL", "C.UTF-8")
                                .run()
                                .orFail(),
                        ports[i]));
            }
            // numbers of the archive's entries: id; catalog and object
            lists[i] = b.toString().replaceAll("(?m)^[0-9]+; [0-9]+ [0-9]+ ", "n; n n ");
        }
        assertThat(lists[0]).isEqualTo(lists[1]);
        restored(top.resolve("p0"));
        TestServer.deleteTree(top);
    }

    private static void archive(int port, Path dir, String name, String... options) {
        program("pg_dump", port, options)
                .add("-f", dir.resolve(name).toString(), "one")
                .run()
                .orFail();
    }

    /** Archives restored into Hathi: all at once, in parallel, in an order of the caller's. */
    private static void restored(Path archives) throws IOException {
        int port = server.port();
        String whole = dump(port, "one");
        program("createdb", port, "-T", "template0", "restored").run().orFail();
        program("pg_restore", port, "-1", "-e", "-d", "restored", archives + "/custom")
                .run()
                .orFail();
        assertThat(dump(port, "restored")).isEqualTo(whole);
        program("pg_restore", port, "-c", "--if-exists", "-e", "-d", "restored", archives + "/tar")
                .run()
                .orFail();
        assertThat(dump(port, "restored")).isEqualTo(whole);
        program("dropdb", port, "restored").run().orFail();
        program("createdb", port, "-T", "template0", "restored").run().orFail();
        Path list = archives.resolve("list");
        Files.writeString(
                list,
                new Command(PgPrograms.path("pg_restore"), "-l", archives + "/dir")
                        .run()
                        .orFail());
        program("pg_restore", port, "-j2", "-L", list.toString(), "-d", "restored", archives + "/dir")
                .run()
                .orFail();
        assertThat(dump(port, "restored")).isEqualTo(whole);
    }

    /** createdb, createuser, vacuumdb, reindexdb, clusterdb …: the commands they show, their answers, what they leave. */
    @Test
    void clientPrograms() {
        sameFromBoth(PROGRAMS);
        String roles = "SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,"
                + " rolconnlimit FROM pg_roles WHERE rolname LIKE 'cli%' ORDER BY 1";
        String databases = "SELECT datname, pg_get_userbyid(datdba), encoding, datcollate, datctype,"
                + " shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'cli%' ORDER BY 1";
        for (String q : List.of(roles, databases)) {
            assertThat(query(server.port(), q)).isEqualTo(query(referencePort, q));
        }
        // what concerns all databases: their number differs
        for (String all : List.of("vacuumdb -a -Z -q", "vacuumdb -a -F -j 2 -q", "clusterdb -a -q", "pg_isready -q")) {
            String[] words = all.split(" ");
            program(words[0], server.port(), Arrays.copyOfRange(words, 1, words.length))
                    .run()
                    .orFail();
        }
    }

    private static String query(int port, String sql) {
        return program("psql", port, "-X", "-A", "-t", "-d", "postgres", "-c", sql)
                .run()
                .orFail();
    }
}
