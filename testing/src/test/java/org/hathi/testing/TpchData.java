package org.hathi.testing;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * TPC-H: fills a database with generated rows and asks the 22 queries of {@code bench/tpch}. As a program ({@code main}) it
 * records a server's answers, for {@code testing/record tpch}.
 */
final class TpchData {
    private TpchData() {}

    /** {@code ROOT URL FILE SCALE}: loads the tables into the database and writes the answers to the file. */
    public static void main(String[] args) throws IOException, SQLException {
        Path bench = Path.of(args[0], "bench/tpch");
        try (Connection c = DriverManager.getConnection(args[1])) {
            load(c, bench, Double.parseDouble(args[3]));
            StringBuilder b = new StringBuilder();
            List<String> queries = queries(bench);
            for (int i = 0; i < queries.size(); i++) {
                b.append("Q").append(i + 1).append('\n').append(answer(c, queries.get(i)));
            }
            Files.writeString(Path.of(args[2]), b);
        }
    }

    static List<String> queries(Path bench) throws IOException {
        return Files.readAllLines(bench.resolve("queries.sql")).stream()
                .filter(l -> !l.startsWith("--") && !l.isBlank())
                .toList();
    }

    static void load(Connection c, Path bench, double scale) throws IOException, SQLException {
        try (Statement s = c.createStatement()) {
            s.execute(Files.readString(bench.resolve("schema.sql")));
            for (TpchTable<?> t : TpchTable.getTables()) {
                copy(c, t, scale);
            }
            s.execute(Files.readString(bench.resolve("indexes.sql")));
            s.execute("VACUUM ANALYZE");
        }
    }

    private static <E extends TpchEntity> void copy(Connection c, TpchTable<E> t, double scale)
            throws IOException, SQLException {
        c.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                        "COPY " + t.getTableName() + " FROM STDIN WITH (DELIMITER '|')",
                        new Lines<>(t.createGenerator(scale, 1, 1).iterator()));
    }

    /** Generated rows as the text COPY reads. */
    private static final class Lines<E extends TpchEntity> extends InputStream {
        private final Iterator<E> rows;
        private byte[] line = new byte[0];
        private int pos;

        Lines(Iterator<E> rows) {
            this.rows = rows;
        }

        private boolean more() {
            if (pos == line.length && rows.hasNext()) {
                String s = rows.next().toLine();
                line = (s.substring(0, s.length() - (s.endsWith("|") ? 1 : 0)) + "\n").getBytes(StandardCharsets.UTF_8);
                pos = 0;
            }
            return pos < line.length;
        }

        @Override
        public int read() {
            return more() ? line[pos++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            int n = 0;
            while (n < len && more()) {
                int k = Math.min(len - n, line.length - pos);
                System.arraycopy(line, pos, b, off + n, k);
                pos += k;
                n += k;
            }
            return n == 0 && len > 0 ? -1 : n;
        }
    }

    /** How many rows a query gives, a digest of all of them in any order, and the first three. */
    static String answer(Connection c, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(query)) {
            int n = r.getMetaData().getColumnCount();
            while (r.next()) {
                StringBuilder b = new StringBuilder();
                for (int i = 1; i <= n; i++) {
                    b.append(i > 1 ? "|" : "").append(r.getString(i));
                }
                rows.add(b.toString());
            }
        }
        StringBuilder out = new StringBuilder();
        String[] sorted = rows.toArray(String[]::new);
        Arrays.sort(sorted);
        out.append("  ")
                .append(sorted.length)
                .append(" rows, ")
                .append(md5(String.join("\n", sorted)))
                .append('\n');
        for (int i = 0; i < Math.min(3, rows.size()); i++) {
            out.append("  ").append(rows.get(i).stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static String md5(String s) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(s.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
