"""Cells that no spreadsheet runs: the guard of programs.cells, put before the few texts of a file that need it."""

import re
from operator import itemgetter

from programs.cells import RISKY, guarded
from programs.columns import LIST, TEXT

# Between cells that are looked at together: a row without a risky one, as most are, costs one search.
BETWEEN = "\0"
FOUND = re.compile(f"{BETWEEN}[{re.escape(''.join(RISKY))}]")


def inert(rows, columns):
    """The rows with a guard before each text that a spreadsheet could run."""
    places = [
        place for place, column in enumerate(columns) if column.kind in (TEXT, LIST) and not column.plain
    ]
    texts = itemgetter(*places)
    for cells in rows:
        if FOUND.search(BETWEEN + BETWEEN.join(texts(cells))):
            cells = list(cells)
            for place in places:
                cells[place] = guarded(cells[place])
        yield cells
