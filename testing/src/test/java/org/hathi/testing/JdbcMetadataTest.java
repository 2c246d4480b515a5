package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** pgjdbc's DatabaseMetaData and statement metadata: what tools and object mappers ask the catalogs. */
class JdbcMetadataTest {
    private static TestServer server;
    private static Connection connection;

    @BeforeAll
    static void start() throws SQLException {
        server = TestServer.start("jdbcmeta");
        connection = server.connect();
        try (Statement s = connection.createStatement()) {
            s.execute("CREATE TABLE owner (id serial PRIMARY KEY, name varchar(40) NOT NULL)");
            s.execute(
                    "CREATE TABLE pet (owner_id int REFERENCES owner, nr int, born date, weight numeric(5,2), PRIMARY KEY (owner_id, nr))");
            s.execute("CREATE INDEX pet_born ON pet (born)");
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        if (connection != null) {
            connection.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private interface Source {
        ResultSet get(DatabaseMetaData m) throws SQLException;
    }

    private static List<String> list(Source source, String... columns) throws SQLException {
        List<String> out = new ArrayList<>();
        try (ResultSet r = source.get(connection.getMetaData())) {
            while (r.next()) {
                StringBuilder b = new StringBuilder();
                for (String c : columns) {
                    b.append(b.isEmpty() ? "" : "|").append(r.getString(c));
                }
                out.add(b.toString());
            }
        }
        return out;
    }

    @Test
    void tables() throws SQLException {
        assertThat(list(
                        m -> m.getTables(null, "public", "%", new String[] {"TABLE"}),
                        "TABLE_SCHEM",
                        "TABLE_NAME",
                        "TABLE_TYPE"))
                .containsExactly("public|owner|TABLE", "public|pet|TABLE");
        assertThat(list(m -> m.getTables(null, "pg_catalog", "pg_class", null), "TABLE_NAME", "TABLE_TYPE"))
                .containsExactly("pg_class|SYSTEM TABLE");
    }

    @Test
    void columns() throws SQLException {
        assertThat(list(
                        m -> m.getColumns(null, "public", "pet", "%"),
                        "COLUMN_NAME",
                        "DATA_TYPE",
                        "TYPE_NAME",
                        "COLUMN_SIZE",
                        "DECIMAL_DIGITS",
                        "IS_NULLABLE",
                        "ORDINAL_POSITION"))
                .containsExactly(
                        "owner_id|" + Types.INTEGER + "|int4|10|0|NO|1",
                        "nr|" + Types.INTEGER + "|int4|10|0|NO|2",
                        "born|" + Types.DATE + "|date|13|0|YES|3",
                        "weight|" + Types.NUMERIC + "|numeric|5|2|YES|4");
        assertThat(list(
                        m -> m.getColumns(null, "public", "owner", "%"),
                        "COLUMN_NAME",
                        "TYPE_NAME",
                        "COLUMN_DEF",
                        "IS_AUTOINCREMENT"))
                .containsExactly("id|serial|nextval('owner_id_seq'::regclass)|YES", "name|varchar|null|NO");
    }

    @Test
    void keysAndIndexes() throws SQLException {
        assertThat(list(m -> m.getPrimaryKeys(null, "public", "pet"), "COLUMN_NAME", "KEY_SEQ", "PK_NAME"))
                .containsExactlyInAnyOrder("owner_id|1|pet_pkey", "nr|2|pet_pkey");
        assertThat(list(
                        m -> m.getImportedKeys(null, "public", "pet"),
                        "PKTABLE_NAME",
                        "PKCOLUMN_NAME",
                        "FKCOLUMN_NAME",
                        "FK_NAME"))
                .containsExactly("owner|id|owner_id|pet_owner_id_fkey");
        assertThat(list(
                        m -> m.getIndexInfo(null, "public", "pet", false, false),
                        "INDEX_NAME",
                        "NON_UNIQUE",
                        "COLUMN_NAME"))
                .containsExactlyInAnyOrder("pet_pkey|f|owner_id", "pet_pkey|f|nr", "pet_born|t|born");
    }

    @Test
    void schemasAndTypes() throws SQLException {
        assertThat(list(DatabaseMetaData::getSchemas, "TABLE_SCHEM"))
                .contains("public", "pg_catalog", "information_schema");
        assertThat(list(DatabaseMetaData::getCatalogs, "TABLE_CAT")).contains("postgres");
        assertThat(list(DatabaseMetaData::getTypeInfo, "TYPE_NAME")).contains("int4", "text", "timestamptz");
    }

    @Test
    void statementMetadata() throws SQLException {
        try (PreparedStatement p =
                connection.prepareStatement("SELECT id, name AS n, id + 1 FROM owner WHERE id = ? AND name = ?")) {
            assertThat(p.getParameterMetaData().getParameterTypeName(1)).isEqualTo("int4");
            assertThat(p.getParameterMetaData().getParameterTypeName(2)).isEqualTo("text");
            assertThat(p.getMetaData().getColumnLabel(2)).isEqualTo("n");
            assertThat(p.getMetaData().getTableName(1)).isEqualTo("owner");
            assertThat(p.getMetaData().getColumnName(2)).isEqualTo("n");
            assertThat(p.getMetaData().isAutoIncrement(1)).isTrue();
        }
    }

    /** Everything there is to call, over one of everything, as {@code testing/record clients} found it in PostgreSQL 15. */
    @Test
    void wholeDatabaseMetaData() throws SQLException, IOException {
        assumeTrue(Places.hasPgProgram("psql"), "psql is not installed");
        server.psql("postgres", "-c", "CREATE DATABASE one TEMPLATE template0")
                .run()
                .orFail();
        server.psql("one", "-v", "ON_ERROR_STOP=1")
                .stdin(Places.root().resolve("testing/src/test/dump/one_of_everything.sql"))
                .run()
                .orFail();
        try (Connection c =
                DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + server.port() + "/one?user=postgres")) {
            assertThat(MetadataListing.of(c))
                    .isEqualTo(Files.readString(Places.root().resolve("testing/src/test/expected/jdbc_metadata.txt")));
        }
    }
}
