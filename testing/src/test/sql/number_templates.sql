-- to_char of numbers and to_number.
\pset null '(null)'
CREATE TABLE n (v numeric);
INSERT INTO n VALUES (0), (1), (-1), (12.345), (-12.345), (485), (-485), (0.1), (-0.1), (1234567.891), (-0.00042), (99999), ('NaN'), ('Infinity'), (NULL);
SELECT v, to_char(v, '999'), to_char(v, '0000'), to_char(v, '999.99'), to_char(v, 'FM999.99'), to_char(v, '9990D00') FROM n;
SELECT v, to_char(v, '9,999,999.9'), to_char(v, '9G999G999D99'), to_char(v, 'FM9,999,999'), to_char(v, '0,000,000') FROM n;
SELECT v, to_char(v, 'S999'), to_char(v, '999S'), to_char(v, 'MI999'), to_char(v, '999MI'), to_char(v, 'PL999'), to_char(v, '999PL'), to_char(v, 'SG999'), to_char(v, '999SG'), to_char(v, '999PR'), to_char(v, 'FM999PR') FROM n;
SELECT v, to_char(v, '9.99EEEE'), to_char(v, '99V9'), to_char(v, '9V99'), to_char(v, 'B999'), to_char(v, 'B999.9'), to_char(v, '999th'), to_char(v, '999TH') FROM n WHERE v <> 'Infinity' AND v <> 'NaN';
SELECT v, to_char(v, 'RN'), to_char(v, 'FMRN'), to_char(v, 'FMrn') FROM (VALUES (1), (4), (9), (14), (40), (90), (400), (1987), (3999), (4000), (0), (-5)) x (v);
SELECT to_char(485, '9 9 9'), to_char(1485, '9,999'), to_char(148.5, '999.999'), to_char(148.5, 'FM999.999'), to_char(148.5, 'FM999.990'), to_char(-485, '9SG99'), to_char(485, 'L999'), to_char(485, '"Good number:"999'), to_char(485.8, '"Pre:"999" Post:" .999'), to_char(12.4, '99V999'), to_char(12.45, '99V9'), to_char(0.0004859, '9.99EEEE');
SELECT to_char(12::int2, '99'), to_char(2147483647, '9999999999'), to_char(9223372036854775807, '9999999999999999999'), to_char(1.5::float4, '9.99'), to_char(1.5::float8, '9.99EEEE'), to_char('nan'::float8, '9.9'), to_char('-infinity'::float8, '999'), to_char(1e20::float8, '9'), to_char(0.1::float8 + 0.2::float8, '9.99999999999999999999'), to_char(123456789.123::float4, '999999999.999');
SELECT to_char(1, ''), to_char(1, 'x'), to_char(1, '9 x "9"'), to_char(1, 'V'), to_char(1, 'é9'), to_char(1234, '9G9,9'), to_char(0.5, '.9'), to_char(0.5, 'FM.9'), to_char(0, '.'), to_char(12, '9.'), to_char(-1, 'S');
SELECT to_char(12345678901234567890.123456789, '99999999999999999999D999999999'), to_char(1e-20, '9.99999999999999999999'), to_char(12345, '9.9EEEE'), to_char(-0.0, '9.9'), to_char(99.99, '99.9'), to_char(999.9, '999');
-- reading
SELECT to_number('12,454.8-', '99G999D9S'), to_number('-34,338,492', '99G999G999'), to_number('<564646.654564>', '999999.999999PR'), to_number('0.00001-', '9.999999S'), to_number('5.01-', 'FM9.999999MI'), to_number('5 4 4 4 4 8 . 7 8', '9 9 9 9 9 9 . 9 9');
SELECT to_number('.01', 'FM9.99'), to_number('.0', '99999999.99999999'), to_number('0', '99.99'), to_number('.-01', 'S99.99'), to_number('.01-', '99.99S'), to_number(' . 0 1-', ' 9 9 . 9 9 S'), to_number('123,000', '999G'), to_number('123456', '999G999');
SELECT to_number('$1234.56', 'L9,999.99'), to_number('1234.56', 'L9,999.99'), to_number('42nd', '99th'), to_number('123456', '99999V99'), to_number('+12', 'S99'), to_number('12+', '99PL'), to_number('12', '9'), to_number('1.25', '9.9'), to_number(NULL, '9'), to_number('12', '');
SELECT to_number('abc', '999');
SELECT to_number('1', 'RN');
SELECT to_number('1e5', '9EEEE');
SELECT to_number('123.456', '9.9.9');
SELECT to_char(1, '9.9.9');
SELECT to_char(1, 'S9S');
SELECT to_char(1, 'SMI9');
SELECT to_char(1, 'PR9');
SELECT to_char(1, '9PRS');
SELECT to_char(1, 'V9.9');
SELECT to_char(1, '9.9V9');
SELECT to_char(1, 'EEEE9');
SELECT to_char(1, '9EEEEEEEE');
SELECT to_char(1, 'FM9EEEE');
SELECT to_char(1, '0PR0');
