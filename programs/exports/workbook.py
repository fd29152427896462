"""A workbook (ECMA-376) written as it goes: sheets of texts, numbers and dates, each with a header that stays in view.

Cells stand one after the other without their addresses, as the standard allows: so the same cell is the same bytes in
every row, and is made once.
"""

import datetime as dt
import re
from functools import lru_cache
from itertools import chain, islice
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

# The most that a cell and a sheet can hold.
CELL_LENGTH = 32_767
SHEET_ROWS = 1_048_576
# Signs that XML 1.0 cannot hold or does not keep, and what reads like the code of one: each leaves as its code.
CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
FIRST_DAY = dt.date(1899, 12, 30)
EARLIEST = "1900-03-01"  # before it calendars of spreadsheets differ
BOLD, DAY = 1, 2  # styles, by their places in STYLES
ROWS_AT_ONCE = 100
QUICKEST = 1  # level of compression
KEPT = 4_000
EMPTY = b"<c/>"

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>'
    '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
SHEET_HEAD = (
    f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
SHEET_END = "</sheetData></worksheet>"


def write_workbook(file, sheets):
    """Write `sheets`, each (name, titles, rows), to the binary `file`, which need not seek.

    A row is bytes: one cell of text_cell(), number_cell() or day_cell() after the other.
    """
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=QUICKEST) as archive:
        for name, text in package([name for name, _titles, _rows in sheets]).items():
            with archive.open(name, "w") as part:
                part.write(text.encode())
        file.flush()  # whoever reads along need not wait for the rows
        for number, (_name, titles, rows) in enumerate(sheets, start=1):
            with archive.open(sheet_part(number), "w", force_zip64=True) as part:
                write_sheet(part, titles, rows)


def write_sheet(part, titles, rows):
    """The header and the rows of one sheet."""
    part.write(SHEET_HEAD.encode())
    lines = chain([b"".join(text_cell(title, BOLD) for title in titles)], rows)
    while some := list(islice(lines, ROWS_AT_ONCE)):
        part.write(b"<row>" + b"</row><row>".join(some) + b"</row>")
    part.write(SHEET_END.encode())


@lru_cache(KEPT)
def text_cell(text, style=0):
    """A cell with a text: never a formula, never a link."""
    if not text:
        return EMPTY
    kept = ' xml:space="preserve"' if text.strip() != text or "\n" in text else ""
    marked = f' s="{style}"' if style else ""
    return f'<c{marked} t="inlineStr"><is><t{kept}>{escape(legal(text))}</t></is></c>'.encode()


def legal(text):
    """`text` as a cell can hold it: cut and marked where it is too long, signs that XML cannot hold as their codes."""
    text = text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"
    if text.isprintable() and "_x" not in text:
        return text
    return CODED.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)


@lru_cache(KEPT, typed=True)
def number_cell(number):
    return EMPTY if number is None else f"<c><v>{number!r}</v></c>".encode()


@lru_cache(KEPT)
def day_cell(day):
    """A cell with a day as ISO 8601."""
    if day < EARLIEST:
        return text_cell(day)
    return f'<c s="{DAY}"><v>{(dt.date.fromisoformat(day) - FIRST_DAY).days}</v></c>'.encode()


def sheet_part(number):
    return f"xl/worksheets/sheet{number}.xml"


def package(names):
    """{part: text} of all that stands around the sheets `names`."""
    numbers = range(1, len(names) + 1)
    kinds = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    kinds |= {f"/{sheet_part(number)}": "worksheet" for number in numbers}
    types = "".join(
        f'<Override PartName="{part}" ContentType="{KIND}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    links = {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in numbers}
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(links | {"rId0": ("styles", "styles.xml")}),
        "xl/styles.xml": STYLES,
    }


def relationships(links):
    rows = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in links.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'
