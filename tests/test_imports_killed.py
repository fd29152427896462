"""An import that is killed while it writes leaves the database as it was; run again, it completes."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.import_files import SOURCE, directory_row, write_rows

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("clinic", "program", "programterm", "phone", "sourcerecord", "change", "statement", "source")


@pytest.fixture
def base(tmp_path):
    """A migrated SQLite file, and the environment that names it."""
    path = tmp_path / "kill.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "VAR_DIR": str(tmp_path)}
    run(["migrate", "--verbosity", "0"], environment).wait()
    return path, environment


def run(arguments, environment):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )


def counts(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM programs_{table}").fetchone()[0]
            for table in TABLES
        }


def is_writing(path):
    """Whether the write-ahead log grows: the transaction has begun to write."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 1_000_000


@pytest.mark.long
def test_killed_in_mid_apply_then_run_again(base, tmp_path):
    path, environment = base
    rows = [
        directory_row(street1=f"{number} Invented Street", phone=f"520-555-{number % 10000:04}")
        for number in range(1, 4_001)
    ]
    file = write_rows(tmp_path / "rows.csv", rows)
    command = ["import_listings", str(file), "--source", SOURCE, "--edition", "2024", "--apply"]
    before = counts(path)
    process = run(command, environment)
    while not is_writing(path):
        assert process.poll() is None, "It was done before it could be killed."
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert counts(path) == before
    assert run(command, environment).wait() == 0
    after = counts(path)
    assert (after["clinic"], after["program"]) == (4_000, 8_000)
    assert run(command, environment).wait() == 0
    assert counts(path) == after
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
