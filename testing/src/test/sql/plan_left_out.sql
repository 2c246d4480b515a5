-- What a plan leaves out: outputs of subqueries that nobody reads, left joins that change nothing, doubled order.
CREATE TABLE a (id int PRIMARY KEY, k int, v int, s text);
CREATE TABLE b (id int PRIMARY KEY, k int, v bigint, s text);
INSERT INTO a SELECT i, i % 7, i % 5, 'a' || i % 3 FROM generate_series(1, 20) i;
INSERT INTO b SELECT i, i % 6, i % 4, 'b' || i % 3 FROM generate_series(5, 30) i;
CREATE VIEW totals AS SELECT k, count(*) AS n, sum(v) AS total, max(s) AS top FROM b GROUP BY k;
CREATE FUNCTION noisy(int) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT $1';
ANALYZE a;
ANALYZE b;
SET enable_hashjoin = off;
SET enable_mergejoin = off;

-- outputs nobody reads
EXPLAIN (COSTS OFF, VERBOSE) SELECT n FROM totals;
EXPLAIN (COSTS OFF, VERBOSE) SELECT k FROM totals WHERE n > 2;
EXPLAIN (COSTS OFF, VERBOSE) SELECT 1 FROM totals;
EXPLAIN (COSTS OFF, VERBOSE) SELECT k FROM totals WHERE k = 3;
EXPLAIN (COSTS OFF, VERBOSE) SELECT top FROM totals WHERE k < 3 ORDER BY total;
EXPLAIN (COSTS OFF, VERBOSE) SELECT totals FROM totals;
EXPLAIN (COSTS OFF, VERBOSE) SELECT a.id FROM a JOIN totals t ON t.k = a.id AND t.n > 1;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT id, 1 / (k - k) AS bad, s FROM a OFFSET 0) x;
SELECT x.id FROM (SELECT id, 1 / (k - k) AS bad FROM a OFFSET 0) x ORDER BY 1 LIMIT 2;
SELECT count(*) FROM (SELECT id, 1 / (k - k) AS bad FROM a LIMIT 5) x;
SELECT x.id FROM (SELECT id, 1 / (k - k) AS bad FROM a OFFSET 0) x WHERE bad > 0;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT id, noisy(k) AS f, k + 1 AS g FROM a OFFSET 0) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT id, generate_series(1, k) AS f, upper(s) AS g FROM a OFFSET 0) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT DISTINCT id, upper(s) AS g FROM a) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT DISTINCT ON (k) id, k, upper(s) AS g FROM a ORDER BY k, v) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT id, upper(s) AS g FROM a ORDER BY 2 LIMIT 3) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT id, row_number() OVER (ORDER BY v) AS n, k AS h FROM a) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.n FROM (SELECT id, row_number() OVER (ORDER BY v) AS n, rank() OVER (ORDER BY k) AS h FROM a) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT id, k FROM a UNION SELECT id, k FROM b) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.n FROM a JOIN (SELECT count(*) AS n, k, sum(v) FROM b GROUP BY k) x ON x.k = a.id;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT id, (SELECT max(k) FROM b WHERE b.id = a.id) AS m FROM a OFFSET 0) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT count(*) FROM (SELECT count(*), sum(k) FROM a) x;
EXPLAIN (COSTS OFF, VERBOSE) WITH w AS MATERIALIZED (SELECT id, upper(s) FROM a) SELECT id FROM w;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM a, LATERAL (SELECT b.id, b.k + a.k AS both FROM b WHERE b.id = a.id OFFSET 0) x;
EXPLAIN (COSTS OFF, VERBOSE) INSERT INTO a (id) SELECT x.id FROM (SELECT id + 100 AS id, upper(s) FROM b OFFSET 0) x;
EXPLAIN (COSTS OFF, VERBOSE) SELECT x.id FROM (SELECT id, upper(s) AS g FROM a OFFSET 0) x FOR UPDATE;
EXPLAIN (COSTS OFF, VERBOSE) UPDATE a SET k = x.k FROM (SELECT id, k, upper(s) AS g FROM b OFFSET 0) x WHERE x.id = a.id;

-- left joins with subqueries of one row, or one for each key
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT count(*) AS n FROM b) x ON true;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT count(*) AS n FROM b) x ON x.n = a.k;
EXPLAIN (COSTS OFF) SELECT a.id, x.n FROM a LEFT JOIN (SELECT count(*) AS n FROM b) x ON x.n = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN totals t ON t.k = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN totals t ON t.n = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN totals t ON t.k = a.k AND t.n > 1;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN totals t ON t.k = 3;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN totals t ON t.k > a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN totals t ON t.k = a.k WHERE t.n IS NULL;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT DISTINCT k, s FROM b) t ON t.k = a.k AND t.s = a.s;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT DISTINCT k, s FROM b) t ON t.k = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT DISTINCT ON (k) k, s FROM b) t ON t.k = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT k FROM b UNION SELECT k FROM a) t ON t.k = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT k FROM b UNION ALL SELECT k FROM b b2) t ON t.k = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT k, s FROM b EXCEPT SELECT k, s FROM a) t ON t.k = a.k AND a.s = t.s;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT k FROM b GROUP BY ROLLUP (k)) t ON t.k = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT sum(k) FROM b GROUP BY GROUPING SETS (())) t ON t.sum = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT DISTINCT v FROM b) t ON t.v = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT k, generate_series(1, 2) FROM b GROUP BY k) t ON t.k = a.k;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN LATERAL (SELECT count(*) FROM b WHERE b.k = a.k) t ON true;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN totals t ON t.k = a.k LEFT JOIN b ON b.id = t.n;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (totals t LEFT JOIN b ON b.id = t.k) ON t.k = a.k;
EXPLAIN (COSTS OFF) SELECT count(*) FROM a LEFT JOIN totals t ON t.k = a.k GROUP BY a.k;
SELECT count(*) FROM a LEFT JOIN totals t ON t.k = a.k;
SELECT count(*) FROM a LEFT JOIN (SELECT count(*) FROM b) x ON true;

-- ordered by twice
SELECT DISTINCT ON (id) id, k FROM a ORDER BY id DESC, k, id LIMIT 2;
SELECT DISTINCT ON (id) id, k FROM a ORDER BY id, k, id DESC LIMIT 2;
SELECT DISTINCT ON (k, v) k, v FROM a ORDER BY k DESC, v, k, v DESC, id LIMIT 2;
SELECT DISTINCT ON (id) id, k FROM a ORDER BY k, id LIMIT 2;
SELECT id FROM a ORDER BY id DESC NULLS LAST, id NULLS FIRST, k LIMIT 2;
EXPLAIN (COSTS OFF) SELECT id FROM a ORDER BY s DESC, s, k, s USING >, k USING <;
