package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Indexes are made, made anew and dropped CONCURRENTLY while others insert, update (in place or not), delete and roll
 * back. After each step the index finds what a sequential scan of the same snapshot finds; at the end PostgreSQL's
 * amcheck agrees. {@code hathi.indexes} rounds (2); {@code hathi.seed} replays what each writer does.
 */
class ConcurrentIndexTest {
    private static final int WRITERS = 3;
    private static final int ROWS = 2000;

    private final long seed = Long.getLong("hathi.seed", System.nanoTime());
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger fresh = new AtomicInteger(1_000_000);
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void indexesAgreeWithTheTableBesideWriters() throws Exception {
        System.out.println("seed " + seed);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try (TestServer server = TestServer.start("concurrentindex");
                Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("CREATE TABLE t (id int PRIMARY KEY, v int, u int NOT NULL, n int NOT NULL DEFAULT 0, pad text)"
                    + " WITH (fillfactor = 70)");
            s.execute("INSERT INTO t SELECT i, i % 100, i, 0, repeat('x', 20) FROM generate_series(1, " + ROWS + ") i");
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Random random = new Random(seed + i);
                writers.add(threads.submit(() -> write(server, random)));
            }
            try {
                for (int round = 0; round < Integer.getInteger("hathi.indexes", 2); round++) {
                    round(server, s, round);
                }
            } finally {
                over.set(true);
                for (Future<?> w : writers) {
                    w.get();
                }
            }
            assertThat(done.get()).as("transactions of the writers").isPositive();
            check(server, "after all");
            server.stop("fast");
            if (ReferenceServer.missing().isEmpty()) {
                try (ReferenceServer pg = ReferenceServer.start(server.directory())) {
                    pg.check();
                }
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private void round(TestServer server, Statement s, int round) throws SQLException {
        if (round > 0) {
            s.execute("DROP INDEX CONCURRENTLY t_u");
            s.execute("DROP INDEX CONCURRENTLY t_v");
        }
        s.execute("CREATE UNIQUE INDEX CONCURRENTLY t_u ON t (u)");
        check(server, "unique index, round " + round);
        s.execute("CREATE INDEX CONCURRENTLY t_v ON t ((v + 0)) WHERE v >= 0");
        check(server, "index of an expression, round " + round);
        if (round % 2 == 1) {
            s.execute("VACUUM t");
        }
        s.execute("REINDEX TABLE CONCURRENTLY t");
        check(server, "built anew, round " + round);
        assertThat(Agreement.rows(s, "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND NOT indisvalid"))
                .containsExactly("0");
    }

    /** Each index against a sequential scan, both of one snapshot. */
    private static void check(TestServer server, String which) throws SQLException {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            String[][] all = {{"id", "u"}, {"u", "v"}, {"(v + 0)", "u"}};
            for (String[] k : all) {
                if (k[0].equals("(v + 0)")
                        && Agreement.rows(s, "SELECT to_regclass('t_v')").contains("null")) {
                    continue;
                }
                String query = "SELECT count(*), sum(hashtext(" + k[0] + "::text || '/' || " + k[1]
                        + "::text)::bigint) FROM t WHERE " + k[0] + " >= 0 AND v >= 0";
                s.execute("SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_seqscan = on");
                List<String> heap = Agreement.rows(s, query);
                s.execute("SET enable_indexscan = on; SET enable_bitmapscan = on; SET enable_seqscan = off");
                assertThat(Agreement.rows(s, query))
                        .as("by index on %s, %s", k[0], which)
                        .isEqualTo(heap);
            }
            s.execute("COMMIT");
        }
    }

    private void write(TestServer server, Random random) {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            while (!over.get()) {
                s.execute("BEGIN");
                try {
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        change(s, random);
                    }
                    s.execute(random.nextInt(5) == 0 ? "ROLLBACK" : "COMMIT");
                    done.incrementAndGet();
                } catch (SQLException e) {
                    if (!"40P01".equals(e.getSQLState())) { // two of them may insert each other's rows
                        throw e;
                    }
                    s.execute("ROLLBACK");
                }
            }
        } catch (SQLException e) {
            throw new AssertionError("writer, seed " + seed, e);
        }
    }

    /** One row; those that others hold are left alone. */
    private void change(Statement s, Random random) throws SQLException {
        int id = random.nextInt(ROWS) + 1;
        String row = " WHERE id = (SELECT id FROM t WHERE id = " + id + " FOR UPDATE SKIP LOCKED)";
        switch (random.nextInt(6)) {
            case 0 -> {
                int u = fresh.incrementAndGet();
                s.execute("INSERT INTO t VALUES (" + u + ", " + random.nextInt(100) + ", " + u + ", 0, 'new')");
            }
            case 1 -> s.execute("UPDATE t SET v = " + random.nextInt(-5, 100) + row);
            case 2 -> s.execute("UPDATE t SET u = " + fresh.incrementAndGet() + row);
            case 3 -> s.execute("DELETE FROM t" + row);
            case 4 ->
                s.execute("INSERT INTO t VALUES (" + id + ", 7, " + fresh.incrementAndGet()
                        + ", 0, 'again') ON CONFLICT (id) DO NOTHING");
            default -> s.execute("UPDATE t SET n = n + 1" + row);
        }
    }
}
