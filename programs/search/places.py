"""Where "near" is: postal codes, cities, states and points, looked up in our own table."""

import math
import re
from dataclasses import dataclass

from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.utils.text import slugify

from programs.models import Clinic, Place
from programs.vocabulary import STATES, state_code

EARTH_RADIUS_MILES = 3958.7613  # mean radius, IUGG
POSTAL_CODE = re.compile(r"(\d{5})(-\d{4})?", re.ASCII)
POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,2})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,2})?)", re.ASCII)
DIRECTIONS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


class UnknownPlace(Exception):
    """Nobody can say where that is; the message names the cure."""


@dataclass(frozen=True)
class Near:
    """A place that a search starts from. A state has no point: it holds for every clinic in it."""

    label: str
    region: str
    latitude: float | None = None
    longitude: float | None = None


def read_place(text):
    """The Near that `text` names: postal code, "City, ST", state name, or lat,lon to two decimals.

    Raises UnknownPlace with what to type instead.
    """
    text = " ".join(text.split())
    if match := POSTAL_CODE.fullmatch(text):
        return postal_code(match[1])
    if match := POINT.fullmatch(text):
        return point(float(match[1]), float(match[2]))
    if code := state_code(text):
        return Near(STATES[code], code)
    return city(text)


def postal_code(code):
    place = Place.objects.postal_code(code)
    if place is None:
        raise UnknownPlace(
            f"We do not know the postal code {code}. Try a city and state, such as Tucson, AZ."
        )
    label = f"{code} ({place.city}, {place.state})" if place.city and place.postal_code == code else code
    return Near(label, place.state, place.latitude, place.longitude)


def point(latitude, longitude):
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UnknownPlace("A point is a latitude from -90 to 90 and a longitude from -180 to 180.")
    closest = nearest_state(latitude, longitude)
    return Near(f"{latitude:g}, {longitude:g}", closest, latitude, longitude)


def nearest_state(latitude, longitude):
    """The state of the closest postal code within half a degree, or the empty text."""
    near = Place.objects.filter(
        kind=Place.Kind.POSTAL_CODE,
        latitude__range=(latitude - 0.5, latitude + 0.5),
        longitude__range=(longitude - 0.5, longitude + 0.5),
    ).exclude(state="")
    found = [(miles_between(latitude, longitude, p.latitude, p.longitude), p.state) for p in near]
    return min(found)[1] if found else ""


def city(text):
    """The city that `text` names, with its state where several share the name."""
    name, _comma, state = (part.strip() for part in text.partition(","))
    code = state_code(state) if state else None
    if not state and " " in name and (last := state_code(name.rsplit(" ", 1)[1])):
        name, code = name.rsplit(" ", 1)[0], last
    cities = list(Place.objects.cities(name, code or "").order_by("state")) if code or not state else []
    if len(cities) == 1:
        found = cities[0]
        return Near(f"{found.city}, {found.state}", found.state, found.latitude, found.longitude)
    if cities:
        several = "; ".join(f"{place.city}, {place.state}" for place in cities[:12])
        raise UnknownPlace(f"There are several places called {name}. Add the state: {several}.")
    raise UnknownPlace(
        f"We do not know a place called “{text[:60]}”. Try a five-digit ZIP code, a city and state such as "
        "Tucson, AZ, or a state."
    )


@dataclass(frozen=True)
class CityName:
    """A city as clinics write it, with its state."""

    city: str
    state: str


def read_city(text):
    """The city that a `city` value names: a slug such as tucson-az, or a name that one city alone has.

    Cities that only a clinic names are found by their slug too. Raises UnknownPlace.
    """
    cities = Place.objects.cities()
    found = list(cities.filter(city_slug=text.casefold())[:1]) or list(
        cities.filter(city__iexact=text).order_by("state")
    )
    if len(found) == 1:
        return CityName(found[0].city, found[0].state)
    if found:
        slugs = ", ".join(place.city_slug for place in found[:12])
        raise UnknownPlace(f"There are several places called {text[:60]}: use one of {slugs}.")
    if named := [name for name in clinic_cities() if slugify(f"{name.city} {name.state}") == text.casefold()]:
        return named[0]
    raise UnknownPlace(f"We do not know a city called “{text[:60]}”. Use a name such as tucson-az.")


def clinic_cities():
    """The cities of public clinics."""
    pairs = Clinic.objects.published().order_by().values_list("city", "region").distinct()
    return [CityName(city, region) for city, region in pairs]


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
    high = math.degrees(radius_miles / EARTH_RADIUS_MILES)
    wide = math.degrees(
        math.asin(min(1.0, math.sin(math.radians(high)) / max(1e-9, math.cos(math.radians(lat)))))
    )
    box = Q(public_latitude__range=(lat - high, lat + high))
    if lon - wide >= -180 and lon + wide <= 180:
        box &= Q(public_longitude__range=(lon - wide, lon + wide))
    h = Power(Sin(Radians(F("public_latitude") - lat) / 2), 2) + math.cos(math.radians(lat)) * Cos(
        Radians(F("public_latitude"))
    ) * Power(Sin(Radians(F("public_longitude") - lon) / 2), 2)
    miles = 2 * EARTH_RADIUS_MILES * ASin(Sqrt(Least(Value(1.0), h)), output_field=FloatField())
    return Clinic.objects.filter(box).annotate(miles=miles).filter(miles__lte=radius_miles)
