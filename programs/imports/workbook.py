"""Workbooks (.xlsx): their sheets, each cell as the text that a person reads."""

import datetime as dt
import zipfile
from functools import cached_property
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from programs.imports.limits import limit
from programs.imports.sheet import Sheet
from programs.imports.workbook_parts import SAVE_AGAIN, check_parts
from programs.imports.workbook_sheet import Extent, SharedTexts, sheet_parts
from programs.publishing import Refused

EXACT = 1e15  # up to here a float holds every whole number


def workbook_sheets(path):
    """The sheets of a workbook; raises Refused for what should not be opened, or cannot be."""
    try:
        check_parts(path)
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror}). Get the file again.") from error
    shared = opened(path, lambda: read_shared(path))
    book = opened(path, lambda: load_workbook(str(path)))
    workbook = Workbook(book)
    sheets = [
        WorkbookSheet(path, workbook, shared, about)
        for about in book.sheets_metadata
        if about.typ == SheetTypeEnum.WorkSheet
    ]
    if not sheets:
        raise Refused(f"{path}: the workbook has no sheet with cells. {SAVE_AGAIN}")
    if len(sheets) > (most := limit("IMPORT_MAX_SHEETS")):
        raise Refused(
            f"{path}: {len(sheets)} sheets, at most {most} (IMPORT_MAX_SHEETS). Split the workbook."
        )
    return sheets


def read_shared(path):
    with zipfile.ZipFile(path) as archive:
        return SharedTexts(archive, path)


def opened(path, read):
    """What `read()` returns; Refused for any way in which a workbook may be broken."""
    try:
        return read()
    except (CalamineError, OSError, ValueError, KeyError, zipfile.BadZipFile, expat.ExpatError) as error:
        raise Refused(f"{path}: the workbook cannot be read ({error}). {SAVE_AGAIN}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own end, of no public class
            raise
        raise Refused(f"{path}: the workbook cannot be read ({error}). {SAVE_AGAIN}") from error


class Workbook:
    """An open workbook; of the cells of its sheets it keeps those read last, as they are the whole of a sheet."""

    def __init__(self, book: CalamineWorkbook):
        self.book = book
        self.name: str | None = None
        self.last: CalamineSheet | None = None
        self.number_of_cells = 0

    def count(self, sheet, extent):
        """Add the cells of a sheet that is looked at to the others; raises Refused for too many."""
        self.number_of_cells += extent.number_of_cells
        most = limit("IMPORT_MAX_WORKBOOK_CELLS")
        if self.number_of_cells > most:
            raise Refused(
                f"{sheet}: with the sheets before it more than {most:,} cells (IMPORT_MAX_WORKBOOK_CELLS). "
                "Split the workbook."
            )

    def cells(self, name):
        if name != self.name:
            self.name, self.last = None, None
            self.last = self.book.get_sheet_by_name(name)
            self.name = name
        return self.last


class WorkbookSheet(Sheet):
    """One sheet. Its cells are read at first use; before that its XML is looked through for their number."""

    kind = "workbook"

    def __init__(self, path, workbook: Workbook, shared, about):
        super().__init__(path)
        self.workbook, self.shared = workbook, shared
        self.name = about.name
        self.hidden = about.visible != SheetVisibleEnum.Visible

    @cached_property
    def extent(self):
        found = opened(self, self.look_through)
        self.workbook.count(self, found)
        return found

    def look_through(self):
        with zipfile.ZipFile(self.path) as archive:
            part = sheet_parts(archive).get(self.name, "")
            return Extent(archive, part, self, self.shared)

    @property
    def hidden_lines(self):
        return self.extent.hidden_lines

    @property
    def hidden_columns(self):
        return self.extent.hidden_columns

    @property
    def formulas(self):
        return self.extent.formulas

    def records(self):
        cells = opened(self, lambda: self.workbook.cells(self.name)) if self.extent.last_line else None
        if cells is None or cells.start is None:
            return
        left = [""] * cells.start[1]
        for line, values in enumerate(cells.iter_rows(), start=1):
            yield line, left + [text_of(value) for value in values]


def text_of(value):
    """A cell as a person reads it: a number without ".0", a date as ISO 8601, yes and no as words."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="minutes")
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    return str(value)
