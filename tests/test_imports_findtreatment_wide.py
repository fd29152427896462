"""FindTreatment.gov's export, one column a code: each dirt of it, in invented rows."""

import pytest

from programs.imports import findtreatment_wide, samhsa_directory
from programs.imports.row import Reject, Skip
from tests.import_files import directory_row, import_rows
from tests.register_rows import read_rows

pytestmark = pytest.mark.django_db
PLACE = (
    "name1 name2 street1 street2 city state zip zip4 county phone intake1 website latitude longitude".split()
)
CODES = "sa op res naut adtx cbt mh kit md pi pvtn sp stag ah n23 ct pvt mmw bmw ubn oddity".split()


def wide_row(kind="MH", **cells):
    """A row with columns for CODES, in the spelling of the sheet: capitals and blanks as they come."""
    row = dict.fromkeys([*PLACE, "type_facility", "last_update", *CODES], "")
    place = {"street1": "100 North Invented Street", "city": "Tucson", "state": "AZ", "zip": "85701"}
    row |= {"name1": "Blue Mesa Counseling", "phone": "520-555-0100", "type_facility": kind, **place} | cells
    return {f"  {name} " if name in ("name1", "n23") else name: cell for name, cell in row.items()}


@pytest.fixture
def read_one(tmp_path):
    def run(*, scope="all", edition="2024", **cells):
        path = tmp_path / "rows.csv"
        [found] = read_rows(findtreatment_wide, path, [wide_row(**cells)], scope=scope, edition=edition)
        return found

    return run


def test_it_says_what_the_directory_says_with_the_same_codes(read_one, tmp_path):
    wide = read_one(sa="1", op="1", kit="1", cbt="1", md="1", pi="1", pvtn="1", sp="1")
    row = directory_row(service_code_info="SA * OP * KIT CBT * MD PI * PVTN * SP")
    [listed] = read_rows(samhsa_directory, tmp_path / "directory.csv", [row])
    assert wide.programs == listed.programs
    assert wide.clinic == listed.clinic
    assert wide.operator == listed.operator
    assert wide.key == listed.key


def test_ketamine_makes_a_program_that_holds_only_what_the_code_says(read_one):
    row = read_one(kit="1", res="1", md="1", scope="ketamine")
    assert row.programs == {
        "infusion-residential": {
            "types": "infusion-residential",
            "name": "Ketamine infusion",
            "medicine": "ketamine",
            "routes": "iv-infusion",
        }
    }


def test_of_a_row_only_the_filled_cells_are_kept(read_one):
    row = read_one(sa="1")
    assert row.raw == {
        "name1": "Blue Mesa Counseling",
        "street1": "100 North Invented Street",
        "city": "Tucson",
        "state": "AZ",
        "zip": "85701",
        "phone": "520-555-0100",
        "type_facility": "MH",
        "sa": "1",
    }


def test_a_code_of_the_other_list_counts_too(read_one):
    row = read_one(sa="1", stag="1")
    assert row.clinic["licences"] == "licence | State substance use treatment agency |  | not_stated"
    assert row.warnings == ()


def test_codes_of_2018_are_read_as_what_says_the_same_today(read_one):
    row = read_one(kind="SA", edition="2018", sa="1", mmw="1", n23="1", ah="1", ct="1", pvt="1", ubn="1")
    care = row.programs["other-care"]
    assert care["therapies"] == "medication-for-opioids; methadone"
    assert row.clinic["languages"] == "nv"
    assert ("ownership" in row.operator, row.warnings) == (False, ())


def test_services_for_the_deaf_became_sign_language_only_later(read_one):
    assert read_one(sa="1", ah="1").clinic["languages"] == "ase"
    assert "languages" not in read_one(sa="1", ah="1", edition="2018").clinic


def test_what_is_neither_one_nor_empty_is_told(read_one):
    row = read_one(sa="1.0", op="0", res="x", oddity="1")
    assert row.warnings == (
        ("res", "x", "neither 1 nor empty"),
        ("oddity", "1", "unknown code: nothing was made of it"),
    )
    assert "settings" not in row.programs["other-care"]


def test_rows_of_no_use(read_one):
    assert read_one(mh="1", op="1").reason.endswith("no addiction care")
    assert isinstance(read_one(name1="", street1="", city="", state="", zip="", phone="", kind=""), Skip)
    found = read_one(kind="XX", sa="1")
    assert isinstance(found, Reject)
    assert (found.column, found.value) == ("type_facility", "XX")


@pytest.mark.parametrize(("dropped", "year"), [((), "2018"), (("mmw", "bmw", "ubn"), "2024")])
def test_it_is_known_by_its_header_and_has_its_year(tmp_path, dropped, year):
    row = {name: cell for name, cell in wide_row(sa="1").items() if name not in dropped}
    report = import_rows(tmp_path, [row], edition="", source="Export")
    assert (report["files"][0]["format"], report["edition"]) == ("findtreatment-wide", year)
    assert report["files"][0]["because"].startswith("it has the columns name1, zip and type_facility, and ")


def test_no_and_yes_to_one_term_is_neither_and_both_columns_are_named(read_one):
    row = read_one(sa="1", naut="1", adtx="1", kind="SA")
    words = "no and yes to alcohol in one row: taken as not stated"
    assert row.warnings == (("naut, adtx", "NAUT, ADTX", words),)
    assert "substances" not in row.programs["other-care"]
