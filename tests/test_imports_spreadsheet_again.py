"""A list that a person made, brought once more: rows are known again, and edits stand."""

import pytest

from programs.models import Change, Clinic, Program
from programs.publishing import change
from tests.import_files import import_file, outcomes
from tests.spreadsheet_rows import row, run, warned

pytestmark = pytest.mark.django_db


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
