package org.hathi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which of PostgreSQL's internal functions this room implements (upper rooms add more). */
final class CoverageTest {
    @Test
    void mostTypeFunctionsAreThere() throws Exception {
        Functions functions = new Functions();
        List<String> missing = new ArrayList<>();
        int found = 0;
        try (BufferedReader r = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(CoverageTest.class.getResourceAsStream("prosrc.tsv")),
                StandardCharsets.UTF_8))) {
            for (String line = r.readLine(); line != null; line = r.readLine()) {
                String[] f = line.split("\t", -1);
                String[] oids = f[1].isEmpty() ? new String[0] : f[1].split(",");
                int[] types = new int[oids.length];
                for (int i = 0; i < types.length; i++) {
                    types[i] = Integer.parseInt(oids[i]);
                }
                CallInfo c = new CallInfo(types, Integer.parseInt(f[2]), 0, f[4].equals("t"), false);
                boolean has = f[3].equals("t")
                        ? functions.lookupSet(f[0], c) != null
                        : functions.lookupIfAny(f[0], c) != null;
                if (has) {
                    found++;
                } else {
                    missing.add(f[0]);
                }
            }
        }
        if (System.getProperty("facts.report") != null) {
            java.nio.file.Files.writeString(
                    java.nio.file.Path.of(System.getProperty("facts.report") + ".missing"),
                    String.join("\n", missing) + "\n");
        }
        assertThat(found).isGreaterThan(1200);
    }
}
