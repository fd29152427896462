"""SAMHSA's list of opioid treatment programs, in invented rows: it has a name and an address, and says no more."""

import pytest

from programs.imports import samhsa_otp
from programs.imports.row import Reject, Skip
from programs.models import Clinic
from programs.models.facts import texts
from tests.import_files import directory_row, import_file, import_rows, outcomes
from tests.register_rows import read_rows

pytestmark = pytest.mark.django_db
SOURCE = "Opioid treatment programs"


def otp_row(**cells):
    row = {"ID": "Blue Mesa Recovery", "ADDRESS": "100 North Invented Street, Suite 4", "CITY": "Tucson"}
    return row | {"STATE": "AZ", "POSTAL": "85701-1234"} | cells


@pytest.fixture
def read_one(tmp_path):
    def run(scope="all", **cells):
        [found] = read_rows(samhsa_otp, tmp_path / "rows.csv", [otp_row(**cells)], scope=scope)
        return found

    return run


def test_the_name_stands_under_id_and_nothing_is_inferred(read_one):
    row = read_one()
    assert row.programs == {
        "other-care": {"types": "other-care", "name": "Other care here", "medicine": "none"}
    }
    assert row.clinic == {
        "name": "Blue Mesa Recovery",
        "organization": "Blue Mesa Recovery",
        "street": "100 North Invented Street",
        "unit": "Suite 4",
        "city": "Tucson",
        "region": "AZ",
        "postal_code": "85701",
        "country": "US",
        "latitude": "32.2139",
        "longitude": "-110.9694",
        "precision": "postal_code",
    }
    assert row.operator == {"name": "Blue Mesa Recovery"}


def test_capitals_are_made_readable(read_one):
    row = read_one(ID="CRI OF THE MESA, INC.", ADDRESS="7 WEST 2ND STREET", CITY="TUCSON")
    names = ("name", "street", "city")
    assert [row.clinic[name] for name in names] == ["CRI of the Mesa, Inc.", "7 West 2nd Street", "Tucson"]


def test_the_name_under_which_a_program_does_business_is_its_own(read_one):
    row = read_one(ID="Twin Mesas Inc dba Blue House")
    assert (row.clinic["name"], row.clinic["organization"]) == ("Blue House", "Twin Mesas Inc")


def test_the_narrow_scope_only_adds(read_one):
    assert read_one("ketamine").only_known


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"ID": ""}, "ID"),
        ({"STATE": "ZZ"}, "STATE"),
        ({"POSTAL": "857"[:2]}, "POSTAL"),
        ({"POSTAL": "", "CITY": ""}, "CITY"),
    ],
)
def test_a_rejected_row_names_its_own_column(read_one, cells, column):
    found = read_one(**cells)
    assert isinstance(found, Reject)
    assert found.column == column


def test_a_blank_row_is_skipped(read_one):
    found = read_one(**dict.fromkeys(otp_row(), ""))
    assert isinstance(found, Skip)


def test_the_header_is_known_only_when_it_is_exactly_this():
    header = list(otp_row())
    assert samhsa_otp.recognise(header) == "its columns are exactly ID, ADDRESS, CITY, STATE, POSTAL"
    assert samhsa_otp.recognise([*header, "PHONE"]) is None
    assert samhsa_otp.recognise(header[::-1]) is None


def test_a_windows_file_is_read_and_a_second_run_changes_nothing(tmp_path):
    rows = ["ID,ADDRESS,CITY,STATE,POSTAL", "Clínica Niño,9 Calle Inventada,Tucson,AZ,85701"]
    path = tmp_path / "otp.csv"
    path.write_bytes("\r\n".join(rows).encode("cp1252"))
    report = import_file(path, source=SOURCE, edition="2026")
    assert (report["files"][0]["format"], report["files"][0]["encoding"]) == ("samhsa-otp", "windows-1252")
    assert outcomes(report) == {"created": 1}
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.status) == ("Clínica Niño", "published")
    said = {name for name, text in texts(clinic.programs.get()).items() if text not in ("", "not_stated")}
    assert said == {"clinic", "status", "slug", "types", "name", "medicine", "dose_unit"} & said
    assert outcomes(import_file(path, source=SOURCE, edition="2026")) == {"unchanged": 1}


def test_a_place_that_the_directory_has_is_one_clinic(tmp_path):
    import_rows(tmp_path, [directory_row(name1="Blue Mesa Recovery")])
    report = import_rows(tmp_path, [otp_row()], source=SOURCE, edition="2026")
    assert outcomes(report) == {"updated": 1}
    assert Clinic.objects.count() == 1
