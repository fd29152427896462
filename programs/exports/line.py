"""The bytes of a row from those of its cells; what rows share is made once.

The cells of a clinic are the same for each of its programs. More than half of the columns say who confirmed a group of
facts: five cells each, and few different five stand in thousands of rows.
"""

from functools import lru_cache, partial
from itertools import groupby

from programs.columns import CLAIMS

KEPT = 4_000


def line_of(columns, makers):
    """A function of a row's cells: the bytes that `makers`, one a column, make of them, joined."""
    halves = []
    for at in runs(column.owner for column in columns):
        half = partial(bytes_of, parts_of(columns[at], makers[at]))
        halves.append((at, lru_cache(1)(half) if columns[at.start].owner == "clinic" else half))
    return partial(bytes_of, halves)


def bytes_of(parts, cells):
    return b"".join([make(cells[at]) for at, make in parts])


def runs(kinds):
    """A slice for each run of equal kinds."""
    start = 0
    for _kind, run in groupby(kinds):
        stop = start + sum(1 for _each in run)
        yield slice(start, stop)
        start = stop


def parts_of(columns, makers):
    """[(which cells, how their bytes are made)] of columns of one owner."""
    kinds = [
        column.group if column.part in CLAIMS.values() else place for place, column in enumerate(columns)
    ]
    return [part_of(at, makers[at]) for at in runs(kinds)]


def part_of(at, makers):
    if len(makers) == 1:
        return at.start, makers[0]
    return at, lru_cache(KEPT)(partial(bytes_of, list(enumerate(makers))))
