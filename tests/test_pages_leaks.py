"""Nothing that is private is on any public page: streets of withheld clinics, texts of drafts."""

import pytest

from programs.pages.sitemap import fixed_addresses
from programs.publishing import change, close, merge, rename, withdraw
from tests.factories import make_clinic, make_organization, make_program, make_user

pytestmark = pytest.mark.django_db
CANARY = "Zzcanary"
QUERIES = [
    "",
    "?type=any",
    "?q=zzcanary",
    "?q=zzcanary+house",
    "?near=85701",
    "?near=85711&radius=5",
    "?near=AZ",
    "?city=tucson-az",
    "?unknown=include&payment=medicaid",
    "?sort=name&page=1",
    "?checked=current",
    "?q=shelter",
]
SEARCHES = ("/clinics/map/", "/clinics/phones/", "/api/clinics")
HSDS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
MACHINES = [
    *("/sitemap.xml", "/feed.xml", "/api/", "/api/openapi.json"),
    *(
        f"/api/{kind}{query}"
        for kind in HSDS
        for query in ("", "?full=true&full_service=true", "?search=zzcanary")
    ),
]
PRIVATE = {
    "street": f"1 {CANARY} Street",
    "unit": f"{CANARY} unit",
    "county": f"{CANARY} County",
    "postal_code": "85711",
    "latitude": 32.2102,
    "longitude": -110.8801,
}


@pytest.fixture
def shelter():
    """A public clinic that keeps its address private."""
    clinic = make_clinic(name="Quiet Shelter", address_withheld="yes", **PRIVATE)
    return make_program(clinic, name="Care in a private place").clinic


@pytest.fixture
def drafts():
    """Texts that nobody outside may read: of a draft clinic, of a draft program, of one taken back."""
    make_program(make_clinic(name=f"{CANARY} House"), name=CANARY, summary=CANARY, published=False)
    shown = make_program(make_clinic(name="Open House", organization=make_organization()))
    make_program(shown.clinic, name=CANARY, summary=CANARY, published=False)
    taken_back = make_program(shown.clinic, name=CANARY, summary=CANARY)
    withdraw(taken_back, by=make_user(), why="A mistake")
    make_program(
        make_clinic(name=f"{CANARY} Sibling", organization=shown.clinic.organization), published=False
    )
    return shown.clinic


def pages(client, *clinics):
    addresses = [*fixed_addresses(), *(f"/clinics/{query}" for query in QUERIES), "/clinics/unknown/"]
    addresses += [f"/clinics/{clinic.slug}/" for clinic in clinics]
    addresses += [f"{path}{query}" for path in SEARCHES for query in QUERIES]
    addresses += [
        "/clinics/complete?q=zz",
        "/clinics/complete?q=shel",
        "/clinics/in/az/",
        "/clinics/in/az/tucson/",
    ]
    addresses += [f"/compare/?clinic={clinic.slug}&clinic=unknown" for clinic in clinics] + MACHINES
    return {address: client.get(address) for address in addresses}


def leaking(answers, *secrets):
    """The addresses whose answer holds one of `secrets`, apart from a search for it."""
    texts = {
        address: response.content.decode().lower().replace('value="zzcanary', "").replace("“zzcanary", "")
        for address, response in answers.items()
    }
    return {
        address
        for address, text in texts.items()
        for secret in secrets
        if secret.lower() in text.replace("q=zzcanary", "")
    }


def test_a_withheld_address_is_nowhere(client, shelter):
    answers = pages(client, shelter)
    assert "Quiet Shelter" in answers["/clinics/"].content.decode()
    assert leaking(answers, CANARY, "85711</", "85711,", "32.2102", "-110.88") == set()


def test_a_withheld_address_says_why(client, shelter):
    text = client.get(f"/clinics/{shelter.slug}/").content.decode()
    assert "Tucson, AZ. The clinic keeps its address private; call for directions." in text
    assert "openstreetmap" not in text


def test_an_address_that_is_withheld_later_is_gone_at_once(client):
    clinic = make_program(make_clinic(name="Oak Clinic", **PRIVATE)).clinic
    assert CANARY in client.get(f"/clinics/{clinic.slug}/").content.decode()
    with change(clinic, by=make_user(), why="It asked us to"):
        clinic.address_withheld = "yes"
    assert leaking(pages(client, clinic), CANARY) == set()


def test_texts_of_drafts_are_nowhere(client, drafts):
    answers = pages(client, drafts)
    assert "Open House" in answers["/clinics/"].content.decode()
    assert leaking(answers, CANARY) == set()


def test_what_was_merged_renamed_or_closed_keeps_its_private_facts(client, shelter):
    other = make_program(make_clinic(name="Oak Clinic")).clinic
    old = shelter.slug
    rename(shelter, "quiet-place", by=make_user(), why="New name")
    close(shelter, by=make_user(), why="The owner retired")
    assert client.get(f"/clinics/{old}/").status_code == 410
    assert leaking(pages(client, shelter, other), CANARY) == set()
    merge(other, make_program(make_clinic(name="Elm Clinic")).clinic, by=make_user())
    assert leaking(pages(client, shelter, other), CANARY) == set()
