"""What a column of the codebook is, and how the facts of the model become columns.

A cell is a text, or in a column of numbers a number, None where it is not stated. With one row a clinic, each column of
a program sums up the clinic's programs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import DateField, UUIDField
from django.db.models.fields import DecimalField, FloatField, IntegerField
from django.utils import translation
from django.utils.text import format_lazy

from programs import readings
from programs.models import lines
from programs.models.answers import AnswerField, WordField
from programs.models.groups import GROUPS, groups_of
from programs.selected import MODELS, WITHHELD_PARTS

TEXT, NUMBER, DATE, LIST = "text", "number", "date", "list"
# How the programs of a clinic become one cell when there is one row a clinic.
EACH, LEAST, GREATEST = "each", "least", "greatest"
SUMMARIES = {
    EACH: "One row a clinic: each different value of its programs.",
    LEAST: "One row a clinic: the lowest or earliest of its programs.",
    GREATEST: "One row a clinic: the highest or latest of its programs.",
}
# Full is all that a restore needs, exact points and withheld addresses included: confidential.
# Case manager and funder are what these people read of what is public: see programs.codebook.
CASE_MANAGER, FUNDER = "case-manager", "funder"
PUBLIC, STAFF, FULL = "public", "staff", "full"
SETS = (CASE_MANAGER, FUNDER, PUBLIC, STAFF, FULL)
EVERYONE, INSIDE, RESTORE = (PUBLIC, STAFF, FULL), (STAFF, FULL), (FULL,)
# What a file calls a fact where the model's own name would not say whose it is.
NAMES = {
    ("clinic", "name"): "clinic_name",
    ("clinic", "region"): "state",
    ("program", "name"): "program_name",
    ("program", "types"): "program_types",
}
NUMBERS = (IntegerField, FloatField, DecimalField)
LINES = {
    "phones": "`kind | number | extension | note`",
    "hours": "`MO | 09:00 | 17:00`",
    "licences": "`kind | issuer | number | state | valid until | looked up at`",
    "prices": "`item | low | high | currency | includes | excludes | from | until | source | note`, "
    "in minor units (cents)",
}


@dataclass(frozen=True)
class Part:
    """Cells that are made together: of the selected values `needs`, such as "program.checks", by `make`.

    `make` is a function of programs.readings; without one the only value that is needed is the cell.
    """

    needs: tuple[str, ...]
    make: Callable | None = None

    @property
    def owners(self) -> set[str]:
        """Whose values it needs: {"clinic"}, {"program"} or both."""
        return {name.partition(".")[0] for name in self.needs}


@dataclass(frozen=True)
class Column:
    """One column: its name, the group of facts it belongs to, what it means, and which cell of which part it is.

    `raw` stands for `part` in the full set where that says more. `fact` names the fact of its owner that an import
    takes it for. `plain`: its cells are ids or words of a fixed list, which no spreadsheet takes for a formula.
    """

    name: str
    owner: str
    group: str
    kind: str
    meaning: Any
    part: Part
    place: int = 0
    raw: Part | None = None
    fact: str = ""
    sets: tuple = EVERYONE
    summary: str = EACH
    plain: bool = False

    @property
    def audience(self) -> str:
        """ "public" or "staff"."""
        return PUBLIC if PUBLIC in self.sets else STAFF

    @property
    def unstated(self):
        """The cell of a row that has no such entry."""
        return None if self.kind == NUMBER else ""

    def summed_up(self, cells: Iterable):
        """One cell for the `cells` of all programs of a clinic."""
        said = list(dict.fromkeys(cell for cell in cells if cell not in ("", None)))
        if self.summary == EACH:
            records = [record for text in said for record in self.records(text)]
            return lines.join({tuple(record): record for record in records}.values())
        pick = min if self.summary == LEAST else max
        return pick(said, default=self.unstated)

    def records(self, text: str) -> list:
        """The records that the cell `text` holds: those of a list, else itself."""
        return lines.split(text) if self.kind == LIST else [[text]]

    def explained(self) -> str:
        """The meaning with how several programs of a clinic are summed up: in English, as all of the codebook is."""
        with translation.override("en"):
            return (
                f"{self.meaning} {SUMMARIES[self.summary]}" if self.owner == "program" else str(self.meaning)
            )


def selected(*needs):
    """The Part that is one selected value as it is, such as "clinic.slug"."""
    return Part(needs)


SESSIONS = [
    f"program.{stem}_{end}" for stem in ("preparation", "dosing", "integration") for end in ("fewest", "most")
]
TERMS = {
    owner: Part((f"{owner}.terms",), partial(readings.term_lines, vocabularies=readings.vocabularies(owner)))
    for owner in MODELS
}
CLAIMS = {
    owner: Part((f"{owner}.statements", f"{owner}.checks"), partial(readings.claims, owner=owner))
    for owner in MODELS
}
MONEY = Part(("program.prices", "program.medicine", "program.types", *SESSIONS), readings.money)
AVAILABILITY = Part(("program.accepting", "program.wait_days", "program.checks"), readings.availability)
DOSE = Part(("program.dose_low", "program.dose_high"), readings.decimals)
LISTS = {
    "phones": Part(("clinic.phones",), readings.phones),
    "hours": Part(("clinic.hours",), readings.hours),
    "licences": Part(("clinic.licences",), readings.licences),
    "prices": MONEY,
    "types": Part(("program.types",), readings.types),
    "telehealth_states": Part(("program.states",), readings.slugs),
}


def fact_column(owner, group, fact):
    """The column of one fact of the model."""
    if fact.kind == "field":
        return field_column(owner, group, fact)
    is_terms = fact.kind == "terms"
    part = TERMS[owner] if is_terms else LISTS.get(fact.name) or selected(f"{owner}.{fact.name}")
    return Column(
        name=NAMES.get((owner, fact.name), fact.name),
        owner=owner,
        group=group.slug,
        kind=TEXT if fact.kind == "term" else LIST,
        meaning=list_meaning(fact),
        part=part,
        place=readings.vocabularies(owner).index(fact.vocabulary) if is_terms else 0,
        fact=fact.name,
    )


def codes_column(name, owner):
    """What other lists call the terms of an owner; no restore asks for it."""
    meaning = (
        f"What other lists call the terms of the {owner} that are answered yes (SAMHSA, NUCC, the taxonomies of HSDS): "
        "each `term | list | edition | codes`, with blanks between codes."
    )
    place = len(readings.vocabularies(owner))
    return Column(name, owner, "", LIST, meaning, TERMS[owner], place, sets=(PUBLIC, STAFF), plain=True)


def list_meaning(fact):
    """What a fact with rows of its own means, and how one cell holds it."""
    if fact.kind == "term":
        return f"The {fact.vocabulary}, as the slug of its term."
    if fact.kind == "rows":
        return format_lazy("{}: each {}, joined by “; ”.", fact.label, LINES[fact.name])
    if fact.kind == "terms":
        return format_lazy("{}: slugs joined by “; ”; a no as slug=no; not listed is not a no.", fact.label)
    return format_lazy("{}, joined by “; ”.", fact.label)


def field_column(owner, group, fact):
    """The column of a fact that is a plain field of the model."""
    field = MODELS[owner]._meta.get_field(fact.name)
    column = Column(
        name=NAMES.get((owner, fact.name), fact.name),
        owner=owner,
        group=group.slug,
        kind=NUMBER if isinstance(field, NUMBERS) else DATE if isinstance(field, DateField) else TEXT,
        meaning=field_meaning(field),
        part=selected(f"{owner}.{fact.name}"),
        fact=fact.name,
        summary=field_summary(field),
        plain=isinstance(field, (AnswerField, WordField, UUIDField)),
    )
    return SHIELDED.get(fact.name, lambda column: column)(column)


def field_meaning(field):
    """A field's label, its help and its words, as sentences."""
    label = format_lazy("{}.", field.verbose_name)
    label = format_lazy("{} {}", label, field.help_text) if field.help_text else label
    words = ", ".join(str(word) for word, _label in field.choices or ())
    return format_lazy("{} One of: {}.", label, words) if words else label


def field_summary(field):
    if not isinstance(field, NUMBERS):
        return EACH
    return GREATEST if field.name.endswith(("_most", "_high", "_max")) else LEAST


def shield_address(column):
    """A part of the address that a withheld clinic shows in no set but the full one."""
    return replace(
        column,
        part=selected(f"clinic.public_{column.name}"),
        raw=column.part,
        meaning=format_lazy("{} Empty where the address is withheld.", column.meaning),
    )


def shield_point(column):
    """The point that the public may know: of a withheld clinic the middle of its city."""
    return replace(
        column,
        part=selected(f"clinic.public_{column.name}"),
        raw=column.part,
        meaning=format_lazy("{} Of a withheld address: the middle of its city.", column.meaning),
    )


def shield_availability(column):
    """A fact that holds only while its group has a live check."""
    return replace(
        column,
        part=AVAILABILITY,
        place=AVAILABILITY.needs.index(f"program.{column.name}"),
        raw=column.part,
        meaning=format_lazy("{} Shown only while a check of it counts.", column.meaning),
    )


def dose(column):
    """A number that the databases keep in their own ways."""
    return replace(column, part=DOSE, place=DOSE.needs.index(f"program.{column.name}"))


SHIELDED = {
    **dict.fromkeys(WITHHELD_PARTS, shield_address),
    **dict.fromkeys(("latitude", "longitude", "precision"), shield_point),
    **dict.fromkeys(GROUPS["availability"].field_names(), shield_availability),
    **dict.fromkeys(("dose_low", "dose_high"), dose),
}


CLAIM_PARTS = [
    ("claim", TEXT, "How sure “{}” is: confirmed (a check counts), clinic (it says so) or listed."),
    ("source", TEXT, "Who says “{}”, with the edition."),
    ("checked_on", DATE, "When a person last confirmed “{}”."),
    ("method", TEXT, "How “{}” was confirmed."),
    ("expires_on", DATE, "The last day on which that check of “{}” counts, or counted."),
]


def claim_columns(group):
    """Who says a group of facts, and who confirmed it when, how and until when."""
    first = len(CLAIM_PARTS) * groups_of(group.owner).index(group)
    return [
        Column(
            f"{group.slug}_{part}",
            group.owner,
            group.slug,
            kind,
            format_lazy(meaning, group.label),
            CLAIMS[group.owner],
            first + place,
            summary=LEAST if kind == DATE else EACH,
            plain=part != "source",
        )
        for place, (part, kind, meaning) in enumerate(CLAIM_PARTS)
    ]


def worked_out(name, owner, meaning, part, kind=TEXT, **more):
    """A column that is no fact of the model."""
    return Column(name, owner, more.pop("group", ""), kind, meaning, part, **more)
