package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether heap, indexes and {@link Ledger} agree after faults, and whether anything that the dead held is left: locks, pins,
 * latches, transactions, slots, sessions, descriptors.
 */
final class Agreement {
    private Agreement() {}

    /** Everything there, nothing half there, each index as its heap, every acknowledged transaction exactly once. */
    static void check(TestServer server, Ledger ledger, String which) throws SQLException {
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("SET work_mem = '64MB'");
            assertThat(rows(s, """
                    SELECT 'accounts', sum(abalance) FROM pgbench_accounts
                    UNION ALL SELECT 'tellers', sum(tbalance) FROM pgbench_tellers
                    UNION ALL SELECT 'branches', sum(bbalance) FROM pgbench_branches
                    EXCEPT SELECT n, (SELECT coalesce(sum(delta), 0) FROM pgbench_history)
                        FROM unnest(ARRAY['accounts', 'tellers', 'branches']) n"""))
                    .as("sums that differ from the history's, %s", which)
                    .isEmpty();
            for (String[] t : new String[][] {
                {"pgbench_accounts", "aid", "abalance"},
                {"pgbench_tellers", "tid", "tbalance"},
                {"pgbench_branches", "bid", "bbalance"}
            }) {
                assertThat(rows(
                                s,
                                "SELECT a." + t[1] + ", " + t[2] + ", d FROM " + t[0] + " a LEFT JOIN (SELECT "
                                        + t[1] + ", sum(delta) d FROM pgbench_history GROUP BY 1) h ON a." + t[1]
                                        + " = h." + t[1] + " WHERE " + t[2] + " <> coalesce(d, 0)"))
                        .as("balances of %s, %s", t[0], which)
                        .isEmpty();
                sameByIndex(s, t[0], t[1], t[2], which);
            }
            sameByIndex(s, "pgbench_history", "filler", "delta", which);
            sameByIndex(s, "pgbench_history", "aid", "delta", which);
            List<Ledger.Entry> found = new ArrayList<>();
            try (ResultSet r = s.executeQuery(
                    "SELECT rtrim(filler), aid, tid, bid, delta FROM pgbench_history WHERE filler IS NOT NULL")) {
                while (r.next()) {
                    found.add(new Ledger.Entry(r.getString(1), r.getInt(2), r.getInt(3), r.getInt(4), r.getInt(5)));
                }
            }
            assertThat(ledger.compare(found)).as("ledger, %s", which).isEmpty();
        }
    }

    /** The same rows whether found by a sequential scan or through the index on {@code key}. */
    static void sameByIndex(Statement s, String table, String key, String value, String which) throws SQLException {
        String query = "SELECT count(*), sum(hashtext(" + key + "::text || '/' || " + value + "::text)::bigint) FROM "
                + table + " WHERE " + key + " IS NOT NULL";
        s.execute("SET enable_seqscan = on; SET enable_indexscan = off; SET enable_bitmapscan = off;"
                + " SET enable_indexonlyscan = off");
        List<String> heap = rows(s, query);
        s.execute("SET enable_seqscan = off; SET enable_indexscan = on");
        String plan = String.join(" ", rows(s, "EXPLAIN " + query));
        assertThat(plan).as("plan for %s", table).contains("Index Scan");
        assertThat(rows(s, query))
                .as("%s by index on %s, %s", table, key, which)
                .isEqualTo(heap);
        s.execute("RESET enable_seqscan; RESET enable_indexscan; RESET enable_bitmapscan; RESET enable_indexonlyscan");
    }

    /** The rows of a query, values separated by blanks. */
    static List<String> rows(Statement s, String query) throws SQLException {
        List<String> all = new ArrayList<>();
        try (ResultSet r = s.executeQuery(query)) {
            int n = r.getMetaData().getColumnCount();
            while (r.next()) {
                StringBuilder b = new StringBuilder();
                for (int i = 1; i <= n; i++) {
                    b.append(i > 1 ? " " : "").append(r.getString(i));
                }
                all.add(b.toString());
            }
        }
        return all;
    }

    /**
     * Waits until nothing is held by anybody but the one who asks: no lock, latch, pin, critical section, transaction or
     * session that outlives its client. For a server without clients.
     */
    static void nothingLeft(TestServer server) {
        String[] left = {""};
        try {
            TestServer.await("nothing to be left behind", () -> {
                left[0] = leftovers(server);
                return left[0].isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError("left behind: " + left[0], e);
        }
    }

    private static String leftovers(TestServer server) {
        return server.value("""
                SELECT string_agg(what, '; ') FROM (
                    SELECT 'lock ' || locktype || ' ' || mode || ' pid ' || coalesce(l.pid::text, '-') AS what
                        FROM pg_locks l WHERE pid IS DISTINCT FROM pg_backend_pid()
                    UNION ALL SELECT 'process ' || p::text FROM hathi_stat_processes p
                        WHERE pid <> pg_backend_pid()
                            AND (latches > 0 OR pins > 0 OR critical > 0 OR xid IS NOT NULL OR wal_insertion)
                    UNION ALL SELECT 'dead process ' || p::text FROM hathi_stat_processes p WHERE NOT alive
                    UNION ALL SELECT 'client ' || a.pid || ' ' || a.query FROM pg_stat_activity a
                        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                    UNION ALL SELECT 'session ' || h.session_id FROM hathi_stat_sessions h WHERE pid <> pg_backend_pid()
                    UNION ALL SELECT a.structure || ' ' || a.used || ' of ' || b.used
                        FROM hathi_stat_segment a, hathi_stat_segment b
                        WHERE (a.structure, b.structure) IN (('buffer pins', 'buffer pins listed'),
                            ('buffer content locks', 'latches listed'), ('buffer I/O in progress', 'latches listed'))
                            AND a.used > b.used
                ) x""");
    }

    /** Open descriptors of a process. */
    static int descriptors(long pid) {
        try (var fds = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            int n = 0;
            for (Path ignored : fds) {
                n++;
            }
            return n;
        } catch (IOException e) {
            return 0;
        }
    }

    /** How many lines of the server's log contain a text. */
    static long logged(TestServer server, String text) {
        try (var lines = Files.lines(server.log())) {
            return lines.filter(l -> l.contains(text)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How often all processes had to be restarted. */
    static long restarts(TestServer server) {
        return logged(server, "terminating any other active server processes");
    }
}
