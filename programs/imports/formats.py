"""The formats an import knows: a small module each.

A format has NAME, LABEL, KIND (of its source, by default a person), stable_ids and two functions: `recognise(header)`
gives the reason in words, or None; `read(table, options)` yields a Row, Reject or Skip for each row of the table.
"""

from programs.imports import listing, samhsa_directory
from programs.imports.sheets import open_sheets
from programs.imports.table import Table
from programs.publishing import Refused

FORMATS = (samhsa_directory, listing)
AUTO = "auto"


def names() -> list[str]:
    """The names of the formats, as --format takes them."""
    return [each.NAME for each in FORMATS]


def find_table(name: str, path, renames=None):
    """(Table, format, reason) of the first sheet in the file at `path` that a format takes; hidden sheets come last.

    Raises Refused when the file cannot be read, or no format takes any of its sheets.
    """
    sheets = sorted(open_sheets(path), key=lambda sheet: sheet.hidden)
    refused = []
    for sheet in sheets:
        try:
            table = Table(path, renames, sheet=sheet)
            return table, *choose(name, table)
        except Refused as error:
            refused.append(error)
    raise refused[0]


def choose(name: str, table):
    """The format called `name`, or with "auto" the one that recognises the table's header; and why, in words.

    Raises Refused, with the formats that are known, when there is none.
    """
    for each in FORMATS:
        reason = each.recognise(table.header)
        if name == each.NAME:
            return each, reason or "you said so"
        if name == AUTO and reason:
            return each, reason
    known = "; ".join(f"{each.NAME} ({each.LABEL})" for each in FORMATS)
    raise Refused(
        f"{table.sheet}: no known format has the columns {', '.join(table.header[:8])} … Known formats: {known}. "
        "Name one with --format, or rename columns with --map."
    )
