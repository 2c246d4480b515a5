package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connection pools as applications have them: HikariCP with nothing set but where the database is. */
class HikariTest {
    private static final int POOLS = 6;
    private static final int WORKERS = 8;
    private static final int TRANSFERS = 40;
    private static final int ACCOUNTS = 50;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.parking("hikari", 4);
        server.value("CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL); INSERT INTO account"
                + " SELECT i, 1000 FROM generate_series(0, " + (ACCOUNTS - 1) + ") i;"
                + " CREATE TABLE journal (id serial PRIMARY KEY, source int, target int, amount int)");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static HikariDataSource pool(int number) {
        HikariDataSource d = new HikariDataSource();
        d.setPoolName("pool " + number);
        d.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres");
        d.setUsername("postgres");
        return d;
    }

    /** A transfer as an application makes it; every fifth is taken back, every third has a savepoint. */
    private static void transfer(HikariDataSource pool, int n) throws SQLException {
        int source = n * 7 % ACCOUNTS;
        int target = (n * 13 + 1) % ACCOUNTS;
        try (Connection c = pool.getConnection()) {
            c.setAutoCommit(false);
            c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            Savepoint s = n % 3 == 0 ? c.setSavepoint("here") : null;
            try (PreparedStatement lock =
                            c.prepareStatement("SELECT id FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE");
                    PreparedStatement add =
                            c.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?");
                    PreparedStatement log = c.prepareStatement(
                            "INSERT INTO journal (source, target, amount) VALUES (?, ?, ?)",
                            Statement.RETURN_GENERATED_KEYS)) {
                lock.setInt(1, source);
                lock.setInt(2, target);
                lock.executeQuery().close();
                for (int side = -1; side <= 1; side += 2) {
                    add.setInt(1, side * n);
                    add.setInt(2, side < 0 ? source : target);
                    add.addBatch();
                }
                add.executeBatch();
                log.setInt(1, source);
                log.setInt(2, target);
                log.setInt(3, n);
                log.executeUpdate();
                try (ResultSet k = log.getGeneratedKeys()) {
                    assertThat(k.next()).isTrue();
                }
            }
            if (s != null) {
                c.releaseSavepoint(s);
            }
            if (n % 5 == 0) {
                c.rollback();
            } else {
                c.commit();
            }
        }
    }

    /** What a report does: a connection that is read only for a while, with a limit for its statements. */
    private static long total(HikariDataSource pool) throws SQLException {
        try (Connection c = pool.getConnection()) {
            c.setReadOnly(true);
            c.setAutoCommit(false);
            try (Statement s = c.createStatement()) {
                s.setQueryTimeout(30);
                s.setFetchSize(10);
                long sum = 0;
                try (ResultSet r = s.executeQuery("SELECT balance FROM account")) {
                    while (r.next()) {
                        sum += r.getLong(1);
                    }
                }
                c.commit();
                return sum;
            }
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void applicationsWithPoolsShareFourBackends() throws Exception {
        List<HikariDataSource> pools = new ArrayList<>();
        try {
            for (int i = 0; i < POOLS; i++) {
                pools.add(pool(i));
            }
            List<CompletableFuture<Void>> work = new ArrayList<>();
            AtomicInteger next = new AtomicInteger(1);
            for (int w = 0; w < WORKERS; w++) {
                int me = w;
                work.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                for (int i = 0; i < TRANSFERS; i++) {
                                    transfer(pools.get((me + i) % POOLS), next.getAndIncrement());
                                    if (i % 8 == 0) {
                                        assertThat(total(pools.get(i % POOLS))).isEqualTo(ACCOUNTS * 1000L);
                                    }
                                }
                            } catch (SQLException e) {
                                throw new AssertionError(e);
                            }
                        },
                        r -> Thread.ofPlatform().daemon().start(r)));
            }
            CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0])).get(100, TimeUnit.SECONDS);
            int all = WORKERS * TRANSFERS;
            assertThat(server.value("SELECT count(*) FROM journal")).isEqualTo(Integer.toString(all - all / 5));
            // every pool fills itself to its default of ten: sixty connections that mostly rest
            TestServer.await("the pools to be full", () -> server.value(
                            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                                    + " AND pid <> pg_backend_pid()")
                    .equals(Integer.toString(POOLS * 10)));
            oneBackendDies(pools);
        } finally {
            pools.forEach(HikariDataSource::close);
        }
        TestServer.await("the sessions to end", () -> server.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
                .equals("1"));
    }

    /** The pool whose connection dies with a backend sees one error, takes another one, and nobody else sees anything. */
    private static void oneBackendDies(List<HikariDataSource> pools) throws Exception {
        HikariDataSource pool = pools.getFirst();
        try (Connection c = pool.getConnection()) {
            c.setAutoCommit(false);
            long process;
            try (Statement s = c.createStatement();
                    ResultSet r = s.executeQuery(
                            "SELECT backend_pid FROM hathi_stat_sessions WHERE pid =" + " pg_backend_pid()")) {
                assertThat(r.next()).isTrue();
                process = r.getLong(1);
            }
            ProcessHandle.of(process).orElseThrow().destroyForcibly();
            try (Statement s = c.createStatement()) {
                s.execute("SELECT pg_sleep(30)");
                throw new AssertionError("the process is dead");
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isIn("57P02", "08006");
            }
        }
        for (HikariDataSource p : pools) {
            for (int i = 0; i < 12; i++) {
                assertThat(total(p)).isEqualTo(ACCOUNTS * 1000L);
            }
        }
    }
}
