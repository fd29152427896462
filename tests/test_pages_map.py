"""The map: where points lie, counts by state, pins, and what it never shows."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programs.pages.map_page import Pin, spots, steps
from programs.search import find
from programs.vocabulary import STATES
from programs.vocabulary.albers import project
from programs.vocabulary.shapes import SHAPES_FILE, shapes, write_shapes
from tests.factories import make_clinic, make_program

# What d3-geo 3.1.1 answers: geoAlbersUsa().scale(1300).translate([487.5, 305]).
KNOWN = [
    ("CA", (34.05, -118.24), (86.86761574608869, 363.1838130556713)),
    ("AK", (61.2, -149.9), (112.28746916946169, 544.421841061888)),
    ("HI", (21.3, -157.86), (266.9232373931075, 549.3457205460381)),
    ("NY", (40.71, -74.0), (869.8330470520166, 215.77942091291186)),
    ("AK", (51.9, 179.2), (-31.759485913213652, 592.5603561906718)),
]
ALASKA = {"city": "Anchorage", "region": "AK", "latitude": 61.2, "longitude": -149.9, "postal_code": "99501"}
ISLAND = {"city": "San Juan", "region": "PR", "latitude": 18.4, "longitude": -66.1, "postal_code": "00901"}


@pytest.mark.parametrize(("state", "point", "expected"), KNOWN)
def test_points_lie_where_d3_puts_them(state, point, expected):
    assert project(*point, state) == pytest.approx(expected, abs=1e-6)


def test_the_shapes_are_the_states_and_the_district():
    assert set(shapes()) == {code for code in STATES if code not in "AS GU MP PR VI FM MH PW".split()}
    assert SHAPES_FILE.stat().st_size <= 40 * 1024
    left, top, right, bottom = shapes()["AZ"].box
    x, y = project(33.45, -112.07, "AZ")
    assert left < 2 * x < right
    assert top < 2 * y < bottom


def test_shapes_are_made_from_arcs_that_two_states_share(tmp_path):
    topology = {
        "transform": {"scale": [1, 1], "translate": [10, 20]},
        "arcs": [[[0, 0], [4, 0]], [[4, 0], [0, 4], [-4, 0], [0, -4]], [[4, 0], [0, -4], [-4, 0], [0, 4]]],
        "objects": {
            "states": {
                "geometries": [
                    {"type": "Polygon", "properties": {"name": "Utah"}, "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "properties": {"name": "Idaho"}, "arcs": [[[~2, ~0]]]},
                ]
            }
        },
    }
    (tmp_path / "source.json").write_text(json.dumps(topology))
    assert write_shapes(tmp_path / "source.json", tmp_path / "target.json") == 2
    rows = json.loads((tmp_path / "target.json").read_text())
    assert list(rows) == ["ID", "UT"]
    assert rows["UT"] == [[20, 40, 28, 48], [24, 44], "M20 40l8 0 0 8-8 0z"]


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "source.json").write_text("{}")
    with pytest.raises(ValueError, match="no TopoJSON"):
        write_shapes(tmp_path / "source.json", tmp_path / "target.json")


def pin(x, y, name="Oak"):
    return Pin(name, "Tucson, AZ", "/clinics/oak/", x, y, about=False)


def test_pins_that_overlap_become_one_with_their_number():
    found = spots([pin(0, 0), pin(1, 0), pin(30, 0, "Elm")], apart=10)
    assert [(spot.count, spot.x, spot.url) for spot in found] == [
        (2, 0, "#spot-1"),
        (1, 30, "/clinics/oak/"),
    ]
    assert [spot.words for spot in found] == ["2 clinics: Tucson, AZ", "Elm, Tucson, AZ"]


def test_shades_are_named_by_their_numbers():
    assert (steps(0), steps(2), steps(13)) == (
        [],
        [(1, "1"), (2, "2")],
        [(1, "1-5"), (2, "6-10"), (3, "11-15")],
    )


@pytest.mark.django_db
class TestPage:
    def test_the_country_loads_no_clinic(self, client):
        make_program()
        client.get("/clinics/map/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/clinics/map/")
        assert [query["sql"] for query in queries] == ["SELECT n FROM programs_searchrevision"]

    def test_the_country_counts_by_state(self, client):
        for fields in ({}, {}, ALASKA, ISLAND):
            make_program(make_clinic(**fields), payments=["medicaid"])
        make_program(make_clinic(**ALASKA))
        make_program(make_clinic(), published=False)
        response = client.get("/clinics/map/?payment=medicaid")
        listed = [(one.label, one.count, one.url) for one in response.context["listed"]]
        assert listed == [
            ("Alaska", 1, "/clinics/map/?payment=medicaid&state=AK"),
            ("Arizona", 2, "/clinics/map/?payment=medicaid&state=AZ"),
            ("Puerto Rico", 1, "/clinics/map/?payment=medicaid&state=PR"),
        ]
        assert response.context["elsewhere"] == []
        labels = re.findall(r'<a href="[^"]+" aria-label="([^"]+)">', response.content.decode())
        assert labels == ["Alaska: 1 clinic", "Arizona: 2 clinics", "Puerto Rico: 1 clinic"]

    @pytest.mark.parametrize("query", ["?state=AZ", "?near=85701"])
    def test_a_state_shows_pins_and_the_same_by_name(self, client, query):
        far = {"city": "Flagstaff", "latitude": 35.2, "longitude": -111.65, "postal_code": "86001"}
        for name, fields in {"Oak": {}, "Elm": {}, "Ash": far}.items():
            make_program(make_clinic(name=name, **fields))
        response = client.get(f"/clinics/map/{query}")
        named = {tuple(pin.name for pin in spot.pins) for spot in response.context["spots"]}
        assert named == ({("Elm", "Oak"), ("Ash",)} if "state" in query else {("Elm", "Oak")})
        assert [code for code, _path, meant in response.context["around"] if meant] == ["AZ"]
        text = response.content.decode()
        for spot in response.context["spots"]:
            assert f'id="spot-{spot.number}"' in text

    def test_a_territory_is_listed_beside(self, client):
        make_program(make_clinic(name="Ceiba", **ISLAND))
        response = client.get("/clinics/map/?state=PR")
        assert [one.name for one in response.context["outside"]] == ["Ceiba"]
        assert "Puerto Rico is not drawn on our map." in response.content.decode()

    def test_a_withheld_address_is_about_its_city(self, client):
        private = {"latitude": 32.3333, "longitude": -110.8888, "street": "77 Hidden Street"}
        make_program(make_clinic(name="Shelter", address_withheld="yes", **private))
        response = client.get("/clinics/map/?state=AZ")
        spot = response.context["spots"][0]
        exact = project(32.3333, -110.8888, "AZ")
        assert spot.pins[0].about
        assert abs(spot.x - exact[0] * 2) > 1
        assert "pin in the middle of the town or ZIP code" in response.content.decode()
        assert "Hidden" not in response.content.decode()

    def test_nothing_found_and_nothing_listed(self, client):
        assert "No clinic matches all of this." in client.get("/clinics/map/").content.decode()
        make_program()
        assert "No clinic matches all of this." in client.get("/clinics/map/?q=zzzzzz").content.decode()

    def test_a_wrong_value_shows_nothing(self, client):
        make_program(make_clinic(name="Oak"))
        response = client.get("/clinics/map/?type=zzz&near=Atlantis")
        assert len(response.context["errors"]) == 2
        text = response.content.decode()
        assert "Oak" not in text
        assert "<path class=" not in text

    def test_a_page_number_means_nothing(self, client):
        make_program()
        assert client.get("/clinics/map/?page=99").status_code == 200

    @pytest.mark.parametrize(
        ("query", "searches"), [("", 1), ("?state=AZ", 1), ("?near=85701", 1), ("?near=0,0", 2)]
    )
    def test_a_map_searches_once(self, client, monkeypatch, query, searches):
        make_program()
        asked = []

        def counted(*args, **kwargs):
            asked.append(args)
            return find(*args, **kwargs)

        monkeypatch.setattr("programs.pages.map_page.find", counted)
        client.get(f"/clinics/map/{query}")
        assert len(asked) == searches
