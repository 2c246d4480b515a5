package org.hathi.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every {@code src/test/sql/NAME.sql} through psql against Hathi, compared byte for byte with {@code src/test/expected/NAME.out}
 * that {@code testing/record} took from PostgreSQL 15. Each file runs in a new database of its own name.
 *
 * <p>Files named in {@code pending.txt} are skipped with the reason that stands there. {@code -Dhathi.pending=update} runs
 * everything and rewrites pending.txt: what fails goes in with its first difference, what passes goes out.
 * {@code -Dhathi.sql=NAME[,NAME…]} runs only those. Actual outputs are left in {@code testing/target/sql}.
 */
class SqlDifferentialTest {
    private static final Path SQL = Places.root().resolve("testing/src/test/sql");
    private static final Path EXPECTED = Places.root().resolve("testing/src/test/expected");
    private static final Path PENDING = SQL.resolve("pending.txt");
    private static final Path RESULTS = Places.root().resolve("testing/target/sql");
    private static final boolean UPDATE = "update".equals(System.getProperty("hathi.pending"));

    private static TestServer server;
    private static Normaliser normaliser;
    private static final Map<String, String> failures = new TreeMap<>();

    @BeforeAll
    static void start() throws IOException {
        normaliser = new Normaliser(SQL.resolve("normalise.txt"));
        Files.createDirectories(RESULTS);
        // a worker's snapshot would hold back what VACUUM says it has frozen
        server = TestServer.start("sql", Map.of("autovacuum", "off"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (UPDATE) {
            StringBuilder b = new StringBuilder(
                    "# Files that do not pass yet: NAME: first difference. Rewritten by -Dhathi.pending=update.\n");
            failures.forEach((n, why) -> b.append(n).append(": ").append(why).append('\n'));
            Files.writeString(PENDING, b);
        }
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> files() throws IOException {
        Map<String, String> pending = pending();
        List<String> only = List.of(System.getProperty("hathi.sql", "").split(","));
        List<Path> found;
        try (Stream<Path> s = Files.list(SQL)) {
            found = s.filter(p -> p.toString().endsWith(".sql")).sorted().toList();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (Path f : found) {
            String name = f.getFileName().toString().replace(".sql", "");
            if (only.getFirst().isEmpty() || only.contains(name)) {
                String reason = only.getFirst().isEmpty() && !UPDATE ? pending.get(name) : null;
                tests.add(DynamicTest.dynamicTest(name, () -> run(name, f, reason)));
            }
        }
        return tests.stream();
    }

    private static Map<String, String> pending() throws IOException {
        Map<String, String> m = new TreeMap<>();
        for (String line : Files.exists(PENDING) ? Files.readAllLines(PENDING) : List.<String>of()) {
            int at = line.indexOf(": ");
            if (!line.startsWith("#") && at > 0) {
                m.put(line.substring(0, at), line.substring(at + 2));
            }
        }
        return m;
    }

    private static void run(String name, Path file, @Nullable String pendingBecause) throws IOException {
        if (pendingBecause != null) {
            abort("pending: " + pendingBecause);
        }
        String difference;
        try {
            difference = difference(name, file);
        } catch (AssertionError e) {
            difference = e.getMessage().lines().findFirst().orElse("failed");
        }
        if (difference != null) {
            failures.put(name, difference.replace('\n', ' '));
            if (!UPDATE) {
                throw new AssertionError(difference + "\ncompare: diff " + EXPECTED.resolve(name + ".out") + " "
                        + RESULTS.resolve(name + ".out"));
            }
        }
    }

    private static @Nullable String difference(String name, Path file) throws IOException {
        String database = System.getProperty("hathi.sql.database");
        if (database == null) {
            database = name;
            server.psql("postgres", "-c", "CREATE DATABASE " + name + " TEMPLATE template0")
                    .run()
                    .orFail();
        }
        String actual = server.psql(database, "-a")
                .stdin(file)
                .limit(Duration.ofSeconds(60))
                .run()
                .output();
        Files.writeString(RESULTS.resolve(name + ".out"), actual);
        List<String> want = normaliser
                .apply(Files.readString(EXPECTED.resolve(name + ".out")))
                .lines()
                .toList();
        List<String> got = normaliser.apply(actual).lines().toList();
        for (int i = 0; i < Math.max(want.size(), got.size()); i++) {
            String w = i < want.size() ? want.get(i) : "(end)";
            String g = i < got.size() ? got.get(i) : "(end)";
            if (!w.equals(g)) {
                return "line " + (i + 1) + ": expected [" + w + "], got [" + g + "]";
            }
        }
        return null;
    }
}
