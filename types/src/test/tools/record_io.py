#!/usr/bin/env python3
"""Records io-facts.tsv: text input and output of types. line: type oid, typmod, input text, = output text, = binary form in hex | ! sqlstate message"""
import subprocess, sys, os
PSQL = ['psql', '-h', 'localhost', '-p', '54320', '-U', 'postgres', '-d', os.environ.get('REFDB', 'types_ref'), '-X', '-q', '-At']
def q(sql):
    r = subprocess.run(PSQL + ['-F', '\t', '-f', '-'], input=sql, capture_output=True, text=True)
    if r.returncode: sys.exit(r.stderr)
    return r.stdout
dates = """1999-01-08|January 8, 1999|1/8/1999|1/18/1999|01/02/03|1999-Jan-08|Jan-08-1999|08-Jan-1999|99-Jan-08|08-Jan-99|Jan-08-99|19990108|990108|1999.008|J2451187|January 8, 99 BC|epoch|infinity|-infinity|2000-02-30|2000-13-01|1999-1-8|8 Jan 1999|Mon Jan 8 1999|1999 Jan 08|20000230|2001-02-29|0001-01-01 BC|4713-11-24 BC|4714-11-24 BC|4715-01-01 BC|5874897-12-31|5874898-01-01|x|1999|Jan 1999|2001-12-31 BC|0000-01-01|10000-01-01|2024-366|1/1/70|1/1/69|12-31-2020|2020/12/31|31.12.2020|12.31.2020|2020.12.31|feb 29 2024|2024-02-29T00:00:00|today x|99-1-1||2024-1|2024-06-31|Sat 2024-03-02|20240229T101112"""
times = """04:05:06.789|04:05:06|04:05|040506|04:05 AM|04:05 PM|12:00 AM|12:00 PM|13:00 PM|24:00:00|24:00:01|23:59:60|23:59:61|25:00|04:05:06.1234567|allballs|x|0405|04:05:06 AD|4:5:6|04:05:06-08:00|04:05-08|T040506|12:60|1:2:3.5 pm"""
timetzs = """04:05:06-08:00|04:05:06.789-8|040506-08|04:05:06 PST|04:05:06+5:30|04:05:06 UTC|24:00-08|04:05:06-16|2003-04-12 04:05:06 America/New_York|04:05:06z|x|040506+0730"""
stamps = """1999-01-08 04:05:06|January 8 04:05:06 1999 PST|1999-01-08 04:05:06 -8:00|Wed Dec 17 07:37:16 1997 PST|12/17/1997 07:37:16.00|17.12.1997 07:37|1997-12-17T07:37:16Z|1997-12-17T07:37:16.123456+01:30|19971217T073716|19971217 073716|1997-12-17 24:00:00|1997-12-17 07:37:16 America/New_York|1997-12-17 07:37:16 EST5EDT|1997-12-17 07:37 PM|epoch|infinity|-infinity|0044-03-15 BC 12:00|294276-12-31 23:59:59.999999|294277-01-01|4714-11-24 BC 00:00|2024-03-10 02:30:00|2024-11-03 01:30:00|2024-11-03 01:30:00 EDT|1883-11-18 12:00|1850-01-01 00:00:00|2024-01-01 00:00:00 foo|2024-01-01 00:00:00 Foo/Bar|2024-01-01 25:00|2024-02-30 00:00|Jan 5 2024 3:04:05 pm|2024-01-05 3pm|Fri Jan 05 03:04:05.5 2024|2024-01-05 10:11:12.9999996|2050-07-01 12:00|3000-07-01 12:00||x|2024-01-05 10:11:12+00:00:30|2024-01-05 10:11:12 +0530|2024-01-05 10:11:12.5 BC|J2451187 04:05|20240105101112|2024-01-05-08|1997-12-17 07:37:16 zulu|Jan 1 2024 00:00:00 GMT+3|2024-01-05 10:11:12 utc|1901-12-13 20:45:52|2007-03-11 03:00:00|1969-12-31 16:00:00-08|2024-01-05 10 PST"""
intervals = """1 day|1 day 2 hours|1-2|3 4:05:06|1-2 3 4:05:06|P1Y2M3DT4H5M6S|P1Y|PT1.5H|P0001-02-03T04:05:06|1 year 2 months 3 days 4 hours 5 minutes 6 seconds|1 day ago|-1 day|@ 1 minute|1.5 years|1.5 months|1.5 weeks|1.5 days|1.5 hours|0.1 months|10|10.5|-1-2|04:05:06.789|-04:05:06|4:05|100:00:00|1 millennium|2 centuries 3 decades|3 us|4 ms|1y2mon3d|1 d 02:03|+1 day -2 hours|1e3 seconds|x||1 foo|2147483647 months|2147483648 months|1 day 1 day|00:60:00|00:00:61|1 week|1 mon -1 day|30 minutes ago|1 year -1 mons|-1 years 2 mons|P-1Y2M|PT-4H|P1W|1 2|9999999999 days|.5 days|-0.5 hours|infinity|1 day 04:05:06.5"""
ints = "0|1|-1| 12 |2147483647|2147483648|-2147483648|-2147483649|32767|32768|9223372036854775807|9223372036854775808|-9223372036854775808|abc||1.5|1e3|+5|--5|12x|00012|99999999999999999999|0x10"
floats = "0|-0|1|1.5|-1.5e10|1e308|1e309|1e-308|5e-324|1e-400|NaN|nan|inf|Infinity|-Infinity|+inf|abc||1.5x|.5|5.|1e15|1e16|123456789012345678|0.1|0.30000000000000004|3.4028235e38|1e39|1e-45|1e-46|1e6|1e5|999999.9|1234567|0.0001|0.00001|2.2250738585072014e-308|9007199254740993|4.35|0x1p3|1e22|1e23|8.5e15|2e0"
nums = "0|1|-1|1.50|-0.00|.5|5.|1e10|1e-10|1.23e5|NaN|nan|Infinity|-Infinity|inf|abc||1..2|1e|12345678901234567890123456789012345678901234567890.123456789|0.00000000000000000001|  12.5  |1e131071|1e131072|+5|- 5|99999|100000|9999.9999|10000|0.0001|1_000|-12345.678|1.0000|00012.3400|123456789012345678|1234567890123456789|0x1"
bools = "t|f|true|false|yes|no|on|off|1|0|y|n|tr|fal|o|of|TRUE| t |2|x|"
texts_ = "abc|abcdef|abc   |abcdef  ||é é é é|ab"
byteas = "\\\\x00ff|\\\\x0|\\\\xzz|abc|a\\\\000b|a\\\\\\\\b|\\\\8|\\\\x 00 11|"
arrays = "{}|{1,2,3}|{1,NULL,3}|{{1,2},{3,4}}|[0:1]={1,2}|{1,2|1,2}|{1,,2}|{,}|{1,a}|{{1,2},{3}}|{{1},2}|[1:2]={1}|{ 1 , 2 }|{{},{}}|{1}x|[2:1]={}|{\"1\",2}|{{{1}},{{2}}}|{null}|"
tarrays = "{a,b}|{\"a b\",c}|{\"a\\\\\"b\"}|{NULL,\"NULL\"}|{a\\\\,b}|{\"\"}|{a b , c }|{\"a\" ,b}|{a\"b}|{\"a\"b}|{é,日本}"
uuids = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|A0EEBC999C0B4EF8BB6D6BB9BD380A11|{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}|a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11|x|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1|"
sets = [('date', -1, dates), ('time', -1, times), ('time', 2, times), ('timetz', -1, timetzs), ('timestamp', -1, stamps), ('timestamptz', -1, stamps), ('timestamp', 3, stamps), ('interval', -1, intervals),
 ('int2', -1, ints), ('int4', -1, ints), ('int8', -1, ints), ('oid', -1, ints), ('float4', -1, floats), ('float8', -1, floats), ('numeric', -1, nums), ('numeric', (5 << 16 | 2) + 4, nums), ('bool', -1, bools),
 ('varchar', 7, texts_), ('bpchar', 9, texts_), ('text', -1, texts_), ('name', -1, texts_), ('bytea', -1, byteas), ('_int4', -1, arrays), ('_text', -1, tarrays + '|' + arrays), ('uuid', -1, uuids),
 ('pg_lsn', -1, '0/0|16/B374D848|FFFFFFFF/FFFFFFFF|x|1|123456789/0|/1'), ('tid', -1, '(0,1)|(42,7)|x|(1|(1,70000)'), ('xid', -1, '3|x|4294967296'), ('json', -1, '{}|[1,2]|{"a":1}|x||[1,|"a|nul|1.|01|{"a"}|{a:1}|[1 2]|"\\\\u12"|1e5|-|true false'),
 ('oidvector', -1, '1 2 3||x|1,2'), ('int2vector', -1, '1 2 3||70000'), ('money', -1, '1|$1,234.56|-$5|(5)|x|1.005'),
 ('inet', -1, '192.168.1.5|192.168.1.5/24|10/8|::1|2001:db8::1/64|1.2.3.4.5|::ffff:1.2.3.4|256.1.1.1|1.2.3.4/33|x|fe80::1:2:3:4|::|1:2:3:4:5:6:7:8'), ('cidr', -1, '192.168.1.0/24|192.168.1.5/24|10|10.1|2001:db8::/32|x|1.2.3.4'),
 ('bit', 3, '101|10|1x1|x1F|b101'), ('varbit', 5, '101|101010|'), ('macaddr', -1, '08:00:2b:01:02:03|08-00-2b-01-02-03|08002b:010203|08002b010203|x'),
 ('jsonb', -1, '{"b":1,"a":[1,2.50,"x",null,true]}|{"a":1,"a":2}|[]|{}|"s"|1.0e3|null|[{"a":{}},[]]|{"aa":1,"b":2,"c":{"z":1}}|x'),
 ('int4range', -1, '[1,5)|(1,5]|empty|[,5)|[5,1]|[1,1)|x|[1,5|(,)')]
typ = {}
for l in q("select typname, oid, (select proname from pg_proc p where p.oid=typinput), (select proname from pg_proc p where p.oid=typsend) from pg_type where oid<10000").splitlines():
    n, o, i, s = l.split('\t'); typ[n] = (o, i, s)
sql = ["set client_min_messages=error; set timezone='America/New_York';", "create function pg_temp.try(s text) returns text language plpgsql as $$ declare r text; b text; begin execute s into r, b; return '=' || replace(replace(replace(r, '\\', '\\\\'), E'\\n', '\\n'), E'\\t', '\\t') || E'\\t=' || coalesce(b,''); exception when others then return '!' || sqlstate || ' ' || replace(replace(replace(sqlerrm, '\\', '\\\\'), E'\\n', '\\n'), E'\\t', '\\t'); end $$;"]
cases = []
fix = {'varchar': 'character varying(3)', 'bpchar': 'character(5)'}
for t, m, vals in sets:
    for v in vals.split('|'):
        if t == '_int4' and v == '{1,2': pass
        raw = v.replace('\\\\', '\\')
        o, i, s = typ[t]
        lit = "$L$" + raw + "$L$"
        if t.startswith('_') : e = "%s::%s[]" % (lit, t[1:])
        elif m == -1: e = '%s::pg_catalog."%s"' % (lit, t)
        else: e = '%s(%s::cstring, 0, %d)' % (i, lit, m)
        out = "(%s)::text" % e if t not in ('bpchar','bool') else ("bpcharout(%s)::text" % e if t=='bpchar' else "boolout(%s)::text" % e)
        snd = "%s(%s)" % (s, e)
        if t.startswith('_'): snd = "array_send(%s)" % e
        sql.append("select pg_temp.try($q$select %s, encode(%s, 'hex')$q$);" % (out, snd))
        cases.append((o, m, raw))
out = q('\n'.join(sql)).splitlines()
assert len(out) == len(cases), (len(out), len(cases))
for (o, m, raw), r in zip(cases, out):
    print('\t'.join([o, str(m), raw, r]))
