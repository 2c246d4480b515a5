-- options of the client's socket: what is set goes to the kernel, what is shown comes from there
SET tcp_keepalives_idle = 77;
SHOW tcp_keepalives_idle;
SET tcp_keepalives_interval = '2min';
SHOW tcp_keepalives_interval;
SET tcp_keepalives_count = 5;
SELECT current_setting('tcp_keepalives_count');
SET tcp_user_timeout = '90s';
SHOW tcp_user_timeout;
SELECT name, setting, unit, reset_val, source FROM pg_settings WHERE name LIKE 'tcp%' ORDER BY name;
-- as long as the transaction
BEGIN;
SET LOCAL tcp_keepalives_count = 7;
SHOW tcp_keepalives_count;
ROLLBACK;
SHOW tcp_keepalives_count;
BEGIN;
SET tcp_keepalives_count = 8;
ROLLBACK;
SHOW tcp_keepalives_count;
-- what the kernel does not take stays as it was
SET client_min_messages = log;
SET tcp_keepalives_count = 1000;
SHOW tcp_keepalives_count;
RESET client_min_messages;
SET tcp_keepalives_idle = -1;
SET tcp_user_timeout = 'soon';
SET tcp_user_timeout = 0;
SHOW tcp_user_timeout;
SET client_connection_check_interval = '10s';
SHOW client_connection_check_interval;
SELECT 1 AS while_looking_for_the_client FROM pg_sleep(0.01);
RESET ALL;
SHOW tcp_user_timeout;
