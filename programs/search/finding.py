"""find(): the one door to every search, for pages, exports, commands and the API."""

import math

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Clinic, Program, Statement
from programs.models.price import money
from programs.models.program import PROGRAM_ANSWERS
from programs.search.choices import parameter_label, read_choices
from programs.search.conditions import minor
from programs.search.filters import ProgramSearch
from programs.search.order import ORDERS, Candidates, miles_of
from programs.search.parameters import (
    CLINIC_TERMS,
    DEEPEST_ROW,
    PER_PAGE,
    PROGRAM_TERMS,
    known,
    query,
    without,
)
from programs.search.places import direction
from programs.search.result import Chip, Facet, Hit, Option, Result

OFFERED = ("type", *PROGRAM_TERMS, "medicine", *PROGRAM_ANSWERS, "claim", "state", *CLINIC_TERMS)
NO_FACET = ("q", "near", "radius", "sort", "page", "unknown")


class PageMissing(Exception):
    """The search has no such page; `last` is the last one it has."""

    def __init__(self, last):
        self.last = last
        super().__init__(_("There is no such page. The last one is %(last)d.") % {"last": last})


def find(params, today=None, with_page=True):
    """Search the public directory; `params` is a QueryDict, or a dict of texts or lists.

    A wrong value gives a Result with `errors` and nothing found. Raises PageMissing past the last page. Without
    `with_page` only the ids in their order are read, as exports need them. `today` is the day that expiries are
    compared with (default: the site's day).
    """
    today = today or timezone.localdate()
    chosen, choices = known(params), read_choices()
    search = ProgramSearch(as_data(chosen), choices, today)
    result = Result(form=search.form, known=chosen, query=query(chosen), facets=facets(chosen, choices))
    if not search.form.is_valid():
        result.errors = {name: [str(text) for text in texts] for name, texts in search.form.errors.items()}
        return result
    answer(result, search)
    if with_page:
        read_page(result, search)
    return result


def as_data(chosen):
    """Chosen values as the form reads them: lists for several, a text for one."""
    return {
        name: values if name in OFFERED or name == "city" else values[-1] for name, values in chosen.items()
    }


def answer(result, search):
    """Everything about the whole answer: ids in order, chips, notes, what the unknown would add."""
    include = search.cleaned["unknown"] == "include"
    candidates = Candidates(search.matching(include))
    result.place = search.cleaned["near"]
    result.miles = miles_of(candidates, result.place)
    result.sort = sort_of(search, result)
    result.ids = candidates.sorted(ORDERS[result.sort](candidates, search, result.miles))
    result.radius = search.radius_miles
    result.chips = chips(result.known, search)
    if not include and any(name not in NO_FACET and name != "type" for name in result.known):
        wider = search.matching(include_unknown=True).values("clinic_id").distinct().count()
        result.unknown_adds = wider - result.total
    result.pages = max(1, math.ceil(min(result.total, DEEPEST_ROW) / PER_PAGE))


def sort_of(search, result):
    """The order asked for, else distance with a place, best match with words, else the newest check."""
    wanted, near, typed = search.cleaned["sort"], result.place, search.cleaned["q"]
    has_point = near is not None and near.latitude is not None
    if wanted == "distance" and not has_point:
        result.notes.append(_("Sorting by distance needs a ZIP code or a city under “Where”."))
        wanted = ""
    return wanted or ("distance" if has_point else "best" if typed else "checked")


def read_page(result, search):
    """Load the clinics of the page asked for, with their matching programs."""
    result.page = search.cleaned["page"] or 1
    if result.page > result.pages:
        raise PageMissing(result.pages)
    shown = result.ids[:DEEPEST_ROW][(result.page - 1) * PER_PAGE : result.page * PER_PAGE]
    clinics = page_clinics([clinic for clinic, _programs in shown])
    result.hits = [hit(clinics[clinic], programs, result) for clinic, programs in shown]


def page_clinics(pks):
    """The clinics of a page by pk, with all that cards print; the queries do not grow with their number."""
    programs = Program.objects.published().for_card().order_by("pk")
    said = Statement.objects.select_related("source")
    clinics = (
        Clinic.objects.filter(pk__in=pks)
        .select_related("organization")
        .prefetch_related(
            "phones",
            Prefetch("programs", programs, to_attr="public_programs"),
            Prefetch("statements", said),
            "checks",
        )
    )
    return {clinic.pk: clinic for clinic in clinics}


def hit(clinic, programs, result):
    """One clinic found, its matching programs first to last, with how far and which way it lies."""
    matching = [program for program in clinic.public_programs if program.pk in programs]
    miles, near = result.miles.get(clinic.pk), result.place
    way = ""
    if miles is not None:
        way = direction(near.latitude, near.longitude, clinic.public_latitude, clinic.public_longitude)
    here = miles <= result.radius if miles is not None else near is not None and clinic.region == near.region
    return Hit(clinic, matching, miles, way, by_telehealth=near is not None and not here)


def facets(chosen, choices):
    """What can be chosen, with what is chosen."""
    return [
        Facet(
            name,
            str(parameter_label(name)),
            [
                Option(value, str(label), value in chosen.get(name, ()))
                for value, label in choices.by_name[name]
            ],
            of="clinic" if name in ("state", *CLINIC_TERMS) else "program",
        )
        for name in OFFERED
    ]


def chips(chosen, search):
    """One chip a chosen value, each with the address without it."""
    found = []
    for name, values in chosen.items():
        if name in ("sort", "page", "radius"):
            continue
        found += [
            Chip(name, value, chip_label(name, value, search), without(chosen, name, value))
            for value in values
        ]
    return found


def chip_label(name, value, search):
    """What a chosen value is called."""
    choices = {str(key): str(label) for key, label in search.choices.by_name.get(name, [])}
    if name in PROGRAM_ANSWERS:
        return f"{parameter_label(name)}: {choices[value]}"
    if name == "near":
        return near_label(search)
    if name == "city":
        return value
    return choices.get(value) or number_label(name, value)


def near_label(search):
    near = search.cleaned["near"]
    if near.latitude is None:
        return _("In %(place)s") % {"place": near.label}
    return _("Within %(miles)d miles of %(place)s") % {"miles": search.radius_miles, "place": near.label}


def number_label(name, value):
    if name == "wait_max":
        return ngettext("Wait of at most %(n)d day", "Wait of at most %(n)d days", int(value)) % {
            "n": int(value)
        }
    if name == "price_max":
        return _("Up to %(money)s a dosing session") % {"money": site_money(value)}
    if name == "course_max":
        return _("Up to %(money)s for the whole course") % {"money": site_money(value)}
    return f"“{value}”"


def site_money(units):
    return money(minor(int(units)), settings.SITE_CURRENCY)
