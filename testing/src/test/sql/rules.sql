-- Rules that rewrite INSERT, UPDATE and DELETE of tables and views.
CREATE TABLE item (id int PRIMARY KEY, name text, qty int DEFAULT 1);
CREATE TABLE journal (seq serial, op text, id int, was text, becomes text);
CREATE RULE item_add AS ON INSERT TO item DO ALSO
    INSERT INTO journal (op, id, becomes) VALUES ('add', new.id, new.name);
CREATE RULE item_change AS ON UPDATE TO item WHERE old.name IS DISTINCT FROM new.name DO
    INSERT INTO journal (op, id, was, becomes) VALUES ('change', old.id, old.name, new.name);
CREATE RULE item_gone AS ON DELETE TO item DO ALSO
    INSERT INTO journal (op, id, was) SELECT 'gone', old.id, old.name;
INSERT INTO item VALUES (1, 'one');
INSERT INTO item VALUES (2, 'two', 5), (3, 'three', NULL);
INSERT INTO item (id) VALUES (4);
UPDATE item SET qty = 7 WHERE id = 1;
UPDATE item SET name = upper(name) WHERE id < 3;
UPDATE item SET name = 'x' FROM (VALUES (3)) v(i) WHERE id = i;
DELETE FROM item WHERE id = 2;
DELETE FROM item WHERE name IS NULL RETURNING id;
SELECT * FROM journal ORDER BY seq;
SELECT * FROM item ORDER BY id;
TRUNCATE journal RESTART IDENTITY;
-- INSERT ... SELECT as the statement and as the action
INSERT INTO item SELECT g, 'n' || g, g * 2 FROM generate_series(10, 12) g;
SELECT op, id, becomes FROM journal ORDER BY seq;
WITH d AS (SELECT 12 AS id) DELETE FROM item USING d WHERE item.id = d.id;
DELETE FROM item WHERE id IN (SELECT id FROM item WHERE qty > 20);
SELECT op, id, was FROM journal WHERE op = 'gone' ORDER BY seq;
-- INSTEAD
CREATE TABLE closed (id int, note text);
CREATE RULE closed_ins AS ON INSERT TO closed DO INSTEAD NOTHING;
CREATE RULE closed_upd AS ON UPDATE TO closed DO INSTEAD NOTHING;
CREATE RULE closed_del AS ON DELETE TO closed DO INSTEAD NOTHING;
\set QUIET off
INSERT INTO closed VALUES (1, 'a');
UPDATE closed SET note = 'b';
DELETE FROM closed;
INSERT INTO item VALUES (20, 'tag');
UPDATE item SET name = 'tagged' WHERE id = 20;
DELETE FROM item WHERE id = 20;
\set QUIET on
SELECT count(*) FROM closed;
INSERT INTO closed VALUES (1, 'a') RETURNING id;
EXPLAIN (COSTS OFF) INSERT INTO closed VALUES (1, 'a');
-- conditional INSTEAD: both ways
CREATE TABLE small (v int);
CREATE TABLE large (v int);
CREATE RULE to_large AS ON INSERT TO small WHERE new.v >= 100 DO INSTEAD INSERT INTO large VALUES (new.v);
INSERT INTO small VALUES (5), (500), (50), (100), (NULL);
SELECT 'small' AS t, v FROM small UNION ALL SELECT 'large', v FROM large ORDER BY 1, 2;
INSERT INTO small SELECT g FROM generate_series(98, 101) g;
SELECT v FROM small ORDER BY v;
SELECT v FROM large ORDER BY v;
INSERT INTO small VALUES (1) RETURNING v;
EXPLAIN (COSTS OFF) INSERT INTO small VALUES (7);
-- several actions, and what they see
CREATE TABLE pair (a int, b int);
CREATE TABLE lefts (a int);
CREATE TABLE rights (b int);
CREATE VIEW pairs AS SELECT a, b FROM lefts, rights WHERE a = b;
CREATE RULE pairs_ins AS ON INSERT TO pairs DO INSTEAD (
    INSERT INTO lefts VALUES (new.a);
    INSERT INTO rights VALUES (new.b);
);
CREATE RULE pairs_del AS ON DELETE TO pairs DO INSTEAD (
    DELETE FROM lefts WHERE a = old.a;
    DELETE FROM rights WHERE b = old.b);
INSERT INTO pairs VALUES (1, 1), (2, 2), (3, 4);
SELECT * FROM pairs ORDER BY a;
SELECT * FROM rights ORDER BY b;
DELETE FROM pairs WHERE a = 2;
SELECT * FROM lefts ORDER BY a;
SELECT * FROM rights ORDER BY b;
UPDATE pairs SET a = 9;
-- RETURNING
CREATE VIEW shown AS SELECT id, name FROM item;
CREATE RULE shown_ins AS ON INSERT TO shown DO INSTEAD
    INSERT INTO item (id, name) VALUES (new.id, 'via ' || new.name) RETURNING id, name;
CREATE RULE shown_upd AS ON UPDATE TO shown DO INSTEAD
    UPDATE item SET name = new.name || '!' WHERE id = old.id RETURNING item.id, item.name;
CREATE RULE shown_del AS ON DELETE TO shown DO INSTEAD DELETE FROM item WHERE id = old.id;
INSERT INTO shown VALUES (30, 'view') RETURNING *;
INSERT INTO shown VALUES (31, 'other') RETURNING name, id * 2 AS twice, (SELECT count(*) FROM closed);
INSERT INTO shown VALUES (32, 'silent');
UPDATE shown SET name = 'new' WHERE id = 30 RETURNING name;
UPDATE shown SET name = 'new' WHERE id = 31;
DELETE FROM shown WHERE id = 31 RETURNING id;
DELETE FROM shown WHERE id = 31;
SELECT id, name FROM item WHERE id >= 30 ORDER BY id;
PREPARE ins (int, text) AS INSERT INTO shown VALUES ($1, $2) RETURNING id, name;
EXECUTE ins (40, 'forty');
EXECUTE ins (41, 'forty-one');
-- SELECT as an action
CREATE TABLE watched (k int);
CREATE RULE watch AS ON INSERT TO watched DO ALSO SELECT new.k AS inserted, 'seen' AS state;
INSERT INTO watched VALUES (1);
INSERT INTO watched VALUES (2) RETURNING k;
CREATE RULE watch_del AS ON DELETE TO watched DO INSTEAD SELECT old.k FROM watched;
DELETE FROM watched WHERE k = 2;
SELECT * FROM watched ORDER BY k;
-- rules that fire rules, and recursion
CREATE TABLE chain1 (x int);
CREATE TABLE chain2 (x int);
CREATE RULE c1 AS ON INSERT TO chain1 DO ALSO INSERT INTO chain2 VALUES (new.x + 1);
CREATE RULE c2 AS ON INSERT TO chain2 WHERE new.x > 5 DO ALSO UPDATE chain1 SET x = x * 100 WHERE x = new.x - 1;
INSERT INTO chain1 VALUES (3);
INSERT INTO chain1 VALUES (8);
SELECT * FROM chain1 ORDER BY x;
SELECT * FROM chain2 ORDER BY x;
CREATE RULE c3 AS ON UPDATE TO chain1 DO ALSO INSERT INTO chain2 VALUES (new.x);
INSERT INTO chain1 VALUES (1);
UPDATE chain1 SET x = 0;
CREATE TABLE circle (x int);
CREATE RULE circle_i AS ON INSERT TO circle DO ALSO INSERT INTO circle VALUES (new.x);
INSERT INTO circle VALUES (1);
-- views with rules beside automatic updates
CREATE VIEW plain_v AS SELECT id, name FROM item WHERE id < 100;
CREATE RULE pv_also AS ON UPDATE TO plain_v DO ALSO INSERT INTO journal (op, id) VALUES ('pv', new.id);
UPDATE plain_v SET name = 'p' WHERE id = 1;
SELECT op, id FROM journal WHERE op = 'pv';
CREATE RULE pv_cond AS ON DELETE TO plain_v WHERE old.id = 1 DO INSTEAD NOTHING;
DELETE FROM plain_v;
DROP RULE pv_cond ON plain_v;
-- enable, disable, replace, rename, drop
ALTER TABLE item DISABLE RULE item_add;
TRUNCATE journal;
INSERT INTO item VALUES (50, 'quiet');
SELECT count(*) FROM journal;
ALTER TABLE item ENABLE REPLICA RULE item_add;
INSERT INTO item VALUES (51, 'quiet');
SELECT count(*) FROM journal;
SET session_replication_role = replica;
INSERT INTO item VALUES (52, 'loud');
RESET session_replication_role;
SELECT op, id FROM journal;
ALTER TABLE item ENABLE ALWAYS RULE item_add;
INSERT INTO item VALUES (53, 'loud');
SELECT op, id FROM journal ORDER BY id;
SELECT rulename, ev_type, ev_enabled, is_instead FROM pg_rewrite WHERE ev_class = 'item'::regclass ORDER BY rulename;
CREATE RULE item_add AS ON INSERT TO item DO ALSO NOTHING;
CREATE OR REPLACE RULE item_add AS ON INSERT TO item DO ALSO NOTHING;
INSERT INTO item VALUES (54, 'quiet');
SELECT count(*) FROM journal;
ALTER RULE item_add ON item RENAME TO item_added;
ALTER RULE item_add ON item RENAME TO item_added;
ALTER RULE item_added ON item RENAME TO item_change;
ALTER RULE "_RETURN" ON shown RENAME TO something;
DROP RULE item_added ON item;
DROP RULE item_added ON item;
DROP RULE IF EXISTS item_added ON item;
DROP RULE IF EXISTS item_added ON no_such_table;
DROP RULE "_RETURN" ON shown;
DROP TABLE journal;
DROP TABLE lefts;
ALTER TABLE journal DROP COLUMN was;
ALTER TABLE item ALTER COLUMN name TYPE varchar(20);
DROP TABLE journal CASCADE;
SELECT rulename FROM pg_rules WHERE tablename = 'item';
