"""XLSX: each cell with its type, the header frozen; sheets for the codebook and the stamp. No formula, no link."""

import datetime as dt
import re

import xlsxwriter

from programs.cells import guarded
from programs.columns import DATE, NUMBER
from programs.exports.licence import LICENCE, NOTICE
from programs.exports.rows import count_rows
from programs.exports.table import WrongChoice

NAME = "xlsx"
LABEL = "Excel (XLSX)"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The most that a cell and a sheet can hold.
CELL_LENGTH = 32_767
SHEET_ROWS = 1_048_576
# Signs that XML 1.0 cannot hold, and halves of a pair.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MARK = "\ufffd"


def write(file, table):
    """Write `table` to the binary `file`. Raises WrongChoice, before any row is read, for more than a sheet holds."""
    if count_rows(table.ids, table.rows_are) >= SHEET_ROWS:
        raise WrongChoice("format", f"format: a sheet holds {SHEET_ROWS - 1:,} rows. Use CSV.")
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    write_listings(book, table)
    write_codebook(book, table)
    write_stamp(book, table)
    book.close()


def write_listings(book, table):
    """The rows, on the first sheet."""
    sheet = titled(book, "Listings", [column.name for column in table.columns])
    for number, cells in enumerate(table.rows(), start=1):
        for place, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            if cell:
                write_cell(sheet, number, place, column.kind, cell)


def write_codebook(book, table):
    """What each column means, on a sheet of its own."""
    sheet = titled(book, "Codebook", ["column", "group", "kind", "meaning"])
    for number, column in enumerate(table.columns, start=1):
        for place, text in enumerate([column.name, column.group, column.kind, column.explained()]):
            sheet.write_string(number, place, legal(text))


def write_stamp(book, table):
    """When and for which filter the file was made, on a sheet of its own."""
    sheet = titled(book, "About this file", ["about this file"])
    lines = [str(table.stamp), f"Licence: {LICENCE}", NOTICE]
    lines += ["demonstration: true. Every entry is invented."] if table.stamp.demonstration else []
    for number, line in enumerate(lines, start=1):
        sheet.write_string(number, 0, legal(line))


def titled(book, name, titles):
    """A new sheet with a header that stays in view."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, bold)
    return sheet


def write_cell(sheet, row, place, kind, text):
    if kind == NUMBER:
        sheet.write_number(row, place, float(text))
    elif kind == DATE and dt.date.fromisoformat(text).year >= 1900:
        sheet.write_datetime(row, place, dt.date.fromisoformat(text))
    else:
        sheet.write_string(row, place, legal(guarded(text)))


def legal(text):
    """`text` as a cell can hold it: its kind of line ends, no sign that XML refuses, no markup, 32,767 characters."""
    text = ILLEGAL.sub(MARK, text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.startswith("<r>") and text.endswith("</r>"):
        text = f"'{text}"
    return text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"
