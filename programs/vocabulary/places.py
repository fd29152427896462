"""Postal codes and cities with their points: the data file, and how it is made and read.

Source: GeoNames postal codes (CC BY 4.0) and US Census ZCTA (public domain); see NOTICE.
"""

import csv
import gzip
import io
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from django.utils.text import slugify

from programs.vocabulary.states import STATES

PLACES_FILE = Path(__file__).parent / "places.csv.gz"
COLUMNS = ("postal_code", "city", "state", "latitude", "longitude")
COUNTRY = "US"
# The columns of a loaded place, in the order of place_rows().
FIELDS = ("country", "kind", "postal_code", "city", "city_slug", "state", "latitude", "longitude")


def write_places(source: Path, target: Path) -> int:
    """Write the places file `target` from a gzipped CSV of ZIP centroids; return its number of rows.

    The same source gives the same bytes. Raises ValueError for a row with an unknown state or a code that is
    not five digits, KeyError for a missing column.
    """
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        rows = sorted(_checked(row) for row in csv.DictReader(lines))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([COLUMNS, *rows])
    target.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    return len(rows)


def _checked(row):
    code, state = row["zip"], row["state"]
    if len(code) != 5 or not code.isdecimal() or state not in STATES:
        raise ValueError(f"No US postal code and state: {code!r}, {state!r}")
    return code, row["city"], state, row["latitude"], row["longitude"]


def place_rows(path: Path = PLACES_FILE):
    """Yield a tuple of FIELDS for each postal code, then for each city: the mean point of its postal codes.

    A postal code without a city belongs to none. Cities whose names make one slug in a state are one city.
    """
    points = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for code, city, state, latitude, longitude in reader:
            point = float(latitude), float(longitude)
            yield (COUNTRY, "postal_code", code, city, "", state, *point)
            if city:
                points[city, state].append(point)
    yield from _city_rows(points)


def _city_rows(points):
    cities: dict[str, tuple[str, str, list]] = {}
    for (city, state), near in points.items():
        cities.setdefault(city_slug(city, state), (city, state, []))[2].extend(near)
    for slug, (city, state, near) in cities.items():
        latitude, longitude = (round(fmean(axis), 5) for axis in zip(*near, strict=True))
        yield (COUNTRY, "city", "", city, slug, state, latitude, longitude)


def city_slug(city: str, state: str) -> str:
    """A city's name in addresses: Tucson, AZ is tucson-az."""
    return slugify(f"{city} {state}")
