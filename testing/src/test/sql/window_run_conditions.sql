-- Conditions on monotonic window functions end the work of a window early.
CREATE TABLE emp (id int PRIMARY KEY, dept int, pay int, hired int, note text);
INSERT INTO emp SELECT i, i % 5, i * 7 % 13, i * 3 % 11, CASE WHEN i % 4 = 0 THEN NULL ELSE 'n' || i % 3 END FROM generate_series(1, 100) i;
ANALYZE emp;
-- one window, no partition: the end
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 3;
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 3;
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE 3 > rn;
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn < 1;
SELECT count(*), max(id) FROM (SELECT id, row_number() OVER () rn FROM emp) s WHERE rn <= 70;
SELECT count(*), sum(id), max(r) FROM (SELECT id, rank() OVER (ORDER BY hired) r FROM emp) s WHERE r <= 30;
SELECT count(*), sum(id), max(r) FROM (SELECT id, dense_rank() OVER (ORDER BY hired DESC) r FROM emp) s WHERE r < 5;
SELECT count(*), sum(id), max(c) FROM (SELECT id, count(*) OVER (ORDER BY hired) c FROM emp) s WHERE c <= 40;
SELECT count(*), sum(id), max(c) FROM (SELECT id, count(*) FILTER (WHERE pay > 5) OVER (ORDER BY hired, id) c FROM emp) s WHERE c < 20;
-- equality leaves a bound
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn = 3;
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn = 3;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE 3 = rn;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) c FROM emp) s WHERE c = 98;
SELECT * FROM (SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) c FROM emp) s WHERE c = 98;
-- functions that fall
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) c FROM emp) s WHERE c >= 98;
SELECT * FROM (SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) c FROM emp) s WHERE c >= 98;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) c FROM emp) s WHERE c <= 3;
SELECT * FROM (SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING) c FROM emp) s WHERE c <= 3;
-- functions that stay
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, count(*) OVER (PARTITION BY dept) c FROM emp WHERE id > 3) s WHERE c = 20;
SELECT count(*), min(id), max(id) FROM (SELECT id, count(*) OVER (PARTITION BY dept) c FROM emp WHERE id > 3) s WHERE c = 20;
SELECT count(*) FROM (SELECT id, count(*) OVER () c FROM emp) s WHERE c > 100;
SELECT count(*) FROM (SELECT id, count(*) OVER () c FROM emp) s WHERE c >= 100;
-- partitions
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, dept, row_number() OVER (PARTITION BY dept ORDER BY id DESC) rn FROM emp) s WHERE rn <= 2;
SELECT * FROM (SELECT id, dept, row_number() OVER (PARTITION BY dept ORDER BY id DESC) rn FROM emp) s WHERE rn <= 2;
SELECT * FROM (SELECT id, dept, rank() OVER (PARTITION BY dept ORDER BY pay) rn FROM emp) s WHERE rn < 3 AND dept <> 2 ORDER BY 2, 3, 1;
SELECT * FROM (SELECT id, dept, rank() OVER (PARTITION BY dept ORDER BY pay, id) rn, sum(pay) OVER (PARTITION BY dept ORDER BY pay, id) t FROM emp) s WHERE rn < 3 ORDER BY 2, 3, 1;
-- several windows: the lower one passes on what the upper ones need
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, rank() OVER (ORDER BY hired) r, row_number() OVER (PARTITION BY dept ORDER BY id) k FROM emp) s WHERE r <= 10 AND k <= 3;
SELECT * FROM (SELECT id, rank() OVER (ORDER BY hired) r, row_number() OVER (PARTITION BY dept ORDER BY id) k FROM emp) s WHERE r <= 10 AND k <= 3 ORDER BY id;
EXPLAIN (COSTS OFF, VERBOSE) SELECT * FROM (SELECT id, count(*) OVER (PARTITION BY dept) c, row_number() OVER (ORDER BY id) k FROM emp) s WHERE k <= 3;
SELECT * FROM (SELECT id, count(*) OVER (PARTITION BY dept) c, row_number() OVER (ORDER BY id) k FROM emp) s WHERE k <= 3;
SELECT * FROM (SELECT id, sum(pay) OVER (ORDER BY dept, id) c, lag(id) OVER (ORDER BY dept, id) l, row_number() OVER (PARTITION BY hired ORDER BY id) k FROM emp) s WHERE k <= 1 ORDER BY id;
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) a, row_number() OVER (ORDER BY id DESC) b FROM emp) s WHERE a <= 60 AND b <= 42 ORDER BY id;
EXPLAIN (COSTS OFF) SELECT row_number() OVER (ORDER BY id), row_number() OVER (ORDER BY dept), row_number() OVER (ORDER BY hired, dept), row_number() OVER (PARTITION BY hired ORDER BY dept), row_number() OVER (PARTITION BY hired, dept ORDER BY pay DESC), row_number() OVER (ORDER BY hired DESC) FROM emp;
EXPLAIN (COSTS OFF) SELECT row_number() OVER (ORDER BY id), row_number() OVER (), row_number() OVER (ORDER BY pay DESC), row_number() OVER (ORDER BY pay), sum(pay) OVER () FROM emp ORDER BY id;
-- no run conditions
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn >= 98;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <> 3;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= id;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn::int <= 3;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 3 OR id = 5;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= random();
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp LIMIT 9) s WHERE rn <= 3;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) + 0 rn FROM emp) s WHERE rn <= 3;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, ntile(4) OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 3;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, count(pay) OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 3;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) rn FROM emp) s WHERE rn <= 3;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp UNION ALL SELECT 1, 2) s WHERE rn <= 3;
-- with others
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 5::int2 AND rn < 4 AND rn >= 2 AND rn < 7.5;
SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 5::int2 AND rn < 4 AND rn >= 2 AND rn < 7.5;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT DISTINCT dept, rank() OVER (ORDER BY dept) rn FROM emp) s WHERE rn < 30;
SELECT * FROM (SELECT DISTINCT dept, rank() OVER (ORDER BY dept) rn FROM emp) s WHERE rn < 30 ORDER BY 1;
SELECT * FROM (SELECT dept, count(*) n, rank() OVER (ORDER BY count(*) DESC, dept) rn FROM emp GROUP BY dept) s WHERE rn < 3;
SELECT * FROM (SELECT id, unnest(ARRAY[1, 2]) u, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 2 ORDER BY 1, 2;
PREPARE top(bigint) AS SELECT * FROM (SELECT id, row_number() OVER (ORDER BY pay, id) rn FROM emp) s WHERE rn <= $1;
EXECUTE top(2);
EXECUTE top(NULL);
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE top(4);
EXECUTE top(4);
SELECT e.id, x.* FROM emp e, LATERAL (SELECT f.id AS fid, row_number() OVER (ORDER BY f.id DESC) rn FROM emp f WHERE f.dept = e.dept) x WHERE x.rn <= 2 AND e.id < 4 ORDER BY 1, 3;
CREATE VIEW ranked AS SELECT id, dept, rank() OVER w AS r FROM emp WINDOW w AS (PARTITION BY dept ORDER BY pay DESC, id);
SELECT pg_get_viewdef('ranked');
EXPLAIN (COSTS OFF) SELECT * FROM ranked WHERE r = 1 AND dept IN (1, 2);
SELECT * FROM ranked WHERE r = 1 ORDER BY dept;
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT * FROM (SELECT id, row_number() OVER (ORDER BY id) rn FROM emp) s WHERE rn <= 4;
FETCH 3 FROM c;
FETCH BACKWARD 1 FROM c;
FETCH ALL FROM c;
MOVE FIRST IN c;
FETCH ALL FROM c;
COMMIT;
