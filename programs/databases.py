"""Which database answers: the primary takes every change; public pages may read a replica that is alive and new.

Outside of read_from(), so in commands and at the desk, everything reads the primary.
"""

import contextlib
import random
import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS as PRIMARY
from django.db import Error, connections

LOOK_EVERY = 1.0  # seconds
SEEN_WITHIN = 3.0  # seconds; a replica that was not seen for longer is left out
LATEST = 30.0  # seconds that a replica may be behind
CHOSEN: ContextVar[str] = ContextVar("chosen", default=PRIMARY)
# A replica that has all that the primary had a moment ago is not late, however long ago the last change was.
LATENESS = """
    SELECT pg_is_in_recovery(), CASE WHEN pg_last_wal_replay_lsn() >= %s::pg_lsn THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END
"""


class Router:
    """Django's question which database to use, answered by what this request has chosen."""

    def db_for_read(self, model, **hints):
        return CHOSEN.get()

    def db_for_write(self, model, **hints):
        return PRIMARY

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == PRIMARY


def reading():
    """The connection that this request reads from."""
    return connections[CHOSEN.get()]


@contextmanager
def read_from(alias):
    """Read from the database `alias` in the block."""
    token = CHOSEN.set(alias)
    try:
        yield
    finally:
        CHOSEN.reset(token)


def turn_to_primary():
    """Read from the primary until the end of read_from(); return whether it was a replica before."""
    was = CHOSEN.get()
    CHOSEN.set(PRIMARY)
    return was != PRIMARY


class Replica:
    """What a thread of this process knows of one replica, looked at once a second."""

    def __init__(self, alias):
        self.alias = alias
        self.seconds_late: float | None = None
        self.seen_at = float("-inf")

    def usable(self):
        """Whether it was seen alive a moment ago, and not too late."""
        seen = time.monotonic() - self.seen_at <= SEEN_WITHIN
        return seen and self.seconds_late is not None and self.seconds_late <= LATEST

    def look(self):
        """Ask it how late it is, in a thread of its own that it may hold up. Raises Error where it does not answer."""
        with connections[self.alias].cursor() as cursor:
            cursor.execute(LATENESS, [newest_place()])
            in_recovery, late = cursor.fetchone()
        self.seconds_late = lateness(in_recovery, late, self.seconds_late)
        self.seen_at = time.monotonic()

    def leave_out(self):
        """Use it no more until it is seen alive again."""
        self.seen_at = float("-inf")

    def watch(self):
        while True:
            try:
                self.look()
            except Error:
                self.leave_out()
                with contextlib.suppress(Error):
                    connections[self.alias].close()
            time.sleep(LOOK_EVERY)


def lateness(in_recovery, late, before):
    """How many seconds behind a replica is; None for one that follows no primary.

    While the primary is away nobody can tell, and nothing new is missed: what was known before holds.
    """
    if not in_recovery:
        return None
    return float(late) if late is not None else before or 0.0


def newest_place():
    """Where the primary's log ends; None while it does not answer."""
    try:
        with connections[PRIMARY].cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_lsn()::text")
            return cursor.fetchone()[0]
    except Error:
        with contextlib.suppress(Error):
            connections[PRIMARY].close()
        return None


class Watched:
    """The replicas of this process, watched since the first request."""

    replicas: dict[str, Replica] = {}
    lock = threading.Lock()


def replicas():
    """{alias: Replica}; the first call begins to watch them."""
    with Watched.lock:
        for alias in settings.REPLICAS:
            if alias not in Watched.replicas:
                Watched.replicas[alias] = replica = Replica(alias)
                threading.Thread(target=replica.watch, name=alias, daemon=True).start()
    return Watched.replicas


def pick():
    """The alias of a replica that is alive and new, else of the primary."""
    usable = [alias for alias, replica in replicas().items() if replica.usable()]
    return random.choice(usable) if usable else PRIMARY  # noqa: S311
