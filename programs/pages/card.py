"""A clinic found, as a card of the list: its matching programs first, and what was asked for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs.models import Clinic, Program
from programs.models.answers import NO, NOT_STATED, YES
from programs.models.program import PROGRAM_ANSWERS
from programs.pages import wording
from programs.pages.costs import Cost, cost
from programs.pages.elsewhere import paid_elsewhere
from programs.pages.fact_lines import LIST_LABELS, language_of
from programs.pages.panels import Authority, authority_of, panel
from programs.search.parameters import PROGRAM_TERMS

MOST_PROGRAMS = 3
MOST_ASKED = 4


@dataclass(frozen=True)
class Asked:
    """What the entry says of one chosen value: yes, no or not stated, in words."""

    state: str
    words: str


@dataclass(frozen=True)
class CardProgram:
    """A matching program on a card."""

    slug: str
    name: str
    types: str
    cost: Cost
    asked: list
    paid_elsewhere: str
    accepting: str
    wait: str
    authority: Authority


@dataclass(frozen=True)
class Card:
    """A clinic found."""

    clinic: Clinic
    language: str
    place: str
    programs: list
    more: int
    paused: bool
    withheld: bool
    telehealth: bool


def card(hit, known, today):
    """The Card of a search's hit; `known` are the parameters that were chosen."""
    clinic = hit.clinic
    away = wording.distance(hit.miles, hit.direction, clinic.public_precision)
    return Card(
        clinic=clinic,
        language=language_of(clinic),
        place=" · ".join(part for part in (wording.city_line(clinic), away) if part),
        programs=[card_program(one, clinic, known, today) for one in hit.programs[:MOST_PROGRAMS]],
        more=max(0, len(hit.programs) - MOST_PROGRAMS),
        paused=clinic.operating_status == Clinic.Operating.PAUSED,
        withheld=clinic.withheld,
        telehealth=hit.by_telehealth,
    )


def card_program(program, clinic, known, today):
    now = panel(program, "availability", today)
    return CardProgram(
        slug=program.slug,
        name=program.name,
        types=" · ".join(wording.label_of(kind) for kind in program.types.all()),
        cost=cost(program, today),
        asked=asked(program, known)[:MOST_ASKED],
        paid_elsewhere=wording.listing(elsewhere_asked(program, clinic, known)),
        accepting=now["accepting"].state,
        wait=now["wait_days"].words,
        authority=authority_of(program, "offer", today),
    )


def elsewhere_asked(program, clinic, known):
    """The chosen ways to pay that the clinic takes for other care and does not state for this program."""
    return paid_elsewhere(program, clinic.public_programs, known.get("payment", ()))


def asked(program, known):
    """What `program` says of each chosen value of a list, and of each chosen answer."""
    found = []
    for name in PROGRAM_TERMS:
        found += asked_terms(program, name, known.get(name, ()))
    for name in PROGRAM_ANSWERS:
        if name in known and name != "accepting":
            found.append(asked_answer(program, name))
    return found


def asked_terms(program, vocabulary, values):
    """The chosen terms that the program says yes or no to; one line for the whole list where nothing is stated."""
    rows = {row.term.slug: row for row in program.terms.all() if row.term.vocabulary == vocabulary}
    if values and not any(row.answer == YES for row in rows.values()) and not set(values) & set(rows):
        return [Asked(NOT_STATED, _("%(fact)s: not stated") % {"fact": LIST_LABELS[vocabulary]})]
    return [
        Asked(
            rows[value].answer,
            wording.term_words(rows[value]) if rows[value].answer == YES else no_words(rows[value]),
        )
        for value in values
        if value in rows
    ]


def no_words(row):
    return _("%(term)s: no") % {"term": wording.label_of(row.term)}


def asked_answer(program, name):
    """ "Prescriber on site", with its state in words where it is not yes."""
    state, label = getattr(program, name), Program._meta.get_field(name).verbose_name
    words = {YES: label, NO: _("%(fact)s: no") % {"fact": label}}
    return Asked(state, str(words.get(state) or _("%(fact)s: not stated") % {"fact": label}))
