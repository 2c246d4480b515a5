-- What a server is trained with, one statement a line; errors do not matter. See Trainer.
select version(), current_database(), current_user, current_schema()
create table train_branches (bid int not null primary key, bbalance int, filler char(88))
create table train_tellers (tid int not null primary key, bid int, tbalance int, filler char(84))
create table train_accounts (aid int not null primary key, bid int, abalance int, filler char(84)) with (fillfactor = 100)
create table train_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))
create table train_types (id serial primary key, t text default 'x', n numeric(10,2) check (n > -1000), d date, ts timestamptz default now(), b bool, f float8, v varchar(20) unique, u uuid, a int[])
create index train_types_d on train_types (d, n)
insert into train_branches select g, 0, '' from generate_series(1, 1) g
insert into train_tellers select g, 1, 0, '' from generate_series(1, 10) g
insert into train_accounts select g, 1, 0, '' from generate_series(1, 20000) g
insert into train_types (n, d, b, f, v) select g * 1.25, date '2020-01-01' + g, g % 2 = 0, g / 3.0, 'v' || g from generate_series(1, 1000) g
insert into train_types (v) values ('v1') on conflict (v) do update set n = excluded.n returning id, n
vacuum analyze train_accounts
select count(*), sum(n), avg(f), min(d), max(v) from train_types where id % 3 = 0
select b, count(*) c, sum(n) from train_types group by b having count(*) > 1 order by c desc, b limit 5
select distinct extract(year from d) from train_types order by 1
select t.id, a.aid, coalesce(t.v, '-'), case when t.b then 'yes' else 'no' end from train_types t left join train_accounts a on a.aid = t.id where t.d between '2020-02-01' and '2020-03-01' order by t.n desc, a.aid limit 20 offset 2
select * from train_types where id in (1, 2, 3) union all select * from train_types where v like 'v99%' order by 1
select id from train_types t where exists (select 1 from train_accounts a where a.aid = t.id and a.abalance >= 0) and n > (select avg(n) from train_types) limit 3
with w as (select id, n from train_types where b) select count(*), max(w.n) from w join train_types using (id)
update train_types t set n = t.n + 1, t = upper(t.t) from train_accounts a where a.aid = t.id and t.id < 50 returning t.id
delete from train_types where id between 900 and 950
select to_char(ts, 'YYYY-MM-DD HH24:MI'), length(v), substr(v, 1, 2), round(n, 1), d + 1, ts - interval '1 day' from train_types limit 10
select id, row_number() over (partition by b order by id) from train_types limit 5
explain select * from train_accounts where aid = 1
explain (costs off) select count(*) from train_types t join train_accounts a on a.aid = t.id
begin
savepoint a
insert into train_types (v) values ('sp')
insert into train_types (v) values ('v1')
rollback to savepoint a
commit
begin isolation level repeatable read
select count(*) from train_accounts where abalance <> 0
rollback
select c.oid, n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner) from pg_catalog.pg_class c left join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast' and pg_catalog.pg_table_is_visible(c.oid) order by 2, 3
select c.oid from pg_catalog.pg_class c where c.relname operator(pg_catalog.~) '^(train_types)$' collate pg_catalog.default
select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, (select pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) from pg_catalog.pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum) from pg_catalog.pg_attribute a where a.attrelid = 'train_types'::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
select i.relname, x.indisprimary, x.indisunique, pg_catalog.pg_get_indexdef(x.indexrelid, 0, true) from pg_catalog.pg_index x, pg_catalog.pg_class i where x.indrelid = 'train_types'::regclass and i.oid = x.indexrelid order by 1
select conname, pg_catalog.pg_get_constraintdef(oid, true) from pg_catalog.pg_constraint where conrelid = 'train_types'::regclass
select datname, pg_catalog.pg_encoding_to_char(encoding), datcollate from pg_catalog.pg_database order by 1
select rolname, rolsuper, array(select b.rolname from pg_catalog.pg_auth_members m join pg_catalog.pg_roles b on m.roleid = b.oid where m.member = r.oid) from pg_catalog.pg_roles r where rolname !~ '^pg_' order by 1
select t.oid, t.typname, t.typinput::oid, t.typelem from pg_catalog.pg_type t join pg_catalog.pg_namespace n on t.typnamespace = n.oid where t.typname = 'int4' or t.oid = 25
select pid, usename, application_name, client_addr, state from pg_stat_activity
select * from pg_stat_database
select * from pg_stat_user_tables
select locktype, mode, granted from pg_locks
select name, setting from pg_settings where name like 'work%'
set work_mem = '8MB'
show work_mem
reset all
alter table train_types add column extra int default 5
alter table train_types drop column extra
create view train_view as select id, n from train_types where b
select count(*) from train_view
drop view train_view
truncate train_history
checkpoint
