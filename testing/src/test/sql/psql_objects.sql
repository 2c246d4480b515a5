-- psql's lists of types, domains, text search, foreign data, publications, event triggers, settings, large objects.
CREATE SCHEMA ty;
SET search_path = ty, public;
CREATE ROLE po_user;
CREATE TYPE mood AS ENUM ('sad', 'it''s', 'ok');
CREATE TYPE pair AS (x int, y text);
CREATE TYPE frange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE DOMAIN pos AS int DEFAULT 3 CONSTRAINT positive CHECK (VALUE > 0);
CREATE DOMAIN name2 AS varchar(20) COLLATE "C" NOT NULL CHECK (VALUE <> '') CHECK (length(VALUE) < 10);
CREATE DOMAIN arr AS int[];
CREATE DOMAIN deeper AS pos;
COMMENT ON TYPE mood IS 'how';
COMMENT ON DOMAIN pos IS 'positive';
GRANT USAGE ON TYPE mood TO po_user;
GRANT USAGE ON DOMAIN pos TO po_user WITH GRANT OPTION;
REVOKE USAGE ON TYPE pair FROM PUBLIC;
CREATE TABLE holder (a pos, b mood);
\dT
\dT+
\dT mood
\dT+ pos
\dT p*
\dT *.pair
\dT _mood
\dT mood[]
\dT int
\dT integer
\dT int4
\dT+ int8
\dT "char"
\dTS numeric*
\dTS+ _int4
\dTS any*
\dT holder
\dTS pg_am
\dT nosuch
\dD
\dD+
\dD pos
\dD+ n*
\dDS card*
\dDS+ information_schema.*
\dD nosuch
\dF
\dF english
\dF+ simple
\dF nosuch
\dFd
\dFd simple
\dFd+ english*
\dFd nosuch
\dFp
\dFp+
\dFp nosuch
\dFt
\dFt+ s*
\dFt nosuch
\des
\des+
\deu
\deu+
\dew
\dew+
\det
\det+
\des nosuch
\dRp
\dRp+
\dRp nosuch
\dRs
\dRs+
\dRs nosuch
\dconfig work_mem
\dconfig+ work_mem
\dconfig enable_*join
\dconfig nosuch
\dconfig+ enable_sort|enable_seqscan
\dl
\dl+
\lo_list
\dy
\dy+
\dX
CREATE TABLE st (a int, b int, c text);
CREATE STATISTICS s1 ON a, b FROM st;
CREATE STATISTICS s2 (mcv) ON a, c FROM st;
CREATE STATISTICS s3 ON (a + b) FROM st;
CREATE STATISTICS s4 (ndistinct, dependencies) ON a, (b * 2), c FROM st;
COMMENT ON STATISTICS s1 IS 'first';
\dX
\dX+
\dX s[12]
\dX ty.*
\dX nosuch
\d st
\d+ st
\db
\db pg_g*
\dL
\dg po_user
\dT+ mood
\dp nosuch.*
\dT ty.
\dT .mood
\dT a.b.c.d
\dD psql_objects.ty.pos
\dF other.pg_catalog.english
\dX other.ty.s1
\dT *.*.*
\df nosuch.nosuch.nosuch.nosuch
\dRp a.b
\des a.b
\dy a.b
\dL a.b.c
\dx a.b
\db a.b
\du a.b
\dconfig a.b.c
\pset format latex
\dT mood
\pset format asciidoc
\dT+ pos
\pset format wrapped
\pset columns 60
\dD+
\pset format troff-ms
\dD pos
\pset format aligned
DROP OWNED BY po_user;
DROP ROLE po_user;
