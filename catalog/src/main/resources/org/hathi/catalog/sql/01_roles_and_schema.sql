-- System views about roles and the objects of a database. Hathi's own definitions over PostgreSQL 15's column lists.
-- Run once in template1 by the server in single-user mode, after bootstrap, in the order of the file names.

CREATE VIEW pg_catalog.pg_roles AS
SELECT a.rolname, a.rolsuper, a.rolinherit, a.rolcreaterole, a.rolcreatedb, a.rolcanlogin, a.rolreplication,
       a.rolconnlimit, text '********' AS rolpassword, a.rolvaliduntil, a.rolbypassrls,
       (SELECT s.setconfig FROM pg_db_role_setting s WHERE s.setrole = a.oid AND s.setdatabase = 0) AS rolconfig,
       a.oid
FROM pg_authid a;

CREATE VIEW pg_catalog.pg_shadow AS
SELECT a.rolname AS usename, a.oid AS usesysid, a.rolcreatedb AS usecreatedb, a.rolsuper AS usesuper,
       a.rolreplication AS userepl, a.rolbypassrls AS usebypassrls, a.rolpassword AS passwd,
       a.rolvaliduntil AS valuntil,
       (SELECT s.setconfig FROM pg_db_role_setting s WHERE s.setrole = a.oid AND s.setdatabase = 0) AS useconfig
FROM pg_authid a
WHERE a.rolcanlogin;

REVOKE ALL ON pg_catalog.pg_shadow FROM PUBLIC;

CREATE VIEW pg_catalog.pg_group AS
SELECT a.rolname AS groname, a.oid AS grosysid,
       ARRAY(SELECT m.member FROM pg_auth_members m WHERE m.roleid = a.oid) AS grolist
FROM pg_authid a
WHERE NOT a.rolcanlogin;

CREATE VIEW pg_catalog.pg_user AS
SELECT w.usename, w.usesysid, w.usecreatedb, w.usesuper, w.userepl, w.usebypassrls, text '********' AS passwd,
       w.valuntil, w.useconfig
FROM pg_shadow w;

CREATE VIEW pg_catalog.pg_tables AS
SELECT n.nspname AS schemaname, t.relname AS tablename, pg_get_userbyid(t.relowner) AS tableowner,
       s.spcname AS tablespace, t.relhasindex AS hasindexes, t.relhasrules AS hasrules,
       t.relhastriggers AS hastriggers, t.relrowsecurity AS rowsecurity
FROM pg_class t
     LEFT JOIN pg_namespace n ON t.relnamespace = n.oid
     LEFT JOIN pg_tablespace s ON t.reltablespace = s.oid
WHERE t.relkind IN ('r', 'p');

CREATE VIEW pg_catalog.pg_views AS
SELECT n.nspname AS schemaname, v.relname AS viewname, pg_get_userbyid(v.relowner) AS viewowner,
       pg_get_viewdef(v.oid) AS definition
FROM pg_class v LEFT JOIN pg_namespace n ON v.relnamespace = n.oid
WHERE v.relkind = 'v';

CREATE VIEW pg_catalog.pg_matviews AS
SELECT n.nspname AS schemaname, m.relname AS matviewname, pg_get_userbyid(m.relowner) AS matviewowner,
       s.spcname AS tablespace, m.relhasindex AS hasindexes, m.relispopulated AS ispopulated,
       pg_get_viewdef(m.oid) AS definition
FROM pg_class m
     LEFT JOIN pg_namespace n ON m.relnamespace = n.oid
     LEFT JOIN pg_tablespace s ON m.reltablespace = s.oid
WHERE m.relkind = 'm';

CREATE VIEW pg_catalog.pg_indexes AS
SELECT n.nspname AS schemaname, t.relname AS tablename, i.relname AS indexname, s.spcname AS tablespace,
       pg_get_indexdef(i.oid) AS indexdef
FROM pg_index x
     JOIN pg_class t ON x.indrelid = t.oid
     JOIN pg_class i ON x.indexrelid = i.oid
     LEFT JOIN pg_namespace n ON t.relnamespace = n.oid
     LEFT JOIN pg_tablespace s ON i.reltablespace = s.oid
WHERE t.relkind IN ('r', 'm', 'p') AND i.relkind IN ('i', 'I');

CREATE VIEW pg_catalog.pg_sequences AS
SELECT n.nspname AS schemaname, c.relname AS sequencename, pg_get_userbyid(c.relowner) AS sequenceowner,
       q.seqtypid::regtype AS data_type, q.seqstart AS start_value, q.seqmin AS min_value, q.seqmax AS max_value,
       q.seqincrement AS increment_by, q.seqcycle AS cycle, q.seqcache AS cache_size,
       CASE WHEN has_sequence_privilege(c.oid, 'SELECT,USAGE') THEN pg_sequence_last_value(c.oid) END AS last_value
FROM pg_sequence q
     JOIN pg_class c ON q.seqrelid = c.oid
     LEFT JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind = 'S' AND NOT pg_is_other_temp_schema(n.oid);

CREATE VIEW pg_catalog.pg_rules AS
SELECT n.nspname AS schemaname, c.relname AS tablename, w.rulename, pg_get_ruledef(w.oid) AS definition
FROM pg_rewrite w
     JOIN pg_class c ON w.ev_class = c.oid
     LEFT JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE w.rulename <> '_RETURN';

CREATE VIEW pg_catalog.pg_policies AS
SELECT n.nspname AS schemaname, c.relname AS tablename, p.polname AS policyname,
       CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END AS permissive,
       CASE WHEN p.polroles = '{0}' THEN ARRAY['public'::name]
            ELSE ARRAY(SELECT a.rolname FROM pg_authid a WHERE a.oid = ANY (p.polroles) ORDER BY a.rolname) END AS roles,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
                     WHEN '*' THEN 'ALL' END AS cmd,
       pg_get_expr(p.polqual, p.polrelid) AS qual, pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
FROM pg_policy p
     JOIN pg_class c ON p.polrelid = c.oid
     LEFT JOIN pg_namespace n ON c.relnamespace = n.oid;

CREATE VIEW pg_catalog.pg_stats WITH (security_barrier) AS
SELECT n.nspname AS schemaname, c.relname AS tablename, a.attname, s.stainherit AS inherited,
       s.stanullfrac AS null_frac, s.stawidth AS avg_width, s.stadistinct AS n_distinct,
       CASE 1 WHEN s.stakind1 THEN s.stavalues1 WHEN s.stakind2 THEN s.stavalues2 WHEN s.stakind3 THEN s.stavalues3
              WHEN s.stakind4 THEN s.stavalues4 WHEN s.stakind5 THEN s.stavalues5 END AS most_common_vals,
       CASE 1 WHEN s.stakind1 THEN s.stanumbers1 WHEN s.stakind2 THEN s.stanumbers2 WHEN s.stakind3 THEN s.stanumbers3
              WHEN s.stakind4 THEN s.stanumbers4 WHEN s.stakind5 THEN s.stanumbers5 END AS most_common_freqs,
       CASE 2 WHEN s.stakind1 THEN s.stavalues1 WHEN s.stakind2 THEN s.stavalues2 WHEN s.stakind3 THEN s.stavalues3
              WHEN s.stakind4 THEN s.stavalues4 WHEN s.stakind5 THEN s.stavalues5 END AS histogram_bounds,
       CASE 3 WHEN s.stakind1 THEN s.stanumbers1[1] WHEN s.stakind2 THEN s.stanumbers2[1]
              WHEN s.stakind3 THEN s.stanumbers3[1] WHEN s.stakind4 THEN s.stanumbers4[1]
              WHEN s.stakind5 THEN s.stanumbers5[1] END AS correlation,
       CASE 4 WHEN s.stakind1 THEN s.stavalues1 WHEN s.stakind2 THEN s.stavalues2 WHEN s.stakind3 THEN s.stavalues3
              WHEN s.stakind4 THEN s.stavalues4 WHEN s.stakind5 THEN s.stavalues5 END AS most_common_elems,
       CASE 4 WHEN s.stakind1 THEN s.stanumbers1 WHEN s.stakind2 THEN s.stanumbers2 WHEN s.stakind3 THEN s.stanumbers3
              WHEN s.stakind4 THEN s.stanumbers4 WHEN s.stakind5 THEN s.stanumbers5 END AS most_common_elem_freqs,
       CASE 5 WHEN s.stakind1 THEN s.stanumbers1 WHEN s.stakind2 THEN s.stanumbers2 WHEN s.stakind3 THEN s.stanumbers3
              WHEN s.stakind4 THEN s.stanumbers4 WHEN s.stakind5 THEN s.stanumbers5 END AS elem_count_histogram
FROM pg_statistic s
     JOIN pg_class c ON s.starelid = c.oid
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = s.staattnum
     LEFT JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE NOT a.attisdropped
  AND has_column_privilege(c.oid, a.attnum, 'select')
  AND (NOT c.relrowsecurity OR NOT row_security_active(c.oid));


CREATE VIEW pg_catalog.pg_stats_ext WITH (security_barrier) AS
SELECT cn.nspname AS schemaname, c.relname AS tablename, sn.nspname AS statistics_schemaname,
       s.stxname AS statistics_name, pg_get_userbyid(s.stxowner) AS statistics_owner,
       (SELECT array_agg(a.attname ORDER BY a.attnum)
          FROM unnest(s.stxkeys) k JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = k) AS attnames,
       pg_get_statisticsobjdef_expressions(s.oid) AS exprs, s.stxkind AS kinds, d.stxdinherit AS inherited,
       d.stxdndistinct AS n_distinct, d.stxddependencies AS dependencies, m.most_common_vals, m.most_common_val_nulls,
       m.most_common_freqs, m.most_common_base_freqs
FROM pg_statistic_ext s
     JOIN pg_class c ON s.stxrelid = c.oid
     JOIN pg_statistic_ext_data d ON d.stxoid = s.oid
     LEFT JOIN pg_namespace cn ON c.relnamespace = cn.oid
     LEFT JOIN pg_namespace sn ON s.stxnamespace = sn.oid
     LEFT JOIN LATERAL (
       SELECT array_agg(i.values) AS most_common_vals, array_agg(i.nulls) AS most_common_val_nulls,
              array_agg(i.frequency) AS most_common_freqs, array_agg(i.base_frequency) AS most_common_base_freqs
       FROM pg_mcv_list_items(d.stxdmcv) i) m ON d.stxdmcv IS NOT NULL
WHERE NOT EXISTS (
        SELECT FROM unnest(s.stxkeys) k JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = k
        WHERE NOT has_column_privilege(c.oid, a.attnum, 'select'))
  AND (NOT c.relrowsecurity OR NOT row_security_active(c.oid));

CREATE VIEW pg_catalog.pg_stats_ext_exprs WITH (security_barrier) AS
SELECT cn.nspname AS schemaname, c.relname AS tablename, sn.nspname AS statistics_schemaname,
       s.stxname AS statistics_name, pg_get_userbyid(s.stxowner) AS statistics_owner, e.expr,
       d.stxdinherit AS inherited, (e.st).stanullfrac AS null_frac, (e.st).stawidth AS avg_width,
       (e.st).stadistinct AS n_distinct,
       CASE 1 WHEN (e.st).stakind1 THEN (e.st).stavalues1 WHEN (e.st).stakind2 THEN (e.st).stavalues2
              WHEN (e.st).stakind3 THEN (e.st).stavalues3 WHEN (e.st).stakind4 THEN (e.st).stavalues4
              WHEN (e.st).stakind5 THEN (e.st).stavalues5 END AS most_common_vals,
       CASE 1 WHEN (e.st).stakind1 THEN (e.st).stanumbers1 WHEN (e.st).stakind2 THEN (e.st).stanumbers2
              WHEN (e.st).stakind3 THEN (e.st).stanumbers3 WHEN (e.st).stakind4 THEN (e.st).stanumbers4
              WHEN (e.st).stakind5 THEN (e.st).stanumbers5 END AS most_common_freqs,
       CASE 2 WHEN (e.st).stakind1 THEN (e.st).stavalues1 WHEN (e.st).stakind2 THEN (e.st).stavalues2
              WHEN (e.st).stakind3 THEN (e.st).stavalues3 WHEN (e.st).stakind4 THEN (e.st).stavalues4
              WHEN (e.st).stakind5 THEN (e.st).stavalues5 END AS histogram_bounds,
       CASE 3 WHEN (e.st).stakind1 THEN (e.st).stanumbers1[1] WHEN (e.st).stakind2 THEN (e.st).stanumbers2[1]
              WHEN (e.st).stakind3 THEN (e.st).stanumbers3[1] WHEN (e.st).stakind4 THEN (e.st).stanumbers4[1]
              WHEN (e.st).stakind5 THEN (e.st).stanumbers5[1] END AS correlation,
       CASE 4 WHEN (e.st).stakind1 THEN (e.st).stavalues1 WHEN (e.st).stakind2 THEN (e.st).stavalues2
              WHEN (e.st).stakind3 THEN (e.st).stavalues3 WHEN (e.st).stakind4 THEN (e.st).stavalues4
              WHEN (e.st).stakind5 THEN (e.st).stavalues5 END AS most_common_elems,
       CASE 4 WHEN (e.st).stakind1 THEN (e.st).stanumbers1 WHEN (e.st).stakind2 THEN (e.st).stanumbers2
              WHEN (e.st).stakind3 THEN (e.st).stanumbers3 WHEN (e.st).stakind4 THEN (e.st).stanumbers4
              WHEN (e.st).stakind5 THEN (e.st).stanumbers5 END AS most_common_elem_freqs,
       CASE 5 WHEN (e.st).stakind1 THEN (e.st).stanumbers1 WHEN (e.st).stakind2 THEN (e.st).stanumbers2
              WHEN (e.st).stakind3 THEN (e.st).stanumbers3 WHEN (e.st).stakind4 THEN (e.st).stanumbers4
              WHEN (e.st).stakind5 THEN (e.st).stanumbers5 END AS elem_count_histogram
FROM pg_statistic_ext s
     JOIN pg_class c ON s.stxrelid = c.oid
     LEFT JOIN pg_statistic_ext_data d ON d.stxoid = s.oid
     LEFT JOIN pg_namespace cn ON c.relnamespace = cn.oid
     LEFT JOIN pg_namespace sn ON s.stxnamespace = sn.oid
     JOIN LATERAL (
       SELECT unnest(pg_get_statisticsobjdef_expressions(s.oid)) AS expr, unnest(d.stxdexpr) AS st) e
       ON e.expr IS NOT NULL;
