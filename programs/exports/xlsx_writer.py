"""XLSX: each cell with its type, the header frozen; sheets for the codebook and the stamp. No formula, no link."""

from functools import lru_cache

from django.utils.translation import gettext as _

from programs.cells import guarded
from programs.columns import DATE, NUMBER
from programs.exports.licence import LICENCE, NOTICE
from programs.exports.line import line_of
from programs.exports.rows import count_rows
from programs.exports.table import WrongChoice
from programs.exports.workbook import KEPT, SHEET_ROWS, day_cell, number_cell, text_cell, write_workbook

NAME = "xlsx"
LABEL = "Excel (XLSX)"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(file, table):
    """Write `table` to the binary `file`. Raises WrongChoice, before any row is read, for more than a sheet holds."""
    if count_rows(table.ids, table.rows_are) >= SHEET_ROWS:
        raise WrongChoice("format", f"format: a sheet holds {SHEET_ROWS - 1:,} rows. Use CSV.")
    line = line_of(table.columns, [maker_of(column) for column in table.columns])
    write_workbook(
        file,
        [
            ("Listings", [column.name for column in table.columns], map(line, table.rows())),
            ("Codebook", ["column", "group", "kind", "meaning"], map(texts, codebook(table.columns))),
            ("About this file", ["about this file"], map(texts, about(table))),
        ],
    )


def maker_of(column):
    """How a cell of `column` becomes one of the workbook; a text has the guard of our own listing."""
    if column.kind in (NUMBER, DATE):
        return number_cell if column.kind == NUMBER else day_cell
    return text_cell if column.plain else inert_cell


@lru_cache(KEPT)
def inert_cell(text):
    return text_cell(guarded(text))


def texts(cells):
    return b"".join(map(text_cell, cells))


def codebook(columns):
    """What each column means."""
    return [(column.name, column.group, column.kind, column.explained()) for column in columns]


def about(table):
    """When and for which filter the file was made; read once the rows are."""
    yield (str(table.stamp),)
    yield (_("Filter: %(words)s") % {"words": table.filter_in_words},)
    yield (_("License: %(licence)s") % {"licence": LICENCE},)
    yield (str(NOTICE),)
    if table.stamp.demonstration:
        yield (_("Demonstration: clinics here may be invented. Do not call them or rely on what is said."),)
