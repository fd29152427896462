"""The rows of long work: put in, taken, finished. Who holds the one lock works; nobody else takes a row."""

import datetime as dt
import fcntl
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from programs.models import Job

State = Job.State
LOCK = 7_226_001  # of this application among the advisory locks of a PostgreSQL server's database
LOCK_FILE = "jobs.lock"
MOST_ATTEMPTS = 3
KEEP = dt.timedelta(days=30)
TYPED = "typed"  # of a job's parameters: what somebody typed, forgotten as the job is over
WRITE_EVERY = 1.0  # seconds


class Lost(Exception):
    """The job is no longer this process's: another one has taken it meanwhile."""


class Stopped(Exception):
    """The process was told to stop: the job goes back and waits."""


def enqueue(kind, parameters=None, *, by=None, period=""):
    """Let a job of `kind` (a name of programs.jobs) wait; return it, None where that `period` has one already."""
    about = {"kind": kind, "parameters": parameters or {}, "by": by}
    if not period:
        return Job.objects.create(**about)
    job, made = Job.objects.get_or_create(kind=kind, period=period, defaults=about)
    return job if made else None


class Lock:
    """The right to take jobs, of one process at a time; the database or the kernel frees it when its holder dies.

    PostgreSQL: an advisory lock of this connection's session, so that what is written without it cannot be committed.
    SQLite, which one machine alone can use: a lock on a file in VAR_DIR.
    """

    def __init__(self):
        self.session = None
        self.file = None

    def take(self):
        """Whether this process holds it now."""
        if connection.vendor != "postgresql":
            return self.take_file()
        if self.session is not None and self.session is connection.connection and not self.session.closed:
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            self.session = connection.connection if cursor.fetchone()[0] else None
        return self.session is not None

    def take_file(self):
        if self.file is not None:
            return True
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        file = open(settings.VAR_DIR / LOCK_FILE, "w")  # noqa: SIM115 - open as long as it is held
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self.file = file
        return True

    def free(self):
        if self.file is not None:
            self.file.close()
            self.file = None
        if self.session is not None and self.session is connection.connection and not self.session.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        self.session = None


def recover():
    """Let jobs wait again whose process is dead; those that were begun too often have failed.

    To be called with the lock: whoever held it before is gone, so that nothing runs.
    """
    running = Job.objects.filter(state=State.RUNNING)
    if not running.exists():
        return
    says = f"The process that worked on it ended without a word, {MOST_ATTEMPTS} times."
    for job in running.filter(attempts__gte=MOST_ATTEMPTS):
        fail(job, says)
    running.update(state=State.WAITING, stage="", done=0, total=0)


def take():
    """The job that waits longest, now running; None where none waits. To be called with the lock."""
    with transaction.atomic():
        waiting = Job.objects.select_for_update(of=("self",), skip_locked=skips()).order_by("pk")
        job = waiting.filter(state=State.WAITING).first()
        if job is not None:
            job.state, job.started_at, job.attempts = State.RUNNING, timezone.now(), job.attempts + 1
            job.save(update_fields=["state", "started_at", "attempts"])
    return job


def skips():
    return connection.features.has_select_for_update_skip_locked


def own(job):
    """The row of `job` as long as this process works on it."""
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, attempts=job.attempts)


def finish(job, result=None):
    """Note that `job` is done, and its result; raises Lost."""
    end(job, State.DONE, result or {})


def fail(job, says):
    """Note that `job` has failed, and why, in words; raises Lost."""
    end(job, State.FAILED, {"says": says})


def end(job, state, result):
    kept = {name: value for name, value in job.parameters.items() if name != TYPED}
    over = {"state": state, "finished_at": timezone.now(), "stage": "", "result": result}
    if not own(job).update(**over, parameters=kept):
        raise Lost


def give_back(job):
    """Let `job` wait again, as if it had not been begun."""
    own(job).update(state=State.WAITING, attempts=F("attempts") - 1, stage="", done=0, total=0)


def forget_jobs(now=None):
    """Forget jobs that ended 30 days ago."""
    Job.objects.filter(finished_at__lt=(now or timezone.now()) - KEEP).delete()


class Progress:
    """Writes into the row of a job how far it is, at most once a second: `progress(1)` is one more of the total.

    Each call raises Stopped once `stopping()` is true, and Lost when another process has the job; what the caller has
    not committed is then undone. Inside a transaction PostgreSQL is told through a second connection, so that others
    can read it at once; SQLite, which has one writer at a time, is told when the transaction is over.
    """

    def __init__(self, job, stopping=lambda: False):
        self.job, self.stopping = job, stopping
        self.stage, self.done, self.total = "", 0, 0
        self.written = 0.0

    def begin(self, stage, total=0):
        """Begin to do `stage` (a few words), `total` times; 0 where nobody knows."""
        self.stage, self.done, self.total = stage, 0, total
        self.write()

    def __call__(self, number=1):
        self.done += number
        if self.stopping():
            raise Stopped
        if time.monotonic() - self.written >= WRITE_EVERY:
            self.write()

    def write(self):
        self.written = time.monotonic()
        values = {"stage": self.stage, "done": self.done, "total": self.total}
        if not connection.in_atomic_block:
            if not own(self.job).update(**values):
                raise Lost
        elif connection.vendor == "postgresql":
            with beside() as cursor:
                cursor.execute(
                    "UPDATE programs_job SET stage = %s, done = %s, total = %s WHERE id = %s AND attempts = %s",
                    [*values.values(), self.job.pk, self.job.attempts],
                )


@contextmanager
def beside():
    """A cursor of a second connection, outside of the transaction that is open on the first."""
    second = connection.copy()
    try:
        with second.cursor() as cursor:
            yield cursor
    finally:
        second.close()
