"""The files of imports in the browser: kept in VAR_DIR/imports under names of our own, until they are old."""

import datetime as dt
import secrets
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from programs.imports.limits import limit
from programs.imports.sheets import ENDINGS
from programs.imports.shown import shown
from programs.models import Batch
from programs.publishing import Refused
from programs.publishing.batches import let_go

KEEP = dt.timedelta(days=30)
PLAN, REJECTS = ".plan.csv", ".rejects.csv"
NAME_LENGTH = 200


def folder():
    """The folder of kept files, which nobody but the server's user may read."""
    path = settings.VAR_DIR / "imports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def keep(file):
    """Keep an uploaded file; return (the name it came under, the name it is kept under, its size in bytes).

    Raises Refused for an ending that no reader has, and for a file larger than IMPORT_MAX_UPLOAD.
    """
    name = shown(Path(file.name.replace("\\", "/")).name)
    ending = next(
        (each for each in sorted(ENDINGS, key=len, reverse=True) if name.casefold().endswith(each)), ""
    )
    if not ending:
        raise Refused(f"{name}: the name of a file to import ends in one of {' '.join(ENDINGS)}.")
    if file.size > limit("IMPORT_MAX_UPLOAD"):
        raise Refused(too_large())
    stored = secrets.token_hex(16) + ending
    with open(folder() / stored, "xb") as kept:
        for part in file.chunks():
            kept.write(part)
    return name[:NAME_LENGTH], stored, file.size


def too_large():
    """The sentence about a file larger than the browser may send."""
    most = limit("IMPORT_MAX_UPLOAD") // 1_000_000
    return (
        f"The file is larger than {most} MB. Pack it as .csv.gz, take off columns that nobody needs, "
        "or have it imported on the server: manage.py import_listings."
    )


def path_of(batch, part=""):
    """Where the file of a Batch is kept, or its PLAN or REJECTS; raises Refused when it is kept no longer."""
    path = folder() / f"{batch.stored}{part}"
    if not batch.stored or not path.exists():
        raise Refused(f"{batch.file_name}: the file is kept no longer. Upload it again.")
    return path


def forget_files(now=None):
    """Remove the files of imports that came more than 30 days ago."""
    old = Batch.objects.filter(came_at__lt=(now or timezone.now()) - KEEP).exclude(stored="")
    for batch in old:
        for path in folder().glob(f"{batch.stored}*"):
            path.unlink(missing_ok=True)
        let_go(batch)
