CREATE TABLE w (g text, v int);
INSERT INTO w VALUES ('a', 1), ('a', 2), ('a', 2), ('b', 5), ('b', 3);
SELECT g, v, row_number() OVER (PARTITION BY g ORDER BY v), rank() OVER (PARTITION BY g ORDER BY v), dense_rank() OVER (PARTITION BY g ORDER BY v) FROM w ORDER BY g, v, 3;
SELECT g, v, sum(v) OVER (PARTITION BY g ORDER BY v) FROM w ORDER BY g, v;
SELECT v, lag(v) OVER (ORDER BY v), lead(v, 1, 0) OVER (ORDER BY v) FROM w WHERE g = 'b' ORDER BY v;
SELECT v, first_value(v) OVER o, last_value(v) OVER o, sum(v) OVER (ORDER BY v ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM w WHERE g = 'b' WINDOW o AS (ORDER BY v) ORDER BY v;
SELECT g, count(*) OVER () FROM w ORDER BY 1;
SELECT ntile(2) OVER (ORDER BY v), v FROM w ORDER BY v;
