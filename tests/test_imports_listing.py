"""Our own listing from elsewhere: read like any list, by its ids; who checked what there is not believed here."""

import io

import pytest
from django.core.management import CommandError, call_command

from programs.exports.formats import write
from programs.exports.rows import published_ids
from programs.exports.table import table_of
from programs.imports import formats
from programs.imports.listing import CUT_SHORT, read
from programs.imports.options import Options
from programs.imports.row import Reject, Row, Skip
from programs.imports.table import Table
from programs.models import Change, Check, Clinic, Program, Statement, Status
from programs.publishing import confirm
from tests.factories import make_clinic, make_organization, make_program, make_user

pytestmark = pytest.mark.django_db
OPTIONS = Options(source="Partner", edition="2026")


def listing(tmp_path, columns="public", rows="program", edit=lambda text: text):
    file = io.BytesIO()
    write(file, "csv", table_of(published_ids(Clinic.objects.all()), columns, rows))
    path = tmp_path / "listing.csv"
    path.write_bytes(edit(file.getvalue().decode()).encode())
    return path


def read_all(path):
    return list(read(Table(path), OPTIONS))


def run(path, *more, code=None):
    arguments = [str(path), "--source", "Partner", "--edition", "2026", "--apply", *more]
    if code is None:
        call_command("import_listings", *arguments, stdout=io.StringIO())
    else:
        with pytest.raises(SystemExit) as ended:
            call_command("import_listings", *arguments, stdout=io.StringIO())
        assert ended.value.code == code


def forget():
    Clinic.objects.all().delete()
    Change.objects.all().delete()


def test_is_recognised_by_its_header(tmp_path):
    make_program()
    form, reason = formats.choose("auto", Table(listing(tmp_path)))
    assert (form.NAME, "clinic_id" in reason) == ("listing", True)


def test_a_row_is_facts_under_the_ids_of_clinic_and_program(tmp_path):
    organization = make_organization(name="+Operators", ownership="tribal")
    clinic = make_clinic(name="=Clinic", organization=organization)
    program = make_program(
        clinic, name="Talking", substances=[("alcohol", "primary", "yes", "a; b")], weeks_most=6
    )
    row, end = read_all(listing(tmp_path))
    assert isinstance(row, Row)
    assert (row.line, row.key, list(row.programs)) == (2, str(clinic.public_id), [str(program.public_id)])
    assert (row.clinic["name"], row.clinic["organization"], row.clinic["region"]) == (
        "=Clinic",
        "+Operators",
        "AZ",
    )
    assert row.operator == {"ownership": "tribal"}
    facts = row.programs[str(program.public_id)]
    told = {
        name: facts.get(name)
        for name in ("types", "name", "substances", "weeks_most", "weeks_fewest", "take_home")
    }
    assert told == {
        "types": "kap",
        "name": "Talking",
        "substances": r"alcohol:primary | a\; b",
        "weeks_most": "6",
        "weeks_fewest": None,
        "take_home": None,
    }
    assert isinstance(end, Skip)


def test_the_point_of_a_withheld_address_is_no_point_of_the_clinic(tmp_path):
    make_program(make_clinic(address_withheld="yes"))
    [row, _end] = read_all(listing(tmp_path))
    assert [name for name in ("latitude", "precision", "street", "postal_code") if name in row.clinic] == []
    [row, _end] = read_all(listing(tmp_path, "full"))
    assert row.clinic["precision"] == "exact"


def test_a_file_without_its_stamp_says_that_it_was_cut_short(tmp_path):
    make_program()
    path = listing(tmp_path, edit=lambda text: "".join(text.splitlines(keepends=True)[:-1]))
    _row, end = read_all(path)
    assert (isinstance(end, Reject), end.reason) == (True, CUT_SHORT)


def test_rows_of_clinics_are_rejected_with_what_to_do(tmp_path):
    clinic = make_clinic()
    make_program(clinic)
    make_program(clinic)
    row, _end = read_all(listing(tmp_path, rows="clinic"))
    assert (row.column, "one row a program" in row.reason) == ("program_id", True)


def test_an_id_that_is_none_is_rejected(tmp_path):
    clinic = make_program().clinic
    row, _end = read_all(listing(tmp_path, edit=lambda text: text.replace(str(clinic.public_id), "12")))
    assert (row.column, row.value) == ("clinic_id", "12")


def test_elsewhere_checks_are_not_believed_and_entries_are_drafts_with_their_ids(tmp_path):
    program = make_program(make_clinic(name="From elsewhere"), accepting="yes")
    confirm(program, "offer", by=make_user(), method="call")
    confirm(program.clinic, "contact", by=make_user(), method="call")
    ids = program.clinic.public_id, program.public_id
    path = listing(tmp_path, "full")
    forget()
    make_program(make_clinic(name="Here already", city="Reno", region="NV", postal_code="89501"))
    run(path)
    clinic = Clinic.objects.get(name="From elsewhere")
    assert (clinic.public_id, clinic.programs.get().public_id) == ids
    assert (clinic.status, clinic.programs.get().status) == (Status.DRAFT, Status.DRAFT)
    assert Check.objects.count() == 0
    assert {said.source.name for said in Statement.objects.filter(clinic=clinic)} == {"Partner"}


def test_a_public_listing_in_an_empty_database_is_no_restore(tmp_path):
    program = make_program(make_clinic(name="Alone"))
    confirm(program, "offer", by=make_user(), method="call")
    path = listing(tmp_path)
    forget()
    run(path)
    assert list(Clinic.objects.values_list("name", "status")) == [("Alone", "draft")]
    assert Check.objects.count() == 0


def test_the_same_listing_again_changes_nothing(tmp_path):
    clinic = make_clinic(name="Twice")
    make_program(clinic, name="One", types=["kap"])
    make_program(clinic, name="Two", types=["kap"])
    path = listing(tmp_path)
    forget()
    run(path)
    before = Change.objects.count(), Clinic.objects.count(), Program.objects.count()
    assert before[1:] == (1, 2)
    run(path)
    assert (Change.objects.count(), Clinic.objects.count(), Program.objects.count()) == before


def test_our_own_listing_back_in_our_own_database_changes_what_was_edited_in_it(tmp_path):
    program = make_program(make_clinic(name="Ours"), name="Talking", weeks_most=6)
    path = listing(tmp_path)
    run(path)
    assert Clinic.objects.count() == 1
    path.write_text(path.read_text().replace("Talking", "Talking more"))
    run(path)
    program.refresh_from_db()
    assert (Clinic.objects.count(), Program.objects.count(), program.name) == (1, 1, "Talking more")


def test_a_listing_of_another_codebook_is_refused(tmp_path):
    make_program()
    path = listing(tmp_path, edit=lambda text: text.replace("codebook 2", "codebook 9"))
    with pytest.raises(CommandError, match="codebook 9"):
        run(path)


def test_invented_clinics_do_not_enter_a_real_directory(tmp_path, settings):
    make_program()
    path = listing(tmp_path)
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="invented"):
        run(path)
