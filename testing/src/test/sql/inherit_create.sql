CREATE TABLE par (a int, b text DEFAULT 'x', c numeric(8,2) NOT NULL, CONSTRAINT apos CHECK (a > 0), CHECK (c < 1000) NO INHERIT);
CREATE TABLE kid (d date) INHERITS (par);
CREATE TABLE kid2 (b text, a int DEFAULT 7, e int, CONSTRAINT apos CHECK (a > 0)) INHERITS (par);
CREATE TABLE kid2b (a int, b text) INHERITS (par);
CREATE TABLE other (a int, f int DEFAULT 3);
CREATE TABLE both2 (g int) INHERITS (par, other);
CREATE TABLE bad (a text) INHERITS (par);
CREATE TABLE bad (a int) INHERITS (par, par);
CREATE TABLE other2 (f int DEFAULT 4, a int);
CREATE TABLE bad () INHERITS (other, other2);
CREATE TABLE good (f int default 5) INHERITS (other, other2);
CREATE TABLE other3 (f bigint);
CREATE TABLE bad () INHERITS (other, other3);
CREATE TABLE bad () INHERITS (nothing);
CREATE VIEW v AS SELECT 1 AS a;
CREATE TABLE bad () INHERITS (v);
CREATE TABLE bad (CONSTRAINT apos CHECK (a > 1)) INHERITS (par);
CREATE TABLE bad (CONSTRAINT apos CHECK (a > 1) NO INHERIT) INHERITS (par);
CREATE TABLE con1 (a int, CONSTRAINT k CHECK (a > 1));
CREATE TABLE con2 (a int, CONSTRAINT k CHECK (a > 2));
CREATE TABLE con3 (a int, CONSTRAINT k CHECK (a > 1));
CREATE TABLE bad () INHERITS (con1, con2);
CREATE TABLE goodcon () INHERITS (con1, con3);
CREATE TABLE gen (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE genk (c int) INHERITS (gen);
CREATE TABLE genk2 (b int) INHERITS (gen);
CREATE TABLE bad (b int GENERATED ALWAYS AS (a * 3) STORED) INHERITS (gen);
CREATE TABLE bad (b int DEFAULT 3) INHERITS (gen);
CREATE TABLE bad (b int GENERATED ALWAYS AS IDENTITY) INHERITS (gen);
CREATE TABLE nogen (a int, b int);
CREATE TABLE bad () INHERITS (gen, nogen);
CREATE TABLE gen2 (a int, b int GENERATED ALWAYS AS (a * 3) STORED);
CREATE TABLE bad () INHERITS (gen, gen2);
CREATE TABLE genloc (b int GENERATED ALWAYS AS (a * 3) STORED) INHERITS (nogen);
CREATE TABLE wr (a int, CONSTRAINT w CHECK (wr IS NOT NULL));
CREATE TABLE bad () INHERITS (wr);
CREATE TEMP TABLE tp (a int);
CREATE TABLE bad () INHERITS (tp);
CREATE TEMP TABLE tk (b int) INHERITS (par);
CREATE TABLE st (a text);
ALTER TABLE st ALTER a SET STORAGE external;
CREATE TABLE st2 (a text);
CREATE TABLE bad () INHERITS (st, st2);
CREATE TABLE col1 (a text COLLATE "C");
CREATE TABLE col2 (a text COLLATE "POSIX");
CREATE TABLE bad () INHERITS (col1, col2);
CREATE TABLE bad (a text COLLATE "POSIX") INHERITS (col1);
CREATE TABLE pk1 (x int, PRIMARY KEY (a)) INHERITS (other);
CREATE TABLE bad (x int, PRIMARY KEY (zz)) INHERITS (other);
CREATE TABLE ser (id serial, t text);
CREATE TABLE serk () INHERITS (ser);
CREATE TABLE idt (id int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE idk (x int) INHERITS (idt);
SELECT attrelid::regclass, attnum, attname, attnotnull, atthasdef, attislocal, attinhcount FROM pg_attribute WHERE attnum > 0 AND attrelid IN ('par'::regclass,'kid'::regclass,'kid2'::regclass,'kid2b'::regclass,'good'::regclass,'genk'::regclass,'genk2'::regclass,'genloc'::regclass,'pk1'::regclass,'serk'::regclass,'idk'::regclass,'goodcon'::regclass) ORDER BY 1, 2;
SELECT conrelid::regclass, conname, conislocal, coninhcount, connoinherit FROM pg_constraint WHERE contype='c' AND conrelid::regclass::text !~ 'domain' AND connamespace='public'::regnamespace ORDER BY 1,2;
SELECT inhrelid::regclass, inhparent::regclass, inhseqno FROM pg_inherits WHERE inhrelid::regclass::text !~ 'temp' ORDER BY 1,3;
SELECT relname, relhassubclass FROM pg_class WHERE relhassubclass ORDER BY 1;
SELECT pg_describe_object(classid,objid,objsubid), pg_describe_object(refclassid,refobjid,refobjsubid), deptype FROM pg_depend WHERE objid IN ('kid'::regclass,'serk'::regclass) ORDER BY 1,2;
\d kid
\d+ par
\d+ both2
\d genk
\d serk
\d goodcon
DROP TABLE par;
DROP TABLE con1 CASCADE;
