package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

/** pgjdbc against Hathi: query modes, binary transfer, batches, keys, transactions, COPY. */
class JdbcTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("jdbc");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static void execute(Connection c, String... sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            for (String q : sql) {
                s.execute(q);
            }
        }
    }

    private static List<String> rows(Connection c, String sql) throws SQLException {
        List<String> out = new ArrayList<>();
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            int n = r.getMetaData().getColumnCount();
            while (r.next()) {
                StringBuilder b = new StringBuilder();
                for (int i = 1; i <= n; i++) {
                    b.append(i == 1 ? "" : "|").append(r.getString(i));
                }
                out.add(b.toString());
            }
        }
        return out;
    }

    @Test
    void connectsAndReportsTheVersion() throws SQLException {
        try (Connection c = server.connect()) {
            assertThat(c.getMetaData().getDatabaseMajorVersion()).isEqualTo(15);
            assertThat(c.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
            assertThat(c.isValid(5)).isTrue();
            assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void queriesInEveryMode(String mode) throws SQLException {
        try (Connection c = server.connect(Map.of("preferQueryMode", mode))) {
            String t = "mode_" + mode.toLowerCase(Locale.ROOT);
            execute(c, "CREATE TABLE " + t + " (id int PRIMARY KEY, v text)");
            try (PreparedStatement p = c.prepareStatement("INSERT INTO " + t + " VALUES (?, ?)")) {
                for (int i = 0; i < 20; i++) {
                    p.setInt(1, i);
                    p.setString(2, i % 3 == 0 ? null : "v" + i);
                    assertThat(p.executeUpdate()).isEqualTo(1);
                }
            }
            try (PreparedStatement p = c.prepareStatement("SELECT id, v FROM " + t + " WHERE id >= ? ORDER BY id")) {
                for (int from = 0; from < 12; from++) { // past the prepare threshold: named statements, binary results
                    p.setInt(1, from);
                    try (ResultSet r = p.executeQuery()) {
                        int n = 0;
                        while (r.next()) {
                            assertThat(r.getInt(1)).isEqualTo(from + n);
                            assertThat(r.getString(2)).isEqualTo((from + n) % 3 == 0 ? null : "v" + (from + n));
                            n++;
                        }
                        assertThat(n).isEqualTo(20 - from);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void valuesOfEveryTypeComeBack(int prepareThreshold) throws SQLException {
        try (Connection c = server.connect(Map.of("prepareThreshold", Integer.toString(prepareThreshold)))) {
            String q =
                    "SELECT ?::int2, ?::int4, ?::int8, ?::float4, ?::float8, ?::numeric, ?::text, ?::boolean, ?::date,"
                            + " ?::timestamp, ?::uuid, ?::bytea, ?::int4[]";
            UUID u = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
            LocalDateTime when = LocalDateTime.of(2024, 2, 29, 13, 14, 15, 123_456_000);
            try (PreparedStatement p = c.prepareStatement(q)) {
                for (int round = 0; round < 3; round++) {
                    p.setShort(1, (short) -7);
                    p.setInt(2, 123456789);
                    p.setLong(3, Long.MIN_VALUE);
                    p.setFloat(4, 1.25f);
                    p.setDouble(5, -0.1);
                    p.setBigDecimal(6, new BigDecimal("12345678901234567890.123456789"));
                    p.setString(7, "häßlich 😀");
                    p.setBoolean(8, true);
                    p.setObject(9, LocalDate.of(1999, 12, 31));
                    p.setObject(10, when);
                    p.setObject(11, u);
                    p.setBytes(12, new byte[] {0, 1, -1});
                    Array a = c.createArrayOf("int4", new Integer[] {1, null, 3});
                    p.setArray(13, a);
                    try (ResultSet r = p.executeQuery()) {
                        assertThat(r.next()).isTrue();
                        assertThat(r.getShort(1)).isEqualTo((short) -7);
                        assertThat(r.getInt(2)).isEqualTo(123456789);
                        assertThat(r.getLong(3)).isEqualTo(Long.MIN_VALUE);
                        assertThat(r.getFloat(4)).isEqualTo(1.25f);
                        assertThat(r.getDouble(5)).isEqualTo(-0.1);
                        assertThat(r.getBigDecimal(6)).isEqualByComparingTo("12345678901234567890.123456789");
                        assertThat(r.getString(7)).isEqualTo("häßlich 😀");
                        assertThat(r.getBoolean(8)).isTrue();
                        assertThat(r.getObject(9, LocalDate.class)).isEqualTo(LocalDate.of(1999, 12, 31));
                        assertThat(r.getTimestamp(10)).isEqualTo(Timestamp.valueOf(when));
                        assertThat(r.getObject(11)).isEqualTo(u);
                        assertThat(r.getBytes(12)).containsExactly(0, 1, -1);
                        assertThat((Integer[]) r.getArray(13).getArray()).containsExactly(1, null, 3);
                    }
                }
            }
        }
    }

    @Test
    void batchesAndTheirErrors() throws SQLException {
        try (Connection c = server.connect()) {
            execute(c, "CREATE TABLE batch (id int PRIMARY KEY, v int)");
            try (PreparedStatement p = c.prepareStatement("INSERT INTO batch VALUES (?, ?)")) {
                for (int i = 0; i < 500; i++) {
                    p.setInt(1, i);
                    p.setInt(2, i % 7);
                    p.addBatch();
                }
                assertThat(p.executeBatch()).hasSize(500).containsOnly(1);
                p.setInt(1, 1000);
                p.setInt(2, 1);
                p.addBatch();
                p.setInt(1, 3);
                p.setInt(2, 1);
                p.addBatch();
                assertThatThrownBy(p::executeBatch)
                        .isInstanceOf(BatchUpdateException.class)
                        .hasMessageContaining("duplicate key value violates unique constraint \"batch_pkey\"");
            }
            assertThat(rows(c, "SELECT count(*), sum(v) FROM batch"))
                    .containsExactly("500|" + (0 + 71 * 21 + 0 + 1 + 2));
        }
    }

    @Test
    void generatedKeys() throws SQLException {
        try (Connection c = server.connect()) {
            execute(c, "CREATE TABLE keyed (id serial PRIMARY KEY, name text)");
            try (PreparedStatement p =
                    c.prepareStatement("INSERT INTO keyed (name) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
                p.setString(1, "first");
                p.executeUpdate();
                try (ResultSet k = p.getGeneratedKeys()) {
                    assertThat(k.next()).isTrue();
                    assertThat(k.getInt("id")).isEqualTo(1);
                }
            }
            try (PreparedStatement p = c.prepareStatement("INSERT INTO keyed (name) VALUES (?)", new String[] {"id"})) {
                p.setString(1, "second");
                p.executeUpdate();
                try (ResultSet k = p.getGeneratedKeys()) {
                    assertThat(k.next()).isTrue();
                    assertThat(k.getInt(1)).isEqualTo(2);
                }
            }
        }
    }

    @Test
    void transactionsAndSavepoints() throws SQLException {
        try (Connection c = server.connect()) {
            execute(c, "CREATE TABLE sp (v int)");
            c.setAutoCommit(false);
            execute(c, "INSERT INTO sp VALUES (1)");
            Savepoint s = c.setSavepoint("one");
            execute(c, "INSERT INTO sp VALUES (2)");
            assertThatThrownBy(() -> execute(c, "SELECT 1/0"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22012"));
            assertThatThrownBy(() -> execute(c, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            c.rollback(s);
            execute(c, "INSERT INTO sp VALUES (3)");
            c.releaseSavepoint(s);
            c.commit();
            assertThat(rows(c, "SELECT v FROM sp ORDER BY v")).containsExactly("1", "3");
            execute(c, "DELETE FROM sp");
            c.rollback();
            assertThat(rows(c, "SELECT count(*) FROM sp")).containsExactly("2");
            c.rollback();
            c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Connection other = server.connect()) {
                assertThat(rows(c, "SELECT count(*) FROM sp")).containsExactly("2");
                execute(other, "INSERT INTO sp VALUES (9)");
                assertThat(rows(c, "SELECT count(*) FROM sp")).containsExactly("2");
                c.commit();
                assertThat(rows(c, "SELECT count(*) FROM sp")).containsExactly("3");
            }
            c.commit();
        }
    }

    private static String one(PreparedStatement p, int key) throws SQLException {
        p.setInt(1, key);
        try (ResultSet r = p.executeQuery()) {
            return r.next() ? r.getString(1) : "none";
        }
    }

    /** The same text is parsed again and again as the unnamed statement; what it means changes in between. */
    @Test
    void unnamedStatementsFollowDefinitions() throws SQLException {
        try (Connection c = server.connect();
                Connection other = server.connect()) {
            execute(c, "CREATE TABLE un (id int PRIMARY KEY, v int)", "INSERT INTO un VALUES (1, 10), (2, 20)");
            PreparedStatement p = c.prepareStatement("SELECT v FROM un WHERE id = ?");
            p.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(0);
            for (int i = 0; i < 4; i++) {
                assertThat(one(p, 1)).isEqualTo("10");
                assertThat(one(p, 2)).isEqualTo("20");
                assertThat(one(p, 3)).isEqualTo("none");
            }
            execute(other, "ALTER TABLE un ALTER COLUMN v TYPE text USING 'v' || v");
            assertThat(one(p, 1)).isEqualTo("v10");
            assertThat(one(p, 2)).isEqualTo("v20");
            execute(other, "ALTER TABLE un DROP CONSTRAINT un_pkey", "INSERT INTO un VALUES (2, 'again')");
            execute(other, "DELETE FROM un WHERE v = 'v20'");
            assertThat(one(p, 2)).isEqualTo("again");
            assertThat(one(p, 2)).isEqualTo("again");
            execute(c, "CREATE TEMP TABLE un (id int, v int)", "INSERT INTO un VALUES (1, 77)");
            assertThat(one(p, 1)).isEqualTo("77");
            execute(c, "DROP TABLE pg_temp.un");
            assertThat(one(p, 1)).isEqualTo("v10");
            PreparedStatement now = c.prepareStatement("SELECT 'now'::timestamptz >= now() AND ? = 1");
            now.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(0);
            for (int i = 0; i < 4; i++) {
                assertThat(one(now, 1)).isEqualTo("t");
            }
            execute(other, "DROP TABLE un");
            assertThatThrownBy(() -> one(p, 1))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42P01"));
        }
    }

    @Test
    void fetchSizeReadsByPortal() throws SQLException {
        try (Connection c = server.connect()) {
            c.setAutoCommit(false);
            try (Statement s = c.createStatement()) {
                s.setFetchSize(10);
                long sum = 0;
                try (ResultSet r = s.executeQuery("SELECT g FROM generate_series(1, 1000) g")) {
                    while (r.next()) {
                        sum += r.getInt(1);
                    }
                }
                assertThat(sum).isEqualTo(500_500);
            }
            c.commit();
        }
    }

    @Test
    void errorsHaveTheirFields() throws SQLException {
        try (Connection c = server.connect()) {
            execute(c, "CREATE TABLE ef (id int CONSTRAINT ef_pos CHECK (id > 0))");
            assertThatThrownBy(() -> execute(c, "INSERT INTO ef VALUES (-1)"))
                    .isInstanceOfSatisfying(PSQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("23514");
                        assertThat(e.getServerErrorMessage().getConstraint()).isEqualTo("ef_pos");
                        assertThat(e.getServerErrorMessage().getTable()).isEqualTo("ef");
                    });
            assertThatThrownBy(() -> execute(c, "SELECT nosuch FROM ef"))
                    .isInstanceOfSatisfying(PSQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("42703");
                        assertThat(e.getServerErrorMessage().getPosition()).isEqualTo(8);
                    });
        }
    }

    @Test
    void cancelAndTimeout() throws Exception {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            Thread canceller = new Thread(() -> {
                try {
                    TestServer.await("the query to run", () -> server.value(
                                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(30)%' AND state = 'active'")
                            .equals("1"));
                    s.cancel();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            canceller.start();
            assertThatThrownBy(() -> s.execute("SELECT pg_sleep(30)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            canceller.join(40_000);
            assertThat(rows(c, "SELECT 1")).containsExactly("1");
            s.execute("SET statement_timeout = 100");
            assertThatThrownBy(() -> s.execute("SELECT pg_sleep(30)")).hasMessageContaining("statement timeout");
        }
    }

    @Test
    void copyInAndOut() throws Exception {
        try (Connection c = server.connect()) {
            execute(c, "CREATE TABLE cp (id int, v text)");
            CopyManager m = c.unwrap(PGConnection.class).getCopyAPI();
            StringBuilder in = new StringBuilder();
            for (int i = 0; i < 10_000; i++) {
                in.append(i)
                        .append('\t')
                        .append(i % 10 == 0 ? "\\N" : "value " + i)
                        .append('\n');
            }
            assertThat(m.copyIn("COPY cp FROM STDIN", new StringReader(in.toString())))
                    .isEqualTo(10_000);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(m.copyOut("COPY cp TO STDOUT", out)).isEqualTo(10_000);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(in.toString());
            ByteArrayOutputStream binary = new ByteArrayOutputStream();
            m.copyOut("COPY cp TO STDOUT (FORMAT binary)", binary);
            execute(c, "TRUNCATE cp");
            assertThat(m.copyIn("COPY cp FROM STDIN (FORMAT binary)", new ByteArrayInputStream(binary.toByteArray())))
                    .isEqualTo(10_000);
            assertThat(rows(c, "SELECT count(*), count(v), sum(id) FROM cp")).containsExactly("10000|9000|49995000");
            assertThatThrownBy(() -> m.copyIn("COPY cp FROM STDIN", new StringReader("x\ty\n")))
                    .hasMessageContaining("invalid input syntax for type integer");
            assertThat(rows(c, "SELECT count(*) FROM cp")).containsExactly("10000");
        }
    }
}
