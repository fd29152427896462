"""Typing help: what a few letters may stand for, of what a search would find."""

from dataclasses import dataclass
from functools import lru_cache

from programs.models import Clinic
from programs.models.document import words
from programs.search.choices import parameter_label
from programs.search.fresh import current
from programs.search.parameters import CLINIC_TERMS, PROGRAM_TERMS, WORDS_LENGTH, query
from programs.search.text import counted, ids_with_words, query_words

MOST = 8
MOST_CLINICS = 3
MOST_NAMED = 60  # clinics whose names are looked at
MOST_CITIES = 2
FAR = 3


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
        found = chosen_values(counted(typed), choices)
        cities = city_names(typed, planes)
        pks = clinics_called(query_words(text), planes)
    named = clinics(pks, query_words(text))
    return (found[: MOST - len(cities) - len(named)] + cities + named)[:MOST]


def begins(typed, text):
    """Whether the words of `text` hold all of `typed`, the last as a beginning."""
    held = folded(text)
    return set(typed[:-1]) <= set(held) and any(word.startswith(typed[-1]) for word in held)


@lru_cache(maxsize=20_000)
def folded(text):
    """The words of a label or a name, folded once for many letters typed."""
    return words(text)


def chosen_values(typed, choices):
    """Program types and terms whose label or an everyday word begins as typed: those called just so first."""
    found = [
        (
            closeness(typed, label, name, value, choices),
            Suggestion(name, said(name, label), query({name: [value]})),
        )
        for name in ("type", *PROGRAM_TERMS, "medicine", *CLINIC_TERMS)
        for value, label in choices.by_name[name]
    ]
    return [suggestion for close, suggestion in sorted(found, key=lambda pair: pair[0]) if close < FAR]


def said(name, label):
    return str(label) if name == "type" else f"{label} ({parameter_label(name)})"


def closeness(typed, label, name, value, choices):
    """0 where it is called just as typed, 1 where its label begins so, 2 where an everyday word does, else FAR."""
    if (name, value) in choices.meanings.get(tuple(typed), ()):
        return 0
    if begins(typed, str(label)):
        return 1
    return 2 if any(begins(typed, word) for word in choices.synonyms.get((name, value), ())) else FAR


def city_names(typed, planes):
    """Cities with a clinic, by the alphabet."""
    labels = sorted(label for key, label in planes.city_labels.items() if key[0] and begins(typed, label))
    return [Suggestion("city", label, query({"near": [label]})) for label in labels[:MOST_CITIES]]


def clinics_called(typed, planes):
    """The pks of the first public clinics that are called so, or whose programs are."""
    slots = planes.slots_of(ids_with_words(typed, "names"))
    positions = sorted({int(slot) % planes.capacity for slot in slots}, key=lambda at: planes.name_rank[at])
    return [int(planes.clinic_pk[position]) for position in positions[:MOST_NAMED]]


def clinics(pks, typed):
    """The first clinics of `pks`: those that are called so themselves before those whose programs are."""
    rows = Clinic.objects.published().in_bulk(pks)
    public = sorted((rows[pk] for pk in pks if pk in rows), key=lambda clinic: not begins(typed, clinic.name))
    return [clinic_suggestion(clinic) for clinic in public[:MOST_CLINICS]]


def clinic_suggestion(clinic):
    place = ", ".join(part for part in (clinic.city, clinic.region) if part)
    return Suggestion("clinic", f"{clinic.name}, {place}" if place else clinic.name, slug=clinic.slug)
