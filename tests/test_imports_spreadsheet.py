"""A list that a person made, from file to database: what its rows say becomes facts, and nothing else does."""

import csv
import json
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError
from openpyxl import Workbook

from programs.models import Change, Clinic, Program, SourceRecord
from programs.models.answers import NOT_STATED
from programs.models.facts import texts
from programs.publishing import change
from tests.import_files import import_file, outcomes

pytestmark = pytest.mark.django_db
DIRTY = Path(__file__).parents[2] / "shared" / "data" / "dirty" / "dirty_rows_dev.csv"
GIVEN = {"country": "US", "text_language": "en", "status": "draft"}


def sheet(path, *rows, header=None):
    """A CSV of `rows`, dicts with the same columns in any order; return the path."""
    names = header or list(dict.fromkeys(name for row in rows for name in row))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([row.get(name, "") for name in names] for row in rows)
    return path


def row(**cells):
    """A row about an invented clinic in Tucson; `cells` have _ for a blank in the name of their column."""
    named = {name.replace("_", " "): cell for name, cell in cells.items()}
    return (
        {"Clinic": "Blue Mesa", "Street address": "100 Invented Street", "City": "Tucson", "State": "AZ"}
        | {"ZIP": "85701"}
        | named
    )


def run(tmp_path, *rows, **more):
    """Import a list of rows; return the report."""
    return import_file(sheet(tmp_path / "list.csv", *rows), **more)


def said(entry, *left_out):
    """{fact: text} of what an entry says, without what every entry has."""
    skipped = {
        "clinic",
        "status",
        "slug",
        "country",
        "text_language",
        "latitude",
        "longitude",
        "precision",
        *left_out,
    }
    return {
        name: text
        for name, text in texts(entry).items()
        if text not in ("", NOT_STATED) and name not in skipped
    }


def one(tmp_path, **cells):
    """What one row with `cells` says of its program; its report."""
    report = run(tmp_path, row(**cells))
    return said(Program.objects.get()), report


def warned(report):
    return [(each["line"], each["column"], each["value"], each["warning"]) for each in report["warnings"]]


def test_a_workbook_as_a_case_manager_keeps_it(tmp_path):
    book = Workbook()
    book.active["A1"] = "Read me first"
    page = book.create_sheet("Arizona")
    page["A1"] = "Clinics for my people"
    names = (
        "#|Facility Name|Addr. line 1|Suite|Town|St|Postal Code|Main Tel #|Fax|Web|KIT?|Approaches offered"
    )
    names += (
        "|Substances|Insurance / Payment|Lang.|Tele?|Price per session|Cost of course|Accepting new patients?"
    )
    names += "|Wait|Ages|Notes"
    for place, name in enumerate(names.split("|"), start=1):
        page.cell(4, place, name)
    offer = ["CBT, 12-step and EMDR; horse walks", "alcohol, heroin & meth", "Medicaid, BCBS, no Medicare"]
    place = [
        "410 E Invented Ave",
        "Ste 200",
        "Tucson",
        "AZ",
        85701,
        5205550111,
        "520-555-0199",
        "www.ocotillo.example",
    ]
    rest = ["English, Spanish", "x", "$450", "2,700-3,600", "yes", "2 weeks", "18+", "nice"]
    page.append([1, "Ocotillo Ketamine & Recovery", *place, "Y", *offer, *rest])
    page.append([])
    page.append([2, "Hidden House", "1 Hidden Street", None, "Tucson", "AZ", 85701, 5205550112])
    page.append([None, "Total", None, None, None, None, None, "=COUNT(H5:H7)"])
    page.row_dimensions[7].hidden = True
    book.save(tmp_path / "cases.xlsx")
    report = import_file(tmp_path / "cases.xlsx")
    assert outcomes(report) == {"created": 1, "skipped": 3}
    assert report["skipped_reasons"] == {"blank row": 1, "hidden row": 1, "totals row": 1}
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
    assert said(clinic.programs.get()) == {
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
    assert (clinic.status, clinic.checks.count()) == ("draft", 0)
    assert warned(report) == [
        (5, "Approaches offered", "horse walks", "unknown label, left out: no known one is like it")
    ]
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
    assert SourceRecord.objects.get(part="clinic").row["Notes"] == "nice"


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
    page.write_datetime(
        1, 7, __import__("datetime").datetime(2027, 3, 15), book.add_format({"num_format": "m/d/yyyy"})
    )
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


def test_the_programs_of_a_clinic_keep_their_places_when_rows_change_theirs(tmp_path):
    rows = [
        row(Program="Basic", Type="infusion", Price="450"),
        row(Program="Plus", Type="infusion", Price="600"),
    ]
    run(tmp_path, *rows)
    report = run(tmp_path, *reversed(rows), edition="2025")
    assert (outcomes(report), report["programs_created"]) == ({"unchanged": 2}, 0)


def test_the_same_file_again_changes_nothing(tmp_path):
    rows = [
        row(KIT="yes", Substances="alcohol"),
        row(Clinic="Red Hill", Street_address="9 Elsewhere Road", Therapies="CBT"),
    ]
    run(tmp_path, *rows)
    before = Change.objects.count()
    assert outcomes(run(tmp_path, *rows)) == {"unchanged": 2}
    assert Change.objects.count() == before


def test_a_curators_edit_stands_and_the_list_is_a_conflict(tmp_path):
    run(tmp_path, row(KIT="yes", Wait="2 weeks"))
    program = Program.objects.get()
    with change(program, by="cora", why="called"):
        program.wait_days = 3
    report = run(tmp_path, row(KIT="yes", Wait="5 weeks"), edition="2025")
    program.refresh_from_db()
    assert (outcomes(report), program.wait_days) == ({"conflicting": 1}, 3)


def test_by_its_own_id_a_row_is_known_again_when_name_and_phone_change(tmp_path):
    run(tmp_path, row(Ref="A-1", Phone="520-555-0111", KIT="yes"))
    report = run(tmp_path, row(Ref="A-1", Clinic="Green Valley", Phone="520-555-0222", KIT="yes"))
    assert (outcomes(report), list(Clinic.objects.values_list("name", flat=True))) == (
        {"updated": 1},
        ["Green Valley"],
    )


def test_an_id_that_stands_for_two_places_is_not_believed(tmp_path):
    rows = [
        row(ID="1", KIT="yes"),
        row(ID="1", Clinic="Red Hill", Street_address="9 Elsewhere Road", KIT="yes"),
    ]
    report = run(tmp_path, *rows)
    words = "this id stands for two places: name and address were taken in its place"
    assert (Clinic.objects.count(), warned(report)) == (2, [(2, "ID", "1", words), (3, "ID", "1", words)])


def test_ids_given_anew_do_not_turn_one_clinic_into_another(tmp_path):
    mesa, hill = (
        row(KIT="yes"),
        row(Clinic="Red Hill", Street_address="9 Elsewhere Road", ZIP="85702", KIT="yes"),
    )
    run(tmp_path, mesa | {"ID": "1"}, hill | {"ID": "2"})
    report = run(tmp_path, hill | {"ID": "1"}, mesa | {"ID": "2"}, edition="2025")
    assert sorted(Clinic.objects.values_list("name", "street")) == [
        ("Blue Mesa", "100 Invented Street"),
        ("Red Hill", "9 Elsewhere Road"),
    ]
    words = "this id stood for another place before: name and address were taken in its place"
    assert warned(report) == [(2, "ID", "1", words), (3, "ID", "2", words)]


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
    from django.core.management import call_command

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


def test_rejected_rows_are_corrected_and_imported_again(tmp_path):
    rows = [
        row(KIT="yes"),
        row(Clinic="Red Hill", Street_address="9 Elsewhere Road", State="Atlantis", KIT="yes"),
    ]
    rejects = tmp_path / "rejects.csv"
    run(tmp_path, *rows)
    import_file(tmp_path / "list.csv", "--rejects", str(rejects))
    text = rejects.read_text(encoding="utf-8")
    assert "Atlantis" in text
    rejects.write_text(text.replace("Atlantis", "AZ"), encoding="utf-8")
    assert outcomes(import_file(rejects)) == {"created": 1}
    assert Clinic.objects.count() == 2


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
