CREATE TABLE q1 (id int PRIMARY KEY, a int, b int, s text, d date, n numeric, f float8, t timestamp, p bool, r int[], j jsonb,
    g bigint, v int4range, w daterange, y text[], i interval);
CREATE TABLE q2 (LIKE q1);
CREATE TABLE q3 (LIKE q1);
CREATE TABLE q4 (LIKE q1);
CREATE TABLE q5 () INHERITS (q4);
INSERT INTO q1 SELECT i, CASE WHEN i % 11 = 0 THEN NULL ELSE i % 13 END, (i * 7) % 29,
    CASE WHEN i % 9 = 0 THEN NULL ELSE substr('abcfoobarFoo10zz', 1 + i % 12, 1 + i % 4) END,
    CASE WHEN i % 17 = 0 THEN NULL ELSE date '2020-01-01' + (i * 37) % 900 END,
    CASE WHEN i % 8 = 0 THEN NULL ELSE ((i * 31) % 200) / 4.0 END,
    CASE WHEN i % 10 = 0 THEN NULL ELSE (i % 21 - 10) / 2.0 END,
    timestamp '2020-01-01 08:00' + (i * 13) % 400 * interval '7 hours',
    CASE i % 3 WHEN 0 THEN true WHEN 1 THEN false END,
    CASE WHEN i % 6 = 0 THEN NULL ELSE ARRAY[i % 4, i % 3, nullif(i % 5, 2)] END,
    CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN jsonb_build_object('a', i % 7, 'b', jsonb_build_array(i % 3, 'x'))
        WHEN 2 THEN to_jsonb(ARRAY[i % 2, 3]) WHEN 3 THEN to_jsonb('t' || i % 4) ELSE jsonb_build_object('c', NULL) END,
    (i * 1000003) % 97,
    CASE WHEN i % 7 = 0 THEN NULL ELSE int4range(i % 10, i % 10 + i % 4) END,
    CASE WHEN i % 5 = 0 THEN NULL ELSE daterange(date '2020-01-01' + i, date '2020-01-01' + i * 3) END,
    CASE WHEN i % 4 = 0 THEN NULL ELSE ARRAY[substr('abc', 1 + i % 3, 2), 'foo'] END,
    CASE WHEN i % 3 = 0 THEN NULL ELSE i * interval '1 day 3 hours' END
    FROM generate_series(1, 120) i;
INSERT INTO q2 SELECT id + 50, b, a, s, d + 1, n, f, t, p, r, j, g, v, w, y, i FROM q1 WHERE id <= 70;
INSERT INTO q3 SELECT id, a, a, s, d, n + 0.5, f, t, NOT p, r, j, -g, v, w, y, i FROM q1 WHERE id % 2 = 0;
INSERT INTO q4 SELECT id, a, b, s, d, n, f, t, p, r, j, g, v, w, y, i FROM q1 WHERE id % 3 = 0;
INSERT INTO q5 SELECT id + 1000, b, a, s, d, n, f, t, p, r, j, g, v, w, y, i FROM q1 WHERE id % 4 = 0;
CREATE VIEW v1 AS SELECT a AS id, a, max(b) AS b, min(s) AS s, max(d) AS d, sum(n) AS n, max(f) AS f, min(t) AS t, bool_or(p) AS p,
    array_agg(b ORDER BY b) AS r, sum(g)::bigint AS g FROM q1 WHERE a IS NOT NULL GROUP BY a;
CREATE VIEW v2 AS SELECT x.id, x.a, y.b, coalesce(y.s, 'none') AS s, x.d, x.n + 1 AS n, y.f, y.t, y.p IS TRUE AS p, x.r, x.j, y.g
    FROM q1 x LEFT JOIN q2 y ON x.id = y.id;
CREATE UNIQUE INDEX ON q2 (id);
CREATE INDEX ON q2 (a, b);
CREATE INDEX ON q2 (n);
CREATE INDEX ON q2 (g) WHERE a > 3;
CREATE INDEX ON q1 (a);
CREATE INDEX ON q1 (s);
CREATE INDEX ON q1 ((a + b));
CREATE INDEX ON q1 (lower(s)) INCLUDE (id);
CREATE INDEX ON q1 (g, a) WHERE a > 3;
CREATE UNIQUE INDEX ON q1 (t, id) WHERE s IS NOT NULL;
CREATE INDEX ON q3 (d);
CREATE INDEX ON q3 (b) WHERE p;
CREATE INDEX ON q3 (d) WHERE NOT p;
CREATE INDEX ON q3 (a DESC NULLS LAST, b);
CREATE INDEX ON q4 (a);
CREATE INDEX ON q5 (a, b);
CREATE INDEX ON q5 (id);
ANALYZE q1; ANALYZE q2; ANALYZE q3; ANALYZE q4; ANALYZE q5;
