"""Processes killed with -9 while they write."""

import os
import random
import signal
import sqlite3
import time
from contextlib import closing, contextmanager, suppress

from tests.faults.clusters import cluster
from tests.faults.site import begin, environment, manage, shell, within
from tests.import_files import SOURCE, directory_row, write_rows

TABLES = "clinic program programterm phone sourcerecord change statement source".split()
ROWS = 1_500
EDIT = """
import itertools, random
from programs.models import Clinic
from programs.publishing import change
clinic = Clinic.objects.order_by("pk").first()
for number in itertools.count():
    with change(clinic, by="fault test"):
        clinic.name = f"Name {random.random()}"
"""
VERSION = "SELECT version FROM programs_clinic ORDER BY id LIMIT 1"
EDITED = """
from programs.models import Change, Clinic
clinic = Clinic.objects.order_by("pk").first()
last = Change.objects.filter(resource_id=clinic.public_id, field_name="name").order_by("pk").last()
same = last is None or (last.version == clinic.version and last.replacement_value == clinic.name)
print(f"{clinic.version} {'whole' if same else 'torn'}")
"""


@contextmanager
def database(vendor, directory):
    """(variables, how to ask it SQL, whether somebody writes) of a database of its own."""
    if vendor == "sqlite":
        path = directory / "killed.sqlite3"

        def ask(sql):
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
                return base.execute(sql).fetchall()

        def writes():
            log = path.with_name(f"{path.name}-wal")
            return log.exists() and log.stat().st_size > 500_000

        yield f"sqlite:///{path}", ask, writes
        return
    with cluster(directory / "killed") as server:

        def busy():
            return server.ask(
                "SELECT 1 FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
            )

        yield server.url(), server.ask, busy


def kill(process):
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def large_import(directory, rows):
    """The command that imports a file of `rows` invented places."""
    places = [
        directory_row(street1=f"{number} Invented Street", phone=f"520-555-{number % 10_000:04}")
        for number in range(1, rows + 1)
    ]
    file = write_rows(directory / "rows.csv", places)
    return (
        "import_listings",
        str(file),
        "--source",
        SOURCE,
        "--edition",
        "2024",
        "--scope",
        "all",
        "--apply",
    )


def killed_import(vendor, directory, broken, kills=3):
    """An import is killed while it writes, then run to its end, then run again."""
    with database(vendor, directory) as (url, ask, writes):
        variables = environment(directory, broken, DATABASE_URL=url)
        manage(variables, "migrate", "-v0")
        command = large_import(directory, ROWS)

        def counts():
            return [ask(f"SELECT count(*) FROM programs_{table}")[0][0] for table in TABLES]

        empty, torn = counts(), 0
        for _time in range(kills):
            process = begin(variables, *command)
            while process.poll() is None and not writes():
                time.sleep(0.01)
            time.sleep(random.random() / 2)
            kill(process)
            torn += counts() != empty
            if torn:
                break
        if torn:
            return f"half an import after {_time + 1} kills"
        manage(variables, *command)
        whole = counts()
        manage(variables, *command)
        return f"0 of {kills} torn; then {whole[0]} clinics; again {counts()[0]}"


def killed_edit(vendor, directory, broken, kills=6):
    """A process that edits one clinic all the time is killed again and again."""
    with database(vendor, directory) as (url, ask, _writes):
        variables = environment(directory, broken, DATABASE_URL=url)
        manage(variables, "migrate", "-v0")
        manage(variables, *large_import(directory, 20))
        torn, last = 0, int(shell(variables, EDITED).split()[0])
        for _time in range(kills):
            process = begin(variables, "shell", "-v0", "-c", EDIT)
            within(
                60, lambda last=last, one=process: one.poll() is not None or int(ask(VERSION)[0][0]) > last
            )
            time.sleep(random.random())
            kill(process)
            version, state = shell(variables, EDITED).split()
            torn += state == "torn" or int(version) <= last
            last = int(version)
        return f"{torn} of {kills} torn"
