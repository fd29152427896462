"""A list that a person made, as a file: sheets, headers, maps, and what is no list."""

import datetime as dt
import json
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from programs.models import Clinic, Program, SourceRecord
from tests.import_files import import_file, outcomes
from tests.spreadsheet_rows import row, run, said, sheet, warned

pytestmark = pytest.mark.django_db
DIRTY = Path(__file__).parents[2] / "shared" / "data" / "dirty" / "dirty_rows_dev.csv"
COLUMNS = (
    "#|Facility Name|Addr. line 1|Suite|Town|St|Postal Code|Main Tel #|Fax|Web|KIT?|Approaches offered|Substances|"
    "Insurance / Payment|Lang.|Tele?|Price per session|Cost of course|Accepting new patients?|Wait|Ages|Notes"
).split("|")
OCOTILLO = [
    *(1, "Ocotillo Ketamine & Recovery", "410 E Invented Ave", "Ste 200", "Tucson", "AZ", 85701, 5205550111),
    *("520-555-0199", "www.ocotillo.example", "Y", "CBT, 12-step and EMDR; horse walks"),
    *("alcohol, heroin & meth", "Medicaid, BCBS, no Medicare", "English, Spanish", "x"),
    *("$450", "2,700-3,600", "yes", "2 weeks", "18+", "nice"),
]


@pytest.fixture
def kept_by_a_case_manager(tmp_path):
    """The report of a workbook as a case manager keeps it: a title, a hidden row, a blank one, a total."""
    book = Workbook()
    book.active["A1"] = "Read me first"
    page = book.create_sheet("Arizona")
    page["A1"] = "Clinics for my people"
    for place, name in enumerate(COLUMNS, start=1):
        page.cell(4, place, name)
    page.append(OCOTILLO)
    page.append([])
    page.append([2, "Hidden House", "1 Hidden Street", None, "Tucson", "AZ", 85701, 5205550112])
    page.append([None, "Total", None, None, None, None, None, "=COUNT(H5:H7)"])
    page.row_dimensions[7].hidden = True
    book.save(tmp_path / "cases.xlsx")
    return import_file(tmp_path / "cases.xlsx")


def test_rows_of_a_workbook_that_are_no_clinic_are_counted_apart(kept_by_a_case_manager):
    report = kept_by_a_case_manager
    assert outcomes(report) == {"created": 1, "skipped": 3}
    assert report["skipped_reasons"] == {"blank row": 1, "hidden row": 1, "totals row": 1}


def test_what_a_workbook_says_of_a_clinic(kept_by_a_case_manager):
    clinic = Clinic.objects.get()
    assert said(clinic) == {
        "name": "Ocotillo Ketamine & Recovery",
        "street": "410 E Invented Ave",
        "unit": "Ste 200",
        "city": "Tucson",
        "region": "AZ",
        "postal_code": "85701",
        "phones": "main | +15205550111",
        "website": "http://www.ocotillo.example",
        "languages": "en; es",
    }
    assert (clinic.status, clinic.checks.count()) == ("draft", 0)
    assert SourceRecord.objects.get(part="clinic").row["Notes"] == "nice"


def test_what_a_workbook_says_of_a_program(kept_by_a_case_manager):
    report = kept_by_a_case_manager
    assert said(Program.objects.get()) == {
        "name": "Ketamine infusion",
        "types": "infusion",
        "medicine": "ketamine",
        "routes": "iv-infusion",
        "settings": "telehealth",
        "therapies": "cbt; 12-step; emdr",
        "substances": "alcohol; opioids; methamphetamine",
        "payments": "private-insurance; medicaid; medicare=no",
        "prices": f"dosing_session | 45000 | 45000 | USD |  |  |  |  | {report['source']}; "
        f"whole_course | 270000 | 360000 | USD |  |  |  |  | {report['source']}",
        "accepting": "yes",
        "wait_days": "14",
        "age_min": "18",
    }
    assert warned(report) == [
        (5, "Approaches offered", "horse walks", "unknown label, left out: no known one is like it")
    ]


def test_a_report_says_how_a_workbook_was_read(kept_by_a_case_manager):
    report = kept_by_a_case_manager
    file = report["files"][0]
    assert (file["format"], file["sheet"], file["header_line"]) == ("spreadsheet", "Arizona", 4)
    assert file["columns"]["KIT?"] == "kit"
    assert file["notes"] == [
        "The header stands in line 4. Rows above it that were left out: 1.",
        "Sheet “Sheet” was left out: no list of clinics.",
        "“#” was left out: a running number says nothing of a clinic.",
        "“Fax” was left out: faxes are not kept.",
        "“Notes” was left out: kept with the row as it was read, and shown to nobody.",
        "Ketamine infusions were taken as outpatient: no column says where people stay.",
    ]
    assert "    Taken: “Facility Name” as clinic_name, “Addr. line 1” as street, " in report["printed"]
    assert "    “Fax” was left out: faxes are not kept.\n" in report["printed"]


def test_a_sheet_can_be_named(tmp_path):
    book = Workbook()
    for state in ("AZ", "NM"):
        page = book.create_sheet(state)
        page.append(["Clinic", "City", "State"])
        page.append([f"Clinic in {state}", "Tucson" if state == "AZ" else "Santa Fe", state])
    book["NM"].sheet_state = "hidden"
    book.save(tmp_path / "states.xlsx")
    import_file(tmp_path / "states.xlsx", "--sheet", "NM")
    assert list(Clinic.objects.values_list("name", flat=True)) == ["Clinic in NM"]
    with pytest.raises(CommandError) as error:
        import_file(tmp_path / "states.xlsx", "--sheet", "CA")
    assert str(error.value).endswith("no sheet is called CA. Its sheets: Sheet, AZ, NM.")


def test_numbers_of_a_workbook_keep_their_zeros(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "numbers.xlsx")
    page = book.add_worksheet()
    page.write_row(
        0, 0, ["Name", "City", "State", "Zip", "Phone", "Licence no.", "Licensed by", "Licence expires"]
    )
    page.write_row(1, 0, ["Harbor House", "Boston", "MA", 2114, 6175550101.0, 1234, "Health Department"])
    page.write_datetime(1, 7, dt.date(2027, 3, 15), book.add_format({"num_format": "m/d/yyyy"}))
    book.close()
    import_file(tmp_path / "numbers.xlsx")
    assert said(Clinic.objects.get()) == {
        "name": "Harbor House",
        "city": "Boston",
        "region": "MA",
        "postal_code": "02114",
        "phones": "main | +16175550101",
        "licences": "licence | Health Department | 1234 | not_stated | 2027-03-15",
    }


def test_a_map_says_the_rest(tmp_path):
    path = sheet(
        tmp_path / "list.csv",
        {"Centro": "Blue Mesa", "Lugar": "Tucson, AZ 85701", "Plan A": "x", "Fono": "none"},
    )
    told = tmp_path / "map.toml"
    told.write_text(
        '"Centro" = "clinic_name"\n"Lugar" = "city_state_zip"\n"Plan A" = "payment:medicaid"\n"Fono" = ""\n'
        '"= ketamine" = "medicine"\n"= IV" = "routes"\n'
    )
    report = import_file(path, "--map", str(told))
    assert said(Program.objects.get()) == {
        "name": "Ketamine infusion",
        "types": "infusion",
        "medicine": "ketamine",
        "routes": "iv-infusion",
        "payments": "medicaid",
    }
    assert outcomes(report) == {"created": 1}


def test_a_printed_map_imports_as_the_file_does(tmp_path, capsys):
    path = sheet(
        tmp_path / "list.csv", row(KIT="yes", Vibe="calm", Fax="1", Medicaid="x") | {"Says “so”\\": "x"}
    )
    call_command("import_listings", str(path), "--source", "S", "--print-map")
    printed = capsys.readouterr().out
    (tmp_path / "map.toml").write_text(printed, encoding="utf-8")
    assert [line for line in printed.splitlines() if line and not line.startswith("#")] == [
        '"Clinic" = "clinic_name"',
        '"Street address" = "street"',
        '"City" = "city"',
        '"State" = "state"',
        '"ZIP" = "postal_code"',
        '"KIT" = "kit"',
        '"Vibe" = ""  # not known',
        '"Fax" = ""  # left out: faxes are not kept',
        '"Medicaid" = "payment:medicaid"',
        '"Says “so”\\\\" = ""  # not known',
    ]
    assert outcomes(import_file(path, "--map", str(tmp_path / "map.toml"))) == {"created": 1}


def test_a_file_that_is_no_list_is_refused_in_words(tmp_path):
    path = sheet(tmp_path / "list.csv", {"Thing": "x", "Other thing": "y"})
    with pytest.raises(CommandError) as error:
        import_file(path)
    assert str(error.value).endswith(
        "A list that a person made is known by a column for the clinic's name and one for its address, city, ZIP code "
        "or phone, in one of the first 30 rows of a sheet that is not hidden."
    )


def test_a_promise_in_a_name_is_said(tmp_path):
    report = run(tmp_path, row(Clinic="Guaranteed Recovery", Description="We cure all", KIT="yes"))
    words = "a promise of results: a curator should look at it"
    assert sorted(warned(report)) == [(2, "Clinic", "Guaranteed", words), (2, "Description", "cure", words)]


def test_json_rows_are_a_list_too(tmp_path):
    path = tmp_path / "list.json"
    path.write_text(json.dumps([row(KIT=True) | {"ZIP": 85701, "Phone": None}]), encoding="utf-8")
    import_file(path)
    assert said(Program.objects.get())["types"] == "infusion"


def test_the_dirty_rows_are_all_accounted_for(tmp_path):
    if not DIRTY.exists():
        pytest.skip(f"{DIRTY} is not here")
    (tmp_path / "dirty.csv").write_bytes(DIRTY.read_bytes())
    report = import_file(tmp_path / "dirty.csv")
    assert (report["files"][0]["format"], report["rows"]) == ("spreadsheet", 349)
    # Three rows hold a comment and no clinic, one is a legend, one has neither city nor ZIP code.
    assert report["rejected"] + report["skipped"] == 5
    assert outcomes(import_file(tmp_path / "dirty.csv")) == {"unchanged": 344, "rejected": 5}
