-- SIMILAR TO, substring(… SIMILAR … ESCAPE …) and their escapes.
\pset null '(null)'
SELECT 'abc' SIMILAR TO 'abc', 'abc' SIMILAR TO 'a', 'abc' SIMILAR TO '%(b|d)%', 'abc' SIMILAR TO '(b|c)%', 'abc' SIMILAR TO 'a_c', 'abc' SIMILAR TO 'a%', 'abc' NOT SIMILAR TO 'x%', NULL SIMILAR TO 'a', 'a' SIMILAR TO NULL;
SELECT '-abc-' SIMILAR TO '%\mabc\M%', 'xabcy' SIMILAR TO '%\mabc\M%', 'aab' SIMILAR TO 'a+b', 'b' SIMILAR TO 'a*b', 'b' SIMILAR TO 'a?b', 'aab' SIMILAR TO 'a{2}b', 'aab' SIMILAR TO 'a{3,}b', 'aab' SIMILAR TO 'a{1,2}b';
SELECT 'a.b' SIMILAR TO 'a.b', 'axb' SIMILAR TO 'a.b', 'a^b' SIMILAR TO 'a^b', 'a$b' SIMILAR TO 'a$b', '^' SIMILAR TO '[^^]', 'b' SIMILAR TO '[^a]', 'a' SIMILAR TO '[a-c]', '3' SIMILAR TO '[[:digit:]]', E'a\nb' SIMILAR TO 'a_b';
SELECT 'abcd' SIMILAR TO '(ab|a)(cd|bcd)', 'ab' SIMILAR TO 'a|b', 'a' SIMILAR TO 'a|b', '' SIMILAR TO '', '' SIMILAR TO '%', 'a%' SIMILAR TO 'a\%', 'ab' SIMILAR TO 'a\%', 'a%' SIMILAR TO 'a#%' ESCAPE '#', 'a\b' SIMILAR TO 'a\b' ESCAPE '', 'a_b' SIMILAR TO 'a\_b', 'a(b' SIMILAR TO 'a\(b';
SELECT 'ab' SIMILAR TO 'a' || 'b', 'x' SIMILAR TO 'X', 'x'::name SIMILAR TO 'x', 'abc'::char(6) SIMILAR TO 'abc';
SELECT substring('abcdefg' SIMILAR 'a#"%#"g' ESCAPE '#'), substring('abcdefg' SIMILAR '#"(b_d)#"%' ESCAPE '#'), substring('abcdefg' SIMILAR '%#"x#"%' ESCAPE '#'), substring('abcdefg' SIMILAR 'a*#"%#"g*' ESCAPE '#'), substring('abcdefg' SIMILAR 'a|b#"%#"g' ESCAPE '#');
SELECT substring('abcdefg' SIMILAR 'a#"%#"g' ESCAPE NULL), substring(NULL SIMILAR 'a#"%#"g' ESCAPE '#'), substring('abcdefg' SIMILAR 'abcdefg' ESCAPE '#'), substring('abcdefg' SIMILAR '%' ESCAPE '#'), substring('abcdefg' SIMILAR 'x' ESCAPE '#');
SELECT substring('foobar' FROM '%#"o_b#"%' FOR '#'), substring('foobar' FROM '#"o_b#"%' FOR '#'), substring('foobar' FROM 2 FOR 3), substring('aXbXc' SIMILAR '_#"X%X#"_' ESCAPE '#'), substring('aaaa' SIMILAR 'a+#"a+#"a+' ESCAPE '#');
SELECT similar_to_escape('a_%(b|c)[d_]'), similar_to_escape('a#%b', '#'), similar_to_escape('a^b$c.d\e', '#'), similar_to_escape('#"a#"b', '#'), similar_to_escape('[^]_]', '#'), similar_to_escape('[[:alpha:]_]_', '#'), similar_escape('a%', NULL), similar_escape(NULL, '#'), similar_to_escape('a\\b', ''), similar_to_escape('{(?', '#');
CREATE TABLE s (v text);
INSERT INTO s VALUES ('12-345'), ('1-2'), ('ab-cd'), (''), (NULL);
SELECT v, v SIMILAR TO '[0-9]+-[0-9]{2,}', substring(v SIMILAR '#"%#"-%' ESCAPE '#') FROM s ORDER BY v;
SELECT v FROM s WHERE v NOT SIMILAR TO '%-%' ORDER BY v;
CREATE VIEW sv AS SELECT v SIMILAR TO 'a%' AS a, v NOT SIMILAR TO 'b#%' ESCAPE '#' AS b, substring(v SIMILAR 'x#"y#"z' ESCAPE '#') AS c FROM s;
SELECT pg_get_viewdef('sv');
SELECT * FROM sv ORDER BY 1, 2;
-- errors
SELECT 'a' SIMILAR TO 'a##' ESCAPE '##';
SELECT 'a' SIMILAR TO '(a';
SELECT 'a' SIMILAR TO '*a';
SELECT 'a' SIMILAR TO '[a';
