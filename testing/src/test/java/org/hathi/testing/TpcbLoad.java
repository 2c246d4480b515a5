package org.hathi.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that run pgbench's TPC-B transactions over pgjdbc and keep a {@link Ledger}. A client whose server process is killed
 * connects again and goes on; it knows whether the test meant it ({@link #expectDeath}), so that any other error is a finding.
 */
final class TpcbLoad implements AutoCloseable {
    private static final String KILLED = "terminating connection because its server process was killed";
    private static final String RESTART = "terminating connection because of crash of another server process";

    private final TestServer server;
    private final int scale;
    private final long pauseNanos;
    private final Ledger ledger = new Ledger();
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger untold = new AtomicInteger();
    private final AtomicInteger crashed = new AtomicInteger();
    private volatile boolean stopping;
    private volatile boolean anyVictim;

    /** Begins with {@code clients} clients on tables that {@code pgbench -i -s scale} made. */
    TpcbLoad(TestServer server, int clients, int scale, long seed, long pauseMillis) {
        this.server = server;
        this.scale = scale;
        this.pauseNanos = pauseMillis * 1_000_000;
        for (int i = 0; i < clients; i++) {
            Client c = new Client(i, new Random(seed + i));
            this.clients.add(c);
            threads.add(Thread.ofPlatform().name("client " + i).start(c));
        }
    }

    /** Makes the tables, and an index by which the history is found. */
    static void prepare(TestServer server, int scale) {
        server.pgbench("-i", "-q", "-s", Integer.toString(scale))
                .limit(java.time.Duration.ofSeconds(120))
                .run()
                .orFail();
        server.value("CREATE UNIQUE INDEX history_id ON pgbench_history (filler)");
        server.value("CREATE INDEX history_aid ON pgbench_history (aid)");
    }

    Ledger ledger() {
        return ledger;
    }

    /** Errors no client should have seen. */
    List<String> errors() {
        return errors;
    }

    /** Deaths that clients noticed, of the processes that were meant to die. */
    int deaths() {
        return deaths.get();
    }

    /** Those of them whose client was not told why. */
    int untold() {
        return untold.get();
    }

    /** How often a client lost its connection to a restart of the whole server. */
    int crashed() {
        return crashed.get();
    }

    /** The clients, one victim to be chosen among them. */
    List<Client> clients() {
        return clients;
    }

    /** From now on any client's server process may be killed at any time, as with parked sessions. */
    void anyVictim() {
        anyVictim = true;
    }

    /** Ends all clients after their transactions. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        for (Thread t : threads) {
            t.join(60_000);
            if (t.isAlive()) {
                errors.add(t.getName() + " does not end");
            }
        }
    }

    /** One client. */
    final class Client implements Runnable {
        private final int number;
        private final Random random;
        private volatile long pid = -1;
        private volatile long doomed = -1;
        private volatile long transactions;
        private long next = 1;

        Client(int number, Random random) {
            this.number = number;
            this.random = random;
        }

        /** Its server process, −1 while it has none. */
        long pid() {
            return pid;
        }

        /** Says that its server process is to be killed; −1 when it has none at the moment. */
        long expectDeath() {
            long p = pid;
            doomed = p;
            return p;
        }

        long transactions() {
            return transactions;
        }

        @Override
        public void run() {
            while (!stopping) {
                try (Connection c = connect()) {
                    if (c != null) {
                        work(c);
                    }
                } catch (SQLException e) {
                    if (!known(e)) {
                        errors.add(describe(e));
                        return;
                    }
                } finally {
                    pid = -1;
                }
            }
        }

        private String describe(SQLException e) {
            return "client " + number + " (pid " + pid + "): " + e.getSQLState() + " " + e.getMessage();
        }

        /** Whether the test brought this error about. */
        private boolean known(SQLException e) {
            String m = String.valueOf(e.getMessage());
            boolean meant = anyVictim || doomed != -1 && doomed == pid;
            if (meant && (m.contains(KILLED) || connectionError(e))) {
                deaths.incrementAndGet();
                if (!m.contains(KILLED)) {
                    untold.incrementAndGet();
                }
                return true;
            }
            if (m.contains(RESTART)) {
                crashed.incrementAndGet();
                return true;
            }
            return false;
        }

        private static boolean connectionError(SQLException e) {
            return e.getSQLState() != null && e.getSQLState().startsWith("08");
        }

        /** A connection; null while the server restarts. */
        private @Nullable Connection connect() throws SQLException {
            Connection c;
            try {
                c = server.connect(Map.of(
                        "prepareThreshold", "2",
                        "ApplicationName", "load" + number,
                        "connectTimeout", "120",
                        "loginTimeout", "120",
                        "socketTimeout", "180"));
            } catch (SQLException e) {
                if ("57P03".equals(e.getSQLState()) || crashed.get() > 0 && connectionError(e)) {
                    LockSupport.parkNanos(100_000_000);
                    return null;
                }
                throw e;
            }
            pid = c.unwrap(org.postgresql.PGConnection.class).getBackendPID();
            return c;
        }

        private void work(Connection c) throws SQLException {
            c.setAutoCommit(false);
            try (PreparedStatement account =
                            c.prepareStatement("UPDATE pgbench_accounts SET abalance = abalance + ? WHERE aid = ?");
                    PreparedStatement look = c.prepareStatement("SELECT abalance FROM pgbench_accounts WHERE aid = ?");
                    PreparedStatement teller =
                            c.prepareStatement("UPDATE pgbench_tellers SET tbalance = tbalance + ? WHERE tid = ?");
                    PreparedStatement branch =
                            c.prepareStatement("UPDATE pgbench_branches SET bbalance = bbalance + ? WHERE bid = ?");
                    PreparedStatement history = c.prepareStatement("INSERT INTO pgbench_history"
                            + " (tid, bid, aid, delta, mtime, filler) VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP, ?)")) {
                PreparedStatement[] all = {account, look, teller, branch, history};
                while (!stopping) {
                    Ledger.Entry e = new Ledger.Entry(
                            number + ":" + next++,
                            1 + random.nextInt(100_000 * scale),
                            1 + random.nextInt(10 * scale),
                            1 + random.nextInt(scale),
                            random.nextInt(10_001) - 5_000);
                    ledger.doubt(e);
                    transaction(all, e);
                    c.commit();
                    ledger.acknowledge(e);
                    transactions++;
                    if (pauseNanos > 0) {
                        LockSupport.parkNanos(pauseNanos);
                    }
                }
            }
        }

        private static void transaction(PreparedStatement[] s, Ledger.Entry e) throws SQLException {
            change(s[0], e.delta(), e.account());
            s[1].setInt(1, e.account());
            try (ResultSet r = s[1].executeQuery()) {
                r.next();
            }
            change(s[2], e.delta(), e.teller());
            change(s[3], e.delta(), e.branch());
            PreparedStatement h = s[4];
            h.setInt(1, e.teller());
            h.setInt(2, e.branch());
            h.setInt(3, e.account());
            h.setInt(4, e.delta());
            h.setString(5, e.id());
            h.executeUpdate();
        }

        private static void change(PreparedStatement s, int delta, int id) throws SQLException {
            s.setInt(1, delta);
            s.setInt(2, id);
            if (s.executeUpdate() != 1) {
                throw new SQLException("no row " + id, "XX001");
            }
        }
    }
}
