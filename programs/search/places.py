"""Where "near" is, how far and in which direction: points, great circles, and clinics within them."""

import math
from dataclasses import dataclass

from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from programs.models import Clinic

EARTH_RADIUS_MILES = 3958.7613  # mean radius, IUGG
DIRECTIONS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


@dataclass(frozen=True)
class Near:
    """A place that a search starts from. A state has no point: it holds for every clinic in it.

    `note` says what is only about right of it; empty where nothing is.
    """

    label: str
    region: str
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""


def miles_between(lat1, lon1, lat2, lon2):
    """Great-circle distance in miles between two points in degrees."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, math.sqrt(h)))


def direction(lat1, lon1, lat2, lon2):
    """In words where the second point lies as seen from the first, such as "north-east"."""
    a, b, d = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    y, x = math.sin(d) * math.cos(b), math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(d)
    return DIRECTIONS[round(math.degrees(math.atan2(y, x)) % 360 / 45) % 8]


def clinics_within(near, radius_miles):
    """Clinics whose public point lies within `radius_miles` of `near`: a box first, then the great circle."""
    lat, lon = near.latitude, near.longitude
    h = Power(Sin(Radians(F("public_latitude") - lat) / 2), 2) + math.cos(math.radians(lat)) * Cos(
        Radians(F("public_latitude"))
    ) * Power(Sin(Radians(F("public_longitude") - lon) / 2), 2)
    miles = 2 * EARTH_RADIUS_MILES * ASin(Sqrt(Least(Value(1.0), h)), output_field=FloatField())
    return (
        Clinic.objects.filter(in_box("public_", lat, lon, math.degrees(radius_miles / EARTH_RADIUS_MILES)))
        .annotate(miles=miles)
        .filter(miles__lte=radius_miles)
    )


def in_box(prefix, latitude, longitude, degrees):
    """The Q of points within `degrees` of a point and a little beyond; no longitude counts where the box would be cut.

    `prefix` stands before the names of the two columns.
    """
    box = Q(**{f"{prefix}latitude__range": (latitude - degrees, latitude + degrees)})
    narrow = max(1e-9, math.cos(math.radians(latitude)))
    wide = math.degrees(math.asin(min(1.0, math.sin(math.radians(min(degrees, 90))) / narrow)))
    if longitude - wide >= -180 and longitude + wide <= 180:
        box &= Q(**{f"{prefix}longitude__range": (longitude - wide, longitude + wide)})
    return box
