-- Grouping sets over sorted rows, by hash tables, and both in one pass; what the plans say.
CREATE TABLE g (a int, b int, c int, d text, bits bit(3), x xid, v int);
INSERT INTO g SELECT i % 3, i % 4, i % 5, chr(97 + i % 2), (i % 3)::bit(3), (i % 4)::text::xid, i FROM generate_series(1, 200) i;
INSERT INTO g VALUES (NULL, NULL, NULL, NULL, NULL, NULL, NULL), (NULL, 1, NULL, 'a', NULL, '1', 5), (1, NULL, 2, NULL, B'001', NULL, 7);
ANALYZE g;
-- small tables are hashed
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY GROUPING SETS (a, b);
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b);
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY CUBE (a, b);
EXPLAIN (COSTS OFF) SELECT count(*) FROM g GROUP BY ();
EXPLAIN (COSTS OFF) SELECT count(*) FROM g GROUP BY GROUPING SETS ((), (), ());
SELECT count(*) FROM g GROUP BY GROUPING SETS ((), (), ());
SELECT count(*), sum(v) FROM g WHERE false GROUP BY GROUPING SETS ((), ());
SELECT a, count(*) FROM g WHERE false GROUP BY ROLLUP (a);
-- sorted where they may not be hashed
SET enable_hashagg = off;
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b);
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY GROUPING SETS (a, b);
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY CUBE (a, b);
EXPLAIN (COSTS OFF) SELECT a, b, c, count(*) FROM g GROUP BY CUBE (a, b, c);
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b) ORDER BY a, b;
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b) ORDER BY b, a;
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b) ORDER BY a DESC, b DESC;
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b) ORDER BY a DESC NULLS LAST, b;
EXPLAIN (COSTS OFF) SELECT a, b, c, count(*) FROM g GROUP BY a, ROLLUP (b, c) ORDER BY a DESC;
EXPLAIN (COSTS OFF) SELECT a, b, c, count(*) FROM g GROUP BY GROUPING SETS ((a, b), (b, c), (a), (b), (c), ());
EXPLAIN (COSTS OFF, FORMAT JSON) SELECT a, b, count(*) FROM g GROUP BY CUBE (a, b);
SELECT a, b, count(*), sum(v) FROM g GROUP BY ROLLUP (a, b);
SELECT a, b, count(*), sum(v), grouping(a, b) FROM g GROUP BY CUBE (a, b);
SELECT a, b, count(*), sum(v) FROM g GROUP BY ROLLUP (a, b) ORDER BY a DESC NULLS LAST, b;
SELECT a, b, c, count(*), sum(v), grouping(a, b, c) FROM g GROUP BY CUBE (a, b, c) ORDER BY 6, 1, 2, 3;
SELECT a, b, c, count(*), min(v), max(d) FROM g GROUP BY GROUPING SETS ((a, b), (b, c), (a), (b), (c), ()) ORDER BY grouping(a, b, c), 1, 2, 3;
SELECT a, sum(v) FROM g GROUP BY GROUPING SETS (a, a, (), ()) HAVING sum(v) > 100;
SELECT a, b, sum(v) FROM g WHERE v < 0 GROUP BY GROUPING SETS ((a, b), (), (a), ());
SELECT DISTINCT grouping(a) FROM g GROUP BY ROLLUP (a, b) ORDER BY 1;
RESET enable_hashagg;
-- aggregates that want order are never hashed
EXPLAIN (COSTS OFF) SELECT a, b, count(DISTINCT c) FROM g GROUP BY ROLLUP (a, b);
SELECT a, b, count(DISTINCT c) FROM g GROUP BY ROLLUP (a, b);
EXPLAIN (COSTS OFF) SELECT a, b, array_agg(c ORDER BY c) FROM g GROUP BY GROUPING SETS (a, b);
SELECT a, b, array_agg(DISTINCT c ORDER BY c DESC) FROM g GROUP BY GROUPING SETS (a, b, ());
SELECT a, b, percentile_disc(0.5) WITHIN GROUP (ORDER BY v), count(*) FILTER (WHERE c > 2) FROM g GROUP BY CUBE (a, b);
SELECT a, string_agg(DISTINCT d, ',') FROM g GROUP BY ROLLUP (a) ORDER BY a;
-- columns that cannot be hashed, columns that cannot be sorted
EXPLAIN (COSTS OFF) SELECT bits, count(*) FROM g GROUP BY GROUPING SETS (bits, ());
SELECT bits, count(*) FROM g GROUP BY GROUPING SETS (bits, ());
EXPLAIN (COSTS OFF) SELECT bits, a, count(*) FROM g GROUP BY GROUPING SETS (bits, a);
SELECT bits, a, count(*) FROM g GROUP BY GROUPING SETS (bits, a) ORDER BY 1, 2;
EXPLAIN (COSTS OFF) SELECT x, count(*) FROM g GROUP BY GROUPING SETS (x);
EXPLAIN (COSTS OFF) SELECT x, a, count(*) FROM g GROUP BY GROUPING SETS (x, a, (a, b));
SELECT x, a, b, count(*) FROM g GROUP BY GROUPING SETS (x, a, (a, b)) ORDER BY x::text, a, b, count(*);
EXPLAIN (COSTS OFF) SELECT x, bits, count(*) FROM g GROUP BY GROUPING SETS (x, bits, ());
SELECT x, bits, count(*) FROM g GROUP BY GROUPING SETS (x, bits, ()) ORDER BY x::text, bits, count(*);
SELECT x, bits, count(*) FROM g GROUP BY GROUPING SETS ((x, bits));
SELECT x, count(DISTINCT a) FROM g GROUP BY ROLLUP (x);
-- an index that has the order, and a part of it
CREATE INDEX ON g (a, b);
SET enable_seqscan = off;
SET enable_hashagg = off;
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b);
EXPLAIN (COSTS OFF) SELECT a, b, c, count(*) FROM g GROUP BY ROLLUP (a, b, c);
SELECT a, b, c, count(*) FROM g WHERE c < 2 GROUP BY ROLLUP (a, b, c);
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b) ORDER BY a, b LIMIT 3;
SELECT a, b, count(*) FROM g GROUP BY ROLLUP (a, b) ORDER BY a, b LIMIT 3;
RESET enable_seqscan;
RESET enable_hashagg;
-- little memory: as many sorts are saved as tables fit
CREATE TABLE big AS SELECT i % 100 AS a, i % 501 AS b, i % 4999 AS c, i AS v FROM generate_series(1, 20000) i;
ANALYZE big;
SET work_mem = '64kB';
EXPLAIN (COSTS OFF) SELECT a, b, c, sum(v) FROM big GROUP BY GROUPING SETS (a, b, c);
EXPLAIN (COSTS OFF) SELECT a, b, c, sum(v) FROM big GROUP BY CUBE (a, b, c);
SELECT count(*), sum(s), sum(n), count(a), count(b), count(c) FROM (SELECT a, b, c, sum(v) AS s, count(*) AS n FROM big GROUP BY CUBE (a, b, c)) t;
SELECT count(*), sum(s), sum(n), count(a), count(b), count(c) FROM (SELECT a, b, c, sum(v) AS s, count(*) AS n FROM big GROUP BY GROUPING SETS (a, b, c)) t;
RESET work_mem;
EXPLAIN (COSTS OFF) SELECT a, b, c, sum(v) FROM big GROUP BY GROUPING SETS (a, b, c);
EXPLAIN (COSTS OFF) SELECT a, b, c, sum(v) FROM big GROUP BY ROLLUP (a, b, c);
-- inside other things
SELECT a, (SELECT string_agg(coalesce(t.b::text, '-') || ':' || n, ' ' ORDER BY t.b) FROM (SELECT b, count(DISTINCT c) AS n FROM g i WHERE i.a = o.a GROUP BY ROLLUP (b)) t) FROM (SELECT DISTINCT a FROM g) o ORDER BY a;
SELECT a, b, s, rank() OVER (PARTITION BY l ORDER BY s, a, b) FROM (SELECT a, b, count(DISTINCT c) AS s, grouping(a, b) AS l FROM g GROUP BY CUBE (a, b)) t ORDER BY l, 4;
EXPLAIN (COSTS OFF) SELECT a, sum(count(DISTINCT b)) OVER (ORDER BY a) FROM g GROUP BY ROLLUP (a);
SELECT a, sum(count(DISTINCT b)) OVER (ORDER BY a, grouping(a)) FROM g GROUP BY ROLLUP (a);
EXPLAIN (COSTS OFF) SELECT a, b, c, count(*) FROM g GROUP BY DISTINCT ROLLUP (a, b), ROLLUP (b, c);
EXPLAIN (COSTS OFF) SELECT a + 1, upper(d), count(*) FROM g GROUP BY CUBE (a + 1, upper(d));
EXPLAIN SELECT a, b, count(*) FROM g GROUP BY CUBE (a, b);
EXPLAIN SELECT a, b, count(DISTINCT c) FROM g GROUP BY CUBE (a, b) HAVING count(*) > 3;
EXPLAIN SELECT a, b, c, sum(v) FROM big GROUP BY ROLLUP (a, b, c);
-- one set is an ordinary GROUP BY
EXPLAIN (COSTS OFF) SELECT a, count(*) FROM g GROUP BY GROUPING SETS (a) HAVING a = 1;
EXPLAIN (COSTS OFF) SELECT a, b, count(*) FROM g GROUP BY GROUPING SETS (a), b ORDER BY a DESC, b DESC;
SELECT a, b, count(*), grouping(a, b) FROM g GROUP BY GROUPING SETS (a), b ORDER BY a DESC, b DESC;
