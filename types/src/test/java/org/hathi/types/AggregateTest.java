package org.hathi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.junit.jupiter.api.Test;

/** Aggregates over lists recorded from PostgreSQL 15 (tools/record_agg.py), each list in two interleaved groups. */
final class AggregateTest {
    private final BuiltinTypes types = new BuiltinTypes();
    private final EvalContext cx = new EvalContext(types);

    private String run(String[] f) {
        int result = Integer.parseInt(f[1]);
        int type = Integer.parseInt(f[2]);
        int n = f.length - 4;
        Aggregate a = Aggregates.lookup(Integer.parseInt(f[0]));
        if (a == null) {
            return "missing";
        }
        try {
            Codec c = TypeIo.codec(types, type);
            Vector v = new Vector(c.byRef(), 2 * n + 1);
            int[] groups = new int[2 * n + 1];
            for (int i = 0; i < 2 * n; i++) {
                groups[i] = i % 2;
                String s = f[3 + i / 2];
                if (s.equals("\\N")) {
                    v.setNull(i);
                } else {
                    c.input(cx, s, -1, v, i);
                }
            }
            AggState state = a.start(new CallInfo(new int[] {type}, result, Oids.DEFAULT_COLLATION, false, false));
            state.resize(1);
            state.resize(2);
            int half = n;
            state.accumulate(cx, groups, new Vector[] {v}, null, half);
            int[] rest = new int[2 * n - half];
            for (int i = 0; i < rest.length; i++) {
                rest[i] = half + i;
            }
            state.accumulate(cx, groups, new Vector[] {v}, rest, rest.length);
            Codec rc = TypeIo.codec(types, result);
            Vector out = new Vector(rc.byRef(), 1);
            state.finish(cx, 1, out, 0);
            if (out.isNull(0)) {
                return "=\\N";
            }
            ByteSink sink = new ByteSink();
            rc.output(cx, out, 0, sink);
            String s = sink.toString();
            return "="
                    + (result == Oids.BOOL
                            ? (s.equals("t") ? "true" : "false")
                            : result == Oids.BPCHAR ? s.strip() : s);
        } catch (SqlError e) {
            return "!" + e.getMessage();
        }
    }

    @Test
    void aggregatesOfPostgres() throws Exception {
        cx.zone = Objects.requireNonNull(Zone.find("America/New_York"));
        List<String> wrong = new ArrayList<>();
        int total = 0;
        try (BufferedReader r = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AggregateTest.class.getResourceAsStream("agg-facts.tsv")),
                StandardCharsets.UTF_8))) {
            for (String line = r.readLine(); line != null; line = r.readLine()) {
                String[] f = line.split("\t", -1);
                String got = run(f);
                total++;
                String want = f[f.length - 1];
                if (!got.equals(want) && !(f[1].equals("869") && want.startsWith(got))) {
                    wrong.add(line + " got " + got);
                }
            }
        }
        assertThat(total).isGreaterThan(150);
        assertThat(wrong).isEmpty();
    }
}
