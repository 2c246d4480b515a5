-- columns that an index only includes: each entry has its own values, however often its key occurs
create table inc (id int primary key, k int, v numeric, t text);
insert into inc select i, i % 5, i, 't' || i % 97 from generate_series(1, 3000) i;
create index inc_built on inc (k) include (v);
create index inc_text on inc (t) include (id, v);
vacuum analyze inc;
set enable_seqscan = off;
set enable_bitmapscan = off;
explain (costs off) select k, sum(v), count(distinct v) from inc where k >= 0 group by k order by k;
select k, sum(v), count(distinct v) from inc where k >= 0 group by k order by k;
select t, count(*), sum(id), sum(v) from inc where t between 't10' and 't14' group by t order by t;
-- entries that are added one by one, so that pages fill up and split
create table inc2 (k int, v int, w text);
create index inc2_k on inc2 (k) include (v, w);
insert into inc2 select i % 3, i, 'w' || i from generate_series(1, 4000) i;
vacuum analyze inc2;
explain (costs off) select k, sum(v), count(distinct w) from inc2 where k >= 0 group by k order by k;
select k, sum(v), count(distinct w) from inc2 where k >= 0 group by k order by k;
update inc2 set v = -v where v % 10 = 0;
delete from inc2 where v % 7 = 0;
insert into inc2 select i % 3, i, 'n' || i from generate_series(4001, 6000) i;
vacuum inc2;
select k, sum(v), count(distinct w), min(w), max(w) from inc2 where k >= 0 group by k order by k;
reindex index inc2_k;
select k, sum(v), count(distinct w), min(w), max(w) from inc2 where k >= 0 group by k order by k;
-- changing an included column alone is a new entry
update inc2 set w = 'same' where v = 4001;
select k, v, w from inc2 where k = 4001 % 3 and w = 'same';
-- unique ones look at the key alone
create unique index inc_u on inc (id) include (k);
insert into inc values (1, 77, 0, 'x');
select id, k from inc where id between 1 and 3 order by id;
-- an equal key and equal included values
create table inc3 (a int, b int);
create index inc3_a on inc3 (a) include (b);
insert into inc3 select 1, 2 from generate_series(1, 2000);
vacuum analyze inc3;
select a, count(*), sum(b) from inc3 where a = 1 group by a;
select pg_relation_size('inc3_a') > 40000 as not_merged;
