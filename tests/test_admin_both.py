"""Two curators save one entry: the second is refused, sees both versions, and loses nothing."""

import pytest
from django.urls import reverse

from programs.models import Clinic, Phone, Program
from programs.models.facts import texts
from programs.publishing import change, set_rows, set_terms, withdraw
from tests.factories import make_clinic, make_organization, make_program, make_user
from tests.page_forms import fields_of, page_of

pytestmark = pytest.mark.django_db


def address(entry):
    return reverse(f"admin:programs_{entry._meta.model_name}_change", args=[entry.pk])


def shown(response):
    """The table of both versions: (fact, theirs, yours, whose the form holds)."""
    box = next(node for node in page_of(response).iter("div") if node.get("class") == "both")
    return [
        tuple(" ".join("".join(cell.itertext()).split()) for cell in row)
        for row in box.iterfind("table/tbody/tr")
    ]


def theirs(entry, **facts):
    """What somebody else saves meanwhile."""
    with change(entry, by="ida", why="called them"):
        for name, value in facts.items():
            setattr(entry, name, value)


def test_a_save_over_a_newer_version_is_refused_with_both_versions_shown(desk):
    clinic = make_clinic(city="Tucson", email="old@example.org")
    opened = fields_of(desk.get(address(clinic)))
    theirs(clinic, email="theirs@example.org", unit="Suite 2")
    response = desk.post(address(clinic), opened | {"email": "mine@example.org", "county": "Pima"})
    assert response.status_code == 409
    assert shown(response) == [
        ("Unit", "Suite 2", "Not stated", "Theirs: you had not changed it"),
        ("County", "Not stated", "Pima", "Yours"),
        ("E-mail", "theirs@example.org", "mine@example.org", "Yours"),
    ]
    kept = Clinic.objects.get(pk=clinic.pk)
    assert (kept.email, kept.county, kept.unit) == ("theirs@example.org", "", "Suite 2")
    assert "ida" in response.content.decode()


def test_saving_again_keeps_ones_own_text_and_what_the_other_one_changed(desk):
    clinic = make_clinic(email="old@example.org")
    opened = fields_of(desk.get(address(clinic)))
    theirs(clinic, email="theirs@example.org", unit="Suite 2")
    refused = desk.post(
        address(clinic), opened | {"email": "mine@example.org", "county": "Pima", "why": "a call"}
    )
    again = fields_of(refused)
    assert (again["email"], again["unit"], again["county"], again["why"]) == (
        "mine@example.org",
        "Suite 2",
        "Pima",
        "a call",
    )
    assert desk.post(address(clinic), again).status_code == 302
    kept = Clinic.objects.get(pk=clinic.pk)
    assert (kept.email, kept.county, kept.unit) == ("mine@example.org", "Pima", "Suite 2")


def test_the_third_of_three_is_refused_again(desk):
    clinic = make_clinic()
    opened = fields_of(desk.get(address(clinic)))
    theirs(clinic, unit="Suite 2")
    again = fields_of(desk.post(address(clinic), opened | {"county": "Pima"}))
    theirs(clinic, unit="Suite 3")
    assert desk.post(address(clinic), again).status_code == 409
    assert Clinic.objects.get(pk=clinic.pk).county == ""


def test_a_list_that_somebody_else_changed_counts(desk):
    program = make_program(therapies=["cbt"])
    opened = fields_of(desk.get(address(program)))
    with change(program, by="ida"):
        set_terms(program, "therapy", ["cbt", ("12-step", "", "no", "")])
    response = desk.post(address(program), opened | {"name": "My name", "substances-alcohol": "yes"})
    assert response.status_code == 409
    assert [row[0] for row in shown(response)] == ["Name", "Therapies", "Substances treated"]
    again = fields_of(response)
    assert (again["therapies-12-step"], again["substances-alcohol"], again["name"]) == (
        "no",
        "yes",
        "My name",
    )
    assert desk.post(address(program), again).status_code == 302
    facts = texts(Program.objects.get(pk=program.pk))
    assert (facts["therapies"], facts["substances"]) == ("cbt; 12-step=no", "alcohol")


def test_rows_alone_are_enough_to_be_refused_and_none_is_lost(desk):
    clinic = make_clinic(phone="+15205550101")
    opened = fields_of(desk.get(address(clinic)))
    with change(clinic, by="ida"):
        Phone.objects.create(clinic=clinic, number="+15205550102", kind="fax")
    mine = opened | {"phones-1-kind": "intake", "phones-1-number": "(520) 555-0103"}
    response = desk.post(address(clinic), mine)
    assert response.status_code == 409
    assert [row[0] for row in shown(response)] == ["Phones"]
    assert desk.post(address(clinic), fields_of(response)).status_code == 302
    assert [(row.kind, row.number) for row in clinic.phones.all()] == [
        ("main", "+15205550101"),
        ("fax", "+15205550102"),
        ("intake", "+15205550103"),
    ]


def test_a_row_that_was_removed_meanwhile_comes_back_only_where_its_text_was_changed(desk):
    clinic = make_clinic(phone="+15205550101")
    opened = fields_of(desk.get(address(clinic)))
    with change(clinic, by="ida"):
        set_rows(clinic, "phones", [])
    untouched = fields_of(desk.post(address(clinic), opened | {"county": "Pima"}))
    changed = fields_of(desk.post(address(clinic), opened | {"phones-0-note": "weekdays"}))
    assert desk.post(address(clinic), untouched).status_code == 302
    assert clinic.phones.count() == 0
    changed["version"] = str(Clinic.objects.get(pk=clinic.pk).version)
    assert desk.post(address(clinic), changed).status_code == 302
    assert [(row.number, row.note) for row in clinic.phones.all()] == [("+15205550101", "weekdays")]


def test_prices_in_two_versions(desk):
    program = make_program(prices=[{"item": "dosing_session", "low": 45000, "high": 45000}])
    opened = fields_of(desk.get(address(program)))
    with change(program, by="ida"):
        row = program.prices.get()
        row.low = row.high = 50000
        row.save()
    response = desk.post(address(program), opened | {"prices-0-low": "400", "prices-0-high": "400"})
    assert response.status_code == 409
    assert shown(response) == [("Prices", "Dosing session: $500", "Dosing session: $400", "Yours")]
    assert desk.post(address(program), fields_of(response)).status_code == 302
    assert program.prices.get().low == 40000


def test_what_cannot_be_read_is_shown_as_typed(desk):
    clinic = make_clinic()
    opened = fields_of(desk.get(address(clinic)))
    theirs(clinic, unit="Suite 2")
    typed = opened | {"email": "no address", "phones-0-number": "call us", "latitude": "north"}
    response = desk.post(address(clinic), typed)
    assert response.status_code == 409
    again = fields_of(response)
    assert (again["email"], again["phones-0-number"], again["latitude"]) == ("no address", "call us", "north")
    refused = desk.post(address(clinic), again)
    assert (refused.status_code, fields_of(refused)["email"]) == (200, "no address")


def test_a_change_of_state_alone_is_told(desk):
    program = make_program()
    opened = fields_of(desk.get(address(program)))
    withdraw(program, by=make_user("ida"), why="It stopped.")
    response = desk.post(address(program), opened | {"summary": "Mine"})
    assert response.status_code == 409
    assert [row[0] for row in shown(response)] == ["In short"]
    assert desk.post(address(program), fields_of(response)).status_code == 302
    kept = Program.objects.get(pk=program.pk)
    assert (kept.summary, kept.status) == ("Mine", "withdrawn")


def test_an_organization_in_two_versions(desk):
    organization = make_organization("Old Name")
    opened = fields_of(desk.get(address(organization)))
    theirs(organization, name="Theirs")
    response = desk.post(address(organization), opened | {"name": "Mine"})
    assert response.status_code == 409
    assert shown(response) == [("Name", "Theirs", "Mine", "Yours")]


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "1e3", "99999999999999999999", "2147483647"])
def test_a_forged_version_never_overwrites(desk, version):
    clinic = make_clinic()
    opened = fields_of(desk.get(address(clinic)))
    assert desk.post(address(clinic), opened | {"version": version, "county": "Pima"}).status_code in (
        200,
        409,
    )
    assert Clinic.objects.get(pk=clinic.pk).county == ""
