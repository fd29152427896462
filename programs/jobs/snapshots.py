"""The daily snapshot of all that is public, where the site is set to keep one."""

from functools import partial
from pathlib import Path

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from programs.exports.asked import asked
from programs.exports.rows import count_rows
from programs.exports.snapshots import take_snapshot
from programs.exports.table import WrongChoice
from programs.publishing import Refused

OFF = "No snapshots are kept: set SNAPSHOT_DIR to a folder."
EVERYTHING = "type=any"  # care without ketamine too
WHO = "snapshot"  # in the audit record


def write_snapshot(job, progress):
    """Write today's folder in SNAPSHOT_DIR and remove those that are too old; nothing but words where none is set."""
    if not settings.SNAPSHOT_DIR:
        return {"says": OFF}
    tables = {name: partial(table_of_all, progress, name) for name in settings.SNAPSHOT_FORMATS}
    folder, today = Path(settings.SNAPSHOT_DIR), timezone.localdate()
    try:
        rows = take_snapshot(folder, today, tables, WHO, settings.SNAPSHOT_DAYS)
    except (OSError, WrongChoice) as error:
        raise Refused(f"The snapshot was not written: {error}") from error
    if rows is None:
        return {"says": f"The folder of {today} was there already."}
    return {"says": "; ".join(f"{name}: {count:,} rows" for name, count in rows.items())}


def table_of_all(progress, name):
    """All that is public; `progress` is told of each row."""
    _result, table = asked(QueryDict(EVERYTHING))
    progress.begin(f"Writing {name}", count_rows(table.ids, table.rows_are))
    table.progress = progress
    return table
