-- operator classes over B-tree that order otherwise than the type does: sorted, searched, kept and dropped
CREATE FUNCTION abs_cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE STRICT RETURN CASE WHEN abs($1) < abs($2) THEN -1 WHEN abs($1) > abs($2) THEN 1 ELSE 0 END;
CREATE FUNCTION abs_lt(int, int) RETURNS bool LANGUAGE sql IMMUTABLE STRICT RETURN abs($1) < abs($2);
CREATE FUNCTION abs_le(int, int) RETURNS bool LANGUAGE sql IMMUTABLE STRICT RETURN abs($1) <= abs($2);
CREATE FUNCTION abs_eq(int, int) RETURNS bool LANGUAGE sql IMMUTABLE STRICT RETURN abs($1) = abs($2);
CREATE FUNCTION abs_ge(int, int) RETURNS bool LANGUAGE sql IMMUTABLE STRICT RETURN abs($1) >= abs($2);
CREATE FUNCTION abs_gt(int, int) RETURNS bool LANGUAGE sql IMMUTABLE STRICT RETURN abs($1) > abs($2);
CREATE OPERATOR <| (FUNCTION = abs_lt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = >|, NEGATOR = >=|, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR <=| (FUNCTION = abs_le, LEFTARG = int, RIGHTARG = int, COMMUTATOR = >=|, NEGATOR = >|, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
CREATE OPERATOR =| (FUNCTION = abs_eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = =|, RESTRICT = eqsel, JOIN = eqjoinsel, MERGES);
CREATE OPERATOR >=| (FUNCTION = abs_ge, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <=|, NEGATOR = <|, RESTRICT = scalargesel, JOIN = scalargejoinsel);
CREATE OPERATOR >| (FUNCTION = abs_gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|, NEGATOR = <=|, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
CREATE OPERATOR CLASS abs_ops FOR TYPE int USING btree AS OPERATOR 1 <|, OPERATOR 2 <=|, OPERATOR 3 =|, OPERATOR 4 >=|, OPERATOR 5 >|, FUNCTION 1 abs_cmp(int, int);
CREATE TABLE t (a int, b text);
INSERT INTO t SELECT CASE WHEN i % 3 = 0 THEN -i ELSE i END, 'row ' || i FROM generate_series(1, 2000) i;
INSERT INTO t VALUES (-7, 'negative seven'), (NULL, 'nothing');
CREATE INDEX t_abs ON t (a abs_ops);
\d t_abs
\d t
ANALYZE t;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM t WHERE a =| 7;
SELECT * FROM t WHERE a =| 7 ORDER BY b;
SELECT * FROM t WHERE a =| -9;
SELECT a FROM t WHERE a <| 6 ORDER BY a USING <|;
EXPLAIN (COSTS OFF) SELECT a FROM t ORDER BY a USING <| LIMIT 5;
SELECT a FROM t ORDER BY a USING <| LIMIT 5;
EXPLAIN (COSTS OFF) SELECT a FROM t ORDER BY a USING >| LIMIT 5;
SELECT a FROM t ORDER BY a USING >| NULLS LAST LIMIT 5;
SELECT a FROM t WHERE a >=| 1998 ORDER BY a USING >|;
EXPLAIN (COSTS OFF) SELECT a FROM t WHERE a < 3 ORDER BY a LIMIT 3;
SELECT count(*) FROM t WHERE a BETWEEN -20 AND 20;
SELECT a FROM t WHERE a >| 10 AND a <=| 15 ORDER BY a USING <|;
SELECT a FROM t WHERE a =| ANY (ARRAY[3, -4, 2000, 5000]) ORDER BY a USING <|;
EXPLAIN (COSTS OFF) SELECT a FROM t WHERE a =| ANY (ARRAY[3, -4, 2000, 5000]);
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SET enable_bitmapscan = on;
SELECT a FROM t WHERE a =| ANY (ARRAY[3, -4, 2000, 5000]) ORDER BY a USING <|;
SELECT a FROM t WHERE a <| 6 ORDER BY a USING <|;
SET enable_bitmapscan = off;
SET enable_seqscan = on;
SELECT a FROM t WHERE a <| 6 ORDER BY a USING <|;
SELECT a FROM t ORDER BY a USING >| NULLS LAST LIMIT 5;
RESET ALL;
-- order without an index, with ties in the order of another key
SELECT x FROM (VALUES (3), (-1), (2), (-3), (1), (NULL), (-2)) v (x) ORDER BY x USING <|, x + 0;
SELECT x FROM (VALUES (3), (-1), (2), (-3), (1), (NULL), (-2)) v (x) ORDER BY x USING >|, x + 0 DESC;
SELECT array_agg(x ORDER BY x USING <|, x + 0) FROM (VALUES (3), (-1), (2), (-3), (1)) v (x);
SELECT x, rank() OVER (ORDER BY x USING <|) FROM (VALUES (3), (-1), (2), (-3), (1)) v (x) ORDER BY 2, 1;
SELECT DISTINCT ON (x) x FROM (VALUES (3), (-1), (2), (-3), (1)) v (x) ORDER BY x USING <|, x + 0;
CREATE VIEW vo AS SELECT x FROM (VALUES (3), (-1)) v (x) ORDER BY x USING <|, x DESC, x + 0 USING >|;
SELECT pg_get_viewdef('vo'::regclass);
DROP VIEW vo;
SELECT a.x, b.x FROM (VALUES (3), (-1), (2)) a (x) JOIN (VALUES (-3), (1), (5)) b (x) ON a.x =| b.x ORDER BY 1;
CREATE TABLE u1 (x int);
CREATE TABLE u2 (y int);
INSERT INTO u1 SELECT CASE WHEN i % 2 = 0 THEN -i ELSE i END FROM generate_series(1, 300) i;
INSERT INTO u2 SELECT CASE WHEN i % 5 = 0 THEN -i ELSE i END FROM generate_series(1, 300, 7) i;
ANALYZE u1, u2;
SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT * FROM u1 JOIN u2 ON x =| y;
SELECT count(*), sum(x), sum(y) FROM u1 JOIN u2 ON x =| y;
RESET enable_nestloop;
-- what the index holds as unique
CREATE TABLE s (a int, b int);
CREATE UNIQUE INDEX s_abs ON s (a abs_ops);
INSERT INTO s VALUES (1, 1), (-2, 2), (3, 3);
INSERT INTO s VALUES (-1, 4);
INSERT INTO s VALUES (2, 5);
INSERT INTO s VALUES (2, 5) ON CONFLICT DO NOTHING;
INSERT INTO s VALUES (2, 5) ON CONFLICT (a abs_ops) DO UPDATE SET b = s.b + excluded.b;
INSERT INTO s VALUES (2, 5) ON CONFLICT (a) DO NOTHING;
UPDATE s SET a = -3 WHERE a = 1;
UPDATE s SET a = -a;
SELECT * FROM s ORDER BY a USING <|;
ALTER TABLE s ADD EXCLUDE USING btree (b abs_ops WITH =|);
INSERT INTO s VALUES (9, -3);
\d s
INSERT INTO t VALUES (2001, 'x');
\set VERBOSITY sqlstate
CREATE UNIQUE INDEX t_abs_u ON t (a abs_ops);
\set VERBOSITY default
DELETE FROM t WHERE b = 'negative seven';
CREATE UNIQUE INDEX t_abs_u ON t (a abs_ops DESC NULLS LAST);
INSERT INTO t VALUES (-2001, 'y');
DELETE FROM t WHERE a > 10;
VACUUM t;
SELECT count(*) FROM t WHERE a >| 100;
REINDEX INDEX t_abs;
SELECT pg_get_indexdef('t_abs_u'::regclass);
-- what is written down, and shown
SELECT amopstrategy, amoppurpose, amopopr::regoperator FROM pg_amop WHERE amopopr >= 16384 ORDER BY 1;
SELECT pg_describe_object(classid, objid, objsubid), pg_describe_object(refclassid, refobjid, refobjsubid), deptype FROM pg_depend WHERE classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass) AND objid >= 16384 ORDER BY 1, 2;
SELECT i.type, i.schema, i.name, i.identity FROM pg_depend d, pg_identify_object(d.classid, d.objid, d.objsubid) i WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass) AND d.objid >= 16384 GROUP BY 1, 2, 3, 4 ORDER BY 1, 4;
SELECT a.type, a.object_names, a.object_args FROM pg_depend d, pg_identify_object_as_address(d.classid, d.objid, d.objsubid) a WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass) AND d.objid >= 16384 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
\dAc btree int4
\dAf btree int4
\dAo+ btree abs_ops
\dAp+ btree abs_ops
-- changed and dropped
ALTER OPERATOR CLASS abs_ops USING btree RENAME TO absolute_ops;
ALTER OPERATOR FAMILY abs_ops USING btree RENAME TO absolute_family;
CREATE SCHEMA other;
CREATE ROLE oc_owner SUPERUSER;
ALTER OPERATOR CLASS absolute_ops USING btree SET SCHEMA other;
ALTER OPERATOR FAMILY absolute_family USING btree SET SCHEMA other;
ALTER OPERATOR CLASS other.absolute_ops USING btree OWNER TO oc_owner;
ALTER OPERATOR FAMILY other.absolute_family USING btree OWNER TO oc_owner;
COMMENT ON OPERATOR CLASS other.absolute_ops USING btree IS 'by absolute value';
COMMENT ON OPERATOR FAMILY other.absolute_family USING btree IS 'the family';
SELECT obj_description(oid, 'pg_opclass') FROM pg_opclass WHERE opcname = 'absolute_ops';
\d t
\dAc+ btree int4
\dAf+ btree int4
DROP OPERATOR CLASS absolute_ops USING btree;
DROP OPERATOR CLASS other.absolute_ops USING btree;
DROP OPERATOR FAMILY other.absolute_family USING btree;
DROP FUNCTION abs_cmp(int, int);
DROP OPERATOR =| (int, int);
DROP FUNCTION abs_eq(int, int) CASCADE;
\d t
\d s
SELECT count(*) FROM pg_amop WHERE amopopr >= 16384;
SELECT count(*) FROM pg_amproc WHERE amproc::oid >= 16384;
DROP OPERATOR FAMILY other.absolute_family USING btree;
DROP OWNED BY oc_owner;
DROP ROLE oc_owner;
