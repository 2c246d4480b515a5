-- Helper functions of information_schema that drivers and tools call themselves.

CREATE SCHEMA information_schema;
GRANT USAGE ON SCHEMA information_schema TO PUBLIC;

CREATE FUNCTION information_schema._pg_expandarray(IN anyarray, OUT x anyelement, OUT n integer)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT $1[i], i - array_lower($1, 1) + 1 FROM generate_subscripts($1, 1) g(i)';

CREATE FUNCTION information_schema._pg_index_position(oid, smallint)
    RETURNS integer LANGUAGE sql STABLE STRICT
    AS 'SELECT k.n FROM pg_index i, information_schema._pg_expandarray(i.indkey) k WHERE i.indexrelid = $1 AND k.x = $2';

CREATE FUNCTION information_schema._pg_truetypid(pg_attribute, pg_type)
    RETURNS oid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE $2.typtype WHEN ''d'' THEN $2.typbasetype ELSE $1.atttypid END';

CREATE FUNCTION information_schema._pg_truetypmod(pg_attribute, pg_type)
    RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE $2.typtype WHEN ''d'' THEN $2.typtypmod ELSE $1.atttypmod END';

CREATE FUNCTION information_schema._pg_char_max_length(typid oid, typmod integer)
    RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE WHEN $2 = -1 THEN NULL WHEN $1 IN (1042, 1043) THEN $2 - 4 WHEN $1 IN (1560, 1562) THEN $2 END';

CREATE FUNCTION information_schema._pg_char_octet_length(typid oid, typmod integer)
    RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE WHEN $1 NOT IN (25, 1042, 1043) THEN NULL
                    WHEN $2 = -1 THEN 1073741824
                    ELSE information_schema._pg_char_max_length($1, $2)
                         * pg_encoding_max_length((SELECT d.encoding FROM pg_database d WHERE d.datname = current_database()))
               END';

CREATE FUNCTION information_schema._pg_numeric_precision(typid oid, typmod integer)
    RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE $1 WHEN 21 THEN 16 WHEN 23 THEN 32 WHEN 20 THEN 64 WHEN 700 THEN 24 WHEN 701 THEN 53
                    WHEN 1700 THEN CASE WHEN $2 <> -1 THEN (($2 - 4) >> 16) & 65535 END END';

CREATE FUNCTION information_schema._pg_numeric_precision_radix(typid oid, typmod integer)
    RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE WHEN $1 IN (20, 21, 23, 700, 701) THEN 2 WHEN $1 = 1700 THEN 10 END';

CREATE FUNCTION information_schema._pg_numeric_scale(typid oid, typmod integer)
    RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE WHEN $1 IN (20, 21, 23) THEN 0 WHEN $1 = 1700 AND $2 <> -1 THEN ($2 - 4) & 65535 END';

CREATE FUNCTION information_schema._pg_datetime_precision(typid oid, typmod integer)
    RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE WHEN $1 = 1082 THEN 0
                    WHEN $1 IN (1083, 1114, 1184, 1266) THEN CASE WHEN $2 < 0 THEN 6 ELSE $2 END
                    WHEN $1 = 1186 THEN CASE WHEN $2 < 0 OR $2 & 65535 = 65535 THEN 6 ELSE $2 & 65535 END END';

CREATE FUNCTION information_schema._pg_interval_type(typid oid, mod integer)
    RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS 'SELECT CASE WHEN $1 = 1186 THEN upper(substring(format_type($1, $2) FROM ''interval[()0-9]* (.+)'')) END';
