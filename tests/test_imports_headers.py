"""Where the header of a person's list stands, and what its columns are taken for."""

import pytest
from openpyxl import Workbook

from programs.imports.formats import find_table
from programs.imports.headers import find_header, letter_of
from programs.imports.labels import Dictionary
from programs.imports.sheet_columns import SheetColumns
from programs.imports.sheets import open_sheets
from programs.imports.wordings import LEFT_OUT, find, nearest, read_file, subjects, wordings
from programs.publishing import Refused


def workbook(path, *sheets, hidden=()):
    """A workbook of (name, rows) sheets; return the path."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


HEADER = ["Facility Name", "City", "State", "Phone"]
ROW = ["Blue Mesa", "Tucson", "AZ", "520-555-0100"]


def found(path, renames=None):
    return find_header(open_sheets(path), renames or {})


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("clinic_name", "Facility Name|ORGANISATION / SITE|name1|clinic_name|Nombre|FacilityName|Provider"),
        ("street", "Addr. line 1|Address 1|Street Address|street1|address_line_1"),
        ("street_2", "Address 2|Addr line 2|street2"),
        ("unit", "Suite|Ste.|Unit #"),
        ("city", "Town|City|Facility_City|Ciudad"),
        ("state", "St|State/Province|STATE"),
        ("postal_code", "Postal Code|Zip|ZIP code|Zipcode|Clinic ZIP|Código postal"),
        ("zip4", "Zip+4|zip4"),
        ("phone", "Main Tel #|Phone (main)|Phone|Telephone No.|Teléfono|clinic phone"),
        ("phone_intake", "Intake phone|intake1|Admissions"),
        ("fax", "Fax|FAX #"),
        ("website", "Web|Website|URL|Web site"),
        ("email", "E-mail|Email address|e mail"),
        ("payments", "Insurance / Payment|Payment accepted|Insurances accepted|Ins."),
        ("therapies", "Approaches offered|Therapies|Modalities|Services offered"),
        ("substances", "Substances|Substances treated|Addictions treated"),
        ("conditions", "Conditions|Conditions treated|Diagnoses"),
        ("languages", "Lang.|Languages spoken|Language(s)"),
        ("telehealth", "Tele?|Telehealth|Telemedicine"),
        ("kit", "KIT?|Ketamine infusion therapy (KIT)"),
        ("ketamine", "Ketamine?|Offers ketamine"),
        ("spravato", "Spravato|Esketamine"),
        ("ref", "Ref|ID|Record ID|Our ref."),
        ("ages", "Ages|Age range|Ages served"),
        ("hours", "Hours|Office hours|Hours of operation"),
        ("accepting", "Accepting new patients?|New patients|Takes new people"),
        ("wait_days", "Wait|Wait time|Waitlist"),
        ("price", "Price per session|$ per session|Cost|Session fee"),
        ("course", "Cost of course|Program cost|Total price"),
        ("notes", "Notes|Comments"),
        ("point", "Lat/Lng|Coordinates"),
        ("latitude", "Lat|LATITUDE"),
        ("licence_number", "Licence no.|License #|State license number"),
        ("dosing", "# of sessions|No. of infusions"),
        ("prescriber_on_site", "Prescriber on site|prescriber_on_site"),
    ],
)
def test_a_column_is_known_by_many_names(subject, names):
    assert [(name, find(name) and find(name).name) for name in names.split("|")] == [
        (name, subject) for name in names.split("|")
    ]


def test_no_wording_stands_for_two_subjects_and_each_subject_is_read_or_says_why_not():
    assert wordings()  # raises ValueError for a wording that stands twice
    assert [each.name for each in subjects().values() if each.reads == LEFT_OUT and not each.why] == []
    prices = {each.name for each in subjects().values() if each.reads == "price"}
    assert {name for name in prices if not subjects()[name].item} == set()


def test_what_is_not_known_is_not_guessed_but_the_nearest_is_named():
    assert find("Insurence") is None
    assert nearest("Insurence") == ("insurance", "payments")
    assert nearest("Vibe") == ("", "")


def test_values_of_the_wordings_are_words_of_ours(db):
    dictionary = Dictionary()
    assert set(read_file()["values"]["type"]) == set(dictionary.types)


def test_the_header_stands_in_the_fourth_row_of_the_second_sheet(tmp_path):
    rows = [["Ketamine clinics"], ["November 2026"], [], HEADER, ROW]
    header = found(workbook(tmp_path / "list.xlsx", ("Read me", [["ask Dana"]]), ("Clinics", rows)))
    assert (header.sheet.name, header.line, header.names) == ("Clinics", 4, HEADER)
    assert header.notes == [
        "The header stands in line 4. Rows above it that were left out: 2.",
        "Sheet “Read me” was left out: no list of clinics.",
    ]


def test_the_sheet_with_the_most_known_names_is_read_and_the_others_are_named(tmp_path):
    short = ["Name", "City"]
    path = workbook(
        tmp_path / "list.xlsx",
        ("Old", [short, ROW]),
        ("New", [HEADER, ROW]),
        ("Secret", [HEADER, ROW]),
        hidden=["Secret"],
    )
    header = found(path)
    assert header.sheet.name == "New"
    assert header.notes == [
        "Sheet “Old” was left out: it looks like a list too, and --sheet reads it.",
        "Sheet “Secret” was left out: hidden.",
    ]


def test_a_file_without_a_name_or_without_a_place_is_no_list(tmp_path):
    assert found(workbook(tmp_path / "a.xlsx", ("S", [["Facility Name", "Notes"], ["x", "y"]]))) is None
    assert found(workbook(tmp_path / "b.xlsx", ("S", [["City", "Phone"], ["x", "y"]]))) is None
    assert found(workbook(tmp_path / "c.xlsx", ("S", [["Clinique", "Ville"], ["x", "y"]]))) is None


def test_a_map_makes_a_list_of_it(tmp_path):
    path = workbook(tmp_path / "c.xlsx", ("S", [["Clinique", "Ville"], ["x", "y"]]))
    header = found(path, {"Clinique": "clinic_name", "Ville": "city"})
    assert (header.line, header.names) == (1, ["Clinique", "Ville"])


def test_a_header_twice_and_one_without_a_name_get_their_letters(tmp_path):
    names = ["Facility Name", "City", "Phone", "", "Phone", "", "Notes", "Notes"]
    row = ["Blue Mesa", "Tucson", "520-555-0100", "", "520-555-0101", "stray", "", "", "right of all"]
    header = found(workbook(tmp_path / "list.xlsx", ("S", [names, row])))
    assert header.names == [
        "Facility Name",
        "City",
        "Phone",
        "column D",
        "Phone (column E)",
        "column F",
        "Notes",
        "Notes (column H)",
        "column I",
    ]
    assert header.notes == [
        "“Phone” stands twice: the one in column E is the second.",
        "Column F has no heading: it was left out.",
        "Column I has no heading: it was left out.",
    ]


def test_letters_of_columns():
    assert [letter_of(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def columns(header, *rows, renames=None):
    return SheetColumns(header, renames or {}, Dictionary(), rows)


def test_a_column_of_yes_and_no_is_named_for_one_term(db):
    header = ["Clinic", "City", "Accepts Medicaid", "Spanish?", "CBT", "Alcohol treated"]
    taken = columns(header, ["a", "b", "x", "yes", "individual", ""], ["c", "d", "", "no", "", "1"])
    assert taken.table() == {
        "Clinic": "clinic_name",
        "City": "city",
        "Accepts Medicaid": "payment:medicaid",
        "Spanish?": "language:es",
        "Alcohol treated": "substance:alcohol",
        "CBT": "",  # its cells are not yes and no
    }
    assert taken.sentences() == [
        "“CBT” is not known and was left out: no known one is like it. Say with --map what it is."
    ]


def test_two_columns_of_one_fact_are_named(db):
    taken = columns(["Clinic", "Facility", "City", "Phone", "Main tel", "Therapies", "Approaches"])
    assert taken.sentences() == [
        "“Clinic” and “Facility” were taken for clinic_name: the first that is filled counts.",
        "“Phone” and “Main tel” were taken for phone: they were joined.",
        "“Therapies” and “Approaches” were taken for therapies: they were joined.",
    ]


def test_without_a_column_for_the_name_the_organization_is_it(db):
    taken = columns(["Organization", "City"])
    assert taken.table() == {"Organization": "clinic_name", "City": "city"}
    assert taken.sentences() == ["No column is for the clinic's name: “Organization” was taken for it."]


def test_a_map_says_what_a_column_is_leaves_one_out_and_gives_every_row_a_value(db):
    renames = {
        "Centro": "clinic_name",
        "Phone": "",
        "Plan": "payment:medicaid",
        "= ketamine": "medicine",
        "Gone": "city",
    }
    taken = columns(["Centro", "City", "Phone", "Plan"], renames=renames)
    assert taken.table() == {"Centro": "clinic_name", "City": "city", "Plan": "payment:medicaid", "Phone": ""}
    assert [(each.name, each.subject.name) for each in taken.fixed] == [("= ketamine", "medicine")]
    assert taken.sentences() == [
        "The map names “Gone”, which is no column here.",
        "“Phone” was left out: the map says so.",
    ]


def test_a_map_that_names_no_column_of_ours_is_refused(db):
    with pytest.raises(Refused) as error:
        columns(["Centro"], renames={"Centro": "clinic_nmae"})
    assert str(error.value) == (
        '--map: "Centro" = "clinic_nmae": we have no column of that name. The nearest is clinic_name. '
        "--print-map lists them all."
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (
            "Where they are,Addr.,City/Town",
            "none of its columns is known as the clinic's name. Not known: “Where they are”. "
            'Say with --map which of them it is, such as {"Where they are": "clinic_name"}.',
        ),
        (
            "Facility,Website,Whereabouts",
            "none of its columns is known as a place or phone. Not known: “Whereabouts”. "
            'Say with --map which of them it is, such as {"Whereabouts": "city"}.',
        ),
    ],
)
def test_a_list_without_a_name_or_place_names_what_looks_like_its_header(tmp_path, names, words):
    path = tmp_path / "contacts.csv"
    path.write_text(f"My contacts 2026,,\n{names}\nMesa House,1 Main St,Tucson\n")
    with pytest.raises(Refused) as refused:
        find_table("auto", path)
    assert str(refused.value) == f"{path}: line 2 looks like a header, and {words}"
