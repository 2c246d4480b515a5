#!/usr/bin/env python3
"""Records facts.tsv from a reference PostgreSQL 15: calls of built-in functions with sampled arguments.
usage: record.py PER_FUNCTION SEED > types/src/test/resources/org/hathi/types/facts.tsv
line: prosrc, strict(t/f), result type oid, argument type oids, argument texts (\\N = NULL) ..., = result text | ! sqlstate message"""
import subprocess, sys, random, itertools, os
per, seed = int(sys.argv[1]), int(sys.argv[2])
rnd = random.Random(seed)
DB = os.environ.get('REFDB', 'types_ref')
PSQL = ['psql', '-h', 'localhost', '-p', '54320', '-U', 'postgres', '-d', DB, '-X', '-q', '-At']
def q(sql, sep='\t'):
    r = subprocess.run(PSQL + ['-F', sep, '-f', '-'], input=sql, capture_output=True, text=True)
    if r.returncode: sys.exit(r.stderr)
    return r.stdout
texts = ['', 'a', 'abc', 'Hello World', 'foo.bar.baz', 'zażółć', '%o%', 'a_c', '  pad  ', '\\x41', '12', 'it''s', '日本語', 'aaa', '0']
pool = {
 'bool': ['t', 'f'],
 'int2': ['0', '1', '-1', '32767', '-32768', '7', '100'],
 'int4': ['0', '1', '-1', '2', '3', '2147483647', '-2147483648', '12345', '-7', '4'],
 'int8': ['0', '1', '-1', '9223372036854775807', '-9223372036854775808', '1234567890123', '12', '-5'],
 'oid': ['0', '1', '4294967295', '2147483648', '25'],
 'xid': ['0', '3', '4294967295'], 'cid': ['0', '5'], 'xid8': ['0', '5', '18446744073709551615'],
 'float4': ['0', '1.5', '-2.25', '3.4e38', '1e-40', 'NaN', 'Infinity', '-Infinity', '123456.7', '1e6', '16777216'],
 'float8': ['0', '1.5', '-2.25', '0.1', '1e308', '5e-324', 'NaN', 'Infinity', '-Infinity', '1e15', '123456789012345', '-0', '2.5', '1e-5', '100', '0.5', '3'],
 'numeric': ['0', '1', '-1', '1.5', '-2.25', '0.000123', '12345678901234567890.123456789', 'NaN', 'Infinity', '-Infinity', '100.00', '1e30', '99999.995', '3', '-7.777', '0.5', '10000', '2', '1e-20'],
 'text': texts, 'varchar': texts[:6], 'bpchar': ['', 'a', 'abc   ', 'Hello', 'é '], 'name': ['', 'a', 'abc', 'pg_class'],
 'char': ['', 'a', 'z'], 'bytea': ['', '\\x00', '\\x0102ff', 'abc', '\\x6162'],
 'date': ['2000-01-01', '1999-12-31', '2024-02-29', 'infinity', '-infinity', '0044-03-15 BC', '5874897-12-31', '1582-10-15', '1970-01-01'],
 'time': ['00:00', '23:59:59.999999', '12:34:56.789', '24:00:00'],
 'timetz': ['00:00+00', '23:59:59-08', '12:34:56.789+05:30'],
 'timestamp': ['2000-01-01', '1999-12-31 23:59:59.999999', '2024-02-29 12:34:56.789', 'infinity', '-infinity', '0044-03-15 10:00 BC', '2024-03-10 02:30', '2024-11-03 01:30', '1970-01-01 00:00'],
 'timestamptz': ['2000-01-01+00', '1999-12-31 23:59:59.999999+02', '2024-02-29 12:34:56.789-08', 'infinity', '-infinity', '2024-03-10 10:30+00', '2024-11-03 09:30+00'],
 'interval': ['0', '1 day', '-1 day 02:03:04', '1 year 2 mons 3 days 04:05:06.789', '-1 year', '30 days', '25 hours', '1 mon', '00:00:00.000001', '-3 days -04:00'],
 'uuid': ['00000000-0000-0000-0000-000000000000', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
 'pg_lsn': ['0/0', '16/B374D848', 'FFFFFFFF/FFFFFFFF'], 'tid': ['(0,1)', '(42,7)', '(4294967295,65535)'],
 'money': ['$0.00', '$12.34', '-$1,234.56'],
 '_int4': ['{}', '{1,2,3}', '{3,NULL,1}', '[2:3]={5,6}', '{{1,2},{3,4}}'], '_text': ['{}', '{a,b}', '{NULL,"x y",a}', '{abc}'],
 '_int8': ['{}', '{1,2}'], '_numeric': ['{1.5,2}'], 'oidvector': ['', '23 25', '25'],

 'inet': ['192.168.1.5/24', '10.0.0.1', '::1', '10.0.0.0/8'], 'cidr': ['192.168.1.0/24', '10.0.0.0/8', '2001:db8::/32'],
 'json': ['{"a":1}'], 'unknown': ['x'],
}
poly = {'anyarray': ['_int4', '_text'], 'anyelement': ['int4', 'text'], 'anycompatiblearray': ['_int4', '_text'], 'anycompatible': ['int4', 'text'], 'anynonarray': ['int4','text']}
units = ['year', 'month', 'day', 'hour', 'minute', 'second', 'milliseconds', 'microseconds', 'week', 'quarter', 'decade', 'century', 'millennium', 'epoch', 'dow', 'isodow', 'doy', 'isoyear', 'julian', 'timezone', 'timezone_h', 'foo']
zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'est', 'Asia/Kolkata', 'nowhere', 'UTC+3']
regex = ['a', '^a', '[a-c]+', '(o)(.)', 'b*', '.', 'x|y', '\\w+', '\\d', '(?i)hello', '^$', '(', '[[:alpha:]]+', 'a{2}']
fmts = ['YYYY-MM-DD HH24:MI:SS', 'Day, DD Mon YYYY', 'FMMonth FMDD, YYYY', 'HH12:MI:SS.US AM', 'IYYY-IW-ID', 'DDD D J Q', 'CC YY "x" Y,YYY', 'MS TZ OF', 'DDth RM', 'SSSSS']
nfmts = ['999', '9999.99', '0000', 'S999', '999PR', 'FM999.00', '9,999.9', 'L99', '999MI', '9.9EEEE', 'RN', '00V00', 'SG99', '9 9']
def args_for(src, i, t):
    if t == 'text':
        if ('trunc' in src or 'part' in src or src.startswith('extract')) and i == 0: return units
        if ('zone' in src) and (i in (0, 2, 6)) : return zones
        if 'regex' in src and i == 1: return regex
        if 'regex' in src and i >= 2: return ['g', 'i', '', '\\1X', '[&]', 'n']
        if src in ('timestamp_to_char', 'timestamptz_to_char', 'interval_to_char'): return fmts
        if src in ('int4_to_char', 'int8_to_char', 'numeric_to_char', 'float4_to_char', 'float8_to_char'): return nfmts
        if src in ('to_date', 'to_timestamp'): return [['2024-02-29', '20240101', '12/31/99', 'Jan 5, 2001', '2024-13-01', '11:30 PM'], ['YYYY-MM-DD', 'YYYYMMDD', 'MM/DD/YY', 'Mon DD, YYYY', 'HH:MI AM']][i]
        if src == 'numeric_to_number': return [['12,345.6', '-12', '<5>', '$9', '1.5e3'], nfmts][i]
        if src in ('binary_encode', 'binary_decode') and i == 1: return ['hex', 'base64', 'escape', 'foo']
        if src == 'binary_decode': return ['616263', 'YWJj', 'a\\001b', 'xyz!', '']
        if 'like' in src or 'similar' in src: return [['abc', 'Hello World', '', 'a%c', 'zażółć', 'aXbXc'], ['%', 'a%', '_b_', '%o%', 'a\\%c', 'A%', '%ó%', '', 'a\\', '%b%c'], ['#']][i] if 'escape' not in src else [['a#%c', 'abc%', '(a|b)%'], ['#', '', '##', '\\']][i]
        if src in ('pg_size_bytes',): return ['1kB', '1.5 GB', '10', 'x', '-3MB']
        if src == 'unistr': return ['d\\0061t\\+000061', '\\x']
        if src in ('unicode_normalize_func','unicode_is_normalized') and i == 1: return ['NFC','NFD','foo']
    return pool[t]
skip = ('pg_typeof','pg_column', 'current_', 'session_user', 'has_', 'pg_get', 'ri_', 'RI_', 'pg_stat', 'pg_advisory', 'pg_try', 'pg_sleep', 'row_security', 'to_reg', 'text_regclass', 'set_config', 'show_config', 'pg_relation', 'lo_', 'be_lo', 'pg_is', 'inet_client', 'inet_server', 'txid', 'pg_xact', 'pg_snap', 'pg_has', 'pg_table', 'pg_index', 'pg_size_pretty_x', 'to_ts', 'ts', 'plainto', 'phraseto', 'websearch', 'nextval', 'currval', 'setval', 'lastval', 'xml', 'texttoxml', 'pg_notify', 'pg_collation', 'pg_conv', 'pg_desc', 'pg_ident', 'pg_read', 'pg_ls', 'pg_file', 'pg_database', 'pg_type_is', 'pg_opc', 'pg_operator', 'pg_opfam', 'pg_function', 'pg_my', 'pg_event', 'pg_blocking', 'pg_safe', 'pg_cancel', 'pg_term', 'pg_log', 'pg_wal', 'pg_last', 'pg_drop', 'pg_create', 'pg_copy', 'pg_repl', 'binary_upgrade', 'pg_nextoid', 'pg_export', 'pg_trigger', 'pg_listening', 'pg_encoding', 'PG_', 'getdatabase', 'pg_client', 'json', 'to_json', 'row_to', 'query_to', 'schema_to', 'database_to', 'cursor_to', 'table_to', 'pg_partition', 'pg_ts', 'fmgr', 'hashenum', 'enum', 'mxid', 'xid_age', 'satisfies', 'pg_stop', 'pg_isolation', 'pg_tablespace', 'pg_switch', 'pg_promote', 'pg_backup', 'pg_settings', 'pg_sequence', 'pg_filenode','pg_visible','pg_total','pgsql_version','pg_control','pg_current','pg_show','pg_event','pg_extension','pg_conf','pg_postmaster','gin','gist','brin','spg','dist_','inet_gist','network_sub_','pg_import','pg_hba','pg_char','makeaclitem','acl','pg_identify','pg_rotate','pg_reload','pg_jit','pg_node','pg_dependencies','pg_ndistinct','pg_mcv','pg_options','amvalidate','pg_collation_for','gt','on_','pt_','inter_','lseg','box','poly','circle','path','line','close','gtsquery','pg_stop','pg_indexam','pg_lock','cash_words','timeofday','now','statement_timestamp','format_type','oidvectortypes','pg_available','void_','any','cstring','shell','trigger_','language_','internal_','opaque','event_','fdw_','index_am','table_am','tsm_','unknown','dsnowball','dispell','dsimple','dsynonym','thesaurus','prsd','string_agg','array_agg','_serialize','suppress','unique_key','record','hash_record','range','multirange','in_range_time_','in_range_timetz','pg_convert','length_in_encoding','to_ascii','pg_walfile')
procs = [l.split('\t') for l in q("""select prosrc, proisstrict, (select string_agg(t.typname, ',' order by ord) from unnest(proargtypes::oid[]) with ordinality u(o,ord) join pg_type t on t.oid=u.o), rt.typname, rt.oid, proname, provariadic
 from pg_proc p join pg_type rt on rt.oid=prorettype where prolang=12 and prokind='f' and not proretset and pronargs>0 and provolatile<>'v' and provariadic=0 order by prosrc, p.oid""").splitlines()]
typoid = dict(l.split('\t') for l in q("select typname, oid from pg_type where oid<10000").splitlines())
cases = []
for src, strict, args, rt, rtoid, name, var in procs:
    if src.startswith(skip) or rt in ('internal', 'trigger', 'cstring'): continue
    if any(x in src for x in ('_sel', 'sel_', 'joinsel', '_support', 'sortsupport', 'transfn', 'finalfn', '_accum', '_combine', '_avg', 'typmod', 'stddev', '_var_', '_recv', 'recv', '_poly_')): continue
    if src.endswith('sel') or src.endswith('in') and args.startswith('cstring') : continue
    variants = [args.split(',')]
    if any(a in poly for a in args.split(',')):
        variants = []
        for k in (0, 1):
            variants.append([poly[a][k] if a in poly else a for a in args.split(',')])
    for vi, at in enumerate(variants):
        if not all(a in pool for a in at): continue
        res = rtoid
        if rt in poly: res = typoid[poly[rt][vi]]
        lists = [args_for(src, i, a) for i, a in enumerate(at)]
        total = 1
        for l in lists: total *= len(l)
        if total <= per: combos = list(itertools.product(*lists))
        else: combos = list({tuple(rnd.choice(l) for l in lists) for _ in range(per)})
        if src in ('repeat', 'lpad', 'rpad', 'numeric_fac', 'numeric_exp','numeric_power'): combos = [c for c in combos if not any(x in ('2147483647', '9223372036854775807') for x in c)]
        if strict == 'f' : combos.append(tuple(None if i == 0 else l[0] for i, l in enumerate(lists)))
        for c in sorted(combos, key=str): cases.append((src, strict, res, [typoid[a] for a in at], at, name, c))
def lit(v): return 'NULL' if v is None else "E'" + v.replace('\\', '\\\\').replace("'", "\\'") + "'"
sql = ["""set client_min_messages=error; set timezone='America/New_York'; create or replace function pg_temp.try(s text) returns text language plpgsql as $$ declare r text; begin execute s into r; return case when r is null then '=\\N' else '=' || replace(replace(replace(r, '\\', '\\\\'), E'\\n', '\\n'), E'\\t', '\\t') end; exception when others then return '!' || sqlstate || ' ' || replace(replace(replace(sqlerrm, '\\', '\\\\'), E'\\n', '\\n'), E'\\t', '\\t'); end $$;"""]
def tname(a): return '"char"' if a == 'char' else ('pg_catalog."%s"' % a)
for src, strict, res, oids, at, name, c in cases:
    call = 'select (pg_catalog."%s"(%s))::text' % (name, ', '.join('%s::%s' % (lit(v), tname(a)) for v, a in zip(c, at)))
    if typoid['bool'] == res: call = call.replace('))::text', '))')
    sql.append('select pg_temp.try($q$%s$q$);' % call)
out = q('\n'.join(sql)).splitlines()
assert len(out) == len(cases), (len(out), len(cases))
def esc(v): return '\\N' if v is None else v.replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n')
for (src, strict, res, oids, at, name, c), r in zip(cases, out):
    print('\t'.join([src, strict, res, ','.join(oids)] + [esc(v) for v in c] + [r]))
