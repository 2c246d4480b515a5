-- Stores of rows beyond work_mem: Material, CTEs, recursion, cursors, functions, windows.
CREATE TABLE s (k int, v bigint, t text);
INSERT INTO s SELECT i % 101, i, repeat('s', i % 25) || i FROM generate_series(1, 12000) i;
INSERT INTO s SELECT NULL, i, NULL FROM generate_series(1, 50) i;
ANALYZE s;
SET work_mem = '64kB';
SET max_parallel_workers_per_gather = 0;
-- CTEs read several times
WITH c AS MATERIALIZED (SELECT k, v, t FROM s)
  SELECT (SELECT count(*) FROM c), (SELECT sum(v) FROM c), (SELECT sum(length(t)) FROM c WHERE k < 50), (SELECT max(t) FROM c);
WITH c AS MATERIALIZED (SELECT k, v, t FROM s)
  SELECT count(*), sum(x.v), sum(length(y.t)) FROM c x JOIN c y ON x.v = y.v + 1 WHERE x.k IS NOT NULL AND y.k IS NOT NULL;
WITH c AS MATERIALIZED (SELECT v FROM s WHERE k IS NOT NULL ORDER BY v) SELECT * FROM c OFFSET 11990 LIMIT 3;
-- recursion
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*), sum(i) FROM n;
WITH RECURSIVE n AS (SELECT v, t FROM s WHERE k = 1 UNION ALL SELECT n.v + 1, n.t || 'z' FROM n WHERE length(n.t) < 45)
  SELECT count(*), sum(v), sum(length(t)) FROM n;
WITH RECURSIVE n AS (SELECT v % 5000 AS v FROM s WHERE k IS NOT NULL UNION SELECT (v * 7) % 5000 FROM n) SELECT count(*), sum(v) FROM n;
-- Material under a nested loop
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT count(*), sum(x.v + y.v) FROM (SELECT * FROM s WHERE v <= 40) x JOIN (SELECT * FROM s OFFSET 0) y ON x.k < y.k AND x.v < y.v;
RESET enable_hashjoin;
RESET enable_mergejoin;
-- cursors
BEGIN;
DECLARE c1 SCROLL CURSOR FOR SELECT v, t FROM s WHERE k IS NOT NULL;
FETCH 2 FROM c1;
MOVE 8000 IN c1;
FETCH 1 FROM c1;
FETCH BACKWARD 2 FROM c1;
FETCH ABSOLUTE 11999 FROM c1;
FETCH RELATIVE -5000 FROM c1;
FETCH LAST FROM c1;
FETCH NEXT FROM c1;
FETCH PRIOR FROM c1;
FETCH FIRST FROM c1;
FETCH ABSOLUTE -2 FROM c1;
FETCH RELATIVE 0 FROM c1;
MOVE BACKWARD ALL IN c1;
FETCH 1 FROM c1;
DECLARE c2 NO SCROLL CURSOR FOR SELECT v FROM s WHERE k IS NOT NULL ORDER BY v;
FETCH 2 FROM c2;
MOVE 100 IN c2;
FETCH 2 FROM c2;
FETCH RELATIVE 3 FROM c2;
MOVE ALL IN c2;
FETCH 1 FROM c2;
SAVEPOINT a;
FETCH PRIOR FROM c2;
ROLLBACK TO a;
DECLARE c3 CURSOR WITH HOLD FOR SELECT v, t FROM s WHERE k IS NOT NULL ORDER BY v DESC;
FETCH 3 FROM c3;
DECLARE c4 NO SCROLL CURSOR WITH HOLD FOR SELECT v FROM s WHERE k IS NOT NULL ORDER BY v;
FETCH 3 FROM c4;
COMMIT;
FETCH 2 FROM c3;
FETCH ABSOLUTE 12000 FROM c3;
FETCH 2 FROM c4;
MOVE 5000 IN c4;
FETCH 1 FROM c4;
BEGIN;
SELECT 1 / 0;
ROLLBACK;
FETCH 1 FROM c4;
FETCH BACKWARD 1 FROM c3;
MOVE ALL IN c4;
CLOSE c3;
CLOSE c4;
-- a cursor does not read further than asked
CREATE SEQUENCE q;
BEGIN;
DECLARE c5 NO SCROLL CURSOR FOR SELECT nextval('q') FROM generate_series(1, 100000);
FETCH 3 FROM c5;
COMMIT;
SELECT last_value FROM q;
-- functions
CREATE FUNCTION rows_of(n int) RETURNS SETOF s LANGUAGE sql VOLATILE AS 'SELECT * FROM s WHERE v <= n ORDER BY v, k';
SELECT count(*), sum(v), sum(length(t)) FROM rows_of(11000);
SELECT (rows_of(3)).v;
SELECT count(*), sum(x) FROM (SELECT (rows_of(9000)).v AS x) y;
-- windows
SELECT count(*), sum(r), sum(d), sum(l), sum(n), sum(nt) FROM
  (SELECT row_number() OVER w AS r, dense_rank() OVER w AS d, lag(v) OVER w AS l, lead(v, 3000, 0::bigint) OVER w AS n, ntile(7) OVER w AS nt
   FROM s WINDOW w AS (ORDER BY v, k)) x;
SELECT count(*), sum(a), sum(b), sum(c), sum(d::numeric) FROM
  (SELECT sum(v) OVER (ORDER BY k, v) AS a, count(*) OVER (PARTITION BY k % 3 ORDER BY k) AS b,
          max(v) OVER (PARTITION BY k % 2) AS c, round(cume_dist() OVER (ORDER BY k)::numeric, 5) AS d FROM s) x;
SELECT count(*), sum(a), sum(b), sum(c), sum(d) FROM
  (SELECT sum(v) OVER (ORDER BY v, k ROWS BETWEEN 3 PRECEDING AND 2 FOLLOWING) AS a,
          first_value(v) OVER (ORDER BY v, k ROWS BETWEEN 100 PRECEDING AND CURRENT ROW) AS b,
          max(v) OVER (ORDER BY k GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS c,
          nth_value(v, 5) OVER (ORDER BY v, k ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS d FROM s) x;
SELECT count(*), sum(a), sum(b) FROM
  (SELECT count(*) OVER (ORDER BY v RANGE BETWEEN 10 PRECEDING AND 5 FOLLOWING) AS a,
          sum(k) OVER (ORDER BY v DESC RANGE BETWEEN 3 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW) AS b FROM s) x;
SELECT count(*), sum(a), sum(b), sum(c) FROM
  (SELECT sum(v) OVER (PARTITION BY k ORDER BY v ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE TIES) AS a,
          count(*) OVER (PARTITION BY k ORDER BY v / 500 GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP) AS b,
          percent_rank() OVER (PARTITION BY k ORDER BY v) AS c FROM s WHERE k < 20) x;
