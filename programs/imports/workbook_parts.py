"""The parts of a workbook, looked over before anything opens it: sizes, no document type, no part twice."""

import zipfile
import zlib
from collections import Counter
from xml.parsers import expat

from programs.imports.limits import limit
from programs.publishing import Refused

CHUNK = 1 << 18
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
XML = (".xml", ".rels", ".vml")
SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx."


def check_parts(path):
    """Raise Refused, in words for people, for a file that is no workbook or might not be one to open."""
    check_kind(path)
    try:
        with zipfile.ZipFile(path) as archive:
            check_directory(path, archive.infolist())
            for part in archive.infolist():
                check_part(path, archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused(
            f"{path}: the workbook is broken or cut short ({error}). Get the file again."
        ) from error


def check_kind(path):
    with open(path, "rb") as file:
        start = file.read(512)
    if not start:
        raise Refused(f"{path}: the file is empty. Save it again with its header and rows.")
    if start.startswith(OLE):
        raise Refused(
            f"{path}: a workbook with a password, or of the old .xls kind. Save it as .xlsx without a password."
        )
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise Refused(f"{path}: a web page or XML, no workbook, whatever its name says. {SAVE_AGAIN}")
    if not start.startswith(ZIP):
        raise Refused(f"{path}: no workbook, whatever its name says. {SAVE_AGAIN}")


def check_directory(path, parts):
    most, size = limit("IMPORT_MAX_WORKBOOK"), sum(part.file_size for part in parts)
    if size > most:
        raise Refused(
            f"{path}: unpacks to {size:,} bytes, at most {most:,} (IMPORT_MAX_WORKBOOK). Split the workbook."
        )
    if len(parts) > limit("IMPORT_MAX_PARTS"):
        raise Refused(
            f"{path}: {len(parts):,} parts, at most {limit('IMPORT_MAX_PARTS'):,} (IMPORT_MAX_PARTS). {SAVE_AGAIN}"
        )
    name, times = Counter(part.filename.replace("\\", "/").casefold() for part in parts).most_common(1)[0]
    if times > 1:
        raise Refused(f"{path}: the workbook holds its part {name} more than once. {SAVE_AGAIN}")


def check_part(path, archive, part):
    """Read a part to its end, and so its checksum; XML is parsed, without its entities."""
    parser = strict_parser(path, part.filename) if part.filename.casefold().endswith(XML) else None
    with archive.open(part) as file:
        try:
            while piece := file.read(CHUNK):
                if parser:
                    parser.Parse(piece)
            if parser and part.file_size:
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused(f"{path}: part {part.filename}: {error}. {SAVE_AGAIN}") from error


def strict_parser(path, name):
    """An XML parser that refuses a document type: entities are declared in one."""
    parser = expat.ParserCreate()

    def refuse(*_declared):
        line = parser.CurrentLineNumber
        raise Refused(f"{path}: part {name}, line {line}: a document type (DOCTYPE). {SAVE_AGAIN}")

    parser.StartDoctypeDeclHandler = refuse
    return parser
