-- Which conditions a scan of a partial index still checks.
CREATE TABLE pt (id int PRIMARY KEY, a int, b int, s text, m int);
INSERT INTO pt SELECT i, i % 100, i % 7, 's' || i % 50, i % 11 FROM generate_series(1, 5000) i;
CREATE INDEX pt_a ON pt (a) WHERE b > 3;
CREATE INDEX pt_s ON pt (s) WHERE a < 50;
CREATE INDEX pt_e ON pt (lower(s)) WHERE b = 2 AND a IS NOT NULL;
CREATE INDEX pt_o ON pt (m) WHERE a = 1 OR a = 2;
ANALYZE pt;

-- a bitmap looks at the predicate again
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b > 3;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b > 4;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b = 5;
SELECT count(*) FROM pt WHERE a = 5 AND b = 5;
SELECT count(*) FROM pt WHERE a = 5 AND b > 4;
EXPLAIN (COSTS OFF) SELECT s FROM pt WHERE s = 's4' AND a < 50;
EXPLAIN (COSTS OFF) SELECT s FROM pt WHERE s = 's4' AND a < 40;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE lower(s) = 's4' AND b = 2 AND a > 3;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE lower(s) = 's4' AND b = 2 AND a IS NOT NULL;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE m = 3 AND a = 1;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE m = 3 AND (a = 1 OR a = 2);
EXPLAIN (COSTS OFF) UPDATE pt SET s = 'x' WHERE a = 5 AND b > 3;
EXPLAIN (COSTS OFF) DELETE FROM pt WHERE a = 5 AND b > 3;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b > 3 FOR UPDATE;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b > 3 OR s = 's5' AND a < 50;
SELECT count(*), sum(id) FROM pt WHERE a = 5 AND b > 3 OR s = 's5' AND a < 50;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b > 3 AND s > 's3' ORDER BY a;

-- a plain scan does not, unless rows may be looked at again after a change
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b > 3;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b > 4;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b = 5;
SELECT count(*) FROM pt WHERE a = 5 AND b = 5;
EXPLAIN (COSTS OFF) SELECT a FROM pt WHERE a = 5 AND b > 3;
EXPLAIN (COSTS OFF) SELECT count(*) FROM pt WHERE b > 3 AND b > 2;
EXPLAIN (COSTS OFF) SELECT max(a) FROM pt WHERE b > 3;
EXPLAIN (COSTS OFF) UPDATE pt SET s = 'x' WHERE a = 5 AND b > 3;
EXPLAIN (COSTS OFF) DELETE FROM pt WHERE a = 5 AND b > 3;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE a = 5 AND b > 3 FOR SHARE;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT * FROM pt WHERE a = 5 AND b > 3 FOR SHARE) x;
EXPLAIN (COSTS OFF) SELECT * FROM (SELECT * FROM pt WHERE a = 5 AND b > 3 OFFSET 0) x FOR SHARE;
EXPLAIN (COSTS OFF) INSERT INTO pt SELECT id + 10000 FROM pt WHERE a = 5 AND b > 3;
EXPLAIN (COSTS OFF) SELECT * FROM pt x JOIN pt y ON x.b = y.a AND y.b > 3 WHERE x.id = 3;
EXPLAIN (COSTS OFF) SELECT * FROM pt x JOIN pt y ON x.b = y.a AND y.b > 3 WHERE x.id = 3 FOR UPDATE OF x;
EXPLAIN (COSTS OFF) UPDATE pt x SET s = 'y' FROM pt y WHERE x.b = y.a AND y.b > 3 AND x.id = 3;
EXPLAIN (COSTS OFF) MERGE INTO pt x USING (SELECT * FROM pt WHERE a = 5 AND b > 3) y ON x.id = y.id WHEN MATCHED THEN DO NOTHING;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE lower(s) = 's4' AND b = 2 AND a IS NOT NULL;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE lower(s) = 's4' AND b = 2 AND a > 3;
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE m = 3 AND (a = 1 OR a = 2);
EXPLAIN (COSTS OFF) SELECT * FROM pt WHERE m = 3 AND a = 2;
BEGIN;
UPDATE pt SET s = 'x' WHERE a = 5 AND b > 3;
SELECT count(*) FROM pt WHERE s = 'x';
DELETE FROM pt WHERE s = 'x' AND a < 50;
SELECT count(*) FROM pt WHERE a = 5 AND b > 3;
ROLLBACK;
SELECT count(*) FROM pt WHERE a = 5 AND b > 3;
