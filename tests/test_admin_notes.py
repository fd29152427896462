"""Notes of staff, and how much of what patients decide on an entry says."""

import pytest
from django.urls import reverse

from programs.admin.words import fact_label
from programs.models import Change, Note
from programs.models.answers import NOT_STATED
from programs.models.facts import texts
from programs.models.groups import FACTS
from programs.publishing import merge
from programs.publishing.notes import add_note
from programs.queue.completeness import WEIGHTS, completeness
from tests.factories import make_clinic, make_program, make_user
from tests.page_forms import texts_of

pytestmark = pytest.mark.django_db
SECRET = "Ask for Zebediah"


def page(entry, verb="change"):
    return reverse(f"admin:programs_{entry._meta.model_name}_{verb}", args=[entry.pk])


def of(program):
    return completeness(texts(program), texts(program.clinic), fact_label)


def test_a_note_is_kept_with_who_and_read_on_both_pages(desk):
    program = make_program(name="Evening group")
    version = program.version
    answer = desk.post(page(program, "note"), {"text": f"{SECRET}\n<script>"}, follow=True)
    assert answer.redirect_chain == [(page(program) + "#notes", 302)]
    note = Note.objects.get()
    assert (note.clinic, note.program, note.by_name) == (program.clinic, program, "cora")
    for entry in (program, program.clinic):
        body = desk.get(page(entry)).content.decode()
        assert (SECRET in body, "<script>c" in body, "&lt;script&gt;" in body) == (True, False, True)
    program.refresh_from_db()
    assert (program.version, Change.objects.filter(updated_by="cora").count()) == (version, 0)


@pytest.mark.parametrize("text", ["", " ", "x" * 2_001])
def test_a_note_that_says_nothing_or_too_much_is_refused(desk, text):
    clinic = make_clinic()
    answer = desk.post(page(clinic, "note"), {"text": text}, follow=True)
    assert texts_of(answer, ".//ul[@class='messagelist']/li")[0].startswith("Note: ")
    assert not Note.objects.exists()


def test_no_public_page_and_no_file_of_the_public_tells_of_a_note(desk, client):
    program = make_program()
    add_note(program, SECRET, by=make_user("ida"))
    add_note(program.clinic, SECRET, by=make_user("ida"))
    program.clinic.refresh_from_db()
    pages = [
        "/clinics/",
        f"/clinics/?q={SECRET.split()[-1]}",
        f"/clinics/{program.clinic.slug}/",
        "/api/clinics",
    ]
    pages += [
        f"/exports/listings.{name}?columns={columns}"
        for name in ("csv", "json")
        for columns in ("public", "staff")
    ]
    pages += [f"/admin/preview/{program.clinic.public_id}/"]
    found = {address: SECRET in desk.get(address).content.decode() for address in pages}
    assert found == dict.fromkeys(pages, False)


def test_notes_stay_with_the_clinic_that_is_kept():
    gone, kept = make_program().clinic, make_program().clinic
    note = add_note(gone, SECRET, by=make_user("ida"))
    of_program = add_note(gone.programs.get(), SECRET, by=make_user("ida"))
    merge(gone, kept, by=make_user("ida"))
    for each in (note, of_program):
        each.refresh_from_db()
        assert each.clinic == kept


def test_the_weights_are_of_facts_and_make_a_hundred():
    assert sum(WEIGHTS.values()) == 100
    assert not [fact for fact in WEIGHTS for name in fact[1:] if (fact[0], name) not in FACTS]
    assert not {fact[1] for fact in WEIGHTS} & {"name", "street", "city", "organization"}


def test_a_name_and_an_address_are_next_to_nothing():
    found = of(make_program(make_clinic(organization=None)))
    assert found.percent == 8  # the phone number
    assert [label for _group, label in found.first][:3] == [
        "Prices",
        "Ways to pay",
        "Dosing sessions, fewest",
    ]


def test_what_is_stated_counts_and_a_no_is_a_statement():
    bare = of(make_program())
    told = of(
        make_program(
            prices=[{"item": "dosing_session", "low": 1, "high": 2}],
            payments=["medicaid"],
            prescriber_on_site="no",
            take_home="does_not_apply",
            dosing_most=6,
        )
    )
    assert told.percent - bare.percent == 15 + 13 + 4 + 3 + 6
    assert NOT_STATED not in told.missing


def test_everything_stated_is_a_hundred():
    said = {"program": {}, "clinic": {}}
    for kind, *names in WEIGHTS:
        said[kind] |= dict.fromkeys(names, "something")
    assert completeness(said["program"], said["clinic"], fact_label).percent == 100


def test_the_pages_show_it_with_what_to_ask_first(desk):
    program = make_program()
    shown = " ".join(texts_of(desk.get(page(program)), ".//p[@class='complete']"))
    assert "Says 8 % of what patients decide on. Ask first: Prices, Ways to pay," in shown
    cells = texts_of(desk.get(page(program.clinic)), ".//section[@id='programs']/table/tbody/tr/td")
    assert "8 %" in cells
