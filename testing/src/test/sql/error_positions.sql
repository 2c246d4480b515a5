-- Where errors are found: the line and the place in it that are shown, and the words.
CREATE TABLE t (a int, b text, c numeric);
SELEC 1;
SELECT 1 +;
SELECT (1;
SELECT 1);
SELECT * FORM t;
SELECT FROM WHERE;
SELECT 'unterminated
';
SELECT "a FROM t
";
SELECT 1 AS;
SELECT a b c FROM t;
SELECT a,, b FROM t;
SELECT , a FROM t;
INSERT t VALUES (1);
INSERT INTO t VALUES 1;
UPDATE t a = 1;
DELETE t;
CREATE TABLE (a int);
CREATE TABLE x (a int,);
CREATE TABLE x (a nosuch);
CREATE TABLE x (a int(3));
CREATE TABLE x (a varchar(0));
CREATE TABLE x (a numeric(0));
CREATE TABLE x (a numeric(5, 6, 7));
CREATE TABLE x (a int PRIMARY KEY, b int PRIMARY KEY);
CREATE TABLE x (a int, a text);
DROP TABLE;
ALTER TABLE t;
GRANT SELECT t TO PUBLIC;
SELECT 1 FROM t
  WHERE a = 'x'
    AND nosuch = 2;
SELECT a
FROM t
WHERE a =
  'not a number';
SELECT
  a,
  b + 1,
  c
FROM t;
SELECT nosuch.a FROM t;
SELECT t.nosuch FROM t;
SELECT tt.a FROM t;
SELECT public.t.a, other.t.b FROM t;
SELECT * FROM nosuch;
SELECT * FROM nosuch.t;
SELECT * FROM otherdb.public.t;
SELECT nosuch(1);
SELECT nosuch.f(1);
SELECT length(1);
SELECT length('a', 'b');
SELECT substring(a, 1) FROM t;
SELECT a || c FROM t;
SELECT a + b FROM t;
SELECT -b FROM t;
SELECT a @@@ 1 FROM t;
SELECT b && b FROM t;
SELECT a::nosuch FROM t;
SELECT CAST(b AS date[]) + 1 FROM t;
SELECT a::date FROM t;
SELECT 'x'::int;
SELECT '1e400'::float8;
SELECT 99999999999::int;
SELECT int '12x';
SELECT date '2024-13-45';
SELECT '{1,2'::int[];
SELECT 'maybe'::bool;
SELECT ARRAY[1, 'x'];
SELECT ARRAY[1, true];
SELECT ARRAY[];
SELECT CASE WHEN a THEN 1 END FROM t;
SELECT CASE a WHEN 'x' THEN 1 END FROM t;
SELECT CASE WHEN true THEN 1 ELSE 'x' END;
SELECT CASE WHEN true THEN 1 ELSE b END FROM t;
SELECT coalesce(a, b) FROM t;
SELECT nullif(a, b) FROM t;
SELECT greatest(a, b) FROM t;
SELECT a FROM t WHERE b;
SELECT a FROM t WHERE NOT a;
SELECT a FROM t WHERE a AND true;
SELECT a FROM t ORDER BY nosuch;
SELECT a FROM t GROUP BY nosuch;
SELECT a FROM t LIMIT b;
SELECT a, count(*) FROM t;
SELECT a FROM t HAVING b = 'x';
SELECT sum(a) OVER (ORDER BY nosuch) FROM t;
SELECT a IN (1, 'x') FROM t;
SELECT a IN (SELECT b FROM t) FROM t;
SELECT a BETWEEN 1 AND 'x' FROM t;
SELECT a IS DISTINCT FROM b FROM t;
SELECT (a, b) = (1) FROM t;
SELECT (1, 2).x;
SELECT (t).nosuch FROM t;
SELECT t.a.b FROM t;
SELECT a[1] FROM t;
SELECT b[1:2] FROM t;
SELECT $1;
SELECT a COLLATE nosuch FROM t;
SELECT a COLLATE "C" FROM t;
SELECT b COLLATE "C" || b COLLATE "POSIX" FROM t;
SELECT interval '1 fortnight';
SELECT extract(nosuch FROM now());
SELECT extract('x' FROM a) FROM t;
SELECT position(1 IN 'x');
SELECT overlay('x' PLACING 1 FROM 1);
SELECT trim(1 FROM 'x');
SELECT 1 = ALL (2);
SELECT EXISTS (1);
SELECT (SELECT 1, 2);
SELECT a FROM t UNION SELECT b FROM t;
SELECT a, b FROM t UNION SELECT a FROM t;
INSERT INTO t VALUES ('x');
INSERT INTO t VALUES (1, 2, 3, 4);
INSERT INTO t (a, nosuch) VALUES (1, 2);
INSERT INTO t (a, a) VALUES (1, 2);
INSERT INTO t (a) VALUES (true);
INSERT INTO t SELECT b FROM t;
INSERT INTO nosuch VALUES (1);
INSERT INTO t VALUES (1) RETURNING nosuch;
UPDATE t SET a = 'x';
UPDATE t SET a = b;
UPDATE t SET a = 1 WHERE nosuch;
DELETE FROM t WHERE nosuch = 1;
DELETE FROM t USING nosuch;
COPY t (nosuch) FROM STDIN;
COPY nosuch TO STDOUT;
COPY (SELECT nosuch FROM t) TO STDOUT;
PREPARE p AS SELECT nosuch FROM t;
EXPLAIN SELECT
  nosuch
FROM t;
CREATE VIEW v AS
  SELECT a, nosuch
  FROM t;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT nosuch';
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$
SELECT 1 +
  nosuch
$$;
CREATE FUNCTION f() RETURNS nosuch LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(nosuch) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE INDEX ON t (nosuch);
CREATE INDEX ON t (nosuch(a));
CREATE INDEX ON t (a nosuch_ops);
SET nosuch = 1;
SET work_mem = 'x';
SHOW nosuch;
SELECT 'añ', nosuch FROM t;
SELECT 'ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé', nosuch, 'ééééééééééééééééééééééé';
SELECT 1 AS "a very long line to be cut", 2 AS "on its left and its right side", nosuch AS "x", 3 AS "so that only the middle is shown";
SELECT	tab,	nosuch FROM t;
SELECT E'\x';
SELECT E'\u12';
SELECT U&'\zzzz';
SELECT B'012';
SELECT X'0G';
SELECT 1a;
SELECT 0x;
SELECT 1.2.3;
SELECT 1e;
SELECT $1a;
SELECT a$b FROM t;
SELECT @;
SELECT 1 ! 2;
SELECT # FROM t;
SELECT :x;
SELECT /* open;
 */ 1 ++ ;
