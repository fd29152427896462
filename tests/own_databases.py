"""Databases of their own for tests that run commands as processes, on the server that the tests run on."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def own_database(name, directory, vendor, settings_dict, migrated=True):
    """The environment that names a database `name` of `vendor`, migrated or empty; it is gone after the block."""
    environment = os.environ | {"VAR_DIR": str(directory)}
    if vendor == "sqlite":
        environment["DATABASE_URL"] = f"sqlite:///{directory / name}.sqlite3"
        fill(environment, migrated)
        yield environment
        return
    given = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    known = {key: settings_dict[named] for key, named in given.items() if settings_dict[named]}
    with psycopg.connect(**known, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            secret = f":{known['password']}" if "password" in known else ""
            port = f":{known['port']}" if "port" in known else ""
            address = f"{known['user']}{secret}@{known['host'].replace('/', '%2F')}{port}"
            environment["DATABASE_URL"] = f"postgres://{address}/{name}"
            fill(environment, migrated)
            yield environment
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(environment, migrated):
    if migrated:
        manage(environment, "migrate", "--verbosity", "0")


def manage(environment, *arguments, expected=0):
    """What a command says on its standard output and error; it has to end with `expected`."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done.stdout + done.stderr
