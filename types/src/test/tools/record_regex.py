#!/usr/bin/env python3
"""Random regular expressions and what PostgreSQL 15 makes of them, as facts for RegexFactsTest.

record_regex.py [--seed N] [--count N] [--kind plain|refs|icase|newline|flavour|syntax|similar|all] [-h HOST] [-p PORT] > FILE
A line: pattern, flags, text, result (all escaped as COPY does); the result is the match's first character and the
character after it, then the groups; or SQLSTATE and message.
"""
import argparse, random, subprocess, sys

ap = argparse.ArgumentParser(add_help=False)
ap.add_argument('--seed', type=int, default=1)
ap.add_argument('--count', type=int, default=2000)
ap.add_argument('--kind', default='all')
ap.add_argument('-h', dest='host', default='localhost')
ap.add_argument('-p', dest='port', default='54320')
ap.add_argument('-U', dest='user', default='postgres')
ap.add_argument('-d', dest='db', default='postgres')
a = ap.parse_args()
R = random.Random(a.seed)
print('seed', a.seed, file=sys.stderr)
CHARS = ['a', 'b', 'c', 'A', 'B', ' ', '\n', '1', '_', 'é', '日', '-']


class Gen:
    def __init__(self, refs, looks=True):
        self.refs, self.looks, self.groups, self.in_look = refs, looks, 0, 0
        self.closed = []

    def alt(self, d):
        n = R.choices([1, 2, 3], [70, 24, 6])[0]
        return '|'.join(self.branch(d) for _ in range(n))

    def branch(self, d):
        return ''.join(self.piece(d) for _ in range(R.choices([0, 1, 2, 3, 4], [4, 30, 34, 22, 10])[0]))

    def quant(self):
        q = R.choice(['*', '+', '?', '{2}', '{1,2}', '{0,1}', '{2,}', '{0}', '{1}', '{1,1}', '{0,}', '{0,2}', '{3}', '{2,3}'])
        return q + ('?' if R.random() < .35 else '')

    def piece(self, d):
        r = R.random()
        if r < .07:
            return R.choice(['^', '$', r'\A', r'\Z', r'\m', r'\M', r'\y', r'\Y', '[[:<:]]', '[[:>:]]'])
        if r < .11 and self.looks and d > 0:
            self.in_look += 1
            s = R.choice(['(?=', '(?!', '(?<=', '(?<!']) + self.alt(d - 1) + ')'
            self.in_look -= 1
            return s
        s = self.atom(d)
        if R.random() < .45:
            s += self.quant()
        return s

    def atom(self, d):
        r = R.random()
        if self.refs and self.closed and not self.in_look and r < .2:
            return '\\%d' % R.choice(self.closed)
        if d > 0 and r < .45:
            if R.random() < .7 and not self.in_look:
                self.groups += 1
                g = self.groups
                s = '(' + self.alt(d - 1) + ')'
                self.closed.append(g)
                return s
            return '(?:' + self.alt(d - 1) + ')'
        if r < .75:
            return R.choice(['a', 'b', 'a', 'b', 'c', 'é'])
        return R.choice(['.', '.', '[ab]', '[^a]', '[a-c]', r'\w', r'\d', r'\s', r'\W', '[[:alpha:]]', '[^[:space:]]', r'[\w-]',
                         'A', '[A-B1]', '日', r'\n', '_', r'\D', r'\S', '[^b]'])


def text():
    return ''.join(R.choice(CHARS[:3] if R.random() < .8 else CHARS) for _ in range(R.choice([0, 1, 2, 3, 4, 5, 6, 8, 10])))


BITS = ['(', ')', '[', ']', '{', '}', '*', '+', '?', '|', '\\', '^', '$', '.', ',', '-', ':', '=', '!', '<', '>', '#', 'a', 'b',
        '1', '2', '0', '9', '255', '256', '[:alpha:]', '[:foo:]', '[=a=]', '[.hyphen.]', '[.zz.]', '(?:', '(?=', '(?<!', '(?#x)',
        '\\1', '\\2', '\\12', '\\x41', '\\x', '\\u00e9', '\\u12', '\\U0001F600', '\\U00110000', '\\Uffffffff', '\\cA', '\\c', '\\e',
        '\\a', '\\b', '\\B', '\\012', '\\0', '\\400', '\\8', '\\z', '\\q', '\\d', '\\D', '\\w', '\\m', '***=', '***:', '***', '(?i)',
        '(?x)', '(?z)', '(?q)', '(?b)', '(?e)', '(?n)', '{1,2}', '{2,1}', '{1,}', '{,3}', '\\{', '\\}', '\\(', '\\)', '\\<', '\\>', ' ',
        '[a-c]', '[^a]', '[]a]', '[a-', '[[:', '[[.', '[[=', '[b-a]', '[a-\\d]', '[\\d-a]', '[[.a.]-c]', '[^', '[[:<:]]', '\n', 'é']


SIMILAR = ['%', '_', '|', '*', '+', '?', '{2}', '{1,3}', '(', ')', '[a-c]', '[^b]', '[', ']', '^', '$', '.', '\\', '#', '"', '#"', '\\"',
           'a', 'b', 'é', '[[:alpha:]]', '(?', '\\d', '#%', '\\_', '[#]', '[\\]']


def case():
    kind = a.kind if a.kind != 'all' else R.choice(['plain', 'plain', 'plain', 'refs', 'syntax', 'icase', 'newline', 'flavour', 'similar'])
    flags, s = '', text()
    if kind == 'plain':
        p = Gen(False).alt(3)
    elif kind == 'refs':
        p = Gen(True).alt(3)
    elif kind == 'icase':
        p, flags = Gen(R.random() < .5).alt(2), 'i'
    elif kind == 'newline':
        p, flags = Gen(False).alt(2), R.choice(['n', 'p', 'w', 's', 'm'])
    elif kind == 'flavour':
        flags = R.choice(['b', 'e', 'q', 'x', 'bi', 'ex'])
        p = ''.join(R.choice(BITS) for _ in range(R.choice([1, 2, 3, 4, 5])))
    elif kind == 'similar':
        # flags ~ESCAPE: the translation of a SIMILAR TO pattern
        p = ''.join(R.choice(SIMILAR) for _ in range(R.choice([1, 2, 3, 4, 6, 8])))
        flags = '~' + R.choice(['\\', '#', '', 'é', '%', 'ab', '"'])
    else:
        p = ''.join(R.choice(BITS) for _ in range(R.choice([1, 2, 3, 4, 5, 6])))
        if R.random() < .4:
            s = R.choice(['a-b', 'A', 'é', 'aa', '{1}', 'ab\n', '(a)', 'a{,3}', '*a'])
    return p, flags, s


def esc(t):
    return t.replace('\\', '\\\\').replace('\n', '\\n').replace('\t', '\\t').replace('\r', '\\r')


SQL = r'''
create temp table cases (n int, p text, f text, s text);
create function pg_temp.ask(p text, f text, s text) returns text language plpgsql as $$
declare g text; i int; e int;
begin
  if f like '~%' then return similar_to_escape(p, substr(f, 2)); end if;
  i := regexp_instr(s, p, 1, 1, 0, f);
  e := regexp_instr(s, p, 1, 1, 1, f);
  g := regexp_match(s, p, f)::text;
  return i || ' ' || e || ' ' || coalesce(g, '-') || ' ' || coalesce((select count(*)::text from regexp_matches(s, p, f || 'g')), '');
exception when others then return sqlstate || ' ' || sqlerrm;
end $$;
copy cases from stdin;
'''
rows = []
while len(rows) < a.count:
    c = case()
    if '\0' not in ''.join(c) and '\\.' != c[0]:
        rows.append(c)
script = SQL + ''.join('%d\t%s\t%s\t%s\n' % (i, esc(p), esc(f), esc(s)) for i, (p, f, s) in enumerate(rows)) + '\\.\n'
script += "set statement_timeout = '100s';\ncopy (select p, f, s, pg_temp.ask(p, f, s) from cases order by n) to stdout;\n"
out = subprocess.run(['psql', '-X', '-q', '-h', a.host, '-p', a.port, '-U', a.user, '-d', a.db, '-v', 'ON_ERROR_STOP=1'], input=script,
                     capture_output=True, text=True, timeout=300)
sys.stderr.write(out.stderr[:2000])
sys.stdout.write(out.stdout)
