-- to_char of dates, times and intervals: every field, with and without its modifiers.
\pset null '(null)'
CREATE TABLE t (n int, v timestamp);
INSERT INTO t VALUES (1, '2024-02-29 13:05:09.123456'), (2, '0044-03-15 00:00:00 BC'), (3, '12024-12-31 23:59:59.999999'), (4, '1999-01-03'), (5, 'infinity'), (6, '2000-10-08 12:00:00.5');
SELECT n, to_char(v, 'HH HH12 HH24 MI SS MS US FF1 FF2 FF3 FF4 FF5 FF6 SSSS SSSSS') FROM t ORDER BY n;
SELECT n, to_char(v, 'AM am PM pm A.M. a.m. P.M. p.m. AD ad BC bc A.D. a.d. B.C. b.c.') FROM t ORDER BY n;
SELECT n, to_char(v, 'Y,YYY YYYY YYY YY Y IYYY IYY IY I CC Q') FROM t ORDER BY n;
SELECT n, to_char(v, 'MONTH|Month|month|MON|Mon|mon|MM|RM|rm') FROM t ORDER BY n;
SELECT n, to_char(v, 'DAY|Day|day|DY|Dy|dy|DDD|IDDD|DD|D|ID|W|WW|IW|J') FROM t ORDER BY n;
SELECT n, to_char(v, 'FMMONTH FMMonth FMDay FMDD FMMM FMHH FMHH24 FMMI FMSS FMMS FMUS FMYYYY FMYY FMDDD FMIW FMRM|') FROM t ORDER BY n;
SELECT n, to_char(v, 'TMMonth TMDay TMMon TMDy FMTMDay') FROM t ORDER BY n;
SELECT n, to_char(v, 'DDth DDTH HH24th MIth SSTH YYYYth DDDth WWth FMDDth Dth Qth Jth CCth SSSSth') FROM t ORDER BY n;
SELECT n, to_char(v, 'ddth hh24 mi ss yyyy iyyy fmdd fmmonth y,yyy ff3 ssss j q w ww iw cc') FROM t ORDER BY n;
SELECT to_char(v, 'YYYYSP DDSP FXYYYY FX') FROM t WHERE n = 1;
-- text around the fields
SELECT to_char(v, '"Year" YYYY "\"q\"" \"DD\" \\MM \x "a""b" é日 DD''MM'), to_char(v, 'YYYY-MM-DD"T"HH24:MI:SS.MS'), to_char(v, ''), to_char(v, 'no'), to_char(v, '"unfinished YYYY') FROM t WHERE n = 1;
SELECT to_char(v, 'Mm dAY daY Hh24 DDDD DDDDD YYYYY YYYYYY MMM IIYY AMM SSSSSS HHH MIMI') FROM t WHERE n = 1;
-- zones
SET timezone = 'America/New_York';
SELECT to_char(timestamptz '2024-07-01 12:00+00', 'TZ tz OF TZH:TZM HH24'), to_char(timestamptz '2024-01-01 12:00+00', 'TZ tz OF TZH:TZM HH24'), to_char(timestamp '2024-01-01 12:00', 'TZ|tz|OF|TZH:TZM');
SET timezone = 'Asia/Kolkata';
SELECT to_char(timestamptz '2024-07-01 12:00+00', 'TZ OF TZH:TZM HH24:MI'), to_char(timestamptz '2024-07-01 12:00+00', 'FMOF fmTZH');
SET timezone = 'UTC';
SELECT to_char(date '2024-02-29', 'Day, DD Month YYYY HH24'), to_char(timestamptz '-infinity', 'YYYY'), to_char(time '10:20:30' + interval '1 s', 'HH12:MI:SS');
-- intervals
CREATE TABLE i (n int, v interval);
INSERT INTO i VALUES (1, '1 year 2 mons 3 days 04:05:06.789'), (2, '-1 year -2 mons -3 days -04:05:06.789'), (3, '0'), (4, '100 hours'), (5, '-23:59:59.5'), (6, '15 mons 40 days'), (7, '2 years'), (8, '-2 years'), (9, '-25 mons 30 hours');
SELECT n, to_char(v, 'YYYY YYY YY Y Y,YYY CC MM RM rm DD DDD Q W WW'), to_char(v, 'HH HH12 HH24 MI SS MS US FF2 SSSS AM pm A.M.') FROM i ORDER BY n;
SELECT n, to_char(v, 'FMYYYY FMMM FMDD FMHH24 FMMI FMSS FMDDD FMRM|'), to_char(v, 'DDth HH24TH MIth'), to_char(v, 'IYYY IDDD IW J') FROM i ORDER BY n;
SELECT to_char(v, 'Day') FROM i WHERE n = 1;
SELECT to_char(v, 'BC') FROM i WHERE n = 1;
SELECT to_char(v, 'TZ') FROM i WHERE n = 1;
SELECT to_char(v, 'D') FROM i WHERE n = 1;
SELECT to_char(v, 'ID') FROM i WHERE n = 1;
SELECT to_char(v, 'Month') FROM i WHERE n = 1;
SELECT to_char(v, 'OF') FROM i WHERE n = 1;
