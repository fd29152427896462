"""Every fact of a clinic or program as a line of its page: a label, one of four states, and words.

A line may speak of several facts that belong together, such as the fewest and the most sessions. LINES names them all:
a test holds it to the groups of facts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programs.models import Clinic, Phone, Program
from programs.models.answers import DOES_NOT_APPLY, NO, NOT_STATED, YES
from programs.models.claims import day
from programs.models.groups import FACTS, groups_of
from programs.pages import wording

SAID = "said"
MODELS = {"clinic": Clinic, "program": Program}


@dataclass(frozen=True)
class Item:
    """One entry of a list: what it says, a note, a link, the note's language when not the page's, a term's plain name.

    `answer` is yes or no for a term, empty for what is no answer: a phone, an opening hour.
    """

    label: str
    answer: str = ""
    note: str = ""
    url: str = ""
    language: str = ""
    short: str = ""


@dataclass(frozen=True)
class PriceItem:
    """What one thing costs."""

    label: str
    amount: str
    note: str = ""
    language: str = ""


@dataclass(frozen=True)
class Line:
    """What the page says of one fact, or of facts that belong together.

    `value` is an answer, or SAID where `text` or `items` say it.
    """

    name: str
    label: str
    value: str
    text: str = ""
    items: list = field(default_factory=list)
    language: str = ""

    @property
    def stated(self):
        """Whether a source says something here: "does not apply" is said too."""
        return self.value != NOT_STATED

    @property
    def kind(self):
        """How it prints: answer, list or text."""
        return "answer" if self.value != SAID else "list" if self.items else "text"


@dataclass(frozen=True)
class Said:
    """The value side of a line."""

    value: str
    text: str = ""
    items: tuple = ()
    language: str = ""


UNSAID = Said(NOT_STATED)


@dataclass(frozen=True)
class Reading:
    """How several facts become one line."""

    name: str
    label: str | Promise
    facts: tuple
    read: Callable | None


def said(words):
    return Said(SAID, str(words)) if words else UNSAID


def between(stem, words, entry):
    """The line of a pair of numbers, fewest and most."""
    low, high = getattr(entry, f"{stem}_fewest"), getattr(entry, f"{stem}_most")
    return UNSAID if low is None and high is None else said(words(low, high))


def pair(stem, label, words):
    return Reading(stem, label, (f"{stem}_fewest", f"{stem}_most"), partial(between, stem, words))


def read_dose(program):
    if program.dose_low is None and program.dose_high is None:
        return UNSAID
    return said(wording.dose(program.dose_low, program.dose_high, program.dose_unit))


def read_ages(program):
    if program.age_min is None and program.age_max is None:
        return UNSAID
    return said(wording.ages(program.age_min, program.age_max))


def read_abstinence(program):
    if program.abstinence_days == 0:
        return said(_("None asked for"))
    return UNSAID if program.abstinence_days is None else said(wording.days(program.abstinence_days))


def read_observed(program):
    if program.minutes_observed == 0:
        return said(_("None: people leave at once"))
    count = program.minutes_observed
    return UNSAID if count is None else said(wording.minutes(count, count))


def read_wait(program):
    return UNSAID if program.wait_days is None else said(wording.wait(program.wait_days))


def read_address(clinic):
    """Street to country; the city alone where the clinic keeps its address private."""
    if clinic.withheld:
        return said(wording.city_line(clinic))
    place = " ".join(part for part in (wording.city_line(clinic), clinic.postal_code) if part)
    county = _("%(name)s County") % {"name": clinic.county} if clinic.county else ""
    parts = [clinic.street, clinic.unit, place, county, clinic.country if clinic.country != "US" else ""]
    return said(wording.listing(part for part in parts if part))


def read_withheld(clinic):
    if clinic.withheld:
        return said(_("The clinic keeps its address private. Call for directions."))
    return Said(clinic.address_withheld)


def read_point(clinic):
    return said(clinic.get_public_precision_display())


def read_operating(clinic):
    """Open or closed, with why, since when and where to look instead."""
    if clinic.operating_status in (NOT_STATED, DOES_NOT_APPLY):
        return Said(clinic.operating_status)
    since = _("since %(date)s") % {"date": day(clinic.operating_since)} if clinic.operating_since else ""
    status = f"{clinic.get_operating_status_display()} {since}".strip()
    parts = [part for part in (clinic.operating_reason, clinic.look_instead) if part]
    if not parts:
        return said(status)
    own = wording.marked(wording.sentences(parts), language_of(clinic))
    return said(wording.in_one([wording.sentences([status]), own]))


def read_language(clinic):
    return said(wording.language_name(clinic.text_language))


CLINIC_READINGS = [
    Reading(
        "address",
        _("Address"),
        ("street", "unit", "city", "county", "region", "postal_code", "country"),
        read_address,
    ),
    Reading("point", _("Distance is measured to"), ("latitude", "longitude", "precision"), read_point),
    Reading("address_withheld", _("Address kept private"), ("address_withheld",), read_withheld),
    Reading("text_language", _("Language of its texts"), ("text_language",), read_language),
    Reading(
        "operating_status",
        _("Open or closed"),
        ("operating_status", "operating_reason", "operating_since", "look_instead"),
        read_operating,
    ),
]
PROGRAM_READINGS = [
    pair("preparation", _("Preparation sessions"), wording.sessions),
    pair("dosing", _("Dosing sessions"), wording.sessions),
    pair("integration", _("Integration sessions"), wording.sessions),
    pair("minutes", _("Length of a dosing session"), wording.minutes),
    pair("weeks", _("Length of the whole course"), wording.weeks),
    Reading("dose", _("Dose"), ("dose_low", "dose_high", "dose_unit"), read_dose),
    Reading("ages", _("Ages"), ("age_min", "age_max"), read_ages),
    Reading("abstinence_days", _("Days without use asked for"), ("abstinence_days",), read_abstinence),
    Reading("minutes_observed", _("Time watched afterwards"), ("minutes_observed",), read_observed),
    Reading("wait_days", _("Waiting time"), ("wait_days",), read_wait),
]


def read_terms(vocabulary, entry):
    """A list of terms: those answered yes, then those a source says no to."""
    rows = [row for row in entry.terms.all() if row.term.vocabulary == vocabulary]
    rows.sort(key=lambda row: (row.answer != YES, row.role != "primary", row.term.order, row.term.slug))
    items = tuple(
        Item(
            wording.term_words(row),
            row.answer,
            row.note,
            language=language_of(entry),
            short=wording.label_of(row.term),
        )
        for row in rows
    )
    return Said(SAID, items=items) if items else UNSAID


def language_of(entry):
    """The language of the clinic's own texts, where it is not the page's."""
    clinic = entry if isinstance(entry, Clinic) else entry.clinic
    return clinic.text_language if clinic.text_language != (get_language() or "en") else ""


def read_types(program):
    return said(wording.run(wording.label_of(kind) for kind in program.types.all()))


def read_states(program):
    return said(wording.listing(wording.state_name(row.region) for row in program.served_states.all()))


def read_medicine(program):
    return said(wording.label_of(program.medicine)) if program.medicine else UNSAID


def read_phones(clinic):
    items = tuple(
        Item(
            f"{row.get_kind_display()}: {row.national}",
            note=row.note,
            url="" if row.kind == Phone.Kind.FAX else row.uri,
            language=language_of(clinic),
        )
        for row in clinic.phones.all()
    )
    return Said(SAID, items=items) if items else UNSAID


def read_hours(clinic):
    items = tuple(
        Item(f"{row.get_day_display()} {wording.clock(row.opens)}-{wording.clock(row.closes)}")
        for row in clinic.hours.all()
    )
    return Said(SAID, items=items) if items else UNSAID


def read_licences(clinic):
    items = tuple(
        Item(
            wording.licence(row),
            note="" if row.state == NOT_STATED else row.get_state_display(),
            url=row.looked_up_at,
        )
        for row in clinic.licences.all()
    )
    return Said(SAID, items=items) if items else UNSAID


def read_prices(today, program):
    """Prices that hold today or begin later; past ones are history."""
    rows = [row for row in program.prices.all() if row.valid_until is None or row.valid_until >= today]
    items = tuple(price_item(row, today, language_of(program)) for row in rows)
    return Said(SAID, items=items) if items else UNSAID


def price_item(row, today, language):
    """A price: what for, how much, and what it includes or until when it holds."""
    terms = wording.price_terms(row, today)
    note = wording.sentences([part for part in (terms, row.note) if part])
    return PriceItem(row.get_item_display(), row.amount, note, language if row.note else "")


ROWS = {"phones": read_phones, "hours": read_hours, "licences": read_licences}
READ_BY_KIND = {"types": read_types, "states": read_states, "term": read_medicine}
# Texts in the clinic's own language.
OWN_WORDS = {"name", "summary", "aftercare_note"}


def read_field(name, entry):
    """A plain field: an answer, a word of a list, or a text."""
    value = getattr(entry, name)
    chooser = getattr(entry, f"get_{name}_display", None)
    if value in (YES, NO, NOT_STATED, DOES_NOT_APPLY):
        return Said(value)
    if name in ("website", "email"):
        return link(value, value if name == "website" else f"mailto:{value}")
    words = said(chooser() if chooser else value or "")
    return replace(words, language=language_of(entry)) if name in OWN_WORDS else words


def link(text, url):
    return Said(SAID, items=(Item(text, url=url),)) if text else UNSAID


def reading_of(owner, fact):
    """The Reading of a fact that has a line to itself."""
    if fact.kind == "terms":
        read = partial(read_terms, fact.vocabulary)
    elif fact.kind == "rows":
        read = ROWS.get(fact.name)
    else:
        read = READ_BY_KIND.get(fact.kind) or partial(read_field, fact.name)
    label = fact.label or MODELS[owner]._meta.get_field(fact.name).verbose_name
    return Reading(fact.name, label, (fact.name,), read)


def readings(owner):
    """{group: its Readings} of "clinic" or "program": each fact is in exactly one."""
    joined = {name: one for one in [*CLINIC_READINGS, *PROGRAM_READINGS] for name in one.facts}
    found = {}
    for group in groups_of(owner):
        in_order = [joined.get(fact.name) or reading_of(owner, fact) for fact in group.facts]
        found[group.slug] = list({one.name: one for one in in_order}.values())
    return found


# {vocabulary: what its list is called on the page}.
LIST_LABELS = {fact.vocabulary: fact.label for fact in FACTS.values() if fact.kind == "terms"}
LINES = {owner: readings(owner) for owner in MODELS}


def lines(entry, group, today):
    """{name: Line} of one group of facts of `entry`, in their printed order. Reads what for_reading() prefetched."""
    owner = "clinic" if isinstance(entry, Clinic) else "program"
    return {one.name: line(one, entry, today) for one in LINES[owner][group]}


def line(one, entry, today):
    answer = read_prices(today, entry) if one.name == "prices" else one.read(entry)
    return Line(one.name, one.label, answer.value, answer.text, list(answer.items), answer.language)
