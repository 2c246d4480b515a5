package org.hathi.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every {@code src/test/isolation/NAME.spec} against Hathi; what it answers is compared with {@code expected/NAME.out}, which
 * {@code testing/record} took from PostgreSQL 15. {@code -Dhathi.isolation=NAME[,NAME…]} runs only those; files named in
 * {@code pending.txt} are skipped with the reason given there.
 */
class IsolationTest {
    private static final Path SPECS = Places.root().resolve("testing/src/test/isolation");
    private static final Path RESULTS = Places.root().resolve("testing/target/isolation");

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(RESULTS);
        server = TestServer.start("isolation");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> specs() throws IOException {
        String only = System.getProperty("hathi.isolation", "");
        Map<String, String> pending = new TreeMap<>();
        for (String line : Files.readAllLines(SPECS.resolve("pending.txt"))) {
            if (!line.startsWith("#") && line.contains(": ")) {
                pending.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
            }
        }
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(SPECS)) {
            for (Path f :
                    files.filter(p -> p.toString().endsWith(".spec")).sorted().toList()) {
                String name = f.getFileName().toString().replace(".spec", "");
                if (only.isEmpty() || List.of(only.split(",")).contains(name)) {
                    tests.add(DynamicTest.dynamicTest(name, () -> {
                        if (only.isEmpty() && pending.containsKey(name)) {
                            abort("pending: " + pending.get(name));
                        }
                        compare(name, f);
                    }));
                }
            }
        }
        return tests.stream();
    }

    private static void compare(String name, Path file) throws IOException, SQLException {
        String actual;
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
        try (IsolationRunner r = new IsolationRunner(IsolationSpec.read(file), url, "postgres")) {
            actual = r.run();
        }
        Path result = RESULTS.resolve(name + ".out");
        Files.writeString(result, actual);
        Path expected = SPECS.resolve("expected/" + name + ".out");
        List<String> want = Files.readAllLines(expected);
        List<String> got = actual.lines().toList();
        String order = "";
        for (int i = 0; i < Math.max(want.size(), got.size()); i++) {
            String w = i < want.size() ? want.get(i) : "(end)";
            String g = i < got.size() ? got.get(i) : "(end)";
            order = w.startsWith("-- ") ? w : order;
            if (!w.equals(g)) {
                throw new AssertionError("in " + order + "\nline " + (i + 1) + ": expected [" + w + "], got [" + g
                        + "]\ncompare: diff " + expected + " " + result);
            }
        }
    }
}
