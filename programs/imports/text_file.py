"""Text files: records of cells with a separator between them, plain or gzipped."""

import csv
import gzip
import io
import zlib
from collections import Counter

from programs.imports.limits import limit
from programs.imports.sheet import Sheet
from programs.publishing import Refused

CHUNK = 1 << 20
SAMPLE = 1 << 16  # signs, by which the separator is found
SAMPLE_RECORDS = 20
UTF_8, UTF_8_BOM, UTF_16, WINDOWS = "UTF-8", "UTF-8 with BOM", "UTF-16", "windows-1252"
CODECS = {UTF_8: "utf-8", UTF_8_BOM: "utf-8-sig", UTF_16: "utf-16", WINDOWS: "cp1252"}
BOMS = {b"\xef\xbb\xbf": UTF_8_BOM, b"\xff\xfe": UTF_16, b"\xfe\xff": UTF_16}
SEPARATORS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "pipe"}


class TextSheet(Sheet):
    """A file of separated cells. Opening reads it once, for its size and encoding; raises Refused."""

    kind = "text"

    def __init__(self, path):
        super().__init__(path)
        try:
            self.encoding = self.find_encoding()
            self.sign = find_separator(self.sample())
        except (OSError, EOFError, zlib.error) as error:
            raise Refused(f"{self.path}: cannot be read: {error}.") from error
        self.separator = SEPARATORS[self.sign]

    def open(self):
        opened = gzip.open if self.path.suffix.casefold() == ".gz" else open
        return opened(self.path, "rb")

    def find_encoding(self):
        """Read the file piece by piece: UTF-8 unless it is none, UTF-16 when it says so."""
        size, line, lines = 0, 1, Lines()
        with self.open() as file:
            start = file.read(3)
            named = next((name for bom, name in BOMS.items() if start.startswith(bom)), "")
            piece = start + file.read(CHUNK)
            while piece:
                size += len(piece)
                self.check_piece(piece, size, line, named)
                line += piece.count(b"\n")
                lines.add(piece)
                piece = file.read(CHUNK)
        if not size:
            raise Refused(f"{self.path}: the file is empty. Save it again with its header and rows.")
        return named or lines.encoding()

    def check_piece(self, piece, size, line, named):
        most = limit("IMPORT_MAX_BYTES")
        if size > most:
            raise Refused(f"{self.path}: larger than {most:,} bytes (IMPORT_MAX_BYTES). Split the file.")
        if named != UTF_16 and (at := piece.find(b"\0")) >= 0:
            line += piece.count(b"\n", 0, at)
            raise Refused(f"{self.path}: line {line} holds a NUL byte. Save the file as CSV in UTF-8.")

    def text(self):
        """The file as text, its line ends as they are; bytes that are no text become lone surrogates."""
        return io.TextIOWrapper(self.open(), CODECS[self.encoding], "surrogateescape", newline="\n")

    def sample(self):
        with self.text() as file:
            return file.read(SAMPLE)

    def records(self):
        csv.field_size_limit(limit("IMPORT_MAX_CELL") * 4)
        line = 1
        with self.text() as file:
            reader = csv.reader(file, delimiter=self.sign)
            try:
                for cells in reader:
                    yield line, cells
                    line = reader.line_num + 1
            except csv.Error as error:
                raise Refused(
                    f"{self.path}: from line {line} on this is no CSV ({error}). Look for a quotation mark too few."
                ) from error


class Lines:
    """Counts the lines with other than ASCII signs: those that are UTF-8, and those that are not."""

    def __init__(self):
        self.rest, self.good, self.bad = b"", 0, 0

    def add(self, piece):
        if piece.isascii() and self.rest.isascii():
            self.rest = b""
            return
        *whole, self.rest = (self.rest + piece).split(b"\n")
        self.count(whole)

    def count(self, lines):
        for line in lines:
            if not line.isascii():
                is_good = decodes(line)
                self.good += is_good
                self.bad += not is_good

    def encoding(self):
        """What most of the lines are."""
        self.count([self.rest])
        return WINDOWS if self.bad > self.good else UTF_8


def decodes(line):
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def find_separator(sample):
    """The sign that cuts most of the first records into the same number of cells."""
    return max(SEPARATORS, key=lambda sign: regularity(sample, sign))


def regularity(sample, sign):
    """How many cuts the records with the commonest number of cuts have together; 0 without any cut."""
    cuts: Counter = Counter()
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=sign):
            cuts[len(cells) - 1] += len(cells) > 1
            if cuts.total() >= SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    return max((cut * times for cut, times in cuts.items()), default=0)
