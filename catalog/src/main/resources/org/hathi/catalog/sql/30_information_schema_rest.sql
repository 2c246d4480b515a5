-- information_schema, the rest: our own definitions over PostgreSQL 15's column lists (a view needs those above it).

CREATE VIEW information_schema.applicable_roles AS
SELECT
       CAST(a.rolname AS information_schema.sql_identifier) AS grantee,
       CAST(b.rolname AS information_schema.sql_identifier) AS role_name,
       CAST(CASE WHEN m.admin_option THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_grantable
FROM (SELECT x.member, x.roleid, x.admin_option FROM pg_auth_members x
      UNION
      SELECT d.datdba, o.oid, false FROM pg_database d, pg_authid o
      WHERE d.datname = current_database() AND o.rolname = 'pg_database_owner') m
     JOIN pg_authid a ON m.member = a.oid
     JOIN pg_authid b ON m.roleid = b.oid
WHERE pg_has_role(a.oid, 'USAGE');

CREATE VIEW information_schema.administrable_role_authorizations AS
SELECT
       CAST(x.grantee AS information_schema.sql_identifier) AS grantee,
       CAST(x.role_name AS information_schema.sql_identifier) AS role_name,
       CAST(x.is_grantable AS information_schema.yes_or_no) AS is_grantable
FROM information_schema.applicable_roles x
WHERE x.is_grantable = 'YES';

CREATE VIEW information_schema.attributes AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS udt_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS udt_name,
       CAST(a.attname AS information_schema.sql_identifier) AS attribute_name,
       CAST(a.attnum AS information_schema.cardinal_number) AS ordinal_position,
       CAST(pg_get_expr(ad.adbin, ad.adrelid) AS information_schema.character_data) AS attribute_default,
       CAST(CASE WHEN NOT (a.attnotnull OR t.typtype = 'd' AND t.typnotnull) THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_nullable,
       CAST(CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN tn.nspname = 'pg_catalog' THEN format_type(a.atttypid, NULL) ELSE 'USER-DEFINED' END AS information_schema.character_data) AS data_type,
       CAST(information_schema._pg_char_max_length(information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a.*, t.*)) AS information_schema.cardinal_number) AS character_maximum_length,
       CAST(information_schema._pg_char_octet_length(information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a.*, t.*)) AS information_schema.cardinal_number) AS character_octet_length,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_name,
       CAST(CASE WHEN cn.nspname IS NOT NULL THEN current_database() END AS information_schema.sql_identifier) AS collation_catalog,
       CAST(cn.nspname AS information_schema.sql_identifier) AS collation_schema,
       CAST(co.collname AS information_schema.sql_identifier) AS collation_name,
       CAST(information_schema._pg_numeric_precision(information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a.*, t.*)) AS information_schema.cardinal_number) AS numeric_precision,
       CAST(information_schema._pg_numeric_precision_radix(information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a.*, t.*)) AS information_schema.cardinal_number) AS numeric_precision_radix,
       CAST(information_schema._pg_numeric_scale(information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a.*, t.*)) AS information_schema.cardinal_number) AS numeric_scale,
       CAST(information_schema._pg_datetime_precision(information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a.*, t.*)) AS information_schema.cardinal_number) AS datetime_precision,
       CAST(information_schema._pg_interval_type(information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a.*, t.*)) AS information_schema.character_data) AS interval_type,
       CAST(NULL AS information_schema.cardinal_number) AS interval_precision,
       CAST(current_database() AS information_schema.sql_identifier) AS attribute_udt_catalog,
       CAST(tn.nspname AS information_schema.sql_identifier) AS attribute_udt_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS attribute_udt_name,
       CAST(NULL AS information_schema.sql_identifier) AS scope_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS scope_schema,
       CAST(NULL AS information_schema.sql_identifier) AS scope_name,
       CAST(NULL AS information_schema.cardinal_number) AS maximum_cardinality,
       CAST(a.attnum AS information_schema.sql_identifier) AS dtd_identifier,
       CAST('NO' AS information_schema.yes_or_no) AS is_derived_reference_attribute
FROM pg_attribute a
     LEFT JOIN pg_attrdef ad ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum
     JOIN pg_class c ON a.attrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_type t ON a.atttypid = t.oid
     JOIN pg_namespace tn ON t.typnamespace = tn.oid
     LEFT JOIN pg_collation co ON a.attcollation = co.oid AND NOT (co.collname = 'default' AND co.collnamespace = 11)
     LEFT JOIN pg_namespace cn ON co.collnamespace = cn.oid
WHERE a.attnum > 0
  AND NOT a.attisdropped
  AND c.relkind = 'c'
  AND (pg_has_role(c.relowner, 'USAGE') OR has_type_privilege(c.reltype, 'USAGE'));

CREATE VIEW information_schema.character_sets AS
SELECT
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(getdatabaseencoding() AS information_schema.sql_identifier) AS character_set_name,
       CAST(CASE WHEN getdatabaseencoding() = 'UTF8' THEN 'UCS' ELSE getdatabaseencoding() END AS information_schema.sql_identifier) AS character_repertoire,
       CAST(getdatabaseencoding() AS information_schema.sql_identifier) AS form_of_use,
       CAST(current_database() AS information_schema.sql_identifier) AS default_collate_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS default_collate_schema,
       CAST(c.collname AS information_schema.sql_identifier) AS default_collate_name
FROM pg_database d
     LEFT JOIN (pg_collation c JOIN pg_namespace n ON c.collnamespace = n.oid)
               ON d.datcollate = c.collcollate AND d.datctype = c.collctype
WHERE d.datname = current_database()
ORDER BY char_length(c.collname) DESC, c.collname
LIMIT 1;

CREATE VIEW information_schema.check_constraint_routine_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS constraint_catalog,
       CAST(nc.nspname AS information_schema.sql_identifier) AS constraint_schema,
       CAST(k.conname AS information_schema.sql_identifier) AS constraint_name,
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name
FROM pg_constraint k
     JOIN pg_namespace nc ON k.connamespace = nc.oid
     JOIN pg_depend d ON d.classid = 2606 AND d.objid = k.oid AND d.refclassid = 1255
     JOIN pg_proc p ON d.refobjid = p.oid
     JOIN pg_namespace np ON p.pronamespace = np.oid
WHERE k.contype = 'c' AND pg_has_role(p.proowner, 'USAGE');

CREATE VIEW information_schema.collations AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS collation_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS collation_schema,
       CAST(c.collname AS information_schema.sql_identifier) AS collation_name,
       CAST('NO PAD' AS information_schema.character_data) AS pad_attribute
FROM pg_collation c JOIN pg_namespace n ON c.collnamespace = n.oid
WHERE c.collencoding IN (-1, (SELECT d.encoding FROM pg_database d WHERE d.datname = current_database()));

CREATE VIEW information_schema.collation_character_set_applicability AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS collation_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS collation_schema,
       CAST(c.collname AS information_schema.sql_identifier) AS collation_name,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(getdatabaseencoding() AS information_schema.sql_identifier) AS character_set_name
FROM pg_collation c JOIN pg_namespace n ON c.collnamespace = n.oid
WHERE c.collencoding IN (-1, (SELECT d.encoding FROM pg_database d WHERE d.datname = current_database()));

CREATE VIEW information_schema.column_column_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(a.attname AS information_schema.sql_identifier) AS column_name,
       CAST(g.attname AS information_schema.sql_identifier) AS dependent_column
FROM pg_attribute g
     JOIN pg_attrdef ad ON g.attrelid = ad.adrelid AND g.attnum = ad.adnum
     JOIN pg_depend d ON d.classid = 2604 AND d.objid = ad.oid AND d.refclassid = 1259 AND d.refobjid = g.attrelid
     JOIN pg_attribute a ON a.attrelid = g.attrelid AND a.attnum = d.refobjsubid AND a.attnum <> g.attnum
     JOIN pg_class c ON g.attrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE g.attgenerated <> '' AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.column_domain_usage AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS domain_catalog,
       CAST(tn.nspname AS information_schema.sql_identifier) AS domain_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS domain_name,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(a.attname AS information_schema.sql_identifier) AS column_name
FROM pg_type t
     JOIN pg_namespace tn ON t.typnamespace = tn.oid
     JOIN pg_attribute a ON a.atttypid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
     JOIN pg_class c ON a.attrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE t.typtype = 'd' AND c.relkind IN ('r', 'v', 'f', 'p') AND pg_has_role(t.typowner, 'USAGE');

CREATE VIEW information_schema.column_udt_usage AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(coalesce(bn.nspname, tn.nspname) AS information_schema.sql_identifier) AS udt_schema,
       CAST(coalesce(bt.typname, t.typname) AS information_schema.sql_identifier) AS udt_name,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(a.attname AS information_schema.sql_identifier) AS column_name
FROM pg_type t
     JOIN pg_namespace tn ON t.typnamespace = tn.oid
     LEFT JOIN pg_type bt ON t.typtype = 'd' AND t.typbasetype = bt.oid
     LEFT JOIN pg_namespace bn ON bt.typnamespace = bn.oid
     JOIN pg_attribute a ON a.atttypid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
     JOIN pg_class c ON a.attrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind IN ('r', 'v', 'f', 'p') AND pg_has_role(coalesce(bt.typowner, t.typowner), 'USAGE');

CREATE VIEW information_schema.column_privileges AS
SELECT
       CAST(g.rolname AS information_schema.sql_identifier) AS grantor,
       CAST(e.rolname AS information_schema.sql_identifier) AS grantee,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(p.relname AS information_schema.sql_identifier) AS table_name,
       CAST(p.attname AS information_schema.sql_identifier) AS column_name,
       CAST(p.privilege_type AS information_schema.character_data) AS privilege_type,
       CAST(CASE WHEN pg_has_role(e.oid, p.relowner, 'USAGE') OR p.is_grantable THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_grantable
FROM (SELECT c.oid, c.relname, c.relnamespace, c.relowner, a.attname, x.grantor, x.grantee, x.privilege_type, x.is_grantable
      FROM pg_class c
           CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) x
           JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'v', 'f', 'p')
      UNION
      SELECT c.oid, c.relname, c.relnamespace, c.relowner, a.attname, x.grantor, x.grantee, x.privilege_type, x.is_grantable
      FROM pg_attribute a
           JOIN pg_class c ON a.attrelid = c.oid
           CROSS JOIN LATERAL aclexplode(coalesce(a.attacl, acldefault('c', c.relowner))) x
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'f', 'p')) p
     JOIN pg_namespace n ON p.relnamespace = n.oid
     JOIN pg_authid g ON p.grantor = g.oid
     JOIN (SELECT r.oid, r.rolname FROM pg_authid r UNION ALL SELECT 0, 'PUBLIC') e (oid, rolname) ON p.grantee = e.oid
WHERE p.privilege_type IN ('INSERT', 'SELECT', 'UPDATE', 'REFERENCES')
  AND (pg_has_role(g.oid, 'USAGE') OR pg_has_role(e.oid, 'USAGE') OR e.rolname = 'PUBLIC');

CREATE VIEW information_schema.constraint_table_usage AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(current_database() AS information_schema.sql_identifier) AS constraint_catalog,
       CAST(nc.nspname AS information_schema.sql_identifier) AS constraint_schema,
       CAST(k.conname AS information_schema.sql_identifier) AS constraint_name
FROM pg_constraint k
     JOIN pg_namespace nc ON k.connamespace = nc.oid
     JOIN pg_class c ON c.oid = CASE WHEN k.contype = 'f' THEN k.confrelid ELSE k.conrelid END
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE k.contype IN ('f', 'p', 'u') AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.domain_constraints AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS constraint_catalog,
       CAST(nc.nspname AS information_schema.sql_identifier) AS constraint_schema,
       CAST(k.conname AS information_schema.sql_identifier) AS constraint_name,
       CAST(current_database() AS information_schema.sql_identifier) AS domain_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS domain_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS domain_name,
       CAST(CASE WHEN k.condeferrable THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_deferrable,
       CAST(CASE WHEN k.condeferred THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS initially_deferred
FROM pg_constraint k
     JOIN pg_namespace nc ON k.connamespace = nc.oid
     JOIN pg_type t ON k.contypid = t.oid
     JOIN pg_namespace n ON t.typnamespace = n.oid
WHERE (pg_has_role(t.typowner, 'USAGE') OR has_type_privilege(t.oid, 'USAGE'));

CREATE VIEW information_schema.domain_udt_usage AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(bn.nspname AS information_schema.sql_identifier) AS udt_schema,
       CAST(bt.typname AS information_schema.sql_identifier) AS udt_name,
       CAST(current_database() AS information_schema.sql_identifier) AS domain_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS domain_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS domain_name
FROM pg_type t
     JOIN pg_namespace n ON t.typnamespace = n.oid
     JOIN pg_type bt ON t.typbasetype = bt.oid
     JOIN pg_namespace bn ON bt.typnamespace = bn.oid
WHERE t.typtype = 'd' AND pg_has_role(bt.typowner, 'USAGE');

CREATE VIEW information_schema.domains AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS domain_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS domain_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS domain_name,
       CAST(CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN bn.nspname = 'pg_catalog' THEN format_type(t.typbasetype, NULL) ELSE 'USER-DEFINED' END AS information_schema.character_data) AS data_type,
       CAST(information_schema._pg_char_max_length(t.typbasetype, t.typtypmod) AS information_schema.cardinal_number) AS character_maximum_length,
       CAST(information_schema._pg_char_octet_length(t.typbasetype, t.typtypmod) AS information_schema.cardinal_number) AS character_octet_length,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_name,
       CAST(CASE WHEN cn.nspname IS NOT NULL THEN current_database() END AS information_schema.sql_identifier) AS collation_catalog,
       CAST(cn.nspname AS information_schema.sql_identifier) AS collation_schema,
       CAST(co.collname AS information_schema.sql_identifier) AS collation_name,
       CAST(information_schema._pg_numeric_precision(t.typbasetype, t.typtypmod) AS information_schema.cardinal_number) AS numeric_precision,
       CAST(information_schema._pg_numeric_precision_radix(t.typbasetype, t.typtypmod) AS information_schema.cardinal_number) AS numeric_precision_radix,
       CAST(information_schema._pg_numeric_scale(t.typbasetype, t.typtypmod) AS information_schema.cardinal_number) AS numeric_scale,
       CAST(information_schema._pg_datetime_precision(t.typbasetype, t.typtypmod) AS information_schema.cardinal_number) AS datetime_precision,
       CAST(information_schema._pg_interval_type(t.typbasetype, t.typtypmod) AS information_schema.character_data) AS interval_type,
       CAST(NULL AS information_schema.cardinal_number) AS interval_precision,
       CAST(t.typdefault AS information_schema.character_data) AS domain_default,
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(bn.nspname AS information_schema.sql_identifier) AS udt_schema,
       CAST(bt.typname AS information_schema.sql_identifier) AS udt_name,
       CAST(NULL AS information_schema.sql_identifier) AS scope_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS scope_schema,
       CAST(NULL AS information_schema.sql_identifier) AS scope_name,
       CAST(NULL AS information_schema.cardinal_number) AS maximum_cardinality,
       CAST(1 AS information_schema.sql_identifier) AS dtd_identifier
FROM pg_type t
     JOIN pg_namespace n ON t.typnamespace = n.oid
     JOIN pg_type bt ON t.typbasetype = bt.oid
     JOIN pg_namespace bn ON bt.typnamespace = bn.oid
     LEFT JOIN pg_collation co ON t.typcollation = co.oid AND NOT (co.collname = 'default' AND co.collnamespace = 11)
     LEFT JOIN pg_namespace cn ON co.collnamespace = cn.oid
WHERE t.typtype = 'd' AND (pg_has_role(t.typowner, 'USAGE') OR has_type_privilege(t.oid, 'USAGE'));

CREATE VIEW information_schema.parameters AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name,
       CAST(p.n AS information_schema.cardinal_number) AS ordinal_position,
       CAST(CASE p.proargmodes[p.n] WHEN 'o' THEN 'OUT' WHEN 'b' THEN 'INOUT' WHEN 't' THEN 'OUT' ELSE 'IN' END AS information_schema.character_data) AS parameter_mode,
       CAST('NO' AS information_schema.yes_or_no) AS is_result,
       CAST('NO' AS information_schema.yes_or_no) AS as_locator,
       CAST(nullif(p.proargnames[p.n], '') AS information_schema.sql_identifier) AS parameter_name,
       CAST(CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN tn.nspname = 'pg_catalog' THEN format_type(t.oid, NULL) ELSE 'USER-DEFINED' END AS information_schema.character_data) AS data_type,
       CAST(NULL AS information_schema.cardinal_number) AS character_maximum_length,
       CAST(NULL AS information_schema.cardinal_number) AS character_octet_length,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_name,
       CAST(NULL AS information_schema.sql_identifier) AS collation_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS collation_schema,
       CAST(NULL AS information_schema.sql_identifier) AS collation_name,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_precision,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_precision_radix,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_scale,
       CAST(NULL AS information_schema.cardinal_number) AS datetime_precision,
       CAST(NULL AS information_schema.character_data) AS interval_type,
       CAST(NULL AS information_schema.cardinal_number) AS interval_precision,
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(tn.nspname AS information_schema.sql_identifier) AS udt_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS udt_name,
       CAST(NULL AS information_schema.sql_identifier) AS scope_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS scope_schema,
       CAST(NULL AS information_schema.sql_identifier) AS scope_name,
       CAST(NULL AS information_schema.cardinal_number) AS maximum_cardinality,
       CAST(p.n AS information_schema.sql_identifier) AS dtd_identifier,
       CAST(CASE WHEN pg_has_role(p.proowner, 'USAGE') THEN pg_get_function_arg_default(p.oid, p.n::integer) END AS information_schema.character_data) AS parameter_default
FROM (SELECT p.oid, p.proname, p.pronamespace, p.proowner, p.proargnames, p.proargmodes, a.type, a.n
      FROM pg_proc p
           CROSS JOIN LATERAL unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY a (type, n)
      WHERE pg_has_role(p.proowner, 'USAGE') OR has_function_privilege(p.oid, 'EXECUTE')) p
     JOIN pg_namespace n ON p.pronamespace = n.oid
     JOIN pg_type t ON p.type = t.oid
     JOIN pg_namespace tn ON t.typnamespace = tn.oid;

CREATE VIEW information_schema.routines AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name,
       CAST(current_database() AS information_schema.sql_identifier) AS routine_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS routine_schema,
       CAST(p.proname AS information_schema.sql_identifier) AS routine_name,
       CAST(CASE p.prokind WHEN 'f' THEN 'FUNCTION' WHEN 'p' THEN 'PROCEDURE' END AS information_schema.character_data) AS routine_type,
       CAST(NULL AS information_schema.sql_identifier) AS module_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS module_schema,
       CAST(NULL AS information_schema.sql_identifier) AS module_name,
       CAST(NULL AS information_schema.sql_identifier) AS udt_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS udt_schema,
       CAST(NULL AS information_schema.sql_identifier) AS udt_name,
       CAST(CASE WHEN p.prokind <> 'p' THEN CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN tn.nspname = 'pg_catalog' THEN format_type(t.oid, NULL) ELSE 'USER-DEFINED' END END AS information_schema.character_data) AS data_type,
       CAST(NULL AS information_schema.cardinal_number) AS character_maximum_length,
       CAST(NULL AS information_schema.cardinal_number) AS character_octet_length,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_name,
       CAST(NULL AS information_schema.sql_identifier) AS collation_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS collation_schema,
       CAST(NULL AS information_schema.sql_identifier) AS collation_name,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_precision,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_precision_radix,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_scale,
       CAST(NULL AS information_schema.cardinal_number) AS datetime_precision,
       CAST(NULL AS information_schema.character_data) AS interval_type,
       CAST(NULL AS information_schema.cardinal_number) AS interval_precision,
       CAST(CASE WHEN tn.nspname IS NOT NULL THEN current_database() END AS information_schema.sql_identifier) AS type_udt_catalog,
       CAST(tn.nspname AS information_schema.sql_identifier) AS type_udt_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS type_udt_name,
       CAST(NULL AS information_schema.sql_identifier) AS scope_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS scope_schema,
       CAST(NULL AS information_schema.sql_identifier) AS scope_name,
       CAST(NULL AS information_schema.cardinal_number) AS maximum_cardinality,
       CAST(CASE WHEN p.prokind <> 'p' THEN 0 END AS information_schema.sql_identifier) AS dtd_identifier,
       CAST(CASE WHEN l.lanname = 'sql' THEN 'SQL' ELSE 'EXTERNAL' END AS information_schema.character_data) AS routine_body,
       CAST(CASE WHEN pg_has_role(p.proowner, 'USAGE') THEN p.prosrc END AS information_schema.character_data) AS routine_definition,
       CAST(CASE WHEN l.lanname = 'c' THEN p.prosrc END AS information_schema.character_data) AS external_name,
       CAST(upper(l.lanname) AS information_schema.character_data) AS external_language,
       CAST('GENERAL' AS information_schema.character_data) AS parameter_style,
       CAST(CASE WHEN p.provolatile = 'i' THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_deterministic,
       CAST('MODIFIES' AS information_schema.character_data) AS sql_data_access,
       CAST(CASE WHEN p.prokind <> 'p' THEN CASE WHEN p.proisstrict THEN 'YES' ELSE 'NO' END END AS information_schema.yes_or_no) AS is_null_call,
       CAST(NULL AS information_schema.character_data) AS sql_path,
       CAST('YES' AS information_schema.yes_or_no) AS schema_level_routine,
       CAST(0 AS information_schema.cardinal_number) AS max_dynamic_result_sets,
       CAST(NULL AS information_schema.yes_or_no) AS is_user_defined_cast,
       CAST(NULL AS information_schema.yes_or_no) AS is_implicitly_invocable,
       CAST(CASE WHEN p.prosecdef THEN 'DEFINER' ELSE 'INVOKER' END AS information_schema.character_data) AS security_type,
       CAST(NULL AS information_schema.sql_identifier) AS to_sql_specific_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS to_sql_specific_schema,
       CAST(NULL AS information_schema.sql_identifier) AS to_sql_specific_name,
       CAST('NO' AS information_schema.yes_or_no) AS as_locator,
       CAST(NULL AS information_schema.time_stamp) AS created,
       CAST(NULL AS information_schema.time_stamp) AS last_altered,
       CAST(NULL AS information_schema.yes_or_no) AS new_savepoint_level,
       CAST('NO' AS information_schema.yes_or_no) AS is_udt_dependent,
       CAST(NULL AS information_schema.character_data) AS result_cast_from_data_type,
       CAST(NULL AS information_schema.yes_or_no) AS result_cast_as_locator,
       CAST(NULL AS information_schema.cardinal_number) AS result_cast_char_max_length,
       CAST(NULL AS information_schema.cardinal_number) AS result_cast_char_octet_length,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_char_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_char_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_char_set_name,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_collation_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_collation_schema,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_collation_name,
       CAST(NULL AS information_schema.cardinal_number) AS result_cast_numeric_precision,
       CAST(NULL AS information_schema.cardinal_number) AS result_cast_numeric_precision_radix,
       CAST(NULL AS information_schema.cardinal_number) AS result_cast_numeric_scale,
       CAST(NULL AS information_schema.cardinal_number) AS result_cast_datetime_precision,
       CAST(NULL AS information_schema.character_data) AS result_cast_interval_type,
       CAST(NULL AS information_schema.cardinal_number) AS result_cast_interval_precision,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_type_udt_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_type_udt_schema,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_type_udt_name,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_scope_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_scope_schema,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_scope_name,
       CAST(NULL AS information_schema.cardinal_number) AS result_cast_maximum_cardinality,
       CAST(NULL AS information_schema.sql_identifier) AS result_cast_dtd_identifier
FROM pg_proc p
     JOIN pg_namespace n ON p.pronamespace = n.oid
     JOIN pg_language l ON p.prolang = l.oid
     LEFT JOIN pg_type t ON p.prorettype = t.oid AND p.prokind <> 'p'
     LEFT JOIN pg_namespace tn ON t.typnamespace = tn.oid
WHERE pg_has_role(p.proowner, 'USAGE') OR has_function_privilege(p.oid, 'EXECUTE');

CREATE VIEW information_schema.data_type_privileges AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS object_catalog,
       CAST(o.schema AS information_schema.sql_identifier) AS object_schema,
       CAST(o.name AS information_schema.sql_identifier) AS object_name,
       CAST(o.type AS information_schema.character_data) AS object_type,
       CAST(o.dtd AS information_schema.sql_identifier) AS dtd_identifier
FROM (SELECT x.udt_schema, x.udt_name, 'USER-DEFINED TYPE'::text, x.dtd_identifier FROM information_schema.attributes x
      UNION ALL
      SELECT x.table_schema, x.table_name, 'TABLE', x.dtd_identifier FROM information_schema.columns x
      UNION ALL
      SELECT x.domain_schema, x.domain_name, 'DOMAIN', x.dtd_identifier FROM information_schema.domains x
      UNION ALL
      SELECT x.specific_schema, x.specific_name, 'ROUTINE', x.dtd_identifier FROM information_schema.parameters x
      UNION ALL
      SELECT x.specific_schema, x.specific_name, 'ROUTINE', x.dtd_identifier FROM information_schema.routines x) o (schema, name, type, dtd);

CREATE VIEW information_schema.element_types AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS object_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS object_schema,
       CAST(o.name AS information_schema.sql_identifier) AS object_name,
       CAST(o.kind AS information_schema.character_data) AS object_type,
       CAST(o.dtd AS information_schema.sql_identifier) AS collection_type_identifier,
       CAST(CASE WHEN tn.nspname = 'pg_catalog' THEN format_type(et.oid, NULL) ELSE 'USER-DEFINED' END AS information_schema.character_data) AS data_type,
       CAST(NULL AS information_schema.cardinal_number) AS character_maximum_length,
       CAST(NULL AS information_schema.cardinal_number) AS character_octet_length,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_name,
       CAST(CASE WHEN cn.nspname IS NOT NULL THEN current_database() END AS information_schema.sql_identifier) AS collation_catalog,
       CAST(cn.nspname AS information_schema.sql_identifier) AS collation_schema,
       CAST(co.collname AS information_schema.sql_identifier) AS collation_name,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_precision,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_precision_radix,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_scale,
       CAST(NULL AS information_schema.cardinal_number) AS datetime_precision,
       CAST(NULL AS information_schema.character_data) AS interval_type,
       CAST(NULL AS information_schema.cardinal_number) AS interval_precision,
       CAST(NULL AS information_schema.character_data) AS domain_default,
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(tn.nspname AS information_schema.sql_identifier) AS udt_schema,
       CAST(et.typname AS information_schema.sql_identifier) AS udt_name,
       CAST(NULL AS information_schema.sql_identifier) AS scope_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS scope_schema,
       CAST(NULL AS information_schema.sql_identifier) AS scope_name,
       CAST(NULL AS information_schema.cardinal_number) AS maximum_cardinality,
       CAST('a' || o.dtd::text AS information_schema.sql_identifier) AS dtd_identifier
FROM (SELECT c.relnamespace, c.relname, CASE WHEN c.relkind = 'c' THEN 'USER-DEFINED TYPE' ELSE 'TABLE' END, a.attnum::bigint,
             a.atttypid, a.attcollation
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind IN ('r', 'v', 'f', 'c', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT t.typnamespace, t.typname, 'DOMAIN', 1, t.typbasetype, t.typcollation FROM pg_type t WHERE t.typtype = 'd'
      UNION ALL
      SELECT p.pronamespace, (substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text)::name, 'ROUTINE', a.n, a.type, 0
      FROM pg_proc p CROSS JOIN LATERAL unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY a (type, n)
      UNION ALL
      SELECT p.pronamespace, (substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text)::name, 'ROUTINE', 0, p.prorettype, 0 FROM pg_proc p) o (namespace, name, kind, dtd, type, coll)
     JOIN pg_namespace n ON o.namespace = n.oid
     JOIN pg_type t ON o.type = t.oid AND t.typelem <> 0 AND t.typlen = -1
     JOIN pg_type et ON t.typelem = et.oid
     JOIN pg_namespace tn ON et.typnamespace = tn.oid
     LEFT JOIN pg_collation co ON o.coll = co.oid AND NOT (co.collname = 'default' AND co.collnamespace = 11)
     LEFT JOIN pg_namespace cn ON co.collnamespace = cn.oid
WHERE (n.nspname, o.name, o.kind, o.dtd::text) IN (
      SELECT x.object_schema, x.object_name, x.object_type, x.dtd_identifier::text FROM information_schema.data_type_privileges x);

CREATE VIEW information_schema._pg_foreign_data_wrappers AS
SELECT
       w.oid AS oid,
       w.fdwowner AS fdwowner,
       w.fdwoptions AS fdwoptions,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_data_wrapper_catalog,
       CAST(w.fdwname AS information_schema.sql_identifier) AS foreign_data_wrapper_name,
       CAST(u.rolname AS information_schema.sql_identifier) AS authorization_identifier,
       CAST('c' AS information_schema.character_data) AS foreign_data_wrapper_language
FROM pg_foreign_data_wrapper w JOIN pg_authid u ON w.fdwowner = u.oid
WHERE pg_has_role(w.fdwowner, 'USAGE') OR has_foreign_data_wrapper_privilege(w.oid, 'USAGE');

CREATE VIEW information_schema.foreign_data_wrapper_options AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_data_wrapper_catalog,
       CAST(w.foreign_data_wrapper_name AS information_schema.sql_identifier) AS foreign_data_wrapper_name,
       CAST(o.option_name AS information_schema.sql_identifier) AS option_name,
       CAST(o.option_value AS information_schema.character_data) AS option_value
FROM information_schema._pg_foreign_data_wrappers w CROSS JOIN LATERAL pg_options_to_table(w.fdwoptions) o;

CREATE VIEW information_schema.foreign_data_wrappers AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_data_wrapper_catalog,
       CAST(w.foreign_data_wrapper_name AS information_schema.sql_identifier) AS foreign_data_wrapper_name,
       CAST(w.authorization_identifier AS information_schema.sql_identifier) AS authorization_identifier,
       CAST(NULL AS information_schema.character_data) AS library_name,
       CAST(w.foreign_data_wrapper_language AS information_schema.character_data) AS foreign_data_wrapper_language
FROM information_schema._pg_foreign_data_wrappers w;

CREATE VIEW information_schema._pg_foreign_servers AS
SELECT
       s.oid AS oid,
       s.srvoptions AS srvoptions,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_server_catalog,
       CAST(s.srvname AS information_schema.sql_identifier) AS foreign_server_name,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_data_wrapper_catalog,
       CAST(w.fdwname AS information_schema.sql_identifier) AS foreign_data_wrapper_name,
       CAST(s.srvtype AS information_schema.character_data) AS foreign_server_type,
       CAST(s.srvversion AS information_schema.character_data) AS foreign_server_version,
       CAST(u.rolname AS information_schema.sql_identifier) AS authorization_identifier
FROM pg_foreign_server s
     JOIN pg_foreign_data_wrapper w ON s.srvfdw = w.oid
     JOIN pg_authid u ON s.srvowner = u.oid
WHERE pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE');

CREATE VIEW information_schema.foreign_server_options AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_server_catalog,
       CAST(s.foreign_server_name AS information_schema.sql_identifier) AS foreign_server_name,
       CAST(o.option_name AS information_schema.sql_identifier) AS option_name,
       CAST(o.option_value AS information_schema.character_data) AS option_value
FROM information_schema._pg_foreign_servers s CROSS JOIN LATERAL pg_options_to_table(s.srvoptions) o;

CREATE VIEW information_schema.foreign_servers AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_server_catalog,
       CAST(s.foreign_server_name AS information_schema.sql_identifier) AS foreign_server_name,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_data_wrapper_catalog,
       CAST(s.foreign_data_wrapper_name AS information_schema.sql_identifier) AS foreign_data_wrapper_name,
       CAST(s.foreign_server_type AS information_schema.character_data) AS foreign_server_type,
       CAST(s.foreign_server_version AS information_schema.character_data) AS foreign_server_version,
       CAST(s.authorization_identifier AS information_schema.sql_identifier) AS authorization_identifier
FROM information_schema._pg_foreign_servers s;

CREATE VIEW information_schema._pg_foreign_tables AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS foreign_table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS foreign_table_name,
       f.ftoptions AS ftoptions,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_server_catalog,
       CAST(s.srvname AS information_schema.sql_identifier) AS foreign_server_name,
       CAST(u.rolname AS information_schema.sql_identifier) AS authorization_identifier
FROM pg_foreign_table f
     JOIN pg_class c ON f.ftrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_foreign_server s ON f.ftserver = s.oid
     JOIN pg_authid u ON c.relowner = u.oid
WHERE c.relkind = 'f' AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.foreign_table_options AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_table_catalog,
       CAST(f.foreign_table_schema AS information_schema.sql_identifier) AS foreign_table_schema,
       CAST(f.foreign_table_name AS information_schema.sql_identifier) AS foreign_table_name,
       CAST(o.option_name AS information_schema.sql_identifier) AS option_name,
       CAST(o.option_value AS information_schema.character_data) AS option_value
FROM information_schema._pg_foreign_tables f CROSS JOIN LATERAL pg_options_to_table(f.ftoptions) o;

CREATE VIEW information_schema.foreign_tables AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_table_catalog,
       CAST(f.foreign_table_schema AS information_schema.sql_identifier) AS foreign_table_schema,
       CAST(f.foreign_table_name AS information_schema.sql_identifier) AS foreign_table_name,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_server_catalog,
       CAST(f.foreign_server_name AS information_schema.sql_identifier) AS foreign_server_name
FROM information_schema._pg_foreign_tables f;

CREATE VIEW information_schema._pg_foreign_table_columns AS
SELECT
       n.nspname AS nspname,
       c.relname AS relname,
       a.attname AS attname,
       a.attfdwoptions AS attfdwoptions
FROM pg_foreign_table f
     JOIN pg_class c ON f.ftrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE pg_has_role(c.relowner, 'USAGE') OR has_column_privilege(c.oid, a.attnum, 'SELECT, INSERT, UPDATE, REFERENCES');

CREATE VIEW information_schema.column_options AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(c.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(c.attname AS information_schema.sql_identifier) AS column_name,
       CAST(o.option_name AS information_schema.sql_identifier) AS option_name,
       CAST(o.option_value AS information_schema.character_data) AS option_value
FROM information_schema._pg_foreign_table_columns c CROSS JOIN LATERAL pg_options_to_table(c.attfdwoptions) o;

CREATE VIEW information_schema._pg_user_mappings AS
SELECT
       m.oid AS oid,
       m.umoptions AS umoptions,
       m.umuser AS umuser,
       CAST(coalesce(u.rolname, 'PUBLIC') AS information_schema.sql_identifier) AS authorization_identifier,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_server_catalog,
       CAST(s.srvname AS information_schema.sql_identifier) AS foreign_server_name,
       CAST(o.rolname AS information_schema.sql_identifier) AS srvowner
FROM pg_user_mapping m
     JOIN pg_foreign_server s ON m.umserver = s.oid
     JOIN pg_authid o ON s.srvowner = o.oid
     LEFT JOIN pg_authid u ON m.umuser = u.oid;

CREATE VIEW information_schema.user_mapping_options AS
SELECT
       CAST(m.authorization_identifier AS information_schema.sql_identifier) AS authorization_identifier,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_server_catalog,
       CAST(m.foreign_server_name AS information_schema.sql_identifier) AS foreign_server_name,
       CAST(o.option_name AS information_schema.sql_identifier) AS option_name,
       CAST(CASE WHEN m.umuser <> 0 AND m.authorization_identifier = current_user OR m.umuser = 0 AND pg_has_role(m.srvowner, 'USAGE') OR (SELECT r.rolsuper FROM pg_authid r WHERE r.rolname = current_user) THEN o.option_value END AS information_schema.character_data) AS option_value
FROM information_schema._pg_user_mappings m CROSS JOIN LATERAL pg_options_to_table(m.umoptions) o;

CREATE VIEW information_schema.user_mappings AS
SELECT
       CAST(m.authorization_identifier AS information_schema.sql_identifier) AS authorization_identifier,
       CAST(current_database() AS information_schema.sql_identifier) AS foreign_server_catalog,
       CAST(m.foreign_server_name AS information_schema.sql_identifier) AS foreign_server_name
FROM information_schema._pg_user_mappings m;

CREATE VIEW information_schema.routine_privileges AS
SELECT
       CAST(g.rolname AS information_schema.sql_identifier) AS grantor,
       CAST(e.rolname AS information_schema.sql_identifier) AS grantee,
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p0.proname, 1, 62 - length(p0.oid::text)) || '_' || p0.oid::text AS information_schema.sql_identifier) AS specific_name,
       CAST(current_database() AS information_schema.sql_identifier) AS routine_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS routine_schema,
       CAST(p0.proname AS information_schema.sql_identifier) AS routine_name,
       CAST('EXECUTE' AS information_schema.character_data) AS privilege_type,
       CAST(CASE WHEN pg_has_role(e.oid, p0.proowner, 'USAGE') OR p.is_grantable THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_grantable
FROM pg_proc p0
     CROSS JOIN LATERAL aclexplode(coalesce(p0.proacl, acldefault('f', p0.proowner))) p
     JOIN pg_namespace n ON p0.pronamespace = n.oid
     JOIN pg_authid g ON p.grantor = g.oid
     JOIN (SELECT r.oid, r.rolname FROM pg_authid r UNION ALL SELECT 0, 'PUBLIC') e (oid, rolname) ON p.grantee = e.oid
WHERE p.privilege_type = 'EXECUTE' AND (pg_has_role(g.oid, 'USAGE') OR pg_has_role(e.oid, 'USAGE') OR e.rolname = 'PUBLIC');

CREATE VIEW information_schema.udt_privileges AS
SELECT
       CAST(g.rolname AS information_schema.sql_identifier) AS grantor,
       CAST(e.rolname AS information_schema.sql_identifier) AS grantee,
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS udt_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS udt_name,
       CAST('TYPE USAGE' AS information_schema.character_data) AS privilege_type,
       CAST(CASE WHEN pg_has_role(e.oid, t.typowner, 'USAGE') OR p.is_grantable THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_grantable
FROM pg_type t
     CROSS JOIN LATERAL aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) p
     JOIN pg_namespace n ON t.typnamespace = n.oid
     JOIN pg_authid g ON p.grantor = g.oid
     JOIN (SELECT r.oid, r.rolname FROM pg_authid r UNION ALL SELECT 0, 'PUBLIC') e (oid, rolname) ON p.grantee = e.oid
WHERE t.typtype = 'c' AND p.privilege_type = 'USAGE' AND (pg_has_role(g.oid, 'USAGE') OR pg_has_role(e.oid, 'USAGE') OR e.rolname = 'PUBLIC');

CREATE VIEW information_schema.usage_privileges AS
SELECT
       CAST(g.rolname AS information_schema.sql_identifier) AS grantor,
       CAST(e.rolname AS information_schema.sql_identifier) AS grantee,
       CAST(current_database() AS information_schema.sql_identifier) AS object_catalog,
       CAST(p.schema AS information_schema.sql_identifier) AS object_schema,
       CAST(p.name AS information_schema.sql_identifier) AS object_name,
       CAST(p.type AS information_schema.character_data) AS object_type,
       CAST('USAGE' AS information_schema.character_data) AS privilege_type,
       CAST(CASE WHEN p.type <> 'COLLATION' AND (pg_has_role(e.oid, p.owner, 'USAGE') OR p.is_grantable) THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_grantable
FROM (SELECT c.collowner AS owner, n.nspname AS schema, c.collname AS name, 'COLLATION'::text AS type, c.collowner AS grantor,
             0::oid AS grantee, false AS is_grantable
      FROM pg_collation c JOIN pg_namespace n ON c.collnamespace = n.oid
      WHERE c.collencoding IN (-1, (SELECT d.encoding FROM pg_database d WHERE d.datname = current_database()))
      UNION ALL
      SELECT t.typowner, n.nspname, t.typname, 'DOMAIN', x.grantor, x.grantee, x.is_grantable
      FROM pg_type t JOIN pg_namespace n ON t.typnamespace = n.oid
           CROSS JOIN LATERAL aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) x
      WHERE t.typtype = 'd' AND x.privilege_type = 'USAGE'
      UNION ALL
      SELECT w.fdwowner, '', w.fdwname, 'FOREIGN DATA WRAPPER', x.grantor, x.grantee, x.is_grantable
      FROM pg_foreign_data_wrapper w CROSS JOIN LATERAL aclexplode(coalesce(w.fdwacl, acldefault('F', w.fdwowner))) x
      WHERE x.privilege_type = 'USAGE'
      UNION ALL
      SELECT s.srvowner, '', s.srvname, 'FOREIGN SERVER', x.grantor, x.grantee, x.is_grantable
      FROM pg_foreign_server s CROSS JOIN LATERAL aclexplode(coalesce(s.srvacl, acldefault('S', s.srvowner))) x
      WHERE x.privilege_type = 'USAGE'
      UNION ALL
      SELECT c.relowner, n.nspname, c.relname, 'SEQUENCE', x.grantor, x.grantee, x.is_grantable
      FROM pg_class c JOIN pg_namespace n ON c.relnamespace = n.oid
           CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('s', c.relowner))) x
      WHERE c.relkind = 'S' AND x.privilege_type = 'USAGE'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 1259 AND d.objid = c.oid AND d.deptype = 'i')) p
     JOIN pg_authid g ON p.grantor = g.oid
     JOIN (SELECT r.oid, r.rolname FROM pg_authid r UNION ALL SELECT 0, 'PUBLIC') e (oid, rolname) ON p.grantee = e.oid
WHERE p.type = 'COLLATION' OR (pg_has_role(g.oid, 'USAGE') OR pg_has_role(e.oid, 'USAGE') OR e.rolname = 'PUBLIC');

CREATE VIEW information_schema.role_column_grants AS
SELECT
       CAST(x.grantor AS information_schema.sql_identifier) AS grantor,
       CAST(x.grantee AS information_schema.sql_identifier) AS grantee,
       CAST(x.table_catalog AS information_schema.sql_identifier) AS table_catalog,
       CAST(x.table_schema AS information_schema.sql_identifier) AS table_schema,
       CAST(x.table_name AS information_schema.sql_identifier) AS table_name,
       CAST(x.column_name AS information_schema.sql_identifier) AS column_name,
       CAST(x.privilege_type AS information_schema.character_data) AS privilege_type,
       CAST(x.is_grantable AS information_schema.yes_or_no) AS is_grantable
FROM information_schema.column_privileges x
WHERE x.grantor IN (SELECT r.role_name FROM information_schema.enabled_roles r)
   OR x.grantee IN (SELECT r.role_name FROM information_schema.enabled_roles r);

CREATE VIEW information_schema.role_routine_grants AS
SELECT
       CAST(x.grantor AS information_schema.sql_identifier) AS grantor,
       CAST(x.grantee AS information_schema.sql_identifier) AS grantee,
       CAST(x.specific_catalog AS information_schema.sql_identifier) AS specific_catalog,
       CAST(x.specific_schema AS information_schema.sql_identifier) AS specific_schema,
       CAST(x.specific_name AS information_schema.sql_identifier) AS specific_name,
       CAST(x.routine_catalog AS information_schema.sql_identifier) AS routine_catalog,
       CAST(x.routine_schema AS information_schema.sql_identifier) AS routine_schema,
       CAST(x.routine_name AS information_schema.sql_identifier) AS routine_name,
       CAST(x.privilege_type AS information_schema.character_data) AS privilege_type,
       CAST(x.is_grantable AS information_schema.yes_or_no) AS is_grantable
FROM information_schema.routine_privileges x
WHERE x.grantor IN (SELECT r.role_name FROM information_schema.enabled_roles r)
   OR x.grantee IN (SELECT r.role_name FROM information_schema.enabled_roles r);

CREATE VIEW information_schema.role_table_grants AS
SELECT
       CAST(x.grantor AS information_schema.sql_identifier) AS grantor,
       CAST(x.grantee AS information_schema.sql_identifier) AS grantee,
       CAST(x.table_catalog AS information_schema.sql_identifier) AS table_catalog,
       CAST(x.table_schema AS information_schema.sql_identifier) AS table_schema,
       CAST(x.table_name AS information_schema.sql_identifier) AS table_name,
       CAST(x.privilege_type AS information_schema.character_data) AS privilege_type,
       CAST(x.is_grantable AS information_schema.yes_or_no) AS is_grantable,
       CAST(x.with_hierarchy AS information_schema.yes_or_no) AS with_hierarchy
FROM information_schema.table_privileges x
WHERE x.grantor IN (SELECT r.role_name FROM information_schema.enabled_roles r)
   OR x.grantee IN (SELECT r.role_name FROM information_schema.enabled_roles r);

CREATE VIEW information_schema.role_udt_grants AS
SELECT
       CAST(x.grantor AS information_schema.sql_identifier) AS grantor,
       CAST(x.grantee AS information_schema.sql_identifier) AS grantee,
       CAST(x.udt_catalog AS information_schema.sql_identifier) AS udt_catalog,
       CAST(x.udt_schema AS information_schema.sql_identifier) AS udt_schema,
       CAST(x.udt_name AS information_schema.sql_identifier) AS udt_name,
       CAST(x.privilege_type AS information_schema.character_data) AS privilege_type,
       CAST(x.is_grantable AS information_schema.yes_or_no) AS is_grantable
FROM information_schema.udt_privileges x
WHERE x.grantor IN (SELECT r.role_name FROM information_schema.enabled_roles r)
   OR x.grantee IN (SELECT r.role_name FROM information_schema.enabled_roles r);

CREATE VIEW information_schema.role_usage_grants AS
SELECT
       CAST(x.grantor AS information_schema.sql_identifier) AS grantor,
       CAST(x.grantee AS information_schema.sql_identifier) AS grantee,
       CAST(x.object_catalog AS information_schema.sql_identifier) AS object_catalog,
       CAST(x.object_schema AS information_schema.sql_identifier) AS object_schema,
       CAST(x.object_name AS information_schema.sql_identifier) AS object_name,
       CAST(x.object_type AS information_schema.character_data) AS object_type,
       CAST(x.privilege_type AS information_schema.character_data) AS privilege_type,
       CAST(x.is_grantable AS information_schema.yes_or_no) AS is_grantable
FROM information_schema.usage_privileges x
WHERE x.grantor IN (SELECT r.role_name FROM information_schema.enabled_roles r)
   OR x.grantee IN (SELECT r.role_name FROM information_schema.enabled_roles r);

CREATE VIEW information_schema.routine_column_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name,
       CAST(current_database() AS information_schema.sql_identifier) AS routine_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS routine_schema,
       CAST(p.proname AS information_schema.sql_identifier) AS routine_name,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(a.attname AS information_schema.sql_identifier) AS column_name
FROM pg_proc p
     JOIN pg_namespace np ON p.pronamespace = np.oid
     JOIN pg_depend d ON d.classid = 1255 AND d.objid = p.oid
     JOIN pg_class c ON d.refclassid = 1259 AND d.refobjid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE c.relkind IN ('r', 'v', 'f', 'p') AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.routine_routine_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name,
       CAST(current_database() AS information_schema.sql_identifier) AS routine_catalog,
       CAST(nq.nspname AS information_schema.sql_identifier) AS routine_schema,
       CAST(substr(q.proname, 1, 62 - length(q.oid::text)) || '_' || q.oid::text AS information_schema.sql_identifier) AS routine_name
FROM pg_proc p
     JOIN pg_namespace np ON p.pronamespace = np.oid
     JOIN pg_depend d ON d.classid = 1255 AND d.objid = p.oid
     JOIN pg_proc q ON d.refclassid = 1255 AND d.refobjid = q.oid
     JOIN pg_namespace nq ON q.pronamespace = nq.oid
WHERE p.prokind IN ('f', 'p') AND q.prokind IN ('f', 'p') AND pg_has_role(q.proowner, 'USAGE');

CREATE VIEW information_schema.routine_sequence_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name,
       CAST(current_database() AS information_schema.sql_identifier) AS routine_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS routine_schema,
       CAST(p.proname AS information_schema.sql_identifier) AS routine_name,
       CAST(current_database() AS information_schema.sql_identifier) AS sequence_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS sequence_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS sequence_name
FROM pg_proc p
     JOIN pg_namespace np ON p.pronamespace = np.oid
     JOIN pg_depend d ON d.classid = 1255 AND d.objid = p.oid
     JOIN pg_class c ON d.refclassid = 1259 AND d.refobjid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind = 'S' AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.routine_table_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name,
       CAST(current_database() AS information_schema.sql_identifier) AS routine_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS routine_schema,
       CAST(p.proname AS information_schema.sql_identifier) AS routine_name,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name
FROM pg_proc p
     JOIN pg_namespace np ON p.pronamespace = np.oid
     JOIN pg_depend d ON d.classid = 1255 AND d.objid = p.oid
     JOIN pg_class c ON d.refclassid = 1259 AND d.refobjid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind IN ('r', 'v', 'f', 'p') AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.view_column_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS view_catalog,
       CAST(nv.nspname AS information_schema.sql_identifier) AS view_schema,
       CAST(v.relname AS information_schema.sql_identifier) AS view_name,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(a.attname AS information_schema.sql_identifier) AS column_name
FROM pg_class v
     JOIN pg_namespace nv ON v.relnamespace = nv.oid
     JOIN pg_depend dv ON dv.refclassid = 1259 AND dv.refobjid = v.oid AND dv.classid = 2618 AND dv.deptype = 'i'
     JOIN pg_depend d ON d.classid = 2618 AND d.objid = dv.objid AND d.refclassid = 1259 AND d.refobjid <> v.oid
     JOIN pg_class c ON d.refobjid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE v.relkind = 'v' AND c.relkind IN ('r', 'v', 'f', 'p') AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.view_routine_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(nv.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(v.relname AS information_schema.sql_identifier) AS table_name,
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name
FROM pg_class v
     JOIN pg_namespace nv ON v.relnamespace = nv.oid
     JOIN pg_depend dv ON dv.refclassid = 1259 AND dv.refobjid = v.oid AND dv.classid = 2618 AND dv.deptype = 'i'
     JOIN pg_depend d ON d.classid = 2618 AND d.objid = dv.objid AND d.refclassid = 1255
     JOIN pg_proc p ON d.refobjid = p.oid
     JOIN pg_namespace np ON p.pronamespace = np.oid
WHERE v.relkind = 'v' AND pg_has_role(p.proowner, 'USAGE');

CREATE VIEW information_schema.view_table_usage AS
SELECT DISTINCT
       CAST(current_database() AS information_schema.sql_identifier) AS view_catalog,
       CAST(nv.nspname AS information_schema.sql_identifier) AS view_schema,
       CAST(v.relname AS information_schema.sql_identifier) AS view_name,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name
FROM pg_class v
     JOIN pg_namespace nv ON v.relnamespace = nv.oid
     JOIN pg_depend dv ON dv.refclassid = 1259 AND dv.refobjid = v.oid AND dv.classid = 2618 AND dv.deptype = 'i'
     JOIN pg_depend d ON d.classid = 2618 AND d.objid = dv.objid AND d.refclassid = 1259 AND d.refobjid <> v.oid
     JOIN pg_class c ON d.refobjid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE v.relkind = 'v' AND c.relkind IN ('r', 'v', 'f', 'p') AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.transforms AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS udt_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS udt_name,
       CAST(current_database() AS information_schema.sql_identifier) AS specific_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS specific_schema,
       CAST(substr(p.proname, 1, 62 - length(p.oid::text)) || '_' || p.oid::text AS information_schema.sql_identifier) AS specific_name,
       CAST(l.lanname AS information_schema.sql_identifier) AS group_name,
       CAST(x.kind AS information_schema.character_data) AS transform_type
FROM (SELECT x.trftype, x.trflang, x.trffromsql, 'FROM SQL'::text FROM pg_transform x WHERE x.trffromsql <> 0
      UNION ALL
      SELECT x.trftype, x.trflang, x.trftosql, 'TO SQL' FROM pg_transform x WHERE x.trftosql <> 0) x (type, lang, func, kind)
     JOIN pg_type t ON x.type = t.oid
     JOIN pg_namespace n ON t.typnamespace = n.oid
     JOIN pg_language l ON x.lang = l.oid
     JOIN pg_proc p ON x.func = p.oid
     JOIN pg_namespace np ON p.pronamespace = np.oid
ORDER BY udt_catalog, udt_schema, udt_name, group_name, transform_type;

CREATE VIEW information_schema.triggered_update_columns AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS trigger_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS trigger_schema,
       CAST(g.tgname AS information_schema.sql_identifier) AS trigger_name,
       CAST(current_database() AS information_schema.sql_identifier) AS event_object_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS event_object_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS event_object_table,
       CAST(a.attname AS information_schema.sql_identifier) AS event_object_column
FROM pg_trigger g
     CROSS JOIN LATERAL unnest(g.tgattr::smallint[]) u (attnum)
     JOIN pg_attribute a ON a.attrelid = g.tgrelid AND a.attnum = u.attnum
     JOIN pg_class c ON g.tgrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE NOT g.tgisinternal
  AND NOT pg_is_other_temp_schema(n.oid)
  AND (pg_has_role(c.relowner, 'USAGE') OR has_column_privilege(c.oid, a.attnum, 'INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.triggers AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS trigger_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS trigger_schema,
       CAST(g.tgname AS information_schema.sql_identifier) AS trigger_name,
       CAST(em.name AS information_schema.character_data) AS event_manipulation,
       CAST(current_database() AS information_schema.sql_identifier) AS event_object_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS event_object_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS event_object_table,
       CAST(rank() OVER (PARTITION BY n.nspname, c.relname, em.bit, g.tgtype & 1, g.tgtype & 66 ORDER BY g.tgname) AS information_schema.cardinal_number) AS action_order,
       CAST(CASE WHEN pg_has_role(c.relowner, 'USAGE') THEN (regexp_match(pg_get_triggerdef(g.oid), '.{35,} WHEN \((.+)\) EXECUTE (?:FUNCTION|PROCEDURE)'))[1] END AS information_schema.character_data) AS action_condition,
       CAST(substring(pg_get_triggerdef(g.oid) FROM position('EXECUTE FUNCTION' IN pg_get_triggerdef(g.oid))) AS information_schema.character_data) AS action_statement,
       CAST(CASE WHEN g.tgtype & 1 = 1 THEN 'ROW' ELSE 'STATEMENT' END AS information_schema.character_data) AS action_orientation,
       CAST(CASE g.tgtype & 66 WHEN 2 THEN 'BEFORE' WHEN 64 THEN 'INSTEAD OF' ELSE 'AFTER' END AS information_schema.character_data) AS action_timing,
       CAST(g.tgoldtable AS information_schema.sql_identifier) AS action_reference_old_table,
       CAST(g.tgnewtable AS information_schema.sql_identifier) AS action_reference_new_table,
       CAST(NULL AS information_schema.sql_identifier) AS action_reference_old_row,
       CAST(NULL AS information_schema.sql_identifier) AS action_reference_new_row,
       CAST(NULL AS information_schema.time_stamp) AS created
FROM pg_trigger g
     JOIN (VALUES (4, 'INSERT'), (8, 'DELETE'), (16, 'UPDATE')) em (bit, name) ON g.tgtype & em.bit <> 0
     JOIN pg_class c ON g.tgrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE NOT g.tgisinternal
  AND NOT pg_is_other_temp_schema(n.oid)
  AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') OR has_any_column_privilege(c.oid, 'INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.user_defined_types AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS user_defined_type_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS user_defined_type_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS user_defined_type_name,
       CAST('STRUCTURED' AS information_schema.character_data) AS user_defined_type_category,
       CAST('YES' AS information_schema.yes_or_no) AS is_instantiable,
       CAST(NULL AS information_schema.yes_or_no) AS is_final,
       CAST(NULL AS information_schema.character_data) AS ordering_form,
       CAST(NULL AS information_schema.character_data) AS ordering_category,
       CAST(NULL AS information_schema.sql_identifier) AS ordering_routine_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS ordering_routine_schema,
       CAST(NULL AS information_schema.sql_identifier) AS ordering_routine_name,
       CAST(NULL AS information_schema.character_data) AS reference_type,
       CAST(NULL AS information_schema.character_data) AS data_type,
       CAST(NULL AS information_schema.cardinal_number) AS character_maximum_length,
       CAST(NULL AS information_schema.cardinal_number) AS character_octet_length,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_name,
       CAST(NULL AS information_schema.sql_identifier) AS collation_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS collation_schema,
       CAST(NULL AS information_schema.sql_identifier) AS collation_name,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_precision,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_precision_radix,
       CAST(NULL AS information_schema.cardinal_number) AS numeric_scale,
       CAST(NULL AS information_schema.cardinal_number) AS datetime_precision,
       CAST(NULL AS information_schema.character_data) AS interval_type,
       CAST(NULL AS information_schema.cardinal_number) AS interval_precision,
       CAST(NULL AS information_schema.sql_identifier) AS source_dtd_identifier,
       CAST(NULL AS information_schema.sql_identifier) AS ref_dtd_identifier
FROM pg_class c
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_type t ON c.reltype = t.oid
WHERE c.relkind = 'c' AND (pg_has_role(t.typowner, 'USAGE') OR has_type_privilege(t.oid, 'USAGE'));

CREATE TABLE information_schema.sql_features (
    feature_id information_schema.character_data,
    feature_name information_schema.character_data,
    sub_feature_id information_schema.character_data,
    sub_feature_name information_schema.character_data,
    is_supported information_schema.yes_or_no,
    is_verified_by information_schema.character_data,
    comments information_schema.character_data
);

INSERT INTO information_schema.sql_features VALUES
('B011', 'Embedded Ada', '', '', 'NO', NULL, ''),
('B012', 'Embedded C', '', '', 'YES', NULL, ''),
('B013', 'Embedded COBOL', '', '', 'NO', NULL, ''),
('B014', 'Embedded Fortran', '', '', 'NO', NULL, ''),
('B015', 'Embedded MUMPS', '', '', 'NO', NULL, ''),
('B016', 'Embedded Pascal', '', '', 'NO', NULL, ''),
('B017', 'Embedded PL/I', '', '', 'NO', NULL, ''),
('B021', 'Direct SQL', '', '', 'YES', NULL, ''),
('B031', 'Basic dynamic SQL', '', '', 'NO', NULL, ''),
('B032', 'Extended dynamic SQL', '', '', 'NO', NULL, ''),
('B032', 'Extended dynamic SQL', '01', '<describe input statement>', 'NO', NULL, ''),
('B033', 'Untyped SQL-invoked function arguments', '', '', 'NO', NULL, ''),
('B034', 'Dynamic specification of cursor attributes', '', '', 'NO', NULL, ''),
('B035', 'Non-extended descriptor names', '', '', 'NO', NULL, ''),
('B041', 'Extensions to embedded SQL exception declarations', '', '', 'NO', NULL, ''),
('B051', 'Enhanced execution rights', '', '', 'NO', NULL, ''),
('B111', 'Module language Ada', '', '', 'NO', NULL, ''),
('B112', 'Module language C', '', '', 'NO', NULL, ''),
('B113', 'Module language COBOL', '', '', 'NO', NULL, ''),
('B114', 'Module language Fortran', '', '', 'NO', NULL, ''),
('B115', 'Module language MUMPS', '', '', 'NO', NULL, ''),
('B116', 'Module language Pascal', '', '', 'NO', NULL, ''),
('B117', 'Module language PL/I', '', '', 'NO', NULL, ''),
('B121', 'Routine language Ada', '', '', 'NO', NULL, ''),
('B122', 'Routine language C', '', '', 'NO', NULL, ''),
('B123', 'Routine language COBOL', '', '', 'NO', NULL, ''),
('B124', 'Routine language Fortran', '', '', 'NO', NULL, ''),
('B125', 'Routine language MUMPS', '', '', 'NO', NULL, ''),
('B126', 'Routine language Pascal', '', '', 'NO', NULL, ''),
('B127', 'Routine language PL/I', '', '', 'NO', NULL, ''),
('B128', 'Routine language SQL', '', '', 'YES', NULL, ''),
('B200', 'Polymorphic table functions', '', '', 'NO', NULL, ''),
('B201', 'More than one PTF generic table parameter', '', '', 'NO', NULL, ''),
('B202', 'PTF Copartitioning', '', '', 'NO', NULL, ''),
('B203', 'More than one copartition specification', '', '', 'NO', NULL, ''),
('B204', 'PRUNE WHEN EMPTY', '', '', 'NO', NULL, ''),
('B205', 'Pass-through columns', '', '', 'NO', NULL, ''),
('B206', 'PTF descriptor parameters', '', '', 'NO', NULL, ''),
('B207', 'Cross products of partitionings', '', '', 'NO', NULL, ''),
('B208', 'PTF component procedure interface', '', '', 'NO', NULL, ''),
('B209', 'PTF extended names', '', '', 'NO', NULL, ''),
('B211', 'Module language Ada: VARCHAR and NUMERIC support', '', '', 'NO', NULL, ''),
('B221', 'Routine language Ada: VARCHAR and NUMERIC support', '', '', 'NO', NULL, ''),
('E011', 'Numeric data types', '', '', 'YES', NULL, ''),
('E011', 'Numeric data types', '01', 'INTEGER and SMALLINT data types', 'YES', NULL, ''),
('E011', 'Numeric data types', '02', 'REAL, DOUBLE PRECISION, and FLOAT data types', 'YES', NULL, ''),
('E011', 'Numeric data types', '03', 'DECIMAL and NUMERIC data types', 'YES', NULL, ''),
('E011', 'Numeric data types', '04', 'Arithmetic operators', 'YES', NULL, ''),
('E011', 'Numeric data types', '05', 'Numeric comparison', 'YES', NULL, ''),
('E011', 'Numeric data types', '06', 'Implicit casting among the numeric data types', 'YES', NULL, ''),
('E021', 'Character data types', '', '', 'YES', NULL, ''),
('E021', 'Character string types', '01', 'CHARACTER data type', 'YES', NULL, ''),
('E021', 'Character string types', '02', 'CHARACTER VARYING data type', 'YES', NULL, ''),
('E021', 'Character string types', '03', 'Character literals', 'YES', NULL, ''),
('E021', 'Character string types', '04', 'CHARACTER_LENGTH function', 'YES', NULL, ''),
('E021', 'Character string types', '05', 'OCTET_LENGTH function', 'YES', NULL, ''),
('E021', 'Character string types', '06', 'SUBSTRING function', 'YES', NULL, ''),
('E021', 'Character string types', '07', 'Character concatenation', 'YES', NULL, ''),
('E021', 'Character string types', '08', 'UPPER and LOWER functions', 'YES', NULL, ''),
('E021', 'Character string types', '09', 'TRIM function', 'YES', NULL, ''),
('E021', 'Character string types', '10', 'Implicit casting among the character string types', 'YES', NULL, ''),
('E021', 'Character string types', '11', 'POSITION function', 'YES', NULL, ''),
('E021', 'Character string types', '12', 'Character comparison', 'YES', NULL, ''),
('E031', 'Identifiers', '', '', 'YES', NULL, ''),
('E031', 'Identifiers', '01', 'Delimited identifiers', 'YES', NULL, ''),
('E031', 'Identifiers', '02', 'Lower case identifiers', 'YES', NULL, ''),
('E031', 'Identifiers', '03', 'Trailing underscore', 'YES', NULL, ''),
('E051', 'Basic query specification', '', '', 'YES', NULL, ''),
('E051', 'Basic query specification', '01', 'SELECT DISTINCT', 'YES', NULL, ''),
('E051', 'Basic query specification', '02', 'GROUP BY clause', 'YES', NULL, ''),
('E051', 'Basic query specification', '04', 'GROUP BY can contain columns not in <select list>', 'YES', NULL, ''),
('E051', 'Basic query specification', '05', 'Select list items can be renamed', 'YES', NULL, ''),
('E051', 'Basic query specification', '06', 'HAVING clause', 'YES', NULL, ''),
('E051', 'Basic query specification', '07', 'Qualified * in select list', 'YES', NULL, ''),
('E051', 'Basic query specification', '08', 'Correlation names in the FROM clause', 'YES', NULL, ''),
('E051', 'Basic query specification', '09', 'Rename columns in the FROM clause', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '', '', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '01', 'Comparison predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '02', 'BETWEEN predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '03', 'IN predicate with list of values', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '04', 'LIKE predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '05', 'LIKE predicate ESCAPE clause', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '06', 'NULL predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '07', 'Quantified comparison predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '08', 'EXISTS predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '09', 'Subqueries in comparison predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '11', 'Subqueries in IN predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '12', 'Subqueries in quantified comparison predicate', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '13', 'Correlated subqueries', 'YES', NULL, ''),
('E061', 'Basic predicates and search conditions', '14', 'Search condition', 'YES', NULL, ''),
('E071', 'Basic query expressions', '', '', 'YES', NULL, ''),
('E071', 'Basic query expressions', '01', 'UNION DISTINCT table operator', 'YES', NULL, ''),
('E071', 'Basic query expressions', '02', 'UNION ALL table operator', 'YES', NULL, ''),
('E071', 'Basic query expressions', '03', 'EXCEPT DISTINCT table operator', 'YES', NULL, ''),
('E071', 'Basic query expressions', '05', 'Columns combined via table operators need not have exactly the same data type', 'YES', NULL, ''),
('E071', 'Basic query expressions', '06', 'Table operators in subqueries', 'YES', NULL, ''),
('E081', 'Basic Privileges', '', '', 'YES', NULL, ''),
('E081', 'Basic Privileges', '01', 'SELECT privilege', 'YES', NULL, ''),
('E081', 'Basic Privileges', '02', 'DELETE privilege', 'YES', NULL, ''),
('E081', 'Basic Privileges', '03', 'INSERT privilege at the table level', 'YES', NULL, ''),
('E081', 'Basic Privileges', '04', 'UPDATE privilege at the table level', 'YES', NULL, ''),
('E081', 'Basic Privileges', '05', 'UPDATE privilege at the column level', 'YES', NULL, ''),
('E081', 'Basic Privileges', '06', 'REFERENCES privilege at the table level', 'YES', NULL, ''),
('E081', 'Basic Privileges', '07', 'REFERENCES privilege at the column level', 'YES', NULL, ''),
('E081', 'Basic Privileges', '08', 'WITH GRANT OPTION', 'YES', NULL, ''),
('E081', 'Basic Privileges', '09', 'USAGE privilege', 'YES', NULL, ''),
('E081', 'Basic Privileges', '10', 'EXECUTE privilege', 'YES', NULL, ''),
('E091', 'Set functions', '', '', 'YES', NULL, ''),
('E091', 'Set functions', '01', 'AVG', 'YES', NULL, ''),
('E091', 'Set functions', '02', 'COUNT', 'YES', NULL, ''),
('E091', 'Set functions', '03', 'MAX', 'YES', NULL, ''),
('E091', 'Set functions', '04', 'MIN', 'YES', NULL, ''),
('E091', 'Set functions', '05', 'SUM', 'YES', NULL, ''),
('E091', 'Set functions', '06', 'ALL quantifier', 'YES', NULL, ''),
('E091', 'Set functions', '07', 'DISTINCT quantifier', 'YES', NULL, ''),
('E101', 'Basic data manipulation', '', '', 'YES', NULL, ''),
('E101', 'Basic data manipulation', '01', 'INSERT statement', 'YES', NULL, ''),
('E101', 'Basic data manipulation', '03', 'Searched UPDATE statement', 'YES', NULL, ''),
('E101', 'Basic data manipulation', '04', 'Searched DELETE statement', 'YES', NULL, ''),
('E111', 'Single row SELECT statement', '', '', 'YES', NULL, ''),
('E121', 'Basic cursor support', '', '', 'YES', NULL, ''),
('E121', 'Basic cursor support', '01', 'DECLARE CURSOR', 'YES', NULL, ''),
('E121', 'Basic cursor support', '02', 'ORDER BY columns need not be in select list', 'YES', NULL, ''),
('E121', 'Basic cursor support', '03', 'Value expressions in ORDER BY clause', 'YES', NULL, ''),
('E121', 'Basic cursor support', '04', 'OPEN statement', 'YES', NULL, ''),
('E121', 'Basic cursor support', '06', 'Positioned UPDATE statement', 'YES', NULL, ''),
('E121', 'Basic cursor support', '07', 'Positioned DELETE statement', 'YES', NULL, ''),
('E121', 'Basic cursor support', '08', 'CLOSE statement', 'YES', NULL, ''),
('E121', 'Basic cursor support', '10', 'FETCH statement implicit NEXT', 'YES', NULL, ''),
('E121', 'Basic cursor support', '17', 'WITH HOLD cursors', 'YES', NULL, ''),
('E131', 'Null value support (nulls in lieu of values)', '', '', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '', '', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '01', 'NOT NULL constraints', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '02', 'UNIQUE constraints of NOT NULL columns', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '03', 'PRIMARY KEY constraints', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '04', 'Basic FOREIGN KEY constraint with the NO ACTION default for both referential delete action and referential update action', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '06', 'CHECK constraints', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '07', 'Column defaults', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '08', 'NOT NULL inferred on PRIMARY KEY', 'YES', NULL, ''),
('E141', 'Basic integrity constraints', '10', 'Names in a foreign key can be specified in any order', 'YES', NULL, ''),
('E151', 'Transaction support', '', '', 'YES', NULL, ''),
('E151', 'Transaction support', '01', 'COMMIT statement', 'YES', NULL, ''),
('E151', 'Transaction support', '02', 'ROLLBACK statement', 'YES', NULL, ''),
('E152', 'Basic SET TRANSACTION statement', '', '', 'YES', NULL, ''),
('E152', 'Basic SET TRANSACTION statement', '01', 'SET TRANSACTION statement: ISOLATION LEVEL SERIALIZABLE clause', 'YES', NULL, ''),
('E152', 'Basic SET TRANSACTION statement', '02', 'SET TRANSACTION statement: READ ONLY and READ WRITE clauses', 'YES', NULL, ''),
('E153', 'Updatable queries with subqueries', '', '', 'YES', NULL, ''),
('E161', 'SQL comments using leading double minus', '', '', 'YES', NULL, ''),
('E171', 'SQLSTATE support', '', '', 'YES', NULL, ''),
('E182', 'Host language binding', '', '', 'YES', NULL, ''),
('F021', 'Basic information schema', '', '', 'YES', NULL, ''),
('F021', 'Basic information schema', '01', 'COLUMNS view', 'YES', NULL, ''),
('F021', 'Basic information schema', '02', 'TABLES view', 'YES', NULL, ''),
('F021', 'Basic information schema', '03', 'VIEWS view', 'YES', NULL, ''),
('F021', 'Basic information schema', '04', 'TABLE_CONSTRAINTS view', 'YES', NULL, ''),
('F021', 'Basic information schema', '05', 'REFERENTIAL_CONSTRAINTS view', 'YES', NULL, ''),
('F021', 'Basic information schema', '06', 'CHECK_CONSTRAINTS view', 'YES', NULL, ''),
('F031', 'Basic schema manipulation', '', '', 'YES', NULL, ''),
('F031', 'Basic schema manipulation', '01', 'CREATE TABLE statement to create persistent base tables', 'YES', NULL, ''),
('F031', 'Basic schema manipulation', '02', 'CREATE VIEW statement', 'YES', NULL, ''),
('F031', 'Basic schema manipulation', '03', 'GRANT statement', 'YES', NULL, ''),
('F031', 'Basic schema manipulation', '04', 'ALTER TABLE statement: ADD COLUMN clause', 'YES', NULL, ''),
('F031', 'Basic schema manipulation', '13', 'DROP TABLE statement: RESTRICT clause', 'YES', NULL, ''),
('F031', 'Basic schema manipulation', '16', 'DROP VIEW statement: RESTRICT clause', 'YES', NULL, ''),
('F031', 'Basic schema manipulation', '19', 'REVOKE statement: RESTRICT clause', 'YES', NULL, ''),
('F032', 'CASCADE drop behavior', '', '', 'YES', NULL, ''),
('F033', 'ALTER TABLE statement: DROP COLUMN clause', '', '', 'YES', NULL, ''),
('F034', 'Extended REVOKE statement', '', '', 'YES', NULL, ''),
('F034', 'Extended REVOKE statement', '01', 'REVOKE statement performed by other than the owner of a schema object', 'YES', NULL, ''),
('F034', 'Extended REVOKE statement', '02', 'REVOKE statement: GRANT OPTION FOR clause', 'YES', NULL, ''),
('F034', 'Extended REVOKE statement', '03', 'REVOKE statement to revoke a privilege that the grantee has WITH GRANT OPTION', 'YES', NULL, ''),
('F041', 'Basic joined table', '', '', 'YES', NULL, ''),
('F041', 'Basic joined table', '01', 'Inner join (but not necessarily the INNER keyword)', 'YES', NULL, ''),
('F041', 'Basic joined table', '02', 'INNER keyword', 'YES', NULL, ''),
('F041', 'Basic joined table', '03', 'LEFT OUTER JOIN', 'YES', NULL, ''),
('F041', 'Basic joined table', '04', 'RIGHT OUTER JOIN', 'YES', NULL, ''),
('F041', 'Basic joined table', '05', 'Outer joins can be nested', 'YES', NULL, ''),
('F041', 'Basic joined table', '07', 'The inner table in a left or right outer join can also be used in an inner join', 'YES', NULL, ''),
('F041', 'Basic joined table', '08', 'All comparison operators are supported (rather than just =)', 'YES', NULL, ''),
('F051', 'Basic date and time', '', '', 'YES', NULL, ''),
('F051', 'Basic date and time', '01', 'DATE data type (including support of DATE literal)', 'YES', NULL, ''),
('F051', 'Basic date and time', '02', 'TIME data type (including support of TIME literal) with fractional seconds precision of at least 0', 'YES', NULL, ''),
('F051', 'Basic date and time', '03', 'TIMESTAMP data type (including support of TIMESTAMP literal) with fractional seconds precision of at least 0 and 6', 'YES', NULL, ''),
('F051', 'Basic date and time', '04', 'Comparison predicate on DATE, TIME, and TIMESTAMP data types', 'YES', NULL, ''),
('F051', 'Basic date and time', '05', 'Explicit CAST between datetime types and character string types', 'YES', NULL, ''),
('F051', 'Basic date and time', '06', 'CURRENT_DATE', 'YES', NULL, ''),
('F051', 'Basic date and time', '07', 'LOCALTIME', 'YES', NULL, ''),
('F051', 'Basic date and time', '08', 'LOCALTIMESTAMP', 'YES', NULL, ''),
('F052', 'Intervals and datetime arithmetic', '', '', 'YES', NULL, ''),
('F053', 'OVERLAPS predicate', '', '', 'YES', NULL, ''),
('F054', 'TIMESTAMP in DATE type precedence list', '', '', 'NO', NULL, ''),
('F081', 'UNION and EXCEPT in views', '', '', 'YES', NULL, ''),
('F111', 'Isolation levels other than SERIALIZABLE', '', '', 'YES', NULL, ''),
('F111', 'Isolation levels other than SERIALIZABLE', '01', 'READ UNCOMMITTED isolation level', 'YES', NULL, ''),
('F111', 'Isolation levels other than SERIALIZABLE', '02', 'READ COMMITTED isolation level', 'YES', NULL, ''),
('F111', 'Isolation levels other than SERIALIZABLE', '03', 'REPEATABLE READ isolation level', 'YES', NULL, ''),
('F121', 'Basic diagnostics management', '', '', 'NO', NULL, ''),
('F121', 'Basic diagnostics management', '01', 'GET DIAGNOSTICS statement', 'NO', NULL, ''),
('F121', 'Basic diagnostics management', '02', 'SET TRANSACTION statement: DIAGNOSTICS SIZE clause', 'NO', NULL, ''),
('F122', 'Enhanced diagnostics management', '', '', 'NO', NULL, ''),
('F123', 'All diagnostics', '', '', 'NO', NULL, ''),
('F131', 'Grouped operations', '', '', 'YES', NULL, ''),
('F131', 'Grouped operations', '01', 'WHERE, GROUP BY, and HAVING clauses supported in queries with grouped views', 'YES', NULL, ''),
('F131', 'Grouped operations', '02', 'Multiple tables supported in queries with grouped views', 'YES', NULL, ''),
('F131', 'Grouped operations', '03', 'Set functions supported in queries with grouped views', 'YES', NULL, ''),
('F131', 'Grouped operations', '04', 'Subqueries with GROUP BY and HAVING clauses and grouped views', 'YES', NULL, ''),
('F131', 'Grouped operations', '05', 'Single row SELECT with GROUP BY and HAVING clauses and grouped views', 'YES', NULL, ''),
('F171', 'Multiple schemas per user', '', '', 'YES', NULL, ''),
('F181', 'Multiple module support', '', '', 'YES', NULL, ''),
('F191', 'Referential delete actions', '', '', 'YES', NULL, ''),
('F200', 'TRUNCATE TABLE statement', '', '', 'YES', NULL, ''),
('F201', 'CAST function', '', '', 'YES', NULL, ''),
('F202', 'TRUNCATE TABLE: identity column restart option', '', '', 'YES', NULL, ''),
('F221', 'Explicit defaults', '', '', 'YES', NULL, ''),
('F222', 'INSERT statement: DEFAULT VALUES clause', '', '', 'YES', NULL, ''),
('F231', 'Privilege tables', '', '', 'YES', NULL, ''),
('F231', 'Privilege tables', '01', 'TABLE_PRIVILEGES view', 'YES', NULL, ''),
('F231', 'Privilege tables', '02', 'COLUMN_PRIVILEGES view', 'YES', NULL, ''),
('F231', 'Privilege tables', '03', 'USAGE_PRIVILEGES view', 'YES', NULL, ''),
('F251', 'Domain support', '', '', 'YES', NULL, ''),
('F261', 'CASE expression', '', '', 'YES', NULL, ''),
('F261', 'CASE expression', '01', 'Simple CASE', 'YES', NULL, ''),
('F261', 'CASE expression', '02', 'Searched CASE', 'YES', NULL, ''),
('F261', 'CASE expression', '03', 'NULLIF', 'YES', NULL, ''),
('F261', 'CASE expression', '04', 'COALESCE', 'YES', NULL, ''),
('F262', 'Extended CASE expression', '', '', 'YES', NULL, ''),
('F263', 'Comma-separated predicates in simple CASE expression', '', '', 'NO', NULL, ''),
('F271', 'Compound character literals', '', '', 'YES', NULL, ''),
('F281', 'LIKE enhancements', '', '', 'YES', NULL, ''),
('F291', 'UNIQUE predicate', '', '', 'NO', NULL, ''),
('F292', 'UNIQUE null treatment', '', '', 'YES', NULL, ''),
('F301', 'CORRESPONDING in query expressions', '', '', 'NO', NULL, ''),
('F302', 'INTERSECT table operator', '', '', 'YES', NULL, ''),
('F302', 'INTERSECT table operator', '01', 'INTERSECT DISTINCT table operator', 'YES', NULL, ''),
('F302', 'INTERSECT table operator', '02', 'INTERSECT ALL table operator', 'YES', NULL, ''),
('F304', 'EXCEPT ALL table operator', '', '', 'YES', NULL, ''),
('F311', 'Schema definition statement', '', '', 'YES', NULL, ''),
('F311', 'Schema definition statement', '01', 'CREATE SCHEMA', 'YES', NULL, ''),
('F311', 'Schema definition statement', '02', 'CREATE TABLE for persistent base tables', 'YES', NULL, ''),
('F311', 'Schema definition statement', '03', 'CREATE VIEW', 'YES', NULL, ''),
('F311', 'Schema definition statement', '04', 'CREATE VIEW: WITH CHECK OPTION', 'YES', NULL, ''),
('F311', 'Schema definition statement', '05', 'GRANT statement', 'YES', NULL, ''),
('F312', 'MERGE statement', '', '', 'YES', NULL, ''),
('F313', 'Enhanced MERGE statement', '', '', 'YES', NULL, ''),
('F314', 'MERGE statement with DELETE branch', '', '', 'YES', NULL, ''),
('F321', 'User authorization', '', '', 'YES', NULL, ''),
('F341', 'Usage tables', '', '', 'YES', NULL, ''),
('F361', 'Subprogram support', '', '', 'YES', NULL, ''),
('F381', 'Extended schema manipulation', '', '', 'YES', NULL, ''),
('F381', 'Extended schema manipulation', '01', 'ALTER TABLE statement: ALTER COLUMN clause', 'YES', NULL, ''),
('F381', 'Extended schema manipulation', '02', 'ALTER TABLE statement: ADD CONSTRAINT clause', 'YES', NULL, ''),
('F381', 'Extended schema manipulation', '03', 'ALTER TABLE statement: DROP CONSTRAINT clause', 'YES', NULL, ''),
('F382', 'Alter column data type', '', '', 'YES', NULL, ''),
('F383', 'Set column not null clause', '', '', 'YES', NULL, ''),
('F384', 'Drop identity property clause', '', '', 'YES', NULL, ''),
('F385', 'Drop column generation expression clause', '', '', 'YES', NULL, ''),
('F386', 'Set identity column generation clause', '', '', 'YES', NULL, ''),
('F391', 'Long identifiers', '', '', 'YES', NULL, ''),
('F392', 'Unicode escapes in identifiers', '', '', 'YES', NULL, ''),
('F393', 'Unicode escapes in literals', '', '', 'YES', NULL, ''),
('F394', 'Optional normal form specification', '', '', 'YES', NULL, ''),
('F401', 'Extended joined table', '', '', 'YES', NULL, ''),
('F401', 'Extended joined table', '01', 'NATURAL JOIN', 'YES', NULL, ''),
('F401', 'Extended joined table', '02', 'FULL OUTER JOIN', 'YES', NULL, ''),
('F401', 'Extended joined table', '04', 'CROSS JOIN', 'YES', NULL, ''),
('F402', 'Named column joins for LOBs, arrays, and multisets', '', '', 'YES', NULL, ''),
('F403', 'Partitioned joined tables', '', '', 'NO', NULL, ''),
('F404', 'Range variable for common column names', '', '', 'YES', NULL, ''),
('F411', 'Time zone specification', '', '', 'YES', NULL, ''),
('F421', 'National character', '', '', 'YES', NULL, ''),
('F431', 'Read-only scrollable cursors', '', '', 'YES', NULL, ''),
('F431', 'Read-only scrollable cursors', '01', 'FETCH with explicit NEXT', 'YES', NULL, ''),
('F431', 'Read-only scrollable cursors', '02', 'FETCH FIRST', 'YES', NULL, ''),
('F431', 'Read-only scrollable cursors', '03', 'FETCH LAST', 'YES', NULL, ''),
('F431', 'Read-only scrollable cursors', '04', 'FETCH PRIOR', 'YES', NULL, ''),
('F431', 'Read-only scrollable cursors', '05', 'FETCH ABSOLUTE', 'YES', NULL, ''),
('F431', 'Read-only scrollable cursors', '06', 'FETCH RELATIVE', 'YES', NULL, ''),
('F441', 'Extended set function support', '', '', 'YES', NULL, ''),
('F442', 'Mixed column references in set functions', '', '', 'YES', NULL, ''),
('F451', 'Character set definition', '', '', 'NO', NULL, ''),
('F461', 'Named character sets', '', '', 'NO', NULL, ''),
('F471', 'Scalar subquery values', '', '', 'YES', NULL, ''),
('F481', 'Expanded NULL predicate', '', '', 'YES', NULL, ''),
('F491', 'Constraint management', '', '', 'YES', NULL, ''),
('F492', 'Optional table constraint enforcement', '', '', 'NO', NULL, ''),
('F501', 'Features and conformance views', '', '', 'YES', NULL, ''),
('F501', 'Features and conformance views', '01', 'SQL_FEATURES view', 'YES', NULL, ''),
('F501', 'Features and conformance views', '02', 'SQL_SIZING view', 'YES', NULL, ''),
('F502', 'Enhanced documentation tables', '', '', 'YES', NULL, ''),
('F521', 'Assertions', '', '', 'NO', NULL, ''),
('F531', 'Temporary tables', '', '', 'YES', NULL, ''),
('F555', 'Enhanced seconds precision', '', '', 'YES', NULL, ''),
('F561', 'Full value expressions', '', '', 'YES', NULL, ''),
('F571', 'Truth value tests', '', '', 'YES', NULL, ''),
('F591', 'Derived tables', '', '', 'YES', NULL, ''),
('F611', 'Indicator data types', '', '', 'YES', NULL, ''),
('F641', 'Row and table constructors', '', '', 'YES', NULL, ''),
('F651', 'Catalog name qualifiers', '', '', 'YES', NULL, ''),
('F661', 'Simple tables', '', '', 'YES', NULL, ''),
('F671', 'Subqueries in CHECK', '', '', 'NO', NULL, ''),
('F672', 'Retrospective check constraints', '', '', 'YES', NULL, ''),
('F673', 'Reads SQL-data routine invocations in CHECK constraints', '', '', 'NO', NULL, ''),
('F690', 'Collation support', '', '', 'YES', NULL, ''),
('F692', 'Extended collation support', '', '', 'YES', NULL, ''),
('F693', 'SQL-session and client module collations', '', '', 'NO', NULL, ''),
('F695', 'Translation support', '', '', 'NO', NULL, ''),
('F696', 'Additional translation documentation', '', '', 'NO', NULL, ''),
('F701', 'Referential update actions', '', '', 'YES', NULL, ''),
('F711', 'ALTER domain', '', '', 'YES', NULL, ''),
('F721', 'Deferrable constraints', '', '', 'NO', NULL, ''),
('F731', 'INSERT column privileges', '', '', 'YES', NULL, ''),
('F741', 'Referential MATCH types', '', '', 'NO', NULL, ''),
('F751', 'View CHECK enhancements', '', '', 'YES', NULL, ''),
('F761', 'Session management', '', '', 'YES', NULL, ''),
('F762', 'CURRENT_CATALOG', '', '', 'YES', NULL, ''),
('F763', 'CURRENT_SCHEMA', '', '', 'YES', NULL, ''),
('F771', 'Connection management', '', '', 'YES', NULL, ''),
('F781', 'Self-referencing operations', '', '', 'YES', NULL, ''),
('F791', 'Insensitive cursors', '', '', 'YES', NULL, ''),
('F801', 'Full set function', '', '', 'YES', NULL, ''),
('F812', 'Basic flagging', '', '', 'NO', NULL, ''),
('F813', 'Extended flagging', '', '', 'NO', NULL, ''),
('F821', 'Local table references', '', '', 'NO', NULL, ''),
('F831', 'Full cursor update', '', '', 'NO', NULL, ''),
('F831', 'Full cursor update', '01', 'Updatable scrollable cursors', 'NO', NULL, ''),
('F831', 'Full cursor update', '02', 'Updatable ordered cursors', 'NO', NULL, ''),
('F841', 'LIKE_REGEX predicate', '', '', 'NO', NULL, ''),
('F842', 'OCCURRENCES_REGEX function', '', '', 'NO', NULL, ''),
('F843', 'POSITION_REGEX function', '', '', 'NO', NULL, ''),
('F844', 'SUBSTRING_REGEX function', '', '', 'NO', NULL, ''),
('F845', 'TRANSLATE_REGEX function', '', '', 'NO', NULL, ''),
('F846', 'Octet support in regular expression operators', '', '', 'NO', NULL, ''),
('F847', 'Nonconstant regular expressions', '', '', 'NO', NULL, ''),
('F850', 'Top-level <order by clause> in <query expression>', '', '', 'YES', NULL, ''),
('F851', '<order by clause> in subqueries', '', '', 'YES', NULL, ''),
('F852', 'Top-level <order by clause> in views', '', '', 'YES', NULL, ''),
('F855', 'Nested <order by clause> in <query expression>', '', '', 'YES', NULL, ''),
('F856', 'Nested <fetch first clause> in <query expression>', '', '', 'YES', NULL, ''),
('F857', 'Top-level <fetch first clause> in <query expression>', '', '', 'YES', NULL, ''),
('F858', '<fetch first clause> in subqueries', '', '', 'YES', NULL, ''),
('F859', 'Top-level <fetch first clause> in views', '', '', 'YES', NULL, ''),
('F860', '<fetch first row count> in <fetch first clause>', '', '', 'YES', NULL, ''),
('F861', 'Top-level <result offset clause> in <query expression>', '', '', 'YES', NULL, ''),
('F862', '<result offset clause> in subqueries', '', '', 'YES', NULL, ''),
('F863', 'Nested <result offset clause> in <query expression>', '', '', 'YES', NULL, ''),
('F864', 'Top-level <result offset clause> in views', '', '', 'YES', NULL, ''),
('F865', '<offset row count> in <result offset clause>', '', '', 'YES', NULL, ''),
('F866', 'FETCH FIRST clause: PERCENT option', '', '', 'NO', NULL, ''),
('F867', 'FETCH FIRST clause: WITH TIES option', '', '', 'YES', NULL, ''),
('R010', 'Row pattern recognition: FROM clause', '', '', 'NO', NULL, ''),
('R020', 'Row pattern recognition: WINDOW clause', '', '', 'NO', NULL, ''),
('R030', 'Row pattern recognition: full aggregate support', '', '', 'NO', NULL, ''),
('S011', 'Distinct data types', '', '', 'NO', NULL, ''),
('S011', 'Distinct data types', '01', 'USER_DEFINED_TYPES view', 'NO', NULL, ''),
('S023', 'Basic structured types', '', '', 'NO', NULL, ''),
('S024', 'Enhanced structured types', '', '', 'NO', NULL, ''),
('S025', 'Final structured types', '', '', 'NO', NULL, ''),
('S026', 'Self-referencing structured types', '', '', 'NO', NULL, ''),
('S027', 'Create method by specific method name', '', '', 'NO', NULL, ''),
('S028', 'Permutable UDT options list', '', '', 'NO', NULL, ''),
('S041', 'Basic reference types', '', '', 'NO', NULL, ''),
('S043', 'Enhanced reference types', '', '', 'NO', NULL, ''),
('S051', 'Create table of type', '', '', 'NO', NULL, ''),
('S071', 'SQL paths in function and type name resolution', '', '', 'YES', NULL, ''),
('S081', 'Subtables', '', '', 'NO', NULL, ''),
('S091', 'Basic array support', '', '', 'NO', NULL, ''),
('S091', 'Basic array support', '01', 'Arrays of built-in data types', 'YES', NULL, ''),
('S091', 'Basic array support', '02', 'Arrays of distinct types', 'NO', NULL, ''),
('S091', 'Basic array support', '03', 'Array expressions', 'YES', NULL, ''),
('S092', 'Arrays of user-defined types', '', '', 'YES', NULL, ''),
('S094', 'Arrays of reference types', '', '', 'NO', NULL, ''),
('S095', 'Array constructors by query', '', '', 'YES', NULL, ''),
('S096', 'Optional array bounds', '', '', 'YES', NULL, ''),
('S097', 'Array element assignment', '', '', 'NO', NULL, ''),
('S098', 'ARRAY_AGG', '', '', 'YES', NULL, ''),
('S111', 'ONLY in query expressions', '', '', 'YES', NULL, ''),
('S151', 'Type predicate', '', '', 'NO', NULL, ''),
('S161', 'Subtype treatment', '', '', 'NO', NULL, ''),
('S162', 'Subtype treatment for references', '', '', 'NO', NULL, ''),
('S201', 'SQL-invoked routines on arrays', '', '', 'YES', NULL, ''),
('S201', 'SQL-invoked routines on arrays', '01', 'Array parameters', 'YES', NULL, ''),
('S201', 'SQL-invoked routines on arrays', '02', 'Array as result type of functions', 'YES', NULL, ''),
('S202', 'SQL-invoked routines on multisets', '', '', 'NO', NULL, ''),
('S211', 'User-defined cast functions', '', '', 'YES', NULL, ''),
('S231', 'Structured type locators', '', '', 'NO', NULL, ''),
('S232', 'Array locators', '', '', 'NO', NULL, ''),
('S233', 'Multiset locators', '', '', 'NO', NULL, ''),
('S241', 'Transform functions', '', '', 'NO', NULL, ''),
('S242', 'Alter transform statement', '', '', 'NO', NULL, ''),
('S251', 'User-defined orderings', '', '', 'NO', NULL, ''),
('S261', 'Specific type method', '', '', 'NO', NULL, ''),
('S271', 'Basic multiset support', '', '', 'NO', NULL, ''),
('S272', 'Multisets of user-defined types', '', '', 'NO', NULL, ''),
('S274', 'Multisets of reference types', '', '', 'NO', NULL, ''),
('S275', 'Advanced multiset support', '', '', 'NO', NULL, ''),
('S281', 'Nested collection types', '', '', 'NO', NULL, ''),
('S291', 'Unique constraint on entire row', '', '', 'NO', NULL, ''),
('S301', 'Enhanced UNNEST', '', '', 'YES', NULL, ''),
('S401', 'Distinct types based on array types', '', '', 'NO', NULL, ''),
('S402', 'Distinct types based on distinct types', '', '', 'NO', NULL, ''),
('S403', 'ARRAY_MAX_CARDINALITY', '', '', 'NO', NULL, ''),
('S404', 'TRIM_ARRAY', '', '', 'YES', NULL, ''),
('T011', 'Timestamp in Information Schema', '', '', 'NO', NULL, ''),
('T021', 'BINARY and VARBINARY data types', '', '', 'NO', NULL, ''),
('T022', 'Advanced support for BINARY and VARBINARY data types', '', '', 'NO', NULL, ''),
('T023', 'Compound binary literal', '', '', 'NO', NULL, ''),
('T024', 'Spaces in binary literals', '', '', 'NO', NULL, ''),
('T031', 'BOOLEAN data type', '', '', 'YES', NULL, ''),
('T041', 'Basic LOB data type support', '', '', 'NO', NULL, ''),
('T041', 'Basic LOB data type support', '01', 'BLOB data type', 'NO', NULL, ''),
('T041', 'Basic LOB data type support', '02', 'CLOB data type', 'NO', NULL, ''),
('T041', 'Basic LOB data type support', '03', 'POSITION, LENGTH, LOWER, TRIM, UPPER, and SUBSTRING functions for LOB data types', 'NO', NULL, ''),
('T041', 'Basic LOB data type support', '04', 'Concatenation of LOB data types', 'NO', NULL, ''),
('T041', 'Basic LOB data type support', '05', 'LOB locator: non-holdable', 'NO', NULL, ''),
('T042', 'Extended LOB data type support', '', '', 'NO', NULL, ''),
('T043', 'Multiplier T', '', '', 'NO', NULL, ''),
('T044', 'Multiplier P', '', '', 'NO', NULL, ''),
('T051', 'Row types', '', '', 'NO', NULL, ''),
('T053', 'Explicit aliases for all-fields reference', '', '', 'NO', NULL, ''),
('T061', 'UCS support', '', '', 'NO', NULL, ''),
('T071', 'BIGINT data type', '', '', 'YES', NULL, ''),
('T076', 'DECFLOAT data type', '', '', 'NO', NULL, ''),
('T101', 'Enhanced nullability determination', '', '', 'NO', NULL, ''),
('T111', 'Updatable joins, unions, and columns', '', '', 'NO', NULL, ''),
('T121', 'WITH (excluding RECURSIVE) in query expression', '', '', 'YES', NULL, ''),
('T122', 'WITH (excluding RECURSIVE) in subquery', '', '', 'YES', NULL, ''),
('T131', 'Recursive query', '', '', 'YES', NULL, ''),
('T132', 'Recursive query in subquery', '', '', 'YES', NULL, ''),
('T133', 'Enhanced cycle mark values', '', '', 'YES', NULL, ''),
('T141', 'SIMILAR predicate', '', '', 'YES', NULL, ''),
('T151', 'DISTINCT predicate', '', '', 'YES', NULL, ''),
('T152', 'DISTINCT predicate with negation', '', '', 'YES', NULL, ''),
('T171', 'LIKE clause in table definition', '', '', 'YES', NULL, ''),
('T172', 'AS subquery clause in table definition', '', '', 'YES', NULL, ''),
('T173', 'Extended LIKE clause in table definition', '', '', 'YES', NULL, ''),
('T174', 'Identity columns', '', '', 'YES', NULL, ''),
('T175', 'Generated columns', '', '', 'NO', NULL, ''),
('T176', 'Sequence generator support', '', '', 'NO', NULL, ''),
('T177', 'Sequence generator support: simple restart option', '', '', 'YES', NULL, ''),
('T178', 'Identity columns:  simple restart option', '', '', 'YES', NULL, ''),
('T180', 'System-versioned tables', '', '', 'NO', NULL, ''),
('T181', 'Application-time period tables', '', '', 'NO', NULL, ''),
('T191', 'Referential action RESTRICT', '', '', 'YES', NULL, ''),
('T201', 'Comparable data types for referential constraints', '', '', 'YES', NULL, ''),
('T211', 'Basic trigger capability', '', '', 'NO', NULL, ''),
('T211', 'Basic trigger capability', '01', 'Triggers activated on UPDATE, INSERT, or DELETE of one base table', 'YES', NULL, ''),
('T211', 'Basic trigger capability', '02', 'BEFORE triggers', 'YES', NULL, ''),
('T211', 'Basic trigger capability', '03', 'AFTER triggers', 'YES', NULL, ''),
('T211', 'Basic trigger capability', '04', 'FOR EACH ROW triggers', 'YES', NULL, ''),
('T211', 'Basic trigger capability', '05', 'Ability to specify a search condition that must be true before the trigger is invoked', 'YES', NULL, ''),
('T211', 'Basic trigger capability', '06', 'Support for run-time rules for the interaction of triggers and constraints', 'NO', NULL, ''),
('T211', 'Basic trigger capability', '07', 'TRIGGER privilege', 'YES', NULL, ''),
('T211', 'Basic trigger capability', '08', 'Multiple triggers for the same event are executed in the order in which they were created in the catalog', 'NO', NULL, ''),
('T212', 'Enhanced trigger capability', '', '', 'YES', NULL, ''),
('T213', 'INSTEAD OF triggers', '', '', 'YES', NULL, ''),
('T231', 'Sensitive cursors', '', '', 'NO', NULL, ''),
('T241', 'START TRANSACTION statement', '', '', 'YES', NULL, ''),
('T251', 'SET TRANSACTION statement: LOCAL option', '', '', 'NO', NULL, ''),
('T261', 'Chained transactions', '', '', 'YES', NULL, ''),
('T271', 'Savepoints', '', '', 'YES', NULL, ''),
('T272', 'Enhanced savepoint management', '', '', 'NO', NULL, ''),
('T281', 'SELECT privilege with column granularity', '', '', 'YES', NULL, ''),
('T285', 'Enhanced derived column names', '', '', 'YES', NULL, ''),
('T301', 'Functional dependencies', '', '', 'NO', NULL, ''),
('T312', 'OVERLAY function', '', '', 'YES', NULL, ''),
('T321', 'Basic SQL-invoked routines', '', '', 'NO', NULL, ''),
('T321', 'Basic SQL-invoked routines', '01', 'User-defined functions with no overloading', 'YES', NULL, ''),
('T321', 'Basic SQL-invoked routines', '02', 'User-defined stored procedures with no overloading', 'YES', NULL, ''),
('T321', 'Basic SQL-invoked routines', '03', 'Function invocation', 'YES', NULL, ''),
('T321', 'Basic SQL-invoked routines', '04', 'CALL statement', 'YES', NULL, ''),
('T321', 'Basic SQL-invoked routines', '05', 'RETURN statement', 'YES', NULL, ''),
('T321', 'Basic SQL-invoked routines', '06', 'ROUTINES view', 'YES', NULL, ''),
('T321', 'Basic SQL-invoked routines', '07', 'PARAMETERS view', 'YES', NULL, ''),
('T322', 'Declared data type attributes', '', '', 'NO', NULL, ''),
('T323', 'Explicit security for external routines', '', '', 'YES', NULL, ''),
('T324', 'Explicit security for SQL routines', '', '', 'NO', NULL, ''),
('T325', 'Qualified SQL parameter references', '', '', 'YES', NULL, ''),
('T326', 'Table functions', '', '', 'NO', NULL, ''),
('T331', 'Basic roles', '', '', 'YES', NULL, ''),
('T332', 'Extended roles', '', '', 'YES', NULL, ''),
('T341', 'Overloading of SQL-invoked functions and procedures', '', '', 'YES', NULL, ''),
('T351', 'Bracketed SQL comments (/*...*/ comments)', '', '', 'YES', NULL, ''),
('T431', 'Extended grouping capabilities', '', '', 'YES', NULL, ''),
('T432', 'Nested and concatenated GROUPING SETS', '', '', 'YES', NULL, ''),
('T433', 'Multiargument GROUPING function', '', '', 'YES', NULL, ''),
('T434', 'GROUP BY DISTINCT', '', '', 'YES', NULL, ''),
('T441', 'ABS and MOD functions', '', '', 'YES', NULL, ''),
('T461', 'Symmetric BETWEEN predicate', '', '', 'YES', NULL, ''),
('T471', 'Result sets return value', '', '', 'NO', NULL, ''),
('T472', 'DESCRIBE CURSOR', '', '', 'NO', NULL, ''),
('T491', 'LATERAL derived table', '', '', 'YES', NULL, ''),
('T495', 'Combined data change and retrieval', '', '', 'NO', NULL, ''),
('T501', 'Enhanced EXISTS predicate', '', '', 'YES', NULL, ''),
('T502', 'Period predicates', '', '', 'NO', NULL, ''),
('T511', 'Transaction counts', '', '', 'NO', NULL, ''),
('T521', 'Named arguments in CALL statement', '', '', 'YES', NULL, ''),
('T522', 'Default values for IN parameters of SQL-invoked procedures', '', '', 'NO', NULL, ''),
('T523', 'Default values for INOUT parameters of SQL-invoked procedures', '', '', 'YES', NULL, ''),
('T524', 'Named arguments in routine invocations other than a CALL statement', '', '', 'YES', NULL, ''),
('T525', 'Default values for parameters of SQL-invoked functions', '', '', 'YES', NULL, ''),
('T551', 'Optional key words for default syntax', '', '', 'YES', NULL, ''),
('T561', 'Holdable locators', '', '', 'NO', NULL, ''),
('T571', 'Array-returning external SQL-invoked functions', '', '', 'NO', NULL, ''),
('T572', 'Multiset-returning external SQL-invoked functions', '', '', 'NO', NULL, ''),
('T581', 'Regular expression substring function', '', '', 'YES', NULL, ''),
('T591', 'UNIQUE constraints of possibly null columns', '', '', 'YES', NULL, ''),
('T601', 'Local cursor references', '', '', 'NO', NULL, ''),
('T611', 'Elementary OLAP operations', '', '', 'YES', NULL, ''),
('T612', 'Advanced OLAP operations', '', '', 'YES', NULL, ''),
('T613', 'Sampling', '', '', 'YES', NULL, ''),
('T614', 'NTILE function', '', '', 'YES', NULL, ''),
('T615', 'LEAD and LAG functions', '', '', 'YES', NULL, ''),
('T616', 'Null treatment option for LEAD and LAG functions', '', '', 'NO', NULL, ''),
('T617', 'FIRST_VALUE and LAST_VALUE function', '', '', 'YES', NULL, ''),
('T618', 'NTH_VALUE function', '', '', 'NO', NULL, ''),
('T619', 'Nested window functions', '', '', 'NO', NULL, ''),
('T620', 'WINDOW clause: GROUPS option', '', '', 'YES', NULL, ''),
('T621', 'Enhanced numeric functions', '', '', 'YES', NULL, ''),
('T622', 'Trigonometric functions', '', '', 'YES', NULL, ''),
('T623', 'General logarithm functions', '', '', 'YES', NULL, ''),
('T624', 'Common logarithm functions', '', '', 'YES', NULL, ''),
('T625', 'LISTAGG', '', '', 'NO', NULL, ''),
('T631', 'IN predicate with one list element', '', '', 'YES', NULL, ''),
('T641', 'Multiple column assignment', '', '', 'NO', NULL, ''),
('T651', 'SQL-schema statements in SQL routines', '', '', 'YES', NULL, ''),
('T652', 'SQL-dynamic statements in SQL routines', '', '', 'NO', NULL, ''),
('T653', 'SQL-schema statements in external routines', '', '', 'YES', NULL, ''),
('T654', 'SQL-dynamic statements in external routines', '', '', 'NO', NULL, ''),
('T655', 'Cyclically dependent routines', '', '', 'YES', NULL, ''),
('T811', 'Basic SQL/JSON constructor functions', '', '', 'NO', NULL, ''),
('T812', 'SQL/JSON: JSON_OBJECTAGG', '', '', 'NO', NULL, ''),
('T813', 'SQL/JSON: JSON_ARRAYAGG with ORDER BY', '', '', 'NO', NULL, ''),
('T814', 'Colon in JSON_OBJECT or JSON_OBJECTAGG', '', '', 'NO', NULL, ''),
('T821', 'Basic SQL/JSON query operators', '', '', 'NO', NULL, ''),
('T822', 'SQL/JSON: IS JSON WITH UNIQUE KEYS predicate', '', '', 'NO', NULL, ''),
('T823', 'SQL/JSON: PASSING clause', '', '', 'NO', NULL, ''),
('T824', 'JSON_TABLE: specific PLAN clause', '', '', 'NO', NULL, ''),
('T825', 'SQL/JSON: ON EMPTY and ON ERROR clauses', '', '', 'NO', NULL, ''),
('T826', 'General value expression in ON ERROR or ON EMPTY clauses', '', '', 'NO', NULL, ''),
('T827', 'JSON_TABLE: sibling NESTED COLUMNS clauses', '', '', 'NO', NULL, ''),
('T828', 'JSON_QUERY', '', '', 'NO', NULL, ''),
('T829', 'JSON_QUERY: array wrapper options', '', '', 'NO', NULL, ''),
('T830', 'Enforcing unique keys in SQL/JSON constructor functions', '', '', 'NO', NULL, ''),
('T831', 'SQL/JSON path language: strict mode', '', '', 'YES', NULL, ''),
('T832', 'SQL/JSON path language: item method', '', '', 'YES', NULL, ''),
('T833', 'SQL/JSON path language: multiple subscripts', '', '', 'YES', NULL, ''),
('T834', 'SQL/JSON path language: wildcard member accessor', '', '', 'YES', NULL, ''),
('T835', 'SQL/JSON path language: filter expressions', '', '', 'YES', NULL, ''),
('T836', 'SQL/JSON path language: starts with predicate', '', '', 'YES', NULL, ''),
('T837', 'SQL/JSON path language: regex_like predicate', '', '', 'YES', NULL, ''),
('T838', 'JSON_TABLE: PLAN DEFAULT clause', '', '', 'NO', NULL, ''),
('T839', 'Formatted cast of datetimes to/from character strings', '', '', 'NO', NULL, ''),
('M001', 'Datalinks', '', '', 'NO', NULL, ''),
('M002', 'Datalinks via SQL/CLI', '', '', 'NO', NULL, ''),
('M003', 'Datalinks via Embedded SQL', '', '', 'NO', NULL, ''),
('M004', 'Foreign data support', '', '', 'NO', NULL, ''),
('M005', 'Foreign schema support', '', '', 'NO', NULL, ''),
('M006', 'GetSQLString routine', '', '', 'NO', NULL, ''),
('M007', 'TransmitRequest', '', '', 'NO', NULL, ''),
('M009', 'GetOpts and GetStatistics routines', '', '', 'NO', NULL, ''),
('M010', 'Foreign data wrapper support', '', '', 'NO', NULL, ''),
('M011', 'Datalinks via Ada', '', '', 'NO', NULL, ''),
('M012', 'Datalinks via C', '', '', 'NO', NULL, ''),
('M013', 'Datalinks via COBOL', '', '', 'NO', NULL, ''),
('M014', 'Datalinks via Fortran', '', '', 'NO', NULL, ''),
('M015', 'Datalinks via M', '', '', 'NO', NULL, ''),
('M016', 'Datalinks via Pascal', '', '', 'NO', NULL, ''),
('M017', 'Datalinks via PL/I', '', '', 'NO', NULL, ''),
('M018', 'Foreign data wrapper interface routines in Ada', '', '', 'NO', NULL, ''),
('M019', 'Foreign data wrapper interface routines in C', '', '', 'NO', NULL, ''),
('M020', 'Foreign data wrapper interface routines in COBOL', '', '', 'NO', NULL, ''),
('M021', 'Foreign data wrapper interface routines in Fortran', '', '', 'NO', NULL, ''),
('M022', 'Foreign data wrapper interface routines in MUMPS', '', '', 'NO', NULL, ''),
('M023', 'Foreign data wrapper interface routines in Pascal', '', '', 'NO', NULL, ''),
('M024', 'Foreign data wrapper interface routines in PL/I', '', '', 'NO', NULL, ''),
('M030', 'SQL-server foreign data support', '', '', 'NO', NULL, ''),
('M031', 'Foreign data wrapper general routines', '', '', 'NO', NULL, ''),
('X010', 'XML type', '', '', 'YES', NULL, ''),
('X011', 'Arrays of XML type', '', '', 'YES', NULL, ''),
('X012', 'Multisets of XML type', '', '', 'NO', NULL, ''),
('X013', 'Distinct types of XML type', '', '', 'NO', NULL, ''),
('X014', 'Attributes of XML type', '', '', 'YES', NULL, ''),
('X015', 'Fields of XML type', '', '', 'NO', NULL, ''),
('X016', 'Persistent XML values', '', '', 'YES', NULL, ''),
('X020', 'XMLConcat', '', '', 'YES', NULL, ''),
('X025', 'XMLCast', '', '', 'NO', NULL, ''),
('X030', 'XMLDocument', '', '', 'NO', NULL, ''),
('X031', 'XMLElement', '', '', 'YES', NULL, ''),
('X032', 'XMLForest', '', '', 'YES', NULL, ''),
('X034', 'XMLAgg', '', '', 'YES', NULL, ''),
('X035', 'XMLAgg: ORDER BY option', '', '', 'YES', NULL, ''),
('X036', 'XMLComment', '', '', 'YES', NULL, ''),
('X037', 'XMLPI', '', '', 'YES', NULL, ''),
('X038', 'XMLText', '', '', 'NO', NULL, ''),
('X040', 'Basic table mapping', '', '', 'YES', NULL, ''),
('X041', 'Basic table mapping: nulls absent', '', '', 'YES', NULL, ''),
('X042', 'Basic table mapping: null as nil', '', '', 'YES', NULL, ''),
('X043', 'Basic table mapping: table as forest', '', '', 'YES', NULL, ''),
('X044', 'Basic table mapping: table as element', '', '', 'YES', NULL, ''),
('X045', 'Basic table mapping: with target namespace', '', '', 'YES', NULL, ''),
('X046', 'Basic table mapping: data mapping', '', '', 'YES', NULL, ''),
('X047', 'Basic table mapping: metadata mapping', '', '', 'YES', NULL, ''),
('X048', 'Basic table mapping: base64 encoding of binary strings', '', '', 'YES', NULL, ''),
('X049', 'Basic table mapping: hex encoding of binary strings', '', '', 'YES', NULL, ''),
('X050', 'Advanced table mapping', '', '', 'YES', NULL, ''),
('X051', 'Advanced table mapping: nulls absent', '', '', 'YES', NULL, ''),
('X052', 'Advanced table mapping: null as nil', '', '', 'YES', NULL, ''),
('X053', 'Advanced table mapping: table as forest', '', '', 'YES', NULL, ''),
('X054', 'Advanced table mapping: table as element', '', '', 'YES', NULL, ''),
('X055', 'Advanced table mapping: with target namespace', '', '', 'YES', NULL, ''),
('X056', 'Advanced table mapping: data mapping', '', '', 'YES', NULL, ''),
('X057', 'Advanced table mapping: metadata mapping', '', '', 'YES', NULL, ''),
('X058', 'Advanced table mapping: base64 encoding of binary strings', '', '', 'YES', NULL, ''),
('X059', 'Advanced table mapping: hex encoding of binary strings', '', '', 'YES', NULL, ''),
('X060', 'XMLParse: character string input and CONTENT option', '', '', 'YES', NULL, ''),
('X061', 'XMLParse: character string input and DOCUMENT option', '', '', 'YES', NULL, ''),
('X065', 'XMLParse: BLOB input and CONTENT option', '', '', 'NO', NULL, ''),
('X066', 'XMLParse: BLOB input and DOCUMENT option', '', '', 'NO', NULL, ''),
('X068', 'XMLSerialize: BOM', '', '', 'NO', NULL, ''),
('X069', 'XMLSerialize: INDENT', '', '', 'NO', NULL, ''),
('X070', 'XMLSerialize: character string serialization and CONTENT option', '', '', 'YES', NULL, ''),
('X071', 'XMLSerialize: character string serialization and DOCUMENT option', '', '', 'YES', NULL, ''),
('X072', 'XMLSerialize: character string serialization', '', '', 'YES', NULL, ''),
('X073', 'XMLSerialize: BLOB serialization and CONTENT option', '', '', 'NO', NULL, ''),
('X074', 'XMLSerialize: BLOB serialization and DOCUMENT option', '', '', 'NO', NULL, ''),
('X075', 'XMLSerialize: BLOB serialization', '', '', 'NO', NULL, ''),
('X076', 'XMLSerialize: VERSION', '', '', 'NO', NULL, ''),
('X077', 'XMLSerialize: explicit ENCODING option', '', '', 'NO', NULL, ''),
('X078', 'XMLSerialize: explicit XML declaration', '', '', 'NO', NULL, ''),
('X080', 'Namespaces in XML publishing', '', '', 'NO', NULL, ''),
('X081', 'Query-level XML namespace declarations', '', '', 'NO', NULL, ''),
('X082', 'XML namespace declarations in DML', '', '', 'NO', NULL, ''),
('X083', 'XML namespace declarations in DDL', '', '', 'NO', NULL, ''),
('X084', 'XML namespace declarations in compound statements', '', '', 'NO', NULL, ''),
('X085', 'Predefined namespace prefixes', '', '', 'NO', NULL, ''),
('X086', 'XML namespace declarations in XMLTable', '', '', 'NO', NULL, ''),
('X090', 'XML document predicate', '', '', 'YES', NULL, ''),
('X091', 'XML content predicate', '', '', 'NO', NULL, ''),
('X096', 'XMLExists', '', '', 'NO', NULL, ''),
('X100', 'Host language support for XML: CONTENT option', '', '', 'NO', NULL, ''),
('X101', 'Host language support for XML: DOCUMENT option', '', '', 'NO', NULL, ''),
('X110', 'Host language support for XML: VARCHAR mapping', '', '', 'NO', NULL, ''),
('X111', 'Host language support for XML: CLOB mapping', '', '', 'NO', NULL, ''),
('X112', 'Host language support for XML: BLOB mapping', '', '', 'NO', NULL, ''),
('X113', 'Host language support for XML: STRIP WHITESPACE option', '', '', 'NO', NULL, ''),
('X114', 'Host language support for XML: PRESERVE WHITESPACE option', '', '', 'NO', NULL, ''),
('X120', 'XML parameters in SQL routines', '', '', 'YES', NULL, ''),
('X121', 'XML parameters in external routines', '', '', 'YES', NULL, ''),
('X131', 'Query-level XMLBINARY clause', '', '', 'NO', NULL, ''),
('X132', 'XMLBINARY clause in DML', '', '', 'NO', NULL, ''),
('X133', 'XMLBINARY clause in DDL', '', '', 'NO', NULL, ''),
('X134', 'XMLBINARY clause in compound statements', '', '', 'NO', NULL, ''),
('X135', 'XMLBINARY clause in subqueries', '', '', 'NO', NULL, ''),
('X141', 'IS VALID predicate: data-driven case', '', '', 'NO', NULL, ''),
('X142', 'IS VALID predicate: ACCORDING TO clause', '', '', 'NO', NULL, ''),
('X143', 'IS VALID predicate: ELEMENT clause', '', '', 'NO', NULL, ''),
('X144', 'IS VALID predicate: schema location', '', '', 'NO', NULL, ''),
('X145', 'IS VALID predicate outside check constraints', '', '', 'NO', NULL, ''),
('X151', 'IS VALID predicate with DOCUMENT option', '', '', 'NO', NULL, ''),
('X152', 'IS VALID predicate with CONTENT option', '', '', 'NO', NULL, ''),
('X153', 'IS VALID predicate with SEQUENCE option', '', '', 'NO', NULL, ''),
('X155', 'IS VALID predicate: NAMESPACE without ELEMENT clause', '', '', 'NO', NULL, ''),
('X157', 'IS VALID predicate: NO NAMESPACE with ELEMENT clause', '', '', 'NO', NULL, ''),
('X160', 'Basic Information Schema for registered XML Schemas', '', '', 'NO', NULL, ''),
('X161', 'Advanced Information Schema for registered XML Schemas', '', '', 'NO', NULL, ''),
('X170', 'XML null handling options', '', '', 'NO', NULL, ''),
('X171', 'NIL ON NO CONTENT option', '', '', 'NO', NULL, ''),
('X181', 'XML(DOCUMENT(UNTYPED)) type', '', '', 'NO', NULL, ''),
('X182', 'XML(DOCUMENT(ANY)) type', '', '', 'NO', NULL, ''),
('X190', 'XML(SEQUENCE) type', '', '', 'NO', NULL, ''),
('X191', 'XML(DOCUMENT(XMLSCHEMA)) type', '', '', 'NO', NULL, ''),
('X192', 'XML(CONTENT(XMLSCHEMA)) type', '', '', 'NO', NULL, ''),
('X200', 'XMLQuery', '', '', 'NO', NULL, ''),
('X201', 'XMLQuery: RETURNING CONTENT', '', '', 'NO', NULL, ''),
('X202', 'XMLQuery: RETURNING SEQUENCE', '', '', 'NO', NULL, ''),
('X203', 'XMLQuery: passing a context item', '', '', 'NO', NULL, ''),
('X204', 'XMLQuery: initializing an XQuery variable', '', '', 'NO', NULL, ''),
('X205', 'XMLQuery: EMPTY ON EMPTY option', '', '', 'NO', NULL, ''),
('X206', 'XMLQuery: NULL ON EMPTY option', '', '', 'NO', NULL, ''),
('X211', 'XML 1.1 support', '', '', 'NO', NULL, ''),
('X221', 'XML passing mechanism BY VALUE', '', '', 'YES', NULL, ''),
('X222', 'XML passing mechanism BY REF', '', '', 'NO', NULL, ''),
('X231', 'XML(CONTENT(UNTYPED)) type', '', '', 'NO', NULL, ''),
('X232', 'XML(CONTENT(ANY)) type', '', '', 'NO', NULL, ''),
('X241', 'RETURNING CONTENT in XML publishing', '', '', 'NO', NULL, ''),
('X242', 'RETURNING SEQUENCE in XML publishing', '', '', 'NO', NULL, ''),
('X251', 'Persistent XML values of XML(DOCUMENT(UNTYPED)) type', '', '', 'NO', NULL, ''),
('X252', 'Persistent XML values of XML(DOCUMENT(ANY)) type', '', '', 'NO', NULL, ''),
('X253', 'Persistent XML values of XML(CONTENT(UNTYPED)) type', '', '', 'NO', NULL, ''),
('X254', 'Persistent XML values of XML(CONTENT(ANY)) type', '', '', 'NO', NULL, ''),
('X255', 'Persistent XML values of XML(SEQUENCE) type', '', '', 'NO', NULL, ''),
('X256', 'Persistent XML values of XML(DOCUMENT(XMLSCHEMA)) type', '', '', 'NO', NULL, ''),
('X257', 'Persistent XML values of XML(CONTENT(XMLSCHEMA)) type', '', '', 'NO', NULL, ''),
('X260', 'XML type: ELEMENT clause', '', '', 'NO', NULL, ''),
('X261', 'XML type: NAMESPACE without ELEMENT clause', '', '', 'NO', NULL, ''),
('X263', 'XML type: NO NAMESPACE with ELEMENT clause', '', '', 'NO', NULL, ''),
('X264', 'XML type: schema location', '', '', 'NO', NULL, ''),
('X271', 'XMLValidate: data-driven case', '', '', 'NO', NULL, ''),
('X272', 'XMLValidate: ACCORDING TO clause', '', '', 'NO', NULL, ''),
('X273', 'XMLValidate: ELEMENT clause', '', '', 'NO', NULL, ''),
('X274', 'XMLValidate: schema location', '', '', 'NO', NULL, ''),
('X281', 'XMLValidate with DOCUMENT option', '', '', 'NO', NULL, ''),
('X282', 'XMLValidate with CONTENT option', '', '', 'NO', NULL, ''),
('X283', 'XMLValidate with SEQUENCE option', '', '', 'NO', NULL, ''),
('X284', 'XMLValidate: NAMESPACE without ELEMENT clause', '', '', 'NO', NULL, ''),
('X286', 'XMLValidate: NO NAMESPACE with ELEMENT clause', '', '', 'NO', NULL, ''),
('X300', 'XMLTable', '', '', 'NO', NULL, ''),
('X301', 'XMLTable: derived column list option', '', '', 'YES', NULL, ''),
('X302', 'XMLTable: ordinality column option', '', '', 'YES', NULL, ''),
('X303', 'XMLTable: column default option', '', '', 'YES', NULL, ''),
('X304', 'XMLTable: passing a context item', '', '', 'YES', NULL, ''),
('X305', 'XMLTable: initializing an XQuery variable', '', '', 'NO', NULL, ''),
('X400', 'Name and identifier mapping', '', '', 'YES', NULL, ''),
('X410', 'Alter column data type: XML type', '', '', 'YES', NULL, '');

CREATE TABLE information_schema.sql_implementation_info (
    implementation_info_id information_schema.character_data,
    implementation_info_name information_schema.character_data,
    integer_value information_schema.cardinal_number,
    character_value information_schema.character_data,
    comments information_schema.character_data
);

INSERT INTO information_schema.sql_implementation_info VALUES
('10003', 'CATALOG NAME', NULL, 'Y', ''),
('10004', 'COLLATING SEQUENCE', NULL, NULL, ''),
('23', 'CURSOR COMMIT BEHAVIOR', '1', NULL, ''),
('2', 'DATA SOURCE NAME', NULL, '', ''),
('17', 'DBMS NAME', NULL, 'PostgreSQL', ''),
('26', 'DEFAULT TRANSACTION ISOLATION', '2', NULL, ''),
('28', 'IDENTIFIER CASE', '3', NULL, ''),
('85', 'NULL COLLATION', '0', NULL, ''),
('13', 'SERVER NAME', NULL, '', ''),
('94', 'SPECIAL CHARACTERS', NULL, '', ''),
('46', 'TRANSACTION CAPABLE', '2', NULL, ''),
('18', 'DBMS VERSION', NULL, '15.18.0000)', '');

CREATE TABLE information_schema.sql_parts (
    feature_id information_schema.character_data,
    feature_name information_schema.character_data,
    is_supported information_schema.yes_or_no,
    is_verified_by information_schema.character_data,
    comments information_schema.character_data
);

INSERT INTO information_schema.sql_parts VALUES
('1', 'Framework (SQL/Framework)', 'NO', NULL, ''),
('2', 'Foundation (SQL/Foundation)', 'NO', NULL, ''),
('3', 'Call-Level Interface (SQL/CLI)', 'NO', NULL, ''),
('4', 'Persistent Stored Modules (SQL/PSM)', 'NO', NULL, ''),
('9', 'Management of External Data (SQL/MED)', 'NO', NULL, ''),
('10', 'Object Language Bindings (SQL/OLB)', 'NO', NULL, ''),
('11', 'Information and Definition Schema (SQL/Schemata)', 'NO', NULL, ''),
('13', 'Routines and Types Using the Java Programming Language (SQL/JRT)', 'NO', NULL, ''),
('14', 'XML-Related Specifications (SQL/XML)', 'NO', NULL, ''),
('15', 'Multi-Dimensional Arrays (SQL/MDA)', 'NO', NULL, '');

CREATE TABLE information_schema.sql_sizing (
    sizing_id information_schema.cardinal_number,
    sizing_name information_schema.character_data,
    supported_value information_schema.cardinal_number,
    comments information_schema.character_data
);

INSERT INTO information_schema.sql_sizing VALUES
('97', 'MAXIMUM COLUMNS IN GROUP BY', '0', ''),
('99', 'MAXIMUM COLUMNS IN ORDER BY', '0', ''),
('100', 'MAXIMUM COLUMNS IN SELECT', '1664', ''),
('101', 'MAXIMUM COLUMNS IN TABLE', '1600', ''),
('1', 'MAXIMUM CONCURRENT ACTIVITIES', '0', ''),
('0', 'MAXIMUM DRIVER CONNECTIONS', NULL, ''),
('20000', 'MAXIMUM STATEMENT OCTETS', '0', ''),
('20001', 'MAXIMUM STATEMENT OCTETS DATA', '0', ''),
('20002', 'MAXIMUM STATEMENT OCTETS SCHEMA', '0', ''),
('106', 'MAXIMUM TABLES IN SELECT', '0', ''),
('25000', 'MAXIMUM CURRENT DEFAULT TRANSFORM GROUP LENGTH', NULL, ''),
('25001', 'MAXIMUM CURRENT TRANSFORM GROUP LENGTH', NULL, ''),
('25002', 'MAXIMUM CURRENT PATH LENGTH', '0', ''),
('25003', 'MAXIMUM CURRENT ROLE LENGTH', NULL, ''),
('34', 'MAXIMUM CATALOG NAME LENGTH', '63', ''),
('30', 'MAXIMUM COLUMN NAME LENGTH', '63', ''),
('31', 'MAXIMUM CURSOR NAME LENGTH', '63', ''),
('10005', 'MAXIMUM IDENTIFIER LENGTH', '63', ''),
('32', 'MAXIMUM SCHEMA NAME LENGTH', '63', ''),
('35', 'MAXIMUM TABLE NAME LENGTH', '63', ''),
('107', 'MAXIMUM USER NAME LENGTH', '63', ''),
('25004', 'MAXIMUM SESSION USER LENGTH', '63', ''),
('25005', 'MAXIMUM SYSTEM USER LENGTH', '63', '');

GRANT SELECT ON information_schema.administrable_role_authorizations,
      information_schema.applicable_roles,
      information_schema.attributes,
      information_schema.character_sets,
      information_schema.check_constraint_routine_usage,
      information_schema.check_constraints,
      information_schema.collation_character_set_applicability,
      information_schema.collations,
      information_schema.column_column_usage,
      information_schema.column_domain_usage,
      information_schema.column_options,
      information_schema.column_privileges,
      information_schema.column_udt_usage,
      information_schema.columns,
      information_schema.constraint_column_usage,
      information_schema.constraint_table_usage,
      information_schema.data_type_privileges,
      information_schema.domain_constraints,
      information_schema.domain_udt_usage,
      information_schema.domains,
      information_schema.element_types,
      information_schema.enabled_roles,
      information_schema.foreign_data_wrapper_options,
      information_schema.foreign_data_wrappers,
      information_schema.foreign_server_options,
      information_schema.foreign_servers,
      information_schema.foreign_table_options,
      information_schema.foreign_tables,
      information_schema.information_schema_catalog_name,
      information_schema.key_column_usage,
      information_schema.parameters,
      information_schema.referential_constraints,
      information_schema.role_column_grants,
      information_schema.role_routine_grants,
      information_schema.role_table_grants,
      information_schema.role_udt_grants,
      information_schema.role_usage_grants,
      information_schema.routine_column_usage,
      information_schema.routine_privileges,
      information_schema.routine_routine_usage,
      information_schema.routine_sequence_usage,
      information_schema.routine_table_usage,
      information_schema.routines,
      information_schema.schemata,
      information_schema.sequences,
      information_schema.sql_features,
      information_schema.sql_implementation_info,
      information_schema.sql_sizing,
      information_schema.table_constraints,
      information_schema.table_privileges,
      information_schema.tables,
      information_schema.triggered_update_columns,
      information_schema.triggers,
      information_schema.udt_privileges,
      information_schema.usage_privileges,
      information_schema.user_defined_types,
      information_schema.user_mapping_options,
      information_schema.user_mappings,
      information_schema.view_column_usage,
      information_schema.view_routine_usage,
      information_schema.view_table_usage,
      information_schema.views
   TO PUBLIC;
