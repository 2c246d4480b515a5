-- Statistics of expression indexes: ANALYZE gathers them, the planner goes by them.
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE TABLE e (id int, name text, n int, flag boolean, d date);
INSERT INTO e SELECT i, CASE WHEN i % 10 = 0 THEN 'Rare' || i ELSE 'COMMON' || i % 3 END, CASE WHEN i % 25 = 0 THEN NULL ELSE i % 50 END, i % 5 = 0, date '2020-01-01' + i FROM generate_series(1, 3000) i;
CREATE INDEX e_lower ON e (lower(name));
CREATE INDEX e_mixed ON e (id, (n % 7), (id + n));
CREATE INDEX e_part ON e ((n / 10)) WHERE flag;
CREATE INDEX e_twice ON e (twice(n));
CREATE INDEX e_text ON e ((e.*::text));
CREATE FUNCTION rowlen(e) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT length($1.name)';
CREATE INDEX e_row ON e (rowlen(e));
CREATE INDEX e_plain ON e (n) WHERE NOT flag;
EXPLAIN SELECT * FROM e WHERE lower(name) = 'common1';
ANALYZE e;
SELECT tablename, attname, null_frac, n_distinct, most_common_vals, most_common_freqs, correlation FROM pg_stats WHERE tablename IN ('e_lower', 'e_mixed', 'e_part', 'e_twice', 'e_plain') ORDER BY 1, 2;
SELECT tablename, attname, n_distinct FROM pg_stats WHERE tablename = 'e_row';
SELECT relname, reltuples FROM pg_class WHERE relname LIKE 'e\_%' ORDER BY 1;
EXPLAIN SELECT * FROM e WHERE lower(name) = 'common1';
EXPLAIN SELECT * FROM e WHERE lower(name) = 'rare10';
EXPLAIN SELECT * FROM e WHERE lower(name) > 'rare2';
EXPLAIN SELECT * FROM e WHERE n % 7 = 3;
EXPLAIN SELECT * FROM e WHERE n % 7 IS NULL;
EXPLAIN SELECT * FROM e WHERE id + n < 100;
EXPLAIN SELECT * FROM e WHERE n / 10 = 2 AND flag;
EXPLAIN SELECT lower(name), count(*) FROM e GROUP BY lower(name);
EXPLAIN SELECT * FROM e a JOIN e b ON lower(a.name) = lower(b.name);
EXPLAIN SELECT DISTINCT n % 7 FROM e;
-- a list of columns leaves indexes alone
INSERT INTO e SELECT i, 'NEW', 3, true, date '2030-01-01' FROM generate_series(1, 1000) i;
ANALYZE e (id);
SELECT n_distinct FROM pg_stats WHERE tablename = 'e_lower';
ANALYZE e;
SELECT n_distinct, most_common_vals FROM pg_stats WHERE tablename = 'e_lower';
-- the target of a column of an index
ALTER INDEX e_lower ALTER COLUMN 1 SET STATISTICS 2;
ANALYZE e;
SELECT array_length(most_common_vals, 1) FROM pg_stats WHERE tablename = 'e_lower';
ALTER INDEX e_lower ALTER COLUMN 1 SET STATISTICS 0;
-- statistics go with the index
SELECT count(*) FROM pg_statistic s, pg_class c WHERE starelid = c.oid AND relname = 'e_mixed';
DROP INDEX e_mixed;
SELECT count(*) FROM pg_statistic s WHERE NOT EXISTS (SELECT 1 FROM pg_class c WHERE starelid = c.oid);
DROP TABLE e;
SELECT count(*) FROM pg_statistic s WHERE NOT EXISTS (SELECT 1 FROM pg_class c WHERE starelid = c.oid);
