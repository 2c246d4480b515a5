#!/usr/bin/env python3
"""Records agg-facts.tsv: aggregates over small lists. line: aggfnoid, result type, argument type, texts..., = result"""
import subprocess, sys, os
PSQL = ['psql', '-h', 'localhost', '-p', '54320', '-U', 'postgres', '-d', os.environ.get('REFDB', 'types_ref'), '-X', '-q', '-At']
def q(sql):
    r = subprocess.run(PSQL + ['-F', '\t', '-f', '-'], input=sql, capture_output=True, text=True)
    if r.returncode: sys.exit(r.stderr)
    return r.stdout
pool = {'int2': [['1', '2', '3'], ['7'], [], ['-5', None, '32767']], 'int4': [['1', '2', '4'], [], ['2147483647', '2147483647', None], ['5']],
 'int8': [['9223372036854775807', '9223372036854775807'], ['1', None, '-7', '12'], []], 'numeric': [['1.5', '2.25', '10'], ['NaN', '1'], ['Infinity', '1'], ['12345678901234567890.5', '0.001', None], ['0.10', '0.20'], [], ['1e30', '1', '-1e30']],
 'float8': [['1.5', '2.5', '0.1'], ['NaN', '1'], [], ['Infinity', '2'], ['3']], 'float4': [['1.5', '2.5', '0.1'], [], ['3']], 'interval': [['1 day', '02:00', '1 mon'], []],
 'text': [['b', 'a', 'c'], [None], []], 'bool': [['t', 'f'], ['t', None], []], 'date': [['2000-01-01', '1999-01-01'], []], 'timestamp': [['2000-01-01', 'infinity'], []],
 'timestamptz': [['2000-01-01+00', '1999-01-01+00']], 'time': [['10:00', '09:00']], 'money': [['$1.50', '-$3.00']], 'oid': [['5', '4294967295']], 'bpchar': [['b', 'a  ']], 'inet': [['10.0.0.1', '10.0.0.0/8']], 'pg_lsn': [['0/1', 'F/0']], 'any': [['1', None]], 'anyarray': [['{1,2}', '{0,5}']], 'anynonarray': [['x', None, 'y'], []], 'xid8': [['1', '5']], 'tid': [['(0,1)', '(0,2)']], 'timetz': [['10:00+00', '10:00+01']]}
act = {'any': 'int4', 'anyarray': '_int4', 'anynonarray': 'text'}
typ = dict(l.split('\t') for l in q("select typname, oid from pg_type where oid<10000").splitlines())
rows = [l.split('\t') for l in q("select a.aggfnoid::oid, p.proname, t.typname, rt.typname from pg_aggregate a join pg_proc p on p.oid=a.aggfnoid join pg_type t on t.oid=p.proargtypes[0] join pg_type rt on rt.oid=p.prorettype where p.pronargs=1 and aggkind='n' order by 1").splitlines()]
sql, cases = [], []
for oid, name, t, rt in rows:
    if t not in pool or name.startswith(('json', 'xml', 'range')): continue
    a = act.get(t, t)
    res = {'anyarray': '_int4' if t == 'anyarray' else '_text', 'anyelement': a}.get(rt, rt)
    if t == 'anyarray' and name == 'array_agg': res = '_int4'
    for vals in pool[t]:
        v = ', '.join('(%s::pg_catalog."%s")' % ('NULL' if x is None else "'%s'" % x, a) for x in vals) or '(NULL::pg_catalog."%s")' % a
        sql.append('select coalesce((select %s(x)%s from (values %s) v(x) %s), $$\\N$$);' % (name, '::text', v, '' if vals else 'where false'))
        cases.append((oid, typ[res], typ[a], vals))
out = q("set timezone='America/New_York';\n" + '\n'.join(sql)).splitlines()
assert len(out) == len(cases), (len(out), len(cases))
for (oid, r, a, vals), o in zip(cases, out):
    print('\t'.join([oid, r, a] + ['\\N' if v is None else v for v in vals] + ['=' + o]))
