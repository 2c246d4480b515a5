-- psql's lists of relations, privileges and comments: patterns, S and +.
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'a schema';
CREATE SCHEMA "Shop 2";
CREATE ROLE pl_reader;
CREATE ROLE pl_owner LOGIN CREATEDB CONNECTION LIMIT 3 VALID UNTIL '2040-01-01';
CREATE ROLE pl_group NOLOGIN SUPERUSER CREATEROLE REPLICATION BYPASSRLS;
COMMENT ON ROLE pl_owner IS 'who owns';
GRANT pl_group TO pl_reader, pl_owner;
ALTER ROLE pl_reader SET work_mem = '8MB';
ALTER ROLE pl_reader IN DATABASE psql_lists SET search_path = shop, public;
ALTER ROLE pl_reader IN DATABASE psql_lists SET enable_sort = off;
ALTER DATABASE psql_lists SET statement_timeout = '1min';
SET search_path = shop, public;
CREATE TABLE t1 (a int PRIMARY KEY, b text);
CREATE TABLE t2 (a int REFERENCES t1, c varchar(10));
CREATE TABLE "T3" (x int);
CREATE TABLE public.t1 (hidden int);
CREATE TABLE "Shop 2".t4 (x int);
CREATE UNLOGGED TABLE t6 (x int);
INSERT INTO t1 SELECT i, repeat('x', 100) FROM generate_series(1, 1000) i;
CREATE INDEX t1_b ON t1 (b);
CREATE INDEX t2_c ON t2 (c) WHERE a > 1;
CREATE VIEW v1 AS SELECT a FROM t1;
CREATE MATERIALIZED VIEW m1 AS SELECT a FROM t1 WHERE a < 10;
CREATE SEQUENCE s1;
CREATE UNLOGGED TABLE seqowner (id serial);
COMMENT ON TABLE t1 IS 'table one';
COMMENT ON INDEX t1_b IS 'index';
COMMENT ON VIEW v1 IS 'view';
COMMENT ON SEQUENCE s1 IS 'sequence';
COMMENT ON MATERIALIZED VIEW m1 IS 'matview';
COMMENT ON CONSTRAINT t1_pkey ON t1 IS 'the key';
CREATE RULE r1 AS ON DELETE TO t2 DO INSTEAD NOTHING;
COMMENT ON RULE r1 ON t2 IS 'a rule';
CREATE DOMAIN dpos AS int CONSTRAINT positive CHECK (VALUE > 0);
COMMENT ON CONSTRAINT positive ON DOMAIN dpos IS 'domain con';
ALTER TABLE t2 OWNER TO pl_owner;
GRANT SELECT, INSERT ON t1 TO pl_reader;
GRANT UPDATE (b), SELECT (a) ON t1 TO pl_reader WITH GRANT OPTION;
GRANT ALL ON v1 TO PUBLIC;
GRANT USAGE ON SEQUENCE s1 TO pl_reader;
REVOKE ALL ON m1 FROM postgres;
GRANT USAGE ON SCHEMA shop TO pl_reader;
GRANT CREATE ON SCHEMA shop TO pl_owner WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO pl_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE pl_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO pl_reader WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT CREATE ON SCHEMAS TO pl_owner;
\d
\dt
\dt+
\dt *.t*
\dt public.*
\dt+ shop.t1
\dt "T3"
\dt T3
\dt t?
\dt (t1|t2)
\dt t[12]
\dt *."Shop"*
\dt "Shop 2".*
\dt nosuch
\dt a.b.c
\dt postgres.shop.t1
\dt psql_lists.shop.t1
\dt x.y.z.w
\di
\di+
\di t1*
\dv
\dv+
\dm
\dm+
\ds
\ds+
\dE
\dE+
\dtv
\dtvmsi t*|v*|m*
\dti shop.*
\dtS pg_am*
\diS pg_am*
\dvS pg_user*
\dsS pg_*
\dE nosuch
\dmS pg*
\dp
\dp t1
\z shop.*
\z nosuch
\z *.t1
\ddp
\ddp shop
\ddp nosuch
\dn
\dn+
\dn s*
\dn+ shop
\dnS pg_c*
\dn nosuch
\dn psql_lists.shop
\dn other.shop
\dd
\dd pos*
\dd nosuch
\ddS t1_pkey
\dg pl_*
\du pl_*
\du+ pl_*
\dgS+ pg_read*
\duS pg_database_owner
\du nosuch
\drds pl_reader
\drds * psql_lists
\drds pl_reader psql_lists
\drds nosuch
\l psql_lists
\l+ nosuch
\l psql_l?sts|template[01]
COMMENT ON DATABASE psql_lists IS 'this one';
GRANT CREATE ON DATABASE psql_lists TO pl_reader;
\l psql_lists
\dP
\dPt
\dPi
\dPn
\dP+ shop.*
\dX
\dX nosuch
\db
\db nosuch
\pset tuples_only on
\dt
\dn
\pset tuples_only off
\pset format csv
\dp t1
\du pl_reader
\pset format unaligned
\dt
\pset format aligned
\x on
\dt t1
\dp t2
\x off
DROP OWNED BY pl_reader, pl_owner CASCADE;
DROP ROLE pl_reader, pl_owner, pl_group;
