package org.hathi.parser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.hathi.base.SqlError;
import org.junit.jupiter.api.Test;

/** Every line of corpus.sql parses; mutations of them give trees or errors of ours, never anything else. */
final class CorpusTest {
    private static List<String> corpus() throws IOException {
        try (BufferedReader r = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(CorpusTest.class.getResourceAsStream("/corpus.sql")), StandardCharsets.UTF_8))) {
            return r.lines().filter(l -> !l.isBlank()).toList();
        }
    }

    @Test
    void corpusParses() throws IOException {
        StringBuilder bad = new StringBuilder();
        for (String sql : corpus()) {
            try {
                assertThat(Parser.parse(sql)).isNotEmpty();
            } catch (SqlError e) {
                bad.append(sql).append("\n   ").append(e.getMessage()).append('\n');
            }
        }
        assertThat(bad.toString()).isEmpty();
    }

    @Test
    void mutationsNeverBreakTheParser() throws IOException {
        long seed = System.nanoTime();
        System.out.println("CorpusTest seed=" + seed);
        Random rnd = new Random(seed);
        List<String> corpus = corpus();
        String junk = "()[],.;:'\"$+-*/<>=%^~!@#&|`?\\ \n0123456789aeEuUxXbB_\u00e4";
        for (int i = 0; i < 30_000; i++) {
            StringBuilder sb = new StringBuilder(corpus.get(rnd.nextInt(corpus.size())));
            for (int k = rnd.nextInt(3); k >= 0; k--) {
                int at = rnd.nextInt(sb.length() + 1);
                switch (rnd.nextInt(3)) {
                    case 0 -> sb.insert(at, junk.charAt(rnd.nextInt(junk.length())));
                    case 1 -> sb.delete(at, Math.min(sb.length(), at + 1 + rnd.nextInt(8)));
                    default -> {
                        String other = corpus.get(rnd.nextInt(corpus.size()));
                        int from = rnd.nextInt(other.length());
                        sb.insert(at, other, from, Math.min(other.length(), from + rnd.nextInt(20)));
                    }
                }
            }
            String sql = sb.toString();
            try {
                Parser.parse(sql);
            } catch (SqlError e) {
                assertThat(e.report().position())
                        .as("seed=%d sql=%s", seed, sql)
                        .isLessThanOrEqualTo(sql.length() + 1);
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed + " sql=" + sql, e);
            }
        }
    }
}
