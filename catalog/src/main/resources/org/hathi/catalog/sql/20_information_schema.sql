-- information_schema: the views that tools ask for most. Hathi's own definitions over PostgreSQL 15's column lists.

CREATE SCHEMA IF NOT EXISTS information_schema;
GRANT USAGE ON SCHEMA information_schema TO PUBLIC;

CREATE DOMAIN information_schema.cardinal_number AS integer
    CONSTRAINT cardinal_number_domain_check CHECK (value >= 0);

CREATE DOMAIN information_schema.character_data AS character varying COLLATE "C";

CREATE DOMAIN information_schema.sql_identifier AS name;

CREATE DOMAIN information_schema.time_stamp AS timestamp(2) with time zone
    DEFAULT current_timestamp(2);

CREATE DOMAIN information_schema.yes_or_no AS character varying(3) COLLATE "C"
    CONSTRAINT yes_or_no_check CHECK (value IN ('YES', 'NO'));

CREATE VIEW information_schema.information_schema_catalog_name AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS catalog_name;

CREATE VIEW information_schema.schemata AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS catalog_name,
       CAST(n.nspname AS information_schema.sql_identifier) AS schema_name,
       CAST(r.rolname AS information_schema.sql_identifier) AS schema_owner,
       CAST(NULL AS information_schema.sql_identifier) AS default_character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS default_character_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS default_character_set_name,
       CAST(NULL AS information_schema.character_data) AS sql_path
FROM pg_namespace n JOIN pg_authid r ON n.nspowner = r.oid
WHERE pg_has_role(n.nspowner, 'USAGE') OR has_schema_privilege(n.oid, 'CREATE, USAGE');

CREATE VIEW information_schema.tables AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(CASE WHEN n.oid = pg_my_temp_schema() THEN 'LOCAL TEMPORARY' WHEN c.relkind IN ('r', 'p') THEN 'BASE TABLE'
            WHEN c.relkind = 'v' THEN 'VIEW' WHEN c.relkind = 'f' THEN 'FOREIGN' END AS information_schema.character_data) AS table_type,
       CAST(NULL AS information_schema.sql_identifier) AS self_referencing_column_name,
       CAST(NULL AS information_schema.character_data) AS reference_generation,
       CAST(CASE WHEN t.oid IS NOT NULL THEN current_database() END AS information_schema.sql_identifier) AS user_defined_type_catalog,
       CAST(tn.nspname AS information_schema.sql_identifier) AS user_defined_type_schema,
       CAST(t.typname AS information_schema.sql_identifier) AS user_defined_type_name,
       CAST(CASE WHEN c.relkind IN ('r', 'p') OR c.relkind IN ('v', 'f') AND pg_relation_is_updatable(c.oid, false) & 8 = 8 THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_insertable_into,
       CAST(CASE WHEN t.oid IS NOT NULL THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_typed,
       CAST(NULL AS information_schema.character_data) AS commit_action
FROM pg_class c
     JOIN pg_namespace n ON c.relnamespace = n.oid
     LEFT JOIN pg_type t ON c.reloftype = t.oid
     LEFT JOIN pg_namespace tn ON t.typnamespace = tn.oid
WHERE c.relkind IN ('r', 'v', 'f', 'p')
  AND NOT pg_is_other_temp_schema(n.oid)
  AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.columns AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(a.attname AS information_schema.sql_identifier) AS column_name,
       CAST(a.attnum AS information_schema.cardinal_number) AS ordinal_position,
       CAST(CASE WHEN a.attgenerated = '' THEN pg_get_expr(ad.adbin, ad.adrelid) END AS information_schema.character_data) AS column_default,
       CAST(CASE WHEN a.attnotnull OR t.typtype = 'd' AND t.typnotnull THEN 'NO' ELSE 'YES' END AS information_schema.yes_or_no) AS is_nullable,
       CAST(CASE WHEN t.typtype = 'd' THEN
              CASE WHEN bt.typelem <> 0 AND bt.typlen = -1 THEN 'ARRAY' WHEN bn.nspname = 'pg_catalog' THEN format_type(t.typbasetype, NULL)
                   ELSE 'USER-DEFINED' END
            ELSE CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 'ARRAY' WHEN tn.nspname = 'pg_catalog' THEN format_type(a.atttypid, NULL)
                      ELSE 'USER-DEFINED' END END AS information_schema.character_data) AS data_type,
       CAST(CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END <> -1 THEN CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END IN (1042, 1043) THEN CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END - 4
            WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END IN (1560, 1562) THEN CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END END END AS information_schema.cardinal_number) AS character_maximum_length,
       CAST(CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END IN (25, 1042, 1043) THEN CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END = -1 THEN 1073741824
            ELSE (CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END - 4) * pg_encoding_max_length((SELECT d.encoding FROM pg_database d WHERE d.datname = current_database())) END END AS information_schema.cardinal_number) AS character_octet_length,
       CAST(CASE CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END WHEN 21 THEN 16 WHEN 23 THEN 32 WHEN 20 THEN 64 WHEN 700 THEN 24 WHEN 701 THEN 53
            WHEN 1700 THEN CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END <> -1 THEN (CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END - 4) >> 16 & 65535 END END AS information_schema.cardinal_number) AS numeric_precision,
       CAST(CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END IN (20, 21, 23, 700, 701) THEN 2 WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END = 1700 THEN 10 END AS information_schema.cardinal_number) AS numeric_precision_radix,
       CAST(CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END IN (20, 21, 23) THEN 0
            WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END = 1700 AND CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END <> -1 THEN (CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END - 4) & 2047 END AS information_schema.cardinal_number) AS numeric_scale,
       CAST(CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END = 1082 THEN 0 WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END IN (1083, 1114, 1184, 1266) THEN CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END < 0 THEN 6 ELSE CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END END
            WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END = 1186 THEN CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END < 0 OR CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END & 65535 = 65535 THEN 6 ELSE CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END & 65535 END END AS information_schema.cardinal_number) AS datetime_precision,
       CAST(CASE WHEN CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END = 1186 THEN upper(substring(format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END) FROM '^interval[()0-9]* (.+)$')) END AS information_schema.character_data) AS interval_type,
       CAST(NULL AS information_schema.cardinal_number) AS interval_precision,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_schema,
       CAST(NULL AS information_schema.sql_identifier) AS character_set_name,
       CAST(CASE WHEN cn.nspname IS NOT NULL THEN current_database() END AS information_schema.sql_identifier) AS collation_catalog,
       CAST(cn.nspname AS information_schema.sql_identifier) AS collation_schema,
       CAST(co.collname AS information_schema.sql_identifier) AS collation_name,
       CAST(CASE WHEN t.typtype = 'd' THEN current_database() END AS information_schema.sql_identifier) AS domain_catalog,
       CAST(CASE WHEN t.typtype = 'd' THEN tn.nspname END AS information_schema.sql_identifier) AS domain_schema,
       CAST(CASE WHEN t.typtype = 'd' THEN t.typname END AS information_schema.sql_identifier) AS domain_name,
       CAST(current_database() AS information_schema.sql_identifier) AS udt_catalog,
       CAST(coalesce(bn.nspname, tn.nspname) AS information_schema.sql_identifier) AS udt_schema,
       CAST(coalesce(bt.typname, t.typname) AS information_schema.sql_identifier) AS udt_name,
       CAST(NULL AS information_schema.sql_identifier) AS scope_catalog,
       CAST(NULL AS information_schema.sql_identifier) AS scope_schema,
       CAST(NULL AS information_schema.sql_identifier) AS scope_name,
       CAST(NULL AS information_schema.cardinal_number) AS maximum_cardinality,
       CAST(a.attnum AS information_schema.sql_identifier) AS dtd_identifier,
       CAST('NO' AS information_schema.yes_or_no) AS is_self_referencing,
       CAST(CASE WHEN a.attidentity IN ('a', 'd') THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_identity,
       CAST(CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS information_schema.character_data) AS identity_generation,
       CAST(s.seqstart AS information_schema.character_data) AS identity_start,
       CAST(s.seqincrement AS information_schema.character_data) AS identity_increment,
       CAST(s.seqmax AS information_schema.character_data) AS identity_maximum,
       CAST(s.seqmin AS information_schema.character_data) AS identity_minimum,
       CAST(CASE WHEN s.seqcycle THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS identity_cycle,
       CAST(CASE WHEN a.attgenerated = '' THEN 'NEVER' ELSE 'ALWAYS' END AS information_schema.character_data) AS is_generated,
       CAST(CASE WHEN a.attgenerated <> '' THEN pg_get_expr(ad.adbin, ad.adrelid) END AS information_schema.character_data) AS generation_expression,
       CAST(CASE WHEN c.relkind IN ('r', 'p') OR c.relkind IN ('v', 'f') AND pg_column_is_updatable(c.oid, a.attnum, false) THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_updatable
FROM pg_attribute a
     LEFT JOIN pg_attrdef ad ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum
     JOIN pg_class c ON a.attrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_type t ON a.atttypid = t.oid
     JOIN pg_namespace tn ON t.typnamespace = tn.oid
     LEFT JOIN pg_type bt ON t.typtype = 'd' AND t.typbasetype = bt.oid
     LEFT JOIN pg_namespace bn ON bt.typnamespace = bn.oid
     LEFT JOIN pg_collation co ON a.attcollation = co.oid AND NOT (co.collname = 'default' AND co.collnamespace = 11)
     LEFT JOIN pg_namespace cn ON co.collnamespace = cn.oid
     LEFT JOIN pg_depend dep ON dep.refclassid = 1259 AND dep.refobjid = c.oid AND dep.refobjsubid = a.attnum
                                AND dep.classid = 1259 AND dep.deptype = 'i'
     LEFT JOIN pg_sequence s ON dep.objid = s.seqrelid
WHERE NOT pg_is_other_temp_schema(n.oid)
  AND a.attnum > 0
  AND NOT a.attisdropped
  AND c.relkind IN ('r', 'v', 'f', 'p')
  AND (pg_has_role(c.relowner, 'USAGE')
       OR has_column_privilege(c.oid, a.attnum, 'SELECT, INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.views AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(CASE WHEN pg_has_role(c.relowner, 'USAGE') THEN pg_get_viewdef(c.oid) END AS information_schema.character_data) AS view_definition,
       CAST(CASE WHEN 'check_option=cascaded' = ANY (c.reloptions) THEN 'CASCADED'
            WHEN 'check_option=local' = ANY (c.reloptions) THEN 'LOCAL' ELSE 'NONE' END AS information_schema.character_data) AS check_option,
       CAST(CASE WHEN pg_relation_is_updatable(c.oid, false) & 20 = 20 THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_updatable,
       CAST(CASE WHEN pg_relation_is_updatable(c.oid, false) & 8 = 8 THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_insertable_into,
       CAST(CASE WHEN EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgtype & 81 = 81) THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_trigger_updatable,
       CAST(CASE WHEN EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgtype & 73 = 73) THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_trigger_deletable,
       CAST(CASE WHEN EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgtype & 69 = 69) THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_trigger_insertable_into
FROM pg_class c JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE c.relkind = 'v'
  AND NOT pg_is_other_temp_schema(n.oid)
  AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.sequences AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS sequence_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS sequence_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS sequence_name,
       CAST(format_type(s.seqtypid, NULL) AS information_schema.character_data) AS data_type,
       CAST(CASE s.seqtypid WHEN 21 THEN 16 WHEN 23 THEN 32 ELSE 64 END AS information_schema.cardinal_number) AS numeric_precision,
       CAST(2 AS information_schema.cardinal_number) AS numeric_precision_radix,
       CAST(0 AS information_schema.cardinal_number) AS numeric_scale,
       CAST(s.seqstart AS information_schema.character_data) AS start_value,
       CAST(s.seqmin AS information_schema.character_data) AS minimum_value,
       CAST(s.seqmax AS information_schema.character_data) AS maximum_value,
       CAST(s.seqincrement AS information_schema.character_data) AS increment,
       CAST(CASE WHEN s.seqcycle THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS cycle_option
FROM pg_class c
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_sequence s ON s.seqrelid = c.oid
WHERE c.relkind = 'S'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 1259 AND d.objid = c.oid AND d.deptype = 'i')
  AND NOT pg_is_other_temp_schema(n.oid)
  AND (pg_has_role(c.relowner, 'USAGE') OR has_sequence_privilege(c.oid, 'SELECT, UPDATE, USAGE'));

CREATE VIEW information_schema.table_constraints AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS constraint_catalog,
       CAST(nc.nspname AS information_schema.sql_identifier) AS constraint_schema,
       CAST(k.conname AS information_schema.sql_identifier) AS constraint_name,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(CASE k.contype WHEN 'c' THEN 'CHECK' WHEN 'f' THEN 'FOREIGN KEY' WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' END AS information_schema.character_data) AS constraint_type,
       CAST(CASE WHEN k.condeferrable THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_deferrable,
       CAST(CASE WHEN k.condeferred THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS initially_deferred,
       CAST('YES' AS information_schema.yes_or_no) AS enforced,
       CAST(CASE WHEN k.contype = 'u'
            THEN (SELECT CASE WHEN x.indnullsnotdistinct THEN 'NO' ELSE 'YES' END FROM pg_index x WHERE x.indexrelid = k.conindid) END AS information_schema.yes_or_no) AS nulls_distinct
FROM pg_constraint k
     JOIN pg_namespace nc ON k.connamespace = nc.oid
     JOIN pg_class c ON k.conrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE k.contype NOT IN ('t', 'x')
  AND c.relkind IN ('r', 'p')
  AND NOT pg_is_other_temp_schema(n.oid)
  AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       OR has_any_column_privilege(c.oid, 'INSERT, UPDATE, REFERENCES'))
UNION ALL
SELECT CAST(current_database() AS information_schema.sql_identifier),
       CAST(n.nspname AS information_schema.sql_identifier),
       CAST(n.oid::text || '_' || c.oid::text || '_' || a.attnum::text || '_not_null' AS information_schema.sql_identifier),
       CAST(current_database() AS information_schema.sql_identifier),
       CAST(n.nspname AS information_schema.sql_identifier),
       CAST(c.relname AS information_schema.sql_identifier),
       CAST('CHECK' AS information_schema.character_data),
       CAST('NO' AS information_schema.yes_or_no),
       CAST('NO' AS information_schema.yes_or_no),
       CAST('YES' AS information_schema.yes_or_no),
       CAST(NULL AS information_schema.yes_or_no)
FROM pg_attribute a
     JOIN pg_class c ON a.attrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE a.attnotnull
  AND a.attnum > 0
  AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p')
  AND NOT pg_is_other_temp_schema(n.oid)
  AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       OR has_any_column_privilege(c.oid, 'INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.key_column_usage AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS constraint_catalog,
       CAST(nc.nspname AS information_schema.sql_identifier) AS constraint_schema,
       CAST(k.conname AS information_schema.sql_identifier) AS constraint_name,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(a.attname AS information_schema.sql_identifier) AS column_name,
       CAST(u.n AS information_schema.cardinal_number) AS ordinal_position,
       CAST(CASE WHEN k.contype = 'f' THEN (SELECT array_position(p.conkey, k.confkey[u.n]) FROM pg_constraint p
            WHERE p.conrelid = k.confrelid AND p.conindid = k.conindid AND p.contype IN ('p', 'u')) END AS information_schema.cardinal_number) AS position_in_unique_constraint
FROM pg_constraint k
     JOIN pg_namespace nc ON k.connamespace = nc.oid
     JOIN pg_class c ON k.conrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
     CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY u (attnum, n)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.attnum AND NOT a.attisdropped
WHERE k.contype IN ('p', 'u', 'f')
  AND c.relkind IN ('r', 'p')
  AND NOT pg_is_other_temp_schema(n.oid)
  AND (pg_has_role(c.relowner, 'USAGE')
       OR has_column_privilege(c.oid, a.attnum, 'SELECT, INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.referential_constraints AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS constraint_catalog,
       CAST(nc.nspname AS information_schema.sql_identifier) AS constraint_schema,
       CAST(k.conname AS information_schema.sql_identifier) AS constraint_name,
       CAST(CASE WHEN p.oid IS NOT NULL THEN current_database() END AS information_schema.sql_identifier) AS unique_constraint_catalog,
       CAST(np.nspname AS information_schema.sql_identifier) AS unique_constraint_schema,
       CAST(p.conname AS information_schema.sql_identifier) AS unique_constraint_name,
       CAST(CASE k.confmatchtype WHEN 'f' THEN 'FULL' WHEN 'p' THEN 'PARTIAL' WHEN 's' THEN 'NONE' END AS information_schema.character_data) AS match_option,
       CAST(CASE k.confupdtype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' WHEN 'r' THEN 'RESTRICT'
            WHEN 'a' THEN 'NO ACTION' END AS information_schema.character_data) AS update_rule,
       CAST(CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' WHEN 'r' THEN 'RESTRICT'
            WHEN 'a' THEN 'NO ACTION' END AS information_schema.character_data) AS delete_rule
FROM pg_constraint k
     JOIN pg_namespace nc ON k.connamespace = nc.oid
     JOIN pg_class c ON k.conrelid = c.oid
     LEFT JOIN pg_constraint p ON p.conrelid = k.confrelid AND p.conindid = k.conindid AND p.contype IN ('p', 'u')
     LEFT JOIN pg_namespace np ON p.connamespace = np.oid
WHERE k.contype = 'f'
  AND (pg_has_role(c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
       OR has_any_column_privilege(c.oid, 'INSERT, UPDATE, REFERENCES'));

CREATE VIEW information_schema.check_constraints AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS constraint_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS constraint_schema,
       CAST(k.conname AS information_schema.sql_identifier) AS constraint_name,
       CAST(substr(pg_get_constraintdef(k.oid), 7) AS information_schema.character_data) AS check_clause
FROM pg_constraint k
     LEFT JOIN pg_namespace n ON k.connamespace = n.oid
     LEFT JOIN pg_class c ON k.conrelid = c.oid
     LEFT JOIN pg_type t ON k.contypid = t.oid
WHERE k.contype = 'c' AND pg_has_role(coalesce(c.relowner, t.typowner), 'USAGE')
UNION ALL
SELECT CAST(current_database() AS information_schema.sql_identifier),
       CAST(n.nspname AS information_schema.sql_identifier),
       CAST(n.oid::text || '_' || c.oid::text || '_' || a.attnum::text || '_not_null' AS information_schema.sql_identifier),
       CAST(a.attname || ' IS NOT NULL' AS information_schema.character_data)
FROM pg_attribute a
     JOIN pg_class c ON a.attrelid = c.oid
     JOIN pg_namespace n ON c.relnamespace = n.oid
WHERE a.attnotnull
  AND a.attnum > 0
  AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p')
  AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.constraint_column_usage AS
SELECT
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(a.attname AS information_schema.sql_identifier) AS column_name,
       CAST(current_database() AS information_schema.sql_identifier) AS constraint_catalog,
       CAST(nc.nspname AS information_schema.sql_identifier) AS constraint_schema,
       CAST(k.conname AS information_schema.sql_identifier) AS constraint_name
FROM pg_constraint k
     JOIN pg_namespace nc ON k.connamespace = nc.oid
     JOIN pg_class c ON c.oid = CASE WHEN k.contype = 'f' THEN k.confrelid ELSE k.conrelid END
     JOIN pg_namespace n ON c.relnamespace = n.oid
     JOIN pg_attribute a ON a.attrelid = c.oid
          AND a.attnum = ANY (CASE WHEN k.contype = 'f' THEN k.confkey ELSE k.conkey END)
WHERE k.contype IN ('c', 'p', 'u', 'f')
  AND c.relkind IN ('r', 'p')
  AND NOT a.attisdropped
  AND pg_has_role(c.relowner, 'USAGE');

CREATE VIEW information_schema.enabled_roles AS
SELECT
       CAST(a.rolname AS information_schema.sql_identifier) AS role_name
FROM pg_authid a
WHERE pg_has_role(a.oid, 'USAGE');

CREATE VIEW information_schema.table_privileges AS
SELECT
       CAST(g.rolname AS information_schema.sql_identifier) AS grantor,
       CAST(coalesce(e.rolname, 'PUBLIC') AS information_schema.sql_identifier) AS grantee,
       CAST(current_database() AS information_schema.sql_identifier) AS table_catalog,
       CAST(n.nspname AS information_schema.sql_identifier) AS table_schema,
       CAST(c.relname AS information_schema.sql_identifier) AS table_name,
       CAST(p.privilege_type AS information_schema.character_data) AS privilege_type,
       CAST(CASE WHEN p.is_grantable OR pg_has_role(coalesce(e.oid, 0), c.relowner, 'USAGE') THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS is_grantable,
       CAST(CASE WHEN p.privilege_type = 'SELECT' THEN 'YES' ELSE 'NO' END AS information_schema.yes_or_no) AS with_hierarchy
FROM pg_class c
     JOIN pg_namespace n ON c.relnamespace = n.oid
     CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) p
     JOIN pg_authid g ON p.grantor = g.oid
     LEFT JOIN pg_authid e ON p.grantee = e.oid
WHERE c.relkind IN ('r', 'v', 'f', 'p')
  AND p.privilege_type IN ('INSERT', 'SELECT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER')
  AND (p.grantee = 0 OR e.oid IS NOT NULL)
  AND (pg_has_role(g.oid, 'USAGE') OR e.oid IS NULL OR pg_has_role(e.oid, 'USAGE'));

GRANT SELECT ON ALL TABLES IN SCHEMA information_schema TO PUBLIC;
