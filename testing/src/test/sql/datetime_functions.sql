-- Functions of dates, times and intervals.
\pset null '(null)'
CREATE TABLE f (x text);
INSERT INTO f VALUES ('century'), ('day'), ('decade'), ('dow'), ('doy'), ('epoch'), ('hour'), ('isodow'), ('isoyear'), ('julian'), ('microseconds'), ('millennium'), ('milliseconds'), ('minute'), ('month'), ('quarter'), ('second'), ('week'), ('year');
SELECT x, date_part(x, timestamp '2024-02-29 13:05:09.123456') a, date_part(x, timestamp '0044-03-15 BC') b, date_part(x, timestamptz '2001-01-01 00:00:00') c, date_part(x, timestamp 'infinity') d FROM f;
SELECT extract(century from date '2000-12-31'), extract(millennium from date '2001-01-01'), extract(decade from date '0005-01-01 BC'), extract(epoch from timestamp '2024-02-29 13:05:09.123456'), extract(seconds from time '10:20:30.5'), extract(timezone from timestamptz '2024-01-01'), extract(timezone_hour from timetz '10:00-05:30'), extract(timezone_minute from timetz '10:00-05:30'), extract(julian from timestamp '2024-02-29 12:00'), extract(isoyear from date '2005-01-02'), extract(week from date '2005-01-02'), extract(dow from date '2024-03-03'), extract(isodow from date '2024-03-03');
SELECT x, extract(epoch from x), extract(year from x), extract(month from x), extract(day from x), extract(hour from x), extract(second from x), extract(quarter from x), extract(decade from x) FROM (VALUES (interval '1 year 2 mons 3 days 04:05:06.789'), (interval '-14 mons -40 days -100:00:00.5'), (interval '0')) v (x);
SELECT extract(year from date 'infinity'), extract(epoch from date '-infinity'), extract(day from timestamp 'infinity'), date_part('year', timestamptz '-infinity');
SELECT extract(hour from date '2024-01-01');
SELECT extract(foo from timestamp '2024-01-01');
SELECT extract(timezone from timestamp '2024-01-01');
SELECT extract(dow from interval '1 day');
SELECT extract(year from time '10:20');
SELECT extract(month from date 'infinity'), extract(hour from date 'infinity');
-- truncating
SELECT x, date_trunc(x, timestamp '2024-08-29 13:05:09.123456') AS ts, date_trunc(x, interval '1234 years 8 mons 3 days 04:05:06.789123') AS iv FROM f WHERE x NOT IN ('dow', 'doy', 'epoch', 'isodow', 'isoyear', 'julian', 'week');
SELECT date_trunc('week', timestamp '2024-01-01'), date_trunc('week', timestamp '2023-01-01'), date_trunc('century', timestamp '2000-05-05'), date_trunc('millennium', timestamp '1000-05-05 BC'), date_trunc('decade', timestamp '0005-05-05 BC'), date_trunc('day', timestamp 'infinity'), date_trunc('hour', timestamptz '2024-07-01 10:20+05:30', 'Asia/Kolkata'), date_trunc('day', timestamptz '2024-07-01 02:00+00', 'America/New_York'), date_trunc('hrs', timestamp '2024-01-01 10:20'), date_trunc('DAY', date '2024-01-01');
SELECT date_trunc('dow', timestamp '2024-01-01');
SELECT date_trunc('bar', timestamptz '2024-01-01');
SELECT date_trunc('week', interval '1 day');
SELECT date_trunc('day', timestamptz '2024-07-01 02:00+00', 'Nowhere');
-- bins
SELECT date_bin('15 minutes', timestamp '2020-02-11 15:44:17', '2001-01-01'), date_bin('15 min', timestamp '1990-02-11 15:44:17', '2001-01-01 00:02:30'), date_bin('1 day 12 hours', timestamptz '2020-02-11 15:44:17', '2001-01-01'), date_bin('5 min', timestamp 'infinity', '2001-01-01');
SELECT date_bin('1 month', timestamp '2020-02-11', '2001-01-01');
SELECT date_bin('0 s', timestamp '2020-02-11', '2001-01-01');
SELECT date_bin('-1 day', timestamp '2020-02-11', '2001-01-01');
-- age and differences
SELECT a, b, age(a, b), a - b FROM (VALUES (timestamp '2024-02-29 13:05:09', timestamp '2000-01-31'), ('2023-03-31', '2023-02-28'), ('2023-02-28', '2023-03-31'), ('2000-01-01', '1999-12-31 23:59:59.999999'), ('2024-01-31', '2024-01-31')) v (a, b);
SELECT age(timestamptz '2024-07-01 00:00-04', timestamptz '2024-01-01 00:00-05'), age(xid '3') IS NOT NULL, date '2024-03-01' - date '2024-02-28', time '10:20' - time '12:00:00.5', age(timestamp 'infinity', timestamp '2000-01-01') FROM (SELECT 1) x WHERE false;
SELECT justify_hours(i), justify_days(i), justify_interval(i) FROM (VALUES (interval '14 mons 61 days 49:00:00'), ('-14 mons -61 days -49:00:00'), ('1 mon -31 days 24:00'), ('1 mon -1 hour'), ('35 days'), ('-27 hours')) v (i);
-- arithmetic
SELECT date '2024-01-31' + interval '1 month', timestamp '2024-03-31' - interval '1 month', date '2024-02-29' + interval '1 year', date '2024-02-29' + 365, 1 + date '2024-02-28', timestamp '2024-01-01' + interval '1 mon -1 day', date '2024-01-01' + time '10:20', time '23:00' + interval '3 hours', timetz '23:00+05' - interval '25 hours', date '2024-01-01' + timetz '10:20+03';
SELECT interval '1 day 2 hours' * 2.5, 1.5 * interval '1 mon', interval '1 year' / 7, interval '1 mon' / 4, -interval '1 day -2 hours', interval '1 day' - interval '24 hours', interval '10 hours' / 0.3, sum(i), avg(i), min(i), max(i) FROM (VALUES (interval '1 mon'), ('25 days'), ('30 days 01:00')) v (i);
SET timezone = 'America/New_York';
SELECT timestamptz '2024-03-09 12:00' + interval '1 day', timestamptz '2024-03-09 12:00' + interval '24 hours', timestamptz '2024-11-03 12:00' - timestamptz '2024-11-02 12:00', date '2024-03-10'::timestamptz, timestamptz '2024-03-10 02:30', timestamptz '2024-11-03 01:30', generate_series(timestamptz '2024-03-09', '2024-03-11', '1 day');
RESET timezone;
SELECT generate_series(timestamp '2024-01-30', '2024-04-30', '1 month'), generate_series(timestamp '2024-01-03', '2024-01-01', '-1 day');
SELECT generate_series(timestamp '2024-01-01', '2024-01-02', '0 s');
SELECT date 'infinity' - date '2024-01-01';
SELECT timestamp 'infinity' - timestamp '2024-01-01';
SELECT timestamp '294276-12-31' + interval '1 day';
SELECT date '5874897-12-31' + 1;
SELECT interval '178956970 years' + interval '1 year';
SELECT interval '1 day' / 0;
SELECT interval '1 month' * 'nan'::float8;
-- making
SELECT make_date(2013, 7, 15), make_date(-44, 3, 15), make_time(8, 15, 23.5), make_time(24, 0, 0), make_timestamp(2013, 7, 15, 8, 15, 23.5), make_timestamptz(2013, 7, 15, 8, 15, 23.5), make_timestamptz(2013, 7, 15, 8, 15, 23.5, 'America/New_York'), make_timestamptz(2013, 7, 15, 8, 15, 23.5, '+02:30'), make_interval(years => 1, months => 14, weeks => 2, days => -1, hours => 25, mins => -5, secs => 1.25), make_interval();
SELECT make_date(2013, 2, 30);
SELECT make_date(0, 1, 1);
SELECT make_time(10, 55, 100.1);
SELECT make_timestamp(2013, 7, 15, 24, 15, 0);
SELECT make_timestamptz(2013, 7, 15, 8, 15, 23, '2');
SELECT make_timestamptz(2013, 7, 15, 8, 15, 23, '+20');
SELECT make_timestamptz(2013, 7, 15, 8, 15, 23, 'Foo/Bar');
SELECT make_interval(secs => 'inf');
SELECT to_timestamp(0), to_timestamp(1284352323.5), to_timestamp(-1e9), to_timestamp('infinity');
SELECT to_timestamp('nan');
SELECT to_timestamp(1e20);
-- overlaps, finiteness, comparisons across types
SELECT (date '2001-02-16', date '2001-12-21') OVERLAPS (date '2001-10-30', date '2002-10-30'), (date '2001-02-16', interval '100 days') OVERLAPS (date '2001-10-30', date '2002-10-30'), (date '2001-10-29', date '2001-10-30') OVERLAPS (date '2001-10-30', date '2001-10-31'), (date '2001-10-30', date '2001-10-30') OVERLAPS (date '2001-10-30', date '2001-10-31'), (timestamp '2001-01-01', NULL) OVERLAPS (timestamp '2001-01-01', timestamp '2001-02-01'), (time '10:00', time '12:00') OVERLAPS (time '11:00', interval '1 hour'), (timetz '10:00+00', timetz '12:00+00') OVERLAPS (timetz '13:00+02', timetz '14:00+02'), (timestamptz '2001-01-01', interval '-1 day') OVERLAPS (timestamptz '2000-12-31 12:00', interval '1 hour'), (NULL::date, NULL) OVERLAPS (date '2001-01-01', date '2001-02-01');
SELECT isfinite(date 'infinity'), isfinite(timestamp '2001-01-01'), isfinite(timestamptz '-infinity'), isfinite(interval '1 day'), date '2024-01-01' = timestamp '2024-01-01', date '2024-01-01' < timestamptz '2024-01-01 00:00:01', timestamp '2024-01-02' > timestamptz '2024-01-01', interval '1 month' = interval '30 days', interval '1 day' < interval '25 hours', timetz '10:00+01' = timetz '09:00+00', timetz '10:00+01' < timetz '09:00+00';
-- casts
SELECT '25:00'::interval::time, '-1:00'::interval::time, timestamp '2024-02-29 13:05'::time, timestamptz '2024-02-29 13:05+02'::timetz, date 'infinity'::timestamp, timestamp 'infinity'::time, timestamp '2024-02-29 13:05'::date, time '10:20'::timetz, timetz '10:20+03'::time, time '10:20'::interval, timestamp '2024-02-29 23:59:59.9999'::timestamp(0), interval '1.26 s'::interval(1), interval '1 year 2 mons 3 days'::interval year;
SELECT date '5874897-12-31'::timestamp;
SELECT timestamptz '2024-01-01 00:00+00' AT TIME ZONE 'America/New_York', timestamp '2024-01-01 00:00' AT TIME ZONE 'America/New_York', timetz '10:00+00' AT TIME ZONE interval '-05:30', timestamptz '2024-01-01 00:00+00' AT TIME ZONE interval '02:00', timestamptz 'infinity' AT TIME ZONE 'UTC', timestamp '2024-07-01' AT TIME ZONE 'est', timestamp '2024-07-01' AT TIME ZONE 'EST5EDT', timestamp '2024-07-01' AT TIME ZONE '<x>-03:30';
SELECT timestamp '2024-01-01' AT TIME ZONE 'Foo/Bar';
SELECT timestamp '2024-01-01' AT TIME ZONE interval '1 month';
