"""Nothing is lost, whichever way the other change comes: by form, import, list action, conflict, or from history."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from programs.models import Change, Clinic, Conflict, Phone, Program
from programs.models.facts import texts
from programs.publishing import change, set_rows
from tests.factories import make_program, make_source, make_user
from tests.page_forms import fields_of, texts_of

pytestmark = pytest.mark.django_db
HEADER = "name,street,city,state,zip,phone,website,email\n"
ROW = "Elm House,1 Main Street,Tucson,AZ,85701,{phone},{website},\n"
OLD = {"phone": "520-555-0101", "website": "https://old.example/"}
NEW = {"phone": "520-555-0199", "website": "https://new.example/"}


@pytest.fixture
def bring_in(tmp_path):
    def read(edition, **said):
        path = tmp_path / f"{edition}.csv"
        path.write_text(HEADER + ROW.format(**said))
        call_command("import_listings", str(path), source="A list", edition=edition, scope="all", apply=True)

    return read


@pytest.fixture
def clinic(bring_in):
    """A clinic that an import made."""
    bring_in("2025", **OLD)
    return Clinic.objects.get()


def address(entry):
    return reverse(f"admin:programs_{entry._meta.model_name}_change", args=[entry.pk])


def by_form(desk, clinic, bring_in):
    answer = desk.post(address(clinic), fields_of(desk.get(address(clinic))) | {"website": NEW["website"]})
    assert answer.status_code == 302


def by_import(desk, clinic, bring_in):
    bring_in("2026", phone=OLD["phone"], website=NEW["website"])


def by_action(desk, clinic, bring_in):
    said = {"for_good": "for_a_time", "why": "Repairs.", "look_instead": "Oak House", "apply": "1"}
    body = {"action": "close_selected", "_selected_action": clinic.pk, "index": "0", **said}
    assert desk.post(reverse("admin:programs_clinic_changelist"), body).status_code == 302


def by_history(desk, clinic, bring_in):
    with change(clinic, by="ida"):
        clinic.unit = "Suite 9"
    row = Change.objects.get(field_name="unit")
    page = reverse("admin:programs_clinic_history", args=[clinic.pk])
    answer = desk.post(page, {"change": row.pk, "version": Clinic.objects.get(pk=clinic.pk).version})
    assert answer.status_code == 302


# The way the other change comes, and what it leaves behind.
PATHS = {
    "form": (by_form, {"website": NEW["website"]}),
    "import": (by_import, {"website": NEW["website"]}),
    "list action": (by_action, {"operating_reason": "Repairs.", "look_instead": "Oak House"}),
    "history": (by_history, {"unit": ""}),
}
# What the person whose page was open has typed: a field, a row changed, a row added, a list.
TRIES = {
    "field": ({"county": "Pima"}, {"county": "Pima"}),
    "row": ({"phones-0-note": "weekdays"}, {"phones": "main | +15205550101 |  | weekdays"}),
    "new row": (
        {"phones-1-kind": "fax", "phones-1-number": "(520) 555-0155"},
        {"phones": "main | +15205550101; fax | +15205550155"},
    ),
    "list": ({"languages-es": "yes"}, {"languages": "es"}),
}


@pytest.mark.parametrize("typed", TRIES)
@pytest.mark.parametrize("path", PATHS)
def test_what_comes_while_a_page_is_open_is_shown_and_both_are_kept(desk, clinic, bring_in, path, typed):
    come, theirs = PATHS[path]
    said, mine = TRIES[typed]
    opened = fields_of(desk.get(address(clinic)))
    come(desk, clinic, bring_in)
    refused = desk.post(address(clinic), opened | said)
    assert refused.status_code == 409
    assert texts_of(refused, ".//div[@class='both']/h2")
    assert desk.post(address(clinic), fields_of(refused)).status_code == 302
    now = texts(Clinic.objects.get(pk=clinic.pk))
    assert {name: now[name] for name in (theirs | mine)} == theirs | mine


@pytest.mark.parametrize("typed", TRIES)
def test_a_conflict_decided_meanwhile_is_shown_too(desk, clinic, bring_in, typed):
    from programs.publishing.conflicts import take_theirs

    said, mine = TRIES[typed]
    opened = fields_of(desk.get(address(clinic)))
    offer = {"field": "website", "offered": NEW["website"], "source": make_source()}
    take_theirs(Conflict.objects.create(clinic=clinic, ours=OLD["website"], **offer), by=make_user("ida"))
    refused = desk.post(address(clinic), opened | said)
    assert refused.status_code == 409
    assert desk.post(address(clinic), fields_of(refused)).status_code == 302
    now = texts(Clinic.objects.get(pk=clinic.pk))
    assert {name: now[name] for name in mine} | {"website": now["website"]} == mine | {
        "website": NEW["website"]
    }


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"website": "https://ours.example/"}, {"phone": OLD["phone"], "website": NEW["website"]}),
        ({"phones-0-note": "weekdays"}, NEW),
        ({"phones-0-number": "(520) 555-0142"}, NEW),
        ({"unit": "Suite 2"}, NEW),
    ],
)
def test_an_import_after_a_persons_change_asks_and_takes_nothing_of_it(desk, clinic, bring_in, ours, theirs):
    desk.post(address(clinic), fields_of(desk.get(address(clinic))) | ours)
    mine = {row.field_name: row.replacement_value for row in Change.objects.filter(updated_by="cora")}
    assert mine
    bring_in("2026", **theirs)
    now = texts(Clinic.objects.get(pk=clinic.pk))
    kept = {name: all(part in now[name] for part in text.split("; ")) for name, text in mine.items()}
    assert kept == dict.fromkeys(mine, True)


CLOSING = {"for_good": "for_a_time", "why": "Mine.", "look_instead": "Oak House", "apply": "1", "one": "1"}


@pytest.mark.parametrize(
    "action", ["close_selected", "withdraw_selected", "send_back_selected", "confirm_selected"]
)
def test_an_action_over_a_newer_version_shows_it_and_keeps_what_was_typed(desk, clinic, action):
    programs = Program.objects.filter(clinic=clinic)
    programs.update(status="in_review" if action == "send_back_selected" else "published")
    Clinic.objects.filter(pk=clinic.pk).update(
        status="in_review" if action == "send_back_selected" else "draft"
    )
    seen = Clinic.objects.get(pk=clinic.pk).version
    with change(clinic, by="ida"):
        clinic.operating_status, clinic.operating_reason = "temporarily_closed", "Theirs."
    before = list(Clinic.objects.values()), clinic.checks.count()
    said = CLOSING | {"group": "contact", "method": "call", "note": "Mine.", f"version-{clinic.pk}": seen}
    body = {"action": action, "_selected_action": clinic.pk, "index": "0", **said}
    page = reverse("admin:programs_clinic_changelist")
    refused = desk.post(page, body)
    assert refused.status_code == 409
    shown = texts_of(refused, ".//div[@class='both']/table/tbody/tr/td")
    assert ("ida" in shown, "Theirs." in shown) == (True, True)
    assert (list(Clinic.objects.values()), clinic.checks.count()) == before
    again = fields_of(refused, "ask-form")
    assert "Mine." in again.values()
    assert desk.post(page, again).status_code == 302
    assert (list(Clinic.objects.values()), clinic.checks.count()) != before


@pytest.mark.parametrize("action", ["publish_selected", "submit_selected", "reopen_selected"])
def test_a_button_over_a_newer_version_does_nothing_and_says_so(desk, clinic, action):
    make_program(clinic, published=False)
    seen = clinic.version
    with change(clinic, by="ida"):
        clinic.operating_status, clinic.operating_reason = "temporarily_closed", "Theirs."
    before = list(Clinic.objects.values())
    body = {"action": action, "_selected_action": clinic.pk, "one": "1", f"version-{clinic.pk}": seen}
    page = desk.post(reverse("admin:programs_clinic_changelist"), body, follow=True)
    assert "somebody changed it meanwhile" in page.content.decode()
    assert list(Clinic.objects.values()) == before


def test_two_who_decide_one_correction(desk, clinic):
    from programs.models import Correction
    from programs.publishing.corrections import Decided, decide

    correction = Correction.objects.create(clinic=clinic, group="contact", proposed="Another number")
    first, second = (Correction.objects.get(pk=correction.pk) for _person in range(2))
    decide(first, "changed", by=None, answer="Thank you.")
    with pytest.raises(Decided):
        decide(second, "right", by=None, answer="No.")
    kept = Correction.objects.get(pk=correction.pk)
    assert (kept.outcome, kept.answer) == ("changed", "Thank you.")


def test_rows_that_two_people_add_are_both_kept(desk, clinic):
    opened = fields_of(desk.get(address(clinic)))
    with change(clinic, by="ida"):
        numbers = [Phone(number="+15205550101"), Phone(number="+15205550177", kind="fax")]
        set_rows(clinic, "phones", numbers)
    mine = opened | {"phones-1-kind": "intake", "phones-1-number": "(520) 555-0155"}
    refused = desk.post(address(clinic), mine)
    assert desk.post(address(clinic), fields_of(refused)).status_code == 302
    kept = sorted(clinic.phones.values_list("number", flat=True))
    assert kept == ["+15205550101", "+15205550155", "+15205550177"]


def test_a_row_that_two_people_add_is_there_once(desk, clinic):
    opened = fields_of(desk.get(address(clinic)))
    with change(clinic, by="ida"):
        Phone.objects.create(clinic=clinic, number="+15205550177", kind="fax")
    mine = opened | {"phones-1-kind": "fax", "phones-1-number": "520 555 0177", "county": "Pima"}
    refused = desk.post(address(clinic), mine)
    assert desk.post(address(clinic), fields_of(refused)).status_code == 302
    assert sorted(clinic.phones.values_list("number", flat=True)) == ["+15205550101", "+15205550177"]
