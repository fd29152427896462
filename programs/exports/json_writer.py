"""JSON: one object, its rows as objects of column name and value; lists are arrays, numbers numbers."""

import io
import json

from django.conf import settings

from programs.columns import DATE, LIST
from programs.exports.licence import LICENCE, NOTICE
from programs.models import lines

NAME = "json"
LABEL = "JSON"
CONTENT_TYPE = "application/json"


def write(file, table):
    """Write `table` to the binary `file`, a line a row; the stamp ends it."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
    text.write("{" + "".join(f"{dumped(key)}: {dumped(value)},\n" for key, value in head(table).items()))
    text.write('"rows": [')
    for number, cells in enumerate(table.rows()):
        text.write(",\n" if number else "\n")
        text.write(dumped(row_of(table.columns, cells)))
    text.write(f'\n],\n"stamp": {dumped(stamp(table.stamp))}}}\n')
    text.detach()


def dumped(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def head(table):
    """What the file says of itself before its rows."""
    return {
        "demonstration": settings.DEMONSTRATION,
        "licence": f"{LICENCE}. {NOTICE}",
        "columns": [
            {"name": column.name, "kind": column.kind, "group": column.group, "meaning": column.explained()}
            for column in table.columns
        ],
    }


def row_of(columns, cells):
    return {column.name: value_of(column.kind, cell) for column, cell in zip(columns, cells, strict=True)}


def value_of(kind, cell):
    """A cell as JSON: null for a number or date that is not stated."""
    if kind == LIST:
        return [lines.join([record]) for record in lines.split(cell)]
    return (cell or None) if kind == DATE else cell


def stamp(stamp):
    return {
        "exported_at": stamp.moment,
        "filter": stamp.filter,
        "rows": stamp.rows,
        "codebook": stamp.codebook,
    }
