"""A file as a table: its header, and its rows one by one with their line numbers."""

import codecs
import csv
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from programs.imports.limits import limit
from programs.imports.row import Reject
from programs.publishing import Refused

CHUNK = 1 << 20
FALLBACK = "cp1252"
REASON = "reason"  # the column that a file of rejected rows has more
SHOWN = 60


class Table:
    """A CSV file, plain or gzipped. `rows` yields (line, {column: cell}); unsound rows go to `rejects` instead.

    Raises Refused, in words for people, for a file that cannot be read: `encoding` says how it was read.
    """

    def __init__(self, path, renames=None):
        self.path = Path(path)
        self.rejects: list[Reject] = []
        self.most = limit("IMPORT_MAX_CELL")
        self.encoding = self.find_encoding()
        self.header = self.read_header(renames or {})

    def open(self):
        opened = gzip.open if self.path.suffix == ".gz" else open
        return opened(self.path, "rb")

    def find_encoding(self):
        """Read the file once, piece by piece: UTF-8 unless it is none; refuse what is no text at all."""
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        encoding, size, line = "utf-8-sig", 0, 1
        try:
            with self.open() as file:
                while piece := file.read(CHUNK):
                    size += len(piece)
                    self.check_piece(piece, size, line)
                    line += piece.count(b"\n")
                    encoding = encoding if decodes(decoder, piece, encoding) else FALLBACK
        except (OSError, EOFError, zlib.error) as error:
            raise Refused(f"{self.path}: cannot be read: {error}.") from error
        if not size:
            raise Refused(f"{self.path}: the file is empty. Save it again with its header and rows.")
        return encoding if encoding == FALLBACK or decodes(decoder, b"", encoding, final=True) else FALLBACK

    def check_piece(self, piece, size, line):
        if size > limit("IMPORT_MAX_BYTES"):
            raise Refused(
                f"{self.path}: larger than {limit('IMPORT_MAX_BYTES'):,} bytes (IMPORT_MAX_BYTES). Split the file."
            )
        if (at := piece.find(b"\0")) >= 0:
            line += piece.count(b"\n", 0, at)
            raise Refused(f"{self.path}: line {line} holds a NUL byte. Save the file as CSV in UTF-8.")

    def records(self):
        """(line at which it begins, cells) of each record, the header included."""
        csv.field_size_limit(self.most * 4)
        line = 1
        with self.open() as file:
            lines = codecs.getreader(self.encoding)(file, "replace")
            reader = csv.reader(keep_ends(lines))
            try:
                for cells in reader:
                    yield line, cells
                    line = reader.line_num + 1
            except csv.Error as error:
                raise Refused(
                    f"{self.path}: from line {line} on this is no CSV ({error}). Look for a quotation mark too few."
                ) from error

    def read_header(self, renames):
        line, cells = next(self.records(), (1, []))
        header = [renames.get(name.strip(), name.strip()) for name in cells]
        if len(header) > limit("IMPORT_MAX_COLUMNS"):
            raise Refused(
                f"{self.path}: {len(header)} columns, at most {limit('IMPORT_MAX_COLUMNS')} (IMPORT_MAX_COLUMNS). "
                "Take off the columns without a heading."
            )
        twice = sorted({name for name in header if name and header.count(name) > 1})
        if twice:
            raise Refused(
                f"{self.path}: line {line} has the column {shown(twice[0])} more than once. Rename one of them."
            )
        if not any(header):
            raise Refused(f"{self.path}: line {line} is blank where the names of the columns should stand.")
        return header

    @property
    def rows(self) -> Iterator[tuple[int, dict]]:
        """Every row that has as many cells as the header, or fewer; raises Refused when there are too many rows."""
        count, most = 0, limit("IMPORT_MAX_ROWS")
        for line, cells in self.records():
            count += 1
            if count == 1:
                continue
            if count > most + 1:
                raise Refused(f"{self.path}: more than {most:,} rows (IMPORT_MAX_ROWS). Split the file.")
            if self.sound(line, cells):
                yield line, self.as_dict(cells)
        if count < 2:
            raise Refused(f"{self.path}: there is a header but no row below it.")

    def as_dict(self, cells):
        if len(cells) < len(self.header):
            cells = [*cells, *[""] * (len(self.header) - len(cells))]
        return dict(zip(self.header, cells, strict=False))

    def sound(self, line, cells):
        if len(cells) <= len(self.header) and max(map(len, cells), default=0) <= self.most:
            return True
        for place, cell in enumerate(cells):
            column = self.header[place] if place < len(self.header) else ""
            if len(cell) > self.most:
                reason = f"{len(cell):,} characters, at most {self.most:,} (IMPORT_MAX_CELL)"
                self.reject(line, cells, column, cell, reason)
                return False
        if any(cell.strip() for cell in cells[len(self.header) :]):
            extra = cells[len(self.header)]
            reason = f"{len(cells)} cells under {len(self.header)} columns: look for a comma without quotation marks"
            self.reject(line, cells, "", extra, reason)
            return False
        return True

    def reject(self, line, cells, column, value, reason):
        raw = {name: cell[: 2 * SHOWN] for name, cell in self.as_dict(cells).items()}
        self.rejects.append(Reject(line, raw, column, shown(value), reason, str(self.path)))


def decodes(decoder, piece, encoding, final=False):
    if encoding == FALLBACK:
        return False
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def keep_ends(lines):
    """Lines cut at LF only: other signs that str.splitlines() cuts at may stand inside a cell."""
    rest = ""
    while piece := lines.read(CHUNK):
        *whole, rest = (rest + piece).split("\n")
        for line in whole:
            yield line + "\n"
    if rest:
        yield rest


def shown(value: str) -> str:
    """A value as a message shows it: short, control signs written out."""
    text = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in value[:SHOWN])
    return f"{text}…" if len(value) > SHOWN else text
