"""How a file of our own listing guards its cells and says that it is whole."""

import datetime as dt
import re
from dataclasses import dataclass

GUARD = "'"
# Signs that make a spreadsheet read a text as a formula, and their full-width forms; the guard itself too.
RISKY = tuple("=+-@'\t\r\n＝＋－＠＇")
STAMP = re.compile(r"# exported (\S+), filter (.*), (\d+) rows, codebook (\d+)(, demonstration)?", re.DOTALL)
NO_FILTER = "none"


def guarded(text):
    """Return `text` so that no spreadsheet reads it as a formula: one leading ' where it could."""
    return GUARD + text if text.startswith(RISKY) else text


def unguarded(text):
    """The way back from guarded(): exactly one leading ' goes."""
    return text.removeprefix(GUARD)


@dataclass(frozen=True)
class Stamp:
    """The last line of a file: when it was made, for which filter, how many rows, by which codebook."""

    exported_at: dt.datetime
    filter: str
    rows: int
    codebook: int
    demonstration: bool = False

    def __str__(self):
        head = f"# exported {self.moment}, filter {self.filter or NO_FILTER}, {self.rows} rows"
        return f"{head}, codebook {self.codebook}" + (", demonstration" if self.demonstration else "")

    @property
    def moment(self):
        """When, to the minute, in UTC: 2026-11-23T14:05Z."""
        return f"{self.exported_at.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def read_stamp(text):
    """The Stamp that `text` is, or None when it is none."""
    found = STAMP.fullmatch(text)
    if not found:
        return None
    moment, query, rows, codebook, demonstration = found.groups()
    try:
        exported_at = dt.datetime.strptime(moment, "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    query = "" if query == NO_FILTER else query
    return Stamp(exported_at, query, int(rows), int(codebook), bool(demonstration))
