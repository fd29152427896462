"""SAMHSA's locators of 2020 and 2021: each dirt that their files hold, in invented rows."""

import re

import pytest

from programs.imports import formats, samhsa_locator
from programs.imports.row import Reject, Row, Skip
from programs.models import Change, Clinic, Program
from tests.import_files import directory_row, import_rows, outcomes
from tests.register_rows import read_rows

pytestmark = pytest.mark.django_db
LOCATOR = "Locator of 2020"
POINT = {"latitude": "32.2181", "longitude": "-110.9712"}


def substance_row(**cells):
    row = dict.fromkeys(
        "name1 name2 street1 street2 city state zip zip4 county latitude longitude".split(), ""
    )
    place = {"street1": "100 North Invented Street", "city": "Tucson", "state": "AZ", "zip": "85701"}
    return row | {"name1": "Blue Mesa Counseling", "county": "Pima", **place, **POINT} | cells


def mental_row(**cells):
    contact = {"phone": "520-555-0100", "website": "http://www.bluemesa.example", "type_facility": "MH"}
    row = {"": "1", **substance_row(), **dict.fromkeys(["intake_prompt", "intake1", "intake2"], "")}
    return row | contact | cells


@pytest.fixture
def read_one(tmp_path):
    def run(row, scope="all"):
        [found] = read_rows(samhsa_locator, tmp_path / "rows.csv", [row], scope=scope)
        return found

    return run


def test_the_substance_use_locator_says_that_a_place_treats_addiction_and_no_more(read_one):
    row = read_one(substance_row(name2="DBA Mesa Azul"))
    assert row.programs == {
        "other-care": {"types": "other-care", "name": "Other care here", "medicine": "none"}
    }
    assert row.clinic == {
        "name": "Mesa Azul",
        "organization": "Blue Mesa Counseling",
        "street": "100 North Invented Street",
        "city": "Tucson",
        "county": "Pima",
        "region": "AZ",
        "postal_code": "85701",
        "country": "US",
        "latitude": "32.2181",
        "longitude": "-110.9712",
        "precision": "street",
    }
    assert (row.only_known, row.warnings) == (False, ())


def test_the_mental_health_locator_adds_to_clinics_that_are_here(read_one):
    row = read_one(mental_row(intake1="520-555-0101 x301", intake_prompt="Intakes"))
    assert (row.only_known, row.programs) == (True, {})
    assert row.clinic["phones"] == "main | +15205550100; intake | +15205550101 | 301"
    assert row.clinic["website"] == "http://www.bluemesa.example"


def test_in_the_narrow_scope_neither_makes_a_clinic(read_one):
    assert read_one(substance_row(), scope="ketamine").only_known
    assert read_one(mental_row(), scope="ketamine").only_known


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://", ""),
        ("", ""),
        ("NA", ""),
        ("http://WWW.BlueMesa.Example/Our-Care", "http://www.bluemesa.example/Our-Care"),
        ("http://www.bluemesa.example\\care/", "http://www.bluemesa.example/care/"),
        ("www.bluemesa.example", "http://www.bluemesa.example"),
        ("http://https://bluemesa.example", "http://bluemesa.example"),
        ("https://bluemesa.example", "https://bluemesa.example"),
    ],
)
def test_web_addresses_as_they_are_written(read_one, written, meant):
    row = read_one(mental_row(website=written))
    assert (row.clinic.get("website", ""), row.warnings) == (meant, ())


def test_what_is_no_web_address_is_told_and_left_out(read_one):
    row = read_one(mental_row(website="http://www://bluemesa"))
    assert "website" not in row.clinic
    assert row.warnings == (
        ("website", "http://www://bluemesa", "no web address: the row is taken without it"),
    )


def test_postal_codes_that_were_numbers(read_one):
    row = read_one(mental_row(zip="6708", city="Waterbury", state="CT", latitude="", longitude=""))
    assert row.clinic["postal_code"] == "06708"


@pytest.mark.parametrize(
    ("latitude", "longitude", "warned"),
    [
        ("41.5", "-73.0", "miles from its postal code or city: doubted, the place's middle is taken"),
        ("32.2181", "110.9712", "miles from its postal code or city: doubted, the place's middle is taken"),
        ("132.2", "-110.9", "no coordinates: the place's middle is taken"),
        ("north", "-110.9", "no coordinates: the place's middle is taken"),
        ("nan", "nan", "no coordinates: the place's middle is taken"),
        ("0", "0", None),
        ("NA", "NA", None),
        ("", "", None),
    ],
)
def test_coordinates_that_cannot_be_are_not_used(read_one, latitude, longitude, warned):
    row = read_one(mental_row(latitude=latitude, longitude=longitude))
    assert row.clinic["precision"] == "postal_code"
    assert (row.clinic["latitude"], row.clinic["longitude"]) == ("32.2139", "-110.9694")
    told = [(column, re.sub("^[0-9,.]+ ", "", words)) for column, _value, words in row.warnings]
    assert told == ([("latitude", warned)] if warned else [])


def test_of_a_withheld_address_nothing_but_the_city_is_read(read_one):
    row = read_one(substance_row(street1="- - -", street2="Suite 4"))
    assert row.clinic["address_withheld"] == "yes"
    assert row.clinic["precision"] == "city"
    assert {"street", "unit", "county"} & set(row.clinic) == set()


def test_rows_that_are_no_facility_and_rows_without_a_place(read_one):
    assert isinstance(read_one(dict.fromkeys(substance_row(), "")), Skip)
    found = read_one(substance_row(state="Arizonia"))
    assert isinstance(found, Reject)
    assert (found.column, found.value) == ("state", "Arizonia")
    found = read_one(mental_row(type_facility="XX"))
    assert (found.column, found.value, found.reason) == ("type_facility", "XX", "write MH or SA")
    assert isinstance(read_one(mental_row(type_facility="SA")), Row)


@pytest.mark.parametrize(("row", "year"), [(mental_row(), "2020"), (substance_row(), "2021")])
def test_each_layout_is_known_by_its_header_and_has_its_year(tmp_path, row, year):
    report = import_rows(tmp_path, [row], edition="", source=LOCATOR)
    assert (report["files"][0]["format"], report["edition"]) == ("samhsa-locator", year)


def test_a_sheet_with_more_than_the_locators_columns_is_something_else():
    assert samhsa_locator.recognise([*substance_row(), "price"]) is None
    assert samhsa_locator.recognise([*mental_row(), "service_code_info"]) is None
    assert samhsa_locator in formats.FORMATS


def test_the_locator_brings_point_county_and_website_to_a_clinic_that_lacks_them(tmp_path):
    import_rows(tmp_path, [directory_row()])
    before = Clinic.objects.get()
    assert (before.precision, before.website, before.county) == ("postal_code", "", "")
    other = mental_row(name1="Another Place", street1="9 Other Road", phone="520-555-0190")
    report = import_rows(tmp_path, [mental_row(), other], source=LOCATOR, edition="2020")
    assert outcomes(report) == {"updated": 1, "skipped": 1}
    assert report["skipped_reasons"] == {samhsa_locator.OUT_OF_SCOPE: 1}
    clinic = Clinic.objects.get()
    assert (clinic.latitude, clinic.longitude, clinic.precision) == (32.2181, -110.9712, "street")
    assert (clinic.website, clinic.county, clinic.name) == (
        "http://www.bluemesa.example",
        "Pima",
        before.name,
    )
    assert Program.objects.count() == 2
    changes = Change.objects.count()
    again = import_rows(tmp_path, [mental_row(), other], source=LOCATOR, edition="2020")
    assert outcomes(again) == {"unchanged": 1, "skipped": 1}
    assert Change.objects.count() == changes


@pytest.mark.parametrize(("county", "kept"), [("Pima", "Pima"), ("Pinal", "Pinal"), ("Mohave", "")])
def test_a_county_far_from_the_postal_code_is_left_out_with_a_warning(tmp_path, county, kept):
    report = import_rows(tmp_path, [substance_row(county=county)], source=LOCATOR)
    words = "far from 85701 (Tucson): left out, one of the two is mistaken"
    told = [(each["line"], each["column"], each["value"], each["warning"]) for each in report["warnings"]]
    assert told == ([] if kept else [(2, "county", county, words)])
    assert Clinic.objects.get().county == kept


@pytest.mark.parametrize(
    ("name1", "name2", "taken"),
    [
        ("Blue Mesa Counseling Inc", "", True),
        ("Ocotillo Health", "Blue Mesa Counseling", True),
        ("Ocotillo Health", "", False),
    ],
)
def test_a_website_of_then_is_not_given_to_a_clinic_that_is_called_otherwise_now(
    tmp_path, name1, name2, taken
):
    import_rows(tmp_path, [directory_row()])
    row = mental_row(name1=name1, name2=name2)
    import_rows(tmp_path, [row], edition="2020", source=LOCATOR)
    clinic = Clinic.objects.get()
    assert clinic.website == ("http://www.bluemesa.example" if taken else "")
    assert clinic.county == "Pima"
    kept = clinic.records.get(source__name=LOCATOR)
    assert kept.said["website"] == "http://www.bluemesa.example"
    again = import_rows(tmp_path, [row], edition="2020", source=LOCATOR)
    assert outcomes(again) == {"unchanged": 1}


def test_the_directory_of_next_year_does_not_take_the_locators_point_away(tmp_path):
    import_rows(tmp_path, [directory_row()])
    import_rows(tmp_path, [mental_row()], source=LOCATOR, edition="2020")
    import_rows(tmp_path, [directory_row(service_code_info="SA MH * OP * KIT * MD")], edition="2025")
    assert Clinic.objects.get().precision == "street"
