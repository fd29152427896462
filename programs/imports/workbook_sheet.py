"""What the XML of a sheet says beside its values: how far it reaches, hidden rows and columns, formulas."""

import posixpath
import re
from array import array
from xml.parsers import expat

from programs.imports.limits import limit
from programs.imports.shown import shown
from programs.imports.workbook_parts import SAVE_AGAIN
from programs.publishing import Refused

CHUNK = 1 << 18
SHARED = "xl/sharedStrings.xml"
LETTERS = re.compile("[A-Z]{1,3}")
DIGITS = "0123456789"
TRUE = ("1", "true")
CONTENT = ("v", "f", "is")
OTHERS_PER_CELL = 2  # elements that are neither cell nor content: runs of text, links, formats
WIDEST, DEEPEST = 16_384, 1_048_576  # columns and rows of a sheet, by the format


def parse(archive, part, start, text=None):
    """Call `start(name, attributes)` and `text(data)` for what stands in a part; names without prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, told: start(
        name.rpartition(":")[2] if ":" in name else name, told
    )
    if text:
        parser.CharacterDataHandler = text
    with archive.open(part) as file:
        while piece := file.read(CHUNK):
            parser.Parse(piece)


def sheet_parts(archive):
    """{name of a sheet: its part}, as the workbook says it."""
    targets, sheets = {}, {}

    def relation(name, told):
        if name == "Relationship":
            targets[told.get("Id")] = posixpath.normpath(
                posixpath.join("/xl", told.get("Target", ""))
            ).lstrip("/")

    def sheet(name, told):
        if name == "sheet":
            key = next((value for key, value in told.items() if key.endswith(":id")), None)
            sheets[told.get("name", "")] = targets.get(key, "")

    parse(archive, "xl/_rels/workbook.xml.rels", relation)
    parse(archive, "xl/workbook.xml", sheet)
    return sheets


class SharedTexts:
    """The texts that cells share: how many characters each has. Raises Refused when there are too many."""

    def __init__(self, archive, path):
        self.path = path
        self.lengths = array("L")
        self.most = limit("IMPORT_MAX_SHEET_CELLS")
        if SHARED in archive.namelist():
            parse(archive, SHARED, self.start, self.text)
        self.longest = max(self.lengths, default=0)

    def start(self, name, _told):
        if name == "si":
            if len(self.lengths) >= self.most:
                raise Refused(
                    f"{self.path}: more than {self.most:,} texts (IMPORT_MAX_SHEET_CELLS). Split the workbook."
                )
            self.lengths.append(0)

    def text(self, data):
        if self.lengths:
            self.lengths[-1] += len(data)

    def length(self, index):
        """The length of the text that a cell names by its `index`, as text."""
        number = whole(index)
        return self.lengths[number] if number < len(self.lengths) else 0


class Extent:
    """One look through the XML of a sheet. Raises Refused, with the cell, where it holds more than an import takes."""

    def __init__(self, archive, part, where, shared):
        self.where = where
        self.hidden_lines: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.formulas: dict[int, set[int]] = {}
        self.last_column, self.last_line = -1, 0
        self.line, self.line_text, self.column = 0, "0", -1
        self.sharing = self.others = 0
        self.columns: dict[str, int] = {}
        self.most_lines, self.most_columns = limit("IMPORT_MAX_SHEET_ROWS"), limit("IMPORT_MAX_SHEET_COLUMNS")
        self.most_cells, self.most_characters = limit("IMPORT_MAX_SHEET_CELLS"), limit("IMPORT_MAX_WORKBOOK")
        parse(archive, part, self.start)
        if self.sharing * shared.longest > self.most_characters:
            self.check_shared(archive, part, shared)

    @property
    def number_of_cells(self):
        return self.last_line * (self.last_column + 1)

    def start(self, name, told):
        if name == "c":
            self.begin_cell(told.get("r"))
            self.sharing += told.get("t") == "s"
        elif name in CONTENT:
            self.take_cell()
            if name == "f":
                self.formulas.setdefault(self.line, set()).add(self.column)
        elif name == "row":
            self.begin_row(told)
        elif name == "col" and told.get("hidden") in TRUE:
            first, last = whole(told.get("min")), min(whole(told.get("max")), WIDEST)
            self.hidden_columns |= set(range(first - 1, last))
        else:
            self.count_other()

    def count_other(self):
        self.others += 1
        if self.others > OTHERS_PER_CELL * self.most_cells:
            most = self.most_cells
            raise Refused(
                f"{self.where}: more XML than {most:,} cells need (IMPORT_MAX_SHEET_CELLS). {SAVE_AGAIN}"
            )

    def begin_row(self, told):
        self.line_text = told.get("r") or str(self.line + 1)
        self.line = self.line_number(self.line_text)
        self.column = -1
        if told.get("hidden") in TRUE:
            self.hidden_lines.add(self.line)

    def begin_cell(self, reference):
        if reference is None:
            self.column += 1
            return
        letters = reference.rstrip(DIGITS)
        if letters not in self.columns:
            self.columns[letters] = self.column_number(letters)
        self.column = self.columns[letters]
        if (digits := reference[len(letters) :]) != self.line_text:
            self.line_text, self.line = digits, self.line_number(digits)

    def column_number(self, letters):
        if not LETTERS.fullmatch(letters):
            raise Refused(
                f"{self.where}: {shown(letters)} names no column, in line {self.line}. {SAVE_AGAIN}"
            )
        return column_number(letters)

    def line_number(self, digits):
        if not 0 < whole(digits) <= DEEPEST:
            raise Refused(
                f"{self.where}: {shown(digits)} is no number of a row, after line {self.line}. {SAVE_AGAIN}"
            )
        return whole(digits)

    def take_cell(self):
        """Count a cell that holds something."""
        if self.line <= self.last_line and self.column <= self.last_column:
            return
        if self.line > self.most_lines:
            self.refuse(f"row {self.line:,}, at most {self.most_lines:,} (IMPORT_MAX_SHEET_ROWS)")
        if self.column >= self.most_columns:
            self.refuse(
                f"column {self.column + 1:,}, at most {self.most_columns:,} (IMPORT_MAX_SHEET_COLUMNS)"
            )
        self.last_column = max(self.last_column, self.column)
        self.last_line = max(self.last_line, self.line)
        if self.number_of_cells > self.most_cells:
            self.refuse(
                f"rows × columns are {self.number_of_cells:,}, at most {self.most_cells:,} (IMPORT_MAX_SHEET_CELLS)"
            )

    def check_shared(self, archive, part, shared):
        """Add up the texts that the cells share: a long one in many cells takes its length in each."""
        characters, in_value, value = 0, False, ""

        def start(name, told):
            nonlocal characters, in_value, value
            characters += shared.length(value) if value else 0
            if characters > self.most_characters:
                self.refuse(f"more than {self.most_characters:,} characters up to here (IMPORT_MAX_WORKBOOK)")
            value = ""
            if name == "c":
                self.begin_cell(told.get("r"))
                in_value = told.get("t") == "s"
            elif name == "row":
                self.begin_row(told)

        def text(data):
            nonlocal value
            value += data if in_value else ""

        self.line = 0
        parse(archive, part, start, text)

    def refuse(self, what):
        cell = f"{column_letters(self.column)}{self.line}"
        raise Refused(
            f"{self.where}: cell {cell}: {what}. Delete what does not belong to the list, or split it."
        )


def whole(text):
    """The whole number that a text is, and 0 for any other."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def column_number(letters):
    """The column called `letters`, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number):
    """The name of a column, counted from 0."""
    letters = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        letters = chr(65 + rest) + letters
        number -= 1
    return letters
