"""Pages of states and cities, the phone numbers of a search, the sitemap, and what the list says beside its cards."""

import re

import pytest

from programs.pages.sitemap import fixed_addresses
from programs.publishing import withdraw
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
PHOENIX = {"city": "Phoenix", "latitude": 33.45, "longitude": -112.07, "postal_code": "85001"}
UTAH = {"city": "Provo", "region": "UT", "latitude": 40.23, "longitude": -111.66, "postal_code": "84601"}


def clinic(name, program=(), **fields):
    return make_program(make_clinic(name=name, **fields), **dict(program)).clinic


@pytest.fixture
def clinics():
    clinic("Oak")
    clinic("Elm")
    clinic("Ash", **PHOENIX)
    clinic("Fir", **UTAH)
    make_program(make_clinic(name="Draft", **PHOENIX), published=False)


def cards(response):
    return [card.name for card in response.context["cards"]]


def test_a_state_has_its_cities_and_its_clinics(client, clinics):
    response = client.get("/clinics/in/az/")
    cities = [(city.name, city.url, city.count) for city in response.context["cities"]]
    assert cities == [("Phoenix", "/clinics/in/az/phoenix/", 1), ("Tucson", "/clinics/in/az/tucson/", 2)]
    assert cards(response) == ["Ash", "Elm", "Oak"]
    assert response.context["intro"] == (
        "3 clinics in Arizona offer ketamine-based treatment for addiction. They are in 2 cities."
    )
    text = response.content.decode()
    assert '<link rel="canonical" href="http://testserver/clinics/in/az/">' in text
    assert "<h1>Ketamine programs for addiction in Arizona</h1>" in text
    assert client.get(response.context["list_url"]).context["result"].total == 3


def test_a_city_has_its_clinics_and_the_other_cities(client, clinics):
    response = client.get("/clinics/in/az/phoenix/")
    assert cards(response) == ["Ash"]
    assert [city.name for city in response.context["cities"]] == ["Tucson"]
    assert client.get(response.context["list_url"]).context["result"].total == 1


@pytest.mark.parametrize("address", ["/clinics/in/wy/", "/clinics/in/wy/casper/", "/clinics/in/az/yuma/"])
def test_a_real_place_without_a_clinic_says_so(client, clinics, address):
    response = client.get(address)
    assert (response.status_code, cards(response)) == (200, [])
    assert "is listed here yet." in response.context["intro"]
    assert "noindex" in response.content.decode()


@pytest.mark.parametrize("address", ["/clinics/in/zz/", "/clinics/in/arizona/", "/clinics/in/az/atlantis/"])
def test_an_unknown_place_is_not_found(client, clinics, address):
    assert client.get(address).status_code == 404


def test_capitals_lead_to_the_one_address(client, clinics):
    assert client.get("/clinics/in/AZ/Tucson/").url == "/clinics/in/az/tucson/"
    assert client.get("/clinics/in/AZ/").url == "/clinics/in/az/"


def test_the_sitemap_names_what_is_public(client, clinics):
    gone = clinic("Gone", city="Mesa")
    withdraw(gone, by=make_user(), why="Asked")
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    found = re.findall(r"<loc>http://testserver([^<]+)</loc>", response.content.decode())
    slugs = [f"/clinics/{name}-{place}/" for name, place in [("oak", "tucson-az"), ("elm", "tucson-az")]]
    assert found == [
        *fixed_addresses(),
        "/clinics/in/az/",
        "/clinics/in/ut/",
        "/clinics/in/az/phoenix/",
        "/clinics/in/az/tucson/",
        "/clinics/in/ut/provo/",
        *slugs,
        "/clinics/ash-phoenix-az/",
        "/clinics/fir-provo-ut/",
    ]
    assert {client.get(address).status_code for address in found} == {200}


def test_every_page_of_the_sitemap_names_itself(client, clinics):
    text = client.get("/sitemap.xml").content.decode()
    for address in re.findall(r"<loc>([^<]+)</loc>", text):
        page = client.get(address.removeprefix("http://testserver")).content.decode()
        assert re.findall(r'<link rel="canonical" href="([^"]+)">', page) == [address]
        assert 'name="robots"' not in page


def test_phone_numbers_are_those_of_the_search(client):
    clinic("Oak", phone="+15205550123")
    clinic("Elm", **PHOENIX)
    response = client.get("/clinics/phones/?city=tucson-az")
    rows = [(row.name, row.place, row.phone, row.phone_url) for row in response.context["rows"]]
    assert rows == [("Oak", "Tucson, AZ", "(520) 555-0123", "tel:+15205550123")]
    assert client.get("/clinics/phones/?type=zzz").context["rows"] == []
    assert "No clinic matches" in client.get("/clinics/phones/?q=zzzzzz").content.decode()


def test_more_than_the_most_phone_numbers_say_so(client, clinics, monkeypatch):
    monkeypatch.setattr("programs.pages.phones_page.MOST", 3)
    response = client.get("/clinics/phones/")
    assert (len(response.context["rows"]), response.context["left_out"]) == (3, 1)


def test_nothing_near_names_the_next_circle_that_helps(client, clinics):
    response = client.get("/clinics/?near=85001&radius=5&q=oak")
    wider = response.context["wider_radius"]
    assert "Look within 250 miles: 1 clinic<" in response.content.decode()
    assert (wider.miles, wider.total, [card.name for card in wider.nearest]) == (250, 1, ["Oak"])
    assert client.get(wider.url).context["result"].total == 1
    assert client.get("/clinics/?near=85001&q=zzzzzz").context["wider_radius"] is None


def test_where_nobody_says_yes_the_nearest_that_say_nothing_are_named(client, clinics):
    refused = make_program(make_clinic(name="Yew", **PHOENIX), payments=[("medicaid", "", "no", "")])
    response = client.get("/clinics/?near=85001&radius=5&payment=medicaid")
    silent = response.context["silent"]
    assert "These clinics do not say whether they fit. Ask them." in response.content.decode()
    assert client.get(silent.url).context["result"].total == silent.total
    assert refused.clinic.name not in [card.name for card in silent.nearest]
    typed = client.get("/clinics/?near=85001&radius=5&q=zzzz").content.decode()
    assert "No clinic here has all the words that you typed. These may still fit: ask them." in typed
    assert "do not say whether they fit" not in typed
    for words in ("q=oak", "payment=medicaid&unknown=include"):  # a wider circle helps: nothing to guess
        assert client.get(f"/clinics/?near=85001&radius=5&{words}").context["silent"] is None


def test_words_about_a_ketamine_problem_are_asked_about_first(client, clinics):
    clinic("Linden", program={"types": ["other-care"], "medicine": "none", "substances": ["ketamine"]})
    response = client.get("/clinics/?q=ketamine+addiction&state=AZ")
    text = response.content.decode()
    asks = text.index("Looking for help with ketamine use?")
    assert asks < text.index("Talk to someone now") < text.index('<article class="card">')
    assert response.context["ketamine"] == {
        "care": "/clinics/?type=any&substance=ketamine",
        "treatment": "/clinics/?medicine=ketamine",
    }
    assert cards(client.get(response.context["ketamine"]["care"])) == ["Linden"]


def test_only_first_page_and_list_may_ask_for_the_place(client, clinics):
    policies = {path: client.get(path)["Permissions-Policy"] for path in ("/", "/clinics/", "/clinics/map/")}
    found = {path: policy.split(",")[0] for path, policy in policies.items()}
    assert found == {
        "/": "geolocation=(self)",
        "/clinics/": "geolocation=(self)",
        "/clinics/map/": "geolocation=()",
    }


@pytest.mark.parametrize(
    "path", ["/clinics/map/", "/clinics/phones/", "/clinics/in/az/", "/compare/", "/sitemap.xml"]
)
def test_no_page_keeps_or_sets_anything(client, clinics, path):
    response = client.get(path)
    assert (response["Cache-Control"], response["CDN-Cache-Control"]) == ("no-store", "max-age=60")
    assert dict(response.cookies) == {}
    assert "cookie" not in response.get("Vary", "").lower()
