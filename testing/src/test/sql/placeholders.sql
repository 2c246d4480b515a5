-- Computed columns of subqueries below outer joins: merged into the query around them, NULL with their rows.
CREATE TABLE a (id int PRIMARY KEY, x int, t text);
CREATE TABLE b (id int PRIMARY KEY, a int, y int, t text);
CREATE TABLE c (id int PRIMARY KEY, b int, z int);
INSERT INTO a SELECT i, i % 7, 'a' || i FROM generate_series(1, 20) i;
INSERT INTO b SELECT i, i % 12, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 5 END, CASE WHEN i % 4 = 0 THEN NULL ELSE 'b' || i END FROM generate_series(1, 15) i;
INSERT INTO c SELECT i, i % 9, i % 4 FROM generate_series(1, 12) i;
ANALYZE a, b, c;

-- a constant says whether there was a match
EXPLAIN (COSTS OFF) SELECT a.id, s.hit FROM a LEFT JOIN (SELECT a AS k, true AS hit FROM b) s ON s.k = a.id;
SELECT a.id, s.hit FROM a LEFT JOIN (SELECT a AS k, true AS hit FROM b) s ON s.k = a.id ORDER BY 1, 2;
EXPLAIN (VERBOSE, COSTS OFF) SELECT a.id, s.hit FROM a LEFT JOIN (SELECT a AS k, 1 AS hit FROM b) s ON s.k = a.id;
EXPLAIN (VERBOSE, COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x;
SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x ORDER BY 1, 2;
-- strict expressions need nothing
EXPLAIN (VERBOSE, COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, y + 1 AS v FROM b) s ON s.k = a.x;
SELECT sum(v), count(v), count(*) FROM a LEFT JOIN (SELECT id AS k, y + 1 AS v FROM b) s ON s.k = a.x;
-- conditions above
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x WHERE s.v IS NULL;
SELECT a.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x WHERE s.v IS NULL ORDER BY 1;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x WHERE s.v = -1;
SELECT a.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x WHERE s.v = -1 ORDER BY 1;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT id AS k, 5 AS v FROM b) s ON s.k = a.x WHERE s.v > 4;
SELECT a.id FROM a LEFT JOIN (SELECT id AS k, 5 AS v FROM b) s ON s.k = a.x WHERE s.v > 4 ORDER BY 1;
SELECT a.id FROM a LEFT JOIN (SELECT id AS k, 5 AS v FROM b) s ON s.k = a.x WHERE coalesce(s.v, 0) = 0 ORDER BY 1;
-- in the ON condition itself there is no need of one
EXPLAIN (COSTS OFF) SELECT * FROM a LEFT JOIN (SELECT coalesce(y, 0) AS k FROM b) s ON s.k = a.x;
SELECT a.id, s.k FROM a LEFT JOIN (SELECT coalesce(y, 0) AS k FROM b) s ON s.k = a.x ORDER BY 1, 2;
EXPLAIN (COSTS OFF) SELECT a.id, s.one FROM a LEFT JOIN (SELECT 1 AS one FROM b) s ON s.one = a.x;
SELECT a.id, s.one, count(*) FROM a LEFT JOIN (SELECT 1 AS one FROM b) s ON s.one = a.x GROUP BY 1, 2 ORDER BY 1;
-- computed from two tables
EXPLAIN (VERBOSE, COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT b.a AS k, coalesce(b.y, c.z) AS v FROM b JOIN c ON c.b = b.id) s ON s.k = a.id;
SELECT a.id, s.v FROM a LEFT JOIN (SELECT b.a AS k, coalesce(b.y, c.z) AS v FROM b JOIN c ON c.b = b.id) s ON s.k = a.id ORDER BY 1, 2;
EXPLAIN (COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT b.a AS k, coalesce(b.y, c.z) AS v FROM b LEFT JOIN c ON c.b = b.id) s ON s.k = a.id;
SELECT a.id, s.v FROM a LEFT JOIN (SELECT b.a AS k, coalesce(b.y, c.z) AS v FROM b LEFT JOIN c ON c.b = b.id) s ON s.k = a.id ORDER BY 1, 2;
-- a constant of a subquery that joins
EXPLAIN (VERBOSE, COSTS OFF) SELECT a.id, s.hit FROM a LEFT JOIN (SELECT b.a AS k, 'x'::text AS hit FROM b LEFT JOIN c ON c.b = b.id) s ON s.k = a.id;
SELECT a.id, s.hit, count(*) FROM a LEFT JOIN (SELECT b.a AS k, 'x'::text AS hit FROM b LEFT JOIN c ON c.b = b.id) s ON s.k = a.id GROUP BY 1, 2 ORDER BY 1;
-- one in another
EXPLAIN (VERBOSE, COSTS OFF) SELECT a.id, o.w FROM a LEFT JOIN (SELECT b.id AS k, coalesce(i.v, 'none') AS w FROM b LEFT JOIN (SELECT b AS bk, CASE WHEN z > 1 THEN 'big' END AS v FROM c) i ON i.bk = b.id) o ON o.k = a.x;
SELECT a.id, o.w FROM a LEFT JOIN (SELECT b.id AS k, coalesce(i.v, 'none') AS w FROM b LEFT JOIN (SELECT b AS bk, CASE WHEN z > 1 THEN 'big' END AS v FROM c) i ON i.bk = b.id) o ON o.k = a.x ORDER BY 1, 2;
SELECT a.id, o.v FROM a LEFT JOIN (SELECT b.id AS k, i.v FROM b LEFT JOIN (SELECT b AS bk, 7 AS v FROM c) i ON i.bk = b.id) o ON o.k = a.x ORDER BY 1, 2;
-- right and full joins
EXPLAIN (COSTS OFF) SELECT s.v, a.id FROM (SELECT id AS k, coalesce(y, -1) AS v FROM b) s RIGHT JOIN a ON s.k = a.x;
SELECT s.v, a.id FROM (SELECT id AS k, coalesce(y, -1) AS v FROM b) s RIGHT JOIN a ON s.k = a.x ORDER BY 2, 1;
EXPLAIN (VERBOSE, COSTS OFF) SELECT * FROM (SELECT id AS k, 1 AS l FROM a) p FULL JOIN (SELECT a AS k, 2 AS r FROM b) s ON p.k = s.k;
SELECT * FROM (SELECT id AS k, 1 AS l FROM a) p FULL JOIN (SELECT a AS k, 2 AS r FROM b) s ON p.k = s.k ORDER BY 1, 3;
SELECT * FROM (SELECT id, coalesce(x, 0) AS k FROM a) p FULL JOIN (SELECT id, coalesce(y, 0) AS k FROM b) s USING (k) ORDER BY 1, 2, 3;
SELECT k, l, r FROM (SELECT id AS k, 1 AS l FROM a) p FULL JOIN (SELECT a AS k, 2 AS r FROM b) s USING (k) WHERE l IS NULL OR r IS NULL ORDER BY 1;
-- joins above that compare it
EXPLAIN (COSTS OFF) SELECT a.id, s.v, c.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 1) AS v FROM b) s ON s.k = a.x LEFT JOIN c ON c.id = s.v;
SELECT a.id, s.v, c.id, c.z FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 1) AS v FROM b) s ON s.k = a.x LEFT JOIN c ON c.id = s.v ORDER BY 1, 2, 3;
EXPLAIN (COSTS OFF) SELECT a.id, s.v, c.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 1) AS v FROM b) s ON s.k = a.x JOIN c ON c.id = s.v;
SELECT a.id, s.v, c.id, c.z FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 1) AS v FROM b) s ON s.k = a.x JOIN c ON c.id = s.v ORDER BY 1, 2, 3;
SELECT a.id, s.v, c.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 1) AS v FROM b) s ON s.k = a.x JOIN c ON c.id = coalesce(s.v, 12) ORDER BY 1, 2, 3;
-- grouped, sorted, distinct
EXPLAIN (COSTS OFF) SELECT s.v, count(*) FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x GROUP BY s.v ORDER BY s.v;
SELECT s.v, count(*) FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x GROUP BY s.v ORDER BY s.v;
SELECT DISTINCT s.v, s.v + 1 FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x ORDER BY 1;
SELECT s.v, grouping(s.v), count(*) FROM a LEFT JOIN (SELECT id AS k, 3 AS v FROM b) s ON s.k = a.x + 3 GROUP BY ROLLUP (s.v) ORDER BY 1, 2, 3;
SELECT a.id, s.v, rank() OVER (PARTITION BY s.v ORDER BY a.id) FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x ORDER BY 1;
-- whole rows
SELECT a.id, s FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM b) s ON s.k = a.x WHERE a.id < 9 ORDER BY 1;
SELECT a.id, s IS NULL, s.*::text FROM a LEFT JOIN (SELECT id AS k, y FROM b) s ON s.k = a.x WHERE a.id < 9 ORDER BY 1;
-- subqueries inside
EXPLAIN (COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, (SELECT max(z) FROM c WHERE c.b = b.id) AS v FROM b) s ON s.k = a.x;
SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, (SELECT max(z) FROM c WHERE c.b = b.id) AS v FROM b) s ON s.k = a.x ORDER BY 1;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT id AS k, (SELECT max(z) FROM c WHERE c.b = b.id) AS v FROM b) s ON s.k + 0 = a.x;
SELECT a.id, (SELECT count(*) FROM c WHERE c.z = s.v) FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 2) AS v FROM b) s ON s.k = a.x ORDER BY 1;
SELECT a.id, l.n FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 2) AS v FROM b) s ON s.k = a.x, LATERAL (SELECT count(*) AS n FROM c WHERE c.z = s.v) l ORDER BY 1;
SELECT a.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 2) AS v FROM b) s ON s.k = a.x WHERE EXISTS (SELECT 1 FROM c WHERE c.z = s.v) ORDER BY 1;
SELECT a.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 2) AS v FROM b) s ON s.k = a.x WHERE s.v IN (SELECT z FROM c) ORDER BY 1;
SELECT a.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 2) AS v FROM b) s ON s.k = a.x WHERE NOT EXISTS (SELECT 1 FROM c WHERE c.z = s.v) ORDER BY 1;
SELECT a.id, s.k, s.v FROM a LEFT JOIN LATERAL (SELECT id AS k, coalesce(y, a.x) AS v FROM b WHERE b.a = a.id) s ON true ORDER BY 1, 2;
SELECT a.id, s.k, s.v FROM a LEFT JOIN LATERAL (SELECT id AS k, coalesce(y, 77) AS v FROM b WHERE b.a = a.id) s ON true ORDER BY 1, 2;
SELECT id, (SELECT string_agg(coalesce(s.v, 'no'), ',' ORDER BY c.id) FROM c LEFT JOIN (SELECT b.id AS k, 'a' || a.id || coalesce(t, '') AS v FROM b) s ON s.k = c.b WHERE c.z = a.x) FROM a WHERE id < 8 ORDER BY 1;
-- joins nobody needs
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 2) AS v FROM b) s ON s.k = a.x;
EXPLAIN (COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT b.id AS k, coalesce(b.y, 2) AS v FROM b LEFT JOIN c ON c.id = b.y) s ON s.k = a.x;
EXPLAIN (COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT b.id AS k, 2 AS v FROM b LEFT JOIN c ON c.id = b.y) s ON s.k = a.x;
-- views, indexes, inheritance, changes
CREATE VIEW v AS SELECT id, a, coalesce(y, 0) AS y, 'view' AS kind, t IS NULL AS untitled FROM b;
EXPLAIN (VERBOSE, COSTS OFF) SELECT a.id, v.* FROM a LEFT JOIN v ON v.id = a.x;
SELECT a.id, v.* FROM a LEFT JOIN v ON v.id = a.x ORDER BY 1;
SELECT a.id, v.kind, w.kind FROM a LEFT JOIN v ON v.id = a.x LEFT JOIN v w ON w.id = v.y AND w.untitled ORDER BY 1;
CREATE TABLE p (id int, y int);
CREATE TABLE p1 (e int) INHERITS (p);
INSERT INTO p SELECT i, nullif(i % 3, 0) FROM generate_series(1, 6) i;
INSERT INTO p1 SELECT i, nullif(i % 3, 0), i FROM generate_series(4, 10) i;
EXPLAIN (VERBOSE, COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM p) s ON s.k = a.id;
SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM p) s ON s.k = a.id ORDER BY 1, 2;
SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, coalesce(y, -1) AS v FROM p) s ON s.k = a.id WHERE s.v < 0 ORDER BY 1, 2;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, coalesce(id, -1) AS v FROM b) s ON s.k = a.id;
SELECT a.id, s.v FROM a LEFT JOIN (SELECT id AS k, coalesce(id, -1) AS v FROM b) s ON s.k = a.id ORDER BY 1;
SELECT a.id, s.v, c.z FROM a LEFT JOIN (SELECT id AS k, coalesce(y, 1) AS v FROM b) s ON s.k = a.x LEFT JOIN c ON c.id = s.v ORDER BY 1, 2, 3;
RESET ALL;
BEGIN;
UPDATE a SET x = s.v FROM c LEFT JOIN (SELECT id AS k, coalesce(y, 100) AS v FROM b) s ON s.k = c.b WHERE c.id = a.id RETURNING a.id, a.x, s.v, c.b;
DELETE FROM a USING c LEFT JOIN (SELECT id AS k, 1 AS one FROM b) s ON s.k = c.b WHERE c.id = a.id AND s.one IS NULL RETURNING a.id;
ROLLBACK;
MERGE INTO a USING (SELECT c.id, s.v FROM c LEFT JOIN (SELECT id AS k, coalesce(y, 100) AS v FROM b) s ON s.k = c.b) m ON m.id = a.id + 10 WHEN MATCHED THEN UPDATE SET x = m.v WHEN NOT MATCHED THEN INSERT VALUES (m.id + 100, m.v, 'new');
SELECT * FROM a ORDER BY id;
-- a condition without columns below an outer join, beside another outer join
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN (SELECT b.a AS k FROM b CROSS JOIN (SELECT id FROM c WHERE z > 1) i LEFT JOIN unnest(ARRAY[1, 2]) u(n) ON i.id = u.n WHERE false) s ON s.k = a.x;
SELECT count(*) FROM a LEFT JOIN (SELECT b.a AS k, 1 AS one FROM b CROSS JOIN LATERAL (SELECT id FROM c WHERE z > 1) i LEFT JOIN unnest(ARRAY[1, 2]) u(n) ON i.id = u.n WHERE false) s ON s.k = a.x;
-- what equals itself is not null
EXPLAIN (COSTS OFF) SELECT id FROM a WHERE x = x;
EXPLAIN (COSTS OFF) SELECT id FROM a WHERE x + id = x + id AND t >= t;
EXPLAIN (COSTS OFF) SELECT a.id FROM a LEFT JOIN b ON b.a = a.id AND b.y = b.y WHERE a.x = a.x;
EXPLAIN (COSTS OFF) SELECT a.id FROM a JOIN b ON b.y + a.x = b.y + a.x;
SELECT count(*) FROM b WHERE y = y;
SELECT count(*) FROM a LEFT JOIN b ON b.a = a.id AND b.y = b.y WHERE a.x = a.x;
SELECT count(*) FROM a JOIN b ON b.y + a.x = b.y + a.x;
SELECT count(*) FROM a LEFT JOIN b ON b.a = a.id WHERE b.y = b.y;
EXPLAIN (COSTS OFF) SELECT s.v FROM (SELECT coalesce(y, a) AS v FROM b) s WHERE s.v = s.v;
-- functions that return sets over nothing
CREATE TABLE r (id int, l int[]);
EXPLAIN (COSTS OFF) SELECT unnest(l) FROM r WHERE id < 5 AND false;
SELECT unnest(l), id FROM r WHERE id < 5 AND false;
SELECT count(*) FROM a LEFT JOIN (SELECT i.z AS k FROM (SELECT unnest(l) AS w, generate_series(1, 2) AS z FROM r) i WHERE false) s ON s.k = a.x;
