"""From what somebody types to a place: postal codes, cities, states and points, and what a slip may have meant."""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rapidfuzz import process
from rapidfuzz.distance import OSA

from programs.models import Clinic, Place
from programs.search.places import Near, in_box, miles_between
from programs.search.spelling import SHORT
from programs.vocabulary import STATES, state_meant

POSTAL_CODE = re.compile(r"(?:^|.*[ ,])(\d{5})(?:[- ]?\d{4})?", re.ASCII)
POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,2})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,2})?)", re.ASCII)
FINE_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,20})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,20})?)", re.ASCII)
BEFORE = re.compile(r"^(?:near|in|around|close to|cerca de)\s+(?!me$)", re.IGNORECASE)
COUNTRY = re.compile(r"(?<=\S)[, ]\s*(?:us|usa|u\.s\.a\.|united states(?: of america)?)$", re.IGNORECASE)
SHORT_FORMS = {
    "st": "saint",
    "ft": "fort",
    "mt": "mount",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
NICKNAMES = {"nyc": "New York, NY", "new york city": "New York, NY"}
HERE = {"near me", "around me", "here", "my place", "my location", "current location"}
LONGEST_STATE = 4  # words, as in "Federated States of Micronesia"
MOST_MEANT = 6
MOST_SLIPS = 40
SHOWN = 60  # characters of what was typed
MOST_KNOWN = 2_000
KNOWN: dict[tuple, Near] = {}  # since the last change, by what was typed and the language of the answer


class UnknownPlace(Exception):
    """Nobody can say where that is: `problem` says why, `instead` are values that can be said."""

    def __init__(self, problem, instead=()):
        self.problem, self.instead = problem, list(instead)
        meant = _("Did you mean: %(places)s?") % {"places": "; ".join(self.instead)}
        super().__init__(f"{problem} {meant}" if self.instead else problem)


def forget_places():
    """Look for places anew: clinics, or the places themselves, have changed."""
    KNOWN.clear()


def known_place(text):
    """read_place() of a text that is no longer than a form lets it be: no query for one that was asked for before."""
    key = (text, get_language())
    if key not in KNOWN:
        if len(KNOWN) >= MOST_KNOWN:
            KNOWN.clear()
        KNOWN[key] = read_place(text)
    return KNOWN[key]


def read_place(text):
    """The Near that `text` names: postal code, "City, ST", state name, or lat,lon to two decimals.

    Outside the US a city that a clinic names, or a point. Raises UnknownPlace with what to type instead.
    """
    text = plain(text)
    if text.casefold() in HERE:
        raise UnknownPlace(_("We do not know where you are. Type a ZIP code, a city or a state."))
    if match := POSTAL_CODE.fullmatch(text):
        return postal_code(match[1])
    if match := POINT.fullmatch(text):
        return point(float(match[1]), float(match[2]))
    if match := FINE_POINT.fullmatch(text):
        rounded = f"{float(match[1]):.2f}, {float(match[2]):.2f}"
        raise UnknownPlace(_("Write a point with two decimals at most."), [rounded])
    if found := cities_called(text):
        return only_one(found, text)
    if code := state_meant(text):
        return Near(STATES[code], code)
    found = cities_named(text, list(STATES))
    return only_one(found + clinic_cities(text, abroad=bool(found)), text)


def plain(text):
    """`text` without "near", the country's name and needless spaces; a nickname in full."""
    text = COUNTRY.sub("", BEFORE.sub("", " ".join(text.split()))).strip(" ,")
    return NICKNAMES.get(text.casefold(), text)


# Postal codes and points.


def postal_code(code):
    """The Near of a ZIP code; of one that is not in our list, that of the next one with the same first three digits."""
    codes = Place.objects.filter(kind=Place.Kind.POSTAL_CODE, country="US")
    place = codes.filter(postal_code=code).first()
    if place:
        return Near(with_city(code, place), place.state, place.latitude, place.longitude)
    near = min(
        codes.filter(postal_code__startswith=code[:3]),
        key=lambda one: (abs(int(one.postal_code) - int(code)), one.postal_code),
        default=None,
    )
    if near is None:
        raise UnknownPlace(
            _("We do not know the ZIP code %(code)s. Try a city and state, such as Tucson, AZ.")
            % {"code": code}
        )
    words = {"code": code, "near": with_city(near.postal_code, near)}
    note = _("ZIP code %(code)s is not in our list. We measure from %(near)s, so each distance is “about”.")
    return Near(_("%(code)s (about)") % words, near.state, near.latitude, near.longitude, note % words)


def with_city(text, place):
    """ "85701 (Tucson, AZ)"; the state alone where the postal code names no city."""
    named = ", ".join(part for part in (place.city, place.state) if part)
    return f"{text} ({named})" if named else text


def point(latitude, longitude):
    """The Near of a point, with the state it lies in; outside the states it has none."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise UnknownPlace(_("A point is a latitude from -90 to 90 and a longitude from -180 to 180."))
    text, closest = f"{latitude:g}, {longitude:g}", closest_postal_code(latitude, longitude)
    if closest is None:
        return Near(text, "", latitude, longitude)
    return Near(with_city(text, closest), closest.state, latitude, longitude)


def closest_postal_code(latitude, longitude):
    """The Place of the closest postal code within half a degree, or None."""
    rows = Place.objects.filter(in_box("", latitude, longitude, 0.5), kind=Place.Kind.POSTAL_CODE)
    return min(
        rows.exclude(state=""),
        key=lambda one: miles_between(latitude, longitude, one.latitude, one.longitude),
        default=None,
    )


# Cities.


def readings(text):
    """(name, state code) of every way to read `text` as a city with its state: "Phoenix, AZ", "phoenix arizona"."""
    name, comma, state = (part.strip() for part in text.rpartition(","))
    if comma:
        return [(name, code)] if (code := state_meant(state)) else []
    parts = text.split()
    splits = [(parts[:-n], parts[-n:]) for n in range(min(LONGEST_STATE, len(parts) - 1), 0, -1)]
    return [(" ".join(head), code) for head, tail in splits if (code := state_meant(" ".join(tail)))]


def cities_called(text):
    """The cities that `text` names together with their state, as Nears; empty where it reads as none."""
    for name, code in readings(text):
        if found := cities_named(name, [code]) or clinic_cities(name, code):
            return found
    name, comma, region = (part.strip() for part in text.rpartition(","))
    return clinic_cities(name, region) if comma and not state_meant(region) else []


def cities_named(name, codes):
    """The Nears of the US cities called `name` in the states `codes`; case, accents and "St." do not count."""
    slugs = [f"{slug}-{code.lower()}" for slug in spellings(name) for code in codes]
    rows = Place.objects.filter(kind=Place.Kind.CITY, country="US", city_slug__in=slugs)
    found = [Near(f"{one.city}, {one.state}", one.state, one.latitude, one.longitude) for one in rows]
    return sorted(found, key=lambda near: near.region)  # ordered by the database it reads every city


def spellings(name):
    """The slugs of a city's name as typed and with "St." and its like in full; none of a name without a letter."""
    slug = slugify(name)
    whole = "-".join(SHORT_FORMS.get(part, part) for part in slug.split("-"))
    return list(dict.fromkeys(one for one in (slug, whole) if one))


def clinic_cities(name, region="", abroad=False):
    """The Nears of cities that our own table lacks and a public clinic names: all, those `abroad`, or in a `region`.

    `region` is the clinic's, or its country's code. Without one the cities of all clinics are read.
    """
    rows = Clinic.objects.published().filter(public_latitude__isnull=False).exclude(city="")
    if region in STATES:
        rows = rows.filter(country="US", region=region)
    elif region or abroad:
        rows = rows.exclude(country="US")
    slugs = spellings(name)
    named = rows.order_by("country", "region", "city").values_list("country", "region", "city").distinct()
    found = [
        one
        for one in named
        if slugify(one[2]) in slugs
        and (not region or region.casefold() in (one[0].casefold(), one[1].casefold()))
    ]
    return [clinic_city(*one) for one in found if one[0] != "US" or not cities_named(one[2], [one[1]])]


def clinic_city(country, region, city):
    """The Near of a city as its first clinic has it."""
    row = Clinic.objects.published().filter(
        country=country, region=region, city=city, public_latitude__isnull=False
    )
    latitude, longitude = row.order_by("pk").values_list("public_latitude", "public_longitude")[0]
    return Near(f"{city}, {region or country}", region, latitude, longitude)


def only_one(found, text):
    """The one Near of `found`. Raises UnknownPlace where there are several, or none."""
    if len(found) == 1:
        return found[0]
    typed = text[:SHOWN]
    if found:
        raise UnknownPlace(
            _("There are several places called “%(name)s”.") % {"name": typed}, [one.label for one in found]
        )
    problem = _("We do not know a place called “%(name)s”.") % {"name": typed}
    if meant := meant_by(text):
        raise UnknownPlace(problem, meant)
    cure = _("Try a five-digit ZIP code, a city and state such as Tucson, AZ, or a state.")
    raise UnknownPlace(f"{problem} {cure}")


# What a slip may have meant.


def meant_by(text):
    """The places whose names are nearest to `text`, at most MOST_MEANT: in the state it names first, then elsewhere."""
    read = readings(text)
    name, code = read[-1] if read else (text.rpartition(",")[0] or text, "")
    found = [*slips(name, [code])] if code else []
    if not found:
        called = cities_named(name, list(STATES)) + clinic_cities(name, abroad=True)
        elsewhere = [one.label for one in called] or slips(name)
        found = [*elsewhere, STATES[code]] if code else [*states_like(text), *elsewhere]
    return found[:MOST_MEANT]


def slips(name, codes=()):
    """ "City, ST" of the cities that are fewest slips away from `name`, the larger first."""
    wanted = slugify(name).replace("-", " ")
    if len(wanted) < 3 or any(sign.isdigit() for sign in wanted):
        return []
    rows = Place.objects.filter(kind=Place.Kind.CITY, country="US")
    names = (rows.filter(state__in=codes) if codes else rows).values_list("city", flat=True).distinct()
    near = process.extract(
        wanted,
        {one: one.casefold() for one in names},
        scorer=OSA.distance,
        score_cutoff=slips_forgiven(wanted),
    )
    cities = [city for _folded, distance, city in near[:MOST_SLIPS] if distance == near[0][1]]
    sizes = Counter(postal_codes_of(cities, codes))
    return [f"{city}, {state}" for city, state in sorted(sizes, key=lambda one: (-sizes[one], one))]


def slips_forgiven(word):
    return 1 if len(word) < SHORT else 2


def postal_codes_of(cities, codes):
    """(city, state) of every postal code of `cities`: how often a city stands there tells how large it is."""
    rows = Place.objects.filter(kind=Place.Kind.POSTAL_CODE, country="US", city__in=cities)
    return (rows.filter(state__in=codes) if codes else rows).values_list("city", "state")


def states_like(text):
    """The states whose names are a slip away from `text`."""
    near = process.extract(
        text.casefold(),
        {code: name.casefold() for code, name in STATES.items()},
        scorer=OSA.distance,
        score_cutoff=slips_forgiven(text),
    )
    return [STATES[code] for _name, _distance, code in near]


# Values of the parameter "city".


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
        problem = _("There are several places called “%(name)s”.") % {"name": text[:SHOWN]}
        raise UnknownPlace(problem, [place.city_slug for place in found])
    if named := [name for name in named_by_clinics() if city_slug(name) == text.casefold()]:
        return named[0]
    problem = _("We do not know a city called “%(name)s”. Use a name such as tucson-az.")
    raise UnknownPlace(problem % {"name": text[:SHOWN]})


def city_slug(name):
    return slugify(f"{name.city} {name.state}")


def named_by_clinics():
    """The cities of public clinics."""
    pairs = Clinic.objects.published().order_by().values_list("city", "region").distinct()
    return [CityName(city, region) for city, region in pairs]
