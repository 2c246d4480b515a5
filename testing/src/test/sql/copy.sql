CREATE TABLE c (id int, t text, n numeric, d date);
COPY c FROM STDIN;
1	one	1.5	2024-01-01
2	tab\there	\N	\N
3	back\\slash	0.10	2024-12-31
\.
COPY c TO STDOUT;
COPY c (id, t) TO STDOUT (FORMAT csv, HEADER);
COPY c FROM STDIN (FORMAT csv);
4,"quoted, ""comma""",2.5,2024-02-02
5,,,
\.
COPY c TO STDOUT WITH CSV;
COPY c TO STDOUT (DELIMITER '|', NULL 'null');
COPY (SELECT id * 2, upper(t) FROM c WHERE id < 3 ORDER BY id) TO STDOUT;
COPY c (id, nosuch) FROM STDIN;
COPY c FROM STDIN;
6	too	many	2024-01-01	columns
\.
COPY c FROM STDIN;
7	few
\.
COPY c FROM STDIN;
x	bad	1	2024-01-01
\.
COPY c (id) FROM STDIN;
8
9
\.
SELECT * FROM c ORDER BY id;
COPY c (id, t) FROM STDIN (FORMAT csv, HEADER true, DELIMITER ';', QUOTE '''', NULL 'NULL');
id;t
10;'semi;colon'
11;NULL
\.
SELECT id, t FROM c WHERE id >= 10 ORDER BY id;
COPY c FROM STDIN (FORMAT nosuch);
COPY c TO STDOUT (FORMAT csv, FORCE_QUOTE *);
COPY nosuch TO STDOUT;
\copy c (id) to stdout
