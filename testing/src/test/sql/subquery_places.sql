-- Subqueries as values, conditions, arrays and rows, correlated at any depth.
CREATE TABLE p (id int PRIMARY KEY, name text, grade int, boss int);
CREATE TABLE q (pid int, score int, note text);
INSERT INTO p VALUES (1, 'ann', 3, NULL), (2, 'bob', 2, 1), (3, 'cid', 2, 1), (4, 'dee', 1, 2), (5, 'eve', NULL, 3);
INSERT INTO q VALUES (1, 10, 'x'), (1, 20, 'y'), (2, 5, NULL), (3, NULL, 'z'), (NULL, 99, 'lost');
-- scalar
SELECT name, (SELECT max(score) FROM q WHERE pid = p.id) AS best FROM p ORDER BY id;
SELECT name, (SELECT name FROM p b WHERE b.id = p.boss) FROM p ORDER BY id;
SELECT (SELECT score FROM q WHERE pid = 1);
SELECT (SELECT score FROM q WHERE pid = 77) IS NULL;
SELECT (SELECT 1, 2);
SELECT (SELECT * FROM p WHERE id = 1);
SELECT (SELECT p FROM p WHERE id = 1), (SELECT (p).name FROM p WHERE id = 2);
SELECT ((SELECT p FROM p WHERE id = 1)).grade;
SELECT (SELECT count(*) FROM p WHERE grade > (SELECT avg(grade) FROM p));
SELECT name FROM p ORDER BY (SELECT count(*) FROM q WHERE pid = p.id) DESC, name;
SELECT (SELECT sum(score) FROM q WHERE pid = p.id) AS s, count(*) FROM p GROUP BY 1 ORDER BY 1;
SELECT grade, (SELECT count(*) FROM q WHERE q.score > p.grade) FROM p GROUP BY grade ORDER BY grade;
SELECT grade, (SELECT count(*) FROM q WHERE q.score > p.id) FROM p GROUP BY grade;
SELECT grade, (SELECT max(p.id)) FROM p GROUP BY grade ORDER BY 1;
SELECT (SELECT max(p.id) FROM q) FROM p;
SELECT grade FROM p GROUP BY grade HAVING count(*) = (SELECT count(*) FROM q WHERE score = 10 * p.grade) + 1 ORDER BY 1;
SELECT name FROM p LIMIT (SELECT 2) OFFSET (SELECT count(*) - 4 FROM p);
SELECT CASE (SELECT 1) WHEN (SELECT 1) THEN (SELECT 'same') ELSE 'other' END;
SELECT coalesce((SELECT note FROM q WHERE pid = 2), (SELECT note FROM q WHERE pid = 3));
-- EXISTS
SELECT name FROM p WHERE EXISTS (SELECT FROM q WHERE pid = p.id) ORDER BY 1;
SELECT name FROM p WHERE NOT EXISTS (SELECT * FROM q WHERE pid = p.id AND score > 5) ORDER BY 1;
SELECT EXISTS (SELECT 1 FROM q WHERE false), EXISTS (SELECT count(*) FROM q WHERE false), EXISTS (SELECT 1 LIMIT 0);
SELECT name, EXISTS (SELECT 1 FROM q WHERE pid = id) FROM p ORDER BY id;
-- IN, ANY, ALL
SELECT name FROM p WHERE id IN (SELECT pid FROM q) ORDER BY 1;
SELECT name FROM p WHERE id NOT IN (SELECT pid FROM q) ORDER BY 1;
SELECT name FROM p WHERE id NOT IN (SELECT pid FROM q WHERE pid IS NOT NULL) ORDER BY 1;
SELECT name, id IN (SELECT pid FROM q), id NOT IN (SELECT pid FROM q) FROM p ORDER BY id;
SELECT name, grade = ANY (SELECT grade FROM p i WHERE i.id < p.id) FROM p ORDER BY id;
SELECT name, id > ALL (SELECT score FROM q WHERE pid = p.id) FROM p ORDER BY id;
SELECT name, id < ALL (SELECT score FROM q WHERE pid = p.id), id < ANY (SELECT score FROM q WHERE pid = p.id) FROM p ORDER BY id;
SELECT name, name LIKE ANY (SELECT note || '%' FROM q) FROM p ORDER BY id;
SELECT name FROM p WHERE name ~~* SOME (VALUES ('A%'), ('%E')) ORDER BY 1;
SELECT 3 = ANY (ARRAY[1, 2, 3]), 3 <> ALL ('{1,2}'), 1 < SOME (ARRAY[NULL, 1]), 1 = ANY (NULL::int[]), 2 > ALL ('{}'::int[]);
SELECT 1 = ANY (ARRAY[[1, 2], [3, 4]]), 5 = ANY (ARRAY(SELECT id FROM p));
SELECT 1 IN (2, 3, NULL), 1 IN (1, NULL), 1 NOT IN (2, NULL), NULL IN (1), 1 IN (1.0, 2.5), 'a' IN ('a', 'b');
SELECT id FROM p WHERE (grade, boss) IN (SELECT grade, boss FROM p i WHERE i.id <> p.id) ORDER BY 1;
SELECT id FROM p WHERE (id, 10) IN (SELECT pid, score FROM q) OR (id, grade) NOT IN (SELECT 2, 2) ORDER BY 1;
SELECT id FROM p WHERE ROW(id, grade) = ANY (VALUES (1, 3), (2, 9)) ORDER BY 1;
SELECT id FROM p WHERE (id, grade) > ALL (SELECT 2, 1) ORDER BY 1;
SELECT id, (id, grade) < ANY (SELECT 3, 2) AS less FROM p ORDER BY 1;
SELECT id, (grade, boss) = (SELECT 2, 1) AS same, (grade, boss) <> (SELECT 2, 1), (grade, boss) >= (SELECT 2, 1) FROM p ORDER BY 1;
SELECT ROW(1, 2) = (SELECT 1, 2 WHERE false);
SELECT (1, 2) = (SELECT score, pid FROM q);
SELECT (1, 2) IN (SELECT 1);
SELECT 1 IN (SELECT 1, 2);
SELECT 'x' IN (SELECT 1);
SELECT (1, 2) = ANY (ARRAY[1]);
SELECT 1 = ANY (1);
SELECT 1 = ANY (SELECT ARRAY[1, 2]);
SELECT 1 + ANY (SELECT 1);
-- ARRAY
SELECT ARRAY(SELECT name FROM p ORDER BY id), ARRAY(SELECT 1 WHERE false), ARRAY(SELECT ARRAY[id, grade] FROM p WHERE id < 3 ORDER BY id);
SELECT id, ARRAY(SELECT score FROM q WHERE pid = id ORDER BY score) FROM p ORDER BY 1;
SELECT ARRAY(SELECT 1, 2);
SELECT ARRAY(SELECT p FROM p WHERE id < 3 ORDER BY id);
SELECT ARRAY(TABLE p);
-- deep correlation
SELECT p.name, (SELECT (SELECT count(*) FROM q WHERE q.pid = p.id AND q.score >= i.grade) FROM p i WHERE i.id = p.boss) FROM p ORDER BY p.id;
SELECT p.id, (SELECT string_agg(i.name || (SELECT count(*) FROM q WHERE q.pid IN (i.id, p.id)), ',' ORDER BY i.id) FROM p i WHERE i.boss = p.id) FROM p ORDER BY 1;
SELECT id FROM p WHERE grade = (SELECT max(grade) FROM p i WHERE i.boss IS NOT DISTINCT FROM p.boss) ORDER BY 1;
SELECT id FROM p o WHERE EXISTS (SELECT 1 FROM p i WHERE i.boss = o.id AND NOT EXISTS (SELECT 1 FROM q WHERE q.pid = i.id AND q.score > o.id)) ORDER BY 1;
SELECT sum((SELECT count(*) FROM q WHERE pid = p.id)) FILTER (WHERE EXISTS (SELECT 1 FROM q WHERE pid = p.id)) FROM p;
SELECT array_agg(id ORDER BY (SELECT min(score) FROM q WHERE pid = p.id) NULLS FIRST, id) FROM p;
SELECT id, sum((SELECT count(*) FROM q WHERE pid = p.id)) OVER (ORDER BY id) FROM p ORDER BY 1;
SELECT * FROM p WHERE id = (SELECT pid FROM q WHERE q.score = (SELECT max(score) FROM q q2 WHERE q2.pid = q.pid AND q2.pid = p.id)) ORDER BY id;
SELECT * FROM (SELECT id, (SELECT count(*) FROM q WHERE pid = id) AS n FROM p) s WHERE n > 0 ORDER BY id;
SELECT * FROM (SELECT 1 AS a) s WHERE a IN (SELECT a);
SELECT x.a FROM (VALUES (1), (2), (3)) x(a) WHERE x.a IN (SELECT y.b FROM (VALUES (2), (3)) y(b) WHERE y.b <> (SELECT 3 WHERE x.a > 2)) ORDER BY 1;
-- in changes
UPDATE p SET grade = (SELECT count(*) FROM q WHERE pid = p.id) WHERE id IN (SELECT pid FROM q) RETURNING id, grade, (SELECT max(score) FROM q WHERE pid = p.id);
DELETE FROM q WHERE score > ALL (SELECT score FROM q i WHERE i.pid = q.pid AND i.score IS NOT NULL AND i.ctid <> q.ctid) RETURNING *;
INSERT INTO q SELECT id, (SELECT count(*) FROM q), name FROM p WHERE id NOT IN (SELECT pid FROM q WHERE pid IS NOT NULL) RETURNING *;
INSERT INTO q VALUES ((SELECT min(id) FROM p), (SELECT max(id) FROM p), (SELECT name FROM p WHERE id = 3)) RETURNING *;
-- missing alias, wrong places
SELECT * FROM (SELECT 1);
SELECT * FROM (VALUES (1));
SELECT a FROM (SELECT 1 AS a) b WHERE (SELECT b.c);
SELECT 1 WHERE (SELECT 5);
SELECT sum((SELECT sum(grade))) FROM p;
CREATE TABLE bad (a int DEFAULT (SELECT 1));
CREATE TABLE bad (a int CHECK (a > (SELECT 1)));
CREATE INDEX ON p ((id + (SELECT 1)));
-- plans of subqueries
EXPLAIN (COSTS OFF) SELECT name FROM p WHERE id IN (SELECT pid FROM q);
EXPLAIN (COSTS OFF) SELECT name FROM p WHERE id NOT IN (SELECT pid FROM q);
EXPLAIN (COSTS OFF) SELECT name FROM p WHERE NOT EXISTS (SELECT FROM q WHERE pid = p.id);
EXPLAIN (COSTS OFF) SELECT name FROM p WHERE EXISTS (SELECT FROM q WHERE pid = p.id) OR id = 4;
EXPLAIN (COSTS OFF) SELECT (SELECT max(score) FROM q WHERE pid = p.id), (SELECT max(score) FROM q), ARRAY(SELECT 1) FROM p;
EXPLAIN (COSTS OFF, VERBOSE) SELECT id, (id, grade) = (SELECT 2, 1), (id, grade) < ANY (SELECT 3, 2) FROM p;
EXPLAIN (COSTS OFF) SELECT 1 WHERE EXISTS (SELECT 1 FROM p) AND 3 = ANY (SELECT id FROM p);
