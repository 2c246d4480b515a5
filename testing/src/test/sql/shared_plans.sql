-- Sessions that follow one another with the same prepared statements: what one's settings, role, search path and
-- definitions made of a statement is not what another one's are.
CREATE SCHEMA sp1;
CREATE SCHEMA sp2;
CREATE TABLE sp1.t (id int PRIMARY KEY, v text, at timestamptz);
CREATE TABLE sp2.t (id int PRIMARY KEY, v text, at timestamptz);
INSERT INTO sp1.t SELECT g, 'one ' || g, timestamptz '2024-01-01 00:00:00+00' + g * interval '1 hour' FROM generate_series(1, 2000) g;
INSERT INTO sp2.t SELECT g, 'two ' || g, timestamptz '2024-01-01 00:00:00+00' + g * interval '1 hour' FROM generate_series(1, 2000) g;
ANALYZE sp1.t, sp2.t;
CREATE ROLE sp_reader;
GRANT USAGE ON SCHEMA sp1, sp2 TO sp_reader;
GRANT SELECT ON sp1.t TO sp_reader;

-- the plan of one session
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
EXPLAIN (COSTS OFF) EXECUTE p(7);
EXECUTE p(7);
EXECUTE p(8);

-- another session, other planner settings before PREPARE
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
EXPLAIN (COSTS OFF) EXECUTE p(7);
EXECUTE p(7);
-- a plan that was made stays
RESET enable_indexscan;
EXPLAIN (COSTS OFF) EXECUTE p(7);

-- other planner settings after PREPARE, before the plan is made
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
SET enable_indexscan = off;
EXPLAIN (COSTS OFF) EXECUTE p(7);
EXECUTE p(7);

-- and the first ones again: nobody has changed them
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
EXPLAIN (COSTS OFF) EXECUTE p(7);
EXECUTE p(9);

-- another search path: the same name means another table
\c -
SET search_path = sp2;
SET plan_cache_mode = force_generic_plan;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
EXECUTE p(7);
SET search_path = sp1;
EXECUTE p(7);
SET search_path = sp2, sp1;
EXECUTE p(7);

-- constants are what the time zone and date style of PREPARE made of them
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
SET TimeZone = 'UTC';
PREPARE z AS SELECT count(*), min(id) FROM t WHERE at < '2024-01-05 00:00:00';
EXECUTE z;
SET TimeZone = 'Asia/Tokyo';
EXECUTE z;
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
SET TimeZone = 'America/New_York';
PREPARE z AS SELECT count(*), min(id) FROM t WHERE at < '2024-01-05 00:00:00';
EXECUTE z;
\c -
SET search_path = sp1;
SET DateStyle = 'SQL, DMY';
PREPARE d AS SELECT count(*) FROM t WHERE at < '05/02/2024';
EXECUTE d;
\c -
SET search_path = sp1;
SET DateStyle = 'SQL, MDY';
PREPARE d AS SELECT count(*) FROM t WHERE at < '05/02/2024';
EXECUTE d;

-- a role that may not read, after one that may
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
SET ROLE sp_reader;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
EXECUTE p(7);
SET search_path = sp2;
EXECUTE p(7);
\c -
SET search_path = sp2;
SET plan_cache_mode = force_generic_plan;
SET ROLE sp_reader;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
EXECUTE p(7);
RESET ROLE;
EXECUTE p(7);

-- definitions change between sessions and within one
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
PREPARE a(int) AS SELECT * FROM t WHERE id = $1;
EXECUTE a(0);
ALTER TABLE t ADD COLUMN extra int DEFAULT 5;
EXECUTE a(0);
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
PREPARE a(int) AS SELECT * FROM t WHERE id = $1;
EXECUTE a(0);
ALTER TABLE t DROP COLUMN extra;
EXECUTE a(0);
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
ALTER TABLE t DROP CONSTRAINT t_pkey;
EXPLAIN (COSTS OFF) EXECUTE p(7);
EXECUTE p(7);
\c -
SET search_path = sp1;
SET plan_cache_mode = force_generic_plan;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
EXPLAIN (COSTS OFF) EXECUTE p(7);
ALTER TABLE t ADD PRIMARY KEY (id);
EXPLAIN (COSTS OFF) EXECUTE p(7);

-- custom plans: five of a session's own come first, whatever others have done
\c -
SET search_path = sp1;
PREPARE p(int) AS SELECT v FROM t WHERE id = $1;
EXECUTE p(1);
EXECUTE p(2);
EXECUTE p(3);
SELECT name, generic_plans, custom_plans FROM pg_prepared_statements;
EXECUTE p(4);
EXECUTE p(5);
EXECUTE p(6);
EXECUTE p(7);
SELECT name, generic_plans, custom_plans FROM pg_prepared_statements;

-- parameters' types belong to the statement
\c -
SET search_path = sp1;
PREPARE p(bigint) AS SELECT v, pg_typeof($1) FROM t WHERE id = $1;
EXECUTE p(7);
\c -
SET search_path = sp1;
PREPARE p(numeric) AS SELECT v, pg_typeof($1) FROM t WHERE id = $1;
EXECUTE p(7);

\c -
DROP SCHEMA sp1, sp2 CASCADE;
DROP ROLE sp_reader;
