"""The phone numbers of a search's results, to print or to copy."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from programs.models import Clinic
from programs.pages import wording
from programs.pages.clinic_page import first_phone
from programs.pages.list_page import address, count_words, error_lines, places_meant, with_query
from programs.search import find
from programs.search.parameters import known, query

MOST = 200


@dataclass(frozen=True)
class Row:
    """A clinic with the number to call first; both phone fields are empty where none is stated."""

    name: str
    place: str
    url: str
    phone: str
    phone_url: str


def phones_page(params, today):
    """The context: at most MOST clinics of the search, in its order."""
    chosen = {name: values for name, values in known(params).items() if name != "page"}
    result = find(QueryDict(query(chosen)), today=today, with_page=False)
    pks = [pk for pk, _programs in result.ids[:MOST]]
    clinics = Clinic.objects.published().filter(pk__in=pks).prefetch_related("phones").in_bulk()
    return {
        "rows": [row(clinics[pk]) for pk in pks if pk in clinics],
        "count": count_words(result),
        "left_out": max(0, result.total - MOST),
        "most": MOST,
        "chips": [chip.label for chip in result.chips],
        "errors": error_lines(result),
        "meant": places_meant(result, lambda text: with_query("clinic-phones", text)),
        "list_url": address(query(result.known)),
    }


def row(clinic):
    phone = first_phone(clinic)
    return Row(
        clinic.name,
        wording.city_line(clinic),
        reverse("clinic", args=[clinic.slug]),
        phone.national if phone else "",
        phone.uri if phone else "",
    )
