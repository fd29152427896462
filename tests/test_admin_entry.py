"""An entry's page in the admin: shown group by group, saved through publishing in one change."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import Change, Clinic, Phone, Program, Source, Statement, Term
from programs.models.facts import texts
from programs.models.groups import groups_of
from programs.publishing import confirm
from tests.factories import make_clinic, make_organization, make_program, make_source
from tests.page_forms import fields_of, texts_of

pytestmark = pytest.mark.django_db
# Session, user and its permissions 4 · entry with its facts 7 · terms, types, sources 5 · claims 3 · prices 1 ·
# the clinic with its facts 5 · corrections 1 · notes 1
PROGRAM_PAGE = 28
# Session, user and its permissions 4 · entry with its facts 6 · terms, sources 3 · claims 3 · programs 7 ·
# conflicts, corrections, organization's name 3 · rows 3 · notes 1
CLINIC_PAGE = 29


def address(entry, verb="change"):
    return reverse(f"admin:programs_{entry._meta.model_name}_{verb}", args=[entry.pk])


def save(desk, entry, **typed):
    """Post the entry's page with `typed` over what it shows."""
    data = fields_of(desk.get(address(entry))) | typed
    return desk.post(address(entry), data)


def own_row(clinic):
    """All columns of the clinic but the time at which it was last saved."""
    return {
        name: value
        for name, value in Clinic.objects.values().get(pk=clinic.pk).items()
        if name != "updated_at"
    }


def test_a_page_shows_its_groups_in_the_models_order(desk):
    program = make_program()
    for entry, kind in ((program.clinic, "clinic"), (program, "program")):
        shown = texts_of(desk.get(address(entry)), ".//form[@id='entry-form']//h2")
        assert shown == [str(group.label) for group in groups_of(kind)]


def test_a_page_posted_back_as_it_stands_changes_nothing(desk):
    clinic = make_clinic(languages=["en", ("es", "", "no", "asked")], phone="+15205550123")
    program = make_program(
        clinic,
        substances=[("alcohol", "primary", "yes", ""), ("cannabis", "", "no", "says so")],
        payments=[("medicaid", "visits", "yes", "a note")],
        states=["AZ", "CA"],
        prices=[{"item": "dosing_session", "low": 45050, "high": None, "includes": ["preparation"]}],
        dosing_fewest=0,
        dose_low="0.5",
        dose_unit="mg/kg",
        summary="Two lines\nof text",
    )
    for entry in (clinic, program):
        entry.refresh_from_db()
        before, version = texts(entry), entry.version
        history = Change.objects.count()
        assert save(desk, entry).status_code == 302
        entry = type(entry).objects.get(pk=entry.pk)
        assert (texts(entry), entry.version, Change.objects.count()) == (before, version, history)


def test_fields_rows_and_lists_are_saved_in_one_change(desk, curator):
    clinic = make_clinic(languages=["en"], phone="+15205550123", published=True)
    confirm(clinic, "contact", by=curator, method="call")
    confirm(clinic, "identity", by=curator, method="call")
    clinic.refresh_from_db()
    response = save(
        desk,
        clinic,
        **{
            "email": "desk@example.org",
            "phones-0-number": "(520) 555-0199",
            "languages-es": "yes",
            "languages-en": "no",
            "languages-en-note": "by letter only",
            "why": "Called on Monday",
        },
    )
    assert response.status_code == 302
    after = Clinic.objects.get(pk=clinic.pk)
    assert after.version == clinic.version + 1
    changes = Change.objects.filter(resource_id=clinic.public_id, version=after.version)
    assert {(row.field_name, row.replacement_value, row.why, row.user) for row in changes} == {
        ("email", "desk@example.org", "Called on Monday", curator),
        ("phones", "main | +15205550199", "Called on Monday", curator),
        ("languages", "en=no | by letter only; es", "Called on Monday", curator),
    }
    assert after.phones.get().public_id == clinic.phones.get().public_id
    live = clinic.checks.live(timezone.localdate())
    assert [check.group for check in live] == ["identity"]


def test_the_source_that_is_named_becomes_the_source_of_the_changed_groups(desk):
    clinic = make_clinic()
    said = make_source("The clinic's own page", Source.Kind.CLINIC)
    save(desk, clinic, email="desk@example.org", source=str(said.pk), as_of="2026-11-03")
    statements = Statement.objects.filter(clinic=clinic, source=said)
    assert [(row.group, row.as_of) for row in statements] == [("contact", dt.date(2026, 11, 3))]


def test_what_the_clinic_itself_told_is_a_ready_choice(desk):
    """Also before it has said anything here; without a day it is of today."""
    clinic = make_clinic()
    assert not Source.objects.filter(kind=Source.Kind.CLINIC).exists()
    choices = desk.get(address(clinic)).context["note"].fields["source"].choices
    assert [str(label) for _value, label in choices[:2]] == ["We found out ourselves", "The clinic itself"]
    save(desk, clinic, email="desk@example.org", source=choices[1][0])
    said = Source.objects.get(kind=Source.Kind.CLINIC)
    assert list(said.statements.values_list("group", "as_of")) == [("contact", timezone.localdate())]
    choices = desk.get(address(clinic)).context["note"].fields["source"].choices
    assert [label for _value, label in choices].count("The clinic itself") == 1
    assert choices[1] == (str(said.pk), "The clinic itself")


def test_a_phone_is_read_as_people_write_it_and_a_wrong_one_is_said(desk):
    clinic = make_clinic(phone=None)
    response = save(desk, clinic, **{"phones-0-number": "call us", "name": "Typed already"})
    assert response.status_code == 200
    assert texts_of(response, ".//p[@class='error']") == [
        "This is no phone number. Write it as (520) 555-0100."
    ]
    assert texts_of(response, ".//div[@class='mend']//li") == [
        "Contact: Number. This is no phone number. Write it as (520) 555-0100."
    ]
    assert fields_of(response)["name"] == "Typed already"
    assert save(desk, clinic, **{"phones-0-number": "520-555-0107"}).status_code == 302
    assert [phone.number for phone in clinic.phones.all()] == ["+15205550107"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+15205550122", "(520) 555-0122"), ("+442079460123", "+44 20 7946 0123")],
)
def test_a_phone_is_shown_as_people_write_it_and_posted_back_it_is_the_same(desk, number, shown):
    clinic = make_clinic(phone=None)
    Phone.objects.create(clinic=clinic, number=number)
    page = fields_of(desk.get(address(clinic)))
    assert page["phones-0-number"] == shown
    save(desk, clinic, email="desk@example.org")
    assert [row.number for row in clinic.phones.all()] == [number]
    assert list(Change.objects.filter(version=2).values_list("field_name", flat=True)) == ["email"]


def test_prices_are_typed_in_whole_units_and_kept_in_cents(desk):
    program = make_program()
    typed = {"item": "dosing_session", "low": "450.50", "high": "600", "includes": ["preparation_session"]}
    typed = {f"prices-0-{name}": value for name, value in typed.items()}
    typed["prices-0-includes"] = ["consultation", "medicine_only"]
    assert save(desk, program, **typed).status_code == 302
    price = program.prices.get()
    assert (price.low, price.high, price.currency) == (45050, 60000, "USD")
    assert price.includes == ["consultation", "medicine_only"]
    shown = fields_of(desk.get(address(program)))
    assert (shown["prices-0-low"], shown["prices-0-high"]) == ("450.50", "600")


@pytest.mark.parametrize(
    "typed",
    [
        {"low": "450.505"},
        {"low": "600", "high": "450"},
        {"low": "-1"},
        {"low": "NaN"},
        {"low": "1", "includes": ["consultation"], "excludes": ["consultation"]},
        {"low": "1", "includes": ["a house"]},
        {"low": "1", "currency": "dollars"},
        {"low": "1", "source": "999999"},
    ],
)
def test_a_wrong_price_is_refused_and_nothing_is_saved(desk, typed):
    program = make_program()
    prices = {f"prices-0-{name}": value for name, value in ({"item": "dosing_session"} | typed).items()}
    response = save(desk, program, name="Another name", **prices)
    assert response.status_code == 200
    assert program.prices.count() == 0
    assert Program.objects.get(pk=program.pk).name == program.name


def test_a_wrong_answer_in_a_list_is_refused(desk):
    program = make_program()
    for key, value in (
        ("substances-alcohol", "maybe"),
        ("substances-alcohol-role", "king"),
        ("substances-alcohol-note", "x" * 301),
    ):
        response = save(desk, program, **{"substances-alcohol": "yes", key: value})
        assert response.status_code == 200
        assert program.terms.count() == 0


def test_a_new_clinic_is_a_draft_at_the_middle_of_its_postal_code(desk):
    data = fields_of(desk.get(reverse("admin:programs_clinic_add")))
    data |= {"name": "New Clinic", "city": "Tucson", "region": "AZ", "postal_code": "85701"}
    data |= {"phones-0-number": "5205550105", "languages-es": "yes"}
    response = desk.post(reverse("admin:programs_clinic_add"), data)
    clinic = Clinic.objects.get(name="New Clinic")
    assert response.url == address(clinic)
    assert (clinic.status, clinic.slug, clinic.version, clinic.precision) == ("draft", "", 1, "postal_code")
    assert 32 < clinic.latitude < 33
    assert [row.term.slug for row in clinic.terms.all()] == ["es"]
    assert Change.objects.filter(resource_id=clinic.public_id).count() == 1


def test_a_wrong_new_clinic_is_shown_again_and_leaves_nothing(desk):
    data = fields_of(desk.get(reverse("admin:programs_clinic_add")))
    data |= {"name": "New Clinic", "region": "QQ", "phones-0-number": "5205550105"}
    response = desk.post(reverse("admin:programs_clinic_add"), data)
    assert response.status_code == 200
    assert fields_of(response)["phones-0-number"] == "5205550105"
    assert Clinic.objects.count() == 0


def test_a_program_is_added_at_its_clinic_as_a_draft(desk):
    clinic = make_clinic(published=True)
    add = f"{reverse('admin:programs_program_add')}?clinic={clinic.pk}"
    data = fields_of(desk.get(add)) | {"name": "Evening group", "types": ["kap"], "telehealth_states": ["AZ"]}
    response = desk.post(add, data)
    program = Program.objects.get(name="Evening group")
    assert response.url == address(program)
    assert (program.clinic, program.status, program.slug) == (clinic, "draft", "evening-group")
    assert desk.get(reverse("admin:programs_program_add")).url == reverse("admin:programs_clinic_changelist")


def test_a_copy_is_a_draft_with_the_same_facts_and_no_check(desk, curator):
    program = make_program(
        therapies=["cbt"],
        states=["AZ"],
        prices=[{"item": "dosing_session", "low": 45000, "high": 45000}],
        dosing_fewest=4,
    )
    confirm(program, "offer", by=curator, method="call")
    response = desk.post(address(program, "copy"))
    copy = program.clinic.programs.exclude(pk=program.pk).get()
    assert response.url == address(copy)
    entry_facts = ("name", "slug", "status")
    facts = {name: text for name, text in texts(program).items() if name not in entry_facts}
    assert {name: text for name, text in texts(copy).items() if name not in entry_facts} == facts
    assert (copy.status, copy.name, copy.checks.count()) == ("draft", f"{program.name} (copy)", 0)
    assert copy.prices.get().public_id != program.prices.get().public_id


def test_a_copy_is_made_by_post_only(desk):
    program = make_program()
    assert desk.get(address(program, "copy")).status_code == 405
    assert Program.objects.count() == 1


def test_an_organization_is_saved_through_publishing_too(desk, curator):
    organization = make_organization("Old Name")
    assert save(desk, organization, name="New Name", why="A letter").status_code == 302
    change = Change.objects.get(resource_id=organization.public_id, field_name="name")
    assert (change.previous_value, change.replacement_value, change.user) == ("Old Name", "New Name", curator)
    assert change.why == "A letter"


def test_forged_fields_change_nothing(desk):
    clinic, other = make_clinic(), make_clinic(phone="+15205550177")
    before = own_row(clinic)
    theirs = other.phones.get()
    forged = {
        "status": "published",
        "slug": "forged",
        "public_id": "00000000-0000-4000-8000-000000000000",
        "withdrawn_reason": "forged",
        "demonstration": "on",
        "merged_into": str(other.pk),
        "public_latitude": "1",
    }
    assert save(desk, clinic, **forged).status_code == 302
    assert own_row(clinic) == before
    save(desk, clinic, **{"phones-0-id": str(theirs.pk), "phones-0-number": "+15205550111"})
    theirs.refresh_from_db()
    assert (theirs.clinic, theirs.number) == (other, "+15205550177")


def test_confirming_a_group_beside_its_heading(desk, curator):
    program = make_program()
    url = reverse("admin:programs_program_confirm", args=[program.pk, "offer"])
    program.refresh_from_db()
    response = desk.post(url, {"method": "registry", "version": program.version})
    assert response.url == f"{address(program)}#offer"
    check = program.checks.get()
    assert (check.group, check.method, check.by, check.is_live(timezone.localdate())) == (
        "offer",
        "registry",
        curator,
        True,
    )
    claims = texts_of(
        desk.get(address(program)), ".//section[@id='offer']//p[@class='claim claim-leaf']/span"
    )
    assert claims == ["Confirmed today, in a public register"]


def test_confirming_needs_a_post_a_group_of_the_entry_a_method_and_the_version_that_was_read(desk):
    program = make_program()
    program.refresh_from_db()
    url = reverse("admin:programs_program_confirm", args=[program.pk, "offer"])
    right = {"method": "call", "version": program.version}
    assert desk.get(url).status_code == 405
    assert desk.post(url, right | {"method": "dream"}).status_code == 404
    assert desk.post(url, {"method": "call"}).status_code == 404
    desk.post(url, right | {"version": program.version - 1})
    desk.post(reverse("admin:programs_program_confirm", args=[program.pk, "contact"]), right)
    assert program.checks.count() == 0
    desk.post(url, right)
    assert program.checks.count() == 1


def test_nothing_can_be_deleted(desk, admin_client):
    program = make_program(published=False)
    for browser in (desk, admin_client):
        for entry in (program, program.clinic):
            assert browser.post(address(entry, "delete"), {"post": "yes"}).status_code == 403
    assert (Clinic.objects.count(), Program.objects.count()) == (1, 1)


def test_markup_in_a_name_stays_text(desk):
    nasty = "<script>c4n4ry()</script>"
    program = make_program(name=nasty, clinic=make_clinic(name=nasty))
    for url in (
        address(program),
        address(program.clinic),
        address(program, "history"),
        reverse("admin:programs_program_changelist"),
        reverse("admin:programs_clinic_changelist"),
    ):
        page = desk.get(url).content.decode()
        assert "<script>c4n4ry" not in page
        assert "&lt;script&gt;c4n4ry" in page


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_cost_the_same_queries_for_one_row_and_for_thirty(desk, django_assert_num_queries, rows):
    program = make_program(
        make_clinic(languages=list_of("language", rows)),
        therapies=list_of("therapy", rows),
        prices=[{"item": "dosing_session", "low": 1, "high": 1, "source": make_source()}] * rows,
    )
    for number in range(rows - 1):
        make_program(program.clinic)
        Phone.objects.create(clinic=program.clinic, number=f"+15205550{number:03d}")
    for url, queries in ((address(program), PROGRAM_PAGE), (address(program.clinic), CLINIC_PAGE)):
        desk.get(url)
        with django_assert_num_queries(queries):
            assert desk.get(url).status_code == 200


def list_of(vocabulary, number):
    return list(Term.objects.of(vocabulary).values_list("slug", flat=True)[:number])


def test_what_came_of_saving_stands_beside_the_button_too(desk):
    """The browser stays at the part that was changed, far below the messages."""
    clinic = make_clinic(name="Desert Willow")
    data = fields_of(desk.get(address(clinic))) | {"street": "200 Invented Street"}
    page = desk.post(address(clinic), data, follow=True)
    assert texts_of(page, ".//div[@class='save']/p") == ["Saved: Desert Willow."]
    assert texts_of(desk.get(address(clinic)), ".//div[@class='save']/p") == []
