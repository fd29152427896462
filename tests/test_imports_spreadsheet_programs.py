"""A list that a person made: what a row says of programs, and that nothing is made of a blank."""

import pytest

from programs.models import Program, SourceRecord
from programs.models.facts import texts
from tests.import_files import import_file, outcomes
from tests.spreadsheet_rows import one, row, run, sheet, warned

pytestmark = pytest.mark.django_db


def test_no_answer_is_made_of_a_blank(tmp_path):
    facts, report = one(
        tmp_path, Type="KAP", Drug_screen="", Prescriber_on_site="x", Active_use="N", Ride_home="maybe"
    )
    assert facts == {
        "name": "Ketamine-assisted psychotherapy",
        "types": "kap",
        "medicine": "ketamine",
        "prescriber_on_site": "yes",
        "accepts_active_use": "no",
    }
    assert warned(report) == [(2, "Ride home", "maybe", "neither yes nor no: taken as not stated")]


def test_a_price_to_ask_for_is_not_stated(tmp_path):
    facts, report = one(tmp_path, Type="infusion", Price_per_session="call", Cost_of_course="$2,400 for 6")
    assert facts["prices"] == (
        f"whole_course | 240000 | 240000 | USD |  |  |  |  | {report['source']} | $2,400 for 6"
    )
    assert warned(report) == [
        (2, "Price per session", "call", "no figure, but where to ask: taken as not stated")
    ]


def test_both_ends_of_a_price_in_two_columns(tmp_path):
    facts, report = one(tmp_path, Type="infusion", Price_from="400", Price_to="600")
    assert facts["prices"] == f"dosing_session | 40000 | 60000 | USD |  |  |  |  | {report['source']}"


def test_numbers_lists_and_words_of_a_program(tmp_path):
    facts, report = one(
        tmp_path,
        Type="KAP",
        Sessions="6-8",
        Prep_sessions="2",
        Session_length="1 hour",
        Weeks="3 months",
        Dose="0.5-1 mg/kg",
        Wait_weeks="2",
        Conditions="PTSD/depression",
        Exclusions="glaucoma; pregnancy",
        Take_home="never",
        Supervised_by="MD, CRNA",
        States_served="AZ, New Mexico and Narnia",
        Route="IM / lozenge",
    )
    assert facts == {
        "name": "Ketamine-assisted psychotherapy",
        "types": "kap",
        "medicine": "ketamine",
        "routes": "im-injection; lozenge",
        "dosing_fewest": "6",
        "dosing_most": "8",
        "preparation_fewest": "2",
        "preparation_most": "2",
        "minutes_fewest": "60",
        "minutes_most": "60",
        "weeks_fewest": "13",
        "weeks_most": "13",
        "dose_low": "0.5",
        "dose_high": "1",
        "dose_unit": "mg/kg",
        "wait_days": "14",
        "conditions": "depression; ptsd",
        "exclusions": "glaucoma; pregnancy",
        "take_home": "never",
        "supervisors": "other-physician; nurse-anesthetist",
        "telehealth_states": "AZ; NM",
    }
    assert warned(report) == [(2, "States served", "Narnia", "no US state: left out")]


def test_labels_are_known_by_slug_label_everyday_word_and_code(tmp_path):
    facts, report = one(
        tmp_path,
        Substances="alcohol; Opioids; crystal meth; Alcoholl",
        Therapies="Art, music and activity therapy, ICO",
    )
    assert (facts["substances"], facts["therapies"]) == (
        "alcohol; opioids; methamphetamine",
        "individual-counselling; activity-therapy",
    )
    assert warned(report) == [
        (2, "Substances", "Alcoholl", "unknown label, left out: the nearest is “Alcohol”"),
    ]


def test_no_and_yes_to_one_term_is_neither_and_named(tmp_path):
    facts, report = one(tmp_path, Substances="alcohol; no opioids; opioids", Therapies="CBT")
    assert (facts["substances"], facts["therapies"]) == ("alcohol", "cbt")
    words = "no and yes to it in one row: taken as not stated"
    assert warned(report) == [(2, "Substances", "opioids", words)]


def test_yes_under_insurance_is_insurance_and_under_payment_is_nothing(tmp_path):
    facts, report = one(tmp_path, Insurance="yes", Payment="yes")
    assert facts["payments"] == "private-insurance"
    assert warned(report) == [
        (2, "Payment", "yes", "yes or no alone names nothing of this list: taken as not stated")
    ]


KETAMINE_CASES = [
    ({"KIT?": "yes"}, {"infusion": ("infusion", "ketamine", "iv-infusion")}),
    (
        {"KIT?": "yes", "Setting": "residential"},
        {"infusion-residential": ("infusion-residential", "ketamine", "iv-infusion")},
    ),
    ({"Ketamine?": "yes", "Route": "IV"}, {"infusion": ("infusion", "ketamine", "iv-infusion")}),
    ({"Ketamine?": "yes"}, {"ketamine": ("", "ketamine", "")}),
    ({"Spravato": "yes"}, {"esketamine": ("", "esketamine", "")}),
    (
        {"Medicine": "ketamine, Spravato"},
        {"ketamine": ("", "ketamine", ""), "esketamine": ("", "esketamine", "")},
    ),
    ({"Type": "KAP; infusion"}, {"kap": ("kap; infusion", "ketamine", "iv-infusion")}),
    ({"Program": "KAP"}, {"kap": ("kap", "ketamine", "")}),
    ({"Type": "clinical trial", "Medicine": "psilocybin"}, {"trial": ("trial", "psilocybin", "")}),
    ({"KIT?": "no", "Therapies": "CBT"}, {"other-care": ("other-care", "none", "")}),
    ({"KIT?": "", "Therapies": "CBT"}, {"other-care": ("other-care", "", "")}),
    ({"KIT?": ""}, {}),
]


@pytest.mark.parametrize(("cells", "programs"), KETAMINE_CASES)
def test_which_programs_a_row_speaks_of(tmp_path, cells, programs):
    run(tmp_path, row() | cells)
    records = SourceRecord.objects.exclude(part="clinic").select_related("program")
    assert {
        each.part: tuple(texts(each.program)[name] for name in ("types", "medicine", "routes"))
        for each in records
    } == (programs)


def test_a_program_without_a_type_stays_a_draft_and_the_report_says_why(tmp_path):
    rows = row(Ketamine="yes"), row(Clinic="Red Hill", Street_address="9 Elsewhere Road", KIT="yes")
    report = import_file(sheet(tmp_path / "list.csv", *rows), "--publish")
    assert dict(Program.objects.values_list("clinic__name", "status")) == {
        "Blue Mesa": "draft",
        "Red Hill": "published",
    }
    assert report["drafts"] == ["Blue Mesa, Ketamine: choose at least one program type."]


def test_rows_without_ketamine_are_left_out_unless_all_are_asked_for(tmp_path):
    report = import_file(
        sheet(tmp_path / "list.csv", row(Therapies="CBT"), row(Clinic="Red Hill", KIT="yes")),
        "--scope",
        "ketamine",
    )
    assert outcomes(report) == {"created": 1, "skipped": 1}
    assert report["skipped_reasons"] == {
        "says nothing about ketamine, and no clinic here yet: --scope all takes it": 1
    }


def test_several_rows_of_one_clinic_are_its_programs(tmp_path):
    report = run(
        tmp_path,
        row(Program="Basic", Type="infusion", Price="450", Hours="Mon 9-5"),
        row(Program="Plus", Type="infusion", Price="600", Hours="Mon 9-6"),
        row(Program="Talks", Type="KAP"),
    )
    assert (report["clinics_created"], report["programs_created"]) == (1, 3)
    assert dict(SourceRecord.objects.exclude(part="clinic").values_list("part", "program__name")) == {
        "infusion": "Basic",
        "infusion:plus": "Plus",
        "kap": "Talks",
    }
    assert warned(report) == [
        (
            3,
            "hours",
            "MO | 09:00 | 18:00",
            "line 2 says otherwise of the same one: the more frequent, then the shorter text counts",
        )
    ]
