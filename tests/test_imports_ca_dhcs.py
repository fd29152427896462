"""California's register of licences, as it is and as somebody cleaned it: each dirt, in invented rows."""

import pytest

from programs.imports import ca_dhcs, ca_dhcs_normalized
from programs.imports.row import Reject, Skip
from programs.models import Clinic, Conflict, DuplicateSuspect, Source
from tests.import_files import import_rows, outcomes
from tests.register_rows import read_rows

pytestmark = pytest.mark.django_db
DHCS = "California Department of Health Care Services (DHCS)"
SOURCE = "Register of California"


def raw_row(**cells):
    row = dict.fromkeys([*ca_dhcs.COLUMNS, "F20", "F21", "OBJECTID"], "")
    row |= {
        "Application_Number": "990001AN",
        "Facility_Name": "MCC HOUSE OF THE OAKS II",
        "Legal_Entity_Name": "OAKS RECOVERY, INC.",
        "Facility_Address1": "100 NORTH INVENTED STREET",
        "Facility_Address2": "SUITE B",
        "Facility_City": "SACRAMENTO, ",
        "Facility_State": "CA",
        "Facility_Zip": "95814-1234",
        "CountyName": "Sacramento County",
        "Facility_Phone": "(916) 555-0100 X250",
        "Program_Code": "RES-DETOX",
        "Target_Population": "1.3 --- WOMEN ONLY",
        "Type_of_Application": "Licensed and Certified",
        "Lic_Expiration_Date": "1/31/2028",
        "Latitude": "38.5800001",
        "Longitude": "-121.4900001",
    }
    return row | cells


def normalized_row(**cells):
    row = {ours: raw_row()[name] for name, ours in ca_dhcs.COLUMNS.items()}
    row = {name: row.get(ours, "") for name, ours in ca_dhcs_normalized.COLUMNS.items()}
    row |= {
        "city": "SACRAMENTO",
        "setting_code": "RES",
        "offers_detox": "true",
        "target_population": "WOMEN ONLY",
    }
    row |= {"is_licensed": "true", "is_certified": "true", "license_expiration": "2028-01-31"}
    return row | {"latitude": "38.58", "longitude": "-121.49"} | cells


@pytest.fixture
def read_one(tmp_path):
    def run(scope="all", **cells):
        [found] = read_rows(ca_dhcs, tmp_path / "rows.csv", [raw_row(**cells)], scope=scope)
        return found

    return run


def test_a_row_says_what_it_says(read_one):
    row = read_one()
    assert row.key == "990001AN"
    assert row.clinic == {
        "name": "MCC House of the Oaks II",
        "organization": "Oaks Recovery, Inc.",
        "street": "100 North Invented Street",
        "unit": "Suite B",
        "city": "Sacramento",
        "county": "Sacramento",
        "region": "CA",
        "postal_code": "95814",
        "country": "US",
        "latitude": "38.58",
        "longitude": "-121.49",
        "precision": "street",
        "phones": "main | +19165550100 | 250",
        "licences": f"licence | {DHCS} | 990001AN | not_stated | 2028-01-31; "
        f"certification | {DHCS}, program certification | 990001AN | not_stated | 2028-01-31",
    }
    assert row.programs == {
        "other-care": {
            "types": "other-care",
            "name": "Other care here",
            "medicine": "none",
            "settings": "residential; residential-withdrawal",
            "therapies": "withdrawal-care",
            "groups": "female-accepted; male-accepted=no; women",
        }
    }
    assert (row.operator, row.warnings, row.only_known) == ({"name": "Oaks Recovery, Inc."}, (), False)


def test_the_cleaned_register_says_the_same(read_one, tmp_path):
    [clean] = read_rows(ca_dhcs_normalized, tmp_path / "clean.csv", [normalized_row()])
    raw = read_one()
    assert (clean.key, clean.clinic, clean.programs) == (raw.key, raw.clinic, raw.programs)


@pytest.mark.parametrize(
    ("code", "settings", "therapies"),
    [
        ("RES", "residential", ""),
        ("NON", "outpatient", ""),
        ("NON-DETOX", "outpatient; outpatient-withdrawal", "withdrawal-care"),
        ("DSS", "", ""),
        ("DSS-DETOX", "", "withdrawal-care"),
        ("DPH-DETOX", "", "withdrawal-care"),
    ],
)
def test_program_codes(read_one, code, settings, therapies):
    care = read_one(Program_Code=code).programs["other-care"]
    assert (care.get("settings", ""), care.get("therapies", "")) == (settings, therapies)


@pytest.mark.parametrize(
    ("population", "groups"),
    [
        ("1.1 --- CO-ED", "female-accepted; male-accepted"),
        ("1.2 --- MEN ONLY", "female-accepted=no; male-accepted; men"),
        ("1.4 --- WOMEN/CHILDREN", "female-accepted; women; parents"),
        ("1.5 --- YOUTH/ADOLESCENT", "adolescents"),
        ("1.10 --- CO-ED/YOUTH", "female-accepted; male-accepted; adolescents"),
        ("1.14 --- WOMEN/CHILD/DUAL", "female-accepted; women; parents; co-occurring"),
        ("1.8 --- DUAL DIAGNOSIS", "co-occurring"),
        ("1.7 --- FAMILIES", "parents"),
        ("", ""),
    ],
)
def test_target_populations(read_one, population, groups):
    row = read_one(Target_Population=population)
    assert (row.programs["other-care"].get("groups", ""), row.warnings) == (groups, ())


@pytest.mark.parametrize(
    ("papers", "kinds"),
    [("Licensed", ["licence"]), ("Certified", ["certification"])],
)
def test_licence_or_certification(read_one, papers, kinds):
    line = read_one(Type_of_Application=papers).clinic["licences"]
    assert [record.partition(" | ")[0] for record in line.split("; ")] == kinds


def test_what_cannot_be_read_is_told_by_the_files_own_columns(read_one):
    row = read_one(
        Target_Population="1.99 --- MARTIANS",
        Lic_Expiration_Date="soon",
        Facility_Phone="X",
        Facility_City="ELK GROVE, ORANGEVALE",
        Additional_Facility_Locations="102 AND 104 NORTH INVENTED STREET",
    )
    assert {column: words for column, _value, words in row.warnings} == {
        "Target_Population": "unknown population: nothing was made of it",
        "Lic_Expiration_Date": "no date such as 2027-03-31: taken as not stated",
        "Facility_Phone": "no phone number: the row is taken without it",
        "Facility_City": "several cities: ELK GROVE is taken",
        "Additional_Facility_Locations": "further buildings under this license: kept with the row alone",
    }
    assert row.clinic["city"] == "Elk Grove"
    assert row.clinic["licences"].startswith(f"licence | {DHCS} | 990001AN | not_stated; ")


def test_an_extension_without_digits_two_house_numbers_and_a_long_list_of_rooms(read_one):
    rooms = "ROOMS " + ",".join(str(number) for number in range(100, 140))
    street = "8919/8921 INVENTED AVE."
    row = read_one(Facility_Phone="(916) 555-0100 X", Facility_Address1=street, Facility_Address2=rooms)
    assert row.clinic["phones"] == "main | +19165550100"
    assert row.clinic["street"] == "8919-8921 Invented Ave."
    assert (
        row.clinic["unit"]
        == "Rooms 100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117 …"
    )
    assert [(column, words) for column, _value, words in row.warnings] == [
        ("Facility_Address2", "cut: the whole is kept with the row")
    ]


def test_a_unit_is_cut_at_what_a_clinic_keeps():
    assert Clinic._meta.get_field("unit").max_length == ca_dhcs.UNIT_LENGTH


def test_a_point_of_zeros_is_none(read_one):
    row = read_one(Latitude="0", Longitude="0")
    assert (row.clinic["precision"], row.warnings) == ("postal_code", ())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("OAKS RECOVERY, INC., D.B.A. THE OAKS", "The Oaks"),
        ("OAKS RECOVERY DBA: THE OAKS", "The Oaks"),
        ("OAKS RECOVERY DBA", "Oaks Recovery DBA"),
        ("DBA HOUSE", "DBA House"),
        ("FEDBALL HOUSE", "Fedball House"),
    ],
)
def test_the_name_under_which_a_place_does_business_is_its_own(read_one, written, meant):
    row = read_one(Facility_Name=written)
    assert (row.clinic["name"], row.clinic["organization"]) == (meant, "Oaks Recovery, Inc.")


@pytest.mark.parametrize("state", ["", "ca", "C"])
def test_the_register_is_californias(read_one, state):
    assert read_one(Facility_State=state).clinic["region"] == "CA"


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Application_Number": ""}, "Application_Number"),
        ({"Facility_Name": " "}, "Facility_Name"),
        ({"Facility_State": "NV"}, "Facility_State"),
        ({"Facility_Zip": "9581"[:2]}, "Facility_Zip"),
        ({"Facility_Zip": "", "Facility_City": ""}, "Facility_City"),
        ({"Program_Code": "ZZZ"}, "Program_Code"),
        ({"Type_of_Application": "Pending"}, "Type_of_Application"),
    ],
)
def test_rejected_rows_name_the_files_own_column(read_one, cells, column):
    found = read_one(**cells)
    assert isinstance(found, Reject)
    assert found.column == column


def test_a_blank_row_is_skipped(read_one):
    assert isinstance(read_one(**dict.fromkeys(raw_row(), "")), Skip)


def test_the_narrow_scope_only_adds(read_one):
    row = read_one("ketamine")
    assert (row.only_known, row.programs) == (True, {})


def test_a_licence_that_was_renewed_is_the_same_row(tmp_path):
    report = import_rows(tmp_path, [raw_row()], source=SOURCE, edition="2026")
    assert report["files"][0]["format"] == "ca-dhcs"
    renewed = raw_row(Lic_Expiration_Date="1/31/2030", Facility_Name="HOUSE OF OAKS")
    report = import_rows(tmp_path, [renewed], source=SOURCE, edition="2027")
    assert outcomes(report) == {"updated": 1}
    clinic = Clinic.objects.get()
    assert clinic.name == "House of Oaks"
    assert {licence.valid_until.isoformat() for licence in clinic.licences.all()} == {"2030-01-31"}
    source = Source.objects.get(name=SOURCE)
    assert (source.kind, source.licence) == ("register", "Creative Commons Attribution 4.0 (CC BY 4.0)")
    assert source.attribution.startswith(f"{DHCS}, SUD Recovery Treatment Facilities")


def test_the_two_layouts_are_one_list(tmp_path):
    import_rows(tmp_path, [raw_row()], source=SOURCE, edition="2026")
    report = import_rows(tmp_path, [normalized_row()], source=SOURCE, edition="2026")
    assert (report["files"][0]["format"], outcomes(report)) == ("ca-dhcs-normalized", {"unchanged": 1})


def test_two_units_of_one_operator_are_suspected_once_whichever_register_says_so(tmp_path):
    names = {"Application_Number": "990002AN", "Facility_Address2": "SUITE C"}
    first = import_rows(tmp_path, [raw_row(), raw_row(**names)], source=SOURCE)
    clean = [normalized_row(), normalized_row(license_number="990002AN", address_line2="SUITE C")]
    second = import_rows(tmp_path, clean, source="Register, cleaned")
    assert (first["suspects"], second["suspects"]) == (1, 0)
    assert (Clinic.objects.count(), DuplicateSuspect.objects.count()) == (2, 1)
    assert Conflict.objects.count() == 0


@pytest.mark.parametrize(
    ("point", "county", "then", "told"),
    [
        # the city's own point: the postal code is doubted, and the county kept
        (("38.58", "-121.49"), "Sacramento County", ("38.58", "street", "Sacramento"), []),
        (("36.85", "-121.40"), "San Benito County", ("36.85", "street", "San Benito"), ["Facility_Zip"]),
        # no point, or one elsewhere: the county is doubted
        (("", ""), "San Benito County", (None, "postal_code", ""), ["county"]),
        (("34.05", "-118.24"), "San Benito County", (None, "postal_code", ""), ["Latitude", "county"]),
    ],
)
def test_a_postal_code_that_is_far_from_city_and_point_is_doubted(tmp_path, point, county, then, told):
    city, code = ("SACRAMENTO", "95814") if "Sacramento" in county else ("HOLLISTER", "95203")
    place = {"Facility_City": city, "Facility_Zip": code, "CountyName": county}
    row = raw_row(Latitude=point[0], Longitude=point[1], **place)
    report = import_rows(tmp_path, [row], source=SOURCE)
    clinic = Clinic.objects.get()
    latitude, precision, kept = then
    assert (clinic.precision, clinic.county, clinic.postal_code) == (precision, kept, code)
    assert latitude is None or str(clinic.latitude) == latitude
    assert [each["column"] for each in report["warnings"]] == told
