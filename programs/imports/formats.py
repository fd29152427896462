"""The formats an import knows: a small module each.

A format has NAME, LABEL, KIND (of its source, by default a person), stable_ids and two functions: `recognise(header)`
gives the reason in words, or None; `read(table, options)` yields a Row, Reject or Skip for each row of the table.
It may have NEEDED, the columns without which it cannot read; SOURCE, the other fields of its source; EDITION or
`edition(table)`, the year that a file is of where nobody says it; OUT_OF_SCOPE, why a row that only adds is left out.
"""

from django.utils import timezone

from programs.imports import (
    ca_dhcs,
    ca_dhcs_normalized,
    findtreatment_json,
    findtreatment_labels,
    findtreatment_wide,
    hsds,
    listing,
    samhsa_directory,
    samhsa_locator,
    samhsa_otp,
    spreadsheet,
)
from programs.imports.headers import likeliest
from programs.imports.sheets import open_sheets
from programs.imports.table import Table
from programs.publishing import Refused

FORMATS = (
    samhsa_directory,
    findtreatment_wide,
    findtreatment_json,
    findtreatment_labels,
    samhsa_locator,
    samhsa_otp,
    ca_dhcs,
    ca_dhcs_normalized,
    hsds,
    listing,
)
# Lists that a person made come last: their header may stand anywhere, and their columns have any name.
ALL = (*FORMATS, spreadsheet)
AUTO = "auto"


def names() -> list[str]:
    """The names of the formats, as --format takes them."""
    return [each.NAME for each in ALL]


def find_table(name: str, path, renames=None, sheet=""):
    """(Table, format, reason) of the first sheet in the file at `path` that a format takes; hidden sheets come last.

    With `sheet` only the one of that name is looked at. Raises Refused when the file cannot be read, or no format takes
    any of its sheets.
    """
    sheets = sorted(sheets_called(sheet, path), key=lambda sheet: sheet.hidden)
    refused = []
    for sheet in sheets if name != spreadsheet.NAME else ():
        try:
            table = Table(path, renames, sheet=sheet)
            return table, *choose(name, table)
        except Refused as error:
            refused.append(error)
    if name in (AUTO, spreadsheet.NAME) and (table := spreadsheet.find_table(sheets, renames or {})):
        return table, spreadsheet, spreadsheet.reason(table)
    if name in (AUTO, spreadsheet.NAME) and (looks := likeliest(sheets, renames or {})):
        raise Refused(looks)
    raise refused[0] if refused else Refused(f"{path}: {spreadsheet.NOT_FOUND}")


def sheets_called(name, path):
    """The sheets of a file, or the one called `name`, which then is not hidden; raises Refused when there is none."""
    sheets = open_sheets(path)
    if not name:
        return sheets
    chosen = [each for each in sheets if each.name == name]
    if not chosen:
        raise Refused(
            f"{path}: no sheet is called {name}. Its sheets: {', '.join(each.name for each in sheets)}."
        )
    chosen[0].hidden = False
    return chosen[:1]


def choose(name: str, table):
    """The format called `name`, or with "auto" the one that recognises the table's header; and why, in words.

    Raises Refused, with the formats that are known, when there is none.
    """
    for each in FORMATS:
        reason = each.recognise(table.header)
        if name == each.NAME:
            check_columns(each, table)
            return each, reason or "you said so"
        if name == AUTO and reason:
            return each, reason
    known = "; ".join(f"{each.NAME} ({each.LABEL})" for each in ALL)
    raise Refused(
        f"{table.sheet}: no known format has the columns {', '.join(table.header[:8])} … Known formats: {known}. "
        f"Name one with --format, or rename columns with --map. {spreadsheet.NOT_FOUND}"
    )


def check_columns(form, table):
    """Raise Refused when the table lacks a column without which the format cannot be read."""
    missing = [name for name in getattr(form, "NEEDED", ()) if name not in table.header]
    if missing:
        raise Refused(
            f"{table.sheet}: {form.NAME} needs the column {missing[0]}, which is not there. "
            "Leave out --format, or rename columns with --map."
        )


def edition_of(form, table) -> str:
    """The edition of a table where nobody says it: what the format knows, else this year."""
    if hasattr(form, "edition"):
        return form.edition(table)
    return getattr(form, "EDITION", str(timezone.localdate().year))
