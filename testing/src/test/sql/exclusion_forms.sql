-- exclusion constraints over btree: every way to make one, what it refuses, how it is shown
\pset null '(null)'
CREATE TABLE room (id int, slot int, who text, EXCLUDE USING btree (id WITH =, slot WITH =));
\d room
INSERT INTO room VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c');
INSERT INTO room VALUES (1, 2, 'd');
INSERT INTO room VALUES (NULL, 2, 'n'), (NULL, 2, 'n'), (1, NULL, 'n'), (1, NULL, 'n');
INSERT INTO room VALUES (5, 5, 'x'), (5, 5, 'y');
UPDATE room SET slot = 1 WHERE who = 'b';
UPDATE room SET who = upper(who) WHERE who = 'b';
UPDATE room SET slot = slot + 10 WHERE id = 1;
INSERT INTO room VALUES (2, 1, 'd');
SELECT * FROM room ORDER BY id, slot, who;
-- the default access method, a name, other operators
CREATE TABLE one (a int, CONSTRAINT only_one EXCLUDE (a WITH <>));
CREATE TABLE less (a int, EXCLUDE USING btree (a WITH <));
CREATE TABLE atmost (a int, EXCLUDE USING btree (a WITH >=));
CREATE TABLE one (a int, CONSTRAINT only_one EXCLUDE USING btree (a WITH =));
INSERT INTO one VALUES (1);
INSERT INTO one VALUES (1);
INSERT INTO one VALUES (2);
SELECT conname, contype, conkey, conexclop, condeferrable, condeferred, convalidated, conislocal, coninhcount, connoinherit,
  conindid::regclass, pg_get_constraintdef(oid), pg_get_constraintdef(oid, true)
  FROM pg_constraint WHERE conrelid = 'one'::regclass;
SELECT indisunique, indisexclusion, indimmediate, indisprimary, indisvalid FROM pg_index WHERE indexrelid = 'only_one'::regclass;
SELECT pg_get_indexdef('only_one'::regclass);
SELECT relchecks, relhasindex FROM pg_class WHERE relname = 'one';
SELECT pg_describe_object(classid, objid, objsubid) AS what, pg_describe_object(refclassid, refobjid, refobjsubid) AS needs, deptype
  FROM pg_depend WHERE objid IN ('only_one'::regclass, (SELECT oid FROM pg_constraint WHERE conname = 'only_one')) ORDER BY 1, 2;
-- expressions, predicates, order, opclasses, collations, included columns, parameters
CREATE TABLE many (a int, b text, c date, d int,
  EXCLUDE USING btree (lower(b) WITH =),
  EXCLUDE USING btree (a WITH =, (a + d) WITH =) WHERE (d > 0),
  CONSTRAINT wide EXCLUDE USING btree (b text_pattern_ops DESC NULLS LAST WITH =, c DESC WITH =) INCLUDE (d) WITH (fillfactor = 70),
  CONSTRAINT coll EXCLUDE USING btree (b COLLATE "C" WITH pg_catalog.=));
CREATE TABLE many (a int, b text, c date, d int,
  EXCLUDE USING btree (lower(b) WITH =),
  EXCLUDE USING btree (a WITH =, (a + d) WITH =) WHERE (d > 0),
  CONSTRAINT wide EXCLUDE USING btree (b text_pattern_ops DESC NULLS LAST WITH =, c DESC WITH =) INCLUDE (d) WITH (fillfactor = 70),
  CONSTRAINT coll EXCLUDE USING btree (b COLLATE "C" WITH OPERATOR(pg_catalog.=)));
\d many
\d wide
INSERT INTO many VALUES (1, 'One', '2020-01-01', 1);
INSERT INTO many VALUES (2, 'ONE', '2020-01-02', 1);
INSERT INTO many VALUES (1, 'two', '2020-01-03', 1);
INSERT INTO many VALUES (1, 'two', '2020-01-03', 0);
INSERT INTO many VALUES (1, 'three', '2020-01-03', 0);
INSERT INTO many VALUES (1, 'four', '2020-01-03', -1), (1, 'four', '2020-01-03', -1);
UPDATE many SET d = 1 WHERE b = 'three';
SELECT * FROM many ORDER BY a, b;
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'many'::regclass ORDER BY 1;
-- LIKE
CREATE TABLE copied (LIKE many INCLUDING INDEXES);
\d copied
INSERT INTO copied VALUES (1, 'One', '2020-01-01', 1), (2, 'one', '2020-01-01', 1);
-- ALTER TABLE
CREATE TABLE later (a int, b int);
INSERT INTO later VALUES (1, 1), (2, 2), (2, 3);
ALTER TABLE later ADD EXCLUDE USING btree (a WITH =);
ALTER TABLE later ADD CONSTRAINT named EXCLUDE USING btree (a WITH =) WHERE (b < 3);
ALTER TABLE later ADD EXCLUDE USING btree (a WITH =, b WITH =);
ALTER TABLE later ADD CONSTRAINT named EXCLUDE USING btree (b WITH =);
ALTER TABLE later ADD EXCLUDE USING btree (nosuch WITH =);
ALTER TABLE later ADD EXCLUDE USING btree (b WITH =) NOT VALID;
\d later
INSERT INTO later VALUES (2, 1);
INSERT INTO later VALUES (2, 7), (2, 8);
ALTER TABLE later RENAME CONSTRAINT named TO renamed;
ALTER TABLE later ALTER COLUMN a TYPE bigint;
\d later
INSERT INTO later VALUES (2, 1);
ALTER TABLE later ALTER CONSTRAINT renamed DEFERRABLE;
ALTER TABLE later VALIDATE CONSTRAINT renamed;
DROP INDEX renamed;
ALTER TABLE later DROP CONSTRAINT renamed;
INSERT INTO later VALUES (2, 1);
ALTER TABLE later DROP COLUMN b;
\d later
-- column constraint form does not exist; other errors
CREATE TABLE bad (a int EXCLUDE USING btree (a WITH =));
CREATE TABLE bad (a int, EXCLUDE USING btree (a WITH <<));
CREATE TABLE bad (a text, EXCLUDE USING btree (a WITH ~~));
CREATE TABLE bad (a text, EXCLUDE USING btree (a WITH ~=~));
CREATE TABLE bad (a point, EXCLUDE USING btree (a WITH ~=));
CREATE TABLE bad (a int, EXCLUDE USING btree (a WITH nosuch.=));
CREATE TABLE bad (a int, EXCLUDE USING btree (a WITH OPERATOR(nosuch.=)));
CREATE TABLE bad (a int, EXCLUDE USING btree (a WITH = ) WHERE a > 0);
CREATE TABLE bad (a int, EXCLUDE USING btree (a WITH = ) WHERE (nosuch > 0));
CREATE TABLE bad (a int, EXCLUDE USING btree ((random()) WITH = ));
CREATE TABLE bad (a int, EXCLUDE USING btree ((sum(a)) WITH = ));
CREATE TABLE bad (a int, EXCLUDE USING nosuch (a WITH = ));
CREATE TABLE bad (a varchar, EXCLUDE USING btree (a WITH =));
\d bad
DROP TABLE bad;
-- deferred
CREATE TABLE defer (a int, b text, CONSTRAINT d EXCLUDE USING btree (a WITH =) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT e EXCLUDE USING btree (b WITH =) DEFERRABLE);
\d defer
BEGIN;
INSERT INTO defer VALUES (1, 'a'), (1, 'b');
UPDATE defer SET a = 2 WHERE b = 'b';
COMMIT;
BEGIN;
INSERT INTO defer VALUES (1, 'c');
COMMIT;
BEGIN;
INSERT INTO defer VALUES (1, 'c');
SET CONSTRAINTS d IMMEDIATE;
ROLLBACK;
INSERT INTO defer VALUES (3, 'a');
UPDATE defer SET b = CASE b WHEN 'a' THEN 'b' ELSE 'a' END;
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO defer VALUES (4, 'a');
DELETE FROM defer WHERE a = 4;
COMMIT;
UPDATE defer SET a = a + 1;
SELECT * FROM defer ORDER BY a;
-- ON CONFLICT
INSERT INTO one VALUES (1) ON CONFLICT DO NOTHING;
INSERT INTO one VALUES (1), (3), (3) ON CONFLICT DO NOTHING RETURNING a;
INSERT INTO one VALUES (1), (4) ON CONFLICT ON CONSTRAINT only_one DO NOTHING RETURNING a;
INSERT INTO one VALUES (1) ON CONFLICT (a) DO NOTHING;
INSERT INTO one VALUES (1) ON CONFLICT ON CONSTRAINT only_one DO UPDATE SET a = 9;
INSERT INTO one VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 9;
INSERT INTO defer VALUES (2, 'z') ON CONFLICT ON CONSTRAINT d DO NOTHING;
INSERT INTO defer VALUES (2, 'z') ON CONFLICT DO NOTHING;
INSERT INTO many VALUES (9, 'ONE', NULL, 0) ON CONFLICT ON CONSTRAINT wide DO NOTHING;
SELECT a FROM one ORDER BY a;
-- with a unique constraint beside it
CREATE TABLE both_kinds (a int PRIMARY KEY, b int, EXCLUDE USING btree (b WITH =));
INSERT INTO both_kinds VALUES (1, 1), (2, 2);
INSERT INTO both_kinds VALUES (1, 3) ON CONFLICT (a) DO UPDATE SET b = 2;
INSERT INTO both_kinds VALUES (1, 3) ON CONFLICT (a) DO UPDATE SET b = 4 RETURNING *;
INSERT INTO both_kinds VALUES (3, 4) ON CONFLICT (a) DO UPDATE SET b = 4;
INSERT INTO both_kinds VALUES (3, 4) ON CONFLICT DO NOTHING;
MERGE INTO both_kinds t USING (VALUES (2, 4), (5, 5)) s(a, b) ON t.a = s.a
  WHEN MATCHED THEN UPDATE SET b = s.b WHEN NOT MATCHED THEN INSERT VALUES (s.a, s.b);
SELECT * FROM both_kinds ORDER BY a;
ALTER TABLE both_kinds REPLICA IDENTITY USING INDEX both_kinds_b_excl;
CLUSTER both_kinds USING both_kinds_b_excl;
CREATE TABLE refs (b int REFERENCES both_kinds (b));
ALTER TABLE both_kinds ADD UNIQUE USING INDEX both_kinds_b_excl;
REINDEX TABLE both_kinds;
INSERT INTO both_kinds VALUES (9, 2);
COPY both_kinds FROM stdin;
10	10
11	10
\.
TRUNCATE both_kinds;
INSERT INTO both_kinds VALUES (9, 2);
-- inheritance and partitions
CREATE TABLE heir () INHERITS (both_kinds);
INSERT INTO heir VALUES (9, 2), (9, 2);
\d heir
CREATE TEMP TABLE temporary (a int, EXCLUDE USING btree (a WITH =)) ON COMMIT DELETE ROWS;
INSERT INTO temporary VALUES (1), (1);
COMMENT ON CONSTRAINT only_one ON one IS 'a remark';
SELECT obj_description(oid, 'pg_constraint') FROM pg_constraint WHERE conname = 'only_one';
SELECT constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_name = 'both_kinds'
  AND constraint_name NOT LIKE '%not_null' ORDER BY 1;
EXPLAIN (COSTS OFF) INSERT INTO one VALUES (1) ON CONFLICT ON CONSTRAINT only_one DO NOTHING;
