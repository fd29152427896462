"""The list of clinics: everything that its template prints, worked out from a search's result."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.pages.card import card
from programs.pages.filters import entry, filters
from programs.search.choices import SORTS
from programs.search.parameters import DEFAULT_RADIUS, RADII, known, query


@dataclass(frozen=True)
class ErrorLine:
    """What is wrong with one field, and the id of the field to go to."""

    field: str
    label: str
    message: str


def list_page(result, today):
    """The context of the list."""
    address = reverse("clinic-list")
    return {
        "result": result,
        "cards": [card(hit, result.known, today) for hit in result.hits],
        "filters": filters(result),
        "search": {name: entry(name, result) for name in ("q", "near")},
        "radii": [(str(miles), miles) for miles in RADII],
        "radius": result.known.get("radius", [str(DEFAULT_RADIUS)])[-1],
        "sorts": SORTS,
        "count": count_words(result),
        "errors": error_lines(result),
        "wider": address + "?" + query(result.known | {"unknown": ["include"]})
        if result.unknown_adds
        else "",
        "export_query": result.query,
        "canonical": canonical(result),
        "indexed": not result.known,
        "pages": pages(result),
    }


def count_words(result):
    """ "14 clinics near Tucson, AZ"."""
    words = ngettext("%(count)d clinic", "%(count)d clinics", result.total) % {"count": result.total}
    if result.place is None:
        return words
    return _("%(clinics)s near %(place)s") % {"clinics": words, "place": result.place.label}


def error_lines(result):
    """Every error with the field that it stands beside."""
    labels = {facet.name: facet.label for facet in result.facets}
    return [
        ErrorLine(name, labels.get(name) or str(result.form.fields[name].label or name), message)
        for name, messages in result.errors.items()
        for message in messages
    ]


def page_address(result, number):
    """The address of another page of the same search: our own parameters only, page 1 without a number."""
    known = {name: values for name, values in result.known.items() if name != "page"}
    text = query(known | ({"page": [str(number)]} if number > 1 else {}), drop=())
    return reverse("clinic-list") + (f"?{text}" if text else "")


def canonical(result):
    return page_address(result, result.page)


def pages(result):
    """Where "previous" and "next" lead, and which page this is; None where one page holds all."""
    if result.pages < 2:
        return None
    return {
        "number": result.page,
        "last": result.pages,
        "previous": page_address(result, result.page - 1) if result.page > 1 else "",
        "next": page_address(result, result.page + 1) if result.page < result.pages else "",
    }


def past_end(params, last):
    """The context of the page that says there is no such page, and names the last one."""
    text = query(known(params) | ({"page": [str(last)]} if last > 1 else {"page": []}), drop=())
    return {"last": last, "address": reverse("clinic-list") + (f"?{text}" if text else "")}
