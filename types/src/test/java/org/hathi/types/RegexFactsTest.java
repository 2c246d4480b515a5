package org.hathi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.junit.jupiter.api.Test;

/**
 * Random regular expressions give what PostgreSQL 15 gave ({@code src/test/tools/record_regex.py}; with
 * {@code -Dhathi.regex.facts=FILE} those of a file recorded just now).
 */
class RegexFactsTest {
    private final BuiltinTypes types = new BuiltinTypes();
    private final EvalContext cx = new EvalContext(types);
    private final Functions functions = new Functions();

    @Test
    void expressionsMatchAsRecorded() throws IOException {
        List<String> wrong = new ArrayList<>();
        int n = 0;
        try (BufferedReader in = facts()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] f = line.split("\t", -1);
                n++;
                String ours = ask(unescape(f[0]), unescape(f[1]), unescape(f[2]));
                if (!ours.equals(unescape(f[3]))) {
                    wrong.add(line + "   ours: " + ours);
                }
            }
        }
        assertThat(n).isPositive();
        assertThat(wrong).as("%d of %d differ", wrong.size(), n).isEmpty();
    }

    private static BufferedReader facts() throws IOException {
        String file = System.getProperty("hathi.regex.facts");
        if (file != null) {
            return Files.newBufferedReader(Path.of(file));
        }
        return new BufferedReader(new InputStreamReader(
                RegexFactsTest.class.getResourceAsStream("regex-facts.tsv"), StandardCharsets.UTF_8));
    }

    private String ask(String p, String flags, String s) {
        try {
            if (flags.startsWith("~")) {
                byte[] t = (byte[]) call("similar_to_escape_2", true, text(p), text(flags.substring(1)));
                return new String(t, StandardCharsets.UTF_8);
            }
            Object i = call("regexp_instr_no_subexpr", false, text(s), text(p), 1L, 1L, 0L, text(flags));
            Object e = call("regexp_instr_no_subexpr", false, text(s), text(p), 1L, 1L, 1L, text(flags));
            byte[] g = (byte[]) call("regexp_match", true, text(s), text(p), text(flags));
            String groups = g == null ? "-" : TypeIo.outputDatum(cx, Oids.TEXT_ARRAY, g);
            SetFunction rows = functions.lookupSet("regexp_matches", CallInfo.of(true));
            rows.start(cx, new Object[] {text(s), text(p), text(flags + "g")});
            Vector out = new Vector(true, 64);
            int count = 0;
            for (int k = rows.next(cx, new Vector[] {out}, 64); k > 0; k = rows.next(cx, new Vector[] {out}, 64)) {
                count += k;
            }
            return i + " " + e + " " + groups + " " + count;
        } catch (SqlError e) {
            return e.state().code() + " " + e.getMessage();
        } catch (RuntimeException e) {
            return e + " at " + e.getStackTrace()[0];
        }
    }

    private Object call(String prosrc, boolean byRef, Object... args) {
        boolean[] ref = new boolean[args.length];
        for (int i = 0; i < args.length; i++) {
            ref[i] = args[i] instanceof byte[];
        }
        return Functions.call(cx, functions.lookup(prosrc, CallInfo.of(true)), byRef, ref, args);
    }

    private static byte[] text(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    private static String unescape(String s) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c != '\\') {
                b.append(c);
                continue;
            }
            c = s.charAt(++i);
            b.append(
                    switch (c) {
                        case 'n' -> '\n';
                        case 't' -> '\t';
                        case 'r' -> '\r';
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        case 'v' -> '\013';
                        default -> c;
                    });
        }
        return b.toString();
    }
}
