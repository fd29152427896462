"""CSV, XLSX and JSON: typed, inert, whole, and the same rows in each."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from openpyxl.utils.escape import unescape
from python_calamine import load_workbook

from programs.cells import guarded, read_stamp
from programs.codebook import BY_NAME, columns_of
from programs.exports import workbook, xlsx_writer
from programs.exports.formats import FORMATS, write
from programs.exports.table import WrongChoice, table_of
from programs.models import Term
from programs.search import find
from tests.factories import make_clinic, make_program

pytestmark = pytest.mark.django_db
CODES = ("clinic_codes", "codes")
NASTY = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "'quoted",
    "\tindented",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    '"quotes", commas; and | bars \\',
    "two\nlines\r\nthree",
    "治療 العلاج עברית ñ 🙂",
    "<r><t>rich</t></r>",
    "_x0041_ http://example.org mailto:x@example.org",
    ("long words " * 3_000)[:32_767],
]


def table(query="", columns="public", rows="program"):
    result = find(QueryDict(query), with_page=False)
    return table_of(result.ids, columns, rows, result.query)


def written(name, **choices):
    file = io.BytesIO()
    write(file, name, table(**choices))
    return file.getvalue()


def csv_cells(data, column):
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    return [row[rows[0].index(column)] for row in rows[1:-1]]


def sheet_cells(data, column):
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Listings"]
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(column)] for row in sheet.iter_rows(min_row=2)]


def calamine_cells(data, column):
    header, *rows = load_workbook(io.BytesIO(data)).get_sheet_by_name("Listings").to_python()
    return [row[header.index(column)] for row in rows]


def json_cells(data, column):
    return [row[column] for row in json.loads(data)["rows"]]


def test_each_format_says_its_type():
    assert {name: writer.CONTENT_TYPE.split(";")[0] for name, writer in FORMATS.items()} == {
        "csv": "text/csv",
        "fhir": "application/fhir+json",
        "fhir-ndjson": "application/fhir+ndjson",
        "geojson": "application/geo+json",
        "hsds": "application/json",
        "hsds-tabular": "application/zip",
        "json": "application/json",
        "ndjson": "application/x-ndjson",
        "print": "text/html",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


def test_an_unknown_format_is_named():
    with pytest.raises(WrongChoice) as wrong:
        write(io.BytesIO(), "pdf", table())
    assert wrong.value.name == "format"


@pytest.mark.parametrize("text", NASTY, ids=lambda text: repr(text[:12]))
def test_dirty_text_leaves_unharmed_and_inert(text):
    make_program(summary=text)
    [cell] = sheet_cells(written("xlsx"), "summary")
    assert (cell.data_type, unescape(cell.value)) == ("s", guarded(text))
    assert cell.hyperlink is None
    assert calamine_cells(written("xlsx"), "summary") == [guarded(text)]
    assert csv_cells(written("csv"), "summary") == [guarded(text)]
    assert json_cells(written("json"), "summary") == [text]


def test_signs_that_xml_cannot_hold_leave_as_their_codes():
    nul = "\0" if connection.vendor == "sqlite" else ""  # PostgreSQL keeps none
    text = f"a{nul}b\x0bc\x1f\ufffe\r"
    make_program(summary=text)
    [cell] = sheet_cells(written("xlsx"), "summary")
    assert cell.value == "a" + ("_x0000_" if nul else "") + "b_x000B_c_x001F__xFFFE__x000D_"
    assert unescape(cell.value) == text


def test_a_text_longer_than_a_cell_is_cut_and_marked():
    assert workbook.legal("x" * 32_768) == "x" * 32_766 + "…"
    assert len(workbook.legal("x" * 32_767)) == 32_767


def test_a_sheet_refuses_more_rows_than_it_holds(monkeypatch):
    monkeypatch.setattr(xlsx_writer, "SHEET_ROWS", 2)
    make_program()
    make_program()
    with pytest.raises(WrongChoice, match="a sheet holds 1 rows"):
        written("xlsx")


def test_numbers_dates_and_lists_keep_their_type():
    day = timezone.localdate()
    clinic = make_clinic(
        longitude=-110.9698, operating_status="temporarily_closed", operating_reason="x", operating_since=day
    )
    make_program(
        clinic, abstinence_days=0, dose_low="0.5", dose_unit="mg/kg", substances=["alcohol", "opioids"]
    )
    book = written("xlsx")
    types = {
        name: sheet_cells(book, name)[0].data_type
        for name in ("longitude", "abstinence_days", "operating_since")
    }
    assert types == {"longitude": "n", "abstinence_days": "n", "operating_since": "d"}
    assert [sheet_cells(book, "operating_since")[0].value.date(), sheet_cells(book, "dose_low")[0].value] == [
        day,
        0.5,
    ]
    assert sheet_cells(book, "wait_days")[0].value is None
    assert csv_cells(written("csv"), "longitude") == ["-110.9698"]
    data = written("json")
    told = {
        name: json_cells(data, name)[0]
        for name in ("longitude", "abstinence_days", "dose_low", "age_min", "substances")
    }
    assert told == {
        "longitude": -110.9698,
        "abstinence_days": 0,
        "dose_low": 0.5,
        "age_min": None,
        "substances": ["alcohol", "opioids"],
    }


def test_codes_stand_beside_words_in_every_table_format(client):
    """Of what is answered yes: SAMHSA's and NUCC's, and the id of the taxonomy_term of HSDS; a no has none."""
    program = make_program(
        make_clinic(languages=["es"]),
        substances=[("alcohol", "", "yes", ""), ("opioids", "", "no", "")],
        supervisors=["psychiatrist"],
    )
    told = hsds_ids(program)
    codes = [
        "alcohol | samhsa-substance | 2024 | ACMA ADTX AUDO PMAT",
        f"alcohol | hsds | 3.0 | {told['substances', 'alcohol']}",
        "psychiatrist | nucc | 2024 | 2084P0800X",
        f"psychiatrist | hsds | 3.0 | {told['supervisors', 'psychiatrist']}",
    ]
    spanish = Term.objects.get(vocabulary="language", slug="es").public_id
    clinic = [f"es | {name} | 2024 | SP" for name in ("samhsa-mental", "samhsa-substance")]
    clinic.append(f"es | hsds | 3.0 | {spanish}")
    rows = {
        "csv": [csv_cells(written("csv"), name)[0].split("; ") for name in CODES],
        "xlsx": [sheet_cells(written("xlsx"), name)[0].value.split("; ") for name in CODES],
        "json": [json_cells(written("json"), name)[0] for name in CODES],
        "ndjson": list(map(json.loads(written("ndjson").splitlines()[0]).get, CODES)),
        "geojson": list(map(json.loads(written("geojson"))["features"][0]["properties"].get, CODES)),
    }
    assert rows == {key: [clinic, codes] for key in rows}
    [found] = client.get("/api/clinics").json()["results"]
    assert [found["clinic_codes"], found["programs"][0]["codes"]] == [clinic, codes]


def hsds_ids(program):
    """{(fact, slug): the id of its taxonomy_term} of the service that HSDS makes of the program, of each yes."""
    [service] = [
        each for each in json.loads(written("hsds"))["contents"] if each["id"] == str(program.public_id)
    ]
    return {
        (each["link_type"], each["taxonomy_term"]["code"]): each["taxonomy_term_id"]
        for each in service["attributes"]
        if each["value"] == "yes" and "taxonomy_term" in each
    }


def test_no_cell_of_a_workbook_is_a_formula_and_its_header_stays():
    make_program(make_clinic(name="=1+1"), name="+1", summary="@x")
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", columns="full")))
    assert [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"] == []
    panes = {sheet.title: sheet.sheet_view.pane for sheet in book}
    assert {title: (pane.state, pane.ySplit, pane.topLeftCell) for title, pane in panes.items()} == (
        dict.fromkeys(("Listings", "Codebook", "About this file"), ("frozen", 1, "A2"))
    )


def test_no_csv_cell_starts_like_a_formula():
    """Each sign in a row of its own, as one guarded cell has the whole row looked at."""
    signs = "=+-@\t\r\n＝＋－＠"
    clinic = make_clinic(latitude=-14.3, longitude=-170.7)
    for sign in signs:
        make_program(clinic, summary=f"{sign}1")
    rows = list(csv.reader(io.StringIO(written("csv", columns="full").decode(), newline="")))
    assert len(rows) == len(signs) + 2
    risky = {cell for row in rows for cell in row if cell[:1] in tuple(signs)}
    assert risky == {"-14.3", "-170.7"}


def test_csv_ends_in_one_cell_with_the_stamp():
    make_program()
    lines = written("csv", query="type=kap&state=AZ&nonsense=1").decode().split("\r\n")
    assert lines[0].startswith("clinic_id,clinic_slug,")
    assert lines[-1] == ""
    [cell] = next(csv.reader([lines[-2]]))
    assert cell.endswith("Z, filter type=kap&state=AZ, 1 rows, codebook 2, demonstration")
    assert read_stamp(cell).rows == 1


def test_json_says_what_it_is():
    make_program()
    said = json.loads(written("json", query="state=AZ&type=kap"))
    assert list(said) == ["demonstration", "licence", "columns", "rows", "stamp"]
    assert said["demonstration"] is True
    assert said["licence"].startswith("CC BY 4.0")
    assert (said["stamp"]["filter"], said["stamp"]["rows"], said["stamp"]["codebook"]) == (
        "type=kap&state=AZ",
        1,
        2,
    )
    assert [column["name"] for column in said["columns"]] == [column.name for column in columns_of("public")]
    assert said["columns"][0]["meaning"] == BY_NAME["clinic_id"].explained()


def test_a_workbook_says_what_it_is():
    make_program()
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    about = [row[0] for row in book["About this file"].iter_rows(min_row=2, values_only=True)]
    assert about[0].endswith(", filter none, 1 rows, codebook 2, demonstration")
    assert about[-1] == (
        "Demonstration: clinics here may be invented. Do not call them or rely on what is said."
    )
    explained = {row[0]: row[3] for row in book["Codebook"].iter_rows(min_row=2, values_only=True)}
    assert explained == {column.name: column.explained() for column in columns_of("public")}


@pytest.mark.parametrize("name", FORMATS)
def test_outside_a_demonstration_no_file_says_so(settings, name):
    settings.DEMONSTRATION = False
    make_program()
    data = written(name)
    if name.startswith("fhir"):
        assert b"HTEST" not in data
    elif name in ("json", "geojson", "hsds"):
        assert json.loads(data)["demonstration"] is False
    elif name == "hsds-tabular":
        package = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("datapackage.json"))
        assert package["demonstration"] is False
    elif name == "ndjson":
        assert json.loads(data.splitlines()[-1])["stamp"]["demonstration"] is False
    elif name in ("csv", "print"):
        assert b"demonstration" not in data.lower()
    else:
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert len(list(book["About this file"].rows)) == 5
