-- Regular expressions: what matches, which length is preferred, what groups take.
\pset null '(null)'
-- the longest of several, the leftmost of all
SELECT regexp_match('abcd', '(a|ab)(c|bcd)(d*)') AS longest, regexp_match('xaby', '(a|ab|y)') AS leftmost, regexp_match('foobar', 'foo|foobar') AS whole;
SELECT regexp_match('aaa', '(a*)(a*)'), regexp_match('aaa', '(a*?)(a*)'), regexp_match('aaa', '(a*)(a*?)'), regexp_match('aaa', '(a+?)(a+?)');
SELECT regexp_match('XY1234Z', 'Y*([0-9]{1,3})') AS greedy, regexp_match('XY1234Z', 'Y*?([0-9]{1,3})') AS lazy;
SELECT regexp_match('abc01234xyz', '(.*)(\d+)(.*)'), regexp_match('abc01234xyz', '(?:(.*?)(\d+)(.*)){1,1}'), regexp_match('abc01234xyz', '(.*?)(\d+)(.*)');
-- who prefers what: the first quantified part decides for all
SELECT regexp_match('abbbbc', 'ab*?c*'), regexp_match('abbbb', 'ab*b*?'), regexp_match('abbbb', 'ab*?b*'), regexp_match('abbbb', '(?:a|b)b*?b*'), regexp_match('abbbb', '(?:ab*?|x)');
SELECT regexp_match('aaaa', 'a{2}'), regexp_match('aaaa', 'a{2}?'), regexp_match('aaaa', 'a{2,3}?'), regexp_match('aaaa', '(?:a{2,3}){1,1}?'), regexp_match('aaaa', '(?:a{2,3}?){1,1}');
-- repeated groups keep what they took last
SELECT regexp_match('abcde', '^(a|ab|cde|bcd|e)*$') AS star, regexp_match('abcde', '^(a|ab|cde|bcd|e)+$') AS plus, regexp_match('aab', '^((a)|(b))*$') AS kinds;
SELECT regexp_match('', '(a*)*'), regexp_match('', '(a)*'), regexp_match('', '(a*)+'), regexp_match('aaa', '(a*)+'), regexp_match('', '(a*?)*'), regexp_match('xyz', '(x(y)?(z)?)(w)?');
SELECT regexp_match('aaaa', '(a){3}'), regexp_match('abab', '(ab){0}(a)'), regexp_match('foobarbaz', '((foo)(bar)?)((baz)|(qux))?'), regexp_match('', '()'), regexp_match('a', '((((a))))');
-- back references
SELECT regexp_match('abcabc', '(.+)\1'), regexp_match('aabb', '(a)\1(b)\2'), regexp_match('AbaB', '(ab)\1', 'i'), regexp_match('ab', '(a)|b\1'), regexp_match('xx-xx', '(x+)-\1$');
SELECT 'noon' ~ '^(.)(.)\2\1$', 'moon' ~ '^(.)(.)\2\1$', regexp_match('aaaaaa', '^(a+)\1\1$'), regexp_match('abab', '^(ab|a)(bab|ba|\1)*$'), regexp_match('aXbXc', '(\w)(X)(?:.\2)*');
SELECT regexp_match('aaa', '(a?)\1{2}'), regexp_match('ababab', '(ab)\1+?'), regexp_match('112233', '(\d)\1(\d)\2(\d)\3'), regexp_match('é-é', '(é)-\1');
-- ten groups and more
SELECT regexp_match('abcdefghijk', '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)'), 'abcdefghijj' ~ '(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\10', E'a\n' ~ 'a\012';
-- looking ahead and behind
SELECT regexp_match('foobar foobaz', 'foo(?=baz)\w+'), regexp_match('foobar foobaz', 'foo(?!bar)\w+'), regexp_match('price: $42', '(?<=\$)\d+'), regexp_match('a1b2', '(?<![a])\d');
SELECT regexp_replace('1234567', '(?<=\d)(?=(?:\d\d\d)+$)', ',', 'g'), regexp_matches('abcabd', '(?<=(?<!x)ab)[cd]', 'g');
SELECT 'ab' ~ 'a(?=(?:b(?=$)))', 'abc' ~ 'a(?=(?:b(?=$)))', 'ab' ~ '(?=a)ab(?<=b)$', 'aaa' ~ '^(?!.*b)a+$';
-- words, lines, ends
SELECT regexp_replace('one two, three', '\m\w', '<&>', 'g'), regexp_replace('one two, three', '\w\M', E'<\\&>', 'g'), regexp_replace('ab cd', '\y', '|', 'g'), regexp_replace('ab cd', '\Y', '|', 'g');
SELECT 'foo bar' ~ '[[:<:]]bar[[:>:]]', 'foobar' ~ '[[:<:]]bar', regexp_matches(E'ab\ncd\nef', '^..$', 'g') IS NULL AS none, E'ab\ncd' ~ '\Aab\Z';
SELECT regexp_matches(E'ab\ncd\nef', '^..$', 'gn'), regexp_match(E'ab\ncd', 'b.c') AS dot, regexp_match(E'ab\ncd', 'b.c', 'n') AS stops, regexp_match(E'ab\ncd', 'b.c', 'w') AS anchors, regexp_match(E'ab\ncd', '^c', 'p') AS partial;
SELECT regexp_match(E'a\nb', '[^a]b', 'n'), regexp_match(E'a\nb', '\Db', 'n'), regexp_match(E'a\nb', '\Ab', 'n'), regexp_match(E'a\nb', '$\n^', 'n');
-- character classes, ranges, collating elements, escapes
SELECT regexp_match('x-_ 1é', '[[:alpha:]]+'), regexp_match('x-_ 1é', '[[:punct:]]+'), regexp_match('aé日1', '[[:alnum:]]+'), regexp_match('aé日1', '\w+'), regexp_match(E'a \t\u00a0b', '\s+'), regexp_match('Été', '[[:upper:]]');
SELECT regexp_match('a]b', '[]b]+'), regexp_match('a-b', '[a-]+'), regexp_match('a^b', '[b^]+'), regexp_match('a\b', '[\\b]+'), regexp_match('x[y', '[[.left-square-bracket.]]'), regexp_match('a-b', '[[.hyphen.]]'), regexp_match('abc', '[[=b=]]'), regexp_match('5-3', '[[:digit:]-]+');
SELECT regexp_match('a1 b', '[\d\s]+'), regexp_match('a1-b', '[^\w]+'), regexp_match('a1-b', '[\W\d]+'), regexp_match('a1-b', '[^\D]+'), regexp_match('a', '[[:word:]]'), regexp_match('b', '[^[:alpha:]ac]');
SELECT 'A' ~ '\x41', 'é' ~ '\u00e9', '😀' ~ '\U0001F600', 'A' ~ '\101', E'\x07' ~ '\a', E'\b' ~ '\b', '\' ~ '\B', E'\x01' ~ '\cA', E'\x1b' ~ '\e', E'\f\n\r\t\v' ~ '^\f\n\r\t\v$', 'a.b' ~ 'a\.b', 'axb' ~ 'a\.b';
-- case
SELECT 'STRASSE' ~* 'strasse', 'ÉTÉ' ~* 'été', 'abc' ~* '[A-B]+C', 'K' ~* '[a-z]', 'ß' ~* 'ẞ', 'x' !~* 'X', 'x' !~ 'X', 'Q' ~* '[[:lower:]]', regexp_match('ABC', 'b', 'ci'), regexp_match('ABC', 'b', 'ic');
-- options and flavours
SELECT 'a+b' ~ '***=a+b', 'aab' ~ '***=a+b', 'aab' ~ '***:a+b', 'AB' ~ '(?i)ab', 'a b' ~ '(?x)a \s b # that is it', E'a\nb' ~ '(?n)^b', 'a.b' ~ '(?q)a.b', 'axb' ~ '(?q)a.b', 'aXb' ~ '(?qi)AxB';
SELECT regexp_match('a|b', 'a|b', 'q'), regexp_match('a{2}', 'a{2}', 'b'), regexp_match('aa', 'a\{2\}', 'b'), regexp_match('abab', '\(ab\)\1', 'b'), regexp_match('a+', 'a+', 'b'), regexp_match('*a', '*a', 'b'), regexp_match('a$b^', 'a$b^', 'b');
SELECT 'aa' ~ '(?b)a\{2\}', 'foo)' ~ '(?e)o)', 'ad' ~ '(?e)a\d', 'a  b' ~ '(?x) a [ ] \  b', 'ab' ~ 'a(?#a comment)b', 'a{,2}' ~ 'a{,2}', 'a{x' ~ 'a{x';
-- names and text, with and without a match
SELECT 'pg_class'::name ~ '^pg_', 'pg_class'::name !~ 'class$', 'pg_class'::name ~* 'CLASS', 'pg_class'::name !~* 'CLASS', ''::text ~ '', 'a' ~ '^$', NULL ~ 'a', 'a' ~ NULL;
SELECT relname FROM pg_class WHERE relname ~ '^pg_(attr|cla)' AND relkind = 'r' ORDER BY 1;
-- the C collation knows ASCII only
SELECT 'é' ~ '[[:alpha:]]', 'é' COLLATE "C" ~ '[[:alpha:]]', 'É' COLLATE "C" ~* 'é', 'É' ~* 'é', 'É' COLLATE ucs_basic ~ '\w';
-- errors
SELECT 'a' ~ '(';
SELECT 'a' ~ 'a)';
SELECT 'a' ~ '[a';
SELECT 'a' ~ 'a{1';
SELECT 'a' ~ 'a{2,1}';
SELECT 'a' ~ 'a{256}';
SELECT 'a' ~ '*a';
SELECT 'a' ~ 'a**';
SELECT 'a' ~ '^*';
SELECT 'a' ~ '(?=a)*';
SELECT 'a' ~ '(?<a)';
SELECT 'a' ~ '[b-a]';
SELECT 'a' ~ '[a-\d]';
SELECT 'a' ~ '[[:foo:]]';
SELECT 'a' ~ '[[.foo.]]';
SELECT 'a' ~ '\1';
SELECT 'a' ~ '(a\1)';
SELECT 'a' ~ '(a)(?=\1)';
SELECT 'a' ~ 'a\';
SELECT 'a' ~ '\q';
SELECT 'a' ~ '\u12';
SELECT 'a' ~ '(?z)a';
SELECT 'a' ~ '***a';
SELECT 'a' ~ '***?';
SELECT 'a' ~ '((a{1,255}){1,255}){1,255}';
