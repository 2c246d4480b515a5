-- functions in SQL, string and standard bodies; procedures
CREATE TABLE acct (id int PRIMARY KEY, bal int, note text);
INSERT INTO acct VALUES (1, 10, 'x'), (2, 20, 'y');
CREATE FUNCTION add2(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE RETURN a + b;
SELECT add2(1), add2(1, 5), add2(b => 1, a => 2);
\sf add2
SELECT pg_get_function_sqlbody('add2'::regproc);
CREATE FUNCTION bal(p_id int) RETURNS int STABLE BEGIN ATOMIC SELECT bal FROM acct WHERE id = p_id; END;
SELECT bal(2), bal(9);
\sf bal
CREATE FUNCTION move(p_from int, p_to int, amount int) RETURNS SETOF acct
BEGIN ATOMIC
    UPDATE acct SET bal = bal - amount WHERE id = p_from;
    UPDATE acct AS t SET (bal, note) = (t.bal + move.amount, 'got') WHERE t.id = p_to;
    INSERT INTO acct (id, bal) SELECT p_to + 100, 0 ON CONFLICT (id) DO UPDATE SET bal = excluded.bal + 1 WHERE acct.bal < 5;
    DELETE FROM acct USING (VALUES (99)) v (n) WHERE id = v.n RETURNING id;
    SELECT * FROM acct ORDER BY id;
END;
SELECT * FROM move(1, 2, 3);
SELECT * FROM move(1, 2, 3);
\sf move
\df+ move
SELECT proname, prosrc = '' AS empty, prosqlbody IS NOT NULL AS body FROM pg_proc WHERE proname IN ('move', 'bal', 'add2') ORDER BY 1;
ALTER TABLE acct RENAME COLUMN bal TO balance;
SELECT bal(2);
SELECT pg_get_function_sqlbody('bal'::regproc);
DROP TABLE acct;
CREATE FUNCTION bad() RETURNS int LANGUAGE sql RETURN nothing;
CREATE FUNCTION empty() RETURNS void LANGUAGE sql BEGIN ATOMIC END;
SELECT empty();
CREATE FUNCTION both() RETURNS int LANGUAGE sql AS 'select 1' RETURN 2;
-- options
CREATE FUNCTION opt(x text) RETURNS text LANGUAGE sql STRICT STABLE PARALLEL SAFE LEAKPROOF COST 7 SECURITY DEFINER SET work_mem = '1MB' AS 'SELECT upper($1)';
\sf opt
ALTER FUNCTION opt(text) CALLED ON NULL INPUT IMMUTABLE NOT LEAKPROOF SECURITY INVOKER COST 3 PARALLEL RESTRICTED;
ALTER FUNCTION opt SET search_path = pg_catalog, public;
ALTER FUNCTION opt RESET work_mem;
\sf opt
ALTER FUNCTION opt RENAME TO opt2;
ALTER FUNCTION opt2(text) ROWS 5;
ALTER FUNCTION nosuch(int) STABLE;
SELECT opt2('abc');
-- procedures
CREATE PROCEDURE deposit(p_id int, amount int) LANGUAGE sql AS 'UPDATE acct SET balance = balance + amount WHERE id = p_id';
CALL deposit(1, 100);
CALL deposit(amount => 1, p_id => 1);
SELECT * FROM acct ORDER BY id;
CREATE PROCEDURE report(IN p_id int, OUT b int, OUT n text) BEGIN ATOMIC SELECT balance, note FROM acct WHERE id = p_id; END;
CALL report(2, NULL, NULL);
CREATE PROCEDURE twice(INOUT v int) LANGUAGE sql AS 'SELECT v * 2';
CALL twice(21);
\df report
SELECT deposit(1, 2);
CALL add2(1, 2);
CALL nosuch(1);
CALL deposit('x', 1);
DROP FUNCTION deposit(int, int);
DROP PROCEDURE deposit(int, int);
DROP ROUTINE twice;
\df
DO LANGUAGE sql 'SELECT 1';
DO LANGUAGE nosuch 'SELECT 1';
