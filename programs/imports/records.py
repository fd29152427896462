"""The records of separated text. A quotation mark too few costs the line it stands in, never the lines below it."""

import csv
import re
from collections import deque

from programs.imports.limits import limit
from programs.imports.sheet import Broken
from programs.publishing import Refused

QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')
MOST_BROKEN = 5_000  # lines of a file: beyond that it is written in another way
MOST_LINES = 100  # of one record: a quotation mark that is open for longer was never closed
QUOTES = "a quotation mark is not closed, or not doubled inside its cell: mend the quotation marks"
LINE_END = "a line end (CR) stands inside a cell without quotation marks: take it out"


class Endless(Exception):
    """A record goes on for longer than any record does."""


class Records:
    """Iterates over (line at which it begins, cells) of the records of `file`, a text with its line ends as they are.

    A line that begins a record which does not end is a Broken; reading goes on below it. `where` names the file.
    """

    def __init__(self, file, sign, where):
        self.file, self.sign, self.where = file, sign, where
        self.most = limit("IMPORT_MAX_LINE")
        self.back: deque[str] = deque()
        self.taken: list[str] = []
        self.line, self.broken_lines = 1, 0

    def lines(self):
        characters = 0
        while text := self.back.popleft() if self.back else self.file.readline(self.most + 1):
            if len(text) > self.most:
                raise Refused(too_long(self.where, self.line + len(self.taken)))
            characters = len(text) if not self.taken else characters + len(text)
            self.taken.append(text)
            if len(self.taken) > MOST_LINES or characters > self.most:
                raise Endless
            yield text

    def __iter__(self):
        csv.field_size_limit(2 * self.most)
        while True:
            try:
                yield from self.sound()
            except (csv.Error, Endless) as error:
                yield self.line, self.broken(str(error))
                self.line += 1
                self.count_broken()
            else:
                return

    def sound(self):
        for cells in csv.reader(self.lines(), delimiter=self.sign, strict=True):
            yield self.line, cells
            self.line += len(self.taken)
            self.taken.clear()

    def count_broken(self):
        self.broken_lines += 1
        if self.broken_lines > MOST_BROKEN:
            raise Refused(
                f"{self.where}: line {self.line - 1} is the {self.broken_lines:,}th whose quotation marks do not pair. "
                "Save the file again as CSV, each quotation mark inside a cell doubled."
            )

    def broken(self, error):
        """The first line of the record in hand as a Broken; the others are given back."""
        first, *rest = self.taken
        self.back.extendleft(reversed(rest))
        self.taken.clear()
        first = first.rstrip("\r\n")
        if "new-line" in error:
            return Broken(first.replace("\r", " ").split(self.sign), 0, LINE_END)
        cells = next(csv.reader([first.replace("\r", "")], delimiter=self.sign))
        return Broken(cells, wrong_place(first, self.sign), QUOTES)


def too_long(where, line):
    """The sentence about a line that goes beyond all bounds."""
    return (
        f"{where}: line {line} is longer than {limit('IMPORT_MAX_LINE'):,} characters (IMPORT_MAX_LINE). "
        "Save the file again with one row a line."
    )


def wrong_place(text, sign):
    """Which cell of a line (from 0) is the first whose quotation marks do not pair."""
    place, at = 0, 0
    while at < len(text):
        if text[at] == '"':
            found = QUOTED.match(text, at)
            if not found or text[found.end() : found.end() + 1] not in ("", sign, "\r", "\n"):
                return place
            at = found.end()
        at = text.find(sign, at) + 1
        if not at:
            break
        place += 1
    return place
