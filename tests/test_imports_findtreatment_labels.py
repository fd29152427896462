"""FindTreatment.gov's answers, flat and in JSON: services as labels. Each dirt of them, in invented rows."""

import json

import pytest

from programs.imports import findtreatment_json, findtreatment_labels
from programs.imports.row import Reject, Skip
from programs.imports.service_labels import Labels
from programs.models import Clinic, SourceRecord
from tests.import_files import import_file, import_rows, outcomes
from tests.register_rows import read_rows

pytestmark = pytest.mark.django_db
POINT = {"latitude": "32.2181", "longitude": "-110.9712"}


def flat_row(*services, **cells):
    row = dict.fromkeys("Name City State ZIP Phone Address Website Latitude Longitude".split(), "")
    row |= {"Name": "Blue Mesa Counseling", "City": "Tucson", "State": "AZ", "ZIP": "85701"}
    row |= {"Phone": "520-555-0100", "Latitude": "32.2181", "Longitude": "-110.9712"}
    return row | {"Residential Services": "", "All Services": "; ".join(services)} | cells


def answer_row(*services, kind="SA", **cells):
    """A row of the JSON answer; `services` are (heading's code, labels)."""
    place = {
        "street1": "100 North Invented Street",
        "street2": "",
        "city": "Tucson",
        "state": "AZ",
        "zip": "85701",
    }
    row = {"_irow": 1, "frid": "0" * 64, "name1": "Blue Mesa Counseling", "name2": "", **place, **POINT}
    row |= {
        "phone": "520-555-0100",
        "intake1": None,
        "hotline1": None,
        "website": "http://",
        "typeFacility": kind,
    }
    said = [{"f1": code, "f2": code, "f3": labels} for code, labels in services]
    return row | {"services": said, "miles": 0.24} | cells


@pytest.fixture
def read_flat(tmp_path):
    def run(*services, **cells):
        path = tmp_path / "rows.csv"
        [found] = read_rows(findtreatment_labels, path, [flat_row(*services, **cells)], edition="2025")
        return found

    return run


@pytest.fixture
def read_answer(tmp_path):
    def run(*services, edition="2019", scope="all", **cells):
        path = tmp_path / "rows.json"
        row = answer_row(*services, **cells)
        [found] = read_rows(findtreatment_json, path, [row], edition=edition, scope=scope)
        return found

    return run


def test_labels_are_the_codes_of_the_directory(read_flat):
    row = read_flat("Substance use treatment", "Residential/24-hour residential", "Medicaid", "Spanish")
    assert row.programs == {
        "other-care": {
            "types": "other-care",
            "name": "Other care here",
            "medicine": "none",
            "settings": "residential",
            "payments": "medicaid",
        }
    }
    assert row.clinic["languages"] == "es"
    assert (row.clinic["latitude"], row.clinic["precision"], row.warnings) == ("32.2181", "street", ())
    assert {"street", "address_withheld"} & set(row.clinic) == set()


def test_repeated_labels_odd_blanks_and_the_residential_column_say_nothing_new(read_flat):
    once = read_flat("Substance use treatment", "Medicaid", "Long-term residential")
    twice = read_flat(
        "Substance use treatment\xa0",
        "Medicaid",
        "",
        "Medicaid",
        "Medicaid ",
        **{"Residential Services": "Long-term  residential; Long-term residential"},
    )
    assert (twice.programs, twice.clinic, twice.warnings) == (once.programs, once.clinic, ())


def test_a_label_that_nobody_knows_is_told_once(read_flat):
    row = read_flat("Substance use treatment", "Goat yoga", "Medicaid", "Goat yoga")
    assert row.warnings == (("All Services", "Goat yoga", "unknown service: nothing was made of it"),)
    assert row.programs["other-care"]["payments"] == "medicaid"


def test_a_label_of_two_meanings_is_told_and_one_of_two_codes_that_say_the_same_is_not(read_flat):
    row = read_flat(
        "Substance use treatment",
        "Partial hospitalization/day treatment",
        "In-network prescribing entity",
        "Psychiatric hospital",
    )
    assert row.warnings == (
        (
            "All Services",
            "Partial hospitalization/day treatment",
            "may mean several things (PH or PHDT): nothing was made of it",
        ),
    )
    assert "settings" not in row.programs["other-care"]


def test_young_adults_is_a_program_and_young_adults_an_age(read_flat):
    labels = Labels("2025")
    assert (labels.codes("Young adults"), labels.codes("Young Adults")) == ({"TAY"}, {"YAD"})
    assert (labels.codes("young ADULTS"), labels.codes("Young adults", "AGE")) == (set(), {"YAD"})
    row = read_flat("Substance use treatment", "Young adults", "Young Adults")
    assert row.programs["other-care"]["groups"] == "young-adults"


def test_ketamine_in_an_answer_is_what_it_is_in_the_directory(read_flat):
    row = read_flat("Mental health treatment", "Outpatient", "Ketamine Infusion Therapy", "Medicare")
    assert row.programs == {
        "infusion": {
            "types": "infusion",
            "name": "Ketamine infusion",
            "medicine": "ketamine",
            "routes": "iv-infusion",
        }
    }
    assert row.key.startswith("mental:")


def test_two_houses_of_one_name_and_phone_are_two_rows(tmp_path):
    houses = [flat_row("Substance use treatment", Latitude=latitude) for latitude in ("32.2181", "32.2281")]
    one, other = read_rows(findtreatment_labels, tmp_path / "rows.csv", houses)
    assert one.key != other.key


def test_flat_rows_of_no_use_name_their_own_column(read_flat):
    assert read_flat("Mental health treatment").reason.endswith("no addiction care")
    assert isinstance(read_flat(**dict.fromkeys(flat_row(), "")), Skip)
    found = read_flat("Substance use treatment", State="ZZ")
    assert isinstance(found, Reject)
    assert (found.column, found.value) == ("State", "ZZ")
    odd = read_flat("Substance use treatment", Website="http://www://x", Phone="none")
    assert [column for column, *_rest in odd.warnings] == ["Phone", "Website"]


def test_an_answers_labels_stand_under_headings(read_answer):
    row = read_answer(
        ("TC", "Substance use treatment"),
        ("SET", "Residential; Partial hospitalization/day treatment"),
        ("FT", "Partial hospitalization/day treatment"),
        ("AGE", "Adults; Young adults; Seniors (65 or older)"),
        ("LCA", "State substance abuse agency"),
        ("PYAS", None),
        ("SL", "Services for the deaf and hard of hearing"),
    )
    care = row.programs["other-care"]
    assert care["settings"] == "partial-hospitalization; residential"
    assert care["groups"] == "adults; young-adults; seniors"
    assert row.clinic["licences"] == "licence | State substance use treatment agency |  | not_stated"
    assert ("languages" in row.clinic, "website" in row.clinic, row.warnings) == (False, False, ())


def test_an_unknown_label_of_an_answer_is_told_with_its_heading(read_answer):
    row = read_answer(("TC", "Substance use treatment"), ("TAP", "Goat yoga"))
    assert row.warnings == (("services TAP", "Goat yoga", "unknown service: nothing was made of it"),)


def test_a_hotline_says_that_it_is_one(read_answer):
    row = read_answer(("TC", "Substance use treatment"), hotline1="520-555-0199", intake1="520-555-0101 x7")
    assert row.clinic["phones"] == (
        "main | +15205550100; intake | +15205550101 | 7; other | +15205550199 |  | Hotline"
    )


@pytest.mark.parametrize("services", ["none", [1], [{"f1": "TC"}], {"f2": "TC"}])
def test_services_that_are_no_list_of_headings(read_answer, services):
    found = read_answer(services=services)
    assert isinstance(found, Reject)
    assert (found.column, found.reason) == ("services", "write a list of objects with f1, f2 and f3")


def test_an_answer_of_mental_health_care_alone_is_skipped(read_answer):
    assert read_answer(("TC", "Mental health treatment"), kind="MH").reason.endswith("no addiction care")
    assert read_answer(("TC", "Substance use treatment"), kind="??").column == "typeFacility"
    assert read_answer(("TC", "Substance use treatment"), scope="ketamine").only_known


def test_both_are_known_by_their_headers_and_read_again_change_nothing(tmp_path):
    flat = import_rows(tmp_path, [flat_row("Substance use treatment")], edition="2025", source="Flat")
    assert flat["files"][0]["format"] == "findtreatment-labels"
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"page": 1, "rows": [answer_row(("TC", "Substance use treatment"))]}))
    report = import_file(path, source="Answers", edition="2019")
    assert (report["files"][0]["format"], outcomes(report)) == ("findtreatment-json", {"created": 1})
    assert outcomes(import_file(path, source="Answers", edition="2019")) == {"unchanged": 1}
    record = SourceRecord.objects.get(source__name="Answers", part="clinic")
    assert json.loads(record.row["services"])[0]["f3"] == "Substance use treatment"
    assert Clinic.objects.count() == 2


def test_no_and_yes_to_one_term_is_neither_and_both_codes_are_named(read_flat, read_answer):
    said = ("Substance use treatment", "Does not treat alcohol use disorder", "Alcohol Detoxification")
    words = "no and yes to alcohol in one row: taken as not stated"
    flat = read_flat(*said)
    assert flat.warnings == (("All Services", "NAUT, ADTX", words),)
    assert "substances" not in flat.programs["other-care"]
    answer = read_answer(("TC", said[0]), ("TAUD", said[1]), ("DETOX", said[2]), edition="2024")
    assert answer.warnings == (("services", "NAUT, ADTX", words),)
