"""A clinic found, as a card of the list.

Cards that were made before are kept: the same clinic, unchanged since, on the same day and in the same language, with
the same programs matching and the same facts asked for, gives the same card but for how far away it is.
"""

import copy
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programs.models import Program
from programs.models.answers import NO, NOT_STATED, YES
from programs.models.program import PROGRAM_ANSWERS
from programs.pages import wording
from programs.pages.blanks import BLANK, texts_between
from programs.pages.costs import Cost, cost
from programs.pages.elsewhere import paid_elsewhere
from programs.pages.fact_lines import LIST_LABELS, language_of
from programs.pages.keeping import Kept
from programs.pages.panels import Authority, authority_of, is_paused, panel
from programs.pages.program_section import MOST_FIRST as MOST_PROGRAMS
from programs.pages.program_section import in_order, is_other_care
from programs.search import load_hits
from programs.search.parameters import PROGRAM_TERMS

MOST_ASKED = 4
KEPT = Kept(2_000)  # a card takes about 6 KB


@dataclass(frozen=True)
class Said:
    """An answer in words of its own."""

    value: str
    text: str


@dataclass(frozen=True)
class Offer:
    """A matching program on a card."""

    name: str
    language: str
    types: list
    cost: Cost
    said: list
    paid_elsewhere: str
    medicine: str
    checked: Authority


@dataclass
class Card:
    """A clinic found, its matching programs first. `level` is that of its heading."""

    name: str
    slug: str
    language: str
    url: str
    place: str
    paused: bool
    offers: list
    more: int
    precision: str
    level: int
    distance: str = ""
    telehealth: bool = False

    @property
    def where(self):
        """Its place, how far away it is, and whether it treats people from elsewhere."""
        words = _("treats people in your state by video or phone") if self.telehealth else ""
        return " · ".join(part for part in (self.place, self.distance, words) if part)

    @cached_property
    def texts(self):
        """The HTML of the card before and after where it is."""
        return texts_between("programs/_card.html", {"card": self, "where": BLANK})

    @property
    def html(self):
        """The card as HTML."""
        before, after = self.texts
        return mark_safe(f"{before}{escape(self.where)}{after}")  # noqa: S308  (made by a template)


def cards(found, asked, today, level=2):
    """The Card of each clinic of a search that `found` them and `asked` this; loads those that are not kept."""
    told = told_of(asked)
    keys = {one: (one.stamp, one.clinic, one.programs, told, get_language(), today, level) for one in found}
    made = {one: KEPT.get(key) for one, key in keys.items()}
    for hit in load_hits([one for one in found if made[one] is None], asked):
        one = next(each for each in found if each.clinic == hit.clinic.pk)
        made[one] = card(hit, asked, today, level)
        KEPT.put(keys[one], made[one])
    return [placed(made[one], one) for one in found if made[one]]


def told_of(asked):
    """What the answers on a card depend on: the lists asked for with their values, and the answers."""
    lists = [(name, *asked[name]) for name in PROGRAM_TERMS if name in asked]
    return (*lists, *(name for name in PROGRAM_ANSWERS if name in asked))


def placed(card, found):
    """A card that was kept, at the distance at which it was found; its HTML is made where it was not yet."""
    _made = card.texts
    card = copy.copy(card)
    card.distance = distance(found, card.precision)
    card.telehealth = found.by_telehealth
    return card


def distance(found, precision):
    """How far away a clinic was found, in words; "about" where its own point or the one searched near is coarse."""
    if found.miles is None or not found.about:
        return wording.distance(found.miles, found.direction, precision)
    return wording.distance(max(found.miles, 1), found.direction, wording.COARSE[0])


def card(hit, asked, today, level=2):
    """The Card of a search's hit; `asked` is its Result's."""
    clinic = hit.clinic
    url = clinic_address(clinic, hit.programs)
    return Card(
        name=clinic.name,
        slug=clinic.slug,
        language=language_of(clinic),
        url=url,
        place=wording.city_line(clinic),
        paused=is_paused(clinic),
        offers=[offer(one, clinic, asked, today) for one in hit.programs[:MOST_PROGRAMS]],
        more=max(0, len(hit.programs) - MOST_PROGRAMS),
        precision=clinic.public_precision,
        level=level,
    )


def clinic_address(clinic, matching):
    """The clinic's page; with the programs that match first, where the search chose among its programs."""
    url = reverse("clinic", args=[clinic.slug])
    usual, first = in_order(clinic.public_programs), in_order(matching)
    if first in (usual, usual[:1], [one for one in usual if not is_other_care(one)]):
        return url
    return f"{url}?{urlencode([('program', one.slug) for one in first[:MOST_PROGRAMS]])}"


def offer(program, clinic, asked, today):
    name, language = wording.program_name(program.name, language_of(clinic))
    return Offer(
        name=name,
        language=language,
        types=[wording.label_of(kind) for kind in program.types.all()],
        cost=cost(program, today),
        said=[accepting(program, clinic, today), *answers(program, asked)[:MOST_ASKED]],
        paid_elsewhere=wording.run(elsewhere_asked(program, clinic, asked)),
        medicine=wording.medicine(program),
        checked=authority_of(program, "offer", today),
    )


def accepting(program, clinic, today):
    """ "Takes new people, wait: 2 weeks", from a live check alone; a closed clinic takes nobody."""
    if is_paused(clinic):
        return Said(NO, _("Takes nobody now: temporarily closed"))
    now = panel(program, "availability", today)
    value = now.line("accepting").value
    words = {YES: _("Takes new people"), NO: _("Takes no new people now")}
    text = words.get(value) or _("New people: not stated, ask")
    if value == YES and now.line("wait_days").stated:
        text = f"{text}, {wording.wait_said(program.wait_days)}"
    return Said(value, str(text))


def elsewhere_asked(program, clinic, asked):
    """The ways to pay asked for that the clinic takes for other care and does not state for this program."""
    return paid_elsewhere(program, clinic.public_programs, asked.get("payment", ()))


def answers(program, asked):
    """What `program` says of each value of a list that was asked for, and of each answer."""
    found = []
    for name in PROGRAM_TERMS:
        found += answers_of(program, name, asked.get(name, {}))
    for name in PROGRAM_ANSWERS:
        if name in asked and name != "accepting":
            found.append(answer_of(program, name))
    return found


def answers_of(program, vocabulary, labels):
    """Yes or no to the terms asked for ({slug: label}); then those that a stated list leaves out, or no list states."""
    rows = {row.term.slug: row for row in program.terms.all() if row.term.vocabulary == vocabulary}
    said = [term_said(rows[value]) for value in labels if value in rows]
    silent = [label for value, label in labels.items() if value not in rows]
    if any(row.answer == YES for row in rows.values()):
        return said + [Said(NOT_STATED, _("%(fact)s: not listed, ask") % {"fact": label}) for label in silent]
    if len(silent) > 1 and not said:
        silent = [LIST_LABELS[vocabulary]]
    return said + [Said(NOT_STATED, _("%(fact)s: not stated, ask") % {"fact": label}) for label in silent]


def term_said(row):
    return Said(row.answer, wording.term_words(row) if row.answer == YES else no_words(row))


def no_words(row):
    return _("%(term)s: no") % {"term": wording.label_of(row.term)}


def answer_of(program, name):
    """ "Prescriber on site", with its state in words where it is not yes."""
    state, label = getattr(program, name), Program._meta.get_field(name).verbose_name
    words = {YES: label, NO: _("%(fact)s: no") % {"fact": label}}
    return Said(state, str(words.get(state) or _("%(fact)s: not stated") % {"fact": label}))
