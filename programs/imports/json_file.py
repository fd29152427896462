"""JSON files: each list of objects in them is a sheet, its rows read one by one."""

import json
import math
import os
import re
from collections.abc import Iterator
from typing import Any

from programs.imports.limits import limit
from programs.imports.sheet import Broken, Sheet
from programs.imports.shown import shown
from programs.publishing import Refused

CHUNK = 1 << 16
BLANK = re.compile(r"[ \t\n\r]*")
LONGEST_NUMBER = 40  # digits and signs; longer ones stay text


def json_sheets(path):
    """The lists of objects in a file, after reading it all once; raises Refused when it is no JSON, or has none."""
    try:
        check_size(path)
        found: dict[str, dict] = {}
        with opened(path) as file:
            values = Values(path, file)
            for name, row in values.rows():
                if isinstance(row, dict):
                    columns = found.setdefault(name, {})
                    columns |= dict.fromkeys(row)
                    if len(columns) > limit("IMPORT_MAX_COLUMNS"):
                        break
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror}). Get the file again.") from error
    if not found:
        raise Refused(f'{path}: no list of objects in it. Write the rows as [{{"column": "cell"}}, …].')
    return [JsonSheet(path, name, list(columns)) for name, columns in found.items()]


def opened(path):
    """The file as text; bytes that are no UTF-8 become lone surrogates, for which their row is rejected."""
    return open(path, encoding="utf-8-sig", errors="surrogateescape")


def check_size(path):
    size, most = os.stat(path).st_size, limit("IMPORT_MAX_BYTES")
    if not size:
        raise Refused(f"{path}: the file is empty. Save it again with its rows.")
    if size > most:
        raise Refused(f"{path}: larger than {most:,} bytes (IMPORT_MAX_BYTES). Split the file.")


class JsonSheet(Sheet):
    """A list of objects; `name` is its key. `line` is here the number of the row in its list, the header's is 0.

    A cell that is a list or an object is its JSON text.
    """

    kind = "JSON"
    encoding = "UTF-8"

    def __init__(self, path, name, columns):
        super().__init__(path)
        self.name = name
        self.columns = columns

    def records(self):
        yield 0, self.columns
        with opened(self.path) as file:
            values = Values(self.path, file)
            rows = (row for name, row in values.rows() if name == self.name)
            for number, row in enumerate(rows, start=1):
                yield number, self.cells(row, values.faults)

    def cells(self, row, faults):
        if not isinstance(row, dict):
            return Broken(
                [cell_of(row)], 0, "no object, as the other rows are: write its columns with their names"
            )
        cells = [cell_of(row.get(name)) for name in self.columns]
        return broken(self.columns, cells, faults) if faults else cells


def broken(columns, cells, faults):
    key, text, reason = faults[0]
    found = (place for place, cell in enumerate(cells) if text and text in cell)
    return Broken(cells, columns.index(key) if key in columns else next(found, len(columns)), reason)


def cell_of(value):
    """A value of JSON as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


class Values:
    """Reads a text of JSON value by value, never holding more of it than the value in hand.

    `faults` are (key, text, reason) of the row read last: what JSON forbids, or leaves open.
    """

    def __init__(self, path, file):
        self.path, self.file = path, file
        self.buffer, self.at, self.line, self.at_end = "", 0, 1, False
        self.faults = []
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self.unique,
            parse_constant=self.no_number,
            parse_float=self.finite,
            parse_int=lambda text: int(text) if len(text) <= LONGEST_NUMBER else text,
        )

    def unique(self, pairs):
        found = dict(pairs)
        if len(found) < len(pairs):
            self.fault_twice([key for key, _value in pairs])
        return found

    def fault_twice(self, keys):
        seen: set[str] = set()
        key = next(key for key in keys if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        self.faults.append((key, "", f"the key {shown(key)} stands twice in one object: keep one of them"))

    def no_number(self, text):
        self.faults.append(("", text, f"{text} is no number of JSON: write a number, or null"))
        return text

    def finite(self, text):
        number = float(text)
        if math.isfinite(number):
            return number
        return self.no_number(text)

    def rows(self) -> Iterator[tuple[str, Any]]:
        """(key of its list, member) of every list at the top, or that is a value there; rows are objects."""
        if self.sign() == "[":
            yield from self.items("")
        elif self.sign() == "{":
            yield from self.lists()
        else:
            self.refuse("an object or a list should begin here")
        if self.sign():
            self.refuse("something follows where the file should end")

    def lists(self):
        seen = set()
        for _ in self.members("{", "}"):
            key = self.value()
            if not isinstance(key, str):
                self.refuse("a key in quotation marks should stand here")
            if key in seen:
                self.refuse(f"the key {shown(key)} stands twice")
            seen.add(key)
            self.take(":")
            if self.sign() == "[":
                yield from self.items(key)
            else:
                self.value()

    def items(self, name):
        for _ in self.members("[", "]"):
            value = self.value()
            yield name, self.stripped(value) if isinstance(value, dict) else value

    def stripped(self, row):
        found = {key.strip(): value for key, value in row.items()}
        if len(found) < len(row):
            self.fault_twice([key.strip() for key in row])
        return found

    def members(self, begin, end):
        """Step to each member between two brackets; the caller takes it."""
        self.take(begin)
        if self.sign() == end:
            self.take(end)
            return
        while True:
            yield
            if self.sign() == end:
                self.take(end)
                return
            self.take(",")

    def take(self, sign):
        if self.sign() != sign:
            self.refuse(f"{sign} should stand here")
        self.move(self.at + 1)

    def sign(self):
        """The next sign that is no blank; empty at the end of the file."""
        while True:
            self.move(BLANK.match(self.buffer, self.at).end())
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.fill(CHUNK):
                return ""

    def value(self):
        """The value that begins at the next sign."""
        self.sign()
        while True:
            self.faults.clear()
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.at)
            except json.JSONDecodeError as error:
                if not self.more():
                    self.move(error.pos)
                    self.refuse(error.msg)
            except RecursionError:
                self.refuse("nested too deep to be read. Take the inner lists out")
            else:
                if end < len(self.buffer) or not self.more():
                    self.move(end)
                    return value

    def more(self):
        """Read on as much again as is in hand; False at the end, or when one value grows beyond all bounds."""
        length, most = len(self.buffer) - self.at, limit("IMPORT_MAX_LINE")
        if length > most and not self.at_end:
            self.refuse(f"one value of more than {most:,} characters (IMPORT_MAX_LINE)")
        return self.fill(max(CHUNK, length))

    def fill(self, size):
        piece = self.file.read(size)
        self.buffer, self.at = self.buffer[self.at :] + piece, 0
        self.at_end = not piece
        return bool(piece)

    def move(self, end):
        self.line += self.buffer.count("\n", self.at, end)
        self.at = end

    def refuse(self, what):
        found = shown(self.buffer[self.at : self.at + 20])
        raise Refused(
            f"{self.path}: line {self.line}, at {found!r}: {what}. Mend it there, or get the file again."
        )
