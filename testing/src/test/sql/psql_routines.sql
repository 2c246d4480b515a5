-- psql's lists of routines, operators, casts, operator classes; \sf and \sv.
CREATE SCHEMA fn;
SET search_path = fn, public;
CREATE ROLE pr_user;
CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'select $1 + $2';
CREATE FUNCTION add(a text, b text) RETURNS text LANGUAGE sql STABLE LEAKPROOF COST 3 AS 'select a || b';
CREATE FUNCTION parts(a int, OUT b int, OUT c text) LANGUAGE sql BEGIN ATOMIC SELECT a, 'x'::text; END;
CREATE FUNCTION twice(numeric) RETURNS numeric RETURN $1 * 2;
CREATE FUNCTION tab(n int) RETURNS TABLE (k int, v text) LANGUAGE sql COST 5 ROWS 10 SET work_mem = '1MB' AS $$
  SELECT i, 'v' || i
  FROM generate_series(1, n) i
$$;
CREATE FUNCTION many(VARIADIC xs int[]) RETURNS SETOF int LANGUAGE sql AS 'select unnest($1)';
CREATE FUNCTION anyof(x anyelement, ys anyarray) RETURNS anyelement LANGUAGE sql AS 'select $1';
CREATE FUNCTION winner() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'select 1; select 2';
CREATE PROCEDURE proc(INOUT a int, IN b text DEFAULT 'x') LANGUAGE sql SECURITY DEFINER AS 'select a + 1';
CREATE PROCEDURE proc2(a int) BEGIN ATOMIC SELECT 1; SELECT 2; END;
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, PARALLEL = SAFE);
CREATE AGGREGATE counted(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
COMMENT ON FUNCTION add(int, int) IS 'adds';
COMMENT ON AGGREGATE total(int) IS 'sums';
COMMENT ON PROCEDURE proc2(int) IS 'does';
REVOKE EXECUTE ON FUNCTION add(int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION add(int, int) TO pr_user;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION mood_int(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';
CREATE CAST (mood AS int) WITH FUNCTION mood_int(mood) AS ASSIGNMENT;
CREATE CAST (mood AS bytea) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (mood AS int) IS 'as a number';
CREATE FUNCTION same(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'select $1 = $2';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = same, COMMUTATOR = ===);
CREATE OPERATOR !== (RIGHTARG = int, FUNCTION = int4um);
COMMENT ON OPERATOR === (int, int) IS 'same';
CREATE COLLATION c2 (locale = 'C');
COMMENT ON COLLATION c2 IS 'a collation';
CREATE VIEW v AS SELECT add(1, 2) AS three, 'ok'::mood AS m;
\df
\df+
\df add
\df add int
\df add int int
\df add text -
\df add * text
\df add integer -
\df+ add text text
\dfa
\dfn
\dfp
\dft
\dfw
\dfw pg_catalog.*rank*
\dfnp
\dfanptw proc*
\dfx
\df nosuch
\dfS lower
\dfS+ int4pl
\df pg_catalog.btint*cmp
\df pg_catalog.to_char
\df pg_catalog.to_char timestamp
\df pg_catalog.substr* text int
\df pg_catalog.j*_agg
\dfa pg_catalog.percent*
\df fn.
\df "add"
\df *.add
\dft pg_catalog.RI_FKey_check*
\dfS array_append anycompatiblearray anycompatible
\dfS generate_series int8 int8 int8
\da
\da+ total
\da total integer
\daS max
\daS+ mode
\daS count *
\daS string_agg text
\do
\do+
\do ===
\do === int
\do === int int
\doS && 
\doS && anyarray anyarray
\doS+ -
\doS ~~
\doS ! NONE int
\doS - NONE int
\doS *< inet inet
\do pg_catalog.||
\dC
\dC mood
\dC+ mood
\dC int4
\dC integer
\dC+ money
\dC nosuch
\dc
\dc+ conv
\dcS koi8r_to_utf8
\dcS+ sjis*
\dO
\dO+
\dOS POSIX
\dOS ucs*
\dA
\dA+
\dA b*
\dA+ heap
\dAc
\dAc btree
\dAc btree int*
\dAc+ btree text
\dAc hash uuid
\dAc+ gin jsonb
\dAf btree
\dAf+ btree integer
\dAf btree pg_catalog.text*
\dAf brin date
\dAo btree pg_catalog.oid_ops
\dAo+ btree integer_ops
\dAo btree uuid_ops
\dAo hash *text*
\dAo gin jsonb_ops
\dAp btree integer_ops
\dAp+ btree uuid_ops
\dAp btree pg_catalog.t*_ops
\dAp gist *range*
\dL
\dL+
\dLS
\dLS+
\dL nosuch
\dL s*
\dx
\dx+
\dx nosuch
\dy
\dy nosuch
\sf twice
\sf add(int, int)
\sf+ add(text, text)
\sf parts
\sf+ parts
\sf tab
\sf+ tab
\sf fn.proc
\sf+ proc2
\sf add
\sf nosuch
\sf nosuch(int)
\sf total(int)
\sf lower(text)
\sv v
\sv+ v
\sv fn.v
\sv nosuch
\sv pg_class
DROP OWNED BY pr_user;
DROP ROLE pr_user;
