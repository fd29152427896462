"""A streaming replica that dies, or stays behind."""

import subprocess
import sys
import time
from contextlib import contextmanager

from programs.databases import LATEST
from tests.faults.clusters import cluster
from tests.faults.site import ROOT, Load, site, within

# Renames one clinic to each line that it reads, and says its slug once that is committed.
RENAMER = """
import sys
from programs.models import Clinic
from programs.publishing import change
clinic = Clinic.objects.published().order_by("pk").first()
for line in sys.stdin:
    with change(clinic, by="fault test"):
        clinic.name = line.strip()
    print(clinic.slug, flush=True)
"""
EDITS = 20
READS = "SELECT coalesce(sum(xact_commit), 0) FROM pg_stat_database WHERE datname = 'postgres'"


@contextmanager
def site_with_replica(directory, broken):
    """(primary, replica, Site) where public pages are read from the replica."""
    with cluster(directory / "primary") as primary:
        first = site(directory, DATABASE_URL=primary.url())  # fills the primary
        with first:
            pass
        with (
            cluster(directory / "replica", of=primary) as replica,
            site(directory, broken, DATABASE_URL=primary.url(), DATABASE_REPLICAS=replica.url()) as served,
        ):
            time.sleep(3)
            yield primary, replica, served


def dead(_vendor, directory, broken):
    """The replica that pages are read from is stopped at once under load, and started again."""
    with site_with_replica(directory, broken) as (_primary, replica, served), Load(served) as load:
        time.sleep(3)
        used = replica.ask(READS)[0][0]
        time.sleep(3)
        used = replica.ask(READS)[0][0] - used > 20
        replica.end()
        stopped = time.monotonic()
        time.sleep(8)
        failed = sum(n for status, n in load.since(stopped + 3).items() if status != 200)
        replica.begin()
        counted = replica.ask(READS)[0][0]
        again = within(10, lambda: replica.ask(READS)[0][0] - counted > 50)
    return f"read: {yes(used)}; {failed} failed later than 3 s; read again: {yes(again)}"


def late(_vendor, directory, broken):
    """The replica's replay is paused, then a clinic is renamed on the primary 20 times."""
    with site_with_replica(directory, broken) as (_primary, replica, served):
        with renamer(served.variables) as rename:
            rename("Before")  # the replica has something new: until 30 s later it is not late
            time.sleep(1)
            replica.ask("SELECT pg_wal_replay_pause()")
            began, at_once = time.monotonic(), 0
            page = f"/clinics/{rename('Renamed')}/"
            old = b"Renamed" not in served.get(page)[1]
            for number in range(EDITS):
                rename(f"Renamed {number} times")
                at_once += f"Renamed {number} times".encode() in served.get(page, Cookie="changed=1")[1]
        time.sleep(max(0, LATEST + 4 - (time.monotonic() - began)))
        new = f"Renamed {EDITS - 1} times".encode() in served.get(page)[1]
        replica.ask("SELECT pg_wal_replay_resume()")
        statuses = sorted({served.get(page)[0] for _time in range(10)})
    names = f"others at first: {'old' if old else 'new'} name; after 30 s: {'new' if new else 'old'} name"
    return f"{names}; the editor {at_once} of {EDITS} at once; {statuses}"


@contextmanager
def renamer(variables):
    """A function that renames a clinic in another process and returns its slug once that is committed."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", RENAMER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=variables, **pipes) as process:

        def rename(name):
            process.stdin.write(f"{name}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield rename
        process.stdin.close()


def yes(holds):
    return "yes" if holds else "no"
