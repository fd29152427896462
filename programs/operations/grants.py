"""What the web server's database role may do: work with every row, but only add to history and to the audit record."""

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from programs.models import Change
from programs.models.account import Audit

APPEND_ONLY = (Change._meta.db_table, Audit._meta.db_table)
READ_ONLY = (MigrationRecorder.Migration._meta.db_table,)
SETTINGS = {
    "statement_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "log_min_error_statement": "fatal",  # else a statement that fails is logged with what somebody typed
}


def grant(role):
    """Give the PostgreSQL role `role` the rights of the web server on all tables, and no more; a second time the same.

    The database's owner runs it, after each migration; `log_min_error_statement` is the one setting that only a
    superuser may make.
    """
    quoted = connection.ops.quote_name
    role = quoted(role)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in map(quoted, APPEND_ONLY):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {role}")
        for table in map(quoted, READ_ONLY):
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}")


def role_settings(role):
    """The statements that a superuser runs once for the web server's role."""
    name = connection.ops.quote_name(role)
    return [f"ALTER ROLE {name} SET {setting} = '{value}';" for setting, value in SETTINGS.items()]


def excess():
    """What the role that we are connected as may do and need not: [(what, SQL's word for it)]; empty on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            return [("everything", "SUPERUSER")]
        found = []
        for table in APPEND_ONLY:
            for right in ("UPDATE", "DELETE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
                if cursor.fetchone()[0]:
                    found.append((table, right))
    return found
