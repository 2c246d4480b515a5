-- what long commands tell about themselves: functions that they call look at the views, once in each transaction
\set SHOW_CONTEXT never
SELECT * FROM pg_stat_progress_vacuum;
SELECT * FROM pg_stat_progress_analyze;
SELECT * FROM pg_stat_progress_cluster;
SELECT * FROM pg_stat_progress_create_index;
SELECT * FROM pg_stat_progress_copy;
SELECT * FROM pg_stat_progress_basebackup;
SELECT * FROM pg_stat_get_progress_info('nothing');
SELECT count(*) FROM pg_stat_get_progress_info('create index');
SELECT count(*) FROM pg_stat_get_progress_info(NULL);
SELECT viewname, pg_get_viewdef(viewname::regclass) IS NOT NULL AS d FROM pg_views WHERE viewname LIKE 'pg_stat_progress%' ORDER BY 1;
-- COPY
COPY (SELECT datname = current_database() AS d, pid = pg_backend_pid() AS p, relid, command, type, bytes_processed, bytes_total, tuples_processed, tuples_excluded FROM pg_stat_progress_copy) TO STDOUT;
COPY (SELECT command, type, bytes_processed FROM pg_stat_progress_copy) TO STDOUT (FORMAT csv, HEADER);
SELECT count(*) FROM pg_stat_progress_copy;
CREATE FUNCTION copying() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', relid::regclass, command, type, bytes_processed > 0, bytes_total, tuples_processed, tuples_excluded) FROM pg_stat_progress_copy WHERE pid = pg_backend_pid() $$;
CREATE FUNCTION copied(int) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT CASE WHEN $1 = 4 THEN copying() ELSE '' END $$;
CREATE TABLE c (a int, seen text GENERATED ALWAYS AS (copied(a)) STORED);
COPY c (a) FROM STDIN WHERE a <> 2;
1
2
3
4
\.
SELECT * FROM c;
INSERT INTO c VALUES (5);
COPY (SELECT copying()) TO STDOUT;
CREATE TABLE d (a int, seen text DEFAULT copying(), CHECK (a > 0));
COPY d (a) FROM STDIN;
1
x
\.
SELECT count(*) FROM pg_stat_progress_copy;
COPY d (a) FROM STDIN;
-1
\.
SELECT count(*) FROM pg_stat_progress_copy;
-- CREATE INDEX
CREATE FUNCTION building(int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT concat_ws(' ', relid::regclass, index_relid::regclass, command, phase, lockers_total, lockers_done, current_locker_pid, blocks_total, blocks_done, tuples_total, tuples_done, partitions_total, partitions_done)
    FROM pg_catalog.pg_stat_progress_create_index WHERE pid = pg_catalog.pg_backend_pid() $$;
CREATE TABLE t (a int, b text);
INSERT INTO t SELECT i, repeat('x', 600) FROM generate_series(1, 30) i;
CREATE INDEX i ON t (building(a)) WHERE a > 13;
DROP INDEX i;
CREATE INDEX j ON t ((1 / (a - 17)));
SELECT count(*) FROM pg_stat_progress_create_index;
CREATE FUNCTION wrong(int) RETURNS int IMMUTABLE LANGUAGE sql AS $$ SELECT ('at: ' || building($1))::int $$;
CREATE INDEX j ON t (wrong(a)) WHERE a = 30;
CREATE UNIQUE INDEX j ON t (wrong(a)) WHERE a = 21;
CREATE INDEX CONCURRENTLY j ON t (wrong(a)) WHERE a = 20;
SELECT count(*) FROM pg_stat_progress_create_index;
DROP INDEX j;
ALTER TABLE t ADD CONSTRAINT x EXCLUDE (wrong(a) WITH =) WHERE (a = 23);
CREATE FUNCTION later(int) RETURNS int IMMUTABLE LANGUAGE sql AS $$ SELECT CASE WHEN (SELECT count(*) FROM c) > 3 THEN wrong($1) ELSE $1 END $$;
DELETE FROM c;
CREATE INDEX later ON t (later(a)) WHERE a = 27;
INSERT INTO c VALUES (1), (2), (3), (4);
REINDEX INDEX later;
REINDEX TABLE t;
SELECT count(*) FROM pg_stat_progress_create_index;
-- CLUSTER and VACUUM FULL
CREATE FUNCTION moving(int) RETURNS int IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN (SELECT count(*) FROM c) > 5 THEN (SELECT concat_ws(' ', relid::regclass, command, phase, cluster_index_relid, heap_tuples_scanned, heap_tuples_written, heap_blks_total, heap_blks_scanned, index_rebuild_count)
    FROM pg_catalog.pg_stat_progress_cluster WHERE pid = pg_catalog.pg_backend_pid())::int ELSE $1 END $$;
DROP INDEX later;
CREATE INDEX first ON t (a);
CREATE INDEX moving ON t (moving(a)) WHERE a = 29;
INSERT INTO c VALUES (5), (6);
VACUUM FULL t;
SELECT count(*) FROM pg_stat_progress_cluster;
SELECT count(*) FROM pg_stat_progress_create_index;
-- ANALYZE
DROP INDEX moving;
CREATE FUNCTION looking(int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN (SELECT count(*) FROM c) > 6 THEN (SELECT concat_ws(' ', relid::regclass, phase, sample_blks_total, sample_blks_scanned, ext_stats_total, ext_stats_computed, child_tables_total, child_tables_done, current_child_table_relid)
    FROM pg_catalog.pg_stat_progress_analyze WHERE pid = pg_catalog.pg_backend_pid()) ELSE '' END $$;
CREATE INDEX looking ON t (looking(a));
INSERT INTO c VALUES (7);
ANALYZE t;
SELECT most_common_vals FROM pg_stats WHERE tablename = 'looking';
SELECT count(*) FROM pg_stat_progress_analyze;
VACUUM t;
VACUUM (ANALYZE) t;
SELECT most_common_vals FROM pg_stats WHERE tablename = 'looking';
SELECT count(*) FROM pg_stat_progress_vacuum;
