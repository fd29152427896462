"""Files that are broken, or made to harm: each with a sound row beside what is wrong, where a row can stand."""

import csv
import gzip
import io
import json
import zipfile

from programs.exports.formats import write
from programs.exports.rows import published_ids
from programs.exports.table import table_of
from programs.imports.samhsa_directory import COLUMNS
from programs.models import Clinic
from tests.import_files import directory_row

HEADER = ["facility_id", *COLUMNS]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def csv_bytes(*rows, header=None):
    """A header and rows, each a dict or a list, as CSV in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header or HEADER)
    writer.writerows(row.values() if isinstance(row, dict) else row for row in rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


SOUND = directory_row()
SECOND = {
    "name1": "Saguaro House",
    "street1": "7 Other Road",
    "phone": "520-555-0160",
    "facility_id": "mental_2",
}


def csv_with(**cells):
    """A sound row below one with `cells`, which stands in line 2."""
    return csv_bytes(directory_row(**SECOND | cells), SOUND)


def xml_cells(line, texts):
    return "".join(
        f'<c r="{chr(65 + place)}{line}" t="inlineStr"><is><t>{text}</t></is></c>'
        for place, text in enumerate(texts)
    )


SOUND_ROWS = f'<row r="1">{xml_cells(1, HEADER)}</row><row r="2">{xml_cells(2, SOUND.values())}</row>'


def xlsx_bytes(rows=SOUND_ROWS, shared="", head="", more=()):
    """A workbook of one sheet with the XML `rows`, and `more` parts."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Clinics" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        **dict(more),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def relations(*each):
    inner = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{to}"/>' for key, kind, to in each
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


EXTERNAL = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
NESTED = "<!DOCTYPE worksheet [<!ENTITY a 'aaaaaaaaaa'>{}]>".format(
    "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(8))
)


def locked_xlsx():
    """The beginning of a file of the kind in which workbooks with a password are kept."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_096


def spread_xlsx():
    """About 90 MB of XML that packs to some 190 kB."""
    return xlsx_bytes(SOUND_ROWS + '<row><c t="n"><v>1</v></c></row>' * 2_800_000)


def shared_xlsx():
    """One text of 30,000 characters that 60,000 cells share: 1.8 GB when each cell has its own."""
    row = f"<row>{15 * '<c t=%s><v>0</v></c>'}</row>".replace("%s", '"s"')
    return xlsx_bytes(4_000 * row, shared=f"<si><t>{'x' * 30_000}</t></si>")


def far_xlsx():
    return xlsx_bytes(SOUND_ROWS + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def json_bytes(*rows):
    return json.dumps({"rows": list(rows)}).encode()


def gzip_bomb():
    return gzip.compress(csv_bytes(SOUND) + b"a" * 290_000_000, 1)


def listing_with(owner=None, **cells):
    """Our own listing of the two programs in the database; the row of the first has `cells` in place of its own."""
    file = io.BytesIO()
    write(file, "csv", table_of(published_ids(Clinic.objects.all()), "public", "program"))
    header, first, *rest = csv.reader(io.StringIO(file.getvalue().decode(), newline=""))
    row = [cells.get(name, cell) for name, cell in zip(header, first, strict=True)]
    return csv_bytes(row, *rest, header=header)
