"""What a column of the codebook is, and how the facts of the model become columns.

Every column reads as canonical text. With one row a clinic, each column of a program sums up the clinic's programs.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import DateField
from django.db.models.fields import DecimalField, FloatField, IntegerField
from django.utils.text import format_lazy

from programs import readings
from programs.models import Clinic, Program, lines
from programs.models.answers import NOT_STATED
from programs.models.claims import CONFIRMED
from programs.models.facts import fact_text, text_of
from programs.models.groups import GROUPS
from programs.readings import Reading

TEXT, NUMBER, DATE, LIST = "text", "number", "date", "list"
# How the programs of a clinic become one cell when there is one row a clinic.
EACH, LEAST, GREATEST = "each", "least", "greatest"
SUMMARIES = {
    EACH: "One row a clinic: each different value of its programs.",
    LEAST: "One row a clinic: the lowest or earliest of its programs.",
    GREATEST: "One row a clinic: the highest or latest of its programs.",
}
# Full is all that a restore needs, exact points and withheld addresses included: confidential.
PUBLIC, STAFF, FULL = "public", "staff", "full"
SETS = (PUBLIC, STAFF, FULL)
EVERYONE, INSIDE, RESTORE = (PUBLIC, STAFF, FULL), (STAFF, FULL), (FULL,)
# What a file calls a fact where the model's own name would not say whose it is.
NAMES = {
    ("clinic", "name"): "clinic_name",
    ("clinic", "region"): "state",
    ("program", "name"): "program_name",
    ("program", "types"): "program_types",
}
WITHHELD_PARTS = ("street", "unit", "postal_code", "county")
MODELS = {"clinic": Clinic, "program": Program}
NUMBERS = (IntegerField, FloatField, DecimalField)
LINES = {
    "phones": "`kind | number | extension | note`",
    "hours": "`MO | 09:00 | 17:00`",
    "licences": "`kind | issuer | number | state | valid until | looked up at`",
    "prices": "`item | low | high | currency | includes | excludes | from | until | source | note`, "
    "in minor units (cents)",
}


@dataclass(frozen=True)
class Column:
    """One column: its name, the group of facts it belongs to, what it means, and how it is read.

    `read` takes a Reading and gives canonical text; `raw` stands for it in the full set where that says more. `fact`
    names the fact of its owner that an import takes it for. `prefetch` is what reading it needs of the clinic;
    `with_program` says that a column of the clinic reads the program of its row too; `attribute` names the field of its
    owner that it reads as it is.
    """

    name: str
    owner: str
    group: str
    kind: str
    meaning: Any
    read: Callable[[Reading], str]
    raw: Callable[[Reading], str] | None = None
    fact: str = ""
    sets: tuple = EVERYONE
    summary: str = EACH
    prefetch: Any = None
    with_program: bool = False
    attribute: str = ""

    @property
    def of_clinic_alone(self) -> bool:
        """Whether it reads the same with each program of a clinic."""
        return self.owner == "clinic" and not self.with_program

    @property
    def audience(self) -> str:
        """ "public" or "staff"."""
        return PUBLIC if PUBLIC in self.sets else STAFF

    def text(self, row: Reading) -> str:
        """The cell of one row; a row without a program says nothing of one."""
        return "" if row.entry(self.owner) is None else self.read(row)

    def summed_up(self, texts: Iterable[str]) -> str:
        """One cell for the `texts` of all programs of a clinic."""
        said = list(dict.fromkeys(text for text in texts if text))
        if self.summary == EACH:
            records = [record for text in said for record in self.records(text)]
            return lines.join({tuple(record): record for record in records}.values())
        pick = min if self.summary == LEAST else max
        return pick(said, key=float if self.kind == NUMBER else str) if said else ""

    def records(self, text: str) -> list:
        """The records that the cell `text` holds: those of a list, else itself."""
        return lines.split(text) if self.kind == LIST else [[text]]

    def explained(self) -> str:
        """The meaning with how several programs of a clinic are summed up."""
        return f"{self.meaning} {SUMMARIES[self.summary]}" if self.owner == "program" else str(self.meaning)


def fact_column(owner, group, fact):
    """The column of one fact of the model."""
    if fact.kind == "field":
        return field_column(owner, group, fact)
    return Column(
        name=NAMES.get((owner, fact.name), fact.name),
        owner=owner,
        group=group.slug,
        kind=TEXT if fact.kind == "term" else LIST,
        meaning=list_meaning(fact),
        read=partial(read_fact, owner=owner, fact=fact),
        fact=fact.name,
    )


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
        read=partial(read_fact, owner=owner, fact=fact),
        fact=fact.name,
        summary=field_summary(field),
        attribute="" if field.is_relation else fact.name,
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


def read_fact(row, owner, fact):
    entry = row.clinic if owner == "clinic" else row.program
    if fact.kind == "field":
        value = getattr(entry, fact.name)
        return value if type(value) is str else fact_text(entry, fact)
    if fact.kind == "terms":
        return row.terms.get((owner, fact.vocabulary), "")
    return fact_text(entry, fact)


def shield_address(column):
    """A part of the address that a withheld clinic shows in no set but the full one."""
    return replace(
        column,
        read=lambda row: "" if row.clinic.withheld else column.read(row),
        raw=column.read,
        attribute="",
        meaning=format_lazy("{} Empty where the address is withheld.", column.meaning),
    )


def shield_point(column):
    """The point that the public may know: of a withheld clinic the middle of its city."""
    return replace(
        column,
        read=lambda row: text_of(getattr(row.clinic, f"public_{column.name}")),
        raw=column.read,
        attribute="",
        meaning=format_lazy("{} Of a withheld address: the middle of its city.", column.meaning),
    )


def shield_availability(column):
    """A fact that holds only while its group has a live check."""
    unsaid = "" if column.kind == NUMBER else NOT_STATED
    return replace(
        column,
        read=lambda row: column.read(row) if row.claim(GROUPS["availability"]).level == CONFIRMED else unsaid,
        raw=column.read,
        attribute="",
        meaning=format_lazy("{} Shown only while a check of it counts.", column.meaning),
    )


SHIELDED = {
    **dict.fromkeys(WITHHELD_PARTS, shield_address),
    **dict.fromkeys(("latitude", "longitude", "precision"), shield_point),
    **dict.fromkeys(GROUPS["availability"].field_names(), shield_availability),
}


CLAIM_PARTS = [
    (
        "claim",
        TEXT,
        readings.claim_level,
        "How sure “{}” is: confirmed (a check counts), clinic (it says so) or listed.",
    ),
    ("source", TEXT, readings.claim_source, "Who says “{}”, with the edition."),
    ("checked_on", DATE, readings.claim_checked_on, "When a person last confirmed “{}”."),
    ("method", TEXT, readings.claim_method, "How “{}” was confirmed."),
    (
        "expires_on",
        DATE,
        readings.claim_expires_on,
        "The last day on which that check of “{}” counts, or counted.",
    ),
]


def claim_columns(group):
    """Who says a group of facts, and who confirmed it when, how and until when."""
    return [
        Column(
            f"{group.slug}_{part}",
            group.owner,
            group.slug,
            kind,
            format_lazy(meaning, group.label),
            partial(read, group=group),
            summary=LEAST if kind == DATE else EACH,
        )
        for part, kind, read, meaning in CLAIM_PARTS
    ]


def worked_out(name, owner, meaning, read, kind=TEXT, **more):
    """A column that is no fact of the model: read by the function `read`."""
    return Column(name, owner, more.pop("group", ""), kind, meaning, read, **more)


def attribute(name, path, meaning, kind=TEXT, **more):
    """A column that is an attribute of the entry: `path` is "clinic.slug", "organization.npi" …"""
    whose, attr = path.split(".")
    owner = "program" if whose == "program" else "clinic"
    return worked_out(name, owner, meaning, partial(read_attribute, whose=whose, attr=attr), kind, **more)


def read_attribute(row, whose, attr):
    entry = row.clinic.organization if whose == "organization" else row.entry(whose)
    value = getattr(entry, attr, None)
    return readings.moment(value) if isinstance(value, dt.datetime) else text_of(value)
