select 1
select version(), current_database(), current_user
create table t (id int primary key, v text, n numeric)
insert into t select g, 'row ' || g, g * 1.5 from generate_series(1, 2000) g
select count(*), sum(n), max(v) from t where id % 3 = 0
update t set n = n + 1 where id = 7
delete from t where id = 8
select c.relname, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' order by 1 limit 5
begin
rollback
drop table t
