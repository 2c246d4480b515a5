package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The files are PostgreSQL's: after a clean stop and after SIGKILL of everything, PostgreSQL 15 itself starts on a
 * copy of the data directory (replaying our log), finds nothing wrong with tables and indexes, reads the same rows,
 * dumps them, and its pg_waldump decodes every record.
 */
class ReferenceTest {
    /** Work that leaves records of every kind in the log. */
    private static final String WORK = """
            CREATE TABLE w (id serial PRIMARY KEY, k int, t text, n numeric, u uuid);
            CREATE INDEX ON w (k);
            CREATE INDEX ON w (t, k DESC);
            CREATE INDEX ON w ((k + id)) WHERE k > 3;
            CREATE INDEX ON w (n) INCLUDE (u);
            INSERT INTO w (k, t, n, u) SELECT g % 23, md5((g % 500)::text), g / 7.0, gen_random_uuid()
                FROM generate_series(1, 15000) g;
            CREATE TABLE big (id int, t text);
            INSERT INTO big SELECT g, (SELECT string_agg(md5((g * i)::text), '') FROM generate_series(1, 300) i)
                FROM generate_series(1, 30) g;
            CREATE TABLE p (a int PRIMARY KEY);
            CREATE TABLE c (b int PRIMARY KEY, a int REFERENCES p);
            INSERT INTO p SELECT generate_series(1, 50);
            INSERT INTO c SELECT g, 1 + g % 50 FROM generate_series(1, 500) g;
            CREATE UNLOGGED TABLE ul (a int PRIMARY KEY, b text);
            INSERT INTO ul SELECT g, repeat('u', g) FROM generate_series(1, 100) g;
            BEGIN; SAVEPOINT s; UPDATE w SET k = k + 1 WHERE id % 4 = 0; SAVEPOINT s2;
            SELECT count(*) FROM (SELECT 1 FROM p FOR SHARE) x; RELEASE s2; ROLLBACK TO s; UPDATE w SET k = k + 1 WHERE id % 5 = 0; COMMIT;
            DELETE FROM w WHERE id BETWEEN 1000 AND 9000;
            VACUUM w;
            INSERT INTO w (k, t) SELECT g, 'again' FROM generate_series(1, 2000) g;
            VACUUM w;
            CREATE TABLE gone (a int); DROP TABLE gone;
            BEGIN; CREATE TABLE never (a int); INSERT INTO never VALUES (1); ROLLBACK;
            TRUNCATE c;
            SELECT nextval('w_id_seq');
            CREATE TABLE rw AS SELECT id, t, id % 7 AS k FROM big;
            INSERT INTO rw SELECT g, 'short ' || g, g % 7 FROM generate_series(100, 6000) g;
            CREATE UNIQUE INDEX rw_id ON rw (id); CREATE INDEX rw_k ON rw (k);
            UPDATE rw SET k = k + 1 WHERE id % 3 = 0; UPDATE rw SET t = t || 'x' WHERE id < 10; DELETE FROM rw WHERE id BETWEEN 10 AND 20;
            VACUUM FULL rw; CLUSTER rw USING rw_k;
            BEGIN; UPDATE rw SET t = 'y' || t WHERE id < 5; DELETE FROM rw WHERE id % 11 = 0; SAVEPOINT s; CLUSTER rw USING rw_id;
            UPDATE rw SET k = 9 WHERE id % 13 = 0; COMMIT;
            ALTER TABLE rw ALTER k TYPE bigint; UPDATE rw SET t = NULL WHERE id = 25; VACUUM rw;
            CREATE TABLE tail AS SELECT generate_series(1, 20000) a; DELETE FROM tail WHERE a > 100; VACUUM tail;
            """;

    /** What every table holds. */
    private static final String CONTENTS = "SELECT (SELECT count(*) || ' ' || sum(hashtext(w::text)::bigint) FROM w),"
            + " (SELECT count(*) || ' ' || sum(a) FROM p), (SELECT count(*) FROM c), (SELECT count(*) FROM tail),"
            + " (SELECT count(*) || md5(string_agg(t, '' ORDER BY id)) FROM big),"
            + " (SELECT count(*) || ' ' || sum(k) || md5(string_agg(t, '' ORDER BY id)) FROM rw),"
            + " (SELECT count(*) || ' ' || sum(hashtext(x::text)::bigint) FROM pgbench_accounts x),"
            + " (SELECT count(*) || ' ' || sum(tbalance) FROM pgbench_tellers),"
            + " (SELECT count(*) || ' ' || sum(bbalance) FROM pgbench_branches),"
            + " (SELECT count(*) || ' ' || sum(delta) FROM pgbench_history)";

    @Test
    void postgresRunsOnOurDirectory() throws Exception {
        String missing = ReferenceServer.missing();
        assumeTrue(missing.isEmpty(), missing);
        try (TestServer server = TestServer.start("reference", Map.of("wal_keep_size", "'1GB'"))) {
            server.pgbench("-i", "-s", "3", "-q")
                    .limit(Duration.ofSeconds(120))
                    .run()
                    .orFail();
            Path script = Files.createTempFile(Places.scratch(), "work", ".sql");
            Files.writeString(script, WORK);
            server.psql("postgres", "-v", "ON_ERROR_STOP=1", "-f", script.toString())
                    .limit(Duration.ofSeconds(120))
                    .run()
                    .orFail();
            Files.delete(script);
            server.value("CREATE DATABASE other");
            server.pgbench("-n", "-c", "4", "-T", "3").run().orFail();
            String contents = server.value(CONTENTS);
            String unlogged = server.value("SELECT count(*), sum(length(b)) FROM ul");
            server.stop("fast");
            assertThat(unread(server.directory())).isEmpty();
            try (ReferenceServer pg = ReferenceServer.start(server.directory())) {
                assertThat(pg.value(CONTENTS)).isEqualTo(contents);
                assertThat(pg.value("SELECT count(*), sum(length(b)) FROM ul")).isEqualTo(unlogged);
                pg.check();
                assertThat(complaints(pg.log())).isEmpty();
            }
            server.start();
            killedUnderLoad(server);
            String recovered;
            try (ReferenceServer pg = ReferenceServer.start(server.directory())) {
                recovered = pg.value(CONTENTS);
                assertThat(pg.value("SELECT count(*) FROM ul")).isEqualTo("0");
                pg.check();
                assertThat(complaints(pg.log())).isEmpty();
            }
            server.start();
            assertThat(server.value(CONTENTS)).isEqualTo(recovered);
            assertThat(server.value("SELECT count(*) FROM ul")).isEqualTo("0");
            server.value("INSERT INTO ul VALUES (1, 'x')");
            server.stop("fast");
            try (ReferenceServer pg = ReferenceServer.start(server.directory())) {
                assertThat(pg.value(CONTENTS)).isEqualTo(recovered);
                pg.check();
            }
        }
    }

    private static void killedUnderLoad(TestServer server) throws Exception {
        Path out = Files.createTempFile(Places.scratch(), "load", ".out");
        Process load = server.pgbench("-n", "-c", "4", "-T", "120").start(out);
        TestServer.await(
                "transactions", () -> Integer.parseInt(server.value("SELECT count(*) FROM pgbench_history")) > 50);
        server.value("CHECKPOINT");
        server.value("UPDATE w SET t = t || 'x' WHERE id % 3 = 0");
        server.value("VACUUM w");
        server.value("UPDATE rw SET k = k + 1 WHERE id % 2 = 0");
        server.value("CLUSTER rw USING rw_k");
        server.value("VACUUM FULL big");
        server.value("UPDATE rw SET k = k + 1, t = t || 'z' WHERE id < 200");
        server.kill();
        load.destroyForcibly();
        load.waitFor();
        Files.delete(out);
    }

    /** What pg_waldump says about the log, from its first segment on, that is neither a record nor its end. */
    private static List<String> unread(Path directory) throws IOException {
        String first;
        try (Stream<Path> files = Files.list(directory.resolve("pg_wal"))) {
            first = files.map(f -> String.valueOf(f.getFileName()))
                    .filter(f -> f.matches("[0-9A-F]{24}"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        String out = new Command(
                        Places.pgProgram("pg_waldump"),
                        "-p",
                        directory.resolve("pg_wal").toString(),
                        first)
                .limit(Duration.ofSeconds(120))
                .run()
                .output();
        // PostgreSQL's own log ends so too after a clean stop.
        return out.lines()
                .filter(l -> !l.startsWith("rmgr: ") && !l.contains("invalid record length at"))
                .filter(l -> !l.isBlank())
                .toList();
    }

    private static List<String> complaints(String log) {
        return log.lines()
                .filter(l ->
                        l.contains("ERROR:") || l.contains("FATAL:") || l.contains("PANIC:") || l.contains("WARNING:"))
                .toList();
    }
}
