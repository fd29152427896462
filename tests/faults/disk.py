"""The disk of a SQLite database is full in the middle of an import."""

import os
import sqlite3
import subprocess
from contextlib import closing, contextmanager

from tests.faults.killed import ROWS, large_import
from tests.faults.site import environment, manage, site, within

ROOM = "24m"


@contextmanager
def small_disk(place):
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        within(30, lambda: subprocess.run(["umount", "-q", place], check=False).returncode == 0)


def full(_vendor, directory, broken):
    """A database on a disk of 24 MB, nearly filled; an import that does not fit; space is freed; again."""
    command = large_import(directory, 2 * ROWS)
    with small_disk(directory / "disk") as disk:
        base, ballast = disk / "full.sqlite3", disk / "ballast"
        url = f"sqlite:///{base}"
        variables = environment(directory, broken, DATABASE_URL=url)
        with site(directory, broken, DATABASE_URL=url) as served:
            before = clinics(base)
            ballast.write_bytes(b"x" * max(free(disk) - 3 * 2**20, 0))
            said = failed(variables, command)
            reads = served.get("/clinics/?state=AZ")[0]
            half = clinics(base) - before
            sound = integrity(base)
            ballast.unlink()
            subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
            manage(variables, *command)
            more = clinics(base) - before
    return f"said '{said}'; reads {reads}; {half} half rows; integrity {sound}; then {more} more"


def failed(variables, command):
    """The last line of a command that has to fail."""
    try:
        manage(variables, *command)
    except subprocess.CalledProcessError as error:
        lines = [line for line in (error.stdout + error.stderr).splitlines() if line.strip()]
        return "Traceback" if any("Traceback" in line for line in lines) else lines[-1][:80]
    return "nothing"


def free(disk):
    stat = os.statvfs(disk)
    return stat.f_bavail * stat.f_frsize


def clinics(base):
    with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as opened:
        return opened.execute("SELECT count(*) FROM programs_clinic").fetchone()[0]


def integrity(base):
    with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as opened:
        return opened.execute("PRAGMA integrity_check").fetchone()[0]
