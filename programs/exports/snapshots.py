"""Files that are there whole or not at all: one by itself, and a folder a day with the digests of its files."""

import datetime as dt
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from programs.exports.formats import ending, write, writer_of
from programs.exports.response import log
from programs.exports.table import Table

MANIFEST = "SHA256SUMS"  # as `sha256sum --check` reads it
KEEP = 30  # days of snapshots
# The name of a folder, or of what is left of one that was begun.
DAY = re.compile(r"(\d{4}-\d\d-\d\d)|\.(\d{4}-\d\d-\d\d)-.*")


def take_snapshot(
    folder: Path, day: dt.date, tables: Mapping[str, Callable[[], Table]], by, keep: int = KEEP
):
    """Write the folder of `day` in `folder`, a file for each format of `tables`; remove those of `keep` days before it.

    Returns {format: rows}; None where the folder is there already, which stays. `by` (a user, or a command's name) is
    for the audit record. Raises OSError and what a table raises, with nothing written.
    """
    found, path = None, folder / day.isoformat()
    if not path.exists():
        with folder_beside(path) as beside:
            found = {name: write_into(beside, name, made(), by) for name, made in tables.items()}
            (beside / MANIFEST).write_text(manifest(beside))
    for old in older_than(folder, day - dt.timedelta(keep)):
        shutil.rmtree(old)
    return found


def write_into(folder, name, table, by):
    """Write one format of a snapshot; return its number of rows."""
    write_whole(folder / f"listings.{ending(writer_of(name))}", name, table)
    log(by, name, table)
    return table.count


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """A new folder that becomes `path` when the block is over without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
    try:
        yield beside
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def manifest(folder):
    """A line a file: the digest of its bytes and its name."""
    lines = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    return "".join(lines)


def older_than(folder, oldest):
    """The snapshots of days before `oldest`, and what a process that died left of one; all else stays."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir() and (found := DAY.fullmatch(path.name)):
            try:
                day = dt.date.fromisoformat(found[1] or found[2])
            except ValueError:
                continue
            if day < oldest:
                yield path


def write_whole(path: Path, name: str, table: Table):
    """Write beside `path` and rename: a reader sees the old file or the new one, never a part. Raises OSError."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            write(file, name, table)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
