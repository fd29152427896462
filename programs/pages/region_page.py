"""The pages of a state and of a city: an introduction with live counts, and the same cards as the list."""

from collections import Counter
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Clinic, Place
from programs.pages.card import cards
from programs.pages.list_page import address
from programs.pages.map_page import map_address
from programs.search import find
from programs.search.parameters import query
from programs.vocabulary import STATES


@dataclass(frozen=True)
class City:
    """A city of the state's list."""

    name: str
    url: str
    count: int


def region_page(state, city, today):
    """The context of the page of `state` (such as az), or of its city (a slug such as tucson; empty for none).

    Raises Http404 for what is no state, or no city of it that we know.
    """
    code = state.upper()
    if code not in STATES or state != state.lower():
        raise Http404
    name = city_name(city, code) if city else ""
    chosen = {"city": [f"{city}-{state}"]} if city else {"state": [code]}
    cities = cities_of(code, state, today)
    result = find(chosen, today=today, load=False) if cities else None
    place = f"{name}, {code}" if city else STATES[code]
    total = result.total if result else 0
    return {
        "place": place,
        "state_name": STATES[code],
        "crumbs": crumbs(code, state, name),
        "intro": intro(total, place, cities if not city else []),
        "total": total,
        "cards": cards(result.found, {}, today, level=3) if result else [],
        "cities": [one for one in cities if one.name != name],
        "list_url": address(query(chosen)) if cities else address(""),
        "map_url": map_address(query({"state": [code]}) if cities else ""),
        "near_url": address(query({"near": [place]})) if city else "",
        "canonical": reverse("city", args=[state, city]) if city else reverse("state", args=[state]),
    }


def city_name(slug, code):
    """The city's name as written. Raises Http404."""
    known = Place.objects.filter(kind=Place.Kind.CITY, city_slug=f"{slug}-{code.lower()}").first()
    if known:
        return known.city
    named = Clinic.objects.published().filter(region=code).values_list("city", flat=True).distinct()
    found = [city for city in named.order_by("city") if slugify(city) == slug]
    if not found:
        raise Http404
    return found[0]


def cities_of(code, state, today):
    """The cities of a state that have a clinic in the list, by name, with how many."""
    rows = dict(Clinic.objects.published().filter(region=code).values_list("pk", "city"))
    if not rows:
        return []
    ids = {pk for pk, _programs in find({"state": [code]}, today=today, with_page=False).ids}
    counts = Counter(city for pk, city in rows.items() if pk in ids and slugify(city))
    found = [City(name, reverse("city", args=[state, slugify(name)]), n) for name, n in counts.items()]
    return sorted(found, key=lambda city: city.name)


def intro(total, place, cities):
    """ "12 clinics in Arizona list ketamine-based programs for addiction, in 4 cities."."""
    if not total:
        return _("No clinic in %(place)s is listed here yet.") % {"place": place}
    words = ngettext(
        "%(n)d clinic in %(place)s offers ketamine-based treatment for addiction.",
        "%(n)d clinics in %(place)s offer ketamine-based treatment for addiction.",
        total,
    ) % {"n": total, "place": place}
    if len(cities) < 2:
        return words
    return f"{words} " + _("They are in %(n)d cities.") % {"n": len(cities)}


def crumbs(code, state, city):
    first = (_("Clinics"), reverse("clinic-list"))
    if not city:
        return [first, (STATES[code], "")]
    return [first, (STATES[code], reverse("state", args=[state])), (city, "")]


def public_regions():
    """(state, city slug) of every page that has a clinic: (az, "") for the state itself."""
    rows = Clinic.objects.published().filter(region__in=STATES).order_by("region", "city")
    pairs = [
        (region.lower(), slugify(city)) for region, city in rows.values_list("region", "city").distinct()
    ]
    states = [(state, "") for state in dict.fromkeys(state for state, _city in pairs)]
    return states + list(dict.fromkeys(pair for pair in pairs if pair[1]))
