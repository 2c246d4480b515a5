-- to_timestamp and to_date: fields, separators, fill mode, fixed mode, conflicts and errors.
\pset null '(null)'
SELECT to_timestamp('2024-02-29 13:05:09', 'YYYY-MM-DD HH24:MI:SS'), to_date('29 Feb 2024', 'DD Mon YYYY'), to_timestamp('20240229130509', 'YYYYMMDDHH24MISS'), to_date('2/9/2024', 'MM/DD/YYYY');
SELECT to_timestamp('1:05 pm', 'HH12:MI am'), to_timestamp('12 a.m.', 'HH A.M.'), to_timestamp('12.30 PM', 'HH12.MI PM'), to_timestamp('3600', 'SSSS'), to_timestamp('3661', 'SSSSS');
SELECT to_timestamp('12.5', 'SS.MS'), to_timestamp('12.05', 'SS.MS'), to_timestamp('12.123456', 'SS.US'), to_timestamp('12.12', 'SS.FF3'), to_timestamp('12.999999', 'SS.FF2'), to_timestamp('12 34', 'MS US');
-- years, centuries, eras
SELECT y, to_date(y, 'YYYY') AS yyyy, to_date(y, 'YYY') AS yyy, to_date(y, 'YY') AS yy FROM (VALUES ('1'), ('69'), ('70'), ('99'), ('100'), ('519'), ('520'), ('999'), ('1999'), ('12024')) v (y);
SELECT to_date('20 24', 'CC YY'), to_date('21 00', 'CC YY'), to_date('21', 'CC'), to_date('5 BC', 'CC BC'), to_date('44-03-15 BC', 'YYYY-MM-DD BC'), to_date('0044 a.d.', 'YYYY A.D.'), to_date('-44-03-15', 'YYYY-MM-DD'), to_date('2,024-03', 'Y,YYY-MM'), to_date('1 2024', 'Q YYYY'), to_date('6 BC 50', 'CC BC YY');
-- days of year, weeks, Julian days
SELECT to_date('2024 060', 'YYYY DDD'), to_date('2024 366', 'YYYY DDD'), to_date('2023 365', 'YYYY DDD'), to_date('2024-09', 'YYYY-WW'), to_date('2024 2 3', 'YYYY MM W'), to_date('J2451545', '"J"J'), to_timestamp('2451545', 'J');
SELECT to_date('2020-53-7', 'IYYY-IW-ID'), to_date('2020-01', 'IYYY-IW'), to_date('2020 200', 'IYYY IDDD');
SELECT to_date('Monday 5 January 2024', 'Day DD Month YYYY'), to_date('tue 05 jAN 24', 'Dy DD Mon YY'), to_date('XII-24', 'RM-YY'), to_date('iv 2024', 'rm YYYY'), to_date('3 2024 1', 'MM YYYY D');
-- separators and space: how they match
SELECT to_date('2024-02-29', 'YYYY MM DD'), to_date('2024  02  29', 'YYYY-MM-DD'), to_date('2024/02/29', 'YYYY  MM  DD'), to_date('  2024-02-29 ', 'YYYY-MM-DD'), to_date('2024 - 02 - 29', 'YYYY-MM-DD'), to_date('2024-0229', 'YYYY-MMDD'), to_date('2024x02u29', 'YYYYxMMuDD'), to_date('2024"02"29', 'YYYY"a"MM"b"DD');
SELECT to_timestamp('2000 - JUN', 'YYYY-MON'), to_timestamp('2000--JUN', 'YYYY//MON'), to_timestamp('20000-1', 'YYYY-MM'), to_timestamp('2000-1-5', 'FMYYYY-FMMM-FMDD'), to_timestamp('24 5', 'FMDD MM'), to_timestamp('1st 2nd', 'DDth MMth'), to_timestamp('2024T02', 'YYYYTMM');
SELECT to_date('2024-02-29', 'FXYYYY-MM-DD'), to_date('2024 02 29', 'FXYYYY-MM-DD'), to_date('2024-2-29', 'FXYYYY-FMMM-DD'), to_timestamp('97/Feb/16', 'FXYY/Mon/DD');
SELECT to_date('2024 02 29', 'FXYYYY  MM DD');
SELECT to_date('2024-2-29', 'FXYYYY-MM-DD');
-- zones
SELECT to_timestamp('2024-02-29 10:20 -08', 'YYYY-MM-DD HH24:MI TZH'), to_timestamp('2024-02-29 10:20+05:30', 'YYYY-MM-DD HH24:MITZH:TZM'), to_timestamp('2024-02-29 10:20 05', 'YYYY-MM-DD HH24:MI TZH'), to_timestamp('10:20-08', 'HH24:MI-TZH'), to_timestamp('10 30', 'HH24 TZM');
SET timezone = 'America/New_York';
SELECT to_timestamp('2024-07-01 10:20', 'YYYY-MM-DD HH24:MI'), to_timestamp('2024-03-10 02:30', 'YYYY-MM-DD HH24:MI'), to_date('2024-03-10 02:30', 'YYYY-MM-DD HH24:MI');
SET timezone = 'UTC';
-- what is left out, repeated, too much
SELECT to_date('', 'YYYY'), to_timestamp('x', ''), to_date('2024', 'YYYY-MM-DD'), to_date('2024 2024', 'YYYY YYYY'), to_timestamp('2024 and more', 'YYYY'), to_date(NULL, 'YYYY'), to_date('2024-02', 'YYYY-MM'), to_date('02-31', 'MM-DD');
SELECT to_date('2024 2025', 'YYYY YYYY');
SELECT to_timestamp('2000--JUN', 'YYYY/MON');
SELECT to_date('2023 366', 'YYYY DDD');
SELECT to_date('2024-02 60', 'YYYY-MM DDD'), to_date('2024-W09-3', 'IYYY-"W"IW-ID');
SELECT to_timestamp('24', 'HH12');
SELECT to_timestamp('0 am', 'HH am');
SELECT to_timestamp('25', 'HH24');
SELECT to_timestamp('60', 'MI');
SELECT to_date('2023-02-29', 'YYYY-MM-DD');
SELECT to_date('2024-13', 'YYYY-MM');
SELECT to_date('2024-00-32', 'YYYY-MM-DD');
SELECT to_date('abc', 'YYYY');
SELECT to_date('20', 'YYYYMM');
SELECT to_date('2024a2', 'YYYYMM');
SELECT to_date('99999999999', 'YYYY');
SELECT to_date('2024 Foo', 'YYYY Mon');
SELECT to_date('Sonntag', 'Day');
SELECT to_timestamp('10 xm', 'HH am');
SELECT to_timestamp('10 pm', 'HH P.M.');
SELECT to_date('2024-01-1', 'YYYY-IW-ID');
SELECT to_date('060', 'DDD');
SELECT to_timestamp('EST', 'TZ');
SELECT to_timestamp('+05', 'OF');
SELECT to_timestamp('20', 'TZH');
SELECT to_date('1,x', 'Y,YYY');
SELECT to_date('2147483,999', 'Y,YYY');
SELECT to_date('5874898-01-01', 'YYYY-MM-DD');
SELECT to_timestamp('294277-01-01', 'YYYY-MM-DD');
-- jsonpath's datetime() is stricter
SELECT jsonb_path_query('"10-03-2017"', '$.datetime("dd-mm-yyyy")'), jsonb_path_query('"10:20 +05:30"', '$.datetime("HH24:MI TZH:TZM")'), jsonb_path_query('"2017-03-10 12:34:56.789"', '$.datetime("YYYY-MM-DD HH24:MI:SS.FF2")');
SELECT jsonb_path_query('"10-03-2017 x"', '$.datetime("dd-mm-yyyy")');
SELECT jsonb_path_query('"10/03/2017"', '$.datetime("dd-mm-yyyy")');
SELECT jsonb_path_query('"10"', '$.datetime("dd-mm")');
SELECT jsonb_path_query('"10"', '$.datetime("dd%mm")');
SELECT jsonb_path_query('"+05"', '$.datetime("TZH")');
