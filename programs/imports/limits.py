"""How much of a file an import takes; each can be set in the settings under its name."""

from django.conf import settings

DEFAULTS = {
    "IMPORT_MAX_UPLOAD": 10_000_000,  # bytes as they come, in the browser
    "IMPORT_MAX_BYTES": 300_000_000,  # unpacked; of text and JSON
    "IMPORT_MAX_ROWS": 200_000,
    "IMPORT_MAX_COLUMNS": 1_000,
    "IMPORT_MAX_CELL": 50_000,  # characters
    "IMPORT_MAX_LINES": 2_000_000,  # of text; a row may have several
    "IMPORT_MAX_LINE": 4_000_000,  # characters; of a line of text, or of one value of JSON
    "IMPORT_MAX_WORKBOOK": 50_000_000,  # bytes of all parts unpacked; also characters in the cells of a sheet
    "IMPORT_MAX_PARTS": 2_000,  # files inside a workbook
    "IMPORT_MAX_SHEETS": 200,
    "IMPORT_MAX_WORKBOOK_CELLS": 3_000_000,  # of the sheets that are looked at, together
    "IMPORT_MAX_SHEET_ROWS": 100_000,
    "IMPORT_MAX_SHEET_COLUMNS": 500,
    "IMPORT_MAX_SHEET_CELLS": 1_500_000,  # rows × columns, empty ones too: each takes memory
}


def limit(name: str) -> int:
    """The limit called `name`."""
    return getattr(settings, name, DEFAULTS[name])
