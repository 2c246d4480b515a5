-- Views about sessions, locks, settings and the server itself: thin covers over set-returning functions.

CREATE VIEW pg_catalog.pg_locks AS
SELECT l.* FROM pg_lock_status() l;

CREATE VIEW pg_catalog.pg_cursors AS
SELECT c.* FROM pg_cursor() c;

CREATE VIEW pg_catalog.pg_prepared_statements AS
SELECT p.* FROM pg_prepared_statement() p;

CREATE VIEW pg_catalog.pg_prepared_xacts AS
SELECT p.transaction, p.gid, p.prepared, a.rolname AS owner, d.datname AS database
FROM pg_prepared_xact() p
     LEFT JOIN pg_authid a ON p.ownerid = a.oid
     LEFT JOIN pg_database d ON p.dbid = d.oid;

CREATE VIEW pg_catalog.pg_settings AS
SELECT a.* FROM pg_show_all_settings() a;

CREATE RULE pg_settings_u AS ON UPDATE TO pg_catalog.pg_settings WHERE new.name = old.name
    DO SELECT set_config(old.name, new.setting, 'f');

CREATE RULE pg_settings_n AS ON UPDATE TO pg_catalog.pg_settings DO INSTEAD NOTHING;

GRANT SELECT, UPDATE ON pg_catalog.pg_settings TO PUBLIC;

CREATE VIEW pg_catalog.pg_file_settings AS
SELECT s.* FROM pg_show_all_file_settings() s;

REVOKE ALL ON pg_catalog.pg_file_settings FROM PUBLIC;

CREATE VIEW pg_catalog.pg_hba_file_rules AS
SELECT h.* FROM pg_hba_file_rules() h;

REVOKE ALL ON pg_catalog.pg_hba_file_rules FROM PUBLIC;

CREATE VIEW pg_catalog.pg_ident_file_mappings AS
SELECT i.* FROM pg_ident_file_mappings() i;

REVOKE ALL ON pg_catalog.pg_ident_file_mappings FROM PUBLIC;

CREATE VIEW pg_catalog.pg_timezone_abbrevs AS
SELECT t.* FROM pg_timezone_abbrevs() t;

CREATE VIEW pg_catalog.pg_timezone_names AS
SELECT t.* FROM pg_timezone_names() t;

CREATE VIEW pg_catalog.pg_config AS
SELECT c.* FROM pg_config() c;

REVOKE ALL ON pg_catalog.pg_config FROM PUBLIC;

CREATE VIEW pg_catalog.pg_shmem_allocations AS
SELECT s.* FROM pg_get_shmem_allocations() s;

REVOKE ALL ON pg_catalog.pg_shmem_allocations FROM PUBLIC;
GRANT SELECT ON pg_catalog.pg_shmem_allocations TO pg_read_all_stats;

CREATE VIEW pg_catalog.pg_backend_memory_contexts AS
SELECT m.* FROM pg_get_backend_memory_contexts() m;

REVOKE ALL ON pg_catalog.pg_backend_memory_contexts FROM PUBLIC;
GRANT SELECT ON pg_catalog.pg_backend_memory_contexts TO pg_read_all_stats;

CREATE VIEW pg_catalog.pg_available_extensions AS
SELECT e.name, e.default_version, x.extversion AS installed_version, e.comment
FROM pg_available_extensions() e LEFT JOIN pg_extension x ON e.name = x.extname;

CREATE VIEW pg_catalog.pg_available_extension_versions AS
SELECT e.name, e.version, (x.extname IS NOT NULL) AS installed, e.superuser, e.trusted, e.relocatable, e.schema,
       e.requires, e.comment
FROM pg_available_extension_versions() e
     LEFT JOIN pg_extension x ON e.name = x.extname AND e.version = x.extversion;

CREATE VIEW pg_catalog.pg_stat_activity AS
SELECT s.datid, d.datname, s.pid, s.leader_pid, s.usesysid, a.rolname AS usename, s.application_name, s.client_addr,
       s.client_hostname, s.client_port, s.backend_start, s.xact_start, s.query_start, s.state_change,
       s.wait_event_type, s.wait_event, s.state, s.backend_xid, s.backend_xmin, s.query_id, s.query, s.backend_type
FROM pg_stat_get_activity(NULL) s
     LEFT JOIN pg_database d ON s.datid = d.oid
     LEFT JOIN pg_authid a ON s.usesysid = a.oid;

CREATE VIEW pg_catalog.pg_stat_ssl AS
SELECT s.pid, s.ssl, s.sslversion AS version, s.sslcipher AS cipher, s.sslbits AS bits, s.ssl_client_dn AS client_dn,
       s.ssl_client_serial AS client_serial, s.ssl_issuer_dn AS issuer_dn
FROM pg_stat_get_activity(NULL) s
WHERE s.client_port IS NOT NULL;

CREATE VIEW pg_catalog.pg_stat_gssapi AS
SELECT s.pid, s.gss_auth AS gss_authenticated, s.gss_princ AS principal, s.gss_enc AS encrypted
FROM pg_stat_get_activity(NULL) s
WHERE s.client_port IS NOT NULL;
