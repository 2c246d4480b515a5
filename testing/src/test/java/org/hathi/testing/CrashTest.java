package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Nothing acknowledged is ever lost: clients move money and note, outside the server, the number of each commit it
 * acknowledged; every server process gets SIGKILL at a random moment; after recovery every noted commit is there, at most one
 * more per client (killed between its commit and the answer), no half of a transaction, and indexes agree with heaps.
 *
 * <p>{@code -Dhathi.crash.rounds=N} (default 2), {@code -Dhathi.crash.clients=N} (default 4) and {@code -Dhathi.seed=N} (default: random, printed in every failure).
 */
class CrashTest {
    private static final int CLIENTS = Integer.getInteger("hathi.crash.clients", 4);
    private static final int ACCOUNTS = 50;
    private static final int ROUNDS = Integer.getInteger("hathi.crash.rounds", 2);
    private static final long SEED = Long.getLong("hathi.seed", System.nanoTime());

    /** One client: what it was told is committed. */
    private static final class Client implements Runnable {
        private final TestServer server;
        private final int number;
        private final Random random;
        private final AtomicBoolean ended;
        private final AtomicLong acknowledged = new AtomicLong();
        private volatile String unexpected = "";

        Client(TestServer server, int number, AtomicBoolean ended) {
            this.server = server;
            this.number = number;
            this.random = new Random(SEED + number);
            this.ended = ended;
        }

        @Override
        public void run() {
            try (Connection c = server.connect()) {
                c.setAutoCommit(false);
                long next = acknowledged.get() + 1;
                try (Statement s = c.createStatement();
                        ResultSet r =
                                s.executeQuery("SELECT coalesce(max(n), 0) FROM ledger WHERE client = " + number)) {
                    r.next();
                    next = r.getLong(1) + 1;
                }
                try (PreparedStatement move =
                                c.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?");
                        PreparedStatement note = c.prepareStatement("INSERT INTO ledger VALUES (?, ?, ?)")) {
                    while (!ended.get()) {
                        transfer(c, move, note, next);
                        acknowledged.set(next++);
                    }
                }
            } catch (SQLException e) {
                if (!ended.get()) {
                    unexpected = "client " + number + ": " + e.getSQLState() + " " + e.getMessage();
                }
            }
        }

        private void transfer(Connection c, PreparedStatement move, PreparedStatement note, long n)
                throws SQLException {
            int from = random.nextInt(ACCOUNTS);
            int to = random.nextInt(ACCOUNTS);
            int amount = random.nextInt(100) - 50;
            int first = Math.min(from, to); // in one order, so that no two clients wait for each other
            int second = Math.max(from, to);
            for (int[] step : new int[][] {{amount, first}, {-amount, second}}) {
                move.setInt(1, step[0]);
                move.setInt(2, step[1]);
                move.executeUpdate();
            }
            note.setInt(1, number);
            note.setLong(2, n);
            note.setString(3, "x".repeat(random.nextInt(300)));
            note.executeUpdate();
            c.commit();
        }
    }

    @Test
    void acknowledgedCommitsSurviveSigkillOfEverything() throws Exception {
        Random random = new Random(SEED);
        TestServer server = TestServer.start("crash", Map.of("checkpoint_timeout", "30s", "shared_buffers", "'8MB'"));
        try {
            try (Connection c = server.connect();
                    Statement s = c.createStatement()) {
                s.execute("CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL)");
                s.execute("INSERT INTO account SELECT g, 0 FROM generate_series(0, " + (ACCOUNTS - 1) + ") g");
                s.execute("CREATE TABLE ledger (client int, n bigint, pad text, PRIMARY KEY (client, n))");
            }
            List<Long> known = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                known.add(0L);
            }
            for (int round = 1; round <= ROUNDS; round++) {
                underLoadThenKilled(server, known, Duration.ofMillis(1500 + random.nextInt(1500)), round % 2 == 0);
                server.start();
                check(server, known, "seed=" + SEED + " round=" + round);
            }
        } finally {
            server.close();
        }
    }

    private static void underLoadThenKilled(TestServer server, List<Long> known, Duration load, boolean checkpoint)
            throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        List<Client> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Client c = new Client(server, i, ended);
            c.acknowledged.set(known.get(i));
            clients.add(c);
            threads.add(Thread.ofPlatform().start(c));
        }
        LockSupport.parkNanos(load.toNanos() / 2);
        if (checkpoint) {
            server.psql("postgres", "-c", "CHECKPOINT").run().orFail();
        }
        LockSupport.parkNanos(load.toNanos() / 2);
        ended.set(true); // from here on a client's error is the kill's doing
        server.kill();
        for (Thread t : threads) {
            t.join(60_000);
        }
        for (int i = 0; i < CLIENTS; i++) {
            assertThat(clients.get(i).unexpected).isEmpty();
            known.set(i, clients.get(i).acknowledged.get());
        }
    }

    private static void check(TestServer server, List<Long> known, String which) throws SQLException {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            try (ResultSet r = s.executeQuery("SELECT sum(balance), count(*) FROM account")) {
                r.next();
                assertThat(r.getLong(1)).as("sum of balances %s", which).isZero();
                assertThat(r.getLong(2)).as("accounts %s", which).isEqualTo(ACCOUNTS);
            }
            for (int i = 0; i < CLIENTS; i++) {
                for (String scan : List.of("enable_seqscan", "enable_indexscan")) {
                    s.execute("SET enable_seqscan = on");
                    s.execute("SET enable_indexscan = on");
                    s.execute("SET " + scan + " = off");
                    try (ResultSet r = s.executeQuery(
                            "SELECT count(*), coalesce(max(n), 0), count(DISTINCT n) FROM ledger WHERE client = "
                                    + i)) {
                        r.next();
                        String what = "client " + i + " " + scan + "=off " + which;
                        assertThat(r.getLong(2)).as("last commit, %s", what).isBetween(known.get(i), known.get(i) + 1);
                        assertThat(r.getLong(1)).as("rows, %s", what).isEqualTo(r.getLong(2));
                        assertThat(r.getLong(3)).as("distinct rows, %s", what).isEqualTo(r.getLong(2));
                        if (scan.equals("enable_indexscan")) {
                            known.set(i, r.getLong(2));
                        }
                    }
                }
            }
        }
    }
}
