package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The 22 queries of TPC-H over generated data give the answers that {@code testing/record tpch} took from PostgreSQL 15
 * ({@code src/test/expected/tpch/SCALE.out}). The property {@code hathi.tpch.scale} is the scale factor: 0.1 by default, or 0.01.
 */
class TpchTest {
    private static final String SCALE = System.getProperty("hathi.tpch.scale", "0.1");
    private static final Path BENCH = Places.root().resolve("bench/tpch");

    private static TestServer server;
    private static Connection connection;

    @BeforeAll
    static void start() throws IOException, SQLException {
        server = TestServer.start("tpch", Map.of("work_mem", "16MB", "fsync", "off"));
        connection = server.connect();
        TpchData.load(connection, BENCH, Double.parseDouble(SCALE));
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

    @TestFactory
    Stream<DynamicTest> answers() throws IOException {
        String[] expected = Files.readString(Places.root().resolve("testing/src/test/expected/tpch/" + SCALE + ".out"))
                .split("(?m)^Q[0-9]+\n");
        List<String> queries = TpchData.queries(BENCH);
        assertThat(queries).hasSize(22).hasSize(expected.length - 1);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            String query = queries.get(i);
            String answer = expected[i + 1];
            tests.add(DynamicTest.dynamicTest("Q" + (i + 1), () -> assertThat(TpchData.answer(connection, query))
                    .isEqualTo(answer)));
        }
        return tests.stream();
    }
}
