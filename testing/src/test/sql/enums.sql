CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE empty AS ENUM ();
CREATE TYPE mood AS ENUM ('x');
CREATE TYPE longlabel AS ENUM ('a label that is much longer than the sixty-three bytes a name may have in it');
\dT+ mood
SELECT 'ok'::mood, 'glad'::mood;
SELECT 'happy'::mood > 'ok', 'sad'::mood < 'ok', 'ok'::mood = 'ok', 'ok'::mood <> 'sad'::mood;
SELECT 'OK'::mood;
SELECT enum_first(NULL::mood), enum_last(NULL::mood), enum_range(NULL::mood), enum_range('ok'::mood, NULL), enum_range(NULL, 'ok'::mood), enum_range('ok'::mood, 'sad');
CREATE TABLE person (name text, m mood DEFAULT 'ok', ms mood[]);
INSERT INTO person VALUES ('a', 'happy', '{sad,ok}'), ('b', 'sad'), ('c', DEFAULT, ARRAY['happy']::mood[]), ('d', NULL);
SELECT * FROM person ORDER BY m, name;
SELECT * FROM person ORDER BY m DESC NULLS LAST;
SELECT min(m), max(m), count(DISTINCT m), array_agg(m ORDER BY m) FROM person;
SELECT m, count(*) FROM person GROUP BY m ORDER BY m;
SELECT name FROM person WHERE m >= 'ok' ORDER BY name;
SELECT name FROM person WHERE m IN ('sad', 'happy') ORDER BY name;
SELECT name FROM person WHERE m = 'nosuch';
SELECT name FROM person WHERE 'ok' = ANY (ms);
CREATE INDEX ON person (m);
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT name FROM person WHERE m = 'ok';
SELECT name FROM person WHERE m > 'sad' ORDER BY m;
RESET enable_seqscan;
SELECT m::text || '!', 'sa' || 'd' = m::text, ('sa' || 'd')::mood FROM person WHERE name = 'b';
SELECT m || 'x' FROM person WHERE name = 'b';
SELECT m = 1 FROM person;
SELECT m = name FROM person;
-- adding labels
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';
ALTER TYPE mood ADD VALUE 'great' AFTER 'happy';
ALTER TYPE mood ADD VALUE 'glad' AFTER 'ok';
ALTER TYPE mood ADD VALUE 'last';
ALTER TYPE mood ADD VALUE 'ok';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';
ALTER TYPE mood ADD VALUE 'x' AFTER 'nosuch';
SELECT enumlabel, enumsortorder FROM pg_enum WHERE enumtypid = 'mood'::regtype ORDER BY enumsortorder;
SELECT enum_range(NULL::mood);
INSERT INTO person VALUES ('e', 'meh'), ('f', 'glad');
SELECT name, m FROM person ORDER BY m, name;
BEGIN;
ALTER TYPE mood ADD VALUE 'new';
SELECT 'new'::mood;
ROLLBACK;
BEGIN;
CREATE TYPE fresh AS ENUM ('one');
ALTER TYPE fresh ADD VALUE 'two';
SELECT 'two'::fresh;
COMMIT;
ALTER TYPE mood RENAME VALUE 'last' TO 'final';
ALTER TYPE mood RENAME VALUE 'last' TO 'x';
ALTER TYPE mood RENAME VALUE 'final' TO 'ok';
SELECT enum_last(NULL::mood);
ALTER TYPE mood RENAME TO feeling;
SELECT pg_typeof(m) FROM person LIMIT 1;
\d person
-- keys, foreign keys, functions
CREATE TABLE f (m feeling PRIMARY KEY);
INSERT INTO f SELECT unnest(enum_range(NULL::feeling));
CREATE TABLE g (m feeling REFERENCES f ON UPDATE CASCADE);
INSERT INTO g VALUES ('ok');
UPDATE f SET m = NULL WHERE m = 'ok';
DELETE FROM f WHERE m = 'ok';
INSERT INTO f VALUES ('ok');
CREATE FUNCTION better(feeling) RETURNS feeling LANGUAGE sql AS 'SELECT min(e) FROM unnest(enum_range($1, NULL)) e WHERE e > $1';
SELECT m, better(m) FROM f ORDER BY m;
CREATE FUNCTION echo(anyenum) RETURNS anyenum LANGUAGE sql AS 'SELECT $1';
SELECT echo('ok'::feeling);
SELECT echo('ok'::text);
SELECT e, ordinality FROM unnest(enum_range(NULL::feeling)) WITH ORDINALITY AS x(e, ordinality) ORDER BY e;
SELECT enum_cmp('sad'::feeling, 'ok'), enum_larger('sad'::feeling, 'ok'), enum_smaller('sad'::feeling, 'ok');
-- copying out and in
COPY person (name, m, ms) TO STDOUT;
COPY person (name, m) FROM STDIN;
g	happy
h	unknown
\.
SELECT count(*) FROM person;
-- dependencies
DROP TYPE feeling;
DROP TYPE feeling CASCADE;
\d person
DROP TYPE nosuch;
DROP TYPE IF EXISTS nosuch;
DROP TYPE fresh, empty;
