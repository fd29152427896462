"""A process that is killed while it writes an import leaves the directory as before or as after; the next ends it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.import_files import SOURCE, directory_row, write_rows
from tests.test_imports_killed import ROOT, counts, is_writing

ROWS = 2_000
UPLOAD = """
import sys, django
django.setup()
from pathlib import Path
from django.contrib.auth import get_user_model
from django.core.files.base import File
from programs.imports.kept_files import keep
from programs.publishing.batches import begin_work, take_in
user = get_user_model().objects.create(username="cora")
with open(sys.argv[1], "rb") as file:
    name, stored, size = keep(File(file, "rows.csv"))
told = {"scope": "all", "publish": True}
batch = take_in(user, file_name=name, stored=stored, size=size, source_name=sys.argv[2], edition="2024", told=told)
begin_work(batch, "plan-import", by=user)
"""
APPLY = """
import django
django.setup()
from programs.models import Batch
from programs.publishing.batches import begin_work
batch = Batch.objects.get()
begin_work(batch, "apply-import", by=batch.by)
"""


@pytest.fixture
def base(tmp_path):
    """A migrated SQLite file, and the environment that names it."""
    path = tmp_path / "kill.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "directory.settings"
    run(environment, "manage.py", "migrate", "--verbosity", "0").wait()
    return path, environment


def run(environment, *arguments):
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    )


def job(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        asked = "SELECT state, attempts FROM programs_job WHERE kind = 'apply-import'"
        return database.execute(asked).fetchone()


@pytest.mark.long
def test_killed_while_it_writes_then_taken_again(base, tmp_path):
    path, environment = base
    rows = [
        directory_row(street1=f"{number} Invented Street", phone=f"520-555-{number:04}")
        for number in range(1, ROWS + 1)
    ]
    file = write_rows(tmp_path / "rows.csv", rows)
    assert run(environment, "-c", UPLOAD, str(file), SOURCE).wait() == 0
    assert run(environment, "manage.py", "run_jobs", "--once").wait() == 0
    assert run(environment, "-c", APPLY).wait() == 0
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = counts(path)
    process = run(environment, "manage.py", "run_jobs", "--once")
    while not is_writing(path):
        assert process.poll() is None, "It was done before it could be killed."
        time.sleep(0.02)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert counts(path) == before
    assert job(path) == ("running", 1)
    assert run(environment, "manage.py", "run_jobs", "--once").wait() == 0
    assert job(path) == ("done", 2)
    assert (counts(path)["clinic"], counts(path)["program"]) == (ROWS, 2 * ROWS)
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
