CREATE TABLE s (region text, product text, amount int);
INSERT INTO s VALUES ('n', 'x', 1), ('n', 'y', 2), ('s', 'x', 3), ('s', 'y', 4);
SELECT region, product, sum(amount) FROM s GROUP BY ROLLUP (region, product) ORDER BY region NULLS LAST, product NULLS LAST;
SELECT region, product, sum(amount) FROM s GROUP BY CUBE (region, product) ORDER BY region NULLS LAST, product NULLS LAST;
SELECT region, product, sum(amount), grouping(region, product) FROM s GROUP BY GROUPING SETS ((region), (product), ()) ORDER BY 4, 1, 2;
