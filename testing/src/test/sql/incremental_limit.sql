-- An incremental sort below LIMIT reads the rows that decide and no more: what is computed for others is not seen.
CREATE TABLE u (a int, b int);
INSERT INTO u SELECT i, -i FROM generate_series(1, 300) i;
CREATE INDEX ON u (a);
CREATE TABLE s (a int, b int);
INSERT INTO s SELECT i / 10, (i * 7) % 10 FROM generate_series(0, 499) i;
CREATE INDEX ON s (a);
CREATE TABLE l (a int, b int);
INSERT INTO l SELECT i / 100, (i * 37) % 100 FROM generate_series(0, 999) i;
CREATE INDEX ON l (a);
ANALYZE u, s, l;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT a, b, 1 / (a - 6) AS q FROM u ORDER BY a, b LIMIT 5;
-- one row after the last one of the group
SELECT a, b, 1 / (a - 6) AS q FROM u ORDER BY a, b LIMIT 5;
SELECT a, b, 1 / (a - 7) AS q FROM u ORDER BY a, b LIMIT 5;
SELECT a, b, 1 / (a - 2) AS q FROM u ORDER BY a, b LIMIT 1;
SELECT a, b, 1 / (a - 3) AS q FROM u ORDER BY a, b LIMIT 1;
SELECT a, b, 1 / (a - 5) AS q FROM u ORDER BY a, b LIMIT 2 OFFSET 2;
SELECT a, b, 1 / (a - 6) AS q FROM u ORDER BY a, b LIMIT 2 OFFSET 2;
SELECT count(*), sum(q) FROM (SELECT a, b, 1 / (a - 33) AS q FROM u ORDER BY a, b LIMIT 32) x;
SELECT count(*), sum(q) FROM (SELECT a, b, 1 / (a - 34) AS q FROM u ORDER BY a, b LIMIT 32) x;
SELECT count(*), sum(q) FROM (SELECT a, b, 1 / (a - 41) AS q FROM u ORDER BY a, b LIMIT 40) x;
SELECT count(*), sum(q) FROM (SELECT a, b, 1 / (a - 42) AS q FROM u ORDER BY a, b LIMIT 40) x;
SELECT count(*), sum(q) FROM (SELECT a, b, 1 / (a - 101) AS q FROM u ORDER BY a, b LIMIT 100) x;
SELECT count(*), sum(q) FROM (SELECT a, b, 1 / (a - 102) AS q FROM u ORDER BY a, b LIMIT 100) x;
SELECT a, b, 1 / (a - 6) AS q FROM u ORDER BY a, b LIMIT 0;
-- groups of ten
EXPLAIN (COSTS OFF) SELECT a, b, 1 / (a - 1) AS q FROM s ORDER BY a, b LIMIT 3;
SELECT a, b, 1 / (a - 1) AS q FROM s ORDER BY a, b LIMIT 3;
SELECT a, b, 1 / (a * 10 + b - 17) AS q FROM s ORDER BY a, b LIMIT 3;
SELECT a, b, 1 / (a - 2) AS q FROM s ORDER BY a, b LIMIT 3;
SELECT a, b, 1 / (a - 2) AS q FROM s ORDER BY a, b LIMIT 11;
SELECT a, b, 1 / (a - 3) AS q FROM s ORDER BY a, b LIMIT 11;
SELECT count(*), max(a) FROM (SELECT a, b, 1 / (a - 4) AS q FROM s ORDER BY a, b LIMIT 35) x;
SELECT count(*), max(a) FROM (SELECT a, b, 1 / (a - 5) AS q FROM s ORDER BY a, b LIMIT 35) x;
-- groups of a hundred
SELECT a, b, 1 / (a - 1) AS q FROM l ORDER BY a, b LIMIT 3;
SELECT a, b, 1 / (a - 2) AS q FROM l ORDER BY a, b LIMIT 3;
SELECT count(*), max(a) FROM (SELECT a, b, 1 / (a - 2) AS q FROM l ORDER BY a, b LIMIT 150) x;
SELECT count(*), max(a) FROM (SELECT a, b, 1 / (a - 3) AS q FROM l ORDER BY a, b LIMIT 150) x;
-- filters and joins
EXPLAIN (COSTS OFF) SELECT a, b FROM u WHERE 1 / (a - 6) >= 0 ORDER BY a, b LIMIT 3;
SELECT a, b FROM u WHERE 1 / (a - 6) >= 0 ORDER BY a, b LIMIT 3;
SELECT a, b FROM u WHERE 1 / (a - 6) <= 0 ORDER BY a, b LIMIT 3;
SELECT a, b FROM u WHERE 1 / (a - 4) <= 0 ORDER BY a, b LIMIT 3;
SELECT a, b FROM u WHERE 1 / (a - 5) <= 0 ORDER BY a, b LIMIT 3;
EXPLAIN (COSTS OFF) SELECT u.a, s.b, 1 / (u.a - 2) AS q FROM u JOIN s ON s.a = u.a ORDER BY u.a, s.b LIMIT 3;
SELECT u.a, s.b, 1 / (u.a - 2) AS q FROM u JOIN s ON s.a = u.a ORDER BY u.a, s.b LIMIT 3;
SELECT u.a, s.b, 1 / (u.a - 3) AS q FROM u JOIN s ON s.a = u.a ORDER BY u.a, s.b LIMIT 3;
SELECT u.a, (SELECT string_agg(q::text, ',') FROM (SELECT 1 / (s.a + s.b - u.a - 30) AS q FROM s WHERE s.a >= u.a ORDER BY s.a, s.b LIMIT 2) x) FROM u WHERE u.a < 5 ORDER BY 1;
-- descending, and columns alone
SELECT a, b, 1 / (a - 297) AS q FROM u ORDER BY a DESC, b LIMIT 3;
SELECT a, b, 1 / (a - 296) AS q FROM u ORDER BY a DESC, b LIMIT 3;
SELECT count(*), sum(a) FROM (SELECT a, b FROM u ORDER BY a, b LIMIT 123) x;
SELECT count(*), sum(a) FROM (SELECT a, b FROM l ORDER BY a DESC, b LIMIT 223) x;
