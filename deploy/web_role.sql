-- The role of the web server, once, as a superuser: psql -v password=... -f deploy/web_role.sql directory
-- Then, as owner of the database: manage.py grants web
SELECT 'CREATE ROLE web LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'web') \gexec
ALTER ROLE web PASSWORD :'password';
ALTER ROLE web SET statement_timeout = '2s';
ALTER ROLE web SET idle_in_transaction_session_timeout = '10s';
-- Else a statement that fails is written down with what somebody typed.
ALTER ROLE web SET log_min_error_statement = 'fatal';
