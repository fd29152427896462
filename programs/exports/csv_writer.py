"""CSV: the header is line 1, the stamp the last line, and no cell is a formula."""

import csv
import io
import re
from operator import itemgetter

from programs.cells import RISKY, guarded
from programs.columns import LIST, TEXT

NAME = "csv"
LABEL = "CSV"
CONTENT_TYPE = "text/csv; charset=utf-8"
# Between cells that are looked at together: a row without a risky one, as most are, costs one search.
BETWEEN = "\0"
FOUND = re.compile(f"{BETWEEN}[{re.escape(''.join(RISKY))}]")


def write(file, table):
    """Write `table` to the binary `file` in UTF-8, lines ending in CR LF (RFC 4180)."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    writer.writerows(inert(table.rows(), table.columns))
    writer.writerow([str(table.stamp)])
    text.detach()


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
