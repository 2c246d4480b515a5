-- EXCLUDE constraints over B-tree indexes
CREATE TABLE room (id int, name text, day date, EXCLUDE USING btree (id WITH =, day WITH =));
INSERT INTO room VALUES (1, 'a', '2020-01-01'), (1, 'b', '2020-01-02'), (2, 'c', '2020-01-01');
INSERT INTO room VALUES (1, 'd', '2020-01-01');
INSERT INTO room VALUES (NULL, 'n', '2020-01-01'), (NULL, 'n', '2020-01-01');
INSERT INTO room VALUES (5, 'x', '2021-01-01'), (5, 'y', '2021-01-01');
UPDATE room SET day = '2020-01-02' WHERE name = 'a';
UPDATE room SET name = 'aa' WHERE name = 'a';
UPDATE room SET day = '2020-01-05' WHERE name = 'aa';
DELETE FROM room WHERE name = 'b';
INSERT INTO room VALUES (1, 'b2', '2020-01-02');
SELECT * FROM room ORDER BY name;
\d room
SELECT conname, contype, condeferrable, conkey, conexclop::regoperator[], pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'room'::regclass;
SELECT indisunique, indisexclusion, indimmediate FROM pg_index WHERE indrelid = 'room'::regclass;
SELECT pg_get_indexdef('room_id_day_excl'::regclass);
-- forms
CREATE TABLE forms (a int, b text, c numeric, CONSTRAINT lower_b EXCLUDE (lower(b) WITH =) WHERE (a > 0), CONSTRAINT opt EXCLUDE USING btree (c DESC NULLS LAST WITH =) INCLUDE (a) WITH (fillfactor = 70));
INSERT INTO forms VALUES (1, 'Ab', 1.0), (0, 'aB', 2), (0, 'AB', 3);
INSERT INTO forms VALUES (2, 'aB', 4);
INSERT INTO forms VALUES (0, 'q', 1.000);
\d forms
SELECT conname, conkey, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'forms'::regclass ORDER BY 1;
CREATE TABLE copy_of (LIKE forms INCLUDING INDEXES);
\d copy_of
INSERT INTO copy_of VALUES (1, 'Z', 1), (1, 'z', 2);
-- what is refused
CREATE TABLE bad (a int, EXCLUDE (a WITH <));
CREATE TABLE bad (a int, EXCLUDE (a WITH <>));
CREATE TABLE bad (a int, EXCLUDE (a WITH +));
CREATE TABLE bad (a int, EXCLUDE (a WITH ~~~));
CREATE TABLE bad (a int, EXCLUDE (nosuch WITH =));
CREATE TABLE bad (a int, EXCLUDE USING nosuch (a WITH =));
CREATE TABLE bad (a json, EXCLUDE (a WITH =));
CREATE TABLE bad (a int, EXCLUDE (a WITH OPERATOR(pg_catalog.*)));
ALTER TABLE room ADD CONSTRAINT room_id_day_excl EXCLUDE (name WITH =);
ALTER TABLE room ADD EXCLUDE (name WITH =) NOT VALID;
CREATE DOMAIN bad_domain AS int EXCLUDE (value WITH =);
-- added later
CREATE TABLE later (a int, b int);
INSERT INTO later VALUES (1, 1), (2, 2), (1, 3);
ALTER TABLE later ADD CONSTRAINT once EXCLUDE (a WITH =);
ALTER TABLE later ADD CONSTRAINT once EXCLUDE (a WITH =) WHERE (b < 3);
INSERT INTO later VALUES (1, 0);
INSERT INTO later VALUES (1, 9);
ALTER TABLE later RENAME CONSTRAINT once TO only_once;
ALTER TABLE later ALTER a TYPE bigint;
INSERT INTO later VALUES (2, 0);
\d later
COMMENT ON CONSTRAINT only_once ON later IS 'one';
DROP INDEX only_once;
REINDEX TABLE later;
-- deferred
CREATE TABLE later2 (a int, b int, CONSTRAINT swap EXCLUDE (a WITH =) DEFERRABLE INITIALLY IMMEDIATE);
INSERT INTO later2 VALUES (1, 1), (2, 2), (3, 3);
UPDATE later2 SET a = a + 1;
UPDATE later2 SET a = 3;
BEGIN;
SET CONSTRAINTS swap DEFERRED;
UPDATE later2 SET a = 2 WHERE b = 2;
UPDATE later2 SET a = 3 WHERE b = 1;
SET CONSTRAINTS swap IMMEDIATE;
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO later2 VALUES (4, 4);
DELETE FROM later2 WHERE b = 4;
COMMIT;
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO later2 VALUES (4, 5);
COMMIT;
\d later2
SELECT * FROM later2 ORDER BY b;
-- ON CONFLICT
INSERT INTO room VALUES (2, 'skipped', '2020-01-01') ON CONFLICT DO NOTHING;
INSERT INTO room VALUES (2, 'skipped', '2020-01-01'), (9, 'new', '2020-01-01'), (9, 'same', '2020-01-01') ON CONFLICT ON CONSTRAINT room_id_day_excl DO NOTHING;
INSERT INTO room VALUES (2, 'x', '2020-01-01') ON CONFLICT ON CONSTRAINT room_id_day_excl DO UPDATE SET name = 'y';
INSERT INTO room VALUES (2, 'x', '2020-01-01') ON CONFLICT (id, day) DO NOTHING;
INSERT INTO later2 VALUES (2, 1) ON CONFLICT DO NOTHING;
INSERT INTO later2 VALUES (2, 1) ON CONFLICT ON CONSTRAINT swap DO NOTHING;
SELECT * FROM room ORDER BY name;
ALTER TABLE room DROP CONSTRAINT room_id_day_excl;
INSERT INTO room VALUES (2, 'now', '2020-01-01');
ALTER TABLE room ADD EXCLUDE (id WITH =, day WITH =);
