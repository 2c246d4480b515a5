-- binary forms: what each send function gives, and what COPY BINARY reads back
select boolsend(true), boolsend(false), int2send(-2), int4send(123456789), int8send(-1), float4send(1.5), float8send(-0.1), float8send('NaN'), float8send('-Infinity'), float4send('-0');
select numeric_send(0), numeric_send(1), numeric_send(-1.5), numeric_send(12345678.9012), numeric_send(0.0001), numeric_send('NaN'), numeric_send('Infinity'), numeric_send('-Infinity'), numeric_send(1e30), numeric_send(1.10), numeric_send(10000), numeric_send(0.00000000001);
select textsend('é'), varcharsend('a'), bpcharsend('ab   '), namesend('abc'), unknownsend('x'), byteasend('\x00ff'), charsend('a'), charsend(''), charsend('\200'), cstring_send('abc');
select date_send('2000-01-01'), date_send('1999-12-31'), date_send('infinity'), date_send('-infinity'), date_send('0044-03-15 BC');
select time_send('12:34:56.789'), time_send('24:00'), timetz_send('12:34:56+05:30'), timetz_send('00:00-03'), timestamp_send('2020-02-29 12:00'), timestamp_send('infinity'), timestamptz_send('2020-02-29 12:00+01'), timestamptz_send('-infinity'), timestamp_send('4713-01-01 BC');
select interval_send('1 year 2 mons 3 days 04:05:06.789'), interval_send('-1 day'), interval_send('0'), interval_send('-00:00:00.000001');
select uuid_send('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), pg_lsn_send('16/B374D848'), xid8send('18446744073709551615'), xidsend('4294967295'), cidsend('1'), oidsend(4294967295), tidsend('(1,2)'), pg_snapshot_send('10:20:11,15'), txid_snapshot_send('10:20:'), cash_send('-1.23');
select bit_send(b'101'), varbit_send(b'111111111'), bit_send(b''), inet_send('10.0.0.1/8'), cidr_send('10.0.0.0/8'), inet_send('::1'), macaddr_send('08:00:2b:01:02:03'), macaddr8_send('08:00:2b:01:02:03:04:05');
select json_send(' { "a" : 1 } '), jsonb_send(' { "a" : 1 } '), jsonb_send('[1,"x",null]'), jsonpath_send('$.a[*] ? (@ > 1)');
select array_send('{}'::int[]), array_send('{1,NULL,3}'::int[]), array_send('{{a,b},{c,d}}'::text[]), array_send('[0:1]={5,6}'::int8[]), array_send(array[row(1, 'a')]);
select range_send('[1,5)'::int4range), range_send('empty'::int4range), range_send('(,)'::numrange), range_send('[1.5,)'::numrange), range_send('(a,b]'::numrange);
select range_send('(1,2]'::numrange), multirange_send('{}'::int4multirange), multirange_send('{[1,3),[5,8)}'::int4multirange), multirange_send('{(,1.5)}'::nummultirange);
select record_send(row(1, 'a'::text, null::int)), record_send(row()), record_send(row(array[1, 2], 1.5));
select int2vectorsend('1 2 3'), oidvectorsend('1 2'), regclasssend('pg_class'), regtypesend('int4'), regprocsend('now'), regproceduresend('abs(int4)'), regopersend('||/'), regoperatorsend('+(int4,int4)'), regnamespacesend('pg_catalog'), regrolesend('postgres'), regcollationsend('"C"'), void_send(null);
create type mood as enum ('sad', 'ok'); create domain posint as int check (value > 0); create type pair as (a int, b text);
select enum_send('ok'::mood), int4send(5::posint), record_send(row(1, 'x')::pair), array_send(array['sad', 'ok']::mood[]) is not null, void_send(null) is null;
create table src (id int, b bool, i2 int2, i8 int8, f4 float4, f8 float8, n numeric, n2 numeric(10,3), t text, v varchar(5), c char(4), nm name, q "char", by bytea, d date, ti time, tz timetz, ts timestamp, tt timestamptz, iv interval, u uuid, ls pg_lsn, x8 xid8, x xid, o oid, sn pg_snapshot, m money, bi bit(5), vb varbit, ip inet, ci cidr, ma macaddr, m8 macaddr8, j json, jb jsonb, jp jsonpath, ia int[], ta text[], r int4range, nr numrange, tr tstzrange, mr int4multirange, e mood, po posint, p pair, pa pair[], rc regclass, rt regtype, iv2 int2vector, ov oidvector, tid tid);
insert into src values (1, true, -5, 9223372036854775807, 1.1, -2.5e-300, 12345.6789, -1.5, 'héllo', 'abc', 'ab', 'name', 'z', '\x00ff', '2020-02-29', '12:34:56.789', '12:34+05:30', '2020-02-29 12:34:56.789', '2020-02-29 12:34:56+00', '1 year -2 days 03:04:05', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '1/2', '5', '6', 7, '1:5:2,3', '1.23', b'10101', b'111', '10.0.0.1/8', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '{"a": 1}', '{"b": [1, null]}', '$.a', '{{1,2},{3,4}}', '{a,NULL,"b c"}', '[1,5)', '(1.5,]', '["2020-01-01+00",)', '{[1,2),[5,)}', 'ok', 3, '(1,"x y")', '{"(1,a)","(,)"}', 'pg_class', 'int4', '1 2', '3 4', '(1,2)'), (2);
insert into src (id, f4, f8, n, d, ts, tt, ia, r, mr, jb, b, t, by) values (3, 'NaN', '-Infinity', 'Infinity', 'infinity', '-infinity', 'infinity', '{}', 'empty', '{}', '"x"', false, '', '');
\copy src to '/tmp/hathi_types_send.bin' (format binary)
create table dst (like src);
\copy dst from '/tmp/hathi_types_send.bin' (format binary)
\! rm -f /tmp/hathi_types_send.bin
select count(*) from dst;
select * from (select s::text from src s except select d::text from dst d) x;
select * from dst where id = 1;
select md5(string_agg(record_send(d)::text, ',' order by id)) from (select id, b, i2, i8, f4, f8, n, n2, t, v, c, nm, q, by, d, ti, tz, ts, tt, iv, u, ls, x8, x, o, sn, m, bi, vb, ip, ci, ma, m8, j, jb, jp, ia, ta, r, nr, tr, mr, rc, rt, iv2, ov, tid from dst) d;
create table wrong (a int8);
\copy (select 1::int4) to '/tmp/hathi_types_send.bin' (format binary)
\copy wrong from '/tmp/hathi_types_send.bin' (format binary)
\! rm -f /tmp/hathi_types_send.bin
create table wrong2 (a bool, b text);
\copy (select '\x02'::bytea, 'a') to '/tmp/hathi_types_send.bin' (format binary)
\copy wrong2 from '/tmp/hathi_types_send.bin' (format binary)
\copy (select '\x01'::bytea, '\xff'::bytea) to '/tmp/hathi_types_send.bin' (format binary)
\copy wrong2 from '/tmp/hathi_types_send.bin' (format binary)
\! rm -f /tmp/hathi_types_send.bin
select * from wrong2;
create table wrong3 (u uuid);
\copy (select '\x0102'::bytea) to '/tmp/hathi_types_send.bin' (format binary)
\copy wrong3 from '/tmp/hathi_types_send.bin' (format binary)
create table wrong4 (n numeric);
\copy wrong4 from '/tmp/hathi_types_send.bin' (format binary)
create table wrong5 (n int[]);
\copy wrong5 from '/tmp/hathi_types_send.bin' (format binary)
create table wrong6 (n jsonb);
\copy wrong6 from '/tmp/hathi_types_send.bin' (format binary)
create table wrong7 (n inet);
\copy wrong7 from '/tmp/hathi_types_send.bin' (format binary)
create table wrong8 (n int4range);
\copy wrong8 from '/tmp/hathi_types_send.bin' (format binary)
create table wrong9 (n varbit);
\copy wrong9 from '/tmp/hathi_types_send.bin' (format binary)
\! rm -f /tmp/hathi_types_send.bin
