"""The reader of the federal directories: each dirt that their files hold, in invented rows."""

import pytest

from programs.imports.facility import NO_CARE
from programs.imports.options import Options
from programs.imports.row import Reject, Row, Skip
from programs.imports.samhsa_directory import read
from programs.imports.table import Table
from tests.import_files import KETAMINE, OTHER_CARE, directory_row, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_one(tmp_path):
    def run(scope="all", **cells):
        path = write_rows(tmp_path / "rows.csv", [directory_row(**cells)])
        [found] = list(read(Table(path), Options("Register", "2024", scope)))
        return found

    return run


def test_ketamine_makes_a_program_that_holds_only_what_the_code_says(read_one):
    row = read_one()
    assert row.programs["infusion"] == {
        "types": "infusion",
        "name": "Ketamine infusion",
        "medicine": "ketamine",
        "routes": "iv-infusion",
    }
    assert row.programs["other-care"]["payments"] == "private-insurance; medicaid"
    assert row.programs["other-care"]["therapies"] == "group-counselling; cbt"
    assert row.clinic["languages"] == "es"
    assert row.operator == {"name": "Blue Mesa Counseling", "ownership": "private_nonprofit"}
    assert set(row.programs) == {"infusion", "other-care"}


def test_ketamine_where_nobody_comes_for_the_day_is_residential(read_one):
    row = read_one(service_code_info="MH * RES * KIT")
    assert list(row.programs) == ["infusion-residential"]


def test_ketamine_without_substance_use_treatment_is_one_program(read_one):
    row = read_one(service_code_info="MH * OP * KIT CBT * MD")
    assert list(row.programs) == ["infusion"]


def test_one_code_means_two_things_in_the_two_directories(read_one):
    mental = read_one(service_code_info="SA * OP * TELE * AUINPE * SS")
    substance = read_one(directory_type="substance", service_code_info="SA * OP * TELE * NP * SS")
    assert [warning[1] for warning in mental.warnings] == ["AUINPE"]
    assert substance.programs["other-care"]["payments"] == "sliding-scale; no-cost"
    medical = read_one(directory_type="mental", service_code_info="SA * MHC * DT")
    detox = read_one(directory_type="substance", service_code_info="SA * DT")
    assert "therapies" not in medical.programs["other-care"]
    assert detox.programs["other-care"]["therapies"] == "withdrawal-care"


@pytest.mark.parametrize(
    ("codes", "substances", "odd"),
    [
        ("NAUT ADTX * NOOP", "opioids=no", [("NAUT, ADTX", "alcohol")]),
        ("NAUT * NOOP NU BU", "alcohol=no", [("NOOP, NU", "opioids")]),
        ("NAUT DSF * NOOP", "opioids=no", [("NAUT, DSF", "alcohol")]),
        ("NAUT ACM ADTX * NOOP BU", None, [("NAUT, ADTX", "alcohol"), ("NOOP, BU", "opioids")]),
        ("NAUT * NOOP", "alcohol=no; opioids=no", []),
        ("ADTX * BU", "alcohol; opioids", []),
    ],
)
def test_a_row_that_says_yes_and_no_says_neither_and_the_report_names_both_codes(
    read_one, codes, substances, odd
):
    row = read_one(directory_type="substance", service_code_info=f"SA * {codes}")
    assert row.programs["other-care"].get("substances") == substances
    assert row.warnings == tuple(
        ("service_code_info", two, f"no and yes to {slug} in one row: taken as not stated")
        for two, slug in odd
    )


def test_medication_to_which_one_code_says_yes_and_another_no_is_not_stated(read_one):
    row = read_one(directory_type="substance", service_code_info="SA * NMAUT ACM")
    assert row.programs["other-care"]["therapies"] == "acamprosate"
    assert [(value, words) for _column, value, words in row.warnings] == [
        ("NMAUT, ACM", "no and yes to medication-for-alcohol in one row: taken as not stated")
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7042", "07042"),
        ("680", "00680"),
        ("85701-1234", "85701"),
        ("857011234", "85701"),
        ("85701.0", "85701"),
        ("", ""),
    ],
)
def test_lost_zeros_of_postal_codes_come_back(read_one, written, meant):
    assert read_one(zip=written).clinic.get("postal_code", "") == meant


@pytest.mark.parametrize("street", ["---", "- - -", " --- "])
def test_a_withheld_street_is_no_street_and_its_point_the_city(read_one, street):
    clinic = read_one(street1=street, street2="Building 5").clinic
    assert clinic["address_withheld"] == "yes"
    assert "street" not in clinic
    assert "unit" not in clinic
    assert clinic["precision"] == "city"


def test_a_street_below_the_name_of_a_house_is_shown_as_the_street(read_one):
    row = read_one(street1="Mesa Federal Building", street2="881 Invented Street, 2nd Floor")
    assert (row.clinic["street"], row.clinic["unit"]) == (
        "881 Invented Street",
        "2nd Floor, Mesa Federal Building",
    )


def test_without_coordinates_the_postal_code_gives_the_point(read_one):
    clinic = read_one().clinic
    assert (round(float(clinic["latitude"])), round(float(clinic["longitude"]))) == (32, -111)
    assert clinic["precision"] == "postal_code"


def test_an_unknown_postal_code_gives_the_middle_of_its_neighbours_then_of_the_city(read_one):
    near = read_one(zip="00699", state="PR", city="Mayaguez").clinic
    assert near["precision"] == "city"
    assert round(float(near["latitude"])) == 18
    city = read_one(zip="", city="tucson").clinic
    assert (city["precision"], round(float(city["latitude"]))) == ("city", 32)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("520-555-0100 x123", "main | +15205550100 | 123"),
        ("(520) 555-0100 X0042", "main | +15205550100 | 0042"),
        ("520-555-0100 X", "main | +15205550100"),
        ("1-520-555-0100", "main | +15205550100"),
        ("520-555HELP", "main | +15205554357"),
        ("520-5550DUI", "main | +15205550384"),
        ("866-YESYWCA", "main | +18669379922"),
    ],
)
def test_phones_with_extensions_and_letters(read_one, written, line):
    assert read_one(phone=written).clinic["phones"] == line


def test_phones_of_intake_are_kept_once(read_one):
    row = read_one(intake1="520-555-0101", intake2="520-555-0100", intake1a="520-555-0102 x7")
    assert row.clinic["phones"] == ("main | +15205550100; intake | +15205550101; intake | +15205550102 | 7")


def test_a_phone_that_is_none_is_a_warning_not_the_end_of_the_row(read_one):
    row = read_one(phone="call us")
    assert "phones" not in row.clinic
    assert [(column, value) for column, value, _words in row.warnings] == [("phone", "call us")]


@pytest.mark.parametrize(
    ("first", "second", "name", "operator"),
    [
        ("Invented Neuropsychiatric Hospital at", "IMTU", "Invented Neuropsychiatric Hospital at IMTU", None),
        ("Mesa Counseling and", "Support Services Inc/Outpt Trt Unit", "Mesa Counseling and Support Services "
         "Inc/Outpt Trt Unit", None),
        ("Mesa Institute for Trt and Educ", "(MITE)/East", "Mesa Institute for Trt and Educ (MITE)/East",
         "Mesa Institute for Trt and Educ"),
        ("Mesa Health  Inc ", "Payson Clinic", "Mesa Health Inc: Payson Clinic", "Mesa Health Inc"),
        ("Mesa Healthcare LLC", "DBA Saguaro Care", "Saguaro Care", "Mesa Healthcare LLC"),
        ("Mesa Healthcare LLC", "DBA as Saguaro Care", "Saguaro Care", "Mesa Healthcare LLC"),
        ("Mesa Inc /DBA Saguaro Care", "", "Saguaro Care", "Mesa Inc"),
        ("Mesa Inc (d/b/a Saguaro Care)", "", "Saguaro Care", "Mesa Inc"),
        ("Mesa Inc, doing business as: Saguaro Care", "", "Saguaro Care", "Mesa Inc"),
        ("Mesa Council on Alcoholism and", "Drug Abuse/DBA Mile High", "Mile High", "Mesa Council on Alcoholism and "
         "Drug Abuse"),
        ("Mesa Council DBA Hour House", "Tucson Outreach", "Hour House: Tucson Outreach", "Mesa Council"),
        ("Mesa Council DBA", "Hour House", "Hour House", "Mesa Council"),
        ("Mesa Agency Inc", "MAI/DBA Saguaro Care", "Saguaro Care", "Mesa Agency Inc"),
        ("Mesa Permanente", "Outpatient Clinic", "Mesa Permanente Outpatient Clinic", "Mesa Permanente"),
        ("Mesa Comprehensive Treatment Ctr", "Ocotillo Health LLC", "Mesa Comprehensive Treatment Ctr",
         "Ocotillo Health LLC"),
        ("Mesa Treatment Center", "Advanced Treatment Systems LLC", "Mesa Treatment Center", "Advanced Treatment "
         "Systems LLC"),
        ("Mesa Guidance Centers", "Addiction Services Inc DBA Step One", "Step One", "Mesa Guidance Centers "
         "Addiction Services Inc"),
        ("Mesa Treatment Center", "Services Inc", "Mesa Treatment Center Services Inc", None),
        ("Mesa Treatment Center", "OHBM Inc", "Mesa Treatment Center", "OHBM Inc"),
        ("Mesa Treatment Center", "Tucson PC", "Mesa Treatment Center: Tucson PC", "Mesa Treatment Center"),
        ("Mesa Treatment Center LLC", "Ocotillo Health LLC", "Mesa Treatment Center LLC: Ocotillo Health LLC",
         "Mesa Treatment Center LLC"),
        ("Mesa Health", "Ocotillo Health Inc", "Mesa Health: Ocotillo Health Inc", "Mesa Health"),
        ("Southern Mesa Behavioral Health", "Services Inc (SMBHS)", "Southern Mesa Behavioral Health Services Inc "
         "(SMBHS)", None),
        ("Mesa Alcohol and Substance Abuse", "Program Inc", "Mesa Alcohol and Substance Abuse Program Inc", None),
        ("!!!", "Counseling Center", "!!! Counseling Center", None),
        ("Saguaro", "!!!", "Saguaro !!!", None),
        ("Mesa Permanente", "Main Office", "Mesa Permanente Main Office", "Mesa Permanente"),
        ("Mesa Health Inc", "Outpatient Clinic", "Mesa Health Inc: Outpatient Clinic", "Mesa Health Inc"),
        ("Mesa Counseling Center", "Counseling Center", "Mesa Counseling Center", "Mesa Counseling Center"),
        ("Mesa Recovery", "Center", "Mesa Recovery Center", "Mesa Recovery"),
        ("Saguaro Behavioral Health", "LLC", "Saguaro Behavioral Health LLC", None),
        ("Mesa Health", "Mesa Health", "Mesa Health", "Mesa Health"),
        ("", "Mesa Health", "Mesa Health", "Mesa Health"),
    ],
)  # fmt: skip
def test_names_split_at_38_signs_are_whole_again(read_one, first, second, name, operator):
    row = read_one(name1=first, name2=second)
    assert (row.clinic["name"], row.operator["name"]) == (name, operator or name)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (dict.fromkeys(directory_row(), "") | {"facility_id": "9", "directory_type": "substance"}, "blank row"),
        ({"name1": "", "name2": "Substance use treatment", "state": "Outpatient", "zip": "Residential",
          "city": "Hospital", "street1": "Detoxification"}, "legend row"),
        ({"name1": "Total", "street1": ""}, "totals row"),
        ({"service_code_info": "MH * OP * CBT"}, NO_CARE),
    ],
)  # fmt: skip
def test_what_is_no_addiction_care_is_skipped_with_its_reason(read_one, cells, reason):
    found = read_one(**cells)
    assert (type(found), found.reason) == (Skip, reason)


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"state": "Arizonia"}, "state", "Arizonia"),
        ({"zip": "8570l"}, "zip", "8570l"),
        ({"name1": ""}, "name1", ""),
        ({"directory_type": "dental"}, "directory_type", "dental"),
        ({"city": "", "zip": ""}, "city", ""),
    ],
)
def test_what_makes_a_row_useless_rejects_it(read_one, cells, column, value):
    found = read_one(**cells)
    assert (type(found), found.column, found.value) == (Reject, column, value)


def test_the_narrow_scope_takes_other_rows_for_clinics_that_are_here_only(read_one):
    row = read_one(scope="ketamine", directory_type="substance", service_code_info=OTHER_CARE)
    assert (row.only_known, row.programs) == (True, {})
    assert row.clinic["licences"].startswith("licence | State substance use treatment agency")
    assert read_one(scope="ketamine", service_code_info=KETAMINE).only_known is False


def test_the_key_holds_against_case_and_abbreviation_not_against_another_phone(read_one):
    key = read_one().key
    assert read_one(street1="100 N Invented St.", name1="blue mesa COUNSELING").key == key
    assert read_one(phone="520-555-0101").key != key
    assert read_one(directory_type="substance", service_code_info=OTHER_CARE).key != key


def test_a_promise_is_a_warning(read_one):
    row = read_one(name1="Guaranteed Cure Center")
    assert isinstance(row, Row)
    assert [warning[1] for warning in row.warnings] == ["Guaranteed", "Cure"]
