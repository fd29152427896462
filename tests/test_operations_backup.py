"""Copies of the database: whole, checked, the oldest let go; and the way back, as a drill and in earnest."""

import json
import os
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from programs.operations import backup
from programs.operations.backup import NoCopy, copies, let_go, made_at, make_copy, manifest_of, written_whole
from programs.operations.restoring import restore_copy
from tests.own_databases import ROOT, manage, own_database

NAMES = [f"directory-202611{day:02}T020000000000Z.sqlite3" for day in (1, 2, 3)]
ADD = """
import itertools
from programs.models import Organization
for number in itertools.count():
    Organization.objects.create(name=f"Operator {number}")
"""
COUNT = "from programs.models import Organization; print(Organization.objects.count())"


@pytest.fixture
def three(tmp_path):
    """A directory of three copies and what a crash has left."""
    for name in NAMES:
        (tmp_path / name).write_text(name)
        (tmp_path / f"{name}.json").write_text(json.dumps({"sha256": "0" * 64, "vendor": connection.vendor}))
    (tmp_path / "directory-20261104T020000000000Z.sqlite3").touch()
    (tmp_path / "directory-20261105T020000000000Z.sqlite3.partial").touch()
    return tmp_path


def test_the_oldest_are_let_go_and_what_is_not_whole_counts_for_nothing(three):
    assert [path.name for path in copies(three)] == NAMES
    assert [path.name for path in let_go(three, 2)] == NAMES[:1]
    assert [path.name for path in copies(three)] == NAMES[1:]
    assert made_at(copies(three)[0]).isoformat() == "2026-11-02T02:00:00+00:00"


def test_at_least_one_copy_stays(three):
    with pytest.raises(CommandError, match="at least 1 copy"):
        call_command("backup", to=three, keep=0)


def test_a_damaged_copy_is_refused_before_anything_is_touched(three):
    with pytest.raises(NoCopy, match="damaged"):
        restore_copy(three / NAMES[0], replace=True)


def test_a_copy_without_its_manifest_is_none(three):
    manifest_of(three / NAMES[0]).unlink()
    with pytest.raises(NoCopy, match="no whole copy"):
        restore_copy(three / NAMES[0], replace=True)


def test_what_fails_while_it_is_written_leaves_nothing(tmp_path):
    with pytest.raises(NoCopy, match="No space left"), written_whole(tmp_path / "copy") as partial:
        partial.write_text("half")
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_missing_program_is_named_with_its_cure(tmp_path, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite is copied without another program.")
    monkeypatch.setattr(backup, "DUMP", ("no-such-pg-dump",))
    with pytest.raises(NoCopy, match="no-such-pg-dump was not found"):
        make_copy(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def own(tmp_path):
    name = f"test_backup_{os.getpid()}"
    with own_database(name, tmp_path, connection.vendor, connection.settings_dict) as environment:
        yield environment | {"BACKUP_DIR": str(tmp_path / "copies")}


@pytest.fixture
def writer(own):
    """A process that adds operators all the time."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", ADD]
    process = subprocess.Popen(command, cwd=ROOT, env=own)
    yield process
    process.kill()
    process.wait()


def operators(environment):
    return int(manage(environment, "shell", "-v0", "-c", COUNT))


@pytest.mark.long
def test_a_copy_taken_while_others_write_comes_back_as_of_one_moment(own, writer, tmp_path):
    while not operators(own):
        time.sleep(0.2)
    said = manage(own, "backup")
    assert writer.poll() is None
    writer.kill()
    writer.wait()
    path, *rest = copies(tmp_path / "copies")
    copied = json.loads(manifest_of(path).read_text())["rows"]["programs_organization"]
    assert (str(path) in said, rest, path.stat().st_mode & 0o777) == (True, [], 0o600)
    assert 0 < copied < operators(own)
    assert "came back and were tried" in manage(own, "restore", "--verify")
    assert operators(own) > copied
    manage(own, "load_demo")
    before = number(own)
    assert "--replace" in manage(own, "restore", expected=1)
    manage(own, "restore", "--replace")
    assert (operators(own), number(own) > before) == (copied, True)
    assert '"problems": []' in manage(own, "status", "--json")


def number(environment):
    return json.loads(manage(environment, "status", "--json"))["last_change"]


@pytest.mark.long
def test_the_drill_notices_rows_that_are_missing(own, tmp_path):
    manage(own, "backup")
    path = copies(tmp_path / "copies")[0]
    manifest = json.loads(manifest_of(path).read_text())
    manifest["rows"]["programs_place"] += 1
    manifest_of(path).write_text(json.dumps(manifest))
    assert "Other rows than when it was copied: programs_place." in manage(
        own, "restore", "--verify", expected=1
    )
