-- Statements that random queries beside PostgreSQL showed to be answered wrongly, made small.
CREATE TABLE a (id int PRIMARY KEY, k int, v int, s text);
CREATE TABLE b (id int PRIMARY KEY, k int, v int, s text);
INSERT INTO a SELECT i, i % 7, nullif(i % 5, 3), 'a' || i % 3 FROM generate_series(1, 20) i;
INSERT INTO b SELECT i, i % 6, nullif(i % 4, 2), 'b' || i % 3 FROM generate_series(5, 30) i;
CREATE INDEX b_k ON b (k);
ANALYZE a;
ANALYZE b;

-- equalities both sides of which need both tables
SELECT a.id, b.id FROM a LEFT JOIN b ON a.k = b.k WHERE coalesce(a.v, b.v) = nullif(a.id % 4, b.v) ORDER BY 1, 2;
EXPLAIN (COSTS OFF) SELECT 1 FROM a LEFT JOIN b ON a.k = b.k WHERE coalesce(a.v, b.v) = nullif(a.id, b.v);
SELECT a.id, b.id FROM a JOIN b ON a.k = b.k WHERE coalesce(a.v, b.v) = nullif(a.id % 4, b.v) ORDER BY 1, 2;
SELECT a.id, b.id FROM a FULL JOIN b ON a.id = b.id WHERE coalesce(a.v, b.v) = nullif(a.k, b.v + 1) ORDER BY 1, 2;
EXPLAIN (COSTS OFF) SELECT 1 FROM a FULL JOIN b ON a.id = b.id WHERE coalesce(a.v, b.v) = nullif(a.k, b.v + 1);
SELECT a.id, b.id FROM a, b WHERE a.id + b.id = a.v * b.v + 9 AND a.v * b.v + 9 = a.k + b.k + 9 ORDER BY 1, 2;
SELECT a.id, b.id FROM a, b WHERE a.id + b.id = a.v + b.v AND a.v + b.v = a.k ORDER BY 1, 2;
SELECT a.id, b.id, c.id FROM a, b, b c WHERE a.id + b.id = c.id AND a.v + b.v = c.id AND a.k = b.k ORDER BY 1, 2, 3;
EXPLAIN (COSTS OFF) SELECT 1 FROM a LEFT JOIN b ON a.k = b.k WHERE 2 = nullif(a.id, b.v);
EXPLAIN (COSTS OFF) SELECT 1 FROM a LEFT JOIN b ON a.k = b.k WHERE coalesce(b.v, 3) = a.v;
SELECT a.id, b.id FROM a LEFT JOIN b ON a.k = b.k WHERE coalesce(b.v, 3) = a.v ORDER BY 1, 2;
SELECT a.id, b.id FROM a LEFT JOIN b ON a.k = b.k WHERE coalesce(b.v, 3) = a.v AND a.v = 1 ORDER BY 1, 2;
SELECT a.id, b.id FROM a LEFT JOIN b ON a.k = b.k WHERE coalesce(b.v, a.v) = 1 AND coalesce(b.v, a.v) = a.k % 3 ORDER BY 1, 2;

-- what is remembered of the inner side of a join must have all that it depends on for its key
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT count(*), sum(a.id * b.id) FROM a JOIN b ON b.k = a.k AND nullif(b.v, a.v) = a.id % 2;
SELECT count(*), sum(a.id * b.id) FROM a JOIN b ON b.k = a.k AND a.id % 2 = nullif(b.v, a.v);
EXPLAIN (COSTS OFF) SELECT count(*) FROM a JOIN b ON b.k = a.k AND nullif(b.v, a.v) = a.id % 2;
SELECT count(*), sum(a.id * b.id) FROM a JOIN b ON b.k = a.k AND b.v + a.v = a.id % 2;
RESET ALL;

-- WITH queries read from within subqueries that change their level
WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 3)
    SELECT * FROM (SELECT x.n FROM w x WHERE (x.n, NULL::text) IN (SELECT DISTINCT y.n, NULL::text FROM w y WHERE y.n = x.n)) z;
WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 3)
    SELECT * FROM (SELECT x.n FROM w x WHERE x.n IN (SELECT y.n FROM w y JOIN a ON a.id = y.n OFFSET 1)) z ORDER BY 1;
WITH w AS MATERIALIZED (SELECT id, k FROM a WHERE id < 5)
    SELECT * FROM (SELECT b.id, ARRAY(SELECT w.k FROM w WHERE w.id < b.id ORDER BY 1) FROM b WHERE b.id < 8) z ORDER BY 1;
WITH w AS MATERIALIZED (SELECT id, k FROM a WHERE id < 5)
    SELECT * FROM (SELECT b.id FROM b JOIN unnest(ARRAY(SELECT w.id + 4 FROM w ORDER BY 1)) u(n) ON u.n = b.id) z ORDER BY 1;
WITH w AS MATERIALIZED (SELECT id, k FROM a WHERE id < 5), v AS (SELECT id, (SELECT max(w.k) FROM w WHERE w.id <= b.id) AS m FROM b)
    SELECT * FROM (SELECT * FROM v WHERE EXISTS (SELECT 1 FROM w WHERE w.id + 4 = v.id)) z ORDER BY 1;
SELECT * FROM (WITH w AS MATERIALIZED (SELECT id FROM a WHERE id < 3)
    SELECT b.id FROM b WHERE b.id - 4 IN (SELECT id FROM w UNION SELECT id FROM w)) z ORDER BY 1;

-- a choice between plans of a subquery outside target lists and conditions of scans
CREATE TABLE c (id int PRIMARY KEY, k int, v int);
INSERT INTO c SELECT i, i % 4, i % 3 FROM generate_series(1, 12) i;
BEGIN;
UPDATE c SET v = 9 WHERE id < 5 RETURNING id, EXISTS (SELECT 1 FROM b WHERE b.k = c.k AND b.v = 9), EXISTS (SELECT 1 FROM b WHERE b.k = c.k + 3);
DELETE FROM c WHERE id > 9 RETURNING id, CASE WHEN EXISTS (SELECT 1 FROM a WHERE a.k = c.id) THEN 'found' ELSE 'none' END;
INSERT INTO c VALUES (1, 1, 1), (50, 6, 1), (51, 7, 1) ON CONFLICT (id) DO UPDATE SET v = 100, k = 3
    WHERE NOT EXISTS (SELECT 1 FROM a WHERE a.id = c.id + 500)
    RETURNING id, v, EXISTS (SELECT 1 FROM a WHERE a.k = c.k);
MERGE INTO c USING b ON c.id = b.id WHEN MATCHED AND EXISTS (SELECT 1 FROM a WHERE a.k = c.k AND a.id > 15) THEN
    UPDATE SET v = CASE WHEN EXISTS (SELECT 1 FROM a WHERE a.id = b.id + 100) THEN -1 ELSE -2 END;
SELECT * FROM c ORDER BY id;
ROLLBACK;
UPDATE a z SET (v) = ROW(z.v) RETURNING id, EXISTS (SELECT 1 FROM (SELECT NULL::int AS n FROM b HAVING count(*) >= 0) x WHERE x.n = z.k);
SELECT a.id FROM a JOIN b ON (EXISTS (SELECT 1 FROM c WHERE c.id = a.id)) = (b.v = 1) AND a.id = b.id ORDER BY 1;
SELECT count(*) FROM a LIMIT (SELECT CASE WHEN EXISTS (SELECT 1 FROM b WHERE b.k = 100) THEN 0 ELSE 1 END);

-- constants that are grouped by are null in the sets they are not in
SELECT 1 AS one, count(*) FROM a GROUP BY ROLLUP (1::int);
SELECT 1 AS one, 1 + 1 AS two, grouping(1::int), count(*) FROM a GROUP BY ROLLUP (1::int);
SELECT 1 AS one, k, count(*) FROM a GROUP BY GROUPING SETS ((1::int), (k), (1::int, k)) ORDER BY 2, grouping(1::int);
SELECT 'x'::text AS x, s, count(*) FROM a GROUP BY CUBE ('x'::text, s) ORDER BY grouping('x'::text, s), 2;
SELECT s, 5 FROM a GROUP BY ROLLUP (s), 5::int ORDER BY 1;
SELECT 5 AS a, 5 AS b, count(*) FROM a GROUP BY ROLLUP (5::int);
SELECT * FROM (SELECT 5 AS n, s FROM a GROUP BY ROLLUP (s, 5::int)) x WHERE n = 5 ORDER BY 2;
SELECT NULL::text, (k > 3), count(*) FROM a GROUP BY CUBE (NULL::text, (k > 3), NULL::int) ORDER BY 3, 2;
SELECT (SELECT 1 WHERE x.n IS NULL), s FROM (SELECT 5 AS n, s FROM a GROUP BY ROLLUP (s, 5::int)) x ORDER BY 2, 1;
SELECT 7 AS n, sum(count(*)) OVER (ORDER BY count(*)) FROM a GROUP BY ROLLUP (7::int);
SELECT 2 AS two, k FROM a WHERE k < 2 GROUP BY 2::int, k ORDER BY k LIMIT 3;

-- a grouping expression that HAVING takes apart
SELECT count(*) FROM a GROUP BY (k > 3 AND v > 0) HAVING (k > 3 AND v > 0);
SELECT (k > 3 AND v > 0) AS g, count(*) FROM a GROUP BY GROUPING SETS ((k > 3 AND v > 0), ()) HAVING (k > 3 AND v > 0) IS NOT NULL ORDER BY 1;
SELECT count(*) FROM a GROUP BY (k > 3 OR v > 0) HAVING (k > 3 OR v > 0) AND count(*) > 0;

-- several columns equal to one constant: an index answers one of the conditions
CREATE TABLE d (id int PRIMARY KEY, k int, v int, w int, s text);
INSERT INTO d SELECT i, i % 50, i % 7, i % 6, 's' || i % 9 FROM generate_series(1, 3000) i;
CREATE INDEX d_k ON d (k);
CREATE INDEX d_p ON d (w) WHERE v > 3;
ANALYZE d;
SELECT count(*) FROM d WHERE k = 5 AND v = 5;
EXPLAIN (COSTS OFF) SELECT count(*) FROM d WHERE k = 5 AND v = 5;
SELECT count(*) FROM d WHERE k = 5 AND v = 5 AND w = 5;
SELECT count(*) FROM d WHERE k = 5 AND k = v;
SELECT count(*) FROM d WHERE w = 4 AND v = 4;
EXPLAIN (COSTS OFF) SELECT count(*) FROM d WHERE id = 5 AND v = 5;
SELECT count(*) FROM d WHERE id = 5 AND v = 5 AND w = 5;
SELECT count(*) FROM d WHERE id = 4 AND k = 4 AND v = 4;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT count(*) FROM d WHERE k = 5 AND v = 5;
SELECT count(*) FROM d x JOIN d y ON y.k = x.id AND y.v = x.id AND x.id = 3;
SELECT count(*) FROM d x JOIN d y ON y.k = x.id AND y.v = x.id WHERE x.s = 's3' AND x.id < 40;
RESET ALL;
PREPARE same(int) AS SELECT count(*) FROM d WHERE k = $1 AND v = $1;
EXECUTE same(5);
SET plan_cache_mode = force_generic_plan;
EXECUTE same(5);
EXECUTE same(6);
RESET ALL;
UPDATE d SET s = 'changed' WHERE k = 5 AND v = 5;
SELECT count(*) FROM d WHERE s = 'changed';
DELETE FROM d WHERE k = 6 AND v = 6 AND w = 6;
SELECT count(*) FROM d WHERE k = 6;
