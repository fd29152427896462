"""Invented rows in the layouts of registers and locators, and reading them without importing."""

import json

from programs.imports import formats
from programs.imports.options import Options
from programs.imports.table import Table
from tests.import_files import write_rows


def read_rows(form, path, rows, *, scope="all", edition=""):
    """What a format reads in `rows`, written as CSV, or as a JSON answer where the path says so."""
    if path.suffix == ".json":
        path.write_text(json.dumps({"page": 1, "rows": rows}), encoding="utf-8")
    else:
        write_rows(path, rows)
    table = Table(path)
    edition = edition or formats.edition_of(form, table)
    return list(form.read(table, Options("Register", edition, scope)))
