"""Clinics ticked in the list, to be compared: they stand in its address as clinic=, so that every link keeps them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from programs.models import Clinic
from programs.pages import wording
from programs.pages.compare_page import FEWEST, LONGEST_SLUG, MOST, MOST_READ
from programs.pages.fact_lines import language_of


@dataclass(frozen=True)
class Picked:
    """A ticked clinic; `url` is the same list without it."""

    slug: str
    name: str
    place: str
    language: str
    url: str


@dataclass(frozen=True)
class Tray:
    """What is ticked, in the order of the ticks; `compare_url` is empty until there is enough to compare."""

    clinics: list
    compare_url: str
    full: bool
    fewest: int = FEWEST
    most: int = MOST


@dataclass(frozen=True)
class Tick:
    """The tick below a card: `url` changes it, empty where no further clinic can be ticked."""

    slug: str
    picked: bool
    url: str


def picked_slugs(params):
    """The slugs of the public clinics that `params` (a QueryDict) ticks, at most MOST. A query where there is one."""
    given = list(dict.fromkeys(slug.replace("\0", "")[:LONGEST_SLUG] for slug in params.getlist("clinic")))
    asked = [slug for slug in given if slug][:MOST_READ]
    known = set(public_clinics(asked).values_list("slug", flat=True)) if asked else ()
    return [slug for slug in asked if slug in known][:MOST]


def public_clinics(slugs):
    """The public clinics called so, through the index, which holds no empty slug."""
    return Clinic.objects.published().filter(slug__in=slugs).exclude(slug="")


def ticked(address, slugs):
    """`address` with the clinics `slugs` ticked."""
    if not slugs:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode([('clinic', slug) for slug in slugs])}"


def tray(address, slugs):
    """The Tray of the list at `address`, which names no tick itself. One query, none without a tick."""
    chosen = public_clinics(slugs) if slugs else ()
    rows = {clinic.slug: clinic for clinic in chosen}
    clinics = [one_picked(rows[slug], address, slugs) for slug in slugs if slug in rows]
    enough = len(clinics) >= FEWEST
    return Tray(clinics, ticked(reverse("compare"), slugs) if enough else "", full=len(clinics) >= MOST)


def one_picked(clinic, address, slugs):
    url = ticked(address, [slug for slug in slugs if slug != clinic.slug])
    return Picked(clinic.slug, clinic.name, wording.city_line(clinic), language_of(clinic), url)


def tick(slug, address, slugs):
    """The Tick of one clinic of the list at `address`."""
    if slug in slugs:
        return Tick(slug, True, ticked(address, [one for one in slugs if one != slug]))
    return Tick(slug, False, ticked(address, [*slugs, slug]) if len(slugs) < MOST else "")
