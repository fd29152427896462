"""Rejected rows as a CSV that can be corrected and imported again."""

import csv

from programs.imports.table import REASON


def write_rejects(path, rejects):
    """Write the original columns of `rejects` and the reason; an import ignores that last column."""
    columns = list(dict.fromkeys(name for each in rejects for name in each.raw if name != REASON))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*columns, REASON], restval="", lineterminator="\n")
        writer.writeheader()
        for each in sorted(rejects, key=lambda each: (each.path, each.line)):
            where = f"{each.column}: " if each.column else ""
            writer.writerow({**each.raw, REASON: f"{where}{each.reason}"})
