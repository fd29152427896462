"""A list that a person made: phones, addresses and rows that nobody could find."""

import pytest

from programs.models import Clinic
from tests.import_files import import_file, outcomes
from tests.spreadsheet_rows import row, run, said, sheet, warned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "cell", ["5205550111", "5205550111.0", "5.205550111E9", "(520) 555-0111", "Dana: 520.555.0111"]
)
def test_a_phone_however_it_is_written(tmp_path, cell):
    run(tmp_path, row(Phone=cell))
    assert said(Clinic.objects.get())["phones"] == "main | +15205550111"


def test_several_phones_in_a_cell_and_in_columns(tmp_path):
    report = run(
        tmp_path,
        row(
            Phone="520-555-0111 / 520-555-0112 x3, 0114",
            Toll_free="800-555-0113",
            Admissions="520-555-0111",
            TTY="none yet",
        ),
    )
    assert said(Clinic.objects.get())["phones"] == (
        "main | +15205550111; main | +15205550112 | 3; other | +18005550113"
    )
    words = "no phone number: the row is taken without it"
    assert warned(report) == [(2, "Phone", "0114", words), (2, "TTY", "none yet", words)]


def test_a_whole_address_in_one_column(tmp_path):
    path = sheet(
        tmp_path / "list.csv", {"Name": "Harbor House", "Address": "12 Fake St\nSuite 5\nBoston, MA 02114"}
    )
    import_file(path)
    assert said(Clinic.objects.get()) == {
        "name": "Harbor House",
        "street": "12 Fake St",
        "unit": "Suite 5",
        "city": "Boston",
        "region": "MA",
        "postal_code": "02114",
    }


def test_the_second_line_of_an_address_is_the_unit(tmp_path):
    run(tmp_path, {"Name": "A", "Address 1": "9 Fake St", "Address 2": "Floor 2", "City": "Boston, MA 02114"})
    assert said(Clinic.objects.get()) == {
        "name": "A",
        "street": "9 Fake St",
        "unit": "Floor 2",
        "city": "Boston",
        "region": "MA",
        "postal_code": "02114",
    }


def test_a_state_is_taken_from_the_zip(tmp_path):
    report = run(tmp_path, row(State=""))
    assert list(Clinic.objects.values_list("region", "precision")) == [("AZ", "postal_code")]
    assert warned(report) == [(2, "State", "", "no state: AZ taken from the ZIP code 85701")]


def test_a_zip_of_another_state_gives_no_point(tmp_path):
    run(tmp_path, row(City="Santa Fe", State="NM"))
    assert list(Clinic.objects.values_list("region", "postal_code", "precision")) == [("NM", "85701", "city")]


@pytest.mark.parametrize("cell", ["---", "- - -", "Confidential", "address withheld"])
def test_an_address_that_the_list_withholds(tmp_path, cell):
    run(tmp_path, row(Street_address=cell))
    clinic = Clinic.objects.get()
    assert (clinic.address_withheld, clinic.street) == ("yes", "")


def test_rows_that_nobody_could_find_are_rejected_by_name(tmp_path):
    report = run(
        tmp_path,
        row(Clinic=""),
        row(ZIP="8570"),
        row(Clinic="B", State="Atlantis"),
        row(Clinic="C", ZIP="12AB5"),
        row(Clinic="D", City="", ZIP="", State=""),
    )
    assert outcomes(report) == {"created": 1, "rejected": 4}
    assert [(each["line"], each["column"], each["value"], each["reason"]) for each in report["rejects"]] == [
        (2, "Clinic", "", "the clinic has no name"),
        (4, "State", "Atlantis", "no US state: use two letters such as AZ"),
        (5, "ZIP", "12AB5", "no ZIP code: write five digits"),
        (6, "City", "", "neither a city nor a ZIP code: nobody could find it"),
    ]
    assert (report["code"], Clinic.objects.get().postal_code) == (3, "08570")


def test_rows_that_are_none_of_a_clinic_are_counted_apart(tmp_path):
    report = run(
        tmp_path,
        row(Clinic="Arizona", Street_address="", City="", State="", ZIP=""),
        row(),
        dict.fromkeys(row(), " "),
        {name: name for name in row()},
        row(Clinic="Total: 12", Street_address="", City="", State="", ZIP=""),
        row(Clinic="Sum", Street_address="", City="", State="", ZIP=""),
        row(Clinic="Source: my own calls in spring", Street_address="", City="", State="", ZIP=""),
        row(Clinic="Total Wellness", Street_address="7 Real Road"),
    )
    assert report["skipped_reasons"] == {
        "blank row": 1,
        "heading between the rows": 1,
        "note, no clinic": 1,
        "the header once more": 1,
        "totals row": 2,
    }
    assert sorted(Clinic.objects.values_list("name", flat=True)) == ["Blue Mesa", "Total Wellness"]
