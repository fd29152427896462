"""Hostile and broken files: each ends in the same words twice, costs its own row alone, and leaves no half."""

import gzip
import io
import os

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from programs.models import Change, Clinic
from tests.factories import make_clinic, make_program
from tests.hostile_files import (
    EXTERNAL,
    HEADER,
    NESTED,
    SECOND,
    SOUND,
    SOUND_ROWS,
    csv_bytes,
    csv_with,
    far_xlsx,
    json_bytes,
    listing_with,
    locked_xlsx,
    shared_xlsx,
    xlsx_bytes,
    xml_cells,
)
from tests.import_files import SOURCE, directory_row, import_file, outcomes

pytestmark = pytest.mark.django_db
QUOTES = "a quotation mark is not closed, or not doubled inside its cell: mend the quotation marks"
OTHER_ENCODING = "in UTF-8, where the rest of the file is in windows-1252: save the whole file in UTF-8"
NO_NPI = "is no NPI: it has ten digits, and the last one checks the others."
NO_UTF_8 = "signs that are no UTF-8: type them again"
SAVE_AGAIN = "Open it in a spreadsheet program and save it again as .xlsx."
BELONG = "Delete what does not belong to the list, or split it."
MEND = "Mend it there, or get the file again."
LOOK = "a curator should look at it"


def number_of_rows():
    """How many rows each table holds."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def refusal(path):
    """The words in which the command refuses a file, its folder left out; the same when it is asked again."""
    before, said = number_of_rows(), []
    for _ in range(2):
        with pytest.raises(CommandError) as error:
            call_command(
                "import_listings",
                str(path),
                *["--source", SOURCE, "--edition", "2024", "--scope", "all", "--apply"],
                stdout=io.StringIO(),
            )
        said.append(str(error.value).replace(f"{path.parent}{os.sep}", ""))
    assert number_of_rows() == before
    assert said[0] == said[1]
    return said[0]


def outcome(path, *options):
    """(rejected rows, warnings) of a file that is applied twice, each as (line, column, value, words)."""
    first, again = import_file(path, *options), import_file(path, *options)
    assert again["rejects"] == first["rejects"]
    assert again["warnings"] == first["warnings"]
    kept = {name: first[name] for name in ("rejected", "skipped") if first[name]}
    assert outcomes(again) == {"unchanged": first["created"]} | kept
    rejects = [(each["line"], each["column"], each["value"], each["reason"]) for each in first["rejects"]]
    warnings = [(each["line"], each["column"], each["value"], each["warning"]) for each in first["warnings"]]
    return rejects, warnings


REFUSED = {
    "header.csv": (csv_bytes(), "header.csv: there is a header but no row below it."),
    "none.csv": (b"", "none.csv: the file is empty. Save it again with its header and rows."),
    "none.xlsx": (b"", "none.xlsx: the file is empty. Save it again with its header and rows."),
    "none.json": (b"", "none.json: the file is empty. Save it again with its rows."),
    "blank.csv": (b"\n\n", "blank.csv: line 1 is blank where the names of the columns should stand."),
    "wide.csv": (
        csv_bytes([*SOUND.values(), *["x"] * 1_985], header=[*HEADER, *[f"more {n}" for n in range(1_985)]]),
        "wide.csv: line 1 has 2,000 columns, at most 1,000 (IMPORT_MAX_COLUMNS). Take off those that nobody needs.",
    ),
    "quote.csv": (b'name1,"city\nMesa,Tucson\n', f"quote.csv: line 1: {QUOTES}."),
    "line.csv": (
        csv_bytes(SOUND) + b"x" * 5_000_000,
        "line.csv: line 3 is longer than 4,000,000 characters (IMPORT_MAX_LINE). "
        "Save the file again with one row a line.",
    ),
    "utf16.csv": (
        "name1,city\n".encode("utf-16-le"),
        "utf16.csv: line 1 holds n\\x00a\\x00m\\x00e\\x001\\x00\\x00c\\x00i\\x00t\\x00y\\x00: this is no text. "
        "Save the file as CSV in UTF-8.",
    ),
    "odd.csv": (
        csv_bytes(SOUND).decode().encode("utf-16")[:-1],
        "odd.csv: line 1 is no UTF-16, as the file says it is. Save it again in UTF-8.",
    ),
    "book.csv": (
        xlsx_bytes(),
        "book.csv: this is a workbook or an archive, whatever its name says. Let its name end in .xlsx.",
    ),
    "cut.csv.gz": (
        gzip.compress(csv_bytes(SOUND))[:-20],
        "cut.csv.gz: cannot be read (Compressed file ended before the end-of-stream marker was reached). "
        "Get the file again.",
    ),
    "plain.csv.gz": (
        csv_bytes(SOUND),
        "plain.csv.gz: cannot be read (Not a gzipped file (b'fa')). Get the file again.",
    ),
    "paper.pdf": (
        b"%PDF",
        "paper.pdf: the name of a file to import ends in one of "
        ".csv .tsv .txt .csv.gz .tsv.gz .txt.gz .xlsx .json.",
    ),
    "external.xlsx": (
        xlsx_bytes(head=EXTERNAL),
        f"external.xlsx: part xl/worksheets/sheet1.xml, line 1: a document type (DOCTYPE). {SAVE_AGAIN}",
    ),
    "nested.xlsx": (
        xlsx_bytes(head=NESTED),
        f"nested.xlsx: part xl/worksheets/sheet1.xml, line 1: a document type (DOCTYPE). {SAVE_AGAIN}",
    ),
    "far.xlsx": (
        far_xlsx(),
        "far.xlsx, sheet Clinics: cell XFD1048576: row 1,048,576, at most 100,000 (IMPORT_MAX_SHEET_ROWS). "
        + BELONG,
    ),
    "broad.xlsx": (
        xlsx_bytes(f'{SOUND_ROWS}<row r="3"><c r="XFD3"><v>1</v></c></row>'),
        "broad.xlsx, sheet Clinics: cell XFD3: column 16,384, at most 500 (IMPORT_MAX_SHEET_COLUMNS). " + BELONG,
    ),
    "sparse.xlsx": (
        xlsx_bytes(f'{SOUND_ROWS}<row r="99999"><c r="P99999"><v>1</v></c></row>'),
        "sparse.xlsx, sheet Clinics: cell P99999: rows × columns are 1,599,984, at most 1,500,000 "
        "(IMPORT_MAX_SHEET_CELLS). " + BELONG,
    ),
    "nowhere.xlsx": (
        xlsx_bytes(f'{SOUND_ROWS}<row r="3"><c r="a99999999999"><v>1</v></c></row>'),
        f"nowhere.xlsx, sheet Clinics: a names no column, in line 3. {SAVE_AGAIN}",
    ),
    "shared.xlsx": (
        shared_xlsx(),
        "shared.xlsx, sheet Clinics: cell B112: more than 50,000,000 characters up to here (IMPORT_MAX_WORKBOOK). "
        + BELONG,
    ),
    "twice.xlsx": (
        xlsx_bytes(more=[("XL/worksheets/Sheet1.xml", "<worksheet/>")]),
        f"twice.xlsx: the workbook holds its part xl/worksheets/sheet1.xml more than once. {SAVE_AGAIN}",
    ),
    "page.xlsx": (
        b"<html><table><tr><td>name1</td></tr></table></html>",
        f"page.xlsx: a web page or XML, no workbook, whatever its name says. {SAVE_AGAIN}",
    ),
    "words.xlsx": (b"name1", f"words.xlsx: no workbook, whatever its name says. {SAVE_AGAIN}"),
    "locked.xlsx": (
        locked_xlsx(),
        "locked.xlsx: a workbook with a password, or of the old .xls kind. Save it as .xlsx without a password.",
    ),
    "cut.xlsx": (
        xlsx_bytes()[:900],
        "cut.xlsx: the workbook is broken or cut short (File is not a zip file). Get the file again.",
    ),
    "deep.json": (
        json_bytes(SOUND)[:-2] + b',\n{"name1":' + b"[" * 10_000 + b"]" * 10_000 + b"}]}",
        "deep.json: line 2, at '{\"name1\":[[[[[[[[[[[': nested too deep to be read. Take the inner lists out. " + MEND,
    ),
    "cut.json": (json_bytes(SOUND)[:-2], f"cut.json: line 1, at '': , should stand here. {MEND}"),
    "words.json": (
        b'{"a": [1, 2]}',
        'words.json: no list of objects in it. Write the rows as [{"column": "cell"}, …].',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_whole(tmp_path, name):
    content, words = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) == words


def test_a_directory_is_no_file(tmp_path):
    for name in ("rows.csv", "rows.xlsx", "rows.json"):
        path = tmp_path / name
        path.mkdir()
        assert refusal(path) == f"{name}: cannot be read (Is a directory). Get the file again."


def test_a_file_that_is_not_there_says_so(tmp_path):
    for name in ("rows.csv", "rows.xlsx", "rows.json"):
        assert (
            refusal(tmp_path / name)
            == f"{name}: cannot be read (No such file or directory). Get the file again."
        )


def test_a_file_that_may_not_be_read_says_so(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may read every file.")
    path = tmp_path / "rows.csv"
    path.write_bytes(csv_bytes(SOUND))
    path.chmod(0)
    assert refusal(path) == "rows.csv: cannot be read (Permission denied). Get the file again."


X60 = "x" * 60 + "…"
CLINIC_IN_1252 = csv_with(name1="Clínica Ñandú").replace(
    "Clínica Ñandú".encode(), "Clínica Ñandú".encode("cp1252")
)
REJECTED = {
    "nul.csv": (csv_with(name1="Sagu\0aro"), [(2, "name1", "Sagu\\x00aro", NO_UTF_8)]),
    "control.csv": (
        csv_with(name1="Saguaro \x1b[31mHouse"),
        [(2, "name", "Saguaro \\x1b[31mHouse", "holds the control sign \\x1b: take it out")],
    ),
    "mixed.csv": (
        CLINIC_IN_1252.replace(b"Blue Mesa", "Azul é Mésa Ñandú".encode()),
        [(2, "name1", "Cl\\xednica \\xd1and\\xfa", NO_UTF_8)],
    ),
    "other.csv": (
        csv_with(name1="Clínica").replace(b"Blue Mesa", "Azul é Mésa Ñandú".encode("cp1252")),
        [(2, "name1", "ClÃ\\xadnica", OTHER_ENCODING)],
    ),
    "cell.csv": (
        csv_with(name1="x" * 1_000_000),
        [(2, "name1", X60, "1,000,000 characters, at most 50,000 (IMPORT_MAX_CELL): shorten the text")],
    ),
    "ragged.csv": (
        csv_bytes([*directory_row(**SECOND).values(), "x", "y"], list(directory_row(**SECOND).values())[:5], SOUND),
        [
            (2, "", "x", "17 cells under 15 columns: look for a comma without quotation marks"),
            (3, "state", "", "no US state: use two letters such as AZ"),
        ],
    ),
    "open.csv": (
        csv_bytes().strip() + b'\nmental_2,mental,"Saguaro House,,7 Other Road\n' + csv_bytes(SOUND).split(b"\n", 1)[1],
        [(2, "name1", "Saguaro House,,7 Other Road", QUOTES)],
    ),
    "inner.csv": (
        csv_with(name1="@").replace(b"@", b'"Saguaro" House'),
        [(2, "name1", "Saguaro House", QUOTES)],
    ),
    "long.csv": (csv_with(name1="x" * 300), [(2, "name", X60, "300 characters, at most 200")]),
    "nameless.csv": (csv_with(name1=" "), [(2, "name1", "", "the place has no name")]),
    "keys.json": (
        json_bytes(SOUND)[:-2] + b',{"name1":"a","name1":"b"}]}',
        [(2, "name1", "b", "the key name1 stands twice in one object: keep one of them")],
    ),
    "nan.json": (
        json_bytes(SOUND)[:-2] + b',{"zip":NaN},{"zip":1e999}]}',
        [
            (2, "zip", "NaN", "NaN is no number of JSON: write a number, or null"),
            (3, "zip", "1e999", "1e999 is no number of JSON: write a number, or null"),
        ],
    ),
    "half.json": (
        json_bytes(directory_row(**SECOND | {"name1": "\ud800x"}), SOUND),
        [(1, "name1", "\\ud800x", NO_UTF_8)],
    ),
    "windows.json": (
        json_bytes(SOUND)[:-2] + ',{"name1":"Clínica"}]}'.encode("cp1252"),
        [(2, "name1", "Cl\\xednica", NO_UTF_8)],
    ),
    "list.json": (
        json_bytes([1], SOUND),
        [(1, "facility_id", "[1]", "no object, as the other rows are: write its columns with their names")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REJECTED)
def test_what_is_wrong_in_a_row_costs_that_row_alone(tmp_path, name):
    content, rejects = REJECTED[name]
    path = tmp_path / name
    path.write_bytes(content)
    assert outcome(path) == (rejects, [])
    assert [clinic.street for clinic in Clinic.objects.all()] == [SOUND["street1"]]


def odd_texts(text, words, shown=None):
    return [(2, name, shown or text, words) for name in ("name", "organization")]


FORMULA = f"begins as a formula does: kept as text, {LOOK}"
MARKUP = f"markup: kept as text, {LOOK}"
LINK = '=HYPERLINK("http://example.org","x")'
ODD = {
    "<script>alert(1)</script>": (
        "<script>alert(1)</script>",
        odd_texts("<script>alert(1)</script>", MARKUP),
    ),
    LINK: (LINK, odd_texts(LINK, FORMULA)),
    "@SUM(A1)": ("@SUM(A1)", odd_texts("@SUM(A1)", FORMULA)),
    "Sagu\u202earo\u200b House": (
        "Saguaro House",
        odd_texts("", "signs that nobody sees were taken out", "Sagu\\u202earo\\u200b House"),
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_is_taken_with_a_warning(tmp_path, name):
    kept, warnings = ODD[name]
    path = tmp_path / "rows.csv"
    path.write_bytes(csv_with(name1=name))
    assert outcome(path) == ([], warnings)
    assert sorted(Clinic.objects.values_list("name", flat=True)) == sorted(["Blue Mesa Counseling", kept])


def test_a_postal_code_of_another_state_is_a_warning(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(csv_with(zip="89501"))
    assert outcome(path) == ([], [(2, "postal_code", "89501", "lies in NV, and the row says AZ")])
    assert Clinic.objects.count() == 2


def test_a_formula_of_a_workbook_is_its_result_as_text(tmp_path):
    cells = xml_cells(3, directory_row(**SECOND).values())
    formula = '<c r="C3" t="str"><f>HYPERLINK("http://example.org","x")</f><v>=Saguaro House</v></c>'
    cells = cells.replace('<c r="C3" t="inlineStr"><is><t>Saguaro House</t></is></c>', formula)
    path = tmp_path / "rows.xlsx"
    path.write_bytes(xlsx_bytes(f'{SOUND_ROWS}<row r="3">{cells}</row>'))
    warnings = [(3, *each[1:]) for each in odd_texts("=Saguaro House", FORMULA)]
    assert outcome(path) == ([], warnings)
    assert set(Clinic.objects.values_list("name", flat=True)) == {"Blue Mesa Counseling", "=Saguaro House"}


def price(text):
    return {"prices": f"dosing_session | {text} | USD"}


def point(latitude, longitude):
    return {"latitude": latitude, "longitude": longitude}


LISTED = [
    (price("-45000 | 45000"), "prices", "low: Ensure this value is greater than or equal to 0."),
    (price("99999999999999999999 | "), "prices", "more than 1,000,000 USD: prices are in cents"),
    (price("NaN | "), "prices", "NaN is no price: write whole cents, 45000 for $450"),
    (price("call us | "), "prices", "call us is no price: write whole cents, 45000 for $450"),
    (price("50000 | 40000"), "prices", "The low price is above the high one."),
    (point("95", "-110.9"), "latitude", "no point on earth"),
    (point("-110.9", "32.2"), "latitude", "no point on earth: the two look swapped"),
    (point("32.2", ""), "longitude", "half a point: give both figures or neither"),
    (point("nan", "-110.9"), "latitude", "no point on earth"),
    (point("north", "-110.9"), "latitude", "no coordinates: write degrees such as 32.22174, -110.92648"),
    (point("40.7", "-74.0"), "latitude", "outside of AZ: the two look mistyped"),
    ({"website": "javascript:alert(1)"}, "website", "A web address starts with http:// or https://."),
    ({"clinic_name": ""}, "name", "the place has no name"),
    ({"program_name": ""}, "program_name", "the program has no name"),
    ({"weeks_most": "99999999999"}, "weeks_most", "higher than can be"),
    ({"weeks_fewest": "9", "weeks_most": "4"}, "weeks_fewest", "Weeks: fewest is above most."),
    ({"organization_npi": "1234567890"}, "npi", f"1234567890 {NO_NPI}"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column", "reason"), LISTED, ids=[str(each[0]) for each in LISTED])
def test_prices_and_points_that_cannot_be_cost_their_row_alone(tmp_path, cells, column, reason):
    make_program(make_clinic(name="Alder House", street="1 First Road", phone="+15205550171"), name="One")
    make_program(make_clinic(name="Birch House", street="2 Second Road", phone="+15205550172"), name="Two")
    path = tmp_path / "rows.csv"
    path.write_bytes(listing_with(**cells))
    for model in (Clinic, Change):
        model.objects.all().delete()
    rejects, warnings = outcome(path)
    assert [(line, where, words) for line, where, _value, words in rejects] == [(2, column, reason)]
    assert warnings == []
    assert [clinic.name for clinic in Clinic.objects.all()] == ["Birch House"]


def test_the_report_and_the_terminal_say_how_a_file_was_read(tmp_path):
    path = tmp_path / "rows.xlsx"
    path.write_bytes(xlsx_bytes())
    report = import_file(path, apply=False)
    file = {
        name: report["files"][0][name] for name in ("format", "encoding", "separator", "sheet", "header_line")
    }
    assert file == {
        "format": "samhsa-directory",
        "encoding": "",
        "separator": "",
        "sheet": "Clinics",
        "header_line": 1,
    }
    assert report["printed"].splitlines()[0].endswith("; sheet Clinics, header in line 1.")
    path = tmp_path / "rows.txt"
    path.write_bytes(csv_with(name1="Clínica").decode().replace(",", ";").encode("utf-16"))
    report = import_file(path, apply=False)
    assert (
        report["printed"]
        .splitlines()[0]
        .endswith("; read as UTF-16, cells parted by semicolon, header in line 1.")
    )
