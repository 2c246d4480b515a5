package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a backend remembers of the catalogs is bounded: one session reads thousands of tables, and its process's own memory
 * after the last thousand is hardly more than before them, though it has read them all.
 *
 * <p>Runs by name: {@code -Dhathi.tables=4000}.
 */
class CacheBoundTest {
    private static final int TABLES = Integer.getInteger("hathi.tables", 0);
    private static final int BATCH = 500;

    @Test
    void aBackendThatHasSeenThousandsOfTablesStaysSmall() throws Exception {
        assumeTrue(TABLES >= 2 * BATCH, "runs by name: -Dhathi.tables=4000");
        Map<String, String> settings = Map.of("max_locks_per_transaction", "256", "autovacuum", "off", "fsync", "off");
        try (TestServer server = TestServer.start("caches", settings)) {
            try (Connection c = server.connect();
                    Statement s = c.createStatement()) {
                for (int i = 0; i < TABLES; i++) {
                    s.execute("CREATE TABLE many" + i + " (a int PRIMARY KEY, b int, c text, d numeric, e date, f int,"
                            + " g int, h int, i int, j int DEFAULT " + i + ")");
                }
            }
            try (Connection c = server.connect(Map.of("preferQueryMode", "simple"));
                    Statement s = c.createStatement()) {
                long pid = pid(s);
                long middle = 0;
                long last = 0;
                StringBuilder figures = new StringBuilder();
                for (int from = 0; from < TABLES; from += BATCH) {
                    for (int i = from; i < from + BATCH; i++) {
                        s.executeQuery("SELECT count(*) FROM many" + i + " WHERE a > 0 AND j = 3")
                                .close();
                    }
                    s.execute("SELECT pg_sleep(2.5)");
                    last = own(pid);
                    middle = from + BATCH == TABLES / 2 ? last : middle;
                    figures.append(' ').append(last);
                }
                System.out.println("[caches] own memory in kB after each " + BATCH + " tables:" + figures);
                assertThat(last).as("own memory in kB, after half: %d", middle).isLessThan(middle + middle / 5 + 8_192);
            }
        }
    }

    private static long pid(Statement s) throws SQLException {
        try (ResultSet r = s.executeQuery("SELECT pg_backend_pid()")) {
            r.next();
            return r.getLong(1);
        }
    }

    /** A process's private memory: kB. */
    private static long own(long pid) throws IOException {
        long sum = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith("Private_")) {
                sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return sum;
    }
}
