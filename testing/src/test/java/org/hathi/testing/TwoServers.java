package org.hathi.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

/** The same statements by PostgreSQL and by Hathi, in a session of each; whether they answered alike. */
final class TwoServers implements AutoCloseable {
    /**
     * What a series of statements came to.
     *
     * @param error the SQLSTATE of the statement that failed; "" when none did
     * @param rows the rows of all of them, or the message of the error
     */
    record Answer(String error, List<String> rows) {
        boolean late() {
            return error.equals("57014");
        }

        /** An error that no statement may cause: an internal one, a lost connection. */
        boolean broken() {
            return error.startsWith("XX") || error.startsWith("08") || error.startsWith("57P");
        }

        private Answer sorted() {
            List<String> all = new ArrayList<>(rows);
            Collections.sort(all);
            return new Answer(error, all);
        }

        @Override
        public String toString() {
            return error.isEmpty() ? rows.size() + " rows" : error + " " + rows.getFirst();
        }
    }

    /** How two answers differ: not at all, in rows, or in errors (which comes first is not always determined). */
    enum Difference {
        NONE,
        LATE,
        BOTH_FAIL,
        ROWS,
        FAILURE
    }

    private final String[] urls;
    private final Connection[] connections = new Connection[2];

    /** Their addresses: {@code jdbc:postgresql://…/database}. */
    TwoServers(String reference, String hathi) throws SQLException {
        urls = new String[] {reference, hathi};
        for (int i = 0; i < 2; i++) {
            connections[i] = connect(i);
        }
    }

    private Connection connect(int side) throws SQLException {
        Properties p = new Properties();
        p.put("user", "postgres");
        p.put("preferQueryMode", "simple");
        p.put("connectTimeout", "20");
        p.put("socketTimeout", "120");
        p.put(
                "options",
                "-c statement_timeout=" + (side == 0 ? "4s" : "40s")
                        + " -c timezone=UTC -c datestyle=ISO -c max_parallel_workers_per_gather=0 -c jit=off");
        return DriverManager.getConnection(urls[side], p);
    }

    private Answer run(int side, List<String> statements) throws SQLException {
        List<String> rows = new ArrayList<>();
        try {
            if (connections[side].isClosed()) {
                connections[side] = connect(side);
            }
            try (Statement s = connections[side].createStatement()) {
                for (String sql : statements) {
                    if (s.execute(sql)) {
                        read(s.getResultSet(), rows);
                    }
                }
            }
            return new Answer("", rows);
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "XX000" : e.getSQLState();
            return new Answer(state, List.of(String.valueOf(e.getMessage())));
        }
    }

    private static void read(ResultSet r, List<String> rows) throws SQLException {
        StringBuilder row = new StringBuilder();
        while (r.next()) {
            row.setLength(0);
            for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                row.append(i == 1 ? "" : "|").append(r.getString(i));
            }
            rows.add(row.toString());
        }
    }

    Answer reference(List<String> statements) throws SQLException {
        return run(0, statements);
    }

    Answer hathi(List<String> statements) throws SQLException {
        return run(1, statements);
    }

    /** Both, for what has to succeed. */
    void prepare(String sql) throws SQLException {
        for (int i = 0; i < 2; i++) {
            Answer a = run(i, List.of(sql));
            if (!a.error().isEmpty()) {
                throw new AssertionError((i == 0 ? "PostgreSQL: " : "Hathi: ") + a);
            }
        }
    }

    /** How the answers differ, as lists when the order is determined. */
    static Difference compare(Answer reference, Answer ours, boolean ordered) {
        if (ours.broken()) {
            return Difference.FAILURE;
        }
        if (reference.late() || ours.late()) {
            return Difference.LATE;
        }
        if (!reference.error().equals(ours.error())) {
            return reference.error().isEmpty() || ours.error().isEmpty() ? Difference.FAILURE : Difference.BOTH_FAIL;
        }
        if (!reference.error().isEmpty()) {
            return Difference.NONE;
        }
        boolean same = ordered ? reference.equals(ours) : reference.sorted().equals(ours.sorted());
        return same ? Difference.NONE : Difference.ROWS;
    }

    @Override
    public void close() throws SQLException {
        for (Connection c : connections) {
            c.close();
        }
    }
}
