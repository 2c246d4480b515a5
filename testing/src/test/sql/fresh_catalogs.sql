-- What initdb leaves: catalogs with statistics, every page all-visible, so that queries of catalogs are planned well at once.
SELECT count(DISTINCT starelid) > 30 AS analyzed FROM pg_statistic;
SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND reltuples < 0;
SELECT relname, reltuples > 100 AS rows, relallvisible > 0 AS visible
  FROM pg_class WHERE relname IN ('pg_proc', 'pg_operator', 'pg_type', 'pg_attribute', 'pg_depend') ORDER BY 1;
SELECT tablename, attname, n_distinct FROM pg_stats
  WHERE (tablename, attname) IN (('pg_class', 'oid'), ('pg_proc', 'oid'), ('pg_class', 'relname'), ('pg_namespace', 'nspname')) ORDER BY 1, 2;
EXPLAIN (COSTS OFF) SELECT * FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'pg_class';
EXPLAIN (COSTS OFF) SELECT * FROM pg_depend WHERE refclassid = 'pg_class'::regclass AND refobjid = 100 AND refobjsubid = 5;
EXPLAIN (COSTS OFF) SELECT count(*) FROM pg_proc WHERE prolang = 12;
EXPLAIN (COSTS OFF) SELECT p.proname, t.typname FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype WHERE p.proname = 'int4eq';
EXPLAIN (COSTS OFF) SELECT o.oprname, count(*) FROM pg_operator o GROUP BY 1;
SELECT datname, age(datfrozenxid) < 100000000 AS young FROM pg_database WHERE datname IN ('template0', 'template1') ORDER BY 1;
