"""Opening a file: which kind it is, and its sheets."""

from pathlib import Path

from programs.imports.json_file import json_sheets
from programs.imports.text_file import TextSheet
from programs.imports.workbook import workbook_sheets
from programs.publishing import Refused

TEXT = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
WORKBOOK = (".xlsx",)
JSON = (".json",)
ENDINGS = (*TEXT, *WORKBOOK, *JSON)


def open_sheets(path) -> list:
    """The sheets of a file, in their order, hidden ones too. Raises Refused for a file that cannot be read."""
    path = Path(path)
    name = path.name.casefold()
    if name.endswith(TEXT):
        return [TextSheet(path)]
    if name.endswith(WORKBOOK):
        return workbook_sheets(path)
    if name.endswith(JSON):
        return json_sheets(path)
    raise Refused(f"{path}: the name of a file to import ends in one of {' '.join(ENDINGS)}.")


def first_sheet(path):
    """The first sheet that is not hidden; the first of all when all are hidden."""
    sheets = open_sheets(path)
    return next((each for each in sheets if not each.hidden), sheets[0])
