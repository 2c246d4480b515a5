package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Changes, vacuums, rewrites and index builds side by side in several sessions. Afterwards each index finds what its table holds, no
 * process died, nothing is left held, and PostgreSQL's amcheck agrees where PostgreSQL is installed.
 *
 * <p>{@code -Dhathi.stress=N} groups of statements per session (30: the short form), {@code hathi.stress.sessions} (3);
 * {@code hathi.seed} says which statements they are (1 in the short form); how they meet is the machine's choice.
 */
class MaintenanceStressTest {
    private static final int STEPS = Integer.getInteger("hathi.stress", 0);
    private static final long SEED = Long.getLong("hathi.seed", STEPS > 0 ? System.nanoTime() / 1000 : 1);
    private static final int SESSIONS = Integer.getInteger("hathi.stress.sessions", 3);

    /** Classes of errors that the statements may earn: serialization, locks not had in time, duplicates, cancelled. */
    private static final List<String> EXPECTED = List.of("40001", "40P01", "55P03", "57014", "23505", "25P02", "42703");

    private final Queue<String> odd = new ConcurrentLinkedQueue<>();

    @Test
    void indexesAgreeWithTheirTables() throws Exception {
        System.out.println("seed " + SEED);
        Map<String, String> settings =
                Map.of("autovacuum_naptime", STEPS > 0 ? "2s" : "60s", "shared_buffers", "'16MB'");
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        try (TestServer server = TestServer.start("stress", settings)) {
            try (Connection c = server.connect(Map.of("preferQueryMode", "simple"));
                    Statement s = c.createStatement()) {
                s.execute(RandomMaintenance.TABLES);
                List<Future<?>> sessions = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    RandomMaintenance work = new RandomMaintenance(new SplittableRandom(SEED + i), i);
                    sessions.add(threads.submit(() -> work(server, work)));
                }
                for (Future<?> f : sessions) {
                    f.get();
                }
                assertThat(odd).as("errors nobody should see, seed " + SEED).isEmpty();
                check(s);
            }
            Agreement.nothingLeft(server);
            assertThat(Agreement.restarts(server)).as("restarts").isZero();
            assertThat(Agreement.logged(server, "was terminated by signal"))
                    .as("deaths")
                    .isZero();
            if (STEPS > 0 && ReferenceServer.missing().isEmpty()) {
                server.stop("fast");
                try (ReferenceServer pg = ReferenceServer.start(server.directory())) {
                    pg.check();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void work(TestServer server, RandomMaintenance work) {
        try (Connection c = server.connect(Map.of("preferQueryMode", "simple"));
                Statement s = c.createStatement()) {
            s.execute("SET lock_timeout = '3s'; SET deadlock_timeout = '100ms'; SET statement_timeout = '30s'");
            for (int i = STEPS > 0 ? STEPS : 30; i > 0; i--) {
                for (String sql : work.next()) {
                    run(s, sql);
                }
            }
        } catch (SQLException e) {
            odd.add("a session ended: " + e.getSQLState() + " " + e.getMessage());
        }
    }

    private void run(Statement s, String sql) {
        try {
            s.execute(sql);
        } catch (SQLException e) {
            if (!EXPECTED.contains(String.valueOf(e.getSQLState()))) {
                odd.add(sql + ": " + e.getSQLState() + " " + e.getMessage());
            }
        }
    }

    /** Each valid index, by its first column and its predicate, against a sequential scan. */
    private static void check(Statement s) throws SQLException {
        s.execute("SET lock_timeout = 0; SET statement_timeout = 0");
        List<String> all = Agreement.rows(s, """
                SELECT i.indexrelid::regclass || '#' || i.indrelid::regclass || '#' || pg_get_indexdef(i.indexrelid, 1, true)
                    || '#' || coalesce(pg_get_expr(i.indpred, i.indrelid), 'true')
                FROM pg_index i WHERE i.indisvalid AND i.indrelid IN ('ma'::regclass, 'mb'::regclass, 'mc'::regclass)
                ORDER BY 1""");
        assertThat(all).hasSizeGreaterThanOrEqualTo(8);
        for (String each : all) {
            String[] f = each.split("#");
            String query = "SELECT count(*), sum(hashtext(t::text)::bigint) FROM " + f[1] + " t WHERE " + f[2]
                    + " IS NOT NULL AND " + f[3];
            s.execute("SET enable_seqscan = on; SET enable_indexscan = off; SET enable_bitmapscan = off");
            List<String> heap = Agreement.rows(s, query);
            s.execute("SET enable_seqscan = off; SET enable_indexscan = on");
            assertThat(String.join(" ", Agreement.rows(s, "EXPLAIN " + query))).contains("Index Scan");
            assertThat(Agreement.rows(s, query))
                    .as("by index %s, seed %s", f[0], SEED)
                    .isEqualTo(heap);
        }
        s.execute("RESET ALL");
        assertThat(Agreement.rows(s, "SELECT count(*) FROM ma WHERE length(big) < 0"))
                .containsExactly("0");
        assertThat(Agreement.rows(s, "SELECT count(*) - count(DISTINCT id) FROM ma"))
                .containsExactly("0");
    }
}
