"""XLSX: each cell with its type, the header frozen; sheets for the codebook and the stamp. No formula, no link."""

from programs.columns import DATE, NUMBER
from programs.exports import workbook
from programs.exports.inert import inert
from programs.exports.licence import LICENCE, NOTICE
from programs.exports.rows import count_rows
from programs.exports.table import WrongChoice
from programs.exports.workbook import SHEET_ROWS, TEXT, write_workbook

NAME = "xlsx"
LABEL = "Excel (XLSX)"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {NUMBER: workbook.NUMBER, DATE: workbook.DATE}


def write(file, table):
    """Write `table` to the binary `file`. Raises WrongChoice, before any row is read, for more than a sheet holds."""
    if count_rows(table.ids, table.rows_are) >= SHEET_ROWS:
        raise WrongChoice("format", f"format: a sheet holds {SHEET_ROWS - 1:,} rows. Use CSV.")
    titled = [(column.name, KINDS.get(column.kind, TEXT)) for column in table.columns]
    explained = [(title, TEXT) for title in ("column", "group", "kind", "meaning")]
    write_workbook(
        file,
        [
            ("Listings", titled, inert(table.rows(), table.columns)),
            ("Codebook", explained, codebook(table.columns)),
            ("About this file", [("about this file", TEXT)], about(table)),
        ],
    )


def codebook(columns):
    """What each column means."""
    return [(column.name, column.group, column.kind, column.explained()) for column in columns]


def about(table):
    """When and for which filter the file was made; read once the rows are."""
    yield (str(table.stamp),)
    yield (f"Licence: {LICENCE}",)
    yield (NOTICE,)
    if table.stamp.demonstration:
        yield ("demonstration: true. Every entry is invented.",)
