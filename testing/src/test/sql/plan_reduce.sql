-- Plans in which conditions, joins and grouping columns are reduced before paths are made.
CREATE TABLE item (id int PRIMARY KEY, brand text, size int, note text);
CREATE TABLE sale (id int PRIMARY KEY, item int, qty int, mode text);
INSERT INTO item SELECT i, 'b' || i % 7, i % 50, 'n' || i FROM generate_series(1, 2000) i;
INSERT INTO sale SELECT i, i % 2000 + 1, i % 30, CASE WHEN i % 3 = 0 THEN 'AIR' ELSE 'SEA' END FROM generate_series(1, 10000) i;
CREATE INDEX sale_item ON sale (item);
ANALYZE item;
ANALYZE sale;
SET enable_memoize = off;
-- What all arms of an OR share is a condition of its own.
EXPLAIN (COSTS OFF) SELECT * FROM item, sale
  WHERE (item.id = sale.item AND brand = 'b1' AND qty < 5) OR (item.id = sale.item AND brand = 'b2' AND qty > 25);
EXPLAIN (COSTS OFF) SELECT * FROM item WHERE (id = 5 AND size = 1) OR (id = 5 AND size = 2);
EXPLAIN (COSTS OFF) SELECT * FROM item WHERE (id = 5 AND size = 1) OR id = 5;
EXPLAIN (COSTS OFF) SELECT * FROM item WHERE (size = 5 AND (brand = 'b1' OR note = 'n1')) OR (size = 5 AND brand = 'b3');
EXPLAIN (COSTS OFF) SELECT * FROM item WHERE NOT ((id <> 5 OR size = 1) AND (id <> 5 OR size = 2));
SELECT count(*) FROM item, sale
  WHERE (item.id = sale.item AND brand = 'b1' AND qty < 5) OR (item.id = sale.item AND brand = 'b2' AND qty > 25);
SELECT id FROM item WHERE (size = 5 AND (brand = 'b1' OR note = 'n5')) OR (size = 5 AND brand = 'b3') ORDER BY id LIMIT 5;
-- A semi-join with something unique is a join.
EXPLAIN (COSTS OFF) SELECT * FROM sale WHERE item IN (SELECT id FROM item WHERE size = 3) AND qty = 4;
EXPLAIN (COSTS OFF) SELECT * FROM item WHERE id IN (SELECT item FROM sale WHERE qty = 4 GROUP BY item);
EXPLAIN (COSTS OFF) SELECT * FROM sale s WHERE EXISTS (SELECT 1 FROM item i WHERE i.id = s.item AND i.size = s.qty);
EXPLAIN (COSTS OFF) SELECT * FROM item WHERE id IN (SELECT item FROM sale WHERE item IN (SELECT id FROM item WHERE note LIKE 'n19%'));
SELECT count(*) FROM sale WHERE item IN (SELECT id FROM item WHERE size = 3) AND qty = 4;
SELECT count(*) FROM item WHERE id IN (SELECT item FROM sale WHERE item IN (SELECT id FROM item WHERE note LIKE 'n19%'));
SELECT count(*) FROM sale s WHERE EXISTS (SELECT 1 FROM item i WHERE i.id = s.item AND i.size = s.qty);
-- Columns that follow from a primary key need not be grouped by.
EXPLAIN (COSTS OFF) SELECT id, brand, note, count(*) FROM item GROUP BY id, brand, note;
EXPLAIN (COSTS OFF) SELECT i.brand, i.note, i.id, s.mode, sum(qty) FROM item i JOIN sale s ON s.item = i.id
  GROUP BY i.brand, s.mode, i.id, i.note ORDER BY i.brand, i.id;
EXPLAIN (COSTS OFF) SELECT brand, note FROM item GROUP BY note, brand, id;
SELECT i.brand, i.note, i.id, s.mode, sum(qty) FROM item i JOIN sale s ON s.item = i.id
  WHERE i.id < 4 GROUP BY i.brand, s.mode, i.id, i.note ORDER BY i.id, mode;
SELECT brand, note FROM item WHERE id < 4 GROUP BY note, brand, id ORDER BY note;
ALTER TABLE sale DROP CONSTRAINT sale_pkey;
ALTER TABLE sale ADD PRIMARY KEY (id) DEFERRABLE;
EXPLAIN (COSTS OFF) SELECT id, mode FROM sale GROUP BY id, mode;
-- A subquery that only hands its rows on leaves no trace.
EXPLAIN (COSTS OFF) SELECT n, count(*) FROM (SELECT item, count(*) FROM sale GROUP BY item) AS x (i, n) GROUP BY n ORDER BY n;
SELECT n, count(*) FROM (SELECT item, count(*) FROM sale GROUP BY item) AS x (i, n) GROUP BY n ORDER BY n;
-- Casts that are implicit are not shown in SQL's own syntax of functions.
CREATE TABLE phone (c char(15), v varchar(9));
EXPLAIN (COSTS OFF, VERBOSE) SELECT substring(c FROM 1 FOR 2), position('a' IN v), overlay(v PLACING 'x' FROM 2), trim(v) FROM phone;
