-- indexes made, built anew and dropped beside writers: what each command says, refuses and leaves
CREATE TABLE t (a int PRIMARY KEY, b text, c int, d numeric);
INSERT INTO t SELECT i, 'row ' || i % 50, i % 10, i / 4.0 FROM generate_series(1, 1000) i;
CREATE VIEW states AS
  SELECT c.relname, i.indisvalid AS valid, i.indisready AS ready, i.indislive AS live, i.indcheckxmin AS xmin,
         i.indisunique AS uniq, i.indisprimary AS pkey
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
  ORDER BY c.relname COLLATE "C";

-- plain, partial, expression, several columns
CREATE INDEX CONCURRENTLY t_b ON t (b);
CREATE INDEX CONCURRENTLY t_c_part ON t (c) WHERE c > 5;
CREATE INDEX CONCURRENTLY t_lower ON t (lower(b), d DESC NULLS LAST);
CREATE UNIQUE INDEX CONCURRENTLY t_d ON t (d) INCLUDE (b);
CREATE INDEX CONCURRENTLY ON t (c, b);
CREATE INDEX CONCURRENTLY IF NOT EXISTS t_b ON t (c);
CREATE INDEX CONCURRENTLY t_b ON t (c);
SELECT * FROM states;
SET enable_seqscan = off;
SELECT count(*) FROM t WHERE b = 'row 7';
SELECT a FROM t WHERE lower(b) = 'row 7' ORDER BY d DESC NULLS LAST LIMIT 3;
SELECT a, b FROM t WHERE d = 12.25;
EXPLAIN (COSTS OFF) SELECT a FROM t WHERE d = 12.25;
RESET enable_seqscan;

-- inside transactions
BEGIN;
CREATE INDEX CONCURRENTLY t_x ON t (c);
ROLLBACK;
BEGIN;
DROP INDEX CONCURRENTLY t_b;
ROLLBACK;
BEGIN;
REINDEX INDEX CONCURRENTLY t_b;
ROLLBACK;
BEGIN;
REINDEX TABLE CONCURRENTLY t;
ROLLBACK;
\set VERBOSITY sqlstate
BEGIN;
CREATE INDEX CONCURRENTLY t_x ON t (c);
ROLLBACK;
BEGIN;
DROP INDEX CONCURRENTLY t_b;
ROLLBACK;
BEGIN;
REINDEX INDEX CONCURRENTLY t_b;
ROLLBACK;
\set VERBOSITY default
CREATE TABLE f (x int);

-- duplicates: an invalid index stays
INSERT INTO f VALUES (1), (2), (2), (3);
CREATE UNIQUE INDEX CONCURRENTLY f_x ON f (x);
CREATE UNIQUE INDEX CONCURRENTLY f_xx ON f ((x + 1));
SELECT * FROM states WHERE relname LIKE 'f%';
\d f
-- nobody uses it, but it is in the way of its name
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM f WHERE x = 2;
SELECT count(*) FROM f WHERE x = 2;
RESET enable_seqscan;
CREATE INDEX f_x ON f (x);
INSERT INTO f VALUES (2);
INSERT INTO f VALUES (2) ON CONFLICT (x) DO NOTHING;
CLUSTER f USING f_x;
ALTER TABLE f ADD CONSTRAINT f_key UNIQUE USING INDEX f_x;
ALTER TABLE f REPLICA IDENTITY USING INDEX f_x;
CREATE TABLE refers (x int REFERENCES f (x));
REINDEX INDEX f_x;
REINDEX INDEX CONCURRENTLY f_x;
SELECT * FROM states WHERE relname LIKE 'f%';
REINDEX TABLE CONCURRENTLY f;
DELETE FROM f WHERE x = 2;
INSERT INTO f VALUES (2);
REINDEX INDEX f_x;
SELECT * FROM states WHERE relname LIKE 'f%';
INSERT INTO f VALUES (2);
DROP INDEX CONCURRENTLY f_xx, f_x_ccnew, f_x_ccnew1;
DROP INDEX CONCURRENTLY f_xx;
DROP INDEX f_x_ccnew;
DROP INDEX IF EXISTS f_x_ccnew1;
\d f

-- a table rewritten makes its indexes valid
INSERT INTO f VALUES (7), (7);
DROP INDEX f_x;
CREATE UNIQUE INDEX CONCURRENTLY f_x ON f (x);
DELETE FROM f WHERE x = 7;
VACUUM FULL f;
SELECT * FROM states WHERE relname LIKE 'f%';
INSERT INTO f VALUES (8), (8);
DROP INDEX f_x;
INSERT INTO f VALUES (8), (8);
CREATE UNIQUE INDEX CONCURRENTLY f_x ON f (x);
TRUNCATE f;
SELECT * FROM states WHERE relname LIKE 'f%';

-- dropping
DROP INDEX CONCURRENTLY t_b, t_d;
DROP INDEX CONCURRENTLY t_b CASCADE;
DROP INDEX CONCURRENTLY nosuch;
DROP INDEX CONCURRENTLY IF EXISTS nosuch;
DROP INDEX CONCURRENTLY t;
DROP INDEX CONCURRENTLY t_pkey;
DROP INDEX CONCURRENTLY t_b;
DROP INDEX CONCURRENTLY IF EXISTS t_b;
CREATE TABLE child (a int REFERENCES t (a));
DROP INDEX CONCURRENTLY t_pkey;
SELECT relname FROM states WHERE relname LIKE 't%';

-- building anew: names, constraints, comments, dependencies and options stay
ALTER TABLE t ADD CONSTRAINT t_uniq UNIQUE (a, c) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE t ADD CONSTRAINT t_excl EXCLUDE (a WITH =);
ALTER INDEX t_lower SET (fillfactor = 70);
ALTER INDEX t_lower ALTER COLUMN 1 SET STATISTICS 300;
COMMENT ON INDEX t_lower IS 'about lower';
COMMENT ON CONSTRAINT t_uniq ON t IS 'about uniqueness';
ALTER TABLE t CLUSTER ON t_d;
ALTER TABLE t ALTER d SET NOT NULL;
ALTER TABLE t REPLICA IDENTITY USING INDEX t_d;
ANALYZE t;
CREATE TABLE oids AS SELECT relname, oid FROM pg_class WHERE relname LIKE 't\_%' AND relkind = 'i';
REINDEX INDEX CONCURRENTLY t_lower;
REINDEX TABLE CONCURRENTLY t;
SELECT o.relname, o.oid = c.oid AS same FROM oids o JOIN pg_class c USING (relname) ORDER BY 1;
SELECT relname FROM pg_class WHERE relname LIKE '%\_cc%';
SELECT * FROM states WHERE relname LIKE 't%';
\d+ t
SELECT obj_description('t_lower'::regclass), reloptions FROM pg_class WHERE oid = 't_lower'::regclass;
SELECT attname, attstattarget FROM pg_attribute WHERE attrelid = 't_lower'::regclass ORDER BY attnum;
SELECT conname, conindid::regclass, contype FROM pg_constraint WHERE conrelid IN ('t'::regclass, 'child'::regclass) ORDER BY 1;
SELECT pg_describe_object(classid, objid, objsubid) AS object, pg_describe_object(refclassid, refobjid, refobjsubid) AS needs, deptype
  FROM pg_depend WHERE objid IN ('t_pkey'::regclass, 't_lower'::regclass, 't_uniq'::regclass) ORDER BY 1, 2;
SELECT tgrelid::regclass, tgconstrindid::regclass FROM pg_trigger WHERE tgrelid IN ('t'::regclass, 'child'::regclass) AND tgconstrindid <> 't_uniq'::regclass ORDER BY 1, tgtype;
INSERT INTO child VALUES (5);
INSERT INTO child VALUES (5000);
INSERT INTO t VALUES (5, 'again', 1, 9999);
DROP INDEX t_pkey;
DROP INDEX t_uniq;
ALTER TABLE t DROP CONSTRAINT t_pkey;
ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE;

-- exclusion constraints, catalogs, things that are no indexes
REINDEX INDEX CONCURRENTLY t_excl;
REINDEX INDEX CONCURRENTLY pg_class_oid_index;
REINDEX TABLE CONCURRENTLY pg_class;
REINDEX SYSTEM CONCURRENTLY postgres;
REINDEX INDEX CONCURRENTLY t;
REINDEX TABLE CONCURRENTLY t_d;
REINDEX TABLE CONCURRENTLY states;
REINDEX INDEX CONCURRENTLY nosuch;
CREATE TABLE bare (x int);
REINDEX TABLE CONCURRENTLY bare;
REINDEX TABLE bare;
CREATE TABLE toasted (x text);
REINDEX TABLE toasted;
REINDEX TABLE CONCURRENTLY toasted;
REINDEX (CONCURRENTLY, NOSUCH) TABLE t;
REINDEX (CONCURRENTLY false) TABLE bare;
REINDEX (CONCURRENTLY) TABLE bare;
REINDEX (TABLESPACE nosuch) TABLE t;
REINDEX (TABLESPACE pg_global) TABLE t;
REINDEX (TABLESPACE pg_default) TABLE t;
REINDEX (VERBOSE maybe) TABLE t;
DROP TABLE f;
REINDEX SCHEMA CONCURRENTLY public;
REINDEX SCHEMA nosuch;
REINDEX DATABASE nosuch;
BEGIN;
REINDEX SCHEMA public;
ROLLBACK;
SELECT relname, valid FROM states;

-- temporary tables: nobody else is there
CREATE TEMP TABLE mine (x int);
CREATE INDEX CONCURRENTLY mine_x ON mine (x);
REINDEX INDEX CONCURRENTLY mine_x;
DROP INDEX CONCURRENTLY mine_x;
BEGIN;
CREATE INDEX CONCURRENTLY mine_x ON mine (x);
ROLLBACK;
-- unlogged tables, materialized views
CREATE UNLOGGED TABLE un (x int);
INSERT INTO un SELECT generate_series(1, 100);
CREATE INDEX CONCURRENTLY un_x ON un (x);
REINDEX TABLE CONCURRENTLY un;
SET enable_seqscan = off;
SELECT * FROM un WHERE x = 50;
CREATE MATERIALIZED VIEW mv AS SELECT a, c FROM t;
CREATE UNIQUE INDEX CONCURRENTLY mv_a ON mv (a);
REFRESH MATERIALIZED VIEW CONCURRENTLY mv;
REINDEX TABLE CONCURRENTLY mv;
SELECT c FROM mv WHERE a = 33;
RESET enable_seqscan;
CREATE INDEX CONCURRENTLY v_a ON states (relname);
CREATE INDEX CONCURRENTLY ON t (nosuch);
CREATE INDEX CONCURRENTLY ON nosuch (a);
CREATE INDEX CONCURRENTLY ON t ((random()));
SELECT relname FROM states WHERE NOT valid;
