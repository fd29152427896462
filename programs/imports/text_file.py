"""Text files: records of cells with a separator between them, plain or gzipped."""

import csv
import gzip
import io
import zlib
from collections import Counter

from programs.imports.limits import limit
from programs.imports.records import Records, too_long
from programs.imports.sheet import Broken, Sheet
from programs.publishing import Refused

CHUNK = 1 << 20
BEYOND_ASCII = bytes(range(128, 256))
SAMPLE = 1 << 16  # signs, by which the separator is found
SAMPLE_RECORDS = 20
UTF_8, UTF_8_BOM, UTF_16, WINDOWS = "UTF-8", "UTF-8 with BOM", "UTF-16", "windows-1252"
CODECS = {UTF_8: "utf-8", UTF_8_BOM: "utf-8-sig", UTF_16: "utf-16", WINDOWS: "cp1252"}
BOMS = {b"\xef\xbb\xbf": UTF_8_BOM, b"\xff\xfe": UTF_16, b"\xfe\xff": UTF_16}
ALIEN = {
    b"PK\x03\x04": "a workbook or an archive, whatever its name says. Let its name end in .xlsx",
    b"\xd0\xcf\x11\xe0": "a workbook of the old .xls kind, or one with a password. Save it as .xlsx without a password",
    b"\x1f\x8b": "gzipped. Let its name end in .gz",
}
OTHER_ENCODING = "in UTF-8, where the rest of the file is in windows-1252: save the whole file in UTF-8"
SEPARATORS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "pipe"}


class TextSheet(Sheet):
    """A file of separated cells. Opening reads it once, for its size and encoding; raises Refused."""

    kind = "text"
    is_mixed = False

    def __init__(self, path):
        super().__init__(path)
        try:
            self.encoding = self.find_encoding()
            sample = self.read_sample()
        except (OSError, EOFError, zlib.error) as error:
            raise Refused(f"{self.path}: cannot be read ({reason_of(error)}). Get the file again.") from error
        except UnicodeError as error:
            raise Refused(self.no_text(1)) from error
        self.sign = find_separator(sample)
        self.separator = SEPARATORS[self.sign]
        self.line_end = "\n" if "\n" in sample or "\r" not in sample else "\r"

    def open(self):
        opened = gzip.open if self.path.suffix.casefold() == ".gz" else open
        return opened(self.path, "rb")

    def find_encoding(self):
        """Read the file piece by piece: UTF-8 unless it is none, UTF-16 when it says so."""
        size, lines = 0, Lines(self.path)
        with self.open() as file:
            piece = file.read(CHUNK)
            self.check_start(piece)
            named = next((name for bom, name in BOMS.items() if piece.startswith(bom)), "")
            while piece:
                size += len(piece)
                self.check_size(size)
                if named != UTF_16:
                    lines.add(piece)
                piece = file.read(CHUNK)
        if not size:
            raise Refused(f"{self.path}: the file is empty. Save it again with its header and rows.")
        found, self.is_mixed = lines.finish()
        return named or found

    def check_start(self, piece):
        for start, what in ALIEN.items():
            if piece.startswith(start):
                raise Refused(f"{self.path}: this is {what}.")

    def check_size(self, size):
        most = limit("IMPORT_MAX_BYTES")
        if size > most:
            raise Refused(f"{self.path}: larger than {most:,} bytes (IMPORT_MAX_BYTES). Split the file.")

    def text(self, newline="\n"):
        """The file as text, its line ends as they are; bytes that are no text become lone surrogates."""
        return io.TextIOWrapper(self.open(), CODECS[self.encoding], "surrogateescape", newline=newline)

    def read_sample(self):
        with self.text() as file:
            return file.read(SAMPLE)

    def records(self):
        line = 0
        try:
            with self.text(self.line_end) as file:
                for line, cells in Records(file, self.sign, self.path):
                    yield line, self.unmixed(cells) if self.is_mixed else cells
        except UnicodeError as error:
            raise Refused(self.no_text(line + 1)) from error

    def no_text(self, line):
        return (
            f"{self.path}: line {line} is no {self.encoding}, as the file says it is. Save it again in UTF-8."
        )

    def unmixed(self, cells):
        """`cells`, Broken when one is in UTF-8 in a file that is in windows-1252."""
        if self.encoding == WINDOWS and not isinstance(cells, Broken):
            for place, cell in enumerate(cells):
                if not cell.isascii() and decodes(cell.encode("cp1252", "surrogateescape")):
                    return Broken(cells, place, OTHER_ENCODING)
        return cells


class Lines:
    """Counts the bytes beyond ASCII in the lines that are UTF-8, and in those that are not.

    Raises Refused for a line beyond all bounds, or too many of them.
    """

    def __init__(self, path):
        self.path, self.rest, self.most = path, b"", limit("IMPORT_MAX_LINE")
        self.good = self.bad = 0
        self.line = 1

    def add(self, piece):
        data = self.rest + piece
        end = data.rfind(b"\n") + 1
        whole, self.rest = data[:end], data[end:]
        self.line += whole.count(b"\n")
        if len(self.rest) > self.most:
            raise Refused(too_long(self.path, self.line))
        if not whole.isascii():
            self.count(whole)
        if self.line > limit("IMPORT_MAX_LINES"):
            raise Refused(
                f"{self.path}: more than {limit('IMPORT_MAX_LINES'):,} lines (IMPORT_MAX_LINES). Split the file."
            )

    def count(self, lines):
        if decodes(lines):
            self.good += beyond_ascii(lines)
            return
        for line in lines.split(b"\n"):
            if decodes(line):
                self.good += beyond_ascii(line)
            else:
                self.bad += beyond_ascii(line)

    def finish(self):
        """(what most of the text is, whether some are something else)."""
        self.count(self.rest)
        return WINDOWS if self.bad > self.good else UTF_8, bool(self.good and self.bad)


def reason_of(error):
    """An error of reading in words, without the path that stands before it."""
    return getattr(error, "strerror", None) or str(error)


def beyond_ascii(data):
    return len(data) - len(data.translate(None, BEYOND_ASCII))


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
    """(how many records have the commonest number of cuts, that number); zeros without any cut.

    A sign that parts the labels inside a cell cuts often, but hardly two records alike.
    """
    cuts: Counter = Counter()
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=sign):
            cuts[len(cells) - 1] += len(cells) > 1
            if cuts.total() >= SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    return max(((times, cut) for cut, times in cuts.items() if cut), default=(0, 0))
