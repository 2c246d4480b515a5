package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pgbench's own scripts in every query mode, no failed transaction, sums that agree; then what PostgreSQL's tools say of the files. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PgbenchTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("pgbench");
        server.pgbench("-i", "-q", "-s", "2")
                .limit(Duration.ofSeconds(120))
                .run()
                .orFail();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void check(Command.Outcome o) {
        assertThat(o.orFail())
                .contains("number of failed transactions: 0 (0.000%)")
                .doesNotContain("ERROR");
    }

    @Test
    @Order(1)
    void initialisationLeavesAllRows() {
        assertThat(server.value("SELECT count(*) FROM pgbench_accounts")).isEqualTo("200000");
        assertThat(server.value("SELECT count(*), sum(tbalance) FROM pgbench_tellers"))
                .isEqualTo("20|0");
        assertThat(server.value("SELECT indexname FROM pg_indexes WHERE tablename = 'pgbench_accounts'"))
                .isEqualTo("pgbench_accounts_pkey");
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(strings = {"simple", "extended", "prepared"})
    void tpcbAtEightClients(String mode) {
        check(server.pgbench("-n", "-c", "8", "-j", "2", "-t", "200", "-M", mode)
                .run());
        String sums = server.value(
                "SELECT (SELECT sum(abalance) FROM pgbench_accounts), (SELECT sum(bbalance) FROM pgbench_branches),"
                        + " (SELECT sum(tbalance) FROM pgbench_tellers), (SELECT sum(delta) FROM pgbench_history)");
        assertThat(sums.split("\\|")).as(sums).hasSize(4).containsOnly(sums.split("\\|")[0]);
    }

    @Test
    @Order(3)
    void selectOnlyAtThirtyTwoClients() {
        check(server.pgbench("-n", "-S", "-c", "32", "-j", "2", "-t", "300", "-M", "prepared")
                .run());
        check(server.pgbench("-n", "-S", "-c", "4", "-t", "20", "-C").run());
        check(server.pgbench("-n", "-N", "-c", "4", "-t", "200").run());
    }

    @Test
    @Order(4)
    void vacuumAndForeignKeys() {
        server.psql("postgres", "-c", "VACUUM ANALYZE pgbench_accounts").run().orFail();
        assertThat(server.value("SELECT count(*) FROM pgbench_accounts")).isEqualTo("200000");
        server.pgbench("-i", "-q", "-s", "1", "--foreign-keys", "-I", "dtgvpf")
                .run()
                .orFail();
        check(server.pgbench("-c", "4", "-t", "100").run());
    }

    @Test
    @Order(5)
    void postgresToolsReadTheFilesAfterACleanStop() {
        assumeTrue(Places.hasPgProgram("pg_controldata"), "PostgreSQL 15's tools are not installed");
        server.stop("fast");
        String dir = server.directory().toString();
        String control =
                new Command(Places.pgProgram("pg_controldata"), dir).run().orFail();
        assertThat(control)
                .contains("Database cluster state:               shut down\n")
                .contains("pg_control version number:            1300");
        Command.Outcome sums = new Command(Places.pgProgram("pg_checksums"), "--check", "-D", dir)
                .limit(Duration.ofSeconds(120))
                .run();
        assertThat(sums.orFail()).contains("Bad checksums:  0");
        Command.Outcome wal = new Command(
                        "sh",
                        "-c",
                        "cd \"$1/pg_wal\" && \"$2\" $(ls | grep -E '^[0-9A-F]{24}$' | head -1) >/dev/null",
                        "sh",
                        dir,
                        Places.pgProgram("pg_waldump"))
                .limit(Duration.ofSeconds(120))
                .run();
        // the end of WAL is an "error" to pg_waldump: a record of length zero where the next would begin
        assertThat(wal.output()
                        .lines()
                        .filter(l -> !l.contains("invalid record length at"))
                        .toList())
                .isEmpty();
        server.start();
        assertThat(server.value("SELECT count(*) FROM pgbench_branches")).isEqualTo("1");
    }
}
