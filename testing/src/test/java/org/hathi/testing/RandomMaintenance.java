package org.hathi.testing;

import java.util.List;
import java.util.random.RandomGenerator;

/** What one session of {@link MaintenanceStressTest} does: changes of three tables, and all that moves their rows and indexes. */
final class RandomMaintenance {
    /** The three tables: long values, a fill factor and a partial index, a unique key of two columns. */
    static final String TABLES = """
            CREATE TABLE ma (id int PRIMARY KEY, k int, s text, big text)
                WITH (autovacuum_vacuum_threshold = 20, autovacuum_vacuum_scale_factor = 0.01);
            CREATE TABLE mb (id bigserial PRIMARY KEY, k int, d timestamptz DEFAULT now(), v numeric)
                WITH (fillfactor = 70, autovacuum_vacuum_threshold = 20, autovacuum_vacuum_scale_factor = 0.01);
            CREATE TABLE mc (x int, y int, z text, UNIQUE (x, y));
            CREATE INDEX ma_k ON ma (k);
            CREATE INDEX ma_s ON ma (lower(s));
            CREATE INDEX mb_k ON mb (k) INCLUDE (v);
            CREATE INDEX mb_v ON mb (v) WHERE k % 2 = 0;
            CREATE INDEX mc_z ON mc (z, y);
            INSERT INTO ma SELECT i, i % 50, 'S' || i % 100, CASE WHEN i % 10 = 0 THEN repeat(md5(i::text), 200) END
                FROM generate_series(1, 500) i;
            INSERT INTO mb (k, v) SELECT i % 20, i FROM generate_series(1, 500) i;
            INSERT INTO mc SELECT i, i % 7, md5(i::text) FROM generate_series(1, 400) i;
            """;

    private final RandomGenerator random;
    private final int session;
    private int serial;

    RandomMaintenance(RandomGenerator random, int session) {
        this.random = random;
        this.session = session;
    }

    private int to(int n) {
        return 1 + random.nextInt(n);
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    /** Statements that belong together. */
    List<String> next() {
        int k = random.nextInt(100);
        if (k < 55) {
            return List.of(change());
        }
        if (k < 73) {
            return List.of(
                    "BEGIN" + one("", " ISOLATION LEVEL REPEATABLE READ"),
                    change(),
                    one("SELECT 1", "SAVEPOINT s"),
                    change(),
                    change(),
                    one("COMMIT", "COMMIT", "ROLLBACK"));
        }
        if (k < 77) {
            return List.of(
                    "BEGIN",
                    one(
                            "INSERT INTO ma SELECT 10000 + g, g, 's', NULL FROM generate_series(1, 2000) g ON CONFLICT DO NOTHING",
                            "INSERT INTO mb (k, v) SELECT g % 20, g FROM generate_series(1, 3000) g"),
                    "ROLLBACK");
        }
        if (k < 83) {
            return List.of(change(), "BEGIN", "SAVEPOINT s", change(), "ROLLBACK TO s", change(), "COMMIT");
        }
        return maintain();
    }

    private List<String> maintain() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 ->
                List.of("VACUUM "
                        + one("ma", "mb", "mc", "(FREEZE) ma", "(ANALYZE) mb", "(INDEX_CLEANUP ON) mc", "(FREEZE) mb"));
            case 4 ->
                List.of(one("VACUUM FULL mc", "VACUUM FULL ma", "CLUSTER ma USING ma_k", "CLUSTER mb USING mb_pkey"));
            case 5 ->
                List.of(one(
                        "REINDEX TABLE mc",
                        "REINDEX INDEX ma_k",
                        "REINDEX INDEX CONCURRENTLY mb_k",
                        "REINDEX TABLE CONCURRENTLY ma"));
            case 6 -> {
                String name = "m" + session + "_" + ++serial;
                yield List.of(
                        "CREATE INDEX CONCURRENTLY " + name + " ON "
                                + one("ma (s, k)", "mb (v)", "mc (y) WHERE x > 100"),
                        "DROP INDEX CONCURRENTLY IF EXISTS " + name);
            }
            case 7 ->
                List.of(one(
                        "ALTER TABLE mc ADD COLUMN IF NOT EXISTS w int DEFAULT 5",
                        "ALTER TABLE mc DROP COLUMN IF EXISTS w",
                        "ALTER TABLE mb ALTER v TYPE numeric(20, 1)",
                        "ALTER TABLE mb ALTER v TYPE numeric"));
            case 8 ->
                List.of(
                        "BEGIN",
                        "TRUNCATE mc",
                        "INSERT INTO mc SELECT g, g, 't' || g FROM generate_series(1, 50) g",
                        one("COMMIT", "ROLLBACK"));
            default -> List.of(one("ANALYZE", "CHECKPOINT", "SELECT count(*) FROM ma WHERE big LIKE '%q%'"));
        };
    }

    private String change() {
        int from = to(3000);
        return switch (random.nextInt(20)) {
            case 0 ->
                "INSERT INTO ma VALUES (" + to(3000) + ", " + to(50) + ", 'S" + to(100) + "', repeat(md5('" + to(99)
                        + "'), " + to(400) + ")) ON CONFLICT (id) DO UPDATE SET k = excluded.k, big = excluded.big";
            case 1, 2 ->
                "INSERT INTO ma SELECT g, g % 50, 's' || g % 100, NULL FROM generate_series(" + from + ", "
                        + (from + to(100)) + ") g ON CONFLICT DO NOTHING";
            case 3 -> "UPDATE ma SET k = k + 1 WHERE id BETWEEN " + from + " AND " + (from + 500);
            case 4 -> "UPDATE ma SET s = s || 'x' WHERE k = " + to(50) + " AND length(s) < 20";
            case 5 -> "UPDATE ma SET big = repeat('q" + to(9) + "', " + to(9000) + ") WHERE id = " + from;
            case 6 -> "DELETE FROM ma WHERE id BETWEEN " + from + " AND " + (from + to(200));
            case 7 -> "DELETE FROM ma WHERE k = " + to(60);
            case 8, 9 -> "INSERT INTO mb (k, v) SELECT g % 20, g FROM generate_series(1, " + to(200) + ") g";
            case 10 -> "UPDATE mb SET v = v + 1 WHERE k = " + to(20);
            case 11 -> "UPDATE mb SET k = " + to(20) + " WHERE id % 97 = " + to(97);
            case 12 -> "DELETE FROM mb WHERE " + one("k = " + to(20), "id % 13 = " + to(12));
            case 13, 14 ->
                "INSERT INTO mc SELECT " + to(500) + " + g, g % 7, md5(g::text) FROM generate_series(1, " + to(60)
                        + ") g ON CONFLICT DO NOTHING";
            case 15 -> "UPDATE mc SET z = z || 't' WHERE x % 31 = " + to(30) + " AND length(z) < 40";
            case 16 -> "DELETE FROM mc WHERE x BETWEEN " + to(500) + " AND " + to(580);
            case 17 ->
                "MERGE INTO mc USING ma ON mc.x = ma.id WHEN MATCHED AND ma.k % 2 = 0 THEN DELETE WHEN MATCHED THEN"
                        + " UPDATE SET z = ma.s WHEN NOT MATCHED AND ma.id < " + to(600)
                        + " THEN INSERT (x, y, z) VALUES (ma.id, 0, ma.s)";
            case 18 ->
                one(
                        "SELECT count(*), sum(k) FROM ma WHERE k BETWEEN " + to(20) + " AND 40",
                        "SELECT max(id) FROM mb WHERE k = " + to(20),
                        "SELECT count(*) FROM ma JOIN mb USING (k) WHERE ma.id < " + to(300));
            default -> "SELECT id FROM ma ORDER BY id LIMIT 5 FOR UPDATE SKIP LOCKED";
        };
    }
}
