-- pg_get_object_address: every kind of object there and back, and what it refuses
CREATE SCHEMA "A s";
CREATE ROLE oa_role;
CREATE TYPE "A s".mood AS ENUM ('a');
CREATE TYPE "A s".fr AS RANGE (subtype = float8);
CREATE DOMAIN "A s".pos AS int CONSTRAINT positive CHECK (VALUE > 0);
CREATE TYPE "A s".comp AS (x int, y text);
CREATE TABLE "A s".t (id serial PRIMARY KEY, a numeric(5, 2) DEFAULT 1, "B b" "A s".mood UNIQUE, c int REFERENCES "A s".t CHECK (c > 0));
CREATE VIEW "A s".v AS SELECT id FROM "A s".t;
CREATE MATERIALIZED VIEW "A s".mv AS SELECT 1 AS one;
CREATE RULE "R r" AS ON DELETE TO "A s".v DO INSTEAD NOTHING;
CREATE FUNCTION "A s"."F f"(int, "A s".mood, text[], OUT x int) LANGUAGE sql AS 'select 1';
CREATE PROCEDURE "A s".p(varchar(3)) LANGUAGE sql AS 'select 1';
CREATE AGGREGATE "A s".agg(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE OPERATOR "A s".=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE OPERATOR CLASS "A s"."O c" FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(int, int);
CREATE CAST ("A s".mood AS int) WITH INOUT;
CREATE COLLATION "A s".c (locale = 'C');
CREATE CONVERSION "A s".conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE STATISTICS "A s".st ON a, c FROM "A s".t;
ALTER DEFAULT PRIVILEGES FOR ROLE oa_role IN SCHEMA "A s" GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE oa_role GRANT USAGE ON TYPES TO PUBLIC;
GRANT SET ON PARAMETER enable_sort TO oa_role;
CREATE VIEW addresses AS
WITH o AS (SELECT 'pg_class'::regclass c, oid, 0 sub FROM pg_class WHERE relkind NOT IN ('t', 'c') AND relnamespace <> 99 AND relname !~ 'pg_toast|hathi'
 UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace > 16384 AND relkind = 'r' AND NOT attisdropped AND relname !~ 'pg_toast'
 UNION ALL SELECT 'pg_proc'::regclass, oid, 0 FROM pg_proc WHERE proname !~ 'hathi' AND (oid > 16384 OR oid::int8 % 29 = 0)
 UNION ALL SELECT 'pg_type'::regclass, oid, 0 FROM pg_type WHERE typname !~ 'pg_toast|hathi' AND typtype <> 'c' AND (oid > 16384 OR oid < 10000 AND oid::int8 % 5 = 0)
 UNION ALL SELECT 'pg_operator'::regclass, oid, 0 FROM pg_operator WHERE oprleft <> 0 AND (oid > 16384 OR oid::int8 % 11 = 0)
 UNION ALL SELECT 'pg_cast'::regclass, oid, 0 FROM pg_cast
 UNION ALL SELECT 'pg_constraint'::regclass, oid, 0 FROM pg_constraint
 UNION ALL SELECT 'pg_attrdef'::regclass, oid, 0 FROM pg_attrdef
 UNION ALL SELECT 'pg_rewrite'::regclass, oid, 0 FROM pg_rewrite WHERE oid > 16384
 UNION ALL SELECT 'pg_namespace'::regclass, oid, 0 FROM pg_namespace WHERE nspname !~ 'temp|hathi'
 UNION ALL SELECT 'pg_language'::regclass, oid, 0 FROM pg_language WHERE lanname <> 'plpgsql'
 UNION ALL SELECT 'pg_am'::regclass, oid, 0 FROM pg_am
 UNION ALL SELECT 'pg_opclass'::regclass, oid, 0 FROM pg_opclass
 UNION ALL SELECT 'pg_opfamily'::regclass, oid, 0 FROM pg_opfamily
 UNION ALL SELECT 'pg_amop'::regclass, oid, 0 FROM pg_amop WHERE oid > 16384 OR oid::int8 % 17 = 0
 UNION ALL SELECT 'pg_amproc'::regclass, oid, 0 FROM pg_amproc WHERE oid > 16384 OR oid::int8 % 17 = 0
 UNION ALL SELECT 'pg_collation'::regclass, oid, 0 FROM pg_collation WHERE collnamespace <> 11
 UNION ALL SELECT 'pg_conversion'::regclass, oid, 0 FROM pg_conversion
 UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, 0 FROM pg_statistic_ext
 UNION ALL SELECT 'pg_ts_parser'::regclass, oid, 0 FROM pg_ts_parser
 UNION ALL SELECT 'pg_ts_dict'::regclass, oid, 0 FROM pg_ts_dict
 UNION ALL SELECT 'pg_ts_template'::regclass, oid, 0 FROM pg_ts_template
 UNION ALL SELECT 'pg_ts_config'::regclass, oid, 0 FROM pg_ts_config
 UNION ALL SELECT 'pg_authid'::regclass, oid, 0 FROM pg_authid WHERE rolname IN ('postgres', 'oa_role')
 UNION ALL SELECT 'pg_database'::regclass, oid, 0 FROM pg_database WHERE datname = 'template1'
 UNION ALL SELECT 'pg_tablespace'::regclass, oid, 0 FROM pg_tablespace
 UNION ALL SELECT 'pg_default_acl'::regclass, oid, 0 FROM pg_default_acl)
SELECT o.*, i.type, a.object_names, a.object_args FROM o, pg_identify_object(o.c, o.oid, o.sub) i, pg_identify_object_as_address(o.c, o.oid, o.sub) a;
SELECT i.type, count(*), count(*) FILTER (WHERE (r.classid, r.objid, r.objsubid) = (i.c, i.oid, i.sub)) AS same FROM addresses i, pg_get_object_address(i.type, i.object_names, i.object_args) r WHERE i.type NOT IN ('view column', 'index column', 'sequence column') GROUP BY 1 ORDER BY 1;
SELECT r.classid::regclass, r.objsubid FROM pg_get_object_address('table', '{pg_class}', '{}') r;
SELECT pg_describe_object(r.classid, r.objid, r.objsubid) FROM pg_get_object_address('function', '{abs}', '{int}') r;
SELECT pg_describe_object(r.classid, r.objid, r.objsubid) FROM pg_get_object_address('operator', '{=}', '{int4,int4}') r;
SELECT pg_describe_object(r.classid, r.objid, r.objsubid) FROM pg_get_object_address('type', '{numeric(3,1)}', '{}') r;
SELECT pg_describe_object(r.classid, r.objid, r.objsubid) FROM pg_get_object_address('type', '{int[]}', '{}') r;
SELECT pg_get_object_address('stone', '{a}', '{}');
SELECT pg_get_object_address('table', '{}', '{}');
SELECT pg_get_object_address('table', '{NULL}', '{}');
SELECT pg_get_object_address('table', NULL, '{}');
SELECT pg_get_object_address('view column', '{a,b}', '{}');
SELECT pg_get_object_address('toast table', '{a}', '{}');
SELECT pg_get_object_address('composite type', '{a}', '{}');
SELECT pg_get_object_address(t, '{eins}', '{}') FROM unnest(ARRAY['type', 'domain']) t;
SELECT pg_get_object_address('operator family', '{btree,int4_ops}', '{}');
SELECT pg_get_object_address('operator of access method', '{btree,integer_ops,1}', '{int4,text}');
SELECT pg_get_object_address('operator of access method', '{btree,integer_ops,x}', '{int4,int4}');
SELECT pg_get_object_address('function of access method', '{btree,integer_ops,9}', '{int4,int4}');
SELECT pg_get_object_address('function of access method', '{btree,nosuch,9}', '{int4,int4}');
SELECT pg_get_object_address('default acl', '{nosuch}', '{r}');
SELECT pg_get_object_address('default acl', '{oa_role,nosuch}', '{r}');
SELECT pg_get_object_address('default acl', '{oa_role}', '{S}');
SELECT pg_get_object_address('default acl', '{oa_role,public}', '{f}');
SELECT pg_get_object_address('default acl', '{oa_role,public}', '{tables}');
SELECT pg_get_object_address('cast', '{int4}', '{point}');
SELECT pg_get_object_address('cast', '{int4}', '{nosuch}');
SELECT pg_get_object_address('cast', '{NULL}', '{int4}');
SELECT pg_get_object_address('function', '{abs}', '{NULL}');
SELECT pg_get_object_address('function', '{abs}', '{nosuch}');
SELECT pg_get_object_address('function', '{abs}', '{in valid ty pe}');
SELECT pg_get_object_address('domain constraint', '{"\"A s\".pos"}', '{nosuch}');
SELECT pg_get_object_address('large object', '{123}', '{}');
SELECT pg_get_object_address('large object', '{NULL}', '{}');
SELECT pg_get_object_address('table', '{{a,b}}', '{}');
DROP OWNED BY oa_role;
DROP ROLE oa_role;
