"""The way back from a copy, and the drill of it: into a database that is thrown away."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection

from programs.models import Clinic
from programs.operations.backup import NoCopy, checked_manifest, checked_sqlite, rows_a_table, run, server
from programs.publishing.renumber import renumber
from programs.search.fresh import number


def restore_copy(path: Path, replace: bool):
    """Make the database what it was when the copy at `path` was made: all of it, or nothing where that fails.

    Raises NoCopy; also when the database holds clinics and `replace` is not said. The server may run meanwhile.
    """
    manifest = checked_manifest(path)
    if manifest["vendor"] != connection.vendor:
        raise NoCopy(
            f"{path.name} is a copy of {manifest['vendor']}, and DATABASE_URL names {connection.vendor}."
        )
    if holds_clinics() and not replace:
        raise NoCopy("This database holds clinics. With --replace the copy takes their place.")
    above = newest_number()
    (into_sqlite if connection.vendor == "sqlite" else into_postgresql)(
        path, connection.settings_dict["NAME"]
    )
    connection.close()
    renumber(above)


def drill(path: Path):
    """Restore the copy at `path` into a database that is thrown away, and try it: rows, migrations, the search.

    Returns {table: rows}. Raises NoCopy where anything is not as it was.
    """
    manifest = checked_manifest(path)
    with thrown_away(path, manifest["vendor"]) as (rows, url):
        differing = {name for name, _n in rows.items() ^ manifest["rows"].items()}
        if differing:
            raise NoCopy(f"Other rows than when it was copied: {', '.join(sorted(differing))}.")
        for arguments in (["migrate", "--verbosity", "0"], ["status"]):
            manage(arguments, url)
    return rows


def holds_clinics():
    try:
        return Clinic.objects.exists()
    except DatabaseError:
        return False


def newest_number():
    """The number of the last change; 0 where there is no table of it yet."""
    try:
        return number()
    except DatabaseError:
        return 0


def into_sqlite(path, target):
    """Write a copy over the SQLite database `target` in one transaction, while others may have it open."""
    with (
        closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy,
        closing(sqlite3.connect(target)) as live,
    ):
        checked_sqlite(copy)
        try:
            copy.backup(live)
        except sqlite3.Error as error:
            raise NoCopy(f"SQLite did not write {target}: {error}. It is as it was.") from error


def into_postgresql(path, target):
    """Put a copy in the place of all tables of the database `target`, in one transaction."""
    with tempfile.TemporaryDirectory() as directory:
        script = Path(directory, "restore.sql")
        run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path))
        run(
            *("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"),
            *("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public", f"--file={script}"),
            database=target,
        )


@contextmanager
def thrown_away(path, vendor):
    """(rows a table, DATABASE_URL) of a database restored from `path`, which is gone after the block."""
    with tempfile.TemporaryDirectory() as directory:
        if vendor == "sqlite":
            scratch = Path(directory, "drill.sqlite3")
            into_sqlite(path, scratch)
            with closing(sqlite3.connect(scratch)) as live:
                rows = checked_sqlite(live)
            yield rows, f"sqlite:///{scratch}"
            return
        name = f"directory_drill_{os.getpid()}"
        run("createdb", name)
        try:
            into_postgresql(path, name)
            yield rows_of(name), url_of(name)
        finally:
            run("dropdb", "--force", name)


def rows_of(name):
    """The rows a table of another PostgreSQL database of our server."""
    kept = server(name)
    known = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    named = {key: kept[variable] for key, variable in known.items() if kept.get(variable)}
    with psycopg.connect(**named) as other, other.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return rows_a_table(cursor, [table for (table,) in cursor.fetchall()])


def url_of(name):
    """The DATABASE_URL of another database of our server."""
    parts = connection.settings_dict
    person = quote(parts["USER"], "") + (f":{quote(parts['PASSWORD'], '')}" if parts["PASSWORD"] else "")
    port = f":{parts['PORT']}" if parts["PORT"] else ""
    return f"postgres://{person}@{quote(parts['HOST'], '')}{port}/{name}"


def manage(arguments, url):
    """Run one of our commands on another database. Raises NoCopy with what it says."""
    command = [shutil.which(sys.executable) or sys.executable, "manage.py", *arguments]
    environment = os.environ | {"DATABASE_URL": url}
    done = subprocess.run(  # noqa: S603
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoCopy(f"{arguments[0]} on the restored copy: {(done.stdout + done.stderr).strip()[-500:]}")
