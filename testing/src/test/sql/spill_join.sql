-- Joins whose hash table, sorts and inner groups exceed work_mem.
CREATE TABLE a (k int, v int, t text);
CREATE TABLE b (k int, w bigint, t text);
INSERT INTO a SELECT i % 7001, i, repeat('a', i % 30) || i FROM generate_series(1, 20000) i;
INSERT INTO b SELECT (i * 3) % 9001, i, repeat('b', i % 40) || i FROM generate_series(1, 15000) i;
INSERT INTO a SELECT NULL, i, 'null ' || i FROM generate_series(1, 300) i;
INSERT INTO b SELECT NULL, i, 'null ' || i FROM generate_series(1, 400) i;
INSERT INTO a SELECT 1, -i, 'skew ' || i FROM generate_series(1, 3000) i;
INSERT INTO b SELECT 1, -i, 'skew ' || i FROM generate_series(1, 50) i;
ANALYZE a;
ANALYZE b;
SET work_mem = '64kB';
SET max_parallel_workers_per_gather = 0;
-- hash joins of every type
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*), sum(v), sum(w), sum(length(a.t)), sum(length(b.t)) FROM a JOIN b USING (k);
SELECT count(*), sum(v), sum(w), sum(length(a.t)), sum(length(b.t)) FROM a LEFT JOIN b USING (k);
SELECT count(*), sum(v), sum(w), sum(length(a.t)), sum(length(b.t)) FROM a RIGHT JOIN b USING (k);
SELECT count(*), sum(v), sum(w), sum(length(a.t)), sum(length(b.t)) FROM a FULL JOIN b USING (k);
SELECT count(*), count(a.v), count(b.w) FROM a FULL JOIN b ON a.k = b.k AND a.v % 2 = b.w % 2;
SELECT count(*), count(a.v), count(b.w) FROM b LEFT JOIN a ON a.k = b.k AND a.v > b.w;
SELECT count(*), sum(v), sum(length(t)) FROM a WHERE EXISTS (SELECT FROM b WHERE b.k = a.k);
SELECT count(*), sum(v), sum(length(t)) FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.k = a.k);
SELECT count(*), sum(v) FROM a WHERE EXISTS (SELECT FROM b WHERE b.k = a.k AND b.w % 3 = a.v % 3);
SELECT count(*), sum(v) FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.k = a.k AND b.w % 3 = a.v % 3);
SELECT count(*), sum(x.v), sum(y.v) FROM a x JOIN a y ON x.t = y.t AND x.k = y.k;
SELECT count(*), sum(x.v), sum(y.v), sum(z.w) FROM a x JOIN a y ON x.v = y.v JOIN b z ON z.w = y.v;
-- a hash table asked again and again
SELECT g, (SELECT count(*) FROM a JOIN b ON a.k = b.k WHERE a.v % 3 = g) FROM generate_series(0, 2) g ORDER BY g;
-- merge joins of every type
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT count(*), sum(v), sum(w), sum(length(a.t)), sum(length(b.t)) FROM a JOIN b USING (k);
SELECT count(*), sum(v), sum(w), sum(length(a.t)), sum(length(b.t)) FROM a LEFT JOIN b USING (k);
SELECT count(*), sum(v), sum(w), sum(length(a.t)), sum(length(b.t)) FROM a RIGHT JOIN b USING (k);
SELECT count(*), sum(v), sum(w), sum(length(a.t)), sum(length(b.t)) FROM a FULL JOIN b USING (k);
SELECT count(*), count(a.v), count(b.w) FROM b LEFT JOIN a ON a.k = b.k AND a.v > b.w;
SELECT count(*), sum(v), sum(length(t)) FROM a WHERE EXISTS (SELECT FROM b WHERE b.k = a.k);
SELECT count(*), sum(v), sum(length(t)) FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.k = a.k);
SELECT count(*), sum(v) FROM a WHERE EXISTS (SELECT FROM b WHERE b.k = a.k AND b.w % 3 = a.v % 3);
SELECT count(*), sum(v) FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.k = a.k AND b.w % 3 = a.v % 3);
SELECT count(*), sum(x.v), sum(y.v) FROM a x JOIN a y ON x.t = y.t AND x.k = y.k;
SELECT count(*), sum(length(x.t)), sum(y.v) FROM a x JOIN a y ON x.k = y.k WHERE x.k = 1 OR x.k BETWEEN 100 AND 200;
-- no key has a partner
SELECT count(*), sum(v) FROM a FULL JOIN b ON a.k = -b.k - 1;
SELECT count(*), sum(v) FROM a RIGHT JOIN (SELECT * FROM b WHERE false) b ON a.k = b.k;
SELECT count(*), sum(w) FROM (SELECT * FROM a WHERE false) a RIGHT JOIN b ON a.k = b.k;
RESET enable_hashjoin;
-- sorts
SELECT count(*), sum(v) FILTER (WHERE v < l), min(t), max(t)
FROM (SELECT v, t, lag(v) OVER (ORDER BY t, v) AS l FROM a) x;
SELECT k, v, t FROM a ORDER BY t DESC, v OFFSET 23200 LIMIT 5;
SELECT k, v, t FROM a ORDER BY k DESC NULLS LAST, v LIMIT 3;
