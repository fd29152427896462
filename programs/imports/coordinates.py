"""Coordinates that a row states: taken where they agree with its place, doubted where they lie far from it."""

from programs.imports.shown import shown
from programs.models import Precision
from programs.search.places import miles_between

# 25,216 of 25,259 facilities of SAMHSA's locators of 2020 and 2021 lie nearer to their ZIP code's middle than this.
DOUBTED_MILES = 25
FROM_CITY_MILES = 100  # the middle of a city, or of the ZIP codes that begin alike, says less
PLACES = 6  # decimals of a degree: 0.1 m


def stated_point(cells, looked_up, of_city=("", "", "")):
    """((latitude, longitude, precision) as texts, warnings) of a row with cells `latitude`, `longitude` and `zip`.

    `looked_up` is the point of its postal code or city: taken in place of one that is missing, no point on earth, or
    too far from it. One that lies in the row's city, whose middle is `of_city`, is taken all the same: then it is the
    postal code that looks mistaken.
    """
    written = [cells.get(name, "").strip() for name in ("latitude", "longitude")]
    if not any(each not in ("", "NA", "0", "0.0") for each in written):
        return looked_up, []
    point = read_point(*written)
    if point is None:
        return looked_up, [
            ("latitude", shown(", ".join(written)), "no coordinates: the place's middle is taken")
        ]
    own = str(point[0]), str(point[1]), Precision.STREET.value
    most = DOUBTED_MILES if looked_up[2] == Precision.POSTAL_CODE else FROM_CITY_MILES
    if looked_up[0] and (miles := miles_between(*point, *map(float, looked_up[:2]))) > most:
        if of_city[0] and miles_between(*point, *map(float, of_city[:2])) <= DOUBTED_MILES:
            doubt = f"{miles:,.1f} miles from the point that the row states, which is in its city: the point is taken"
            return own, [("zip", shown(cells["zip"]), doubt)]
        doubt = f"{miles:,.1f} miles from its postal code or city: doubted, the place's middle is taken"
        return looked_up, [("latitude", shown(", ".join(written)), doubt)]
    return own, []


def read_point(latitude, longitude):
    """(latitude, longitude) in degrees, rounded to 0.1 m; None when they are no point on earth."""
    try:
        point = round(float(latitude), PLACES), round(float(longitude), PLACES)
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None
