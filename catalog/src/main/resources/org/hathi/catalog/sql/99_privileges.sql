-- Last: the system views that nobody restricted above may be read by all.

UPDATE pg_catalog.pg_class c
   SET relacl = acldefault('r', c.relowner) || makeaclitem(0, c.relowner, 'SELECT', false)
 WHERE c.relkind IN ('v', 'm')
   AND c.relacl IS NULL
   AND c.relnamespace = 11;

COMMENT ON SCHEMA public IS 'standard public schema';

-- What privileges a new cluster has, so that pg_dump writes only later changes.

INSERT INTO pg_catalog.pg_init_privs (objoid, classoid, objsubid, privtype, initprivs)
SELECT oid, 'pg_catalog.pg_class'::regclass, 0, 'i', relacl FROM pg_catalog.pg_class WHERE relacl IS NOT NULL
UNION ALL
SELECT attrelid, 'pg_catalog.pg_class'::regclass, attnum, 'i', attacl FROM pg_catalog.pg_attribute WHERE attacl IS NOT NULL
UNION ALL
SELECT oid, 'pg_catalog.pg_proc'::regclass, 0, 'i', proacl FROM pg_catalog.pg_proc WHERE proacl IS NOT NULL
UNION ALL
SELECT oid, 'pg_catalog.pg_type'::regclass, 0, 'i', typacl FROM pg_catalog.pg_type WHERE typacl IS NOT NULL
UNION ALL
SELECT oid, 'pg_catalog.pg_language'::regclass, 0, 'i', lanacl FROM pg_catalog.pg_language WHERE lanacl IS NOT NULL
UNION ALL
SELECT oid, 'pg_catalog.pg_namespace'::regclass, 0, 'i', nspacl FROM pg_catalog.pg_namespace WHERE nspacl IS NOT NULL;
