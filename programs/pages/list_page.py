"""The list of clinics: everything that its template prints, worked out from a search's result."""

from dataclasses import dataclass
from functools import partial

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from programs.pages.card import cards
from programs.pages.filters import SEARCH_FIELDS, entry, filters, meant, problems
from programs.pages.ordering import order_rule, usual_sort
from programs.pages.picked import picked_slugs, tick, ticked, tray
from programs.pages.tick_html import tick_html
from programs.search import count_found, find
from programs.search.choices import SORTS, parameter_label
from programs.search.parameters import DEFAULT_RADIUS, RADII, known, query

MOST_TRIED = 6
MOST_NEAREST = 3
# Where an error leads whose parameter has no field of its own.
FIELD_IDS = {"page": "results", "city": "results"}


def list_page(result, today, picked=()):
    """The context of the list; `picked` are the slugs of the clinics ticked to be compared, which every link keeps."""
    to, here = partial(address, picked=picked), page_address(result, result.page)
    nothing = not result.total and not result.errors
    wider = wider_radius(result, today, to) if nothing else None
    shown = cards(result.found, result.asked, today)
    return {
        "result": result,
        "chips": [(chip.label, to(chip.without)) for chip in result.chips],
        "clear_url": to(""),
        "cards": shown,
        "ticks": [(one, tick_html(tick(one.slug, here, picked), one)) for one in shown],
        "tray": tray(here, picked),
        "filters": filters(result),
        "search": {name: entry(name, result) for name in SEARCH_FIELDS},
        "radius_field": entry("radius", result) if {"near", "radius"} & set(result.known) else None,
        "sort_field": entry("sort", result),
        "radii": [(str(miles), miles) for miles in RADII],
        "radius": result.known.get("radius", [str(DEFAULT_RADIUS)])[-1],
        "sorts": SORTS,
        "usual_sort": usual_sort(result),
        "order_rule": order_rule(result),
        "count": count_words(result),
        "errors": error_lines(result),
        "meant": places_meant(result, to),
        "left_out": left_out(result, to),
        "wider": to(query(result.known | {"unknown": ["include"]})),
        "narrower": narrower(result, today, to) if nothing else [],
        "canonical": here,
        "indexed": not result.known and not picked,
        "pages": pages(result, picked),
        "phones_url": with_query("clinic-phones", result.query),
        "map_url": ticked(with_query("clinic-map", result.query), picked),
        "any_care": any_care(result, today, to) if nothing else None,
        "wider_radius": wider,
        "silent": silent(result, today, to) if nothing and not wider else None,
        "ketamine": ketamine_ways(result, to),
    }


def with_query(name, text):
    """The address of another page about the same search."""
    return reverse(name) + (f"?{text}" if text else "")


def ketamine_ways(result, to):
    """Where somebody goes on who typed words such as "ketamine addiction": for care of it, or for treatment with it."""
    place = {name: result.known[name] for name in ("near", "radius") if name in result.known}
    care = query(place | {"substance": ["ketamine"], "type": ["any"]})
    return {"care": to(care), "treatment": to(query(place | {"medicine": ["ketamine"]}))}


def left_out(result, to):
    """(words, address) of the same search for each kind of care that shows only when it is chosen."""
    if not result.total:
        return []
    words = ngettext_lazy("%(kind)s that fits: %(n)d clinic", "%(kind)s that fits: %(n)d clinics", "n")
    return [
        (words % {"kind": one.label, "n": one.count}, to(query(result.known | {"type": [one.value]})))
        for one in result.left_out
    ]


@dataclass(frozen=True)
class Wider:
    """The next wider circle around a place in which something matches."""

    miles: int
    total: int
    url: str
    nearest: list


def wider_radius(result, today, to):
    """The Wider circle of a search that found nothing near its place; None without one, or where none helps."""
    if result.place is None or result.place.latitude is None:
        return None
    radii = [radius for radius in RADII if radius > result.radius]
    return circle(result.known, result.asked, radii, today, to)


def silent(result, today, to):
    """The Wider circle with clinics that do not say what was asked for, neither in words nor by a filter.

    Words that were understood stay as filters: each card says "not stated" of them, and none that says no is there.
    """
    if result.place is None or result.place.latitude is None:
        return None
    asked = {name: list(values) for name, values in result.asked.items()}
    known = {name: values for name, values in result.known.items() if name != "q"} | asked
    known |= {"unknown": ["include"]}
    radii = [radius for radius in RADII if radius >= result.radius]
    return circle(known, result.asked, radii, today, to)


def circle(known, asked, radii, today, to):
    """The first Wider circle of `radii` in which something matches `known`, or None; its cards say what was `asked`."""
    for miles in radii:
        text = query(known | {"radius": [str(miles)]})
        if count_found(QueryDict(text), today=today):
            found = find(QueryDict(text), today=today, load=False)
            nearest = cards(found.found[:MOST_NEAREST], asked, today)
            return Wider(miles, found.total, to(text), nearest)
    return None


def address(text, picked=()):
    """The address of the list with the query `text` and the clinics `picked` ticked."""
    return ticked(with_query("clinic-list", text), picked)


def any_care(result, today, to):
    """(address, how many clinics) of the same search among all care for addiction; None where that finds none."""
    text = query({**result.known, "type": ["any"]})
    total = count_found(QueryDict(text), today=today)
    return (to(text), total) if total else None


def narrower(result, today, to):
    """(label of a filter, address without it, how many clinics that finds): the most first, none that finds none."""
    found = []
    for chip in result.chips[:MOST_TRIED]:
        total = count_found(QueryDict(chip.without), today=today)
        if total:
            found.append((chip.value if chip.name == "q" else chip.label, to(chip.without), total))
    return sorted(found, key=lambda row: -row[2])


def count_words(result):
    """ "14 clinics near Tucson, AZ"."""
    words = ngettext("%(count)d clinic", "%(count)d clinics", result.total) % {"count": result.total}
    if result.place is None:
        return words
    return _("%(clinics)s near %(place)s") % {"clinics": words, "place": result.place.label}


def error_lines(result):
    """(id of the field, "Field: message") of every error."""
    labels = {facet.name: facet.label for facet in result.facets}
    return [
        (
            FIELD_IDS.get(name, f"id_{name}"),
            f"{labels.get(name) or result.form.fields[name].label or parameter_label(name)}: {problem}",
        )
        for name in result.errors
        for problem in problems(result, name)
    ]


def places_meant(result, to):
    """(place, address of the same search there) of what an unknown place may have meant."""
    return [(value, to(query(result.known | {name: [value]}))) for name, value in meant(result)]


def page_address(result, number):
    """The address of another page of the same search: our own parameters only, page 1 without a number."""
    known = {name: values for name, values in result.known.items() if name != "page"}
    text = query(known | ({"page": [str(number)]} if number > 1 else {}), drop=())
    return address(text)


def pages(result, picked=()):
    """Where "previous" and "next" lead, and which page this is; Nothing leads on where one page holds all."""
    return {
        "number": result.page,
        "last": result.pages,
        "previous": ticked(page_address(result, result.page - 1), picked) if result.page > 1 else "",
        "next": ticked(page_address(result, result.page + 1), picked) if result.page < result.pages else "",
    }


def past_end(params, last):
    """The context of the page that says there is no such page, and names the last one, which keeps the ticks."""
    text = query(known(params) | ({"page": [str(last)]} if last > 1 else {"page": []}), drop=())
    return {"last": last, "address": address(text, picked_slugs(params))}
