-- Aggregation and set operations whose groups exceed work_mem.
CREATE TABLE r (k int, g int, v bigint, n numeric, t text);
INSERT INTO r SELECT (i * 17) % 12007, i % 10, i, i / 7.0, repeat('x', i % 20) || i % 9001 FROM generate_series(1, 30000) i;
INSERT INTO r SELECT NULL, NULL, i, NULL, NULL FROM generate_series(1, 100) i;
ANALYZE r;
SET work_mem = '64kB';
SET max_parallel_workers_per_gather = 0;
SET enable_sort = off;
SELECT count(*), sum(k), sum(c), sum(s), min(m), max(x), sum(length(x)), sum(a) FROM
  (SELECT k, count(*) AS c, sum(v) AS s, min(t) AS m, max(t) AS x, avg(n)::numeric(20, 4) AS a FROM r GROUP BY k) q;
SELECT count(*), sum(length(t)), sum(c) FROM (SELECT t, count(*) AS c FROM r GROUP BY t HAVING count(*) > 2) q;
SELECT count(*), sum(k) FROM (SELECT DISTINCT k, g FROM r) q;
SELECT count(*), sum(length(a)), sum(s) FROM
  (SELECT k, string_agg(t, ',') AS a, sum(array_length(x, 1)) AS s FROM (SELECT k, t, ARRAY[v, v] AS x FROM r) y GROUP BY k) q;
SELECT count(*), sum(c) FILTER (WHERE c > 2), sum(f) FROM
  (SELECT k, count(*) AS c, count(*) FILTER (WHERE v % 2 = 0) AS f FROM r GROUP BY k) q;
SELECT g, count(*), sum(c), min(k), max(k) FROM
  (SELECT k, g, count(*) AS c FROM r GROUP BY k, g) q GROUP BY g ORDER BY g;
-- grouping sets, each with its own table
SELECT gk, gg, count(*), sum(k), sum(g), sum(c), sum(s) FROM
  (SELECT k, g, GROUPING(k) AS gk, GROUPING(g) AS gg, count(*) AS c, sum(v) AS s FROM r GROUP BY CUBE (k, g)) q
  GROUP BY gk, gg ORDER BY gk, gg;
SELECT count(*), sum(c), sum(length(t)) FROM
  (SELECT t, k, count(*) AS c FROM r GROUP BY GROUPING SETS ((t, k), (t), ())) q;
-- asked again with other groups
SELECT i, (SELECT count(*) FROM (SELECT k % (1000 * i), sum(v) FROM r GROUP BY 1) q) FROM generate_series(1, 3) i ORDER BY i;
-- set operations
SELECT count(*), sum(k), sum(v) FROM (SELECT k, v FROM r WHERE g < 8 INTERSECT SELECT k, v FROM r WHERE g > 3) q;
SELECT count(*), sum(k) FROM (SELECT k FROM r WHERE g < 8 INTERSECT ALL SELECT k FROM r WHERE g > 3) q;
SELECT count(*), sum(k) FROM (SELECT k FROM r WHERE g < 8 EXCEPT SELECT k FROM r WHERE g > 6) q;
SELECT count(*), sum(k) FROM (SELECT k FROM r EXCEPT ALL SELECT k FROM r WHERE g > 6) q;
SELECT count(*), sum(length(t)) FROM (SELECT t FROM r UNION SELECT t || 'y' FROM r) q;
RESET enable_sort;
-- by sorting
SET enable_hashagg = off;
SELECT count(*), sum(k), sum(c), sum(s), min(m), max(x) FROM
  (SELECT k, count(*) AS c, sum(v) AS s, min(t) AS m, max(t) AS x FROM r GROUP BY k) q;
SELECT count(*), sum(k), sum(v) FROM (SELECT k, v FROM r WHERE g < 8 INTERSECT SELECT k, v FROM r WHERE g > 3) q;
SELECT count(*), sum(k) FROM (SELECT k FROM r WHERE g < 8 INTERSECT ALL SELECT k FROM r WHERE g > 3) q;
SELECT count(*), sum(k) FROM (SELECT k FROM r WHERE g < 8 EXCEPT SELECT k FROM r WHERE g > 6) q;
SELECT count(*), sum(k) FROM (SELECT k FROM r EXCEPT ALL SELECT k FROM r WHERE g > 6) q;
RESET enable_hashagg;
-- DISTINCT and ORDER BY within aggregates
SELECT count(DISTINCT k), count(DISTINCT t), sum(DISTINCT g), count(DISTINCT (k, g)) FROM r;
SELECT g, count(DISTINCT k), count(DISTINCT t), sum(DISTINCT v) FROM r GROUP BY g ORDER BY g;
SELECT g, md5(string_agg(t, ',' ORDER BY v DESC)), md5(string_agg(DISTINCT t, ',' ORDER BY t)) FROM r GROUP BY g ORDER BY g;
SELECT md5(array_agg(v ORDER BY t COLLATE "C" NULLS FIRST, v)::text) FROM r;
SELECT g, k IS NULL AS n, count(DISTINCT t), count(DISTINCT k) FROM r GROUP BY GROUPING SETS ((g), (k IS NULL), ()) ORDER BY g, n, 3;
