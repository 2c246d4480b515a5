-- MERGE
CREATE TABLE stock (item text PRIMARY KEY, amount int DEFAULT 1, gen int GENERATED ALWAYS AS (amount * 10) STORED, CHECK (amount < 1000));
CREATE TABLE delivery (item text, amount int);
INSERT INTO stock VALUES ('bolt', 10), ('nut', 20), ('screw', 30);
INSERT INTO delivery VALUES ('bolt', 5), ('washer', 7), ('nut', -20), (NULL, 3);
MERGE INTO stock s USING delivery d ON s.item = d.item
    WHEN MATCHED AND s.amount + d.amount = 0 THEN DELETE
    WHEN MATCHED THEN UPDATE SET amount = s.amount + d.amount
    WHEN NOT MATCHED AND d.item IS NULL THEN DO NOTHING
    WHEN NOT MATCHED THEN INSERT VALUES (d.item, d.amount);
SELECT * FROM stock ORDER BY item;
-- other sources
MERGE INTO stock AS s USING (SELECT item, sum(amount) AS n FROM delivery GROUP BY item) AS d ON d.item = s.item
    WHEN MATCHED THEN UPDATE SET (amount, item) = (d.n, upper(s.item)) WHEN NOT MATCHED THEN DO NOTHING;
SELECT * FROM stock ORDER BY item;
MERGE INTO stock USING (VALUES ('x', 1), ('y', 2)) AS v (i, n) ON item = i
    WHEN NOT MATCHED AND n = 1 THEN INSERT (item) VALUES (i)
    WHEN NOT MATCHED THEN INSERT (amount, item) VALUES (DEFAULT, i);
MERGE INTO stock USING stock AS other ON stock.item = lower(other.item) WHEN NOT MATCHED THEN INSERT DEFAULT VALUES;
WITH src AS (SELECT 'w' AS item, 9 AS amount) MERGE INTO stock s USING src ON s.item = src.item
    WHEN NOT MATCHED THEN INSERT VALUES (src.item, (SELECT max(amount) + src.amount FROM stock));
SELECT * FROM stock ORDER BY item;
MERGE INTO stock s USING delivery d ON false WHEN NOT MATCHED AND d.amount = 7 THEN INSERT VALUES ('seven', 7);
MERGE INTO ONLY stock s USING delivery d ON s.item = d.item WHEN MATCHED AND s.ctid IS NULL THEN DELETE;
MERGE INTO stock s USING delivery d ON true WHEN MATCHED AND s.item = 'y' AND d.amount = 5 THEN DELETE;
SELECT * FROM stock ORDER BY item;
-- errors
MERGE INTO stock s USING (VALUES ('x'), ('x')) AS v (i) ON s.item = v.i WHEN MATCHED THEN UPDATE SET amount = 2;
MERGE INTO stock s USING (VALUES ('x'), ('x')) AS v (i) ON s.item = v.i WHEN MATCHED THEN DELETE;
MERGE INTO stock s USING delivery d ON s.item = d.item WHEN MATCHED THEN UPDATE SET gen = 1;
MERGE INTO stock s USING delivery d ON s.item = d.item WHEN NOT MATCHED THEN INSERT VALUES (s.item, 1);
MERGE INTO stock s USING delivery d ON s.item = d.item WHEN MATCHED THEN DELETE WHEN MATCHED THEN DO NOTHING;
MERGE INTO stock s USING stock s ON s.item = s.item WHEN MATCHED THEN DELETE;
MERGE INTO stock s USING delivery d ON s.item = d.item WHEN NOT MATCHED THEN INSERT VALUES ('big', 5000);
MERGE INTO stock s USING delivery d ON s.item = d.item WHEN NOT MATCHED THEN INSERT (item, amount) VALUES ('z');
MERGE INTO stock s USING delivery d ON s.item = d.item WHEN NOT MATCHED THEN INSERT VALUES ('z', 1, 2, 3);
MERGE INTO nothing s USING delivery d ON s.item = d.item WHEN MATCHED THEN DELETE;
MERGE INTO stock s USING delivery d ON s.item = d.item WHEN MATCHED AND count(*) > 1 THEN DELETE;
CREATE VIEW stock_view AS SELECT * FROM stock;
MERGE INTO stock_view s USING delivery d ON s.item = d.item WHEN MATCHED THEN DELETE;
-- prepared, in a transaction, explained
PREPARE m (text, int) AS MERGE INTO stock s USING (SELECT $1 AS i, $2 AS n) v ON s.item = v.i
    WHEN MATCHED THEN UPDATE SET amount = v.n WHEN NOT MATCHED THEN INSERT VALUES (v.i, v.n);
EXECUTE m ('p', 1);
EXECUTE m ('p', 2);
BEGIN;
EXECUTE m ('q', 3);
ROLLBACK;
SELECT * FROM stock ORDER BY item;
EXPLAIN (COSTS OFF) MERGE INTO stock s USING delivery d ON s.item = d.item WHEN MATCHED THEN DELETE;
-- identity
CREATE TABLE numbered (id int GENERATED ALWAYS AS IDENTITY, t text);
MERGE INTO numbered n USING (VALUES (7, 'a')) v (id, t) ON n.id = v.id WHEN NOT MATCHED THEN INSERT (id, t) VALUES (v.id, v.t);
MERGE INTO numbered n USING (VALUES (7, 'a')) v (id, t) ON n.id = v.id WHEN NOT MATCHED THEN INSERT (id, t) OVERRIDING SYSTEM VALUE VALUES (v.id, v.t);
MERGE INTO numbered n USING (VALUES (8, 'b')) v (id, t) ON n.id = v.id WHEN NOT MATCHED THEN INSERT (id, t) OVERRIDING USER VALUE VALUES (v.id, v.t);
MERGE INTO numbered n USING (VALUES (8, 'c')) v (id, t) ON n.id = v.id WHEN NOT MATCHED THEN INSERT (t) VALUES (v.t);
SELECT * FROM numbered ORDER BY 1;
