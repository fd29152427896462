"""Runs checks and prints a table: the check, what was done, what was expected, what was seen."""

import argparse
import signal
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

from tests.faults import cache, database, disk, killed, replica, slow, soak, stopping, together, upgrade

# `expected` is what it must return, word for word; `broken` is the setting of broken.py under which it must not.
Check = namedtuple("Check", "run vendor expected broken")
WHOLE = f"0 of 3 torn; then {killed.ROWS} clinics; again {killed.ROWS}"
FAULTS = {
    "import killed, SQLite": Check(killed.killed_import, "sqlite", WHOLE, "no_transactions"),
    "import killed, PostgreSQL": Check(killed.killed_import, "postgresql", WHOLE, "no_transactions"),
    "edit killed, SQLite": Check(killed.killed_edit, "sqlite", "0 of 6 torn", "no_transactions"),
    "edit killed, PostgreSQL": Check(killed.killed_edit, "postgresql", "0 of 6 torn", "no_transactions"),
    "written and read at once, SQLite": Check(
        together.written_and_read, "", "0 locked out; all went on: yes", "reads_turn_into_writes"
    ),
    "database restarted": Check(
        database.restarted, "", "0 failed that were asked for when it was back", "no_health_checks"
    ),
    "database down": Check(database.down, "", "every answer right; back within 5 s", "no_handler"),
    "disk full": Check(
        disk.full,
        "",
        "said 'The database did not take it: database or disk is full'; "
        f"reads 200; 0 half rows; integrity ok; then {2 * killed.ROWS} more",
        "no_transactions",
    ),
    "replica dead": Check(
        replica.dead, "", "read: yes; 0 failed later than 3 s; read again: yes", "dead_replicas_count"
    ),
    "replica late": Check(
        replica.late,
        "",
        "others at first: old name; after 30 s: new name; the editor 20 of 20 at once; [200]",
        "late_replicas_count",
    ),
    "tables changed while serving": Check(
        upgrade.migrated,
        "",
        "0 pages and 0 edits failed; edited afterwards: yes",
        "no_defaults_of_the_database",
    ),
    "stopped with exports": Check(
        stopping.stopped, "", "10 of 10 whole [200]; ended within 30 s", "killed_at_once"
    ),
    "stopped beside half a head": Check(
        stopping.half_told, "", "ended within 15 s", "heads_may_take_a_minute"
    ),
    "loaded anew with exports": Check(
        stopping.reloaded, "", "10 of 10 whole; 0 refused; workers new", "workers_end_at_once"
    ),
}
LOADS = {
    "slow senders": Check(slow.senders, "", "99 of 100 pages within 1 s", "few_connections"),
    "slow bodies": Check(slow.bodies, "", "99 of 100 pages within 1 s", "bodies_are_waited_for"),
    "exports that nobody reads": Check(slow.readers, "", "99 of 100 pages within 1 s", "few_connections"),
    "shared cache": Check(
        cache.mixed,
        "",
        "the same for all; 4 of 4 from the cache; /exports/ [200, 302]; an edit within 61 s",
        "cookies_for_all",
    ),
    "soak": Check(soak.soaked, "", "0 failed; no growth", "leak"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["faults", "loads"])
    parser.add_argument("only", nargs="*", help="names of checks, or beginnings of them")
    parser.add_argument(
        "--broken", action="store_true", help="break each check's setting: then each has to fail"
    )
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_told: sys.exit("told to stop"))  # ends servers and databases too
    checks = {name: check for name, check in (FAULTS | LOADS).items() if wanted(name, chosen)}
    wrong = [name for name, check in checks.items() if not holds(name, check, chosen.broken)]
    print(f"{len(checks) - len(wrong)} of {len(checks)} as they should be")  # noqa: T201
    sys.exit(bool(wrong))


def wanted(name, chosen):
    of_kind = name in (FAULTS if chosen.kind == "faults" else LOADS)
    return of_kind and (not chosen.only or any(name.startswith(start) for start in chosen.only))


def holds(name, check, broken):
    """Run one check, print its row of the table, and return whether it went as it should."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as directory:
        Path(directory).chmod(0o755)  # the database server runs as another user
        try:
            seen = check.run(check.vendor, Path(directory), check.broken if broken else "")
        except Exception as error:
            seen = error
    came = not isinstance(seen, Exception)  # a check that did not come to its end has shown nothing
    seen, note = seen if isinstance(seen, tuple) else (seen if came else in_words(seen), "")
    right = came and (seen == check.expected) is not broken
    must = f"anything but: {check.expected} ({check.broken})" if broken else check.expected
    row = (name, check.run.__doc__.split("\n")[0], must, f"{seen} {note}".strip(), "ok" if right else "WRONG")
    print(" | ".join((*row, f"{time.monotonic() - began:.0f} s")), flush=True)  # noqa: T201
    return right


def in_words(error):
    """What stopped a check, with the end of what a command said."""
    return f"{type(error).__name__}: {error} {getattr(error, 'stderr', '') or ''}".strip()[-300:]
