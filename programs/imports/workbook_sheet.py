"""What the XML of a sheet says beside its values: how far it reaches, hidden rows and columns, formulas."""

import posixpath
import re
from collections import defaultdict
from xml.parsers import expat

from programs.imports.limits import limit
from programs.publishing import Refused

CHUNK = 1 << 18
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
TRUE = ("1", "true")
CONTENT = ("v", "f", "is")
WIDEST = 16_384  # columns of a sheet, by the format


def parse(archive, part, start, end=None, text=None):
    """Call `start(name, attributes)`, `end(name)` and `text(data)` for what stands in a part; names without prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
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


def lengths_of_shared_texts(archive):
    """The number of characters of each text that cells share."""
    found: list[int] = []

    def start(name, _told):
        if name == "si":
            found.append(0)

    def text(data):
        if found:
            found[-1] += len(data)

    if "xl/sharedStrings.xml" in archive.namelist():
        parse(archive, "xl/sharedStrings.xml", start, text=text)
    return found


class Extent:
    """One look through the XML of a sheet. Raises Refused, with the cell, where it holds more than an import takes."""

    def __init__(self, archive, part, where, shared):
        self.where, self.shared = where, shared
        self.hidden_lines, self.hidden_columns, formulas = set(), set(), defaultdict(set)
        self.formulas = formulas
        self.first_column, self.last_column, self.last_line = WIDEST, -1, 0
        self.line, self.column, self.kind, self.value = 0, -1, "", None
        self.characters = 0
        self.most_lines, self.most_columns = limit("IMPORT_MAX_SHEET_ROWS"), limit("IMPORT_MAX_SHEET_COLUMNS")
        self.most_cells, self.most_characters = limit("IMPORT_MAX_SHEET_CELLS"), limit("IMPORT_MAX_WORKBOOK")
        parse(archive, part, self.start, self.end, self.text)

    def start(self, name, told):
        if name == "c":
            self.begin_cell(told)
        elif name in CONTENT:
            self.take_cell()
            if name == "v":
                self.value = ""
            elif name == "f":
                self.formulas[self.line].add(self.column)
        elif name == "row":
            self.begin_row(told)
        elif name == "col" and told.get("hidden") in TRUE:
            first, last = whole(told.get("min")), min(whole(told.get("max")), WIDEST)
            self.hidden_columns.update(range(first - 1, last))

    def begin_row(self, told):
        self.line = whole(told["r"]) if "r" in told else self.line + 1
        self.column = -1
        if told.get("hidden") in TRUE:
            self.hidden_lines.add(self.line)

    def begin_cell(self, told):
        self.kind = told.get("t", "n")
        if found := REFERENCE.fullmatch(told.get("r", "")):
            self.column, self.line = column_number(found[1]), int(found[2])
        else:
            self.column += 1

    def take_cell(self):
        """Count a cell that holds something."""
        if self.line > self.most_lines:
            self.refuse(f"row {self.line:,}, at most {self.most_lines:,} (IMPORT_MAX_SHEET_ROWS)")
        if self.column >= self.most_columns:
            self.refuse(
                f"column {self.column + 1:,}, at most {self.most_columns:,} (IMPORT_MAX_SHEET_COLUMNS)"
            )
        self.first_column = min(self.first_column, self.column)
        self.last_column = max(self.last_column, self.column)
        self.last_line = max(self.last_line, self.line)
        cells = self.last_line * (self.last_column + 1)
        if cells > self.most_cells:
            self.refuse(f"rows × columns are {cells:,}, at most {self.most_cells:,} (IMPORT_MAX_SHEET_CELLS)")

    def text(self, data):
        if self.value is not None and self.kind == "s":
            self.value += data
        else:
            self.characters += len(data)

    def end(self, name):
        if name == "v":
            if self.kind == "s":
                self.characters += self.length_of(self.value)
            self.value = None
        elif name == "c" and self.characters > self.most_characters:
            self.refuse(f"more than {self.most_characters:,} characters up to here (IMPORT_MAX_WORKBOOK)")

    def length_of(self, value):
        index = whole(value)
        return self.shared[index] if index < len(self.shared) else 0

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
