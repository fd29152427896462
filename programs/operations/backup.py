"""Copies of the whole database: consistent while others write, checked, with their checksum, the oldest let go.

A copy is two files: the data, and beside it its manifest (JSON) with checksum and rows a table. The manifest is written
last, so that what has none is no copy. SQLite is copied by its online backup, PostgreSQL by pg_dump.
"""

import datetime as dt
import hashlib
import json
import os
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

ENDINGS = {"sqlite": ".sqlite3", "postgresql": ".dump"}
PARTIAL = ".partial"
DUMP = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges")


class NoCopy(Exception):
    """What is wrong with a copy, or why there is none, in words with the cure."""


def make_copy(directory: Path):
    """Write a copy of the database into `directory` and return its path. Raises NoCopy, and leaves nothing behind."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"directory-{timezone.now().astimezone(dt.UTC):%Y%m%dT%H%M%S%f}Z{ENDINGS[connection.vendor]}"
    path = directory / name
    with written_whole(path) as partial:
        rows = (copy_sqlite if connection.vendor == "sqlite" else copy_postgresql)(partial)
        manifest = {"vendor": connection.vendor, "sha256": checksum(partial), "rows": rows}
    with written_whole(manifest_of(path)) as partial:
        partial.write_text(json.dumps(manifest, indent=2))
    return path


def copies(directory: Path):
    """The copies in `directory`, oldest first."""
    found = (path.with_suffix("") for path in directory.glob("directory-*Z.*.json"))
    return sorted(path for path in found if path.exists())


def let_go(directory: Path, keep: int):
    """Delete all but the newest `keep` copies, manifests first, and return those that went."""
    gone = copies(directory)[:-keep]
    for path in gone:
        manifest_of(path).unlink()
        path.unlink()
    return gone


def made_at(path: Path):
    """When a copy was made: its name says so."""
    stamp = path.name.removeprefix("directory-").partition("Z")[0]
    return dt.datetime.strptime(stamp, "%Y%m%dT%H%M%S%f").replace(tzinfo=dt.UTC)


def checked_manifest(path: Path):
    """The manifest of a copy. Raises NoCopy when it is missing or the data is not what it was."""
    try:
        manifest = json.loads(manifest_of(path).read_text())
        same = checksum(path) == manifest["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise NoCopy(f"{path} is no whole copy: {error}. Take another one of the same directory.") from error
    if not same:
        raise NoCopy(f"{path} is damaged: its checksum is not that of its manifest. Take another copy.")
    return manifest


def manifest_of(path: Path):
    return path.with_name(f"{path.name}.json")


@contextmanager
def written_whole(path: Path):
    """A path to write to, which becomes `path` once the block has written all and the disk holds it; for us alone."""
    partial = path.with_name(path.name + PARTIAL)
    try:
        partial.touch(mode=0o600)
        yield partial
        sync(partial)
        partial.rename(path)
        sync(path.parent)
    except OSError as error:
        raise NoCopy(f"{path.name} was not written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)


def sync(path: Path):
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checksum(path: Path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_sqlite(partial: Path):
    """Copy the SQLite database to `partial`, have SQLite check it, and return its rows a table."""
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(partial)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            return checked_sqlite(copy)
    except sqlite3.Error as error:
        raise NoCopy(f"SQLite did not write the copy: {error}.") from error


def checked_sqlite(copy):
    """The rows a table of an open SQLite database. Raises NoCopy when SQLite finds it damaged."""
    said = (
        copy.execute("PRAGMA integrity_check").fetchall()
        + copy.execute("PRAGMA foreign_key_check").fetchall()
    )
    if said != [("ok",)]:
        raise NoCopy(f"SQLite finds the copy damaged: {said[0]}. Check the disk.")
    return rows_a_table(copy.cursor(), [name for (name,) in copy.execute(SQLITE_TABLES)])


SQLITE_TABLES = """
    SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
"""


def copy_postgresql(partial: Path):
    """Dump the PostgreSQL database to `partial`, read the dump's list back, and return its rows a table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run(*DUMP, f"--snapshot={snapshot}", f"--file={partial}")
        rows = rows_a_table(cursor, connection.introspection.table_names(cursor))
    run("pg_restore", "--list", str(partial))
    return rows


def rows_a_table(cursor, tables):
    """{table: rows} of `tables`, through an open cursor."""
    found = {}
    for table in sorted(tables):
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own names
        found[table] = cursor.fetchone()[0]
    return found


def run(*command, database=""):
    """Run one of PostgreSQL's programs on our database, or another of the same server. Raises NoCopy with its words."""
    try:
        done = subprocess.run(command, env=server(database), capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        cure = "Install the client of your server's version (Debian: postgresql-client)."
        raise NoCopy(f"{command[0]} was not found. {cure}") from error
    if done.returncode:
        raise NoCopy(f"{command[0]}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def server(database=""):
    """The environment in which PostgreSQL's programs find our server; no password stands in a command line."""
    settings = connection.settings_dict
    named = {
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": database or settings["NAME"],
    }
    return os.environ | {name: value for name, value in named.items() if value}
