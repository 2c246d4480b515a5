package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    @Test
    void autovacuumAnalysesATypeThatSqlFunctionsCompare() {
        try (TestServer s = TestServer.start("autoanalyze", Map.of("autovacuum_naptime", "1s"))) {
            s.value("CREATE TYPE pair AS (a int, b int)");
            s.value("CREATE FUNCTION pair_cmp(pair, pair) RETURNS int IMMUTABLE LANGUAGE sql"
                    + " AS 'SELECT ($1).a - ($2).a'");
            s.value("CREATE FUNCTION pair_lt(pair, pair) RETURNS bool IMMUTABLE LANGUAGE sql"
                    + " AS 'SELECT public.pair_cmp($1, $2) < 0'");
            s.value("CREATE FUNCTION pair_eq(pair, pair) RETURNS bool IMMUTABLE LANGUAGE sql"
                    + " AS 'SELECT public.pair_cmp($1, $2) = 0'");
            s.value("CREATE OPERATOR <~ (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_lt);"
                    + " CREATE OPERATOR =~ (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_eq);"
                    + " CREATE OPERATOR CLASS pair_ops DEFAULT FOR TYPE pair USING btree AS"
                    + " OPERATOR 1 <~, OPERATOR 3 =~, FUNCTION 1 pair_cmp(pair, pair)");
            s.value("CREATE TABLE pairs (p pair)");
            s.value("INSERT INTO pairs SELECT ROW(i % 10, i)::pair FROM generate_series(1, 500) i");
            TestServer.await("statistics", () -> s.value("SELECT count(*) FROM pg_stats WHERE tablename = 'pairs'")
                    .equals("1"));
            assertThat(s.value("SELECT n_distinct FROM pg_stats WHERE tablename = 'pairs'"))
                    .isEqualTo("10");
        }
    }

    @Test
    void vacuumTellsHowFarItIs() throws Exception {
        try (TestServer s = TestServer.start("progress", Map.of("autovacuum", "off"));
                Connection reader = s.connect();
                Connection vacuum = s.connect()) {
            s.value("CREATE TABLE t (a int, b text)");
            s.value("INSERT INTO t SELECT i, repeat('x', 600) FROM generate_series(1, 30) i");
            reader.setAutoCommit(false);
            try (Statement cursor = reader.createStatement()) {
                cursor.execute("DECLARE c CURSOR FOR SELECT * FROM t");
                cursor.execute("FETCH 20 FROM c"); // the second page of three stays pinned
                Thread other = new Thread(() -> {
                    try (Statement x = vacuum.createStatement()) {
                        x.execute("VACUUM (FREEZE) t");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                other.start();
                TestServer.await("a page to be free", () -> s.value("SELECT datname, relid::regclass, phase,"
                                + " heap_blks_total, heap_blks_scanned, index_vacuum_count FROM"
                                + " pg_stat_progress_vacuum")
                        .equals("postgres|t|scanning heap|3|1|0"));
                reader.rollback();
                other.join(60_000);
                assertThat(other.isAlive()).isFalse();
            }
            assertThat(s.value("SELECT count(*) FROM pg_stat_progress_vacuum")).isEqualTo("0");
        }
    }
}
