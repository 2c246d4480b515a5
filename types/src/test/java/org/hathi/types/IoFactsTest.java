package org.hathi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.junit.jupiter.api.Test;

/** Text input, text output and binary output recorded from PostgreSQL 15 (tools/record_io.py); binary input reads it back. */
final class IoFactsTest {
    private final BuiltinTypes types = new BuiltinTypes();
    private final EvalContext cx = new EvalContext(types);

    private String run(String[] f) {
        int type = Integer.parseInt(f[0]);
        int typmod = Integer.parseInt(f[1]);
        try {
            Codec c = TypeIo.codec(types, type);
            Vector v = new Vector(c.byRef(), 1);
            c.input(cx, f[2], typmod, v, 0);
            ByteSink text = new ByteSink();
            c.output(cx, v, 0, text);
            ByteSink binary = new ByteSink();
            c.send(cx, v, 0, binary);
            Vector w = new Vector(c.byRef(), 1);
            c.recv(cx, binary.buf, 0, binary.size, typmod, w, 0);
            ByteSink again = new ByteSink();
            c.output(cx, w, 0, again);
            if (!again.toString().equals(text.toString())) {
                return "binary round trip gives " + again;
            }
            return "=" + text.toString().replace("\\", "\\\\") + "\t="
                    + HexFormat.of().formatHex(binary.toBytes());
        } catch (SqlError e) {
            return "!" + e.state().code() + " " + e.getMessage().replace("\\", "\\\\");
        } catch (RuntimeException e) {
            StackTraceElement[] t = e.getStackTrace();
            return "crash " + e + (t.length > 0 ? " at " + t[0] : "");
        }
    }

    @Test
    void formsOfPostgres() throws Exception {
        cx.zone = Objects.requireNonNull(Zone.find("America/New_York"));
        cx.transactionTimestamp = 848_000_000_000_000L;
        List<String> wrong = new ArrayList<>();
        int total = 0;
        try (BufferedReader r = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(IoFactsTest.class.getResourceAsStream("io-facts.tsv")),
                StandardCharsets.UTF_8))) {
            for (String line = r.readLine(); line != null; line = r.readLine()) {
                String[] f = line.split("\t", 4);
                String got = run(f);
                total++;
                if (!got.equals(f[3])) {
                    wrong.add(line + "\n    got: " + got);
                }
            }
        }
        if (System.getProperty("facts.report") != null) {
            java.nio.file.Files.writeString(
                    java.nio.file.Path.of(System.getProperty("facts.report") + ".io"), String.join("\n", wrong));
        }
        assertThat(total).isGreaterThan(300);
        assertThat(wrong).as("values that differ from PostgreSQL").hasSizeLessThan(Integer.getInteger("io.limit", 35));
    }
}
