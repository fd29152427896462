"""CSV: the header is line 1, the stamp the last line, and no cell is a formula."""

import csv
import io

from programs.exports.inert import inert

NAME = "csv"
LABEL = "CSV"
CONTENT_TYPE = "text/csv; charset=utf-8"


def write(file, table):
    """Write `table` to the binary `file` in UTF-8, lines ending in CR LF (RFC 4180)."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    writer.writerows(inert(table.rows(), table.columns))
    writer.writerow([str(table.stamp)])
    text.detach()
