"""Whether this process can serve: what /readyz, `manage.py status` and `manage.py doctor` ask."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.migrations.loader import MigrationLoader

from programs.databases import reading
from programs.search.fresh import Held, current, number

FREE_BYTES = (
    200 * 1024 * 1024
)  # room for a large export and a database that grows while somebody comes to look


def problems():
    """[(name, what is wrong)] of what keeps this process from serving, of database, migrations, index and disk.

    Builds the index where there is none yet, so that a process which is ready answers its first search at once.
    """
    found = [("disk", f"{path} has {free // 2**20} MB left.") for path, free in full_disks()]
    try:
        if pending := pending_migrations():
            found.append(("migrations", f"Not applied: {', '.join(pending)}."))
        elif behind := changes_behind():
            found.append(("index", f"The index lacks {behind} changes."))
    except DatabaseError as error:
        found.append(("database", f"It does not answer ({type(error).__name__})."))
    return found


def pending_migrations():
    """The names of the migrations that this code has and the database has not."""
    loader = MigrationLoader(reading())
    return [".".join(key) for key in sorted(loader.graph.nodes.keys() - loader.applied_migrations.keys())]


def changes_behind():
    """How many changes the index of this process does not know once it has caught up: 0, or more while many write."""
    with current():
        known = Held.n
    return max(number() - known, 0)


def full_disks():
    """[(path, free bytes)] of each place that the site writes to and that has too little room."""
    found = [(path, shutil.disk_usage(path).free) for path in written_places()]
    return [(path, free) for path, free in found if free < FREE_BYTES]


def written_places():
    """The directories that the site writes to: its own, that of exports under way, that of a SQLite database."""
    places = {settings.VAR_DIR, Path(tempfile.gettempdir())}
    if reading().vendor == "sqlite":
        places.add(Path(reading().settings_dict["NAME"]).parent)
    return sorted(place for place in places if place.is_dir())
