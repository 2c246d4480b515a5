-- What CREATE RULE refuses, and how rules are shown.
CREATE TABLE base (id int, name text, amount numeric(8, 2));
CREATE TABLE target (id int, name text, amount numeric(8, 2));
CREATE VIEW look AS SELECT id, name FROM base;
CREATE SEQUENCE counter;
CREATE INDEX base_id ON base (id);
CREATE TYPE comp AS (a int);
CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a;
CREATE RULE r AS ON INSERT TO counter DO NOTHING;
CREATE RULE r AS ON INSERT TO base_id DO NOTHING;
CREATE RULE r AS ON INSERT TO comp DO NOTHING;
CREATE RULE r AS ON INSERT TO mv DO NOTHING;
CREATE RULE r AS ON INSERT TO missing DO NOTHING;
CREATE RULE r AS ON INSERT TO pg_class DO NOTHING;
CREATE RULE r AS ON INSERT TO base DO INSERT INTO target VALUES (old.id);
CREATE RULE r AS ON DELETE TO base DO INSERT INTO target VALUES (new.id);
CREATE RULE r AS ON SELECT TO base DO INSTEAD SELECT old.id, old.name, old.amount;
CREATE RULE r AS ON INSERT TO base WHERE new.id IN (SELECT id FROM target) DO NOTHING;
CREATE RULE r AS ON INSERT TO base WHERE target.id = 1 DO NOTHING;
CREATE RULE r AS ON INSERT TO base WHERE old.id = 1 DO NOTHING;
CREATE RULE r AS ON UPDATE TO base WHERE id = 1 DO NOTHING;
CREATE RULE r AS ON INSERT TO base WHERE count(*) > 1 DO NOTHING;
CREATE RULE r AS ON INSERT TO base WHERE new.id DO NOTHING;
CREATE RULE r AS ON INSERT TO base WHERE new.id > 1 DO NOTIFY base;
CREATE RULE r AS ON INSERT TO base WHERE new.id > 1 DO SELECT 1 UNION SELECT 2;
CREATE RULE r AS ON INSERT TO base DO INSERT INTO new VALUES (1);
CREATE RULE r AS ON UPDATE TO base DO UPDATE old SET id = 1;
CREATE RULE r AS ON INSERT TO base DO ALSO INSERT INTO target VALUES (id);
CREATE RULE r AS ON INSERT TO base DO ALSO INSERT INTO target VALUES (new.nothere);
CREATE RULE r AS ON INSERT TO base DO ALSO WITH w AS (SELECT new.id) INSERT INTO target SELECT id FROM w;
CREATE RULE r AS ON INSERT TO base DO ALSO INSERT INTO target VALUES (1) RETURNING *;
CREATE RULE r AS ON INSERT TO base WHERE new.id = 1 DO INSTEAD INSERT INTO target VALUES (1) RETURNING *;
CREATE RULE r AS ON INSERT TO base DO INSTEAD INSERT INTO target VALUES (1) RETURNING id;
CREATE RULE r AS ON INSERT TO base DO INSTEAD INSERT INTO target VALUES (1) RETURNING id, name, amount, 1;
CREATE RULE r AS ON INSERT TO base DO INSTEAD INSERT INTO target VALUES (1) RETURNING name, id, amount;
CREATE RULE r AS ON INSERT TO base DO INSTEAD INSERT INTO target VALUES (1) RETURNING id, name, amount::numeric(4, 1);
CREATE RULE r AS ON INSERT TO base DO INSTEAD (INSERT INTO target VALUES (1) RETURNING *; DELETE FROM target RETURNING *);
CREATE RULE "_RETURN" AS ON INSERT TO base DO NOTHING;
CREATE RULE r AS ON SELECT TO look DO INSTEAD SELECT 1 AS id, 'x'::text AS name;
CREATE RULE r AS ON SELECT TO look DO INSTEAD NOTHING;
CREATE RULE r AS ON SELECT TO look DO ALSO SELECT 1;
CREATE RULE r AS ON SELECT TO look DO INSTEAD (SELECT 1; SELECT 2);
CREATE RULE "_RETURN" AS ON SELECT TO look WHERE true DO INSTEAD SELECT 1 AS id, 'x'::text AS name;
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO look DO INSTEAD SELECT 1 AS id;
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO look DO INSTEAD SELECT 1 AS id, 'x'::text AS label;
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO look DO INSTEAD SELECT 'a'::text AS id, 'x'::text AS name;
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO look DO INSTEAD SELECT 1 AS id, 'x'::text AS name;
SELECT * FROM look;
CREATE RULE r AS ON INSERT TO base DO BEGIN;
CREATE RULE r AS ON INSERT TO base DO (;);
CREATE RULE r AS ON TRUNCATE TO base DO NOTHING;
CREATE RULE r AS ON INSERT TO base DO CREATE TABLE x (a int);
-- shown
CREATE RULE a1 AS ON INSERT TO base DO ALSO NOTHING;
CREATE RULE a2 AS ON UPDATE TO base DO INSTEAD NOTHING;
CREATE RULE a3 AS ON INSERT TO base WHERE new.id > 5 AND new.name ~ 'x' DO ALSO
    INSERT INTO target (id, name) VALUES (new.id + 1, upper(new.name));
CREATE RULE a4 AS ON DELETE TO base DO ALSO (
    DELETE FROM target WHERE id = old.id;
    UPDATE target SET name = old.name, amount = DEFAULT FROM look WHERE look.id = target.id AND target.name = old.name;
    NOTIFY base_gone, 'it''s';
    SELECT old.id AS id, t.* FROM target t WHERE t.amount > ALL (SELECT amount FROM base b WHERE b.id = old.id);
    INSERT INTO target SELECT old.id, l.name FROM look l);
CREATE RULE a5 AS ON UPDATE TO base WHERE (old.*) IS DISTINCT FROM (new.*) DO ALSO
    INSERT INTO target VALUES (new.id, 'a'), (old.id, 'b');
CREATE RULE a6 AS ON UPDATE TO look DO INSTEAD UPDATE base SET id = new.id, name = new.name WHERE id = old.id
    RETURNING base.id, base.name;
CREATE RULE "A 7" AS ON INSERT TO look DO INSTEAD INSERT INTO base AS b VALUES (new.id, new.name)
    ON CONFLICT DO NOTHING;
SELECT rulename, definition FROM pg_rules WHERE tablename IN ('base', 'look') ORDER BY rulename;
SELECT pg_get_ruledef(oid, true) FROM pg_rewrite WHERE ev_class = 'base'::regclass ORDER BY rulename;
SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = 'look'::regclass ORDER BY rulename;
SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = 'pg_settings'::regclass ORDER BY rulename;
\d base
\d+ look
ALTER TABLE base DISABLE RULE a1, ENABLE ALWAYS RULE a3, ENABLE REPLICA RULE a4;
\d base
ALTER TABLE base ENABLE RULE nothere;
COMMENT ON RULE a1 ON base IS 'does nothing';
COMMENT ON RULE a9 ON base IS 'does nothing';
SELECT obj_description(oid, 'pg_rewrite') FROM pg_rewrite WHERE rulename = 'a1';
SELECT deptype, pg_describe_object(refclassid, refobjid, refobjsubid) FROM pg_depend
    WHERE classid = 'pg_rewrite'::regclass AND objid = (SELECT oid FROM pg_rewrite WHERE rulename = 'a3')
    ORDER BY 1, 2;
SELECT pg_describe_object('pg_rewrite'::regclass, oid, 0) FROM pg_rewrite WHERE rulename = 'A 7';
SELECT table_name, is_insertable_into FROM information_schema.tables WHERE table_name IN ('base', 'look') ORDER BY 1;
SELECT is_updatable, is_insertable_into FROM information_schema.views WHERE table_name = 'look';
-- settings by UPDATE
UPDATE pg_settings SET setting = '5' WHERE name = 'statement_timeout' AND false;
UPDATE pg_settings SET setting = '3min' WHERE name = 'lock_timeout';
SHOW lock_timeout;
UPDATE pg_settings SET setting = 'nonsense' WHERE name = 'lock_timeout';
UPDATE pg_settings SET name = 'x' WHERE name = 'lock_timeout';
DELETE FROM pg_settings;
INSERT INTO pg_settings (name) VALUES ('x');
-- who may
CREATE ROLE rule_owner;
CREATE ROLE rule_user;
CREATE TABLE owned (a int);
CREATE TABLE hidden (a int);
ALTER TABLE owned OWNER TO rule_owner;
ALTER TABLE hidden OWNER TO rule_owner;
GRANT INSERT ON owned TO rule_user;
SET ROLE rule_owner;
CREATE RULE o AS ON INSERT TO owned DO ALSO INSERT INTO hidden VALUES (new.a);
SET ROLE rule_user;
INSERT INTO owned VALUES (1);
INSERT INTO hidden VALUES (1);
CREATE RULE o2 AS ON INSERT TO owned DO NOTHING;
DROP RULE o ON owned;
RESET ROLE;
TABLE hidden;
DROP TABLE owned, hidden;
DROP ROLE rule_owner;
DROP ROLE rule_user;
