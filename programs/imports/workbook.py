"""Workbooks (.xlsx): their sheets, each cell as the text that a person reads."""

import datetime as dt
import zipfile
from functools import cached_property
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, load_workbook

from programs.imports.sheet import Sheet
from programs.imports.workbook_parts import SAVE_AGAIN, check_parts
from programs.imports.workbook_sheet import Extent, lengths_of_shared_texts, sheet_parts
from programs.publishing import Refused

EXACT = 1e15  # up to here a float holds every whole number


def workbook_sheets(path):
    """The sheets of a workbook; raises Refused for what should not be opened, or cannot be."""
    try:
        check_parts(path)
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error}.") from error
    workbook = opened(path, lambda: load_workbook(str(path)))
    sheets = [
        WorkbookSheet(path, workbook, about)
        for about in workbook.sheets_metadata
        if about.typ == SheetTypeEnum.WorkSheet
    ]
    if not sheets:
        raise Refused(f"{path}: the workbook has no sheet with cells. {SAVE_AGAIN}")
    return sheets


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


class WorkbookSheet(Sheet):
    """One sheet. Its cells are read at first use; before that its XML is looked through for their number."""

    kind = "workbook"

    def __init__(self, path, workbook: CalamineWorkbook, about):
        super().__init__(path)
        self.workbook = workbook
        self.name = about.name
        self.hidden = about.visible != SheetVisibleEnum.Visible

    @cached_property
    def extent(self):
        return opened(self, self.look_through)

    def look_through(self):
        with zipfile.ZipFile(self.path) as archive:
            part = sheet_parts(archive).get(self.name, "")
            return Extent(archive, part, self, lengths_of_shared_texts(archive))

    @property
    def hidden_lines(self):
        return self.extent.hidden_lines

    @property
    def hidden_columns(self):
        return self.extent.hidden_columns

    @property
    def formulas(self):
        return self.extent.formulas

    @cached_property
    def cells(self):
        if not self.extent.last_line:
            return None
        return opened(self, lambda: self.workbook.get_sheet_by_name(self.name))

    def records(self):
        if self.cells is None or self.cells.start is None:
            return
        left = [""] * self.cells.start[1]
        for line, values in enumerate(self.cells.iter_rows(), start=1):
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
