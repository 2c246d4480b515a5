create role is_r1; create role is_r2; grant is_r1 to is_r2; 
create schema s; grant usage on schema s to is_r1;
create domain s.posint as int default 5 check (value > 0) not null; create domain s.d2 as varchar(10) collate "C"; create domain s.da as int[]; grant usage on domain s.posint to is_r1; revoke usage on domain s.d2 from public;
create type s.pair as (a int, b varchar(7), c numeric(5,2)[], d s.posint); create type s.mood as enum ('x','y'); grant usage on type s.pair to is_r1 with grant option;
create type s.rng as range (subtype = int4);
create sequence s.sq as smallint; grant usage on sequence s.sq to is_r1;
create table s.t (id int generated always as identity primary key, a varchar(20) not null default 'x' collate "C", n numeric(10,2), g int generated always as (id * 2) stored, ts timestamp(3), iv interval day to second(2), arr text[], p s.pair, po s.posint, m s.mood, b bit(3), vb varbit(5), ch char(4), check (n > 0), unique (a, n));
grant select, insert on s.t to is_r1; grant update (a) on s.t to is_r2; grant select on s.t to public;
create table s.c (x int references s.t (id) on delete cascade, y s.pair[], check (x <> 3)); 
create function s.f(a int, inout io numeric, out o int, b text default 'q') language sql as 'select 2.0, 1'; create function s.g(variadic v int[]) returns setof s.pair language sql immutable strict security definer as 'select null::s.pair'; create procedure s.p(x int) language sql as 'select 1'; revoke execute on function s.g from public; grant execute on function s.g to is_r1;
create function s.tbl(i int) returns table (z int, w text) language sql stable as 'select 1, $$a$$'; create function s.at(i int) returns int language sql begin atomic select id + nextval('s.sq')::int from s.t where id = i; end; create function s.at2(i int) returns int return s.at(i) + 1;
create aggregate s.agg(int) (sfunc = int4pl, stype = int);
create view s.v as select id, a, s.at(id) as z from s.t where id > 0; create view s.v2 as select v.id, c.x from s.v join s.c on true; create view s.v3 as select id, a from s.t with check option;
create table s.chk (q int check (s.at2(q) > 0)); create materialized view s.mv as select 1 as one;
\pset null NULL
\pset format unaligned
\t
-- every view, every column, what it says of schema s; OIDs in names are replaced
select format('select %L, regexp_replace(t::text, ''(?<=[_,])[0-9]{5,6}(?=[_,)])'', ''N'', ''g'') from information_schema.%I t where t::text ~ ''[,(]s,|is_r'' and t::text !~ ''^.[^,]*,(information_schema|pg_catalog),'' order by regexp_replace(t::text, ''(?<=[_,])[0-9]{5,6}(?=[_,)])'', ''N'', ''g'') collate "C";', relname, relname) from pg_class where relnamespace = 'information_schema'::regnamespace and relkind = 'v' order by relname
\gexec
set role is_r1;
select format('select %L, regexp_replace(t::text, ''(?<=[_,])[0-9]{5,6}(?=[_,)])'', ''N'', ''g'') from information_schema.%I t where t::text ~ ''[,(]s,|is_r'' and t::text !~ ''^.[^,]*,(information_schema|pg_catalog),'' order by regexp_replace(t::text, ''(?<=[_,])[0-9]{5,6}(?=[_,)])'', ''N'', ''g'') collate "C";', relname, relname) from pg_class where relnamespace = 'information_schema'::regnamespace and relkind = 'v' and relname not like '\_pg%' order by relname
\gexec
reset role;
\t
\pset format aligned
select c.relname, c.relkind, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 where c.relnamespace = 'information_schema'::regnamespace and c.relkind in ('v', 'r') order by c.relname, a.attnum;
select c.relname, c.relacl from pg_class c where c.relnamespace = 'information_schema'::regnamespace and c.relkind in ('v', 'r') order by 1;
select typname, typtype, format_type(typbasetype, typtypmod), typdefault, typnotnull from pg_type where typnamespace = 'information_schema'::regnamespace and typtype = 'd' order by 1;
select feature_id, sub_feature_id, feature_name, is_supported from information_schema.sql_features where feature_id like 'E0%' order by 1, 2;
select sizing_id, sizing_name, supported_value from information_schema.sql_sizing order by 1;
select feature_id, feature_name, is_supported from information_schema.sql_parts order by 1::text collate "C", 2;
select * from information_schema.information_schema_catalog_name;
drop owned by is_r1, is_r2;
drop role is_r1, is_r2;
