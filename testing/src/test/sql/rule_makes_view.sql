-- a rule ON SELECT makes a view of an empty table
CREATE TABLE src (a int PRIMARY KEY, b text, c numeric(6,2));
INSERT INTO src VALUES (1, 'one', 1.5), (2, 'two', 2.5);
CREATE TABLE t (a int, b text, c numeric(6,2));
SELECT relkind, reltoastrelid <> 0 AS toast, relfilenode <> 0 AS file, relfrozenxid <> '0' AS frozen, relreplident FROM pg_class WHERE relname = 't';
SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass ORDER BY attnum;
-- what is refused
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT a, b FROM src;
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT a, b, c, 1 AS d FROM src;
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT a, b AS x, c FROM src;
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT a, a AS b, c FROM src;
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT a, b, c::numeric(5,1) AS c FROM src;
CREATE RULE other AS ON SELECT TO t DO INSTEAD SELECT * FROM src;
CREATE RULE "_RETURN" AS ON SELECT TO t DO ALSO SELECT * FROM src;
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD NOTHING;
CREATE RULE "_RETURN" AS ON SELECT TO t WHERE true DO INSTEAD SELECT * FROM src;
INSERT INTO t VALUES (9, 'nine', 9);
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT * FROM src;
DELETE FROM t;
CREATE INDEX t_a ON t (a);
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT * FROM src;
DROP INDEX t_a;
CREATE TABLE keyed (a int PRIMARY KEY);
CREATE RULE "_RETURN" AS ON SELECT TO keyed DO INSTEAD SELECT a FROM src;
CREATE TABLE refers (a int REFERENCES src);
CREATE RULE "_RETURN" AS ON SELECT TO refers DO INSTEAD SELECT a FROM src;
CREATE TABLE parent (a int);
CREATE TABLE child () INHERITS (parent);
CREATE RULE "_RETURN" AS ON SELECT TO parent DO INSTEAD SELECT a FROM src;
CREATE RULE "_RETURN" AS ON SELECT TO child DO INSTEAD SELECT a FROM src;
CREATE TABLE dropped (a int, gone int, b text);
ALTER TABLE dropped DROP gone;
CREATE RULE "_RETURN" AS ON SELECT TO dropped DO INSTEAD SELECT a, b FROM src;
CREATE SEQUENCE sq;
CREATE RULE "_RETURN" AS ON SELECT TO sq DO INSTEAD SELECT 1;
-- rolled back
BEGIN;
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT * FROM src;
SELECT * FROM t ORDER BY a;
ROLLBACK;
INSERT INTO t VALUES (3, 'three', 3);
SELECT * FROM t;
TRUNCATE t;
-- done
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT a, upper(b) AS b, c FROM src WHERE a > 0;
SELECT * FROM t ORDER BY a;
\d+ t
SELECT relkind, reltoastrelid <> 0 AS toast, relfilenode <> 0 AS file, relfrozenxid <> '0' AS frozen, relreplident, relam, reltuples, relhasrules FROM pg_class WHERE relname = 't';
SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass ORDER BY attnum;
SELECT count(*) FROM pg_class WHERE relkind = 't' AND relname = 'pg_toast_' || 't'::regclass::oid;
SELECT pg_get_viewdef('t');
SELECT pg_relation_size('t');
INSERT INTO src VALUES (4, 'four', 4);
SELECT * FROM t WHERE a = 4;
UPDATE t SET c = 7 WHERE a = 4;
INSERT INTO t (a, c) VALUES (5, 5);
SELECT * FROM src ORDER BY a;
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT * FROM src;
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT * FROM src;
SELECT b FROM t WHERE a = 1;
CREATE OR REPLACE VIEW t AS SELECT a, b, c, 1 AS d FROM src;
SELECT * FROM t WHERE a = 1;
CREATE INDEX ON t (a);
ANALYZE t;
DROP TABLE t;
DROP TABLE src;
DROP VIEW t;
-- the old spelling of the name
CREATE TABLE old (x int);
CREATE RULE "_RETold" AS ON SELECT TO old DO INSTEAD SELECT a AS x FROM src;
SELECT rulename FROM pg_rewrite WHERE ev_class = 'old'::regclass;
SELECT * FROM old ORDER BY x;
-- two that look at each other (as dumps had them)
CREATE TABLE v1 (k int);
CREATE VIEW v2 AS SELECT k FROM v1;
CREATE RULE "_RETURN" AS ON SELECT TO v1 DO INSTEAD SELECT k FROM v2;
SELECT * FROM v1;
DROP TABLE v1 CASCADE;
DROP VIEW v1 CASCADE;
-- a view over a table that becomes one
CREATE TABLE below (a int);
CREATE VIEW above AS SELECT a + 1 AS a1 FROM below;
SELECT * FROM above;
CREATE RULE "_RETURN" AS ON SELECT TO below DO INSTEAD SELECT 5 AS a;
SELECT * FROM above;
