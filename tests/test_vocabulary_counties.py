"""Counties of postal codes: the file, its names, and what lies far from a postal code."""

import gzip
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from programs.imports.regions import Regions
from programs.vocabulary.counties import COUNTIES_FILE, county_codes, plain, write_counties

CENTROIDS = Path(__file__).parents[2] / "shared" / "data" / "geo" / "us_zip_centroids.csv.gz"
SOURCE = """\
zip,latitude,longitude,source,city,state,county
85701,32.22,-110.97,geonames,Tucson,AZ,Pima
00601,18.18055,-66.74996,census,,PR,
01001,42.06,-72.61,geonames,Agawam,MA,Hampden
"""


def test_make_places_writes_the_counties_beside_the_places(tmp_path):
    source = tmp_path / "source.csv.gz"
    source.write_bytes(gzip.compress(SOURCE.encode()))
    call_command("make_places", str(source), "--output", str(tmp_path / "places.csv.gz"), stdout=StringIO())
    made = tmp_path / "counties.csv.gz"
    assert gzip.decompress(made.read_bytes()).decode().splitlines() == [
        "postal_code,county",
        "01001,Hampden",
        "85701,Pima",
    ]
    assert made.read_bytes()[4:8] == bytes(4)  # no time of making in the gzip header
    assert county_codes(made) == {"hampden": ("01001",), "pima": ("85701",)}


def test_the_counties_file_is_made_from_the_centroids(tmp_path):
    if not CENTROIDS.exists():
        pytest.skip(f"{CENTROIDS} is missing: the centroids are not part of the project")
    target = tmp_path / "counties.csv.gz"
    assert write_counties(CENTROIDS, target) == 40_979
    assert gzip.decompress(target.read_bytes()) == gzip.decompress(COUNTIES_FILE.read_bytes())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("City and County of San Francisco", "San Francisco County"),
        ("St. Mary's Parish", "Saint Marys"),
        ("Aleutians West (CA)", "Aleutians West"),
        ("De Kalb", "DeKalb County"),
        ("Añasco Municipio", "ANASCO"),
        ("Fairfax (city)", "Fairfax city"),
    ],
)
def test_one_county_written_in_two_ways(one, other):
    assert plain(one) == plain(other) != ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("county", "code", "state", "far"),
    [
        ("Coffee", "36609", "AL", True),
        ("Mobile", "36609", "AL", False),
        ("Kern County", "93243", "CA", False),
        ("Los Angeles County", "93243", "CA", False),  # the code reaches over the border
        ("Santa Barbara County", "91308", "CA", True),
        ("Coffee", "85701", "AZ", False),  # no county of that state
        ("Atlantis", "85701", "AZ", False),
        ("Coffee", "85701", "AL", False),  # the code is another state's: told elsewhere
        ("Coffee", "", "AL", False),
        ("Coffee", "99999", "AL", False),
    ],
)
def test_a_county_far_from_a_postal_code(county, code, state, far):
    assert Regions().is_far_from(county, code, state) is far
