"""Rows as JSON has them: objects by column name, lists as arrays, numbers as numbers, null where one is not stated."""

import io
import json
from collections.abc import Callable
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings

from programs.columns import DATE, LIST
from programs.exports.licence import LICENCE, NOTICE
from programs.models import lines

KEPT = 4_000


def objects(table):
    """The rows of `table` as dicts."""
    return (row_of(table.columns, cells) for cells in table.rows())


def row_of(columns, cells):
    return {
        column.name: MADE.get(column.kind, same)(cell) for column, cell in zip(columns, cells, strict=True)
    }


def same(cell):
    return cell


def day(text):
    return text or None


@lru_cache(KEPT)
def listed(line):
    return tuple(lines.join([record]) for record in lines.split(line))


MADE: dict[str, Callable] = {LIST: listed, DATE: day}


def dumped(value):
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


@contextmanager
def as_text(file):
    """The binary `file` to write texts to, in UTF-8; it stays open."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
    yield text
    text.detach()


def write_array(text, values):
    """Write JSON values as an array, a line each."""
    text.write("[")
    for number, value in enumerate(values):
        text.write(",\n" if number else "\n")
        text.write(dumped(value))
    text.write("\n]")


def terms_of_use():
    """What every file says of itself."""
    return {"demonstration": settings.DEMONSTRATION, "licence": f"{LICENCE}. {NOTICE}"}


def stamped(table):
    """The stamp as an object; true once all rows are read."""
    stamp = table.stamp
    return {
        "exported_at": stamp.moment,
        "filter": stamp.filter,
        "filter_in_words": table.filter_in_words,
        "rows": stamp.rows,
        "codebook": stamp.codebook,
    }
