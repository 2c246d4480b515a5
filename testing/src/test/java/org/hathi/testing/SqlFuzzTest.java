package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Statements of the SQL files with tokens left out, doubled, exchanged or replaced: whatever comes of it, the server
 * answers with rows or with an error that is somebody's fault, never with an internal one (XX000), a lost connection
 * or silence. {@code -Dhathi.fuzz=N} mutants of each statement (2), {@code hathi.fuzz.minutes} again and again;
 * {@code hathi.seed} replays; {@code hathi.fuzz.url} takes a server that runs already.
 */
class SqlFuzzTest {
    private static final Pattern TOKEN = Pattern.compile(
            "'(?:[^']|'')*'|\"[^\"]*\"|\\$\\w*\\$.*?\\$\\w*\\$|[\\w.]+|::|[<>=!~@#%^&|*/+-]+|\\S", Pattern.DOTALL);
    private static final Set<String> FIRST = Set.of(
            "select", "insert", "update", "delete", "values", "with", "merge", "create", "alter", "explain", "declare");
    /** What would harm the machine or other sessions, or take its time by design. */
    private static final Pattern LEFT_OUT = Pattern.compile(
            "pg_sleep|copy|database|tablespace|role|user|pg_terminate|pg_cancel|repeat|generate_series|lpad|rpad|advisory|system");

    /** Changes of the catalogs, which a superuser may make: nothing works without functions. */
    private static final Pattern RUINOUS =
            Pattern.compile("\\b(?:insert|update|delete|merge|alter)\\b.*\\bpg_", Pattern.DOTALL);

    private static final String[] SPICE = {
        "NULL",
        "0",
        "-1",
        "''",
        "1e400",
        "2147483648",
        "'{}'",
        "*",
        "(",
        ")",
        ",",
        "DEFAULT",
        "$1",
        "ARRAY[]",
        "ROW()",
        "ctid",
        "(SELECT 1, 2)",
        "'NaN'::float8",
        "'infinity'::timestamp",
        "NOT",
        "ALL",
        "DISTINCT",
        "OVER ()",
        "AS",
        "::text[]",
        "::int",
        "count(*)",
        "ORDER BY 1",
        "LIMIT 0",
        "FOR UPDATE",
        "ON CONFLICT DO NOTHING",
        "RETURNING *",
        "now()",
        "x",
        "t",
        "t.*"
    };

    private static TestServer server;
    private final long seed = Long.getLong("hathi.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<String> found = new TreeSet<>();
    /** Messages of errors that PostgreSQL answered to statements of the files. */
    private Set<String> recorded = Set.of();

    @BeforeAll
    static void start() {
        if (System.getProperty("hathi.fuzz.url") == null) {
            server = TestServer.start("fuzz");
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String url() {
        String given = System.getProperty("hathi.fuzz.url");
        String url = given != null ? given : "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
        return url + "?preferQueryMode=simple&user=postgres&password=x";
    }

    @Test
    void nothingInternalComesOfMutants() throws Exception {
        System.out.println("seed " + seed);
        recorded = recordedErrors();
        List<Path> files;
        try (Stream<Path> s = Files.list(Places.root().resolve("testing/src/test/sql"))) {
            files = s.filter(p -> p.toString().endsWith(".sql")).sorted().toList();
        }
        long end = System.nanoTime() + Long.getLong("hathi.fuzz.minutes", 0) * 60_000_000_000L;
        do {
            for (Path f : files) {
                if (f.toString().contains(System.getProperty("hathi.sql", ""))) {
                    file(f);
                }
            }
        } while (System.nanoTime() < end);
        assertThat(found).as("seed " + seed).isEmpty();
    }

    private void file(Path f) throws IOException, SQLException {
        List<String> statements = statements(Files.readString(f));
        List<String> tokens = new ArrayList<>();
        statements.forEach(s -> tokens.addAll(tokens(s)));
        String schema = "fuzz_" + f.getFileName().toString().replace(".sql", "");
        try (Connection c = DriverManager.getConnection(url())) {
            run(
                    c,
                    "DROP SCHEMA IF EXISTS " + schema + " CASCADE; CREATE SCHEMA " + schema + "; SET search_path = "
                            + schema + "; SET statement_timeout = '2s'");
            for (String s : statements) {
                String first = s.split("\\W", 2)[0].toLowerCase(Locale.ROOT);
                if (!FIRST.contains(first) || leftOut(s)) {
                    continue;
                }
                for (int i = 0; i < Integer.getInteger("hathi.fuzz", 2); i++) {
                    String m = mutant(tokens(s), tokens);
                    if (!leftOut(m)) {
                        run(c, "BEGIN");
                        run(c, m);
                        run(c, "ROLLBACK");
                    }
                }
                run(c, s);
            }
            run(c, "ROLLBACK");
            run(c, "DROP SCHEMA " + schema + " CASCADE");
        }
    }

    private static boolean leftOut(String sql) {
        String s = sql.toLowerCase(Locale.ROOT);
        return LEFT_OUT.matcher(s).find() || RUINOUS.matcher(s).find();
    }

    private void run(Connection c, String sql) {
        try (Statement s = c.createStatement()) {
            s.execute(sql);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals("XX000") && !isTheirs(String.valueOf(e.getMessage()))
                    || state.startsWith("08")
                    || state.startsWith("57P")) {
                found.add(state + " " + e.getMessage().lines().findFirst().orElse("") + " <- " + sql);
            }
        }
    }

    /**
     * Some internal errors are PostgreSQL's own: those it answered to a statement of the files, transition values of
     * another shape, object classes that there are not, and an unknown literal within an anonymous row that is taken
     * apart.
     */
    private boolean isTheirs(String message) {
        String m = message.lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
        return recorded.contains(m)
                || m.matches("(\\w+: )?expected \\d+-element \\w+ array")
                || m.matches("(invalid non-zero objectSubId for|unrecognized) object class:? \\d+")
                || m.startsWith("failed to find conversion function from unknown");
    }

    private static Set<String> recordedErrors() throws IOException {
        Set<String> out = new TreeSet<>();
        try (Stream<Path> files = Files.list(Places.root().resolve("testing/src/test/expected"))) {
            for (Path f : files.filter(p -> p.toString().endsWith(".out")).toList()) {
                Files.readString(f)
                        .lines()
                        .filter(l -> l.startsWith("ERROR:  "))
                        .forEach(l -> out.add(l.substring("ERROR:  ".length())));
            }
        }
        return out;
    }

    private static List<String> tokens(String sql) {
        List<String> l = new ArrayList<>();
        for (Matcher m = TOKEN.matcher(sql); m.find(); ) {
            l.add(m.group());
        }
        return l;
    }

    private String mutant(List<String> original, List<String> others) {
        List<String> t = new ArrayList<>(original);
        for (int n = 1 + random.nextInt(3); n > 0 && t.size() > 2; n--) {
            int at = 1 + random.nextInt(t.size() - 1);
            int to = 1 + random.nextInt(t.size() - 1);
            switch (random.nextInt(7)) {
                case 0 -> t.remove(at);
                case 1 -> t.add(at, t.get(to));
                case 2 -> t.set(at, t.set(to, t.get(at)));
                case 3 -> t.set(at, others.get(random.nextInt(others.size())));
                case 4 -> t.set(at, SPICE[random.nextInt(SPICE.length)]);
                case 5 -> t.add(at, SPICE[random.nextInt(SPICE.length)]);
                default -> t.addAll(at, new ArrayList<>(t.subList(Math.min(at, to), Math.max(at, to))));
            }
        }
        return String.join(" ", t);
    }

    /** Statements of a psql script: comments and backslash commands left out, cut at semicolons outside quotes. */
    private static List<String> statements(String script) {
        StringBuilder text = new StringBuilder();
        Arrays.stream(script.split("\n"))
                .filter(l -> !l.startsWith("\\") && !l.startsWith("--"))
                .forEach(l -> text.append(l).append('\n'));
        List<String> out = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        for (String t : tokens(text.toString())) {
            if (t.equals(";")) {
                out.add(one.toString().strip());
                one.setLength(0);
            } else {
                one.append(t).append(' ');
            }
        }
        return out;
    }
}
