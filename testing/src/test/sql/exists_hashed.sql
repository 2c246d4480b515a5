-- EXISTS in places where it cannot become a join: by row or by hash table; rows compared with subqueries.
CREATE TABLE o (id int PRIMARY KEY, a int, b text, c numeric);
CREATE TABLE i (k int, v int, t text, n numeric, id int PRIMARY KEY);
INSERT INTO o SELECT g, CASE WHEN g % 7 = 0 THEN NULL ELSE g % 13 END, 't' || g % 5, g / 2.0 FROM generate_series(1, 200) g;
INSERT INTO i SELECT CASE WHEN g % 11 = 0 THEN NULL ELSE g * 3 END, g % 4, 't' || g % 9, g, g FROM generate_series(1, 60) g;
ANALYZE o, i;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id) OR o.a = 3;
SELECT count(*), sum(id) FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE o.id = i.k AND i.v = 2 AND o.b = i.t) OR o.a = 3;
SELECT count(*), sum(id) FROM o WHERE EXISTS (SELECT 1 FROM i WHERE o.id = i.k AND i.v = 2 AND o.b = i.t) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE NOT EXISTS (SELECT 1 FROM i WHERE i.k = o.a) OR o.id < 4;
SELECT count(*), sum(id) FROM o WHERE NOT EXISTS (SELECT 1 FROM i WHERE i.k = o.a) OR o.id < 4;
EXPLAIN (COSTS OFF) SELECT id, EXISTS (SELECT 1 FROM i WHERE i.k = o.a) AS e FROM o;
SELECT e, count(*) FROM (SELECT id, EXISTS (SELECT 1 FROM i WHERE i.k = o.a) AS e FROM o OFFSET 0) s GROUP BY e ORDER BY e;
EXPLAIN (COSTS OFF) SELECT id FROM o WHERE (EXISTS (SELECT 1 FROM i WHERE i.k = o.a)) IS TRUE;
SELECT count(*) FROM o WHERE (EXISTS (SELECT 1 FROM i WHERE i.k = o.a)) IS NOT TRUE;
-- an index serves few rows
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE id = 5 AND (EXISTS (SELECT 1 FROM i WHERE i.id = o.a) OR a = 99);
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE id < 150 AND (EXISTS (SELECT 1 FROM i WHERE i.id = o.a) OR a = 99);
-- what cannot be hashed
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k < o.id) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id AND i.v < o.a) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k + o.a = o.id) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id AND random() < 2) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT count(*) FROM i WHERE i.k = o.id) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id OFFSET 1) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i JOIN i j ON i.k = o.id AND j.id = i.id) OR o.a = 3;
-- LIMIT, ORDER BY, DISTINCT and GROUP BY do not matter
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT DISTINCT v FROM i WHERE i.k = o.id ORDER BY v LIMIT 1) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT v FROM i WHERE i.k = o.id GROUP BY v) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id LIMIT 1);
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id LIMIT 0);
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id LIMIT NULL) OR o.a = 3;
SELECT count(*) FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id LIMIT 0) OR o.a = 3;
-- joins below, expressions, other types
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i JOIN i j USING (id) WHERE i.k = o.id + 1) OR o.a = 3;
SELECT count(*), sum(id) FROM o WHERE EXISTS (SELECT 1 FROM i JOIN i j USING (id) WHERE i.k = o.id + 1) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT * FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.n = o.c AND upper(i.t) = upper(o.b)) OR o.a = 3;
SELECT count(*), sum(id) FROM o WHERE EXISTS (SELECT 1 FROM i WHERE i.n = o.c AND upper(i.t) = upper(o.b)) OR o.a = 3;
SELECT count(*), sum(id) FROM o WHERE EXISTS (SELECT 1 FROM i WHERE o.id = i.k AND EXISTS (SELECT 1 FROM i x WHERE x.v = i.v AND x.id = 7)) OR o.a IS NULL;
EXPLAIN (COSTS OFF) SELECT * FROM o x WHERE x.id < 9 AND (SELECT count(*) FROM o y WHERE EXISTS (SELECT 1 FROM i WHERE i.k = y.id AND i.v = x.id) OR y.a = 3) > 1;
SELECT x.id FROM o x WHERE x.id < 9 AND (SELECT count(*) FROM o y WHERE EXISTS (SELECT 1 FROM i WHERE i.k = y.id AND i.v = x.id) OR y.a = 3) > 18 ORDER BY 1;
EXPLAIN (COSTS OFF) SELECT o.id FROM o LEFT JOIN i ON o.id = i.id AND (EXISTS (SELECT 1 FROM i z WHERE z.k = o.id) OR o.a = 3);
SELECT count(i.id) FROM o LEFT JOIN i ON o.id = i.id AND (EXISTS (SELECT 1 FROM i z WHERE z.k = o.id) OR o.a = 3);
EXPLAIN (COSTS OFF) UPDATE o SET b = b WHERE EXISTS (SELECT 1 FROM i WHERE i.k = o.id) OR o.a = 3;
EXPLAIN (COSTS OFF) SELECT a, bool_or(EXISTS (SELECT 1 FROM i WHERE i.k = o.id)) FROM o GROUP BY a HAVING EXISTS (SELECT 1 FROM i WHERE i.k = o.a);
SELECT a, bool_or(EXISTS (SELECT 1 FROM i WHERE i.k = o.id)) FROM o GROUP BY a HAVING EXISTS (SELECT 1 FROM i WHERE i.k = o.a) ORDER BY 1;
EXPLAIN (COSTS OFF) SELECT CASE WHEN EXISTS (SELECT 1 FROM i WHERE i.k = o.a) THEN 1 ELSE 2 END FROM o ORDER BY 1;
-- rows compared with one row
EXPLAIN (COSTS OFF) SELECT id FROM o WHERE (a, id) = (SELECT 3, 16);
SELECT id FROM o WHERE (a, id) = (SELECT 3, 16);
EXPLAIN (COSTS OFF, VERBOSE) SELECT id, (id, a) < (SELECT 3, 16) FROM o WHERE id < 5;
SELECT id, (id, a) < (SELECT 3, 16) FROM o WHERE id < 5 ORDER BY 1;
SELECT id FROM o WHERE (id, a) <= (SELECT 3, 3) ORDER BY 1;
SELECT id FROM o WHERE (id, a) >= (SELECT max(id), 0 FROM o) ORDER BY 1;
SELECT count(*) FROM o WHERE (id, a) <> (SELECT 3, 16);
SELECT count(*) FROM o WHERE (id, a) = (SELECT id, v FROM i WHERE id < 0);
SELECT count(*) FROM o WHERE (id, a) = (SELECT id, v FROM i);
EXPLAIN (COSTS OFF) SELECT id FROM o WHERE (a, id) = (SELECT v, k FROM i WHERE i.id = o.id);
SELECT id FROM o WHERE (id, id) > (SELECT v, k FROM i WHERE i.id = o.id) AND id < 9 ORDER BY id;
EXPLAIN (COSTS OFF) SELECT (1, 2) = (SELECT 1, 2);
SELECT (1, 2) = (SELECT 1, 2), (1, 2) < (SELECT 1, 3), (1, NULL) < (SELECT 1, 3), (1, 2) IN (SELECT 1, 2);
