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
 * Statements of the SQL files with tokens left out, doubled, exchanged or replaced, some of them within views, functions,
 * rules, subqueries and cursors, in the simple or the extended protocol, and calls of functions at random: whatever comes of it, the server
 * answers with rows or with an error that is somebody's fault, never with an internal one (XX000), a lost connection
 * or silence. {@code -Dhathi.fuzz=N} mutants of each statement (2), {@code hathi.fuzz.minutes} again and again;
 * {@code hathi.seed} replays; {@code hathi.fuzz.url} takes a server that runs already.
 */
class SqlFuzzTest {
    private static final Pattern TOKEN = Pattern.compile(
            "'(?:[^']|'')*'|\"[^\"]*\"|\\$\\w*\\$.*?\\$\\w*\\$|[\\w.]+|::|[<>=!~@#%^&|*/+-]+|\\S", Pattern.DOTALL);
    /** Beginnings of statements that are mutated. */
    private static final Set<String> FIRST = Set.of(
            "select",
            "insert",
            "update",
            "delete",
            "values",
            "with",
            "merge",
            "create",
            "alter",
            "explain",
            "declare",
            "table",
            "prepare",
            "execute",
            "fetch",
            "move",
            "close",
            "call",
            "comment",
            "truncate",
            "refresh",
            "cluster",
            "analyze",
            "lock",
            "show",
            "notify",
            "drop",
            "grant",
            "revoke",
            "reindex",
            "vacuum",
            "set",
            "reset",
            "reassign",
            "security",
            "import");

    /** Those whose original is not run: what follows would find another place. */
    private static final Set<String> NOT_RUN =
            Set.of("drop", "grant", "revoke", "reindex", "vacuum", "set", "reset", "reassign", "truncate");

    /** Places for a query, where a mutant is put now and then; {@code fz} is asked for afterwards. */
    private static final String[] FRAMES = {
        "CREATE VIEW fz AS %s",
        "CREATE TABLE fz AS %s",
        "CREATE MATERIALIZED VIEW fz AS %s",
        "CREATE TEMP VIEW fz AS SELECT * FROM (%s) s",
        "CREATE VIEW fz AS WITH w AS (%s) SELECT * FROM w",
        "CREATE FUNCTION fz() RETURNS SETOF record LANGUAGE sql AS $fz$ %s $fz$",
        "CREATE FUNCTION fz() RETURNS SETOF record LANGUAGE sql BEGIN ATOMIC %s; END",
        "CREATE FUNCTION fz() RETURNS text LANGUAGE sql RETURN (%s)",
        "PREPARE fz AS %s",
        "DECLARE fz SCROLL CURSOR FOR %s",
        "EXPLAIN (VERBOSE, FORMAT json) %s",
        "EXPLAIN (ANALYZE, VERBOSE) %s",
        "SELECT (%s)",
        "SELECT EXISTS (%s), ARRAY(%1$s)",
        "SELECT * FROM (%s) a, LATERAL (%1$s) b",
        "SELECT 1 WHERE 1 IN (%s)",
        "(%s) UNION (%1$s)",
        "WITH RECURSIVE w AS (SELECT 1 UNION ALL (%s)) SELECT * FROM w LIMIT 10",
        "WITH w AS MATERIALIZED (%s) SELECT count(*), min(w::text) FROM w GROUP BY w",
        "SELECT DISTINCT s FROM (%s) s ORDER BY s",
        "CREATE TABLE fz_t (a int); CREATE RULE fz_r AS ON INSERT TO fz_t DO ALSO %s"
    };

    private static final String[] AFTERWARDS = {
        "SELECT pg_get_viewdef('fz'::regclass), pg_get_viewdef('fz'::regclass, true)",
        "SELECT pg_get_functiondef('fz'::regproc)",
        "SELECT * FROM fz",
        "SELECT * FROM fz() AS f(a int)",
        "SELECT count(*) FROM fz WHERE fz IS NOT NULL",
        "EXECUTE fz",
        "FETCH ALL FROM fz",
        "FETCH BACKWARD 2 FROM fz",
        "SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = 'fz_r'",
        "INSERT INTO fz_t VALUES (1)"
    };

    /** What would harm the machine or other sessions, or take its time by design. */
    private static final Pattern LEFT_OUT = Pattern.compile(
            "pg_sleep|copy|database|tablespace|role|user|pg_terminate|pg_cancel|repeat|generate_series|lpad|rpad|advisory|system"
                    + "|authorization|datestyle|timeout|owned by|session_preload|debug_kill");

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
        "t.*",
        "INTO b",
        "FROM t",
        "WHERE x",
        "GROUP BY ROLLUP (1, 2)",
        "GROUP BY ()",
        "HAVING true",
        "UNION ALL SELECT NULL",
        "WITH TIES",
        "WITH ORDINALITY",
        "LATERAL",
        "TABLESAMPLE bernoulli (50)",
        "ROWS FROM (unnest(ARRAY[1, 2]))",
        "CROSS JOIN LATERAL (SELECT 1) l",
        "FULL JOIN t ON true",
        "FILTER (WHERE true)",
        "WITHIN GROUP (ORDER BY 1)",
        "OVER (PARTITION BY 1 ORDER BY 1 ROWS 1 PRECEDING)",
        "COLLATE \"C\"",
        "AT TIME ZONE 'UTC'",
        "[1]",
        "[1:2]",
        ".*",
        ".f1",
        "::regclass",
        "::record",
        "::jsonb",
        "::numeric(3,1)",
        "::pg_node_tree",
        "'x'::name",
        "(1, NULL)",
        "ROW(1, 'a', NULL)",
        "ARRAY[[1, 2], [3, NULL]]",
        "'[1,5)'::int4range",
        "'{\"a\": [1, null]}'::jsonb",
        "'\\x00ff'::bytea",
        "'101'::bit(3)",
        "interval '1 mon -1 day'",
        "DATE '0001-01-01 BC'",
        "9223372036854775807",
        "-9223372036854775808",
        "0.1e-300",
        "'-infinity'::float8",
        "VARIADIC ARRAY[1, 2]",
        "a => 1",
        "CASE WHEN",
        "END",
        "IS DISTINCT FROM",
        "IN (1, NULL)",
        "= ANY (ARRAY[1])",
        "BETWEEN SYMMETRIC 2 AND 1",
        "LIKE '%_' ESCAPE ''",
        "SIMILAR TO '('",
        "OPERATOR(pg_catalog.+)",
        "COALESCE (",
        "GROUPING (1)",
        "CURRENT_DATE",
        "tableoid",
        "xmin",
        "CHECK (x > 0)",
        "PRIMARY KEY",
        "REFERENCES t",
        "GENERATED ALWAYS AS (1) STORED",
        "GENERATED BY DEFAULT AS IDENTITY",
        "DEFAULT (SELECT 1)",
        "CASCADE",
        "IF EXISTS",
        "IF NOT EXISTS",
        "TEMP",
        "SET (fillfactor = 50)",
        "USING btree",
        "INCLUDE (x)",
        "NULLS NOT DISTINCT",
        "DESC NULLS FIRST",
        "CONCURRENTLY",
        "ONLY"
    };

    private static TestServer server;
    private final long seed = Long.getLong("hathi.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<String> found = new TreeSet<>();
    /** The last one: what comes of asking for a view is its doing. */
    private String mutant = "";
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
        return url + "?user=postgres&password=x";
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
            functions();
        } while (System.nanoTime() < end);
        assertThat(found).as("seed " + seed).isEmpty();
    }

    private void file(Path f) throws IOException, SQLException {
        List<String> statements = statements(Files.readString(f));
        List<String> tokens = new ArrayList<>();
        statements.forEach(s -> tokens.addAll(tokens(s)));
        String schema = "fuzz_" + f.getFileName().toString().replace(".sql", "");
        String mode =
                random.nextInt(3) == 0 ? "&preferQueryMode=extended&prepareThreshold=0" : "&preferQueryMode=simple";
        try (Connection c = DriverManager.getConnection(url() + mode)) {
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
                        framed(c, m);
                        run(c, "ROLLBACK");
                    }
                }
                if (!NOT_RUN.contains(first)) {
                    run(c, s);
                }
            }
            run(c, "ROLLBACK");
            run(c, "DROP SCHEMA " + schema + " CASCADE");
        }
    }

    /** Runs a mutant, now and then within a frame, then what looks at that. */
    private void framed(Connection c, String mutant) throws SQLException {
        this.mutant = mutant;
        if (random.nextInt(4) != 0) {
            run(c, mutant);
            return;
        }
        String frame = FRAMES[random.nextInt(FRAMES.length)];
        String[] parts = String.format(Locale.ROOT, frame, mutant).split(";(?= CREATE RULE)");
        for (String part : parts) {
            if (!run(c, part)) {
                return;
            }
        }
        if (frame.contains(" fz")) {
            for (String s : AFTERWARDS) {
                run(c, "SAVEPOINT fz");
                if (!run(c, s)) {
                    run(c, "ROLLBACK TO fz");
                }
            }
        }
    }

    /** Calls of functions and operators with values that they may not expect. */
    private void functions() throws SQLException {
        try (Connection c = DriverManager.getConnection(url() + "&preferQueryMode=simple")) {
            run(c, "SET statement_timeout = '2s'");
            mutant = "";
            FuzzFunctions calls = new FuzzFunctions(c, random);
            for (int i = 0; i < Integer.getInteger("hathi.fuzz", 2) * 1000; i++) {
                String call = calls.next();
                run(c, "BEGIN");
                run(c, call);
                run(c, "ROLLBACK");
            }
        }
    }

    private static boolean leftOut(String sql) {
        String s = sql.toLowerCase(Locale.ROOT);
        return LEFT_OUT.matcher(s).find() || RUINOUS.matcher(s).find();
    }

    /** @return whether it went well */
    private boolean run(Connection c, String sql) throws SQLException {
        if (c.isClosed()) {
            return false;
        }
        try (Statement s = c.createStatement()) {
            s.setMaxRows(1000); // a product of tables with itself is bounded here, and by the time a statement has
            s.execute(sql);
            return true;
        } catch (IllegalStateException e) {
            // the driver does not understand the order of the server's messages
            found("protocol: " + e.getMessage() + " <- " + sql);
            c.close();
            return false;
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals("XX000") && !isTheirs(sql + " " + mutant, String.valueOf(e.getMessage()))
                    || state.startsWith("08") && !String.valueOf(e.getMessage()).contains("bind message supplies")
                    || state.startsWith("57P")) {
                found(state + " " + e.getMessage().lines().findFirst().orElse("") + " <- " + sql
                        + (sql.contains(mutant) ? "" : " <- " + mutant));
            }
            return false;
        }
    }

    private void found(String finding) {
        if (found.add(finding)) {
            System.out.println(finding);
        }
    }

    /** Some internal errors are PostgreSQL's own: those it answered to a statement of the files, and those of a list. */
    private boolean isTheirs(String sql, String message) {
        String m = message.lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
        return recorded.contains(m) || ReferenceInternalErrors.knows(sql, m);
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
