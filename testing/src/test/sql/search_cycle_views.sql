-- SEARCH and CYCLE kept by views, materialized views and bodies of functions
CREATE TABLE edge (f int, t int, label text);
INSERT INTO edge VALUES (1, 2, 'a'), (1, 3, 'b'), (2, 3, 'c'), (1, 4, 'd'), (4, 5, 'e'), (5, 1, 'f');
CREATE VIEW deep AS WITH RECURSIVE w (f, t) AS (
    SELECT f, t FROM edge WHERE f = 1 UNION ALL SELECT e.f, e.t FROM edge e, w WHERE e.f = w.t AND e.t <> 1
) SEARCH DEPTH FIRST BY f, t SET seq SELECT f, t, seq::text AS s FROM w ORDER BY seq;
SELECT pg_get_viewdef('deep');
SELECT pg_get_viewdef('deep', true);
SELECT * FROM deep;
CREATE VIEW broad AS WITH RECURSIVE w (f, t) AS (
    SELECT f, t FROM edge WHERE f = 1 UNION ALL SELECT e.f, e.t FROM edge e JOIN w AS x ON e.f = x.t AND e.t <> 1
) SEARCH BREADTH FIRST BY f, t SET "Seq" SELECT f, t, "Seq"::text AS s FROM w ORDER BY "Seq";
SELECT pg_get_viewdef('broad');
SELECT * FROM broad;
CREATE VIEW round AS WITH RECURSIVE w AS (
    SELECT f, t FROM edge WHERE f = 1 UNION SELECT e.f, e.t FROM edge e JOIN w ON e.f = w.t
) CYCLE f SET mark USING path SELECT f, t, mark, path::text AS p FROM w ORDER BY path, t, f;
SELECT pg_get_viewdef('round');
SELECT * FROM round;
CREATE VIEW words AS WITH RECURSIVE w (f, t) AS (
    SELECT f, t FROM edge WHERE f = 1 UNION ALL SELECT e.f, e.t FROM edge e JOIN w ON e.f = w.t
) SEARCH DEPTH FIRST BY f, t SET seq CYCLE f, t SET "is it" TO 'Y' DEFAULT 'N' USING "the path"
SELECT w.f, w.t, w."is it" AS i, w."the path"::text AS p, array_length(w.seq, 1) AS n FROM w ORDER BY seq;
SELECT pg_get_viewdef('words');
SELECT * FROM words;
CREATE VIEW swapped AS WITH RECURSIVE w (f, t) AS (
    SELECT f, t FROM edge WHERE f = 1 UNION ALL SELECT e.f, e.t FROM edge e JOIN w ON e.f = w.t
) CYCLE f, t SET open TO false DEFAULT true USING path SELECT f, t, open FROM w ORDER BY path;
SELECT pg_get_viewdef('swapped');
SELECT * FROM swapped;
CREATE VIEW numbers AS WITH RECURSIVE w (f, t) AS (
    SELECT f, t FROM edge WHERE f = 1 UNION ALL SELECT e.f, e.t FROM edge e JOIN w ON e.f = w.t
) CYCLE f, t SET n TO 1 DEFAULT 0.5 USING path SELECT f, t, n FROM w ORDER BY path;
SELECT pg_get_viewdef('numbers');
SELECT * FROM numbers;
-- a WITH item beside others, used twice, in a subquery
CREATE VIEW several AS WITH RECURSIVE start AS (SELECT 1 AS s), w AS MATERIALIZED (
    SELECT f, t FROM edge, start WHERE f = s UNION ALL SELECT e.f, e.t FROM edge e, w WHERE e.f = w.t
) CYCLE t SET c USING p
SELECT count(*) AS n, (SELECT count(*) FROM w AS v WHERE v.c) AS m FROM w, w AS x WHERE NOT w.c AND x.c;
SELECT pg_get_viewdef('several');
SELECT * FROM several;
CREATE VIEW inner_with AS SELECT o.f, (WITH RECURSIVE w (a, b) AS (
    SELECT e.f, e.t FROM edge e WHERE e.f = o.f UNION ALL SELECT e.f, e.t FROM edge e, w WHERE e.f = w.b AND e.f <> o.t
) CYCLE a, b SET c USING p SELECT count(*) FROM w WHERE NOT c) AS reached FROM edge o ORDER BY f, t;
SELECT pg_get_viewdef('inner_with');
SELECT * FROM inner_with;
-- views on such views
CREATE VIEW above AS SELECT f, count(*) AS n FROM words WHERE i = 'N' GROUP BY f;
SELECT * FROM above ORDER BY f;
CREATE MATERIALIZED VIEW kept AS SELECT f, t FROM broad;
SELECT count(*) FROM kept;
CREATE MATERIALIZED VIEW walked AS WITH RECURSIVE w (f, t) AS (
    SELECT f, t FROM edge WHERE f = 1 UNION ALL SELECT e.f, e.t FROM edge e, w WHERE e.f = w.t
) SEARCH BREADTH FIRST BY t SET seq CYCLE f SET c USING p SELECT f, t, c, p::text FROM w;
SELECT pg_get_viewdef('walked');
SELECT * FROM walked ORDER BY f, t, p;
INSERT INTO edge VALUES (3, 6, 'g');
REFRESH MATERIALIZED VIEW walked;
SELECT count(*) FROM walked;
SELECT count(*) FROM words;
-- made again from its text
SELECT 'CREATE VIEW round2 AS ' || pg_get_viewdef('round') \gexec
SELECT pg_get_viewdef('round2') = pg_get_viewdef('round') AS same;
SELECT count(*) FROM round2;
-- names that change
ALTER TABLE edge RENAME COLUMN t TO target;
SELECT pg_get_viewdef('deep');
SELECT count(*) FROM deep;
ALTER TABLE edge RENAME COLUMN target TO t;
-- bodies of functions
CREATE FUNCTION reach(int) RETURNS SETOF int LANGUAGE sql BEGIN ATOMIC
    WITH RECURSIVE w (n) AS (SELECT $1 UNION ALL SELECT e.t FROM edge e JOIN w ON e.f = n)
    CYCLE n SET seen USING p SELECT n FROM w WHERE NOT seen ORDER BY p;
END;
SELECT pg_get_functiondef('reach(int)'::regprocedure);
SELECT * FROM reach(4);
-- rules
CREATE TABLE log (f int, t int, c bool);
CREATE RULE note AS ON DELETE TO edge DO ALSO INSERT INTO log WITH RECURSIVE w (f, t) AS (
    SELECT 1, 2 UNION ALL SELECT w.t, w.f FROM w) CYCLE f, t SET c USING p SELECT f, t, c FROM w;
SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = 'note';
DELETE FROM edge WHERE f = 3;
SELECT * FROM log ORDER BY f, t, c;
-- stars: inside the item they do not mean the added columns
WITH RECURSIVE w (f, t) AS (SELECT f, t FROM edge WHERE f = 1 UNION ALL SELECT e.f, e.t FROM edge e JOIN w ON e.f = w.t)
    CYCLE f, t SET c USING p SELECT count(*), count(DISTINCT p) FROM (SELECT * FROM w) s;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT * FROM (SELECT n + 1 FROM (VALUES (1)) v (x)) s, w) CYCLE n SET c USING p SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT w.* FROM w) CYCLE n SET c USING p SELECT * FROM w;
WITH RECURSIVE w (n, m) AS (SELECT 1, 2 UNION ALL SELECT * FROM (VALUES (3)) v (x) JOIN (SELECT 4) u (y) ON x < y) CYCLE n SET c USING p SELECT * FROM w;
WITH RECURSIVE w (n, m) AS (SELECT 1, 2 UNION ALL SELECT * FROM w) CYCLE n SET c USING p SELECT *, w.* FROM w;
WITH RECURSIVE w (n, m) AS (SELECT 1, 2 UNION ALL SELECT m, n FROM w) CYCLE n, m SET c USING p SELECT c, p FROM w AS x (a);
WITH RECURSIVE w (n, m) AS (SELECT 1, 2 UNION ALL SELECT m, n FROM w WHERE NOT c) CYCLE n, m SET c USING p SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w AS x (k, l)) CYCLE n SET c USING p SELECT * FROM w;
-- what is refused
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w) CYCLE n SET c TO 1 DEFAULT 'x' USING p SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w) CYCLE n SET c TO true DEFAULT 0 USING p SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w) CYCLE n SET c TO json '1' DEFAULT json '2' USING p SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w) SEARCH DEPTH FIRST BY n SET s CYCLE n SET s USING p SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w) SEARCH DEPTH FIRST BY n SET s CYCLE n SET c USING s SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w) SEARCH DEPTH FIRST BY n SET n SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM (SELECT n FROM w) x) SEARCH DEPTH FIRST BY n SET s SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 INTERSECT SELECT n FROM w) SEARCH DEPTH FIRST BY n SET s SELECT * FROM w;
WITH w (n) AS (SELECT 1 UNION ALL SELECT 2) SEARCH DEPTH FIRST BY n SET s SELECT * FROM w;
WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 3) SEARCH BREADTH FIRST BY n SET s SELECT (s).x FROM w;
CREATE VIEW bad AS WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w) SEARCH BREADTH FIRST BY n SET s SELECT * FROM w;
CREATE VIEW bad AS WITH RECURSIVE w (n) AS (SELECT 1 UNION ALL SELECT n FROM w) SEARCH DEPTH FIRST BY n SET s SELECT * FROM w;
