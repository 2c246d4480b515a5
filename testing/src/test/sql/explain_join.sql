CREATE TABLE a (id int PRIMARY KEY, v int, t text);
CREATE TABLE b (id int PRIMARY KEY, aid int);
INSERT INTO a SELECT g, g % 10, 'x' FROM generate_series(1, 10000) g;
INSERT INTO b SELECT g, g % 100 FROM generate_series(1, 1000) g;
ANALYZE a;
ANALYZE b;
EXPLAIN (COSTS OFF) SELECT * FROM a JOIN b ON a.id = b.aid;
EXPLAIN (COSTS OFF) SELECT * FROM a JOIN b ON a.id = b.aid WHERE b.id = 3;
EXPLAIN (COSTS OFF) SELECT * FROM a WHERE id IN (SELECT aid FROM b);
