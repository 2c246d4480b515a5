package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Five hundred sessions of pgjdbc and libpq at a time, which four backends serve: each keeps its settings, its role, its
 * prepared statements with their counts, its sequence values, its advisory locks, and hears what it listens for.
 */
class SessionsTest {
    private static final int JDBC = 420;
    private static final int PSQL = 60;
    private static final int PGBENCH = 20;
    private static final int BACKENDS = 4;
    private static final int THREADS = 6;
    private static final int ROUNDS = 2;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.parking("sessions", BACKENDS, "max_connections", "600");
        server.value("CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL); INSERT INTO counters VALUES (1, 0);"
                + " CREATE SEQUENCE numbers CACHE 3; CREATE SCHEMA other; CREATE TABLE other.counters (id int, n int);"
                + " INSERT INTO other.counters VALUES (1, 4711); CREATE ROLE plain;"
                + " GRANT SELECT ON counters TO plain; GRANT ALL ON SEQUENCE numbers TO plain");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** What a client of either kind can do. */
    private interface Link extends AutoCloseable {
        /** The columns of the one row a query returns, separated by bars. */
        String row(String sql) throws Exception;

        void run(String sql) throws Exception;

        /** A statement prepared on the protocol's level, where the client can do that: its result. */
        default @Nullable String prepared(int value) throws Exception {
            return null;
        }

        /** At least so many notifications, as channel:payload, or what came in half a minute. */
        List<String> notifications(int n) throws Exception;

        @Override
        void close() throws Exception;
    }

    private static final class Jdbc implements Link {
        private final Connection c = server.connect(Map.of("prepareThreshold", "1"));
        private final PreparedStatement add;
        private final List<String> heard = new ArrayList<>();

        Jdbc(int number) throws Exception {
            add = c.prepareStatement("SELECT ? + " + number);
        }

        @Override
        public String row(String sql) throws Exception {
            try (Statement s = c.createStatement();
                    ResultSet r = s.executeQuery(sql)) {
                assertThat(r.next()).isTrue();
                return join(r);
            }
        }

        private static String join(ResultSet r) throws Exception {
            ResultSetMetaData m = r.getMetaData();
            StringBuilder b = new StringBuilder();
            for (int i = 1; i <= m.getColumnCount(); i++) {
                b.append(i > 1 ? "|" : "").append(r.getString(i));
            }
            return b.toString();
        }

        @Override
        public void run(String sql) throws Exception {
            try (Statement s = c.createStatement()) {
                s.execute(sql);
            }
        }

        @Override
        public String prepared(int value) throws Exception {
            add.setInt(1, value);
            try (ResultSet r = add.executeQuery()) {
                assertThat(r.next()).isTrue();
                return join(r);
            }
        }

        @Override
        public List<String> notifications(int n) throws Exception {
            PGConnection pg = c.unwrap(PGConnection.class);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (heard.size() < n && System.nanoTime() < end) {
                for (PGNotification x : pg.getNotifications(1_000)) {
                    heard.add(x.getName() + ":" + x.getParameter());
                }
            }
            return heard;
        }

        @Override
        public void close() throws Exception {
            c.close();
        }
    }

    private static final class Libpq implements Link {
        private final Psql psql;

        Libpq() throws Exception {
            psql = new Psql(server);
        }

        @Override
        public String row(String sql) throws Exception {
            List<String> l = psql.ask(sql);
            assertThat(l).as(sql).hasSize(1);
            return l.getFirst();
        }

        @Override
        public void run(String sql) throws Exception {
            assertThat(String.join("", psql.ask(sql))).as(sql).isBlank();
        }

        @Override
        public List<String> notifications(int n) throws Exception {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (psql.notifications().size() < n && System.nanoTime() < end) {
                psql.ask("SELECT 1");
            }
            return psql.notifications();
        }

        @Override
        public void close() {
            psql.close();
        }
    }

    /** A client and what it knows of its own session. */
    private static final class Client {
        final int number;
        final Link link;
        final String pid;
        final String value;
        int executed;

        Client(int number) throws Exception {
            this.number = number;
            link = number < JDBC ? new Jdbc(number) : new Libpq();
            link.run("SET work_mem = '" + (1025 + number) + "kB'; SET application_name = 'client " + number + "';"
                    + " SET my.own = 'v" + number + "'; PREPARE twice(int) AS SELECT $1 * 2 + " + number + ";"
                    + " SET search_path = " + (number % 3 == 0 ? "other, public" : "public")
                    + "; LISTEN everyone; LISTEN c"
                    + number + (number % 5 == 0 ? "; SET ROLE plain" : ""));
            value = link.row("SELECT nextval('public.numbers')");
            pid = link.row("SELECT pg_backend_pid()");
            assertThat(link.row("SELECT pg_try_advisory_lock(" + number + ")")).isEqualTo("t");
        }

        void check(int round, int all) throws Exception {
            String sum = link.prepared(7);
            assertThat(sum == null ? Integer.toString(7 + number) : sum).isEqualTo(Integer.toString(7 + number));
            assertThat(link.row("EXECUTE twice(21)")).isEqualTo(Integer.toString(42 + number));
            executed++;
            assertThat(link.row("SELECT pg_backend_pid(), current_setting('work_mem'), current_setting('my.own'),"
                            + " current_setting('application_name'), current_user, session_user, currval('public.numbers'),"
                            + " lastval(), (SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE name ="
                            + " 'twice'), pg_try_advisory_lock(" + (number + 1) % all + "), "
                            + (round % 2 == 0 ? "pg_try_advisory_lock(" : "pg_advisory_unlock(") + (10_000 + number)
                            + ")"))
                    .isEqualTo(pid + "|" + (1025 + number) + "kB|v" + number + "|client " + number + "|"
                            + (number % 5 == 0 ? "plain" : "postgres") + "|postgres|" + value + "|" + value + "|"
                            + executed
                            + "|f|t");
            assertThat(link.row("SELECT n + 0 FROM counters WHERE id = 1"))
                    .isEqualTo(number % 3 == 0 && number % 5 != 0 ? "4711" : "0");
            link.run("NOTIFY c" + (number + 1) % all + ", 'round " + round + "'");
        }
    }

    /** Does something for all clients, by several threads, each client in the hands of one. */
    private interface Step {
        void with(Client c) throws Exception;
    }

    private static void all(List<Client> clients, Random random, Step step) throws Exception {
        List<Client> order = new ArrayList<>(clients);
        Collections.shuffle(order, random);
        List<CompletableFuture<Void>> work = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int first = t;
            work.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = first; i < order.size(); i += THREADS) {
                            Client c = order.get(i);
                            try {
                                step.with(c);
                            } catch (Exception e) {
                                throw new AssertionError("client " + c.number, e);
                            }
                        }
                    },
                    r -> Thread.ofPlatform().daemon().start(r)));
        }
        CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0])).get(120, TimeUnit.SECONDS);
    }

    @Test
    @Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void fiveHundredSessionsOfTwoKindsOnFourBackends() throws Exception {
        long seed = System.nanoTime();
        System.out.println("SessionsTest seed " + seed);
        Random random = new Random(seed);
        Client[] made = new Client[JDBC + PSQL];
        Path script = Files.writeString(Places.scratch().resolve("sessions.pgbench"), "SELECT :client_id + 1;\n");
        try {
            List<CompletableFuture<Void>> work = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int first = t;
                work.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = first; i < made.length; i += THREADS) {
                                try {
                                    made[i] = new Client(i);
                                } catch (Exception e) {
                                    throw new AssertionError("client " + i, e);
                                }
                            }
                        },
                        r -> Thread.ofPlatform().daemon().start(r)));
            }
            CompletableFuture.allOf(work.toArray(new CompletableFuture<?>[0])).get(120, TimeUnit.SECONDS);
            List<Client> clients = List.of(made);
            assertThat(clients.stream().map(c -> c.pid).distinct()).as("pids").hasSize(made.length);
            // twenty more sessions of libpq that prepare on the protocol's level, a few hundred statements a second
            Path output = Places.scratch().resolve("sessions.pgbench.out");
            Process pgbench = server.pgbench(
                            "-n",
                            "-M",
                            "prepared",
                            "-c",
                            Integer.toString(PGBENCH),
                            "-t",
                            "100",
                            "-R",
                            "300",
                            "-f",
                            script.toString())
                    .start(output);
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    int r = round;
                    all(clients, random, c -> c.check(r, clients.size()));
                }
                assertThat(pgbench.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                pgbench.destroyForcibly();
            }
            assertThat(Files.readString(output))
                    .contains("transactions actually processed: " + PGBENCH * 100 + "/" + PGBENCH * 100)
                    .contains("number of failed transactions: 0 ");
            assertThat(server.value("SELECT count(*), count(DISTINCT pid) FROM pg_locks"
                            + " WHERE locktype = 'advisory' AND granted AND objid < 10000"))
                    .isEqualTo(made.length + "|" + made.length);
            server.value("NOTIFY everyone, 'hear'");
            all(clients, random, c -> {
                List<String> expected = new ArrayList<>(List.of("everyone:hear"));
                for (int i = 0; i < ROUNDS; i++) {
                    expected.add("c" + c.number + ":round " + i);
                }
                assertThat(c.link.notifications(expected.size())).containsExactlyInAnyOrderElementsOf(expected);
            });
            // the pool may have grown for a moment; it is far from a process for each
            assertThat(Integer.parseInt(
                            server.value("SELECT count(*) FROM hathi_stat_processes WHERE role = 'client backend'")))
                    .isLessThanOrEqualTo(4 * BACKENDS);
            Client gone = clients.get(3);
            gone.link.close();
            TestServer.await("the lock of a session that ended to be free", () -> server.value(
                            "SELECT pg_try_advisory_lock(" + gone.number + ")")
                    .equals("t"));
            assertThat(server.value("SELECT count(*) FROM hathi_stat_sessions WHERE pinned_by IS NOT NULL"
                            + " AND pid <> pg_backend_pid()"))
                    .isEqualTo("0");
        } finally {
            for (Client c : made) {
                if (c != null) {
                    c.link.close();
                }
            }
        }
    }
}
