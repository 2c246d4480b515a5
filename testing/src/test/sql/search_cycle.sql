-- SEARCH and CYCLE
CREATE TABLE graph (f int, t int, label text);
INSERT INTO graph VALUES (1, 2, 'a'), (1, 3, 'b'), (2, 3, 'c'), (1, 4, 'd'), (4, 5, 'e'), (5, 1, 'f');
WITH RECURSIVE walk (f, t, label) AS (
    SELECT * FROM graph g WHERE f = 1 UNION ALL SELECT g.* FROM graph g, walk w WHERE g.f = w.t AND g.t <> 1
) SEARCH DEPTH FIRST BY f, t SET seq SELECT * FROM walk ORDER BY seq;
WITH RECURSIVE walk (f, t, label) AS (
    SELECT * FROM graph g WHERE f = 1 UNION ALL SELECT g.* FROM graph g, walk w WHERE g.f = w.t AND g.t <> 1
) SEARCH BREADTH FIRST BY f, t SET seq SELECT * FROM walk ORDER BY seq;
WITH RECURSIVE walk AS (
    SELECT f, t FROM graph g WHERE f = 1 UNION ALL SELECT g.f, g.t FROM graph g JOIN walk AS w ON g.f = w.t
) CYCLE f, t SET is_cycle USING path SELECT * FROM walk ORDER BY path;
WITH RECURSIVE walk (f, t) AS (
    SELECT f, t FROM graph g WHERE f = 1 UNION SELECT g.f, g.t FROM graph g JOIN walk AS w ON g.f = w.t
) SEARCH DEPTH FIRST BY f, t SET seq CYCLE f, t SET mark TO 'Y' DEFAULT 'N' USING path SELECT * FROM walk ORDER BY seq;
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT (i + 1) % 4 FROM n) CYCLE i SET c USING p SELECT count(*), max(i) FROM n WHERE NOT c;
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3) SEARCH DEPTH FIRST BY x SET s SELECT * FROM n;
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3) SEARCH DEPTH FIRST BY i, i SET s SELECT * FROM n;
WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3) CYCLE i SET c USING c SELECT * FROM n;
WITH RECURSIVE n (i) AS (SELECT 1) SEARCH DEPTH FIRST BY i SET s SELECT * FROM n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL (SELECT i + 1 FROM n UNION SELECT 2)) SEARCH DEPTH FIRST BY i SET s SELECT * FROM n;
