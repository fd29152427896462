"""What somebody types under "where", how far and in which direction a clinic lies, and what a slip may have meant."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from programs.models import Clinic
from programs.publishing import withdraw
from programs.search import find
from programs.search.place_names import UnknownPlace, read_city, read_place
from programs.search.places import Near, clinics_within, direction, miles_between
from programs.search.result import Result
from tests.factories import make_clinic, make_program, make_user

pytestmark = pytest.mark.django_db
VANCOUVER = {"city": "Vancouver", "region": "BC", "country": "CA", "latitude": 49.28, "longitude": -123.12}
SAN_JOSE = {"city": "San José", "region": "", "country": "CR", "latitude": 9.93, "longitude": -84.08}
SAN_JUAN = {"city": "San Juan", "region": "PR", "latitude": 18.46, "longitude": -66.1, "postal_code": "00901"}


def clinic(name, /, **fields):
    states = fields.pop("states", ())
    return make_program(make_clinic(name=name, **fields), states=states).clinic


def refused(text):
    with pytest.raises(UnknownPlace) as raised:
        read_place(text)
    return raised.value


def names(query):
    result: Result = find(QueryDict(query))
    return [hit.clinic.name for hit in result.hits]


@pytest.mark.parametrize(
    ("text", "label", "region"),
    [
        ("85701", "85701 (Tucson, AZ)", "AZ"),
        ("85701-1234", "85701 (Tucson, AZ)", "AZ"),
        ("857011234", "85701 (Tucson, AZ)", "AZ"),
        ("Tucson, AZ 85701", "85701 (Tucson, AZ)", "AZ"),
        ("00901", "00901 (PR)", "PR"),
        ("Tucson, AZ", "Tucson, AZ", "AZ"),
        ("tucson az", "Tucson, AZ", "AZ"),
        ("Tucson, Ariz.", "Tucson, AZ", "AZ"),
        ("TUCSON", "Tucson, AZ", "AZ"),
        ("near Phoenix Arizona", "Phoenix, AZ", "AZ"),
        ("in phoenix,arizona", "Phoenix, AZ", "AZ"),
        ("Tucson, AZ, USA", "Tucson, AZ", "AZ"),
        ("Charleston West Virginia", "Charleston, WV", "WV"),
        ("St. Louis, MO", "Saint Louis, MO", "MO"),
        ("Cañon City, Colorado", "Canon City, CO", "CO"),
        ("Washington, DC", "Washington, DC", "DC"),
        ("nyc", "New York, NY", "NY"),
        ("32.22, -110.97", "32.22, -110.97 (Tucson, AZ)", "AZ"),
        ("19.43,-99.13", "19.43, -99.13", ""),
    ],
)
def test_a_place_with_a_point(text, label, region):
    near = read_place(text)
    assert (near.label, near.region, near.latitude is not None, near.note) == (label, region, True, "")


@pytest.mark.parametrize(
    ("text", "label", "region"),
    [
        ("AZ", "Arizona", "AZ"),
        ("arizona", "Arizona", "AZ"),
        ("US-AZ", "Arizona", "AZ"),
        ("in New York", "New York", "NY"),
        ("west virginia", "West Virginia", "WV"),
        ("Puerto Rico", "Puerto Rico", "PR"),
    ],
)
def test_a_state_has_no_point(text, label, region):
    assert read_place(text) == Near(label, region)


def test_a_zip_code_that_is_not_listed_is_that_of_its_neighbour_and_about():
    near = read_place("99999")
    assert (near.label, near.region, near.latitude) == ("99999 (about)", "AK", 55.3422)
    assert near.note == (
        "ZIP code 99999 is not in our list. We measure from 99950 (Ketchikan, AK), so each distance is “about”."
    )
    clinic("Fjord", city="Ketchikan", region="AK", latitude=55.34, longitude=-131.65)
    result = find({"near": "99999"})
    assert ([hit.clinic.name for hit in result.hits], result.notes) == (["Fjord"], [near.note])


@pytest.mark.parametrize(
    ("text", "problem", "instead"),
    [
        ("tuscon", "We do not know a place called “tuscon”.", ["Tucson, AZ"]),
        ("Tuscon, AZ", "We do not know a place called “Tuscon, AZ”.", ["Tucson, AZ"]),
        ("Tucson, NV", "We do not know a place called “Tucson, NV”.", ["Tucson, AZ", "Nevada"]),
        ("Tucson, Arizonna", "We do not know a place called “Tucson, Arizonna”.", ["Tucson, AZ"]),
        ("Arizonna", "We do not know a place called “Arizonna”.", ["Arizona"]),
        ("San Fransisco, CA", "We do not know a place called “San Fransisco, CA”.", ["San Francisco, CA"]),
        ("32.2217, -110.9698", "Write a point with two decimals at most.", ["32.22, -110.97"]),
        ("near me", "We do not know where you are. Type a ZIP code, a city or a state.", []),
        ("00000", "We do not know the ZIP code 00000. Try a city and state, such as Tucson, AZ.", []),
    ],
)
def test_an_unknown_place_names_what_it_may_have_meant(text, problem, instead):
    unknown = refused(text)
    assert (unknown.problem, unknown.instead) == (problem, instead)
    for value in instead:
        read_place(value)


@pytest.mark.parametrize("text", ["Qqqqqq", "x" * 100, "100% place", "É", "12", "\N{SNOWMAN}", "--", "a,b,c"])
def test_what_is_near_nothing_says_what_to_type(text):
    unknown = refused(text)
    assert unknown.instead == []
    assert str(unknown) == (
        f"We do not know a place called “{text[:60]}”. Try a five-digit ZIP code, a city and state such as "
        "Tucson, AZ, or a state."
    )


def test_several_places_of_one_name_are_all_offered():
    unknown = refused("springfield")
    assert unknown.problem == "There are several places called “springfield”."
    assert (len(unknown.instead), unknown.instead[:3]) == (
        24,
        ["Springfield, AR", "Springfield, CO", "Springfield, GA"],
    )
    assert str(unknown).startswith(f"{unknown.problem} Did you mean: Springfield, AR; Springfield, CO;")
    assert {read_place(value).label for value in unknown.instead} == set(unknown.instead)


def test_places_outside_the_us_are_cities_that_a_clinic_names():
    clinic("Harbour", **VANCOUVER)
    clinic("Valle", **SAN_JOSE)
    make_program(make_clinic(name="Draft", **VANCOUVER | {"city": "Victoria"}), published=False)
    assert read_place("vancouver, bc") == Near("Vancouver, BC", "BC", 49.28, -123.12)
    assert refused("Vancouver, CA").instead == ["Vancouver, WA", "Vancouver, BC", "California"]
    assert refused("Vancouver").instead == ["Vancouver, WA", "Vancouver, BC"]
    assert read_place("San Jose, CR") == Near("San José, CR", "", 9.93, -84.08)
    assert "Victoria, BC" not in refused("Victoria, BC").instead
    assert names("near=Vancouver, BC") == names("near=49.2,-123.1") == ["Harbour"]


def test_a_place_is_looked_up_once_until_anything_changes():
    harbour = clinic("Harbour", **VANCOUVER)
    assert find({"near": "Vancouver, BC"}, with_page=False).total == 1
    with CaptureQueriesContext(connection) as queries:
        assert find({"near": "Vancouver, BC"}, with_page=False).place == Near(
            "Vancouver, BC", "BC", 49.28, -123.12
        )
    assert [query["sql"] for query in queries] == ["SELECT n FROM programs_searchrevision"]
    with translation.override("es"):
        assert find({"near": "85700"}).place.note != find({"near": "85701"}).place.note == ""
        spanish = find({"near": "85700"}).place.note
    assert find({"near": "85700"}).place.note != spanish
    withdraw(harbour, by=make_user(), why="Gone")
    assert list(find({"near": "Vancouver, BC"}).errors) == ["near"]


def test_a_territory_s_city_is_known_from_its_clinics():
    assert refused("San Juan, PR").instead[-1] == "Puerto Rico"
    clinic("Ceiba", **SAN_JUAN)
    assert read_place("san juan, puerto rico") == Near("San Juan, PR", "PR", 18.46, -66.1)
    assert names("near=San Juan, PR") == ["Ceiba"]


def test_a_city_of_the_parameter_city_is_offered_by_its_slug():
    with pytest.raises(UnknownPlace) as raised:
        read_city("Springfield")
    assert (len(raised.value.instead), raised.value.instead[0]) == (24, "springfield-ar")


def test_an_unknown_place_never_finds_all():
    clinic("Oak")
    for text in ("springfield", "tuscon", "Atlantis", "00000"):
        result = find({"near": text})
        assert (result.total, result.hits, list(result.errors)) == (0, [], ["near"])


ADAK = {"city": "Adak", "region": "AK", "postal_code": "99546"}
FIJI = {"city": "Taveuni", "region": "", "country": "FJ", "postal_code": ""}


@pytest.mark.parametrize(("latitude", "fields"), [(51.9, ADAK), (-16.9, FIJI)])
def test_nothing_is_lost_across_the_antimeridian(latitude, fields):
    east = clinic("East", latitude=latitude, longitude=179.9, **fields)
    west = clinic("West", latitude=latitude, longitude=-179.9, **fields)
    clinic("Far", latitude=latitude, longitude=0.1, **fields)
    between = miles_between(latitude, 179.9, latitude, -179.9)
    assert 8 < between < 14
    for longitude, order, way in (("179.9", ["East", "West"], "east"), ("-179.9", ["West", "East"], "west")):
        hits = find(QueryDict(f"near={latitude},{longitude}&radius=25")).hits
        assert [hit.clinic.name for hit in hits] == order
        assert [round(hit.miles, 3) for hit in hits] == [0, round(between, 3)]
        assert hits[1].direction == way
        near = Near("", "", latitude, float(longitude))
        assert set(clinics_within(near, 25)) == {east, west} <= set(Clinic.objects.all())


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ((33.0, -111.0), "north"),
        ((32.7, -110.3), "north-east"),
        ((32.0, -110.0), "east"),
        ((31.3, -110.3), "south-east"),
        ((31.0, -111.0), "south"),
        ((31.3, -111.7), "south-west"),
        ((32.0, -112.0), "west"),
        ((32.7, -111.7), "north-west"),
    ],
)
def test_directions_in_words(to, words):
    assert direction(32.0, -111.0, *to) == words


@pytest.mark.parametrize("near", ["85701", "AZ"])
@pytest.mark.parametrize("sort", ["", "best", "distance", "course", "wait", "checked", "name"])
def test_care_by_telehealth_comes_last_in_every_order_and_says_so(near, sort):
    boston = {"city": "Boston", "region": "MA", "latitude": 42.36, "longitude": -71.06, "states": ["AZ"]}
    clinic("Aaa by video", **boston)
    clinic("Oak")
    hits = find({"near": near, "sort": sort}).hits
    assert [(hit.clinic.name, hit.by_telehealth) for hit in hits] == [("Oak", False), ("Aaa by video", True)]
