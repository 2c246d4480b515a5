-- psql's commands over results: \gset, \gexec, \gdesc, \gx, \crosstabview, \copy, formats, variables, errors.
CREATE TABLE sales (year int, region text, amount numeric(8, 2), note text);
\copy sales from stdin
2019	north	10.50	a
2019	south	7.25	\N
2020	north	3.00	b, "c"
2020	west	0.00	tab\there
2021	south	99.99	
\.
\copy sales to stdout
\copy (SELECT year, sum(amount) FROM sales GROUP BY 1 ORDER BY 1) to stdout with (format csv, header)
\copy sales (year, note) to stdout with csv quote '''' force quote note
\copy sales (year, region) from stdin with (format csv, header, delimiter ';')
year;region
2022;"ea;st"
\.
\copy nosuch from stdin
\copy sales to stdout (format binary, header)
COPY sales (year) FROM STDIN;
not a number
\.
SELECT year, region, amount FROM sales WHERE amount IS NOT NULL ORDER BY 1, 2 \crosstabview
SELECT region, year, amount, note FROM sales ORDER BY 1, 2 \crosstabview region year note
SELECT region, year, amount, -year AS o FROM sales WHERE amount > 0 ORDER BY 1, 2 \crosstabview region year amount o
SELECT 1 AS a \crosstabview
SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d \crosstabview
SELECT 1 AS a, 1 AS b, 1 AS c UNION ALL SELECT 1, 1, 2 \crosstabview
SELECT 1 AS a, 2 AS b, 3 AS c \crosstabview nosuch b c
SELECT 1 AS a, 2 AS b, 3 AS c \crosstabview 1 9
SELECT year, region FROM sales \gdesc
SELECT 1 AS i, 'x'::varchar(7) AS v, now() AS t, ARRAY[1.5]::numeric(5, 2)[] AS n, NULL, ROW(1, 2), interval '1 day' AS iv, 'a'::"char", '1'::bit(3) \gdesc
INSERT INTO sales VALUES (1) \gdesc
INSERT INTO sales VALUES (1) RETURNING year, region \gdesc
SELECT nosuch \gdesc
CREATE TABLE never (x int) \gdesc
SELECT $1 \gdesc
SELECT \gdesc
TABLE never;
SELECT 'one' AS first, 2 AS second, NULL AS third \gset
\echo :first :second :'first' :"first" :third
SELECT 10 AS a, 20 AS b \gset pre_
\echo :pre_a :pre_b
SELECT 1 AS a UNION ALL SELECT 2 \gset
SELECT 1 AS a WHERE false \gset
SELECT 1 AS "bad name", 2 AS ok \gset
\echo :ok
\echo :{?ok} :{?nosuch}
SELECT 'CREATE TABLE made_' || i || ' (x int)' FROM generate_series(1, 2) i \gexec
SELECT 'SELECT ' || i, NULL, 'SELECT nosuch' || i FROM generate_series(1, 2) i \gexec
\dt made*
SELECT 'a' AS first, E'two\nlines' AS second \gx
SELECT 1 AS one \g (format=csv border=0)
SELECT 1 AS one, 2 AS two \g (expanded=on)
SELECT 1 AS one \g | cat
SELECT 'x' AS nothing;
\g
\gx
SELECT 1 \; SELECT 2 \; SELECT 3;
BEGIN \; SELECT 1 \; ROLLBACK;
SELECT 1 \; SELECT 1/0 \; SELECT 3;
\echo :SQLSTATE :ROW_COUNT :ERROR :LAST_ERROR_SQLSTATE
\echo :LAST_ERROR_MESSAGE
SELECT * FROM sales WHERE year > 2019;
\echo :SQLSTATE :ROW_COUNT :ERROR
UPDATE sales SET note = 'z' WHERE year = 2019;
\echo :ROW_COUNT
SELECT 1/0;
SELECT * FROM nosuch;
\set VERBOSITY terse
SELECT * FROM sales WHERE nosuch;
\set VERBOSITY sqlstate
SELECT * FROM nosuch;
CREATE TABLE sales ();
\set VERBOSITY default
\set SHOW_CONTEXT always
SELECT 1/0;
\set SHOW_CONTEXT errors
\set ON_ERROR_ROLLBACK on
BEGIN;
SELECT 1/0;
SELECT 'still here';
SAVEPOINT a;
SELECT nosuch;
ROLLBACK TO a;
COMMIT;
\set ON_ERROR_ROLLBACK off
\set AUTOCOMMIT off
INSERT INTO made_1 VALUES (1);
ROLLBACK;
SELECT count(*) FROM made_1;
COMMIT;
\set AUTOCOMMIT on
\set FETCH_COUNT 2
SELECT year, region FROM sales ORDER BY 1, 2;
SELECT 10 / (3 - i) FROM generate_series(1, 5) i;
\set FETCH_COUNT 0
\set SINGLELINE on
SELECT 1
\set SINGLELINE off
\set ECHO_HIDDEN off
\encoding
\encoding SQL_ASCII
\encoding
SHOW client_encoding;
\encoding nosuch
\encoding UTF8
\echo :ENCODING :SERVER_VERSION_NUM :AUTOCOMMIT :DBNAME :USER
\pset null 'NULL'
\pset numericlocale off
SELECT * FROM sales ORDER BY 1, 2;
\pset format unaligned
\pset fieldsep '|'
\pset footer off
SELECT * FROM sales ORDER BY 1, 2;
\pset format csv
SELECT * FROM sales ORDER BY 1, 2;
\pset format html
SELECT * FROM sales WHERE year = 2019 ORDER BY 1, 2;
\pset format aligned
\pset footer on
\t on
SELECT 1;
\t off
\a
SELECT 1 AS one;
\a
\C 'A title'
SELECT 1 AS one;
\C
\x auto
SELECT 1 AS one;
\x off
\if :{?nosuch}
SELECT 'no';
\elif true
SELECT 'yes';
\else
SELECT 'no';
\endif
\prompt 'name? ' answer
from stdin
\echo :answer
\set q 'SELECT ' 42
:q;
\unset q
SELECT :'q';
\timing off
SELECT 5 AS five \bind
SELECT 'done';
