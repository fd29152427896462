"""A workbook (ECMA-376) written as it goes: sheets of texts, numbers and dates, each with a header that stays in view.

XlsxWriter, kept in constant memory, takes several calls a cell and writes a sheet twice, to a file of its own and then
packed. What it writes of a cell is what stands here.
"""

import datetime as dt
import re
from functools import lru_cache
from itertools import islice
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

TEXT, NUMBER, DATE = "text", "number", "date"
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
    """Write `sheets`, each (name, [(title, kind) of each column], rows), to the binary `file`, which need not seek.

    A cell is a text, a number, a day as ISO 8601, or empty ("" or None).
    """
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=QUICKEST) as archive:
        for name, text in package([name for name, _columns, _rows in sheets]).items():
            with archive.open(name, "w") as part:
                part.write(text.encode())
        for number, (_name, columns, rows) in enumerate(sheets, start=1):
            with archive.open(sheet_part(number), "w", force_zip64=True) as part:
                write_sheet(part, columns, rows)


def write_sheet(part, columns, rows):
    """The header and the rows of one sheet."""
    starts = [f'<c r="{letters(place)}' for place in range(len(columns))]
    title = "".join(
        f"{start}1{text_body(title, BOLD)}" for start, (title, _k) in zip(starts, columns, strict=True)
    )
    part.write(f'{SHEET_HEAD}<row r="1">{title}</row>'.encode())
    bodies = [BODIES[kind] for _title, kind in columns]
    lines = (row_line(number, starts, bodies, cells) for number, cells in enumerate(rows, start=2))
    while some := "".join(islice(lines, ROWS_AT_ONCE)):
        part.write(some.encode())
    part.write(SHEET_END.encode())


def row_line(number, starts, bodies, cells):
    filled = [
        f"{start}{number}{body(cell)}"
        for start, body, cell in zip(starts, bodies, cells, strict=True)
        if cell or cell == 0
    ]
    return f'<row r="{number}">{"".join(filled)}</row>'


def letters(place):
    """The name of a column: 0 is A, 26 is AA."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


@lru_cache(KEPT)
def text_body(text, style=0):
    """A cell with a text, after its row's number: never a formula, never a link."""
    kept = ' xml:space="preserve"' if text.strip() != text or "\n" in text else ""
    marked = f' s="{style}"' if style else ""
    return f'"{marked} t="inlineStr"><is><t{kept}>{escape(legal(text))}</t></is></c>'


def legal(text):
    """`text` as a cell can hold it: cut and marked where it is too long, signs that XML cannot hold as their codes."""
    text = text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"
    return CODED.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)


def number_body(number):
    return f'"><v>{number!r}</v></c>'


@lru_cache(KEPT)
def day_body(day):
    if day < EARLIEST:
        return text_body(day)
    return f'" s="{DAY}"><v>{(dt.date.fromisoformat(day) - FIRST_DAY).days}</v></c>'


BODIES = {TEXT: text_body, NUMBER: number_body, DATE: day_body}


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
