"""Long work: who takes it, what its row says, and what is left of it when a process dies."""

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from programs.jobs import kinds, runner
from programs.jobs.kinds import DAY, HOUR, Kind
from programs.jobs.runner import Runner
from programs.models import Job
from programs.publishing import Refused
from programs.publishing.jobs import (
    Lock,
    Lost,
    Progress,
    Stopped,
    enqueue,
    finish,
    forget_jobs,
    recover,
    take,
)
from tests.factories import make_user

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]
State = Job.State


@pytest.fixture
def works(monkeypatch, settings, tmp_path):
    """Replace the kinds by those of a test: works(name=function)."""
    settings.VAR_DIR = tmp_path

    def replace(**functions):
        found = {name: Kind(name, name.capitalize(), run) for name, run in functions.items()}
        monkeypatch.setattr(runner, "KINDS", found)

    replace()
    return replace


@pytest.mark.django_db
def test_jobs_are_done_in_their_order_and_say_what_came_of_them(works):
    seen = []
    works(
        count=lambda job, progress: (
            seen.append(job.parameters["n"]) or {"says": f"Counted {job.parameters['n']}"}
        )
    )
    jobs = [enqueue("count", {"n": n}, by=make_user()) for n in (1, 2)]
    call_command("run_jobs", "--once")
    assert seen == [1, 2]
    for job in jobs:
        job.refresh_from_db()
    assert [(job.state, job.attempts, job.result) for job in jobs] == [
        (State.DONE, 1, {"says": "Counted 1"}),
        (State.DONE, 1, {"says": "Counted 2"}),
    ]
    assert all(job.started_at <= job.finished_at for job in jobs)


@pytest.mark.django_db
def test_what_a_person_can_mend_is_told_and_what_nobody_foresaw_is_logged(works, caplog):
    def refuse(job, progress):
        raise Refused("Name the list.")

    def break_down(job, progress):
        raise ZeroDivisionError("secret")

    works(refuse=refuse, broken=break_down)
    for kind in ("refuse", "broken", "unheard-of"):
        enqueue(kind)
    call_command("run_jobs", "--once")
    assert [(job.state, job.result["says"]) for job in Job.objects.order_by("pk")] == [
        (State.FAILED, "Name the list."),
        (State.FAILED, "It failed (ZeroDivisionError): the log of run_jobs has more."),
        (State.FAILED, "This release knows no work of the kind unheard-of."),
    ]


@pytest.mark.django_db
def test_a_job_of_a_dead_process_waits_again_and_fails_when_that_happens_too_often(works):
    works(fine=lambda job, progress: {"says": "done"})
    once = Job.objects.create(kind="fine", state=State.RUNNING, attempts=1, done=5, total=9, stage="half")
    often = Job.objects.create(kind="fine", state=State.RUNNING, attempts=3)
    call_command("run_jobs", "--once")
    once.refresh_from_db()
    often.refresh_from_db()
    assert (once.state, once.attempts, once.done, once.stage) == (State.DONE, 2, 0, "")
    assert (often.state, often.attempts) == (State.FAILED, 3)
    assert often.result == {"says": "The process that worked on it ended without a word, 3 times."}


@pytest.mark.django_db
def test_a_job_that_is_told_to_stop_goes_back_and_waits(works):
    told = Runner()

    def long(job, progress):
        progress.begin("Counting", total=3)
        progress(1)
        told.stop()
        progress(1)

    works(long=long)
    enqueue("long")
    told.once()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.done, job.total, job.stage) == (State.WAITING, 0, 0, 0, "")


@pytest.mark.django_db
def test_nothing_is_taken_during_maintenance(works, monkeypatch):
    from programs.operations import maintenance

    works(fine=lambda job, progress: None)
    job = enqueue("fine")
    monkeypatch.setattr(maintenance, "is_on", lambda: True)
    call_command("run_jobs", "--once")
    job.refresh_from_db()
    assert job.state == State.WAITING


@pytest.mark.django_db(transaction=True)
def test_progress_stands_in_the_row(works):
    seen = []

    def read(job, progress):
        progress.begin("Reading", total=10)
        progress.written = 0
        progress(4)
        seen.append(Job.objects.values_list("stage", "done", "total", "state").get())

    works(read=read)
    enqueue("read")
    call_command("run_jobs", "--once")
    assert seen == [("Reading", 4, 10, State.RUNNING)]


@pytest.mark.django_db(transaction=True)
def test_a_process_that_lost_its_job_learns_it_at_its_next_step():
    enqueue("fine")
    job = take()
    recover()
    again = take()
    assert (again.pk, again.attempts) == (job.pk, 2)
    with pytest.raises(Lost):
        Progress(job)(1)
    with pytest.raises(Lost):
        finish(job)
    finish(again)
    assert Job.objects.get().state == State.DONE


@pytest.mark.django_db
def test_progress_stops_work_that_is_told_to_stop():
    enqueue("fine")
    with pytest.raises(Stopped):
        Progress(take(), stopping=lambda: True)(1)


@pytest.mark.django_db(transaction=True)
def test_progress_inside_a_transaction_is_seen_by_others_on_postgresql():
    from django.db import transaction

    from programs.publishing.jobs import beside

    enqueue("fine")
    job = take()
    with transaction.atomic():
        progress = Progress(job)
        progress.begin("Writing", total=7)
        if connection.vendor == "postgresql":
            with beside() as cursor:
                cursor.execute("SELECT stage, total FROM programs_job")
                assert cursor.fetchall() == [("Writing", 7)]
    progress.write()
    job.refresh_from_db()
    assert (job.stage, job.total) == ("Writing", 7)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("every", "names"),
    [
        (DAY, ["2026-11-26", "2026-11-26", "2026-11-27"]),
        (HOUR, ["20261127T04", "20261127T05", "20261127T05"]),
    ],
)
def test_a_period_has_one_job_of_a_kind_whoever_asks(works, monkeypatch, every, names):
    monkeypatch.setattr(runner, "KINDS", {"count": Kind("count", "Count", lambda *_: None, every=every)})
    start = dt.datetime(2026, 11, 26, 23, 30, tzinfo=timezone.get_default_timezone())
    for minutes in (0, 30, 35):
        for each in (Runner(), Runner()):
            each.enqueue_due(start + dt.timedelta(minutes=minutes))
    assert list(Job.objects.order_by("pk").values_list("period", flat=True)) == list(dict.fromkeys(names))


@pytest.mark.django_db
def test_old_jobs_are_forgotten_and_those_that_wait_are_not():
    now = timezone.now()
    Job.objects.create(kind="old", state=State.DONE, finished_at=now - dt.timedelta(days=31))
    Job.objects.create(kind="young", state=State.DONE, finished_at=now - dt.timedelta(days=29))
    enqueue("waits")
    forget_jobs(now)
    assert set(Job.objects.values_list("kind", flat=True)) == {"young", "waits"}


@pytest.mark.django_db
def test_every_kind_bears_the_name_it_is_listed_under():
    assert [name for name, kind in kinds.KINDS.items() if name != kind.name] == []


HOLD = """
import django, sys, time
django.setup()
from django.conf import settings
from django.db import connection
name = sys.argv[1]
if connection.vendor == "postgresql":
    settings.DATABASES["default"]["NAME"] = name
from programs.publishing.jobs import Lock
lock = Lock()
print(lock.take(), flush=True)
time.sleep(60)
"""


@pytest.mark.django_db(transaction=True)
def test_the_lock_is_one_process_s_and_free_when_that_is_killed(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "directory.settings"}
    command = [sys.executable, "-c", HOLD, str(connection.settings_dict["NAME"])]
    lock = Lock()
    with running(command, environment) as holder:
        assert holder.stdout.readline() == "True\n"
        assert lock.take() is False
        os.kill(holder.pid, signal.SIGKILL)
    wait_for(lock.take)
    assert lock.take() is True
    lock.free()


@contextmanager
def running(command, environment):
    """A process that is gone at the end, whatever the test found."""
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def base(tmp_path):
    """The environment of a migrated SQLite file, and its path."""
    path = tmp_path / "jobs.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "VAR_DIR": str(tmp_path)}
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
    return path, environment


def states(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute("SELECT kind, state FROM programs_job").fetchall()


def test_run_jobs_does_what_is_due_and_ends_when_told(base):
    path, environment = base
    with running([*MANAGE, "run_jobs"], environment) as process:
        wait_for(lambda: ("forget-old", "done") in states(path))
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0


PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "manage.py", "run_jobs", "--beside", str(os.getpid())])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_run_jobs_ends_with_the_server_that_it_stands_beside(base):
    path, environment = base
    command = [sys.executable, "-c", PARENT]
    with running(command, environment) as server:
        child = int(server.stdout.readline())
        wait_for(lambda: ("forget-old", "done") in states(path))
        os.kill(server.pid, signal.SIGKILL)
        wait_for(lambda: is_over(child))


def is_over(pid):
    """Whether a process is gone, or only waits to be forgotten by its parent."""
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def wait_for(truth, seconds=60):
    """Wait until `truth()`: how long is nothing that is measured."""
    end = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < end, "It did not come true."
        time.sleep(0.05)
