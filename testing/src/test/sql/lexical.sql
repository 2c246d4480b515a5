-- names: folding, quoting, length
CREATE TABLE MixedCase (Id int, "Quoted Name" int, "üñï" text);
INSERT INTO mixedcase VALUES (1, 2, 'x');
SELECT ID, "Quoted Name", "üñï" FROM MIXEDCASE;
SELECT "ID" FROM mixedcase;
SELECT quoted name FROM mixedcase;
SELECT 1 AS "a""b", 2 AS "", 3 AS c;
SELECT 1 AS this_name_is_much_longer_than_the_sixty_three_bytes_that_postgresql_keeps_of_a_name;
CREATE TABLE this_table_name_is_much_longer_than_the_sixty_three_bytes_that_are_kept (a int);
SELECT relname FROM pg_class WHERE relname LIKE 'this_table%';
SELECT 1 AS select, 2 AS table, 3 AS user;
SELECT 1 select;
SELECT 1 "select";
SELECT U&"d\0061t\+000061" FROM (SELECT 7 AS data) s;
SELECT U&"d!0061ta" UESCAPE '!' FROM (SELECT 8 AS data) s;
-- comments
SELECT 1 -- to the end
  + 1;
SELECT /* one /* nested */ comment */ 2;
SELECT 4 /* spans
lines */ * 2;
-- strings
SELECT 'it''s', 'two'
  ' parts', E'tab\tnewline\\n\x41\101\u00e9\U0001F418', U&'\00e9\+01F418', U&'d!0061' UESCAPE '!';
SELECT 'two' ' parts';
SELECT $$dollar 'quoted' \n$$, $tag$with $$ inside$tag$, $_1$x$_1$;
SELECT $1$x$1$;
SELECT E'\u00';
SELECT E'\ud83d\ude00';
SELECT E'\ud83d';
SELECT E'\ude00';
SELECT U&'\ffffff';
SELECT U&'a\00zz';
SELECT U&'x' UESCAPE '+';
SELECT U&'x' UESCAPE 'ab';
SET standard_conforming_strings = off;
SET escape_string_warning = on;
SELECT 'a\tb';
SET escape_string_warning = off;
SELECT 'a\'b';
SELECT U&'x';
RESET standard_conforming_strings;
RESET escape_string_warning;
SELECT B'101', b'0', X'1fA', x'';
SELECT B'102';
SELECT X'1G';
SELECT N'national', pg_typeof(N'x');
-- numbers
SELECT 1., .5, 1.5e3, 2e-2, 1e10, 12345678901, 123456789012345678901, 0.1e1;
SELECT pg_typeof(1), pg_typeof(3000000000), pg_typeof(9223372036854775808), pg_typeof(1.0), pg_typeof(1e2);
SELECT 123abc;
SELECT 1e;
SELECT 1e+;
SELECT 1.5.2;
SELECT 1..2;
SELECT - -1, + +1, -(-1), 5 - -3, 5--3
;
-- operators
SELECT 1!=2, 1<>2, 2>=1, 1<=2, NOT 1=2;
SELECT 2 ^ 3 ^ 2, -2 ^ 2, 2 * 3 % 4, 7 / 2 * 2, 1 - 2 - 3;
SELECT @ -5, |/ 25.0, ||/ 27.0, 5 # 3, ~ 7, 1 << 4, 256 >> 4;
SELECT 1 OPERATOR(pg_catalog.+) 2 * 3;
SELECT 1 === 2;
SELECT 1 +* 2;
SELECT 1 =- 1;
SELECT 1 @-1;
-- casts and typed literals
SELECT '1'::int::text || 'x', CAST('2' AS numeric(4, 1)), int4 '3', float8 '4.5', date '2020-02-29', interval '1' day, interval '1-2' year to month;
SELECT interval(0) '1.6 seconds', time(1) '10:11:12.19', timestamp(0) '2020-01-01 00:00:00.6', bit(3) '101', char(3) 'x' || '|', varchar(2) 'xyz';
SELECT -1::int2, (-1)::int2, - 32768::int2;
SELECT 'x'::nosuch.type;
SELECT '{1,2}'::int[], '{a}'::text ARRAY, '{1}'::int ARRAY[3];
-- parameters and odd tokens
SELECT $1;
SELECT $0;
SELECT :x;
SELECT 1 ? 2;
SELECT 'unterminated;
';
SELECT "unterminated;
";
SELECT "";
SELECT 1 AS x, ;
SELECT (1, 2;
SELECT 1);
SELEC 1;
;
SELECT;
TABLE mixedcase;
VALUES (1, 'a'), (2, 'b');
SELECT ALL 1;
SELECT * ;
(SELECT 1);
((SELECT 2)) UNION (SELECT 3) ORDER BY 1 DESC;
SELECT 1 FROM;
SELECT a b c;
SELECT 1 a, 2 "B", 3 value, 4 name, 5 type, 6 year;
SELECT 'a' LIKE 'a' ESCAPE '' IS TRUE;
SELECT 1 IN (1, 2) = true, 1 BETWEEN 0 AND 2 AND true, NOT true IS NULL;
SELECT 1 < 2 < 3;
SELECT 1 = 1 = 1;
