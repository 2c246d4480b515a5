-- conditions that mention no relation: where they are checked, and what they leave of the plan
create table c1 (a int, b int);
create table c2 (a int, b int);
create table c3 (a int primary key, b int);
insert into c1 select i, i % 3 from generate_series(1, 12) i;
insert into c2 select i, i % 4 from generate_series(5, 20) i;
insert into c3 select i, i % 5 from generate_series(1, 30) i;
analyze c1, c2, c3;
-- below an outer join they must not reach the rows it keeps
explain (costs off) select count(*) from (values (1), (2)) v (u) join (values (1), (2)) w (u) on v.u = w.u and false right join c1 on w.u = c1.b;
select count(*), count(w.u) from (values (1), (2)) v (u) join (values (1), (2)) w (u) on v.u = w.u and false right join c1 on w.u = c1.b;
explain (costs off) select count(*) from c1 join unnest(array[1, 2]) u on c1.a = u and false right join c2 on u = c2.b;
select count(*), count(u) from c1 join unnest(array[1, 2]) u on c1.a = u and false right join c2 on u = c2.b;
explain (costs off) select * from c1 left join c2 on c1.a = c2.a and not exists (select from c3 where b = 0) right join c3 on c2.b = c3.a where c3.a < 4;
select c3.*, c2.b from c1 left join c2 on c1.a = c2.a and not exists (select from c3 where b = 0) right join c3 on c2.b = c3.a where c3.a < 4 order by 1;
explain (costs off) select * from (c1 join c2 on c1.a = c2.a and (select true)) right join c3 on c2.a = c3.b;
select count(*), count(c1.a) from (c1 join c2 on c1.a = c2.a and (select true)) right join c3 on c2.a = c3.a;
select count(*), count(c1.a) from (c1 join c2 on c1.a = c2.a and (select false)) right join c3 on c2.a = c3.a;
select count(*), count(c1.a) from (c1 join c2 on c1.a = c2.a and null) full join c3 on c2.a = c3.a;
-- in subqueries that are pulled up
explain (costs off) select * from (select * from c1 where (select false)) s right join c2 on s.a = c2.b;
explain (costs off) select * from (select * from c1 where 1 = 0) s right join c2 on s.a = c2.b;
select count(*), count(s.a) from (select * from c1 where 1 = 0) s right join c2 on s.a = c2.b;
select count(*), count(s.a) from (select * from c1 where (select true)) s right join c2 on s.a = c2.b;
-- above everything
explain (costs off) select * from c1 left join c2 on c2.a = c1.b where (select false) and c1.a = 3;
explain (costs off) select * from c1 left join c2 on c2.a = c1.b where c1.a = 3 and 2 < 1;
select count(*) from c1 left join c2 on c2.a = c1.b where (select false) and c1.a = 3;
-- an outer join's own condition
explain (costs off) select * from c1 left join c2 on false;
explain (costs off) select * from c1 left join c2 on c1.a = c2.a and false;
explain (costs off) select * from c1 left join c2 on (select false);
explain (costs off) select * from c1 left join (c2 join c3 on c2.a = c3.a and (select true)) on c1.a = c2.b and (select true);
select count(*), count(c2.a) from c1 left join c2 on false;
select count(*), count(c2.a) from c1 left join c2 on (select true) and c1.a = c2.a;
-- semi and anti joins with nothing
explain (costs off) select * from c1 where exists (select from c2 where c2.a = c1.a and false);
explain (costs off) select * from c1 where a in (select a from c2 where false);
explain (costs off) select * from c1 where not exists (select from c2 where c2.a = c1.a and false);
select count(*) from c1 where a in (select a from c2 where false);
select count(*) from c1 where a not in (select a from c2 where false);
select count(*) from c1 where not exists (select from c2 where c2.a = c1.a and false);
-- joins of nothing with something
explain (costs off) select * from c1, c2, c3 where c1.a = c2.a and c2.a = c3.a and false;
explain (costs off) select * from c1 join (select * from c2 where false) s on true left join c3 on c3.a = c1.a;
explain (costs off) select count(*) from c1 full join (select * from c2 where false) s on s.a = c1.a;
select count(*) from c1 full join (select * from c2 where false) s on s.a = c1.a;
select count(*) from (select * from c1 where false) r full join (select * from c2 where false) s on s.a = r.a;
-- checked when the statement runs
prepare p (bool) as select count(*), count(c1.a) from (c1 join c2 on c1.a = c2.a and $1) right join c3 on c2.a = c3.a;
set plan_cache_mode = force_generic_plan;
explain (costs off) execute p (true);
execute p (true);
execute p (false);
execute p (null);
reset plan_cache_mode;
execute p (false);
-- volatile ones are no gates
select count(*) from (c1 join c2 on c1.a = c2.a and random() < 2) right join c3 on c2.a = c3.a;
-- changes
explain (costs off) update c1 set b = 0 where (select false);
update c1 set b = 0 where (select false);
explain (costs off) delete from c1 using c2 where c1.a = c2.a and 1 = 2;
delete from c1 using c2 where c1.a = c2.a and 1 = 2;
