package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cumulative statistics beyond one session: other sessions see them, restarts keep them, crashes do not, autovacuum heeds them. */
class StatisticsTest {
    private static final String INSERTED = "SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables";

    @Test
    void countsSurviveACleanRestartButNoCrash() {
        try (TestServer s = TestServer.start("stats", Map.of("autovacuum", "off"))) {
            s.value("CREATE TABLE t AS SELECT g a FROM generate_series(1, 1000) g");
            TestServer.await("others to see the rows", () -> s.value(INSERTED).equals("1000"));
            s.stop("fast");
            s.start();
            assertThat(s.value(INSERTED)).isEqualTo("1000");
            assertThat(s.value(
                            "SELECT sessions > 0 AND xact_commit > 0 FROM pg_stat_database WHERE datname = 'postgres'"))
                    .isEqualTo("t");
            s.kill();
            s.start();
            assertThat(s.value(INSERTED)).isEqualTo("0");
        }
    }

    @Test
    void autovacuumVacuumsAndAnalysesAChurnedTable() {
        Map<String, String> often = Map.of("autovacuum_naptime", "1s", "log_autovacuum_min_duration", "0");
        try (TestServer s = TestServer.start("autovacuum", often)) {
            s.value("CREATE TABLE churned (a int PRIMARY KEY, b text)");
            s.value("CREATE TABLE left_alone (a int) WITH (autovacuum_enabled = off)");
            s.value("INSERT INTO left_alone SELECT generate_series(1, 5000); DELETE FROM left_alone");
            // one transaction: an autovacuum between the two would find no dead rows and report a vacuum all the same
            s.value("INSERT INTO churned SELECT g, 'x' FROM generate_series(1, 5000) g; UPDATE churned SET b = 'y'");
            TestServer.await("autovacuum", () -> s.value(
                            "SELECT autovacuum_count > 0 AND autoanalyze_count > 0 AND n_dead_tup = 0"
                                    + " FROM pg_stat_user_tables WHERE relname = 'churned'")
                    .equals("t"));
            assertThat(s.value("SELECT count(*) FROM pg_stats WHERE tablename = 'churned'"))
                    .isEqualTo("2");
            assertThat(s.value("SELECT autovacuum_count FROM pg_stat_user_tables WHERE relname = 'left_alone'"))
                    .isEqualTo("0");
            assertThat(s.logTail()).contains("automatic vacuum of table \"postgres.public.churned\": index scans: 1");
        }
    }
}
