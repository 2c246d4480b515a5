-- Cumulative statistics: tables, indexes, sequences, functions, databases, background processes.

CREATE VIEW pg_catalog.pg_stat_all_tables AS
SELECT c.oid AS relid, n.nspname AS schemaname, c.relname,
       pg_stat_get_numscans(c.oid) AS seq_scan,
       pg_stat_get_tuples_returned(c.oid) AS seq_tup_read,
       (SELECT sum(pg_stat_get_numscans(x.indexrelid))::bigint FROM pg_index x WHERE x.indrelid = c.oid) AS idx_scan,
       ((SELECT sum(pg_stat_get_tuples_fetched(x.indexrelid))::bigint FROM pg_index x WHERE x.indrelid = c.oid)
         + pg_stat_get_tuples_fetched(c.oid)) AS idx_tup_fetch,
       pg_stat_get_tuples_inserted(c.oid) AS n_tup_ins,
       pg_stat_get_tuples_updated(c.oid) AS n_tup_upd,
       pg_stat_get_tuples_deleted(c.oid) AS n_tup_del,
       pg_stat_get_tuples_hot_updated(c.oid) AS n_tup_hot_upd,
       pg_stat_get_live_tuples(c.oid) AS n_live_tup,
       pg_stat_get_dead_tuples(c.oid) AS n_dead_tup,
       pg_stat_get_mod_since_analyze(c.oid) AS n_mod_since_analyze,
       pg_stat_get_ins_since_vacuum(c.oid) AS n_ins_since_vacuum,
       pg_stat_get_last_vacuum_time(c.oid) AS last_vacuum,
       pg_stat_get_last_autovacuum_time(c.oid) AS last_autovacuum,
       pg_stat_get_last_analyze_time(c.oid) AS last_analyze,
       pg_stat_get_last_autoanalyze_time(c.oid) AS last_autoanalyze,
       pg_stat_get_vacuum_count(c.oid) AS vacuum_count,
       pg_stat_get_autovacuum_count(c.oid) AS autovacuum_count,
       pg_stat_get_analyze_count(c.oid) AS analyze_count,
       pg_stat_get_autoanalyze_count(c.oid) AS autoanalyze_count
FROM pg_class c LEFT JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind IN ('r', 't', 'm', 'p');

CREATE VIEW pg_catalog.pg_stat_sys_tables AS
SELECT v.* FROM pg_stat_all_tables v
WHERE v.schemaname IN ('pg_catalog', 'information_schema') OR v.schemaname ~ '^pg_toast';

CREATE VIEW pg_catalog.pg_stat_user_tables AS
SELECT v.* FROM pg_stat_all_tables v
WHERE v.schemaname NOT IN ('pg_catalog', 'information_schema') AND v.schemaname !~ '^pg_toast';

CREATE VIEW pg_catalog.pg_stat_xact_all_tables AS
SELECT c.oid AS relid, n.nspname AS schemaname, c.relname,
       pg_stat_get_xact_numscans(c.oid) AS seq_scan,
       pg_stat_get_xact_tuples_returned(c.oid) AS seq_tup_read,
       (SELECT sum(pg_stat_get_xact_numscans(x.indexrelid))::bigint FROM pg_index x WHERE x.indrelid = c.oid) AS idx_scan,
       ((SELECT sum(pg_stat_get_xact_tuples_fetched(x.indexrelid))::bigint FROM pg_index x WHERE x.indrelid = c.oid)
         + pg_stat_get_xact_tuples_fetched(c.oid)) AS idx_tup_fetch,
       pg_stat_get_xact_tuples_inserted(c.oid) AS n_tup_ins,
       pg_stat_get_xact_tuples_updated(c.oid) AS n_tup_upd,
       pg_stat_get_xact_tuples_deleted(c.oid) AS n_tup_del,
       pg_stat_get_xact_tuples_hot_updated(c.oid) AS n_tup_hot_upd
FROM pg_class c LEFT JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind IN ('r', 't', 'm', 'p');

CREATE VIEW pg_catalog.pg_stat_xact_sys_tables AS
SELECT v.* FROM pg_stat_xact_all_tables v
WHERE v.schemaname IN ('pg_catalog', 'information_schema') OR v.schemaname ~ '^pg_toast';

CREATE VIEW pg_catalog.pg_stat_xact_user_tables AS
SELECT v.* FROM pg_stat_xact_all_tables v
WHERE v.schemaname NOT IN ('pg_catalog', 'information_schema') AND v.schemaname !~ '^pg_toast';

CREATE VIEW pg_catalog.pg_statio_all_tables AS
SELECT c.oid AS relid, n.nspname AS schemaname, c.relname,
       pg_stat_get_blocks_fetched(c.oid) - pg_stat_get_blocks_hit(c.oid) AS heap_blks_read,
       pg_stat_get_blocks_hit(c.oid) AS heap_blks_hit,
       (SELECT sum(pg_stat_get_blocks_fetched(x.indexrelid) - pg_stat_get_blocks_hit(x.indexrelid))::bigint
          FROM pg_index x WHERE x.indrelid = c.oid) AS idx_blks_read,
       (SELECT sum(pg_stat_get_blocks_hit(x.indexrelid))::bigint
          FROM pg_index x WHERE x.indrelid = c.oid) AS idx_blks_hit,
       pg_stat_get_blocks_fetched(t.oid) - pg_stat_get_blocks_hit(t.oid) AS toast_blks_read,
       pg_stat_get_blocks_hit(t.oid) AS toast_blks_hit,
       (SELECT sum(pg_stat_get_blocks_fetched(x.indexrelid) - pg_stat_get_blocks_hit(x.indexrelid))::bigint
          FROM pg_index x WHERE x.indrelid = t.oid) AS tidx_blks_read,
       (SELECT sum(pg_stat_get_blocks_hit(x.indexrelid))::bigint
          FROM pg_index x WHERE x.indrelid = t.oid) AS tidx_blks_hit
FROM pg_class c
     LEFT JOIN pg_class t ON c.reltoastrelid = t.oid
     LEFT JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind IN ('r', 't', 'm');

CREATE VIEW pg_catalog.pg_statio_sys_tables AS
SELECT v.* FROM pg_statio_all_tables v
WHERE v.schemaname IN ('pg_catalog', 'information_schema') OR v.schemaname ~ '^pg_toast';

CREATE VIEW pg_catalog.pg_statio_user_tables AS
SELECT v.* FROM pg_statio_all_tables v
WHERE v.schemaname NOT IN ('pg_catalog', 'information_schema') AND v.schemaname !~ '^pg_toast';

CREATE VIEW pg_catalog.pg_stat_all_indexes AS
SELECT t.oid AS relid, i.oid AS indexrelid, n.nspname AS schemaname, t.relname, i.relname AS indexrelname,
       pg_stat_get_numscans(i.oid) AS idx_scan,
       pg_stat_get_tuples_returned(i.oid) AS idx_tup_read,
       pg_stat_get_tuples_fetched(i.oid) AS idx_tup_fetch
FROM pg_class t
     JOIN pg_index x ON x.indrelid = t.oid
     JOIN pg_class i ON x.indexrelid = i.oid
     LEFT JOIN pg_namespace n ON t.relnamespace = n.oid
WHERE t.relkind IN ('r', 't', 'm');

CREATE VIEW pg_catalog.pg_stat_sys_indexes AS
SELECT v.* FROM pg_stat_all_indexes v
WHERE v.schemaname IN ('pg_catalog', 'information_schema') OR v.schemaname ~ '^pg_toast';

CREATE VIEW pg_catalog.pg_stat_user_indexes AS
SELECT v.* FROM pg_stat_all_indexes v
WHERE v.schemaname NOT IN ('pg_catalog', 'information_schema') AND v.schemaname !~ '^pg_toast';

CREATE VIEW pg_catalog.pg_statio_all_indexes AS
SELECT t.oid AS relid, i.oid AS indexrelid, n.nspname AS schemaname, t.relname, i.relname AS indexrelname,
       pg_stat_get_blocks_fetched(i.oid) - pg_stat_get_blocks_hit(i.oid) AS idx_blks_read,
       pg_stat_get_blocks_hit(i.oid) AS idx_blks_hit
FROM pg_class t
     JOIN pg_index x ON x.indrelid = t.oid
     JOIN pg_class i ON x.indexrelid = i.oid
     LEFT JOIN pg_namespace n ON t.relnamespace = n.oid
WHERE t.relkind IN ('r', 't', 'm');

CREATE VIEW pg_catalog.pg_statio_sys_indexes AS
SELECT v.* FROM pg_statio_all_indexes v
WHERE v.schemaname IN ('pg_catalog', 'information_schema') OR v.schemaname ~ '^pg_toast';

CREATE VIEW pg_catalog.pg_statio_user_indexes AS
SELECT v.* FROM pg_statio_all_indexes v
WHERE v.schemaname NOT IN ('pg_catalog', 'information_schema') AND v.schemaname !~ '^pg_toast';

CREATE VIEW pg_catalog.pg_statio_all_sequences AS
SELECT c.oid AS relid, n.nspname AS schemaname, c.relname,
       pg_stat_get_blocks_fetched(c.oid) - pg_stat_get_blocks_hit(c.oid) AS blks_read,
       pg_stat_get_blocks_hit(c.oid) AS blks_hit
FROM pg_class c LEFT JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind = 'S';

CREATE VIEW pg_catalog.pg_statio_sys_sequences AS
SELECT v.* FROM pg_statio_all_sequences v
WHERE v.schemaname IN ('pg_catalog', 'information_schema') OR v.schemaname ~ '^pg_toast';

CREATE VIEW pg_catalog.pg_statio_user_sequences AS
SELECT v.* FROM pg_statio_all_sequences v
WHERE v.schemaname NOT IN ('pg_catalog', 'information_schema') AND v.schemaname !~ '^pg_toast';

CREATE VIEW pg_catalog.pg_stat_user_functions AS
SELECT p.oid AS funcid, n.nspname AS schemaname, p.proname AS funcname, pg_stat_get_function_calls(p.oid) AS calls,
       pg_stat_get_function_total_time(p.oid) AS total_time, pg_stat_get_function_self_time(p.oid) AS self_time
FROM pg_proc p LEFT JOIN pg_namespace n ON p.pronamespace = n.oid
WHERE p.prolang <> 12 AND pg_stat_get_function_calls(p.oid) IS NOT NULL;

CREATE VIEW pg_catalog.pg_stat_xact_user_functions AS
SELECT p.oid AS funcid, n.nspname AS schemaname, p.proname AS funcname, pg_stat_get_xact_function_calls(p.oid) AS calls,
       pg_stat_get_xact_function_total_time(p.oid) AS total_time, pg_stat_get_xact_function_self_time(p.oid) AS self_time
FROM pg_proc p LEFT JOIN pg_namespace n ON p.pronamespace = n.oid
WHERE p.prolang <> 12 AND pg_stat_get_xact_function_calls(p.oid) IS NOT NULL;

-- the first row stands for shared objects
CREATE VIEW pg_catalog.pg_stat_database AS
SELECT d.oid AS datid, d.datname,
       CASE WHEN d.oid = 0 THEN 0 ELSE pg_stat_get_db_numbackends(d.oid) END AS numbackends,
       pg_stat_get_db_xact_commit(d.oid) AS xact_commit,
       pg_stat_get_db_xact_rollback(d.oid) AS xact_rollback,
       pg_stat_get_db_blocks_fetched(d.oid) - pg_stat_get_db_blocks_hit(d.oid) AS blks_read,
       pg_stat_get_db_blocks_hit(d.oid) AS blks_hit,
       pg_stat_get_db_tuples_returned(d.oid) AS tup_returned,
       pg_stat_get_db_tuples_fetched(d.oid) AS tup_fetched,
       pg_stat_get_db_tuples_inserted(d.oid) AS tup_inserted,
       pg_stat_get_db_tuples_updated(d.oid) AS tup_updated,
       pg_stat_get_db_tuples_deleted(d.oid) AS tup_deleted,
       pg_stat_get_db_conflict_all(d.oid) AS conflicts,
       pg_stat_get_db_temp_files(d.oid) AS temp_files,
       pg_stat_get_db_temp_bytes(d.oid) AS temp_bytes,
       pg_stat_get_db_deadlocks(d.oid) AS deadlocks,
       pg_stat_get_db_checksum_failures(d.oid) AS checksum_failures,
       pg_stat_get_db_checksum_last_failure(d.oid) AS checksum_last_failure,
       pg_stat_get_db_blk_read_time(d.oid) AS blk_read_time,
       pg_stat_get_db_blk_write_time(d.oid) AS blk_write_time,
       pg_stat_get_db_session_time(d.oid) AS session_time,
       pg_stat_get_db_active_time(d.oid) AS active_time,
       pg_stat_get_db_idle_in_transaction_time(d.oid) AS idle_in_transaction_time,
       pg_stat_get_db_sessions(d.oid) AS sessions,
       pg_stat_get_db_sessions_abandoned(d.oid) AS sessions_abandoned,
       pg_stat_get_db_sessions_fatal(d.oid) AS sessions_fatal,
       pg_stat_get_db_sessions_killed(d.oid) AS sessions_killed,
       pg_stat_get_db_stat_reset_time(d.oid) AS stats_reset
FROM (SELECT 0::oid AS oid, NULL::name AS datname UNION ALL SELECT b.oid, b.datname FROM pg_database b) d;

CREATE VIEW pg_catalog.pg_stat_database_conflicts AS
SELECT d.oid AS datid, d.datname,
       pg_stat_get_db_conflict_tablespace(d.oid) AS confl_tablespace,
       pg_stat_get_db_conflict_lock(d.oid) AS confl_lock,
       pg_stat_get_db_conflict_snapshot(d.oid) AS confl_snapshot,
       pg_stat_get_db_conflict_bufferpin(d.oid) AS confl_bufferpin,
       pg_stat_get_db_conflict_startup_deadlock(d.oid) AS confl_deadlock
FROM pg_database d;

CREATE VIEW pg_catalog.pg_stat_bgwriter AS
SELECT pg_stat_get_bgwriter_timed_checkpoints() AS checkpoints_timed,
       pg_stat_get_bgwriter_requested_checkpoints() AS checkpoints_req,
       pg_stat_get_checkpoint_write_time() AS checkpoint_write_time,
       pg_stat_get_checkpoint_sync_time() AS checkpoint_sync_time,
       pg_stat_get_bgwriter_buf_written_checkpoints() AS buffers_checkpoint,
       pg_stat_get_bgwriter_buf_written_clean() AS buffers_clean,
       pg_stat_get_bgwriter_maxwritten_clean() AS maxwritten_clean,
       pg_stat_get_buf_written_backend() AS buffers_backend,
       pg_stat_get_buf_fsync_backend() AS buffers_backend_fsync,
       pg_stat_get_buf_alloc() AS buffers_alloc,
       pg_stat_get_bgwriter_stat_reset_time() AS stats_reset;

CREATE VIEW pg_catalog.pg_stat_wal AS
SELECT w.* FROM pg_stat_get_wal() w;

CREATE VIEW pg_catalog.pg_stat_archiver AS
SELECT a.* FROM pg_stat_get_archiver() a;

CREATE VIEW pg_catalog.pg_stat_slru AS
SELECT s.* FROM pg_stat_get_slru() s;

CREATE VIEW pg_catalog.pg_stat_recovery_prefetch AS
SELECT p.* FROM pg_stat_get_recovery_prefetch() p;
