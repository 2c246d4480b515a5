package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Fault plans, room by room: a backend dies at each named kill point ({@code debug_kill_points}). Most deaths cost one client;
 * those that force a restart are named here, so that they do not become more. Whatever was acknowledged, or had its commit
 * record in the log, is there afterwards, through every index; nothing else is; nothing is left held.
 */
class KillPointTest {
    /** What a death at a point must mean. */
    private enum Cost {
        ONE_CLIENT,
        RESTART
    }

    /** Where the row a plan inserts must be afterwards. */
    private enum Fate {
        COMMITTED,
        GONE,
        /** A plan without a row of its own. */
        NONE
    }

    /** A point of a room, a statement that reaches it, and what is true afterwards. */
    private record Plan(String room, String point, String sql, Cost cost, Fate fate) {}

    private static final String INSERT = "INSERT INTO k VALUES (%d, 'x')";
    private static final String MANY =
            "INSERT INTO k SELECT %d + g * 1000000, repeat('y', 100) FROM" + " generate_series(0, 1500) g";
    private static final String VACUUM = "VACUUM v";
    private static final String SWEEP = "UPDATE big SET a = a + 1";

    /** Points of a commit that SET passes as well are named with 2: the second time is the statement's own. */
    private static final List<Plan> PLANS = List.of(
            new Plan("wal", "WAL_RESERVING@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("wal", "WAL_TAKEN@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("wal", "WAL_RESERVED@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("wal", "WAL_COPIED@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("executor", "WAL_RESERVED@1", "SELECT nextval('s')", Cost.ONE_CLIENT, Fate.NONE),
            new Plan("executor", "WAL_COPIED@1", "SELECT nextval('s')", Cost.ONE_CLIENT, Fate.NONE),
            new Plan("wal", "WAL_WRITTEN@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("wal", "WAL_SYNCED@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("shm", "LATCH_LISTED@2", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("shm", "LATCH_TAKEN@2", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("shm", "LATCH_DROPPED@2", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("storage", "PIN_LISTED@2", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("storage", "PIN_TAKEN@2", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("storage", "PIN_DROPPED@2", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("storage", "BUFFER_LEAVING@3", SWEEP, Cost.ONE_CLIENT, Fate.NONE),
            new Plan("storage", "BUFFER_UNMAPPED@3", SWEEP, Cost.ONE_CLIENT, Fate.NONE),
            new Plan("storage", "BUFFER_MAPPED@3", SWEEP, Cost.ONE_CLIENT, Fate.NONE),
            new Plan("storage", "BUFFER_READING@3", SWEEP, Cost.ONE_CLIENT, Fate.NONE),
            new Plan("storage", "BUFFER_WRITING@3", SWEEP, Cost.ONE_CLIENT, Fate.NONE),
            new Plan("storage", "BUFFER_WRITTEN@3", SWEEP, Cost.ONE_CLIENT, Fate.NONE),
            new Plan("storage", "RELATION_EXTENDED@2", MANY, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("access", "PAGE_CHANGED@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("access", "PAGE_LOGGED@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("access", "PAGE_CHANGED@40", "UPDATE v SET t = t || 'u'", Cost.ONE_CLIENT, Fate.NONE),
            new Plan("access", "BTREE_SPLITTING@1", MANY, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("access", "BTREE_SPLITTING@4", MANY, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("access", "BTREE_SPLIT_LOGGED@2", MANY, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("access", "BTREE_DOWNLINK@2", MANY, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("access", "BTREE_SPLIT@1", MANY, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("access", "VACUUM_PRUNED@1", VACUUM, Cost.ONE_CLIENT, Fate.NONE),
            new Plan("access", "VACUUM_INDEXES@1", VACUUM, Cost.ONE_CLIENT, Fate.NONE),
            new Plan("txn", "XID_ASSIGNED@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("txn", "LOCK_ENTRY_TAKEN@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("txn", "LOCK_ENTRY_TAKEN@2", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("txn", "LOCK_CHANGING@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("txn", "LOCK_TAKEN_AWAY@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "LOCK_ENTRY_UNLINKED@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "LOCK_ENTRY_UNLINKED@2", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "LOCK_ENTRY_FREED@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "LOCK_ENTRY_FREED@2", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "LOCK_GRANTED@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("txn", "LOCK_FAST@1", INSERT, Cost.ONE_CLIENT, Fate.GONE),
            new Plan("txn", "COMMIT_RECORD@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "COMMIT_NOTED@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "COMMIT_FLUSHED@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "COMMIT_LOGGED@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "COMMIT_LEAVING@1", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "COMMIT_VISIBLE@2", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "COMMIT_TOLD@2", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "COMMIT_UNLOCKED@2", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "COMMIT_DONE@2", INSERT, Cost.ONE_CLIENT, Fate.COMMITTED),
            new Plan("txn", "ABORT_RECORD@1", "BEGIN; " + INSERT + "; ROLLBACK", Cost.ONE_CLIENT, Fate.GONE));

    private static TestServer server;
    private int next = 1000;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "killpoint",
                Map.of(
                        "debug_kill_points",
                        "'on'",
                        "shared_buffers",
                        "'2MB'",
                        "autovacuum",
                        "off",
                        "bgwriter_delay",
                        "10s"));
        server.value("CREATE TABLE k (id int PRIMARY KEY, t text); CREATE INDEX ON k (t, id);"
                + " CREATE TABLE v (id int PRIMARY KEY, t text);"
                + " CREATE TABLE big AS SELECT g AS id, 0 AS a, repeat('b', 500) AS pad FROM generate_series(1, 8000) g;"
                + " CREATE TABLE dropped (a int); CREATE SEQUENCE s");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void execute(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    private static String one(String sql) {
        return server.value(sql);
    }

    /** Runs a statement in a backend that dies in it, beside a bystander in a transaction; returns whether all had to restart. */
    private static boolean die(String point, String sql) throws SQLException {
        long restarts = Agreement.restarts(server);
        try (Connection bystander = server.connect();
                Connection victim = server.connect(Map.of("preferQueryMode", "simple"))) {
            execute(bystander, "BEGIN; SELECT count(*) FROM v");
            execute(victim, "SET debug_kill_points = '" + point + "'");
            String told = "";
            try {
                execute(victim, sql);
            } catch (SQLException e) {
                told = String.valueOf(e.getMessage());
            }
            assertThat(told)
                    .as("what the victim of %s is told", point)
                    .containsPattern("terminating connection because|an error left shared memory in the middle");
            boolean restart = told.contains("crash of another") || Agreement.restarts(server) > restarts;
            if (restart) {
                TestServer.await(
                        "recovery",
                        () -> server.psql("postgres", "-c", "SELECT 1").run().exit() == 0);
            } else {
                execute(bystander, "SELECT count(*) FROM k; COMMIT");
            }
            return restart;
        } catch (SQLException e) {
            if (Agreement.restarts(server) > restarts) {
                return true; // closing the bystander's connection
            }
            throw e;
        }
    }

    @TestFactory
    List<DynamicTest> oneDeathAtEachPoint() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Plan p : PLANS) {
            tests.add(DynamicTest.dynamicTest(p.room + " " + p.point, () -> run(p)));
        }
        return tests;
    }

    private void run(Plan p) throws SQLException {
        int id = next++;
        if (p.sql.equals(VACUUM)) {
            one(
                    "DELETE FROM v; INSERT INTO v SELECT g, 'a' FROM generate_series(1, 500) g; DELETE FROM v WHERE id % 2 = 0");
        } else if (p.sql.contains(" v ")) {
            one("DELETE FROM v; INSERT INTO v SELECT g, 'a' FROM generate_series(1, 500) g");
        }
        boolean restart = die(p.point, p.sql.formatted(id));
        assertThat(restart).as("%s forces a restart", p.point).isEqualTo(p.cost == Cost.RESTART);
        if (p.fate != Fate.NONE) {
            assertThat(one("SELECT count(*) FROM k WHERE id = " + id)).isEqualTo(p.fate == Fate.COMMITTED ? "1" : "0");
        }
        Agreement.nothingLeft(server);
        agree();
        // the structures still serve everybody
        one("INSERT INTO k VALUES (-" + id + ", 'z'); UPDATE k SET t = 'zz' WHERE id = -" + id);
        assertThat(one("SELECT t FROM k WHERE id = -" + id)).isEqualTo("zz");
    }

    private static void agree() throws SQLException {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            Agreement.sameByIndex(s, "k", "id", "t", "k");
            Agreement.sameByIndex(s, "v", "id", "t", "v");
            assertThat(Agreement.rows(s, "SELECT count(DISTINCT a), count(*) FROM big"))
                    .containsExactly("1 8000");
            assertThat(Agreement.rows(s, "SELECT count(*) FROM v WHERE t <> 'a'"))
                    .containsExactly("0");
        }
    }

    @Test
    void aCommitThatDropsFilesIsFinished() throws SQLException {
        for (String point : List.of("COMMIT_RECORD@1", "COMMIT_FLUSHED@1", "COMMIT_UNLOCKED@2")) {
            one("CREATE TABLE doomed (a int PRIMARY KEY); INSERT INTO doomed SELECT generate_series(1, 1000)");
            Path file = server.directory().resolve(one("SELECT pg_relation_filepath('doomed')"));
            assertThat(Files.exists(file)).isTrue();
            assertThat(die(point, "DROP TABLE doomed")).as(point).isFalse();
            assertThat(one("SELECT to_regclass('doomed') IS NULL")).isEqualTo("t");
            TestServer.await("the file to go", () -> !Files.exists(file));
            Agreement.nothingLeft(server);
        }
    }

    @Test
    void aCommitOfManySubtransactionsIsFinished() throws SQLException {
        for (String point : List.of("COMMIT_RECORD@1", "COMMIT_FLUSHED@1")) {
            one("CREATE TABLE subs (a int)");
            StringBuilder b = new StringBuilder("BEGIN");
            for (int i = 0; i < 100; i++) {
                b.append("; SAVEPOINT s; INSERT INTO subs VALUES (").append(i).append("); RELEASE s");
            }
            assertThat(die(point, b.append("; COMMIT").toString())).as(point).isFalse();
            assertThat(one("SELECT count(*) FROM subs")).isEqualTo("100");
            Agreement.nothingLeft(server);
            one("DROP TABLE subs");
        }
    }

    /** The root of a B-tree is split, and the new one is nowhere: the next insertion makes it. */
    @Test
    void aNewRootIsMadeByTheNextWhoNeedsIt() throws SQLException {
        for (String point : List.of("BTREE_SPLITTING@1", "BTREE_SPLIT_LOGGED@1", "BTREE_ROOT@1")) {
            one("CREATE TABLE root (id int PRIMARY KEY)");
            assertThat(die(point, "INSERT INTO root SELECT generate_series(1, 2000)"))
                    .as(point)
                    .isFalse();
            one("INSERT INTO root SELECT generate_series(1, 2000)");
            assertThat(one("SET enable_seqscan = off; SELECT count(*) FROM root WHERE id > 0"))
                    .isEqualTo("2000");
            Agreement.nothingLeft(server);
            one("DROP TABLE root");
        }
    }

    @Test
    void aSessionThatDiesWhileItIsParkedKeepsNothing() throws Exception {
        try (TestServer small = TestServer.parking("killpoint-park", 2, "debug_kill_points", "'on'")) {
            List<Connection> others = new ArrayList<>();
            try (Connection victim = small.connect()) {
                for (int i = 0; i < 6; i++) {
                    others.add(small.connect());
                }
                execute(victim, "LISTEN news; SELECT pg_advisory_lock(7)");
                try {
                    // sooner or later it is parked, and its process dies with its locks in the session's name
                    execute(victim, "SET debug_kill_points = 'PARK_WRITTEN@1'");
                    for (int i = 0; i < 200; i++) {
                        execute(others.get(i % 6), "SELECT 1");
                        execute(victim, "SELECT 1");
                    }
                    throw new AssertionError("the process lives");
                } catch (SQLException e) {
                    assertThat(String.valueOf(e.getMessage()))
                            .containsPattern("server process was killed|I/O error|connection has been closed");
                }
            } finally {
                for (Connection c : others) {
                    c.close();
                }
            }
            Agreement.nothingLeft(small);
            assertThat(small.value("SELECT pg_try_advisory_lock(7)")).isEqualTo("t");
        }
    }

    @Test
    void waitingForALockItLeavesTheQueue() throws Exception {
        for (String point : List.of("LOCK_WAITING@1", "LOCK_QUEUED@1")) {
            try (Connection holder = server.connect()) {
                execute(holder, "BEGIN; LOCK TABLE dropped IN ACCESS EXCLUSIVE MODE");
                List<CompletableFuture<Void>> others = waiters(2);
                assertThat(die(point, "SELECT * FROM dropped")).as(point).isFalse();
                execute(holder, "COMMIT");
                for (CompletableFuture<Void> o : others) {
                    o.get(30, TimeUnit.SECONDS);
                }
            }
            Agreement.nothingLeft(server);
        }
    }

    /** Sessions that wait for an exclusive lock on the table one after the other, and end when they had it. */
    private static List<CompletableFuture<Void>> waiters(int n) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 1; i <= n; i++) {
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try (Connection c = server.connect()) {
                            execute(c, "BEGIN; LOCK TABLE dropped IN ACCESS EXCLUSIVE MODE; COMMIT");
                        } catch (SQLException e) {
                            throw new AssertionError(e);
                        }
                    },
                    r -> Thread.ofPlatform().daemon().start(r)));
            int waiting = i;
            TestServer.await("a session to wait", () -> one("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    .equals(Integer.toString(waiting)));
        }
        return all;
    }

    /** It dies while it gives the lock back: those who wait get it, in turn. */
    @Test
    void passingALockOnItIsNotLost() throws Exception {
        for (String point : List.of("LOCK_TAKEN_AWAY@1", "LOCK_PASSED_ON@1", "LOCK_ENTRY_UNLINKED@1")) {
            List<CompletableFuture<Void>> others = new ArrayList<>();
            long restarts = Agreement.restarts(server);
            try (Connection victim = server.connect(Map.of("preferQueryMode", "simple"))) {
                execute(victim, "BEGIN");
                execute(victim, "LOCK TABLE dropped IN ACCESS EXCLUSIVE MODE");
                others.addAll(waiters(3));
                execute(victim, "SET debug_kill_points = '" + point + "'");
                assertThatThrownBy(() -> execute(victim, "COMMIT")).isInstanceOf(SQLException.class);
            }
            for (CompletableFuture<Void> o : others) {
                o.get(30, TimeUnit.SECONDS);
            }
            assertThat(Agreement.restarts(server)).as(point).isEqualTo(restarts);
            Agreement.nothingLeft(server);
        }
    }

    /** Somebody else's weak lock is in its slot and in the table at the moment of the death: it is held once afterwards. */
    @Test
    void movingALockItIsHeldOnce() throws Exception {
        // a table of its own: deaths of others may keep weak locks on theirs from the fast path
        one("CREATE TABLE moved (a int)");
        try (Connection holder = server.connect()) {
            execute(holder, "BEGIN; SELECT * FROM moved");
            assertThat(die("LOCK_MOVED@1", "BEGIN; LOCK TABLE moved IN ACCESS EXCLUSIVE MODE"))
                    .isFalse();
            assertThat(one("SELECT count(*) FROM pg_locks WHERE relation = 'moved'::regclass"))
                    .isEqualTo("1");
            assertThat(server.psql("postgres", "-c", "LOCK TABLE moved NOWAIT")
                            .run()
                            .exit())
                    .isNotZero();
            execute(holder, "COMMIT");
            one("BEGIN; LOCK TABLE moved NOWAIT; COMMIT");
        }
        Agreement.nothingLeft(server);
    }

    @Test
    void errorsAtThePointsAreErrorsOfTheStatement() throws SQLException {
        long restarts = Agreement.restarts(server);
        try (Connection c = server.connect()) {
            for (String[] x : new String[][] {{"PAGE_LOGGED@1!oom", "53200"}, {"LOCK_FAST@1!stack", "54001"}}) {
                execute(c, "SET debug_kill_points = '" + x[0] + "'");
                String state = "";
                try {
                    execute(c, "INSERT INTO k VALUES (7, 'never')");
                } catch (SQLException e) {
                    state = e.getSQLState();
                }
                assertThat(state).as(x[0]).isEqualTo(x[1]);
            }
            execute(c, "RESET debug_kill_points; INSERT INTO k VALUES (8, 'later')");
            assertThat(one("SELECT count(*) FROM k WHERE id IN (7, 8)")).isEqualTo("1");
        }
        // in the middle of a page's change the process cannot go on, but the reaper takes the change back
        assertThat(die("PAGE_CHANGED@1!oom", "INSERT INTO k VALUES (9, 'never')"))
                .isFalse();
        assertThat(one("SELECT count(*) FROM k WHERE id = 9")).isEqualTo("0");
        assertThat(Agreement.restarts(server)).isEqualTo(restarts);
        Agreement.nothingLeft(server);
    }
}
