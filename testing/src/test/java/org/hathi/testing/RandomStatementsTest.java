package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hathi.testing.TwoServers.Answer;
import org.hathi.testing.TwoServers.Difference;
import org.junit.jupiter.api.Test;

/**
 * Random queries and random changes, by PostgreSQL and by Hathi: the same rows. A statement that is answered differently is made
 * smaller as long as the answers differ, and printed. Hathi is asked again with some kinds of plans disabled and little memory, and
 * prepared statements run with several values and generic plans.
 *
 * <p>Runs by name: {@code -Dhathi.queries=2000}, {@code -Dhathi.changes=500}. Statement i of seed s is the first of seed s + i:
 * {@code -Dhathi.seed=… -Dhathi.queries=1} replays one. {@code hathi.fuzz.url} (with {@code ?user=postgres}) takes a server that
 * runs already, {@code hathi.fuzz.reference} a PostgreSQL. That one fails where the other answers may be the order in which
 * conditions are looked at; it counts when {@code hathi.fuzz.errors} is set.
 */
class RandomStatementsTest {
    private static final long SEED = Long.getLong("hathi.seed", System.nanoTime() / 1000);
    private static final int MOST = 10;
    private static final int TRIES = 600;
    private static final String[] PLANS = {
        "enable_hashjoin = off", "enable_mergejoin = off", "enable_nestloop = off", "enable_seqscan = off",
        "enable_indexscan = off", "enable_bitmapscan = off", "enable_indexonlyscan = off", "enable_hashagg = off",
        "enable_sort = off", "enable_material = off", "enable_memoize = off", "enable_incremental_sort = off",
        "work_mem = '64kB'", "join_collapse_limit = 1", "from_collapse_limit = 1"
    };

    /**
     * One statement and what belongs to it.
     *
     * @param before run before it, {@code after} after it, by both
     * @param settings run before by Hathi alone
     */
    private record Trial(
            Term statement,
            boolean ordered,
            List<String> before,
            String wrap,
            List<String> after,
            List<String> settings) {
        List<String> all(boolean ours) {
            List<String> all = new ArrayList<>(before);
            if (ours) {
                settings.forEach(s -> all.add("SET " + s));
            }
            all.add(wrap + statement);
            all.addAll(after);
            return all;
        }

        Trial with(Term t) {
            return new Trial(t, ordered, before, wrap, after, settings);
        }

        @Override
        public String toString() {
            return String.join(";\n", all(true)) + ";";
        }
    }

    private final Grammar grammar = new Grammar();
    private final boolean errorsCount = Boolean.getBoolean("hathi.fuzz.errors");
    private final Map<Difference, Integer> counts = new EnumMap<>(Difference.class);
    private int refused;
    private final List<String> found = new ArrayList<>();

    @Test
    void queries() throws Exception {
        int n = Integer.getInteger("hathi.queries", 0);
        assumeTrue(n > 0, "runs by name: -Dhathi.queries=2000");
        run(n, false);
    }

    @Test
    void changes() throws Exception {
        int n = Integer.getInteger("hathi.changes", 0);
        assumeTrue(n > 0, "runs by name: -Dhathi.changes=500");
        run(n, true);
    }

    private void run(int n, boolean changes) throws IOException, SQLException {
        String reference = System.getProperty("hathi.fuzz.reference");
        String ours = System.getProperty("hathi.fuzz.url");
        assumeTrue(reference != null || ReferenceServer.missing().isEmpty(), ReferenceServer.missing());
        System.out.println("seed " + SEED);
        try (ReferenceServer pg = reference == null ? ReferenceServer.fresh() : null;
                TestServer server = ours == null ? TestServer.start("random") : null;
                TwoServers both = new TwoServers(
                        pg == null ? reference : pg.url(),
                        server == null ? ours : "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres")) {
            both.prepare("DROP SCHEMA IF EXISTS fuzz CASCADE; CREATE SCHEMA fuzz; SET search_path = fuzz");
            both.prepare(Files.readString(Places.root().resolve("testing/src/test/fuzz/tables.sql")));
            for (int i = 0; i < n && found.size() < MOST; i++) {
                SplittableRandom random = new SplittableRandom(SEED + i);
                Trial t = changes ? change(random) : query(random);
                one(both, t, SEED + i);
            }
        }
        System.out.println("answered " + counts + ", by both with an error " + refused);
        assertThat(found).isEmpty();
    }

    /** By both, and now and then by Hathi once more with other plans. */
    private void one(TwoServers both, Trial t, long seed) throws SQLException {
        Answer reference = both.reference(t.all(false));
        refused += reference.error().isEmpty() ? 0 : 1;
        Trial plain = new Trial(t.statement, t.ordered, t.before, t.wrap, t.after, List.of());
        for (Trial each : t.settings.isEmpty() ? List.of(plain) : List.of(plain, t)) {
            Difference d = TwoServers.compare(reference, both.hathi(each.all(true)), t.ordered);
            counts.merge(d, 1, Integer::sum);
            if (counts(d, reference)) {
                Term small = reduce(both, each, d);
                found.add(describe(both, each.with(small), d, seed));
                System.out.println(found.getLast());
                return;
            }
        }
    }

    private boolean counts(Difference d, Answer reference) {
        return d == Difference.ROWS
                || (d == Difference.FAILURE && (errorsCount || reference.error().isEmpty()));
    }

    /** The smallest statement found that is still answered differently, in the same way. */
    private static Term reduce(TwoServers both, Trial t, Difference d) throws SQLException {
        Term best = t.statement;
        int left = TRIES;
        boolean smaller = true;
        while (smaller && left > 0) {
            smaller = false;
            for (Term piece : best.pieces()) {
                for (Term by : piece.replacements()) {
                    Term next = best.with(piece, by);
                    if (next.toString().length() >= best.toString().length() || --left < 0) {
                        continue;
                    }
                    Answer reference = both.reference(t.with(next).all(false));
                    if (d == Difference.ROWS && !reference.error().isEmpty()) {
                        continue;
                    }
                    if (TwoServers.compare(reference, both.hathi(t.with(next).all(true)), t.ordered) == d) {
                        best = next;
                        smaller = true;
                        break;
                    }
                }
                if (smaller) {
                    break;
                }
            }
        }
        return best;
    }

    private static String describe(TwoServers both, Trial t, Difference d, long seed) throws SQLException {
        Answer reference = both.reference(t.all(false));
        Answer ours = both.hathi(t.all(true));
        List<String> missing = new ArrayList<>(reference.rows());
        ours.rows().forEach(missing::remove);
        List<String> more = new ArrayList<>(ours.rows());
        reference.rows().forEach(more::remove);
        return "-- seed " + seed + ": " + d + "\n" + t + "\n-- PostgreSQL: " + reference + ", only there "
                + missing.subList(0, Math.min(4, missing.size())) + "\n-- Hathi: " + ours + ", only there "
                + more.subList(0, Math.min(4, more.size()));
    }

    private Trial query(SplittableRandom random) {
        boolean prepared = random.nextInt(5) == 0;
        RandomQueries q = new RandomQueries(grammar, random, prepared);
        boolean[] ordered = new boolean[1];
        Term t = q.query(ordered);
        List<String> settings = new ArrayList<>();
        if (random.nextInt(5) < 2) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                settings.add(PLANS[random.nextInt(PLANS.length)]);
            }
        }
        List<String> before = List.of("RESET ALL", "DEALLOCATE ALL", "SET search_path = fuzz");
        if (!prepared) {
            return new Trial(t, ordered[0], before, "", List.of(), settings);
        }
        List<RandomExpressions.Parameter> all = q.expressions().parameters();
        List<String> types =
                all.stream().map(p -> Grammar.SQL_NAMES.get(p.type())).toList();
        String wrap = "PREPARE s" + (types.isEmpty() ? "" : "(" + String.join(", ", types) + ")") + " AS ";
        List<String> after = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            boolean first = i == 0;
            List<String> values = all.stream()
                    .map(p -> first ? p.value() : q.expressions().value(p.type()))
                    .toList();
            after.add("EXECUTE s" + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")"));
        }
        if (random.nextBoolean()) {
            settings.add("plan_cache_mode = force_generic_plan");
        }
        return new Trial(t, ordered[0], before, wrap, after, settings);
    }

    private Trial change(SplittableRandom random) {
        RandomQueries q = new RandomQueries(grammar, random, false);
        String target = RandomQueries.TABLES.get(random.nextInt(RandomQueries.TABLES.size()));
        Term t = new RandomChanges(q, random).change(target);
        List<String> before = List.of("ROLLBACK", "RESET ALL", "SET search_path = fuzz", "BEGIN");
        List<String> settings = random.nextInt(4) == 0 ? List.of(PLANS[random.nextInt(PLANS.length)]) : List.of();
        List<String> after = List.of("SELECT 'now', tableoid::regclass, * FROM " + target, "ROLLBACK");
        return new Trial(t, false, before, "", after, settings);
    }
}
