-- The functions around regular expressions: replacing, splitting, counting, finding.
\pset null '(null)'
SELECT regexp_replace('foobarbaz', 'b..', 'X'), regexp_replace('foobarbaz', 'b..', 'X', 'g'), regexp_replace('foobarbaz', 'b(..)', 'X\1Y', 'g'), regexp_replace('abc', '', '-', 'g'), regexp_replace('abc', 'x', 'y');
SELECT regexp_replace('hello', 'l', '[\&]', 'g'), regexp_replace('hello', 'l', '\\', 'g'), regexp_replace('hello', '(l)(l)?', '\2\1', 'g'), regexp_replace('hello', 'l', 'a\x', 'g'), regexp_replace('hello', 'l', 'a\'), regexp_replace('hello', 'l', '\3');
SELECT regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 0, 'i'), regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 1, 3, 'i'), regexp_replace('A PostgreSQL function', 'a|e|i|o|u', 'X', 10), regexp_replace('A PostgreSQL function', 'o', 'X', 1, 2), regexp_replace('abcabc', 'b', 'X', 20), regexp_replace('aaa', 'a', 'b', 2, 0);
SELECT regexp_replace('été', 't', 'T', 2), regexp_replace('日本語', '本', '<\&>'), regexp_replace('aXbX', 'x', '', 'gi'), regexp_replace('a b  c', '\s+', ' ', 'g'), regexp_replace('x', 'x', NULL), regexp_replace('2024-05-17', '(\d+)-(\d+)-(\d+)', '\3.\2.\1');
SELECT regexp_match('foobarbequebaz', 'bar.*que'), regexp_match('foobarbequebaz', '(bar)(beque)'), regexp_match('abc', '(d)|a'), regexp_match('abc', 'd'), regexp_match('abc', NULL), regexp_match('aBc', 'B', 'i'), regexp_match('a"b,c', '(.)(".,)(c)');
SELECT regexp_matches('foobarbequebazilbarfbonk', '(b[^b]+)(b[^b]+)', 'g');
SELECT regexp_matches('foo', 'bar', 'g');
SELECT r, (SELECT regexp_matches(r, 'b(.)')) FROM (VALUES ('abc'), ('xyz')) v (r);
SELECT m[1], ordinality FROM regexp_matches('a1b22c333', '(\d+)', 'g') WITH ORDINALITY AS t (m);
SELECT regexp_matches('aaa', 'a*?', 'g'), regexp_matches('ab', 'x*', 'g');
SELECT regexp_split_to_array('the quick  brown', '\s+'), regexp_split_to_array('abc', ''), regexp_split_to_array('abc', 'b*'), regexp_split_to_array('', 'x'), regexp_split_to_array('x', 'x'), regexp_split_to_array('aXbxc', 'x', 'i'), regexp_split_to_array('12', '(?=.)');
SELECT 'w:' || w FROM regexp_split_to_table('one, two;three', '[,;]\s*') w;
SELECT regexp_split_to_table('été', '');
SELECT regexp_count('ABCABCABC', 'A.'), regexp_count('ABCABCABC', 'a', 2, 'i'), regexp_count('abc', ''), regexp_count('abc', 'x'), regexp_count('abc', 'c', 4), regexp_count('abc', '', 4), regexp_count('abc', '', 5), regexp_count('aéa', 'a', 2);
SELECT regexp_instr('ABCDEF', 'c.', 1, 1, 0, 'i'), regexp_instr('ABCDEF', 'C.', 1, 1, 1), regexp_instr('ABCABC', 'B', 1, 2), regexp_instr('ABCABC', 'B', 3), regexp_instr('ABCABC', '(A)(B)(C)', 1, 1, 0, '', 2), regexp_instr('ABCABC', '(A)(B)(C)', 1, 2, 1, '', 3), regexp_instr('abc', 'x'), regexp_instr('éab', 'b'), regexp_instr('abc', '(x)?b', 1, 1, 0, '', 1), regexp_instr('abc', 'b', 1, 1, 0, '', 1);
SELECT regexp_like('Steven', '^Ste(v|ph)en$'), regexp_like('Steven', '^ste', 'i'), regexp_like('a', NULL), regexp_like(E'a\nb', '^b', 'm');
SELECT regexp_substr('ABCDEF', 'c.', 1, 1, 'i'), regexp_substr('ABCDEF', 'C(.)(..)', 1, 1, 'i', 2), regexp_substr('one two three', '\w+', 1, 2), regexp_substr('one two three', '\w+', 6), regexp_substr('abc', 'x'), regexp_substr('abc', '(x)?b', 1, 1, '', 1), regexp_substr('abc', 'b', 1, 1, '', 3);
SELECT substring('foobar' from 'o.b'), substring('foobar' from 'o(.)b'), substring('foobar' from 'x'), substring('foobar' from '(x)?o'), substring('foobar', 'b.*'), substring(NULL from 'x');
-- in a table, with patterns that change from row to row
CREATE TABLE t (s text, p text);
INSERT INTO t VALUES ('alpha', '^a'), ('beta', 'a$'), ('gamma', 'm{2}'), ('delta', NULL), (NULL, 'x'), ('epsilon', '(?i)PSI'), ('zeta', '[');
SELECT s, p, s ~ p AS matches FROM t WHERE p IS DISTINCT FROM '[' ORDER BY s;
SELECT s, regexp_replace(s, '(.)(.)', '\2\1', 'g') FROM t WHERE s ~ 'a' ORDER BY s;
SELECT s ~ p FROM t;
SELECT count(*), sum(n) FROM (SELECT i, regexp_count(i::text, '[37]') AS n FROM generate_series(1, 2000) i) x;
SELECT max(length(regexp_replace(repeat('ab', i), 'a(b)', '\1\1\1', 'g'))) FROM generate_series(1, 300) i;
SELECT md5(string_agg(coalesce(regexp_match(i::text || 'x' || (i * 7)::text, '(\d)\1|(\d)x(\d)')::text, '-'), ',' ORDER BY i)) FROM generate_series(1, 500) i;
-- bounded work where backtracking would not end
SELECT repeat('a', 5000) ~ '^(a*)*b', regexp_match(repeat('x', 3000), '^(x+x+)+$') = ARRAY['xx'] AS nested, length((regexp_match(repeat('ab', 4000), '(a|b|ab)*(.*)'))[2]), repeat('a', 28) ~ '(a?){28}a{28}';
SELECT length(regexp_replace(repeat('abc ', 20000), '\m(\w)(\w+)', '\2\1', 'g')), regexp_count(repeat('a.*z|b', 5000), 'z|a[^z]*x');
-- LIKE and ILIKE beside them
SELECT 'abc' LIKE 'a%', 'abc' LIKE '_b_', 'a%c' LIKE 'a\%c', 'abc' LIKE 'a\%c', 'a%c' LIKE 'a#%c' ESCAPE '#', 'abc' LIKE 'a%' ESCAPE '', 'a\bc' LIKE 'a\%' ESCAPE '', 'ÉTÉ' ILIKE 'été', 'abc' NOT LIKE '%d%', 'ABC' NOT ILIKE 'a__', 'é' LIKE '_', '' LIKE '%', '' LIKE '';
SELECT '\x6162'::bytea LIKE '\x6125'::bytea, 'abc'::name LIKE 'a%', 'a_c' ~~ 'a\_c', 'abc' ~~* 'A%', 'abc' !~~ 'a%', 'abc' !~~* 'B%', like_escape('a%#%', '#'), 'abc'::char(5) LIKE 'abc', 'abc' LIKE ANY (ARRAY['x%', '%c']), 'abc' LIKE ALL (ARRAY['a%', '%d']);
SELECT 'abc' LIKE 'abc\';
SELECT 'abc' LIKE 'a##' ESCAPE '##';
SELECT 'abc' LIKE 'x\';
-- errors
SELECT regexp_match('a', 'a', 'g');
SELECT regexp_split_to_array('a', 'a', 'g');
SELECT regexp_split_to_table('a', 'a', 'g');
SELECT regexp_count('a', 'a', 1, 'g');
SELECT regexp_instr('a', 'a', 1, 1, 0, 'g');
SELECT regexp_like('a', 'a', 'g');
SELECT regexp_substr('a', 'a', 1, 1, 'g');
SELECT regexp_match('a', 'a', 'z');
SELECT regexp_replace('a', 'a', 'b', '1');
SELECT regexp_replace('a', 'a', 'b', 'é');
SELECT regexp_replace('a', 'a', 'b', 0);
SELECT regexp_replace('a', 'a', 'b', 1, -1);
SELECT regexp_count('a', 'a', 0);
SELECT regexp_instr('a', 'a', 0);
SELECT regexp_instr('a', 'a', 1, 0);
SELECT regexp_instr('a', 'a', 1, 1, 2);
SELECT regexp_instr('a', 'a', 1, 1, 0, '', -1);
SELECT regexp_substr('a', 'a', 0);
SELECT regexp_substr('a', 'a', 1, 0);
SELECT regexp_substr('a', 'a', 1, 1, '', -1);
SELECT regexp_replace('a', '(', 'b');
SELECT 'a' ~ 1;
SELECT regexp_match(1, 'a');
SELECT 'a' COLLATE "C" ~ ('a' COLLATE "POSIX");
