-- Intervals: what is read, in all styles of output, with field restrictions.
\pset null '(null)'
CREATE TABLE i (n serial, s text);
INSERT INTO i (s) VALUES ('1 year 2 months 3 days 04:05:06.789'), ('-1 year +2 mons -3 days'), ('1d 2h'), ('P1Y2M3DT4H5M6S'), ('P0001-02-03T04:05:06'), ('P20240102T040506'), ('PT-0.5S'), ('P1.5Y'), ('1.5 weeks'), ('2 decades 1 century'), ('1.5 months'), ('90 minutes'), ('100 ms 7 us'), ('@ 1 minute ago'), ('-1 day ago'), ('1-2 3 4:05:06'), ('-1-2'), ('-1-2 -3 -4:05:06'), ('+1-2 -3 +4:05:06'), ('3 4:05'), ('4:05.5'), ('1:2:3'), ('12'), ('-5.5'), ('1 week 2 days 3 hours'), ('0'), ('1 mon -1 day 00:00:01'), ('PT'), ('P1Y1Y'), ('1-'), ('.5 day'), ('-0.0000005 s'), ('1 y 1 mon 1 w 1 d 1 h 1 m 1 s'), ('2562047788:00:54.775807');
SELECT n, s, s::interval FROM i ORDER BY n;
SET intervalstyle = 'postgres_verbose';
SELECT n, s::interval FROM i ORDER BY n;
SET intervalstyle = 'sql_standard';
SELECT n, s::interval FROM i ORDER BY n;
SELECT interval '-1 2:03', interval '-1-2 3 4:05', interval '-1 day 2 hours', interval '-1 day +2 hours', interval '1-2 -3 4:05';
SET intervalstyle = 'iso_8601';
SELECT n, s::interval FROM i ORDER BY n;
RESET intervalstyle;
-- restricted to fields
SELECT interval '1-2' year, interval '1-2' month, interval '1-2' year to month, interval '5' year, interval '5' month, interval '5' day, interval '5' hour, interval '5' minute, interval '5' second, interval '5.55' second(1), interval '5' year to month, interval '5' day to hour, interval '5' hour to minute, interval '5' minute to second;
SELECT interval '1 2' day to hour, interval '1 2:03' day to minute, interval '1 2:03:04.567' day to second(2), interval '2:03' hour to minute, interval '2:03' minute to second, interval '1 2:03:04' hour to second, interval '1 2:03:04' minute, interval '3.5 days' day, interval '40 mons' year, interval(3) '1.23456 s', interval '123 11' day to hour;
CREATE TABLE r (ym interval year to month, ds interval day to second(2), h interval hour);
INSERT INTO r VALUES ('1 year 14 mons 3 days', '1 mon 2 days 03:04:05.678', '1 day 02:59:59');
SELECT * FROM r;
\d r
-- order, equality, hashing
SELECT v, rank() OVER (ORDER BY v) FROM (VALUES (interval '1 mon'), ('30 days'), ('720 hours'), ('29 days 25:00'), ('1 year'), ('360 days'), ('-1 day'), ('1 us')) x (v) ORDER BY v, v::text;
SELECT count(DISTINCT v), count(*) FROM (VALUES (interval '1 mon'), ('30 days'), ('720 hours')) x (v);
CREATE TABLE o (v interval PRIMARY KEY);
INSERT INTO o VALUES ('1 mon'), ('31 days'), ('-1 mon'), ('1 year -1 day');
INSERT INTO o VALUES ('30 days');
SELECT * FROM o WHERE v > '29 days' ORDER BY v DESC;
-- errors
SELECT interval '';
SELECT interval 'abc';
SELECT interval '1 foo';
SELECT interval '1 day 1 day';
SELECT interval '1:2:3:4';
SELECT interval '1-13';
SELECT interval '1:60';
SELECT interval '-.5 hours';
SELECT interval 'p1y';
SELECT interval 'P1Y-2M3';
SELECT interval 'infinity';
SELECT interval '2147483648 days';
SELECT interval '178956971 years';
SELECT interval '999999999999 hours';
SELECT interval '1e3 days';
SELECT interval '1 day 12:00 pm';
SELECT interval '1 quarter';
SELECT '1 year'::interval second to year;
SELECT interval(-1) '1 s';
