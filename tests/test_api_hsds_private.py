"""The HSDS interface says nothing that is not public."""

import pytest

from programs.api import entries
from programs.models import Program
from programs.publishing import close, confirm, withdraw
from programs.vocabulary.hsds import id_of
from tests.factories import make_clinic, make_organization, make_program, make_user
from tests.hsds_answers import LISTS, PROBLEM, contents, got

pytestmark = pytest.mark.django_db
CANARY = "Zzcanary"


@pytest.fixture
def secrets():
    """What nobody outside may read: drafts, what was taken back, a withheld address; beside one public program."""
    shown = make_program(make_clinic(name="Open House", organization=make_organization()))
    make_program(make_clinic(name=f"{CANARY} House"), name=CANARY, summary=CANARY, published=False)
    make_program(shown.clinic, name=CANARY, summary=CANARY, published=False)
    withdraw(make_program(shown.clinic, name=CANARY), by=make_user(), why=CANARY)
    closed = make_program(make_clinic(name=f"{CANARY} Closed"))
    close(closed.clinic, by=make_user(), why=CANARY)
    hidden = {"street": f"1 {CANARY} Street", "unit": CANARY, "county": CANARY, "postal_code": "85711"}
    hidden |= {"address_withheld": "yes", "latitude": 32.2102, "longitude": -110.8801}
    quiet = make_clinic(name="Quiet", organization=make_organization("Quiet Inc"), **hidden)
    confirm(make_program(quiet), "offer", by=make_user(CANARY), method="call", note=CANARY)


def test_nothing_leaks(client, secrets):
    pks = list(Program.objects.exclude(pk__in=Program.objects.published()))
    addresses = [f"{name}{query}" for name in LISTS for query in ("", "?full=true", f"?search={CANARY}")]
    addresses += ["services?minimal=true", "organizations?full_service=true", "openapi.json", "", "clinics"]
    runs = [each["organization_id"] for each in contents(client, "services")]
    addresses += [f"organizations/{each}?full_service=true" for each in runs]
    texts = {address: client.get(f"/api/{address}").content.decode() for address in addresses}
    assert {
        address for address, text in texts.items() if CANARY in text.replace(f"search={CANARY}", "")
    } == set()
    assert {address for address, text in texts.items() if "85711" in text or "32.2102" in text} == set()
    names = [each["name"] for each in contents(client, "services?full=true")]
    assert (len(pks), len(names)) == (4, 2)
    totals = {kind: got(client, kind)["total_items"] for kind in LISTS[:3]}
    assert totals == {"services": 2, "service_at_locations": 2, "organizations": 2}
    assert contents(client, f"services?search={CANARY}") == []


def test_what_is_not_public_answers_as_what_never_was(client, secrets):
    unknown = client.get("/api/services/00000000-0000-4000-8000-000000000000")
    assert (unknown.status_code, unknown["Content-Type"]) == (404, PROBLEM)
    for program in Program.objects.exclude(pk__in=Program.objects.published()):
        ids = {
            "services": program.public_id,
            "service_at_locations": id_of(str(program.public_id), "service_at_location"),
        }
        if not Program.objects.published().filter(clinic=program.clinic).exists():
            ids["organizations"] = id_of(str(program.clinic.public_id), "organization")
        for kind, public_id in ids.items():
            response = client.get(f"/api/{kind}/{public_id}")
            assert (response.status_code, response.content) == (404, unknown.content)


def test_what_is_withdrawn_is_gone_with_the_next_request(client):
    program = make_program()
    address = f"/api/services/{program.public_id}"
    tag = client.get(address)["ETag"]
    withdraw(program.clinic, by=make_user(), why="Asked us to")
    assert client.get(address, headers={"if-none-match": tag}).status_code == 404
    assert contents(client, "services") == []


def test_ids_that_are_made_follow_every_change(client):
    assert entries.organizations() == {}
    program = make_program()
    assert list(entries.joined().values()) == [str(program.public_id)]
    withdraw(program, by=make_user(), why="Asked us to")
    assert (entries.organizations(), entries.joined()) == ({}, {})
