"""A sheet as a table: its header, and its rows one by one with their line numbers."""

import re
from collections.abc import Iterator

from programs.imports.limits import limit
from programs.imports.row import Reject
from programs.imports.sheet import Broken
from programs.imports.sheets import first_sheet
from programs.imports.shown import SHOWN, shown
from programs.publishing import Refused

# What no text holds: NUL, and bytes or code points that stand for no sign.
NO_TEXT = re.compile("[\0\ud800-\udfff]")
REASON = "reason"  # the column that a file of rejected rows has more


class Table:
    """A sheet, by default the first that is not hidden, under the header in `header_line`, by default its first record.

    `rows` yields (line, {column: cell}); unsound rows go to `rejects` instead. `renames` is {their column: ours}.
    `names` are the columns' names where the header's own will not do. `notes` are what a reader has to say of the
    whole, `columns` {their column: what it was taken for}.
    Raises Refused, in words for people, for a file that cannot be read.
    """

    def __init__(self, path, renames=None, *, sheet=None, header_line=None, names=None):
        self.sheet = sheet or first_sheet(path)
        self.path = self.sheet.path
        self.encoding = self.sheet.encoding
        self.rejects: list[Reject] = []
        self.most = limit("IMPORT_MAX_CELL")
        self.header_line, cells = self.find_header(header_line)
        self.check_width(cells)
        self.header = names or self.read_header(cells, renames or {})
        self.renames = renames or {}
        self.notes: list[str] = []
        self.columns: dict[str, str] = {}

    def find_header(self, wanted):
        """(line, cells) of the record in line `wanted`, else of the first."""
        for line, cells in self.sheet.records():
            if wanted is None or line == wanted:
                return line, cells
        return wanted or 1, []

    def check_width(self, cells):
        if len(cells) > (most := limit("IMPORT_MAX_COLUMNS")):
            raise Refused(
                f"{self.sheet}: line {self.header_line} has {len(cells):,} columns, at most {most:,} "
                "(IMPORT_MAX_COLUMNS). Take off those that nobody needs."
            )

    def read_header(self, cells, renames):
        where = f"{self.sheet}: line {self.header_line}"
        if isinstance(cells, Broken):
            raise Refused(f"{where}: {cells.reason}.")
        if NO_TEXT.search("".join(cells)):
            raise Refused(
                f"{where} holds {shown(around(''.join(cells)))}: this is no text. Save the file as CSV in UTF-8."
            )
        header = [renames.get(name.strip(), name.strip()) for name in cells]
        twice = sorted({name for name in header if name and header.count(name) > 1})
        if twice:
            raise Refused(f"{where} has the column {shown(twice[0])} more than once. Rename one of them.")
        if not any(header):
            raise Refused(f"{where} is blank where the names of the columns should stand.")
        return header

    def described(self):
        """How the table was read, for reports: encoding, separator, sheet and the line of its header."""
        return self.sheet.described() | {"header_line": self.header_line}

    def is_hidden(self, line) -> bool:
        """Whether the row is hidden in its workbook."""
        return line in self.sheet.hidden_lines

    def formulas_of(self, line) -> list[str]:
        """The columns in which the row holds a formula of a workbook; its cells are the results."""
        return [
            self.header[place]
            for place in sorted(self.sheet.formulas.get(line, ()))
            if place < len(self.header)
        ]

    @property
    def rows(self) -> Iterator[tuple[int, dict]]:
        """Every row that has as many cells as the header, or fewer; raises Refused when there are too many rows."""
        count, most = 0, limit("IMPORT_MAX_ROWS")
        for line, cells in self.sheet.records():
            if line <= self.header_line:
                continue
            count += 1
            if count > most:
                raise Refused(f"{self.sheet}: more than {most:,} rows (IMPORT_MAX_ROWS). Split the file.")
            if self.sound(line, cells):
                yield line, self.as_dict(cells)
        if not count:
            raise Refused(f"{self.sheet}: there is a header but no row below it.")

    def as_dict(self, cells):
        if len(cells) < len(self.header):
            cells = [*cells, *[""] * (len(self.header) - len(cells))]
        return dict(zip(self.header, cells, strict=False))

    def sound(self, line, cells):
        """Whether a row can be taken as it is; kept as a Reject otherwise."""
        if found := self.fault(cells):
            place, value, reason = found
            column = self.header[place] if place < len(self.header) else ""
            self.reject(line, cells, column, value, reason)
        return not found

    def fault(self, cells):
        """(place, value, reason) of the first cell that cannot be taken; None when all can."""
        if isinstance(cells, Broken):
            return cells.place, cells[cells.place] if cells.place < len(cells) else "", cells.reason
        if max(map(len, cells), default=0) > self.most:
            place = next(place for place, cell in enumerate(cells) if len(cell) > self.most)
            reason = (
                f"{len(cells[place]):,} characters, at most {self.most:,} (IMPORT_MAX_CELL): shorten the text"
            )
            return place, cells[place], reason
        if NO_TEXT.search("".join(cells)):
            place = next(place for place, cell in enumerate(cells) if NO_TEXT.search(cell))
            return (
                place,
                around(cells[place]),
                f"signs that are no {self.encoding or 'text'}: type them again",
            )
        columns = len(self.header)
        if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
            cure = f"look for a {self.sheet.separator} without quotation marks"
            if not self.sheet.separator:
                cure = "give each column a heading"
            return columns, cells[columns], f"{len(cells)} cells under {columns} columns: {cure}"
        return None

    def reject(self, line, cells, column, value, reason):
        raw = {name: NO_TEXT.sub("\ufffd", cell[: 2 * SHOWN]) for name, cell in self.as_dict(cells).items()}
        self.rejects.append(Reject(line, raw, column, shown(value), reason, str(self.path)))


def around(cell):
    """The part of a cell in which its first sign that is no text stands."""
    at = NO_TEXT.search(cell).start()
    return cell[max(0, at - SHOWN // 2) :]
