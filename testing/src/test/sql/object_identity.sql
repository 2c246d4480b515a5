-- pg_identify_object, its address and its description: every class of object, every object of a new database.
CREATE SCHEMA "I s";
CREATE ROLE oi_role;
CREATE TYPE "I s".mood AS ENUM ('a');
CREATE TYPE "I s".fr AS RANGE (subtype = float8);
CREATE DOMAIN "I s".pos AS int CONSTRAINT positive CHECK (VALUE > 0);
CREATE TABLE "I s".t (id serial PRIMARY KEY, a numeric(5, 2) DEFAULT 1, "B b" "I s".mood UNIQUE, c int REFERENCES "I s".t CHECK (c > 0));
CREATE VIEW "I s".v AS SELECT id FROM "I s".t;
CREATE MATERIALIZED VIEW "I s".mv AS SELECT 1 AS one;
CREATE RULE "R r" AS ON DELETE TO "I s".v DO INSTEAD NOTHING;
CREATE FUNCTION "I s"."F f"(int, "I s".mood, text[], OUT x int) LANGUAGE sql AS 'select 1';
CREATE PROCEDURE "I s".p(varchar(3)) LANGUAGE sql AS 'select 1';
CREATE AGGREGATE "I s".agg(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE OPERATOR "I s".=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE OPERATOR "I s".!!! (RIGHTARG = int, FUNCTION = int4um);
CREATE CAST ("I s".mood AS int) WITH INOUT;
CREATE COLLATION "I s".c (locale = 'C');
CREATE STATISTICS "I s".st ON a, c FROM "I s".t;
ALTER DEFAULT PRIVILEGES FOR ROLE oi_role IN SCHEMA "I s" GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE oi_role GRANT USAGE ON TYPES TO PUBLIC WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE oi_role REVOKE ALL ON FUNCTIONS FROM PUBLIC;
GRANT SET ON PARAMETER enable_sort TO oi_role;
CREATE VIEW identities AS
WITH o AS (SELECT 'pg_class'::regclass c, oid, 0 sub FROM pg_class WHERE relkind <> 't' AND relnamespace <> 99 AND relname !~ 'pg_toast|hathi'
 UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace > 16384 AND NOT attisdropped AND relname !~ 'pg_toast'
 UNION ALL SELECT 'pg_proc'::regclass, oid, 0 FROM pg_proc WHERE proname !~ 'hathi'
 UNION ALL SELECT 'pg_type'::regclass, oid, 0 FROM pg_type WHERE typname !~ 'pg_toast|hathi'
 UNION ALL SELECT 'pg_operator'::regclass, oid, 0 FROM pg_operator
 UNION ALL SELECT 'pg_cast'::regclass, oid, 0 FROM pg_cast
 UNION ALL SELECT 'pg_constraint'::regclass, oid, 0 FROM pg_constraint
 UNION ALL SELECT 'pg_attrdef'::regclass, oid, 0 FROM pg_attrdef
 UNION ALL SELECT 'pg_opclass'::regclass, oid, 0 FROM pg_opclass
 UNION ALL SELECT 'pg_opfamily'::regclass, oid, 0 FROM pg_opfamily
 UNION ALL SELECT 'pg_amop'::regclass, oid, 0 FROM pg_amop
 UNION ALL SELECT 'pg_amproc'::regclass, oid, 0 FROM pg_amproc
 UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, 0 FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE relname !~ 'hathi'
 UNION ALL SELECT 'pg_namespace'::regclass, oid, 0 FROM pg_namespace WHERE nspname !~ 'pg_t'
 UNION ALL SELECT 'pg_authid'::regclass, oid, 0 FROM pg_authid WHERE rolname ~ '^oi_'
 UNION ALL SELECT 'pg_tablespace'::regclass, oid, 0 FROM pg_tablespace
 UNION ALL SELECT 'pg_language'::regclass, oid, 0 FROM pg_language
 UNION ALL SELECT 'pg_am'::regclass, oid, 0 FROM pg_am
 UNION ALL SELECT 'pg_extension'::regclass, oid, 0 FROM pg_extension
 UNION ALL SELECT 'pg_collation'::regclass, oid, 0 FROM pg_collation WHERE collname !~ 'utf8|uni|x-icu|POSIX' AND collprovider <> 'i'
 UNION ALL SELECT 'pg_conversion'::regclass, oid, 0 FROM pg_conversion
 UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, 0 FROM pg_statistic_ext
 UNION ALL SELECT 'pg_ts_parser'::regclass, oid, 0 FROM pg_ts_parser
 UNION ALL SELECT 'pg_ts_dict'::regclass, oid, 0 FROM pg_ts_dict
 UNION ALL SELECT 'pg_ts_config'::regclass, oid, 0 FROM pg_ts_config
 UNION ALL SELECT 'pg_ts_template'::regclass, oid, 0 FROM pg_ts_template
 UNION ALL SELECT 'pg_default_acl'::regclass, oid, 0 FROM pg_default_acl
 UNION ALL SELECT 'pg_parameter_acl'::regclass, oid, 0 FROM pg_parameter_acl WHERE parname = 'enable_sort')
SELECT o.c AS class, o.oid, i.*, a.object_names, a.object_args, pg_describe_object(o.c, o.oid, o.sub) AS description FROM o, pg_identify_object(o.c, o.oid, o.sub) i, pg_identify_object_as_address(o.c, o.oid, o.sub) a;
\pset format unaligned
\t on
SELECT type, schema, name, identity, object_names, object_args, description FROM identities WHERE oid >= 16384 AND type NOT IN ('trigger') ORDER BY class::text COLLATE "C", identity COLLATE "C", type COLLATE "C";
SET search_path = pg_catalog, "I s", public;
SELECT type, identity, description FROM identities WHERE oid >= 16384 ORDER BY class::text COLLATE "C", identity COLLATE "C", type COLLATE "C";
SELECT class, count(*), md5(string_agg(concat_ws('|', type, schema, name, identity, object_names, object_args, description), E'\n' ORDER BY identity COLLATE "C", type COLLATE "C"))
  FROM identities WHERE oid < 16384 GROUP BY class ORDER BY class::text COLLATE "C";
SELECT * FROM pg_identify_object('pg_authid'::regclass, 1, 0);
SELECT * FROM pg_identify_object_as_address('pg_authid'::regclass, 1, 0);
SELECT * FROM pg_identify_object('pg_class'::regclass, 1, 0);
SELECT * FROM pg_identify_object('pg_class'::regclass, 1259, 99);
SELECT * FROM pg_identify_object('pg_class'::regclass, 1259, 2);
SELECT * FROM pg_identify_object_as_address('pg_class'::regclass, 1259, 2);
SELECT * FROM pg_identify_object('pg_proc'::regclass, 1, 0);
SELECT * FROM pg_identify_object('pg_type'::regclass, 1, 0);
SELECT * FROM pg_identify_object('pg_cast'::regclass, 1, 0);
SELECT * FROM pg_identify_object('pg_constraint'::regclass, 1, 0);
SELECT * FROM pg_identify_object('pg_parameter_acl'::regclass, 1, 0);
SELECT * FROM pg_identify_object('pg_description'::regclass, 1, 0);
SELECT * FROM pg_identify_object('pg_namespace'::regclass, 11, 2);
SELECT '[1,2]'::fr::frmultirange, pg_describe_object('pg_class'::regclass, 't'::regclass, 2);
\d "I s".t
DROP TYPE "I s".fr;
DROP OWNED BY oi_role;
DROP ROLE oi_role;
