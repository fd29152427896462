"""Large exports: written by a job into VAR_DIR/exports, and sent from there for a week."""

import datetime as dt
import secrets
from pathlib import Path

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from programs.exports.asked import asked, value_of
from programs.exports.formats import ending, write, writer_of
from programs.exports.response import log
from programs.exports.rows import count_rows
from programs.exports.table import WrongChoice
from programs.publishing import Refused
from programs.publishing.jobs import TYPED

KEEP = dt.timedelta(days=7)


def folder() -> Path:
    """The folder of large exports, which nobody but the server's user may read."""
    path = settings.VAR_DIR / "exports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write_export(job, progress):
    """Write what the job's `address` asks for; the result names the kept file."""
    params = QueryDict(job.parameters["address"]).copy()
    for name, typed in (job.parameters.get(TYPED) or {}).items():
        params.appendlist(name, typed)
    try:
        result, table = asked(params)
        writer = writer_of(value_of(params, "format"))
    except WrongChoice as wrong:
        raise Refused(str(wrong)) from wrong
    if table is None:
        raise Refused(*(f"{name}: {' '.join(said)}" for name, said in result.errors.items()))
    progress.begin("Writing", count_rows(table.ids, table.rows_are))
    table.progress = progress
    stored = f"{secrets.token_hex(16)}.{ending(writer)}"
    with open(folder() / stored, "xb") as file:
        write(file, writer.NAME, table)
    log(job.by, writer.NAME, table)
    return {
        "says": f"{table.count:,} rows",
        "url": reverse("exports:kept", args=[job.pk]),
        "file": stored,
        "rows": table.count,
    }


def kept_file(job) -> Path | None:
    """Where the file of a job is; None when it is not written yet or kept no longer."""
    stored = job.result.get("file", "")
    path = folder() / stored
    return path if stored and path.exists() else None


def forget_files(now=None):
    """Remove files that were written more than a week ago."""
    oldest = ((now or timezone.now()) - KEEP).timestamp()
    for path in folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
