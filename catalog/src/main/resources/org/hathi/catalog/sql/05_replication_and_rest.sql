-- Views about replication, publications, foreign data and labels, and the privileges on functions that only some may call.

CREATE VIEW pg_catalog.pg_stat_replication AS
SELECT a.pid, a.usesysid, r.rolname AS usename, a.application_name, a.client_addr, a.client_hostname, a.client_port,
       a.backend_start, a.backend_xmin, w.state, w.sent_lsn, w.write_lsn, w.flush_lsn, w.replay_lsn, w.write_lag,
       w.flush_lag, w.replay_lag, w.sync_priority, w.sync_state, w.reply_time
FROM pg_stat_get_activity(NULL) a
     JOIN pg_stat_get_wal_senders() w ON a.pid = w.pid
     LEFT JOIN pg_authid r ON a.usesysid = r.oid;

CREATE VIEW pg_catalog.pg_stat_wal_receiver AS
SELECT r.* FROM pg_stat_get_wal_receiver() r
WHERE r.pid IS NOT NULL;

CREATE VIEW pg_catalog.pg_stat_subscription AS
SELECT u.oid AS subid, u.subname, s.pid, s.relid, s.received_lsn, s.last_msg_send_time, s.last_msg_receipt_time,
       s.latest_end_lsn, s.latest_end_time
FROM pg_subscription u LEFT JOIN pg_stat_get_subscription(NULL) s ON s.subid = u.oid;

CREATE VIEW pg_catalog.pg_stat_subscription_stats AS
SELECT s.subid, u.subname, s.apply_error_count, s.sync_error_count, s.stats_reset
FROM pg_subscription u, LATERAL pg_stat_get_subscription_stats(u.oid) s;

CREATE VIEW pg_catalog.pg_replication_slots AS
SELECT s.slot_name, s.plugin, s.slot_type, s.datoid, d.datname AS database, s.temporary, s.active, s.active_pid, s.xmin,
       s.catalog_xmin, s.restart_lsn, s.confirmed_flush_lsn, s.wal_status, s.safe_wal_size, s.two_phase
FROM pg_get_replication_slots() s LEFT JOIN pg_database d ON s.datoid = d.oid;

CREATE VIEW pg_catalog.pg_stat_replication_slots AS
SELECT t.*
FROM pg_replication_slots s, LATERAL pg_stat_get_replication_slot(s.slot_name) t
WHERE s.datoid IS NOT NULL;

CREATE VIEW pg_catalog.pg_replication_origin_status AS
SELECT o.* FROM pg_show_replication_origin_status() o;

REVOKE ALL ON pg_catalog.pg_replication_origin_status FROM PUBLIC;

CREATE VIEW pg_catalog.pg_publication_tables AS
SELECT p.pubname, n.nspname AS schemaname, c.relname AS tablename,
       (SELECT array_agg(a.attname ORDER BY a.attnum)
          FROM pg_attribute a
         WHERE a.attrelid = g.relid AND a.attnum > 0 AND NOT a.attisdropped
           AND (g.attrs IS NULL OR a.attnum = ANY (g.attrs))) AS attnames,
       pg_get_expr(g.qual, g.relid) AS rowfilter
FROM pg_publication p, LATERAL pg_get_publication_tables(p.pubname) g,
     pg_class c JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.oid = g.relid;

CREATE VIEW pg_catalog.pg_user_mappings AS
SELECT m.oid AS umid, s.oid AS srvid, s.srvname, m.umuser,
       CASE WHEN m.umuser = 0 THEN 'public' ELSE a.rolname END AS usename,
       CASE WHEN m.umuser <> 0 AND a.rolname = current_user
                 AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE'))
              OR m.umuser = 0 AND pg_has_role(s.srvowner, 'USAGE')
              OR (SELECT r.rolsuper FROM pg_authid r WHERE r.rolname = current_user)
            THEN m.umoptions END AS umoptions
FROM pg_user_mapping m
     JOIN pg_foreign_server s ON m.umserver = s.oid
     LEFT JOIN pg_authid a ON m.umuser = a.oid;


-- every labelled object by the name that pg_identify_object gives it
CREATE VIEW pg_catalog.pg_seclabels AS
SELECT l.objoid, l.classoid, l.objsubid,
       CASE WHEN l.objsubid <> 0 THEN 'column' ELSE i.type END AS objtype,
       (SELECT n.oid FROM pg_namespace n WHERE n.nspname = i.schema) AS objnamespace,
       i.identity COLLATE "C" AS objname, l.provider, l.label
FROM pg_seclabel l, LATERAL pg_identify_object(l.classoid, l.objoid, l.objsubid) i
UNION ALL
SELECT l.objoid, l.classoid, 0, i.type, NULL::oid, i.identity COLLATE "C", l.provider, l.label
FROM pg_shseclabel l, LATERAL pg_identify_object(l.classoid, l.objoid, 0) i;

-- no view of PostgreSQL's: which sessions a process serves at the moment, which are parked, and why one cannot be
CREATE VIEW pg_catalog.hathi_stat_sessions AS
SELECT s.session_id, s.pid, d.datname, a.rolname AS usename, s.attachment, s.pinned_by, s.backend_pid,
       s.parked_since, s.state_bytes, s.holds_locks
FROM hathi_stat_get_sessions() s
     LEFT JOIN pg_database d ON s.datid = d.oid
     LEFT JOIN pg_authid a ON s.usesysid = a.oid;

-- nor these: what each process holds of shared memory, and how full its structures are; read without locks
CREATE VIEW pg_catalog.hathi_stat_processes AS
SELECT p.slot, p.pid, p.role, p.session, p.alive, p.critical, p.latches, p.pins, p.xid, p.xmin, p.wal_insertion
FROM hathi_stat_get_processes() p;

CREATE VIEW pg_catalog.hathi_stat_segment AS
SELECT s.structure, s.used, s.capacity FROM hathi_stat_get_segment() s;
