-- What long commands are doing: parameters of pg_stat_get_progress_info by command.

CREATE VIEW pg_catalog.pg_stat_progress_vacuum AS
SELECT p.pid, p.datid, d.datname, p.relid,
       CASE p.param1 WHEN 0 THEN 'initializing'
            WHEN 1 THEN 'scanning heap'
            WHEN 2 THEN 'vacuuming indexes'
            WHEN 3 THEN 'vacuuming heap'
            WHEN 4 THEN 'cleaning up indexes'
            WHEN 5 THEN 'truncating heap'
            WHEN 6 THEN 'performing final cleanup' END AS phase,
       p.param2 AS heap_blks_total,
       p.param3 AS heap_blks_scanned,
       p.param4 AS heap_blks_vacuumed,
       p.param5 AS index_vacuum_count,
       p.param6 AS max_dead_tuples,
       p.param7 AS num_dead_tuples
FROM pg_stat_get_progress_info('VACUUM') p LEFT JOIN pg_database d ON p.datid = d.oid;

CREATE VIEW pg_catalog.pg_stat_progress_analyze AS
SELECT p.pid, p.datid, d.datname, p.relid,
       CASE p.param1 WHEN 0 THEN 'initializing'
            WHEN 1 THEN 'acquiring sample rows'
            WHEN 2 THEN 'acquiring inherited sample rows'
            WHEN 3 THEN 'computing statistics'
            WHEN 4 THEN 'computing extended statistics'
            WHEN 5 THEN 'finalizing analyze' END AS phase,
       p.param2 AS sample_blks_total,
       p.param3 AS sample_blks_scanned,
       p.param4 AS ext_stats_total,
       p.param5 AS ext_stats_computed,
       p.param6 AS child_tables_total,
       p.param7 AS child_tables_done,
       p.param8::oid AS current_child_table_relid
FROM pg_stat_get_progress_info('ANALYZE') p LEFT JOIN pg_database d ON p.datid = d.oid;

CREATE VIEW pg_catalog.pg_stat_progress_cluster AS
SELECT p.pid, p.datid, d.datname, p.relid,
       CASE p.param1 WHEN 1 THEN 'CLUSTER'
            WHEN 2 THEN 'VACUUM FULL' END AS command,
       CASE p.param2 WHEN 0 THEN 'initializing'
            WHEN 1 THEN 'seq scanning heap'
            WHEN 2 THEN 'index scanning heap'
            WHEN 3 THEN 'sorting tuples'
            WHEN 4 THEN 'writing new heap'
            WHEN 5 THEN 'swapping relation files'
            WHEN 6 THEN 'rebuilding index'
            WHEN 7 THEN 'performing final cleanup' END AS phase,
       p.param3::oid AS cluster_index_relid,
       p.param4 AS heap_tuples_scanned,
       p.param5 AS heap_tuples_written,
       p.param6 AS heap_blks_total,
       p.param7 AS heap_blks_scanned,
       p.param8 AS index_rebuild_count
FROM pg_stat_get_progress_info('CLUSTER') p LEFT JOIN pg_database d ON p.datid = d.oid;

CREATE VIEW pg_catalog.pg_stat_progress_create_index AS
SELECT p.pid, p.datid, d.datname, p.relid,
       p.param7::oid AS index_relid,
       CASE p.param1 WHEN 1 THEN 'CREATE INDEX'
            WHEN 2 THEN 'CREATE INDEX CONCURRENTLY'
            WHEN 3 THEN 'REINDEX'
            WHEN 4 THEN 'REINDEX CONCURRENTLY' END AS command,
       CASE p.param10 WHEN 0 THEN 'initializing'
            WHEN 1 THEN 'waiting for writers before build'
            WHEN 2 THEN 'building index' || coalesce(': ' || pg_indexam_progress_phasename(p.param9::oid, p.param11), '')
            WHEN 3 THEN 'waiting for writers before validation'
            WHEN 4 THEN 'index validation: scanning index'
            WHEN 5 THEN 'index validation: sorting tuples'
            WHEN 6 THEN 'index validation: scanning table'
            WHEN 7 THEN 'waiting for old snapshots'
            WHEN 8 THEN 'waiting for readers before marking dead'
            WHEN 9 THEN 'waiting for readers before dropping' END AS phase,
       p.param4 AS lockers_total,
       p.param5 AS lockers_done,
       p.param6 AS current_locker_pid,
       p.param16 AS blocks_total,
       p.param17 AS blocks_done,
       p.param12 AS tuples_total,
       p.param13 AS tuples_done,
       p.param14 AS partitions_total,
       p.param15 AS partitions_done
FROM pg_stat_get_progress_info('CREATE INDEX') p LEFT JOIN pg_database d ON p.datid = d.oid;

CREATE VIEW pg_catalog.pg_stat_progress_basebackup AS
SELECT p.pid,
       CASE p.param1 WHEN 0 THEN 'initializing'
            WHEN 1 THEN 'waiting for checkpoint to finish'
            WHEN 2 THEN 'estimating backup size'
            WHEN 3 THEN 'streaming database files'
            WHEN 4 THEN 'waiting for wal archiving to finish'
            WHEN 5 THEN 'transferring wal files' END AS phase,
       CASE p.param2 WHEN -1 THEN NULL ELSE p.param2 END AS backup_total,
       p.param3 AS backup_streamed,
       p.param4 AS tablespaces_total,
       p.param5 AS tablespaces_streamed
FROM pg_stat_get_progress_info('BASEBACKUP') p;

CREATE VIEW pg_catalog.pg_stat_progress_copy AS
SELECT p.pid, p.datid, d.datname, p.relid,
       CASE p.param5 WHEN 1 THEN 'COPY FROM'
            WHEN 2 THEN 'COPY TO' END AS command,
       CASE p.param6 WHEN 1 THEN 'FILE'
            WHEN 2 THEN 'PROGRAM'
            WHEN 3 THEN 'PIPE'
            WHEN 4 THEN 'CALLBACK' END AS type,
       p.param1 AS bytes_processed,
       p.param2 AS bytes_total,
       p.param3 AS tuples_processed,
       p.param4 AS tuples_excluded
FROM pg_stat_get_progress_info('COPY') p LEFT JOIN pg_database d ON p.datid = d.oid;
