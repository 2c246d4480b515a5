-- Range types whose bounds are ordered by an operator class other than the subtype's default.
CREATE TYPE ro_pattern AS RANGE (subtype = text, subtype_opclass = text_pattern_ops);
SELECT ro_pattern('a', 'c') @> 'b'::text, ro_pattern('A', 'a') @> 'Z'::text;
SELECT ro_pattern('c', 'a');

-- a user's order of integers: the greater come first
CREATE FUNCTION ro_lt(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > $2';
CREATE FUNCTION ro_le(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 >= $2';
CREATE FUNCTION ro_ge(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <= $2';
CREATE FUNCTION ro_gt(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < $2';
CREATE FUNCTION ro_cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT sign($2::numeric - $1)::int';
CREATE OPERATOR |<| (leftarg = int, rightarg = int, function = ro_lt);
CREATE OPERATOR |<=| (leftarg = int, rightarg = int, function = ro_le);
CREATE OPERATOR |>=| (leftarg = int, rightarg = int, function = ro_ge);
CREATE OPERATOR |>| (leftarg = int, rightarg = int, function = ro_gt);
CREATE OPERATOR CLASS ro_ops FOR TYPE int USING btree AS
  OPERATOR 1 |<|, OPERATOR 2 |<=|, OPERATOR 3 =, OPERATOR 4 |>=|, OPERATOR 5 |>|, FUNCTION 1 ro_cmp(int, int);
CREATE FUNCTION ro_diff(int, int) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT ($2 - $1)::float8';
CREATE TYPE ro_down AS RANGE (subtype = int, subtype_opclass = ro_ops, subtype_diff = ro_diff);
SELECT '[9,3)'::ro_down, ro_down(9, 3, '[]'), ro_down(3, 3), ro_down(3, 3, '[]');
SELECT '[3,9)'::ro_down;
SELECT ro_down(3, 9);
SELECT '[9,3)'::ro_down @> 9, '[9,3)'::ro_down @> 3, '[9,3)'::ro_down @> 5, 10 <@ '[9,3)'::ro_down;
SELECT '[9,3)'::ro_down && '[4,1)'::ro_down, '[9,3)'::ro_down && '[3,1)'::ro_down, '[9,3)'::ro_down -|- '[3,1)'::ro_down;
SELECT '[9,3)'::ro_down * '[5,1)'::ro_down, '[9,3)'::ro_down + '[5,1)'::ro_down, '[9,3)'::ro_down - '[5,1)'::ro_down;
SELECT '[9,3)'::ro_down << '[2,1)'::ro_down, '[9,3)'::ro_down >> '[20,11)'::ro_down;
SELECT '[9,3)'::ro_down &< '[2,1)'::ro_down, '[9,3)'::ro_down &> '[20,11)'::ro_down;
SELECT range_merge('[9,8)'::ro_down, '[2,1)'::ro_down);
SELECT lower('[9,3)'::ro_down), upper('[9,3)'::ro_down), isempty('(4,3]'::ro_down), isempty('(3,3]'::ro_down);
CREATE TABLE ro_t (r ro_down);
INSERT INTO ro_t VALUES ('[9,3)'), ('[7,3)'), ('(,5)'), ('[8,)'), ('empty'), ('[9,4)'), ('[7,3)'), (NULL);
SELECT r FROM ro_t ORDER BY r;
SELECT r FROM ro_t ORDER BY r DESC NULLS LAST;
SELECT DISTINCT r FROM ro_t ORDER BY r;
SELECT r, count(*) FROM ro_t GROUP BY r ORDER BY r;
SELECT min(lower(r)), max(upper(r)), range_agg(r), range_intersect_agg(r) FROM ro_t WHERE r && '[6,5)'::ro_down;
CREATE INDEX ro_i ON ro_t (r);
SET enable_seqscan = off;
SELECT r FROM ro_t WHERE r < '[8,2)'::ro_down ORDER BY r;
SELECT r FROM ro_t WHERE r = '[7,3)'::ro_down;
SELECT r FROM ro_t WHERE r >= '[8,2)'::ro_down ORDER BY r;
RESET enable_seqscan;

-- multiranges of it
SELECT ro_down_multirange(ro_down(9, 7), ro_down(8, 5), ro_down(3, 1)) AS m;
SELECT '{[9,7),[5,3)}'::ro_down_multirange;
SELECT proname FROM pg_proc WHERE proname LIKE 'ro\_%down' ORDER BY 1;
SELECT typname, typtype FROM pg_type WHERE typname LIKE '%ro\_%down' OR typname LIKE 'ro\_multi%' OR typname LIKE 'ro\_down%' ORDER BY 1;
SELECT r.rngtypid::regtype, r.rngsubtype::regtype, o.opcname, r.rngsubdiff FROM pg_range r JOIN pg_opclass o ON o.oid = r.rngsubopc
  WHERE r.rngtypid IN ('ro_down'::regtype, 'ro_pattern'::regtype) ORDER BY 1;

-- what does not fit
CREATE TYPE ro_bad AS RANGE (subtype = int, subtype_opclass = text_ops);
CREATE TYPE ro_bad AS RANGE (subtype = int, subtype_opclass = nosuch_ops);
CREATE TYPE ro_bad AS RANGE (subtype = point);
DROP OPERATOR CLASS ro_ops USING btree;
DROP TABLE ro_t;
DROP TYPE ro_down, ro_pattern;
DROP OPERATOR CLASS ro_ops USING btree;
DROP OPERATOR FAMILY ro_ops USING btree;
DROP OPERATOR |<| (int, int), |<=| (int, int), |>=| (int, int), |>| (int, int);
DROP FUNCTION ro_lt, ro_le, ro_ge, ro_gt, ro_cmp, ro_diff;
