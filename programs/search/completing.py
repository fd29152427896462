"""Typing help: what a few letters may stand for, of what a search would find."""

from dataclasses import dataclass

from programs.models import Clinic
from programs.models.document import words
from programs.search.choices import parameter_label
from programs.search.fresh import current
from programs.search.parameters import CLINIC_TERMS, PROGRAM_TERMS, WORDS_LENGTH, query
from programs.search.text import ids_with_words, query_words

MOST = 8
MOST_CLINICS = 3
MOST_CITIES = 2


@dataclass(frozen=True)
class Suggestion:
    """What the letters may stand for: its kind, its words, and the search (or the clinic's slug) that it leads to."""

    kind: str
    label: str
    query: str = ""
    slug: str = ""


def complete(text):
    """At most eight suggestions for `text`: program types and terms, then cities with a clinic, then clinics.

    Too long a text, or one without a word, gives none. Three queries.
    """
    typed = words(text) if len(text) <= WORDS_LENGTH else []
    if not typed:
        return []
    with current() as (planes, choices):
        found = chosen_values(typed, choices)
        cities = city_names(typed, planes)
        pks = clinics_called(query_words(text), planes)
    found = found[: MOST - min(len(cities) + len(pks), MOST_CITIES + MOST_CLINICS)] + cities
    return (found + clinics(pks))[:MOST]


def begins(typed, text):
    """Whether the words of `text` hold all of `typed`, the last as a beginning."""
    held = words(text)
    return set(typed[:-1]) <= set(held) and any(word.startswith(typed[-1]) for word in held)


def chosen_values(typed, choices):
    """Program types and terms whose label, or one of whose everyday words, begins as typed."""
    return [
        Suggestion(
            name,
            f"{label} ({parameter_label(name)})" if name != "type" else str(label),
            query({name: [value]}),
        )
        for name in ("type", *PROGRAM_TERMS, *CLINIC_TERMS)
        for value, label in choices.by_name[name]
        if any(begins(typed, said) for said in (str(label), *choices.synonyms.get((name, value), ())))
    ]


def city_names(typed, planes):
    """Cities with a clinic, by the alphabet."""
    labels = sorted(label for key, label in planes.city_labels.items() if key[0] and begins(typed, label))
    return [Suggestion("city", label, query({"near": [label]})) for label in labels[:MOST_CITIES]]


def clinics_called(typed, planes):
    """The pks of the first public clinics that are called so."""
    slots = planes.slots_of(ids_with_words(typed, "names"))
    positions = sorted({int(slot) for slot in slots % planes.capacity}, key=lambda at: planes.name_rank[at])
    return [int(planes.clinic_pk[position]) for position in positions[:MOST_CLINICS]]


def clinics(pks):
    rows = Clinic.objects.published().in_bulk(pks)
    return [clinic_suggestion(rows[pk]) for pk in pks if pk in rows]


def clinic_suggestion(clinic):
    place = ", ".join(part for part in (clinic.city, clinic.region) if part)
    return Suggestion("clinic", f"{clinic.name}, {place}" if place else clinic.name, slug=clinic.slug)
