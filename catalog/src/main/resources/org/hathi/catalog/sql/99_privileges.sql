-- Last: the system views that nobody restricted above may be read by all.

UPDATE pg_catalog.pg_class c
   SET relacl = acldefault('r', c.relowner) || makeaclitem(0, c.relowner, 'SELECT', false)
 WHERE c.relkind IN ('v', 'm')
   AND c.relacl IS NULL
   AND c.relnamespace = 11;
